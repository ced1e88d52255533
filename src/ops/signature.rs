/*!
What a Python call means to a row of the table.

A row's signature is Python's own text. Here it is taken apart, and the
arguments of a call are put where it wants them: by position, by name, or by
what it says when they are left out.
*/

use super::row::{Row, Value};
use crate::tensor::{Result, TorchError};

/// One argument of a signature.
#[derive(Debug)]
struct Parameter {
    name: &'static str,
    default: Option<Value>,
    /// Only by name: it stands after the `*`.
    keyword_only: bool,
    /// As many as there are, as one list: `*tensors`.
    gathers: bool,
}

/// The arguments that a row takes.
#[derive(Debug)]
pub struct Signature {
    function: &'static str,
    parameters: Vec<Parameter>,
}

impl Signature {
    /// The signature of a row.
    ///
    /// # Panics
    /// If the row's text is none, which a test of all rows rules out.
    #[must_use]
    pub fn of(row: &Row) -> Signature {
        let (function, rest) =
            row.signature.split_once('(').expect("name(arguments)");
        let close = match rest.rfind("->") {
            Some(arrow) => rest[..arrow].rfind(')'),
            None => rest.rfind(')'),
        };
        let inside = &rest[..close.expect("a closing bracket")];
        let mut keyword_only = false;
        let mut parameters = Vec::new();
        for text in inside.split(',').map(str::trim) {
            if text.is_empty() {
                continue;
            }
            if text == "*" {
                keyword_only = true;
                continue;
            }
            let (name, default) = match text.split_once('=') {
                Some((name, default)) => (name, Some(literal(default))),
                None => (text, None),
            };
            let gathers = name.starts_with('*');
            let name = name.trim_start_matches('*');
            parameters.push(Parameter {
                name,
                default,
                keyword_only,
                gathers,
            });
            // Nothing stands by position behind all of them.
            keyword_only |= gathers;
        }
        Signature { function, parameters }
    }

    /// The names of the parameters, in order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.parameters.iter().map(|parameter| parameter.name)
    }

    /// How many of them may be given by position.
    #[must_use]
    pub fn positional(&self) -> usize {
        self.parameters.iter().filter(|p| !p.keyword_only).count()
    }

    /// One value for every parameter.
    ///
    /// # Errors
    /// `TypeError` with Python's words if there are too many arguments, if
    /// one is missing, unknown, or there twice.
    pub fn bind(
        &self,
        positional: &[Value],
        keywords: &[(String, Value)],
    ) -> Result<Vec<Value>> {
        let Signature { function, parameters } = self;
        let gathered;
        let positional = match &parameters[0] {
            Parameter { gathers: true, .. } => {
                gathered = gathered_of(positional);
                &gathered[..]
            }
            _ => positional,
        };
        let most = self.positional();
        if positional.len() > most {
            return Err(TorchError::type_(format!(
                "{function}() takes {most} positional arguments but {} were \
                 given",
                positional.len()
            )));
        }
        for (i, (name, _)) in keywords.iter().enumerate() {
            let Some(place) = parameters.iter().position(|p| p.name == name)
            else {
                return Err(TorchError::type_(format!(
                    "{function}() got an unexpected keyword argument '{name}'"
                )));
            };
            let again = keywords[..i].iter().any(|(other, _)| other == name);
            if place < positional.len() || again {
                return Err(TorchError::type_(format!(
                    "{function}() got multiple values for argument '{name}'"
                )));
            }
        }
        parameters
            .iter()
            .enumerate()
            .map(|(i, parameter)| {
                let named =
                    keywords.iter().find(|(name, _)| name == parameter.name);
                positional
                    .get(i)
                    .or(named.map(|(_, value)| value))
                    .or(parameter.default.as_ref())
                    .cloned()
                    .ok_or_else(|| self.missing(positional.len(), keywords))
            })
            .collect()
    }

    /// What is said of all arguments that are neither there nor known.
    fn missing(
        &self,
        given: usize,
        keywords: &[(String, Value)],
    ) -> TorchError {
        let there = |name: &str| keywords.iter().any(|(k, _)| k == name);
        let names: Vec<String> = self
            .parameters
            .iter()
            .skip(given)
            .filter(|p| p.default.is_none() && !there(p.name))
            .map(|p| format!("\"{}\"", p.name))
            .collect();
        let function = self.function;
        // PyTorch has them the wrong way round.
        let ending = if names.len() == 1 { "s" } else { "" };
        TorchError::type_(format!(
            "{function}() missing {} required positional argument{ending}: {}",
            names.len(),
            names.join(", ")
        ))
    }
}

/// `f(a, b)` where one list is wanted. `f([a, b])` has it.
fn gathered_of(positional: &[Value]) -> Vec<Value> {
    match positional {
        [one @ (Value::List(_) | Value::Tensor(_))] => vec![one.clone()],
        several => vec![Value::List(several.to_vec())],
    }
}

/// What a signature may have after `=`.
fn literal(text: &'static str) -> Value {
    match text {
        "None" => Value::None,
        "True" => Value::Bool(true),
        "False" => Value::Bool(false),
        "()" => Value::List(Vec::new()),
        _ => {
            if let Ok(int) = text.parse::<i64>() {
                Value::Int(int)
            } else if let Ok(float) = text.parse::<f64>() {
                Value::Float(float)
            } else {
                Value::Str(text.trim_matches(['\'', '"']).to_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{OPERATIONS, overloads};

    #[test]
    fn every_row_has_a_signature_that_reads() {
        for row in OPERATIONS {
            let signature = Signature::of(row);
            assert!(!signature.parameters.is_empty(), "{}", row.name);
        }
    }

    #[test]
    fn arguments_find_their_places() {
        let topk = Signature::of(overloads("topk").next().unwrap());
        let keywords = |pairs: &[(&str, Value)]| {
            let owned = pairs.iter().map(|(k, v)| (k.to_string(), v.clone()));
            owned.collect::<Vec<_>>()
        };
        let bound = topk
            .bind(
                &[Value::None, 3.into()],
                &keywords(&[("sorted", false.into())]),
            )
            .unwrap();
        assert_eq!(
            format!("{bound:?}"),
            "[None, Int(3), Int(-1), Bool(true), Bool(false)]"
        );
        let said = |positional: &[Value], pairs: &[(&str, Value)]| {
            let bound = topk.bind(positional, &keywords(pairs));
            bound.unwrap_err().to_string()
        };
        assert_eq!(
            said(&[Value::None], &[]),
            "topk() missing 1 required positional arguments: \"k\""
        );
        assert_eq!(
            said(&[Value::None, 1.into()], &[("k", 2.into())]),
            "topk() got multiple values for argument 'k'"
        );
        assert_eq!(
            said(&[Value::None, 1.into()], &[("n", 2.into())]),
            "topk() got an unexpected keyword argument 'n'"
        );
        assert_eq!(
            said(&[const { Value::None }; 6], &[]),
            "topk() takes 5 positional arguments but 6 were given"
        );
    }
}
