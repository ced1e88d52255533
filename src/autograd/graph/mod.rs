/*!
The graph of a result, to be looked at.

While [`traced`], every node remembers the values that pass through it on the
way forward and the gradients on the way back. [`Graph::of`] walks the nodes
of a result and gathers what there is; a [`Graph`] is then written as SVG, as
DOT or as text.

```
use torchbook::autograd::graph::{self, Graph};
use torchbook::prelude::*;

let text = graph::traced(|| -> Result<String> {
    let x = tensor(3.0).requires_grad_(true)?;
    let y = x.mul(&x)?;
    y.backward()?;
    Ok(Graph::of(&y)?.name("x", &x).name("y", &y).to_text())
})?;
assert_eq!(text, "\
Forward:
  x = 3.
  y = MulBackward0(x, x) = 9.
Backward:
  y receives 1. and sends 3. to x and 3. to x
  x.grad = 6.
");
# Ok::<(), TorchError>(())
```

- `trace` remembers and collects;
- `gather` walks a history;
- `expand` draws an operation element by element;
- `layout` finds places, `svg`, `dot` and `text` write.
*/

mod dot;
mod expand;
mod gather;
mod layout;
mod short;
pub(crate) mod svg;
mod text;
mod trace;

pub use gather::Graph;
pub(crate) use trace::{Trace, is_traced};
pub use trace::{collect, draw, traced};
pub(super) use trace::{
    trace_backward, trace_forward, trace_root, trace_sent,
};
