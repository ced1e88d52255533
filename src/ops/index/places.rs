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
    check_allocation, kernels,
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
    /// The dimensions as PyTorch's loop takes them, outermost first.
    order: Size,
}

/// What PyTorch says to itself where nothing is left to choose by.
const NO_INDEX: &str = "ntensor >= 3 INTERNAL ASSERT FAILED at \
    \"/__w/pytorch/pytorch/aten/src/ATen/native/cpu/IndexKernelUtils.h\":8, \
    please report a bug to PyTorch.";
const NO_INDEX_THEN: &str = "ntensor >= 3 ASSERT FAILED at \
    /pytorch/build/aten/src/ATen/native/cpu/IndexKernel.cpp.AVX2.cpp:51, \
    please report a bug to PyTorch.";

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
    /// shape before a single position is looked at; it returns the values
    /// that will be written, if any.
    pub fn find(
        x: &Tensor,
        chosen: &[(usize, Tensor)],
        check: impl FnOnce(&Size) -> Result<Option<Strided>>,
    ) -> Result<Places> {
        let known = |t: &Tensor| !t.dtype().is_floating_point();
        if !chosen.iter().all(|(_, t)| known(t)) {
            return Err(not_an_index());
        }
        // Only a second `...` leads a number beyond the last dimension; a
        // mask says so itself.
        let beyond = |(dim, index): &&(usize, Tensor)| {
            !is_mask(index) && *dim >= x.ndim()
        };
        if let Some((dim, _)) = chosen.iter().find(beyond) {
            return Err(TorchError::index(format!(
                "too many indices for tensor of dimension {} (got {})",
                x.ndim(),
                dim + 1
            )));
        }
        // A mask without dimensions has no part in it.
        let chosen: SmallVec<[&(usize, Tensor); 2]> = chosen
            .iter()
            .filter(|(_, index)| !is_mask(index) || index.ndim() > 0)
            .collect();
        let choices = chosen
            .iter()
            .map(|(dim, index)| Choice::new(x, *dim, index))
            .collect::<Result<SmallVec<[Choice; 2]>>>()?;
        let common = common_shape(&choices)?;
        let taken: SmallVec<[usize; 8]> = chosen
            .iter()
            .zip(&choices)
            .flat_map(|((dim, _), choice)| *dim..dim + choice.dims)
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
        let values = check(&shape)?;
        check_allocation(&shape, x.dtype().itemsize())?;
        if choices.is_empty() && shape.numel() > 0 {
            return Err(
                TorchError::runtime(NO_INDEX).in_the_notes(NO_INDEX_THEN)
            );
        }
        let steps =
            [&before.strides()[..], &vec![0; common.len()], after.strides()];
        let steps: Size =
            steps.iter().flat_map(|s| s.iter().copied()).collect();
        let source = x.window(shape.clone(), steps, 0);
        let mut rest: SmallVec<[Strided; 3]> = values.into_iter().collect();
        for choice in &choices {
            rest.push(choice.among(&common, before.ndim(), after.ndim())?);
        }
        let order = loop_order(&source, &rest)?;
        let run = run_length(&after);
        if shape.numel() == 0 {
            // Positions are not looked at where there is nothing to choose
            // from.
            let none = Vec::new;
            let (before, chosen, after) = (none(), none(), none());
            return Ok(Places { order, shape, before, chosen, after, run });
        }
        let within = within(&order, before.ndim(), common.len());
        let chosen = combine(&choices, &common, &within)?;
        Ok(Places {
            order,
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

    /// The strides of the result.
    pub fn strides(&self) -> Size {
        kernels::strides_in(&self.order, &self.shape)
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
        if !self.order.is_sorted() {
            // A place may be there twice: the last one in the loop stays.
            let runs = self.starts().map(|start| start..start + self.run);
            let places: Vec<usize> = runs.flatten().collect();
            for i in in_order(&self.shape, &self.order) {
                change(&mut memory[places[i]], values[i % values.len()]);
            }
            return;
        }
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
    /// The index with dimensions of extent 1 for those before and after the
    /// chosen ones.
    fn among(
        &self,
        common: &Size,
        before: usize,
        after: usize,
    ) -> Result<Strided> {
        let index = match &self.by {
            By::Mask(places) => {
                let size = Size::new(&[places.len()]);
                Strided::new(vec![false; places.len()], size)
            }
            By::Position(index, ..) => index.clone(),
        };
        let index = index.expand_to(common)?;
        let ones = |n: usize| std::iter::repeat_n(1, n);
        let size: Size = ones(before)
            .chain(common.iter().copied())
            .chain(ones(after))
            .collect();
        let viewed = match index.view(&size) {
            Some(viewed) => Some(viewed),
            None => index.copy()?.view(&size),
        };
        Ok(viewed.expect("fresh memory takes any dimension of extent 1"))
    }

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

/// The dimensions of a loop over all of these, outermost first: the source,
/// in which what is chosen takes no steps, then the rest. Row order, if
/// nothing broadcasts and all lie so.
fn loop_order(source: &Strided, rest: &[Strided]) -> Result<Size> {
    let shape = source.shape();
    let plain = |x: &Strided| x.shape() == shape && x.is_contiguous();
    if plain(source) && rest.iter().all(plain) {
        return Ok((0..shape.len()).collect());
    }
    let rest = rest
        .iter()
        .map(|x| beside(x, shape))
        .collect::<Result<SmallVec<[Strided; 3]>>>()?;
    let mut all: SmallVec<[&Strided; 4]> = SmallVec::from_iter([source]);
    all.extend(&rest);
    Ok(kernels::order(shape, &all))
}

/// A window that broadcasts to a shape, as a loop walks it: without steps
/// where it has no extent of its own.
fn beside(x: &Strided, shape: &Size) -> Result<Strided> {
    let new = shape.len() - x.ndim();
    let step = |dim: usize| match dim.checked_sub(new) {
        Some(own) if x.shape()[own] == shape[dim] => x.strides()[own],
        _ => 0,
    };
    let strides = (0..shape.len()).map(step).collect();
    Ok(x.expand_to(shape)?.window(shape.clone(), strides, 0))
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
fn combine(
    choices: &[Choice],
    common: &Size,
    order: &Size,
) -> Result<Vec<usize>> {
    if let [Choice { by: By::Mask(places), .. }] = choices {
        return Ok(places.clone());
    }
    let mut out = vec![0; common.numel()];
    // The error names the element that comes first, whichever tensor it is
    // in. So all are looked at before one is believed.
    let mut wrong: Option<(usize, TorchError)> = None;
    // When the loop meets each element, if not in row order.
    let mut met = Vec::new();
    if !order.is_sorted() {
        met = vec![0; common.numel()];
        for (when, i) in in_order(common, order).into_iter().enumerate() {
            met[i] = when;
        }
    }
    let when = |i: usize| met.get(i).copied().unwrap_or(i);
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
                        let i = when(i);
                        if wrong.as_ref().is_none_or(|(j, _)| i < *j) {
                            wrong = Some((i, out_of_bounds(p, nr, n)));
                        }
                        continue;
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

/// The `len` dimensions from `first` on, in the order of the loop.
fn within(order: &Size, first: usize, len: usize) -> Size {
    let part = first..first + len;
    order.iter().filter(|d| part.contains(*d)).map(|d| d - first).collect()
}

/// The numbers of the elements of a shape, in row order, as a loop that takes
/// its dimensions in another order meets them.
fn in_order(shape: &Size, order: &Size) -> Vec<usize> {
    let steps = shape.contiguous_strides();
    let extents: Size = order.iter().map(|&d| shape[d]).collect();
    let steps: Size = order.iter().map(|&d| steps[d]).collect();
    offsets(&extents, &steps, 0)
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
