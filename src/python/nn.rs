/*!
What `torch.nn` and `torch.save` need of the engine, besides the table.

Layers, losses and their arguments are written in Python (`lib/torch/nn`), as
PyTorch's are; what they compute is here.
*/

use rustpython_vm::builtins::{PyBytesRef, PyModule};
use rustpython_vm::{
    FromArgs, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
};

use super::convert;
use super::dtype::PyDType;
use super::errors::OrRaise;
use super::tensor::{PyTensor, tensor, wrap};
use crate::autograd::Tensor;
use crate::nn::functional::{
    Reduction, binary_cross_entropy, dropout, huber_loss, smooth_l1_loss,
};
use crate::nn::{
    RNNOptions, from_bytes, rnn_cell_of, rnn_of, rnn_packed_of, write_elements,
};
use crate::ops::parameter::parameter;
use crate::optim::{ClipOptions, clip_grad_norm_with_};
use crate::tensor::{DType, Size};

/// A leaf on the memory of `data` that prints as a parameter.
fn py_parameter(
    data: PyRef<PyTensor>,
    requires_grad: bool,
    vm: &VirtualMachine,
) -> PyResult {
    let leaf = if requires_grad {
        parameter(&data.tensor).or_raise(vm)?
    } else {
        let leaf = Tensor::from_strided(data.tensor.strided().clone());
        leaf.meta_mut(|meta| meta.parameter = true);
        leaf
    };
    Ok(wrap(leaf, vm))
}

fn py_dropout(
    x: PyRef<PyTensor>,
    p: f64,
    training: bool,
    vm: &VirtualMachine,
) -> PyResult<PyRef<PyTensor>> {
    let dropped = dropout(&x.tensor, p, training).or_raise(vm)?;
    // What drops nothing is the tensor itself.
    Ok(match dropped.is(&x.tensor) {
        true => x,
        false => PyTensor::new(dropped).into_ref(&vm.ctx),
    })
}

fn tensors(
    obj: &PyObjectRef,
    what: &str,
    vm: &VirtualMachine,
) -> PyResult<Vec<Tensor>> {
    let items = convert::items(obj).unwrap_or_default();
    items.iter().map(|item| tensor(item, what, vm).cloned()).collect()
}

fn tuple(tensors: Vec<Tensor>, vm: &VirtualMachine) -> PyObjectRef {
    let tensors = tensors.into_iter().map(|x| wrap(x, vm));
    vm.ctx.new_tuple(tensors.collect()).into()
}

/// A recurrent layer, called with all that it is made of.
#[derive(FromArgs)]
struct RnnArgs {
    #[pyarg(any)]
    mode: String,
    #[pyarg(any)]
    input: PyObjectRef,
    #[pyarg(any)]
    state: PyObjectRef,
    #[pyarg(any)]
    weights: PyObjectRef,
    #[pyarg(any)]
    input_size: i64,
    #[pyarg(any)]
    hidden_size: i64,
    #[pyarg(any)]
    num_layers: i64,
    #[pyarg(any)]
    bias: bool,
    #[pyarg(any)]
    batch_first: bool,
    #[pyarg(any)]
    dropout: f64,
    #[pyarg(any)]
    bidirectional: bool,
    #[pyarg(any)]
    training: bool,
    /// How many sequences there are at each step, if they are packed.
    #[pyarg(any)]
    batch_sizes: PyObjectRef,
}

/// The output and a tuple of states.
fn py_rnn(args: RnnArgs, vm: &VirtualMachine) -> PyResult {
    let input = tensor(&args.input, "input", vm)?;
    let state = tensors(&args.state, "hx", vm)?;
    let state: Vec<&Tensor> = state.iter().collect();
    let weights = tensors(&args.weights, "weights", vm)?;
    let options = RNNOptions::new()
        .num_layers(args.num_layers)
        .bias(args.bias)
        .batch_first(args.batch_first)
        .dropout(args.dropout)
        .bidirectional(args.bidirectional);
    let sizes = [args.input_size, args.hidden_size];
    let (mode, training) = (&args.mode, args.training);
    let (output, state) = if vm.is_none(&args.batch_sizes) {
        rnn_of(mode, sizes, options, &weights, training, input, &state)
    } else {
        let each = tensor(&args.batch_sizes, "batch_sizes", vm)?;
        let each = each.to_vec::<i64>().or_raise(vm)?;
        let input = (input, &each[..]);
        rnn_packed_of(mode, sizes, options, &weights, training, input, &state)
    }
    .or_raise(vm)?;
    let pair = vec![wrap(output, vm), tuple(state, vm)];
    Ok(vm.ctx.new_tuple(pair).into())
}

/// A cell, called with all that it is made of.
#[derive(FromArgs)]
struct CellArgs {
    #[pyarg(any)]
    class: String,
    #[pyarg(any)]
    nonlinearity: String,
    #[pyarg(any)]
    input: PyObjectRef,
    #[pyarg(any)]
    state: PyObjectRef,
    #[pyarg(any)]
    weights: PyObjectRef,
    #[pyarg(any)]
    input_size: i64,
    #[pyarg(any)]
    hidden_size: i64,
}

/// The tuple of the next states.
fn py_rnn_cell(args: CellArgs, vm: &VirtualMachine) -> PyResult {
    let input = tensor(&args.input, "input", vm)?;
    let state = tensors(&args.state, "hx", vm)?;
    let state: Vec<&Tensor> = state.iter().collect();
    let weights = tensors(&args.weights, "weights", vm)?;
    let sizes = [args.input_size, args.hidden_size];
    let next = rnn_cell_of(
        &args.class,
        &args.nonlinearity,
        sizes,
        &weights,
        input,
        &state,
    );
    Ok(tuple(next.or_raise(vm)?, vm))
}

fn py_bce(
    input: PyRef<PyTensor>,
    target: PyRef<PyTensor>,
    weight: PyObjectRef,
    reduction: String,
    vm: &VirtualMachine,
) -> PyResult {
    let weight = match vm.is_none(&weight) {
        true => None,
        false => Some(tensor(&weight, "weight", vm)?),
    };
    let reduction = Reduction::named(&reduction).or_raise(vm)?;
    let (input, target) = (&input.tensor, &target.tensor);
    let loss = binary_cross_entropy(input, target, weight, reduction);
    Ok(wrap(loss.or_raise(vm)?, vm))
}

fn py_smooth_l1(
    input: PyRef<PyTensor>,
    target: PyRef<PyTensor>,
    beta: f64,
    reduction: String,
    vm: &VirtualMachine,
) -> PyResult {
    let reduction = Reduction::named(&reduction).or_raise(vm)?;
    let (input, target) = (&input.tensor, &target.tensor);
    let loss = smooth_l1_loss(input, target, beta, reduction);
    Ok(wrap(loss.or_raise(vm)?, vm))
}

fn py_huber(
    input: PyRef<PyTensor>,
    target: PyRef<PyTensor>,
    delta: f64,
    reduction: String,
    vm: &VirtualMachine,
) -> PyResult {
    let reduction = Reduction::named(&reduction).or_raise(vm)?;
    let (input, target) = (&input.tensor, &target.tensor);
    let loss = huber_loss(input, target, delta, reduction);
    Ok(wrap(loss.or_raise(vm)?, vm))
}

fn py_clip_grad_norm(
    params: PyObjectRef,
    max_norm: f64,
    norm_type: f64,
    error_if_nonfinite: bool,
    vm: &VirtualMachine,
) -> PyResult {
    let params = tensors(&params, "parameters", vm)?;
    let options = ClipOptions { norm_type, error_if_nonfinite };
    let norm = clip_grad_norm_with_(params, max_norm, options);
    Ok(wrap(norm.or_raise(vm)?, vm))
}

/// The elements as little-endian bytes.
fn to_bytes(x: PyRef<PyTensor>, vm: &VirtualMachine) -> PyResult {
    let mut bytes = Vec::new();
    write_elements(&x.tensor.strided(), &mut bytes).or_raise(vm)?;
    Ok(vm.ctx.new_bytes(bytes).into())
}

/// The whole memory that a tensor lies in, as a vector.
fn storage(x: PyRef<PyTensor>, vm: &VirtualMachine) -> PyResult {
    let x = x.tensor.detach().or_raise(vm)?;
    let length = {
        let window = x.strided();
        let memory = window.storage();
        match window.dtype() {
            DType::Float64 => memory.read::<f64>().len(),
            DType::Float32 => memory.read::<f32>().len(),
            DType::Int64 => memory.read::<i64>().len(),
            DType::Int32 => memory.read::<i32>().len(),
            DType::Uint8 => memory.read::<u8>().len(),
            DType::Bool => memory.read::<bool>().len(),
        }
    };
    let size = Size::from_iter([length]);
    let flat = x.as_strided(&size, &Size::from_iter([1]), 0);
    Ok(wrap(flat.or_raise(vm)?, vm))
}

/// Another window on the memory of a tensor.
fn as_strided(
    x: PyRef<PyTensor>,
    size: PyObjectRef,
    stride: PyObjectRef,
    offset: usize,
    vm: &VirtualMachine,
) -> PyResult {
    let extents = |obj: &PyObjectRef| {
        let items = convert::items(obj).unwrap_or_default();
        let extents = items
            .into_iter()
            .map(|item| item.try_into_value::<usize>(vm))
            .collect::<PyResult<Vec<usize>>>();
        extents.map(Size::from_iter)
    };
    let (size, stride) = (extents(&size)?, extents(&stride)?);
    let window = x.tensor.as_strided(&size, &stride, offset);
    Ok(wrap(window.or_raise(vm)?, vm))
}

/// A vector of all the elements in little-endian bytes.
fn py_from_bytes(
    bytes: PyBytesRef,
    dtype: PyRef<PyDType>,
    vm: &VirtualMachine,
) -> PyObjectRef {
    let bytes = bytes.as_bytes();
    let shape = Size::from_iter([bytes.len() / dtype.dtype.itemsize()]);
    let window = from_bytes(bytes, shape, dtype.dtype);
    wrap(Tensor::from_strided(window), vm)
}

pub fn add_to(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    macro_rules! functions {
        ($($name:literal $f:expr;)+) => {
            $(module.set_attr($name, vm.new_function($name, $f), vm)?;)+
        };
    }
    functions! {
        "_parameter" py_parameter;
        "_dropout" py_dropout;
        "_rnn" py_rnn;
        "_rnn_cell" py_rnn_cell;
        "_binary_cross_entropy" py_bce;
        "_smooth_l1_loss" py_smooth_l1;
        "_huber_loss" py_huber;
        "_clip_grad_norm" py_clip_grad_norm;
        "_to_bytes" to_bytes;
        "_storage" storage;
        "_as_strided" as_strided;
        "_from_bytes" py_from_bytes;
    }
    Ok(())
}
