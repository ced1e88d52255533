/*!
The logarithm of a sum of exponentials.

Follows [torch.logsumexp](https://pytorch.org/docs/stable/generated/torch.logsumexp.html).
*/

use super::{named_or_all, over_dims, reduced, rows, spread};
use crate::autograd::{Names, Tensor, backward1, no_grad, record};
use crate::ops::row::Row;
use crate::tensor::{DType, Dims, Result, Size, TorchError};

static LOGSUMEXP: Names =
    Names::new("LogsumexpBackward0", "LogsumexpBackward");

impl Tensor {
    /// The logarithm of the sum of the exponentials along `dims`, which may
    /// be too large by themselves: `torch.logsumexp(x, dim, keepdim)`.
    /// Integers become float32.
    ///
    /// # Errors
    /// As [`sum_dim`](Tensor::sum_dim).
    pub fn logsumexp(
        &self,
        dims: impl Into<Dims>,
        keepdim: bool,
    ) -> Result<Tensor> {
        let dims = dims.into();
        let named = named_or_all(self, &dims)?;
        if dims.is_empty() && self.ndim() > 0 && self.numel() > 0 && !keepdim {
            return Err(TorchError::OutputShape {
                output: Size::default(),
                broadcast: self.size().iter().map(|_| 1).collect(),
            });
        }
        let floating = self.dtype().is_floating_point();
        let dtype = if floating { self.dtype() } else { DType::usual() };
        let sum = no_grad(|| {
            let x = self.to(dtype)?;
            if x.numel() == 0 {
                return x.exp()?.sum_dim(dims.clone(), keepdim)?.log();
            }
            let most = x.amax(dims.clone(), true)?;
            // Of an infinity nothing is taken away.
            let finite = most.isinf()?;
            let level = most.masked_fill(&finite, 0)?;
            let sum = x.sub(&level)?.exp()?.sum_dim(dims.clone(), keepdim)?;
            let shape = reduced(&self.size(), &named, keepdim);
            sum.log()?.add(&level.reshape(shape)?)
        })?;
        let sum = sum.strided().clone();
        Ok(record(&LOGSUMEXP, &[self], sum, |saver| {
            let (x, sum) = (saver.save(self), saver.output(0));
            backward1(move |grad, context| {
                let (x, sum) = (context.get(x)?, context.get(sum)?);
                let size = x.size();
                let over = |t: &Tensor| spread(t, &size, &named);
                over(grad)?.mul(&x.sub(&over(&sum)?)?.exp()?)
            })
        }))
    }
}

rows! {
    LOGSUMEXP_ROW, "logsumexp", "logsumexp(input, dim, keepdim=False)",
        Some(&LOGSUMEXP),
        |a| {
            Ok(a.tensor(0)?.logsumexp(a.dims(1)?, a.bool(2)?)?.into())
        },
        |e| {
            let mut examples = over_dims(e);
            examples.retain(|example| {
                !matches!(&example[1], crate::ops::Value::List(l) if l.is_empty())
            });
            examples
        };
}
