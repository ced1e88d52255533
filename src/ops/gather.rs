/*!
Elements by their position along one dimension: gather and scatter, and
whole slices at once: index_select and index_add.

Follows [torch.gather](https://pytorch.org/docs/stable/generated/torch.gather.html),
[torch.Tensor.scatter_](https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html)
and [torch.index_select](https://pytorch.org/docs/stable/generated/torch.index_select.html).
Each is the other's derivative.
*/

use super::index::Places;
use super::numeric::{Arithmetic, check_fits};
use super::row::Row;
use crate::autograd::{Names, Tensor, backward, backward1, record};
use crate::ops::Operand;
use crate::ops::create::{tensor, zeros_with};
use crate::tensor::{
    DType, Element, ErrorClass, Listed, Result, Scalar, Size, Strided,
    TorchError, dispatch, wrap_dim,
};

static GATHER: Names = Names::new("GatherBackward0", "GatherBackward");
static SCATTER: Names = Names::new("ScatterBackward0", "ScatterBackward0");
static SCATTER_VALUE: Names =
    Names::new("ScatterBackward1", "ScatterBackward1");
/// A node that says so when it is asked for its derivative.
static NOT_IMPLEMENTED: Names = Names::new("NotImplemented", "NotImplemented");
static SCATTER_ADD: Names =
    Names::new("ScatterAddBackward0", "ScatterAddBackward");
static INDEX_SELECT: Names =
    Names::new("IndexSelectBackward0", "IndexSelectBackward");
static INDEX_ADD: Names = Names::new("IndexAddBackward0", "IndexAddBackward");

/// Where the C code of the notes' edition stood.
const THEN: &str = "/pytorch/aten/src/TH/generic/THTensorEvenMoreMath.cpp";

/// What a scattered value does to the one that is there.
#[derive(Clone, Copy)]
enum Spread {
    Replace,
    Add,
    Multiply,
}

/// A tensor without dimensions counts as one of a single element.
fn at_least_1d(x: &Strided) -> Strided {
    if x.ndim() == 0 { x.unsqueeze(0) } else { x.clone() }
}

/// A window over `x` in which dimension `dim` stands still: its elements lie
/// where position 0 of that dimension is, in the shape of `index`.
fn lines(x: &Strided, dim: usize, shape: &Size) -> Strided {
    let mut strides = x.strides().clone();
    strides[dim] = 0;
    x.window(shape.clone(), strides, x.offset())
}

/// The places in memory that an index leads to, in its row order.
fn places(
    x: &Strided,
    dim: usize,
    index: &Strided,
    op: &str,
) -> Result<Vec<usize>> {
    if index.numel() == 0 {
        return Ok(Vec::new());
    }
    let (x, index) = (at_least_1d(x), at_least_1d(index));
    let (n, stride) = (x.shape()[dim] as i64, x.strides()[dim]);
    let positions = index.to_dtype(DType::Int64).to_vec::<i64>();
    lines(&x, dim, index.shape())
        .places()
        .zip(positions)
        .map(|(place, i)| {
            if (0..n).contains(&i) {
                return Ok(place + i as usize * stride);
            }
            let (name, line) = match op {
                "gather" => ("gather", 459),
                "scatter add" => ("scatterAdd", 523),
                "scatter value" => ("scatter", 551),
                _ => ("scatter", 491),
            };
            Err(TorchError::runtime(format!(
                "index {i} is out of bounds for dimension {dim} with size {n}"
            ))
            .in_the_notes(format!("Invalid index in {name} at {THEN}:{line}")))
        })
        .collect()
}

fn check_index_dtype(index: &Tensor, name: &str) -> Result<()> {
    let integers = matches!(index.dtype(), DType::Int32 | DType::Int64);
    if integers || index.numel() == 0 {
        return Ok(());
    }
    Err(TorchError::runtime(format!(
        "{name}(): Expected dtype int32/int64 for index"
    ))
    .in_the_notes(expected_long(index)))
}

fn expected_long(index: &Tensor) -> String {
    expected(DType::Int64, index.dtype(), "#3 'index'")
}

fn rank(x: &Tensor) -> usize {
    x.ndim().max(1)
}

/// The extent of a dimension, 1 for a tensor that has none.
fn extent(x: &Tensor, dim: usize) -> usize {
    x.size().get(dim).copied().unwrap_or(1)
}

// One element for each element of an index.
impl Tensor {
    /// The elements at the positions that `index` holds for dimension `dim`:
    /// `x.gather(dim, index)`, where `out[i][j] = x[index[i][j]][j]` for
    /// dimension 0. The result has the shape of the index.
    ///
    /// # Errors
    /// `RuntimeError` for a position that does not exist (negative ones do
    /// not count from the end here), and if the index has another number of
    /// dimensions, is larger in another dimension, or not of integers;
    /// `IndexError` if there is no such dimension.
    pub fn gather(&self, dim: i64, index: &Tensor) -> Result<Tensor> {
        let d = wrap_dim(dim, self.ndim())?;
        check_index_dtype(index, "gather")?;
        self.check_gather(d, index)?;
        let (x, i) = (self.strided(), index.strided());
        let places = places(&x, d, &i, "gather")?;
        let gathered = dispatch!(x.dtype(), T => {
            let memory = x.storage().read::<T>();
            let elements = places.iter().map(|&place| memory[place]).collect();
            Strided::new(elements, index.size())
        });
        let size = self.size();
        Ok(record(&GATHER, &[self], gathered, |saver| {
            let index = saver.save(index);
            backward1(move |grad, context| {
                zeros_with(&size, grad.dtype())?.scatter_add(
                    dim,
                    &context.get(index)?,
                    grad,
                )
            })
        }))
    }

    fn check_gather(&self, dim: usize, index: &Tensor) -> Result<()> {
        if index.numel() == 0 {
            return Ok(());
        }
        if rank(index) != rank(self) {
            return Err(TorchError::runtime(
                "Index tensor must have the same number of dimensions as \
                 input tensor",
            )
            .in_the_notes(format!(
                "invalid argument 4: Index tensor must have same dimensions \
                 as input tensor at {THEN}:440"
            )));
        }
        let larger =
            |&d: &usize| d != dim && extent(index, d) > extent(self, d);
        let Some(d) = (0..rank(self)).find(larger) else { return Ok(()) };
        let (own, size) = (self.size(), index.size());
        let (own, size) = (Listed(&own), Listed(&size));
        Err(TorchError::runtime(format!(
            "Size does not match at dimension {d} expected index {size} to \
             be no larger than self {own} apart from dimension {dim}"
        ))
        .in_the_notes(format!(
            "Expected tensor {size}, src {own} and index {size} to have the \
             same size apart from dimension {dim}"
        )))
    }

    /// A copy with elements of `src` at the positions that `index` holds for
    /// dimension `dim`: `x.scatter(dim, index, src)`. Of several elements
    /// for one place, the last one stays.
    ///
    /// # Errors
    /// `RuntimeError` for a position that does not exist, and if shapes or
    /// dtypes do not fit; `IndexError` if there is no such dimension.
    pub fn scatter(
        &self,
        dim: i64,
        index: &Tensor,
        src: &Tensor,
    ) -> Result<Tensor> {
        let how = || Ok(Spread::Replace);
        let out = self.scattered(dim, index, src, "scatter", how)?;
        Ok(record(&SCATTER, &[self, src], out, |saver| {
            let index = saver.save(index);
            backward(move |grad, context| {
                let index = context.get(index)?;
                context.pair(
                    || grad.scatter_value(dim, &index, 0.0),
                    || grad.gather(dim, &index),
                )
            })
        }))
    }

    /// [`scatter`](Tensor::scatter) in place.
    ///
    /// # Errors
    /// As [`scatter`](Tensor::scatter), and if this tensor may not be
    /// changed in place.
    pub fn scatter_(
        &self,
        dim: i64,
        index: &Tensor,
        src: &Tensor,
    ) -> Result<Tensor> {
        self.check_history()?;
        self.check_scattered(dim, index, src, false)?;
        self.in_place_reading(src, |old| old.scatter(dim, index, src))
    }

    /// A copy with one number at the positions that `index` holds for
    /// dimension `dim`: `x.scatter(dim, index, value)`.
    ///
    /// # Errors
    /// As [`scatter`](Tensor::scatter), and if the dtype cannot hold the
    /// number.
    pub fn scatter_value(
        &self,
        dim: i64,
        index: &Tensor,
        value: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let how = || Ok(Spread::Replace);
        let out = self.scattered_value(dim, index, value.into(), how)?;
        Ok(record(&SCATTER_VALUE, &[self], out, |saver| {
            let index = saver.save(index);
            backward1(move |grad, context| {
                grad.scatter_value(dim, &context.get(index)?, 0.0)
            })
        }))
    }

    /// [`scatter_value`](Tensor::scatter_value) in place.
    ///
    /// # Errors
    /// As [`scatter_value`](Tensor::scatter_value), and if this tensor may
    /// not be changed in place.
    pub fn scatter_value_(
        &self,
        dim: i64,
        index: &Tensor,
        value: impl Into<Scalar>,
    ) -> Result<Tensor> {
        self.check_history()?;
        self.check_scattered_value(dim, index)?;
        self.in_place(|old| old.scatter_value(dim, index, value))
    }

    /// A copy to which elements of `src` are added at the positions that
    /// `index` holds for dimension `dim`: `x.scatter_add(dim, index, src)`.
    ///
    /// # Errors
    /// As [`scatter`](Tensor::scatter).
    pub fn scatter_add(
        &self,
        dim: i64,
        index: &Tensor,
        src: &Tensor,
    ) -> Result<Tensor> {
        let how = || Ok(Spread::Add);
        let out = self.scattered(dim, index, src, "scatter add", how)?;
        Ok(record(&SCATTER_ADD, &[self, src], out, |saver| {
            let index = saver.save_for(1, index);
            backward(move |grad, context| {
                context.pair(
                    || Ok(grad.clone()),
                    || grad.gather(dim, &context.get(index)?),
                )
            })
        }))
    }

    /// [`scatter_add`](Tensor::scatter_add) in place.
    ///
    /// # Errors
    /// As [`scatter_add`](Tensor::scatter_add), and if this tensor may not
    /// be changed in place.
    pub fn scatter_add_(
        &self,
        dim: i64,
        index: &Tensor,
        src: &Tensor,
    ) -> Result<Tensor> {
        self.check_history()?;
        self.check_scattered(dim, index, src, true)?;
        self.in_place_reading(src, |old| old.scatter_add(dim, index, src))
    }

    /// A copy in which elements of `src`, or one number, are added to those
    /// at the positions that `index` holds, or multiply them:
    /// `x.scatter(dim, index, src, reduce="add")`, or `"multiply"`. It has
    /// no derivative.
    ///
    /// # Errors
    /// As [`scatter`](Tensor::scatter), and for another word.
    pub fn scatter_with<'a>(
        &self,
        dim: i64,
        index: &Tensor,
        src: impl Into<Operand<'a>>,
        reduce: &str,
    ) -> Result<Tensor> {
        self.scatter_as("scatter", dim, index, &src.into(), reduce)
    }

    /// [`scatter_with`](Tensor::scatter_with) in place.
    ///
    /// # Errors
    /// As [`scatter_with`](Tensor::scatter_with), and if this tensor may not
    /// be changed in place.
    pub fn scatter_with_<'a>(
        &self,
        dim: i64,
        index: &Tensor,
        src: impl Into<Operand<'a>>,
        reduce: &str,
    ) -> Result<Tensor> {
        let src = src.into();
        let change = |old: &Tensor| {
            old.scatter_as("scatter_", dim, index, &src, reduce)
        };
        self.check_history()?;
        match &src {
            Operand::Tensor(src) => {
                self.check_scattered(dim, index, src, false)?;
                self.in_place_reading(src, change)
            }
            Operand::Number(_) => {
                self.check_scattered_value(dim, index)?;
                self.in_place(change)
            }
        }
    }

    fn scatter_as(
        &self,
        name: &'static str,
        dim: i64,
        index: &Tensor,
        src: &Operand<'_>,
        reduce: &str,
    ) -> Result<Tensor> {
        let how = || match reduce {
            "add" => Ok(Spread::Add),
            "multiply" => Ok(Spread::Multiply),
            _ => Err(TorchError::runtime(
                "reduce argument must be either add or multiply.",
            )),
        };
        let mut inputs = vec![self];
        let out = match src {
            Operand::Tensor(src) => {
                inputs.push(src);
                self.scattered(dim, index, src, "scatter", how)?
            }
            Operand::Number(value) => {
                self.scattered_value(dim, index, *value, how)?
            }
        };
        Ok(record(&NOT_IMPLEMENTED, &inputs, out, |_| {
            backward(move |_, _| {
                Err(TorchError::runtime(format!(
                    "derivative for aten::{name} is not implemented"
                )))
            })
        }))
    }

    /// What `scatter` and `scatter_add` compute, once all is checked.
    fn scattered(
        &self,
        dim: i64,
        index: &Tensor,
        src: &Tensor,
        op: &str,
        how: impl FnOnce() -> Result<Spread>,
    ) -> Result<Strided> {
        let add = op == "scatter add";
        let d = self.check_scattered(dim, index, src, add)?;
        let how = how()?;
        let src = src.strided();
        let corner =
            src.window(index.size(), src.strides().clone(), src.offset());
        self.spread(d, index, &corner, op, how)
    }

    /// What is refused before memory or a position is looked at. Gives the
    /// dimension, counted from the front.
    fn check_scattered(
        &self,
        dim: i64,
        index: &Tensor,
        src: &Tensor,
        add: bool,
    ) -> Result<usize> {
        let d = wrap_dim(dim, self.ndim())?;
        check_index_dtype(index, "scatter")?;
        if src.dtype() != self.dtype() {
            return Err(TorchError::runtime(
                "scatter(): Expected self.dtype to be equal to src.dtype",
            )
            .in_the_notes(expected(
                self.dtype(),
                src.dtype(),
                "#4 'src'",
            )));
        }
        self.check_scatter(d, index, src, add)?;
        Ok(d)
    }

    /// What `scatter` computes of one number, once all is checked.
    fn scattered_value(
        &self,
        dim: i64,
        index: &Tensor,
        value: Scalar,
        how: impl FnOnce() -> Result<Spread>,
    ) -> Result<Strided> {
        let d = self.check_scattered_value(dim, index)?;
        let how = how()?;
        let one = Strided::scalar(value, self.dtype());
        let values = one.expand_to(&index.size())?;
        let out = self.spread(d, index, &values, "scatter value", how)?;
        if index.numel() > 0 {
            check_fits(value, self.dtype())?;
        }
        Ok(out)
    }

    fn check_scattered_value(
        &self,
        dim: i64,
        index: &Tensor,
    ) -> Result<usize> {
        let d = wrap_dim(dim, self.ndim())?;
        check_index_dtype(index, "scatter")?;
        self.check_scatter_value(d, index)?;
        Ok(d)
    }

    /// A copy with `values`, which have the shape of the index, at its
    /// places.
    fn spread(
        &self,
        dim: usize,
        index: &Tensor,
        values: &Strided,
        op: &str,
        how: Spread,
    ) -> Result<Strided> {
        let out = self.strided().copy();
        let places = places(&out, dim, &index.strided(), op)?;
        dispatch!(out.dtype(), T => {
            if !places.is_empty() {
                let values = values.to_vec::<T>();
                let mut memory = out.storage().write::<T>();
                for (place, value) in places.into_iter().zip(values) {
                    let x = &mut memory[place];
                    *x = match how {
                        Spread::Replace => value,
                        Spread::Add => x.plus(value),
                        Spread::Multiply => x.times(value),
                    };
                }
            }
        });
        Ok(out)
    }

    fn check_scatter(
        &self,
        dim: usize,
        index: &Tensor,
        src: &Tensor,
        add: bool,
    ) -> Result<()> {
        if index.numel() == 0 {
            return Ok(());
        }
        if rank(index) != rank(self) {
            let (may, line) =
                if add { ("", 502) } else { ("be either empty or ", 470) };
            return Err(TorchError::runtime(RANK_OF_SELF).in_the_notes(
                format!(
                    "invalid argument 3: Index tensor must {may}have same \
                     dimensions as output tensor at {THEN}:{line}"
                ),
            ));
        }
        let mut larger = self.is_exceeded(dim, index);
        for d in 0..rank(self) {
            if !larger && src.ndim() > 0 {
                wrap_dim(d as i64, src.ndim())?;
            }
            larger |= extent(index, d) > extent(src, d);
        }
        if rank(src) != rank(index) {
            return Err(TorchError::runtime(
                "Index tensor must have the same number of dimensions as src \
                 tensor",
            )
            .in_the_notes(format!(
                "invalid argument 4: Input tensor must have same dimensions \
                 as output tensor at {THEN}:{}",
                if add { 504 } else { 472 }
            )));
        }
        if !larger {
            return Ok(());
        }
        let (own, index, src) = (self.size(), index.size(), src.size());
        let (own, index, src) = (Listed(&own), Listed(&index), Listed(&src));
        Err(TorchError::runtime(format!(
            "Expected index {index} to be no larger than self {own} apart \
             from dimension {dim} and to be no larger size than src {src}"
        ))
        .in_the_notes(format!(
            "Expected index {index} to be smaller size than src {src} and to \
             be smaller than tensor {own} apart from dimension {dim}"
        )))
    }

    fn check_scatter_value(&self, dim: usize, index: &Tensor) -> Result<()> {
        if index.numel() == 0 {
            return Ok(());
        }
        if rank(index) != rank(self) {
            return Err(TorchError::runtime(RANK_OF_SELF).in_the_notes(
                format!(
                    "invalid argument 3: Index tensor must either be empty \
                     or have same dimensions as output tensor at {THEN}:533"
                ),
            ));
        }
        if !self.is_exceeded(dim, index) {
            return Ok(());
        }
        let (own, index) = (self.size(), index.size());
        let (own, index) = (Listed(&own), Listed(&index));
        Err(TorchError::runtime(format!(
            "Expected index {index} to be no larger than self {own} apart \
             from dimension {dim}"
        ))
        .in_the_notes(format!(
            "Expected tensor {own} and index {index} to have the same size \
             in dimension {dim}"
        )))
    }

    /// Whether an index is larger in a dimension other than `dim`.
    fn is_exceeded(&self, dim: usize, index: &Tensor) -> bool {
        (0..rank(self)).any(|d| d != dim && extent(index, d) > extent(self, d))
    }
}

const RANK_OF_SELF: &str =
    "Index tensor must have the same number of dimensions as self tensor";

// Whole slices.
impl Tensor {
    /// The slices of dimension `dim` at these positions, in this order:
    /// `x.index_select(dim, index)`. The index has one dimension at most.
    ///
    /// # Errors
    /// `IndexError` for a position that does not exist (negative ones do not
    /// count from the end here), for an index with more dimensions and if
    /// there is no such dimension; `RuntimeError` for another dtype.
    pub fn index_select(&self, dim: i64, index: &Tensor) -> Result<Tensor> {
        let d = wrap_dim(dim, self.ndim())?;
        self.check_index_select(d, index)?;
        let missing = |i| self.no_such_slice(d, i);
        self.check_positions(d, index, missing)?;
        let places = self.slices(d, index)?;
        let out = dispatch!(self.dtype(), T => {
            let memory = self.strided().storage().clone();
            let elements = places.read(&memory.read::<T>());
            Strided::new(elements, places.shape.clone())
        });
        let out = if self.ndim() == 0 { out.select(0, 0) } else { out };
        let size = self.size();
        Ok(record(&INDEX_SELECT, &[self], out, |saver| {
            let index = saver.save(index);
            backward1(move |grad, context| {
                zeros_with(&size, grad.dtype())?.index_add(
                    dim,
                    &context.get(index)?,
                    grad,
                    1,
                )
            })
        }))
    }

    /// A copy in which slices of `source` times `alpha` are added to the
    /// slices at these positions: `x.index_add(dim, index, source, alpha)`.
    ///
    /// # Errors
    /// `IndexError` or `RuntimeError` for a position that does not exist;
    /// `RuntimeError` if shapes or dtypes do not fit.
    pub fn index_add(
        &self,
        dim: i64,
        index: &Tensor,
        source: &Tensor,
        alpha: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let alpha = alpha.into();
        let d = wrap_dim(dim, self.ndim())?;
        self.check_index_add(d, index, source)?;
        let missing = |i| self.no_such_target(d, i, alpha);
        if self.numel() > 0 || self.ndim() <= 1 {
            self.check_positions(d, index, missing)?;
        }
        let out = self.strided().copy();
        if out.numel() > 0 {
            let places = Tensor::from_strided(out.clone()).slices(d, index)?;
            dispatch!(out.dtype(), T => {
                let alpha = T::from_scalar(alpha);
                let values = source.strided().to_vec::<T>();
                let mut memory = out.storage().write::<T>();
                places.write(&mut memory, &values, |x, value| {
                    *x = x.plus(value.times(alpha));
                });
            });
        }
        Ok(record(&INDEX_ADD, &[self, source], out, |saver| {
            let index = saver.save_for(1, index);
            let size = source.size();
            backward(move |grad, context| {
                context.pair(
                    || Ok(grad.clone()),
                    || {
                        let part =
                            grad.index_select(dim, &context.get(index)?)?;
                        part.mul(alpha)?.view(&size)
                    },
                )
            })
        }))
    }

    /// [`index_add`](Tensor::index_add) in place.
    ///
    /// # Errors
    /// As [`index_add`](Tensor::index_add), and if this tensor may not be
    /// changed in place.
    pub fn index_add_(
        &self,
        dim: i64,
        index: &Tensor,
        source: &Tensor,
        alpha: impl Into<Scalar>,
    ) -> Result<Tensor> {
        self.check_history()?;
        self.check_index_add(wrap_dim(dim, self.ndim())?, index, source)?;
        self.in_place_reading(source, |old| {
            old.index_add(dim, index, source, alpha)
        })
    }

    /// Where the slices lie that an index names.
    fn slices(&self, dim: usize, index: &Tensor) -> Result<Places> {
        let at_least_1d =
            |x: &Tensor| Tensor::from_strided(at_least_1d(&x.strided()));
        let chosen = [(dim, at_least_1d(index))];
        Places::find(&at_least_1d(self), &chosen, |_| Ok(None))
    }

    /// Refuses a position that does not exist.
    fn check_positions(
        &self,
        dim: usize,
        index: &Tensor,
        missing: impl Fn(i64) -> TorchError,
    ) -> Result<()> {
        let n = extent(self, dim) as i64;
        let index = index.strided().to_dtype(DType::Int64).to_vec::<i64>();
        match index.into_iter().find(|i| !(0..n).contains(i)) {
            Some(i) => Err(missing(i)),
            None => Ok(()),
        }
    }

    /// PyTorch has several loops, and each its own words.
    fn no_such_slice(&self, dim: usize, i: i64) -> TorchError {
        let n = extent(self, dim);
        let today = if self.ndim() > 1 && (dim == 1 || self.numel() == 0) {
            TorchError::runtime(format!(
                "INDICES element is out of DATA bounds, id={i} axis_dim={n}"
            ))
        } else {
            TorchError::index("index out of range in self")
        };
        today.in_the_notes_as(
            ErrorClass::Runtime,
            format!("index out of range at {THEN}:193"),
        )
    }

    /// Without a factor another loop is taken, which has its own words.
    fn no_such_target(&self, dim: usize, i: i64, alpha: Scalar) -> TorchError {
        let then = "/pytorch/aten/src/TH/generic/THTensor.cpp";
        if self.ndim() > 1 && alpha.to_f64() == 1.0 {
            let n = extent(self, dim);
            TorchError::runtime(format!(
                "index {i} is out of bounds for dimension {dim} with size {n}"
            ))
            .in_the_notes(format!(
                "invalid argument 3: out of range at {then}:340"
            ))
        } else {
            TorchError::index("index out of range in self").in_the_notes_as(
                ErrorClass::Runtime,
                format!("invalid argument 2: out of range at {then}:639"),
            )
        }
    }

    fn check_index_select(&self, dim: usize, index: &Tensor) -> Result<()> {
        if index.ndim() > 1 {
            return Err(TorchError::index(
                "index_select(): Index is supposed to be a vector",
            )
            .in_the_notes_as(ErrorClass::Runtime, format!(
                "invalid argument 3: Index is supposed to be 1-dimensional \
                 at {THEN}:166"
            )));
        }
        if self.ndim() == 0 && index.numel() != 1 {
            return Err(TorchError::runtime(format!(
                "index_select(): Index to scalar can have only 1 value, got \
                 {} value(s)",
                index.numel()
            )));
        }
        if !matches!(index.dtype(), DType::Int32 | DType::Int64) {
            return Err(TorchError::runtime(
                "index_select(): Expected dtype int32 or int64 for index",
            )
            .in_the_notes(expected_long(index)));
        }
        if self.ndim() > 1 && self.size()[dim] == 0 && index.numel() > 0 {
            return Err(TorchError::runtime(
                "index_select(): self indexing axis dim should be positive",
            )
            .in_the_notes(format!("index out of range at {THEN}:193")));
        }
        Ok(())
    }

    fn check_index_add(
        &self,
        dim: usize,
        index: &Tensor,
        source: &Tensor,
    ) -> Result<()> {
        if index.ndim() > 1 {
            return Err(TorchError::index(format!(
                "index_add_(): Index is supposed to be a vector, but got \
                 dim: {} with type: {} and size: {}",
                index.ndim(),
                index.dtype().scalar_type(),
                Listed(&index.size())
            ))
            .in_the_notes_as(
                ErrorClass::Runtime,
                format!(
                    "invalid argument 3: Index is supposed to be a vector at \
                 {THEN}:371"
                ),
            ));
        }
        if !matches!(index.dtype(), DType::Int32 | DType::Int64) {
            return Err(TorchError::runtime(format!(
                "index_add_(): Expected dtype int32/int64 for index but got: \
                 {}",
                index.dtype().scalar_type()
            ))
            .in_the_notes(expected_long(index)));
        }
        let (own, other) = (self.dtype(), source.dtype());
        if own != other {
            return Err(TorchError::runtime(format!(
                "index_add_(): self ({}) and source ({}) must have the same \
                 scalar type",
                own.scalar_type(),
                other.scalar_type()
            ))
            .in_the_notes(expected(own, other, "#4 'source'")));
        }
        if dim >= rank(source) {
            return Err(TorchError::runtime(format!(
                "index_add_(): Indexing dim {dim} is out of bounds of the \
                 source tensor with dim {}",
                source.ndim()
            )));
        }
        let (indices, slices) = (index.numel(), extent(source, dim));
        if indices != slices && source.ndim() == 0 {
            return Err(TorchError::index(format!(
                "Dimension specified as {dim} but tensor has no dimensions"
            )));
        }
        if indices != slices {
            return Err(TorchError::runtime(format!(
                "index_add_(): Number of indices ({indices}) should be equal \
                 to source.size(dim): ({slices}), for dim: {dim}"
            ))
            .in_the_notes(format!(
                "invalid argument 4: Number of indices should be equal to \
                 source:size(dim) at {THEN}:373"
            )));
        }
        let (mut a, mut b) = (self.size(), source.size());
        if !a.is_empty() && !b.is_empty() {
            a.remove(dim);
            b.remove(dim);
        }
        if self.ndim() != source.ndim() || a != b {
            return Err(TorchError::runtime(format!(
                "source tensor shape must match self tensor shape, excluding \
                 the specified dimension. Got self.shape = {} source.shape = \
                 {}",
                Listed(&self.size()),
                Listed(&source.size())
            )));
        }
        Ok(())
    }
}

/// "Expected object of scalar type Float but got scalar type Double"
fn expected(wanted: DType, got: DType, argument: &str) -> String {
    format!(
        "Expected object of scalar type {} but got scalar type {} for \
         argument {argument}",
        wanted.scalar_type(),
        got.scalar_type()
    )
}

/// `gather`, in the table.
pub static GATHER_ROW: Row = Row {
    name: "gather",
    signature: "gather(input, dim, index)",
    grad_fn: Some(&GATHER),
    call: |a| Ok(a.tensor(0)?.gather(a.int(1)?, a.tensor(2)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![
                e.any(&[3, 2]).into(),
                0.into(),
                tensor([[2, 0], [2, 1]]).into(),
            ],
            vec![
                e.any(&[2, 3]).into(),
                (-1).into(),
                tensor([[1, 1, 0, 2]]).into(),
            ],
            vec![e.any(&[]).into(), 0.into(), tensor([0, 0]).into()],
        ]
    },
};

/// `scatter.src`, in the table.
pub static SCATTER_ROW: Row = Row {
    name: "scatter.src",
    signature: "scatter(input, dim, index, src)",
    grad_fn: Some(&SCATTER),
    call: |a| {
        let (x, index, src) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.scatter(a.int(1)?, index, src)?.into())
    },
    in_place: Some(|a| {
        let (x, index, src) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.scatter_(a.int(1)?, index, src)?.into())
    }),
    examples: |e| {
        vec![vec![
            e.any(&[3, 2]).into(),
            0.into(),
            tensor([[2, 0]]).into(),
            e.any(&[1, 2]).into(),
        ]]
    },
};

/// `scatter.value`, in the table.
pub static SCATTER_VALUE_ROW: Row = Row {
    name: "scatter.value",
    signature: "scatter(input, dim, index, value)",
    grad_fn: Some(&SCATTER_VALUE),
    call: |a| {
        let (x, index) = (a.tensor(0)?, a.tensor(2)?);
        Ok(x.scatter_value(a.int(1)?, index, a.scalar(3)?)?.into())
    },
    in_place: Some(|a| {
        let (x, index) = (a.tensor(0)?, a.tensor(2)?);
        Ok(x.scatter_value_(a.int(1)?, index, a.scalar(3)?)?.into())
    }),
    examples: |e| {
        vec![vec![
            e.any(&[2, 3]).into(),
            1.into(),
            tensor([[2, 2], [0, 1]]).into(),
            5.0.into(),
        ]]
    },
};

/// `scatter.reduce`, in the table.
pub static SCATTER_REDUCE_ROW: Row = Row {
    name: "scatter.reduce",
    signature: "scatter(input, dim, index, src, *, reduce)",
    grad_fn: None,
    call: |a| {
        let (x, index, src) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.scatter_with(a.int(1)?, index, src, a.str(4)?)?.into())
    },
    in_place: Some(|a| {
        let (x, index, src) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.scatter_with_(a.int(1)?, index, src, a.str(4)?)?.into())
    }),
    examples: |_| Vec::new(),
};

/// `scatter.value_reduce`, in the table.
pub static SCATTER_VALUE_REDUCE_ROW: Row = Row {
    name: "scatter.value_reduce",
    signature: "scatter(input, dim, index, value, *, reduce)",
    grad_fn: None,
    call: |a| {
        let (x, index) = (a.tensor(0)?, a.tensor(2)?);
        let (dim, value) = (a.int(1)?, a.scalar(3)?);
        Ok(x.scatter_with(dim, index, value, a.str(4)?)?.into())
    },
    in_place: Some(|a| {
        let (x, index) = (a.tensor(0)?, a.tensor(2)?);
        let (dim, value) = (a.int(1)?, a.scalar(3)?);
        Ok(x.scatter_with_(dim, index, value, a.str(4)?)?.into())
    }),
    examples: |_| Vec::new(),
};

/// `scatter_add`, in the table.
pub static SCATTER_ADD_ROW: Row = Row {
    name: "scatter_add",
    signature: "scatter_add(input, dim, index, src)",
    grad_fn: Some(&SCATTER_ADD),
    call: |a| {
        let (x, index, src) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.scatter_add(a.int(1)?, index, src)?.into())
    },
    in_place: Some(|a| {
        let (x, index, src) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.scatter_add_(a.int(1)?, index, src)?.into())
    }),
    examples: |e| {
        vec![vec![
            e.any(&[3, 2]).into(),
            0.into(),
            tensor([[2, 0], [2, 0]]).into(),
            e.any(&[2, 2]).into(),
        ]]
    },
};

/// `index_select`, in the table.
pub static INDEX_SELECT_ROW: Row = Row {
    name: "index_select",
    signature: "index_select(input, dim, index)",
    grad_fn: Some(&INDEX_SELECT),
    call: |a| Ok(a.tensor(0)?.index_select(a.int(1)?, a.tensor(2)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[3, 2]).into(), 0.into(), tensor([2, 0, 2]).into()],
            vec![e.any(&[2, 3]).into(), (-1).into(), tensor([1]).into()],
            vec![e.any(&[]).into(), 0.into(), tensor([0]).into()],
        ]
    },
};

/// `index_add`, in the table.
pub static INDEX_ADD_ROW: Row = Row {
    name: "index_add",
    signature: "index_add(input, dim, index, source, *, alpha=1)",
    grad_fn: Some(&INDEX_ADD),
    call: |a| {
        let (x, index, source) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.index_add(a.int(1)?, index, source, a.scalar(4)?)?.into())
    },
    in_place: Some(|a| {
        let (x, index, source) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.index_add_(a.int(1)?, index, source, a.scalar(4)?)?.into())
    }),
    examples: |e| {
        vec![vec![
            e.any(&[3, 2]).into(),
            0.into(),
            tensor([2, 2]).into(),
            e.any(&[2, 2]).into(),
            3.into(),
        ]]
    },
};
