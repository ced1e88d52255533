/*!
Other windows on the same memory: unfold and as_strided.

Follows [Tensor.unfold](https://pytorch.org/docs/stable/generated/torch.Tensor.unfold.html)
and [torch.as_strided](https://pytorch.org/docs/stable/generated/torch.as_strided.html).
*/

use super::row::{Args, Value, derived_rows};
use crate::autograd::{
    AS_STRIDED, Names, Tensor, backward1, record, record_view,
};
use crate::ops::numeric::Arithmetic;
use crate::tensor::{
    Dims, Listed, Result, Size, Strided, TorchError, dispatch,
    strides_overflow, wrap_dim,
};

static AS_STRIDED_: Names =
    Names::new("AsStridedBackward1", "AsStridedBackward");
static UNFOLD: Names = Names::new("UnfoldBackward0", "UnfoldBackward");

/// A last dimension that runs through `size` neighbours along `dim`, which
/// itself runs through the first of them.
fn unfolded(x: &Strided, dim: usize, size: usize, step: usize) -> Strided {
    let (mut shape, mut strides) = (x.shape().clone(), x.strides().clone());
    let (extent, stride) = match shape.get(dim) {
        Some(&extent) => (extent, strides[dim]),
        None => (1, 1),
    };
    if dim < shape.len() {
        shape[dim] = (extent - size) / step + 1;
        strides[dim] = stride.wrapping_mul(step);
    }
    shape.push(size);
    strides.push(stride);
    x.window(shape, strides, x.offset())
}

impl Tensor {
    /// Slices of `size` neighbours along a dimension, one every `step`; they
    /// lie in a new last dimension: `x.unfold(dimension, size, step)`. A
    /// view.
    ///
    /// # Errors
    /// `RuntimeError` for a negative size, a step that is not positive, and
    /// for more than there is; `IndexError` if there is no such dimension.
    pub fn unfold(&self, dim: i64, size: i64, step: i64) -> Result<Tensor> {
        let d = wrap_dim(dim, self.ndim())?;
        let most = self.size().get(d).map_or(1, |&extent| extent as i64);
        if size < 0 {
            return Err(TorchError::runtime(format!(
                "size is {size} but must be >= 0"
            )));
        }
        if size > most {
            return Err(TorchError::runtime(format!(
                "maximum size for tensor at dimension {d} is {most} but size \
                 is {size}"
            )));
        }
        if step <= 0 {
            return Err(TorchError::runtime(format!(
                "step is {step} but must be > 0"
            )));
        }
        let window =
            unfolded(&self.strided(), d, size as usize, step as usize);
        let extents = self.size();
        Ok(record_view(&UNFOLD, self, window, |_| {
            backward1(move |grad, _| grad.refolded(&extents, dim, size, step))
        }))
    }

    /// What each element was read by, added up: the derivative of
    /// [`unfold`](Tensor::unfold).
    fn refolded(
        &self,
        extents: &Size,
        dim: i64,
        size: i64,
        step: i64,
    ) -> Result<Tensor> {
        static BACKWARD: Names =
            Names::new("UnfoldBackwardBackward0", "UnfoldBackwardBackward0");
        let out = Strided::full(extents.clone(), 0, self.dtype())?;
        let d = wrap_dim(dim, out.ndim())?;
        let window = unfolded(&out, d, size as usize, step as usize);
        dispatch!(out.dtype(), T => {
            let values = self.strided().to_vec::<T>()?;
            let mut memory = out.storage().write::<T>();
            for (place, value) in window.places().zip(values) {
                memory[place] = memory[place].plus(value);
            }
        });
        Ok(record(&BACKWARD, &[self], out, |_| {
            backward1(move |grad, _| grad.unfold(dim, size, step))
        }))
    }

    /// [`as_strided`](Tensor::as_strided) as it is written, with the
    /// tensor's own offset where none is given.
    ///
    /// # Errors
    /// As the other, and for negative numbers.
    fn as_strided_at(
        &self,
        names: &'static Names,
        size: &Dims,
        stride: &Dims,
        offset: Option<i64>,
    ) -> Result<Tensor> {
        if size.len() != stride.len() {
            return Err(TorchError::runtime(
                "mismatch in length of strides and shape",
            ));
        }
        if stride.iter().any(|&step| step < 0) {
            return Err(TorchError::runtime(format!(
                "as_strided: Negative strides are not supported at the \
                 moment, got strides: {}",
                Listed(stride)
            )));
        }
        if size.iter().any(|&extent| extent < 0) {
            return Err(match names == &AS_STRIDED_ {
                true => TorchError::Numel,
                false => strides_overflow(&Listed(size), &Listed(stride)),
            });
        }
        let own = self.storage_offset() as i64;
        let offset = offset.unwrap_or(own);
        let Ok(start) = usize::try_from(offset) else {
            return Err(TorchError::runtime(format!(
                "Tensor: invalid storage offset {offset}"
            )));
        };
        let plain = |dims: &Dims| dims.iter().map(|&n| n as usize).collect();
        self.as_strided_by(names, &plain(size), &plain(stride), start)
    }
}

derived_rows! {
    UNFOLD_ROW, "unfold", "unfold(input, dimension, size, step)", &UNFOLD,
    |a| Ok(a.tensor(0)?.unfold(a.int(1)?, a.int(2)?, a.int(3)?)?.into()),
    |e| vec![
        vec![e.any(&[5]).into(), 0.into(), 3.into(), 1.into()],
        vec![e.any(&[2, 4]).into(), (-1).into(), 2.into(), 2.into()],
        vec![e.any(&[]).into(), 0.into(), 1.into(), 1.into()],
    ];
    AS_STRIDED_ROW, "as_strided",
    "as_strided(input, size, stride, storage_offset=None)", &AS_STRIDED,
    |a| {
        let offset = a.optional(3, Args::int)?;
        let (size, stride) = (a.dims(1)?, a.dims(2)?);
        Ok(a.tensor(0)?
            .as_strided_at(&AS_STRIDED, &size, &stride, offset)?.into())
    }
    => |a| {
        let offset = a.optional(3, Args::int)?;
        let (size, stride) = (a.dims(1)?, a.dims(2)?);
        let x = a.tensor(0)?;
        let view = |x: &Tensor| x.as_strided_at(&AS_STRIDED_, &size, &stride, offset);
        Ok(x.view_in_place(view)?.into())
    },
    |e| vec![vec![
        e.any(&[4]).into(), [2, 2].into(), [1, 2].into(), Value::None,
    ]];
}
