//! How surprising the right class is.

use super::Reduction;
use crate::autograd::{Names, Tensor, backward1, is_grad_enabled, record};
use crate::ops::numeric::floats;
use crate::ops::{Args, Row, Value};
use crate::tensor::{
    DType, Element, ErrorClass, Listed, Result, Size, Strided, TorchError,
};

static NLL_LOSS: Names = Names::new("NllLossBackward0", "NllLossBackward");
/// Python's division by a number is that by a tensor without dimensions;
/// C++ has another.
static BY_NUMBER: Names = Names::new("DivBackward1", "DivBackward0");
static NLL_LOSS2D: Names =
    Names::new("NllLoss2DBackward0", "NllLoss2DBackward");

/// Where the C code of the notes' edition stood.
const THEN: &str = "/pytorch/aten/src/THNN/generic/ClassNLLCriterion.c";

/// Minus the number that stands at the right class, where the classes are
/// dimension 1 (or 0, if there is no other):
/// `F.nll_loss(input, target)`. Rows whose target is `ignore_index`
/// (-100 if nothing is said) do not count; the others count as much as the
/// `weight` of their class. So does the mean.
///
/// # Errors
/// `ValueError` if there are not as many targets as rows, `IndexError` for a
/// class that does not exist, `RuntimeError` for targets and weights of a
/// wrong shape or dtype, `NotImplementedError` for an input of integers.
pub fn nll_loss(
    input: &Tensor,
    target: &Tensor,
    weight: Option<&Tensor>,
    ignore_index: i64,
    reduction: Reduction,
) -> Result<Tensor> {
    let (size, there) = (input.size(), target.size());
    if size.is_empty() {
        return Err(TorchError::value(
            "Expected 1 or more dimensions (got 0)",
        )
        .in_the_notes("Expected 2 or more dimensions (got 0)"));
    }
    if size.len() > 1 {
        let targets = there.first().copied().unwrap_or(0);
        if targets != size[0] {
            return Err(TorchError::value(format!(
                "Expected input batch_size ({}) to match target batch_size \
                 ({targets}).",
                size[0]
            )));
        }
    }
    let class_dim = usize::from(size.len() > 1);
    // What is neither rows nor images becomes images first.
    let reshaped = size.len() == 3 || size.len() > 4;
    if reshaped {
        check_target_shape(&size, &there)?;
    }
    if weight.is_some_and(Tensor::requires_grad) && is_grad_enabled() {
        let kind = if size.len() < 3 { "" } else { "2d" };
        return Err(TorchError::runtime(format!(
            "The function 'nll_loss{kind}_forward' is not differentiable \
             with respect to argument 'weight'. This input cannot have \
             requires_grad True."
        )));
    }
    if !reshaped {
        check_target_shape(&size, &there)?;
    }
    // One row needs one target, which may come in a list.
    let only = target.squeeze()?;
    let target = if size.len() == 1 { &only } else { target };
    let there = target.size();
    let losses = Losses::of(input, target, weight, ignore_index, class_dim)?;
    let loss = losses.reduce(reduction, input.dtype(), &there)?;
    let names = if size.len() < 3 { &NLL_LOSS } else { &NLL_LOSS2D };
    Ok(record(names, &[input], loss, |saver| {
        // Like PyTorch, which keeps the input only to see that it is still
        // the same.
        let input = saver.save(input);
        let weights = saver.save_plain(losses.weights);
        let target = saver.save_plain(losses.target);
        let ignored = saver.save_plain(losses.ignored);
        let total = losses.total;
        backward1(move |grad, context| {
            context.get(input)?;
            let weights = context.get(weights)?;
            let grad = match reduction {
                Reduction::Mean => grad.div(total)?,
                _ => grad.clone(),
            };
            let dim = class_dim as i64;
            // Also where nothing counts, and the mean is that of nothing.
            let slope = weights.mul(&grad)?.neg()?;
            let ignored = context.get(ignored)?;
            let slope = slope.masked_fill(&ignored, 0.0)?.unsqueeze(dim)?;
            let target = context.get(target)?.unsqueeze(dim)?;
            let zeros = Strided::full(size.clone(), 0, slope.dtype())?;
            Tensor::from_strided(zeros).scatter(dim, &target, &slope)
        })
    }))
}

fn check_target_shape(size: &Size, there: &Size) -> Result<()> {
    if size.len() < 3 {
        if there.len() > 1 {
            return Err(TorchError::runtime(
                "0D or 1D target tensor expected, multi-target not supported",
            )
            .in_the_notes(format!(
                "multi-target not supported at {THEN}:20"
            )));
        }
        if size.len() == 1 && there.len() == 1 && there[0] != 1 {
            return Err(TorchError::value(format!(
                "For 1D input, 1D target must have size 1, but got target \
                 size: {}",
                there[0]
            )));
        }
        return Ok(());
    }
    let mut wanted = Size::new(&size[..1]);
    size[2..].iter().for_each(|&n| wanted.push(n));
    if size.len() == 4 && there.len() != 3 {
        return Err(TorchError::runtime(format!(
            "only batches of spatial targets supported (3D tensors) but got \
             targets of dimension: {}",
            there.len()
        )));
    }
    if wanted == *there {
        return Ok(());
    }
    if size.len() == 4 {
        return Err(TorchError::runtime(format!(
            "size mismatch (got input: {} , target: {}",
            Listed(size),
            Listed(there)
        )));
    }
    Err(TorchError::runtime(format!(
        "Expected target size {}, got {}",
        Listed(&wanted),
        Listed(there)
    )))
}

/// The loss of every row, and what it weighs.
struct Losses {
    losses: Vec<f64>,
    /// The weight of each target's class; 0 where it is ignored.
    weights: Strided,
    /// The targets; 0 where they are ignored.
    target: Strided,
    /// Whether they are.
    ignored: Strided,
    total: f64,
}

impl Losses {
    fn of(
        input: &Tensor,
        target: &Tensor,
        weight: Option<&Tensor>,
        ignore_index: i64,
        class_dim: usize,
    ) -> Result<Losses> {
        let x = input.strided().contiguous()?;
        let classes = x.shape()[class_dim];
        check_weight(weight, classes, "")?;
        let dtype = x.dtype();
        floats!(dtype, "nll_loss_out_frame", T => {
            check_dtypes(dtype, target.dtype(), weight)?;
            let kept = target.strided().to_dtype(DType::Int64)?;
            let mut targets = kept.to_vec::<i64>()?;
            let weight = weight.map(|w| w.to_vec::<T>()).transpose()?;
            let inner: usize = x.shape()[class_dim + 1..].iter().product();
            let (x_shape, x) = (x.shape().clone(), x.to_vec::<T>()?);
            let (mut losses, mut weights) = (Vec::new(), Vec::<T>::new());
            let mut ignored = vec![false; targets.len()];
            for (row, target) in targets.iter_mut().enumerate() {
                if *target == ignore_index {
                    ignored[row] = true;
                    *target = 0;
                    losses.push(0.0);
                    weights.push(0.0);
                    continue;
                }
                let class = usize::try_from(*target).ok();
                let class = class.filter(|&class| class < classes);
                let class = class.ok_or_else(|| no_such_class(*target))?;
                let place = if x_shape.len() == 1 {
                    class
                } else {
                    (row / inner * classes + class) * inner + row % inner
                };
                let w = weight.as_ref().map_or(1.0, |w| w[class]);
                losses.push(Element::to_f64(-x[place] * w));
                weights.push(w);
            }
            let total = weights.iter().map(|&w| Element::to_f64(w)).sum();
            let shape = target.size();
            Ok(Losses {
                losses,
                weights: Strided::new(weights, shape.clone()),
                target: Strided::new(targets, shape.clone()),
                ignored: Strided::new(ignored, shape),
                total,
            })
        })
    }

    fn reduce(
        &self,
        reduction: Reduction,
        dtype: DType,
        shape: &Size,
    ) -> Result<Strided> {
        let sum = || self.losses.iter().sum::<f64>();
        let one = |x: f64| Ok(Strided::scalar(x, dtype));
        match reduction {
            Reduction::None => {
                Strided::new(self.losses.clone(), shape.clone())
                    .to_dtype(dtype)
            }
            Reduction::Sum => one(sum()),
            Reduction::Mean => one(sum() / self.total),
        }
    }
}

fn check_weight(
    weight: Option<&Tensor>,
    classes: usize,
    who: &str,
) -> Result<()> {
    match weight.map(Tensor::size).filter(|size| *size != [classes]) {
        Some(size) => Err(TorchError::runtime(format!(
            "{who}weight tensor should be defined either for all {classes} \
             classes or no classes but got weight tensor of shape: {}",
            Listed(&size)
        ))),
        None => Ok(()),
    }
}

fn check_dtypes(
    input: DType,
    target: DType,
    weight: Option<&Tensor>,
) -> Result<()> {
    if !matches!(target, DType::Int64 | DType::Uint8) {
        return Err(TorchError::runtime(format!(
            "expected target dtype to be Long or Byte, but got {}",
            target.scalar_type()
        ))
        .in_the_notes(format!(
            "Expected object of scalar type Long but got scalar type {} for \
             argument #2 'target'",
            target.scalar_type_then()
        )));
    }
    match weight.map(Tensor::dtype).filter(|&dtype| dtype != input) {
        Some(other) => Err(TorchError::runtime(format!(
            "expected scalar type {} but found {}",
            input.scalar_type(),
            other.scalar_type()
        ))),
        None => Ok(()),
    }
}

fn no_such_class(target: i64) -> TorchError {
    TorchError::index(format!("Target {target} is out of bounds."))
        .in_the_notes_as(
            ErrorClass::Runtime,
            format!(
                "Assertion `cur_target >= 0 && cur_target < n_classes' \
                 failed.  at {THEN}:92"
            ),
        )
}

/// How surprising the right class is, where `input` holds a number for each:
/// the [`nll_loss`] of their [`log_softmax`](Tensor::log_softmax),
/// `F.cross_entropy(input, target)`. Targets are classes, or, in the shape
/// of the input, their probabilities. With `label_smoothing` a part of the
/// truth is spread over all classes.
///
/// # Errors
/// As [`nll_loss`], and `RuntimeError` for a label smoothing that is no
/// part. (A negative one is none, as in PyTorch.)
pub fn cross_entropy(
    input: &Tensor,
    target: &Tensor,
    weight: Option<&Tensor>,
    ignore_index: i64,
    reduction: Reduction,
    label_smoothing: f64,
) -> Result<Tensor> {
    let dim = i64::from(input.ndim() != 1);
    let smoothed = label_smoothing > 0.0;
    let classes = || {
        let size = input.size();
        size.get(dim as usize).map_or(1.0, |&n| n as f64)
    };
    if input.size() == target.size() {
        if !target.dtype().is_floating_point() {
            return Err(TorchError::runtime(format!(
                "Expected floating point type for target with class \
                 probabilities, got {}",
                target.dtype().scalar_type()
            )));
        }
        if ignore_index >= 0 {
            return Err(TorchError::runtime(
                "ignore_index is not supported for floating point target",
            ));
        }
        check_smoothing(label_smoothing)?;
        check_weight(weight, classes() as usize, "cross_entropy: ")?;
        let logs = input.log_softmax(dim)?;
        let mut target = target.clone();
        if smoothed {
            let rest = label_smoothing / classes();
            target = target.mul(1.0 - label_smoothing)?.add(rest)?;
        }
        let mut losses = logs.mul(&target)?;
        if let Some(weight) = weight {
            losses = losses.mul(&beside(weight, input.ndim())?)?;
        }
        return match reduction {
            Reduction::None => losses.sum_dim(dim, false)?.neg(),
            Reduction::Sum => losses.sum()?.neg(),
            Reduction::Mean => {
                let rows = input.numel() as f64 / classes();
                losses.sum()?.neg()?.divided(&BY_NUMBER, &rows.into())
            }
        };
    }
    check_smoothing(label_smoothing)?;
    let logs = input.log_softmax(dim)?;
    let right = nll_loss(&logs, target, weight, ignore_index, reduction)?;
    if !smoothed {
        return Ok(right);
    }
    let all = match weight {
        Some(weight) => logs.mul(&beside(weight, input.ndim())?)?,
        None => logs,
    };
    let ignored = target.eq(ignore_index)?;
    let all = all.sum_dim(dim, false)?.neg()?.masked_fill(&ignored, 0.0)?;
    let all = match (reduction, weight) {
        (Reduction::None, _) => all,
        (Reduction::Sum, _) => all.sum()?,
        (Reduction::Mean, Some(weight)) => {
            let counted = target.masked_select(&ignored.logical_not()?)?;
            all.sum()?.div(&weight.gather(0, &counted)?.sum()?)?
        }
        (Reduction::Mean, None) => {
            all.sum()?.div(&ignored.logical_not()?.sum()?)?
        }
    };
    let rest = label_smoothing / classes();
    right.mul(1.0 - label_smoothing)?.add(&all.mul(rest)?)
}

fn check_smoothing(label_smoothing: f64) -> Result<()> {
    // PyTorch takes what is below 0 for none.
    if label_smoothing <= 1.0 || label_smoothing.is_nan() {
        return Ok(());
    }
    Err(TorchError::runtime(format!(
        "label_smoothing must be between 0.0 and 1.0. Got: {}",
        crate::tensor::random::six_digits(label_smoothing)
    )))
}

/// Weights of classes, to be multiplied with a tensor of so many dimensions.
fn beside(weight: &Tensor, ndim: usize) -> Result<Tensor> {
    let mut size = vec![1; ndim.saturating_sub(2)];
    size.insert(0, weight.numel() as i64);
    if ndim > 1 {
        size.insert(0, 1);
    }
    weight.view(size)
}

fn examples(e: &mut crate::ops::Example, more: &[Value]) -> Vec<Vec<Value>> {
    let classes = crate::ops::create::tensor([1, 0, 2]);
    let weight =
        crate::ops::create::tensor([0.5, 1.0, 2.0]).to(DType::Float64);
    let weight: Value = weight.map_or(Value::None, Into::into);
    let mut with = |x: &[usize], y: &Tensor, w: &Value, reduction: &str| {
        let mut values = vec![e.any(x).into(), y.clone().into(), w.clone()];
        values.extend([(1.into()), reduction.into()]);
        values.extend(more.iter().cloned());
        values
    };
    vec![
        with(&[3, 3], &classes, &Value::None, "mean"),
        with(&[3, 3], &classes, &weight, "sum"),
        with(&[3, 3], &classes, &weight, "mean"),
        with(&[3, 3], &classes, &Value::None, "none"),
    ]
}

/// `torch.nn.functional.nll_loss`, in the table.
pub static NLL_LOSS_ROW: Row = Row {
    name: "nn.functional.nll_loss",
    signature: "nll_loss(input, target, weight=None, *, ignore_index=-100, \
        reduction='mean')",
    grad_fn: Some(&NLL_LOSS),
    call: |a| {
        let weight = a.optional(2, Args::tensor)?;
        let reduction = Reduction::named(a.str(4)?)?;
        let (x, y) = (a.tensor(0)?, a.tensor(1)?);
        Ok(nll_loss(x, y, weight, a.int(3)?, reduction)?.into())
    },
    in_place: None,
    examples: |e| examples(e, &[]),
};

/// `torch.nn.functional.cross_entropy`, in the table.
pub static CROSS_ENTROPY_ROW: Row = Row {
    name: "nn.functional.cross_entropy",
    signature: "cross_entropy(input, target, weight=None, *, \
        ignore_index=-100, reduction='mean', label_smoothing=0.0)",
    grad_fn: Some(&NLL_LOSS),
    call: |a| {
        let weight = a.optional(2, Args::tensor)?;
        let reduction = Reduction::named(a.str(4)?)?;
        let (x, y) = (a.tensor(0)?, a.tensor(1)?);
        let smoothing = a.scalar(5)?.to_f64();
        let ignored = a.int(3)?;
        let loss = cross_entropy(x, y, weight, ignored, reduction, smoothing);
        Ok(loss?.into())
    },
    in_place: None,
    examples: |e| {
        let mut all = examples(e, &[0.0.into()]);
        all.extend(examples(e, &[0.25.into()]));
        all
    },
};
