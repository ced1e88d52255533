//! Coins.

use super::uniform::unit_f32;
use super::{Generator, RangeError};

impl Generator {
    /// Fills `out` with 1 where a coin with probability `p` of showing 1
    /// does so, as
    /// [`bernoulli_(p)`](https://pytorch.org/docs/stable/generated/torch.Tensor.bernoulli_.html)
    /// and dropout do; two words each, for every dtype.
    ///
    /// Builds of PyTorch that use MKL on a processor they recognise as
    /// Intel's draw a single word instead, take it modulo 2³¹ - 1 (1 if that
    /// is 0) as the first number of L'Ecuyer's generator `x ← 1132489760 x
    /// mod (2³¹ - 1)`, and give 1 where `x / (2³¹ - 1) < p`. Seen in 1.1.0
    /// on an Intel Xeon, where 2.15 took the way of this function.
    ///
    /// # Errors
    ///
    /// `bernoulli_ expects p to be in [0, 1], but got p=1.5`, also when
    /// `out` is empty; in 1.1.0 too.
    pub fn bernoulli_scalar<T: From<bool>>(
        &mut self,
        out: &mut [T],
        p: f64,
    ) -> Result<(), RangeError> {
        if !is_probability(p) {
            return Err(RangeError::Bernoulli { p });
        }
        for x in out {
            *x = T::from(self.next_unit() < p);
        }
        Ok(())
    }

    /// Fills `out` with coins whose probabilities are `float32` numbers of
    /// their own, as
    /// [`bernoulli`](https://pytorch.org/docs/stable/generated/torch.bernoulli.html)
    /// does; one word each, whatever the dtype of `out`.
    ///
    /// # Errors
    ///
    /// At the first element of `p` that is no probability, those before it
    /// being drawn: `Expected p_in >= 0 && p_in <= 1 to be true, but got
    /// false.  (Could this error message be improved?  If so, please report
    /// an enhancement request to PyTorch.)`; in 1.1.0 `invalid argument 1:
    /// must be >= 0 and <= 1 at /pytorch/aten/src/TH/THRandom.cpp:320`.
    ///
    /// # Panics
    ///
    /// When the lengths differ.
    pub fn bernoulli_f32<T: From<bool>>(
        &mut self,
        out: &mut [T],
        p: &[f32],
    ) -> Result<(), RangeError> {
        assert_eq!(out.len(), p.len(), "one probability per coin");
        for (x, &p) in out.iter_mut().zip(p) {
            if !is_probability(f64::from(p)) {
                return Err(RangeError::BernoulliTensor);
            }
            *x = T::from(unit_f32(self.random()) < p);
        }
        Ok(())
    }

    /// Fills `out` with coins whose probabilities are `float64` numbers of
    /// their own, two words each; see
    /// [`bernoulli_f32`](Generator::bernoulli_f32).
    ///
    /// # Errors
    ///
    /// Those of `bernoulli_f32`.
    ///
    /// # Panics
    ///
    /// When the lengths differ.
    pub fn bernoulli_f64<T: From<bool>>(
        &mut self,
        out: &mut [T],
        p: &[f64],
    ) -> Result<(), RangeError> {
        assert_eq!(out.len(), p.len(), "one probability per coin");
        for (x, &p) in out.iter_mut().zip(p) {
            if !is_probability(p) {
                return Err(RangeError::BernoulliTensor);
            }
            *x = T::from(self.next_unit() < p);
        }
        Ok(())
    }
}

fn is_probability(p: f64) -> bool {
    (0.0..=1.0).contains(&p)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_that_are_none() {
        let mut g = Generator::new(0);
        for (p, text) in [(1.5, "1.5"), (-0.1, "-0.1"), (f64::NAN, "nan")] {
            let mut none: [bool; 0] = [];
            assert_eq!(
                g.bernoulli_scalar(&mut none, p).unwrap_err().to_string(),
                format!(
                    "bernoulli_ expects p to be in [0, 1], but got p={text}"
                )
            );
        }
        assert_eq!(g.random(), Generator::new(0).random());
    }

    /// Two coins are thrown before the third probability is seen.
    #[test]
    fn coins_before_a_bad_probability_are_drawn() {
        let mut out = [0_u8; 4];
        let mut g = Generator::new(3);
        let error = g.bernoulli_f32(&mut out, &[0.5, 0.5, 1.5, 0.5]);
        assert_eq!(error, Err(RangeError::BernoulliTensor));
        let mut other = Generator::new(3);
        other.random64();
        assert_eq!(g.random(), other.random());
        let error = g.bernoulli_f64(&mut out[..1], &[f64::NAN]);
        assert!(
            error.unwrap_err().to_string().starts_with("Expected p_in >= 0")
        );
    }

    /// A number equal to the probability is not below it.
    #[test]
    fn a_coin_on_its_edge_shows_0() {
        let mut p = [0.0_f32; 20];
        let mut out = [true; 20];
        let mut g = Generator::new(0);
        g.clone().uniform_f32(&mut p, 0.0, 1.0).unwrap();
        g.clone().bernoulli_f32(&mut out, &p).unwrap();
        assert_eq!(out, [false; 20]);
        let p = [g.clone().next_unit()];
        let mut out = [true];
        g.clone().bernoulli_f64(&mut out, &p).unwrap();
        assert_eq!(out, [false]);
        let mut out = [true];
        g.bernoulli_scalar(&mut out, p[0]).unwrap();
        assert_eq!(out, [false]);
    }
}
