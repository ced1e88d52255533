/*!
The dot product, and the rule that autograd follows back through it.

Follows [torch.dot](https://pytorch.org/docs/stable/generated/torch.dot.html).
*/

use super::{Chapter, Listing};
use crate::autograd::{Names, backward, record};
use crate::ops::Row;
use crate::prelude::*;
use crate::tensor::{Listed, products};

static DOT: Names = Names::new("DotBackward0", "DotBackward");

impl Tensor {
    /// The sum of the products of two vectors: `torch.dot(a, b)`.
    ///
    /// # Errors
    /// `RuntimeError` if they are not vectors of one length and dtype,
    /// `NotImplementedError` for bools.
    // ANCHOR: rule
    pub fn dot(&self, other: &Tensor) -> Result<Tensor> {
        check_vectors(self, other)?;
        let sum = products::dot(&self.strided(), &other.strided())?;
        Ok(record(&DOT, &[self, other], sum, |saver| {
            // Each is kept for the gradient of the other.
            let a = saver.save_for(1, self);
            let b = saver.save_for(0, other);
            backward(move |grad, context| {
                context.pair(
                    || grad.mul(&context.get(b)?),
                    || grad.mul(&context.get(a)?),
                )
            })
        }))
    }
    // ANCHOR_END: rule
}

/// Says what PyTorch says of anything but two vectors that fit.
fn check_vectors(a: &Tensor, b: &Tensor) -> Result<()> {
    let (ndim_a, ndim_b) = (a.ndim(), b.ndim());
    if ndim_a != 1 || ndim_b != 1 {
        let (name, ndim) =
            if ndim_a == 1 { ("tensor", ndim_b) } else { ("self", ndim_a) };
        return Err(TorchError::runtime(format!(
            "1D tensors expected, but got {ndim_a}D and {ndim_b}D tensors"
        ))
        .in_the_notes(format!(
            "dot: Expected 1-D argument {name}, but got {ndim}-D"
        )));
    }
    let kind = |x: &Tensor| x.dtype().scalar_type();
    if a.dtype() != b.dtype() {
        let (a, b) = (kind(a), kind(b));
        return Err(TorchError::runtime(format!(
            "dot : expected both vectors to have same dtype, but found {a} \
             and {b}"
        ))
        .in_the_notes(format!(
            "Expected object of scalar type {a} but got scalar type {b} for \
             argument #2 'tensor'"
        )));
    }
    let (n, m) = (a.numel(), b.numel());
    if n != m {
        return Err(TorchError::runtime(format!(
            "inconsistent tensor size, expected tensor {} and src {} to have \
             the same number of elements, but got {n} and {m} elements \
             respectively",
            Listed(&a.size()),
            Listed(&b.size())
        )));
    }
    Ok(())
}

/// `dot`, in the table.
pub static DOT_ROW: Row = Row {
    name: "dot",
    signature: "dot(input, tensor)",
    grad_fn: Some(&DOT),
    call: |a| Ok(a.tensor(0)?.dot(a.tensor(1)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[3]).into(), e.any(&[3]).into()],
            vec![e.any(&[20]).into(), e.any(&[20]).into()],
        ]
    },
};

/// Its page.
pub const CHAPTER: Chapter = Chapter {
    name: "autograd",
    title: "Gradients that find their own way",
    summary: "What PyTorch writes down while you compute, and how backward \
              reads it.",
    listings: LISTINGS,
};

const LISTINGS: &[Listing] = listings![
    dot,
    by_hand,
    two_rules,
    leaf,
    order,
    accumulates,
    retain_grad,
    integers,
    not_a_scalar,
    no_record,
    leaf_in_place,
    changed_after_saving,
    second_derivative,
    one_step,
    not_in_place,
    names,
];

fn dot() -> Result<()> {
    // ANCHOR: dot
    let a = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    let b = tensor([2.0, 3.0, 4.0]).requires_grad_(true)?;
    print(&a);
    print(&b);
    let f = a.dot(&b)?;
    print(&f);
    f.backward()?;
    print(a.grad());
    print(b.grad());
    print(f.grad());
    draw(&f, &[("a", &a), ("b", &b), ("f", &f)])?;
    // ANCHOR_END: dot
    Ok(())
}

fn by_hand() -> Result<()> {
    // ANCHOR: by_hand
    let a = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    let b = tensor([2.0, 3.0, 4.0]).requires_grad_(true)?;
    let products = &a * &b;
    let f = products.sum()?;
    print(&products);
    print(&f);
    f.backward()?;
    print(a.grad());
    print(b.grad());
    // ANCHOR_END: by_hand
    Ok(())
}

fn two_rules() -> Result<()> {
    // ANCHOR: two_rules
    let x = tensor(3.0).requires_grad_(true)?;
    let y = tensor(4.0).requires_grad_(true)?;
    (&x + &y).backward_with(&tensor(10.0))?;
    print(x.grad());
    print(y.grad());

    let x = tensor(3.0).requires_grad_(true)?;
    let y = tensor(4.0).requires_grad_(true)?;
    (&x * &y).backward_with(&tensor(10.0))?;
    print(x.grad());
    print(y.grad());
    // ANCHOR_END: two_rules
    Ok(())
}

fn leaf() -> Result<()> {
    // ANCHOR: leaf
    let a = tensor([1.0, 2.0]).requires_grad_(true)?;
    let f = a.exp()?.sum()?;
    print(a.is_leaf());
    print(a.grad_fn());
    print(f.is_leaf());
    print(f.grad_fn().map(|node| node.name()));
    // ANCHOR_END: leaf
    Ok(())
}

fn order() -> Result<()> {
    // ANCHOR: order
    let x = tensor(1.0).requires_grad_(true)?;
    let (big, minus, one) = (&x * 1e8, &x * -1e8, &x * 1.0);
    (big + minus + one).backward()?;
    print(x.grad());

    let x = tensor(1.0).requires_grad_(true)?;
    let (one, minus, big) = (&x * 1.0, &x * -1e8, &x * 1e8);
    (big + minus + one).backward()?;
    print(x.grad());
    // ANCHOR_END: order
    Ok(())
}

fn accumulates() -> Result<()> {
    // ANCHOR: accumulates
    let a = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    a.dot(&a)?.backward()?;
    print(a.grad());
    a.dot(&a)?.backward()?;
    print(a.grad());
    // ANCHOR_END: accumulates
    Ok(())
}

fn retain_grad() -> Result<()> {
    // ANCHOR: retain_grad
    let a = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    let squares = &a * &a;
    squares.retain_grad()?;
    squares.sum()?.backward()?;
    print(squares.grad());
    print(a.grad());
    // ANCHOR_END: retain_grad
    Ok(())
}

fn integers() -> Result<()> {
    // ANCHOR: integers
    tensor_with([1, 2, 3], int64.requires_grad(true))?;
    // ANCHOR_END: integers
    Ok(())
}

fn not_a_scalar() -> Result<()> {
    // ANCHOR: not_a_scalar
    let a = tensor([1.0, 2.0]).requires_grad_(true)?;
    if let Err(error) = (&a * &a).backward() {
        print(error);
    }
    (&a * &a).backward_with(&tensor([1.0, 10.0]))?;
    print(a.grad());
    // ANCHOR_END: not_a_scalar
    Ok(())
}

fn no_record() -> Result<()> {
    // ANCHOR: no_record
    let a = tensor([1.0, 2.0]).requires_grad_(true)?;
    print(no_grad(|| a.sum())?);
    print(a.detach()?);
    a.detach()?.sum()?.backward()?;
    // ANCHOR_END: no_record
    Ok(())
}

fn leaf_in_place() -> Result<()> {
    // ANCHOR: leaf_in_place
    let a = tensor([1.0, 2.0]).requires_grad_(true)?;
    a.add_(1.0)?;
    // ANCHOR_END: leaf_in_place
    Ok(())
}

fn changed_after_saving() -> Result<()> {
    // ANCHOR: changed_after_saving
    let a = tensor([1.0, 2.0]).requires_grad_(true)?;
    let e = a.exp()?;
    let f = e.sum()?;
    e.add_(1.0)?;
    f.backward()?;
    // ANCHOR_END: changed_after_saving
    Ok(())
}

fn second_derivative() -> Result<()> {
    // ANCHOR: second_derivative
    let x = tensor(3.0).requires_grad_(true)?;
    let y = x.pow(3)?;
    let create_graph = BackwardOptions::create_graph();
    let [first] = grad([&y], [&x], create_graph)?;
    print(&first);
    let [second] = grad([&first], [&x], Default::default())?;
    print(&second);
    // ANCHOR_END: second_derivative
    Ok(())
}

fn one_step() -> Result<()> {
    // ANCHOR: one_step
    let w = tensor(4.0).requires_grad_(true)?;
    for _ in 0..2 {
        w.set_grad(None);
        (&w * &w).backward()?;
        let grad = w.grad().unwrap();
        no_grad(|| w.sub_(&(0.1 * grad)))?;
        print(&w);
    }
    // ANCHOR_END: one_step
    Ok(())
}

fn not_in_place() -> Result<()> {
    // ANCHOR: not_in_place
    let a = tensor([0.0, 0.0]).requires_grad_(true)?;
    let e = a.exp()?;
    let f = e.sum()?;
    let e = e + 1.0;
    f.backward()?;
    print(&e);
    print(a.grad());
    // ANCHOR_END: not_in_place
    Ok(())
}

fn names() -> Result<()> {
    // ANCHOR: names
    let a = tensor([1.0, 2.0]).requires_grad_(true)?;
    print(a.dot(&a)?);
    print(a.exp()?);
    print(-&a);
    print(&a + &a);
    print(a.max()?);
    // ANCHOR_END: names
    Ok(())
}
