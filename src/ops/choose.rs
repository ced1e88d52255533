/*!
Choosing: the greater one, the lesser one, one by a mask, one within bounds.

Follows [torch.clamp](https://pytorch.org/docs/stable/generated/torch.clamp.html),
[torch.maximum](https://pytorch.org/docs/stable/generated/torch.maximum.html)
and [torch.where](https://pytorch.org/docs/stable/generated/torch.where.html).
A gradient goes where the element came from. NaN wins every comparison.
*/

use super::numeric::{Arithmetic, check_fits, numbers};
use super::operand::{Operand, common_dtype};
use super::row::{Args, Row, Value};
use crate::autograd::{Grads, Names, Tensor, backward, backward1, record};
use crate::tensor::random::six_digits;
use crate::tensor::{
    DType, Element, Result, Scalar, Strided, TorchError, broadcast, dispatch,
    kernels,
};

static MAXIMUM: Names = Names::new("MaximumBackward0", "MaxBackward2");
static MINIMUM: Names = Names::new("MinimumBackward0", "MinBackward2");
static WHERE: Names = Names::new("WhereBackward0", "SWhereBackward");
static CLAMP_TENSORS: Names = Names::new("ClampBackward0", "ClampBackward0");
static CLAMP: Names = Names::new("ClampBackward1", "ClampBackward");
static CLAMP_MIN: Names = Names::new("ClampMinBackward0", "ClampMinBackward");
static CLAMP_MIN_TENSOR: Names =
    Names::new("ClampMinBackward1", "ClampMinBackward");
static CLAMP_MAX: Names = Names::new("ClampMaxBackward0", "ClampMaxBackward");
static CLAMP_MAX_TENSOR: Names =
    Names::new("ClampMaxBackward1", "ClampMaxBackward");

/// The greater of two (of 0 and -0 the first one), or NaN if there is one.
#[inline]
fn greater<T: Arithmetic>(x: T, y: T) -> T {
    if x >= y || x.nan() { x } else { y }
}

/// The lesser of two (of 0 and -0 the first one), or NaN if there is one.
#[inline]
fn lesser<T: Arithmetic>(x: T, y: T) -> T {
    if x <= y || x.nan() { x } else { y }
}

/// Which of two tensors an element is taken from.
#[derive(Clone, Copy)]
enum Extreme {
    Greater,
    Lesser,
}

impl Extreme {
    fn of(
        self,
        names: &'static Names,
        x: &Tensor,
        y: &Tensor,
    ) -> Result<Tensor> {
        let dtype = common_dtype(&[&x.into(), &y.into()]);
        let (a, b) =
            (x.strided().to_dtype(dtype)?, y.strided().to_dtype(dtype)?);
        let chosen = dispatch!(dtype, T => match self {
            Extreme::Greater => kernels::zip(&a, &b, greater::<T>),
            Extreme::Lesser => kernels::zip(&a, &b, lesser::<T>),
        })?;
        Ok(record(names, &[x, y], chosen, |saver| {
            let (x, y) = (saver.save(x), saver.save(y));
            backward(move |grad, context| {
                let (x, y) = (context.get(x)?, context.get(y)?);
                let tied = x.eq(&y)?;
                let shared = where_(&tied, &grad.div(2)?, grad)?;
                let (x_loses, y_loses) = match self {
                    Extreme::Greater => (x.lt(&y)?, x.gt(&y)?),
                    Extreme::Lesser => (x.gt(&y)?, x.lt(&y)?),
                };
                context.pair(
                    || where_(&x_loses, 0, &shared),
                    || where_(&y_loses, 0, &shared),
                )
            })
        }))
    }
}

impl Tensor {
    /// The greater of two, element by element: `torch.maximum(x, y)`. Where
    /// they are equal, each gets half of the gradient.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast.
    pub fn maximum(&self, other: &Tensor) -> Result<Tensor> {
        Extreme::Greater.of(&MAXIMUM, self, other)
    }

    /// The lesser of two, element by element: `torch.minimum(x, y)`. Where
    /// they are equal, each gets half of the gradient.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast.
    pub fn minimum(&self, other: &Tensor) -> Result<Tensor> {
        Extreme::Lesser.of(&MINIMUM, self, other)
    }
}

/// One of two elements, by a mask: `torch.where(condition, input, other)`.
/// (`where` is a keyword in Rust.)
///
/// # Errors
/// `RuntimeError` if the condition is no mask, if the shapes do not
/// broadcast, or if a number does not fit the dtype of the result.
pub fn where_<'a, 'b>(
    condition: &Tensor,
    input: impl Into<Operand<'a>>,
    other: impl Into<Operand<'b>>,
) -> Result<Tensor> {
    let (input, other) = (input.into(), other.into());
    let dtype = common_dtype(&[&input, &other]);
    for side in [&input, &other] {
        if let Operand::Number(number) = side {
            check_fits(*number, dtype)?;
        }
    }
    let mask = match condition.dtype() {
        // Masks were bytes once, and bytes may still be masks.
        DType::Bool | DType::Uint8 => {
            condition.strided().to_dtype(DType::Bool)?
        }
        wrong => {
            let kind = wrong.scalar_type();
            return Err(TorchError::runtime(format!(
                "where expected condition to be a boolean tensor, but got a \
                 tensor with dtype {kind}"
            ))
            .in_the_notes(format!(
                "Expected condition to have ScalarType Byte, but got \
                 ScalarType {kind}"
            )));
        }
    };
    let (input, other) = (input.to_tensor(dtype), other.to_tensor(dtype));
    let chosen = {
        let x = input.strided().to_dtype(dtype)?;
        let y = other.strided().to_dtype(dtype)?;
        dispatch!(dtype, T => {
            let choose = |take: bool, x: T, y: T| if take { x } else { y };
            kernels::zip3(&mask, &x, &y, choose)
        })?
    };
    Ok(record(&WHERE, &[&input, &other], chosen, |saver| {
        let mask = saver.save_plain(mask);
        backward(move |grad, context| {
            let mask = context.get(mask)?;
            context.pair(|| where_(&mask, grad, 0), || where_(&mask, 0, grad))
        })
    }))
}

/// A bound of [`Tensor::clamp`]: `None`, a number or a tensor.
#[derive(Clone, Copy)]
pub struct Bound<'a>(Option<Operand<'a>>);

impl<'a, O: Into<Operand<'a>>> From<O> for Bound<'a> {
    fn from(bound: O) -> Bound<'a> {
        Bound(Some(bound.into()))
    }
}

impl<'a> From<Option<Operand<'a>>> for Bound<'a> {
    fn from(bound: Option<Operand<'a>>) -> Bound<'a> {
        Bound(bound)
    }
}

impl Tensor {
    /// Each element, or the bound it lies beyond: `torch.clamp(x, min, max)`.
    /// Bounds are two numbers or two tensors; either may be `None`. If they
    /// are the wrong way round, `max` wins.
    ///
    /// The gradient of an element on a bound or beyond it is 0.
    ///
    /// # Errors
    /// `RuntimeError` if both bounds are `None`, if the shapes do not
    /// broadcast, or if no value of the dtype lies between the bounds;
    /// `TypeError` for a number and a tensor; `NotImplementedError` for
    /// bools.
    pub fn clamp<'a, 'b>(
        &self,
        min: impl Into<Bound<'a>>,
        max: impl Into<Bound<'b>>,
    ) -> Result<Tensor> {
        use Operand::{Number, Tensor as T};
        match (min.into().0, max.into().0) {
            (None, None) => Err(TorchError::runtime(
                "torch.clamp: At least one of 'min' or 'max' must not be None",
            )
            .in_the_notes("At least one of 'min' or 'max' must not be None")),
            (Some(Number(min)), Some(Number(max))) => {
                self.clamp_to(&CLAMP, Some(min), Some(max))
            }
            (Some(Number(min)), None) => {
                self.clamp_to(&CLAMP, Some(min), None)
            }
            (None, Some(Number(max))) => {
                self.clamp_to(&CLAMP, None, Some(max))
            }
            (Some(T(min)), Some(T(max))) => self.clamp_between(min, max),
            (Some(T(min)), None) => {
                Extreme::Greater.of(&CLAMP_TENSORS, self, min)
            }
            (None, Some(T(max))) => {
                Extreme::Lesser.of(&CLAMP_TENSORS, self, max)
            }
            (Some(min), Some(max)) => {
                let kinds = (python_class(&min), python_class(&max));
                Err(TorchError::type_(format!(
                    "clamp() received an invalid combination of arguments - \
                     got ({0}, {1}), but expected one of:\n \
                     * (Tensor min = None, Tensor max = None)\n      \
                     didn't match because some of the arguments have \
                     invalid types: (!{0}!, !{1}!)\n \
                     * (Number min = None, Number max = None)\n      \
                     didn't match because some of the arguments have \
                     invalid types: (!{0}!, !{1}!)\n",
                    kinds.0, kinds.1
                )))
            }
        }
    }

    /// [`clamp`](Tensor::clamp) in place.
    ///
    /// # Errors
    /// As [`clamp`](Tensor::clamp), and if this tensor may not be changed in
    /// place or cannot hold the result.
    pub fn clamp_<'a, 'b>(
        &self,
        min: impl Into<Bound<'a>>,
        max: impl Into<Bound<'b>>,
    ) -> Result<Tensor> {
        let (min, max) = (min.into(), max.into());
        if min.0.is_none() && max.0.is_none() {
            return self.clamp(min, max);
        }
        let mut size = self.size();
        for bound in [&min, &max] {
            if let Some(Operand::Tensor(bound)) = &bound.0 {
                size = broadcast(&size, &bound.size())?;
            }
        }
        self.check_holds(size, self.dtype())?;
        self.check_bounds_fit(&[min, max])?;
        self.in_place(|old| old.clamp(min, max))
    }

    /// Nothing below a bound: `torch.clamp_min(x, min)`.
    ///
    /// # Errors
    /// As [`clamp`](Tensor::clamp).
    pub fn clamp_min<'a>(
        &self,
        min: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        match min.into() {
            Operand::Number(min) => self.clamp_to(&CLAMP_MIN, Some(min), None),
            Operand::Tensor(min) => {
                Extreme::Greater.of(&CLAMP_MIN_TENSOR, self, min)
            }
        }
    }

    /// [`clamp_min`](Tensor::clamp_min) in place.
    ///
    /// # Errors
    /// As [`clamp_`](Tensor::clamp_).
    pub fn clamp_min_<'a>(
        &self,
        min: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        let min = min.into();
        self.check_bounds_fit(&[min.into()])?;
        min.computed_into(self, |old| old.clamp_min(min))
    }

    /// Nothing above a bound: `torch.clamp_max(x, max)`.
    ///
    /// # Errors
    /// As [`clamp`](Tensor::clamp).
    pub fn clamp_max<'a>(
        &self,
        max: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        match max.into() {
            Operand::Number(max) => self.clamp_to(&CLAMP_MAX, None, Some(max)),
            Operand::Tensor(max) => {
                Extreme::Lesser.of(&CLAMP_MAX_TENSOR, self, max)
            }
        }
    }

    /// [`clamp_max`](Tensor::clamp_max) in place.
    ///
    /// # Errors
    /// As [`clamp_`](Tensor::clamp_).
    pub fn clamp_max_<'a>(
        &self,
        max: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        let max = max.into();
        self.check_bounds_fit(&[max.into()])?;
        max.computed_into(self, |old| old.clamp_max(max))
    }

    /// In place, a number as a bound is refused by C++'s name of the dtype,
    /// unlike anywhere else.
    fn check_bounds_fit(&self, bounds: &[Bound<'_>]) -> Result<()> {
        let mut all = vec![Operand::Tensor(self)];
        all.extend(bounds.iter().filter_map(|b| b.0));
        let numbers = all[1..].iter().all(|b| matches!(b, Operand::Number(_)));
        let result = common_dtype(&all.iter().collect::<Vec<_>>());
        if !numbers || result.can_cast(self.dtype()) {
            return Ok(());
        }
        let name = match self.dtype() {
            DType::Bool => "bool",
            DType::Uint8 => "unsigned char",
            DType::Int32 => "int",
            _ => "long int",
        };
        Err(TorchError::runtime(format!(
            "result type {} can't be cast to the desired output type {name}",
            result.scalar_type()
        )))
    }

    /// Between two numbers.
    fn clamp_to(
        &self,
        names: &'static Names,
        min: Option<Scalar>,
        max: Option<Scalar>,
    ) -> Result<Tensor> {
        let mut all = vec![Operand::Tensor(self)];
        all.extend([min, max].into_iter().flatten().map(Operand::Number));
        let dtype = common_dtype(&all.iter().collect::<Vec<_>>());
        let x = self.strided().to_dtype(dtype)?;
        let kernel = match (min, max) {
            (Some(_), Some(_)) => "clamp_scalar_cpu",
            (Some(_), None) => "clamp_min_scalar_cpu",
            _ => "clamp_max_scalar_cpu",
        };
        let clamped: Strided = numbers!(dtype, kernel, T => {
            let (low, high) = (within::<T>("min", min)?, within("max", max)?);
            Ok(match (low, high) {
                (Some(low), Some(high)) => kernels::map(&x, |x: T| {
                    lesser(greater(x, low), high)
                })?,
                (Some(low), None) => kernels::map(&x, |x| greater(x, low))?,
                (None, Some(high)) => kernels::map(&x, |x| lesser(x, high))?,
                (None, None) => x,
            })
        })?;
        Ok(record(names, &[self], clamped, |saver| {
            let x = saver.save(self);
            backward1(move |grad, context| {
                let x = context.get(x)?;
                let inside = match (min, max) {
                    (Some(min), Some(max)) => {
                        x.gt(min)?.logical_and(&x.lt(max)?)?
                    }
                    (Some(min), None) => x.gt(min)?,
                    (_, max) => x.lt(max.unwrap_or(Scalar::Int(0)))?,
                };
                where_(&inside, grad, 0)
            })
        }))
    }

    /// Between two tensors.
    fn clamp_between(&self, min: &Tensor, max: &Tensor) -> Result<Tensor> {
        let dtype = common_dtype(&[&self.into(), &min.into(), &max.into()]);
        // Shapes are refused before dtypes are.
        let size = broadcast(&self.size(), &min.size())?;
        broadcast(&size, &max.size())?;
        let clamped = {
            let x = self.strided().to_dtype(dtype)?;
            let low = min.strided().to_dtype(dtype)?;
            let high = max.strided().to_dtype(dtype)?;
            let out: Result<Strided> = numbers!(dtype, "clamp_cpu", T => {
                kernels::zip3(&x, &low, &high, |x: T, low: T, high: T| {
                    lesser(greater(x, low), high)
                })
            });
            out?
        };
        let inputs = [self, min, max];
        Ok(record(&CLAMP_TENSORS, &inputs, clamped, |saver| {
            let saved = inputs.map(|input| saver.save(input));
            backward(move |grad, context| {
                let x = context.get(saved[0])?;
                let (low, high) =
                    (context.get(saved[1])?, context.get(saved[2])?);
                // An element on one of two different bounds shares.
                let apart = low.lt(&high)?;
                let on_low = apart.logical_and(&x.eq(&low)?)?;
                let on_high = apart.logical_and(&x.eq(&high)?)?;
                let half = grad.div(2)?;
                let shared =
                    where_(&on_low.logical_or(&on_high)?, &half, grad)?;
                let (below, above) = (x.lt(&low)?, x.gt(&high)?);
                let ordered = low.le(&high)?;
                let high_wins = above
                    .logical_and(&ordered)?
                    .logical_or(&high.lt(&low)?)?;
                Ok(Grads::from_iter([
                    Some(where_(&below.logical_or(&above)?, 0, &shared)?),
                    Some(where_(
                        &below.logical_and(&ordered)?,
                        grad,
                        &where_(&on_low, &half, 0)?,
                    )?),
                    Some(where_(
                        &high_wins,
                        grad,
                        &where_(&on_high, &half, 0)?,
                    )?),
                ]))
            })
        }))
    }
}

/// A bound as an element. One that no value can be beyond is the last value;
/// one that every value is beyond is an error.
fn within<T: Element>(name: &str, bound: Option<Scalar>) -> Result<Option<T>> {
    let Some(bound) = bound else { return Ok(None) };
    let range = match T::DTYPE {
        DType::Uint8 => Some((0.0, 255.0)),
        DType::Int32 => Some((i32::MIN.into(), i32::MAX.into())),
        _ => None,
    };
    let Some((first, last)) = range else {
        return Ok(Some(T::from_scalar(bound)));
    };
    let value = bound.to_f64();
    if (name == "min" && value > last) || (name == "max" && value < first) {
        return Err(TorchError::runtime(format!(
            "Clamp {name} value {} is outside the representable range of {}",
            six_digits(value),
            T::DTYPE.scalar_type()
        )));
    }
    Ok(Some(T::from_f64(value.clamp(first, last))))
}

fn python_class(operand: &Operand<'_>) -> &'static str {
    match operand {
        Operand::Tensor(_) => "Tensor",
        Operand::Number(Scalar::Bool(_)) => "bool",
        Operand::Number(Scalar::Int(_)) => "int",
        Operand::Number(Scalar::Float(_)) => "float",
    }
}

/// `maximum`, in the table.
pub static MAXIMUM_ROW: Row = Row {
    name: "maximum",
    signature: "maximum(input, other)",
    grad_fn: Some(&MAXIMUM),
    call: |a| Ok(a.tensor(0)?.maximum(a.tensor(1)?)?.into()),
    in_place: None,
    examples: |e| vec![vec![e.any(&[2, 3]).into(), e.any(&[3]).into()]],
};

/// `minimum`, in the table.
pub static MINIMUM_ROW: Row = Row {
    name: "minimum",
    signature: "minimum(input, other)",
    grad_fn: Some(&MINIMUM),
    call: |a| Ok(a.tensor(0)?.minimum(a.tensor(1)?)?.into()),
    in_place: None,
    examples: |e| vec![vec![e.any(&[2, 3]).into(), e.any(&[3]).into()]],
};

/// `where` of a mask alone, in the table: where it is true.
pub static WHERE_TRUE_ROW: Row = Row {
    name: "where.default",
    signature: "where(condition)",
    grad_fn: None,
    call: |a| Ok(a.tensor(0)?.nonzero_as_tuple()?.into()),
    in_place: None,
    examples: |_| Vec::new(),
};

/// `where`, in the table.
pub static WHERE_ROW: Row = Row {
    name: "where",
    signature: "where(condition, input, other)",
    grad_fn: Some(&WHERE),
    call: |a| Ok(where_(a.tensor(0)?, a.operand(1)?, a.operand(2)?)?.into()),
    in_place: None,
    examples: |e| {
        let mask = |e: &mut super::row::Example, shape: &[usize]| {
            let mask = e.any(shape).gt(0);
            Value::from(mask.expect("one number broadcasts"))
        };
        vec![
            vec![mask(e, &[2, 1]), e.any(&[3]).into(), e.any(&[2, 3]).into()],
            vec![mask(e, &[4]), e.any(&[4]).into(), 1.5.into()],
            vec![mask(e, &[4]), 1.5.into(), e.any(&[]).into()],
        ]
    },
};

fn bound<'a>(a: &Args<'a>, i: usize) -> Result<Bound<'a>> {
    Ok(Bound(a.optional(i, Args::operand)?))
}

/// `clamp` between numbers, in the table.
pub static CLAMP_ROW: Row = Row {
    name: "clamp",
    signature: "clamp(input, min=None, max=None)",
    grad_fn: Some(&CLAMP),
    call: |a| Ok(a.tensor(0)?.clamp(bound(a, 1)?, bound(a, 2)?)?.into()),
    in_place: Some(|a| {
        Ok(a.tensor(0)?.clamp_(bound(a, 1)?, bound(a, 2)?)?.into())
    }),
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), (-1.013).into(), 1.013.into()],
            vec![e.any(&[4]).into(), 0.013.into(), Value::None],
            vec![e.any(&[4]).into(), Value::None, 0.013.into()],
        ]
    },
};

/// `clamp` between tensors, in the table.
pub static CLAMP_TENSOR_ROW: Row = Row {
    name: "clamp.Tensor",
    signature: "clamp(input, min=None, max=None)",
    grad_fn: Some(&CLAMP_TENSORS),
    call: CLAMP_ROW.call,
    in_place: CLAMP_ROW.in_place,
    examples: |e| {
        vec![
            vec![
                e.any(&[2, 3]).into(),
                e.between(-1.0, -0.5, &[3]).into(),
                e.between(0.5, 1.0, &[2, 1]).into(),
            ],
            vec![e.any(&[4]).into(), e.any(&[4]).into(), Value::None],
            vec![e.any(&[4]).into(), Value::None, e.any(&[4]).into()],
        ]
    },
};

/// `clamp_min`, in the table.
pub static CLAMP_MIN_ROW: Row = Row {
    name: "clamp_min",
    signature: "clamp_min(input, min)",
    grad_fn: Some(&CLAMP_MIN),
    call: |a| Ok(a.tensor(0)?.clamp_min(a.operand(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.clamp_min_(a.operand(1)?)?.into())),
    examples: |e| vec![vec![e.any(&[2, 3]).into(), 0.013.into()]],
};

/// `clamp_max`, in the table.
pub static CLAMP_MAX_ROW: Row = Row {
    name: "clamp_max",
    signature: "clamp_max(input, max)",
    grad_fn: Some(&CLAMP_MAX),
    call: |a| Ok(a.tensor(0)?.clamp_max(a.operand(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.clamp_max_(a.operand(1)?)?.into())),
    examples: |e| vec![vec![e.any(&[2, 3]).into(), 0.013.into()]],
};
