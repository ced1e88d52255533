//! The state of a module: tensors by name, put in and taken out.

use super::module::Holds;
use crate::autograd::{Tensor, no_grad};
use crate::tensor::{Edition, Print, Result, TorchError, python_str};

/// Tensors by name, in order: what `state_dict()` returns.
#[derive(Clone, Default, Debug)]
pub struct StateDict(Vec<(String, Tensor)>);

impl StateDict {
    /// An empty one.
    #[must_use]
    pub fn new() -> StateDict {
        StateDict::default()
    }

    /// How many tensors there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The tensor under a name.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Tensor> {
        let found = self.0.iter().find(|(name, _)| name == key);
        found.map(|(_, tensor)| tensor)
    }

    /// Puts a tensor under a name: in the place of the one that was there,
    /// which is returned, or at the end.
    pub fn insert(
        &mut self,
        key: impl Into<String>,
        tensor: Tensor,
    ) -> Option<Tensor> {
        let key = key.into();
        match self.0.iter_mut().find(|(name, _)| *name == key) {
            Some((_, old)) => Some(std::mem::replace(old, tensor)),
            None => {
                self.0.push((key, tensor));
                None
            }
        }
    }

    /// Takes a tensor out.
    pub fn remove(&mut self, key: &str) -> Option<Tensor> {
        let at = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.remove(at).1)
    }

    /// The names, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }

    /// Names and tensors, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Tensor)> {
        self.0.iter().map(|(name, tensor)| (&**name, tensor))
    }
}

impl FromIterator<(String, Tensor)> for StateDict {
    fn from_iter<I: IntoIterator<Item = (String, Tensor)>>(
        named: I,
    ) -> StateDict {
        let mut state = StateDict::new();
        for (name, tensor) in named {
            state.insert(name, tensor);
        }
        state
    }
}

/// As Python prints an `OrderedDict`.
impl Print for StateDict {
    fn text(&self) -> String {
        let pair = |(name, tensor): &(String, Tensor)| {
            format!("({}, {})", python_str(name), tensor.repr())
        };
        let pairs: Vec<String> = self.0.iter().map(pair).collect();
        match &*pairs {
            [] => "OrderedDict()".to_owned(),
            pairs => format!("OrderedDict([{}])", pairs.join(", ")),
        }
    }
}

/// Which names did not match: what `load_state_dict()` returns.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct IncompatibleKeys {
    /// What the module has and the state has not.
    pub missing_keys: Vec<String>,
    /// What the state has and the module has not.
    pub unexpected_keys: Vec<String>,
}

impl Print for IncompatibleKeys {
    fn text(&self) -> String {
        let notes = Edition::current() == Edition::Notes;
        let (missing, unexpected) =
            (&self.missing_keys, &self.unexpected_keys);
        if !notes && missing.is_empty() && unexpected.is_empty() {
            return "<All keys matched successfully>".to_owned();
        }
        let list = |keys: &[String]| {
            let keys: Vec<String> =
                keys.iter().map(|key| python_str(key)).collect();
            format!("[{}]", keys.join(", "))
        };
        format!(
            "{}IncompatibleKeys(missing_keys={}, unexpected_keys={})",
            if notes { "" } else { "_" },
            list(missing),
            list(unexpected)
        )
    }
}

/// Copies a state into the tensors of a module, if all fit.
pub(super) fn load(
    class: &str,
    tree: &[(String, Holds<'_>)],
    state: &StateDict,
    strict: bool,
) -> Result<IncompatibleKeys> {
    let mut keys = IncompatibleKeys::default();
    let (mut unfit, mut copies) = (Vec::new(), Vec::new());
    for (path, holds) in tree {
        let own = || holds.parameters.iter().chain(&holds.buffers);
        for (name, here) in own() {
            let key = format!("{path}{name}");
            let Some(there) = state.get(&key) else {
                keys.missing_keys.push(key);
                continue;
            };
            let there = match here.ndim() {
                // How PyTorch 0.3 saved numbers.
                0 if there.ndim() == 1 && there.numel() > 0 => {
                    &no_grad(|| there.select(0, 0))?
                }
                _ => there,
            };
            let (wanted, given) = (here.size(), there.size());
            if wanted != given {
                unfit.push(format!(
                    "size mismatch for {key}: copying a param with shape \
                     {given} from checkpoint, the shape in current model is \
                     {wanted}."
                ));
            } else if here.strided().overlaps_itself() {
                // Known now: later some would have been copied.
                unfit.push(format!(
                    "While copying the parameter named \"{key}\", whose \
                     dimensions in the model are {wanted} and whose \
                     dimensions in the checkpoint are {given}, an exception \
                     occurred : ('{}',).",
                    TorchError::WriteOverlap
                ));
            } else {
                copies.push((*here, there.clone()));
            }
        }
        // A name belongs to the module that its path leads to, as far as
        // there is one.
        for name in state.keys().filter_map(|key| key.strip_prefix(&**path)) {
            let known = match name.split_once('.') {
                Some((first, _)) => {
                    holds.modules.iter().any(|(module, _)| module == first)
                }
                None => own().any(|(known, _)| known == name),
            };
            if !known {
                keys.unexpected_keys.push(format!("{path}{name}"));
            }
        }
    }
    let mut said = Vec::new();
    if strict {
        let quoted = |keys: &[String]| {
            let keys: Vec<String> =
                keys.iter().map(|key| format!("\"{key}\"")).collect();
            keys.join(", ")
        };
        let mut say = |what: &str, keys: &[String]| {
            if !keys.is_empty() {
                let keys = quoted(keys);
                said.push(format!("{what} key(s) in state_dict: {keys}. "));
            }
        };
        say("Missing", &keys.missing_keys);
        say("Unexpected", &keys.unexpected_keys);
    }
    said.extend(unfit);
    if !said.is_empty() {
        return Err(TorchError::runtime(format!(
            "Error(s) in loading state_dict for {class}:\n\t{}",
            said.join("\n\t")
        )));
    }
    no_grad(|| {
        for (here, there) in copies {
            here.copy_(&there)?;
        }
        Ok(keys)
    })
}
