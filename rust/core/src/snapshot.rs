//! A snapshot's columns as the kernels see them: small chunks, whole numbers for names.

use std::collections::HashMap;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type};
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_buffer::{NullBuffer, ScalarBuffer};
use arrow_schema::{DataType, Schema};
use rustc_hash::FxHashMap;

use crate::error::Error;
use crate::item::UNKNOWN;

/// Rows of one unit of work: large enough to hide its cost, small enough to share out.
const CHUNK_ROWS: usize = 1 << 15;
/// A figure beyond this is no price and no quantity; its products would leave the range of f64.
const IMPLAUSIBLE: f64 = 1e15;

/// The number columns, in the order of `Number`.
pub const NUMBERS: [&str; 17] = [
    "on_hand_qty",
    "on_order_qty",
    "unit_cost",
    "avg_cost",
    "last_cost",
    "unit_price",
    "list_price",
    "units_sold",
    "units_returned",
    "sales_window_days",
    "reorder_point",
    "reorder_up_to",
    "counted_qty",
    "count_variance_qty",
    "pack_qty",
    "previous_unit_cost",
    "previous_unit_price",
];
pub const DATES: [&str; 3] = ["last_sold_on", "last_received_on", "last_counted_on"];

#[derive(Clone, Copy)]
pub enum Number {
    OnHand,
    OnOrder,
    UnitCost,
    AvgCost,
    LastCost,
    UnitPrice,
    ListPrice,
    UnitsSold,
    UnitsReturned,
    SalesWindow,
    ReorderPoint,
    ReorderUpTo,
    Counted,
    CountVariance,
    Pack,
    PreviousCost,
    PreviousPrice,
}

#[derive(Clone, Copy)]
pub enum Date {
    Sold,
    Received,
    Counted,
}

struct Values<T: arrow_buffer::ArrowNativeType> {
    values: ScalarBuffer<T>,
    nulls: Option<NullBuffer>,
}

impl<T: arrow_buffer::ArrowNativeType> Values<T> {
    #[inline]
    fn at(&self, row: usize) -> Option<T> {
        match &self.nulls {
            Some(nulls) if nulls.is_null(row) => None,
            _ => Some(self.values[row]),
        }
    }
}

/// Some rows of the snapshot.
pub struct Chunk {
    pub rows: usize,
    /// Index in the snapshot of the first row.
    pub first: usize,
    pub store: Vec<u32>,
    /// Store and category together; see `Names::groups`.
    pub group: Vec<u32>,
    /// Store and vendor together; `NO_VENDOR` where the vendor is null.
    pub vendor: Vec<u32>,
    pub discontinued: Vec<bool>,
    pub sku: StringArray,
    numbers: [Option<Values<f64>>; NUMBERS.len()],
    dates: [Option<Values<i32>>; DATES.len()],
}

pub const NO_VENDOR: u32 = u32::MAX;

impl Chunk {
    /// The cell, or NaN where it is null, absent or beyond all reason.
    #[inline]
    pub fn number(&self, column: Number, row: usize) -> f64 {
        match &self.numbers[column as usize] {
            Some(values) => match values.at(row) {
                Some(value) if value.abs() <= IMPLAUSIBLE => value,
                _ => UNKNOWN,
            },
            None => UNKNOWN,
        }
    }

    /// Days from the date to `as_of`, at least 0; NaN where the date is null.
    #[inline]
    pub fn days_since(&self, column: Date, row: usize, as_of: i32) -> f64 {
        match self.dates[column as usize]
            .as_ref()
            .and_then(|dates| dates.at(row))
        {
            Some(day) => (f64::from(as_of) - f64::from(day)).max(0.0),
            None => UNKNOWN,
        }
    }
}

/// One store's items of one category; without a category they are the store's own group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GroupKey {
    pub store: u32,
    /// Index into `Snapshot::categories`, or `u32::MAX`.
    pub category: u32,
}

pub struct Snapshot {
    pub chunks: Vec<Chunk>,
    pub rows: usize,
    pub stores: Vec<String>,
    pub categories: Vec<String>,
    pub groups: Vec<GroupKey>,
    /// Store of each vendor group.
    pub vendor_stores: Vec<u32>,
    pub has_cost_column: bool,
    pub has_on_hand_column: bool,
    pub has_sale_dates: bool,
}

/// Gives each distinct name a number, over all batches.
#[derive(Default)]
struct Interner {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Interner {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// The number of each row's name; `missing` where it is null.
    fn column(&mut self, array: &ArrayRef, name: &str, missing: u32) -> Result<Vec<u32>, Error> {
        let codes = array
            .as_dictionary_opt::<Int32Type>()
            .ok_or_else(|| Error::column_type(name, "dictionary<int32, string>", array))?;
        let words = codes
            .values()
            .as_string_opt::<i32>()
            .ok_or_else(|| Error::column_type(name, "dictionary<int32, string>", array))?;
        let known: Vec<u32> = words
            .iter()
            .map(|word| word.map_or(missing, |word| self.number(word)))
            .collect();
        Ok((codes.keys().iter())
            .map(|key| key.map_or(missing, |key| known[key as usize]))
            .collect())
    }
}

/// Numbers pairs (store, name) densely.
#[derive(Default)]
struct Pairs {
    numbers: FxHashMap<(u32, u32), u32>,
    keys: Vec<(u32, u32)>,
    /// Of each store the numbers of its first names, `UNSEEN` where there is none yet: hashing every
    /// row's pair was most of what taking a snapshot in took.
    near: Vec<Vec<u32>>,
}

const UNSEEN: u32 = u32::MAX;
const NEAR: usize = 4096;

impl Pairs {
    fn number(&mut self, store: u32, name: u32) -> u32 {
        // null, the largest, comes first
        let place = name.wrapping_add(1) as usize;
        if let Some(&number) = self
            .near
            .get(store as usize)
            .and_then(|near| near.get(place))
            && number != UNSEEN
        {
            return number;
        }
        let number = *self.numbers.entry((store, name)).or_insert_with(|| {
            self.keys.push((store, name));
            self.keys.len() as u32 - 1
        });
        if place < NEAR {
            self.remember(store as usize, place, number);
        }
        number
    }

    fn remember(&mut self, store: usize, place: usize, number: u32) {
        if self.near.len() <= store {
            self.near.resize(store + 1, Vec::new());
        }
        let near = &mut self.near[store];
        if near.len() <= place {
            near.resize(place + 1, UNSEEN);
        }
        near[place] = number;
    }
}

impl Snapshot {
    /// Batches of a canonical table; absent columns are fine, wrong types are an error.
    pub fn new(schema: &Schema, batches: &[RecordBatch]) -> Result<Snapshot, Error> {
        let (mut stores, mut categories, mut vendors) = (
            Interner::default(),
            Interner::default(),
            Interner::default(),
        );
        let mut statuses = Interner::default();
        let (mut groups, mut vendor_groups) = (Pairs::default(), Pairs::default());
        let (mut chunks, mut rows) = (Vec::new(), 0);
        for whole in batches {
            let mut offset = 0;
            while offset < whole.num_rows() {
                let length = CHUNK_ROWS.min(whole.num_rows() - offset);
                let batch = whole.slice(offset, length);
                let codes = |names: &mut Interner, column: &str| match batch.column_by_name(column)
                {
                    Some(array) => names.column(array, column, u32::MAX),
                    None => Ok(vec![u32::MAX; length]),
                };
                let mut store = codes(&mut stores, "store_id")?;
                if store.contains(&u32::MAX) {
                    let main = stores.number("main");
                    store
                        .iter_mut()
                        .filter(|s| **s == u32::MAX)
                        .for_each(|s| *s = main);
                }
                let category = codes(&mut categories, "category")?;
                let vendor = codes(&mut vendors, "vendor")?;
                let status = codes(&mut statuses, "status")?;
                let gone: Vec<bool> = statuses
                    .names
                    .iter()
                    .map(|word| word == "discontinued")
                    .collect();
                chunks.push(Chunk {
                    rows: length,
                    first: rows,
                    group: (store.iter().zip(&category))
                        .map(|(&store, &name)| groups.number(store, name))
                        .collect(),
                    vendor: (store.iter().zip(&vendor))
                        .map(|(&store, &name)| {
                            if name == u32::MAX {
                                NO_VENDOR
                            } else {
                                vendor_groups.number(store, name)
                            }
                        })
                        .collect(),
                    store,
                    discontinued: (status.iter())
                        .map(|&word| gone.get(word as usize).copied().unwrap_or(false))
                        .collect(),
                    sku: text(&batch, "sku")?,
                    numbers: numbers(&batch)?,
                    dates: dates(&batch)?,
                });
                offset += length;
                rows += length;
            }
        }
        let (stores, categories) = (stores.names, categories.names);
        Ok(Snapshot {
            chunks,
            rows,
            stores,
            categories,
            groups: (groups.keys.iter())
                .map(|&(store, category)| GroupKey { store, category })
                .collect(),
            vendor_stores: vendor_groups.keys.iter().map(|&(store, _)| store).collect(),
            has_cost_column: schema.column_with_name("unit_cost").is_some(),
            has_on_hand_column: schema.column_with_name("on_hand_qty").is_some(),
            has_sale_dates: schema.column_with_name("last_sold_on").is_some(),
        })
    }
}

fn text(batch: &RecordBatch, name: &'static str) -> Result<StringArray, Error> {
    let array = batch
        .column_by_name(name)
        .ok_or(Error::MissingColumn(name))?;
    let text = array.as_string_opt::<i32>();
    text.cloned()
        .ok_or_else(|| Error::column_type(name, "string", array))
}

fn numbers(batch: &RecordBatch) -> Result<[Option<Values<f64>>; NUMBERS.len()], Error> {
    let mut columns = [const { None }; NUMBERS.len()];
    for (column, name) in columns.iter_mut().zip(NUMBERS) {
        if let Some(array) = batch.column_by_name(name) {
            if *array.data_type() == DataType::Null {
                continue;
            }
            let array = array
                .as_primitive_opt::<Float64Type>()
                .ok_or_else(|| Error::column_type(name, "double", array))?;
            *column = Some(Values {
                values: array.values().clone(),
                nulls: array.nulls().cloned(),
            });
        }
    }
    Ok(columns)
}

fn dates(batch: &RecordBatch) -> Result<[Option<Values<i32>>; DATES.len()], Error> {
    let mut columns = [const { None }; DATES.len()];
    for (column, name) in columns.iter_mut().zip(DATES) {
        if let Some(array) = batch.column_by_name(name) {
            let array = array
                .as_primitive_opt::<Date32Type>()
                .ok_or_else(|| Error::column_type(name, "date32", array))?;
            *column = Some(Values {
                values: array.values().clone(),
                nulls: array.nulls().cloned(),
            });
        }
    }
    Ok(columns)
}
