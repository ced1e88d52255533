//! Nonsense: tensors, indices, numbers and shapes that nobody would pass,
//! among some that somebody might.
//!
//! Strategies of the proptest crate, made of small numbers only: each is a
//! tuple of choices that is translated afterwards, and 0 is the plainest
//! choice. So a failure shrinks to plain arguments, and a fuzzer may drive
//! the same strategies with its bytes. Everything shows as the code that
//! would make it.

use std::fmt;

use proptest::prelude::*;
use torchbook::prelude::*;

/// The six dtypes, the plainest first.
pub const DTYPES: [DType; 6] = [float32, int64, bool_, float64, uint8, int32];

/// Where the elements lie in memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Layout {
    Plain,
    /// The first and the last dimension exchanged.
    Transposed,
    /// Every second element of the last dimension.
    Stepped,
    /// Behind the beginning of a larger tensor.
    Offset,
    /// One column of a wider tensor.
    Column,
    /// One dimension repeated, with steps of 0.
    Expanded,
    /// Dimensions in reverse order.
    Reversed,
}

/// How it came to be, as autograd sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Past {
    Plain,
    /// A leaf that requires grad.
    Leaf,
    /// The result of an operation.
    Result,
    /// The result of an operation, changed in place.
    Changed,
    /// A view of a leaf.
    ViewOfLeaf,
    /// A view of a leaf, made while nothing was recorded.
    UnrecordedView,
    /// One of several views that one operation made.
    Piece,
    /// The result of an operation whose graph is freed.
    Freed,
    /// A leaf with a gradient.
    WithGrad,
    /// `nn.Parameter`
    Parameter,
    /// Without the history it had.
    Detached,
}

const LAYOUTS: [Layout; 7] = [
    Layout::Plain,
    Layout::Transposed,
    Layout::Stepped,
    Layout::Offset,
    Layout::Column,
    Layout::Expanded,
    Layout::Reversed,
];

const PASTS: [Past; 11] = [
    Past::Plain,
    Past::Leaf,
    Past::Result,
    Past::Changed,
    Past::ViewOfLeaf,
    Past::UnrecordedView,
    Past::Piece,
    Past::Freed,
    Past::WithGrad,
    Past::Parameter,
    Past::Detached,
];

/// How to make a tensor.
#[derive(Clone, PartialEq)]
pub struct Recipe {
    pub dtype: DType,
    pub shape: Vec<i64>,
    /// Chooses the values: below 96 small ones from 0, below 160 small ones
    /// of both signs, else extreme ones.
    pub values: u8,
    pub layout: Layout,
    pub past: Past,
}

impl fmt::Debug for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:?}", self.dtype, self.shape)?;
        if self.layout != Layout::Plain {
            write!(f, " {:?}", self.layout)?;
        }
        if self.past != Past::Plain {
            write!(f, " {:?}", self.past)?;
        }
        match self.clone().plain() {
            Ok(plain) => {
                write!(f, " {}", torchbook::tensor::Print::text(&plain))
            }
            Err(error) => write!(f, " {error:#}"),
        }
    }
}

const FLOATS: [f64; 15] = [
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    -0.0,
    1e30,
    -1e30,
    1e-30,
    5e-324,
    f64::MAX,
    f64::MIN_POSITIVE,
    0.5,
    -2.5,
    1e-45,
    9_007_199_254_740_993.0,
    3.0,
];

/// For sizes, dimensions and numbers: near 0, or so far away that no memory
/// is large enough.
const FAR: [i64; 12] = [
    i64::MAX,
    i64::MIN,
    -1,
    i64::MAX - 1,
    i64::MIN + 1,
    1 << 40,
    -(1 << 40),
    1 << 62,
    255,
    256,
    0,
    63,
];

/// For elements also what lies at the ends of the smaller types.
const INTS: [i64; 8] = [
    i64::MAX,
    i64::MIN,
    i32::MAX as i64,
    i32::MIN as i64,
    -1,
    1 << 40,
    255,
    256,
];

impl Recipe {
    /// The values alone, in row order.
    fn plain(&self) -> Result<List> {
        let mut plain = self.clone();
        (plain.layout, plain.past) = (Layout::Plain, Past::Plain);
        Ok(plain.make()?.tolist())
    }

    fn fresh(&self, shape: &[i64]) -> Result<Tensor> {
        let n = shape.iter().product::<i64>() as usize;
        let first = usize::from(self.values);
        let floating = self.dtype.is_floating_point();
        let places = first..first + n;
        let flat = match self.values {
            ..96 => {
                let small: Vec<i64> =
                    places.map(|i| (i * 7 % 3) as i64).collect();
                tensor_with(small, int64)?
            }
            96..160 => {
                let small: Vec<i64> =
                    places.map(|i| (i * 5 % 7) as i64 - 3).collect();
                tensor_with(small, int64)?
            }
            _ if floating => {
                let odd: Vec<f64> =
                    places.map(|i| FLOATS[i % FLOATS.len()]).collect();
                tensor_with(odd, float64)?
            }
            _ => {
                let odd: Vec<i64> =
                    places.map(|i| INTS[i % INTS.len()]).collect();
                tensor_with(odd, int64)?
            }
        };
        flat.to(self.dtype)?.view(shape)
    }

    /// The tensor. Only floats have a past.
    pub fn make(&self) -> Result<Tensor> {
        let past = match self.dtype.is_floating_point() {
            true => self.past,
            false => Past::Plain,
        };
        // One more dimension of two pieces is made, and one is taken.
        let mut shape = self.shape.clone();
        if past == Past::Piece {
            shape.insert(0, 2);
        }
        let mut base = shape.clone();
        let last = base.len().wrapping_sub(1);
        match self.layout {
            _ if base.is_empty() => {}
            Layout::Transposed => base.swap(0, last),
            Layout::Stepped => base[last] *= 2,
            Layout::Offset => base[0] += 1,
            Layout::Column => base.push(3),
            Layout::Expanded => base[last / 2] = 1,
            Layout::Reversed => base.reverse(),
            Layout::Plain => {}
        }
        let view = |x: &Tensor| match self.layout {
            _ if shape.is_empty() => Ok(x.clone()),
            Layout::Transposed => x.transpose(0, -1),
            Layout::Stepped => x.slice(-1, None, None, 2),
            Layout::Offset => x.slice(0, Some(1), None, 1),
            Layout::Column => x.select(-1, 1),
            Layout::Expanded => x.expand(shape.as_slice()),
            Layout::Reversed => {
                x.permute((0..=last as i64).rev().collect::<Vec<_>>())
            }
            Layout::Plain => Ok(x.clone()),
        };
        let base = self.fresh(&base)?;
        match past {
            Past::Plain => view(&base),
            Past::Leaf => view(&base)?.requires_grad_(true),
            Past::Result => view(&base.requires_grad_(true)?.mul(1.0)?),
            Past::Changed => {
                let x = view(&base.requires_grad_(true)?.mul(1.0)?)?;
                // Repeated elements cannot be written to.
                x.mul_(1.0).or(Ok(x))
            }
            Past::ViewOfLeaf => view(&base.requires_grad_(true)?),
            Past::UnrecordedView => {
                let leaf = base.requires_grad_(true)?;
                no_grad(|| view(&leaf))
            }
            Past::Piece => {
                let whole = base.requires_grad_(true)?.mul(1.0)?;
                let mut pieces = view(&whole)?.unbind(0)?;
                Ok(pieces.remove(1))
            }
            Past::Freed => {
                let x = view(&base.requires_grad_(true)?)?.square()?;
                x.sum()?.backward()?;
                Ok(x)
            }
            Past::WithGrad => {
                let x = view(&base)?.requires_grad_(true)?;
                x.sum()?.backward()?;
                Ok(x)
            }
            Past::Parameter => parameter(&view(&base)?),
            Past::Detached => {
                view(&base.requires_grad_(true)?.mul(1.0)?)?.detach()
            }
        }
    }
}

/// A shape of up to four dimensions, most of them small, some of them empty.
pub fn shapes() -> impl Strategy<Value = Vec<i64>> + Clone {
    const EXTENTS: [i64; 10] = [2, 3, 1, 2, 3, 0, 1, 2, 3, 4];
    let extent = 0..EXTENTS.len();
    (0..5usize, [extent.clone(), extent.clone(), extent.clone(), extent])
        .prop_map(|(ndim, extents)| {
            extents[..ndim].iter().map(|&i| EXTENTS[i]).collect()
        })
}

/// A tensor.
pub fn tensors() -> impl Strategy<Value = Recipe> + Clone {
    (
        0..DTYPES.len(),
        shapes(),
        any::<u8>(),
        // Twice as many choices as there are: half are plain.
        0..2 * LAYOUTS.len(),
        0..2 * PASTS.len(),
    )
        .prop_map(|(dtype, shape, values, layout, past)| Recipe {
            dtype: DTYPES[dtype],
            shape,
            values,
            layout: *LAYOUTS.get(layout).unwrap_or(&Layout::Plain),
            past: *PASTS.get(past).unwrap_or(&Past::Plain),
        })
}

/// An integer: mostly near 0, else as far away as there are.
pub fn ints() -> impl Strategy<Value = i64> + Clone {
    (0..5usize, 0..100u8).prop_map(|(kind, i)| match kind {
        4 => FAR[usize::from(i) % FAR.len()],
        _ => i64::from(i % 9) * if i % 2 == 0 { 1 } else { -1 } / 2,
    })
}

/// Up to four integers.
pub fn lists() -> impl Strategy<Value = Vec<i64>> + Clone {
    (0..5usize, [ints(), ints(), ints(), ints()])
        .prop_map(|(n, ints)| ints[..n].to_vec())
}

/// A float.
pub fn floats() -> impl Strategy<Value = f64> + Clone {
    (0..3usize, 0..90u8).prop_map(|(kind, i)| match kind {
        2 => FLOATS[usize::from(i) % FLOATS.len()],
        _ => f64::from(i % 10) / 2.0 - 2.0,
    })
}

/// A Python number.
pub fn numbers() -> impl Strategy<Value = Scalar> + Clone {
    (0..5u8, ints(), floats()).prop_map(|(kind, int, float)| match kind {
        0 | 1 => Scalar::Int(int),
        4 => Scalar::Bool(int > 0),
        _ => Scalar::Float(float),
    })
}

/// A word where PyTorch wants one of a few.
pub fn words() -> impl Strategy<Value = &'static str> + Clone {
    const WORDS: [&str; 6] =
        ["floor", "trunc", "", "Floor", "nonsense", "\u{0}\u{1f642}\n"];
    (0..WORDS.len()).prop_map(|i| WORDS[i])
}

/// One thing between brackets.
#[derive(Clone, PartialEq)]
pub enum Place {
    Int(i64),
    Slice(Option<i64>, Option<i64>, Option<i64>),
    NewAxis,
    Ellipsis,
    Bool(bool),
    Tensor(Recipe),
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Int(i) => write!(f, "{i}"),
            Place::Slice(start, stop, step) => {
                let end = |i: &Option<i64>| {
                    i.map_or(String::new(), |i| i.to_string())
                };
                write!(f, "{}:{}:{}", end(start), end(stop), end(step))
            }
            Place::NewAxis => f.write_str("None"),
            Place::Ellipsis => f.write_str("..."),
            Place::Bool(is) => write!(f, "{is}"),
            Place::Tensor(recipe) => write!(f, "{recipe:?}"),
        }
    }
}

impl Place {
    /// The index.
    pub fn make(&self) -> Result<Index> {
        Ok(match self {
            Place::Int(i) => Index::Int(*i),
            Place::Slice(start, stop, step) => slice(*start, *stop, *step),
            Place::NewAxis => Index::NewAxis,
            Place::Ellipsis => Index::Ellipsis,
            Place::Bool(is) => Index::Bool(*is),
            Place::Tensor(recipe) => Index::Tensor(recipe.make()?),
        })
    }
}

/// One thing between brackets. Tensors are of a dtype that chooses, mostly.
pub fn places() -> impl Strategy<Value = Place> + Clone {
    (0..13u8, 0..8u8, [ints(), ints(), ints()], tensors()).prop_map(
        |(kind, open, [start, stop, step], mut recipe)| {
            let given = |bit: u8, i| (open & bit != 0).then_some(i);
            match kind {
                0..3 => Place::Int(start),
                // Steps forward, mostly: others are refused.
                3..6 => Place::Slice(
                    given(1, start),
                    given(2, stop),
                    given(4, if open & 1 == 0 { step } else { 1 }),
                ),
                6 => Place::NewAxis,
                7 => Place::Ellipsis,
                8 => Place::Bool(open > 3),
                _ => {
                    recipe.dtype = match kind {
                        9 | 10 => int64,
                        11 => bool_,
                        _ => recipe.dtype,
                    };
                    Place::Tensor(recipe)
                }
            }
        },
    )
}

/// Everything between brackets.
#[derive(Clone, PartialEq)]
pub struct Brackets {
    pub places: Vec<Place>,
    /// A tuple, which a single one need not be.
    pub tuple: bool,
}

impl fmt::Debug for Brackets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.places).finish()?;
        f.write_str(if self.tuple { " (a tuple)" } else { "" })
    }
}

impl Brackets {
    /// The indices.
    pub fn make(&self) -> Result<Indices> {
        let mut all = self
            .places
            .iter()
            .map(Place::make)
            .collect::<Result<Vec<Index>>>()?;
        if self.tuple || all.len() != 1 {
            return Ok(Indices::from(all));
        }
        Ok(Indices::from(all.remove(0)))
    }
}

/// Everything between brackets, up to four of them.
pub fn brackets() -> impl Strategy<Value = Brackets> + Clone {
    (0..5usize, any::<bool>(), [places(), places(), places(), places()])
        .prop_map(|(n, tuple, places)| Brackets {
            places: places[..n].to_vec(),
            tuple,
        })
}

/// How to print, all options at once.
pub fn printings() -> impl Strategy<Value = torchbook::tensor::Printing> + Clone
{
    use torchbook::tensor::{Printing, Profile};

    const WIDTHS: [usize; 8] = [80, 40, 20, 10, 3, 1, 0, usize::MAX];
    const DIGITS: [usize; 8] = [4, 2, 0, 1, 8, 17, 400, usize::MAX];
    const ITEMS: [usize; 6] = [3, 2, 1, 0, 100, usize::MAX];
    const THRESHOLDS: [f64; 6] = [1000.0, 10.0, 1.0, 0.0, -1.0, f64::INFINITY];
    (0..WIDTHS.len(), 0..DIGITS.len(), 0..ITEMS.len(), 0..6usize, 0..12u8)
        .prop_map(|(width, digits, items, threshold, rest)| {
            let all = Printing::new()
                .linewidth(WIDTHS[width])
                .precision(DIGITS[digits])
                .edgeitems(ITEMS[items])
                .threshold(THRESHOLDS[threshold]);
            let all = match rest % 3 {
                0 => all,
                one => all.sci_mode(one == 1),
            };
            match rest / 3 {
                1 => all.profile(Profile::Short),
                2 => all.profile(Profile::Full),
                3 => all.profile(Profile::Default),
                _ => all,
            }
        })
}
