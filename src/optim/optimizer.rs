//! Optimizers: a rule, applied to groups of parameters.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::group::{Group, Params};
use super::settings::Settings;
use super::state::{State, StateDict};
use crate::autograd::{Tensor, enable_grad, no_grad};
use crate::tensor::{Edition, Print, Result, TorchError};

/// How one parameter moves by its gradient. [`Sgd`](super::Sgd),
/// [`Adam`](super::Adam) and their kin are rules;
/// [`new`](Rule::new) makes an [`Optimizer`] of one.
pub trait Rule: 'static {
    /// The name of PyTorch's class.
    fn name(&self) -> &'static str;

    /// Every option with its default, in PyTorch's order.
    fn defaults(&self) -> Settings;

    /// Whether the class may be called with this option.
    fn takes(&self, name: &str) -> bool {
        self.defaults().get(name).is_some()
    }

    /// Refuses options that make no sense.
    ///
    /// # Errors
    /// PyTorch's `ValueError`.
    fn check(&self, options: &Settings) -> Result<()>;

    /// What is remembered of a parameter before its first step.
    ///
    /// # Errors
    /// As [`update`](Rule::update).
    fn begin(
        &self,
        _param: &Tensor,
        _options: &Settings,
        _defaults: &Settings,
    ) -> Result<State> {
        Ok(State::default())
    }

    /// Moves `param`. Runs without recording.
    ///
    /// # Errors
    /// What the arithmetic says, and `KeyError` for what a loaded state or
    /// group lacks.
    fn update(
        &self,
        param: &Tensor,
        grad: &Tensor,
        state: &mut State,
        options: &Settings,
    ) -> Result<()>;

    /// What a loaded group must say, whatever it says.
    fn settle(&self, _loaded: &mut Settings) {}

    /// Whether the state begins with the optimizer, not with the first step.
    fn begins_at_once(&self) -> bool {
        false
    }

    /// Whether the state holds the number of steps.
    fn counts_steps(&self) -> bool {
        true
    }

    /// An optimizer by this rule, as PyTorch's class makes it:
    /// `torch.optim.SGD(params, lr=0.1)` is `Sgd::new(params, lr(0.1))`.
    /// The options are `()` where the defaults will do.
    ///
    /// # Errors
    /// `TypeError` for an option that the rule does not know; `ValueError`
    /// for one that makes no sense, for no parameters, for one that is not
    /// a leaf, and for one that is in two groups.
    #[expect(clippy::new_ret_no_self, reason = "the class is the rule")]
    fn new(
        params: impl Into<Params>,
        options: impl Into<Settings>,
    ) -> Result<Optimizer>
    where
        Self: Sized + Default,
    {
        Optimizer::by(Box::new(Self::default()), params.into(), options.into())
    }
}

/// An optimizer. Follows
/// [torch.optim.Optimizer](https://pytorch.org/docs/stable/optim.html). A
/// handle: a clone is the same optimizer.
#[derive(Clone)]
pub struct Optimizer(Rc<Inner>);

struct Inner {
    rule: Box<dyn Rule>,
    defaults: Settings,
    held: RefCell<Vec<Held>>,
    /// A state was loaded since the last step: it may be of another kind.
    loaded: Cell<bool>,
}

/// A group, and what is remembered of each of its parameters.
struct Held {
    group: Group,
    states: Vec<State>,
}

impl Held {
    /// Where a parameter's state is: with its last mention in the group.
    fn place(&self, param: &Tensor) -> usize {
        let same = |other: &Tensor| other.is(param);
        let found = self.group.params().iter().rposition(same);
        found.expect("a parameter of the group")
    }
}

impl Optimizer {
    fn by(
        rule: Box<dyn Rule>,
        params: Params,
        options: Settings,
    ) -> Result<Optimizer> {
        let mut defaults = rule.defaults();
        for (name, value) in options.iter() {
            if !rule.takes(name) || is_newer(rule.name(), name) {
                let said = format!(
                    "__init__() got an unexpected keyword argument '{name}'"
                );
                let class = rule.name();
                return Err(TorchError::type_(format!("{class}.{said}"))
                    .in_the_notes(said));
            }
            defaults.set(name.to_owned(), value);
        }
        rule.check(&defaults)?;
        let optimizer = Optimizer(Rc::new(Inner {
            rule,
            defaults,
            held: RefCell::new(Vec::new()),
            loaded: Cell::new(false),
        }));
        if params.0.is_empty() {
            return Err(TorchError::value(
                "optimizer got an empty parameter list",
            ));
        }
        // 1.1.0 had a default for every other class.
        let has_rate = options.get("lr").is_some();
        let lacks_rate = |g: &Group| !has_rate && g.get("lr").is_none();
        if Edition::current() == Edition::Notes
            && optimizer.0.rule.name() == "SGD"
            && params.0.iter().any(lacks_rate)
        {
            return Err(TorchError::value(
                "parameter group didn't specify a value of required \
                 optimization parameter lr",
            ));
        }
        // Checked together, so that an error leaves every group as it was.
        for (i, group) in params.0.iter().enumerate() {
            check_group(group, &params.0[..i])?;
        }
        params.0.into_iter().for_each(|group| optimizer.hold(group));
        if optimizer.0.rule.begins_at_once() {
            no_grad(|| optimizer.begin_all())?;
        }
        Ok(optimizer)
    }

    fn begin_all(&self) -> Result<()> {
        let Inner { rule, defaults, held, .. } = &*self.0;
        for held in &mut *held.borrow_mut() {
            let options = held.group.held();
            for (i, param) in held.group.params().iter().enumerate() {
                held.states[i] = rule.begin(param, &options, defaults)?;
            }
        }
        Ok(())
    }

    fn hold(&self, group: Group) {
        group.complete(&self.0.defaults);
        let states = vec![State::default(); group.params().len()];
        self.0.held.borrow_mut().push(Held { group, states });
    }

    /// One more group: `optimizer.add_param_group(group)`.
    ///
    /// # Errors
    /// `ValueError` for a parameter that is not a leaf, or is in another
    /// group.
    pub fn add_param_group(&self, group: Group) -> Result<()> {
        check_group(&group, &self.param_groups())?;
        self.hold(group);
        Ok(())
    }

    /// The groups: `optimizer.param_groups`.
    #[must_use]
    pub fn param_groups(&self) -> Vec<Group> {
        self.0.held.borrow().iter().map(|h| h.group.clone()).collect()
    }

    /// What is remembered of a parameter: `optimizer.state[param]`.
    #[must_use]
    pub fn state(&self, param: &Tensor) -> State {
        let held = self.0.held.borrow();
        let mut found = held.iter().filter_map(|held| {
            let mut params = held.group.params().iter();
            let there = params.any(|own| own.is(param));
            there.then(|| held.states[held.place(param)].clone())
        });
        found.next().unwrap_or_default()
    }

    /// Forgets the gradients: `optimizer.zero_grad()`.
    pub fn zero_grad(&self) {
        self.each_param(|param| param.set_grad(None));
    }

    /// Sets the gradients that there are to zero:
    /// `optimizer.zero_grad(set_to_none=False)`, and what `zero_grad()` did
    /// in the notes' day.
    ///
    /// # Errors
    /// As [`zero_`](Tensor::zero_).
    pub fn zero_grad_to_zeros(&self) -> Result<()> {
        let grads = RefCell::new(Vec::new());
        self.each_param(|param| grads.borrow_mut().extend(param.grad()));
        for grad in grads.into_inner() {
            grad.detach()?.zero_()?;
        }
        Ok(())
    }

    fn each_param(&self, f: impl Fn(&Tensor)) {
        for group in self.param_groups() {
            group.params().iter().for_each(&f);
        }
    }

    /// Moves every parameter that has a gradient: `optimizer.step()`.
    ///
    /// # Errors
    /// What the rule says. Then no parameter has moved, and nothing is
    /// remembered.
    pub fn step(&self) -> Result<()> {
        no_grad(|| {
            self.rehearse()?;
            let mut held = self.0.held.borrow_mut();
            for held in &mut *held {
                let group = held.group.clone();
                for param in group.params() {
                    if let Some(grad) = param.grad() {
                        let place = held.place(param);
                        let state = &mut held.states[place];
                        self.update(param, &grad, state, &group.held())?;
                    }
                }
            }
            Ok(())
        })
    }

    fn update(
        &self,
        param: &Tensor,
        grad: &Tensor,
        state: &mut State,
        options: &Settings,
    ) -> Result<()> {
        let Inner { rule, defaults, .. } = &*self.0;
        if state.is_empty() {
            *state = rule.begin(param, options, defaults)?;
        }
        rule.update(param, grad, state, options)
    }

    /// [`step`](Optimizer::step) that has the loss computed first:
    /// `loss = optimizer.step(closure)`.
    ///
    /// # Errors
    /// As [`step`](Optimizer::step), and what the closure says.
    pub fn step_with(
        &self,
        closure: impl FnOnce() -> Result<Tensor>,
    ) -> Result<Tensor> {
        let loss = enable_grad(closure)?;
        self.step()?;
        Ok(loss)
    }

    /// Finds out whether a step can be taken. What fits is known to go
    /// well; the rest is tried on copies.
    fn rehearse(&self) -> Result<()> {
        let loaded = self.0.loaded.take();
        let result = self.try_on_copies(loaded);
        self.0.loaded.set(loaded && result.is_err());
        result
    }

    fn try_on_copies(&self, loaded: bool) -> Result<()> {
        for held in &*self.0.held.borrow() {
            let options = held.group.held();
            let known = !loaded && self.is_of_its_kind(&options);
            for (param, state) in held.group.params().iter().zip(&held.states)
            {
                let Some(grad) = param.grad() else { continue };
                if grad.dtype() != param.dtype() {
                    return Err(other_dtype(param, &grad));
                }
                param.check_in_place()?;
                let own = param.strided();
                if own.partly_overlaps(&grad.strided()) {
                    return Err(TorchError::ReadWriteOverlap);
                }
                let fits = |(name, tensor): (&str, &Tensor)| {
                    name == "step" || tensor.size() == param.size()
                };
                let fitting = grad.size() == param.size()
                    && param.dtype().is_floating_point()
                    && state.iter().all(fits);
                if known && fitting {
                    continue;
                }
                let copy = param.detach()?.copy()?;
                let mut state = state.map(|_, tensor| tensor.copy())?;
                self.update(&copy, &grad, &mut state, &options)?;
            }
        }
        Ok(())
    }

    /// Whether every option is there, and of the kind of its default.
    fn is_of_its_kind(&self, options: &Settings) -> bool {
        self.0.defaults.iter().all(|(name, default)| {
            options.get(name).is_some_and(|own| {
                std::mem::discriminant(&own)
                    == std::mem::discriminant(&default)
            })
        })
    }

    /// All that is remembered, and the options: `optimizer.state_dict()`.
    #[must_use]
    pub fn state_dict(&self) -> StateDict {
        let mut dict = StateDict::default();
        let mut start = 0;
        for held in &*self.0.held.borrow() {
            let params = held.group.params();
            let ids = params.iter().map(|p| start + held.place(p)).collect();
            let settings = held.group.settings();
            dict.param_groups.push((settings, ids));
            let states = held.states.iter().enumerate();
            let known = states.filter(|(_, state)| !state.is_empty());
            dict.state.extend(known.map(|(i, s)| (start + i, s.clone())));
            start += params.len();
        }
        dict
    }

    /// Goes on where another optimizer was:
    /// `optimizer.load_state_dict(state_dict)`. As in PyTorch only the
    /// numbers of groups and of parameters must agree; what does not fit the
    /// parameters is said by the next [`step`](Optimizer::step).
    ///
    /// # Errors
    /// `ValueError` for other numbers of groups or parameters.
    pub fn load_state_dict(&self, dict: &StateDict) -> Result<()> {
        let mut held = self.0.held.borrow_mut();
        if held.len() != dict.param_groups.len() {
            return Err(TorchError::value(
                "loaded state dict has a different number of parameter \
                 groups",
            ));
        }
        let pairs = || held.iter().zip(&dict.param_groups);
        if pairs().any(|(held, (_, ids))| held.states.len() != ids.len()) {
            return Err(TorchError::value(
                "loaded state dict contains a parameter group that doesn't \
                 match the size of optimizer's group",
            ));
        }
        let mut loaded = Vec::with_capacity(held.len());
        for (held, (settings, ids)) in pairs() {
            let mut settings = settings.clone();
            self.0.rule.settle(&mut settings);
            let group = held.group.with_settings(settings);
            let mut states = Vec::with_capacity(ids.len());
            for (param, id) in group.params().iter().zip(ids) {
                let found = dict.state.iter().find(|(own, _)| own == id);
                let state = match found {
                    None => State::default(),
                    Some((_, state)) => no_grad(|| {
                        if self.0.rule.counts_steps() {
                            state.need("step")?;
                        }
                        state.map(|name, tensor| match name {
                            "step" => Ok(tensor.clone()),
                            _ => tensor.to(param.dtype()),
                        })
                    })?,
                };
                states.push(state);
            }
            loaded.push(Held { group, states });
        }
        *held = loaded;
        self.0.loaded.set(true);
        Ok(())
    }
}

/// Refuses a group that cannot stand beside the others.
fn check_group(group: &Group, others: &[Group]) -> Result<()> {
    let params = group.params();
    if params.iter().any(|p| !p.is_leaf() && !p.retains_grad()) {
        return Err(TorchError::value("can't optimize a non-leaf Tensor"));
    }
    let mut held = others.iter().flat_map(Group::params);
    if held.any(|other| params.iter().any(|param| param.is(other))) {
        return Err(TorchError::value(
            "some parameters appear in more than one parameter group",
        ));
    }
    Ok(())
}

/// What PyTorch says where such a gradient is assigned.
fn other_dtype(param: &Tensor, grad: &Tensor) -> TorchError {
    TorchError::runtime(format!(
        "attempting to assign a gradient with dtype '{}' to a tensor with \
         grad_dtype '{}'. The gradient must match the tensor's grad_dtype \
         (defaults to the tensor's dtype). You can set the tensor's \
         grad_dtype attribute with a specific dtype, or None to allow any \
         dtype. Set grad_dtype with caution. Diverging the dtypes of a \
         tensor and its gradient may break downstream systems that assume \
         they match.",
        grad.dtype().c_name(),
        param.dtype().scalar_type(),
    ))
    .in_the_notes("assigned grad has data of a different type")
}

/// Options that PyTorch has added since the notes were written.
const SINCE: [&str; 6] = [
    "maximize",
    "foreach",
    "differentiable",
    "fused",
    "capturable",
    "decoupled_weight_decay",
];

/// Whether an option has come after the edition that speaks.
fn is_newer(class: &str, option: &str) -> bool {
    let newer =
        SINCE.contains(&option) || (class, option) == ("Adagrad", "eps");
    newer && Edition::current() == Edition::Notes
}

/// As PyTorch prints it.
impl Print for Optimizer {
    fn text(&self) -> String {
        let mut text = format!("{} (", self.0.rule.name());
        for (i, group) in self.param_groups().iter().enumerate() {
            text.push_str(&format!("\nParameter Group {i}\n"));
            let settings = group.held();
            let mut options: Vec<_> = settings.iter().collect();
            options.sort_unstable_by_key(|(name, _)| *name);
            let notes = Edition::current() == Edition::Notes;
            for (name, value) in options {
                if !(notes && SINCE.contains(&name)) {
                    text.push_str(&format!("    {name}: {}\n", value.text()));
                }
            }
        }
        text.push(')');
        text
    }
}

impl std::fmt::Debug for Optimizer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())
    }
}
