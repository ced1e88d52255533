/*!
Numbers drawn by other distributions than the uniform and the normal one:
multinomial, bernoulli, poisson; and in place exponential, cauchy, log_normal,
geometric.

Follows [torch.multinomial](https://pytorch.org/docs/stable/generated/torch.multinomial.html)
and [In-place random sampling](https://pytorch.org/docs/stable/torch.html#in-place-random-sampling).
They are compared with PyTorch's by scripts that begin with a seed.
*/

use super::create::rows;
use super::numeric::not_implemented;
use super::operand::Operand;
use super::random::Draw;
use super::row::Args;
use crate::autograd::{Names, Tensor, backward, backward1, no_grad, record};
use crate::tensor::random::{six_digits, with_default};
use crate::tensor::{
    DType, Result, Size, Strided, TorchError, broadcast, check_allocation,
};

static BERNOULLI_FROM: Names =
    Names::new("BernoulliBackward1", "BernoulliBackward1");
static POISSON: Names = Names::new("PoissonBackward0", "PoissonBackward");
static EXPONENTIAL: Names =
    Names::new("ExponentialBackward0", "ExponentialBackward");
static CAUCHY: Names = Names::new("CauchyBackward0", "CauchyBackward");
static LOG_NORMAL: Names =
    Names::new("LogNormalBackward0", "LogNormalBackward");
static GEOMETRIC: Names =
    Names::new("GeometricBackward0", "GeometricBackward");

/// Refuses a parameter: "exponential_ expects lambda > 0.0, but found ..."
fn check(may: bool, rule: &str, found: f64) -> Result<()> {
    if may {
        return Ok(());
    }
    Err(TorchError::runtime(format!("{rule}={}", six_digits(found))))
}

impl Tensor {
    /// Exponential numbers in place: `x.exponential_(lambd)`.
    ///
    /// # Errors
    /// `RuntimeError` for a rate that is not positive, for other dtypes, or
    /// if this tensor may not be changed in place.
    pub fn exponential_(&self, lambd: f64) -> Result<Tensor> {
        if !self.dtype().is_floating_point() {
            return Err(TorchError::runtime(format!(
                "Exponential distribution is a continuous probability \
                 distribution. dtype must be a floating point but you \
                 specified {}",
                self.dtype().scalar_type()
            )));
        }
        let rule = "exponential_ expects lambda > 0.0, but found lambda";
        check(lambd > 0.0, rule, lambd)?;
        Draw::Exponential { lambd }.write(self, &EXPONENTIAL)
    }

    /// Cauchy's numbers in place: `x.cauchy_(median, sigma)`.
    ///
    /// # Errors
    /// As [`exponential_`](Tensor::exponential_).
    pub fn cauchy_(&self, median: f64, sigma: f64) -> Result<Tensor> {
        let rule = "cauchy_ expects sigma > 0.0, but found sigma";
        check(sigma > 0.0, rule, sigma)?;
        if !self.dtype().is_floating_point() {
            return Err(TorchError::runtime(format!(
                "Cauchy distribution is a continuous probability \
                 distribution. dtype must be a floating point but you \
                 specified {}",
                match self.dtype() {
                    DType::Int64 => "long int",
                    DType::Int32 => "int",
                    DType::Uint8 => "unsigned char",
                    _ => "bool",
                }
            )));
        }
        Draw::Cauchy { median, sigma }.write(self, &CAUCHY)
    }

    /// Numbers whose logarithms are normal, in place:
    /// `x.log_normal_(mean, std)`.
    ///
    /// # Errors
    /// As [`exponential_`](Tensor::exponential_).
    pub fn log_normal_(&self, mean: f64, std: f64) -> Result<Tensor> {
        let rule = "log_normal_ expects std > 0.0, but found std";
        check(std > 0.0, rule, std)?;
        if !self.dtype().is_floating_point() {
            return Err(not_implemented("log_normal_cpu", self.dtype()));
        }
        Draw::LogNormal { mean, std }.write(self, &LOG_NORMAL)
    }

    /// How many coins it takes, in place: `x.geometric_(p)`.
    ///
    /// # Errors
    /// As [`exponential_`](Tensor::exponential_), of a probability.
    pub fn geometric_(&self, p: f64) -> Result<Tensor> {
        let rule = "geometric_ expects p to be in (0, 1), but got p";
        check(p > 0.0 && p < 1.0, rule, p)?;
        Draw::Geometric { p }.write(self, &GEOMETRIC)
    }

    /// Ones and zeros, each with the probability that stands in `p`, in
    /// place: `x.bernoulli_(p)`.
    ///
    /// # Errors
    /// `RuntimeError` for a number that is no probability, if `p` does not
    /// broadcast, or if this tensor may not be changed in place.
    pub fn bernoulli_from_(&self, p: &Tensor) -> Result<Tensor> {
        self.check_in_place()?;
        let coins = p.detach()?.expand(self.size())?.bernoulli()?;
        let coins = coins.to(self.dtype())?.strided().clone();
        self.in_place(|old| {
            Ok(record(&BERNOULLI_FROM, &[old, p], coins, |_| {
                let size = p.size();
                backward(move |grad, context| {
                    context.pair(
                        || grad.zeros_like(),
                        || super::create::zeros_with(&size, grad.dtype()),
                    )
                })
            }))
        })
    }

    /// Numbers of events, of which so many are expected as stand here:
    /// `torch.poisson(x)`.
    ///
    /// # Errors
    /// `RuntimeError` for a negative rate, `NotImplementedError` for other
    /// dtypes.
    pub fn poisson(&self) -> Result<Tensor> {
        if !self.dtype().is_floating_point() {
            return Err(not_implemented("poisson_cpu", self.dtype()));
        }
        let rates = self.strided().to_dtype(DType::Float64)?;
        let rates = rates.to_vec::<f64>()?;
        let mut events = Vec::with_capacity(rates.len());
        for rate in rates {
            if rate.is_nan() || rate < 0.0 {
                return Err(TorchError::runtime(
                    "invalid Poisson rate, expected rate to be non-negative",
                ));
            }
            events.push(with_default(|g| g.poisson(rate)));
        }
        let events = Strided::new(events, self.size());
        let events = events.to_dtype(self.dtype())?;
        Ok(record(&POISSON, &[self], events, |_| {
            backward1(|grad, _| grad.zeros_like())
        }))
    }

    /// Places drawn by the weights that stand here, for each row:
    /// `x.multinomial(num_samples, replacement)`.
    ///
    /// # Errors
    /// `RuntimeError` for weights that are none, if there are more than two
    /// dimensions or none, and for more places than there are without
    /// `replacement`.
    pub fn multinomial(
        &self,
        num_samples: i64,
        replacement: bool,
    ) -> Result<Tensor> {
        let refuse = |text: &str| Err(TorchError::runtime(text));
        if !matches!(self.ndim(), 1 | 2) {
            return refuse("prob_dist must be 1 or 2 dim");
        }
        if !self.dtype().is_floating_point() {
            return Err(TorchError::runtime(format!(
                "multinomial only supports floating-point dtypes for input, \
                 got: {}",
                self.dtype().scalar_type()
            )));
        }
        if num_samples <= 0 {
            return refuse("cannot sample n_sample <= 0 samples");
        }
        let categories = self.size()[self.ndim() - 1];
        if !replacement && num_samples as usize > categories {
            return refuse(
                "cannot sample n_sample > prob_dist.size(-1) samples without \
                 replacement",
            );
        }
        let mut size = self.size();
        let last = size.len() - 1;
        size[last] = num_samples as usize;
        check_allocation(&size, DType::Int64.itemsize())?;
        if self.ndim() == 2 && self.size()[0] == 0 {
            let none = Strided::full(size, 0, DType::Int64)?;
            return Ok(Tensor::from_strided(none));
        }
        let weights = self.detach()?;
        if replacement && num_samples > 1 {
            return weights.drawn_again(num_samples as usize, size);
        }
        // A race: the weight over an exponential number, the largest first.
        let cells = weights.strided().to_dtype(DType::Float64)?;
        let cells = cells.to_vec::<f64>()?;
        if cells.iter().any(|&w| !(0.0..f64::INFINITY).contains(&w)) {
            return refuse(
                "probability tensor contains either `inf`, `nan` or element \
                 < 0",
            );
        }
        let mut rows = cells.chunks(categories.max(1));
        if rows.any(|row| row.iter().all(|&w| w == 0.0)) {
            return refuse(
                "invalid multinomial distribution (sum of probabilities <= 0)",
            );
        }
        let draw = Draw::Exponential { lambd: 1.0 };
        let race = Tensor::from_strided(draw.like(&weights.strided())?);
        let race = weights.div(&race)?;
        if num_samples == 1 {
            return race.argmax_dim(-1, true);
        }
        Ok(race.topk(num_samples)?.indices)
    }

    /// Places that may come again: a uniform number looks for its place
    /// among the sums of the weights.
    fn drawn_again(&self, samples: usize, size: Size) -> Result<Tensor> {
        let single = self.dtype() == DType::Float32;
        let round = |x: f64| if single { f64::from(x as f32) } else { x };
        let invalid = |text: &str| {
            TorchError::runtime(format!(
                "invalid multinomial distribution ({text})"
            ))
        };
        let categories = self.size()[self.ndim() - 1];
        let cells = self.strided().to_dtype(DType::Float64)?;
        let cells = cells.to_vec::<f64>()?;
        let rows = if self.ndim() == 1 { 1 } else { self.size()[0] };
        let mut places: Vec<i64> = Vec::with_capacity(size.numel());
        for row in 0..rows {
            let mut sum = 0.0;
            let mut sums = Vec::with_capacity(categories);
            for &weight in &cells[row * categories..][..categories] {
                if weight.is_nan() || weight < 0.0 {
                    return Err(invalid("encountering probability entry < 0"));
                }
                if weight.is_infinite() {
                    return Err(invalid(
                        "encountering probability entry = infinity or NaN",
                    ));
                }
                sum = round(sum + weight);
                sums.push(sum);
            }
            if sum <= 0.0 {
                return Err(invalid("sum of probabilities <= 0"));
            }
            sums.iter_mut().for_each(|x| *x = round(*x / sum));
            if let Some(last) = sums.last_mut() {
                *last = 1.0;
            }
            for _ in 0..samples {
                let drawn = with_default(|g| g.unit());
                places.push(sums.partition_point(|&x| x < drawn) as i64);
            }
        }
        Ok(Tensor::from_strided(Strided::new(places, size)))
    }
}

/// Normal numbers, each with a mean or a standard deviation of its own:
/// `torch.normal(mean, std)` with at least one tensor.
///
/// # Errors
/// `RuntimeError` for a negative standard deviation, or if the shapes do not
/// broadcast; `NotImplementedError` for integers.
pub fn normal_of(mean: Operand<'_>, std: Operand<'_>) -> Result<Tensor> {
    static OF_MEAN: Names = Names::new("NormalBackward1", "NormalBackward1");
    static OF_STD: Names = Names::new("NormalBackward2", "NormalBackward2");
    static OF_BOTH: Names = Names::new("NormalBackward3", "NormalBackward3");
    let (names, like, inputs) = match (&mean, &std) {
        (Operand::Tensor(a), Operand::Tensor(b)) => {
            (&OF_BOTH, *a, vec![*a, *b])
        }
        (Operand::Tensor(a), _) => (&OF_MEAN, *a, vec![*a]),
        (_, Operand::Tensor(b)) => (&OF_STD, *b, vec![*b]),
        _ => {
            return Err(TorchError::type_(
                "argument at position 1 must be Tensor",
            ));
        }
    };
    match &std {
        Operand::Number(std) => {
            let std = std.to_f64();
            let found = six_digits(std);
            let rule =
                format!("normal expects std >= 0.0, but found std {found}");
            if std < 0.0 {
                return Err(TorchError::runtime(rule));
            }
        }
        Operand::Tensor(std) => {
            if std.detach()?.lt(0)?.any()?.item()?
                == crate::tensor::Scalar::Bool(true)
            {
                return Err(TorchError::runtime(
                    "normal expects all elements of std >= 0.0",
                ));
            }
        }
    }
    let mut shape = like.size();
    for x in &inputs {
        shape = broadcast(&shape, &x.size())?;
    }
    let drawn = no_grad(|| {
        let layout = match like.size() == shape {
            true => like.detach()?,
            false => super::create::empty_with(&shape, like.dtype())?,
        };
        let normal = Draw::Normal { mean: 0.0, std: 1.0 };
        let drawn = Tensor::from_strided(normal.like(&layout.strided())?);
        drawn.mul(std)?.add(mean)?.to(like.dtype())
    })?;
    let drawn = drawn.strided().clone();
    let sizes: Vec<Size> = inputs.iter().map(|x| x.size()).collect();
    Ok(record(names, &inputs, drawn, |_| {
        backward(move |grad, _| {
            let zeros = sizes.iter().map(|size| {
                super::create::zeros_with(size, grad.dtype()).map(Some)
            });
            zeros.collect()
        })
    }))
}

/// The form that is not in place, of a copy.
fn on_a_copy(
    a: &Args<'_>,
    draw: impl Fn(&Tensor) -> Result<Tensor>,
) -> Result<super::Value> {
    Ok(draw(&a.tensor(0)?.detach()?.copy()?)?.into())
}

macro_rules! draws {
    ($($row:ident, $name:literal, $signature:literal, $draw:expr;)+) => {$(
        #[doc = concat!("`", $name, "_`, in the table.")]
        pub static $row: super::Row = super::Row {
            name: $name,
            signature: $signature,
            grad_fn: None,
            call: |a| on_a_copy(a, |x| $draw(x, a)),
            in_place: Some(|a| Ok($draw(a.tensor(0)?, a)?.into())),
            examples: |_| Vec::new(),
        };
    )+};
}

fn float(a: &Args<'_>, i: usize) -> Result<f64> {
    Ok(a.scalar(i)?.to_f64())
}

draws! {
    EXPONENTIAL_ROW, "exponential", "exponential(input, lambd=1)",
    |x: &Tensor, a: &Args<'_>| x.exponential_(float(a, 1)?);
    CAUCHY_ROW, "cauchy", "cauchy(input, median=0, sigma=1)",
    |x: &Tensor, a: &Args<'_>| x.cauchy_(float(a, 1)?, float(a, 2)?);
    LOG_NORMAL_ROW, "log_normal", "log_normal(input, mean=1, std=2)",
    |x: &Tensor, a: &Args<'_>| x.log_normal_(float(a, 1)?, float(a, 2)?);
    GEOMETRIC_ROW, "geometric", "geometric(input, p)",
    |x: &Tensor, a: &Args<'_>| x.geometric_(float(a, 1)?);
    BERNOULLI_P_ROW, "bernoulli.p", "bernoulli(input, p)",
    |x: &Tensor, a: &Args<'_>| x.bernoulli_(float(a, 1)?);
}

/// `bernoulli`, in the table.
pub static BERNOULLI_ROW: super::Row = super::Row {
    name: "bernoulli",
    signature: "bernoulli(input)",
    grad_fn: None,
    call: |a| Ok(a.tensor(0)?.bernoulli()?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.bernoulli_(0.5)?.into())),
    examples: |_| Vec::new(),
};

/// `bernoulli_` by a tensor, in the table.
pub static BERNOULLI_FROM_ROW: super::Row = super::Row {
    name: "bernoulli.Tensor",
    signature: "bernoulli(input, p)",
    grad_fn: None,
    call: |a| {
        let p = a.tensor(1)?;
        on_a_copy(a, |x| x.bernoulli_from_(p))
    },
    in_place: Some(|a| {
        let p = a.tensor(1)?;
        Ok(a.tensor(0)?.bernoulli_from_(p)?.into())
    }),
    examples: |_| Vec::new(),
};

rows! {
    POISSON_ROW, "poisson", "poisson(input)", |a| {
        Ok(a.tensor(0)?.poisson()?.into())
    };
    MULTINOMIAL_ROW, "multinomial",
    "multinomial(input, num_samples, replacement=False)", |a| {
        Ok(a.tensor(0)?.multinomial(a.int(1)?, a.bool(2)?)?.into())
    };
    RANDINT_LIKE_ROW, "randint_like.low_dtype",
    "randint_like(input, low, high, *, dtype=None)", |a| {
        let dtype = a.optional(3, Args::dtype)?;
        let x = a.tensor(0)?.in_dtype_of(dtype)?;
        Ok(x.randint_like(a.int(1)?, a.int(2)?)?.into())
    };
    RANDINT_LIKE_TO_ROW, "randint_like",
    "randint_like(input, high, *, dtype=None)", |a| {
        let dtype = a.optional(2, Args::dtype)?;
        let x = a.tensor(0)?.in_dtype_of(dtype)?;
        Ok(x.randint_like(0, a.int(1)?)?.into())
    };
    RAND_LIKE_ROW, "rand_like", "rand_like(input, *, dtype=None)", |a| {
        let dtype = a.optional(1, Args::dtype)?;
        Ok(a.tensor(0)?.in_dtype_of(dtype)?.rand_like()?.into())
    };
    RANDN_LIKE_ROW, "randn_like", "randn_like(input, *, dtype=None)", |a| {
        let dtype = a.optional(1, Args::dtype)?;
        Ok(a.tensor(0)?.in_dtype_of(dtype)?.randn_like()?.into())
    };
}

impl Tensor {
    /// A tensor of the same layout and another dtype.
    fn in_dtype_of(&self, dtype: Option<DType>) -> Result<Tensor> {
        let dtype = dtype.unwrap_or(self.dtype());
        let window = self.strided().to_dtype(dtype)?;
        Ok(Tensor::from_strided(window))
    }
}
