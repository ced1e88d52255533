//! Element by element: dtypes, errors, memory and gradients where they are
//! not what one would expect. All of it seen in PyTorch 2.15.

use std::panic::{AssertUnwindSafe, catch_unwind};

use torchbook::prelude::*;

/// The last line of a traceback.
fn raised(result: Result<Tensor>) -> String {
    format!("{:#}", result.expect_err("PyTorch raises here"))
}

fn bytes() -> Tensor {
    tensor([250u8, 10])
}

fn mask() -> Tensor {
    tensor([true, false])
}

fn ints() -> Tensor {
    tensor([1, 2, 3])
}

/// The gradient of the sum of what `f` makes of these values.
fn slopes<const N: usize>(
    values: [f64; N],
    f: impl FnOnce(&Tensor) -> Result<Tensor>,
) -> String {
    let x = tensor(values).requires_grad_(true).unwrap();
    f(&x).unwrap().sum().unwrap().backward().unwrap();
    x.grad().expect("f depends on x").repr()
}

#[test]
fn integers_wrap_and_numbers_do_not_widen_them() {
    assert_eq!((&bytes() + 10).repr(), "tensor([ 4, 20], dtype=torch.uint8)");
    assert_eq!(
        (&bytes() * -1).repr(),
        "tensor([  6, 246], dtype=torch.uint8)"
    );
    assert_eq!((&mask() + true).repr(), "tensor([True, True])");
    assert_eq!((&mask() * 3).repr(), "tensor([3, 0])");
    assert_eq!((&ints() / 2).repr(), "tensor([0.5000, 1.0000, 1.5000])");
    assert_eq!((-3 % &ints()).repr(), "tensor([0, 1, 0])");
    // 300 is 44 as a byte.
    assert_eq!(bytes().lt(300).unwrap().repr(), "tensor([False,  True])");
    let least = tensor([i64::MIN]);
    assert_eq!(least.abs().unwrap().to_vec::<i64>().unwrap(), [i64::MIN]);
}

#[test]
fn division_rounds_as_asked() -> Result<()> {
    let (x, y) = (tensor([-7, 7, -7, 7]), tensor([2, 2, -2, -2]));
    assert_eq!(x.div_mode(&y, "floor")?.repr(), "tensor([-4,  3,  3, -4])");
    assert_eq!(x.div_mode(&y, "trunc")?.repr(), "tensor([-3,  3,  3, -3])");
    assert_eq!(x.remainder(&y)?.repr(), "tensor([ 1,  1, -1, -1])");
    // As Python, not as floor(x / y), which would be 10.
    assert_eq!(tensor(1.0).floor_divide(0.1)?.repr(), "tensor(9.)");
    assert_eq!(raised(x.floor_divide(0)), "RuntimeError: ZeroDivisionError");
    assert_eq!(
        raised(x.div_mode(2, "up")),
        "RuntimeError: div expected rounding_mode to be one of None, \
         'trunc', or 'floor' but found 'up'"
    );
    Ok(())
}

#[test]
fn what_has_no_meaning_is_refused() {
    let two_bools = "NotImplementedError: Subtraction, the `-` operator, with \
        two bool tensors is not supported. Use the `^` or `logical_xor()` \
        operator instead.";
    let one_bool = "NotImplementedError: Subtraction, the `-` operator, with \
        a bool tensor is not supported. If you are trying to invert a mask, \
        use the `~` or `logical_not()` operator instead.";
    let x = tensor([1.5]);
    for (got, want) in [
        (raised(mask().sub(&mask())), two_bools),
        (raised(mask().rsub(1)), one_bool),
        (
            raised(ints().add_alpha(1, 2.5)),
            "RuntimeError: For integral input tensors, argument alpha must \
             not be a floating point number.",
        ),
        (
            raised(ints().pow(-1)),
            "RuntimeError: Integers to negative integer powers are not \
             allowed.",
        ),
        (
            raised(x.bitwise_and(1)),
            "NotImplementedError: \"bitwise_and_cpu\" not implemented for \
             'Float'",
        ),
        (
            raised(mask().clamp(None, true)),
            "NotImplementedError: \"clamp_max_scalar_cpu\" not implemented \
             for 'Bool'",
        ),
        (
            raised(x.clamp(None, None)),
            "RuntimeError: torch.clamp: At least one of 'min' or 'max' must \
             not be None",
        ),
        (
            raised(bytes().clamp(300, None)),
            "RuntimeError: Clamp min value 300 is outside the representable \
             range of Byte",
        ),
        (
            raised(ints().clamp_(0.5, None)),
            "RuntimeError: result type Float can't be cast to the desired \
             output type long int",
        ),
        (
            raised(ints().exp_()),
            "RuntimeError: result type Float can't be cast to the desired \
             output type Long",
        ),
        (
            raised(where_(&ints(), 1, 2)),
            "RuntimeError: where expected condition to be a boolean tensor, \
             but got a tensor with dtype Long",
        ),
        (
            raised(ints().add(&bytes())),
            "RuntimeError: The size of tensor a (3) must match the size of \
             tensor b (2) at non-singleton dimension 0",
        ),
    ] {
        assert_eq!(got, want);
    }
}

#[test]
fn operators_panic_with_the_sentence() {
    let panicked = catch_unwind(AssertUnwindSafe(|| !&tensor([1.5])));
    let said = panicked.expect_err("floats have no bits to turn");
    assert_eq!(
        said.downcast_ref::<String>().unwrap(),
        "TypeError: ~ (operator.invert) is only implemented on integer and \
         Boolean-type tensors"
    );
}

#[test]
fn operators_with_equals_work_in_place() {
    let mut x = tensor([1.0, 2.0]);
    let same = x.clone();
    x += 1;
    x *= &tensor([10.0, 20.0]);
    assert_eq!(same.repr(), "tensor([20., 60.])");
    assert!(x.is(&same));
}

#[test]
fn numbers_on_the_left_have_pythons_names() -> Result<()> {
    let x = tensor([2.0]).requires_grad_(true)?;
    let name = |y: Tensor| y.grad_fn().expect("recorded").name();
    assert_eq!(name(1 - &x), "RsubBackward1");
    assert_eq!(name(1 / &x), "MulBackward0");
    assert_eq!(name(pow(2, &x)?), "PowBackward2");
    assert_eq!(name(x.pow(&x)?), "PowBackward1");
    assert_eq!(name(x.clamp(&x, None)?), "ClampBackward0");
    assert_eq!(name(x.maximum(&x)?), "MaximumBackward0");
    with_edition(Edition::Notes, || {
        assert_eq!(name(x.maximum(&x)?), "MaxBackward2");
        assert_eq!(name(x.exp()?), "ExpBackward");
        Ok(())
    })
}

#[test]
fn gradients_at_kinks_and_ties() {
    let nan = f64::NAN;
    assert_eq!(
        slopes([-1.0, 0.0, 0.5, 1.0, nan], |x| x.clamp(0, 1)),
        "tensor([0., 0., 1., 0., 0.])"
    );
    assert_eq!(
        slopes([-1.0, 0.0, -0.0, nan], Tensor::relu),
        "tensor([0., 0., 0., 1.])"
    );
    assert_eq!(slopes([0.0, nan], Tensor::abs), "tensor([0., 0.])");
    assert_eq!(slopes([0.0], Tensor::sqrt), "tensor([inf])");
    assert_eq!(
        slopes([1.0, 2.0, nan], |x| x.maximum(&tensor([1.0, 1.0, 1.0]))),
        "tensor([0.5000, 1.0000, 1.0000])"
    );
    assert_eq!(slopes([0.0, 2.0], |x| x.pow(0)), "tensor([0., 0.])");
    // One on a bound of two different ones shares with it.
    assert_eq!(
        slopes([0.0, 1.0, 2.0], |x| {
            let (low, high) = (tensor([0.0, 0.0, 2.0]), tensor([2.0; 3]));
            x.clamp(&low, &high)
        }),
        "tensor([0.5000, 1.0000, 1.0000])"
    );
}

#[test]
fn alpha_is_rounded_once() -> Result<()> {
    let x = tensor([1.1, 2.2, 3.3]);
    let y = tensor([0.1, 0.2, 0.3]);
    let sum = x.add_alpha(&y, 0.3)?.to_vec::<f32>()?;
    let bits: Vec<u32> = sum.iter().map(|x| x.to_bits()).collect();
    assert_eq!(bits, [0x3f90a3d7, 0x4010a3d7, 0x4058f5c2]);
    Ok(())
}

#[test]
fn results_lie_as_their_inputs_lie() -> Result<()> {
    let turned = zeros([2, 3])?.transpose(0, 1)?;
    let row = zeros(2)?;
    let gaps =
        zeros([4, 6])?.index((slice(None, None, 2), slice(None, None, 2)))?;
    assert_eq!((&turned + &row).stride(), [1, 3]);
    assert_eq!((&row + &turned).stride(), [1, 3]);
    assert_eq!((&zeros([3, 2])? + &turned).stride(), [2, 1]);
    assert_eq!((&turned + &zeros([3, 2])?).stride(), [1, 3]);
    assert_eq!(gaps.transpose(0, 1)?.exp()?.stride(), [1, 3]);
    assert_eq!((&zeros([3, 1])?.expand([3, 2])? + 0).stride(), [2, 1]);
    Ok(())
}

/// A walk through three dimensions in an order of its own, with a jump in
/// each, must find every element.
#[test]
fn every_element_is_found_across_gaps() -> Result<()> {
    let whole = arange(4 * 6 * 5)?.view([4, 6, 5])?;
    let parts = (slice(None, None, 2), slice(1, None, 2), slice(None, 4, 3));
    let part = whole.index(parts)?.permute([2, 0, 1])?;
    let other = arange(3)?.mul(1000)?;
    let sum = part.add(&other)?;
    assert_eq!(sum.size(), [2, 2, 3]);
    assert_eq!(
        sum.reshape(-1)?.to_vec::<i64>()?,
        [5, 1015, 2025, 65, 1075, 2085, 8, 1018, 2028, 68, 1078, 2088]
    );
    let chosen = where_(&part.gt(60)?, &part, &other)?;
    assert_eq!(
        chosen.reshape(-1)?.to_vec::<i64>()?,
        [0, 1000, 2000, 65, 75, 85, 0, 1000, 2000, 68, 78, 88]
    );
    Ok(())
}

#[test]
fn whole_answers() -> Result<()> {
    let nan = tensor([f64::NAN]);
    assert!(!nan.equal(&nan)?);
    assert!(ints().equal(&tensor([1.0, 2.0, 3.0]))?);
    assert!(tensor([1.0]).allclose(&tensor([1.000009]))?);
    assert!(!tensor([1.0]).allclose(&tensor([1.00002]))?);
    let same = Tolerance { equal_nan: true, ..Tolerance::default() };
    assert!(nan.allclose_with(&nan, same)?);
    let error = ints().allclose(&nan).unwrap_err();
    assert_eq!(error.to_string(), "Long did not match Float");
    Ok(())
}
