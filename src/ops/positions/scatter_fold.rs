/*!
Scattering that folds what meets in one place: sums, products, means, the
largest and the smallest.

Follows [torch.Tensor.scatter_reduce_](https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_reduce_.html).
*/

use super::places;
use crate::autograd::{Grads, Names, Tensor, backward, record};
use crate::ops::create::{ones_with, tensor, zeros_with};
use crate::ops::numeric::{Arithmetic, not_implemented};
use crate::ops::row::derived_rows;
use crate::tensor::{
    DType, Element, Result, Scalar, Strided, TorchError, dispatch,
};

static SCATTER_REDUCE: Names =
    Names::new("ScatterReduceBackward0", "ScatterReduceBackward0");

/// How elements that meet become one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fold {
    /// `sum`
    Sum,
    /// `prod`
    Prod,
    /// `mean`
    Mean,
    /// `amax`
    Amax,
    /// `amin`
    Amin,
}

impl Fold {
    fn named(name: &str) -> Result<Fold> {
        Ok(match name {
            "sum" => Fold::Sum,
            "prod" => Fold::Prod,
            "mean" => Fold::Mean,
            "amax" => Fold::Amax,
            "amin" => Fold::Amin,
            _ => {
                return Err(TorchError::runtime(format!(
                    "reduce argument must be either sum, prod, mean, amax or \
                     amin, got {name}."
                )));
            }
        })
    }

    /// What changes nothing.
    fn start<T: Element>(self) -> T {
        match self {
            Fold::Sum | Fold::Mean => T::from_i64(0),
            Fold::Prod => T::from_i64(1),
            Fold::Amax => lowest(true),
            Fold::Amin => lowest(false),
        }
    }

    fn together<T: Arithmetic>(self, x: T, y: T) -> T {
        match self {
            Fold::Sum | Fold::Mean => x.plus(y),
            Fold::Prod => x.times(y),
            _ if x.nan() => x,
            _ if y.nan() => y,
            Fold::Amax => {
                if x < y {
                    y
                } else {
                    x
                }
            }
            Fold::Amin => {
                if y < x {
                    y
                } else {
                    x
                }
            }
        }
    }
}

fn lowest<T: Element>(lowest: bool) -> T {
    let (low, high) = match T::DTYPE {
        DType::Bool | DType::Uint8 => (0, i64::from(u8::MAX)),
        DType::Int32 => (i64::from(i32::MIN), i64::from(i32::MAX)),
        DType::Int64 => (i64::MIN, i64::MAX),
        _ => {
            let end = f64::INFINITY;
            return T::from_f64(if lowest { -end } else { end });
        }
    };
    T::from_i64(if lowest { low } else { high })
}

impl Tensor {
    /// A copy in which elements of `src` are folded together at the
    /// positions that `index` holds, with what was there or without:
    /// `x.scatter_reduce(dim, index, src, reduce, include_self)`.
    ///
    /// # Errors
    /// As [`scatter`](Tensor::scatter), and for another word.
    pub fn scatter_reduce(
        &self,
        dim: i64,
        index: &Tensor,
        src: &Tensor,
        reduce: &str,
        include_self: bool,
    ) -> Result<Tensor> {
        let fold = Fold::named(reduce)?;
        let out = self.folded(dim, index, src, fold, include_self)?;
        let inputs = [self, src];
        Ok(record(&SCATTER_REDUCE, &inputs, out, |saver| {
            let (x, index) = (saver.save(self), saver.save(index));
            let (src, result) = (saver.save(src), saver.output(0));
            backward(move |grad, context| {
                let fold = Folding {
                    fold,
                    include_self,
                    dim,
                    x: context.get(x)?,
                    index: context.get(index)?,
                    src: context.get(src)?,
                    result: context.get(result)?,
                };
                let (own, theirs) = fold.gradients(grad)?;
                Ok(Grads::from_iter([
                    context.only_if(0, || Ok(own))?,
                    context.only_if(1, || Ok(theirs))?,
                ]))
            })
        }))
    }

    fn folded(
        &self,
        dim: i64,
        index: &Tensor,
        src: &Tensor,
        fold: Fold,
        include_self: bool,
    ) -> Result<Strided> {
        let d = self.check_scattered(dim, index, src, false)?;
        let out = self.strided().copy()?;
        if index.numel() == 0 {
            return Ok(out);
        }
        if fold == Fold::Mean && self.dtype() == DType::Bool {
            return Err(not_implemented(
                "scatter_gather_tensor_cpu_reduce_mean",
                DType::Bool,
            ));
        }
        let from = src.strided();
        let corner =
            from.window(index.size(), from.strides().clone(), from.offset());
        let places = places(&out, d, &index.strided(), "scatter")?;
        dispatch!(out.dtype(), T => {
            let values = corner.to_vec::<T>()?;
            let mut memory = out.storage().write::<T>();
            if !include_self {
                places.iter().for_each(|&i| memory[i] = fold.start());
            }
            for (&place, value) in places.iter().zip(values) {
                memory[place] = fold.together(memory[place], value);
            }
        });
        if fold != Fold::Mean {
            return Ok(out);
        }
        let sums = Tensor::from_strided(out);
        let counts = self.met(dim, index, src, include_self)?;
        let means = match self.dtype().is_floating_point() {
            true => sums.div(&counts)?,
            false => sums.floor_divide(&counts)?,
        };
        let means = means.strided().clone();
        Ok(means)
    }

    /// How many meet in each place; 1 where none does.
    fn met(
        &self,
        dim: i64,
        index: &Tensor,
        src: &Tensor,
        include_self: bool,
    ) -> Result<Tensor> {
        let size = self.size();
        let counts = match include_self {
            true => ones_with(&size, self.dtype())?,
            false => zeros_with(&size, self.dtype())?,
        };
        let ones = ones_with(src.size(), self.dtype())?;
        let counts = counts.scatter_add(dim, index, &ones)?;
        counts.masked_fill(&counts.eq(0)?, 1)
    }
}

/// What the derivative works with.
struct Folding {
    fold: Fold,
    include_self: bool,
    dim: i64,
    x: Tensor,
    index: Tensor,
    src: Tensor,
    result: Tensor,
}

impl Folding {
    fn gather(&self, x: &Tensor) -> Result<Tensor> {
        x.gather(self.dim, &self.index)
    }

    /// The gradients of the tensor and of the source.
    fn gradients(&self, grad: &Tensor) -> Result<(Tensor, Tensor)> {
        let Folding { fold, include_self, dim, x, index, src, result } = self;
        let (dim, include_self) = (*dim, *include_self);
        let (own, theirs) = match fold {
            Fold::Sum => (grad.clone(), self.gather(grad)?),
            Fold::Mean => {
                let counts = x.met(dim, index, src, include_self)?;
                let part = grad.div(&counts)?;
                (part.clone(), self.gather(&part)?)
            }
            Fold::Prod => self.of_products(grad)?,
            Fold::Amax | Fold::Amin => {
                let dtype = x.dtype();
                let mine = x.eq(result)?.to(dtype)?;
                let theirs = src.eq(&self.gather(result)?)?.to(dtype)?;
                let ties = mine.scatter_add(dim, index, &theirs)?;
                let part = grad.div(&ties)?;
                (mine.mul(&part)?, theirs.mul(&self.gather(&part)?)?)
            }
        };
        if include_self {
            return Ok((own, theirs));
        }
        Ok((own.scatter_value(dim, index, Scalar::Int(0))?, theirs))
    }

    /// The product over the factor, with care for a factor of 0: one alone
    /// still has the product of the others.
    fn of_products(&self, grad: &Tensor) -> Result<(Tensor, Tensor)> {
        let Folding { include_self, dim, x, index, src, result, .. } = self;
        let product = |x: &Tensor, src: &Tensor| {
            x.scatter_reduce(*dim, index, src, "prod", *include_self)
        };
        let filled = x.masked_fill(&x.eq(0)?, 1)?;
        let others = product(&filled, src)?;
        let own = grad.mul(&others)?.div(&filled)?;
        let zero = src.eq(0)?;
        let zeros = zeros_with(x.size(), src.dtype())?;
        let zeros = zeros.scatter_add(*dim, index, &zero.to(src.dtype())?)?;
        let alone = zero.logical_and(&self.gather(&zeros)?.eq(1)?)?;
        let without = product(x, &src.masked_fill(&alone, 1)?)?;
        let theirs = crate::ops::choose::where_(
            &alone,
            &self.gather(&grad.mul(&without)?)?,
            &self
                .gather(&grad.mul(result)?)?
                .div(&src.masked_fill(&zero, 1)?)?,
        )?;
        Ok((own, theirs))
    }
}

derived_rows! {
    SCATTER_FOLD_ROW, "scatter_reduce.two",
    "scatter_reduce(input, dim, index, src, reduce, *, include_self=True)",
    &SCATTER_REDUCE,
    |a| {
        let (x, index, src) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        let (dim, reduce, own) = (a.int(1)?, a.str(4)?, a.bool(5)?);
        Ok(x.scatter_reduce(dim, index, src, reduce, own)?.into())
    }
    => |a| {
        let (x, index, src) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        let (dim, reduce, own) = (a.int(1)?, a.str(4)?, a.bool(5)?);
        let fold = |old: &Tensor| {
            old.scatter_reduce(dim, index, src, reduce, own)
        };
        Ok(x.in_place_reading(src, fold)?.into())
    },
    |e| ["sum", "prod", "mean", "amax", "amin"].into_iter()
        .flat_map(|reduce| [(reduce, true), (reduce, false)])
        .map(|(reduce, own)| vec![
            e.any(&[3, 2]).into(), 0.into(),
            tensor([[2, 0], [2, 1]]).into(), e.any(&[2, 2]).into(),
            reduce.into(), own.into(),
        ])
        .collect();
}
