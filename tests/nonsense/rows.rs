//! Arguments for the rows of the table: those of a good example, some or all
//! of them replaced.

use std::fmt;

use proptest::prelude::*;
use torchbook::ops::{Row, Value};
use torchbook::prelude::*;
use torchbook::tensor::Print;

use super::strategies::{
    DTYPES, Recipe, floats, ints, lists, numbers, tensors, words,
};

/// What may take the place of an argument.
#[derive(Clone, Debug)]
pub struct Given {
    /// Which shape a tensor gets: the example's, the one of the first
    /// tensor, one that broadcasts to it, or its own.
    alike: u8,
    /// Which kind it is: below 10 the example's, else any.
    kind: u8,
    recipe: Recipe,
    int: i64,
    float: f64,
    number: Scalar,
    list: Vec<i64>,
    word: &'static str,
}

/// A call of a row.
#[derive(Clone, Debug)]
pub struct Call {
    pub in_place: bool,
    /// Which example.
    example: u8,
    /// The only argument to be replaced, if there is such a one.
    only: u8,
    given: Vec<Given>,
}

fn given() -> impl Strategy<Value = Given> + Clone {
    let kind = (0..10u8, 0..24u8);
    (kind, tensors(), ints(), floats(), numbers(), lists(), words()).prop_map(
        |((alike, kind), recipe, int, float, number, list, word)| Given {
            alike,
            kind,
            recipe,
            int,
            float,
            number,
            list,
            word,
        },
    )
}

/// Calls of a row with so many arguments.
pub fn calls(arguments: usize) -> impl Strategy<Value = Call> {
    (0..4u8, any::<u8>(), 0..12u8, vec![given(); arguments]).prop_map(
        |(in_place, example, only, given)| Call {
            in_place: in_place == 0,
            example,
            only,
            given,
        },
    )
}

/// An argument that is known but not yet made.
pub enum Argument {
    /// No tensor, or the example's.
    Value(Value),
    Tensor(Recipe),
    Tensors(Vec<Recipe>),
}

impl Argument {
    /// Makes it.
    pub fn value(&self) -> Result<Value> {
        Ok(match self {
            Argument::Value(value) => value.clone(),
            Argument::Tensor(recipe) => recipe.make()?.into(),
            Argument::Tensors(recipes) => {
                let made = recipes.iter().map(Recipe::make);
                made.collect::<Result<Vec<Tensor>>>()?.into()
            }
        })
    }
}

impl fmt::Debug for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Argument::Value(value) => f.write_str(&shown(value)),
            Argument::Tensor(recipe) => recipe.fmt(f),
            Argument::Tensors(recipes) => recipes.fmt(f),
        }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::None => "None".to_owned(),
        Value::Bool(x) => x.text(),
        Value::Int(x) => x.text(),
        Value::Float(x) => x.text(),
        Value::Str(x) => format!("{x:?}"),
        Value::DType(x) => x.text(),
        Value::Tensor(x) => x.repr(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(shown).collect();
            format!("[{}]", items.join(", "))
        }
        slice @ (Value::Slice(..) | Value::Ellipsis) => format!("{slice:?}"),
    }
}

/// A shape that others take over, once it is known.
type Shape = Option<Vec<i64>>;

impl Call {
    /// The arguments of the call, in order.
    pub fn arguments(&self, row: &Row) -> Vec<Argument> {
        let examples = (row.examples)(&mut Default::default());
        let example = match examples.len() {
            0 => None,
            n => Some(&examples[usize::from(self.example) % n]),
        };
        let mut first: Shape = None;
        let all = usize::from(self.only) >= self.given.len();
        let given = self.given.iter().enumerate();
        given
            .map(|(i, given)| match example {
                Some(usual) if !all && usize::from(self.only) != i => {
                    Argument::Value(usual[i].clone())
                }
                Some(usual) => given.argument(Some(&usual[i]), &mut first),
                // The first argument is a tensor, with or without example.
                None if i == 0 && given.kind < 14 => {
                    given.tensor(None, &mut first)
                }
                None => given.argument(None, &mut first),
            })
            .collect()
    }
}

impl Given {
    fn argument(&self, usual: Option<&Value>, first: &mut Shape) -> Argument {
        let number = || match self.number {
            Scalar::Bool(x) => Value::Bool(x),
            Scalar::Int(x) => Value::Int(x),
            Scalar::Float(x) => Value::Float(x),
        };
        let ints =
            || Value::List(self.list.iter().map(|&i| Value::Int(i)).collect());
        Argument::Value(match (self.kind, usual) {
            (..14, Some(Value::Tensor(like))) => {
                return self.tensor(Some(like), first);
            }
            (..14, Some(Value::Int(_))) => self.int.into(),
            (..14, Some(Value::Float(_))) => self.float.into(),
            (..14, Some(Value::Bool(x))) => (!x).into(),
            (..14, Some(Value::Str(_))) => self.word.into(),
            (..14, Some(Value::List(items))) => match items.first() {
                Some(Value::Tensor(_)) => return self.tensors(items, first),
                _ => ints(),
            },
            (14..=16, _) | (..10, None) => return self.tensor(None, first),
            (18, _) => ints(),
            (19, _) => self.word.into(),
            (20, _) => return self.tensors(&[], first),
            (21, _) => Value::None,
            (22, _) => DTYPES[self.list.len()].into(),
            _ => number(),
        })
    }

    fn tensor(&self, like: Option<&Tensor>, first: &mut Shape) -> Argument {
        Argument::Tensor(self.recipe(like, first))
    }

    fn recipe(&self, like: Option<&Tensor>, first: &mut Shape) -> Recipe {
        let mut recipe = self.recipe.clone();
        let like = like.map(|x| x.size().iter().map(|&n| n as i64).collect());
        let shape = match self.alike {
            0..3 => like.or(first.clone()),
            3..6 => first.clone().or(like),
            6 | 7 => first.clone().map(|mut shape| {
                // One that broadcasts.
                let cut = usize::from(recipe.values) % (shape.len() + 1);
                shape.drain(..cut);
                if let Some(extent) = shape.last_mut() {
                    *extent = 1;
                }
                shape
            }),
            _ => None,
        };
        recipe.shape = shape.unwrap_or(recipe.shape);
        first.get_or_insert_with(|| recipe.shape.clone());
        recipe
    }

    /// A list of up to three tensors that have something in common.
    fn tensors(&self, like: &[Value], first: &mut Shape) -> Argument {
        let recipe = |i: u8| {
            let mut one = self.clone();
            one.alike = (self.alike + i * 4) % 10;
            one.recipe.values = self.recipe.values.wrapping_add(i);
            if i == 1 && self.kind > 5 {
                one.recipe.dtype = DTYPES[self.list.len()];
            }
            let like = match like.get(usize::from(i)) {
                Some(Value::Tensor(like)) => Some(like),
                _ => None,
            };
            one.recipe(like, first)
        };
        Argument::Tensors((0..self.kind % 4).map(recipe).collect())
    }
}
