//! Dot products.

use crate::machine::{Step, Work};
use crate::number::Number;

/// The dot product of two vectors.
pub struct Dot<'a> {
    pub a: &'a [f32],
    pub b: &'a [f32],
    pub out: &'a mut f32,
}

impl Work<f32> for Dot<'_> {
    #[inline(always)]
    fn run<
        S: Step<f32>,
        const ROWS: usize,
        const FEW: usize,
        const LANES: usize,
    >(
        self,
    ) {
        *self.out = in_lanes::<f32, S, 16>(self.a, self.b);
    }
}

/// Adds products in a register of lanes: element `i` goes to lane `i` modulo
/// their number. Long runs keep four registers busy, then two, then one; in
/// the end halves are added until one number is left.
#[inline(always)]
pub fn in_lanes<T: Number, S: Step<T>, const LANES: usize>(
    mut a: &[T],
    mut b: &[T],
) -> T {
    let add = T::plus;
    let mut sums = [[T::default(); LANES]; 4];
    for registers in [4, 2, 1] {
        while a.len() >= registers * LANES || registers == 1 && !a.is_empty() {
            let n = a.len().min(registers * LANES);
            let (x, y);
            ((x, a), (y, b)) = (a.split_at(n), b.split_at(n));
            let pairs = x.iter().zip(y);
            for (sum, (&x, &y)) in
                sums.as_flattened_mut().iter_mut().zip(pairs)
            {
                *sum = S::step(x, y, *sum);
            }
        }
    }
    let [first, second, third, fourth] = sums;
    let mut sums: [T; LANES] = std::array::from_fn(|i| {
        add(add(first[i], second[i]), add(third[i], fourth[i]))
    });
    let mut lanes = LANES;
    // Halves, down to four lanes; those are neighbours.
    while lanes > 4 {
        lanes /= 2;
        for i in 0..lanes {
            sums[i] = add(sums[i], sums[i + lanes]);
        }
    }
    add(add(sums[0], sums[1]), add(sums[2], sums[3]))
}
