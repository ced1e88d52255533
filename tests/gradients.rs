//! Every differentiable operation of the table against central differences.

use approx::relative_eq;
use torchbook::autograd::{BackwardOptions, Tensor, grad_with};
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
