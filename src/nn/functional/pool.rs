/*!
Pools: the largest number that a window sees, or the mean of all.

Follows [torch.nn.functional.max_pool2d](https://pytorch.org/docs/stable/generated/torch.nn.functional.max_pool2d.html),
[avg_pool2d](https://pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool2d.html)
and their neighbours, adaptive ones among them: those choose their windows so
that the output has the size that was asked for.
*/

use super::linear_map::{Map, Maps};
use super::windows::{Window, each, extent, reach};
use crate::autograd::{Names, Tensor, backward, record_many};
use crate::ops::numeric::{not_implemented, numbers};
use crate::tensor::{
    DType, Dims, Listed, Result, Size, Strided, TorchError, check_allocation,
};

static MAX: [Names; 3] = [
    Names::new(
        "MaxPool2DWithIndicesBackward0",
        "MaxPool2DWithIndicesBackward",
    ),
    Names::new(
        "MaxPool2DWithIndicesBackward0",
        "MaxPool2DWithIndicesBackward",
    ),
    Names::new(
        "MaxPool3DWithIndicesBackward0",
        "MaxPool3DWithIndicesBackward",
    ),
];
static AVG: [Names; 3] = [
    Names::new("AvgPool2DBackward0", "AvgPool2DBackward"),
    Names::new("AvgPool2DBackward0", "AvgPool2DBackward"),
    Names::new("AvgPool3DBackward0", "AvgPool3DBackward"),
];
static ADAPTIVE_AVG: [Names; 3] = [
    Names::new("AdaptiveAvgPool2DBackward0", "AdaptiveAvgPool2DBackward"),
    Names::new("AdaptiveAvgPool2DBackward0", "AdaptiveAvgPool2DBackward"),
    Names::new("AdaptiveAvgPool3DBackward0", "AdaptiveAvgPool3DBackward"),
];
static ADAPTIVE_MAX: [Names; 3] = [
    Names::new("AdaptiveMaxPool2DBackward0", "AdaptiveMaxPool2DBackward"),
    Names::new("AdaptiveMaxPool2DBackward0", "AdaptiveMaxPool2DBackward"),
    Names::new("AdaptiveMaxPool3DBackward0", "AdaptiveMaxPool3DBackward"),
];

/// The keyword arguments of a pool. One number stands for all dimensions.
#[derive(Clone, PartialEq, Debug)]
pub struct PoolOptions {
    /// How large windows are.
    pub kernel_size: Dims,
    /// How far they lie apart; nothing is their size.
    pub stride: Dims,
    /// What surrounds the input.
    pub padding: Dims,
    /// How far what a window looks at lies apart.
    pub dilation: Dims,
    /// Whether what is left over gets a window.
    pub ceil_mode: bool,
    /// Whether padding counts in means.
    pub count_include_pad: bool,
    /// What sums are divided by, instead of how many numbers they have.
    pub divisor_override: Option<i64>,
}

impl PoolOptions {
    /// Windows of this size, side by side.
    #[must_use]
    pub fn new(kernel_size: impl Into<Dims>) -> PoolOptions {
        PoolOptions {
            kernel_size: kernel_size.into(),
            stride: Dims::default(),
            padding: 0.into(),
            dilation: 1.into(),
            ceil_mode: false,
            count_include_pad: true,
            divisor_override: None,
        }
    }
}

/// A dimension as a pool sees it: from where to where each window looks, and
/// by which steps.
struct Looks {
    input: usize,
    windows: Vec<Look>,
}

#[derive(Clone, Copy)]
struct Look {
    first: usize,
    end: usize,
    step: usize,
    /// How much there is to see, if padding counts.
    padded: usize,
}

impl Looks {
    fn of(window: &Window) -> Looks {
        let Window { input, output, kernel, stride, padding, dilation } =
            *window;
        let look = |i: usize| {
            let start = (i * stride) as i64 - padding as i64;
            let reach = dilation.saturating_mul(kernel - 1);
            let reach = i64::try_from(reach).unwrap_or(i64::MAX);
            let end = start.saturating_add(reach).saturating_add(1);
            // The first that is not in the padding.
            let skipped = (-start).max(0) as usize;
            let skipped = skipped.div_ceil(dilation) * dilation;
            let first = (start + skipped as i64) as usize;
            let padded = end.min((input + padding) as i64) - start;
            Look {
                first,
                end: (end.max(0) as usize).min(input),
                step: dilation,
                padded: padded.max(0) as usize,
            }
        };
        Looks { input, windows: (0..output).map(look).collect() }
    }

    /// As even as can be.
    fn adaptive(input: usize, output: usize) -> Looks {
        let look = |i: usize| {
            let first = i * input / output;
            let end = ((i + 1) * input).div_ceil(output);
            Look { first, end, step: 1, padded: end - first }
        };
        Looks { input, windows: (0..output).map(look).collect() }
    }
}

/// Calls `f` for each window of a plane: with what it sees, and how many
/// numbers that would be with padding.
fn each_window(
    dims: &[Looks],
    mut f: impl FnMut(&[usize], usize) -> Result<()>,
) -> Result<()> {
    let outputs: usize = dims.iter().map(|dim| dim.windows.len()).product();
    let mut places = Vec::new();
    let mut next = Vec::new();
    for output in 0..outputs {
        let mut rest = output;
        let mut nr = vec![0; dims.len()];
        for (nr, dim) in nr.iter_mut().zip(dims).rev() {
            *nr = rest % dim.windows.len();
            rest /= dim.windows.len();
        }
        places.clear();
        places.push(0);
        let mut padded = 1_usize;
        for (nr, dim) in nr.into_iter().zip(dims) {
            let look = dim.windows[nr];
            padded = padded.saturating_mul(look.padded);
            next.clear();
            for &before in &places {
                let inside = (look.first..look.end).step_by(look.step);
                next.extend(inside.map(|at| before * dim.input + at));
            }
            std::mem::swap(&mut places, &mut next);
        }
        f(&places, padded)?;
    }
    Ok(())
}

/// The largest number of each window, and where it is in its plane:
/// `F.max_pool2d(x, …, return_indices=True)`, where `dims` is 2.
///
/// # Errors
/// `RuntimeError` if the windows do not fit.
pub fn max_pool(
    dims: usize,
    x: &Tensor,
    options: &PoolOptions,
) -> Result<(Tensor, Tensor)> {
    if dims == 1 {
        check_line("max_pool1d", x, options)?;
        return line(x, |x| plane_max(2, x, &options.of_line()?, &MAX[0]));
    }
    plane_max(dims, x, options, &MAX[dims - 1])
}

fn plane_max(
    dims: usize,
    x: &Tensor,
    options: &PoolOptions,
    names: &'static Names,
) -> Result<(Tensor, Tensor)> {
    let name = format!("max_pool{dims}d");
    let windows = options.windows(&name, dims, x)?;
    if x.dtype() == DType::Bool {
        return Err(not_implemented(&name, DType::Bool));
    }
    largest(x, &windows.iter().map(Looks::of).collect::<Vec<_>>(), names)
}

/// The largest of what each window sees.
fn largest(
    x: &Tensor,
    dims: &[Looks],
    names: &'static Names,
) -> Result<(Tensor, Tensor)> {
    let size = x.size();
    let first = size.len() - dims.len();
    let mut to = size.clone();
    for (nr, dim) in dims.iter().enumerate() {
        to[first + nr] = dim.windows.len();
    }
    check_allocation(&to, 8)?;
    let planes: usize = size[..first].iter().product();
    let inputs: usize = size[first..].iter().product();
    let outputs: usize = to[first..].iter().product();
    let mut indices = vec![0_i64; planes * outputs];
    let values = numbers!(x.dtype(), "max_pool2d", T => {
        let x = x.to_vec::<T>()?;
        let mut values = vec![T::default(); planes * outputs];
        let mut window = 0;
        each_window(dims, |places, _| {
            for plane in 0..planes {
                let x = &x[plane * inputs..][..inputs];
                let mut best = places.first().copied().unwrap_or(0);
                for &at in places {
                    #[allow(clippy::eq_op)]
                    let nan = x[at] != x[at];
                    if x[at] > x[best] || nan {
                        best = at;
                    }
                }
                values[plane * outputs + window] = x[best];
                indices[plane * outputs + window] = best as i64;
            }
            window += 1;
            Ok(())
        })?;
        Ok(Strided::new(values, to.clone()))
    })?;
    let indices = Strided::new(indices, to.clone());
    let made = vec![values, indices.clone()];
    let made = record_many(names, &[x], made, &[true, false], |saver| {
        // PyTorch keeps both.
        let _input = saver.save(x);
        let indices = saver.save_plain(indices);
        let flat = [size[..first].to_vec(), vec![outputs]].concat();
        let whole = [size[..first].to_vec(), vec![inputs]].concat();
        backward(move |grad, context| {
            let indices = context.get(indices)?.view(Size::new(&flat))?;
            let zeros = Strided::full(Size::new(&whole), 0, grad.dtype())?;
            let grad = grad.reshape(Size::new(&flat))?;
            let grad = Tensor::from_strided(zeros)
                .scatter_add(-1, &indices, &grad)?;
            Ok([Some(grad.view(size.clone())?)].into_iter().collect())
        })
    });
    let [values, indices] = &made[..] else { unreachable!("two outputs") };
    Ok((values.clone(), indices.clone()))
}

/// The mean of each window: `F.avg_pool2d(x, …)`, where `dims` is 2.
///
/// # Errors
/// `RuntimeError` if the windows do not fit.
pub fn avg_pool(
    dims: usize,
    x: &Tensor,
    options: &PoolOptions,
) -> Result<Tensor> {
    if dims == 1 {
        check_dims("avg_pool1d", x)?;
        let options = options.of_line()?;
        return line(x, |x| Ok((avg_pool(2, x, &options)?, x.clone())))
            .map(|(mean, _)| mean);
    }
    let windows = options.windows(&format!("avg_pool{dims}d"), dims, x)?;
    if options.divisor_override == Some(0) {
        return Err(TorchError::runtime("divisor must be not zero"));
    }
    if x.dtype() == DType::Bool {
        return Err(not_implemented(&format!("avg_pool{dims}d"), x.dtype()));
    }
    let looks: Vec<Looks> = windows.iter().map(Looks::of).collect();
    means(x, &looks, &AVG[dims - 1], |seen, padded| {
        match options.divisor_override {
            Some(divisor) => divisor as f64,
            None if options.count_include_pad => padded as f64,
            None => seen as f64,
        }
    })
}

fn means(
    x: &Tensor,
    dims: &[Looks],
    names: &'static Names,
    divisor: impl Fn(usize, usize) -> f64,
) -> Result<Tensor> {
    let size = x.size();
    let first = size.len() - dims.len();
    let mut to = size.clone();
    for (nr, dim) in dims.iter().enumerate() {
        to[first + nr] = dim.windows.len();
    }
    check_allocation(&to[first..], 16)?;
    let mut map = Map::new(size[first..].iter().product());
    each_window(dims, |places, padded| {
        map.mean(places.iter().copied(), divisor(places.len(), padded));
        Ok(())
    })?;
    let planes = size[..first].iter().product();
    Maps::one(map, planes, size, to).apply(names, x)
}

/// The mean of windows that are chosen so that there are so many of them:
/// `F.adaptive_avg_pool2d(x, output_size)`, where `dims` is 2. `None` keeps
/// an extent.
///
/// # Errors
/// `RuntimeError` if there are too few dimensions, or a size is negative.
pub fn adaptive_avg_pool(
    dims: usize,
    x: &Tensor,
    output_size: &[Option<i64>],
) -> Result<Tensor> {
    if dims == 1 {
        check_dims("adaptive_avg_pool1d", x)?;
        let size = [Some(1), output_size.first().copied().flatten()];
        return line(x, |x| Ok((adaptive_avg_pool(2, x, &size)?, x.clone())))
            .map(|(mean, _)| mean);
    }
    let name = format!("adaptive_avg_pool{dims}d");
    let (looks, size) = adaptive(&name, dims, x, output_size)?;
    if let Some(&wrong) = size.iter().find(|&&n| n < 0) {
        let all = vec![wrong.to_string(); dims].join(", ");
        return Err(TorchError::runtime(format!(
            "{name}: elements of output_size must be greater than or equal \
             to 0 but received {{{all}}}"
        )));
    }
    if size.iter().all(|&n| n == 1) {
        let last: Dims = (1..=dims as i64).rev().map(|d| -d).collect();
        return x.mean_dim(last, true);
    }
    if !x.dtype().is_floating_point() {
        return Err(not_implemented(&name, x.dtype()));
    }
    means(x, &looks, &ADAPTIVE_AVG[dims - 1], |seen, _| seen as f64)
}

/// The largest numbers of windows that are chosen so that there are so many
/// of them, and where they are:
/// `F.adaptive_max_pool2d(x, output_size, return_indices=True)`.
///
/// # Errors
/// As [`adaptive_avg_pool`].
pub fn adaptive_max_pool(
    dims: usize,
    x: &Tensor,
    output_size: &[Option<i64>],
) -> Result<(Tensor, Tensor)> {
    if dims == 1 {
        check_dims("adaptive_max_pool1d", x)?;
        let size = [Some(1), output_size.first().copied().flatten()];
        return line(x, |x| adaptive_max_pool(2, x, &size));
    }
    let name = format!("adaptive_max_pool{dims}d");
    let (looks, size) = adaptive(&name, dims, x, output_size)?;
    if size.iter().any(|&n| n < 0) {
        return Err(TorchError::Numel);
    }
    if !x.dtype().is_floating_point() {
        return Err(not_implemented(&name, x.dtype()));
    }
    largest(x, &looks, &ADAPTIVE_MAX[dims - 1])
}

fn adaptive(
    name: &str,
    dims: usize,
    x: &Tensor,
    output_size: &[Option<i64>],
) -> Result<(Vec<Looks>, Vec<i64>)> {
    let fail = |sentence: String| Err(TorchError::runtime(sentence));
    let max = name.contains("max");
    if output_size.len() != dims {
        return fail(match max {
            true => format!(
                "{name}(): internal error: output_size.size() must be {dims}"
            ),
            false => format!("{name}: output_size must be {dims}"),
        });
    }
    let size = x.size();
    if size.len() != dims + 1 && size.len() != dims + 2 {
        let colon = if max { ":" } else { "" };
        return fail(format!(
            "{name}(): Expected {}D or {}D tensor, but got{colon} {}",
            dims + 1,
            dims + 2,
            Listed(&size)
        ));
    }
    let first = size.len() - dims;
    if let Some(dim) = (first - 1..size.len()).find(|&d| size[d] == 0) {
        return fail(format!(
            "{name}(): Expected input to have non-zero size for non-batch \
             dimensions, but input has sizes {} with dimension {dim} being \
             empty",
            Listed(&size)
        ));
    }
    let inputs = &size[first..];
    let wanted: Vec<i64> = output_size
        .iter()
        .zip(inputs)
        .map(|(wanted, &n)| wanted.unwrap_or(n as i64))
        .collect();
    let looks = inputs.iter().zip(&wanted).map(|(&n, &wanted)| {
        let wanted = extent(wanted.max(0))?;
        check_allocation(&[wanted], size_of::<Look>())?;
        Ok(Looks::adaptive(n, wanted))
    });
    Ok((looks.collect::<Result<_>>()?, wanted))
}

/// A line is a plane with one row.
fn line(
    x: &Tensor,
    f: impl FnOnce(&Tensor) -> Result<(Tensor, Tensor)>,
) -> Result<(Tensor, Tensor)> {
    let (y, other) = f(&x.unsqueeze(-2)?)?;
    Ok((y.squeeze_dim(-2)?, other.squeeze_dim(-2)?))
}

fn check_dims(name: &str, x: &Tensor) -> Result<()> {
    if (2..=3).contains(&x.ndim()) {
        return Ok(());
    }
    Err(TorchError::runtime(format!(
        "Expected 2 to 3 dimensions, but got {}-dimensional tensor for \
         argument #1 'self' (while checking arguments for {name})",
        x.ndim()
    )))
}

/// What `max_pool1d` says, and no other pool.
fn check_line(name: &str, x: &Tensor, options: &PoolOptions) -> Result<()> {
    let fail = |sentence: String| {
        Err(TorchError::runtime(format!("{name}{sentence}")))
    };
    let size = x.size();
    if !(2..=3).contains(&size.len()) {
        return fail(format!(
            ": Expected 2D or 3D (batch mode) tensor with optional 0 dim \
             batch size for input, but got:{}",
            Listed(&size)
        ));
    }
    let first = |dims: &Dims, or: i64| dims.first().copied().unwrap_or(or);
    let kernel = first(&options.kernel_size, 1);
    let stride = first(&options.stride, kernel);
    let padding = first(&options.padding, 0);
    let dilation = first(&options.dilation, 1);
    if kernel <= 0 {
        return fail(format!(
            "() kernel_size must be greater than zero, but got {kernel}"
        ));
    }
    if stride <= 0 {
        return fail(format!(
            "() stride must be greater than zero, but got {stride}"
        ));
    }
    if padding < 0 {
        return fail(format!(
            "() padding must be non-negative, but got {padding}"
        ));
    }
    if padding > kernel / 2 {
        return fail(format!(
            "() padding should be at most half of kernel size, but got \
             padding={padding} and kernel_size={kernel}"
        ));
    }
    if dilation <= 0 {
        return fail(format!(
            "() dilation must be greater than zero, but got {dilation}"
        ));
    }
    let n = size[size.len() - 1] as i64;
    let output =
        outputs(n, [kernel, stride, padding, dilation], options.ceil_mode);
    if output <= 0 {
        return fail(format!("() Invalid computed output size: {output}"));
    }
    if !x.dtype().is_floating_point() {
        return Err(not_implemented("max_pool1d_impl", x.dtype()));
    }
    Ok(())
}

/// How many windows there are; the last of those that are not full begins
/// inside.
fn outputs(
    input: i64,
    [kernel, stride, padding, dilation]: [i64; 4],
    ceil: bool,
) -> i64 {
    let reach = reach(kernel, dilation);
    let padded = input.saturating_add(padding.saturating_mul(2));
    let room = padded.saturating_sub(reach);
    let more = if ceil { stride - 1 } else { 0 };
    let n = room.saturating_add(more).div_euclid(stride).saturating_add(1);
    let begins = n.saturating_sub(1).saturating_mul(stride);
    if ceil && begins >= input.saturating_add(padding) { n - 1 } else { n }
}

impl PoolOptions {
    /// The same for planes with one row.
    fn of_line(&self) -> Result<PoolOptions> {
        let both = |dims: &Dims, first: i64| match &dims[..] {
            [] => Dims::default(),
            [last, ..] => [first, *last].into(),
        };
        Ok(PoolOptions {
            kernel_size: both(&self.kernel_size, 1),
            stride: both(&self.stride, 1),
            padding: both(&self.padding, 0),
            dilation: both(&self.dilation, 1),
            ..self.clone()
        })
    }

    fn windows(
        &self,
        name: &str,
        dims: usize,
        x: &Tensor,
    ) -> Result<Vec<Window>> {
        let fail = |sentence: String| Err(TorchError::runtime(sentence));
        let words = ["one int", "two ints", "three ints"][dims - 1];
        let all = |what: &str, given: &Dims| {
            each(given, dims).ok_or_else(|| {
                TorchError::runtime(format!(
                    "{name}: {what} must either be a single int, or a tuple \
                     of {words}"
                ))
            })
        };
        let kernel = all("kernel_size", &self.kernel_size)?;
        let stride = match self.stride.is_empty() {
            true => kernel.clone(),
            false => each(&self.stride, dims).ok_or_else(|| {
                TorchError::runtime(format!(
                    "{name}: stride must either be omitted, a single int, or \
                     a tuple of {words}"
                ))
            })?,
        };
        let padding = all("padding", &self.padding)?;
        let dilation = all("dilation", &self.dilation)?;
        let size = x.size();
        let ranks = dims + 1..=dims + 2;
        if !ranks.contains(&size.len()) {
            let count = size.len();
            if name.starts_with("avg") && dims == 2 && count < 3 {
                return Err(TorchError::DimOutOfRange {
                    dim: -3,
                    ndim: count.max(1),
                });
            }
            return fail(match dims {
                2 => "non-empty 3D or 4D (batch mode) tensor expected for \
                      input"
                    .to_owned(),
                _ => format!(
                    "non-empty {}D or {}D (batch mode) tensor expected for \
                     input",
                    dims + 1,
                    dims + 2
                ),
            });
        }
        let first = size.len() - dims;
        if stride.contains(&0) {
            return fail("stride should not be zero".to_owned());
        }
        if let Some(&wrong) = padding.iter().find(|&&n| n < 0) {
            return fail(format!(
                "pad must be non-negative, but got pad: {wrong}"
            ));
        }
        for d in 0..dims {
            let reach = reach(kernel[d], dilation[d]);
            if padding[d] > reach / 2 {
                return fail(format!(
                    "pad should be at most half of effective kernel size, \
                     but got pad={}, kernel_size={} and dilation={}",
                    padding[d], kernel[d], dilation[d]
                ));
            }
        }
        let named = |what: &str, n: &[i64]| {
            let dims = ["T", "H", "W"].into_iter().skip(3 - n.len());
            let each = dims.zip(n).map(|(dim, n)| format!("{what}{dim}: {n}"));
            each.collect::<Vec<_>>().join(" ")
        };
        for (what, n, name) in [
            ("kernel size", &kernel, "k"),
            ("stride", &stride, "d"),
            ("dilation", &dilation, "dilation"),
        ] {
            if n.iter().any(|&n| n <= 0) {
                return fail(format!(
                    "{what} should be greater than zero, but got {}",
                    named(name, n)
                ));
            }
        }
        if size[first - 1..].contains(&0) {
            return fail(format!(
                "Expected {}D or {}D (batch mode) tensor with optional 0 dim \
                 batch size for input, but got:{}",
                dims + 1,
                dims + 2,
                Listed(&size)
            ));
        }
        let input: Vec<i64> =
            size[first..].iter().map(|&n| n as i64).collect();
        let output: Vec<i64> = (0..dims)
            .map(|d| {
                let window = [kernel[d], stride[d], padding[d], dilation[d]];
                outputs(input[d], window, self.ceil_mode)
            })
            .collect();
        if output.iter().any(|&n| n < 1) {
            let by = |n: &[i64]| {
                let channels = size[first - 1] as i64;
                let all = [channels].into_iter().chain(n.iter().copied());
                let all: Vec<String> = all.map(|n| n.to_string()).collect();
                all.join("x")
            };
            return fail(format!(
                "Given input size: ({}). Calculated output size: ({}). \
                 Output size is too small",
                by(&input),
                by(&output)
            ));
        }
        check_allocation(&size[..first], 8)?;
        (0..dims)
            .map(|d| {
                let output = extent(output[d])?;
                check_allocation(&[output], size_of::<Look>())?;
                Ok(Window {
                    input: extent(input[d])?,
                    output,
                    kernel: extent(kernel[d])?,
                    stride: extent(stride[d])?,
                    padding: extent(padding[d])?,
                    dilation: extent(dilation[d])?,
                })
            })
            .collect()
    }
}
