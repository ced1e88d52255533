//! Parameters with the options they are updated by.

use std::cell::{Ref, RefCell};
use std::rc::Rc;

use super::settings::{Setting, Settings};
use crate::autograd::Tensor;
use crate::tensor::Print;

/// Parameters that share their options: one dictionary of
/// `optimizer.param_groups`. A handle, as a Python dictionary is.
#[derive(Clone, Debug)]
pub struct Group(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    params: Vec<Tensor>,
    settings: RefCell<Settings>,
}

/// Parameters with options of their own:
/// `{"params": params, "lr": 0.1}`.
#[must_use]
pub fn group(
    params: impl IntoIterator<Item = impl std::borrow::Borrow<Tensor>>,
    settings: impl Into<Settings>,
) -> Group {
    let params = params.into_iter().map(|p| p.borrow().clone()).collect();
    let settings = RefCell::new(settings.into());
    Group(Rc::new(Inner { params, settings }))
}

impl Group {
    /// The parameters: `group["params"]`.
    #[must_use]
    pub fn params(&self) -> &[Tensor] {
        &self.0.params
    }

    /// The options, as they are now.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.held().clone()
    }

    /// The options, while nobody changes them.
    pub(super) fn held(&self) -> Ref<'_, Settings> {
        self.0.settings.borrow()
    }

    /// One option: `group["lr"]`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Setting> {
        self.held().get(name)
    }

    /// Changes an option: `group["lr"] = 0.05`. As in PyTorch, nothing asks
    /// whether it makes sense.
    pub fn set(&self, name: &str, value: impl Into<Setting>) {
        self.0.settings.borrow_mut().set(name.to_owned(), value);
    }

    pub(super) fn complete(&self, defaults: &Settings) {
        self.0.settings.borrow_mut().complete(defaults);
    }

    /// Another group of the same parameters.
    pub(super) fn with_settings(&self, settings: Settings) -> Group {
        group(self.params(), settings)
    }
}

/// As Python prints the dictionary.
impl Print for Group {
    fn text(&self) -> String {
        let params = ("params", self.params().text());
        let settings = self.held();
        let rest = settings.iter().map(|(name, value)| (name, value.text()));
        dictionary(std::iter::once(params).chain(rest))
    }
}

/// Texts by name, as Python prints a dictionary.
pub(super) fn dictionary<K: Print>(
    entries: impl IntoIterator<Item = (K, String)>,
) -> String {
    let entries: Vec<String> = entries
        .into_iter()
        .map(|(key, value)| format!("{}: {value}", key.repr()))
        .collect();
    format!("{{{}}}", entries.join(", "))
}

/// What an optimizer is given: parameters, or groups of them.
#[derive(Clone, Debug, Default)]
pub struct Params(pub(super) Vec<Group>);

/// One group without options of its own; none without parameters.
fn plain(params: Vec<Tensor>) -> Params {
    if params.is_empty() {
        return Params::default();
    }
    Params(vec![group(params, ())])
}

impl From<Vec<Tensor>> for Params {
    fn from(params: Vec<Tensor>) -> Params {
        plain(params)
    }
}

impl From<&Vec<Tensor>> for Params {
    fn from(params: &Vec<Tensor>) -> Params {
        plain(params.clone())
    }
}

impl From<&[Tensor]> for Params {
    fn from(params: &[Tensor]) -> Params {
        plain(params.to_vec())
    }
}

impl<const N: usize> From<[Tensor; N]> for Params {
    fn from(params: [Tensor; N]) -> Params {
        plain(params.into())
    }
}

impl<const N: usize> From<&[Tensor; N]> for Params {
    fn from(params: &[Tensor; N]) -> Params {
        plain(params.to_vec())
    }
}

impl<const N: usize> From<[&Tensor; N]> for Params {
    fn from(params: [&Tensor; N]) -> Params {
        plain(params.into_iter().cloned().collect())
    }
}

impl From<Vec<Group>> for Params {
    fn from(groups: Vec<Group>) -> Params {
        Params(groups)
    }
}

impl<const N: usize> From<[Group; N]> for Params {
    fn from(groups: [Group; N]) -> Params {
        Params(groups.into())
    }
}
