//! Which rows share a store and SKU with another: asked of every snapshot, so it must cost little.
//!
//! Sorted keys are only compared with their neighbours. Else keys are hashed once and marked in a bit table. A row that finds its bit marked may repeat an
//! earlier one: its hash is marked in a second, small table, by which the earlier rows are found.
//! Only these few are compared in full.

use std::hash::Hasher;

use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, RecordBatch, StringArray};
use hashbrown::HashMap;
use rustc_hash::{FxBuildHasher, FxHasher};

use crate::error::Error;

const STORE: &str = "store_id";
const SKU: &str = "sku";
/// Bits of the first table per row: about one row in twenty looks like a duplicate by chance.
const BITS_PER_ROW: usize = 8;
/// Bits of the second table for each row that may repeat another.
const BITS_PER_CANDIDATE: usize = 32;

/// Rows that are not alone under their store and SKU, ascending, and the number of their group.
#[derive(Debug, Default, PartialEq)]
pub struct Duplicates {
    pub rows: Vec<i64>,
    pub groups: Vec<i64>,
}

struct Chunk<'a> {
    /// Empty where the table has no stores: all rows are of one.
    stores: Vec<u32>,
    skus: &'a StringArray,
}

impl Chunk<'_> {
    fn key(&self, row: usize) -> (u32, &str) {
        let store = self.stores.get(row).copied().unwrap_or(0);
        let sku = if self.skus.is_null(row) {
            ""
        } else {
            self.skus.value(row)
        };
        (store, sku)
    }
}

/// All rows whose store and SKU stand on another row too. Null counts as an empty text.
pub fn duplicate_rows(batches: &[RecordBatch]) -> Result<Duplicates, Error> {
    let mut names = HashMap::default();
    let chunks = batches
        .iter()
        .map(|batch| chunk(batch, &mut names))
        .collect::<Result<Vec<_>, _>>()?;
    if ascending(&chunks) {
        return Ok(Duplicates::default());
    }
    let rows = chunks.iter().map(|chunk| chunk.skus.len()).sum();
    let mut hashes = Vec::with_capacity(rows);
    for chunk in &chunks {
        hashes.extend((0..chunk.skus.len()).map(|row| hash(chunk.key(row))));
    }
    let mut seen = Bits::new(rows * BITS_PER_ROW);
    let repeating: Vec<u64> = hashes.iter().copied().filter(|&h| seen.set(h)).collect();
    let mut twice = Bits::new(repeating.len() * BITS_PER_CANDIDATE);
    for &hash in &repeating {
        twice.set(hash);
    }
    Ok(compared(&chunks, &hashes, &twice))
}

/// Whether every key is above the one before it: exports sorted by store and SKU are.
fn ascending(chunks: &[Chunk]) -> bool {
    chunks
        .iter()
        .flat_map(|chunk| (0..chunk.skus.len()).map(|row| chunk.key(row)))
        .is_sorted_by(|one, next| one < next)
}

fn compared(chunks: &[Chunk], hashes: &[u64], twice: &Bits) -> Duplicates {
    let suspects: Vec<usize> = (0..hashes.len())
        .filter(|&row| twice.has(hashes[row]))
        .collect();
    let mut counts: HashMap<u64, u32, FxBuildHasher> =
        HashMap::with_capacity_and_hasher(suspects.len(), FxBuildHasher);
    for &row in &suspects {
        *counts.entry(hashes[row]).or_insert(0) += 1;
    }
    let rows = suspects.into_iter().filter(|&row| counts[&hashes[row]] > 1);
    grouped(&keys(chunks, rows))
}

/// The keys of some rows, ascending.
fn keys<'a>(
    chunks: &'a [Chunk],
    rows: impl Iterator<Item = usize>,
) -> Vec<(usize, (u32, &'a str))> {
    let mut found = Vec::new();
    let (mut chunk, mut start) = (0, 0);
    for row in rows {
        while row - start >= chunks[chunk].skus.len() {
            start += chunks[chunk].skus.len();
            chunk += 1;
        }
        found.push((row, chunks[chunk].key(row - start)));
    }
    found
}

fn grouped(keys: &[(usize, (u32, &str))]) -> Duplicates {
    let mut counts: HashMap<(u32, &str), (u32, i64), FxBuildHasher> = HashMap::default();
    for (_, key) in keys {
        counts.entry(*key).or_insert((0, -1)).0 += 1;
    }
    let mut found = Duplicates::default();
    let mut groups = 0;
    for (row, key) in keys {
        if let Some((count, group)) = counts.get_mut(key)
            && *count > 1
        {
            if *group < 0 {
                *group = groups;
                groups += 1;
            }
            found.rows.push(*row as i64);
            found.groups.push(*group);
        }
    }
    found
}

fn chunk<'a>(
    batch: &'a RecordBatch,
    names: &mut HashMap<String, u32, FxBuildHasher>,
) -> Result<Chunk<'a>, Error> {
    let column = batch
        .column_by_name(SKU)
        .ok_or(Error::MissingColumn("sku"))?;
    let skus = column
        .as_any()
        .downcast_ref::<StringArray>()
        .ok_or_else(|| Error::column_type(SKU, "string", column))?;
    let stores = match batch.column_by_name(STORE) {
        Some(column) => store_numbers(column, names)?,
        None => Vec::new(),
    };
    Ok(Chunk { stores, skus })
}

fn store_numbers(
    column: &ArrayRef,
    names: &mut HashMap<String, u32, FxBuildHasher>,
) -> Result<Vec<u32>, Error> {
    let stores = column
        .as_any()
        .downcast_ref::<DictionaryArray<Int32Type>>()
        .ok_or_else(|| Error::column_type(STORE, "dictionary<int32, string>", column))?;
    let values = stores
        .values()
        .as_any()
        .downcast_ref::<StringArray>()
        .ok_or_else(|| Error::column_type(STORE, "dictionary<int32, string>", column))?;
    // 0 is no store; the same name has the same number in every batch.
    let numbers: Vec<u32> = (0..values.len())
        .map(|at| {
            let next = names.len() as u32 + 1;
            *names.entry_ref(values.value(at)).or_insert(next)
        })
        .collect();
    Ok((0..stores.len())
        .map(|row| stores.key(row).map_or(0, |key| numbers[key]))
        .collect())
}

fn hash((store, sku): (u32, &str)) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u32(store);
    hasher.write(sku.as_bytes());
    hasher.finish()
}

/// A table of bits, addressed by hashes.
struct Bits {
    words: Vec<u64>,
    shift: u32,
}

impl Bits {
    fn new(least: usize) -> Bits {
        let bits = least.max(64).next_power_of_two();
        Bits {
            words: vec![0; bits / 64],
            shift: 64 - bits.trailing_zeros(),
        }
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        let bit = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift;
        ((bit / 64) as usize, 1 << (bit % 64))
    }

    /// Whether the bit was set already.
    fn set(&mut self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        let before = self.words[word] & bit != 0;
        self.words[word] |= bit;
        before
    }

    fn has(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.words[word] & bit != 0
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_schema::{DataType, Field, Schema};

    use super::*;

    fn batch(stores: Option<&[&str]>, skus: &[&str]) -> RecordBatch {
        let mut fields = vec![Field::new(SKU, DataType::Utf8, true)];
        let mut columns: Vec<ArrayRef> = vec![Arc::new(StringArray::from(skus.to_vec()))];
        if let Some(stores) = stores {
            let stores: DictionaryArray<Int32Type> = stores.iter().copied().collect();
            fields.push(Field::new(STORE, stores.data_type().clone(), true));
            columns.push(Arc::new(stores));
        }
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
    }

    #[test]
    fn a_key_that_stands_on_two_rows_names_both() {
        let found = duplicate_rows(&[batch(None, &["a", "b", "a"]), batch(None, &["c", "b"])]);
        let expected = Duplicates {
            rows: vec![0, 1, 2, 4],
            groups: vec![0, 1, 0, 1],
        };
        assert_eq!(found.unwrap(), expected);
    }

    #[test]
    fn one_sku_in_two_stores_is_no_duplicate_whatever_the_dictionaries() {
        let one = batch(Some(&["x", "y"]), &["a", "a"]);
        let other = batch(Some(&["y", "z"]), &["b", "a"]);
        assert_eq!(
            duplicate_rows(&[one, other]).unwrap(),
            Duplicates::default()
        );
    }

    #[test]
    fn many_different_keys_are_no_duplicates() {
        let skus: Vec<String> = (0..100_000).map(|n| format!("{n:06}")).collect();
        let skus: Vec<&str> = skus.iter().map(String::as_str).collect();
        assert_eq!(
            duplicate_rows(&[batch(None, &skus)]).unwrap(),
            Duplicates::default()
        );
    }
}
