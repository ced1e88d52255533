/*!
How many there are, and where a number belongs: bincount, histc,
count_nonzero, searchsorted, bucketize, isin, argwhere.

Follows [torch.bincount](https://pytorch.org/docs/stable/generated/torch.bincount.html),
[torch.histc](https://pytorch.org/docs/stable/generated/torch.histc.html) and
[torch.searchsorted](https://pytorch.org/docs/stable/generated/torch.searchsorted.html).
*/

use super::create::rows;
use super::numeric::{check_fits, not_implemented};
use super::operand::Operand;
use super::order::is_nan;
use super::row::Args;
use crate::autograd::Tensor;
use crate::tensor::random::six_digits;
use crate::tensor::{
    DType, Dims, Element, ErrorClass, Listed, Result, Scalar, Size, Strided,
    TorchError, check_allocation, dispatch, result_type,
};

fn vector<T: Element>(elements: Vec<T>) -> Tensor {
    let size = Size::new(&[elements.len()]);
    Tensor::from_strided(Strided::new(elements, size))
}

impl Tensor {
    /// How often each number is there, from 0 on, or the sums of their
    /// weights: `x.bincount(weights, minlength)`.
    ///
    /// # Errors
    /// `RuntimeError` for negative numbers, other shapes and weights that do
    /// not fit; `NotImplementedError` for other dtypes.
    pub fn bincount(
        &self,
        weights: Option<&Tensor>,
        minlength: i64,
    ) -> Result<Tensor> {
        let dtype = self.dtype();
        if dtype.is_floating_point() || dtype == DType::Bool {
            return Err(not_implemented("bincount_cpu", dtype));
        }
        if minlength < 0 {
            return Err(TorchError::runtime("minlength should be >= 0"));
        }
        let least = minlength as usize;
        if self.ndim() == 1 && self.numel() == 0 {
            check_allocation(&[least], 8)?;
            return Ok(vector(vec![0_i64; least]));
        }
        let numbers =
            self.strided().to_dtype(DType::Int64)?.to_vec::<i64>()?;
        if self.ndim() != 1 || numbers.iter().any(|&n| n < 0) {
            return Err(TorchError::runtime(
                "bincount only supports 1-d non-negative integral inputs.",
            ));
        }
        if let Some(weights) = weights
            && (weights.ndim() != 1 || weights.numel() != numbers.len())
        {
            return Err(TorchError::runtime(
                "weights should be 1-d and have the same length as input",
            ));
        }
        let most = numbers.iter().max().copied().unwrap_or(0) as usize;
        let n = least.max(most.saturating_add(1));
        check_allocation(&[n], 8)?;
        let places = numbers.iter().map(|&place| place as usize);
        Ok(match weights {
            None => {
                let mut counts = vec![0_i64; n];
                places.for_each(|place| counts[place] += 1);
                vector(counts)
            }
            Some(weights) if weights.dtype() == DType::Float32 => {
                let weights = weights.strided().to_vec::<f32>()?;
                let mut sums = vec![0_f32; n];
                places.zip(weights).for_each(|(i, w)| sums[i] += w);
                vector(sums)
            }
            Some(weights) => {
                let weights = weights.strided().to_dtype(DType::Float64)?;
                let mut sums = vec![0_f64; n];
                let pairs = places.zip(weights.to_vec::<f64>()?);
                pairs.for_each(|(i, w)| sums[i] += w);
                vector(sums)
            }
        })
    }

    /// How many elements lie in each of so many equal parts of a range, that
    /// of the elements if it is empty: `x.histc(bins, min, max)`.
    ///
    /// # Errors
    /// `RuntimeError` if there are no parts, or if the range is not one;
    /// `NotImplementedError` for integers.
    pub fn histc(
        &self,
        bins: i64,
        min: impl Into<Scalar>,
        max: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let (min, max) = (min.into(), max.into());
        let dtype = self.dtype();
        if bins <= 0 {
            return Err(TorchError::runtime(format!(
                "torch.histogram(): bins must be > 0, but got {bins} for \
                 dimension 0"
            )));
        }
        for end in [min, max] {
            check_fits(end, dtype)?;
            if dtype == DType::Uint8 && end.to_f64() < 0.0 {
                return Err(TorchError::runtime(
                    "value cannot be converted to type uint8_t without \
                     overflow",
                ));
            }
        }
        match dtype {
            DType::Float32 => self.histogram::<f32>(bins, min, max),
            DType::Float64 => self.histogram::<f64>(bins, min, max),
            DType::Bool => Err(not_implemented("linspace_cpu", dtype)),
            _ => Err(not_implemented("histogram_cpu", dtype)),
        }
    }

    fn histogram<T: Element>(
        &self,
        bins: i64,
        min: Scalar,
        max: Scalar,
    ) -> Result<Tensor> {
        let elements = self.strided().to_vec::<T>()?;
        let (min, max) = (T::from_scalar(min), T::from_scalar(max));
        let (mut low, mut high) = (min.to_f64(), max.to_f64());
        if low == high && !elements.is_empty() {
            let nan = elements.iter().find(|&&x| is_nan(x));
            // PyTorch's search begins at the ends of what is finite.
            let most = match T::DTYPE {
                DType::Float32 => f64::from(f32::MAX),
                _ => f64::MAX,
            };
            let fold = |from: f64, f: fn(f64, f64) -> f64| match nan {
                Some(_) => -f64::NAN,
                None => elements.iter().map(|x| x.to_f64()).fold(from, f),
            };
            (low, high) = (fold(most, f64::min), fold(-most, f64::max));
        }
        if low == high {
            (low, high) = (low - 1.0, high + 1.0);
            (low, high) =
                (T::from_f64(low).to_f64(), T::from_f64(high).to_f64());
        }
        let text = |x: f64| match x.is_nan() {
            true if x.is_sign_negative() => "-nan".to_owned(),
            _ => six_digits(x),
        };
        if !low.is_finite() || !high.is_finite() {
            return Err(TorchError::runtime(format!(
                "torch.histc: range of [{}, {}] is not finite",
                text(low),
                text(high)
            )));
        }
        if low > high {
            return Err(TorchError::runtime(
                "torch.histc: max must be larger than min",
            ));
        }
        check_allocation(&[bins as usize], T::DTYPE.itemsize())?;
        let mut counts = vec![0_i64; bins as usize];
        // Each step rounded to the dtype, as PyTorch computes it.
        let round = |x: f64| T::from_f64(x).to_f64();
        for x in elements.iter().map(|x| x.to_f64()) {
            if x >= low && x <= high {
                let part = round(round(x - low) * round(bins as f64));
                let place = round(part / round(high - low)) as usize;
                counts[place.min(bins as usize - 1)] += 1;
            }
        }
        let counts = counts.into_iter().map(|n| T::from_i64(n)).collect();
        Ok(vector::<T>(counts))
    }

    /// How many elements are not zero: `x.count_nonzero(dim)`; along no
    /// dimension, of all.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension, `RuntimeError` if one is
    /// named twice.
    pub fn count_nonzero(&self, dims: impl Into<Dims>) -> Result<Tensor> {
        self.ne(0)?.sum_dim(dims, false)
    }

    /// Where the elements are not zero, one row of indices for each:
    /// `x.argwhere()`.
    ///
    /// # Errors
    /// None but a lack of memory.
    pub fn argwhere(&self) -> Result<Tensor> {
        self.nonzero()
    }

    /// Which elements are among others: `torch.isin(x, others)`.
    ///
    /// # Errors
    /// `NotImplementedError` for bools.
    pub fn isin(&self, others: &Tensor, invert: bool) -> Result<Tensor> {
        for x in [self, others] {
            if x.dtype() == DType::Bool {
                return Err(TorchError::said(
                    ErrorClass::NotImplemented,
                    "Unsupported input type encountered for isin(): Bool",
                ));
            }
        }
        let dtype = self.dtype().promote(others.dtype());
        let few = 10.0 * (self.numel() as f64).powf(0.145);
        if self.numel() > 0
            && others.numel() < few as usize
            && others.dtype() == dtype
        {
            // PyTorch compares all with all, if they lie in a row.
            others.view(-1)?;
        }
        let found = dispatch!(dtype, T => {
            let mut known =
                others.strided().to_dtype(dtype)?.to_vec::<T>()?;
            known.retain(|&x| !is_nan(x));
            known.sort_by(|a, b| a.partial_cmp(b).expect("no NaN"));
            let elements = self.strided().to_dtype(dtype)?.to_vec::<T>()?;
            let is = |x: &T| known
                .binary_search_by(|k| {
                    k.partial_cmp(x).unwrap_or(std::cmp::Ordering::Less)
                })
                .is_ok();
            elements.iter().map(|x| is(x) != invert).collect::<Vec<bool>>()
        });
        Ok(Tensor::from_strided(Strided::new(found, self.size())))
    }
}

/// How [`searchsorted`] searches.
#[derive(Clone, Copy, Default, Debug)]
pub struct Search<'a> {
    /// Whether the places are int32.
    pub out_int32: bool,
    /// Whether equal ones stand before.
    pub right: bool,
    /// `left` or `right`, which says the same.
    pub side: Option<&'a str>,
    /// The order in which the numbers are sorted.
    pub sorter: Option<&'a Tensor>,
}

/// Where numbers would have to stand among sorted ones to leave them so:
/// `torch.searchsorted(sorted_sequence, input)`.
///
/// # Errors
/// `RuntimeError` if shapes or dtypes do not fit, or for another side.
pub fn searchsorted<'a>(
    sorted: &Tensor,
    input: impl Into<Operand<'a>>,
    search: Search<'_>,
) -> Result<Tensor> {
    let input = input.into();
    let dtype = result_type(&[
        Operand::Tensor(sorted).participant(),
        input.participant(),
    ]);
    let input = &input.to_tensor(dtype);
    let right = check_search(sorted, input, search)?;
    let len = sorted.size().last().copied().unwrap_or(1);
    let per_row = input.size().last().copied().unwrap_or(1);
    let order = match search.sorter {
        Some(sorter) => {
            let order = sorter.strided().to_vec::<i64>()?;
            if order.iter().any(|i| !(0..len as i64).contains(i)) {
                return Err(TorchError::runtime(
                    "torch.searchsorted(): sorter index out of range",
                ));
            }
            Some(order)
        }
        None => None,
    };
    if input.numel() > 0 && dtype == DType::Bool {
        return Err(not_implemented("searchsorted_out_cpu", dtype));
    }
    let places = dispatch!(dtype, T => {
        let bounds = sorted.strided().to_dtype(dtype)?.to_vec::<T>()?;
        let values = input.strided().to_dtype(dtype)?.to_vec::<T>()?;
        values.iter().enumerate().map(|(i, &value)| {
            let row = if sorted.ndim() == 1 { 0 } else { i / per_row };
            let row = &bounds[row * len..][..len];
            let order = order.as_ref().map(|order| {
                let row = if sorted.ndim() == 1 { 0 } else { i / per_row };
                &order[row * len..][..len]
            });
            let at = |i: usize| match order {
                Some(order) => row[order[i] as usize],
                None => row[i],
            };
            let (mut low, mut high) = (0, len);
            while low < high {
                let middle = low + (high - low) / 2;
                let before = if right {
                    // A comparison with NaN is false.
                    at(middle).partial_cmp(&value).is_none_or(|o| o.is_le())
                } else {
                    at(middle).partial_cmp(&value).is_none_or(|o| o.is_lt())
                };
                if before { low = middle + 1 } else { high = middle }
            }
            low as i64
        }).collect::<Vec<i64>>()
    });
    let places = Strided::new(places, input.size());
    let wanted = if search.out_int32 { DType::Int32 } else { DType::Int64 };
    Ok(Tensor::from_strided(places.to_dtype(wanted)?))
}

/// What is refused; whether equal ones stand before.
fn check_search(
    sorted: &Tensor,
    input: &Tensor,
    search: Search<'_>,
) -> Result<bool> {
    let refuse = |text: String| {
        Err(TorchError::runtime(format!("torch.searchsorted(): {text}")))
    };
    let mut right = search.right;
    if let Some(side) = search.side {
        if side != "left" && side != "right" {
            return refuse(format!(
                "side can only be 'left' or 'right' but got {side}"
            ));
        }
        if side == "left" && right {
            return refuse(format!(
                "side and right can't be set to opposites, got side of \
                 {side} while right was True"
            ));
        }
        right = side == "right";
    }
    let (own, other) = (sorted.size(), input.size());
    if let Some(sorter) = search.sorter {
        let order = sorter.size();
        if order != own {
            return refuse(format!(
                "boundary and sorter must have the same size, but got \
                 boundary tensor {}and got sorter tensor {}",
                Listed(&own),
                Listed(&order)
            ));
        }
        if sorter.dtype() != DType::Int64 {
            return refuse(format!(
                "sorter must be a tensor of long dtype but got dtype {}",
                sorter.dtype().scalar_type()
            ));
        }
    }
    if input.ndim() == 0 && input.numel() == 1 && sorted.ndim() != 1 {
        return refuse(format!(
            "input value can be a scalar only when boundaries tensor \
             dimension is 1, but we got boundaries tensor dim({}) and input \
             value's dim(0) numel(1)",
            sorted.ndim()
        ));
    }
    if sorted.ndim() == 0 {
        return refuse(
            "boundaries tensor should have positive dimension, but got 0 \
             dimension"
                .to_owned(),
        );
    }
    let fits = own.len() == other.len()
        && own[..own.len() - 1] == other[..other.len().max(1) - 1];
    if own.len() != 1 && !fits {
        return refuse(format!(
            "boundaries tensor should be 1 dimension or the first N-1 \
             dimensions of boundaries tensor and input value tensor must \
             match, but we got boundaries tensor {} and input value tensor \
             {}",
            Listed(&own),
            Listed(&other)
        ));
    }
    Ok(right)
}

rows! {
    BINCOUNT_ROW, "bincount", "bincount(input, weights=None, minlength=0)",
    |a| {
        let weights = a.optional(1, Args::tensor)?;
        Ok(a.tensor(0)?.bincount(weights, a.int(2)?)?.into())
    };
    HISTC_ROW, "histc", "histc(input, bins=100, min=0, max=0)", |a| {
        let (min, max) = (a.scalar(2)?, a.scalar(3)?);
        Ok(a.tensor(0)?.histc(a.int(1)?, min, max)?.into())
    };
    COUNT_NONZERO_ROW, "count_nonzero", "count_nonzero(input, dim=None)",
    |a| Ok(a.tensor(0)?.count_nonzero(a.dims_or_all(1)?)?.into());
    ARGWHERE_ROW, "argwhere", "argwhere(input)", |a| {
        Ok(a.tensor(0)?.argwhere()?.into())
    };
    ISREAL_ROW, "isreal", "isreal(input)", |a| {
        // No number here has an imaginary part.
        Ok(a.tensor(0)?.full_like_with(true, DType::Bool)?.into())
    };
    ISIN_ROW, "isin",
    "isin(elements, test_elements, *, assume_unique=False, invert=False)",
    |a| {
        let (elements, others) = (a.operand(0)?, a.operand(1)?);
        let dtype =
            result_type(&[elements.participant(), others.participant()]);
        let elements = elements.to_tensor(dtype);
        let others = others.to_tensor(dtype);
        // That none is there twice makes it no easier here.
        a.bool(2)?;
        Ok(elements.isin(&others, a.bool(3)?)?.into())
    };
    SEARCHSORTED_ROW, "searchsorted",
    "searchsorted(sorted_sequence, input, *, out_int32=False, right=False, \
     side=None, sorter=None)", |a| {
        let search = Search {
            out_int32: a.bool(2)?,
            right: a.bool(3)?,
            side: a.optional(4, Args::str)?,
            sorter: a.optional(5, Args::tensor)?,
        };
        Ok(searchsorted(a.tensor(0)?, a.operand(1)?, search)?.into())
    };
    BUCKETIZE_ROW, "bucketize",
    "bucketize(input, boundaries, *, out_int32=False, right=False)", |a| {
        let boundaries = a.tensor(1)?;
        if boundaries.ndim() != 1 {
            return Err(TorchError::runtime(format!(
                "boundaries tensor must be 1 dimension, but got dim({})",
                boundaries.ndim()
            )));
        }
        let search = Search {
            out_int32: a.bool(2)?,
            right: a.bool(3)?,
            ..Search::default()
        };
        Ok(searchsorted(boundaries, a.operand(0)?, search)?.into())
    };
}
