//! What does not fit, in the words of both editions.

use super::layers::Layers;
use super::step::{Kind, Weights};
use crate::autograd::Tensor;
use crate::tensor::{DType, Listed, Result, Size, TorchError, python_tuple};

/// Fails as PyTorch does today, with what 1.1.0 said instead: it looked at
/// other things, in another order.
fn both(today: Result<()>, then: impl FnOnce() -> Result<()>) -> Result<()> {
    today.map_err(|error| match then() {
        Err(then) => error.in_the_notes_like(&then),
        Ok(()) => error,
    })
}

fn runtime(fits: bool, sentence: impl FnOnce() -> String) -> Result<()> {
    match fits {
        true => Ok(()),
        false => Err(TorchError::runtime(sentence())),
    }
}

/// `x.size(dim)` in 1.1.0.
fn size_then(x: &Tensor, dim: usize) -> Result<usize> {
    let size = x.size();
    size.get(dim).copied().ok_or_else(|| match size.len() {
        0 => TorchError::index(format!(
            "dimension specified as {dim} but tensor has no dimensions"
        )),
        ndim => TorchError::DimOutOfRange { dim: dim as i64, ndim },
    })
}

fn tuple(size: &[i64]) -> String {
    python_tuple(size.iter().map(i64::to_string))
}

/// The dtype of an LSTM's `c` in 1.1.0, which did not promote.
fn cell_dtype_then(kind: Kind, h: &Tensor, c: Option<&Tensor>) -> Result<()> {
    let Some(c) = c.filter(|c| c.dtype() != h.dtype()) else {
        return Ok(());
    };
    debug_assert_eq!(kind, Kind::Lstm, "only an LSTM has two states");
    let float64 = [h, c].iter().any(|x| x.dtype() == DType::Float64);
    let expected = if float64 { DType::Float64 } else { h.dtype() };
    let got = if c.dtype() == expected { h.dtype() } else { c.dtype() };
    Err(TorchError::runtime(format!(
        "expected backend CPU and dtype {} but got backend CPU and dtype {}",
        expected.scalar_type_then(),
        got.scalar_type_then()
    )))
}

impl Layers {
    /// Refuses an input and a state that do not fit. States of one sequence
    /// lack their second dimension, as it does.
    pub(super) fn check(
        &self,
        class: &str,
        x: &Tensor,
        state: &[&Tensor],
    ) -> Result<()> {
        both(self.check_today(class, x, state), || self.check_then(x, state))
    }

    fn check_today(
        &self,
        class: &str,
        x: &Tensor,
        state: &[&Tensor],
    ) -> Result<()> {
        let lstm = self.kind == Kind::Lstm;
        let ndim = x.ndim();
        if !(2..=3).contains(&ndim) {
            let tensor = if class == "RNN" { " tensor" } else { "" };
            return Err(TorchError::value(format!(
                "{class}: Expected input to be 2D or 3D, got {ndim}D{tensor} \
                 instead"
            )));
        }
        runtime(state.iter().all(|h| h.ndim() == ndim), || {
            let batched = if ndim == 3 { "batched" } else { "unbatched" };
            let dims: Vec<_> =
                state.iter().map(|h| format!("{}-D", h.ndim())).collect();
            let (names, got) = match lstm {
                true => {
                    ("hx and cx", format!("({}) tensors", dims.join(", ")))
                }
                false => ("hx", format!("{} tensor", dims[0])),
            };
            format!(
                "For {batched} {ndim}-D input, {names} should also be \
                 {ndim}-D but got {got}"
            )
        })?;
        let dtype = self.check_dtype(x)?;
        self.check_input_size(x)?;
        let expected = self.state_size(self.batch(x));
        for (nr, h) in state.iter().enumerate() {
            let mut size = h.size();
            if ndim == 2 {
                size.insert(1, 1);
            }
            let fits = fits(&size, &expected);
            let which = if lstm { format!("[{nr}]") } else { String::new() };
            runtime(fits, || {
                let (expected, got) = (tuple(&expected), Listed(&size));
                format!("Expected hidden{which} size {expected}, got {got}")
            })?;
        }
        if lstm && dtype == DType::Float32 && x.numel() > 0 {
            // This is computed by a library that knows few dtypes.
            for h in state {
                runtime(h.dtype() == dtype, || match h.dtype() {
                    DType::Uint8 => "itensor_view_from_dense expects float, \
                                     bfloat16 or half tensor input"
                        .to_owned(),
                    _ => "get_mkldnn_dtype: unsupported data type".to_owned(),
                })?;
            }
        }
        runtime(self.steps(x) > 0, || {
            "Expected sequence length to be larger than 0 in RNN".to_owned()
        })
    }

    fn check_then(&self, x: &Tensor, state: &[&Tensor]) -> Result<()> {
        let batch_dim = usize::from(!self.options.batch_first);
        let batch = size_then(x, batch_dim)?;
        runtime(x.ndim() == 3, || {
            format!("input must have 3 dimensions, got {}", x.ndim())
        })?;
        self.check_input_size(x)?;
        let expected = self.state_size(batch);
        for (nr, h) in state.iter().enumerate() {
            let lstm = self.kind == Kind::Lstm;
            let which = if lstm { format!("[{nr}]") } else { String::new() };
            runtime(fits(&h.size(), &expected), || {
                let got = h.size();
                let got = python_tuple(got.iter().map(usize::to_string));
                let expected = tuple(&expected);
                format!("Expected hidden{which} size {expected}, got {got}")
            })?;
        }
        if self.steps(x) == 0 {
            return Err(TorchError::runtime(
                "expected a non-empty list of Tensors",
            ));
        }
        // It multiplied step by step.
        let weights = &self.weights[0];
        weights.of_input(&x.select(1 - batch_dim as i64, 0)?)?;
        if let Some(h) = state.first() {
            weights.of_state(&h.select(0, 0)?)?;
            cell_dtype_then(self.kind, h, state.get(1).copied())?;
        }
        Ok(())
    }

    /// The dtype of the weights, which the input must have, too.
    pub(super) fn check_dtype(&self, x: &Tensor) -> Result<DType> {
        let dtype = self.weights[0].dtype();
        if x.dtype() == dtype {
            return Ok(dtype);
        }
        let (input, weight) = (x.dtype().name(), dtype.name());
        Err(TorchError::value(format!(
            "RNN input dtype (torch.{input}) does not match weight dtype \
             (torch.{weight}). Convert input: input.to(torch.{weight}), or \
             convert model: model.to(torch.{input})"
        )))
    }

    fn check_input_size(&self, x: &Tensor) -> Result<()> {
        let got = x.size().last().map_or(0, |&size| size as i64);
        runtime(got == self.input_size, || {
            format!(
                "input.size(-1) must be equal to input_size. Expected {}, \
                 got {got}",
                self.input_size
            )
        })
    }

    /// How many sequences an input holds.
    pub(super) fn batch(&self, x: &Tensor) -> usize {
        match x.ndim() {
            3 => x.size()[usize::from(!self.options.batch_first)],
            _ => 1,
        }
    }

    fn steps(&self, x: &Tensor) -> usize {
        match x.ndim() {
            3 => x.size()[usize::from(self.options.batch_first)],
            _ => x.size()[0],
        }
    }
}

fn fits(size: &Size, expected: &[i64]) -> bool {
    size.iter().map(|&size| size as i64).eq(expected.iter().copied())
}

/// Refuses what does not fit a cell. States of one input lack their first
/// dimension, as it does.
pub(super) fn check_cell(
    class: &str,
    kind: Kind,
    weights: &Weights,
    x: &Tensor,
    state: &[&Tensor],
) -> Result<()> {
    both(cell_today(class, kind, weights, x, state), || {
        cell_then(kind, weights, x, state)
    })
}

/// What an `RNNCell` with an unknown `nonlinearity` fails with.
pub(super) fn no_such_cell(
    nonlinearity: &str,
    weights: &Weights,
    x: &Tensor,
    state: &[&Tensor],
) -> TorchError {
    let today = ndims("RNNCell", Kind::Tanh, x, state);
    let unknown = today.err().unwrap_or_else(|| {
        TorchError::runtime(format!("Unknown nonlinearity: {nonlinearity}"))
    });
    match cell_then(Kind::Tanh, weights, x, state) {
        Err(then) => unknown.in_the_notes_like(&then),
        Ok(()) => unknown,
    }
}

fn one_or_two(class: &str, what: &str, x: &Tensor) -> Result<()> {
    if (1..=2).contains(&x.ndim()) {
        return Ok(());
    }
    Err(TorchError::value(format!(
        "{class}: Expected {what} to be 1D or 2D, got {}D instead",
        x.ndim()
    )))
}

fn ndims(
    class: &str,
    kind: Kind,
    x: &Tensor,
    state: &[&Tensor],
) -> Result<()> {
    one_or_two(class, "input", x)?;
    for (nr, h) in state.iter().enumerate() {
        let what = match kind {
            Kind::Lstm => format!("hx[{nr}]"),
            _ => "hidden".to_owned(),
        };
        one_or_two(class, &what, h)?;
    }
    Ok(())
}

fn cell_today(
    class: &str,
    kind: Kind,
    weights: &Weights,
    x: &Tensor,
    state: &[&Tensor],
) -> Result<()> {
    ndims(class, kind, x, state)?;
    let rows = |x: &Tensor, alone: bool| {
        let mut size = x.size();
        if alone {
            size.insert(0, 1);
        }
        size
    };
    let alone = x.ndim() == 1;
    let size = rows(x, alone);
    let (input_size, hidden_size) = weights.sizes();
    runtime(size[1] == input_size, || {
        let got = size[1];
        format!(
            "input has inconsistent input_size: got {got} expected \
             {input_size}"
        )
    })?;
    for (nr, h) in state.iter().enumerate() {
        let h = rows(h, alone);
        runtime(h.len() == 2, || {
            format!(
                "Expected 2D hidden{nr} (batch x hidden_size), but got {}D \
                 tensor",
                h.len()
            )
        })?;
        let label = nr.to_string();
        rows_fit(&label, size[0], h[0])?;
        width_fits(&label, h[1], hidden_size)?;
    }
    Ok(())
}

fn rows_fit(label: &str, batch: usize, rows: usize) -> Result<()> {
    runtime(batch == rows, || {
        format!(
            "Input batch size {batch} doesn't match hidden{label} batch size \
             {rows}"
        )
    })
}

fn width_fits(label: &str, got: usize, hidden_size: usize) -> Result<()> {
    runtime(got == hidden_size, || {
        format!(
            "hidden{label} has inconsistent hidden_size: got {got}, expected \
             {hidden_size}"
        )
    })
}

fn cell_then(
    kind: Kind,
    weights: &Weights,
    x: &Tensor,
    state: &[&Tensor],
) -> Result<()> {
    let (input_size, hidden_size) = weights.sizes();
    let got = size_then(x, 1)?;
    runtime(got == input_size, || {
        format!(
            "input has inconsistent input_size: got {got}, expected \
             {input_size}"
        )
    })?;
    for (nr, h) in state.iter().enumerate() {
        let label = match kind {
            Kind::Lstm => format!("[{nr}]"),
            _ => String::new(),
        };
        rows_fit(&label, size_then(x, 0)?, size_then(h, 0)?)?;
        width_fits(&label, size_then(h, 1)?, hidden_size)?;
    }
    weights.of_input(x)?;
    if let Some(h) = state.first() {
        weights.of_state(h)?;
    }
    Ok(())
}
