/*!
Results with names: `torch.return_types.max` and its kind.

In Python they are tuples whose fields have names. So here: read the fields,
take the struct apart, or turn it into a tuple.

```
use torchbook::prelude::*;

let a = tensor([1.0, 3.0, 2.0]);
assert_eq!(a.max_dim(0, false)?.indices.item()?, Scalar::Int(1));
let (values, indices) = a.topk(2)?.into();
print((values, indices));
# Ok::<(), TorchError>(())
```
*/

use std::fmt;

use super::row::Value;
use crate::autograd::Tensor;
use crate::tensor::{Print, repr_named};

macro_rules! named {
    ($($(#[$doc:meta])+ $kind:ident: $name:literal;)+) => {$(
        $(#[$doc])+
        #[derive(Clone)]
        pub struct $kind {
            /// The values, with a history.
            pub values: Tensor,
            /// Where they stand along the dimension: int64, without a
            /// history.
            pub indices: Tensor,
        }

        impl From<$kind> for (Tensor, Tensor) {
            fn from(result: $kind) -> (Tensor, Tensor) {
                (result.values, result.indices)
            }
        }

        impl From<$kind> for Value {
            fn from(result: $kind) -> Value {
                vec![result.values, result.indices].into()
            }
        }

        impl Print for $kind {
            fn text(&self) -> String {
                repr_named($name, &[
                    ("values", self.values.repr()),
                    ("indices", self.indices.repr()),
                ])
            }
        }

        /// As PyTorch prints it.
        impl fmt::Debug for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.text())
            }
        }
    )+};
}
named! {
    /// What `x.max(dim)` returns.
    Max: "max";
    /// What `x.min(dim)` returns.
    Min: "min";
    /// What `x.sort()` returns.
    Sort: "sort";
    /// What `x.topk(k)` returns.
    Topk: "topk";
}
