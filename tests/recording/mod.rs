//! What the recorders write, written by Rust.

/// An element's bytes, lowest first.
pub trait Bytes {
    fn bytes(&self) -> Vec<u8>;
}

macro_rules! bytes {
    ($($t:ty)*) => {$(
        impl Bytes for $t {
            fn bytes(&self) -> Vec<u8> {
                self.to_le_bytes().to_vec()
            }
        }
    )*};
}

bytes!(f32 f64 i64 i32 u8);

/// A result as the recorders write it: the bits of its elements, or of more
/// than 20 a digest and the last one.
pub fn render<T: Bytes>(out: &[T]) -> String {
    let hex = |x: &T| -> String {
        x.bytes().iter().rev().map(|b| format!("{b:02x}")).collect()
    };
    if out.len() <= 20 {
        return out.iter().map(hex).collect::<Vec<_>>().join(" ");
    }
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    for byte in out.iter().flat_map(Bytes::bytes) {
        digest = (digest ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    }
    format!("# {digest:016x} {}", hex(&out[out.len() - 1]))
}
