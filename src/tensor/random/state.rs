//! A generator as bytes, in PyTorch's order: `torch.get_rng_state()`.

use super::Generator;
use super::mt19937::{Mt19937, N};

/// How many bytes a generator is.
pub const BYTES: usize = 5056;

/// Where the words of the engine begin.
const WORDS: usize = 24;
/// Where the spare normal is, and whether there is one.
const SPARE: usize = WORDS + 8 * N + 8;
const HAS_SPARE: usize = SPARE + 16;

impl Generator {
    /// Where the stream stands.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0; BYTES];
        let mut put = |at: usize, value: &[u8]| {
            bytes[at..at + value.len()].copy_from_slice(value);
        };
        let (words, used) = self.engine.place();
        let left = (N + 1 - used.unwrap_or(N)) as u32;
        put(0, &self.seed.to_le_bytes());
        put(8, &left.to_le_bytes());
        put(12, &1_u32.to_le_bytes());
        put(16, &(used.unwrap_or(0) as u64).to_le_bytes());
        for (i, word) in words.iter().enumerate() {
            put(WORDS + 8 * i, &word.to_le_bytes());
        }
        if let Some(spare) = self.spare_normal {
            put(SPARE, &spare.to_le_bytes());
            put(HAS_SPARE, &[1]);
        }
        bytes
    }

    /// A generator that goes on where another one stood; `None` if these are
    /// not the bytes of one.
    pub fn from_bytes(bytes: &[u8]) -> Option<Generator> {
        if bytes.len() != BYTES {
            return None;
        }
        let eight = |at: usize| {
            let mut eight = [0; 8];
            eight.copy_from_slice(&bytes[at..at + 8]);
            u64::from_le_bytes(eight)
        };
        let mut state = [0; N];
        for (i, word) in state.iter_mut().enumerate() {
            *word = eight(WORDS + 8 * i) as u32;
        }
        // Nothing was drawn from a new one: it begins with new words.
        let left = eight(8) as u32 as usize;
        let used = (1..=N).contains(&left).then(|| N + 1 - left)?;
        let spare = f64::from_bits(eight(SPARE));
        Some(Generator {
            seed: eight(0),
            engine: Mt19937::at(state, used),
            spare_normal: (bytes[HAS_SPARE] != 0).then_some(spare),
        })
    }
}
