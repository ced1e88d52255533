//! Windows that move over a plane: what convolutions, pools and `unfold`
//! have in common.

use crate::tensor::{Result, TorchError, check_allocation};

/// No place: the window looks at padding there.
pub(super) const OUTSIDE: usize = usize::MAX;

/// How far windows lie apart and how large they are, in one dimension.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// How much there is to look at.
    pub input: usize,
    /// How many windows there are.
    pub output: usize,
    pub kernel: usize,
    pub stride: usize,
    pub padding: usize,
    pub dilation: usize,
}

impl Window {
    /// From where to where the plane with its padding is looked at.
    fn at(&self, kernel: usize, output: usize) -> Option<usize> {
        let place = output * self.stride + kernel * self.dilation;
        place.checked_sub(self.padding).filter(|&at| at < self.input)
    }
}

/// Windows over a plane of any number of dimensions.
#[derive(Clone, Debug)]
pub(super) struct Windows(pub Vec<Window>);

impl Windows {
    /// How many places a plane has.
    pub fn inputs(&self) -> usize {
        self.0.iter().map(|dim| dim.input).product()
    }

    /// How many windows there are.
    pub fn outputs(&self) -> usize {
        self.0.iter().map(|dim| dim.output).product()
    }

    /// How many places a window looks at.
    pub fn kernels(&self) -> usize {
        self.0.iter().map(|dim| dim.kernel).product()
    }

    /// For every place of the kernel, what every window looks at with it, or
    /// [`OUTSIDE`].
    ///
    /// # Errors
    /// `RuntimeError` if that is more than memory holds.
    pub fn places(&self) -> Result<Vec<usize>> {
        let shape: Vec<usize> =
            self.0.iter().flat_map(|dim| [dim.kernel, dim.output]).collect();
        check_allocation(&shape, size_of::<usize>())?;
        let mut places = vec![0];
        let (mut kernels, mut outputs) = (1, 1);
        for dim in &self.0 {
            let size = places.len() * dim.kernel * dim.output;
            let mut next = Vec::with_capacity(size);
            for k in 0..kernels {
                for kernel in 0..dim.kernel {
                    for &before in &places[k * outputs..(k + 1) * outputs] {
                        next.extend((0..dim.output).map(|output| {
                            match dim.at(kernel, output) {
                                Some(at) if before != OUTSIDE => {
                                    before * dim.input + at
                                }
                                _ => OUTSIDE,
                            }
                        }));
                    }
                }
            }
            places = next;
            kernels *= dim.kernel;
            outputs *= dim.output;
        }
        Ok(places)
    }
}

/// The same number for every dimension, if there is only one.
pub(super) fn each(given: &[i64], dims: usize) -> Option<Vec<i64>> {
    match given {
        [one] => Some(vec![*one; dims]),
        all if all.len() == dims => Some(all.to_vec()),
        _ => None,
    }
}

/// `(2 x 3)`
pub(super) fn crossed(extents: impl IntoIterator<Item = i64>) -> String {
    let extents: Vec<String> =
        extents.into_iter().map(|n| n.to_string()).collect();
    extents.join(" x ")
}

/// An extent that was checked not to be negative.
pub(super) fn extent(n: i64) -> Result<usize> {
    usize::try_from(n).map_err(|_| TorchError::Numel)
}

/// From the first to the last place that a window looks at.
pub(super) fn reach(kernel: i64, dilation: i64) -> i64 {
    dilation.saturating_mul(kernel.saturating_sub(1)).saturating_add(1)
}
