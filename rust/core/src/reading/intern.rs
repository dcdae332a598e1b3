//! One number per distinct text, in order of first appearance.

use hashbrown::HashTable;

/// Distinct texts in one buffer.
#[derive(Debug)]
pub(crate) struct Interner {
    table: HashTable<(u32, i32)>,
    pub bytes: Vec<u8>,
    /// Ends of the texts; the first one is 0.
    pub offsets: Vec<i32>,
    seed: u64,
}

/// 64 bits mixed by a folded multiplication.
#[inline]
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product >> 64) as u64 ^ product as u64
}

#[inline]
fn hash(bytes: &[u8], seed: u64) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut state = seed ^ (bytes.len() as u64).wrapping_mul(FACTOR);
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        let word = u64::from_le_bytes(word.try_into().unwrap_or_default());
        state = mix(state ^ word, FACTOR);
    }
    let rest = words.remainder();
    let tail = if let (Some(head), Some(last)) = (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        u64::from(u32::from_le_bytes(*head)) << 32 | u64::from(u32::from_le_bytes(*last))
    } else {
        rest.iter()
            .fold(0, |tail, byte| tail << 8 | u64::from(*byte))
    };
    mix(state ^ tail, FACTOR ^ seed)
}

/// Equality of short texts, without a call.
#[inline]
fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while let (Some(x), Some(y)) = (word_at(a, at), word_at(b, at)) {
        if x != y {
            return false;
        }
        at += 8;
    }
    match (a.last_chunk::<8>(), b.last_chunk::<8>()) {
        (Some(x), Some(y)) => x == y,
        _ => (at..a.len()).all(|at| a[at] == b[at]),
    }
}

#[inline]
fn word_at(bytes: &[u8], at: usize) -> Option<&[u8; 8]> {
    bytes.get(at..).and_then(|rest| rest.first_chunk())
}

impl Interner {
    /// `seed` is any odd number that input cannot know.
    pub fn new(seed: u64) -> Self {
        Interner {
            table: HashTable::new(),
            bytes: Vec::new(),
            offsets: vec![0],
            seed,
        }
    }

    #[inline]
    pub fn get(&self, key: i32) -> &[u8] {
        let at = key as usize;
        &self.bytes[self.offsets[at] as usize..self.offsets[at + 1] as usize]
    }

    /// True if the text of that number is this one.
    #[inline]
    pub fn is(&self, key: i32, text: &[u8]) -> bool {
        (key as usize) < self.len() && equal(self.get(key), text)
    }

    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    #[inline]
    pub fn find(&self, text: &[u8]) -> Option<i32> {
        let hash = hash(text, self.seed);
        let found = self.table.find(hash, |(tag, key)| {
            *tag == (hash >> 16) as u32 && equal(self.get(*key), text)
        });
        found.map(|(_, key)| *key)
    }

    /// The text's number; null if the texts would pass 2 GiB.
    pub fn add(&mut self, text: &[u8]) -> Option<i32> {
        if let Some(key) = self.find(text) {
            return Some(key);
        }
        let end = i32::try_from(self.bytes.len() + text.len()).ok()?;
        let key = self.len() as i32;
        let hash = hash(text, self.seed);
        self.bytes.extend_from_slice(text);
        self.offsets.push(end);
        let (bytes, offsets, seed) = (&self.bytes, &self.offsets, self.seed);
        self.table
            .insert_unique(hash, ((hash >> 16) as u32, key), |(_, key)| {
                let at = *key as usize;
                let text = &bytes[offsets[at] as usize..offsets[at + 1] as usize];
                self::hash(text, seed)
            });
        Some(key)
    }
}

/// A seed that differs from process to process.
pub(crate) fn seed() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(0u8) | 1
}

#[cfg(test)]
mod tests {
    use super::Interner;

    #[test]
    fn texts_are_numbered_in_order_of_first_appearance() {
        let mut texts = Interner::new(1);
        let words: Vec<String> = (0..5000)
            .map(|at| format!("Dept / {at} / Garden"))
            .collect();
        for _ in 0..2 {
            for (at, word) in words.iter().enumerate() {
                assert_eq!(texts.add(word.as_bytes()), Some(at as i32));
            }
        }
        assert_eq!(texts.len(), words.len());
        assert_eq!(texts.get(17), words[17].as_bytes());
        assert_eq!(texts.find(b"Dept / 5000 / Garden"), None);
    }
}
