/*!
Rows of numbers with a shape: powers along a line, and windows that fade in
and out.

Follows [torch.logspace](https://pytorch.org/docs/stable/generated/torch.logspace.html),
[torch.vander](https://pytorch.org/docs/stable/generated/torch.vander.html)
and [torch.hann_window](https://pytorch.org/docs/stable/generated/torch.hann_window.html).
*/

use std::f64::consts::PI;

use super::create::{Options, ones_with, rows, zeros_with};
use super::joining::stack;
use super::numeric::check_fits;
use super::ranges::{arange_with, ends, symmetric};
use super::row::{Args, derived_rows};
use crate::autograd::{Names, Tensor};
use crate::tensor::{
    DType, Element, Result, Scalar, Size, Strided, TorchError,
    check_allocation, dispatch,
};

static FLIP: Names = Names::new("FlipBackward0", "FlipBackward");

/// `steps` powers of `base`, whose exponents lie at equal distances:
/// `torch.logspace(start, end, steps, base)`.
///
/// # Errors
/// `RuntimeError` for a negative number of steps, or ends that do not fit
/// the dtype.
pub fn logspace(
    start: impl Into<Scalar>,
    end: impl Into<Scalar>,
    steps: i64,
    base: f64,
    options: impl Into<Options>,
) -> Result<Tensor> {
    let (start, end, options) = (start.into(), end.into(), options.into());
    let Ok(n) = usize::try_from(steps) else {
        return Err(TorchError::runtime(
            "number of steps must be non-negative",
        ));
    };
    let dtype = options.dtype.unwrap_or(DType::usual());
    let shape = Size::new(&[n]);
    check_allocation(&shape, dtype.itemsize())?;
    let window = match (n, dtype) {
        (0, _) => Strided::full(shape, 0, dtype)?,
        (1, _) => {
            let first = base.powf(start.to_f64());
            check_fits(Scalar::Float(first), dtype)?;
            Strided::full(shape, first, dtype)?
        }
        _ => {
            check_fits(start, dtype)?;
            check_fits(end, dtype)?;
            dispatch!(dtype, T => {
                // The ends, and how far floats are apart, are of the dtype;
                // everything else is float64.
                let as_stored = |x: f64| match T::DTYPE {
                    DType::Float32 => T::from_f64(x).to_f64(),
                    _ => x,
                };
                let start = T::from_scalar(start).to_f64();
                let end = T::from_scalar(end).to_f64();
                let step = as_stored(end - start) / (steps - 1) as f64;
                let power = |x: f64| T::from_f64(base.powf(x));
                let powers = symmetric(
                    n,
                    |i| power(start + step * i as f64),
                    |i| power(end - step * i as f64),
                );
                Strided::new(powers, shape)
            })
        }
    };
    options.apply(Tensor::from_strided(window))
}

impl Tensor {
    /// The powers of each element, a row for each, the highest first:
    /// `torch.vander(x, n, increasing)`.
    ///
    /// # Errors
    /// `RuntimeError` if this is no vector, or for a negative number of
    /// powers.
    pub fn vander(&self, n: Option<i64>, increasing: bool) -> Result<Tensor> {
        if self.ndim() != 1 {
            return Err(TorchError::runtime(
                "x must be a one-dimensional tensor.",
            ));
        }
        let n = n.unwrap_or(self.numel() as i64);
        if n < 0 {
            return Err(TorchError::runtime("N must be non-negative."));
        }
        let dtype = match self.dtype() {
            dtype if dtype.is_floating_point() => dtype,
            _ => DType::Int64,
        };
        if n == 0 || self.numel() == 0 {
            return zeros_with([self.numel() as i64, n], dtype);
        }
        let shape = Size::new(&[self.numel(), n as usize]);
        check_allocation(&shape, dtype.itemsize())?;
        let mut powers = vec![ones_with(self.size(), dtype)?];
        for k in 1..n as usize {
            let x = self.to(dtype)?;
            let next = match k {
                1 => x,
                _ => powers[k - 1].mul(&x)?,
            };
            powers.push(next);
        }
        let powers = stack(powers, 1)?;
        if increasing { Ok(powers) } else { powers.flip(1) }
    }
}

/// What all windows refuse; the numbers 0, 1, 2, ... of one, and how many of
/// them stay.
fn base(
    name: &str,
    length: i64,
    periodic: bool,
    dtype: Option<DType>,
) -> Result<Result<(Tensor, i64), Tensor>> {
    let dtype = dtype.unwrap_or(DType::usual());
    if !dtype.is_floating_point() {
        let c = match dtype {
            DType::Int64 => "long int",
            DType::Int32 => "int",
            DType::Uint8 => "unsigned char",
            _ => "bool",
        };
        return Err(TorchError::runtime(format!(
            "{name} expects floating point dtypes, got: \
             TensorOptions(dtype={c}, device=cpu, layout=Strided (default), \
             requires_grad=false (default), pinned_memory=false, \
             memory_format=(nullopt))"
        )));
    }
    if length < 0 {
        return Err(TorchError::runtime(format!(
            "{name} requires non-negative window_length, got \
             window_length={length}"
        )));
    }
    if length < 2 {
        return Ok(Err(ones_with([length], dtype)?));
    }
    let all = length.saturating_add(i64::from(periodic));
    Ok(Ok((arange_with(all, dtype)?, all)))
}

/// A cosine: `alpha - beta * cos(2 pi i / (n - 1))`.
fn cosine(
    name: &str,
    length: i64,
    periodic: bool,
    (alpha, beta): (f64, f64),
    dtype: Option<DType>,
) -> Result<Tensor> {
    let (numbers, n) = match base(name, length, periodic, dtype)? {
        Ok(numbers) => numbers,
        Err(short) => return Ok(short),
    };
    let turn = PI * 2.0 / (n - 1) as f64;
    let window = numbers.mul(turn)?.cos()?.mul(-beta)?.add(alpha)?;
    shortened(&window, length)
}

/// Of a periodic window the last number is left out: it is the first again.
fn shortened(window: &Tensor, length: i64) -> Result<Tensor> {
    if window.numel() as i64 == length {
        return Ok(window.clone());
    }
    window.narrow(0, 0, length)?.detach()
}

fn bartlett(
    length: i64,
    periodic: bool,
    dtype: Option<DType>,
) -> Result<Tensor> {
    let name = "bartlett_window";
    let (numbers, n) = match base(name, length, periodic, dtype)? {
        Ok(numbers) => numbers,
        Err(short) => return Ok(short),
    };
    let window = numbers.mul(2.0 / (n - 1) as f64)?;
    let half = ((n - 1) >> 1) + 1;
    let rest = window.narrow(0, half, n - half)?;
    rest.copy_(&rest.mul(-1)?.add(2)?)?;
    shortened(&window, length)
}

fn blackman(
    length: i64,
    periodic: bool,
    dtype: Option<DType>,
) -> Result<Tensor> {
    let name = "blackman_window";
    let (numbers, n) = match base(name, length, periodic, dtype)? {
        Ok(numbers) => numbers,
        Err(short) => return Ok(short),
    };
    let angles = numbers.mul(PI / (n - 1) as f64)?;
    let fourth = angles.mul(4)?.cos()?.mul(0.08)?;
    let second = angles.mul(2)?.cos()?.mul(0.5)?;
    shortened(&fourth.sub(&second)?.add(0.42)?, length)
}

rows! {
    LOGSPACE_ROW, "logspace",
    "logspace(start, end, steps, base=10.0, *, dtype=None)", |a| {
        let (steps, base) = (a.int(2)?, a.scalar(3)?.to_f64());
        let dtype = a.optional(4, Args::dtype)?;
        let (start, end) = ends(a, "logspace")?;
        Ok(logspace(start, end, steps, base, dtype)?.into())
    };
    HANN_WINDOW_ROW, "hann_window",
    "hann_window(window_length, periodic=True, *, dtype=None)", |a| {
        let dtype = a.optional(2, Args::dtype)?;
        let name = "hann_window";
        let (length, periodic) = (a.int(0)?, a.bool(1)?);
        Ok(cosine(name, length, periodic, (0.5, 0.5), dtype)?.into())
    };
    HAMMING_WINDOW_ROW, "hamming_window",
    "hamming_window(window_length, periodic=True, alpha=0.54, beta=0.46, *, \
     dtype=None)", |a| {
        let dtype = a.optional(4, Args::dtype)?;
        let name = "hamming_window";
        let (length, periodic) = (a.int(0)?, a.bool(1)?);
        let both = (a.scalar(2)?.to_f64(), a.scalar(3)?.to_f64());
        Ok(cosine(name, length, periodic, both, dtype)?.into())
    };
    BARTLETT_WINDOW_ROW, "bartlett_window",
    "bartlett_window(window_length, periodic=True, *, dtype=None)", |a| {
        let dtype = a.optional(2, Args::dtype)?;
        Ok(bartlett(a.int(0)?, a.bool(1)?, dtype)?.into())
    };
    BLACKMAN_WINDOW_ROW, "blackman_window",
    "blackman_window(window_length, periodic=True, *, dtype=None)", |a| {
        let dtype = a.optional(2, Args::dtype)?;
        Ok(blackman(a.int(0)?, a.bool(1)?, dtype)?.into())
    };
}

derived_rows! {
    VANDER_ROW, "vander", "vander(x, N=None, increasing=False)", &FLIP,
    |a| {
        let n = a.optional(1, Args::int)?;
        Ok(a.tensor(0)?.vander(n, a.bool(2)?)?.into())
    },
    |e| vec![vec![e.any(&[3]).into(), 4.into(), false.into()]];
}
