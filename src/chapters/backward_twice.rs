/*!
A second backward through the same graph: what keeps it possible, and which
operations never stood in its way.

Follows [Tensor.backward](https://pytorch.org/docs/stable/generated/torch.Tensor.backward.html).
What is freed, and when, is the engine's: see
[`BackwardOptions`].
*/

use super::{Chapter, Listing};
use crate::ops::{Args, Row, Value};
use crate::prelude::*;

impl Tensor {
    /// [`backward`](Tensor::backward) that keeps what the derivatives need,
    /// for another one: `f.backward(retain_graph=True)`.
    ///
    /// # Errors
    /// As [`backward`](Tensor::backward).
    pub fn backward_retain(&self) -> Result<()> {
        self.backward_options(None, BackwardOptions::retain_graph())
    }
}

/// Whether an operation of the table allows a second backward: its derivative
/// needs nothing that the first one frees.
///
/// # Errors
/// What the operation says to these arguments; what backward says, unless it
/// is that the saved tensors are gone.
pub fn saves_nothing(operation: &Row, arguments: &[Value]) -> Result<bool> {
    let result = (operation.call)(&Args(arguments))?;
    for output in result.tensors() {
        if output.requires_grad() {
            let ones = output.ones_like()?;
            output.backward_with(&ones)?;
            match output.backward_with(&ones) {
                Err(TorchError::Freed) => return Ok(false),
                done => done?,
            }
        }
    }
    Ok(true)
}

/// Its page.
pub const CHAPTER: Chapter = Chapter {
    name: "backward_twice",
    title: "Backward, twice",
    summary: "Why a second backward fails, when it does not, and why \
              gradients add.",
    listings: LISTINGS,
};

const LISTINGS: &[Listing] = listings![
    again,
    retain_graph,
    keep_for_the_next,
    nothing_saved,
    which,
    half_done,
    used_twice,
    forward_again,
    shared_part,
    one_sum,
    carried,
    cut_off,
    really_two,
    the_dot,
];

fn again() -> Result<()> {
    // ANCHOR: again
    let w = tensor(4.0).requires_grad_(true)?;
    let f = &w * &w;
    f.backward()?;
    print(w.grad());
    f.backward()?;
    // ANCHOR_END: again
    Ok(())
}

fn retain_graph() -> Result<()> {
    // ANCHOR: retain_graph
    let w = tensor(4.0).requires_grad_(true)?;
    let f = &w * &w;
    f.backward_retain()?;
    print(w.grad());
    f.backward_retain()?;
    print(w.grad());
    // ANCHOR_END: retain_graph
    Ok(())
}

fn keep_for_the_next() -> Result<()> {
    // ANCHOR: keep_for_the_next
    let w = tensor(4.0).requires_grad_(true)?;
    let f = &w * &w;
    f.backward_retain()?;
    f.backward()?;
    print(w.grad());
    f.backward()?;
    // ANCHOR_END: keep_for_the_next
    Ok(())
}

fn nothing_saved() -> Result<()> {
    // ANCHOR: nothing_saved
    let x = tensor(3.0).requires_grad_(true)?;
    let y = tensor(4.0).requires_grad_(true)?;
    let f = &x + &y;
    f.backward()?;
    f.backward()?;
    print(x.grad());
    print(y.grad());
    // ANCHOR_END: nothing_saved
    Ok(())
}

fn which() -> Result<()> {
    // ANCHOR: which
    type Operation = fn(&Tensor, &Tensor) -> Result<Tensor>;
    let operations: [(&str, Operation); 15] = [
        ("a + b", |a, b| a.add(b)),
        ("-a", |a, _| a.neg()),
        ("a.sum()", |a, _| a.sum()),
        ("a.view(2, 1)", |a, _| a.view([2, 1])),
        ("a[0]", |a, _| a.index(0)),
        ("cat((a, b))", |a, b| cat([a, b], 0)),
        ("a * b", |a, b| a.mul(b)),
        ("a * 2", |a, _| a.mul(2)),
        ("a / 2", |a, _| a.div(2)),
        ("a.exp()", |a, _| a.exp()),
        ("a.relu()", |a, _| a.relu()),
        ("a.max()", |a, _| a.max()),
        ("a.topk(1)", |a, _| Ok(a.topk(1)?.values)),
        ("a[a > 1]", |a, _| a.index(&a.gt(1)?)),
        ("dot(a, b)", |a, b| a.dot(b)),
    ];
    for (name, operation) in operations {
        let a = tensor([1.0, 2.0]).requires_grad_(true)?;
        let b = tensor([3.0, 4.0]).requires_grad_(true)?;
        let result = operation(&a, &b)?;
        let ones = result.ones_like()?;
        result.backward_with(&ones)?;
        match result.backward_with(&ones) {
            Ok(()) => print(format!("{name:14}fine")),
            Err(_) => print(format!("{name:14}refused")),
        }
    }
    // ANCHOR_END: which
    Ok(())
}

fn half_done() -> Result<()> {
    // ANCHOR: half_done
    let w = tensor(4.0).requires_grad_(true)?;
    let v = tensor(3.0).requires_grad_(true)?;
    let f = &w * &w + &v;
    f.backward()?;
    print(w.grad());
    print(v.grad());
    if f.backward().is_err() {
        print("the second backward failed");
    }
    print(w.grad());
    print(v.grad());
    // ANCHOR_END: half_done
    Ok(())
}

fn used_twice() -> Result<()> {
    // ANCHOR: used_twice
    let w = tensor(4.0).requires_grad_(true)?;
    let f = &w * 3.0 + &w * 5.0;
    f.backward()?;
    print(w.grad());
    // ANCHOR_END: used_twice
    Ok(())
}

fn forward_again() -> Result<()> {
    // ANCHOR: forward_again
    let w = tensor(4.0).requires_grad_(true)?;
    for _ in 0..2 {
        w.set_grad(None);
        let f = &w * &w;
        f.backward()?;
        print(w.grad());
    }

    w.grad().unwrap().zero_()?;
    print(w.grad());
    // ANCHOR_END: forward_again
    Ok(())
}

fn shared_part() -> Result<()> {
    // ANCHOR: shared_part
    let w = tensor(4.0).requires_grad_(true)?;
    let square = &w * &w;
    let first = &square + 1.0;
    let second = &square * 3.0;
    first.backward()?;
    second.backward()?;
    // ANCHOR_END: shared_part
    Ok(())
}

fn one_sum() -> Result<()> {
    // ANCHOR: one_sum
    let w = tensor(4.0).requires_grad_(true)?;
    let square = &w * &w;
    let first = &square + 1.0;
    let second = &square * 3.0;
    (first + second).backward()?;
    print(w.grad());
    // ANCHOR_END: one_sum
    Ok(())
}

fn carried() -> Result<()> {
    // ANCHOR: carried
    let w = tensor(2.0).requires_grad_(true)?;
    let mut state = tensor(1.0);
    for _ in 0..2 {
        state = &state * &w;
        state.backward()?;
    }
    // ANCHOR_END: carried
    Ok(())
}

fn cut_off() -> Result<()> {
    // ANCHOR: cut_off
    let w = tensor(2.0).requires_grad_(true)?;
    let mut state = tensor(1.0);
    for _ in 0..2 {
        state = state.detach()? * &w;
        state.backward()?;
        print(w.grad());
    }
    // ANCHOR_END: cut_off
    Ok(())
}

fn really_two() -> Result<()> {
    // ANCHOR: really_two
    let w = tensor(4.0).requires_grad_(true)?;
    let (square, triple) = (&w * &w, &w * 3.0);
    let both = stack([&square, &triple], 0)?;
    both.index(0)?.backward_retain()?;
    print(w.grad());
    w.set_grad(None);
    both.index(1)?.backward()?;
    print(w.grad());
    // ANCHOR_END: really_two
    Ok(())
}

fn the_dot() -> Result<()> {
    // ANCHOR: the_dot
    let w = tensor(4.0).requires_grad_(true)?;
    let f = &w * &w;
    f.backward()?;
    print(w.grad());
    print(w.grad().unwrap().item()?);
    // ANCHOR_END: the_dot
    Ok(())
}
