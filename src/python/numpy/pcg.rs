//! `numpy.random.Generator`'s stream: PCG64, a seed's way into it, and what
//! is drawn from it, bit for bit numpy's.

use std::cell::RefCell;

use rustpython_vm::builtins::{PyModule, PyType};
use rustpython_vm::class::PyClassImpl;
use rustpython_vm::function::FuncArgs;
use rustpython_vm::types::Constructor;
use rustpython_vm::{Py, PyPayload, PyResult, VirtualMachine, pyclass};

use super::random::{array, room};
use super::ziggurat::{EXPONENTIAL, NORMAL};

const MULTIPLIER: u128 = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645;

/// Words of a seed, mixed until each depends on all.
struct Pool([u32; 4]);

impl Pool {
    fn new(words: &[u32]) -> Pool {
        let mut factor = 0x43b0_d7e5_u32;
        let mut hash = |word: u32| {
            let word = word ^ factor;
            factor = factor.wrapping_mul(0x931e_8875);
            let word = word.wrapping_mul(factor);
            word ^ word >> 16
        };
        let mix = |x: u32, y: u32| {
            let x = x.wrapping_mul(0xca01_f9dd);
            let mixed = x.wrapping_sub(y.wrapping_mul(0x4973_f715));
            mixed ^ mixed >> 16
        };
        let mut pool: [u32; 4] =
            std::array::from_fn(|i| hash(words.get(i).copied().unwrap_or(0)));
        for from in 0..4 {
            for to in (0..4).filter(|&to| to != from) {
                pool[to] = mix(pool[to], hash(pool[from]));
            }
        }
        for &word in words.iter().skip(4) {
            for one in &mut pool {
                *one = mix(*one, hash(word));
            }
        }
        Pool(pool)
    }

    /// Four long words: a state and a sequence.
    fn longs(&self) -> [u64; 4] {
        let mut factor = 0x8b51_f9dd_u32;
        let mut word = |i: usize| {
            let word = self.0[i % 4] ^ factor;
            factor = factor.wrapping_mul(0x58f3_8ded);
            let word = word.wrapping_mul(factor);
            u64::from(word ^ word >> 16)
        };
        std::array::from_fn(|i| {
            let low = word(2 * i);
            word(2 * i + 1) << 32 | low
        })
    }
}

#[derive(Debug)]
struct Pcg {
    state: u128,
    step: u128,
    /// The other half of a long word that was asked for a short one.
    half: Option<u32>,
}

impl Pcg {
    fn new(words: &[u32]) -> Pcg {
        let [a, b, c, d] = Pool::new(words).longs();
        let join =
            |high: u64, low: u64| u128::from(high) << 64 | u128::from(low);
        let step = join(c, d) << 1 | 1;
        let mut pcg = Pcg { state: step, step, half: None };
        pcg.state = pcg.state.wrapping_add(join(a, b));
        pcg.advance();
        pcg
    }

    fn advance(&mut self) {
        let next = self.state.wrapping_mul(MULTIPLIER);
        self.state = next.wrapping_add(self.step);
    }

    fn long(&mut self) -> u64 {
        self.advance();
        let folded = (self.state >> 64) as u64 ^ self.state as u64;
        folded.rotate_right((self.state >> 122) as u32)
    }

    fn word(&mut self) -> u32 {
        if let Some(half) = self.half.take() {
            return half;
        }
        let long = self.long();
        self.half = Some((long >> 32) as u32);
        long as u32
    }

    fn double(&mut self) -> f64 {
        (self.long() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn single(&mut self) -> f32 {
        (self.word() >> 8) as f32 / (1_u32 << 24) as f32
    }

    /// A number from 0 to `range` by Lemire's way: few words are refused.
    fn up_to(&mut self, range: u64) -> u64 {
        if range == 0 {
            return 0;
        }
        let Ok(short) = u32::try_from(range) else {
            return self.up_to_long(range);
        };
        if short == u32::MAX {
            return u64::from(self.word());
        }
        let count = range + 1;
        let mut drawn = u64::from(self.word()) * count;
        if u64::from(drawn as u32) < count {
            let least = u64::from(u32::MAX - short) % count;
            while u64::from(drawn as u32) < least {
                drawn = u64::from(self.word()) * count;
            }
        }
        drawn >> 32
    }

    fn up_to_long(&mut self, range: u64) -> u64 {
        if range == u64::MAX {
            return self.long();
        }
        let count = u128::from(range) + 1;
        let mut drawn = u128::from(self.long()) * count;
        if u128::from(drawn as u64) < count {
            let least = u128::from(u64::MAX - range) % count;
            while u128::from(drawn as u64) < least {
                drawn = u128::from(self.long()) * count;
            }
        }
        (drawn >> 64) as u64
    }

    /// As [`up_to`](Pcg::up_to), of 8 bits or of 1: many share a word.
    fn small(&mut self, range: u64, bits: u32, n: usize) -> Vec<i64> {
        if range == 0 {
            return vec![0; n];
        }
        let top = (1_u64 << bits) - 1;
        let (mut word, mut left) = (0_u32, 0);
        let mut next = || {
            if left == 0 {
                (word, left) = (self.word(), 32 / bits);
            } else {
                word >>= bits;
            }
            left -= 1;
            u64::from(word) & top
        };
        let count = range + 1;
        let mut one = || {
            if range == top {
                return next();
            }
            let mut drawn = next() * count;
            if drawn & top < count {
                let least = (top - range) % count;
                while drawn & top < least {
                    drawn = next() * count;
                }
            }
            drawn >> bits
        };
        (0..n).map(|_| one() as i64).collect()
    }

    /// A bit for the sign, 52 for the place, 8 for the layer.
    fn normal(&mut self, layers: &Layers) -> f64 {
        let last = f64::from_bits(NORMAL[255]);
        loop {
            let drawn = self.long();
            let layer = (drawn & 0xff) as usize;
            let place = drawn >> 9 & ((1 << 52) - 1);
            let negative = drawn >> 8 & 1 == 1;
            let x = place as f64 * layers.width[layer];
            let signed = if negative { -x } else { x };
            if place < layers.inside[layer] {
                return signed;
            }
            if layer == 0 {
                loop {
                    let x = -(1.0 / last) * (-self.double()).ln_1p();
                    let y = -(-self.double()).ln_1p();
                    if y + y > x * x {
                        let x = last + x;
                        return if place >> 8 & 1 == 1 { -x } else { x };
                    }
                }
            }
            if self.below(layer, &layers.height, (-0.5 * x * x).exp()) {
                return signed;
            }
        }
    }

    fn exponential(&mut self, layers: &Layers) -> f64 {
        loop {
            let drawn = self.long() >> 3;
            let layer = (drawn & 0xff) as usize;
            let place = drawn >> 8;
            let x = place as f64 * layers.width[layer];
            if place < layers.inside[layer] {
                return x;
            }
            if layer == 0 {
                let last = f64::from_bits(EXPONENTIAL[255]);
                return last - (-self.double()).ln_1p();
            }
            if self.below(layer, &layers.height, (-x).exp()) {
                return x;
            }
        }
    }

    /// Whether a point in the layer's corner is below the curve.
    fn below(&mut self, layer: usize, height: &[f64], curve: f64) -> bool {
        let (low, high) = (height[layer], height[layer - 1]);
        (high - low) * self.double() + low < curve
    }

    /// A number from 0 to `range`: bits are drawn until they are in it.
    fn masked(&mut self, range: u64) -> u64 {
        let mask = u64::MAX >> range.leading_zeros();
        loop {
            let drawn = match u32::try_from(range) {
                Ok(_) => u64::from(self.word()),
                Err(_) => self.long(),
            } & mask;
            if drawn <= range {
                return drawn;
            }
        }
    }
}

/// A ziggurat's layers, as it is asked for them.
#[derive(Debug)]
struct Layers {
    /// What a place is multiplied with.
    width: [f64; 256],
    /// Places below are under the curve.
    inside: [u64; 256],
    height: [f64; 256],
}

impl Layers {
    fn new(ends: &[u64; 256], bits: u32, curve: fn(f64) -> f64) -> Layers {
        let places = (1_u64 << bits) as f64;
        let end = |i: usize| f64::from_bits(ends[i]);
        Layers {
            width: std::array::from_fn(|i| end(i) / places),
            inside: std::array::from_fn(|i| match i {
                0 => (end(255) / end(0) * places) as u64,
                1 => 0,
                i => (end(i - 1) / end(i) * places) as u64,
            }),
            height: std::array::from_fn(|i| match i {
                0 => 1.0,
                i => curve(end(i)),
            }),
        }
    }
}

/// What `numpy.random.Generator` draws from.
#[pyclass(module = "numpy._engine", name = "Pcg64")]
#[derive(Debug, PyPayload)]
struct PyPcg {
    pcg: RefCell<Pcg>,
    normal: Layers,
    exponential: Layers,
}

#[pyclass(with(Constructor))]
impl PyPcg {
    #[pymethod]
    fn doubles(&self, n: usize, vm: &VirtualMachine) -> PyResult {
        room(n, vm)?;
        let mut pcg = self.pcg.borrow_mut();
        Ok(array((0..n).map(|_| pcg.double()).collect(), vm))
    }

    #[pymethod]
    fn singles(&self, n: usize, vm: &VirtualMachine) -> PyResult {
        room(n, vm)?;
        let mut pcg = self.pcg.borrow_mut();
        Ok(array((0..n).map(|_| pcg.single()).collect(), vm))
    }

    #[pymethod]
    fn normals(&self, n: usize, vm: &VirtualMachine) -> PyResult {
        room(n, vm)?;
        let mut pcg = self.pcg.borrow_mut();
        let drawn = (0..n).map(|_| pcg.normal(&self.normal)).collect();
        Ok(array(drawn, vm))
    }

    #[pymethod]
    fn exponentials(&self, n: usize, vm: &VirtualMachine) -> PyResult {
        room(n, vm)?;
        let mut pcg = self.pcg.borrow_mut();
        let drawn = (0..n).map(|_| pcg.exponential(&self.exponential));
        Ok(array(drawn.collect(), vm))
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
        let mut pcg = self.pcg.borrow_mut();
        let drawn: Vec<i64> = match bits {
            1 | 8 => pcg.small(range, bits, n),
            _ => (0..n).map(|_| pcg.up_to(range) as i64).collect(),
        };
        let moved = drawn.into_iter().map(|x| x.wrapping_add(low));
        Ok(array(moved.collect(), vm))
    }

    /// The order of `n` things after a shuffle.
    #[pymethod]
    fn order(&self, n: usize, vm: &VirtualMachine) -> PyResult {
        room(n, vm)?;
        let mut pcg = self.pcg.borrow_mut();
        let mut order: Vec<i64> = (0..n as i64).collect();
        for i in (1..n).rev() {
            order.swap(i, pcg.masked(i as u64) as usize);
        }
        Ok(array(order, vm))
    }

    /// The last `count` of `n` things, shuffled as far as that takes.
    #[pymethod]
    fn tail(&self, n: usize, count: usize, vm: &VirtualMachine) -> PyResult {
        room(n, vm)?;
        let mut pcg = self.pcg.borrow_mut();
        let mut order: Vec<i64> = (0..n as i64).collect();
        for i in ((n - count).max(1)..n).rev() {
            order.swap(i, pcg.up_to(i as u64) as usize);
        }
        Ok(array(order.split_off(n - count), vm))
    }

    /// `count` of `n` things, each at most once, by Floyd's way.
    #[pymethod]
    fn sample(
        &self,
        n: usize,
        count: usize,
        shuffled: bool,
        vm: &VirtualMachine,
    ) -> PyResult {
        room(count, vm)?;
        let mut pcg = self.pcg.borrow_mut();
        let mut taken = std::collections::HashSet::new();
        let mut found = Vec::with_capacity(count);
        for i in n - count..n {
            let drawn = pcg.up_to(i as u64);
            let one = if taken.contains(&drawn) { i as u64 } else { drawn };
            taken.insert(one);
            found.push(one as i64);
        }
        if shuffled {
            for i in (1..count).rev() {
                found.swap(i, pcg.up_to(i as u64) as usize);
            }
        }
        Ok(array(found, vm))
    }
}

/// `Pcg64(words)`: the words of a seed.
impl Constructor for PyPcg {
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
        Ok(PyPcg {
            pcg: RefCell::new(Pcg::new(&words)),
            normal: Layers::new(&NORMAL, 52, |x| (-0.5 * x * x).exp()),
            exponential: Layers::new(&EXPONENTIAL, 53, |x| (-x).exp()),
        })
    }
}

pub fn add_to(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    module.set_attr("Pcg64", PyPcg::make_static_type(), vm)
}
