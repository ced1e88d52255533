//! Modules one after the other.

use super::{Forward, Mode, Module, Visitor};
use crate::autograd::Tensor;
use crate::tensor::{Print, Result};

/// What goes in is handed from module to module. Their names are numbers.
///
/// Follows [torch.nn.Sequential](https://pytorch.org/docs/stable/generated/torch.nn.Sequential.html).
/// [`sequential!`](crate::sequential!) puts one together.
#[derive(Default)]
pub struct Sequential {
    modules: Vec<Box<dyn Forward>>,
    mode: Mode,
}

impl Sequential {
    /// An empty one: it returns what it is given.
    #[must_use]
    pub fn new() -> Sequential {
        Sequential::default()
    }

    /// The same with one more at the end: `model.append(module)`.
    #[must_use]
    pub fn with(mut self, module: impl Forward + 'static) -> Sequential {
        self.modules.push(Box::new(module));
        self
    }

    /// How many there are: `len(model)`.
    #[must_use]
    pub fn len(&self) -> usize {
        self.modules.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }

    /// One of them: `model[i]`.
    #[must_use]
    pub fn get(&self, i: usize) -> Option<&dyn Forward> {
        self.modules.get(i).map(|module| &**module)
    }
}

impl Module for Sequential {
    fn name(&self) -> &str {
        "Sequential"
    }

    fn visit<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
        visitor.mode(&self.mode);
        for (nr, module) in self.modules.iter().enumerate() {
            visitor.module(&nr.to_string(), module);
        }
    }
}

impl Forward for Sequential {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let modules = self.modules.iter();
        modules.into_iter().try_fold(x.clone(), |x, m| m.forward(&x))
    }
}

impl Print for Sequential {
    fn text(&self) -> String {
        Module::repr(self)
    }
}

/// Modules one after the other:
/// `nn.Sequential(nn.Linear(2, 3), nn.ReLU())`.
///
/// ```
/// use torchbook::prelude::*;
///
/// let model = nn::sequential![nn::Linear::new(2, 3)?, nn::ReLU::new()];
/// assert_eq!(model.forward(&ones([5, 2])?)?.size(), [5, 3]);
/// # Ok::<(), TorchError>(())
/// ```
#[macro_export]
macro_rules! sequential {
    ($($module:expr),* $(,)?) => {
        $crate::nn::Sequential::new()$(.with($module))*
    };
}
