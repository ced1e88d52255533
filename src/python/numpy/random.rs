/*!
numpy's legacy random numbers: `numpy.random.seed(0)` and what follows it.

The stream is promised never to change. It is the Mersenne Twister's, as in
PyTorch, but the ways from words to numbers are numpy's own.
*/

use std::cell::RefCell;

use rustpython_vm::builtins::{PyModule, PyType};
use rustpython_vm::class::PyClassImpl;
use rustpython_vm::function::FuncArgs;
use rustpython_vm::types::Constructor;
use rustpython_vm::{
    Py, PyObjectRef, PyPayload, PyResult, VirtualMachine, pyclass,
};

use super::super::errors::OrRaise;
use super::super::tensor::wrap;
use crate::autograd::Tensor;
use crate::tensor::random::Mt19937;
use crate::tensor::{Size, Strided, check_allocation};

/// A stream, and the second number of a pair of normals.
#[derive(Clone, Debug)]
struct Stream {
    engine: Mt19937,
    spare: Option<f64>,
}

impl Stream {
    /// 53 bits of two words, in [0, 1).
    fn double(&mut self) -> f64 {
        let a = f64::from(self.engine.word() >> 5);
        let b = f64::from(self.engine.word() >> 6);
        (a * 67_108_864.0 + b) / 9_007_199_254_740_992.0
    }

    /// Marsaglia's polar method.
    fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let x = 2.0 * self.double() - 1.0;
            let y = 2.0 * self.double() - 1.0;
            let square = x * x + y * y;
            if square < 1.0 && square != 0.0 {
                let f = (-2.0 * square.ln() / square).sqrt();
                self.spare = Some(f * x);
                return f * y;
            }
        }
    }

    fn long(&mut self) -> u64 {
        let high = u64::from(self.engine.word());
        high << 32 | u64::from(self.engine.word())
    }

    /// A number from 0 to `range`: bits are drawn until they are in it.
    fn up_to(&mut self, range: u64) -> u64 {
        if range == 0 {
            return 0;
        }
        let mask = u64::MAX >> range.leading_zeros();
        loop {
            let drawn = match u32::try_from(range) {
                Ok(_) => u64::from(self.engine.word()) & mask,
                Err(_) => self.long() & mask,
            };
            if drawn <= range {
                return drawn;
            }
        }
    }

    /// As [`up_to`](Stream::up_to), of so many bits: small numbers share a
    /// word.
    fn small(&mut self, range: u64, bits: u32, n: usize) -> Vec<i64> {
        if range == 0 {
            return vec![0; n];
        }
        let mask = u32::MAX >> (range as u32).leading_zeros();
        let (mut word, mut left) = (0, 0);
        let mut next = || {
            loop {
                if left == 0 {
                    (word, left) = (self.engine.word(), 32 / bits);
                } else {
                    word >>= bits;
                }
                left -= 1;
                let drawn = word & mask;
                if u64::from(drawn) <= range {
                    return i64::from(drawn);
                }
            }
        };
        (0..n).map(|_| next()).collect()
    }
}

/// What `numpy.random.RandomState` draws from.
#[pyclass(module = "numpy._engine", name = "Stream")]
#[derive(Debug, PyPayload)]
struct PyStream(RefCell<Stream>);

pub fn array<T: crate::tensor::Element>(
    elements: Vec<T>,
    vm: &VirtualMachine,
) -> PyObjectRef {
    let shape = Size::new(&[elements.len()]);
    wrap(Tensor::from_strided(Strided::new(elements, shape)), vm)
}

/// Whether so many numbers have room.
pub fn room(n: usize, vm: &VirtualMachine) -> PyResult<()> {
    check_allocation(&[n], 8).or_raise(vm)
}

#[pyclass(with(Constructor))]
impl PyStream {
    #[pymethod]
    fn doubles(&self, n: usize, vm: &VirtualMachine) -> PyResult {
        room(n, vm)?;
        let mut stream = self.0.borrow_mut();
        Ok(array((0..n).map(|_| stream.double()).collect(), vm))
    }

    #[pymethod]
    fn normals(&self, n: usize, vm: &VirtualMachine) -> PyResult {
        room(n, vm)?;
        let mut stream = self.0.borrow_mut();
        Ok(array((0..n).map(|_| stream.normal()).collect(), vm))
    }

    /// From `low` up to `low + range`.
    #[pymethod]
    fn integers(
        &self,
        low: i64,
        range: u64,
        bits: u32,
        n: usize,
        vm: &VirtualMachine,
    ) -> PyResult {
        room(n, vm)?;
        let mut stream = self.0.borrow_mut();
        let drawn: Vec<i64> = match bits {
            1 | 8 | 16 => stream.small(range, bits, n),
            _ => (0..n).map(|_| stream.up_to(range) as i64).collect(),
        };
        let moved = drawn.into_iter().map(|x| x.wrapping_add(low));
        Ok(array(moved.collect(), vm))
    }

    /// The order of `n` things after numpy's shuffle.
    #[pymethod]
    fn order(&self, n: usize, vm: &VirtualMachine) -> PyResult {
        room(n, vm)?;
        let mut stream = self.0.borrow_mut();
        let mut order: Vec<i64> = (0..n as i64).collect();
        for i in (1..n).rev() {
            order.swap(i, stream.up_to(i as u64) as usize);
        }
        Ok(array(order, vm))
    }
}

/// `Stream(words, many)`: a seed, or a key of many words.
impl Constructor for PyStream {
    type Args = FuncArgs;

    fn py_new(
        _: &Py<PyType>,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<Self> {
        let words = match args.args.first() {
            Some(obj) => obj.try_to_value::<Vec<u32>>(vm)?,
            None => Vec::new(),
        };
        let many = match args.args.get(1) {
            Some(obj) => obj.clone().try_to_bool(vm)?,
            None => false,
        };
        let engine = match words[..] {
            [] => {
                let say = "Seed must be non-empty".to_owned();
                return Err(vm.new_value_error(say));
            }
            [seed] if !many => Mt19937::new(seed),
            _ => Mt19937::of_key(&words),
        };
        Ok(PyStream(RefCell::new(Stream { engine, spare: None })))
    }
}

pub fn add_to(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    module.set_attr("Stream", PyStream::make_static_type(), vm)
}
