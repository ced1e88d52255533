//! Vectors in modules: of modules, of modules with names, of parameters.

use super::module::tree;
use super::{Member, Module, Visitor};
use crate::autograd::Tensor;
use crate::tensor::Edition;

/// Modules under numbers: `nn.ModuleList`.
impl<M: Module> Module for Vec<M> {
    fn name(&self) -> &str {
        "ModuleList"
    }

    fn visit<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
        for (nr, module) in self.iter().enumerate() {
            visitor.module(&nr.to_string(), module);
        }
    }

    /// Today equal neighbours stand in one line.
    fn repr(&self) -> String {
        grouped(self.iter().map(Module::repr).collect())
    }
}

/// Modules under names, in this order: `nn.ModuleDict`.
impl<K: AsRef<str>, M: Module> Module for Vec<(K, M)> {
    fn name(&self) -> &str {
        "ModuleDict"
    }

    fn visit<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
        for (name, module) in self {
            visitor.module(name.as_ref(), module);
        }
    }
}

/// [`parameter`](crate::prelude::parameter)s under numbers:
/// `nn.ParameterList`.
impl Module for Vec<Tensor> {
    fn name(&self) -> &str {
        "ParameterList"
    }

    fn visit<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
        for (nr, parameter) in self.iter().enumerate() {
            parameter.show(&nr.to_string(), visitor);
        }
    }

    /// It alone shows its parameters.
    fn extra_repr(&self) -> String {
        let line = |(nr, x): (String, &Tensor)| {
            let dtype = match Edition::current() {
                Edition::Today => x.dtype().name().to_owned(),
                Edition::Notes => {
                    format!("{}Tensor", x.dtype().scalar_type_then())
                }
            };
            let size = x.size();
            let size: Vec<String> =
                size.iter().map(usize::to_string).collect();
            format!(
                "  ({nr}): Parameter containing: [torch.{dtype} of size {}]",
                size.join("x")
            )
        };
        let parameters = self.holds().parameters.into_iter();
        parameters.map(line).collect::<Vec<_>>().join("\n")
    }
}

/// `ModuleList(..)`. Today equal neighbours stand in one line.
fn grouped(parts: Vec<String>) -> String {
    let mut groups: Vec<(usize, usize, &String)> = Vec::new();
    for (nr, part) in parts.iter().enumerate() {
        match groups.last_mut() {
            Some((_, last, same))
                if *same == part && Edition::current() == Edition::Today =>
            {
                *last = nr;
            }
            _ => groups.push((nr, nr, part)),
        }
    }
    let line = |&(first, last, part): &(usize, usize, &String)| {
        if first == last {
            return (first.to_string(), part.clone());
        }
        let count = last - first + 1;
        (format!("{first}-{last}"), format!("{count} x {part}"))
    };
    let lines: Vec<(String, String)> = groups.iter().map(line).collect();
    let lines = lines.iter().map(|(name, part)| (&**name, part.clone()));
    tree("ModuleList", "", lines)
}
