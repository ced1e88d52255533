/*!
Where the chosen elements lie in memory.

Some dimensions come before the chosen ones, some after. Each of the three
groups is a list of offsets; an element's place is the sum of one of each.
*/

use smallvec::SmallVec;

use super::is_mask;
use super::views::{not_an_index, out_of_bounds};
use crate::autograd::Tensor;
use crate::tensor::{
    DType, Listed, Result, Size, Strided, TorchError, broadcast,
    check_allocation,
};

/// The places of all chosen elements, in the order of the result.
pub(in crate::ops) struct Places {
    /// The shape of the result.
    pub shape: Size,
    before: Vec<usize>,
    chosen: Vec<usize>,
    after: Vec<usize>,
    /// From each place on, so many elements follow without a gap.
    pub run: usize,
}

/// Dimensions chosen by one tensor.
struct Choice {
    /// What broadcasts with the other choices.
    shape: Size,
    /// How many dimensions it takes.
    dims: usize,
    by: By,
}

enum By {
    /// Offsets, one for each place where the mask is true.
    Mask(Vec<usize>),
    /// Positions, from either end, of a dimension with extent and stride.
    Position(Strided, usize, usize),
}

impl Places {
    /// Finds the elements of `x` that `chosen` chooses. `check` is told the
    /// shape before a single position is looked at.
    pub fn find(
        x: &Tensor,
        chosen: &[(usize, Tensor)],
        check: impl FnOnce(&Size) -> Result<()>,
    ) -> Result<Places> {
        let known = |t: &Tensor| !t.dtype().is_floating_point();
        if !chosen.iter().all(|(_, t)| known(t)) {
            return Err(not_an_index());
        }
        let end = |(dim, index): &(usize, Tensor)| {
            dim + if is_mask(index) { index.ndim() } else { 1 }
        };
        let reach = chosen.iter().map(end).max().unwrap_or(0);
        if reach > x.ndim() {
            return Err(TorchError::index(format!(
                "too many indices for tensor of dimension {} (got {reach})",
                x.ndim()
            )));
        }
        let choices = chosen
            .iter()
            .map(|(dim, index)| Choice::new(x, *dim, index))
            .collect::<Result<SmallVec<[Choice; 2]>>>()?;
        let common = common_shape(&choices)?;
        let taken: SmallVec<[usize; 8]> = chosen
            .iter()
            .zip(&choices)
            .flat_map(|(&(dim, _), choice)| dim..dim + choice.dims)
            .collect();
        let x = x.strided();
        if common.numel() > 0 && taken.iter().any(|&d| x.shape()[d] == 0) {
            return Err(TorchError::index(
                "index is out of bounds for dimension with size 0",
            ));
        }
        // Chosen dimensions that are neighbours are replaced where they
        // stand; others go to the front.
        let neighbours = taken.windows(2).all(|d| d[0] + 1 == d[1]);
        let first = match taken.first() {
            Some(&dim) if neighbours => dim,
            _ => 0,
        };
        let rest = |dims: std::ops::Range<usize>| -> Strided {
            let rest: Size = dims.filter(|d| !taken.contains(d)).collect();
            x.permute(&rest)
        };
        let (before, after) = (rest(0..first), rest(first..x.ndim()));
        let extents = [before.shape(), &common, after.shape()];
        let shape: Size =
            extents.iter().flat_map(|s| s.iter().copied()).collect();
        check(&shape)?;
        check_allocation(&shape, x.dtype().itemsize())?;
        let run = run_length(&after);
        if shape.numel() == 0 {
            // Positions are not looked at where there is nothing to choose
            // from.
            let none = Vec::new;
            let (before, chosen, after) = (none(), none(), none());
            return Ok(Places { shape, before, chosen, after, run });
        }
        let chosen = combine(&choices, &common)?;
        Ok(Places {
            shape,
            before: offsets(before.shape(), before.strides(), x.offset()),
            chosen,
            after: run_starts(&after, run),
            run,
        })
    }

    /// Where each run begins.
    pub fn starts(&self) -> impl Iterator<Item = usize> {
        self.before.iter().flat_map(move |before| {
            self.chosen.iter().flat_map(move |chosen| {
                self.after.iter().map(move |after| before + chosen + after)
            })
        })
    }

    /// The elements at the places.
    pub fn read<T: Copy>(&self, memory: &[T]) -> Vec<T> {
        if self.run == 1 {
            return self.starts().map(|place| memory[place]).collect();
        }
        let mut out = Vec::with_capacity(self.shape.numel());
        for start in self.starts() {
            out.extend_from_slice(&memory[start..start + self.run]);
        }
        out
    }

    /// Changes the elements at the places by one value each, or one for all.
    pub fn write<T: Copy>(
        &self,
        memory: &mut [T],
        values: &[T],
        change: impl Fn(&mut T, T),
    ) {
        let mut values = values.iter().cycle();
        for start in self.starts() {
            for (x, &value) in
                memory[start..start + self.run].iter_mut().zip(&mut values)
            {
                change(x, value);
            }
        }
    }
}

impl Choice {
    fn new(x: &Tensor, dim: usize, index: &Tensor) -> Result<Choice> {
        if is_mask(index) {
            let places = x.mask_places(dim, index)?;
            return Ok(Choice {
                shape: Size::new(&[places.len()]),
                dims: index.ndim(),
                by: By::Mask(places),
            });
        }
        let index = index.strided().to_dtype(DType::Int64)?;
        let (n, stride) = (x.size()[dim], x.stride()[dim]);
        Ok(Choice {
            shape: index.shape().clone(),
            dims: 1,
            by: By::Position(index, n, stride),
        })
    }
}

/// The shape that all choices broadcast to.
fn common_shape(choices: &[Choice]) -> Result<Size> {
    let mut shapes = choices.iter().map(|c| &c.shape);
    let mut common = shapes.next().cloned().unwrap_or_default();
    for shape in shapes {
        common = broadcast(&common, shape).map_err(|_| {
            // A mask counts once for each dimension it takes.
            let all: Vec<String> = choices
                .iter()
                .flat_map(|c| vec![Listed(&c.shape).to_string(); c.dims])
                .collect();
            TorchError::index(format!(
                "shape mismatch: indexing tensors could not be broadcast \
                 together with shapes {}",
                all.join(", ")
            ))
        })?;
    }
    Ok(common)
}

/// Adds up what the choices say, element by element.
fn combine(choices: &[Choice], common: &Size) -> Result<Vec<usize>> {
    if let [Choice { by: By::Mask(places), .. }] = choices {
        return Ok(places.clone());
    }
    let mut out = vec![0; common.numel()];
    // The error names the element that comes first, whichever tensor it is
    // in. So all are looked at before one is believed.
    let mut wrong: Option<(usize, TorchError)> = None;
    let mut nr = 0;
    for choice in choices {
        match &choice.by {
            By::Mask(places) => {
                let at =
                    |i: usize| places[if places.len() == 1 { 0 } else { i }];
                let last = common.last().copied().unwrap_or(1);
                for (i, place) in out.iter_mut().enumerate() {
                    *place += at(i % last);
                }
            }
            By::Position(index, n, stride) => {
                let index = index.expand_to(common)?.to_vec::<i64>()?;
                let n = *n as i64;
                for (i, (place, &p)) in out.iter_mut().zip(&index).enumerate()
                {
                    if p < -n || p >= n {
                        if wrong.as_ref().is_none_or(|(j, _)| i < *j) {
                            wrong = Some((i, out_of_bounds(p, nr, n)));
                        }
                        break;
                    }
                    let p = if p < 0 { p + n } else { p };
                    *place += p as usize * stride;
                }
            }
        }
        nr += choice.dims;
    }
    match wrong {
        Some((_, error)) => Err(error),
        None => Ok(out),
    }
}

/// How many elements follow each other without a gap at the end of the
/// window's dimensions.
fn run_length(window: &Strided) -> usize {
    let mut run = 1;
    for (&n, &stride) in window.shape().iter().zip(&**window.strides()).rev() {
        if n != 1 && stride != run {
            break;
        }
        run *= n;
    }
    run
}

/// Where the runs of a window begin.
fn run_starts(window: &Strided, run: usize) -> Vec<usize> {
    let (mut inner, mut dims) = (1, window.ndim());
    while dims > 0 && inner < run {
        dims -= 1;
        inner *= window.shape()[dims];
    }
    let shape = Size::new(&window.shape()[..dims]);
    offsets(&shape, window.strides(), 0)
}

/// The offset of every index of a shape, in row order.
fn offsets(shape: &[usize], strides: &[usize], start: usize) -> Vec<usize> {
    let mut out = vec![start];
    for (&n, &stride) in shape.iter().zip(strides) {
        out = out
            .iter()
            .flat_map(|place| (0..n).map(move |i| place + i * stride))
            .collect();
    }
    out
}
