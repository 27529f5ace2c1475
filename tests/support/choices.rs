//! Generating by choices: every generator is a function that draws from a list of bytes.
//!
//! So the same generators serve property tests, where proptest makes up the bytes and shrinks them, and fuzzing,
//! where the fuzzer does. At the end of the bytes every choice is the first one, which is always the simplest.

/// The choices that are still to be made.
pub struct Choices<'b> {
    bytes: std::slice::Iter<'b, u8>,
}

impl<'b> Choices<'b> {
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { bytes: bytes.iter() }
    }

    /// A number below a limit.
    pub fn below(&mut self, limit: usize) -> usize {
        self.byte() % limit.max(1)
    }

    /// `true` so many times of a hundred.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.byte() * 100 / 256 >= 100 - percent
    }

    /// One of several.
    pub fn pick<T: Clone>(&mut self, pool: &[T]) -> T {
        pool[self.below(pool.len())].clone()
    }

    /// A list of fewer elements than a limit.
    pub fn list<T>(&mut self, limit: usize, mut element: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(limit)).map(|_| element(self)).collect()
    }

    /// Eight bytes as a number.
    pub fn u64(&mut self) -> u64 {
        (0..8).fold(0, |number, _| number << 8 | self.byte() as u64)
    }

    fn byte(&mut self) -> usize {
        self.bytes.next().map_or(0, |&byte| usize::from(byte))
    }
}
