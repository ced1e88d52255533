/*!
Variance, products and running sums, in PyTorch's order.

As in [`sum`](super::sum), layouts are strided, results are in row order, and
the bits are those of PyTorch 2.15 on one thread.
*/

use std::ops::Mul;

use ndarray::NdFloat;

use super::sum::{Lanes, Loop, Real, Sum, each_plane, mean_strided, plan};

/// The variance over `dims` of a strided layout: the squared distances from
/// the mean, over their number less `correction` (1 for an estimate from a
/// sample). With a divisor of 0 or less it is infinite, or NaN if there is
/// no distance.
///
/// `standard` asks for the standard deviation, its square root.
///
/// Everything is computed in `float64`. A single result takes two passes,
/// the mean of the first being rounded to the type's precision; several
/// results take one pass by Welford's method.
///
/// # Panics
///
/// As [`sum_strided`](super::sum::sum_strided).
pub fn var_strided<T: Real + Sum>(
    data: &[T],
    shape: &[usize],
    strides: &[usize],
    dims: &[usize],
    correction: f64,
    standard: bool,
) -> Vec<T> {
    let (loops, size) = plan(shape, strides, dims);
    let n: usize = dims.iter().map(|&d| shape[d]).product();
    let divisor = (n as f64 - correction).max(0.0);
    let squares = if size == 1 {
        let all: Vec<usize> = (0..shape.len()).collect();
        let (loops, _) = plan(shape, strides, &all);
        let mean = mean_strided(data, shape, strides, &all)[0].to_f64();
        let mut squares = 0.0;
        each_plane(&loops, |inner, outer, from, _| {
            let mut plane = 0.0;
            for j in 0..outer.size {
                for i in 0..inner.size {
                    let at = from + i * inner.from + j * outer.from;
                    let distance = data[at].to_f64() - mean;
                    plane += distance * distance;
                }
            }
            squares += plane;
        });
        vec![squares]
    } else {
        let mut welford = vec![Welford::default(); size];
        each_row(&loops, |row, from, to| {
            for i in 0..row.size {
                welford[to + i * row.to]
                    .add(data[from + i * row.from].to_f64());
            }
        });
        welford.into_iter().map(|w| w.squares).collect()
    };
    let finish = |squares: f64| {
        let var = squares / divisor;
        T::from_f64(if standard { var.sqrt() } else { var })
    };
    squares.into_iter().map(finish).collect()
}

/// As [`var_strided`], and the means: both in one pass by Welford's method,
/// also of a single result.
///
/// # Panics
///
/// As [`var_strided`].
pub fn var_mean_strided<T: Real + Sum>(
    data: &[T],
    shape: &[usize],
    strides: &[usize],
    dims: &[usize],
    correction: f64,
    standard: bool,
) -> (Vec<T>, Vec<T>) {
    let (loops, size) = plan(shape, strides, dims);
    let n: usize = dims.iter().map(|&d| shape[d]).product();
    let divisor = (n as f64 - correction).max(0.0);
    let mut welford = vec![Welford::default(); size];
    each_row(&loops, |row, from, to| {
        for i in 0..row.size {
            welford[to + i * row.to].add(data[from + i * row.from].to_f64());
        }
    });
    let finish = |w: &Welford| {
        let var = w.squares / divisor;
        T::from_f64(if standard { var.sqrt() } else { var })
    };
    let mean =
        |w: &Welford| T::from_f64(if n == 0 { f64::NAN } else { w.mean });
    let vars = welford.iter().map(finish).collect();
    (vars, welford.iter().map(mean).collect())
}

/// The squared distances from the mean, of the numbers seen so far.
#[derive(Clone, Copy, Default)]
struct Welford {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Welford {
    fn add(&mut self, x: f64) {
        let before = x - self.mean;
        self.count += 1.0;
        self.mean += before / self.count;
        self.squares += before * (x - self.mean);
    }
}

/// The mean of a row and its variance, as PyTorch's layer norm takes them:
/// by Welford's method in lanes, 16 numbers of each at a time, which are then
/// joined in pairs; then what is left over; then lane after lane. A product
/// is rounded together with the sum that it goes into where PyTorch's
/// compiler makes them one.
pub fn row_moments<T: Real + NdFloat>(row: &[T]) -> (T, T) {
    let count = T::Lanes::COUNT;
    let (blocks, rest) = row.split_at(row.len() / count * count);
    let chunks = blocks.chunks(16 * count);
    let depth = chunks.len().next_power_of_two().ilog2() as usize;
    let mut levels = vec![[Moments::none(); 8]; depth.max(1)];
    for (nr, chunk) in chunks.enumerate() {
        let mut lanes = [Moments::none(); 8];
        for vector in chunk.chunks_exact(count) {
            for (lane, &x) in lanes.iter_mut().zip(vector) {
                lane.add_fused(x);
            }
        }
        join(&mut levels[0], &lanes);
        let full = (nr + 1).trailing_zeros() as usize;
        for level in 1..depth.min(full + 1) {
            let lower = std::mem::replace(
                &mut levels[level - 1],
                [Moments::none(); 8],
            );
            join(&mut levels[level], &lower);
        }
    }
    let (first, others) = levels.split_at_mut(1);
    others.iter().for_each(|level| join(&mut first[0], level));
    let mut all = Moments::none();
    rest.iter().for_each(|&x| all.add(x));
    first[0][..count].iter().for_each(|lane| all.join_single(lane));
    (all.mean, all.squares / T::from_f64(row.len() as f64))
}

fn join<T: Real + NdFloat>(to: &mut [Moments<T>], from: &[Moments<T>]) {
    to.iter_mut().zip(from).for_each(|(to, from)| to.join(from));
}

/// [`Welford`] in the precision of the numbers.
#[derive(Clone, Copy)]
struct Moments<T> {
    count: usize,
    mean: T,
    squares: T,
}

impl<T: Real + NdFloat> Moments<T> {
    fn none() -> Moments<T> {
        let zero = T::from_f64(0.0);
        Moments { count: 0, mean: zero, squares: zero }
    }

    fn add(&mut self, x: T) {
        self.count += 1;
        let before = x - self.mean;
        self.mean += before / T::from_f64(self.count as f64);
        self.squares += before * (x - self.mean);
    }

    fn add_fused(&mut self, x: T) {
        self.count += 1;
        let part = T::from_f64(1.0) / T::from_f64(self.count as f64);
        let before = x - self.mean;
        self.mean = before.mul_add(part, self.mean);
        self.squares = before.mul_add(x - self.mean, self.squares);
    }

    /// All numbers of both: how many, which part of them the other's are,
    /// and how far apart the means.
    fn both(&self, other: &Moments<T>) -> (usize, T, T) {
        let number = |n: usize| T::from_f64(n as f64);
        let count = self.count + other.count;
        let part = number(other.count) / number(count.max(1));
        (count, part, other.mean - self.mean)
    }

    fn join(&mut self, other: &Moments<T>) {
        let (count, part, apart) = self.both(other);
        self.mean += part * apart;
        let factor = part * T::from_f64(self.count as f64);
        let squares = self.squares + other.squares;
        self.squares = (apart * apart).mul_add(factor, squares);
        self.count = count;
    }

    /// The same, as its compiler makes it of single numbers.
    fn join_single(&mut self, other: &Moments<T>) {
        let (count, part, apart) = self.both(other);
        self.mean = part.mul_add(apart, self.mean);
        let own = T::from_f64(self.count as f64);
        let between = apart * apart * part;
        self.squares += between.mul_add(own, other.squares);
        self.count = count;
    }
}

/// Calls `body` with the innermost loop for every turn of the others, and
/// where it starts in the input and in the output.
fn each_row(loops: &[Loop], mut body: impl FnMut(Loop, usize, usize)) {
    each_plane(loops, |inner, outer, from, to| {
        for j in 0..outer.size {
            body(inner, from + j * outer.from, to + j * outer.to);
        }
    });
}

/// The product over `dims` of a strided layout; products of nothing are 1.
///
/// Neighbours in memory are multiplied in lanes, four of them at a time,
/// everything else one after the other.
///
/// # Panics
///
/// As [`sum_strided`](super::sum::sum_strided).
pub fn prod_strided<T: Real + Mul<Output = T>>(
    data: &[T],
    shape: &[usize],
    strides: &[usize],
    dims: &[usize],
) -> Vec<T> {
    let (loops, size) = plan(shape, strides, dims);
    let mut out = vec![T::from_f64(1.0); size];
    each_row(&loops, |row, from, to| {
        let at = |i: usize| data[from + i * row.from];
        if row.from == 1 && row.to == 0 {
            out[to] = prod_row(out[to], &data[from..][..row.size]);
        } else {
            for i in 0..row.size {
                let place = &mut out[to + i * row.to];
                *place = *place * at(i);
            }
        }
    });
    out
}

/// `start` times the product of neighbours in memory.
fn prod_row<T: Real + Mul<Output = T>>(start: T, row: &[T]) -> T {
    let count = T::Lanes::COUNT;
    let (blocks, rest) = row.split_at(row.len() / (4 * count) * (4 * count));
    let one = T::from_f64(1.0);
    let mut product = start;
    if !blocks.is_empty() {
        let mut lanes = [[one; 4]; 8];
        let lanes = &mut lanes[..count];
        for block in blocks.chunks_exact(4 * count) {
            for (k, vector) in block.chunks_exact(count).enumerate() {
                for (lane, &x) in lanes.iter_mut().zip(vector) {
                    lane[k] = lane[k] * x;
                }
            }
        }
        let joined = lanes.iter().map(|[a, b, c, d]| (*a * *b) * (*c * *d));
        product = product * joined.reduce(T::mul).expect("some lanes");
    }
    rest.iter().fold(product, |product, &x| product * x)
}

/// Running sums along a row, each rounded from a `float64` total.
///
/// ```
/// use torchbook::tensor::moments::cumsum;
///
/// let mut row = [1e8_f32, 1.0, -1e8];
/// cumsum(&mut row);
/// assert_eq!(row, [1e8, 1e8, 1.0]);
/// ```
pub fn cumsum<'a, T: Real + 'a>(row: impl IntoIterator<Item = &'a mut T>) {
    let mut total = 0.0;
    for x in row {
        total += x.to_f64();
        *x = T::from_f64(total);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn var(data: &[f32], correction: f64) -> f32 {
        var_strided(data, &[data.len()], &[1], &[0], correction, false)[0]
    }

    #[test]
    fn variances_without_enough_numbers() {
        assert!(var(&[], 1.0).is_nan());
        assert!(var(&[1.0], 1.0).is_nan());
        assert_eq!(var(&[1.0], 0.0), 0.0);
        assert_eq!(var(&[1.0, 2.0], 2.0), f32::INFINITY);
        assert_eq!(var(&[1.0, 2.0], 5.0), f32::INFINITY);
        assert!(var(&[1.0, 1.0], 2.0).is_nan());
        let none = var_strided::<f32>(&[], &[0, 3], &[3, 1], &[0], 1.0, true);
        assert_eq!(none.len(), 3);
        for shape in [[0, 2, 3], [2, 0, 3], [2, 3, 0]] {
            let all = [0, 1, 2];
            let none =
                var_strided::<f64>(&[], &shape, &[90, 9, 2], &all, 1., true);
            assert!(none[0].is_nan());
        }
        assert!(none.iter().all(|x| x.is_nan()));
        let each = [1.0, 2.0];
        let each = var_strided::<f32>(&each, &[2, 1], &[1, 1], &[1], 1., true);
        assert!(each.iter().all(|x| x.is_nan()));
        assert!(
            var_strided::<f32>(&[], &[3, 0], &[1, 1], &[0], 1., true)
                .is_empty()
        );
    }

    #[test]
    fn values_that_are_not_finite_or_nearly_not() {
        assert!(var(&[f32::NAN, 1.0], 1.0).is_nan());
        assert!(var(&[f32::INFINITY, 1.0], 1.0).is_nan());
        assert_eq!(var(&[3e38, -3e38], 1.0), f32::INFINITY);
        // The mean is a float32, and too large for one.
        assert_eq!(var(&[3e38, 3e38], 1.0), f32::INFINITY);
    }

    #[test]
    fn products_of_nothing_and_of_minus_nothing() {
        assert_eq!(prod_strided::<f32>(&[], &[0], &[1], &[0]), [1.0]);
        assert_eq!(prod_strided::<f32>(&[], &[3, 0], &[1, 1], &[0]), [0.0; 0]);
        let zero = prod_strided(&[-0.0_f32], &[1], &[1], &[0])[0];
        assert!(zero.is_sign_negative());
    }
}
