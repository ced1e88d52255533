/*!
Which processor this is, and how it multiplies and adds in one step.

Work is written once, over a function that does that, and compiled for each
kind of processor: a `mul_add` becomes one instruction, and loops over arrays
become registers. Which kind it is shows when the program runs.
*/

use super::Number;
use crate::tensor::random::fused;

/// Loops that are to be compiled for every kind of processor.
///
/// `ROWS` and `LANES` say how large a tile is that fits its registers:
/// `ROWS` rows of two vectors of `LANES` elements each; `FEW` rows are for
/// what is left. Everything below `run` must be `#[inline(always)]`: what is not inlined is compiled for
/// the oldest processor.
pub(super) trait Work<T> {
    fn run<const ROWS: usize, const FEW: usize, const LANES: usize>(
        self,
        fma: impl Fn(T, T, T) -> T + Copy,
    );
}

/// Elements that are multiplied and added in one step.
pub(super) trait Fused: Number {
    /// Does the work as fast as this processor can.
    fn work(work: impl Work<Self>);
}

macro_rules! fused {
    ($t:ty, $lanes:literal, $otherwise:expr) => {
        impl Fused for $t {
            fn work(work: impl Work<$t>) {
                #[cfg(target_arch = "x86_64")]
                {
                    const HALF: usize = $lanes / 2;
                    #[target_feature(enable = "avx512f")]
                    fn avx512(work: impl Work<$t>) {
                        work.run::<12, 4, $lanes>(<$t>::mul_add);
                    }
                    #[target_feature(enable = "avx2,fma")]
                    fn avx2(work: impl Work<$t>) {
                        work.run::<6, 2, HALF>(<$t>::mul_add);
                    }
                    if is_x86_feature_detected!("avx512f") {
                        // SAFETY: the processor was just asked.
                        #[allow(unsafe_code)]
                        return unsafe { avx512(work) };
                    }
                    if is_x86_feature_detected!("avx2")
                        && is_x86_feature_detected!("fma")
                    {
                        // SAFETY: the processor was just asked.
                        #[allow(unsafe_code)]
                        return unsafe { avx2(work) };
                    }
                }
                if cfg!(target_arch = "aarch64") {
                    return work.run::<8, 4, 4>(<$t>::mul_add);
                }
                work.run::<4, 2, 8>($otherwise);
            }
        }
    };
}
fused!(f32, 16, fused);
fused!(f64, 8, |x, y, sum| sum + x * y);
