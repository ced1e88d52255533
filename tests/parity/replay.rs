//! Makes a recorded call with our own operations.

use torchbook::autograd::grad_with;
use torchbook::ops::{Args, Row, Signature, Value};
use torchbook::prelude::*;

use super::recording::{Case, Item, Mode, Recording};

/// What an operation of the recording may be: the rows of the table that
/// Python calls by its name, in the order in which they are tried.
pub struct Operation {
    rows: Vec<(&'static Row, Signature)>,
}

/// What our call gave.
pub struct Got {
    pub result: Value,
    pub outs: Vec<Tensor>,
    pub gradients: Result<Vec<Option<Tensor>>>,
}

/// The arguments of a call, as tensors of their own.
pub struct Arguments {
    positional: Vec<Value>,
    keywords: Vec<(String, Value)>,
    /// Every tensor among them once, in order.
    pub tensors: Vec<Tensor>,
}

impl Arguments {
    pub fn make(
        recording: &Recording<'_>,
        case: &Case<'_>,
        mode: Mode,
    ) -> Result<Arguments> {
        let mut made = Arguments {
            positional: Vec::new(),
            keywords: Vec::new(),
            tensors: Vec::new(),
        };
        for item in &case.positional {
            let value = made.value(recording, item, mode)?;
            made.positional.push(value);
        }
        for (name, item) in &case.keywords {
            let value = made.value(recording, item, mode)?;
            made.keywords.push((name.clone(), value));
        }
        Ok(made)
    }

    fn value(
        &mut self,
        recording: &Recording<'_>,
        item: &Item,
        mode: Mode,
    ) -> Result<Value> {
        Ok(match item {
            Item::Plain(value) => value.clone(),
            Item::Again(nr) => self.tensors[*nr].clone().into(),
            Item::List(items) => Value::List(
                items
                    .iter()
                    .map(|item| self.value(recording, item, mode))
                    .collect::<Result<_>>()?,
            ),
            Item::Tensor(wanted) => {
                let stored = &recording.tensors[wanted.nr];
                let tensor = stored.tensor(wanted.strides.as_deref());
                let tensor = in_memory(tensor, mode)?;
                if wanted.leaf {
                    tensor.requires_grad_(true)?;
                }
                self.tensors.push(tensor.clone());
                tensor.into()
            }
        })
    }
}

/// The same tensor in other memory.
fn in_memory(tensor: Tensor, mode: Mode) -> Result<Tensor> {
    match mode {
        Mode::Stepped if tensor.ndim() > 0 => {
            stack([&tensor, &tensor], -1)?.select(-1, 0)?.detach()
        }
        Mode::Turned => {
            let order: Vec<i64> = (0..tensor.ndim() as i64).rev().collect();
            let turned = tensor.permute(&order[..])?.contiguous()?;
            turned.permute(order)?.detach()
        }
        _ => Ok(tensor),
    }
}

/// What an argument that a row cannot take says; another row may take it.
fn not_this_row(error: &TorchError) -> bool {
    error.class() == ErrorClass::Type
        && error.to_string().starts_with("argument at position")
}

impl Operation {
    pub fn named(name: &str) -> Option<Operation> {
        let rows: Vec<_> = torchbook::table::overloads(match name {
            "getitem" => "index",
            name => name,
        })
        .map(|row| (row, Signature::of(row)))
        .collect();
        (!rows.is_empty() || name == "setitem").then_some(Operation { rows })
    }

    /// Whether some row has an in-place form.
    pub fn in_place(&self) -> bool {
        self.rows.iter().any(|(row, _)| row.in_place.is_some())
    }

    pub fn call(&self, arguments: &Arguments, mode: Mode) -> Result<Got> {
        let mut positional = arguments.positional.clone();
        if mode == Mode::InPlace
            && let Some(Value::Tensor(first)) = positional.first_mut()
        {
            *first = first.copy()?;
        }
        let result = self.result(&positional, &arguments.keywords, mode)?;
        let outs: Vec<Tensor> =
            result.tensors().into_iter().cloned().collect();
        let gradients = gradients(&outs, &arguments.tensors);
        Ok(Got { result, outs, gradients })
    }

    fn result(
        &self,
        positional: &[Value],
        keywords: &[(String, Value)],
        mode: Mode,
    ) -> Result<Value> {
        if self.rows.is_empty() {
            return setitem(positional);
        }
        let mut first_refusal = None;
        for (row, signature) in &self.rows {
            let call = match mode {
                Mode::InPlace => row.in_place,
                _ => Some(row.call),
            };
            let Some(call) = call else { continue };
            let called = signature
                .bind(positional, keywords)
                .map(|bound| call(&Args(&bound)));
            match called {
                Ok(Err(error)) if not_this_row(&error) => {
                    first_refusal.get_or_insert(error);
                }
                Ok(done) => return done,
                Err(error) => {
                    first_refusal.get_or_insert(error);
                }
            }
        }
        Err(first_refusal.expect("there is a row"))
    }
}

/// `x[indices] = value`, on a copy.
fn setitem(arguments: &[Value]) -> Result<Value> {
    let [Value::Tensor(x), indices, value] = arguments else {
        panic!("setitem takes a tensor, indices and a value")
    };
    let x = x.copy()?;
    let indices = indices.indices()?;
    match value {
        Value::Tensor(value) => x.index_put_(indices, value)?,
        Value::Int(value) => x.index_put_(indices, *value)?,
        Value::Float(value) => x.index_put_(indices, *value)?,
        Value::Bool(value) => x.index_put_(indices, *value)?,
        _ => panic!("{value:?} is no number"),
    };
    Ok(x.into())
}

/// The gradients of all leaves; nothing if there is no way to them.
fn gradients(
    outs: &[Tensor],
    inputs: &[Tensor],
) -> Result<Vec<Option<Tensor>>> {
    let leaves: Vec<&Tensor> =
        inputs.iter().filter(|input| input.requires_grad()).collect();
    let outs: Vec<&Tensor> =
        outs.iter().filter(|out| out.requires_grad()).collect();
    if outs.is_empty() || leaves.is_empty() {
        return Ok(Vec::new());
    }
    let weights = outs
        .iter()
        .enumerate()
        .map(|(salt, out)| weights(out, salt).map(Some))
        .collect::<Result<Vec<_>>>()?;
    let weights: Vec<_> = weights.iter().map(Option::as_ref).collect();
    let options = BackwardOptions { allow_unused: true, ..Default::default() };
    grad_with(&outs, &leaves, &weights, options)
}

/// The numbers that the recorder begins a gradient with.
fn weights(out: &Tensor, salt: usize) -> Result<Tensor> {
    let numbers: Vec<f64> = (0..out.numel())
        .map(|i| (((i * 7 + 3 + salt) % 11) as f64 - 5.0) / 4.0)
        .collect();
    tensor_with(numbers, float64)?.to(out.dtype())?.view(out.size())
}
