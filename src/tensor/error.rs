/*!
Errors: PyTorch's classes and PyTorch's sentences, in two editions.

Situations that many operations share are variants with fields. What only one
operation can say stands beside that operation, as a
[`Said`](TorchError::Said).
*/

use std::fmt;

use super::dtype::DType;
use super::edition::{Edition, with_edition};
use super::size::{Listed, Size};

/// The result of everything that can fail as PyTorch fails.
pub type Result<T, E = TorchError> = std::result::Result<T, E>;

/// The Python class that PyTorch raises.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ErrorClass {
    /// `RuntimeError`
    Runtime,
    /// `IndexError`
    Index,
    /// `ValueError`
    Value,
    /// `TypeError`
    Type,
    /// `NotImplementedError`
    NotImplemented,
    /// `AttributeError`
    Attribute,
    /// `OverflowError`
    Overflow,
    /// `AssertionError`
    Assertion,
    /// `KeyError`
    Key,
    /// `ZeroDivisionError`
    ZeroDivision,
    /// `torch.linalg.LinAlgError`, a `RuntimeError`
    LinAlg,
}

impl fmt::Display for ErrorClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ErrorClass::Runtime => "RuntimeError",
            ErrorClass::Index => "IndexError",
            ErrorClass::Value => "ValueError",
            ErrorClass::Type => "TypeError",
            ErrorClass::NotImplemented => "NotImplementedError",
            ErrorClass::Attribute => "AttributeError",
            ErrorClass::Overflow => "OverflowError",
            ErrorClass::Assertion => "AssertionError",
            ErrorClass::Key => "KeyError",
            ErrorClass::ZeroDivision => "ZeroDivisionError",
            ErrorClass::LinAlg => "_LinAlgError",
        })
    }
}

/// What went wrong.
///
/// `{}` is PyTorch's sentence in the current [`Edition`]; `{:#}` puts the
/// class before it, as the last line of a traceback does.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum TorchError {
    /// A dimension that the tensor does not have.
    DimOutOfRange {
        /// What was asked for.
        dim: i64,
        /// How many dimensions count as valid (at least 1).
        ndim: usize,
    },
    /// The same dimension named twice.
    DimRepeated {
        /// The dimension, counted from the front.
        dim: usize,
    },
    /// Two shapes that do not broadcast.
    Broadcast {
        /// Extent in the first tensor.
        a: usize,
        /// Extent in the second tensor.
        b: usize,
        /// Dimension of the result where they meet.
        dim: usize,
    },
    /// An in-place operation whose result has another shape.
    OutputShape {
        /// Shape of the tensor written to.
        output: Size,
        /// Shape that the operation makes.
        broadcast: Size,
    },
    /// A result that an in-place operation cannot store.
    ResultCast {
        /// What the operation computes in.
        from: DType,
        /// What the tensor written to holds.
        to: DType,
    },
    /// A view asked for a shape of another number of elements.
    InvalidShape {
        /// The shape asked for, as it was written.
        shape: Vec<i64>,
        /// How many elements there are.
        numel: usize,
    },
    /// More than one element of the tensor written to is one memory location.
    WriteOverlap,
    /// The tensor read and the tensor written to share some memory.
    ReadWriteOverlap,
    /// Extents whose product no integer holds.
    Numel,
    /// Memory that nobody has.
    Allocation {
        /// Bytes asked for.
        bytes: u64,
    },
    /// `backward` reached saved tensors that are gone.
    Freed,
    /// A tensor that `backward` needs was changed in place.
    Modified {
        /// `torch.FloatTensor [2]`: what was changed.
        tensor: String,
        /// Which output of which node it is, if it is one: the number and
        /// the node's names in both editions.
        output: Option<(usize, String, &'static str)>,
        /// Its version now.
        version: u32,
        /// Its version when it was saved.
        expected: u32,
    },
    /// A leaf that requires grad was used in an in-place operation.
    LeafInPlace {
        /// Through a view of the leaf, not itself.
        view: bool,
    },
    /// One sentence of one operation.
    Said {
        /// The class it has in Python.
        class: ErrorClass,
        /// Today's sentence.
        today: String,
        /// The notes' class and sentence, where they were others.
        notes: Option<(ErrorClass, String)>,
    },
}

impl TorchError {
    /// A `RuntimeError` with a sentence of its own.
    #[must_use]
    pub fn runtime(sentence: impl Into<String>) -> TorchError {
        TorchError::said(ErrorClass::Runtime, sentence)
    }

    /// A `torch.linalg.LinAlgError` with a sentence of its own.
    #[must_use]
    pub fn linalg(sentence: impl Into<String>) -> TorchError {
        TorchError::said(ErrorClass::LinAlg, sentence)
    }

    /// An `IndexError` with a sentence of its own.
    #[must_use]
    pub fn index(sentence: impl Into<String>) -> TorchError {
        TorchError::said(ErrorClass::Index, sentence)
    }

    /// A `ValueError` with a sentence of its own.
    #[must_use]
    pub fn value(sentence: impl Into<String>) -> TorchError {
        TorchError::said(ErrorClass::Value, sentence)
    }

    /// A `TypeError` with a sentence of its own.
    #[must_use]
    pub fn type_(sentence: impl Into<String>) -> TorchError {
        TorchError::said(ErrorClass::Type, sentence)
    }

    /// A sentence of its own, in any class.
    #[must_use]
    pub fn said(class: ErrorClass, sentence: impl Into<String>) -> TorchError {
        TorchError::Said { class, today: sentence.into(), notes: None }
    }

    /// Adds the sentence that the notes' edition says instead.
    #[must_use]
    pub fn in_the_notes(self, sentence: impl Into<String>) -> TorchError {
        let class = self.class();
        self.in_the_notes_as(class, sentence)
    }

    /// Adds the sentence of the notes' edition, where the class was another
    /// too.
    #[must_use]
    pub fn in_the_notes_as(
        self,
        then: ErrorClass,
        sentence: impl Into<String>,
    ) -> TorchError {
        match self {
            TorchError::Said { class, today, .. } => {
                let notes = Some((then, sentence.into()));
                TorchError::Said { class, today, notes }
            }
            other => other,
        }
    }

    /// In the notes' edition this is the error `then`: 1.1.0 looked at
    /// things in another order, or computed them in another way.
    #[must_use]
    pub(crate) fn in_the_notes_like(self, then: &TorchError) -> TorchError {
        let (class, today) =
            with_edition(Edition::Today, || (self.class(), self.to_string()));
        let notes =
            with_edition(Edition::Notes, || (then.class(), then.to_string()));
        TorchError::Said { class, today, notes: Some(notes) }
    }

    /// Of memory that is written to twice, 1.1.0 named the operation `op`.
    #[must_use]
    pub(crate) fn of_writing(self, op: &str) -> TorchError {
        match self {
            TorchError::WriteOverlap => {
                self.in_the_notes_like(&TorchError::runtime(format!(
                    "{op}: unsupported operation: more than one element of \
                     the written-to tensor refers to a single memory \
                     location. Please clone() the tensor before calling {op}"
                )))
            }
            other => other,
        }
    }

    /// The class it has in Python, in the current edition.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            TorchError::DimOutOfRange { .. } => ErrorClass::Index,
            TorchError::Said { notes: Some((class, _)), .. }
                if Edition::current() == Edition::Notes =>
            {
                *class
            }
            TorchError::Said { class, .. } => *class,
            _ => ErrorClass::Runtime,
        }
    }

    fn sentence(
        &self,
        edition: Edition,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        let notes = edition == Edition::Notes;
        match self {
            TorchError::DimOutOfRange { dim, ndim } => write!(
                f,
                "Dimension out of range (expected to be in range of \
                 [-{ndim}, {}], but got {dim})",
                ndim - 1
            ),
            TorchError::DimRepeated { dim } => write!(
                f,
                "dim {dim} appears multiple times in the list of dims"
            ),
            TorchError::Broadcast { a, b, dim } => write!(
                f,
                "The size of tensor a ({a}) must match the size of tensor b \
                 ({b}) at non-singleton dimension {dim}"
            ),
            TorchError::OutputShape { output, broadcast } => write!(
                f,
                "output with shape {} doesn't match the broadcast shape {}",
                Listed(output),
                Listed(broadcast)
            ),
            TorchError::ResultCast { from, to } if notes => write!(
                f,
                "output with backend CPU and dtype {} doesn't match the \
                 desired backend CPU and dtype {}",
                to.scalar_type_then(),
                from.scalar_type_then()
            ),
            TorchError::ResultCast { from, to } => write!(
                f,
                "result type {} can't be cast to the desired output type {}",
                from.scalar_type(),
                to.scalar_type()
            ),
            TorchError::InvalidShape { shape, numel } => write!(
                f,
                "shape '{}' is invalid for input of size {numel}",
                Listed(shape)
            ),
            TorchError::WriteOverlap => f.write_str(
                "unsupported operation: more than one element of the \
                 written-to tensor refers to a single memory location. \
                 Please clone() the tensor before performing the operation.",
            ),
            TorchError::ReadWriteOverlap => f.write_str(
                "unsupported operation: some elements of the input tensor \
                 and the written-to tensor refer to a single memory \
                 location. Please clone() the tensor before performing the \
                 operation.",
            ),
            TorchError::Numel => {
                f.write_str("numel: integer multiplication overflow")
            }
            TorchError::Allocation { .. } if notes => f.write_str(
                "[enforce fail at CPUAllocator.cpp:56] \
                 posix_memalign(&data, gAlignment, nbytes) == 0. 12 vs 0",
            ),
            TorchError::Allocation { bytes } => write!(
                f,
                "[enforce fail at alloc_cpu.cpp:127] err == 0. \
                 DefaultCPUAllocator: can't allocate memory: you tried to \
                 allocate {bytes} bytes. Error code 12 (Cannot allocate \
                 memory)"
            ),
            TorchError::Freed if notes => f.write_str(
                "Trying to backward through the graph a second time, but \
                 the buffers have already been freed. Specify \
                 retain_graph=True when calling backward the first time.",
            ),
            TorchError::Freed => f.write_str(
                "Trying to backward through the graph a second time (or \
                 directly access saved tensors after they have already been \
                 freed). Saved intermediate values of the graph are freed \
                 when you call .backward() or autograd.grad(). Specify \
                 retain_graph=True if you need to backward through the graph \
                 a second time or if you need to access saved tensors after \
                 calling backward.",
            ),
            TorchError::Modified { tensor, output, version, expected } => {
                write!(
                    f,
                    "one of the variables needed for gradient computation \
                     has been modified by an inplace operation: [{tensor}]"
                )?;
                if let Some((nr, today, then)) = output {
                    let name = if notes { *then } else { today.as_str() };
                    write!(f, ", which is output {nr} of {name},")?;
                }
                let check_nan = if notes { "" } else { ", check_nan=False" };
                write!(
                    f,
                    " is at version {version}; expected version {expected} \
                     instead. Hint: enable anomaly detection to find the \
                     operation that failed to compute its gradient, with \
                     torch.autograd.set_detect_anomaly(True{check_nan})."
                )
            }
            TorchError::LeafInPlace { view } => {
                let what = if *view { "a view of a leaf" } else { "a leaf" };
                let verb = if notes { "has been" } else { "is being" };
                write!(
                    f,
                    "{what} Variable that requires grad {verb} used in an \
                     in-place operation."
                )
            }
            TorchError::Said { notes: Some((_, then)), .. } if notes => {
                f.write_str(then)
            }
            TorchError::Said { today, .. } => f.write_str(today),
        }
    }
}

impl fmt::Display for TorchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            write!(f, "{}: ", self.class())?;
        }
        self.sentence(Edition::current(), f)
    }
}

impl std::error::Error for TorchError {}
