/*!
The steps of optimizers.

In Python an optimizer's options and its memory are dictionaries that anyone
may change, `opt.param_groups` and `opt.state`. They stay Python's: a step
reads them, lets the engine's rule move the parameter, and notes what the
rule remembers.
*/

use rustpython_vm::builtins::{PyDict, PyDictRef, PyModule, PyStr};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyResult, VirtualMachine,
};

use super::convert;
use super::errors::OrRaise;
use super::tensor::{PyTensor, tensor, wrap};
use crate::autograd::{Tensor, no_grad};
use crate::optim::{Rule, Setting, Settings, State, rule};

fn known_rule(name: &str, vm: &VirtualMachine) -> PyResult<Box<dyn Rule>> {
    rule(name).ok_or_else(|| vm.new_value_error(format!("no rule {name}")))
}

/// An option's value, if it is of a kind that rules have.
fn setting(obj: &PyObject, vm: &VirtualMachine) -> PyResult<Option<Setting>> {
    if vm.is_none(obj) {
        return Ok(Some(Setting::Unset));
    }
    if let Some(number) = convert::number(obj, vm) {
        return Ok(Some(Setting::Number(number?)));
    }
    if let Some(x) = obj.downcast_ref::<PyTensor>() {
        let number = x.tensor.to_float().or_raise(vm)?;
        return Ok(Some(number.into()));
    }
    if let Some([first, second]) = convert::items(obj).as_deref() {
        let (first, second) = (setting(first, vm)?, setting(second, vm)?);
        return Ok(match (first, second) {
            (Some(Setting::Number(a)), Some(Setting::Number(b))) => {
                Some(Setting::Pair(a, b))
            }
            _ => None,
        });
    }
    // numpy's numbers, and whatever else is one.
    match obj.number().float(vm) {
        Some(float) => Ok(Some(float?.to_f64().into())),
        None => Ok(None),
    }
}

/// The options of a group. Others than a rule's may be among them.
fn settings(group: &Py<PyDict>, vm: &VirtualMachine) -> PyResult<Settings> {
    let mut settings = Settings::default();
    for (key, value) in group.items_vec() {
        let Some(key) = key.downcast_ref::<PyStr>() else { continue };
        let name = key.to_string();
        if name == "params" || name == "param_names" {
            continue;
        }
        if let Some(value) = setting(&value, vm)? {
            settings.set(name, value);
        }
    }
    Ok(settings)
}

/// What is remembered of a parameter, and the dictionary that it is in.
fn remembered(
    states: &Py<PyDict>,
    param: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<(State, Option<PyDictRef>)> {
    // Not by brackets: a defaultdict would make what is not there.
    let own =
        vm.call_method(states.as_object(), "get", (param.to_owned(),))?;
    let Ok(dict) = own.downcast::<PyDict>() else {
        return Ok((State::default(), None));
    };
    let mut entries = Vec::new();
    for (key, value) in dict.items_vec() {
        if let (Some(key), Some(value)) =
            (key.downcast_ref::<PyStr>(), value.downcast_ref::<PyTensor>())
        {
            entries.push((key.to_string(), value.tensor.clone()));
        }
    }
    let entries = entries.iter().map(|(name, x)| (&**name, x.clone()));
    Ok((State::of(entries), Some(dict)))
}

/// Notes what was not remembered before.
fn remember(
    state: &State,
    dict: Option<PyDictRef>,
    states: &Py<PyDict>,
    param: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<()> {
    if state.is_empty() {
        return Ok(());
    }
    let dict = match dict {
        Some(dict) => dict,
        None => {
            let dict = vm.ctx.new_dict();
            states.set_item(param, dict.clone().into(), vm)?;
            dict
        }
    };
    for (name, tensor) in state.iter() {
        if dict.get_item_opt(name, vm)?.is_none() {
            dict.set_item(name, wrap(tensor.clone(), vm), vm)?;
        }
    }
    Ok(())
}

fn params(
    group: &Py<PyDict>,
    vm: &VirtualMachine,
) -> PyResult<Vec<PyObjectRef>> {
    let params = group.get_item("params", vm)?;
    vm.extract_elements_with(&params, Ok)
}

/// `_optim_check(rule, options)`: refuses options that make no sense.
fn check(
    name: String,
    options: PyDictRef,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let options = settings(&options, vm)?;
    known_rule(&name, vm)?.check(&options).or_raise(vm)
}

/// `_optim_begin(rule, group, state, defaults)`: what is remembered before
/// the first step.
fn begin(
    name: String,
    group: PyDictRef,
    states: PyDictRef,
    defaults: PyDictRef,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let rule = known_rule(&name, vm)?;
    let options = settings(&group, vm)?;
    let defaults = settings(&defaults, vm)?;
    for param in params(&group, vm)? {
        let x = tensor(&param, "param", vm)?;
        let begun = no_grad(|| rule.begin(x, &options, &defaults));
        remember(&begun.or_raise(vm)?, None, &states, &param, vm)?;
    }
    Ok(())
}

/// `_optim_step(rule, group, state, defaults)`: moves every parameter of a
/// group that has a gradient.
fn step(
    name: String,
    group: PyDictRef,
    states: PyDictRef,
    defaults: PyDictRef,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let rule = known_rule(&name, vm)?;
    let options = settings(&group, vm)?;
    let defaults = settings(&defaults, vm)?;
    for param in params(&group, vm)? {
        let x = tensor(&param, "param", vm)?;
        let Some(grad) = x.grad() else { continue };
        let (mut state, dict) = remembered(&states, &param, vm)?;
        let moved = no_grad(|| {
            if state.is_empty() {
                state = rule.begin(x, &options, &defaults)?;
            }
            rule.update(x, &grad, &mut state, &options)
        });
        moved.or_raise(vm)?;
        remember(&state, dict, &states, &param, vm)?;
    }
    Ok(())
}

/// `_optim_zero_grad(params, set_to_none)`
fn zero_grad(
    params: PyObjectRef,
    set_to_none: bool,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let params: Vec<PyObjectRef> = vm.extract_elements_with(&params, Ok)?;
    for param in params {
        let x: &Tensor = tensor(&param, "param", vm)?;
        if set_to_none {
            x.set_grad(None);
        } else if let Some(grad) = x.grad() {
            grad.detach().and_then(|grad| grad.zero_()).or_raise(vm)?;
        }
    }
    Ok(())
}

pub fn add_to(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    macro_rules! function {
        ($name:literal, $f:expr) => {
            module.set_attr($name, vm.new_function($name, $f), vm)?
        };
    }
    function!("_optim_check", check);
    function!("_optim_begin", begin);
    function!("_optim_step", step);
    function!("_optim_zero_grad", zero_grad);
    Ok(())
}
