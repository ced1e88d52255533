//! Every differentiable operation of the table against central differences.

use approx::relative_eq;
use torchbook::autograd::grad_with;
use torchbook::ops::{Args, Example, Row, Value};
use torchbook::prelude::*;
use torchbook::table::OPERATIONS;

/// Half the distance between the two sides of a difference.
const STEP: f64 = 1e-6;

/// The leaves among the arguments, lists taken apart.
fn leaves(arguments: &[Value]) -> Vec<Tensor> {
    arguments
        .iter()
        .flat_map(Value::tensors)
        .filter(|tensor| tensor.requires_grad())
        .cloned()
        .collect()
}

/// The outputs that carry gradients, and fixed weights for each element.
fn outputs(row: &Row, arguments: &[Value]) -> Result<Vec<Tensor>> {
    let result = (row.call)(&Args(arguments))?;
    Ok(result
        .tensors()
        .into_iter()
        .filter(|t| t.dtype().is_floating_point())
        .cloned()
        .collect())
}

fn weights(of: &Tensor) -> Vec<f64> {
    (0..of.numel()).map(|i| 0.3 + (i as f64 * 1.7).sin()).collect()
}

/// The weighted sum of all outputs: one number that depends on everything.
fn weighted(row: &Row, arguments: &[Value]) -> f64 {
    no_grad(|| outputs(row, arguments))
        .expect("the example is valid")
        .iter()
        .flat_map(|out| {
            let values = out.to_vec::<f64>().expect("examples are float64");
            weights(out).into_iter().zip(values).map(|(w, v)| w * v)
        })
        .sum()
}

/// Moves one element of a leaf, behind autograd's back.
fn nudge(leaf: &Tensor, place: usize, by: f64) {
    let window = leaf.strided().clone();
    let place = window.places().nth(place).expect("inside the tensor");
    window.storage().write::<f64>()[place] += by;
}

fn numeric(row: &Row, arguments: &[Value], leaf: &Tensor) -> Vec<f64> {
    (0..leaf.numel())
        .map(|place| {
            nudge(leaf, place, STEP);
            let above = weighted(row, arguments);
            nudge(leaf, place, -2.0 * STEP);
            let below = weighted(row, arguments);
            nudge(leaf, place, STEP);
            (above - below) / (2.0 * STEP)
        })
        .collect()
}

fn analytic(row: &Row, arguments: &[Value], of: &[Tensor]) -> Vec<Vec<f64>> {
    let outputs = outputs(row, arguments).expect("the example is valid");
    let differ: Vec<&Tensor> =
        outputs.iter().filter(|out| out.requires_grad()).collect();
    assert!(!differ.is_empty(), "no output of {} has a grad_fn", row.name);
    let weights: Vec<Tensor> = differ
        .iter()
        .map(|out| {
            tensor_with(weights(out), float64)
                .and_then(|w| w.view(out.size()))
                .expect("as many weights as elements")
        })
        .collect();
    let weights: Vec<Option<&Tensor>> = weights.iter().map(Some).collect();
    let of: Vec<&Tensor> = of.iter().collect();
    let options = BackwardOptions { allow_unused: true, ..Default::default() };
    grad_with(&differ, &of, &weights, options)
        .unwrap_or_else(|e| panic!("{}: {e:#}", row.name))
        .iter()
        .zip(&of)
        .map(|(grad, leaf)| match grad {
            Some(grad) => grad.to_vec::<f64>().expect("as the leaf"),
            None => vec![0.0; leaf.numel()],
        })
        .collect()
}

#[test]
fn every_derivative_is_a_central_difference() {
    let mut failures = Vec::new();
    let (mut operations, mut numbers) = (0, 0);
    for row in OPERATIONS.iter().filter(|row| row.grad_fn.is_some()) {
        operations += 1;
        let examples = (row.examples)(&mut Example::default());
        assert!(!examples.is_empty(), "{} has no example", row.name);
        for (nr, arguments) in examples.iter().enumerate() {
            let leaves = leaves(arguments);
            assert!(!leaves.is_empty(), "{} #{nr} has no leaf", row.name);
            let ours = analytic(row, arguments, &leaves);
            for (leaf, ours) in leaves.iter().zip(ours) {
                let wanted = numeric(row, arguments, leaf);
                numbers += wanted.len();
                let close = |(a, b): (&f64, &f64)| {
                    relative_eq!(a, b, epsilon = 1e-6, max_relative = 1e-5)
                };
                if !ours.iter().zip(&wanted).all(close) {
                    failures.push(format!(
                        "{} #{nr}, gradient of {leaf:?}\n\
                         ---- by differences ----\n{wanted:.6?}\n\
                         ---- by backward ----\n{ours:.6?}\n\
                         ------------------------",
                        row.name
                    ));
                }
            }
        }
    }
    println!("{operations} operations, {numbers} derivatives compared");
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// The gradients of the examples' leaves after the in-place form, applied to
/// a copy of the first argument, or to one row of something larger.
fn in_place(
    row: &Row,
    arguments: &[Value],
    of: &[Tensor],
    through_a_view: bool,
) -> Result<Vec<Vec<f64>>> {
    let call = row.in_place.expect("only called for those that have one");
    let mut arguments = arguments.to_vec();
    let Value::Tensor(first) = &arguments[0] else { unreachable!() };
    let whole = if through_a_view {
        stack([first, first], 0)?.mul(1.0)?
    } else {
        first.mul(1.0)?
    };
    let target =
        if through_a_view { whole.select(0, 1)? } else { whole.clone() };
    arguments[0] = target.clone().into();
    call(&Args(&arguments))?;
    let weights =
        tensor_with(weights(&target), float64)?.view(target.size())?;
    let of: Vec<&Tensor> = of.iter().collect();
    let options = BackwardOptions { allow_unused: true, ..Default::default() };
    // Through the whole, whose history must contain what happened to a part.
    let seen =
        if through_a_view { whole.select(0, 1)? } else { whole.clone() };
    let found = grad_with(&[&seen], &of, &[Some(&weights)], options)?;
    Ok(found
        .iter()
        .zip(&of)
        .map(|(grad, leaf)| match grad {
            Some(grad) => grad.to_vec::<f64>().expect("as the leaf"),
            None => vec![0.0; leaf.numel()],
        })
        .collect())
}

#[test]
fn every_in_place_form_has_the_same_derivative() {
    let mut failures = Vec::new();
    let mut forms = 0;
    let rows = OPERATIONS
        .iter()
        .filter(|row| row.grad_fn.is_some() && row.in_place.is_some());
    for row in rows {
        forms += 1;
        let examples = (row.examples)(&mut Example::default());
        for (nr, arguments) in examples.iter().enumerate() {
            let Some(Value::Tensor(first)) = arguments.first() else {
                continue;
            };
            let shape = outputs(row, arguments).expect("valid")[0].size();
            if first.size() != shape {
                continue;
            }
            let leaves = leaves(arguments);
            let wanted = analytic(row, arguments, &leaves);
            for through_a_view in [false, true] {
                let ours = in_place(row, arguments, &leaves, through_a_view);
                let ours = ours.map_err(|e| e.to_string());
                if ours.as_ref() != Ok(&wanted) {
                    let how = if through_a_view { "view" } else { "whole" };
                    failures.push(format!(
                        "{}_ #{nr} ({how}): {ours:.6?}\n  wanted \
                         {wanted:.6?}",
                        row.name
                    ));
                }
            }
        }
    }
    println!("{forms} in-place forms compared");
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// Operations whose derivative can be derived again: everything but these.
const ONCE_ONLY: &[&str] = &["linalg_svdvals"];

#[test]
fn every_second_derivative_is_a_central_difference() {
    let mut failures = Vec::new();
    let (mut operations, mut numbers) = (0, 0);
    let rows = OPERATIONS
        .iter()
        .filter(|row| row.grad_fn.is_some())
        .filter(|row| !ONCE_ONLY.contains(&row.name));
    for row in rows {
        operations += 1;
        let examples = (row.examples)(&mut Example::default());
        for (nr, arguments) in examples.iter().enumerate() {
            let leaves = leaves(arguments);
            let ours = twice(row, arguments, &leaves)
                .unwrap_or_else(|e| panic!("{} #{nr}: {e:#}", row.name));
            for (leaf, ours) in leaves.iter().zip(ours) {
                // How the sum of the first derivatives, each squared, moves.
                let at = || -> f64 {
                    analytic(row, arguments, &leaves)
                        .iter()
                        .flatten()
                        .map(|g| g * g)
                        .sum()
                };
                let wanted: Vec<f64> = (0..leaf.numel())
                    .map(|place| {
                        nudge(leaf, place, STEP);
                        let above = at();
                        nudge(leaf, place, -2.0 * STEP);
                        let below = at();
                        nudge(leaf, place, STEP);
                        (above - below) / (2.0 * STEP)
                    })
                    .collect();
                numbers += wanted.len();
                let close = |(a, b): (&f64, &f64)| {
                    relative_eq!(a, b, epsilon = 1e-5, max_relative = 1e-4)
                };
                if !ours.iter().zip(&wanted).all(close) {
                    failures.push(format!(
                        "{} #{nr}, second gradient of {leaf:?}\n\
                         ---- by differences ----\n{wanted:.6?}\n\
                         ---- by backward ----\n{ours:.6?}\n\
                         ------------------------",
                        row.name
                    ));
                }
            }
        }
    }
    println!("{operations} operations, {numbers} second derivatives");
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// The gradient of the sum of squared gradients.
fn twice(
    row: &Row,
    arguments: &[Value],
    of: &[Tensor],
) -> Result<Vec<Vec<f64>>> {
    let outputs = outputs(row, arguments)?;
    let mut weighted = tensor_with(0.0, float64)?;
    for out in outputs.iter().filter(|out| out.requires_grad()) {
        let weights = tensor_with(weights(out), float64)?.view(out.size())?;
        weighted = weighted.add(&out.mul(&weights)?.sum()?)?;
    }
    let of: Vec<&Tensor> = of.iter().collect();
    let unused = |options: BackwardOptions| BackwardOptions {
        allow_unused: true,
        ..options
    };
    let first = grad_with(
        &[&weighted],
        &of,
        &[None],
        unused(BackwardOptions::create_graph()),
    )?;
    let mut squares = tensor_with(0.0, float64)?;
    for grad in first.iter().flatten() {
        squares = squares.add(&grad.mul(grad)?.sum()?)?;
    }
    let second = if squares.requires_grad() {
        grad_with(
            &[&squares],
            &of,
            &[None],
            unused(BackwardOptions::default()),
        )?
    } else {
        vec![None; of.len()]
    };
    Ok(second
        .iter()
        .zip(&of)
        .map(|(grad, leaf)| match grad {
            Some(grad) => grad.to_vec::<f64>().expect("as the leaf"),
            None => vec![0.0; leaf.numel()],
        })
        .collect())
}
