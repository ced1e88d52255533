/*!
What windows see, as columns, and back.

Follows [torch.nn.functional.unfold](https://pytorch.org/docs/stable/generated/torch.nn.functional.unfold.html)
and [fold](https://pytorch.org/docs/stable/generated/torch.nn.functional.fold.html),
each of which is the other's derivative.
*/

use super::linear_map::{Map, Maps};
use super::windows::{OUTSIDE, Window, Windows, extent, reach};
use crate::autograd::{Names, Tensor};
use crate::ops::numeric::not_implemented;
use crate::tensor::{
    Listed, Result, Size, TorchError, check_allocation, python_tuple,
};

static UNFOLD: Names = Names::new("Im2ColBackward0", "ThnnIm2ColBackward");
static FOLD: Names = Names::new("Col2ImBackward0", "ThnnCol2ImBackward");

/// How windows move over a plane of two dimensions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Blocks {
    /// How large they are.
    pub kernel_size: [i64; 2],
    /// How far what a window looks at lies apart.
    pub dilation: [i64; 2],
    /// What surrounds the plane.
    pub padding: [i64; 2],
    /// How far they lie apart.
    pub stride: [i64; 2],
}

fn fail<T>(sentence: String) -> Result<T> {
    Err(TorchError::runtime(sentence))
}

fn pair(numbers: [i64; 2]) -> String {
    python_tuple(numbers.map(|n| n.to_string()))
}

impl Blocks {
    fn check(&self) -> Result<()> {
        let two = |name: &str, [height, width]: [i64; 2]| {
            format!("{name}_height: {height} {name}_width: {width}")
        };
        let none = |n: [i64; 2]| n.iter().any(|&n| n <= 0);
        if none(self.kernel_size) {
            return fail(format!(
                "kernel size should be greater than zero, but got {}",
                two("kernel", self.kernel_size)
            ));
        }
        if none(self.dilation) {
            return fail(format!(
                "dilation should be greater than zero, but got {}",
                two("dilation", self.dilation)
            ));
        }
        if self.padding.iter().any(|&n| n < 0) {
            return fail(format!(
                "padding should be non-negative, but got {}",
                two("pad", self.padding)
            ));
        }
        if none(self.stride) {
            return fail(format!(
                "stride should be greater than zero, but got {}",
                two("stride", self.stride)
            ));
        }
        Ok(())
    }

    /// How many windows there are over a plane.
    fn count(&self, plane: [i64; 2]) -> [i64; 2] {
        [0, 1].map(|d| {
            let reach = reach(self.kernel_size[d], self.dilation[d]);
            let padded =
                plane[d].saturating_add(self.padding[d].saturating_mul(2));
            let room = padded.saturating_sub(reach);
            room.div_euclid(self.stride[d]) + 1
        })
    }

    fn windows(&self, plane: [i64; 2], count: [i64; 2]) -> Result<Windows> {
        let window = |d: usize| {
            Ok::<_, TorchError>(Window {
                input: extent(plane[d])?,
                output: extent(count[d])?,
                kernel: extent(self.kernel_size[d])?,
                stride: extent(self.stride[d])?,
                padding: extent(self.padding[d])?,
                dilation: extent(self.dilation[d])?,
            })
        };
        Ok(Windows(vec![window(0)?, window(1)?]))
    }

    /// From planes to columns, for so many planes.
    fn maps(
        windows: &Windows,
        planes: usize,
        from: Size,
        to: Size,
    ) -> Result<Maps> {
        let places = windows.places()?;
        check_allocation(&[places.len()], 16)?;
        let mut map = Map::new(windows.inputs());
        for place in places {
            map.sum((place != OUTSIDE).then_some(place));
        }
        Ok(Maps::one(map, planes, from, to))
    }
}

/// What each window sees of all channels, as a column: `F.unfold(x, …)`.
/// `(batch, channels, height, width)` becomes `(batch, channels * kernel,
/// windows)`.
///
/// # Errors
/// `RuntimeError` if the windows do not fit.
pub fn unfold(x: &Tensor, blocks: &Blocks) -> Result<Tensor> {
    blocks.check()?;
    let size = x.size();
    let alone = size.len() == 3;
    if size.len() < 3 {
        return Err(TorchError::DimOutOfRange {
            dim: size.len() as i64,
            ndim: size.len().max(1),
        });
    }
    let some = size[1..].iter().all(|&n| n > 0);
    if size.len() > 4 || !some || (alone && size[0] == 0) {
        return fail(format!(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch \
             size and other non-zero dimensions for input, but got: {}",
            Listed(&size)
        ));
    }
    let plane = [size.len() - 2, size.len() - 1].map(|d| size[d] as i64);
    let count = blocks.count(plane);
    if count.iter().any(|&n| n < 1) {
        return fail(format!(
            "Given input with spatial size {}, kernel_size={}, dilation={}, \
             padding={}, calculated shape of the array of sliding blocks as \
             {}, but its components must be at least one.",
            pair(plane),
            pair(blocks.kernel_size),
            pair(blocks.dilation),
            pair(blocks.padding),
            pair(count)
        ));
    }
    if !x.dtype().is_floating_point() {
        return Err(not_implemented("im2col_out_cpu", x.dtype()));
    }
    let windows = blocks.windows(plane, count)?;
    let channels = size[size.len() - 3];
    let columns = [channels * windows.kernels(), windows.outputs()];
    let to = [&size[..size.len() - 3], &columns].concat();
    let planes = size[..size.len() - 2].iter().product();
    Blocks::maps(&windows, planes, size.clone(), Size::new(&to))?
        .apply(&UNFOLD, x)
}

/// The sum of all columns, each where its window is: `F.fold(x,
/// output_size, …)`.
///
/// # Errors
/// `RuntimeError` if the columns are not those of such windows.
pub fn fold(
    x: &Tensor,
    output_size: [i64; 2],
    blocks: &Blocks,
) -> Result<Tensor> {
    blocks.check()?;
    let size = x.size();
    let alone = size.len() == 2;
    let some =
        size.len() >= 2 && size[size.len() - 2..].iter().all(|&n| n > 0);
    if !(2..=3).contains(&size.len()) || !some {
        return fail(format!(
            "Expected 2D or 3D (batch mode) tensor for input with possibly \
             0 batch size and non-zero dimensions for input, but got: {}",
            Listed(&size)
        ));
    }
    let [rows, columns] = [size.len() - 2, size.len() - 1];
    let kernel = blocks.kernel_size[0].saturating_mul(blocks.kernel_size[1]);
    if size[rows] as i64 % kernel != 0 {
        return fail(format!(
            "Expected size of input's dimension 1 to be divisible by the \
             product of kernel_size, but got input.size(1)={} and \
             kernel_size={}.",
            size[rows],
            pair(blocks.kernel_size)
        ));
    }
    let count = blocks.count(output_size);
    let all = count[0].saturating_mul(count[1]);
    if size[columns] as i64 != all || count.iter().any(|&n| n < 1) {
        return fail(format!(
            "Given output_size={}, kernel_size={}, dilation={}, padding={}, \
             stride={}, expected size of input's dimension 2 to match the \
             calculated number of sliding blocks {} * {} = {all}, but got \
             input.size(2)={}.",
            pair(output_size),
            pair(blocks.kernel_size),
            pair(blocks.dilation),
            pair(blocks.padding),
            pair(blocks.stride),
            count[0],
            count[1],
            size[columns]
        ));
    }
    if output_size.iter().any(|&n| n < 1) {
        return fail(format!(
            "Expected output spatial size to be positive, but got: \
             output_size={}.",
            pair(output_size)
        ));
    }
    if !x.dtype().is_floating_point() {
        return Err(not_implemented("col2im_out_cpu", x.dtype()));
    }
    let windows = blocks.windows(output_size, count)?;
    let channels = size[rows] / windows.kernels();
    let plane = [output_size[0] as usize, output_size[1] as usize];
    let batch = if alone { &[][..] } else { &size[..1] };
    let to = [batch, &[channels], &plane].concat();
    let planes = to[..to.len() - 2].iter().product();
    check_allocation(&to, 8)?;
    Blocks::maps(&windows, planes, Size::new(&to), size)?
        .apply_transposed(&FOLD, x)
}
