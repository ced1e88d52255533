/*!
The elements of one tensor, in order, where a mask is true of another.

Follows [torch.Tensor.masked_scatter_](https://pytorch.org/docs/stable/generated/torch.Tensor.masked_scatter_.html).
*/

use crate::autograd::{Names, Tensor, backward, record};
use crate::ops::create::{tensor, zeros_with};
use crate::ops::joining::cat;
use crate::ops::row::derived_rows;
use crate::tensor::{DType, Result, Size, TorchError, broadcast, dispatch};

static MASKED_SCATTER: Names =
    Names::new("MaskedScatterBackward0", "MaskedScatterBackward");

impl Tensor {
    /// A copy whose elements, where the mask is true, are the first of
    /// `source`: `x.masked_scatter(mask, source)`. Tensor and mask
    /// broadcast.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast, for another dtype, and
    /// if the source has not enough elements.
    pub fn masked_scatter(
        &self,
        mask: &Tensor,
        source: &Tensor,
    ) -> Result<Tensor> {
        let size = broadcast(&mask.size(), &self.size())?;
        self.scattered_where(&size, mask, source)
    }

    /// [`masked_scatter`](Tensor::masked_scatter) in place. The mask
    /// broadcasts to this tensor.
    ///
    /// # Errors
    /// As the other, and if this tensor may not be changed in place.
    pub fn masked_scatter_(
        &self,
        mask: &Tensor,
        source: &Tensor,
    ) -> Result<Tensor> {
        self.check_history()?;
        self.check_same_dtype(source)?;
        mask.strided().expand_to(&self.size())?;
        self.in_place(|old| old.scattered_where(&old.size(), mask, source))
    }

    fn check_same_dtype(&self, source: &Tensor) -> Result<()> {
        if self.dtype() == source.dtype() {
            return Ok(());
        }
        Err(TorchError::runtime(format!(
            "masked_scatter: expected self and source to have same dtypes \
             but got{} and {}",
            self.dtype().scalar_type(),
            source.dtype().scalar_type()
        )))
    }

    fn scattered_where(
        &self,
        size: &Size,
        mask: &Tensor,
        source: &Tensor,
    ) -> Result<Tensor> {
        self.check_same_dtype(source)?;
        if mask.dtype() != DType::Bool {
            return Err(TorchError::runtime(format!(
                "masked_scatter_ only supports boolean masks, but got mask \
                 with dtype {}",
                mask.dtype().scalar_type()
            )));
        }
        let x = match self.size() == *size {
            true => self.clone(),
            false => self.expand(size)?,
        };
        let truths = mask.strided().expand_to(size)?.to_vec::<bool>()?;
        let count = truths.iter().filter(|&&is| is).count();
        if count > source.numel() {
            return Err(TorchError::runtime(
                "Number of elements of source < number of ones in mask",
            ));
        }
        let own = x.strided().clone();
        let out = dispatch!(own.dtype(), T => {
            let mut elements = own.to_vec::<T>()?;
            let places =
                elements.iter_mut().zip(truths).filter(|(_, is)| *is);
            for ((place, _), value) in
                places.zip(source.strided().to_vec::<T>()?)
            {
                *place = value;
            }
            crate::tensor::Strided::new(elements, size.clone())
        });
        Ok(record(&MASKED_SCATTER, &[&x, source], out, |saver| {
            let mask = saver.save(mask);
            let size = source.size();
            backward(move |grad, context| {
                let mask = context.get(mask)?;
                context.pair(
                    || grad.masked_fill(&mask, 0),
                    || {
                        let chosen = grad.masked_select(&mask)?;
                        let rest = size.numel() - chosen.numel();
                        let rest = zeros_with([rest as i64], grad.dtype())?;
                        cat([&chosen, &rest], 0)?.view(&size)
                    },
                )
            })
        }))
    }
}

derived_rows! {
    MASKED_SCATTER_ROW, "masked_scatter",
    "masked_scatter(input, mask, source)", &MASKED_SCATTER,
    |a| {
        let (x, mask, source) = (a.tensor(0)?, a.tensor(1)?, a.tensor(2)?);
        Ok(x.masked_scatter(mask, source)?.into())
    }
    => |a| {
        let (x, mask, source) = (a.tensor(0)?, a.tensor(1)?, a.tensor(2)?);
        Ok(x.masked_scatter_(mask, source)?.into())
    },
    |e| vec![vec![
        e.any(&[2, 3]).into(), tensor([true, false, true]).into(),
        e.any(&[5]).into(),
    ]];
}
