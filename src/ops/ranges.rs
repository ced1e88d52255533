/*!
Evenly spaced numbers.

Follows [torch.arange](https://pytorch.org/docs/stable/generated/torch.arange.html)
and [torch.linspace](https://pytorch.org/docs/stable/generated/torch.linspace.html),
bit for bit: their last digits show in printed tables.
*/

use super::create::{Options, rows, shape_of};
use super::numeric::{check_fits, not_implemented, numbers};
use super::operand::Operand;
use super::row::Args;
use crate::autograd::Tensor;
use crate::tensor::{
    DType, Dims, Element, Result, Scalar, Size, Strided, TorchError,
    check_allocation, dispatch,
};

/// What [`arange`] takes: `end`, `(start, end)` or `(start, end, step)`.
#[derive(Clone, Copy, Debug)]
pub struct Steps {
    start: Scalar,
    end: Scalar,
    step: Scalar,
}

impl<E: Into<Scalar>> From<E> for Steps {
    fn from(end: E) -> Steps {
        Steps::from((0, end))
    }
}

impl<S: Into<Scalar>, E: Into<Scalar>> From<(S, E)> for Steps {
    fn from((start, end): (S, E)) -> Steps {
        Steps::from((start, end, 1))
    }
}

impl<S, E, D> From<(S, E, D)> for Steps
where
    S: Into<Scalar>,
    E: Into<Scalar>,
    D: Into<Scalar>,
{
    fn from((start, end, step): (S, E, D)) -> Steps {
        Steps { start: start.into(), end: end.into(), step: step.into() }
    }
}

/// The numbers from `start` up to, not including, `end`:
/// `torch.arange(end)`, `torch.arange(start, end, step)`. All integers give
/// int64, anything else float32.
///
/// ```
/// use torchbook::prelude::*;
///
/// assert_eq!(arange(3)?.repr(), "tensor([0, 1, 2])");
/// assert_eq!(arange((1.0, 2.0, 0.5))?.repr(), "tensor([1.0000, 1.5000])");
/// # Ok::<(), TorchError>(())
/// ```
///
/// # Errors
/// `RuntimeError` for a step of 0 or in the wrong direction, and for bounds
/// that are not finite.
pub fn arange(steps: impl Into<Steps>) -> Result<Tensor> {
    arange_with(steps, Options::default())
}

/// [`arange`] with `dtype=` and `requires_grad=`.
///
/// # Errors
/// As [`arange`]; `NotImplementedError` for bools.
pub fn arange_with(
    steps: impl Into<Steps>,
    options: impl Into<Options>,
) -> Result<Tensor> {
    let (Steps { start, end, step }, options) = (steps.into(), options.into());
    let float = |x: &Scalar| matches!(x, Scalar::Float(_));
    let integers = ![start, end, step].iter().any(float);
    let usual = if integers { DType::Int64 } else { DType::usual() };
    let dtype = options.dtype.unwrap_or(usual);
    if dtype == DType::Bool {
        return Err(not_implemented("arange_cpu", dtype));
    }
    let n = if integers && dtype == DType::Int64 {
        whole_count(start.to_i64(), end.to_i64(), step.to_i64())?
    } else {
        count(start.to_f64(), end.to_f64(), step.to_f64())?
    };
    let shape = Size::new(&[n]);
    check_allocation(&shape, dtype.itemsize())?;
    let window = match dtype {
        DType::Float32 => Strided::new(
            float_steps(n, 8, start, step, |x| x as f32, f64::from),
            shape,
        ),
        DType::Float64 => {
            Strided::new(float_steps(n, 4, start, step, |x| x, |x| x), shape)
        }
        _ => numbers!(dtype, "arange_cpu", T => {
            let (start, step) = (start.to_i64(), step.to_i64());
            let whole = (0..n as i64).map(|i| {
                T::from_i64(start.wrapping_add(step.wrapping_mul(i)))
            });
            Ok::<_, TorchError>(Strided::new(whole.collect(), shape))
        })?,
    };
    options.apply(Tensor::from_strided(window))
}

fn check_direction(
    forward: bool,
    backward: bool,
    ends_after: bool,
    ends_before: bool,
) -> Result<()> {
    if !forward && !backward {
        return Err(TorchError::runtime("step must be nonzero"));
    }
    if (forward && ends_before) || (backward && ends_after) {
        return Err(TorchError::runtime(
            "upper bound and lower bound inconsistent with step sign",
        )
        .in_the_notes(
            "upper bound and larger bound inconsistent with step sign",
        ));
    }
    Ok(())
}

fn too_many() -> TorchError {
    TorchError::runtime("invalid size, possible overflow?")
}

/// How many integers: exact, except that it wraps as PyTorch's count does.
fn whole_count(start: i64, end: i64, step: i64) -> Result<usize> {
    check_direction(step > 0, step < 0, end > start, end < start)?;
    let n = end
        .wrapping_sub(start)
        .wrapping_add(step)
        .wrapping_sub(step.signum())
        .wrapping_div(step);
    usize::try_from(n).map_err(|_| too_many())
}

/// How many floats.
fn count(start: f64, end: f64, step: f64) -> Result<usize> {
    use crate::tensor::random::six_digits as six;
    if !step.is_finite() {
        return Err(TorchError::runtime(format!(
            "step must be finite but got {}",
            six(step)
        )));
    }
    if step == 0.0 {
        check_direction(false, false, false, false)?;
    }
    if !start.is_finite() || !end.is_finite() {
        return Err(TorchError::runtime(format!(
            "unsupported range: {} -> {}",
            six(start),
            six(end)
        )));
    }
    check_direction(step > 0.0, step < 0.0, end > start, end < start)?;
    let n = ((end - start) / step).ceil();
    if n >= i64::MAX as f64 { Err(too_many()) } else { Ok(n as usize) }
}

/// `start + i * step`, rounded as PyTorch's loop rounds: pairs of registers
/// of `lanes` numbers start from a rounded number each; what is left over is
/// computed one by one.
fn float_steps<T: Element>(
    n: usize,
    lanes: usize,
    start: Scalar,
    step: Scalar,
    round: impl Fn(f64) -> T,
    exact: impl Fn(T) -> f64,
) -> Vec<T> {
    let (start, step) = (start.to_f64(), step.to_f64());
    let at = |i: usize| round((i as f64).mul_add(step, start));
    let registers = n - n % (2 * lanes);
    let element = |i: usize| {
        if i >= registers {
            return at(i);
        }
        let first = exact(at(i - i % lanes));
        round(((i % lanes) as f64).mul_add(step, first))
    };
    (0..n).map(element).collect()
}

/// `steps` numbers from `start` to `end`, both included:
/// `torch.linspace(start, end, steps)`, float32.
///
/// # Errors
/// `RuntimeError` for a negative number of steps.
pub fn linspace(
    start: impl Into<Scalar>,
    end: impl Into<Scalar>,
    steps: i64,
) -> Result<Tensor> {
    linspace_with(start, end, steps, Options::default())
}

/// [`linspace`] with `dtype=` and `requires_grad=`.
///
/// # Errors
/// As [`linspace`], and if the dtype cannot hold `start` or `end`;
/// `NotImplementedError` for bools.
pub fn linspace_with(
    start: impl Into<Scalar>,
    end: impl Into<Scalar>,
    steps: i64,
    options: impl Into<Options>,
) -> Result<Tensor> {
    let (start, end, options) = (start.into(), end.into(), options.into());
    let Ok(n) = usize::try_from(steps) else {
        return Err(TorchError::runtime(
            "number of steps must be non-negative",
        )
        .in_the_notes(format!(
            "Trying to create tensor with negative dimension {steps}: \
             [{steps}]"
        )));
    };
    let dtype = options.dtype.unwrap_or(DType::usual());
    let shape = Size::new(&[n]);
    check_allocation(&shape, dtype.itemsize())?;
    if n > 0 {
        check_fits(start, dtype)?;
    }
    if n < 2 {
        // Of one number only the start is looked at.
        let window = Strided::full(shape, start, dtype)?;
        return options.apply(Tensor::from_strided(window));
    }
    check_fits(end, dtype)?;
    let window = match dtype {
        DType::Float32 => {
            let (start, end) = (start.to_f64() as f32, end.to_f64() as f32);
            let step = (end - start) / (n as i64 - 1) as f32;
            let steps = symmetric(
                n,
                |i| (i as f32).mul_add(step, start),
                |i| (-step).mul_add(i as f32, end),
            );
            Strided::new(steps, shape)
        }
        DType::Float64 => {
            let (start, end) = (start.to_f64(), end.to_f64());
            let step = (end - start) / (n as i64 - 1) as f64;
            let steps = symmetric(
                n,
                |i| (i as f64).mul_add(step, start),
                |i| (-step).mul_add(i as f64, end),
            );
            Strided::new(steps, shape)
        }
        _ => numbers!(dtype, "linspace_cpu", T => {
            let first = T::from_scalar(start);
            let (start, end) =
                (first.to_f64(), T::from_scalar(end).to_f64());
            let step = (end - start) / (n as i64 - 1) as f64;
            let steps = symmetric(
                n,
                |i| T::from_f64((i as f64).mul_add(step, start)),
                |i| T::from_f64((-step).mul_add(i as f64, end)),
            );
            Ok::<_, TorchError>(Strided::new(steps, shape))
        })?,
    };
    options.apply(Tensor::from_strided(window))
}

/// The first half counted from the start, the other one from the end, so
/// that both ends are exact.
pub(super) fn symmetric<T: Element>(
    n: usize,
    from_start: impl Fn(usize) -> T,
    from_end: impl Fn(usize) -> T,
) -> Vec<T> {
    let half = n / 2;
    let first = (0..half).map(from_start);
    first.chain((half..n).map(|i| from_end(n - 1 - i))).collect()
}

/// Ones on the diagonal, zeros elsewhere: `torch.eye(n)`.
///
/// # Errors
/// `RuntimeError` if `n` is negative.
pub fn eye(n: i64) -> Result<Tensor> {
    eye_with(n, n, Options::default())
}

/// [`eye`] of another shape, with `dtype=` and `requires_grad=`:
/// `torch.eye(n, m, dtype=dtype)`.
///
/// # Errors
/// As [`eye`].
pub fn eye_with(
    n: i64,
    m: i64,
    options: impl Into<Options>,
) -> Result<Tensor> {
    for (name, extent) in [("n", n), ("m", m)] {
        if extent < 0 {
            return Err(TorchError::runtime(format!(
                "{name} must be greater or equal to 0, got {extent}"
            )));
        }
    }
    let options = options.into();
    let dtype = options.dtype.unwrap_or(DType::usual());
    let shape = shape_of(&Dims::from([n, m]))?;
    shape.checked_numel().ok_or(TorchError::Numel)?;
    check_allocation(&shape, dtype.itemsize())?;
    let columns = m as usize;
    let window = dispatch!(dtype, T => {
        let on_diagonal = |i: usize| i / columns == i % columns;
        let elements = (0..shape.numel())
            .map(|i| T::from_i64(i64::from(on_diagonal(i))));
        Strided::new(elements.collect(), shape)
    });
    options.apply(Tensor::from_strided(window))
}

/// The ends of a `linspace` or a `logspace`: numbers, or tensors that are one.
pub(super) fn ends(a: &Args<'_>, function: &str) -> Result<(Scalar, Scalar)> {
    let ends = [a.operand(0)?, a.operand(1)?];
    let mut given = Vec::new();
    let mut wrong = false;
    for (name, end) in ["start", "end"].into_iter().zip(&ends) {
        if let Operand::Tensor(t) = end {
            given.push(format!("{name} with {} dimension(s)", t.ndim()));
            wrong |= t.ndim() > 0;
        }
    }
    if wrong {
        return Err(TorchError::runtime(format!(
            "{function} only supports 0-dimensional start and end tensors, but \
             got {}.",
            given.join(" and ")
        )));
    }
    let [start, end] = ends.map(|end| match end {
        Operand::Tensor(t) => t.strided().first(),
        Operand::Number(number) => number,
    });
    Ok((start, end))
}

rows! {
    ARANGE_ROW, "arange", "arange(end, *, dtype=None)", |a| {
        let dtype = a.optional(1, Args::dtype)?;
        Ok(arange_with((0, a.scalar(0)?), dtype)?.into())
    };
    ARANGE_START_ROW, "arange.start", "arange(start, end, *, dtype=None)",
    |a| {
        let dtype = a.optional(2, Args::dtype)?;
        Ok(arange_with((a.scalar(0)?, a.scalar(1)?), dtype)?.into())
    };
    ARANGE_STEP_ROW, "arange.start_step",
    "arange(start, end, step=1, *, dtype=None)", |a| {
        let steps = (a.scalar(0)?, a.scalar(1)?, a.scalar_or_one(2)?);
        Ok(arange_with(steps, a.optional(3, Args::dtype)?)?.into())
    };
    LINSPACE_ROW, "linspace", "linspace(start, end, steps, *, dtype=None)",
    |a| {
        let (start, end) = ends(a, "linspace")?;
        let steps = a.int(2)?;
        let dtype = a.optional(3, Args::dtype)?;
        Ok(linspace_with(start, end, steps, dtype)?.into())
    };
    EYE_ROW, "eye", "eye(n, m=None, *, dtype=None)", |a| {
        let n = a.int(0)?;
        let m = a.optional(1, Args::int)?.unwrap_or(n);
        Ok(eye_with(n, m, a.optional(2, Args::dtype)?)?.into())
    };
}
