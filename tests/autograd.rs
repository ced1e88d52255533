//! What the engine does where it can be seen: order, accumulation, freeing,
//! in-place changes. Each expectation was printed by PyTorch 2.15.0.

use torchbook::autograd::grad_with;
use torchbook::prelude::*;

fn leaf(value: f64) -> Tensor {
    tensor_with(value, float32.requires_grad(true)).expect("a float may")
}

fn leaves<const N: usize>(values: [f64; N]) -> Tensor {
    tensor_with(values, float32.requires_grad(true)).expect("floats may")
}

fn text(x: Option<Tensor>) -> String {
    x.map_or_else(|| "None".to_owned(), |x| x.repr())
}

#[track_caller]
fn says<T>(result: Result<T>, sentence: &str) {
    let error = result.err().expect("PyTorch refuses this");
    assert_eq!(format!("{error:#}"), sentence);
}

#[test]
fn gradients_are_added_in_the_order_of_arrival() -> Result<()> {
    // Nodes run newest first, so the last factor arrives first. In float32
    // only the orders in which the large ones cancel first leave the 1.
    let orders = [
        ([1e8, -1e8, 1.0], 0.0),
        ([1e8, 1.0, -1e8], 0.0),
        ([-1e8, 1e8, 1.0], 0.0),
        ([-1e8, 1.0, 1e8], 0.0),
        ([1.0, 1e8, -1e8], 1.0),
        ([1.0, -1e8, 1e8], 1.0),
    ];
    for (factors, wanted) in orders {
        let x = leaf(1.0);
        let [a, b, c] = factors;
        let (a, b, c) = (x.mul(a)?, x.mul(b)?, x.mul(c)?);
        // Use in another order than creation: only creation counts.
        c.add(&a)?.add(&b)?.backward()?;
        assert_eq!(x.grad().unwrap().item()?, Scalar::Float(wanted));
    }
    Ok(())
}

#[test]
fn accumulation_keeps_the_same_gradient_object() -> Result<()> {
    let w = leaf(3.0);
    w.mul(&w)?.backward()?;
    let first = w.grad().unwrap();
    w.mul(&w)?.backward()?;
    assert!(w.grad().unwrap().is(&first));
    assert_eq!(first.repr(), "tensor(12.)");
    Ok(())
}

#[test]
fn a_gradient_is_never_shared_between_leaves() -> Result<()> {
    let (a, b) = (leaves([1.0, 2.0]), leaves([3.0, 4.0]));
    a.add(&b)?.backward_with(&tensor([1.0, 1.0]))?;
    a.grad().unwrap().zero_()?;
    assert_eq!(text(b.grad()), "tensor([1., 1.])");
    Ok(())
}

#[test]
fn a_second_backward_fails_where_something_was_saved() -> Result<()> {
    let (w, v) = (leaf(2.0), leaf(1.0));
    let f = w.mul(&w)?.add(&v)?;
    f.backward()?;
    says(
        f.backward(),
        "RuntimeError: Trying to backward through the graph a second time \
         (or directly access saved tensors after they have already been \
         freed). Saved intermediate values of the graph are freed when you \
         call .backward() or autograd.grad(). Specify retain_graph=True if \
         you need to backward through the graph a second time or if you \
         need to access saved tensors after calling backward.",
    );
    // What was reached before the error keeps what it got.
    assert_eq!(text(v.grad()), "tensor(2.)");
    assert_eq!(text(w.grad()), "tensor(4.)");
    let f = v.add(&w)?;
    f.backward()?;
    f.backward()?;
    with_edition(Edition::Notes, || -> Result<()> {
        let f = w.mul(2.0)?;
        f.backward()?;
        says(
            f.backward(),
            "RuntimeError: Trying to backward through the graph a second \
             time, but the buffers have already been freed. Specify \
             retain_graph=True when calling backward the first time.",
        );
        Ok(())
    })
}

#[test]
fn retain_graph_allows_it_again() -> Result<()> {
    let w = leaf(4.0);
    let f = w.mul(&w)?;
    f.backward_retain()?;
    assert_eq!(text(w.grad()), "tensor(8.)");
    f.backward()?;
    assert_eq!(text(w.grad()), "tensor(16.)");
    assert!(f.backward().is_err());
    Ok(())
}

#[test]
fn a_changed_saved_tensor_is_noticed() -> Result<()> {
    let advice = "Hint: enable anomaly detection to find the operation that \
                  failed to compute its gradient, with \
                  torch.autograd.set_detect_anomaly(True, check_nan=False).";
    let x = leaves([1.0, 2.0]);
    let y = x.mul(2.0)?;
    let z = y.mul(&y)?;
    y.add_(1.0)?;
    says(
        z.backward_with(&y.detach()?),
        &format!(
            "RuntimeError: one of the variables needed for gradient \
             computation has been modified by an inplace operation: \
             [torch.FloatTensor [2]], which is output 0 of Add, is at \
             version 1; expected version 0 instead. {advice}"
        ),
    );
    let y = tensor([1.0, 2.0]);
    let z = x.mul(&y)?;
    y.add_(1.0)?;
    says(
        z.backward_with(&y),
        &format!(
            "RuntimeError: one of the variables needed for gradient \
             computation has been modified by an inplace operation: \
             [torch.FloatTensor [2]] is at version 1; expected version 0 \
             instead. {advice}"
        ),
    );
    // `exp` keeps its result; in place that is the tensor itself.
    let y = x.mul(1.0)?.exp_()?;
    y.add_(1.0)?;
    let error = y.sum()?.backward().unwrap_err().to_string();
    assert!(
        error.contains(
            "which is output 0 of Exp, is at version 2; \
                            expected version 1"
        ),
        "{error}"
    );
    Ok(())
}

#[test]
fn leaves_may_not_change_in_place() -> Result<()> {
    let x = leaves([1.0, 1.0]);
    let leaf_error = "RuntimeError: a leaf Variable that requires grad is \
                      being used in an in-place operation.";
    let view_error = "RuntimeError: a view of a leaf Variable that requires \
                      grad is being used in an in-place operation.";
    says(x.add_(1.0), leaf_error);
    says(x.index(0)?.add_(1.0), view_error);
    says(x.expand([3, 2])?.add_(1.0), view_error);
    no_grad(|| x.add_(1.0))?;
    assert_eq!(x.repr(), "tensor([2., 2.], requires_grad=True)");
    Ok(())
}

#[test]
fn in_place_on_a_view_changes_the_history_of_its_base() -> Result<()> {
    let x = leaves([1.0, 2.0]);
    let y = x.mul(2.0)?;
    let v = y.index(0)?;
    v.mul_(3.0)?;
    assert_eq!(y.repr(), "tensor([6., 4.], grad_fn=<CopySlices>)");
    assert_eq!(v.repr(), "tensor(6., grad_fn=<AsStridedBackward0>)");
    y.sum()?.backward()?;
    assert_eq!(text(x.grad()), "tensor([6., 2.])");

    // And the other way round: a change of the base reaches the view.
    let x = leaves([1.0, 2.0]);
    let y = x.mul(2.0)?;
    let v = y.index(0)?;
    y.mul_(3.0)?;
    assert_eq!(v.repr(), "tensor(6., grad_fn=<AsStridedBackward0>)");
    v.backward()?;
    assert_eq!(text(x.grad()), "tensor([6., 0.])");

    // A base that wanted no gradient wants one now.
    let w = leaf(5.0);
    let y = zeros([3])?;
    let v = y.index(0)?;
    v.mul_(&w)?;
    assert_eq!(y.repr(), "tensor([0., 0., 0.], grad_fn=<CopySlices>)");
    y.index_put_(1, &w.mul(&w)?)?;
    y.sum()?.backward()?;
    assert_eq!(text(w.grad()), "tensor(10.)");

    let x = leaves([1.0, 1.0, 1.0]);
    let y = x.mul(1.0)?;
    y.index(0..2)?.zero_()?;
    y.sum()?.backward()?;
    assert_eq!(text(x.grad()), "tensor([0., 0., 1.])");
    Ok(())
}

#[test]
fn a_change_through_a_view_allows_one_backward() -> Result<()> {
    let x = leaves([1.0, 2.0]);
    let y = x.add(1.0)?;
    y.index_put_(0, 5.0)?;
    let f = y.sum()?;
    f.backward()?;
    assert!(matches!(f.backward(), Err(TorchError::Freed)));
    assert_eq!(text(x.grad()), "tensor([0., 1.])");
    Ok(())
}

#[test]
fn some_views_may_not_change_in_place() -> Result<()> {
    let x = leaves([1.0, 2.0]);
    let y = x.mul(2.0)?;
    says(
        y.unbind(0)?[0].mul_(2.0),
        "RuntimeError: Output 0 of Unbind is a view and is being modified \
         inplace. This view is the output of a function that returns \
         multiple views. Such functions do not allow the output views to be \
         modified inplace. You should replace the inplace operation by an \
         out-of-place one.",
    );
    let v = no_grad(|| y.index(0))?;
    says(
        v.mul_(2.0),
        "RuntimeError: A view was created in no_grad mode and is being \
         modified inplace with grad mode enabled. Given that this use case \
         is ambiguous and error-prone, it is forbidden. You can clarify \
         your code by moving both the view and the inplace either both \
         inside the no_grad block (if you don't want the inplace to be \
         tracked) or both outside (if you want the inplace to be tracked).",
    );
    Ok(())
}

#[test]
fn reading_what_is_partly_overwritten_is_refused() -> Result<()> {
    let sentence = "RuntimeError: unsupported operation: some elements of \
                    the input tensor and the written-to tensor refer to a \
                    single memory location. Please clone() the tensor \
                    before performing the operation.";
    let x = ones([2, 2])?;
    says(x.copy_(&x.t()?), sentence);
    let x = tensor([0.0, 1.0, 2.0, 3.0]);
    says(x.index(1..)?.add_(&x.index(..-1)?), sentence);
    assert_eq!(x.repr(), "tensor([0., 1., 2., 3.])");
    x.add_(&x)?;
    assert_eq!(x.repr(), "tensor([0., 2., 4., 6.])");
    Ok(())
}

#[test]
fn gradients_without_touching_grad() -> Result<()> {
    let (x, y) = (leaves([1.0, 1.0]), leaves([1.0, 1.0]));
    let f = x.mul(&x)?.sum()?;
    let [found] = grad([&f], [&x], BackwardOptions::create_graph())?;
    assert_eq!(found.repr(), "tensor([2., 2.], grad_fn=<AddBackward0>)");
    assert!(x.grad().is_none());
    says(
        grad([&f], [&x, &y], BackwardOptions::retain_graph()),
        "RuntimeError: The differentiated Tensor at index 1 appears to not \
         have been used in the graph. Set allow_unused=True if this is the \
         desired behavior.",
    );
    let options = BackwardOptions { allow_unused: true, ..Default::default() };
    let found = grad_with(&[&f], &[&x, &y], &[None], options)?;
    assert_eq!(text(found[0].clone()), "tensor([2., 2.])");
    assert!(found[1].is_none());
    says(
        grad([&f], [&tensor(1.0)], BackwardOptions::default()),
        "RuntimeError: One of the differentiated Tensors does not require \
         grad",
    );
    // Only what lies on the way is walked: `f` may be used up elsewhere.
    let z = x.mul(3.0)?;
    let g = z.mul(&z)?.sum()?;
    let [found] = grad([&g], [&z], BackwardOptions::default())?;
    assert_eq!(found.repr(), "tensor([6., 6.])");
    Ok(())
}

#[test]
fn derivatives_of_derivatives() -> Result<()> {
    let x = leaf(2.0);
    let f = x.mul(&x)?.mul(&x)?;
    f.backward_options(None, BackwardOptions::create_graph())?;
    let first = x.grad().unwrap();
    assert_eq!(first.repr(), "tensor(12., grad_fn=<CopyBackwards>)");
    x.set_grad(None);
    first.backward()?;
    assert_eq!(text(x.grad()), "tensor(12.)");
    Ok(())
}

#[test]
fn roots_that_have_no_gradient() -> Result<()> {
    says(
        ones([2])?.backward(),
        "RuntimeError: element 0 of tensors does not require grad and does \
         not have a grad_fn",
    );
    let x = leaves([1.0, 2.0, 3.0]);
    says(
        x.backward(),
        "RuntimeError: grad can be implicitly created only for scalar \
         outputs",
    );
    let wrong = tensor([1.0, 1.0]);
    says(
        x.mul(2.0)?.backward_with(&wrong),
        "RuntimeError: Mismatch in shape: grad_output[0] has a shape of \
         torch.Size([2]) and output[0] has a shape of torch.Size([3]).",
    );
    let x = leaf(2.0);
    x.backward()?;
    assert_eq!(text(x.grad()), "tensor(1.)");
    Ok(())
}

#[test]
fn a_result_can_keep_its_gradient() -> Result<()> {
    let w = leaf(5.0);
    let y = w.mul(&w)?;
    y.retain_grad()?;
    y.mul(&y)?.backward()?;
    assert_eq!(text(y.grad()), "tensor(50.)");
    says(
        y.requires_grad_(false),
        "RuntimeError: you can only change requires_grad flags of leaf \
         variables. If you want to use a computed variable in a subgraph \
         that doesn't require differentiation use var_no_grad = \
         var.detach().",
    );
    says(
        tensor(1.0).retain_grad(),
        "RuntimeError: can't retain_grad on Tensor that has \
         requires_grad=False",
    );
    Ok(())
}

#[test]
fn a_graph_lives_as_long_as_its_result() -> Result<()> {
    // In place on a tensor that the operation reads: no cycle may be left.
    let w = leaf(2.0);
    let watched = w.mul(1.0)?;
    let memory = std::rc::Rc::downgrade(watched.strided().storage());
    let y = watched.mul(&w)?.mul_(&watched)?.exp()?;
    drop(watched);
    assert!(memory.upgrade().is_some());
    drop(y);
    assert!(memory.upgrade().is_none());
    Ok(())
}

/// A chain of so many nodes goes forward, backward and is dropped, in a stack
/// that has a few bytes for each of them at most.
fn deep_chain_in_a_small_stack(nodes: usize) {
    let run = move || -> Result<()> {
        let x = leaf(1.0);
        let mut y = x.add(0.0)?;
        for _ in 0..nodes {
            y = y.neg()?;
        }
        y.backward()?;
        assert_eq!(text(x.grad()), "tensor(1.)");
        let dropped_without_backward = {
            let mut y = x.add(0.0)?;
            for _ in 0..20_000 {
                y = y.mul(1.0)?;
            }
            y
        };
        drop(dropped_without_backward);
        Ok(())
    };
    std::thread::Builder::new()
        .stack_size(256 * 1024)
        .spawn(move || run().expect("nothing here can fail"))
        .expect("a thread")
        .join()
        .expect("no overflow");
}

#[test]
fn thirty_thousand_nodes_in_a_small_stack() {
    deep_chain_in_a_small_stack(30_000);
}

#[test]
#[ignore = "five seconds unoptimised; .ci/run asks for it"]
fn a_million_nodes_in_a_small_stack() {
    deep_chain_in_a_small_stack(1_000_000);
}

#[test]
fn a_view_that_lost_its_history_lets_no_gradient_through() -> Result<()> {
    let x = leaves([1.0, 2.0]);
    let y = x.mul(2.0)?;
    let v = no_grad(|| y.index(0))?;
    y.mul_(3.0)?;
    assert_eq!(v.repr(), "tensor(6., grad_fn=<Invalid>)");
    // PyTorch says this as soon as `v` is multiplied.
    says(
        v.mul(2.0)?.backward(),
        "RuntimeError: A view was created in no_grad mode and its base or \
         another view of its base has been modified inplace with grad mode \
         enabled. Given that this use case is ambiguous and error-prone, it \
         is forbidden. You can clarify your code by moving both the view \
         and the inplace either both inside the no_grad block (if you don't \
         want the inplace to be tracked) or both outside (if you want the \
         inplace to be tracked).",
    );
    assert!(x.grad().is_none());
    Ok(())
}

/// A view may be asked for gradients of its own. Changed in place, its base
/// would need a history that leads through the base itself.
#[test]
fn a_view_that_is_a_leaf_is_a_view_of_a_leaf() -> Result<()> {
    let base = zeros(3)?;
    let leaf = base.slice(0, Some(1), None, 1)?.requires_grad_(true)?;
    let view = leaf.slice(0, None, Some(1), 1)?;
    for x in [&leaf, &view] {
        assert_eq!(
            format!("{:#}", x.mul_(2.0).unwrap_err()),
            "RuntimeError: a view of a leaf Variable that requires grad is \
             being used in an in-place operation."
        );
    }
    base.mul_(2.0)?;
    assert!(!base.requires_grad());
    Ok(())
}
