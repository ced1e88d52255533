//! Functions of numbers, by the platform's mathematics.

use rustpython_vm::builtins::PyModule;
use rustpython_vm::{Py, PyRef, PyResult, VirtualMachine};

use super::super::errors::OrRaise;
use super::super::tensor::{PyTensor, wrap};
use crate::autograd::Tensor;
use crate::tensor::{DType, Result, Strided, TorchError};

type Of1 = fn(f64) -> f64;
type Of2 = fn(f64, f64) -> f64;

const MAPS: [(&str, Of1); 24] = [
    ("sin", f64::sin),
    ("cos", f64::cos),
    ("tan", f64::tan),
    ("arcsin", f64::asin),
    ("arccos", f64::acos),
    ("arctan", f64::atan),
    ("sinh", f64::sinh),
    ("cosh", f64::cosh),
    ("tanh", f64::tanh),
    ("arcsinh", f64::asinh),
    ("arccosh", f64::acosh),
    ("arctanh", f64::atanh),
    ("exp", f64::exp),
    ("exp2", f64::exp2),
    ("expm1", f64::exp_m1),
    ("cbrt", f64::cbrt),
    ("log", f64::ln),
    ("log2", f64::log2),
    ("log10", f64::log10),
    ("log1p", f64::ln_1p),
    ("degrees", |x| x * (180.0 / std::f64::consts::PI)),
    ("radians", |x| x * (std::f64::consts::PI / 180.0)),
    ("sign", |x| match x {
        x if x > 0.0 => 1.0,
        x if x < 0.0 => -1.0,
        0.0 => 0.0,
        nan => nan,
    }),
    ("signbit", |x| f64::from(u8::from(x.is_sign_negative()))),
];

const PAIRS: [(&str, Of2); 6] = [
    ("power", f64::powf),
    ("arctan2", f64::atan2),
    ("hypot", f64::hypot),
    ("copysign", f64::copysign),
    ("fmod", |x, y| x % y),
    ("logaddexp", |x, y| {
        if x == y {
            x + std::f64::consts::LN_2
        } else if x > y {
            x + (y - x).exp().ln_1p()
        } else if y > x {
            y + (x - y).exp().ln_1p()
        } else {
            f64::NAN
        }
    }),
];

fn found<F: Copy>(table: &[(&str, F)], name: &str) -> Result<F> {
    let entry = table.iter().find(|(known, _)| *known == name);
    entry
        .map(|&(_, f)| f)
        .ok_or_else(|| TorchError::value(format!("no function {name}")))
}

fn map(f: Of1, x: &Tensor) -> Result<Tensor> {
    let x = x.strided();
    let y = match x.dtype() {
        DType::Float32 => {
            let x_ = x.to_vec::<f32>()?.into_iter();
            let y = x_.map(|x| f(f64::from(x)) as f32);
            Strided::new(y.collect(), x.shape().clone())
        }
        _ => {
            let wide = x.to_dtype(DType::Float64)?.to_vec::<f64>()?;
            let y = wide.into_iter().map(f).collect();
            Strided::new(y, x.shape().clone())
        }
    };
    Ok(Tensor::from_strided(y))
}

fn pair(f: Of2, x: &Tensor, y: &Tensor) -> Result<Tensor> {
    let shape =
        crate::tensor::broadcast(x.strided().shape(), y.strided().shape())?;
    let single = x.dtype() == DType::Float32;
    let wide = |t: &Tensor| {
        let t = t.strided().to_dtype(DType::Float64)?;
        t.expand_to(&shape)?.to_vec::<f64>()
    };
    let (x, y) = (wide(x)?, wide(y)?);
    let results = x.into_iter().zip(y).map(|(x, y)| f(x, y));
    let out = if single {
        Strided::new(results.map(|z| z as f32).collect(), shape)
    } else {
        Strided::new(results.collect::<Vec<f64>>(), shape)
    };
    Ok(Tensor::from_strided(out))
}

pub fn add_to(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    let f = |name: String, x: PyRef<PyTensor>, vm: &VirtualMachine| {
        let y = found(&MAPS, &name).and_then(|f| map(f, &x.tensor));
        PyResult::Ok(wrap(y.or_raise(vm)?, vm))
    };
    module.set_attr("map", vm.new_function("map", f), vm)?;
    let f = |name: String,
             x: PyRef<PyTensor>,
             y: PyRef<PyTensor>,
             vm: &VirtualMachine| {
        let f = found(&PAIRS, &name);
        let z = f.and_then(|f| pair(f, &x.tensor, &y.tensor));
        PyResult::Ok(wrap(z.or_raise(vm)?, vm))
    };
    module.set_attr("pair", vm.new_function("pair", f), vm)
}
