/*!
Elements repeated: repeat, tile, repeat_interleave.

Follows [Tensor.repeat](https://pytorch.org/docs/stable/generated/torch.Tensor.repeat.html),
[torch.tile](https://pytorch.org/docs/stable/generated/torch.tile.html) and
[torch.repeat_interleave](https://pytorch.org/docs/stable/generated/torch.repeat_interleave.html).
*/

use super::copying::CLONE;
use super::create::{shape_of, tensor, zeros_with};
use super::numeric::not_implemented;
use super::route::{straight, travel};
use super::row::{Args, Value, derived_rows};
use crate::autograd::{Names, Tensor, backward1, record};
use crate::tensor::{
    DType, Dims, Result, Size, Strided, TorchError, check_allocation, wrap_dim,
};

static REPEAT: Names = Names::new("RepeatBackward0", "RepeatBackward");

// Again and again.
impl Tensor {
    /// Copies side by side, so many in each dimension, of which there may be
    /// new ones in front: `x.repeat(repeats)`.
    ///
    /// # Errors
    /// `RuntimeError` for a negative number, if there are fewer numbers than
    /// dimensions, and for more than memory holds.
    pub fn repeat(&self, repeats: impl Into<Dims>) -> Result<Tensor> {
        let (repeats, size) = (repeats.into(), self.size());
        let Some(new) = repeats.len().checked_sub(size.len()) else {
            return Err(TorchError::runtime(
                "Number of dimensions of repeat dims can not be smaller than \
                 number of dimensions of tensor",
            ));
        };
        let mut padded = self.strided().clone();
        (0..new).for_each(|_| padded = padded.unsqueeze(0));
        let extents = padded.shape().iter().zip(&*repeats);
        let aim: Dims =
            extents.map(|(&n, &r)| (n as i64).wrapping_mul(r)).collect();
        check_allocation(&shape_of(&aim)?, self.dtype().itemsize())?;
        let mut route = straight(&padded)?;
        for (steps, &times) in route.iter_mut().zip(&*repeats) {
            *steps = if steps.is_empty() {
                Vec::new()
            } else {
                steps.repeat(times as usize)
            };
        }
        let out = if aim.contains(&0) {
            let shape = shape_of(&aim)?;
            Strided::full(shape, 0, self.dtype())?
        } else {
            travel(&padded, &route)?
        };
        Ok(record(&REPEAT, &[self], out, |_| {
            backward1(move |grad, _| grad.fold_repeats(&repeats, &size))
        }))
    }

    /// The copies that [`repeat`](Tensor::repeat) made, added up.
    fn fold_repeats(&self, repeats: &Dims, size: &Size) -> Result<Tensor> {
        if repeats.contains(&0) {
            return zeros_with(size, self.dtype());
        }
        let mut grad = self.clone();
        let new = repeats.len() - size.len();
        for _ in 0..new {
            grad = grad.sum_dim(0, false)?;
        }
        let mut shape = Vec::new();
        let mut copies = Vec::new();
        for (&times, &extent) in repeats[new..].iter().zip(&**size) {
            if times != 1 {
                copies.push(shape.len() as i64);
                shape.push(times);
            }
            shape.push(extent as i64);
        }
        if copies.is_empty() {
            return Ok(grad);
        }
        grad.reshape(shape)?.sum_dim(copies, false)
    }

    /// [`repeat`](Tensor::repeat), where numbers may be missing in front:
    /// `x.tile(dims)`.
    ///
    /// # Errors
    /// As [`repeat`](Tensor::repeat).
    pub fn tile(&self, dims: impl Into<Dims>) -> Result<Tensor> {
        let dims = dims.into();
        let missing = self.ndim().saturating_sub(dims.len());
        let ones = std::iter::repeat_n(1, missing);
        self.repeat(ones.chain(dims.iter().copied()).collect::<Dims>())
    }
}

/// `x.repeat_interleave(repeats, dim)` has a number or one for each place.
#[derive(Clone, Copy, Debug)]
pub enum Repeats<'a> {
    /// Everything so often.
    Each(i64),
    /// The first so often, the second so often, ...
    Listed(&'a Tensor),
}

impl From<i64> for Repeats<'_> {
    fn from(times: i64) -> Self {
        Repeats::Each(times)
    }
}

impl<'a> From<&'a Tensor> for Repeats<'a> {
    fn from(times: &'a Tensor) -> Self {
        Repeats::Listed(times)
    }
}

impl Tensor {
    /// Each element, or each slice of a dimension, several times in a row:
    /// `x.repeat_interleave(repeats, dim)`.
    ///
    /// # Errors
    /// `RuntimeError` for a negative number, if there is not one number for
    /// each place, or if they do not sum to `output_size`; `IndexError` if
    /// there is no such dimension.
    pub fn repeat_interleave<'a>(
        &self,
        repeats: impl Into<Repeats<'a>>,
        dim: Option<i64>,
        output_size: Option<i64>,
    ) -> Result<Tensor> {
        let (x, dim) = match dim {
            Some(dim) => (self.clone(), dim),
            None => (self.flatten(0, -1)?, 0),
        };
        match repeats.into() {
            Repeats::Each(times) => x.each_repeated(times, dim, output_size),
            Repeats::Listed(times) => {
                x.places_repeated(times, dim, output_size)
            }
        }
    }

    fn each_repeated(
        &self,
        times: i64,
        dim: i64,
        output_size: Option<i64>,
    ) -> Result<Tensor> {
        let x = if self.ndim() == 0 { self.view(1)? } else { self.clone() };
        let d = wrap_dim(dim, x.ndim())?;
        if times < 0 {
            return Err(TorchError::runtime("Repeats must be non-negative"));
        }
        let mut size = Dims::from(x.size()).to_vec();
        if let Some(wanted) = output_size
            && wanted != size[d].wrapping_mul(times)
        {
            return Err(TorchError::runtime(format!(
                "repeat_interleave: Invalid output_size, expected {} but got \
                 {wanted}",
                size[d].wrapping_mul(times)
            )));
        }
        size.insert(d + 1, times);
        let spread = x.unsqueeze(d as i64 + 1)?.expand(size)?;
        spread.contiguous_as(&CLONE)?.flatten(d as i64, d as i64 + 1)
    }

    fn places_repeated(
        &self,
        times: &Tensor,
        dim: i64,
        output_size: Option<i64>,
    ) -> Result<Tensor> {
        let x = if self.ndim() == 0 { self.view(1)? } else { self.clone() };
        let d = wrap_dim(dim, x.ndim())?;
        let extent = x.size()[d];
        let times = match times.ndim() {
            0 => times.reshape(1)?.expand(extent as i64)?,
            1 if times.numel() == 1 => times.expand(extent as i64)?,
            1 if times.numel() == extent => times.clone(),
            1 => {
                return Err(TorchError::runtime(format!(
                    "repeats must have the same size as input along dim, but \
                     got repeats.size(0) = {} and input.size({d}) = {extent}",
                    times.numel()
                )));
            }
            _ => {
                return Err(TorchError::runtime(
                    "repeats must be 0-dim or 1-dim tensor",
                ));
            }
        };
        let mut places = times.counted_out(output_size)?;
        if places.dtype() == DType::Uint8 {
            places = places.to(DType::Int64)?;
        }
        x.index_select(d as i64, &places)
    }

    /// The number of each place, as often as it says:
    /// `torch.repeat_interleave(repeats)`.
    ///
    /// # Errors
    /// `RuntimeError` for a negative number, for another shape, or if they
    /// do not sum to `output_size`; `NotImplementedError` for other dtypes.
    pub fn counted_out(&self, output_size: Option<i64>) -> Result<Tensor> {
        if self.dtype().is_floating_point() || self.dtype() == DType::Bool {
            return Err(not_implemented(
                "repeat_interleave_cpu",
                self.dtype(),
            ));
        }
        if self.ndim() != 1 {
            return Err(TorchError::runtime(
                "repeat_interleave only accept 1D vector as repeat",
            ));
        }
        let times = self.strided().to_dtype(DType::Int64)?.to_vec::<i64>()?;
        if let Some(size) = output_size
            && size < 0
        {
            shape_of(&Dims::from(size))?;
        }
        if times.iter().any(|&n| n < 0) {
            return Err(TorchError::runtime("repeats can not be negative"));
        }
        let total = times.iter().fold(0_i64, |sum, n| sum.wrapping_add(*n));
        if output_size.is_some_and(|size| size != total) {
            return Err(TorchError::runtime(
                "allocated size does not match required size",
            ));
        }
        check_allocation(&[total as usize], 8)?;
        let each = times.iter().zip(0_i64..);
        let places: Vec<i64> = each
            .flat_map(|(&n, i)| std::iter::repeat_n(i, n as usize))
            .collect();
        let size = Size::new(&[places.len()]);
        let places = Strided::new(places, size);
        // As wide as the numbers that say how often.
        Ok(Tensor::from_strided(places.to_dtype(self.dtype())?))
    }
}

fn repeats(a: &Args<'_>, i: usize) -> Result<Repeats<'static>> {
    a.int(i).map(Repeats::Each)
}

derived_rows! {
    REPEAT_ROW, "repeat", "repeat(input, repeats)", &REPEAT,
    |a| Ok(a.tensor(0)?.repeat(a.dims(1)?)?.into()),
    |e| vec![
        vec![e.any(&[2, 3]).into(), [2, 1, 2].into()],
        vec![e.any(&[]).into(), [3].into()],
        vec![e.any(&[2]).into(), [0, 2].into()],
    ];
    TILE_ROW, "tile", "tile(input, dims)", &REPEAT,
    |a| Ok(a.tensor(0)?.tile(a.dims(1)?)?.into()),
    |e| vec![vec![e.any(&[2, 3]).into(), 2.into()]];
    REPEAT_INTERLEAVE_EACH_ROW, "repeat_interleave.self_int",
    "repeat_interleave(input, repeats, dim=None, *, output_size=None)",
    &super::reshape::RESHAPE,
    |a| {
        let (dim, size) =
            (a.optional(2, Args::int)?, a.optional(3, Args::int)?);
        let times = repeats(a, 1)?;
        Ok(a.tensor(0)?.repeat_interleave(times, dim, size)?.into())
    },
    |e| vec![
        vec![e.any(&[2, 3]).into(), 2.into(), (-1).into(), Value::None],
        vec![e.any(&[2, 2]).into(), 2.into(), Value::None, Value::None],
    ];
    REPEAT_INTERLEAVE_ROW, "repeat_interleave.self_Tensor",
    "repeat_interleave(input, repeats, dim=None, *, output_size=None)",
    &super::positions::INDEX_SELECT,
    |a| {
        let (dim, size) =
            (a.optional(2, Args::int)?, a.optional(3, Args::int)?);
        Ok(a.tensor(0)?.repeat_interleave(a.tensor(1)?, dim, size)?.into())
    },
    |e| {
        let times = tensor([2, 0, 1]);
        vec![vec![
            e.any(&[3, 2]).into(), times.into(), 0.into(), Value::None,
        ]]
    };
}

super::create::rows! {
    REPEAT_INTERLEAVE_PLACES_ROW, "repeat_interleave.Tensor",
    "repeat_interleave(input, *, output_size=None)", |a| {
        Ok(a.tensor(0)?.counted_out(a.optional(1, Args::int)?)?.into())
    };
}
