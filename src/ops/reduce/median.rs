/*!
The element in the middle.

Of an even number the lower one of two is taken. NaN wins, as it does
everywhere. Follows [torch.median](https://pytorch.org/docs/stable/generated/torch.median.html).
*/

use super::{named_or_all, over_all, over_one_dim, rows, spread};
use crate::autograd::{Names, Tensor, backward1, record};
use crate::ops::choose::where_;
use crate::ops::create::zeros_with;
use crate::ops::numeric::numbers;
use crate::ops::order::{is_nan, larger, numbered, pick, record_picked};
use crate::ops::row::Row;
use crate::tensor::{Element, Result, Size, Strided, TorchError};

static MEDIAN: Names = Names::new("MedianBackward0", "MedianBackward0");
static MEDIAN_DIM: Names = Names::new("MedianBackward1", "MedianBackward1");
static NANMEDIAN: Names =
    Names::new("NanmedianBackward0", "NanmedianBackward0");
static NANMEDIAN_DIM: Names =
    Names::new("NanmedianBackward1", "NanmedianBackward1");

/// The middle of a line, and where it stood. NaN is the middle, or it is
/// left out.
fn middle<T: Element>(line: &[T], ignore_nan: bool) -> (T, i64) {
    let mut pairs = numbered(line);
    if !ignore_nan && let Some(nan) = pairs.iter().find(|x| is_nan(x.0)) {
        return *nan;
    }
    let numbers = pairs.iter().filter(|x| !is_nan(x.0)).count();
    let nth = numbers.saturating_sub(1) / 2;
    // Of equals the first one comes first.
    pairs.sort_by(|a, b| larger(a.0, b.0).cmp(&larger(b.0, a.0)));
    pairs[nth]
}

impl Tensor {
    /// The element in the middle: `x.median()`.
    ///
    /// # Errors
    /// `NotImplementedError` for bools.
    pub fn median(&self) -> Result<Tensor> {
        self.middle_of_all(&MEDIAN, false)
    }

    /// [`median`](Tensor::median) of what is a number: `x.nanmedian()`.
    ///
    /// # Errors
    /// As [`median`](Tensor::median).
    pub fn nanmedian(&self) -> Result<Tensor> {
        self.middle_of_all(&NANMEDIAN, true)
    }

    fn middle_of_all(
        &self,
        names: &'static Names,
        ignore_nan: bool,
    ) -> Result<Tensor> {
        let x = self.strided();
        let found: Strided = numbers!(x.dtype(), "median_cpu", T => {
            let line = x.to_vec::<T>()?;
            let value = if line.is_empty() {
                // No number at all; the least of all integers.
                match T::DTYPE.is_floating_point() {
                    true => T::from_f64(f64::NAN),
                    false => T::from_f64(f64::NEG_INFINITY),
                }
            } else {
                middle(&line, ignore_nan).0
            };
            Ok(Strided::new(vec![value], Size::default()))
        })?;
        drop(x);
        Ok(record(names, &[self], found, |saver| {
            let (x, found) = (saver.save(self), saver.output(0));
            backward1(move |grad, context| {
                let (x, found) = (context.get(x)?, context.get(found)?);
                let won = if found.item()?.to_f64().is_nan() {
                    x.isnan()?
                } else {
                    x.eq(&found)?
                };
                // All that are equal to it share.
                let n = won.sum()?;
                let named = named_or_all(&x, &[])?;
                let shared = grad.div(&n)?;
                let shared = spread(&shared, &x.size(), &named)?;
                where_(&won, &shared, 0)
            })
        }))
    }

    /// The elements in the middle along `dim`, and where they stand:
    /// `x.median(dim, keepdim)`.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension, or nothing along it;
    /// `NotImplementedError` for bools.
    pub fn median_dim(
        &self,
        dim: i64,
        keepdim: bool,
    ) -> Result<(Tensor, Tensor)> {
        self.middle_along(&MEDIAN_DIM, "median", dim, keepdim, false)
    }

    /// [`median_dim`](Tensor::median_dim) of what is a number:
    /// `x.nanmedian(dim, keepdim)`.
    ///
    /// # Errors
    /// As [`median_dim`](Tensor::median_dim).
    pub fn nanmedian_dim(
        &self,
        dim: i64,
        keepdim: bool,
    ) -> Result<(Tensor, Tensor)> {
        self.middle_along(&NANMEDIAN_DIM, "median", dim, keepdim, true)
    }

    fn middle_along(
        &self,
        names: &'static Names,
        name: &str,
        dim: i64,
        keepdim: bool,
        ignore_nan: bool,
    ) -> Result<(Tensor, Tensor)> {
        let at = self.strided().wrap_dim(dim)?;
        if self.size().get(at) == Some(&0) {
            return Err(TorchError::index(format!(
                "{name}(): Expected reduction dim {at} to have non-zero size."
            )));
        }
        let x = self.strided().contiguous()?;
        let found = numbers!(x.dtype(), "median_out", T => {
            Ok(pick(&x, at, 1, |line: &[T]| vec![middle(line, ignore_nan)]))
        })?;
        self.found_along(names, found, at, keepdim)
    }

    /// Values that were found along a dimension, one in each line.
    fn found_along(
        &self,
        names: &'static Names,
        (values, indices): (Strided, Strided),
        dim: usize,
        keepdim: bool,
    ) -> Result<(Tensor, Tensor)> {
        let size = self.size();
        let mut one_each = size.clone();
        one_each.iter_mut().skip(dim).take(1).for_each(|n| *n = 1);
        let mut shape = one_each.clone();
        if !keepdim && dim < shape.len() {
            shape.remove(dim);
        }
        let strides = shape.contiguous_strides();
        let found = [values, indices]
            .map(|found| found.window(shape.clone(), strides.clone(), 0));
        let [values, indices] = found;
        Ok(record_picked(
            names,
            self,
            (values, indices),
            move |grad, indices| {
                let indices = indices.reshape(&one_each)?;
                let grad = grad.reshape(&one_each)?;
                let zeros = zeros_with(&size, grad.dtype())?;
                zeros.scatter(dim as i64, &indices, &grad)
            },
        ))
    }
}

rows! {
    MEDIAN_ROW, "median", "median(input)", Some(&MEDIAN),
        |a| Ok(a.tensor(0)?.median()?.into()), over_all;
    MEDIAN_DIM_ROW, "median.dim",
        "median(input, dim, keepdim=False) -> (values, indices)",
        Some(&MEDIAN_DIM),
        |a| {
            let (values, indices) =
                a.tensor(0)?.median_dim(a.int(1)?, a.bool(2)?)?;
            Ok(vec![values, indices].into())
        },
        over_one_dim;
    NANMEDIAN_ROW, "nanmedian", "nanmedian(input)", Some(&NANMEDIAN),
        |a| Ok(a.tensor(0)?.nanmedian()?.into()), over_all;
    NANMEDIAN_DIM_ROW, "nanmedian.dim",
        "nanmedian(input, dim, keepdim=False) -> (values, indices)",
        Some(&NANMEDIAN_DIM),
        |a| {
            let (values, indices) =
                a.tensor(0)?.nanmedian_dim(a.int(1)?, a.bool(2)?)?;
            Ok(vec![values, indices].into())
        },
        over_one_dim;
}
