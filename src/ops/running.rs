/*!
What came so far along a dimension: products, the largest, the smallest; and
what changes from one element to the next.

Follows [torch.cumprod](https://pytorch.org/docs/stable/generated/torch.cumprod.html),
[torch.cummax](https://pytorch.org/docs/stable/generated/torch.cummax.html)
and [torch.diff](https://pytorch.org/docs/stable/generated/torch.diff.html).
*/

use super::choose::where_;
use super::create::zeros_with;
use super::joining::cat;
use super::numeric::not_implemented;
use super::order::{accumulate, is_nan, pick, record_picked};
use super::reduce::{cast, check_recordable, named_for, rows};
use super::row::{Args, Row, Value};
use crate::autograd::{Names, Tensor, backward1, record};
use crate::tensor::{DType, Element, Result, Strided, TorchError, dispatch};

static CUMPROD: Names = Names::new("CumprodBackward0", "CumprodBackward0");
static CUMPROD_AS: Names = Names::new("CumprodBackward0", "CumprodBackward1");
static CUMMAX: Names = Names::new("CummaxBackward0", "CummaxBackward0");
static CUMMIN: Names = Names::new("CumminBackward0", "CumminBackward0");
static DIFF: Names = Names::new("SubBackward0", "SubBackward0");

impl Tensor {
    /// The products of what came so far along `dim`: `x.cumprod(dim)`.
    /// Integers and bools are multiplied as int64.
    ///
    /// # Errors
    /// `IndexError` for a dimension that does not exist.
    pub fn cumprod(&self, dim: i64) -> Result<Tensor> {
        self.cumprod_dtype(dim, None)
    }

    /// [`cumprod`](Tensor::cumprod) in another dtype, to which the elements
    /// are converted first: `x.cumprod(dim, dtype=dtype)`.
    ///
    /// # Errors
    /// As [`cumprod`](Tensor::cumprod); `NotImplementedError` for bools,
    /// `RuntimeError` if a gradient would have to pass an integer.
    pub fn cumprod_dtype(
        &self,
        dim: i64,
        dtype: impl Into<Option<DType>>,
    ) -> Result<Tensor> {
        let (at, dtype) = (self.strided().wrap_dim(dim)?, dtype.into());
        let bools = dtype == Some(DType::Bool);
        if bools && self.numel() > 0 && self.ndim() > 0 {
            return Err(not_implemented("cumprod_out_cpu", DType::Bool));
        }
        check_recordable(self, dtype)?;
        let x = cast(self, dtype)?.contiguous()?;
        let products = match x.dtype() {
            dtype if x.ndim() == 0 && dtype.is_floating_point() => x.copy()?,
            // PyTorch multiplies float32 in float64.
            DType::Float32 => accumulate(
                &x,
                at,
                false,
                1.0,
                |product: &mut f64, x: f32| *product *= f64::from(x),
                |product| product as f32,
            ),
            DType::Float64 => accumulate(
                &x,
                at,
                false,
                1.0,
                |product: &mut f64, x: f64| *product *= x,
                |product| product,
            ),
            whole => dispatch!(whole, T => accumulate(
                &x,
                at,
                false,
                1,
                |product: &mut i64, x: T| {
                    *product = product.wrapping_mul(x.to_i64());
                },
                |product| product,
            ))
            .to_dtype(dtype.unwrap_or(DType::Int64))?,
        };
        let names = named_for(dtype, &CUMPROD, &CUMPROD_AS);
        let dim = at as i64;
        Ok(record(names, &[self], products, |saver| {
            let (x, products) = (saver.save(self), saver.output(0));
            backward1(move |grad, context| {
                let (x, products) = (context.get(x)?, context.get(products)?);
                let x = x.to(grad.dtype())?;
                if x.ndim() == 0 || x.numel() <= 1 {
                    return Ok(grad.clone());
                }
                if x.eq(0)?.any()?.item()?.is_zero() {
                    let later = grad.mul(&products)?.flipped_sums(dim)?;
                    return later.div(&x);
                }
                derive_with_zeros(&x, grad, dim)
            })
        }))
    }

    /// [`cumprod`](Tensor::cumprod) in place.
    ///
    /// # Errors
    /// As the other, and `RuntimeError` if this tensor may not be changed in
    /// place.
    pub fn cumprod_(
        &self,
        dim: i64,
        dtype: impl Into<Option<DType>>,
    ) -> Result<Tensor> {
        let dtype = dtype.into();
        let own = self.dtype();
        // Integers stay what they are.
        let whole = dtype.is_none() && !own.is_floating_point();
        let dtype = if whole { Some(own) } else { dtype };
        self.in_place(|old| old.cumprod_dtype(dim, dtype))
    }

    /// The sums from each element to the last.
    fn flipped_sums(&self, dim: i64) -> Result<Tensor> {
        self.running_sum(self.strided().wrap_dim(dim)?, true, None)
    }

    /// The largest so far along `dim`, and where it stands, the last of
    /// equals: `x.cummax(dim)`.
    ///
    /// # Errors
    /// `IndexError` for a dimension that does not exist.
    pub fn cummax(&self, dim: i64) -> Result<(Tensor, Tensor)> {
        self.best_so_far(&CUMMAX, dim)
    }

    /// The smallest so far along `dim`, as [`cummax`](Tensor::cummax).
    ///
    /// # Errors
    /// As [`cummax`](Tensor::cummax).
    pub fn cummin(&self, dim: i64) -> Result<(Tensor, Tensor)> {
        self.best_so_far(&CUMMIN, dim)
    }

    fn best_so_far(
        &self,
        names: &'static Names,
        dim: i64,
    ) -> Result<(Tensor, Tensor)> {
        let largest = std::ptr::eq(names, &CUMMAX);
        if self.ndim() == 0 && !(-1..=0).contains(&dim) {
            let name = if largest { "cummax" } else { "cummin" };
            return Err(TorchError::index(format!(
                "{name}(): Expected reduction dim -1 or 0 for scalar but got \
                 {dim}"
            )));
        }
        let at = self.strided().wrap_dim(dim)?;
        let len = self.size().get(at).copied().unwrap_or(1);
        let x = self.strided().contiguous()?;
        let found = dispatch!(x.dtype(), T => {
            pick(&x, at, len, |line: &[T]| best_of(line, largest))
        });
        let size = self.size();
        Ok(record_picked(names, self, found, move |grad, indices| {
            if grad.numel() == 0 {
                return Ok(grad.clone());
            }
            let zeros = zeros_with(&size, grad.dtype())?;
            zeros.scatter_add(at as i64, indices, grad)
        }))
    }

    /// What changes from each element to the next along `dim`, `n` times:
    /// `torch.diff(x, n, dim, prepend, append)`. Of bools whether it
    /// changes.
    ///
    /// # Errors
    /// `RuntimeError` for a tensor without dimensions or a negative `n`;
    /// `IndexError` for a dimension that does not exist.
    pub fn diff(
        &self,
        n: i64,
        dim: i64,
        prepend: Option<&Tensor>,
        append: Option<&Tensor>,
    ) -> Result<Tensor> {
        if self.ndim() == 0 {
            return Err(TorchError::runtime(
                "diff expects input to be at least one-dimensional",
            ));
        }
        if n < 0 {
            return Err(TorchError::runtime(format!(
                "order must be non-negative but got {n}"
            )));
        }
        let beside = prepend.or(append);
        if n == 0 && beside.is_none() {
            return zeros_like_of(self);
        }
        let at = self.strided().wrap_dim(dim)?;
        for other in [prepend, append] {
            self.check_beside(other, at)?;
        }
        if n == 0 {
            return zeros_like_of(self);
        }
        let dim = at as i64;
        let parts: Vec<&Tensor> =
            prepend.into_iter().chain([self]).chain(append).collect();
        let mut x = match parts[..] {
            [x] => x.clone(),
            _ => cat(&parts, dim)?,
        };
        let most = x.size()[at] as i64;
        for _ in 0..n.min(most) {
            let len = x.size()[at] as i64;
            let later = x.narrow(dim, 1, len - 1)?;
            let earlier = x.narrow(dim, 0, len - 1)?;
            x = match x.dtype() {
                DType::Bool => later.logical_xor(&earlier)?,
                _ => later.sub(&earlier)?,
            };
        }
        Ok(x)
    }

    fn check_beside(&self, other: Option<&Tensor>, dim: usize) -> Result<()> {
        let Some(other) = other else { return Ok(()) };
        if other.ndim() != self.ndim() {
            return Err(TorchError::runtime(
                "diff expects prepend or append to be the same dimension as \
                 input",
            ));
        }
        for (i, (a, b)) in
            self.size().iter().zip(other.size().iter()).enumerate()
        {
            if i != dim && a != b {
                return Err(TorchError::runtime(format!(
                    "diff expects the shape of tensor to prepend or append \
                     to match that of input except along the differencing \
                     dimension; input.size({i}) = {a}, but got \
                     tensor.size({i}) = {b}"
                )));
            }
        }
        Ok(())
    }
}

/// A copy that PyTorch makes by way of zeros.
fn zeros_like_of(x: &Tensor) -> Result<Tensor> {
    x.zeros_like()?.copy_(x)
}

/// The best so far at every place of a line. Of equals the last one counts,
/// and nothing is better than NaN.
fn best_of<T: Element>(line: &[T], largest: bool) -> Vec<(T, i64)> {
    let mut best = (T::default(), 0);
    let mut out = Vec::with_capacity(line.len());
    for (i, &x) in line.iter().enumerate() {
        let leads = if largest { x >= best.0 } else { x <= best.0 };
        if i == 0 || is_nan(x) || (!is_nan(best.0) && leads) {
            best = (x, i as i64);
        }
        out.push(best);
    }
    out
}

/// The derivative of running products where an element is 0, by which
/// nothing can be divided: every product without one of its factors is a
/// running product of its own, and so derivable. That takes a square of
/// memory.
fn derive_with_zeros(x: &Tensor, grad: &Tensor, dim: i64) -> Result<Tensor> {
    let x = x.transpose(dim, -1)?;
    let grad = grad.transpose(dim, -1)?;
    let n = x.size()[x.ndim() - 1];
    let shape = crate::tensor::Size::new(&[n, n]);
    let table = |f: &dyn Fn(usize, usize) -> bool| {
        let bits = (0..n * n).map(|at| f(at / n, at % n)).collect();
        Tensor::from_strided(Strided::new::<bool>(bits, shape.clone()))
    };
    // Row i of each square is for the derivative by element i.
    let own = table(&|i, k| i == k);
    let counts = table(&|i, j| j >= i);
    let square = where_(&own, 1, &x.unsqueeze(-2)?)?;
    let products = square.cumprod(-1)?;
    let parts = where_(&counts, &products.mul(&grad.unsqueeze(-2)?)?, 0)?;
    parts.sum_dim(-1, false)?.transpose(dim, -1)
}

/// `cumprod`, in the table.
pub static CUMPROD_ROW: Row = Row {
    name: "cumprod",
    signature: "cumprod(input, dim, *, dtype=None)",
    grad_fn: Some(&CUMPROD),
    call: |a| {
        let (dim, dtype) = (a.int(1)?, a.optional(2, Args::dtype)?);
        Ok(a.tensor(0)?.cumprod_dtype(dim, dtype)?.into())
    },
    in_place: Some(|a| {
        let (dim, dtype) = (a.int(1)?, a.optional(2, Args::dtype)?);
        Ok(a.tensor(0)?.cumprod_(dim, dtype)?.into())
    }),
    examples: |e| {
        let zeros = |e: &mut super::Example| {
            let x = e.any(&[2, 4]);
            let mut values = x.strided().to_vec::<f64>().expect("numbers");
            values[1] = 0.0;
            values[2] = 0.0;
            values[7] = 0.0;
            let x = Tensor::from_strided(Strided::new(values, x.size()));
            x.requires_grad_(true).expect("a float64 tensor may")
        };
        vec![
            vec![e.any(&[2, 3]).into(), 0.into()],
            vec![e.any(&[2, 3, 2]).into(), (-2).into()],
            vec![e.any(&[]).into(), (-1).into()],
            vec![zeros(e).into(), 1.into()],
            vec![zeros(e).into(), 0.into()],
        ]
    },
};

fn along(e: &mut super::Example) -> Vec<Vec<Value>> {
    vec![
        vec![e.any(&[3, 2]).into(), 0.into()],
        vec![e.any(&[2, 4]).into(), (-1).into()],
    ]
}

rows! {
    CUMMAX_ROW, "cummax", "cummax(input, dim) -> (values, indices)",
        Some(&CUMMAX),
        |a| {
            let (values, indices) = a.tensor(0)?.cummax(a.int(1)?)?;
            Ok(vec![values, indices].into())
        },
        along;
    CUMMIN_ROW, "cummin", "cummin(input, dim) -> (values, indices)",
        Some(&CUMMIN),
        |a| {
            let (values, indices) = a.tensor(0)?.cummin(a.int(1)?)?;
            Ok(vec![values, indices].into())
        },
        along;
    DIFF_ROW, "diff",
        "diff(input, n=1, dim=-1, prepend=None, append=None)", Some(&DIFF),
        |a| {
            let prepend = a.optional(3, Args::tensor)?;
            let append = a.optional(4, Args::tensor)?;
            let (n, dim) = (a.int(1)?, a.int(2)?);
            Ok(a.tensor(0)?.diff(n, dim, prepend, append)?.into())
        },
        |e| vec![
            vec![e.any(&[2, 4]).into(), 1.into(), (-1).into()],
            vec![
                e.any(&[3, 2]).into(),
                2.into(),
                0.into(),
                e.any(&[1, 2]).into(),
                e.any(&[2, 2]).into(),
            ],
        ];
}
