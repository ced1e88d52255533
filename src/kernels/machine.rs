/*!
Which processor this is, and how it multiplies and adds in one step.

Work is written once, over a function that does that, and compiled for each
kind of processor: a `mul_add` becomes one instruction, and loops over arrays
become registers. Which kind it is shows when the program runs.
*/

use crate::fused::fused;
use crate::number::Number;

/// How one product is added to a sum. (Functions of a trait that are always
/// inlined are there before loops are unrolled; closures come too late.)
pub trait Step<T>: Copy {
    /// `x * y + sum`
    fn step(x: T, y: T, sum: T) -> T;
}

/// Loops that are to be compiled for every kind of processor.
///
/// `ROWS` and `LANES` say how large a tile is that fits its registers:
/// `ROWS` rows of two vectors of `LANES` elements each; `FEW` rows are for
/// what is left. Everything below `run` must be `#[inline(always)]`: what is
/// not inlined is compiled for the oldest processor.
pub trait Work<T> {
    fn run<
        S: Step<T>,
        const ROWS: usize,
        const FEW: usize,
        const LANES: usize,
    >(
        self,
    );
}

/// Elements that are multiplied and added in one step.
pub trait Fused: Number {
    /// Does the work as fast as this processor can.
    fn work(work: impl Work<Self>);
}

/// By an instruction of the processor.
#[derive(Clone, Copy)]
struct Instruction;

/// To the same effect, without one.
#[derive(Clone, Copy)]
struct Emulated;

impl Step<f32> for Emulated {
    #[inline(always)]
    fn step(x: f32, y: f32, sum: f32) -> f32 {
        fused(x, y, sum)
    }
}

/// In two steps, each of which rounds.
#[derive(Clone, Copy)]
pub struct Rounded;

impl<T: Number> Step<T> for Rounded {
    #[inline(always)]
    fn step(x: T, y: T, sum: T) -> T {
        x.times(y).plus(sum)
    }
}

macro_rules! fused {
    ($t:ty, $lanes:literal, $otherwise:ty) => {
        impl Step<$t> for Instruction {
            #[inline(always)]
            fn step(x: $t, y: $t, sum: $t) -> $t {
                x.mul_add(y, sum)
            }
        }

        impl Fused for $t {
            fn work(work: impl Work<$t>) {
                #[cfg(target_arch = "x86_64")]
                {
                    const HALF: usize = $lanes / 2;
                    #[target_feature(enable = "avx512f")]
                    fn avx512(work: impl Work<$t>) {
                        work.run::<Instruction, 12, 4, $lanes>();
                    }
                    #[target_feature(enable = "avx2,fma")]
                    fn avx2(work: impl Work<$t>) {
                        work.run::<Instruction, 6, 2, HALF>();
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
                    return work.run::<Instruction, 8, 4, 4>();
                }
                work.run::<$otherwise, 4, 2, 8>();
            }
        }
    };
}
fused!(f32, 16, Emulated);
// Emulation would be slow, and what is printed does not show the last bits.
fused!(f64, 8, Rounded);
