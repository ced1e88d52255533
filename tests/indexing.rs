//! Indexing, masks, joining: the cases that are easy to get wrong, with what
//! PyTorch 2.15.0 and 1.1.0 were seen to do.

use torchbook::prelude::*;

/// 0, 1, 2, … in this shape.
fn count(shape: &[i64]) -> Tensor {
    let n: i64 = shape.iter().product();
    let flat = tensor((0..n).collect::<Vec<i64>>());
    flat.view(shape).expect("as many numbers as places")
}

fn numbers(x: &Tensor) -> Vec<i64> {
    x.to_vec::<i64>().expect("integers")
}

fn today(error: &TorchError) -> String {
    format!("{error:#}")
}

fn then(error: &TorchError) -> String {
    with_edition(Edition::Notes, || format!("{error:#}"))
}

#[test]
fn neighbouring_index_tensors_stay_and_others_go_to_the_front() -> Result<()> {
    let x = count(&[2, 3, 4, 5]);
    let i = tensor([0, 1]);
    assert_eq!(x.index((.., &i, &i))?.size(), [2, 2, 5]);
    assert_eq!(x.index((.., &i, .., &i))?.size(), [2, 2, 4]);
    // An integer is done first and leaves the others neighbours.
    assert_eq!(x.index((.., &i, 0, &i))?.size(), [2, 2]);
    assert_eq!(x.index((&i, NewAxis, &i))?.size(), [2, 1, 4, 5]);
    let both = x.index((1, tensor([[2], [0]]), 1, tensor([4, -4])))?;
    assert_eq!(both.size(), [2, 2]);
    assert_eq!(numbers(&both), [109, 106, 69, 66]);
    Ok(())
}

#[test]
fn a_mask_takes_as_many_dimensions_as_it_has() -> Result<()> {
    let x = count(&[2, 3, 4]);
    let mask = tensor([[true, false, true], [false, true, false]]);
    assert_eq!(numbers(&x.index((&mask, 1..3))?), [1, 2, 9, 10, 17, 18]);
    assert_eq!(numbers(&x.index((&mask, 0))?), [0, 8, 16]);
    let columns = tensor([false, true, false, true]);
    assert_eq!(x.index((Ellipsis, &columns))?.size(), [2, 3, 2]);
    assert_eq!(x.index((&mask, tensor([3])))?.size(), [3]);
    assert_eq!(x.index(true)?.size(), [1, 2, 3, 4]);
    assert_eq!(x.index((0, false))?.size(), [0, 3, 4]);
    Ok(())
}

#[test]
fn indices_that_do_not_exist() -> Result<()> {
    let x = count(&[3, 4]);
    let say = |indices: Indices| today(&x.index(indices).unwrap_err());
    assert_eq!(
        say((0, 9).into()),
        "IndexError: index 9 is out of bounds for dimension 1 with size 4"
    );
    // Among index tensors they are numbered, not the dimensions.
    assert_eq!(
        say((.., tensor([0, -5])).into()),
        "IndexError: index -5 is out of bounds for dimension 0 with size 4"
    );
    assert_eq!(
        say((0, 0, 0).into()),
        "IndexError: too many indices for tensor of dimension 2"
    );
    assert_eq!(
        say(tensor([[true, true], [true, true]]).into()),
        "IndexError: The shape of the mask [2, 2] at index 0 does not match \
         the shape of the indexed tensor [3, 4] at index 0"
    );
    assert_eq!(
        say((tensor([0, 1]), tensor([0, 1, 2])).into()),
        "IndexError: shape mismatch: indexing tensors could not be \
         broadcast together with shapes [2], [3]"
    );
    let backwards = x.index(slice(None, None, -1)).unwrap_err();
    assert_eq!(
        today(&backwards),
        "ValueError: step must be greater than zero"
    );
    assert_eq!(
        then(&backwards),
        "ValueError: negative step not yet supported"
    );
    let floats = x.index([1.0]).unwrap_err();
    assert_eq!(
        then(&floats),
        "IndexError: tensors used as indices must be long, byte or bool \
         tensors"
    );
    // The same error when assigning, and nothing is written.
    x.index_put_(tensor([0, 7]), 100).unwrap_err();
    assert_eq!(numbers(&x), (0..12).collect::<Vec<i64>>());
    Ok(())
}

#[test]
fn what_is_read_twice_receives_twice() -> Result<()> {
    let x = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    x.index([2, 0, 2])?.sum()?.backward()?;
    let grad = x.grad().expect("backward ran");
    assert_eq!(grad.to_vec::<f32>()?, [1.0, 0.0, 2.0]);
    Ok(())
}

#[test]
fn assigning_is_named_by_what_it_is() -> Result<()> {
    let fresh = || zeros([3, 2])?.requires_grad_(true)?.mul(1.0);
    let name = |x: &Tensor| {
        let node = x.grad_fn().expect("a gradient is wanted");
        let then = with_edition(Edition::Notes, || node.name());
        (node.name(), then)
    };
    let mask = tensor([true, false, true]);
    let (rows, one) = (tensor([0, 2]), ones([2])?);
    let copy_slices = ("CopySlices", "CopySlices");
    let put = ("IndexPutBackward0", "IndexPutBackward");
    let cases: [(Indices, Option<&Tensor>, _); 7] = [
        (0.into(), None, copy_slices),
        ((.., 1).into(), None, copy_slices),
        ((..).into(), None, ("FillBackward2", "CopyBackwards")),
        ((&mask).into(), None, ("MaskedFillBackward0", "IndexPutBackward")),
        ((&rows).into(), None, ("IndexFillBackward0", "IndexPutBackward")),
        ((&mask).into(), Some(&one), put),
        ((&rows, 0).into(), None, copy_slices),
    ];
    for (indices, value, wanted) in cases {
        let x = fresh()?;
        match value {
            Some(value) => x.index_put_(indices.clone(), value)?,
            None => x.index_put_(indices.clone(), 8.0)?,
        };
        assert_eq!(name(&x), wanted, "x[{indices:?}] = {value:?}");
    }
    Ok(())
}

#[test]
fn an_assignment_that_raises_changes_nothing() -> Result<()> {
    let x = zeros([2, 3])?;
    let mask = tensor([[true, false, true], [false, false, true]]);
    let three = x.index_put_(&mask, &tensor([1.0, 2.0])).unwrap_err();
    assert_eq!(
        today(&three),
        "RuntimeError: shape mismatch: value tensor of shape [2] cannot be \
         broadcast to indexing result of shape [3]"
    );
    let ints = x.index_put_(&mask, &tensor([1, 2, 3])).unwrap_err();
    assert_eq!(
        today(&ints),
        "RuntimeError: Index put requires the source and destination dtypes \
         match, got Float for the destination and Long for the source."
    );
    let bytes = mask.to(uint8)?;
    let old = x.index_put_(&bytes, 1.0).unwrap_err();
    assert_eq!(
        today(&old),
        "RuntimeError: masked_fill_ only supports boolean masks, but got \
         mask with dtype unsigned char"
    );
    let leaf = zeros([2, 3])?.requires_grad_(true)?;
    let refused = leaf.index_put_((0, ..), 1.0).unwrap_err();
    assert_eq!(
        today(&refused),
        "RuntimeError: a view of a leaf Variable that requires grad is \
         being used in an in-place operation."
    );
    for x in [&x, &leaf] {
        assert_eq!((x.to_vec::<f32>()?, x.version()), (vec![0.0; 6], 0));
    }
    Ok(())
}

#[test]
fn a_mask_that_was_changed_is_noticed() -> Result<()> {
    let x = ones([3])?.requires_grad_(true)?;
    let mask = tensor([true, false, true]);
    let y = x.index(&mask)?.sum()?;
    mask.index_put_(0, false)?;
    let error = y.backward().unwrap_err();
    assert!(
        today(&error).contains("[torch.BoolTensor [3]] is at version 1"),
        "{error}"
    );
    Ok(())
}

#[test]
fn memory_that_is_shared() -> Result<()> {
    let x = count(&[6]);
    let (head, tail) = (x.index(..-1)?, x.index(1..)?);
    assert_eq!(tail.copy_(&head).err(), Some(TorchError::ReadWriteOverlap));
    // A mask that fills itself.
    let mask = tensor([true, false, true]);
    mask.masked_fill_(&mask, false)?;
    assert_eq!(mask.to_vec::<bool>()?, [false; 3]);
    // A view of nothing, at the end of the memory.
    assert_eq!(x.index(6..)?.index_put_(Ellipsis, 1)?.numel(), 0);
    assert_eq!(cat([&x.index(7..)?, &x.index(4..)?], 0)?.numel(), 2);
    Ok(())
}

#[test]
fn shapes_that_do_not_join() {
    let (a, b) = (count(&[3, 3]), count(&[3, 2]));
    let error = cat([&a, &b], 0).unwrap_err();
    assert_eq!(
        today(&error),
        "RuntimeError: Sizes of tensors must match except in dimension 0. \
         Expected size 3 but got size 2 for tensor number 1 in the list."
    );
    assert_eq!(
        then(&error),
        "RuntimeError: invalid argument 0: Sizes of tensors must match \
         except in dimension 0. Got 3 and 2 in dimension 1 at \
         /pytorch/aten/src/TH/generic/THTensor.cpp:711"
    );
    let error = stack([&a, &b], 2).unwrap_err();
    assert_eq!(
        today(&error),
        "RuntimeError: stack expects each tensor to be equal size, but got \
         [3, 3] at entry 0 and [3, 2] at entry 1"
    );
    let nothing = cat::<Tensor>([], 0).unwrap_err();
    assert_eq!(
        today(&nothing),
        "ValueError: torch.cat(): expected a non-empty list of Tensors"
    );
    assert_eq!(
        then(&nothing),
        "RuntimeError: expected a non-empty list of Tensors"
    );
}

#[test]
fn what_is_skipped_still_promotes_and_gets_no_gradient() -> Result<()> {
    let empty = zeros_with([0], float64.requires_grad(true))?;
    let x = ones([2, 2])?.requires_grad_(true)?;
    let joined = cat([&empty, &x], -1)?;
    assert_eq!((joined.dtype(), joined.size()), (float64, x.size()));
    joined.sum()?.backward()?;
    assert_eq!(x.grad().expect("backward ran").to_vec::<f32>()?, [1.0; 4]);
    assert_eq!(empty.grad().expect("as in PyTorch").size(), [0]);
    Ok(())
}

#[test]
fn gather_and_scatter_do_not_count_from_the_end() -> Result<()> {
    let x = count(&[2, 3]);
    let i = tensor([[0, -1]]);
    let error = x.gather(1, &i).unwrap_err();
    assert_eq!(
        today(&error),
        "RuntimeError: index -1 is out of bounds for dimension 1 with size 3"
    );
    assert_eq!(
        then(&error),
        "RuntimeError: Invalid index in gather at /pytorch/aten/src/TH/\
         generic/THTensorEvenMoreMath.cpp:459"
    );
    let error = x.index_select(0, &tensor([2])).unwrap_err();
    assert_eq!(today(&error), "IndexError: index out of range in self");
    // Of the repeated place, scatter keeps the last and scatter_add all.
    let (i, src) = (tensor([[1, 1, 0]]), tensor([[10, 20, 30]]));
    let put = x.scatter(1, &i, &src)?;
    assert_eq!(numbers(&put), [30, 20, 2, 3, 4, 5]);
    let added = x.scatter_add(1, &i, &src)?;
    assert_eq!(numbers(&added), [30, 31, 2, 3, 4, 5]);
    assert_eq!(numbers(&x), [0, 1, 2, 3, 4, 5]);
    Ok(())
}

#[test]
fn memory_that_repeats_takes_what_is_written_last() -> Result<()> {
    let repeated = || -> Result<Tensor> {
        let row = ones([1, 3])?.requires_grad_(true)?;
        row.mul(1.0)?.expand([2, 3])
    };
    let mask = tensor([true, false, true]);
    let rows = tensor([0, 1]);
    let fives = "tensor([[5., 1., 5.],\n        [5., 1., 5.]], \
                 grad_fn=<AsStridedBackward0>)";
    assert_eq!(repeated()?.masked_fill_(&mask, 5.0)?.repr(), fives);
    let five = tensor(5.0).requires_grad_(true)?;
    assert_eq!(repeated()?.masked_fill_(&mask, &five)?.repr(), fives);
    let one_row = tensor([[true, false, true], [false, false, false]]);
    assert_eq!(repeated()?.index_put_(&one_row, 5.0)?.repr(), fives);
    let sums = repeated()?.index_put_accumulate_(&rows, &tensor(5.0))?;
    assert!(sums.repr().starts_with("tensor([[11., 11., 11.],"), "{sums}");
    let filled = repeated()?.index_put_(tensor([0]), 5.0)?;
    assert!(filled.repr().starts_with("tensor([[5., 5., 5.],"), "{filled}");
    // Only on the way back is there no one place for a gradient.
    let error = repeated()?.fill_(3.0)?.sum()?.backward().unwrap_err();
    assert!(matches!(error, TorchError::WriteOverlap));
    // Other operations refuse it, but not before they know their arguments.
    let say = |index: Tensor| {
        today(&repeated().unwrap().scatter_value_(0, &index, 5.0).unwrap_err())
    };
    assert!(say(tensor([[9, 0, 0]])).contains("more than one element"));
    assert_eq!(
        say(tensor([0])),
        "RuntimeError: Index tensor must have the same number of dimensions \
         as self tensor"
    );
    Ok(())
}

#[test]
fn a_mask_without_dimensions_puts_all_or_nothing() -> Result<()> {
    let x = ones([2])?.requires_grad_(true)?;
    let nine = tensor(9.0);
    for (mask, shown, gradient) in
        [(true, "[9., 9.]", [0.0, 0.0]), (false, "[1., 1.]", [1.0, 1.0])]
    {
        x.set_grad(None);
        let put = x.index_put(tensor(mask), &nine, false)?;
        let wanted = format!("tensor({shown}, grad_fn=<IndexPutBackward0>)");
        assert_eq!(put.repr(), wanted);
        put.sum()?.backward()?;
        assert_eq!(x.grad().unwrap().to_vec::<f32>()?, gradient);
    }
    let twice = (tensor([0]), tensor([0]));
    assert_eq!(
        today(&x.index_put(twice, &nine, false).unwrap_err()),
        "IndexError: too many indices for tensor of dimension 1 (got 2)"
    );
    Ok(())
}

/// The nodes from this one down to the leaf, by their names.
fn chain(x: &Tensor) -> String {
    let (mut names, mut node) = (Vec::new(), x.grad_fn());
    while let Some(next) = node {
        names.push(next.name().to_owned());
        node = next.next_functions().into_iter().flatten().next();
    }
    names.join(" ")
}

#[test]
fn every_slice_has_its_node_in_the_notes() -> Result<()> {
    let x = ones([2, 3])?.requires_grad_(true)?;
    let chains = |edition| {
        with_edition(edition, || -> Result<_> {
            let filled = x.mul(2)?;
            filled.index_put_(.., 7)?;
            Ok([
                chain(&x.index((.., ..))?),
                chain(&x.index((0, ..))?),
                chain(&filled),
            ])
        })
    };
    assert_eq!(
        chains(Edition::Notes)?,
        [
            "SliceBackward SliceBackward AccumulateGrad",
            "SliceBackward SelectBackward AccumulateGrad",
            "CopySlices MulBackward0 AccumulateGrad",
        ]
    );
    assert_eq!(
        chains(Edition::Today)?,
        [
            "AliasBackward0 AccumulateGrad",
            "SelectBackward0 AccumulateGrad",
            "FillBackward2 MulBackward0 AccumulateGrad",
        ]
    );
    Ok(())
}

#[test]
fn errors_where_there_is_nothing() -> Result<()> {
    let none = zeros([0, 3])?;
    assert_eq!(
        today(&none.index_put_(tensor([0]), 1.0).unwrap_err()),
        "RuntimeError: setStorage: sizes [1, 3], strides [0, 1], storage \
         offset 0, and itemsize 4 requiring a storage size of 12 are out of \
         bounds for storage of size 0"
    );
    assert!(zeros([3, 0])?.index_put_(tensor([0]), 1.0).is_ok());
    let one = tensor(1.0);
    assert_eq!(
        today(&one.index_add(0, &tensor([0]), &ones(1)?, 1).unwrap_err()),
        "RuntimeError: source tensor shape must match self tensor shape, \
         excluding the specified dimension. Got self.shape = [] source.shape \
         = [1]"
    );
    let step = |step| today(&one.index(slice(None, None, step)).unwrap_err());
    assert_eq!(step(0), "ValueError: slice step cannot be zero");
    assert_eq!(step(-1), "ValueError: step must be greater than zero");
    Ok(())
}

/// Found by fuzzing: a step that is never taken leads beyond the largest
/// address.
#[test]
fn a_step_that_is_never_taken_leads_anywhere() -> Result<()> {
    let base = count(&[3, 2, 4]);
    let part = base.slice(0, Some(1), None, 1)?;
    let part = part.slice(1, None, None, (1 << 62) - 1)?.transpose(0, 2)?;
    part.index_put_(tensor([[true], [true], [false], [false]]), 7)?;
    assert_eq!(numbers(&base)[7..13], [7, 7, 7, 10, 11, 12]);
    Ok(())
}

/// Found by fuzzing: ndarray cannot take the absolute value of this step,
/// which is never taken.
#[test]
fn a_step_may_be_longer_than_any_memory() -> Result<()> {
    let base = count(&[3, 2, 2]);
    let x = base.transpose(0, -1)?;
    for step in [1 << 61, 1 << 62] {
        let part = x.slice(1, None, None, step)?;
        assert_eq!(numbers(&part), [0, 4, 8, 1, 5, 9]);
        assert_eq!(numbers(&part.neg()?.abs()?), [0, 4, 8, 1, 5, 9]);
        assert_eq!(
            part.repr(),
            "tensor([[[0, 4, 8]],\n\n        [[1, 5, 9]]])"
        );
        part.index_put_(Ellipsis, 7)?;
        assert_eq!(numbers(&part), [7; 6]);
        assert_eq!(numbers(&base)[..4], [7, 7, 2, 3]);
        part.copy_(&tensor([[[0, 4, 8]], [[1, 5, 9]]]))?;
    }
    Ok(())
}
