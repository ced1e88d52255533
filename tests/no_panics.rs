//! Nonsense for every operation of the table: the answer is a value or an
//! error, never a panic.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};

use torchbook::ops::{Args, Value};
use torchbook::prelude::*;
use torchbook::table::OPERATIONS;
use torchbook::tensor::random::Generator;

/// Arguments that nobody would pass, and some that somebody might.
struct Nonsense(Generator);

impl Nonsense {
    /// A number below `n`.
    fn pick(&mut self, n: usize) -> usize {
        self.0.random() as usize % n
    }

    fn one_of<T: Copy, const N: usize>(&mut self, choices: [T; N]) -> T {
        choices[self.pick(N)]
    }

    /// A tensor of any dtype with up to three dimensions, some of them
    /// empty; turned, cut, repeated, a leaf or the result of something.
    fn tensor(&mut self) -> Result<Tensor> {
        let ndim = self.pick(4);
        let shape: Vec<i64> =
            (0..ndim).map(|_| self.one_of([0, 1, 1, 2, 3, 3, 5])).collect();
        let n = shape.iter().product::<i64>();
        let odd = [f64::NAN, f64::INFINITY, 1e30, 0.0, -1.0, 1.0, 2.0, 3.0];
        let values: Vec<f64> = (0..n).map(|_| self.one_of(odd)).collect();
        let dtype =
            self.one_of([float32, float64, int64, int32, uint8, bool_]);
        let x = tensor_with(values, float64)?.to(dtype)?.view(shape)?;
        let x = match self.pick(6) {
            0 if ndim > 1 => x.transpose(0, -1)?,
            1 if ndim > 0 => x.slice(0, None, None, 2)?,
            2 => {
                let mut wide: Vec<i64> = vec![2];
                wide.extend(x.size().iter().map(|&extent| extent as i64));
                x.expand(wide)?
            }
            _ => x,
        };
        if !dtype.is_floating_point() {
            return Ok(x);
        }
        match self.pick(3) {
            0 => x.requires_grad_(true),
            1 => x.requires_grad_(true)?.mul(1.0),
            _ => Ok(x),
        }
    }

    fn list(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<Value>,
    ) -> Result<Value> {
        let items = (0..self.pick(4)).map(|_| item(self));
        Ok(Value::List(items.collect::<Result<_>>()?))
    }

    fn value(&mut self) -> Result<Value> {
        let small = |nonsense: &mut Self| nonsense.pick(9) as i64 - 4;
        Ok(match self.pick(12) {
            0 => Value::None,
            1 => self.one_of([true, false]).into(),
            2 | 3 => small(self).into(),
            4 => self.one_of([i64::MAX, i64::MIN, 1 << 40]).into(),
            5 => (self.pick(5) as f64 - 2.5).into(),
            6 => self.one_of(["floor", "trunc", "nonsense"]).into(),
            7 => self.list(|nonsense| Ok(small(nonsense).into()))?,
            8 => self.list(|nonsense| Ok(nonsense.tensor()?.into()))?,
            _ => self.tensor()?.into(),
        })
    }
}

/// Calls, prints, and goes back.
fn run(
    call: fn(&Args<'_>) -> Result<Value>,
    arguments: &[Value],
) -> Result<()> {
    for output in call(&Args(arguments))?.tensors() {
        let _text = output.repr();
        if output.requires_grad() {
            output.backward_with(&output.ones_like()?)?;
        }
    }
    Ok(())
}

#[test]
fn every_operation_answers() -> Result<()> {
    let mut nonsense = Nonsense(Generator::new(0));
    let mut panics: BTreeMap<String, usize> = BTreeMap::new();
    let (mut values, mut errors) = (0, 0);
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| ()));
    for row in (0..250).flat_map(|_| OPERATIONS) {
        // One argument of a good call replaced, or all of them.
        let examples = (row.examples)(&mut Default::default());
        let mut arguments = match examples.len() {
            0 => vec![Value::None; row.signature.matches(',').count() + 1],
            n => examples[nonsense.pick(n)].clone(),
        };
        let count = arguments.len();
        let only = nonsense.pick(count + 1);
        for (i, argument) in arguments.iter_mut().enumerate() {
            if i == only || only == count {
                *argument = nonsense.value()?;
            }
        }
        let call = match (row.in_place, nonsense.pick(4)) {
            (Some(in_place), 0) => in_place,
            _ => row.call,
        };
        let answer =
            panic::catch_unwind(AssertUnwindSafe(|| run(call, &arguments)));
        match answer {
            Ok(Ok(())) => values += 1,
            Ok(Err(_)) => errors += 1,
            Err(said) => {
                let text = said.downcast_ref::<String>().map(String::as_str);
                let said = text.or(said.downcast_ref::<&str>().copied());
                let said = said.unwrap_or("?");
                let what = format!("{}: {said}", row.name);
                *panics.entry(what).or_default() += 1;
            }
        }
    }
    panic::set_hook(hook);
    println!("{values} values, {errors} errors, {} panics", panics.len());
    assert!(panics.is_empty(), "{panics:#?}");
    Ok(())
}
