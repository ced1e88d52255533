//! Integers and permutations.

use super::{Generator, RangeError};

/// From this range on, `randint` takes two words per number: the remainder
/// of a single one would favour small numbers too visibly.
const WIDE: u64 = 1 << 28;
/// From this length on, the same holds for `randperm`.
const LONG: usize = (u32::MAX / 20) as usize;

/// An element type that [`Generator::random_`] can fill without bounds.
pub trait FullRange: Sized {
    /// The next number: from 0 to the greatest integer up to which the type
    /// knows every one.
    fn draw(g: &mut Generator) -> Self;
}

impl FullRange for f32 {
    fn draw(g: &mut Generator) -> f32 {
        (g.random() % ((1 << 24) + 1)) as f32
    }
}

impl FullRange for f64 {
    fn draw(g: &mut Generator) -> f64 {
        (g.random64() % ((1 << 53) + 1)) as f64
    }
}

impl FullRange for i64 {
    fn draw(g: &mut Generator) -> i64 {
        (g.random64() & i64::MAX as u64) as i64
    }
}

impl FullRange for i32 {
    fn draw(g: &mut Generator) -> i32 {
        (g.random() & i32::MAX as u32) as i32
    }
}

impl FullRange for u8 {
    fn draw(g: &mut Generator) -> u8 {
        g.random() as u8
    }
}

impl FullRange for bool {
    fn draw(g: &mut Generator) -> bool {
        g.random() & 1 == 1
    }
}

impl Generator {
    /// Fills `out` as
    /// [`random_()`](https://pytorch.org/docs/stable/generated/torch.Tensor.random_.html)
    /// does without bounds: 0 to 2²⁴ for `float32`, to 2⁵³ for `float64`,
    /// else to the type's greatest value.
    pub fn random_<T: FullRange>(&mut self, out: &mut [T]) {
        for x in out {
            *x = T::draw(self);
        }
    }

    /// Fills `out` with integers in [`from`, `to`), as
    /// [`randint`](https://pytorch.org/docs/stable/generated/torch.randint.html)
    /// and `random_(from, to)` do for every dtype.
    ///
    /// # Errors
    ///
    /// `random_ expects 'from' to be less than 'to', but got from=5 >=
    /// to=5`, also when `out` is empty; in 1.1.0 `invalid argument 2: max
    /// must be greater than min, but got: min = 5, max = 5 at
    /// /pytorch/aten/src/TH/generic/THTensorRandom.cpp:42`. See also
    /// [`check_integer_bounds`].
    pub fn randint(
        &mut self,
        out: &mut [i64],
        from: i64,
        to: i64,
    ) -> Result<(), RangeError> {
        if from >= to {
            return Err(RangeError::Random { from, to });
        }
        self.randint_to(out, from, to - 1);
        Ok(())
    }

    /// Fills `out` with integers from `from` to `last`, both included: what
    /// `random_(from, None)` does with the greatest value of a dtype (2²⁴
    /// for `float32`, 2⁵³ for `float64`) as `last`.
    ///
    /// Expects `from <= last`.
    pub fn randint_to(&mut self, out: &mut [i64], from: i64, last: i64) {
        // 0 stands for 2⁶⁴: all words are numbers, as they are.
        let range = (last.wrapping_sub(from) as u64).wrapping_add(1);
        for x in out {
            *x = match range {
                0 => self.random64() as i64,
                1..WIDE => from + i64::from(self.random() % range as u32),
                _ => from.wrapping_add((self.random64() % range) as i64),
            };
        }
    }

    /// The integers from 0 to `n - 1` in random order, as
    /// [`randperm`](https://pytorch.org/docs/stable/generated/torch.randperm.html)
    /// gives them for every dtype.
    ///
    /// Fisher and Yates' shuffle: each place from the first on swaps with
    /// one of those not yet visited. From 214 748 364 elements on it is the
    /// "inside-out" one, with two words for each place.
    ///
    /// # Errors
    ///
    /// `Trying to create tensor with negative dimension -1: [-1]`, in 1.1.0
    /// too.
    pub fn randperm(&mut self, n: i64) -> Result<Vec<i64>, RangeError> {
        if n < 0 {
            return Err(RangeError::Randperm { n });
        }
        let mut order: Vec<i64> = (0..n).collect();
        let n = order.len();
        if n < LONG {
            for i in 0..n.saturating_sub(1) {
                let further = self.random() as usize % (n - i);
                order.swap(i, i + further);
            }
        } else {
            for i in 0..n {
                let place = (self.random64() % (i as u64 + 1)) as usize;
                order.swap(i, place);
            }
        }
        Ok(order)
    }
}

/// Refuses bounds of `random_(from, to)` that an integer dtype cannot hold:
/// its values go from `min` to `max`, and `scalar` is C++'s name of its
/// elements (`unsigned char`, `int`, `bool`).
///
/// # Errors
///
/// Those of [`Generator::randint`], and then `from is out of bounds for int`
/// or `to - 1 is out of bounds for int`. PyTorch 1.1.0 wrapped around.
pub fn check_integer_bounds(
    from: i64,
    to: i64,
    min: i64,
    max: i64,
    scalar: &'static str,
) -> Result<(), RangeError> {
    if from >= to {
        return Err(RangeError::Random { from, to });
    }
    for (bound, value) in [("from", from), ("to - 1", to - 1)] {
        if !(min..=max).contains(&value) {
            return Err(RangeError::OutOfBounds { bound, scalar });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_are_none() {
        let mut g = Generator::new(0);
        assert_eq!(
            g.randint(&mut [], 5, 2).unwrap_err().to_string(),
            "random_ expects 'from' to be less than 'to', but got from=5 >= \
             to=2"
        );
        assert_eq!(
            g.randperm(-1).unwrap_err().to_string(),
            "Trying to create tensor with negative dimension -1: [-1]"
        );
        let byte = |from, to| {
            check_integer_bounds(from, to, 0, 255, "unsigned char")
                .map_err(|error| error.to_string())
        };
        let refused =
            |bound| Err(format!("{bound} is out of bounds for unsigned char"));
        assert_eq!(byte(0, 256), Ok(()));
        assert_eq!(byte(0, 300), refused("to - 1"));
        assert_eq!(byte(-1, 300), refused("from"));
        assert!(byte(300, 200).unwrap_err().contains("less than"));
    }

    #[test]
    fn permutations_of_nothing_and_of_one_draw_nothing() {
        let mut g = Generator::new(0);
        assert!(g.randperm(0).unwrap().is_empty());
        assert_eq!(g.randperm(1).unwrap(), [0]);
        assert_eq!(g.random(), Generator::new(0).random());
    }
}
