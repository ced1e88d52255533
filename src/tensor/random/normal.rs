//! Normal numbers, by Box and Muller's transform, in two ways that give
//! different numbers.

use std::f64::consts::PI;

use super::polynomial;
use super::{Generator, RangeError};
use torchbook_kernels::fused::fused;

/// The numbers of the vectorised way come in blocks of this many, and fewer
/// than this many are drawn one by one.
const BLOCK: usize = 16;
/// Half of them become radii and then cosines, half angles and then sines.
const LANES: usize = BLOCK / 2;

impl Generator {
    /// Fills `out` with normal `float32` numbers, as
    /// [`normal_`](https://pytorch.org/docs/stable/generated/torch.Tensor.normal_.html)
    /// does; `randn` is the case 0, 1.
    ///
    /// Fewer than 16 numbers, or numbers for a tensor that is not
    /// `contiguous`, are drawn one by one: computed in `float64`, two from
    /// each pair of uniforms, the second of which is kept for the next call.
    /// Otherwise blocks of 16 uniforms become blocks of 16 normals in
    /// `float32`; if the last block is not full, the last 16 numbers are
    /// drawn afresh. So the same seed gives other numbers from 16 elements
    /// on.
    ///
    /// # Errors
    ///
    /// `normal expects std >= 0.0, but found std -1`, also when `out` is
    /// empty and when `std` is NaN; in 1.1.0 `invalid argument 2: standard
    /// deviation must be strictly positive at
    /// /pytorch/aten/src/TH/THRandom.cpp:269`, though 0 was fine and an
    /// empty tensor never failed.
    pub fn normal_f32(
        &mut self,
        out: &mut [f32],
        mean: f64,
        std: f64,
        contiguous: bool,
    ) -> Result<(), RangeError> {
        check(std)?;
        if out.len() < BLOCK || !contiguous {
            for x in out {
                *x = self.next_normal(mean, std) as f32;
            }
            return Ok(());
        }
        self.fill_unit_f32(out);
        let (mean, std) = (mean as f32, std as f32);
        let (blocks, rest) = out.as_chunks_mut();
        for block in blocks {
            transform_f32(block, mean, std);
        }
        if !rest.is_empty() {
            let last = out.last_chunk_mut().expect("at least one block");
            self.fill_unit_f32(last);
            transform_f32(last, mean, std);
        }
        Ok(())
    }

    /// Fills `out` with normal `float64` numbers; see
    /// [`normal_f32`](Generator::normal_f32).
    ///
    /// # Errors
    ///
    /// Those of `normal_f32`.
    pub fn normal_f64(
        &mut self,
        out: &mut [f64],
        mean: f64,
        std: f64,
        contiguous: bool,
    ) -> Result<(), RangeError> {
        check(std)?;
        if out.len() < BLOCK || !contiguous {
            for x in out {
                *x = self.next_normal(mean, std);
            }
            return Ok(());
        }
        for x in out.iter_mut() {
            *x = self.next_unit();
        }
        let (blocks, rest) = out.as_chunks_mut();
        for block in blocks {
            transform_f64(block, mean, std);
        }
        if !rest.is_empty() {
            let last = out.last_chunk_mut().expect("at least one block");
            for x in last.iter_mut() {
                *x = self.next_unit();
            }
            transform_f64(last, mean, std);
        }
        Ok(())
    }

    /// The next normal number of the one-by-one way.
    pub(super) fn next_normal(&mut self, mean: f64, std: f64) -> f64 {
        let normal = self.spare_normal.take().unwrap_or_else(|| {
            let turn = self.next_unit();
            let unit = self.next_unit();
            let radius = (-2.0 * (-unit).ln_1p()).sqrt();
            let (sin, cos) = (2.0 * PI * turn).sin_cos();
            self.spare_normal = Some(radius * sin);
            radius * cos
        });
        normal.mul_add(std, mean)
    }
}

fn check(std: f64) -> Result<(), RangeError> {
    // Not `std < 0.0`: NaN is refused as well.
    if std >= 0.0 { Ok(()) } else { Err(RangeError::Normal { std }) }
}

fn transform_f32(block: &mut [f32; BLOCK], mean: f32, std: f32) {
    let (first, second) = block.split_at_mut(LANES);
    for (x, y) in first.iter_mut().zip(second) {
        let radius = (-2.0 * polynomial::log(1.0 - *x)).sqrt();
        let angle = 2.0 * std::f32::consts::PI * *y;
        let (sin, cos) = polynomial::sin_cos(angle);
        *x = fused(radius * cos, std, mean);
        *y = fused(radius * sin, std, mean);
    }
}

fn transform_f64(block: &mut [f64; BLOCK], mean: f64, std: f64) {
    for j in 0..LANES {
        let radius = (-2.0 * (1.0 - block[j]).ln()).sqrt();
        let (sin, cos) = (2.0 * PI * block[j + LANES]).sin_cos();
        block[j] = (radius * cos).mul_add(std, mean);
        block[j + LANES] = (radius * sin).mul_add(std, mean);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreads_that_are_none() {
        let mut g = Generator::new(0);
        let mut out = [0.0; 3];
        for (std, text) in [(-1.0, "-1"), (f64::NAN, "nan")] {
            let error = g.normal_f32(&mut out, 0.0, std, true).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("normal expects std >= 0.0, but found std {text}")
            );
            assert!(g.normal_f64(&mut [], 0.0, std, true).is_err());
        }
        g.normal_f32(&mut out, f64::NAN, 1.0, true).unwrap();
        assert!(out.iter().all(|x| x.is_nan()));
        g.normal_f32(&mut [], 0.0, 1.0, true).unwrap();
    }
}
