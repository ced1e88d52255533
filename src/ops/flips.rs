/*!
Elements turned round: flip, rot90, roll.

Follows [torch.flip](https://pytorch.org/docs/stable/generated/torch.flip.html),
[torch.rot90](https://pytorch.org/docs/stable/generated/torch.rot90.html) and
[torch.roll](https://pytorch.org/docs/stable/generated/torch.roll.html).
*/

use super::route::{straight, travel};
use super::row::{Args, Value, derived_rows};
use crate::autograd::{Names, Tensor, backward1, record};
use crate::tensor::{
    Dims, Result, Size, Strided, TorchError, check_nameable, kernels, wrap_dim,
};

static FLIP: Names = Names::new("FlipBackward0", "FlipBackward");
static ROLL: Names = Names::new("RollBackward0", "RollBackward");
static ROT90: Names = Names::new("Rot90Backward0", "Rot90Backward");

// Backwards.
impl Tensor {
    /// The last comes first, in each of these dimensions: `x.flip(dims)`.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension, `RuntimeError` if one is
    /// named twice.
    pub fn flip(&self, dims: impl Into<Dims>) -> Result<Tensor> {
        let dims = dims.into();
        check_nameable(self.ndim())?;
        let mut turned = vec![false; self.ndim().max(1)];
        for &dim in dims.iter() {
            let dim = wrap_dim(dim, self.ndim())?;
            if std::mem::replace(&mut turned[dim], true) {
                return Err(TorchError::DimRepeated { dim });
            }
        }
        let x = self.strided().clone();
        let mut route = straight(&x)?;
        for (steps, turned) in route.iter_mut().zip(turned) {
            if turned {
                steps.reverse();
            }
        }
        let out = travel(&x, &route)?;
        let out = out.laid_out(kernels::strides_of_empty_like(&x));
        Ok(record(&FLIP, &[self], out, |_| {
            backward1(move |grad, _| grad.flip(dims.clone()))
        }))
    }

    /// Each row backwards: `torch.fliplr(x)`.
    ///
    /// # Errors
    /// `RuntimeError` if there are fewer than two dimensions.
    pub fn fliplr(&self) -> Result<Tensor> {
        if self.ndim() < 2 {
            return Err(TorchError::runtime("Input must be >= 2-d."));
        }
        self.flip(1)
    }

    /// The last row first: `torch.flipud(x)`.
    ///
    /// # Errors
    /// `RuntimeError` if there is no dimension.
    pub fn flipud(&self) -> Result<Tensor> {
        if self.ndim() < 1 {
            return Err(TorchError::runtime("Input must be >= 1-d."));
        }
        self.flip(0)
    }

    /// Turned by `k` quarters from the first of two dimensions towards the
    /// second: `x.rot90(k, dims)`.
    ///
    /// # Errors
    /// `RuntimeError` if there are not two different dimensions,
    /// `IndexError` if one does not exist.
    pub fn rot90(&self, k: i64, dims: impl Into<Dims>) -> Result<Tensor> {
        let (dims, ndim) = (dims.into(), self.ndim());
        let [a, b] = dims[..] else {
            return Err(TorchError::runtime(format!(
                "expected total rotation dims == 2, but got dims = {}",
                dims.len()
            )));
        };
        if ndim < 2 {
            return Err(TorchError::runtime(format!(
                "expected total dims >= 2, but got total dims = {ndim}"
            )));
        }
        let wrapped = (wrap_dim(a, ndim)?, wrap_dim(b, ndim)?);
        if a == b || (a - b).unsigned_abs() == ndim as u64 {
            return Err(TorchError::runtime(format!(
                "expected rotation dims to be different, but got dim0 = {a} \
                 and dim1 = {b}"
            )));
        }
        let (a, b) = wrapped;
        let x = self.strided().clone();
        let flipped = |dims: &[usize]| -> Result<Strided> {
            let mut route = straight(&x)?;
            dims.iter().for_each(|&dim| route[dim].reverse());
            let out = travel(&x, &route)?;
            Ok(out.laid_out(kernels::strides_of_empty_like(&x)))
        };
        let out = match k.rem_euclid(4) {
            1 => flipped(&[b])?.transpose(a, b),
            2 => flipped(&[a, b])?,
            3 => flipped(&[a])?.transpose(a, b),
            _ => x.copy()?,
        };
        Ok(record(&ROT90, &[self], out, |_| {
            backward1(move |grad, _| {
                grad.rot90(k.wrapping_neg(), dims.clone())
            })
        }))
    }
}

// Round and round.
impl Tensor {
    /// Moved by so many places along each of these dimensions; what falls
    /// off the end comes in at the front. `x.roll(shifts, dims)`; without
    /// dimensions, all elements are rolled as one row.
    ///
    /// # Errors
    /// `RuntimeError` if there is not one shift for each dimension,
    /// `IndexError` if there is no such dimension.
    pub fn roll(
        &self,
        shifts: impl Into<Dims>,
        dims: impl Into<Dims>,
    ) -> Result<Tensor> {
        let (shifts, dims) = (shifts.into(), dims.into());
        let out = self.rolled(&shifts, &dims)?;
        Ok(record(&ROLL, &[self], out, |_| {
            backward1(move |grad, _| {
                let back = shifts.iter().map(|shift| shift.wrapping_neg());
                grad.roll(back.collect::<Dims>(), dims.clone())
            })
        }))
    }

    fn rolled(&self, shifts: &Dims, dims: &Dims) -> Result<Strided> {
        let x = self.strided().clone();
        if shifts.is_empty() {
            return Err(TorchError::runtime("`shifts` required"));
        }
        if dims.is_empty() && shifts.len() == 1 {
            let row = x.contiguous()?;
            let flat = row.window(
                Size::new(&[x.numel()]),
                Size::new(&[1]),
                row.offset(),
            );
            let mut route = straight(&flat)?;
            shift_by(&mut route[0], shifts[0]);
            let out = travel(&flat, &route)?;
            let strides = x.shape().contiguous_strides();
            return Ok(out.window(x.shape().clone(), strides, 0));
        }
        if shifts.len() != dims.len() {
            return Err(TorchError::runtime(format!(
                "shifts and dimensions must align. shifts: {}, dims:{}",
                shifts.len(),
                dims.len()
            )));
        }
        if x.numel() == 0 {
            return x.duplicate();
        }
        let mut route = straight(&x)?;
        for (&shift, &dim) in shifts.iter().zip(&**dims) {
            if self.ndim() == 0 {
                return Err(TorchError::index(format!(
                    "Dimension specified as {dim} but tensor has no \
                     dimensions"
                )));
            }
            let dim = wrap_dim(dim, self.ndim())?;
            shift_by(&mut route[dim], shift);
        }
        travel(&x, &route)
    }
}

fn shift_by(steps: &mut [usize], shift: i64) {
    if !steps.is_empty() {
        let by = shift.rem_euclid(steps.len() as i64);
        steps.rotate_right(by as usize);
    }
}

derived_rows! {
    FLIP_ROW, "flip", "flip(input, dims)", &FLIP,
    |a| Ok(a.tensor(0)?.flip(a.dims(1)?)?.into()),
    |e| vec![
        vec![e.any(&[2, 3]).into(), [0, -1].into()],
        vec![e.any(&[3]).into(), 0.into()],
    ];
    FLIPLR_ROW, "fliplr", "fliplr(input)", &FLIP,
    |a| Ok(a.tensor(0)?.fliplr()?.into()),
    |e| vec![vec![e.any(&[2, 3]).into()]];
    FLIPUD_ROW, "flipud", "flipud(input)", &FLIP,
    |a| Ok(a.tensor(0)?.flipud()?.into()),
    |e| vec![vec![e.any(&[3, 2]).into()]];
    ROT90_ROW, "rot90", "rot90(input, k=1, dims=None)", &ROT90,
    |a| {
        let dims = a.optional(2, Args::dims)?;
        let dims = dims.unwrap_or_else(|| Dims::from([0, 1]));
        Ok(a.tensor(0)?.rot90(a.int(1)?, dims)?.into())
    },
    |e| (0..4).map(|k: i64| {
        vec![e.any(&[2, 3, 2]).into(), k.into(), [0, -1].into()]
    }).collect();
    ROLL_ROW, "roll", "roll(input, shifts, dims=())", &ROLL,
    |a| Ok(a.tensor(0)?.roll(a.dims(1)?, a.dims(2)?)?.into()),
    |e| vec![
        vec![e.any(&[2, 3]).into(), 2.into(), Value::List(vec![])],
        vec![e.any(&[2, 3]).into(), [-1, 4].into(), [0, 1].into()],
    ];
}
