/*!
What makes every number of a plane a weighted sum of numbers of another one.

Average pools, resized images, reflected borders, `unfold`: all are one
sparse matrix, and the derivative is that matrix, transposed. So it is here
once, and has derivatives of every order.
*/

use std::rc::Rc;

use ndarray::LinalgScalar;

use crate::autograd::{Names, Tensor, backward1, record};
use crate::tensor::{DType, Element, Result, Size, Strided, check_allocation};

/// A sparse matrix, row by row.
#[derive(Debug)]
pub(super) struct Map {
    inputs: usize,
    /// Where each row begins, and where the last one ends.
    starts: Vec<usize>,
    /// Which numbers a row adds, and how often; without weights, once.
    from: Vec<usize>,
    weights: Vec<f64>,
    /// What each sum is divided by; without divisors, by 1.
    divisors: Vec<f64>,
}

impl Map {
    /// Sums over nothing yet, of so many numbers.
    pub fn new(inputs: usize) -> Map {
        Map {
            inputs,
            starts: vec![0],
            from: Vec::new(),
            weights: Vec::new(),
            divisors: Vec::new(),
        }
    }

    /// One more sum.
    pub fn sum(&mut self, from: impl IntoIterator<Item = usize>) {
        self.from.extend(from);
        self.starts.push(self.from.len());
    }

    /// One more sum of multiples.
    pub fn weighted(&mut self, from: impl IntoIterator<Item = (usize, f64)>) {
        for (from, weight) in from {
            self.from.push(from);
            self.weights.push(weight);
        }
        self.starts.push(self.from.len());
    }

    /// One more mean: a sum over a divisor.
    pub fn mean(
        &mut self,
        from: impl IntoIterator<Item = usize>,
        divisor: f64,
    ) {
        self.sum(from);
        self.divisors.push(divisor);
    }

    fn outputs(&self) -> usize {
        self.starts.len() - 1
    }

    /// Of `outer` planes with `inner` numbers in every place.
    fn apply<T: Element + LinalgScalar>(
        &self,
        x: &[T],
        (outer, inner): (usize, usize),
        transposed: bool,
    ) -> Vec<T> {
        let (rows, columns) = (self.outputs() * inner, self.inputs * inner);
        let (from, to) =
            if transposed { (rows, columns) } else { (columns, rows) };
        let mut out = vec![T::zero(); outer * to];
        for plane in 0..outer {
            let x = &x[plane * from..][..from];
            let out = &mut out[plane * to..][..to];
            for row in 0..self.outputs() {
                let divisor = self.divisors.get(row).copied();
                let divisor = divisor.map_or(T::one(), T::from_f64);
                let row_at = row * inner;
                for nr in self.starts[row]..self.starts[row + 1] {
                    let at = self.from[nr] * inner;
                    let weight = self.weights.get(nr).copied();
                    let weight = weight.map_or(T::one(), T::from_f64);
                    for i in 0..inner {
                        if transposed {
                            let part = x[row_at + i] / divisor * weight;
                            out[at + i] = out[at + i] + part;
                        } else {
                            let part = x[at + i] * weight;
                            out[row_at + i] = out[row_at + i] + part;
                        }
                    }
                }
                if !transposed && !self.divisors.is_empty() {
                    for y in &mut out[row_at..row_at + inner] {
                        *y = *y / divisor;
                    }
                }
            }
        }
        out
    }
}

/// One map after the other. Each sees the dimensions before it as planes
/// beside each other, those behind it as numbers in one place.
#[derive(Debug)]
pub(super) struct Maps {
    /// A map, how many numbers lie in front of it, and in each place.
    pub steps: Vec<(Map, usize, usize)>,
    pub from: Size,
    pub to: Size,
}

impl Maps {
    /// One map, of all dimensions behind the first `planes` numbers.
    pub fn one(map: Map, planes: usize, from: Size, to: Size) -> Maps {
        Maps { steps: vec![(map, planes, 1)], from, to }
    }

    /// A map for each of the last dimensions, the last one first.
    pub fn each_dim(maps: Vec<Map>, from: Size) -> Maps {
        let first = from.len() - maps.len();
        let mut size = from.clone();
        let mut steps = Vec::new();
        for (nr, map) in maps.into_iter().enumerate().rev() {
            let dim = first + nr;
            let outer = size[..dim].iter().product();
            let inner = size[dim + 1..].iter().product();
            size[dim] = map.outputs();
            steps.push((map, outer, inner));
        }
        Maps { steps, from, to: size }
    }

    /// What they make of `x`.
    ///
    /// # Errors
    /// `RuntimeError` if memory does not hold it.
    pub fn apply(self, names: &'static Names, x: &Tensor) -> Result<Tensor> {
        apply(&Rc::new(self), names, x, false)
    }

    /// What they make of `x`, transposed: from `to` to `from`.
    ///
    /// # Errors
    /// As [`apply`](Maps::apply).
    pub fn apply_transposed(
        self,
        names: &'static Names,
        x: &Tensor,
    ) -> Result<Tensor> {
        apply(&Rc::new(self), names, x, true)
    }

    fn run<T: Element + LinalgScalar>(
        &self,
        mut x: Vec<T>,
        transposed: bool,
    ) -> Vec<T> {
        let step = |x: &mut Vec<T>, (map, outer, inner): &(Map, _, _)| {
            *x = map.apply(x, (*outer, *inner), transposed);
        };
        match transposed {
            false => self.steps.iter().for_each(|s| step(&mut x, s)),
            true => self.steps.iter().rev().for_each(|s| step(&mut x, s)),
        }
        x
    }
}

fn apply(
    maps: &Rc<Maps>,
    names: &'static Names,
    x: &Tensor,
    transposed: bool,
) -> Result<Tensor> {
    let to = if transposed { &maps.from } else { &maps.to };
    check_allocation(to, x.dtype().itemsize())?;
    let y = match x.dtype() {
        DType::Float32 => {
            let y = maps.run(x.to_vec::<f32>()?, transposed);
            Strided::new(y, to.clone())
        }
        dtype => {
            let x = x.strided().to_dtype(DType::Float64)?;
            let y = maps.run(x.to_vec::<f64>()?, transposed);
            Strided::new(y, to.clone()).to_dtype(dtype)?
        }
    };
    Ok(record(names, &[x], y, |_| {
        let maps = Rc::clone(maps);
        backward1(move |grad, _| apply(&maps, names, grad, !transposed))
    }))
}
