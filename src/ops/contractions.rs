/*!
Products that name which dimensions are multiplied: inner products, the
product of Kronecker, `tensordot` and `einsum`.

Follows [torch.tensordot](https://pytorch.org/docs/stable/generated/torch.tensordot.html)
and [torch.einsum](https://pytorch.org/docs/stable/generated/torch.einsum.html).
All are put together from other operations, as they are in PyTorch: their
derivatives are those of the parts.
*/

use super::reshape::UNSAFE_VIEW;
use super::row::{Args, Row, Value};
use crate::autograd::{Names, Tensor, backward, record};
use crate::tensor::{Dims, Listed, Result, Size, TorchError};

static VDOT: Names = Names::new("VdotBackward0", "VdotBackward0");
static VIEW: Names = Names::new("ViewBackward0", "ViewBackward0");
static KRON: Names = Names::new("UnsafeViewBackward0", "UnsafeViewBackward0");

impl Tensor {
    /// The sum of the products of two vectors: `torch.vdot(x, y)`.
    ///
    /// # Errors
    /// As [`dot`](Tensor::dot).
    pub fn vdot(&self, other: &Tensor) -> Result<Tensor> {
        let product = crate::autograd::no_grad(|| self.dot(other))?;
        let product = product.strided().clone();
        Ok(record(&VDOT, &[self, other], product, |saver| {
            let x = saver.save_for(1, self);
            let y = saver.save_for(0, other);
            backward(move |grad, context| {
                context.pair(
                    || grad.mul(&context.get(y)?),
                    || grad.mul(&context.get(x)?),
                )
            })
        }))
    }

    /// The sums of products along the last dimension of both:
    /// `torch.inner(x, y)`.
    ///
    /// # Errors
    /// `RuntimeError` if the last dimensions differ, or the dtypes.
    pub fn inner(&self, other: &Tensor) -> Result<Tensor> {
        if self.ndim() == 0 || other.ndim() == 0 {
            return self.mul(other);
        }
        let (p, q) = (self.size(), other.size());
        if p[p.len() - 1] != q[q.len() - 1] {
            return Err(TorchError::runtime(format!(
                "inner() the last dimension must match on both input \
                 tensors but got shapes {} and {}",
                Listed(&p),
                Listed(&q)
            )));
        }
        self.tensordot(other, [-1], [-1])
    }

    /// Every element times the whole of another tensor: `torch.kron(x, y)`.
    ///
    /// # Errors
    /// None.
    pub fn kron(&self, other: &Tensor) -> Result<Tensor> {
        let n = self.ndim().max(other.ndim());
        let padded = |x: &Tensor| -> Vec<usize> {
            let size = x.size();
            let ones = std::iter::repeat_n(1, n - size.len());
            ones.chain(size.iter().copied()).collect()
        };
        let (p, q) = (padded(self), padded(other));
        let every = |size: &[usize], first: bool| -> Dims {
            let pair = |&extent: &usize| {
                let extent = extent as i64;
                if first { [extent, 1] } else { [1, extent] }
            };
            size.iter().flat_map(pair).collect()
        };
        let x = self.reshape(every(&p, true))?;
        let y = other.reshape(every(&q, false))?;
        let shape: Size = p.iter().zip(&q).map(|(a, b)| a * b).collect();
        let product = x.mul(&y)?;
        if product.strided().view(&shape).is_none() {
            return product.view(shape);
        }
        product.unsafe_view(&UNSAFE_VIEW, &shape)
    }

    /// The sums of products along dimensions of one and of the other, pair
    /// by pair: `torch.tensordot(x, y, (dims, other_dims))`.
    ///
    /// # Errors
    /// `RuntimeError` if there are not as many dimensions, or they do not
    /// fit, or the dtypes differ; `IndexError` for a dimension that does not
    /// exist.
    pub fn tensordot(
        &self,
        other: &Tensor,
        dims: impl Into<Dims>,
        other_dims: impl Into<Dims>,
    ) -> Result<Tensor> {
        let (dims, other_dims) = (dims.into(), other_dims.into());
        if dims.len() != other_dims.len() {
            return Err(TorchError::runtime(
                "both dimension lists should have same length",
            ));
        }
        if self.dtype() != other.dtype() {
            return Err(TorchError::runtime(
                "both inputs should have same dtype",
            ));
        }
        let (mut x, mut y) = (self.clone(), other.clone());
        let mut folded = 1;
        let (mut mine, mut theirs) = (Vec::new(), Vec::new());
        for (&d, &e) in dims.iter().zip(other_dims.iter()) {
            let (d, e) = (x.strided().wrap_dim(d)?, y.strided().wrap_dim(e)?);
            let (m, n) = (x.size()[d], y.size()[e]);
            if m == 1 {
                y = y.sum_dim_dtype(e as i64, true, y.dtype())?;
            } else if n == 1 {
                x = x.sum_dim_dtype(d as i64, true, x.dtype())?;
            } else if m == n {
                folded *= m as i64;
            } else {
                return Err(TorchError::runtime(format!(
                    "contracted dimensions need to match, but first has \
                     size {m} in dim {} and second has size {n} in dim {}",
                    dims[mine.len()],
                    other_dims[mine.len()]
                )));
            }
            mine.push(d);
            theirs.push(e);
        }
        for dims in [&mine, &theirs] {
            for (i, dim) in dims.iter().enumerate() {
                if dims[..i].contains(dim) {
                    return Err(TorchError::DimRepeated { dim: *dim });
                }
            }
        }
        let rest = |x: &Tensor, gone: &[usize]| -> Vec<usize> {
            (0..x.ndim()).filter(|d| !gone.contains(d)).collect()
        };
        let (left, right) = (rest(&x, &mine), rest(&y, &theirs));
        let extents = |x: &Tensor, dims: &[usize]| -> Vec<i64> {
            dims.iter().map(|&d| x.size()[d] as i64).collect()
        };
        let shape: Vec<i64> =
            [extents(&x, &left), extents(&y, &right)].concat();
        let order = |a: &[usize], b: &[usize]| -> Dims {
            a.iter().chain(b).map(|&d| d as i64).collect()
        };
        let rows: i64 = extents(&x, &left).iter().product();
        let columns: i64 = extents(&y, &right).iter().product();
        let x = x.permute(order(&left, &mine))?.reshape([rows, folded])?;
        let y =
            y.permute(order(&theirs, &right))?.reshape([folded, columns])?;
        if shape.is_empty() {
            let line = |x: Tensor| x.reshape([folded]);
            return line(x)?.dot(&line(y)?)?.view(shape);
        }
        x.mm(&y)?.reshape(shape)
    }
}

/// `torch.tensordot` with a number: so many of the last dimensions of one,
/// and of the first of the other.
fn ends(a: &Tensor, b: &Tensor, n: i64) -> Result<[Dims; 2]> {
    if n < 0 {
        return Err(TorchError::runtime(format!(
            "tensordot expects dims >= 0, but got dims={n}"
        )));
    }
    if n > a.ndim().min(b.ndim()) as i64 {
        return Err(TorchError::runtime(format!(
            "tensordot expects dims < ndim_a or ndim_b, but got dims={n}"
        )));
    }
    Ok([(-n..0).collect(), (0..n).collect()])
}

/// One dimension of an operand: a letter, by its place in the alphabet, or a
/// part of what `...` stands for.
const LETTERS: usize = 52;
const ELLIPSIS: usize = 52;

fn letter(c: char) -> Option<usize> {
    match c {
        'A'..='Z' => Some(c as usize - 'A' as usize),
        'a'..='z' => Some(c as usize - 'a' as usize + 26),
        _ => None,
    }
}

fn name(label: usize) -> char {
    let c =
        if label < 26 { b'A' + label as u8 } else { b'a' + label as u8 - 26 };
    char::from(c)
}

fn invalid(at: usize) -> TorchError {
    TorchError::runtime(format!(
        "einsum(): invalid subscript given at index {at} in the equation \
         string, subscripts must be in [a-zA-Z]"
    ))
}

/// An equation, taken apart: the labels of each operand, and those of the
/// result if there is an arrow.
struct Equation {
    operands: Vec<Vec<usize>>,
    result: Option<Vec<usize>>,
}

impl Equation {
    fn read(text: &str, operands: usize) -> Result<Equation> {
        let arrow = text.find("->");
        let left = &text[..arrow.unwrap_or(text.len())];
        let chars: Vec<char> = left.chars().collect();
        let mut out: Vec<Vec<usize>> = vec![Vec::new()];
        let mut i = 0;
        while i < chars.len() {
            let nr = out.len() - 1;
            let labels = &mut out[nr];
            match chars[i] {
                ' ' => {}
                '.' => {
                    if labels.contains(&ELLIPSIS) {
                        return Err(TorchError::runtime(format!(
                            "einsum(): found '.' for operand {nr} for which \
                             an ellipsis was already found"
                        )));
                    }
                    if chars.get(i + 1..i + 3) != Some(&['.', '.']) {
                        return Err(TorchError::runtime(format!(
                            "einsum(): found '.' for operand {nr} that is \
                             not part of any ellipsis"
                        )));
                    }
                    i += 2;
                    labels.push(ELLIPSIS);
                }
                ',' => {
                    if out.len() >= operands {
                        return Err(TorchError::runtime(
                            "einsum(): fewer operands were provided than \
                             specified in the equation",
                        ));
                    }
                    out.push(Vec::new());
                }
                c => labels.push(letter(c).ok_or_else(|| invalid(i))?),
            }
            i += 1;
        }
        if out.len() < operands {
            return Err(TorchError::runtime(
                "einsum(): more operands were provided than specified in \
                 the equation",
            ));
        }
        let result = match arrow {
            Some(arrow) => Some(Equation::right(text, arrow + 2)?),
            None => None,
        };
        Ok(Equation { operands: out, result })
    }

    fn right(text: &str, start: usize) -> Result<Vec<usize>> {
        let chars: Vec<char> = text.chars().collect();
        let mut labels = Vec::new();
        let mut i = start;
        while i < chars.len() {
            match chars[i] {
                ' ' => {}
                '.' => {
                    if labels.contains(&ELLIPSIS) {
                        return Err(TorchError::runtime(
                            "einsum(): found '.' for output but an ellipsis \
                             (...) was already found",
                        ));
                    }
                    if chars.get(i + 1..i + 3) != Some(&['.', '.']) {
                        return Err(TorchError::runtime(
                            "einsum(): found '.' for output that is not \
                             part of any ellipsis (...)",
                        ));
                    }
                    i += 2;
                    labels.push(ELLIPSIS);
                }
                c => labels.push(letter(c).ok_or_else(|| invalid(i))?),
            }
            i += 1;
        }
        Ok(labels)
    }
}

/// Sums of products of elements whose dimensions have the same letters:
/// `torch.einsum(equation, *operands)`, from left to right.
///
/// # Errors
/// `RuntimeError` if the equation is none, or does not fit the operands;
/// `ValueError` if there are none.
pub fn einsum(equation: &str, operands: &[&Tensor]) -> Result<Tensor> {
    if operands.is_empty() {
        return Err(TorchError::value(
            "einsum(): must specify the equation string and at least one \
             operand, or at least one operand and its subscripts list",
        ));
    }
    let Equation { operands: labels, result } =
        Equation::read(equation, operands.len())?;
    // How many dimensions the ellipsis stands for, at most.
    let mut hidden = 0;
    for (nr, (x, labels)) in operands.iter().zip(&labels).enumerate() {
        let named = labels.iter().filter(|&&l| l != ELLIPSIS).count();
        let more = labels.contains(&ELLIPSIS);
        let n = x.ndim();
        if if more { named > n } else { named != n } {
            let which = if more {
                format!(
                    "is more than the number of dimensions ({n}) for operand \
                     {nr}"
                )
            } else {
                format!(
                    "does not match the number of dimensions ({n}) for \
                     operand {nr} and no ellipsis was given"
                )
            };
            return Err(TorchError::runtime(format!(
                "einsum(): the number of subscripts in the equation ({named}) \
                 {which}"
            )));
        }
        if more {
            hidden = hidden.max(n - named);
        }
    }
    let mut count = [0; LETTERS];
    labels.iter().flatten().filter(|&&l| l < LETTERS).for_each(|&l| {
        count[l] += 1;
    });
    // Where each label stands in what all operands are permuted to.
    let mut place: [Option<usize>; LETTERS] = [None; LETTERS];
    let mut ellipsis_at = 0;
    let mut next = 0;
    let mut shown = false;
    match &result {
        None => {
            // The ellipsis, then what is there once, in order.
            next = hidden;
            shown = true;
            for (label, place) in place.iter_mut().enumerate() {
                if count[label] == 1 {
                    *place = Some(next);
                    next += 1;
                }
            }
        }
        Some(result) => {
            for &label in result {
                if label == ELLIPSIS {
                    ellipsis_at = next;
                    next += hidden;
                    shown = true;
                    continue;
                }
                if place[label].is_some() {
                    return Err(TorchError::runtime(format!(
                        "einsum(): output subscript {} appears more than \
                         once in the output",
                        name(label)
                    )));
                }
                if count[label] == 0 {
                    return Err(TorchError::runtime(format!(
                        "einsum(): output subscript {} does not appear in \
                         the equation for any input operand",
                        name(label)
                    )));
                }
                place[label] = Some(next);
                next += 1;
            }
        }
    }
    let kept = next;
    if !shown {
        ellipsis_at = next;
        next += hidden;
    }
    for (label, place) in place.iter_mut().enumerate() {
        if count[label] > 0 && place.is_none() {
            *place = Some(next);
            next += 1;
        }
    }
    let all = next;
    check_extents(operands, &labels)?;
    let mut ready = Vec::new();
    for (x, labels) in operands.iter().zip(&labels) {
        ready.push(arranged(x, labels, &place, ellipsis_at, hidden, all)?);
    }
    multiplied(ready, kept, all)
}

/// The same letter is the same extent, or 1.
fn check_extents(operands: &[&Tensor], labels: &[Vec<usize>]) -> Result<()> {
    let mut seen = [1; LETTERS];
    for (nr, (x, labels)) in operands.iter().zip(labels).enumerate() {
        let size = x.size();
        let named = labels.iter().filter(|&&l| l != ELLIPSIS).count();
        let mut dim = 0;
        let mut own: [Option<usize>; LETTERS] = [None; LETTERS];
        for &label in labels {
            if label == ELLIPSIS {
                dim += size.len() - named;
                continue;
            }
            let n = size[dim];
            dim += 1;
            if let Some(first) = own[label] {
                if first != n {
                    return Err(TorchError::runtime(format!(
                        "einsum(): subscript {} is repeated for operand {nr} \
                         but the sizes don't match, {n} != {first}",
                        name(label)
                    )));
                }
                continue;
            }
            own[label] = Some(n);
            if n == 1 {
                continue;
            }
            if seen[label] != 1 && seen[label] != n {
                return Err(TorchError::runtime(format!(
                    "einsum(): subscript {} has size {n} for operand {nr} \
                     which does not broadcast with previously seen size {}",
                    name(label),
                    seen[label]
                )));
            }
            seen[label] = n;
        }
    }
    Ok(())
}

/// An operand with a dimension for every label, in the common order; those
/// that it does not have are 1.
fn arranged(
    x: &Tensor,
    labels: &[usize],
    place: &[Option<usize>; LETTERS],
    ellipsis_at: usize,
    hidden: usize,
    all: usize,
) -> Result<Tensor> {
    let named = labels.iter().filter(|&&l| l != ELLIPSIS).count();
    let mut x = x.clone();
    // Which dimension stands at each place of the common order.
    let mut order: Vec<Option<usize>> = vec![None; all];
    let mut own: [Option<usize>; LETTERS] = [None; LETTERS];
    let mut dim = 0;
    for &label in labels {
        if label == ELLIPSIS {
            let n = x.ndim() - (named - repeated(labels, &own, dim));
            let covered = n.min(hidden);
            for i in 0..covered {
                order[ellipsis_at + hidden - covered + i] = Some(dim);
                dim += 1;
            }
            continue;
        }
        if let Some(first) = own[label] {
            // The same letter twice: only where both are the same.
            x = diagonal(&x, first, dim)?;
            continue;
        }
        own[label] = Some(dim);
        if let Some(place) = place[label] {
            order[place] = Some(dim);
        }
        dim += 1;
    }
    for place in order.iter_mut().filter(|place| place.is_none()) {
        *place = Some(x.ndim());
        x = x.unsqueeze(-1)?;
    }
    let order: Dims = order.iter().flatten().map(|&dim| dim as i64).collect();
    x.permute(order)
}

/// How many letters, of those seen so far, were there already: their
/// dimensions are gone.
fn repeated(
    labels: &[usize],
    own: &[Option<usize>; LETTERS],
    dim: usize,
) -> usize {
    let before = labels.iter().position(|&l| l == ELLIPSIS);
    let seen = before.unwrap_or(labels.len());
    let _ = own;
    seen - dim
}

/// What two dimensions have in common stands in the first of them.
fn diagonal(x: &Tensor, first: usize, second: usize) -> Result<Tensor> {
    let n = x.size()[first] as i64;
    let others = (0..x.ndim()).filter(|&d| d != first && d != second);
    let others: Vec<i64> = others.map(|d| d as i64).collect();
    let mut order = others.clone();
    order.extend([first as i64, second as i64]);
    let x = x.permute(order)?;
    let mut shape: Vec<i64> = x.size().iter().map(|&n| n as i64).collect();
    shape.truncate(others.len());
    shape.push(n * n);
    let line = x.reshape(shape)?.slice(-1, None, None, n + 1)?;
    // Back to where the first one was.
    let mut back: Vec<i64> = (0..others.len() as i64).collect();
    back.insert(first, others.len() as i64);
    line.permute(back)
}

/// The operands multiplied from left to right; each dimension behind `kept`
/// is summed as soon as no other operand has it.
fn multiplied(
    operands: Vec<Tensor>,
    kept: usize,
    all: usize,
) -> Result<Tensor> {
    let sized = |x: &Tensor, dim: usize| x.size()[dim] != 1;
    if operands.len() == 1 {
        let x = &operands[0];
        if kept == all {
            return Ok(x.clone());
        }
        let folded: Dims = (kept..all).map(|dim| dim as i64).collect();
        return x.sum_dim(folded, false);
    }
    let mut counts: Vec<usize> = (0..all)
        .map(|dim| operands.iter().filter(|x| sized(x, dim)).count())
        .collect();
    let mut operands = operands.into_iter();
    let mut product = operands.next().expect("there is one");
    for other in operands {
        let (mut a, mut b) = (product, other);
        let (mut of_a, mut of_b, mut both) =
            (Vec::new(), Vec::new(), Vec::new());
        for (dim, count) in counts.iter_mut().enumerate().skip(kept) {
            match (sized(&a, dim), sized(&b, dim)) {
                (true, true) => {
                    *count -= 1;
                    if *count == 1 {
                        both.push(dim);
                        *count = 0;
                    }
                }
                (in_a, in_b) if *count == 1 => {
                    if in_a {
                        of_a.push(dim as i64);
                        *count = 0;
                    } else if in_b {
                        of_b.push(dim as i64);
                        *count = 0;
                    }
                }
                _ => {}
            }
        }
        if !of_a.is_empty() {
            a = a.sum_dim(Dims::from(of_a), true)?;
        }
        if !of_b.is_empty() {
            b = b.sum_dim(Dims::from(of_b), true)?;
        }
        product = if both.is_empty() {
            a.mul(&b)?
        } else {
            summed_products(&a, &b, &both)?
        };
    }
    if kept == all {
        return Ok(product);
    }
    let shape: Vec<i64> =
        product.size()[..kept].iter().map(|&n| n as i64).collect();
    product.view(shape)
}

/// The sums of products along `folded` dimensions, which stay with extent 1:
/// one product of batches of matrices.
fn summed_products(
    a: &Tensor,
    b: &Tensor,
    folded: &[usize],
) -> Result<Tensor> {
    let n = a.ndim();
    let (p, q) = (a.size(), b.size());
    let of = |f: &dyn Fn(usize) -> bool| -> Vec<usize> {
        (0..n).filter(|&d| f(d)).collect()
    };
    let sum = |d: usize| folded.contains(&d);
    let shared = of(&|d| !sum(d) && p[d] != 1 && q[d] != 1);
    let left = of(&|d| !sum(d) && p[d] != 1 && q[d] == 1);
    let right = of(&|d| !sum(d) && p[d] == 1);
    let gone = of(&|d| sum(d));
    let extent = |size: &Size, dims: &[usize]| -> i64 {
        dims.iter().map(|&d| size[d] as i64).product()
    };
    let order = |parts: [&[usize]; 4]| -> Dims {
        parts.iter().flat_map(|p| p.iter()).map(|&d| d as i64).collect()
    };
    let batch = extent(&p, &shared);
    let inner = extent(&p, &gone);
    let x = a.permute(order([&shared, &left, &gone, &right]))?;
    let x = x.reshape([batch, extent(&p, &left), inner])?;
    let y = b.permute(order([&shared, &gone, &right, &left]))?;
    let y = y.reshape([batch, inner, extent(&q, &right)])?;
    let product = x.bmm(&y)?;
    let mut shape: Vec<i64> = Vec::new();
    shape.extend(shared.iter().map(|&d| p[d] as i64));
    shape.extend(left.iter().map(|&d| p[d] as i64));
    shape.extend(gone.iter().map(|_| 1));
    shape.extend(right.iter().map(|&d| q[d] as i64));
    let stands: Vec<usize> = [&shared[..], &left, &gone, &right].concat();
    let back: Dims = (0..n)
        .filter_map(|d| stands.iter().position(|&s| s == d))
        .map(|d| d as i64)
        .collect();
    product.view(shape)?.permute(back)
}

/// `vdot`, in the table.
pub static VDOT_ROW: Row = Row {
    name: "vdot",
    signature: "vdot(input, other)",
    grad_fn: Some(&VDOT),
    call: |a| Ok(a.tensor(0)?.vdot(a.tensor(1)?)?.into()),
    in_place: None,
    examples: |e| vec![vec![e.any(&[3]).into(), e.any(&[3]).into()]],
};

/// `inner`, in the table.
pub static INNER_ROW: Row = Row {
    name: "inner",
    signature: "inner(input, other)",
    grad_fn: Some(&VIEW),
    call: |a| Ok(a.tensor(0)?.inner(a.tensor(1)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), e.any(&[2, 3]).into()],
            vec![e.any(&[]).into(), e.any(&[2]).into()],
        ]
    },
};

/// `kron`, in the table.
pub static KRON_ROW: Row = Row {
    name: "kron",
    signature: "kron(input, other)",
    grad_fn: Some(&KRON),
    call: |a| Ok(a.tensor(0)?.kron(a.tensor(1)?)?.into()),
    in_place: None,
    examples: |e| vec![vec![e.any(&[2, 2]).into(), e.any(&[3]).into()]],
};

/// `tensordot`, in the table.
pub static TENSORDOT_ROW: Row = Row {
    name: "tensordot",
    signature: "tensordot(a, b, dims=2)",
    grad_fn: Some(&VIEW),
    call: |a| {
        let (x, y) = (a.tensor(0)?, a.tensor(1)?);
        let [dims, others] = match a.value(2) {
            Value::Int(n) => ends(x, y, *n)?,
            Value::List(pair) if pair.len() == 2 => {
                let pair = Args(pair);
                [pair.dims(0)?, pair.dims(1)?]
            }
            Value::List(other) => {
                return Err(TorchError::value(match other.len() {
                    n @ (0 | 1) => format!(
                        "not enough values to unpack (expected 2, got {n})"
                    ),
                    _ => "too many values to unpack (expected 2)".to_owned(),
                }));
            }
            _ => ends(x, y, a.int(2)?)?,
        };
        Ok(x.tensordot(y, dims, others)?.into())
    },
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), e.any(&[3, 2]).into(), 1.into()],
            vec![
                e.any(&[2, 3]).into(),
                e.any(&[2, 3, 2]).into(),
                Value::List(vec![Value::from([1, 0]), Value::from([1, 2])]),
            ],
        ]
    },
};

/// `einsum`, in the table.
pub static EINSUM_ROW: Row = Row {
    name: "einsum",
    signature: "einsum(equation, operands)",
    grad_fn: Some(&VIEW),
    call: |a| Ok(einsum(a.str(0)?, &a.tensors(1)?)?.into()),
    in_place: None,
    examples: |e| {
        let mut with = |equation: &str, shapes: &[&[usize]]| {
            let operands: Vec<Tensor> =
                shapes.iter().map(|shape| e.any(shape)).collect();
            vec![equation.into(), operands.into()]
        };
        vec![
            with("ij,jk->ik", &[&[2, 3], &[3, 2]]),
            with("ii->i", &[&[3, 3]]),
            with("...ij,...j", &[&[2, 2, 3], &[3]]),
            with("ij,jk,kl->il", &[&[2, 2], &[2, 2], &[2, 3]]),
            with("bi,bj->bij", &[&[2, 2], &[2, 2]]),
            with("iij->j", &[&[2, 2, 3]]),
        ]
    },
};
