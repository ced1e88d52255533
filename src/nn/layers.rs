//! Layers that hold a table, a chance or a scale.

use super::functional::{dropout, embedding, layer_norm};
use super::{Forward, Mode, init};
use crate::autograd::{Tensor, no_grad};
use crate::module;
use crate::ops::create::empty;
use crate::ops::parameter::parameter;
use crate::tensor::{Dims, Edition, Result, python_float};

/// A table: rows of numbers that are learned, by their number.
///
/// Follows [torch.nn.Embedding](https://pytorch.org/docs/stable/generated/torch.nn.Embedding.html).
#[derive(Debug)]
pub struct Embedding {
    /// How many rows there are.
    pub num_embeddings: i64,
    /// How many numbers a row holds.
    pub embedding_dim: i64,
    /// The row that begins with zeros and is never learned.
    pub padding_idx: Option<i64>,
    /// `(num_embeddings, embedding_dim)`
    pub weight: Tensor,
    mode: Mode,
}

module!(Embedding { weight, mode }, |table| {
    let (rows, columns) = (table.num_embeddings, table.embedding_dim);
    match table.padding_idx {
        Some(padding) => format!("{rows}, {columns}, padding_idx={padding}"),
        None => format!("{rows}, {columns}"),
    }
});

impl Embedding {
    /// Normal numbers: `nn.Embedding(num_embeddings, embedding_dim)`.
    ///
    /// # Errors
    /// `RuntimeError` for a negative extent, or more than memory holds.
    pub fn new(num_embeddings: i64, embedding_dim: i64) -> Result<Embedding> {
        Embedding::create(num_embeddings, embedding_dim, None)
    }

    /// With a row for padding, counted from the end if negative:
    /// `nn.Embedding(num_embeddings, embedding_dim, padding_idx)`.
    ///
    /// # Errors
    /// As [`new`](Embedding::new), and `AssertionError` if there is no such
    /// row.
    pub fn with_padding(
        num_embeddings: i64,
        embedding_dim: i64,
        padding_idx: i64,
    ) -> Result<Embedding> {
        Embedding::create(num_embeddings, embedding_dim, Some(padding_idx))
    }

    fn create(
        num_embeddings: i64,
        embedding_dim: i64,
        padding_idx: Option<i64>,
    ) -> Result<Embedding> {
        let padding_idx =
            super::functional::check_padding(padding_idx, num_embeddings)?;
        let weight = parameter(&empty([num_embeddings, embedding_dim])?)?;
        init::normal_(&weight, 0.0, 1.0)?;
        if let Some(padding) = padding_idx {
            no_grad(|| weight.select(0, padding)?.fill_(0))?;
        }
        let mode = Mode::default();
        let table = Embedding {
            num_embeddings,
            embedding_dim,
            padding_idx,
            weight,
            mode,
        };
        Ok(table)
    }
}

impl Forward for Embedding {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        embedding(x, &self.weight, self.padding_idx)
    }
}

/// Zeros by chance while training, nothing otherwise.
///
/// Follows [torch.nn.Dropout](https://pytorch.org/docs/stable/generated/torch.nn.Dropout.html).
#[derive(Debug)]
pub struct Dropout {
    /// The probability of a zero.
    pub p: f64,
    mode: Mode,
}

module!(Dropout { mode }, |layer| {
    let inplace = match Edition::current() {
        Edition::Today => ", inplace=False",
        Edition::Notes => "",
    };
    format!("p={}{inplace}", python_float(layer.p))
});

impl Dropout {
    /// Zeros with probability `p`: `nn.Dropout(p)`; Python's default is a
    /// half.
    ///
    /// # Errors
    /// `ValueError` if it is no probability.
    pub fn new(p: f64) -> Result<Dropout> {
        super::functional::check_probability(p)?;
        Ok(Dropout { p, mode: Mode::default() })
    }
}

impl Forward for Dropout {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        dropout(x, self.p, self.mode.training())
    }
}

/// Mean 0 and variance 1 over the last dimensions, then a scale and a shift
/// of each element, which are learned.
///
/// Follows [torch.nn.LayerNorm](https://pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html).
#[derive(Debug)]
pub struct LayerNorm {
    /// The extents of these dimensions.
    pub normalized_shape: Dims,
    /// What is added to the variance.
    pub eps: f64,
    /// The scale: ones to begin with.
    pub weight: Option<Tensor>,
    /// The shift: zeros to begin with.
    pub bias: Option<Tensor>,
    mode: Mode,
}

module!(LayerNorm { weight, bias, mode }, |layer| {
    let shape: Vec<String> =
        layer.normalized_shape.iter().map(i64::to_string).collect();
    let (eps, affine) = (
        python_float(layer.eps),
        crate::tensor::python_bool(layer.weight.is_some()),
    );
    match Edition::current() {
        Edition::Today => format!(
            "{}, eps={eps}, elementwise_affine={affine}, bias={}",
            crate::tensor::python_tuple(&shape),
            crate::tensor::python_bool(layer.bias.is_some())
        ),
        Edition::Notes => format!(
            "torch.Size([{}]), eps={eps}, elementwise_affine={affine}",
            shape.join(", ")
        ),
    }
});

impl LayerNorm {
    /// With a scale and a shift: `nn.LayerNorm(normalized_shape)`.
    ///
    /// # Errors
    /// `RuntimeError` for a negative extent, or more than memory holds.
    pub fn new(normalized_shape: impl Into<Dims>) -> Result<LayerNorm> {
        let mut layer = LayerNorm::plain(normalized_shape);
        let shape = layer.normalized_shape.clone();
        let weight = parameter(&empty(shape.clone())?)?;
        layer.weight = Some(init::ones_(&weight)?);
        layer.bias = Some(init::zeros_(&parameter(&empty(shape)?)?)?);
        Ok(layer)
    }

    /// Without: `nn.LayerNorm(normalized_shape, elementwise_affine=False)`.
    #[must_use]
    pub fn plain(normalized_shape: impl Into<Dims>) -> LayerNorm {
        LayerNorm {
            normalized_shape: normalized_shape.into(),
            eps: 1e-5,
            weight: None,
            bias: None,
            mode: Mode::default(),
        }
    }
}

impl Forward for LayerNorm {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let (weight, bias) = (self.weight.as_ref(), self.bias.as_ref());
        let shape = self.normalized_shape.clone();
        layer_norm(x, shape, weight, bias, self.eps)
    }
}
