/*!
A row of the table of operations.

What the workbook knows of an operation beyond its code: its names and its
signature in Python, how to call it with arguments that are only known at run
time, and examples to check its derivative with. The gradient checks, the
page of operations and the comparison with PyTorch are made from the rows.
*/

use crate::autograd::{Names, Tensor};
use crate::tensor::{DType, Dims, Result, Scalar, TorchError};

/// One operation, or one overload of it.
pub struct Row {
    /// PyTorch's name; an overload has a suffix, as in `max.dim`.
    pub name: &'static str,
    /// What it takes and returns, as Python writes it:
    /// `topk(input, k, dim=-1, largest=True, sorted=True) -> (values, indices)`.
    pub signature: &'static str,
    /// The names of its node; `None` if it has no derivative.
    pub grad_fn: Option<&'static Names>,
    /// Calls it with one value for every argument of the signature.
    pub call: fn(&Args<'_>) -> Result<Value>,
    /// Calls its in-place form, which ends in `_`, if it has one.
    pub in_place: Option<fn(&Args<'_>) -> Result<Value>>,
    /// Arguments to check its derivative with: one list for every argument
    /// of the signature. Floating tensors in them are float64.
    pub examples: fn(&mut Example) -> Vec<Vec<Value>>,
}

impl Row {
    /// The name that Python calls, without module and overload: `max` of
    /// `max.dim`.
    #[must_use]
    pub fn base(&self) -> &'static str {
        let name = self.name.strip_prefix("nn.functional.");
        let name = name.unwrap_or(self.name);
        name.split_once('.').map_or(name, |(base, _)| base)
    }
}

/// Rows of what has a derivative: name, signature, names of the node, call,
/// examples. An in-place form stands behind the call: `=>`.
macro_rules! derived_rows {
    ($($row:ident, $name:literal, $signature:literal, $names:expr,
       $call:expr $(=> $in_place:expr)?, $examples:expr;)+) => {$(
        #[doc = concat!("`", $name, "`, in the table.")]
        pub static $row: $crate::ops::Row = $crate::ops::Row {
            name: $name,
            signature: $signature,
            grad_fn: Some($names),
            call: $call,
            in_place: $crate::ops::row::derived_rows!(@ $($in_place)?),
            examples: $examples,
        };
    )+};
    (@) => { None };
    (@ $in_place:expr) => { Some($in_place) };
}
pub(crate) use derived_rows;

/// An argument or a result whose type is only known at run time.
#[derive(Clone, Debug)]
pub enum Value {
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// A Python int
    Int(i64),
    /// A Python float
    Float(f64),
    /// A Python string
    Str(String),
    /// `torch.float32` and its like
    DType(DType),
    /// A tensor
    Tensor(Tensor),
    /// A list or a tuple
    List(Vec<Value>),
    /// `start:stop:step`, between brackets
    Slice(Option<i64>, Option<i64>, Option<i64>),
    /// `...`
    Ellipsis,
}

macro_rules! value_from {
    ($($t:ty => $kind:ident),+ $(,)?) => {$(
        impl From<$t> for Value {
            fn from(x: $t) -> Value {
                Value::$kind(x.into())
            }
        }
    )+};
}
value_from!(
    bool => Bool, i32 => Int, i64 => Int, f64 => Float, String => Str,
    &str => Str, DType => DType, Tensor => Tensor, Vec<Value> => List,
);

impl From<Vec<Tensor>> for Value {
    fn from(tensors: Vec<Tensor>) -> Value {
        Value::List(tensors.into_iter().map(Value::Tensor).collect())
    }
}

impl<const N: usize> From<[i64; N]> for Value {
    fn from(ints: [i64; N]) -> Value {
        Value::List(ints.into_iter().map(Value::Int).collect())
    }
}

impl Value {
    /// The tensors in it, in order, lists taken apart.
    #[must_use]
    pub fn tensors(&self) -> Vec<&Tensor> {
        match self {
            Value::Tensor(tensor) => vec![tensor],
            Value::List(items) => {
                items.iter().flat_map(Value::tensors).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The arguments of one call, by position.
pub struct Args<'a>(pub &'a [Value]);

impl<'a> Args<'a> {
    /// Whatever it is; `None` if it was left out.
    #[must_use]
    pub fn value(&self, i: usize) -> &'a Value {
        self.0.get(i).unwrap_or(&Value::None)
    }

    fn wrong<T>(&self, i: usize, wanted: &str) -> Result<T> {
        Err(TorchError::type_(format!(
            "argument at position {} must be {wanted}",
            i + 1
        )))
    }

    /// A tensor.
    ///
    /// # Errors
    /// `TypeError` if it is something else; so for all that follow.
    pub fn tensor(&self, i: usize) -> Result<&'a Tensor> {
        match self.value(i) {
            Value::Tensor(tensor) => Ok(tensor),
            _ => self.wrong(i, "Tensor"),
        }
    }

    /// A list of tensors.
    ///
    /// # Errors
    /// `TypeError`
    pub fn tensors(&self, i: usize) -> Result<Vec<&'a Tensor>> {
        match self.value(i) {
            Value::List(items) => items
                .iter()
                .map(|item| match item {
                    Value::Tensor(tensor) => Ok(tensor),
                    _ => self.wrong(i, "tuple of Tensors"),
                })
                .collect(),
            _ => self.wrong(i, "tuple of Tensors"),
        }
    }

    /// Tensors that were given one by one, or as a list.
    ///
    /// # Errors
    /// `TypeError`
    pub fn gathered(&self, i: usize) -> Result<Vec<&'a Tensor>> {
        match self.value(i) {
            Value::Tensor(one) => Ok(vec![one]),
            _ => self.tensors(i),
        }
    }

    /// A tensor or a number.
    ///
    /// # Errors
    /// `TypeError`
    pub fn operand(&self, i: usize) -> Result<super::Operand<'a>> {
        match self.value(i) {
            Value::Tensor(tensor) => Ok(super::Operand::Tensor(tensor)),
            _ => Ok(super::Operand::Number(self.scalar(i)?)),
        }
    }

    /// A number.
    ///
    /// # Errors
    /// `TypeError`
    pub fn scalar(&self, i: usize) -> Result<Scalar> {
        match self.value(i) {
            Value::Bool(x) => Ok(Scalar::Bool(*x)),
            Value::Int(x) => Ok(Scalar::Int(*x)),
            Value::Float(x) => Ok(Scalar::Float(*x)),
            _ => self.wrong(i, "Number"),
        }
    }

    /// A number; 1 if it was left out.
    ///
    /// # Errors
    /// `TypeError`
    pub fn scalar_or_one(&self, i: usize) -> Result<Scalar> {
        Ok(self.optional(i, Args::scalar)?.unwrap_or(Scalar::Int(1)))
    }

    /// An integer.
    ///
    /// # Errors
    /// `TypeError`
    pub fn int(&self, i: usize) -> Result<i64> {
        match self.value(i) {
            Value::Int(x) => Ok(*x),
            _ => self.wrong(i, "int"),
        }
    }

    /// A truth value.
    ///
    /// # Errors
    /// `TypeError`
    pub fn bool(&self, i: usize) -> Result<bool> {
        match self.value(i) {
            Value::Bool(x) => Ok(*x),
            _ => self.wrong(i, "bool"),
        }
    }

    /// A shape or dimensions: an int or a list of ints.
    ///
    /// # Errors
    /// `TypeError`
    pub fn dims(&self, i: usize) -> Result<Dims> {
        match self.value(i) {
            Value::Int(x) => Ok(Dims::from(*x)),
            Value::List(items) => items
                .iter()
                .map(|item| match item {
                    Value::Int(x) => Ok(*x),
                    _ => self.wrong(i, "tuple of ints"),
                })
                .collect(),
            _ => self.wrong(i, "tuple of ints"),
        }
    }

    /// Dimensions; `None` is what an empty list is, all of them.
    ///
    /// # Errors
    /// `TypeError`
    pub fn dims_or_all(&self, i: usize) -> Result<Dims> {
        Ok(self.optional(i, Args::dims)?.unwrap_or_default())
    }

    /// A dtype.
    ///
    /// # Errors
    /// `TypeError`
    pub fn dtype(&self, i: usize) -> Result<DType> {
        match self.value(i) {
            Value::DType(x) => Ok(*x),
            _ => self.wrong(i, "torch.dtype"),
        }
    }

    /// A string, such as a rounding mode.
    ///
    /// # Errors
    /// `TypeError`
    pub fn str(&self, i: usize) -> Result<&'a str> {
        match self.value(i) {
            Value::Str(x) => Ok(x),
            _ => self.wrong(i, "str"),
        }
    }

    /// `None` for Python's `None`, else what `read` makes of it.
    ///
    /// # Errors
    /// What `read` says.
    pub fn optional<T>(
        &self,
        i: usize,
        read: impl FnOnce(&Self, usize) -> Result<T>,
    ) -> Result<Option<T>> {
        match self.value(i) {
            Value::None => Ok(None),
            _ => read(self, i).map(Some),
        }
    }
}

/// Makes inputs for gradient checks: reproducible, and away from kinks.
#[derive(Default)]
pub struct Example(u64);

impl Example {
    /// The next number of a small generator (splitmix64), in [0, 1).
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A float64 leaf with values from `lo` to `hi`, all at least a
    /// hundredth of the range per element apart, so that no order changes
    /// when one is moved a little.
    pub fn between(&mut self, lo: f64, hi: f64, shape: &[usize]) -> Tensor {
        let n: usize = shape.iter().product();
        let mut ranks: Vec<usize> = (0..n).collect();
        for i in (1..n).rev() {
            ranks.swap(i, (self.next() * (i + 1) as f64) as usize);
        }
        let step = (hi - lo) / n.max(1) as f64;
        let values: Vec<f64> = ranks
            .iter()
            .map(|&r| lo + step * (r as f64 + 0.25 + self.next() / 2.0))
            .collect();
        let window = crate::tensor::Strided::new(
            values,
            crate::tensor::Size::new(shape),
        );
        let leaf = Tensor::from_strided(window);
        leaf.requires_grad_(true).expect("a float64 tensor may")
    }

    /// Values from -2 to 2, none closer to 0 than a kink would mind.
    pub fn any(&mut self, shape: &[usize]) -> Tensor {
        self.between(-2.0, 2.0, shape)
    }

    /// Values from 0.5 to 2.5.
    pub fn positive(&mut self, shape: &[usize]) -> Tensor {
        self.between(0.5, 2.5, shape)
    }
}
