/*!
Convolutions: a small window of weights that moves over every plane.

Follows [torch.nn.functional.conv2d](https://pytorch.org/docs/stable/generated/torch.nn.functional.conv2d.html)
and its neighbours.

A convolution knows three things: a large plane, a small one, and weights.
From any two it makes the third ([`Form`]): the convolution itself makes the
small plane, a transposed one the large plane, and the derivatives of each
are the other two. So all three have derivatives of every order.
*/

use std::rc::Rc;

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2, LinalgScalar};

use super::pad::pad_with;
use super::windows::{OUTSIDE, Window, Windows, crossed, each, extent, reach};
use crate::autograd::{Names, Tensor, backward, record};
use crate::ops::numeric::not_implemented;
use crate::tensor::{
    DType, Dims, Element, Listed, Result, Size, Strided, TorchError,
    check_allocation,
};

static CONVOLUTION: Names =
    Names::new("ConvolutionBackward0", "MkldnnConvolutionBackward");
static TRANSPOSED: Names =
    Names::new("ConvolutionBackward0", "ThnnConvTranspose2DBackward");

/// `padding=`
#[derive(Clone, PartialEq, Debug)]
pub enum Padding {
    /// So many zeros on both sides of each dimension.
    Zeros(Dims),
    /// As many as let the output be as large as the input: `"same"`.
    Same,
    /// None: `"valid"`.
    Valid,
}

impl<D: Into<Dims>> From<D> for Padding {
    fn from(padding: D) -> Padding {
        Padding::Zeros(padding.into())
    }
}

impl Padding {
    /// By Python's name: `"same"`, `"valid"`.
    ///
    /// # Errors
    /// `RuntimeError` for any other.
    pub fn named(name: &str) -> Result<Padding> {
        match name {
            "same" => Ok(Padding::Same),
            "valid" => Ok(Padding::Valid),
            other => Err(TorchError::runtime(format!(
                "Invalid padding string: '{other}'"
            ))),
        }
    }
}

/// The keyword arguments of a convolution. One number stands for all
/// dimensions.
#[derive(Clone, PartialEq, Debug)]
pub struct ConvOptions {
    /// How far windows lie apart.
    pub stride: Dims,
    /// What surrounds the input.
    pub padding: Padding,
    /// How much larger the output of a transposed convolution is than it
    /// must be.
    pub output_padding: Dims,
    /// How far what a window looks at lies apart.
    pub dilation: Dims,
    /// Into how many convolutions beside each other channels are divided.
    pub groups: i64,
}

impl Default for ConvOptions {
    fn default() -> ConvOptions {
        ConvOptions {
            stride: 1.into(),
            padding: 0.into(),
            output_padding: 0.into(),
            dilation: 1.into(),
            groups: 1,
        }
    }
}

impl ConvOptions {
    /// [`ConvOptions::stride`]
    #[must_use]
    pub fn stride(self, stride: impl Into<Dims>) -> ConvOptions {
        ConvOptions { stride: stride.into(), ..self }
    }

    /// [`ConvOptions::padding`]
    #[must_use]
    pub fn padding(self, padding: impl Into<Padding>) -> ConvOptions {
        ConvOptions { padding: padding.into(), ..self }
    }

    /// [`ConvOptions::output_padding`]
    #[must_use]
    pub fn output_padding(self, padding: impl Into<Dims>) -> ConvOptions {
        ConvOptions { output_padding: padding.into(), ..self }
    }

    /// [`ConvOptions::dilation`]
    #[must_use]
    pub fn dilation(self, dilation: impl Into<Dims>) -> ConvOptions {
        ConvOptions { dilation: dilation.into(), ..self }
    }

    /// [`ConvOptions::groups`]
    #[must_use]
    pub fn groups(self, groups: i64) -> ConvOptions {
        ConvOptions { groups, ..self }
    }
}

/// The weighted sums of what windows see, over `dims` dimensions:
/// `F.conv2d(x, weight, bias, …)`, where `dims` is 2. `x` is `(batch,
/// channels, …)` or `(channels, …)`, `weight` `(out, channels / groups, …)`.
///
/// # Errors
/// `RuntimeError` if shapes or dtypes do not fit.
pub fn conv(
    dims: usize,
    x: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    options: &ConvOptions,
) -> Result<Tensor> {
    let name = format!("conv{dims}d");
    batched(&name, dims, x, |x| {
        let options = Checked::new(dims, weight, options)?;
        let mut options = options;
        let x = options.pad(x, weight)?;
        options.check(&x, weight, bias, false)?;
        let geometry = options.geometry(&x, weight)?;
        convolve(geometry, Form::Small, &x, weight, bias)
    })
}

/// The convolution's derivative as a layer, which makes planes larger:
/// `F.conv_transpose2d(x, weight, bias, …)`, where `dims` is 2. `weight` is
/// `(channels, out / groups, …)`.
///
/// # Errors
/// `RuntimeError` if shapes or dtypes do not fit.
pub fn conv_transpose(
    dims: usize,
    x: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    options: &ConvOptions,
) -> Result<Tensor> {
    let name = format!("conv_transpose{dims}d");
    batched(&name, dims, x, |x| {
        let options = Checked::new(dims, weight, options)?;
        options.check(x, weight, bias, true)?;
        let geometry = options.transposed(x, weight)?;
        convolve(geometry, Form::Large, x, weight, bias)
    })
}

/// With a batch of one, if there is none.
pub(super) fn batched(
    name: &str,
    dims: usize,
    x: &Tensor,
    f: impl FnOnce(&Tensor) -> Result<Tensor>,
) -> Result<Tensor> {
    if x.ndim() == dims + 1 {
        return f(&x.unsqueeze(0)?)?.squeeze_dim(0);
    }
    if x.ndim() != dims + 2 {
        return Err(TorchError::runtime(format!(
            "Expected {}D (unbatched) or {}D (batched) input to {name}, but \
             got input of size: {}",
            dims + 1,
            dims + 2,
            Listed(&x.size())
        )));
    }
    f(x)
}

/// Options, one number for every dimension.
struct Checked {
    stride: Vec<i64>,
    padding: Vec<i64>,
    output_padding: Vec<i64>,
    dilation: Vec<i64>,
    groups: i64,
    same: bool,
}

impl Checked {
    fn new(
        dims: usize,
        weight: &Tensor,
        options: &ConvOptions,
    ) -> Result<Checked> {
        let wanted = weight.ndim().saturating_sub(2);
        let all = |name: &str, given: &Dims| {
            let given = match &given[..] {
                [one] => vec![*one; dims],
                all => all.to_vec(),
            };
            each(&given, wanted).ok_or_else(|| {
                TorchError::runtime(format!(
                    "expected {name} to be a single integer value or a list \
                     of {wanted} values to match the convolution \
                     dimensions, but got {name}={}",
                    Listed(&given)
                ))
            })
        };
        let none = Dims::from(0);
        let padding = match &options.padding {
            Padding::Zeros(padding) => padding,
            Padding::Same | Padding::Valid => &none,
        };
        Ok(Checked {
            stride: all("stride", &options.stride)?,
            padding: all("padding", padding)?,
            output_padding: all("output_padding", &options.output_padding)?,
            dilation: all("dilation", &options.dilation)?,
            groups: options.groups,
            same: options.padding == Padding::Same,
        })
    }

    /// Finds out what `"same"` is. What is more on one side than on the
    /// other is put there.
    fn pad(&mut self, x: &Tensor, weight: &Tensor) -> Result<Tensor> {
        if !self.same {
            return Ok(x.clone());
        }
        if self.stride.iter().any(|&stride| stride != 1) {
            return Err(TorchError::runtime(
                "padding='same' is not supported for strided convolutions",
            ));
        }
        let mut more = vec![0; 2 * self.padding.len()];
        let kernel = weight.size();
        for (dim, padding) in self.padding.iter_mut().enumerate() {
            let kernel = kernel[dim + 2] as i64 - 1;
            let all = self.dilation[dim].saturating_mul(kernel);
            *padding = all / 2;
            let last = 2 * (kernel_dims(weight) - 1 - dim);
            more[last + 1] = all - 2 * *padding;
        }
        if more.iter().any(|&n| n != 0) {
            return pad_with(x, more, 0.0.into());
        }
        Ok(x.clone())
    }

    fn check(
        &self,
        x: &Tensor,
        weight: &Tensor,
        bias: Option<&Tensor>,
        transposed: bool,
    ) -> Result<()> {
        let fail = |sentence: String| Err(TorchError::runtime(sentence));
        let (size, kernel) = (x.size(), weight.size());
        if let Some(bias) = bias.filter(|bias| bias.dtype() != x.dtype()) {
            let (x, bias) = (x.dtype().c_name(), bias.dtype().c_name());
            return fail(format!(
                "Input type ({x}) and bias type ({bias}) should be the same"
            ));
        }
        let negative = |n: &[i64]| n.iter().any(|&n| n < 0);
        let none = |n: &[i64]| n.iter().any(|&n| n <= 0);
        for (wrong, sentence) in [
            (negative(&self.padding), "negative padding is not supported"),
            (
                negative(&self.output_padding),
                "negative output_padding is not supported",
            ),
            (none(&self.stride), "non-positive stride is not supported"),
            (none(&self.dilation), "non-positive dilation is not supported"),
            (self.groups <= 0, "non-positive groups is not supported"),
        ] {
            if wrong {
                return fail(sentence.to_owned());
            }
        }
        if kernel.len() != size.len() {
            return fail(format!(
                "Expected {0}-dimensional input for {0}-dimensional weight \
                 {1}, but got {2}-dimensional input of size {3} instead",
                kernel.len(),
                Listed(&kernel),
                size.len(),
                Listed(&size)
            ));
        }
        let groups = self.groups;
        if (kernel[0] as i64) < groups {
            return fail(format!(
                "Given groups={groups}, expected weight to be at least \
                 {groups} at dimension 0, but got weight of size {} instead",
                Listed(&kernel)
            ));
        }
        if kernel[0] as i64 % groups != 0 {
            return fail(format!(
                "Given groups={groups}, expected weight to be divisible by \
                 {groups} at dimension 0, but got weight of size [{}] \
                 instead",
                joined(&kernel)
            ));
        }
        let (channels, out) = match transposed {
            false => ((kernel[1] as i64).saturating_mul(groups), kernel[0]),
            true => (kernel[0] as i64, kernel[1] * groups as usize),
        };
        if size[1] as i64 != channels {
            let given = match transposed {
                false => format!("groups={groups}"),
                true => format!("transposed={groups}"),
            };
            return fail(format!(
                "Given {given}, weight of size {}, expected input{} to have \
                 {channels} channels, but got {} channels instead",
                Listed(&kernel),
                Listed(&size),
                size[1]
            ));
        }
        if let Some(bias) = bias.filter(|bias| bias.size() != [out]) {
            let given = if transposed { "transposed=1, " } else { "" };
            return fail(format!(
                "Given {given}weight of size {}, expected bias to be \
                 1-dimensional with {out} elements, but got bias of size {} \
                 instead",
                Listed(&kernel),
                Listed(&bias.size())
            ));
        }
        if !transposed {
            self.check_reach(&size, &kernel)?;
        }
        if x.dtype() != weight.dtype() {
            let (a, b) =
                (x.dtype().scalar_type(), weight.dtype().scalar_type());
            // Its fast kernels are for float32 only, and say more.
            let more = match x.dtype() {
                DType::Float32 => {
                    " or input should be a MKLDNN tensor and weight is a \
                     dense tensor"
                }
                _ => "",
            };
            return fail(format!(
                "Input type (torch.{a}Tensor) and weight type \
                 (torch.{b}Tensor) should be the same{more}"
            ));
        }
        match x.dtype() {
            DType::Bool => {
                Err(not_implemented("slow_conv2d_cpu", DType::Bool))
            }
            _ => Ok(()),
        }
    }

    /// A window must fit.
    fn check_reach(&self, size: &Size, kernel: &Size) -> Result<()> {
        let dims = 0..self.padding.len();
        let padded: Vec<i64> = dims
            .clone()
            .map(|d| {
                let both = self.padding[d].saturating_mul(2);
                both.saturating_add(size[d + 2] as i64)
            })
            .collect();
        let reach: Vec<i64> = dims
            .map(|d| reach(kernel[d + 2] as i64, self.dilation[d]))
            .collect();
        if padded.iter().zip(&reach).all(|(padded, reach)| padded >= reach) {
            return Ok(());
        }
        Err(TorchError::runtime(format!(
            "Calculated padded input size per channel: ({}). Kernel size: \
             ({}). Kernel size can't be greater than actual input size",
            crossed(padded),
            crossed(reach)
        )))
    }

    fn window(
        &self,
        dim: usize,
        input: usize,
        output: usize,
        kernel: usize,
    ) -> Result<Window> {
        Ok(Window {
            input,
            output,
            kernel,
            stride: extent(self.stride[dim])?,
            padding: extent(self.padding[dim])?,
            dilation: extent(self.dilation[dim])?,
        })
    }

    fn geometry(&self, x: &Tensor, weight: &Tensor) -> Result<Rc<Geometry>> {
        let (size, kernel) = (x.size(), weight.size());
        let windows = (0..self.padding.len()).map(|d| {
            let (input, kernel) = (size[d + 2], kernel[d + 2]);
            let room = (self.padding[d].saturating_mul(2))
                .saturating_add(input as i64)
                .saturating_sub(reach(kernel as i64, self.dilation[d]));
            let output = extent(room / self.stride[d] + 1)?;
            self.window(d, input, output, kernel)
        });
        let windows = Windows(windows.collect::<Result<_>>()?);
        let channels = [size[1], kernel[0]];
        Geometry::new(size[0], self.groups, channels, windows)
    }

    /// The small plane is the input.
    fn transposed(&self, x: &Tensor, weight: &Tensor) -> Result<Rc<Geometry>> {
        let (size, kernel) = (x.size(), weight.size());
        let dims = self.padding.len();
        let more = |d: usize| {
            let (stride, dilation) = (self.stride[d], self.dilation[d]);
            self.output_padding[d] >= stride.max(dilation)
        };
        if (0..dims).any(more) {
            let all = |name: &str, n: &[i64]| {
                let names: &[&str] = match dims {
                    3 => &["depth", "height", "width"],
                    _ => &["height", "width"],
                };
                let n = match n {
                    [width] => vec![
                        if name == "output_padding" { 0 } else { 1 },
                        *width,
                    ],
                    all => all.to_vec(),
                };
                let each = names.iter().zip(n);
                each.map(|(dim, n)| format!("{name}_{dim}: {n}"))
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            return Err(TorchError::runtime(format!(
                "output padding must be smaller than either stride or \
                 dilation, but got {} {} {}",
                all("output_padding", &self.output_padding),
                all("stride", &self.stride),
                all("dilation", &self.dilation)
            )));
        }
        let mut windows = Vec::new();
        for d in 0..dims {
            let (output, kernel) = (size[d + 2], kernel[d + 2]);
            let steps = (output as i64 - 1).saturating_mul(self.stride[d]);
            let input = steps
                .saturating_sub(self.padding[d].saturating_mul(2))
                .saturating_add(reach(kernel as i64, self.dilation[d]))
                .saturating_add(self.output_padding[d]);
            if input <= 0 {
                return Err(TorchError::runtime(
                    "could not construct a memory descriptor using a format \
                     tag",
                ));
            }
            windows.push(self.window(d, extent(input)?, output, kernel)?);
        }
        let channels = [kernel[1] * self.groups as usize, size[1]];
        Geometry::new(size[0], self.groups, channels, Windows(windows))
    }
}

fn kernel_dims(weight: &Tensor) -> usize {
    weight.ndim() - 2
}

fn joined(size: &Size) -> String {
    let extents: Vec<String> = size.iter().map(usize::to_string).collect();
    extents.join(", ")
}

/// Which of the three is made of the other two, in this order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    /// Of the large plane and the weights: a convolution.
    Small,
    /// Of the small plane and the weights: a transposed one.
    Large,
    /// Of the large plane and the small one.
    Weight,
}

/// How the planes and the weights lie to each other.
#[derive(Debug)]
struct Geometry {
    batch: usize,
    groups: usize,
    /// Of the large plane and of the small one, in each group.
    channels: [usize; 2],
    windows: Windows,
    places: Vec<usize>,
}

impl Geometry {
    fn new(
        batch: usize,
        groups: i64,
        channels: [usize; 2],
        windows: Windows,
    ) -> Result<Rc<Geometry>> {
        let groups = extent(groups)?;
        let channels = channels.map(|n| n / groups);
        let places = windows.places()?;
        Ok(Rc::new(Geometry { batch, groups, channels, windows, places }))
    }

    fn size(&self, form: Form) -> Size {
        let [large, small] = self.channels;
        let dims = self.windows.0.iter();
        let (first, rest): (_, Vec<usize>) = match form {
            Form::Small => (
                [self.batch, self.groups * small],
                dims.map(|dim| dim.output).collect(),
            ),
            Form::Large => (
                [self.batch, self.groups * large],
                dims.map(|dim| dim.input).collect(),
            ),
            Form::Weight => (
                [self.groups * small, large],
                dims.map(|dim| dim.kernel).collect(),
            ),
        };
        Size::new(&[&first[..], &rest].concat())
    }

    /// The third, of the other two in row order.
    fn compute<T: Element + LinalgScalar>(
        &self,
        form: Form,
        a: &[T],
        b: &[T],
        out: &mut [T],
    ) {
        let [large, small] = self.channels;
        let (inputs, outputs) =
            (self.windows.inputs(), self.windows.outputs());
        let depth = large * self.windows.kernels();
        let (one, zero) = (T::one(), T::zero());
        let mut columns = vec![zero; depth * outputs];
        for n in 0..self.batch {
            for group in 0..self.groups {
                let at = n * self.groups + group;
                let x = at * large * inputs..(at + 1) * large * inputs;
                let y = at * small * outputs..(at + 1) * small * outputs;
                let w = group * small * depth..(group + 1) * small * depth;
                match form {
                    Form::Small => {
                        self.gather(&a[x], &mut columns);
                        let w = matrix(small, depth, &b[w]);
                        let columns = matrix(depth, outputs, &columns);
                        let mut y = matrix_mut(small, outputs, &mut out[y]);
                        general_mat_mul(one, &w, &columns, zero, &mut y);
                    }
                    Form::Large => {
                        let w = matrix(small, depth, &b[w]);
                        let y = matrix(small, outputs, &a[y]);
                        let mut all = matrix_mut(depth, outputs, &mut columns);
                        general_mat_mul(one, &w.t(), &y, zero, &mut all);
                        self.scatter(&columns, &mut out[x]);
                    }
                    Form::Weight => {
                        self.gather(&a[x], &mut columns);
                        let y = matrix(small, outputs, &b[y]);
                        let columns = matrix(depth, outputs, &columns);
                        let mut w = matrix_mut(small, depth, &mut out[w]);
                        general_mat_mul(one, &y, &columns.t(), one, &mut w);
                    }
                }
            }
        }
    }

    /// What each window sees of each channel, as a column.
    fn gather<T: LinalgScalar>(&self, x: &[T], columns: &mut [T]) {
        let inputs = self.windows.inputs();
        let of_channel = columns.chunks_exact_mut(self.places.len());
        for (channel, columns) in of_channel.enumerate() {
            let x = &x[channel * inputs..][..inputs];
            for (column, &place) in columns.iter_mut().zip(&self.places) {
                *column = if place == OUTSIDE { T::zero() } else { x[place] };
            }
        }
    }

    /// Adds each column to what its window sees.
    fn scatter<T: LinalgScalar>(&self, columns: &[T], x: &mut [T]) {
        let inputs = self.windows.inputs();
        let of_channel = columns.chunks_exact(self.places.len());
        for (channel, columns) in of_channel.enumerate() {
            let x = &mut x[channel * inputs..][..inputs];
            for (&column, &place) in columns.iter().zip(&self.places) {
                if place != OUTSIDE {
                    x[place] = x[place] + column;
                }
            }
        }
    }

    fn product(&self, form: Form, a: &Tensor, b: &Tensor) -> Result<Strided> {
        let size = self.size(form);
        check_allocation(&size, a.dtype().itemsize())?;
        let each =
            [self.channels[0], self.windows.kernels(), self.windows.outputs()];
        check_allocation(&each, a.dtype().itemsize())?;
        if a.numel() == 0 || b.numel() == 0 {
            return Strided::full(size, 0, a.dtype());
        }
        match a.dtype() {
            DType::Float32 => {
                let mut out = vec![0.0; size.numel()];
                let (a, b) = (a.to_vec::<f32>()?, b.to_vec()?);
                self.compute(form, &a, &b, &mut out);
                Ok(Strided::new(out, size))
            }
            // Integers are exact in float64 as far as anybody counts.
            dtype => {
                let [a, b] = [a, b].map(|x| {
                    let x = x.strided().to_dtype(DType::Float64)?;
                    x.to_vec::<f64>()
                });
                let mut out = vec![0.0; size.numel()];
                self.compute(form, &a?, &b?, &mut out);
                Strided::new(out, size).to_dtype(dtype)
            }
        }
    }
}

fn matrix<T>(rows: usize, columns: usize, x: &[T]) -> ArrayView2<'_, T> {
    let matrix = ArrayView2::from_shape((rows, columns), x);
    matrix.expect("the memory was made for this shape")
}

fn matrix_mut<T>(
    rows: usize,
    columns: usize,
    x: &mut [T],
) -> ArrayViewMut2<'_, T> {
    let matrix = ArrayViewMut2::from_shape((rows, columns), x);
    matrix.expect("the memory was made for this shape")
}

/// The third of the other two, plus a number for each channel.
fn convolve(
    geometry: Rc<Geometry>,
    form: Form,
    a: &Tensor,
    b: &Tensor,
    bias: Option<&Tensor>,
) -> Result<Tensor> {
    let product = geometry.product(form, a, b)?;
    let product = match bias {
        Some(bias) => {
            let mut shape = vec![1; product.ndim()];
            shape[1] = bias.numel();
            let bias = bias.strided().contiguous()?.view(&Size::new(&shape));
            let bias = bias.expect("a vector in any shape");
            crate::ops::arithmetic::plus(&product, &bias)?
        }
        None => product,
    };
    let names = match form {
        Form::Large => &TRANSPOSED,
        Form::Small | Form::Weight => &CONVOLUTION,
    };
    let mut inputs = vec![a, b];
    inputs.extend(bias);
    Ok(record(names, &inputs, product, |saver| {
        let has_bias = bias.is_some();
        let saved = [saver.save(a), saver.save(b)];
        backward(move |grad, context| {
            let [a, b] = saved.map(|saved| context.get(saved));
            let (a, b) = (a?, b?);
            let third = |form, a: &Tensor, b: &Tensor| {
                convolve(Rc::clone(&geometry), form, a, b, None)
            };
            let mut grads = match form {
                Form::Small => context.pair(
                    || third(Form::Large, grad, &b),
                    || third(Form::Weight, &a, grad),
                ),
                Form::Large => context.pair(
                    || third(Form::Small, grad, &b),
                    || third(Form::Weight, grad, &a),
                ),
                Form::Weight => context.pair(
                    || third(Form::Large, &b, grad),
                    || third(Form::Small, &a, grad),
                ),
            }?;
            if has_bias {
                grads.push(context.only_if(2, || {
                    let dims = (0..grad.ndim() as i64).filter(|&d| d != 1);
                    grad.sum_dim(dims.collect::<Dims>(), false)
                })?);
            }
            Ok(grads)
        })
    }))
}
