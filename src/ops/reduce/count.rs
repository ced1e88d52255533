/*!
What stands on the diagonal together, and the two ends.

Follows [torch.trace](https://pytorch.org/docs/stable/generated/torch.trace.html)
and [torch.aminmax](https://pytorch.org/docs/stable/generated/torch.aminmax.html).
*/

use super::{named_or_all, over_all, reduced, rows, spread};
use crate::autograd::{
    Grads, Names, Tensor, backward1, no_grad, record, record_many,
};
use crate::chapters::max_indices::share;
use crate::ops::create::zeros_with;
use crate::ops::numeric::not_implemented;
use crate::ops::row::{Args, Row, Value};
use crate::tensor::{DType, Dims, Result, TorchError};

static TRACE: Names = Names::new("TraceBackward0", "TraceBackward");
static AMINMAX: Names = Names::new("AminmaxBackward0", "AminmaxBackward0");

impl Tensor {
    /// The sum of what stands on the diagonal: `x.trace()`.
    ///
    /// # Errors
    /// `RuntimeError` if it is no matrix.
    pub fn trace(&self) -> Result<Tensor> {
        if self.dtype() == DType::Bool {
            return Err(not_implemented("trace", DType::Bool));
        }
        if self.ndim() != 2 {
            return Err(TorchError::runtime(format!(
                "trace: expected a matrix, but got tensor with dim {}",
                self.ndim()
            )));
        }
        let diagonal = {
            let x = self.strided();
            let n = x.shape()[0].min(x.shape()[1]);
            let step = x.strides()[0] + x.strides()[1];
            let (shape, strides) = ([n], [step]);
            x.window(
                crate::tensor::Size::new(&shape),
                crate::tensor::Size::new(&strides),
                x.offset(),
            )
        };
        let sum = no_grad(|| Tensor::from_strided(diagonal).sum())?;
        let sum = sum.strided().clone();
        let size = self.size();
        Ok(record(&TRACE, &[self], sum, |_| {
            backward1(move |grad, _| {
                let n = size[0].min(size[1]);
                let mut ones = vec![false; size.numel()];
                let step = size[1] + 1;
                ones.iter_mut().step_by(step).take(n).for_each(|x| *x = true);
                let on = Tensor::from_strided(crate::tensor::Strided::new(
                    ones,
                    size.clone(),
                ));
                let zeros = zeros_with(&size, grad.dtype())?;
                crate::ops::choose::where_(&on, grad, &zeros)
            })
        }))
    }

    /// The smallest and the largest along `dim`, or of all: `x.aminmax()`.
    /// All that are equal to one of them share its gradient.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension, or nothing along it;
    /// `RuntimeError` if there is nothing at all.
    pub fn aminmax(
        &self,
        dim: Option<i64>,
        keepdim: bool,
    ) -> Result<(Tensor, Tensor)> {
        let dims: Dims = dim.into_iter().collect();
        match dim {
            None if self.numel() == 0 => {
                return Err(TorchError::runtime(
                    "aminmax(): cannot compute aminmax over an empty \
                     dimension as the operation has no identity.",
                ));
            }
            Some(dim) => {
                let at = self.strided().wrap_dim(dim)?;
                if self.size().get(at) == Some(&0) {
                    return Err(TorchError::index(format!(
                        "aminmax: Expected reduction dim {at} to have \
                         non-zero size."
                    )));
                }
            }
            None => {}
        }
        let named = named_or_all(self, &dims)?;
        let shape = reduced(&self.size(), &named, keepdim);
        let ends = no_grad(|| -> Result<[Tensor; 2]> {
            Ok([
                self.amin(dims.clone(), keepdim)?.reshape(shape.clone())?,
                self.amax(dims.clone(), keepdim)?.reshape(shape.clone())?,
            ])
        })?;
        let outputs = ends.map(|end| end.strided().clone()).into();
        let ends = record_many(&AMINMAX, &[self], outputs, &[true; 2], |s| {
            let x = s.save(self);
            let ends = [s.output(0), s.output(1)];
            Box::new(move |grads, context| {
                let x = context.get(x)?;
                if x.ndim() > super::MOST_DIMS {
                    return Err(super::too_many_dims());
                }
                let size = x.size();
                let mut total: Option<Tensor> = None;
                for (grad, end) in grads.iter().zip(ends) {
                    let Some(grad) = grad else { continue };
                    let end = context.get(end)?;
                    let won = x.eq(&spread(&end, &size, &named)?)?;
                    let part = share(grad, &won, &named)?;
                    total = Some(match total {
                        Some(total) => total.add(&part)?,
                        None => part,
                    });
                }
                Ok(Grads::from_iter([total]))
            })
        });
        let [least, most] = <[Tensor; 2]>::try_from(ends)
            .unwrap_or_else(|_| unreachable!("two went in"));
        Ok((least, most))
    }
}

rows! {
    TRACE_ROW, "trace", "trace(input)", Some(&TRACE),
        |a| Ok(a.tensor(0)?.trace()?.into()),
        |e| vec![
            vec![e.any(&[3, 3]).into()],
            vec![e.any(&[2, 4]).into()],
        ];
    AMINMAX_ROW, "aminmax",
        "aminmax(input, *, dim=None, keepdim=False) -> (min, max)",
        Some(&AMINMAX),
        |a| {
            let dim = a.optional(1, Args::int)?;
            let (least, most) = a.tensor(0)?.aminmax(dim, a.bool(2)?)?;
            Ok(vec![least, most].into())
        },
        |e| {
            let mut examples = over_all(e);
            for example in &mut examples {
                example.extend([Value::None, false.into()]);
            }
            examples.push(
                vec![e.any(&[2, 3]).into(), 1.into(), true.into()],
            );
            examples
        };
}
