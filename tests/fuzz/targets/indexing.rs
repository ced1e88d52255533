//! Reading and assigning `x[...]` with whatever may stand between brackets.
//!
//! What is read must be what a count of the elements, indexed the same way,
//! says is there; and if nothing but integers, slices, `None` and `...` are
//! used, what a plain loop finds. What is assigned must be there afterwards,
//! and nowhere else.

#![no_main]

mod bytes;
#[path = "../../nonsense/strategies.rs"]
#[allow(dead_code, reason = "also made for other tests")]
mod strategies;

use libfuzzer_sys::fuzz_target;
use proptest::prelude::*;
use strategies::{Brackets, Place, Recipe, brackets, numbers, tensors};
use torchbook::prelude::*;

type Case = (Recipe, Brackets, Recipe, Scalar, bool);

fuzz_target!(|data: &[u8]| {
    let strategy =
        (tensors(), brackets(), tensors(), numbers(), any::<bool>());
    if let Some(case) = bytes::made(&strategy, data) {
        // An error is a good answer.
        let _error = read(&case).and_then(|()| assign(&case));
        let _error = assign_tensor(&case);
    }
});

/// The elements in row order, as text: NaN equals NaN.
fn elements(x: &Tensor) -> Vec<String> {
    let numbers = x.tolist().numbers();
    numbers.iter().map(|number| format!("{number:?}")).collect()
}

/// The numbers of the elements that are chosen, counted in row order.
fn counted(x: &Tensor, indices: Indices) -> Result<Tensor> {
    arange(x.numel() as i64)?.view(&x.size())?.index(indices)
}

fn read((recipe, brackets, ..): &Case) -> Result<()> {
    let x = recipe.make()?;
    let got = x.index(brackets.make()?)?;
    let count = counted(&x, brackets.make()?)?;
    assert_eq!(got.size(), count.size());
    let all = elements(&x);
    let places = count.to_vec::<i64>()?;
    let wanted: Vec<String> =
        places.iter().map(|&i| all[i as usize].clone()).collect();
    assert_eq!(elements(&got), wanted);
    if let Some((shape, plain)) = plainly(&x.size(), brackets) {
        assert_eq!(count.size()[..], shape[..]);
        assert_eq!(places, plain);
    }
    if got.requires_grad() {
        got.backward_with(&got.ones_like()?)?;
    }
    let _text = got.repr();
    Ok(())
}

/// The shape and the numbers of the elements that integers, slices, `None`
/// and one `...` choose, by a plain loop.
fn plainly(
    size: &Size,
    brackets: &Brackets,
) -> Option<(Vec<usize>, Vec<i64>)> {
    let takes =
        |place: &&Place| matches!(place, Place::Int(_) | Place::Slice(..));
    let dots = |place: &&Place| matches!(place, Place::Ellipsis);
    let places = &brackets.places;
    let used = places.iter().filter(takes).count();
    if places.iter().filter(dots).count() > 1 || used > size.len() {
        return None;
    }
    let mut dims = size.iter().copied();
    // For each dimension of the result the elements of the dimension that it
    // comes from; a dimension that disappears is of one element, not shown.
    let mut picked: Vec<(Vec<usize>, bool, bool)> = Vec::new();
    for place in places.iter().chain([&Place::Ellipsis]) {
        match place {
            Place::Int(i) => {
                let n = dims.next()? as i64;
                let i = if *i < 0 { *i + n } else { *i };
                picked.push((vec![usize::try_from(i).ok()?], false, true));
            }
            Place::Slice(start, stop, step) => {
                let n = dims.next()? as i64;
                let end = |i: i64| match i {
                    ..0 => (i.max(-n) + n).max(0),
                    _ => i.min(n),
                };
                let from = end(start.unwrap_or(0));
                let to = end(stop.unwrap_or(n));
                let step = usize::try_from(step.unwrap_or(1)).ok()?;
                let all = (from..to).step_by(step).map(|i| i as usize);
                picked.push((all.collect(), true, true));
            }
            Place::NewAxis => picked.push((vec![0], true, false)),
            Place::Ellipsis => {
                let given = picked.iter().filter(|p| p.2).count();
                let later = used.saturating_sub(given);
                let here = (size.len() - given).checked_sub(later)?;
                for n in dims.by_ref().take(here) {
                    picked.push(((0..n).collect(), true, true));
                }
            }
            Place::Bool(_) | Place::Tensor(_) => return None,
        }
    }
    let mut out = vec![0];
    let mut sizes = size.iter();
    for (all, _, real) in &picked {
        let n = if *real { *sizes.next()? } else { 1 };
        out = out
            .iter()
            .flat_map(|&at| all.iter().map(move |&i| at * n as i64 + i as i64))
            .collect();
    }
    let shown = picked.iter().filter(|p| p.1).map(|p| p.0.len());
    Some((shown.collect(), out))
}

fn assign((recipe, brackets, _, number, _): &Case) -> Result<()> {
    let x = recipe.make()?.detach()?;
    let before = elements(&x);
    let places = counted(&x, brackets.make()?)?.to_vec::<i64>()?;
    let all = x.copy()?.fill_(*number).map(|full| elements(&full));
    if x.index_put_(brackets.make()?, *number).is_err() {
        assert_eq!(elements(&x), before);
        return Ok(());
    }
    if recipe.layout == strategies::Layout::Expanded {
        // One element of memory shows at several places.
        return Ok(());
    }
    let mut wanted = before;
    if !places.is_empty() {
        let written = all?;
        for i in places {
            wanted[i as usize].clone_from(&written[i as usize]);
        }
    }
    assert_eq!(elements(&x), wanted);
    Ok(())
}

fn assign_tensor((recipe, brackets, values, _, add): &Case) -> Result<()> {
    let (x, values) = (recipe.make()?, values.make()?);
    let put = x.index_put(brackets.make()?, &values, *add);
    let changed = match add {
        true => x.index_put_accumulate_(brackets.make()?, &values),
        false => x.index_put_(brackets.make()?, &values),
    };
    for out in put.iter().chain(&changed) {
        let _text = out.repr();
        if out.requires_grad() {
            out.backward_with(&out.ones_like()?)?;
        }
    }
    Ok(())
}
