/*!
detach, `.data` and numpy: the same numbers without their past.

Follows [Tensor.detach](https://pytorch.org/docs/stable/generated/torch.Tensor.detach.html),
[Tensor.numpy](https://pytorch.org/docs/stable/generated/torch.Tensor.numpy.html) and
[torch.from_numpy](https://pytorch.org/docs/stable/generated/torch.from_numpy.html).
*/

use super::{Chapter, Listing};
use crate::ops::Row;
use crate::prelude::*;

impl Tensor {
    /// The same memory without history: `x.detach()`. Changes through it are
    /// counted for both.
    ///
    /// # Errors
    /// None.
    // ANCHOR: detach
    pub fn detach(&self) -> Result<Tensor> {
        Ok(Tensor::from_strided(self.strided().clone()))
    }
    // ANCHOR_END: detach

    /// The same memory without history: `x.data`. Changes through it are
    /// counted apart, so that backward does not notice them.
    ///
    /// # Errors
    /// None.
    pub fn data(&self) -> Result<Tensor> {
        let window = self.strided().with_fresh_version();
        Ok(Tensor::from_strided(window))
    }

    /// The same memory as a NumPy array: `x.numpy()`.
    ///
    /// # Errors
    /// `RuntimeError` if gradients flow through this tensor, for they could
    /// not flow through the array.
    // ANCHOR: numpy
    pub fn numpy(&self) -> Result<Numpy> {
        if self.requires_grad() && is_grad_enabled() {
            return Err(would_lose_its_past());
        }
        Ok(Numpy::new(self.strided().clone()))
    }
    // ANCHOR_END: numpy
}

fn would_lose_its_past() -> TorchError {
    TorchError::runtime(
        "Can't call numpy() on Tensor that requires grad. Use \
         tensor.detach().numpy() instead.",
    )
    .in_the_notes(
        "Can't call numpy() on Variable that requires grad. Use \
         var.detach().numpy() instead.",
    )
}

/// A tensor on an array's memory: `torch.from_numpy(array)`.
///
/// # Errors
/// None.
pub fn from_numpy(array: &Numpy) -> Result<Tensor> {
    // Whatever the memory's tensors have counted, nobody tells this one.
    let window = array.strided().with_fresh_version();
    Ok(Tensor::from_strided(window))
}

/// A copy of an array: `torch.tensor(array)`.
impl From<&Numpy> for Tensor {
    fn from(array: &Numpy) -> Tensor {
        Tensor::from_strided(array.copy().strided().clone())
    }
}

/// `Tensor.detach`, in the table.
pub static DETACH_ROW: Row = Row {
    name: "detach",
    signature: "detach(input)",
    grad_fn: None,
    call: |a| Ok(a.tensor(0)?.detach()?.into()),
    in_place: None,
    examples: |_| Vec::new(),
};

/// Its page.
pub const CHAPTER: Chapter = Chapter {
    name: "numpy_detach",
    title: "numpy, detach, and who owns the numbers",
    summary: "An array is a window onto the tensor, and writes through it \
              go unnoticed.",
    listings: LISTINGS,
};

const LISTINGS: &[Listing] = listings![
    wave,
    plain,
    detached,
    no_way_back,
    both_ways,
    source_changes,
    shared_or_copied,
    caught,
    not_caught,
    data,
    clone_first,
    numbers,
    under_no_grad,
    still_there,
];

#[rustfmt::skip] // Rows of ten, as in the Python beside it.
fn wave() -> Result<()> {
    // ANCHOR: wave
    let bump = [
        71, 79, 84, 91, 97, 101, 104, 107, 108, 109,
        108, 106, 106, 103, 100, 95, 90, 84, 77, 70,
        64, 54, 47, 39, 34, 29, 22, 12, 9, 5,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        2, 7, 15, 21, 25, 35, 43, 48, 54, 64,
    ];
    let wave = tensor_with(
        &[bump, bump].concat()[..97],
        float64.requires_grad(true),
    )?;
    let tensor1 = wave.to(float32)?;
    print(&tensor1);
    tensor1.numpy()?;
    // ANCHOR_END: wave
    Ok(())
}

fn plain() -> Result<()> {
    // ANCHOR: plain
    print(tensor([1.5, 2.5]).numpy()?.tolist());
    print(tensor([1, 2, 3]).numpy()?.tolist());
    // ANCHOR_END: plain
    Ok(())
}

fn detached() -> Result<()> {
    // ANCHOR: detached
    let w = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    let wave = &w * 10.0;
    print(&wave);
    print(wave.detach()?);
    print(wave.detach()?.numpy()?.tolist());
    // ANCHOR_END: detached
    Ok(())
}

fn no_way_back() -> Result<()> {
    // ANCHOR: no_way_back
    let w = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    let array = w.detach()?.numpy()?;
    let back = from_numpy(&array)?;
    print(&back);
    back.sum()?.backward()?;
    // ANCHOR_END: no_way_back
    Ok(())
}

fn both_ways() -> Result<()> {
    // ANCHOR: both_ways
    let t = tensor([1.0, 2.0, 3.0]);
    let array = t.numpy()?;
    array.set(0, 100.0)?;
    print(&t);
    t.index_put_(1, 200.0)?;
    print(array.tolist());
    // ANCHOR_END: both_ways
    Ok(())
}

fn source_changes() -> Result<()> {
    // ANCHOR: source_changes
    let w = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    let array = w.detach()?.numpy()?;
    array.set(0, 100.0)?;
    print(&w);
    // ANCHOR_END: source_changes
    Ok(())
}

fn shared_or_copied() -> Result<()> {
    // ANCHOR: shared_or_copied
    let array = zeros(3)?.numpy()?;
    let shared = from_numpy(&array)?;
    let copied = Tensor::from(&array);
    array.set(0, 100.0)?;
    print(&shared);
    print(&copied);
    // ANCHOR_END: shared_or_copied
    Ok(())
}

fn caught() -> Result<()> {
    // ANCHOR: caught
    let w = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    let f = w.dot(&w)?;
    w.detach()?.mul_(100.0)?;
    f.backward()?;
    // ANCHOR_END: caught
    Ok(())
}

fn not_caught() -> Result<()> {
    // ANCHOR: not_caught
    let w = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    let f = w.dot(&w)?;
    w.detach()?.numpy()?.set(0, 100.0)?;
    f.backward()?;
    print(&f);
    print(w.grad());
    // ANCHOR_END: not_caught
    Ok(())
}

fn data() -> Result<()> {
    // ANCHOR: data
    let w = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    let f = w.dot(&w)?;
    w.data()?.mul_(100.0)?;
    f.backward()?;
    print(w.grad());
    // ANCHOR_END: data
    Ok(())
}

fn clone_first() -> Result<()> {
    // ANCHOR: clone_first
    let w = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    let f = w.dot(&w)?;
    let array = w.detach()?.copy()?.numpy()?;
    array.set(0, 100.0)?;
    f.backward()?;
    print(array.tolist());
    print(&w);
    print(w.grad());
    // ANCHOR_END: clone_first
    Ok(())
}

fn numbers() -> Result<()> {
    // ANCHOR: numbers
    let w = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    print(w.tolist());
    print(w.sum()?.item()?);
    w.item()?;
    // ANCHOR_END: numbers
    Ok(())
}

fn under_no_grad() -> Result<()> {
    // ANCHOR: under_no_grad
    let w = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    let doubled = no_grad(|| {
        print(w.numpy()?.tolist());
        w.mul(2.0)
    })?;
    print(doubled.numpy()?.tolist());
    // ANCHOR_END: under_no_grad
    Ok(())
}

fn still_there() -> Result<()> {
    // ANCHOR: still_there
    let w = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    let wave = &w * 10.0;
    wave.detach()?;
    print(&wave);
    wave.sum()?.backward()?;
    print(w.grad());
    // ANCHOR_END: still_there
    Ok(())
}
