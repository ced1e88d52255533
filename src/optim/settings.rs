/*!
Options by name: what Python passes as keyword arguments, and keeps in the
dictionaries of `optimizer.param_groups`.
*/

use std::borrow::Cow;

use crate::tensor::{ErrorClass, Print, Result, Scalar, TorchError};

/// One option's value.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Setting {
    /// A number or a truth value.
    Number(Scalar),
    /// Two numbers, as `betas` is.
    Pair(Scalar, Scalar),
    /// `None`
    Unset,
}

impl<S: Into<Scalar>> From<S> for Setting {
    fn from(number: S) -> Setting {
        Setting::Number(number.into())
    }
}

impl Setting {
    /// As a float.
    ///
    /// # Errors
    /// `TypeError` if it is no number.
    pub fn number(self) -> Result<f64> {
        match self {
            Setting::Number(number) => Ok(number.to_f64()),
            other => Err(TorchError::type_(format!(
                "must be real number, not {}",
                other.text()
            ))),
        }
    }
}

impl Print for Setting {
    fn text(&self) -> String {
        match self {
            // An element of the notes' day was no bool; an option was.
            Setting::Number(Scalar::Bool(on)) => on.text(),
            Setting::Number(number) => number.text(),
            Setting::Pair(a, b) => format!("({}, {})", a.text(), b.text()),
            Setting::Unset => None::<bool>.text(),
        }
    }
}

/// Options in the order in which they were given.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Settings(Vec<(Cow<'static, str>, Setting)>);

/// No option but the defaults.
impl From<()> for Settings {
    fn from((): ()) -> Settings {
        Settings::default()
    }
}

/// Options that begin with the learning rate: `lr=0.1`.
#[must_use]
pub fn lr(rate: impl Into<Scalar>) -> Settings {
    Settings::default().lr(rate)
}

macro_rules! numbers {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        #[must_use]
        pub fn $name(self, value: impl Into<Scalar>) -> Settings {
            self.with(stringify!($name), value.into())
        }
    )+};
}

impl Settings {
    numbers! {
        /// The learning rate: how far a step goes.
        lr;
        /// How much of the last step's direction is kept.
        momentum;
        /// How much of the new direction is left out of the momentum.
        dampening;
        /// How strongly parameters are pulled towards zero.
        weight_decay;
        /// What keeps a quotient finite.
        eps;
        /// How much of the average of squares is kept (RMSprop).
        alpha;
        /// How the learning rate decays with the steps (Adagrad).
        lr_decay;
        /// What the sum of squares begins with (Adagrad).
        initial_accumulator_value;
        /// Whether the momentum looks one step ahead (SGD).
        nesterov;
        /// Whether to climb instead of descending.
        maximize;
        /// Whether to divide by the largest average so far (Adam).
        amsgrad;
        /// Whether to divide by the deviation from the mean (RMSprop).
        centered;
        /// Whether weight decay stays out of the averages (Adam).
        decoupled_weight_decay;
    }

    /// How much of the two averages is kept (Adam and its kin).
    #[must_use]
    pub fn betas(self, first: f64, second: f64) -> Settings {
        self.with("betas", Setting::Pair(first.into(), second.into()))
    }

    /// With one more option.
    #[must_use]
    pub(super) fn with(
        mut self,
        name: &'static str,
        value: impl Into<Setting>,
    ) -> Settings {
        self.set(name, value);
        self
    }

    /// The value of an option.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Setting> {
        self.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// Changes an option, or adds it.
    pub fn set(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Setting>,
    ) {
        let (name, value) = (name.into(), value.into());
        match self.0.iter_mut().find(|(own, _)| *own == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// Adds what is missing.
    pub(super) fn complete(&mut self, defaults: &Settings) {
        for (name, value) in &defaults.0 {
            if self.get(name).is_none() {
                self.0.push((name.clone(), *value));
            }
        }
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Setting)> {
        self.0.iter().map(|(name, value)| (&**name, *value))
    }

    /// An option that is a number, as a float.
    ///
    /// # Errors
    /// `KeyError` if it is not there, `TypeError` if it is no number.
    pub fn number(&self, name: &str) -> Result<f64> {
        match self.found(name)? {
            Setting::Number(number) => Ok(number.to_f64()),
            other => Err(unfit(name, other)),
        }
    }

    /// Whether an option is on.
    ///
    /// # Errors
    /// `KeyError` if it is not there.
    pub fn flag(&self, name: &str) -> Result<bool> {
        Ok(match self.found(name)? {
            Setting::Number(number) => !number.is_zero(),
            Setting::Pair(..) => true,
            Setting::Unset => false,
        })
    }

    /// An option that is two numbers.
    ///
    /// # Errors
    /// `KeyError` if it is not there, `TypeError` if it is something else.
    pub fn pair(&self, name: &str) -> Result<(f64, f64)> {
        match self.found(name)? {
            Setting::Pair(a, b) => Ok((a.to_f64(), b.to_f64())),
            other => Err(unfit(name, other)),
        }
    }

    fn found(&self, name: &str) -> Result<Setting> {
        self.get(name).ok_or_else(|| missing(name))
    }

    /// Refuses a number below zero, or NaN: `what` names it in the error.
    pub(super) fn check_not_negative(
        &self,
        name: &str,
        what: &str,
    ) -> Result<()> {
        if self.number(name)? >= 0.0 { Ok(()) } else { self.bad(name, what) }
    }

    /// Refuses a number that is not in `[0, 1]`.
    pub(super) fn check_share(&self, name: &str, what: &str) -> Result<()> {
        match (0.0..=1.0).contains(&self.number(name)?) {
            true => Ok(()),
            false => self.bad(name, what),
        }
    }

    /// Refuses a number below zero, but not NaN.
    pub(super) fn check_not_below_zero(
        &self,
        name: &str,
        what: &str,
    ) -> Result<()> {
        if self.number(name)? < 0.0 { self.bad(name, what) } else { Ok(()) }
    }

    /// Refuses betas that are not in `[0, 1)`.
    pub(super) fn check_betas(&self) -> Result<()> {
        let (first, second) = self.pair("betas")?;
        for (index, beta) in [first, second].into_iter().enumerate() {
            if !(0.0..1.0).contains(&beta) {
                return Err(TorchError::value(format!(
                    "Invalid beta parameter at index {index}: {}",
                    beta.text()
                )));
            }
        }
        Ok(())
    }

    fn bad(&self, name: &str, what: &str) -> Result<()> {
        let value = self.found(name)?.text();
        Err(TorchError::value(format!("Invalid {what}: {value}")))
    }
}

/// Nothing has this name in a dictionary.
pub(super) fn missing(name: &str) -> TorchError {
    TorchError::said(ErrorClass::Key, name.repr())
}

/// An option of another kind than the optimizer computes with. Python would
/// stumble over it in one of many ways.
fn unfit(name: &str, value: Setting) -> TorchError {
    let value = value.text();
    TorchError::type_(format!("'{name}' cannot be {value}"))
}
