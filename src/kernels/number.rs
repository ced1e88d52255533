//! Elements that can be added and multiplied.

/// All elements but bools.
pub trait Number: Copy + Default + Send + Sync + 'static {
    /// `self + other`; integers wrap around.
    fn plus(self, other: Self) -> Self;

    /// `self * other`; integers wrap around.
    fn times(self, other: Self) -> Self;
}

macro_rules! integer {
    ($($t:ty),+) => {$(
        impl Number for $t {
            #[inline(always)]
            fn plus(self, other: $t) -> $t {
                self.wrapping_add(other)
            }

            #[inline(always)]
            fn times(self, other: $t) -> $t {
                self.wrapping_mul(other)
            }
        }
    )+};
}
integer!(u8, i32, i64);

macro_rules! float {
    ($($t:ty),+) => {$(
        impl Number for $t {
            #[inline(always)]
            fn plus(self, other: $t) -> $t {
                self + other
            }

            #[inline(always)]
            fn times(self, other: $t) -> $t {
                self * other
            }
        }
    )+};
}
float!(f32, f64);
