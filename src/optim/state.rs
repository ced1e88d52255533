//! What an optimizer remembers between steps, and how it is carried over.

use super::group::dictionary;
use super::settings::{Settings, missing};
use crate::autograd::Tensor;
use crate::ops::create::zeros;
use crate::tensor::{Print, Result};

/// What is remembered of one parameter: tensors by name.
#[derive(Clone, Debug, Default)]
pub struct State(Vec<(&'static str, Tensor)>);

/// Every name under which a rule remembers something.
const NAMES: [&str; 16] = [
    "step",
    "momentum_buffer",
    "exp_avg",
    "exp_avg_sq",
    "max_exp_avg_sq",
    "exp_inf",
    "square_avg",
    "grad_avg",
    "sum",
    "acc_delta",
    "eta",
    "mu",
    "ax",
    "mu_product",
    "prev",
    "step_size",
];

impl State {
    /// A state that was kept elsewhere. What no rule knows is left out.
    #[must_use]
    pub fn of<'a>(
        entries: impl IntoIterator<Item = (&'a str, Tensor)>,
    ) -> State {
        let known = entries.into_iter().filter_map(|(name, tensor)| {
            let name = NAMES.iter().find(|own| **own == name)?;
            Some((*name, tensor))
        });
        State(known.collect())
    }

    /// No step so far, and averages that begin at zero.
    pub(super) fn of_averages(
        param: &Tensor,
        names: &[&'static str],
    ) -> Result<State> {
        let mut state = State::default();
        state.insert("step", zeros([])?);
        for name in names {
            state.insert(name, param.zeros_like()?);
        }
        Ok(state)
    }

    /// Whether nothing is remembered yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is remembered under a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Tensor> {
        self.iter().find(|(own, _)| *own == name).map(|(_, tensor)| tensor)
    }

    /// Names and tensors, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Tensor)> {
        self.0.iter().map(|(name, tensor)| (*name, tensor))
    }

    /// [`get`](State::get) of what must be there.
    pub(super) fn need(&self, name: &str) -> Result<Tensor> {
        self.get(name).cloned().ok_or_else(|| missing(name))
    }

    pub(super) fn insert(&mut self, name: &'static str, tensor: Tensor) {
        self.0.push((name, tensor));
    }

    /// Counts one step, and says how many there were.
    pub(super) fn count(&self) -> Result<f64> {
        let step = self.need("step")?;
        step.add_(1)?;
        step.to_float()
    }

    /// The same for every tensor.
    pub(super) fn map(
        &self,
        f: impl Fn(&'static str, &Tensor) -> Result<Tensor>,
    ) -> Result<State> {
        let mapped = self.iter().map(|(name, t)| Ok((name, f(name, t)?)));
        Ok(State(mapped.collect::<Result<_>>()?))
    }
}

impl Print for State {
    fn text(&self) -> String {
        dictionary(self.iter().map(|(name, t)| (name, t.repr())))
    }
}

/// What [`state_dict`](super::Optimizer::state_dict) gives. The tensors are
/// the optimizer's own, as in PyTorch: they move on with it.
#[derive(Clone, Debug, Default)]
pub struct StateDict {
    /// What is remembered, by the number of the parameter.
    pub state: Vec<(usize, State)>,
    /// The options of each group, and the numbers of its parameters.
    pub param_groups: Vec<(Settings, Vec<usize>)>,
}

/// As Python prints the dictionary.
impl Print for StateDict {
    fn text(&self) -> String {
        let state = self.state.iter().map(|(id, state)| (*id, state.text()));
        let groups = self.param_groups.iter().map(|(settings, ids)| {
            let options = settings.iter().map(|(k, v)| (k, v.text()));
            dictionary(options.chain([("params", ids.text())]))
        });
        let groups: Vec<String> = groups.collect();
        dictionary([
            ("state", dictionary(state)),
            ("param_groups", format!("[{}]", groups.join(", "))),
        ])
    }
}
