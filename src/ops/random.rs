/*!
Random tensors.

Follows [Random sampling](https://pytorch.org/docs/stable/torch.html#random-sampling).
Numbers are drawn from the default generator in the order of memory, as
PyTorch draws them: a transposed tensor is filled as its base would be.
*/

use super::create::{Options, shape_of};
use super::numeric::{check_fits, not_implemented};
use crate::autograd::{Names, Tensor, backward1, record};
use crate::tensor::random::{
    Generator, RangeError, check_integer_bounds, with_default,
};
use crate::tensor::{
    DType, Dims, Element, Result, Scalar, Size, Strided, TorchError,
    check_allocation, dispatch, kernels,
};

impl From<RangeError> for TorchError {
    fn from(error: RangeError) -> TorchError {
        let today = TorchError::runtime(error.to_string());
        let at = "/pytorch/aten/src/TH";
        match error {
            RangeError::Random { from, to } => today.in_the_notes(format!(
                "invalid argument 2: max must be greater than min, but got: \
                 min = {from}, max = {to} at \
                 {at}/generic/THTensorRandom.cpp:42"
            )),
            RangeError::Normal { .. } => today.in_the_notes(format!(
                "invalid argument 2: standard deviation must be strictly \
                 positive at {at}/THRandom.cpp:269"
            )),
            RangeError::BernoulliTensor => today.in_the_notes(format!(
                "invalid argument 1: must be >= 0 and <= 1 at \
                 {at}/THRandom.cpp:320"
            )),
            _ => today,
        }
    }
}

static NORMAL: Names = Names::new("NormalBackward0", "NormalBackward0");
static UNIFORM: Names = Names::new("UniformBackward0", "UniformBackward");
static RANDOM: Names = Names::new("RandomBackward2", "RandomBackward2");
static RANDOM_TO: Names = Names::new("RandomBackward1", "RandomBackward1");
static RANDOM_FROM: Names = Names::new("RandomBackward0", "RandomBackward0");
static BERNOULLI: Names =
    Names::new("BernoulliBackward0", "BernoulliBackward0");
static BERNOULLI_: Names =
    Names::new("BernoulliBackward2", "BernoulliBackward2");

/// What numbers are drawn.
#[derive(Clone, Copy)]
pub(super) enum Draw {
    Uniform {
        from: f64,
        to: f64,
    },
    Normal {
        mean: f64,
        std: f64,
    },
    /// All that the dtype counts without gaps.
    Full,
    Integers(Integers),
    Coins {
        p: f64,
    },
    Exponential {
        lambd: f64,
    },
    Cauchy {
        median: f64,
        sigma: f64,
    },
    LogNormal {
        mean: f64,
        std: f64,
    },
    Geometric {
        p: f64,
    },
}

impl Draw {
    /// Fills new memory laid out as `layout`, whose dtype it has.
    pub(super) fn like(self, layout: &Strided) -> Result<Strided> {
        let strides = kernels::strides_like(layout);
        let new = layout.window(layout.shape().clone(), strides, 0);
        self.fill(layout, new.is_contiguous())
    }

    /// Numbers for memory laid out as `layout`, in the order in which they
    /// lie there. Where they have gaps, normal numbers are others than where
    /// they are `contiguous`.
    fn fill(self, layout: &Strided, contiguous: bool) -> Result<Strided> {
        let (shape, dtype) = (layout.shape().clone(), layout.dtype());
        let strides = kernels::strides_like(layout);
        let n = shape.numel();
        let drawn: Strided = match self {
            Draw::Uniform { from, to } => match dtype {
                DType::Float32 => {
                    fill(n, |g, out| g.uniform_f32(out, from, to))
                }
                DType::Float64 => {
                    fill(n, |g, out| g.uniform_f64(out, from, to))
                }
                _ => Err(not_implemented("check_uniform_bounds", dtype)),
            },
            Draw::Normal { mean, std } => match dtype {
                DType::Float32 => {
                    fill(n, |g, out| g.normal_f32(out, mean, std, contiguous))
                }
                DType::Float64 => {
                    fill(n, |g, out| g.normal_f64(out, mean, std, contiguous))
                }
                _ => Err(not_implemented("normal_kernel_cpu", dtype)),
            },
            Draw::Full => dispatch!(dtype, T => fill(n, |g, out: &mut [T]| {
                g.random_(out);
                Ok(())
            })),
            Draw::Integers(range) => {
                let (from, last) = range.check(dtype)?;
                let whole = fill(n, |g, out| {
                    g.randint_to(out, from, last);
                    Ok(())
                })?;
                Ok(whole.to_dtype(dtype)?)
            }
            Draw::Coins { p } => {
                dispatch!(dtype, T => fill(n, |g, out: &mut [T]| {
                    let mut coins = vec![false; out.len()];
                    g.bernoulli_scalar(&mut coins, p)?;
                    for (x, coin) in out.iter_mut().zip(coins) {
                        *x = T::from_i64(i64::from(coin));
                    }
                    Ok(())
                }))
            }
            // These are drawn as float64, whatever they become.
            one_by_one => {
                let drawn = fill(n, |g, out| {
                    one_by_one.each(g, out);
                    Ok(())
                })?;
                Ok(drawn.to_dtype(dtype)?)
            }
        }?;
        Ok(drawn.window(shape, strides, 0))
    }

    /// What is drawn one by one, as float64.
    fn each(self, g: &mut Generator, out: &mut [f64]) {
        match self {
            Draw::Exponential { lambd } => g.exponential(out, lambd),
            Draw::Cauchy { median, sigma } => g.cauchy(out, median, sigma),
            Draw::LogNormal { mean, std } => g.log_normal(out, mean, std),
            Draw::Geometric { p } => g.geometric(out, p),
            _ => unreachable!("drawn all at once"),
        }
    }

    /// Fills a new tensor.
    fn create(
        self,
        size: impl Into<Dims>,
        usual: DType,
        options: Options,
    ) -> Result<Tensor> {
        let shape = shape_of(&size.into())?;
        let dtype = options.dtype.unwrap_or(usual);
        check_allocation(&shape, dtype.itemsize())?;
        // Only the layout is looked at: one element stands for all.
        let strides = shape.contiguous_strides();
        let layout = Strided::scalar(0, dtype).window(shape, strides, 0);
        options.apply(Tensor::from_strided(self.like(&layout)?))
    }

    /// Fills a tensor in place; what it was made of no longer matters.
    pub(super) fn write(
        self,
        x: &Tensor,
        names: &'static Names,
    ) -> Result<Tensor> {
        x.in_place(|old| {
            let window = old.strided().clone();
            let drawn = self.fill(&window, window.is_contiguous())?;
            Ok(record(names, &[old], drawn, |_| {
                backward1(|grad, _| grad.zeros_like())
            }))
        })
    }
}

/// `n` elements from the default generator.
fn fill<T: Element>(
    n: usize,
    draw: impl FnOnce(&mut Generator, &mut [T]) -> Result<(), RangeError>,
) -> Result<Strided> {
    check_allocation(&[n], T::DTYPE.itemsize())?;
    let mut out = vec![T::default(); n];
    with_default(|g| draw(g, &mut out))?;
    Ok(Strided::new(out, Size::new(&[n])))
}

/// The integers that [`Tensor::random_`] draws from, written as a range:
/// `..`, `..5`, `1..5`, `1..`.
#[derive(Clone, Copy, Debug)]
pub struct Integers {
    from: Option<i64>,
    to: Option<i64>,
}

impl From<std::ops::RangeFull> for Integers {
    fn from(_: std::ops::RangeFull) -> Integers {
        Integers { from: None, to: None }
    }
}

impl From<std::ops::RangeTo<i64>> for Integers {
    fn from(range: std::ops::RangeTo<i64>) -> Integers {
        Integers { from: None, to: Some(range.end) }
    }
}

impl From<std::ops::Range<i64>> for Integers {
    fn from(range: std::ops::Range<i64>) -> Integers {
        Integers { from: Some(range.start), to: Some(range.end) }
    }
}

impl From<std::ops::RangeFrom<i64>> for Integers {
    fn from(range: std::ops::RangeFrom<i64>) -> Integers {
        Integers { from: Some(range.start), to: None }
    }
}

/// How many bits of an integer a dtype keeps; all, unless it floats.
fn digits(dtype: DType) -> Option<u32> {
    match dtype {
        DType::Float32 => Some(f32::MANTISSA_DIGITS),
        DType::Float64 => Some(f64::MANTISSA_DIGITS),
        _ => None,
    }
}

/// An integer as a dtype of so many digits rounds it, and how far it is from
/// there to the next one.
fn rounded(x: i64, digits: u32) -> (i128, i128) {
    let near = if digits == f32::MANTISSA_DIGITS {
        f64::from(x as f32)
    } else {
        x as f64
    };
    let bits = x.unsigned_abs().max(1).ilog2() + 1;
    (near as i128, 1 << (bits.saturating_sub(digits)))
}

/// Where a range begins that shall not be left by rounding down.
fn next_float(from: i64, dtype: DType) -> i64 {
    let Some(digits) = digits(dtype) else { return from };
    let (near, step) = rounded(from.saturating_add(1), digits);
    if near < i128::from(from) { (near + step) as i64 } else { from }
}

/// Where a range ends that shall not be left by rounding up.
fn previous_float(to: i64, dtype: DType) -> i64 {
    let Some(digits) = digits(dtype) else { return to };
    let (near, step) = rounded(to.saturating_sub(1), digits);
    if near >= i128::from(to) { (near - step) as i64 } else { to }
}

impl Integers {
    /// The first and the last one, both drawn, if the dtype has them.
    fn check(self, dtype: DType) -> Result<(i64, i64)> {
        let (min, max, scalar) = match dtype {
            DType::Bool => (0, 1, "bool"),
            DType::Uint8 => (0, i64::from(u8::MAX), "unsigned char"),
            DType::Int32 => (i32::MIN.into(), i32::MAX.into(), "int"),
            DType::Int64 => (i64::MIN, i64::MAX, "int64_t"),
            // Floats hold rounded numbers beyond these; only where no end
            // is named do they end here.
            DType::Float32 => (i64::MIN, 1 << 24, "float"),
            DType::Float64 => (i64::MIN, 1 << 53, "double"),
        };
        let from = next_float(self.from.unwrap_or(0), dtype);
        let Some(to) = self.to else {
            if from < min {
                let bound = "from";
                return Err(RangeError::OutOfBounds { bound, scalar }.into());
            }
            if dtype.is_floating_point() && from >= max {
                return Err(RangeError::RandomFrom { from, last: max }.into());
            }
            return Ok((from, max));
        };
        let to = previous_float(to, dtype);
        let max = if dtype.is_floating_point() { i64::MAX } else { max };
        check_integer_bounds(from, to, min, max, scalar)?;
        Ok((from, to - 1))
    }
}

/// Uniform numbers from 0 to 1: `torch.rand(size)`.
///
/// # Errors
/// `RuntimeError` for a negative extent, or more than memory holds.
pub fn rand(size: impl Into<Dims>) -> Result<Tensor> {
    rand_with(size, Options::default())
}

/// [`rand`] with `dtype=` and `requires_grad=`.
///
/// # Errors
/// As [`rand`]; `NotImplementedError` for integers and bools.
pub fn rand_with(
    size: impl Into<Dims>,
    options: impl Into<Options>,
) -> Result<Tensor> {
    let draw = Draw::Uniform { from: 0.0, to: 1.0 };
    draw.create(size, DType::usual(), options.into())
}

/// Normal numbers, mean 0 and standard deviation 1: `torch.randn(size)`.
///
/// # Errors
/// As [`rand`].
pub fn randn(size: impl Into<Dims>) -> Result<Tensor> {
    randn_with(size, Options::default())
}

/// [`randn`] with `dtype=` and `requires_grad=`.
///
/// # Errors
/// As [`rand_with`].
pub fn randn_with(
    size: impl Into<Dims>,
    options: impl Into<Options>,
) -> Result<Tensor> {
    let draw = Draw::Normal { mean: 0.0, std: 1.0 };
    draw.create(size, DType::usual(), options.into())
}

/// Normal numbers: `torch.normal(mean, std, size)`.
///
/// # Errors
/// As [`rand`], and for a negative standard deviation.
pub fn normal(mean: f64, std: f64, size: impl Into<Dims>) -> Result<Tensor> {
    normal_with(mean, std, size, Options::default())
}

/// [`normal`] with `dtype=` and `requires_grad=`.
///
/// # Errors
/// As [`normal`] and [`rand_with`].
pub fn normal_with(
    mean: f64,
    std: f64,
    size: impl Into<Dims>,
    options: impl Into<Options>,
) -> Result<Tensor> {
    let draw = Draw::Normal { mean, std };
    draw.create(size, DType::usual(), options.into())
}

/// Integers from `low` up to, not including, `high`:
/// `torch.randint(low, high, size)`.
///
/// # Errors
/// As [`rand`], and if there is no such integer.
pub fn randint(low: i64, high: i64, size: impl Into<Dims>) -> Result<Tensor> {
    randint_with(low, high, size, Options::default())
}

/// [`randint`] with `dtype=` and `requires_grad=`.
///
/// # Errors
/// As [`randint`], and if the dtype cannot hold the bounds.
pub fn randint_with(
    low: i64,
    high: i64,
    size: impl Into<Dims>,
    options: impl Into<Options>,
) -> Result<Tensor> {
    let draw = Draw::Integers((low..high).into());
    draw.create(size, DType::Int64, options.into())
}

/// The integers from 0 to `n - 1` in random order: `torch.randperm(n)`.
///
/// # Errors
/// `RuntimeError` if `n` is negative.
pub fn randperm(n: i64) -> Result<Tensor> {
    randperm_with(n, Options::default())
}

/// [`randperm`] with `dtype=` and `requires_grad=`.
///
/// # Errors
/// As [`randperm`], and if the dtype cannot hold them all;
/// `NotImplementedError` for bools.
pub fn randperm_with(n: i64, options: impl Into<Options>) -> Result<Tensor> {
    let options = options.into();
    let dtype = options.dtype.unwrap_or(DType::Int64);
    let most: i64 = match dtype {
        DType::Float32 => (1 << 24) + 1,
        DType::Float64 => (1 << 53) + 1,
        _ => i64::MAX,
    };
    if n > most {
        let bits = most.ilog2();
        return Err(TorchError::runtime(format!(
            "n cannot be greater than 2^{bits}+1 for {} type.",
            dtype.scalar_type()
        )));
    }
    if n > 0 {
        check_fits(Scalar::Int(n - 1), dtype)?;
        check_allocation(&[n as usize], DType::Int64.itemsize())?;
    }
    if dtype == DType::Bool && n >= 0 {
        return Err(not_implemented("randperm", dtype));
    }
    let order = with_default(|g| g.randperm(n))?;
    let shape = Size::new(&[order.len()]);
    let window = Strided::new(order, shape).to_dtype(dtype)?;
    options.apply(Tensor::from_strided(window))
}

impl Tensor {
    /// Uniform numbers in place: `x.uniform_(from, to)`.
    ///
    /// # Errors
    /// `RuntimeError` if `from` is greater than `to`, or if this tensor may
    /// not be changed in place; `NotImplementedError` for integers and
    /// bools.
    pub fn uniform_(&self, from: f64, to: f64) -> Result<Tensor> {
        Draw::Uniform { from, to }.write(self, &UNIFORM)
    }

    /// Normal numbers in place: `x.normal_(mean, std)`.
    ///
    /// # Errors
    /// `RuntimeError` if `std` is negative, or if this tensor may not be
    /// changed in place; `NotImplementedError` for integers and bools.
    pub fn normal_(&self, mean: f64, std: f64) -> Result<Tensor> {
        Draw::Normal { mean, std }.write(self, &NORMAL)
    }

    /// Integers in place: `x.random_()` is `x.random_(..)`, `x.random_(5)`
    /// is `x.random_(..5)`, `x.random_(1, 5)` is `x.random_(1..5)`.
    ///
    /// # Errors
    /// `RuntimeError` if there is no such integer, if the dtype cannot hold
    /// the bounds, or if this tensor may not be changed in place.
    pub fn random_(&self, range: impl Into<Integers>) -> Result<Tensor> {
        let range = range.into();
        match (range.from, range.to) {
            (None, None) => Draw::Full.write(self, &RANDOM),
            (None, _) => Draw::Integers(range).write(self, &RANDOM_TO),
            _ => Draw::Integers(range).write(self, &RANDOM_FROM),
        }
    }

    /// Ones with probability `p`, else zeros, in place: `x.bernoulli_(p)`.
    ///
    /// # Errors
    /// `RuntimeError` if `p` is no probability, or if this tensor may not be
    /// changed in place.
    pub fn bernoulli_(&self, p: f64) -> Result<Tensor> {
        Draw::Coins { p }.write(self, &BERNOULLI_)
    }

    /// Ones and zeros, each with the probability that stands here:
    /// `torch.bernoulli(p)`.
    ///
    /// # Errors
    /// `RuntimeError` for a number that is no probability,
    /// `NotImplementedError` for integers and bools.
    pub fn bernoulli(&self) -> Result<Tensor> {
        let p = self.strided();
        // Drawn row by row, however the probabilities lie.
        let coins = match p.dtype() {
            DType::Float32 => {
                let p: Vec<f32> = p.to_vec()?;
                fill(p.len(), |g, out: &mut [f32]| g.bernoulli_f32(out, &p))
            }
            DType::Float64 => {
                let p: Vec<f64> = p.to_vec()?;
                fill(p.len(), |g, out: &mut [f64]| g.bernoulli_f64(out, &p))
            }
            other => Err(not_implemented("bernoulli_tensor_cpu_p_", other)),
        }?;
        let strides = p.shape().contiguous_strides();
        let coins = coins.window(p.shape().clone(), strides, 0);
        drop(p);
        Ok(record(&BERNOULLI, &[self], coins, |_| {
            backward1(|grad, _| grad.zeros_like())
        }))
    }

    /// Uniform numbers of this shape, dtype and layout:
    /// `torch.rand_like(x)`.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn rand_like(&self) -> Result<Tensor> {
        let draw = Draw::Uniform { from: 0.0, to: 1.0 };
        Ok(Tensor::from_strided(draw.like(&self.strided())?))
    }

    /// Normal numbers of this shape, dtype and layout:
    /// `torch.randn_like(x)`.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn randn_like(&self) -> Result<Tensor> {
        let draw = Draw::Normal { mean: 0.0, std: 1.0 };
        Ok(Tensor::from_strided(draw.like(&self.strided())?))
    }

    /// Integers from `low` up to, not including, `high`, of this shape,
    /// dtype and layout: `torch.randint_like(x, low, high)`.
    ///
    /// # Errors
    /// `RuntimeError` if there is no such integer, or if the dtype cannot
    /// hold the bounds.
    pub fn randint_like(&self, low: i64, high: i64) -> Result<Tensor> {
        let draw = Draw::Integers((low..high).into());
        Ok(Tensor::from_strided(draw.like(&self.strided())?))
    }
}
