/*!
What layers compute that the table does not have: convolutions, pools,
borders, norms over a batch.

Their arguments are written in Python (`lib/torch/nn/functional.py` and its
neighbours), which calls these with one value for each, in order.
*/

use rustpython_vm::builtins::PyModule;
use rustpython_vm::function::{FuncArgs, PyMethodFlags};
use rustpython_vm::{Py, PyResult, VirtualMachine};

use super::convert;
use super::errors::OrRaise;
use crate::nn::functional::{
    BagMode, BatchNormOptions, Blocks, ConvOptions, Interpolation, Padding,
    PoolOptions, adaptive_avg_pool, adaptive_max_pool, attention, avg_pool,
    batch_norm, conv, conv_transpose, embedding_bag, fold, group_norm,
    interpolate, max_pool, pad, unfold,
};
use crate::ops::{Args, Value};
use crate::tensor::{Result, TorchError};

type Function = fn(&Args<'_>) -> Result<Value>;

const FUNCTIONS: [(&str, Function); 14] = [
    ("_attention", |a| {
        let mask = a.optional(3, Args::tensor)?;
        let scale = a.scalar(4)?.to_f64();
        let [query, key, value] = [0, 1, 2].map(|i| a.tensor(i));
        Ok(attention(query?, key?, value?, mask, scale)?.into())
    }),
    ("_conv", |a| convolution(a, conv)),
    ("_conv_transpose", |a| convolution(a, conv_transpose)),
    ("_max_pool", |a| {
        let (values, indices) =
            max_pool(size(a, 0)?, a.tensor(1)?, &pool(a)?)?;
        Ok(vec![values, indices].into())
    }),
    ("_avg_pool", |a| {
        Ok(avg_pool(size(a, 0)?, a.tensor(1)?, &pool(a)?)?.into())
    }),
    ("_adaptive_avg_pool", |a| {
        let output = each_or_none(a, 2, |a, i| a.int(i))?;
        Ok(adaptive_avg_pool(size(a, 0)?, a.tensor(1)?, &output)?.into())
    }),
    ("_adaptive_max_pool", |a| {
        let output = each_or_none(a, 2, |a, i| a.int(i))?;
        let (values, indices) =
            adaptive_max_pool(size(a, 0)?, a.tensor(1)?, &output)?;
        Ok(vec![values, indices].into())
    }),
    ("_pad", |a| {
        let value = a.optional(3, Args::scalar)?;
        Ok(pad(a.tensor(0)?, a.dims(1)?, a.str(2)?, value)?.into())
    }),
    ("_unfold", |a| Ok(unfold(a.tensor(0)?, &blocks(a, 1)?)?.into())),
    ("_fold", |a| {
        let size = pair(a, 1)?;
        Ok(fold(a.tensor(0)?, size, &blocks(a, 2)?)?.into())
    }),
    ("_interpolate", |a| {
        let how = match a.str(3)? {
            "nearest" => Interpolation::Nearest,
            "nearest-exact" => Interpolation::NearestExact,
            "bicubic" => Interpolation::Cubic,
            _ => Interpolation::Linear,
        };
        let scales = each_or_none(a, 2, |a, i| Ok(a.scalar(i)?.to_f64()))?;
        let sizes = a.dims(1)?;
        let aligned = a.bool(4)?;
        Ok(interpolate(a.tensor(0)?, &sizes, &scales, how, aligned)?.into())
    }),
    ("_batch_norm", |a| {
        let [mean, variance, weight, bias] =
            [1, 2, 3, 4].map(|i| a.optional(i, Args::tensor));
        let options = BatchNormOptions {
            training: a.bool(5)?,
            momentum: a.scalar(6)?.to_f64(),
            eps: a.scalar(7)?.to_f64(),
        };
        let running = mean?.zip(variance?);
        Ok(batch_norm(a.tensor(0)?, running, weight?, bias?, options)?.into())
    }),
    ("_embedding_bag", |a| {
        let mode = match a.str(3)? {
            "sum" => BagMode::Sum,
            "mean" => BagMode::Mean,
            _ => BagMode::Max,
        };
        let [indices, weight, offsets] = [0, 1, 2].map(|i| a.tensor(i));
        let each = a.optional(4, Args::tensor)?;
        let padding = a.optional(5, Args::int)?;
        let (indices, weight) = (indices?, weight?);
        let bags =
            embedding_bag(indices, weight, offsets?, mode, each, padding)?;
        Ok(bags.into())
    }),
    ("_group_norm", |a| {
        let [weight, bias] = [2, 3].map(|i| a.optional(i, Args::tensor));
        let eps = a.scalar(4)?.to_f64();
        let (x, groups) = (a.tensor(0)?, a.int(1)?);
        Ok(group_norm(x, groups, weight?, bias?, eps)?.into())
    }),
];

fn size(a: &Args<'_>, i: usize) -> Result<usize> {
    let n = a.int(i)?;
    usize::try_from(n).map_err(|_| TorchError::Numel)
}

fn pair(a: &Args<'_>, i: usize) -> Result<[i64; 2]> {
    match a.dims(i)?[..] {
        [one] => Ok([one, one]),
        [height, width] => Ok([height, width]),
        _ => Err(TorchError::runtime("it is expected that there are 2")),
    }
}

/// A list of which some items are `None`.
fn each_or_none<T>(
    a: &Args<'_>,
    i: usize,
    read: impl Fn(&Args<'_>, usize) -> Result<T>,
) -> Result<Vec<Option<T>>> {
    let Value::List(items) = a.value(i) else { return Ok(Vec::new()) };
    let items = Args(items);
    (0..items.0.len()).map(|i| items.optional(i, &read)).collect()
}

fn blocks(a: &Args<'_>, first: usize) -> Result<Blocks> {
    Ok(Blocks {
        kernel_size: pair(a, first)?,
        dilation: pair(a, first + 1)?,
        padding: pair(a, first + 2)?,
        stride: pair(a, first + 3)?,
    })
}

fn convolution(
    a: &Args<'_>,
    f: fn(
        usize,
        &crate::autograd::Tensor,
        &crate::autograd::Tensor,
        Option<&crate::autograd::Tensor>,
        &ConvOptions,
    ) -> Result<crate::autograd::Tensor>,
) -> Result<Value> {
    let padding = match a.value(5) {
        Value::Str(name) => Padding::named(name)?,
        _ => Padding::Zeros(a.dims(5)?),
    };
    let options = ConvOptions {
        stride: a.dims(4)?,
        padding,
        dilation: a.dims(6)?,
        groups: a.int(7)?,
        output_padding: a.optional(8, Args::dims)?.unwrap_or(0.into()),
    };
    let bias = a.optional(3, Args::tensor)?;
    Ok(f(size(a, 0)?, a.tensor(1)?, a.tensor(2)?, bias, &options)?.into())
}

fn pool(a: &Args<'_>) -> Result<PoolOptions> {
    Ok(PoolOptions {
        kernel_size: a.dims(2)?,
        stride: a.optional(3, Args::dims)?.unwrap_or_default(),
        padding: a.dims(4)?,
        dilation: a.dims(5)?,
        ceil_mode: a.bool(6)?,
        count_include_pad: a.bool(7)?,
        divisor_override: a.optional(8, Args::int)?,
    })
}

pub fn add_to(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    for (name, function) in FUNCTIONS {
        let call = move |args: FuncArgs, vm: &VirtualMachine| -> PyResult {
            let mut values = Vec::with_capacity(args.args.len());
            for (i, obj) in args.args.iter().enumerate() {
                values.push(convert::value(obj, vm)?.ok_or_else(|| {
                    vm.new_type_error(format!(
                        "{}(): argument at position {} must not be {}",
                        name.trim_start_matches('_'),
                        i + 1,
                        obj.class().name()
                    ))
                })?);
            }
            let made = function(&Args(&values)).or_raise(vm)?;
            Ok(convert::object(made, &args.args, vm))
        };
        let def =
            vm.ctx.new_method_def(name, call, PyMethodFlags::empty(), None);
        module.set_attr(name, def.build_function(vm), vm)?;
    }
    Ok(())
}
