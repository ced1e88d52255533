//! Views, arrays and products where they can surprise. Each expectation was
//! printed by PyTorch 2.15.0, and 1.1.0 for the notes' edition.

use torchbook::autograd::Tensor;
use torchbook::prelude::*;

/// 0, 1, 2, … in this shape.
fn ramp(shape: &[i64]) -> Result<Tensor> {
    let n: i64 = shape.iter().product();
    let numbers: Vec<f64> = (0..n).map(|i| i as f64).collect();
    tensor(numbers).view(shape)?.copy()
}

/// Sevenths and the like, so that every product and sum must be rounded.
fn rough(n: i64, shift: i64, shape: &[i64]) -> Result<Tensor> {
    let numbers: Vec<f32> =
        (0..n).map(|i| ((i * 37 + shift) % 101 - 50) as f32 / 97.0).collect();
    tensor(numbers).view(shape)
}

#[track_caller]
fn says<T>(result: Result<T>, today: &str, notes: &str) {
    let error = result.err().expect("PyTorch refuses this");
    assert_eq!(format!("{error:#}"), today);
    with_edition(Edition::Notes, || {
        assert_eq!(error.to_string(), notes);
    });
}

#[test]
fn views_of_views_share_one_memory() -> Result<()> {
    let x = ramp(&[2, 3, 4])?;
    let views = [
        x.transpose(0, 2)?.select(0, -1)?,
        x.slice(2, Some(3), None, 2)?.squeeze_dim(-1)?.t()?,
        x.permute([2, 1, 0])?.narrow(0, -1, 1)?.squeeze()?,
        x.unbind(-1)?.remove(3).t()?,
        x.split([3, 1], -1)?.remove(1).flatten(-2, -1)?.t()?,
    ];
    views[0].fill_(9.0)?;
    for view in &views {
        assert!(view.shares_memory(&x));
        assert_eq!(view.size(), [3, 2]);
        assert_eq!(view.to_vec::<f32>()?, [9.0; 6]);
        assert!(view.base().is_some_and(|base| base.is(&x)));
    }
    assert_eq!(x.version(), 1);
    Ok(())
}

#[test]
fn a_view_exists_exactly_where_no_dimension_must_jump() -> Result<()> {
    // A base, an order of its dimensions, a shape, and PyTorch's strides.
    type Case<'a> = (&'a [i64], &'a [i64], &'a [i64], Option<&'a [usize]>);
    let cases: [Case; 11] = [
        (&[2, 3, 4], &[0, 1, 2], &[6, 4], Some(&[4, 1])),
        (&[2, 3, 4], &[0, 1, 2], &[2, 2, 6], Some(&[12, 6, 1])),
        (&[2, 3, 4], &[1, 0, 2], &[6, 4], None),
        (&[2, 3, 4], &[1, 0, 2], &[3, 1, 2, 2, 2], Some(&[4, 24, 12, 2, 1])),
        (&[2, 3, 4], &[2, 0, 1], &[4, 6], Some(&[1, 4])),
        (&[2, 3, 4], &[2, 0, 1], &[2, 2, -1], Some(&[2, 1, 4])),
        (&[2, 3, 4], &[2, 0, 1], &[24], None),
        (&[1, 3, 1], &[2, 1, 0], &[3, 1, 1], Some(&[1, 3, 3])),
        (&[0, 3], &[1, 0], &[3, 0], Some(&[1, 3])),
        (&[0, 3], &[1, 0], &[0, 5], Some(&[5, 1])),
        (&[], &[], &[1, 1], Some(&[1, 1])),
    ];
    for (base, order, shape, strides) in cases {
        let x = ramp(base)?.permute(order)?;
        match strides {
            Some(strides) => {
                let view = x.view(shape)?;
                assert_eq!(**view.stride(), *strides, "{base:?} {order:?}");
                assert_eq!(view.tolist().numbers(), x.tolist().numbers());
            }
            None => {
                let why = "view size is not compatible with input tensor's \
                           size and stride (at least one dimension spans \
                           across two contiguous subspaces).";
                says(
                    x.view(shape),
                    &format!("RuntimeError: {why} Use .reshape(...) instead."),
                    &format!(
                        "invalid argument 2: {why} Call .contiguous() before \
                         .view(). at /pytorch/aten/src/TH/generic/\
                         THTensor.cpp:203"
                    ),
                );
                let copy = x.reshape(shape)?;
                assert!(!copy.shares_memory(&x));
                assert_eq!(copy.tolist().numbers(), x.tolist().numbers());
            }
        }
    }
    Ok(())
}

#[test]
fn an_empty_part_may_look_past_its_memory() -> Result<()> {
    let x = ramp(&[2, 3])?;
    let none = x.slice(1, Some(7), None, 2)?;
    assert_eq!(none.size(), [2, 0]);
    assert_eq!(none.storage_offset(), 3);
    let beyond = zeros([4, 0, 2])?.select(-1, 1)?;
    assert_eq!(beyond.storage_offset(), 1);
    for empty in [none, beyond] {
        assert!(empty.mul(&empty)?.numel() == 0);
        empty.fill_(1.0)?.copy()?.add_(&empty)?;
        assert!(empty.repr().starts_with("tensor([], size=("));
    }
    assert_eq!(x.to_vec::<f32>()?, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    Ok(())
}

#[test]
fn views_say_what_pytorch_says() -> Result<()> {
    let x = ramp(&[2, 3, 4])?;
    let zero = tensor(1.0);
    says(
        x.view([5, -1]),
        "RuntimeError: shape '[5, -1]' is invalid for input of size 24",
        "shape '[5, -1]' is invalid for input of size 24",
    );
    says(
        x.reshape([-1, -1]),
        "RuntimeError: only one dimension can be inferred",
        "only one dimension can be inferred",
    );
    says(
        x.reshape([-2, 12]),
        "RuntimeError: invalid shape dimension -2 at index 0 of shape \
         [-2, 12]",
        "invalid shape dimension -2",
    );
    let any = "cannot reshape tensor of 0 elements into shape [-1, 0] because \
               the unspecified dimension size -1 can be any value and is \
               ambiguous";
    says(zeros([0])?.view([-1, 0]), &format!("RuntimeError: {any}"), any);
    says(
        x.unsqueeze(4),
        "IndexError: Dimension out of range (expected to be in range of \
         [-4, 3], but got 4)",
        "Dimension out of range (expected to be in range of [-4, 3], but \
         got 4)",
    );
    says(
        x.t(),
        "RuntimeError: t() expects a tensor with <= 2 dimensions, but self \
         is 3D",
        "t() expects a tensor with <= 2 dimensions, but self is 3D",
    );
    says(
        x.permute([0, 0, 1]),
        "RuntimeError: permute(): duplicate dims are not allowed.",
        "repeated dim in permute",
    );
    says(
        x.narrow(1, -1, 2),
        "RuntimeError: start (2) + length (2) exceeds dimension size (3).",
        "start (2) + length (2) exceeds dimension size (3).",
    );
    says(
        x.narrow(1, 4, 0),
        "IndexError: start out of range (expected to be in range of [-3, 3], \
         but got 4)",
        "Dimension out of range (expected to be in range of [-3, 2], but \
         got 4)",
    );
    says(
        x.select(1, -4),
        "IndexError: select(): index -4 out of range for tensor of size \
         [2, 3, 4] at dimension 1",
        "select(): index -4 out of range for tensor of size [2, 3, 4] at \
         dimension 1",
    );
    says(
        x.split([1, 1], -2),
        "RuntimeError: split_with_sizes expects split_sizes to sum exactly \
         to 3 (input tensor's size at dimension -2), but got \
         split_sizes=[1, 1]",
        "split_with_sizes expects split_sizes to sum exactly to 3 (input \
         tensor's size at dimension -2), but got split_sizes=[1, 1]",
    );
    says(
        x.expand([-1, 2, 3, 4]),
        "RuntimeError: The expanded size of the tensor (-1) isn't allowed in \
         a leading, non-existing dimension 0",
        "The expanded size of the tensor (-1) isn't allowed in a leading, \
         non-existing dimension 0",
    );
    says(
        zero.expand([i64::MAX, 2]),
        "RuntimeError: numel: integer multiplication overflow",
        "numel: integer multiplication overflow",
    );
    says(
        zero.iter(),
        "TypeError: iteration over a 0-d tensor",
        "iteration over a 0-d tensor",
    );
    Ok(())
}

#[test]
fn an_array_is_the_memory_and_counts_nothing() -> Result<()> {
    let x = ramp(&[2, 3])?;
    let array = x.t()?.numpy()?;
    array.set([-1, 0], 20)?;
    array.update(0, |x: f32| x + 0.5)?;
    assert_eq!(
        x.tolist().numbers(),
        tensor([0.5, 1.0, 20.0, 3.5, 4.0, 5.0]).tolist().numbers()
    );
    assert_eq!(x.version(), 0);
    let pair = (array.shape(), array.clone());
    assert_eq!(
        capture(pair),
        "((3, 2), array([[ 0.5,  3.5],\n       [ 1. ,  4. ],\n       \
         [20. ,  5. ]], dtype=float32))\n"
    );
    assert_eq!(capture(array.at(1)?), "[1. 4.]\n");
    assert_eq!(array.with_view::<f32, _>(|v| v[[2, 1]])?, 5.0);
    array.with_view_mut(|mut v| v += 1.0_f32)?;
    assert_eq!(array.get([2, 1])?, Scalar::Float(6.0));

    says(
        array.get([0, 2]),
        "IndexError: index 2 is out of bounds for axis 1 with size 2",
        "index 2 is out of bounds for axis 1 with size 2",
    );
    says(
        array.get([0, 0, 0]),
        "IndexError: too many indices for array: array is 2-dimensional, \
         but 3 were indexed",
        "too many indices for array",
    );
    let bytes = tensor_with([1, 2], uint8)?.numpy()?;
    says(
        bytes.set(0, 300),
        "OverflowError: Python integer 300 out of bounds for uint8",
        "Python integer 300 out of bounds for uint8",
    );
    says(
        bytes.fill(f64::NAN),
        "ValueError: cannot convert float NaN to integer",
        "cannot convert float NaN to integer",
    );
    let w = ones([2])?.requires_grad_(true)?;
    says(
        w.mul(2.0)?.numpy(),
        "RuntimeError: Can't call numpy() on Tensor that requires grad. Use \
         tensor.detach().numpy() instead.",
        "Can't call numpy() on Variable that requires grad. Use \
         var.detach().numpy() instead.",
    );
    no_grad(|| w.numpy())?.set(1, 7.0)?;
    assert_eq!(w.repr(), "tensor([1., 7.], requires_grad=True)");
    Ok(())
}

fn capture(x: impl torchbook::tensor::Print) -> String {
    torchbook::tensor::capture(|| -> Result<()> {
        print(x);
        Ok(())
    })
}

#[test]
fn detach_counts_together_and_data_apart() -> Result<()> {
    let x = ramp(&[3])?;
    let (detached, data) = (x.detach()?, x.data()?);
    let copied = Tensor::from(&x.numpy()?);
    let shared = from_numpy(&x.numpy()?)?;
    detached.add_(1.0)?;
    data.add_(1.0)?;
    shared.add_(1.0)?;
    assert_eq!(x.to_vec::<f32>()?, [3.0, 4.0, 5.0]);
    assert_eq!(copied.to_vec::<f32>()?, [0.0, 1.0, 2.0]);
    assert_eq!((x.version(), data.version(), shared.version()), (1, 1, 1));
    assert!(x.view([1, 3])?.detach()?.base().is_none());
    Ok(())
}

#[test]
fn one_element_becomes_a_number() -> Result<()> {
    let many = ramp(&[2])?;
    assert!(tensor(f64::NAN).is_true()? && !tensor([0]).is_true()?);
    assert_eq!(tensor([[-2.9]]).to_int()?, -2);
    assert_eq!(tensor(true).to_float()?, 1.0);
    assert_eq!(tensor(tensor(5).item()?).dtype(), int64);
    assert!(tensor(tensor(true).item()?).equal(&tensor(true))?);
    assert_eq!((many.len()?, many.iter()?.count()), (2, 2));
    says(
        many.is_true(),
        "RuntimeError: Boolean value of Tensor with more than one value is \
         ambiguous",
        "bool value of Tensor with more than one value is ambiguous",
    );
    says(
        zeros([0])?.to_float(),
        "ValueError: only one element tensors can be converted to Python \
         scalars",
        "only one element tensors can be converted to Python scalars",
    );
    says(
        tensor(f64::INFINITY).to_int(),
        "OverflowError: cannot convert float infinity to integer",
        "cannot convert float infinity to integer",
    );
    assert_eq!(capture(zeros([2, 0])?.tolist()), "[[], []]\n");
    assert_eq!(capture(tensor(0.1).tolist()), "0.10000000149011612\n");
    Ok(())
}

#[test]
fn a_parameter_is_a_leaf_on_the_same_memory() -> Result<()> {
    let data = ones([2])?.requires_grad_(true)?.mul(2.0)?;
    let w = parameter(&data)?;
    assert!(w.is_leaf() && w.shares_memory(&data));
    assert_eq!(
        w.repr(),
        "Parameter containing:\ntensor([2., 2.], requires_grad=True)"
    );
    assert_eq!(w.detach()?.repr(), "tensor([2., 2.])");
    says(
        parameter(&tensor([1])),
        "RuntimeError: Only Tensors of floating point and complex dtype can \
         require gradients",
        "Only Tensors of floating point dtype can require gradients",
    );
    Ok(())
}

#[test]
fn dot_adds_in_the_order_of_pytorch() -> Result<()> {
    for (n, bits) in [
        (0, 0),
        (1, 0xbd23_aeeb),
        (3, 0xbe11_b9db),
        (4, 0xbe5a_3545),
        (8, 0xbebb_f3ea),
        (15, 0xbf33_3813),
        (17, 0xbf3d_4240),
        (33, 0xbfb7_68b8),
        (64, 0xc035_d2ff),
        (100, 0xc08c_e04d),
        (127, 0xc0b2_8833),
        (1000, 0xc230_6394),
    ] {
        let dot = rough(n, 3, &[n])?.dot(&rough(n, 58, &[n])?)?;
        assert_eq!(dot.to_vec::<f32>()?[0].to_bits(), bits, "{n} elements");
    }
    Ok(())
}

#[test]
fn matrices_add_in_the_order_of_pytorch() -> Result<()> {
    let matrices = |a: [i64; 2], b: [i64; 2]| -> Result<Tensor> {
        rough(a[0] * a[1], 1, &a)?.mm(&rough(b[0] * b[1], 2, &b)?)
    };
    let batches = |a: [i64; 3], b: [i64; 3]| -> Result<Tensor> {
        let n = |s: [i64; 3]| s.iter().product();
        rough(n(a), 1, &a)?.bmm(&rough(n(b), 2, &b)?)
    };
    for (product, digest) in [
        (matrices([6, 7], [7, 5])?, 0x711c_adfa),
        // A batch of small matrices rounds differently from one matrix,
        (batches([2, 3, 4], [2, 4, 5])?, 0x4654_d177),
        // a batch of larger ones does not.
        (batches([2, 9, 8], [2, 8, 9])?, 0x25f5_6ffc),
    ] {
        let bits = product.to_vec::<f32>()?.into_iter().map(f32::to_bits);
        let sum = bits
            .fold(0_u32, |sum, bits| sum.wrapping_mul(31).wrapping_add(bits));
        assert_eq!(sum, digest, "{product:?}");
    }
    Ok(())
}

#[test]
fn matmul_takes_every_rank() -> Result<()> {
    type Case<'a> = (&'a [i64], &'a [i64], &'a [usize], &'a str, &'a str);
    let cases: [Case; 9] = [
        (&[3], &[3], &[], "DotBackward0", "DotBackward"),
        (&[2, 3], &[3], &[2], "MvBackward0", "MvBackward"),
        (&[3], &[3, 2], &[2], "SqueezeBackward4", "SqueezeBackward3"),
        (&[2, 3], &[3, 0], &[2, 0], "MmBackward0", "MmBackward"),
        (
            &[4, 2, 3],
            &[3, 2],
            &[4, 2, 2],
            "UnsafeViewBackward0",
            "UnsafeViewBackward",
        ),
        (
            &[3],
            &[4, 3, 2],
            &[4, 2],
            "UnsafeViewBackward0",
            "UnsafeViewBackward",
        ),
        (
            &[2, 3],
            &[4, 3, 2],
            &[4, 2, 2],
            "CloneBackward0",
            "UnsafeViewBackward",
        ),
        (
            &[5, 1, 2, 3],
            &[4, 3, 1],
            &[5, 4, 2, 1],
            "UnsafeViewBackward0",
            "UnsafeViewBackward",
        ),
        (
            &[0, 2, 3],
            &[1, 3, 2],
            &[0, 2, 2],
            "UnsafeViewBackward0",
            "UnsafeViewBackward",
        ),
    ];
    for (a, b, shape, today, notes) in cases {
        let a = ramp(a)?.requires_grad_(true)?;
        let b = ramp(b)?.requires_grad_(true)?;
        let product = a.matmul(&b)?;
        assert_eq!(*product.size(), *shape);
        let node = product.grad_fn().expect("both factors are followed");
        assert_eq!(node.name(), today);
        with_edition(Edition::Notes, || assert_eq!(node.name(), notes));
    }
    let (a, b) = (ramp(&[2, 3])?, ramp(&[2, 3])?);
    says(
        a.matmul(&b),
        "RuntimeError: mm: mat1 and mat2 shapes cannot be multiplied (2x3 \
         and 2x3)",
        "size mismatch, m1: [2 x 3], m2: [2 x 3] at /pytorch/aten/src/TH/\
         generic/THTensorMath.cpp:961",
    );
    says(
        a.mm(&b.t()?.to(int64)?),
        "RuntimeError: expected m1 and m2 to have the same dtype, but got: \
         float != long int",
        "Expected object of scalar type Float but got scalar type Long for \
         argument #2 'mat2'",
    );
    says(
        a.matmul(&tensor(1.0)),
        "RuntimeError: both arguments to matmul need to be at least 1D, but \
         they are 2D and 0D",
        "both arguments to matmul need to be at least 1D, but they are 2D \
         and 0D",
    );
    let flags = tensor([true, false]);
    assert_eq!(
        format!("{:#}", flags.dot(&flags).expect_err("no loop for bools")),
        "NotImplementedError: \"dot\" not implemented for 'Bool'"
    );
    // Integers wrap around, as they do when they are added one by one.
    let large = tensor_with([200, 3], uint8)?;
    assert_eq!(large.dot(&large)?.item()?, Scalar::Int(73));
    Ok(())
}

#[test]
fn views_in_place_change_the_tensor_itself() -> Result<()> {
    let leaf = ones([1, 2])?.requires_grad_(true)?;
    type Form = fn(&Tensor) -> Result<Tensor>;
    let forms: [(Form, &[usize], &str, &str); 6] = [
        (|x| x.squeeze_(), &[2], "SqueezeBackward3", "SqueezeBackward2"),
        (|x| x.squeeze_dim_(0), &[2], "SqueezeBackward4", "SqueezeBackward3"),
        (|x| x.squeeze_dims_(0), &[2], "SqueezeBackward5", "SqueezeBackward5"),
        (|x| x.t_(), &[2, 1], "TBackward1", "TBackward"),
        (
            |x| x.transpose_(0, 1),
            &[2, 1],
            "TransposeBackward1",
            "TransposeBackward1",
        ),
        (
            |x| x.unsqueeze_(-1),
            &[1, 2, 1],
            "UnsqueezeBackward1",
            "UnsqueezeBackward1",
        ),
    ];
    for (form, size, today, notes) in forms {
        let refused = form(&leaf).unwrap_err();
        assert!(matches!(refused, TorchError::LeafInPlace { view: false }));
        let x = leaf.mul(1.0)?;
        let seen = x.view(2)?;
        assert!(form(&x)?.is(&x));
        assert_eq!(*x.size(), *size);
        assert_eq!(x.version(), 1);
        let name = || x.grad_fn().map(|node| node.name());
        assert_eq!(name(), Some(today));
        assert_eq!(with_edition(Edition::Notes, name), Some(notes));
        leaf.set_grad(None);
        x.mul(&x)?.sum()?.backward()?;
        assert_eq!(leaf.grad().unwrap().repr(), "tensor([[2., 2.]])");
        // Others that look at the memory see it as it was.
        assert_eq!(seen.size(), [2]);
    }
    // A part of something changes its shape, but not the whole.
    let whole = ones([3, 1, 2])?.requires_grad_(true)?.mul(1.0)?;
    let part = whole.select(0, 0)?;
    part.squeeze_()?.add_(5.0)?;
    assert_eq!(part.size(), [2]);
    assert_eq!(whole.grad_fn().unwrap().name(), "CopySlices");
    assert_eq!(whole.sum()?.item()?, Scalar::Float(16.0));
    says(
        ones([1, 2, 3])?.t_(),
        "RuntimeError: t_() expects a tensor with <= 2 dimensions, but self \
         is 3D",
        "t_() expects a tensor with <= 2 dimensions, but self is 3D",
    );
    // Without recording a leaf may change.
    no_grad(|| leaf.squeeze_())?;
    assert_eq!((leaf.size().to_vec(), leaf.is_leaf()), (vec![2], true));
    Ok(())
}

#[test]
fn multiples_in_addmm() -> Result<()> {
    let (a, b) = (ramp(&[2, 2])?, ramp(&[2, 2])?.t()?);
    let bias = tensor([f64::NAN, 1.0]);
    // What is multiplied by 0 is not looked at.
    let product = bias.addmm_with(&a, &b, 0, 2)?;
    assert_eq!(product.repr(), "tensor([[ 2.,  6.],\n        [ 6., 26.]])");
    let left = bias.addmm_with(&a.mul(f64::NAN)?, &b, 2, 0)?.select(1, 1)?;
    assert_eq!(left.to_vec::<f32>()?, [2.0, 2.0]);
    let bias = ones(2)?.requires_grad_(true)?;
    let sum = bias.addmm_with(&a, &b, 0.5, 3)?;
    assert_eq!(sum.select(0, 0)?.to_vec::<f32>()?, [3.5, 9.5]);
    sum.sum()?.backward()?;
    assert_eq!(bias.grad().unwrap().repr(), "tensor([1., 1.])");
    // Where there is nothing to multiply, the number is asked to fit.
    let whole = tensor([[1, 2]]);
    let (left, right) =
        (zeros_with([1, 0], int64)?, zeros_with([0, 2], int64)?);
    assert_eq!(
        whole.addmm_with(&left, &right, 3, 1)?.repr(),
        "tensor([[3, 6]])"
    );
    let refused = whole.addmm_with(&left, &right, 0.5, 1).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "result type Float can't be cast to the desired output type Long"
    );
    let small = tensor([[1_u8]]);
    assert_eq!(
        small.addmm_with(&small, &small, 300, 1).unwrap_err().to_string(),
        "value cannot be converted to type uint8_t without overflow"
    );
    Ok(())
}
