/*!
Borders around a tensor.

Follows [torch.nn.functional.pad](https://pytorch.org/docs/stable/generated/torch.nn.functional.pad.html).
*/

use super::linear_map::{Map, Maps};
use super::windows::extent;
use crate::autograd::{Names, Tensor, backward1, record};
use crate::ops::create::shape_of;
use crate::tensor::{
    Dims, ErrorClass, Listed, Result, Scalar, Size, Strided, TorchError,
};

static CONSTANT: Names =
    Names::new("ConstantPadNdBackward0", "ConstantPadNdBackward");
static CIRCULAR: Names = Names::new("CopySlices", "CatBackward");
static REFLECT: [Names; 3] = [
    Names::new("ReflectionPad1DBackward0", "ReflectionPad1DBackward"),
    Names::new("ReflectionPad2DBackward0", "ReflectionPad2DBackward"),
    Names::new("ReflectionPad3DBackward0", "ReflectionPad3DBackward"),
];
static REPLICATE: [Names; 3] = [
    Names::new("ReplicationPad1DBackward0", "ReplicationPad1DBackward"),
    Names::new("ReplicationPad2DBackward0", "ReplicationPad2DBackward"),
    Names::new("ReplicationPad3DBackward0", "ReplicationPad3DBackward"),
];

/// What a border is made of: `mode=`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
    Reflect,
    Replicate,
    Circular,
}

/// Borders of the last dimensions, of the last one first, before and after
/// it: `F.pad(x, pad, mode, value)`. The mode is `"constant"`, `"reflect"`,
/// `"replicate"` or `"circular"`; a value is for the first only. What is
/// negative cuts off.
///
/// # Errors
/// `RuntimeError` if the borders do not fit, `NotImplementedError` for a mode
/// that there is not, or not for this many dimensions.
pub fn pad(
    x: &Tensor,
    pad: impl Into<Dims>,
    mode: &str,
    value: Option<Scalar>,
) -> Result<Tensor> {
    let pad = pad.into();
    let (n, ndim) = (pad.len(), x.ndim());
    if n % 2 != 0 {
        return Err(TorchError::runtime(
            "Padding length must be divisible by 2",
        ));
    }
    if n > 2 * ndim {
        return Err(TorchError::runtime(format!(
            "Padding length should be less than or equal to two times the \
             input dimension but got padding length {n} and input of \
             dimension {ndim}"
        )));
    }
    if mode == "constant" {
        let value = value.unwrap_or(Scalar::Float(0.0));
        return pad_with(x, pad.to_vec(), value);
    }
    if value.is_some_and(|value| value.to_f64() != 0.0) {
        return Err(TorchError::runtime(format!(
            "Padding mode \"{mode}\" doesn't take in value argument"
        )));
    }
    let mode = match mode {
        "reflect" => Mode::Reflect,
        "replicate" => Mode::Replicate,
        "circular" => Mode::Circular,
        other => {
            return Err(TorchError::said(
                ErrorClass::NotImplemented,
                format!("Unrecognised padding mode {other}"),
            ));
        }
    };
    let dims = n / 2;
    let fits =
        (1..=3).contains(&dims) && (dims + 1..=dims + 2).contains(&ndim);
    if !fits {
        return Err(TorchError::said(
            ErrorClass::NotImplemented,
            format!(
                "Padding size {n} is not supported for {ndim}D input \
                 tensor.\nSupported combinations for non-constant \
                 padding:\n  - 2D or 3D input: padding size = 2 (pads last \
                 dimension)\n  - 3D or 4D input: padding size = 4 (pads \
                 last 2 dimensions)\n  - 4D or 5D input: padding size = 6 \
                 (pads last 3 dimensions)"
            ),
        ));
    }
    around(x, &pad, mode)
}

/// Borders of one number.
///
/// # Errors
/// `RuntimeError` if more is cut off than there is.
pub(super) fn pad_with(
    x: &Tensor,
    pad: Vec<i64>,
    value: Scalar,
) -> Result<Tensor> {
    let size = x.size();
    let mut dims = Dims::from(&size).to_vec();
    let borders = |pad: &[i64], dim: usize| {
        let nr = 2 * (size.len() - 1 - dim);
        match pad.get(nr..nr + 2) {
            Some(&[before, after]) => (before, after),
            _ => (0, 0),
        }
    };
    let mut source = x.strided().clone();
    for dim in 0..size.len() {
        let (before, after) = borders(&pad, dim);
        dims[dim] = dims[dim].saturating_add(before).saturating_add(after);
        let cut = [before, after].map(|n| n.min(0).saturating_neg());
        let left =
            (size[dim] as i64).saturating_sub(cut[0]).saturating_sub(cut[1]);
        if left < 0 {
            return Err(TorchError::runtime(
                "narrow(): length must be non-negative.",
            ));
        }
        source = source.slice(dim, extent(cut[0])?, extent(left)?, 1);
    }
    let shape = shape_of(&dims.into())?;
    let out = Strided::full(shape, value, x.dtype())?;
    let mut place = out.clone();
    for (dim, &length) in source.shape().iter().enumerate() {
        let before = extent(borders(&pad, dim).0.max(0))?;
        place = place.slice(dim, before, length, 1);
    }
    if source.numel() > 0 {
        place.copy_from(&source)?;
    }
    // Nobody has seen the memory before.
    let out = out.with_fresh_version();
    Ok(record(&CONSTANT, &[x], out, |_| {
        let back: Vec<i64> = pad.iter().map(|&n| n.saturating_neg()).collect();
        backward1(move |grad, _| pad_with(grad, back.clone(), 0.0.into()))
    }))
}

/// Borders made of what lies near them, or at the other end.
fn around(x: &Tensor, pad: &Dims, mode: Mode) -> Result<Tensor> {
    let size = x.size();
    let dims = pad.len() / 2;
    let first = size.len() - dims;
    if mode != Mode::Circular && size[first - 1..].contains(&0) {
        return Err(TorchError::runtime(format!(
            "Expected {}D or {}D (batch mode) tensor with possibly 0 batch \
             size and other non-zero dimensions for input, but got: {}",
            dims + 1,
            dims + 2,
            Listed(&size)
        )));
    }
    let mut maps = Vec::new();
    for dim in first..size.len() {
        let nr = 2 * (size.len() - 1 - dim);
        let (before, after) = (pad[nr], pad[nr + 1]);
        check(&size, dim, dims, (before, after), nr, mode)?;
        maps.push(border(size[dim], (before, after), mode)?);
    }
    let names = match mode {
        Mode::Reflect => &REFLECT[dims - 1],
        Mode::Replicate => &REPLICATE[dims - 1],
        Mode::Circular => &CIRCULAR,
    };
    Maps::each_dim(maps, size).apply(names, x)
}

fn check(
    size: &Size,
    dim: usize,
    dims: usize,
    (before, after): (i64, i64),
    nr: usize,
    mode: Mode,
) -> Result<()> {
    let n = size[dim] as i64;
    let fail = |sentence: String| Err(TorchError::runtime(sentence));
    let new = n.saturating_add(before).saturating_add(after);
    // Nothing is left that could be repeated.
    let left = n.saturating_add(before.min(0)).saturating_add(after.min(0));
    let none = left <= 0 && new > 0;
    match mode {
        Mode::Reflect if before >= n || after >= n => fail(format!(
            "Argument #{}: Padding size should be less than the \
             corresponding input dimension, but got: padding ({before}, \
             {after}) at dimension {dim} of input {}",
            nr + 4,
            Listed(size)
        )),
        Mode::Circular if before > n || after > n || none => fail(
            "Padding value causes wrapping around more than once.".to_owned(),
        ),
        Mode::Circular if new < 0 => fail(
            "Negative padding value is resulting in an empty dimension"
                .to_owned(),
        ),
        Mode::Replicate | Mode::Reflect if new < 1 => {
            let name = ["W", "H", "D"][nr / 2];
            let all = (0..dims).rev().map(|nr| {
                let extent = size[size.len() - 1 - nr];
                format!("{}: {extent}", ["W", "H", "D"][nr])
            });
            let all: Vec<String> = all.collect();
            fail(format!(
                "input ({}) is too small. Calculated output {name}: {new}",
                all.join(", ")
            ))
        }
        _ => Ok(()),
    }
}

/// Where each number of a dimension with its borders comes from.
fn border(n: usize, (before, after): (i64, i64), mode: Mode) -> Result<Map> {
    let n = n as i64;
    let new = n.saturating_add(before).saturating_add(after);
    crate::tensor::check_allocation(&[extent(new)?], 16)?;
    let mut map = Map::new(n as usize);
    for i in 0..new {
        let at = i - before;
        let at = match mode {
            Mode::Replicate => at.clamp(0, n - 1),
            Mode::Circular => {
                // What is cut off does not come again.
                let first = -before.min(0);
                first + (at - first).rem_euclid(n - first + after.min(0))
            }
            Mode::Reflect if at < 0 => -at,
            Mode::Reflect if at >= n => 2 * (n - 1) - at,
            Mode::Reflect => at,
        };
        map.sum([extent(at)?]);
    }
    Ok(map)
}
