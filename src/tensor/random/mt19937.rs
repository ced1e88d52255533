//! The engine: the Mersenne Twister of Matsumoto and Nishimura, 1998.

/// How many words the state holds.
pub(super) const N: usize = 624;
/// How far ahead of a word its partner stands.
const M: usize = 397;

/// A Mersenne Twister with outputs of 32 bits.
///
/// Words are made 624 at a time, already tempered, so that a long fill reads
/// a slice instead of calling a function per number.
#[derive(Clone, Debug)]
pub struct Mt19937 {
    state: [u32; N],
    words: [u32; N],
    used: usize,
}

impl Mt19937 {
    /// Starts the stream of `seed`.
    pub fn new(seed: u32) -> Mt19937 {
        let mut state = [0; N];
        state[0] = seed;
        for j in 1..N {
            let last = state[j - 1];
            state[j] = (last ^ (last >> 30))
                .wrapping_mul(1_812_433_253)
                .wrapping_add(j as u32);
        }
        Mt19937 { state, words: [0; N], used: N }
    }

    /// The state, and how many of its words were used; `None` if none was
    /// made yet.
    pub(super) fn place(&self) -> (&[u32; N], Option<usize>) {
        let new = self.used == N && self.words == [0; N];
        (&self.state, (!new).then_some(self.used))
    }

    /// An engine that has used some words of a state.
    pub(super) fn at(state: [u32; N], used: usize) -> Mt19937 {
        Mt19937 { state, words: state.map(temper), used }
    }

    /// Starts the stream of a seed of several words (`init_by_array`).
    #[cfg(feature = "python")]
    pub fn of_key(key: &[u32]) -> Mt19937 {
        let mut engine = Mt19937::new(19_650_218);
        let s = &mut engine.state;
        let mixed = |s: &[u32; N], i: usize| s[i - 1] ^ (s[i - 1] >> 30);
        let (mut i, mut j) = (1, 0);
        for _ in 0..N.max(key.len()) {
            s[i] = (s[i] ^ mixed(s, i).wrapping_mul(1_664_525))
                .wrapping_add(key[j])
                .wrapping_add(j as u32);
            i += 1;
            j = (j + 1) % key.len();
            if i == N {
                s[0] = s[N - 1];
                i = 1;
            }
        }
        for _ in 1..N {
            s[i] = (s[i] ^ mixed(s, i).wrapping_mul(1_566_083_941))
                .wrapping_sub(i as u32);
            i += 1;
            if i == N {
                s[0] = s[N - 1];
                i = 1;
            }
        }
        s[0] = 0x8000_0000;
        engine
    }

    /// The next word of the stream.
    pub fn word(&mut self) -> u32 {
        if self.used == N {
            self.refill();
        }
        self.used += 1;
        self.words[self.used - 1]
    }

    /// Some of the next words of the stream, at least one and at most `most`
    /// (which must not be 0): what is left of the current 624.
    pub(super) fn words(&mut self, most: usize) -> &[u32] {
        if self.used == N {
            self.refill();
        }
        let first = self.used;
        self.used = N.min(first + most);
        &self.words[first..self.used]
    }

    /// Three loops instead of one with `% N`, so that none of them wraps
    /// around and each can be vectorised.
    fn refill(&mut self) {
        let s = &mut self.state;
        for i in 0..N - M {
            s[i] = twist(s[i], s[i + 1], s[i + M]);
        }
        for i in N - M..N - 1 {
            s[i] = twist(s[i], s[i + 1], s[i + M - N]);
        }
        s[N - 1] = twist(s[N - 1], s[0], s[M - 1]);
        for (word, &raw) in self.words.iter_mut().zip(&self.state) {
            *word = temper(raw);
        }
        self.used = 0;
    }
}

fn twist(high: u32, low: u32, partner: u32) -> u32 {
    let mixed = (high & 0x8000_0000) | (low & 0x7fff_ffff);
    let matrix = 0x9908_b0df & (low & 1).wrapping_neg();
    partner ^ (mixed >> 1) ^ matrix
}

fn temper(mut y: u32) -> u32 {
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c_5680;
    y ^= (y << 15) & 0xefc6_0000;
    y ^ (y >> 18)
}

#[cfg(test)]
mod tests {
    use super::Mt19937;

    /// The value that the C++ standard prescribes for `std::mt19937`.
    #[test]
    fn ten_thousandth_word_of_the_standard_seed() {
        let mut engine = Mt19937::new(5489);
        for _ in 1..10_000 {
            engine.word();
        }
        assert_eq!(engine.word(), 4_123_659_995);
    }

    #[test]
    fn slices_and_single_words_are_one_stream() {
        let mut singly = Mt19937::new(7);
        let mut sliced = Mt19937::new(7);
        let mut left = 2_000;
        while left > 0 {
            let words = sliced.words(left.min(17)).to_vec();
            left -= words.len();
            for word in words {
                assert_eq!(word, singly.word());
            }
        }
    }
}
