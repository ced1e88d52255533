/*!
Three steps in one: what the rules do to memory, each rounded as PyTorch
rounds it.
*/

use crate::autograd::Tensor;
use crate::ops::numeric::not_implemented;
use crate::tensor::{DType, Element, Result, kernels};

/// `f` of three tensors of one floating dtype, written to the first one.
fn written(
    kernel: &str,
    target: &Tensor,
    a: &Tensor,
    b: &Tensor,
    f32s: impl Fn(f32, f32, f32) -> f32,
    f64s: impl Fn(f64, f64, f64) -> f64,
) -> Result<Tensor> {
    fn all<T: Element>(
        [x, a, b]: [&Tensor; 3],
        f: impl Fn(T, T, T) -> T,
    ) -> Result<Tensor> {
        let (x, a, b) = (x.strided(), a.strided(), b.strided());
        Ok(Tensor::from_strided(kernels::zip3(&x, &a, &b, f)?))
    }
    target.in_place(|old| match old.dtype() {
        DType::Float32 => all([old, a, b], f32s),
        DType::Float64 => all([old, a, b], f64s),
        dtype => Err(not_implemented(kernel, dtype)),
    })
}

/// `x.addcmul_(a, b, value=value)`, that is `x += value * a * b`; only the
/// first product is rounded by itself.
pub(super) fn addcmul_(
    x: &Tensor,
    a: &Tensor,
    b: &Tensor,
    value: f64,
) -> Result<Tensor> {
    let single = value as f32;
    written(
        "addcmul_cpu_out",
        x,
        a,
        b,
        |x, a, b| (single * a).mul_add(b, x),
        |x, a, b| (value * a).mul_add(b, x),
    )
}

/// `x.addcdiv_(a, b, value=value)`, that is `x += value * a / b`.
pub(super) fn addcdiv_(
    x: &Tensor,
    a: &Tensor,
    b: &Tensor,
    value: f64,
) -> Result<Tensor> {
    let single = value as f32;
    written(
        "addcdiv_cpu_out",
        x,
        a,
        b,
        |x, a, b| x + single * a / b,
        |x, a, b| x + value * a / b,
    )
}

/// `x.lerp_(end, weight)`: from `x` towards `end`. Measured from the nearer
/// one, so that a weight of 1 arrives.
pub(super) fn lerp_(x: &Tensor, end: &Tensor, weight: f64) -> Result<Tensor> {
    macro_rules! towards {
        ($t:ty) => {{
            let weight = weight as $t;
            move |x: $t, end: $t, _: $t| {
                if weight.abs() < 0.5 {
                    weight.mul_add(end - x, x)
                } else {
                    (end - x).mul_add(weight - 1.0, end)
                }
            }
        }};
    }
    written("lerp_kernel_scalar", x, end, end, towards!(f32), towards!(f64))
}
