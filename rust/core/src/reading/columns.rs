//! Cells of one column to typed values, and what the column says of itself on the way.

use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, DictionaryArray, Float64Array, Int32Array, StringArray};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field};

use super::date::{self, DateOrder};
use super::filter::Cells;
use super::intern::Interner;
use super::number::{self, Decimal};
use super::problems::{Code, Problems};
use super::text::{
    Form, Nulls, Raw, Role, clean_text, is_scientific, push_undoubled, simple, simple_but_doubled,
    text, trim_plain,
};
use super::{Column, Kind, ReadError};

/// What is to become of a column.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub name: String,
    pub header: String,
    /// Position among the cells.
    pub source: usize,
    pub store: Store,
    pub role: Role,
    pub nulls: Nulls,
    pub scale: f64,
    pub decimal: Option<Decimal>,
    pub order: Option<DateOrder>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Store {
    /// The text as it stands in the file.
    Cell,
    Typed(Kind),
}

impl Plan {
    pub fn typed(column: &Column, source: usize) -> Plan {
        Plan {
            name: column.name.clone(),
            header: column.header.clone(),
            source,
            store: Store::Typed(column.kind),
            role: Role::of(&column.name),
            nulls: Nulls::new(&column.nulls),
            scale: column.scale,
            decimal: column.decimal,
            order: column.date_order,
        }
    }

    pub fn cells(header: &str, source: usize) -> Plan {
        Plan {
            name: header.to_owned(),
            header: header.to_owned(),
            source,
            store: Store::Cell,
            role: Role::Words,
            nulls: Nulls::default(),
            scale: 1.0,
            decimal: None,
            order: None,
        }
    }

    pub fn field(&self) -> Field {
        let data_type = match self.store {
            Store::Cell | Store::Typed(Kind::Text) => DataType::Utf8,
            Store::Typed(Kind::Number) => DataType::Float64,
            Store::Typed(Kind::Date) => DataType::Date32,
            Store::Typed(Kind::Repeated) => {
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
            }
        };
        Field::new(&self.name, data_type, true)
    }
}

/// How ambiguous cells of a column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    pub decimal: Decimal,
    /// True: nothing but the habit says so.
    pub decimal_guessed: bool,
    pub date: date::Reading,
}

/// What the cells of a column prove; the same whatever decision they were read with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Cells that prove a decimal dot, or the month first.
    pub first: u64,
    /// Cells that prove a decimal comma, or the day first.
    pub second: u64,
    pub ambiguous: u64,
    /// Ambiguous dates written with dots.
    pub dotted: u64,
}

impl Tally {
    pub fn add(&mut self, other: Tally) {
        self.first += other.first;
        self.second += other.second;
        self.ambiguous += other.ambiguous;
        self.dotted += other.dotted;
    }
}

/// Which values are there, a bit each; nothing is written until the first one is missing.
#[derive(Debug, Default)]
struct Validity {
    words: Vec<u64>,
}

impl Validity {
    #[inline]
    fn missing(&mut self, at: usize) {
        let word = at / 64;
        if self.words.len() <= word {
            self.words.resize(word + 1, !0);
        }
        self.words[word] &= !(1 << (at % 64));
    }

    fn finish(mut self, length: usize) -> Option<NullBuffer> {
        if self.words.is_empty() {
            return None;
        }
        self.words.resize(length.div_ceil(64), !0);
        let bits = BooleanBuffer::new(Buffer::from_vec(self.words), 0, length);
        Some(NullBuffer::new(bits))
    }
}

#[derive(Debug)]
enum Values {
    Text { bytes: Vec<u8>, ends: Vec<i32> },
    Repeated { keys: Vec<i32>, texts: Interner },
    Number(Vec<f64>),
    Date(Vec<i32>),
}

/// One column of one part, while it is read and until it becomes an array.
#[derive(Debug)]
pub(crate) struct Reader {
    values: Values,
    valid: Validity,
    pub problems: Problems,
    pub tally: Tally,
    pub decision: Decision,
    too_large: bool,
}

/// True if a text cell may be a formula, an error or a protected code.
#[inline]
fn is_special(first: u8) -> bool {
    matches!(first, b'=' | b'#' | b'\'')
}

impl Reader {
    pub fn new(plan: &Plan, decision: Decision, rows: usize, seed: u64, examples: usize) -> Reader {
        let values = match plan.store {
            Store::Cell | Store::Typed(Kind::Text) => {
                let mut ends = Vec::with_capacity(rows + 1);
                ends.push(0);
                Values::Text {
                    bytes: Vec::with_capacity(rows * 12),
                    ends,
                }
            }
            Store::Typed(Kind::Repeated) => Values::Repeated {
                keys: Vec::with_capacity(rows),
                texts: Interner::new(seed),
            },
            Store::Typed(Kind::Number) => Values::Number(Vec::with_capacity(rows)),
            Store::Typed(Kind::Date) => Values::Date(Vec::with_capacity(rows)),
        };
        Reader {
            values,
            valid: Validity::default(),
            problems: Problems::new(examples),
            tally: Tally::default(),
            decision,
            too_large: false,
        }
    }

    /// Reads the column's cells of the records in `kept`.
    pub fn append<'a>(&mut self, plan: &Plan, cells: &impl Cells<'a>, kept: &[u32]) {
        let Reader {
            values,
            valid,
            problems,
            tally,
            decision,
            too_large,
        } = self;
        let sink = Sink {
            valid,
            problems,
            tally,
        };
        match values {
            Values::Number(values) => numbers(plan, cells, kept, *decision, values, sink),
            Values::Date(values) => dates(plan, cells, kept, *decision, values, sink),
            Values::Text { bytes, ends } => {
                *too_large |= !texts(plan, cells, kept, bytes, ends, sink);
            }
            Values::Repeated { keys, texts } => {
                *too_large |= !repeated(plan, cells, kept, keys, texts, sink);
            }
        }
    }

    /// Adds the column's distinct texts to those of earlier parts and takes over their numbers.
    pub fn unify(&mut self, shared: &mut Interner) {
        let Values::Repeated { keys, texts } = &mut self.values else {
            return;
        };
        let mut numbers = Vec::with_capacity(texts.len());
        for key in 0..texts.len() {
            let number = shared.add(texts.get(key as i32));
            self.too_large |= number.is_none();
            numbers.push(number.unwrap_or(0));
        }
        if numbers
            .iter()
            .enumerate()
            .any(|(key, number)| key as i32 != *number)
        {
            for key in keys {
                *key = numbers.get(*key as usize).copied().unwrap_or(0);
            }
        }
        *texts = Interner::new(1);
    }

    /// The column as an array; `shared` are the texts of a repeated column.
    pub fn finish(self, plan: &Plan, shared: Option<&ArrayRef>) -> Result<ArrayRef, ReadError> {
        if self.too_large {
            return Err(ReadError::TooLarge(plan.header.clone()));
        }
        let length = match &self.values {
            Values::Number(values) => values.len(),
            Values::Date(values) => values.len(),
            Values::Repeated { keys, .. } => keys.len(),
            Values::Text { ends, .. } => ends.len() - 1,
        };
        let nulls = self.valid.finish(length);
        Ok(match self.values {
            Values::Number(values) => Arc::new(Float64Array::new(values.into(), nulls)),
            Values::Date(values) => Arc::new(Date32Array::new(values.into(), nulls)),
            Values::Text { bytes, ends } => Arc::new(strings(bytes, ends, nulls)?),
            Values::Repeated { keys, .. } => {
                let keys = Int32Array::new(keys.into(), nulls);
                let texts = shared.cloned();
                let texts = texts.unwrap_or_else(|| Arc::new(StringArray::new_null(0)));
                Arc::new(DictionaryArray::try_new(keys, texts)?)
            }
        })
    }
}

pub(crate) fn strings(
    bytes: Vec<u8>,
    ends: Vec<i32>,
    nulls: Option<NullBuffer>,
) -> Result<StringArray, ReadError> {
    let ends = OffsetBuffer::new(ScalarBuffer::from(ends));
    Ok(StringArray::try_new(ends, Buffer::from_vec(bytes), nulls)?)
}

/// What every kind of column fills besides its values.
struct Sink<'r> {
    valid: &'r mut Validity,
    problems: &'r mut Problems,
    tally: &'r mut Tally,
}

fn numbers<'a>(
    plan: &Plan,
    cells: &impl Cells<'a>,
    kept: &[u32],
    decision: Decision,
    values: &mut Vec<f64>,
    sink: Sink<'_>,
) {
    let reading = number::Reading {
        decimal: plan.decimal.unwrap_or(decision.decimal),
        auto: plan.decimal.is_none(),
    };
    let plain = cells.plain();
    let quickly = plan.nulls.are_words();
    // A scale may turn a finite number into one that is not.
    let unscaled = quickly && plan.scale == 1.0;
    let mut marked = 0;
    let mut at = values.len();
    values.extend(kept.iter().map(|record| {
        let record = *record as usize;
        at += 1;
        if unscaled
            && let Some(cell) = cells.short(record, plan.source)
            && let Some((value, mark)) = number::parse_short(cell, reading)
        {
            marked += u64::from(mark);
            return value;
        }
        let raw = cells.cell(record, plan.source);
        if raw.bytes.is_empty() {
            sink.valid.missing(at - 1);
            return 0.0;
        }
        let quick = simple(raw, plain)
            .filter(|_| quickly)
            .and_then(|cell| number::parse_simple(cell, reading));
        if let Some((value, mark)) = quick
            && (value * plan.scale).is_finite()
        {
            marked += u64::from(mark);
            return value * plan.scale;
        }
        let row = cells.row(record);
        let value = slow_number(plan, reading, row, raw, sink.problems, sink.tally);
        value.unwrap_or_else(|| {
            sink.valid.missing(at - 1);
            0.0
        })
    }));
    match reading.decimal {
        Decimal::Dot => sink.tally.first += marked,
        Decimal::Comma => sink.tally.second += marked,
    }
}

#[inline(never)]
fn slow_number(
    plan: &Plan,
    reading: number::Reading,
    row: i64,
    raw: Raw<'_>,
    problems: &mut Problems,
    tally: &mut Tally,
) -> Option<f64> {
    if plan.nulls.are_words()
        && let Some(cell) = simple(raw, false)
        && let Some((value, evidence)) = number::parse_money(cell, reading)
        && (value * plan.scale).is_finite()
    {
        count_decimal(evidence, row, cell, problems, tally);
        return Some(value * plan.scale);
    }
    let cell = text(raw);
    if plan.nulls.contains(&cell) {
        return None;
    }
    match number::parse_number(&cell, reading) {
        number::Parsed::Null => None,
        number::Parsed::ExcelError => {
            let message = "an error of the spreadsheet";
            problems.note(Code::ExcelError, row, Some(&cell), message);
            None
        }
        number::Parsed::Number(value, evidence) if (value * plan.scale).is_finite() => {
            count_decimal(evidence, row, cell.as_bytes(), problems, tally);
            Some(value * plan.scale)
        }
        _ => {
            problems.note(Code::UnreadableNumber, row, Some(&cell), "not a number");
            None
        }
    }
}

fn count_decimal(
    evidence: number::Evidence,
    row: i64,
    cell: &[u8],
    problems: &mut Problems,
    tally: &mut Tally,
) {
    match evidence {
        number::Evidence::None => {}
        number::Evidence::Proof(Decimal::Dot) => tally.first += 1,
        number::Evidence::Proof(Decimal::Comma) => tally.second += 1,
        number::Evidence::Ambiguous => {
            tally.ambiguous += 1;
            note_ambiguous(Code::AmbiguousDecimal, row, cell, problems);
        }
    }
}

fn dates<'a>(
    plan: &Plan,
    cells: &impl Cells<'a>,
    kept: &[u32],
    decision: Decision,
    values: &mut Vec<i32>,
    sink: Sink<'_>,
) {
    let reading = match plan.order {
        Some(order) => date::Reading {
            order,
            guessed: false,
        },
        None => decision.date,
    };
    let plain = cells.plain();
    let quickly = plan.nulls.are_words();
    let mut at = values.len();
    values.extend(kept.iter().map(|record| {
        let record = *record as usize;
        let raw = cells.cell(record, plan.source);
        at += 1;
        if raw.bytes.is_empty() {
            sink.valid.missing(at - 1);
            return 0;
        }
        if quickly && let Some(cell) = simple(raw, plain) {
            if let Some(day) = date::parse_iso(cell) {
                return day;
            }
            if let Some((day, evidence)) = date::parse_marked(cell, reading) {
                if evidence == date::Evidence::Ambiguous(false) {
                    note_ambiguous(Code::AmbiguousDates, cells.row(record), cell, sink.problems);
                }
                sink.tally.count(evidence);
                return day;
            }
        }
        let row = cells.row(record);
        let day = slow_date(plan, reading, row, raw, sink.problems, sink.tally);
        day.unwrap_or_else(|| {
            sink.valid.missing(at - 1);
            0
        })
    }));
}

impl Tally {
    #[inline]
    fn count(&mut self, evidence: date::Evidence) {
        match evidence {
            date::Evidence::Proof(DateOrder::Mdy) => self.first += 1,
            date::Evidence::Proof(DateOrder::Dmy) => self.second += 1,
            date::Evidence::Ambiguous(true) => self.dotted += 1,
            date::Evidence::Ambiguous(false) => self.ambiguous += 1,
            date::Evidence::None | date::Evidence::Proof(DateOrder::Ymd) => {}
        }
    }
}

#[inline]
fn note_ambiguous(code: Code, row: i64, cell: &[u8], problems: &mut Problems) {
    if problems.is_full(code) {
        problems.count(code);
    } else {
        problems.note(code, row, Some(&String::from_utf8_lossy(cell)), "");
    }
}

#[cold]
fn slow_date(
    plan: &Plan,
    reading: date::Reading,
    row: i64,
    raw: Raw<'_>,
    problems: &mut Problems,
    tally: &mut Tally,
) -> Option<i32> {
    let cell = text(raw);
    if plan.nulls.contains(&cell) {
        return None;
    }
    match date::parse_date(&cell, reading) {
        date::Parsed::Null => None,
        date::Parsed::ExcelError => {
            problems.note(
                Code::ExcelError,
                row,
                Some(&cell),
                "an error of the spreadsheet",
            );
            None
        }
        date::Parsed::Day(day, evidence) => {
            tally.count(evidence);
            if evidence == date::Evidence::Ambiguous(false) {
                note_ambiguous(Code::AmbiguousDates, row, cell.as_bytes(), problems);
            }
            Some(day)
        }
        date::Parsed::Unreadable(evidence) => {
            tally.count(evidence);
            problems.note(
                Code::UnreadableDate,
                row,
                Some(&cell),
                "not a day from 1990 to 2100",
            );
            None
        }
    }
}

/// False if the texts pass 2 GiB.
fn texts<'a>(
    plan: &Plan,
    cells: &impl Cells<'a>,
    kept: &[u32],
    bytes: &mut Vec<u8>,
    ends: &mut Vec<i32>,
    sink: Sink<'_>,
) -> bool {
    let plain = cells.plain();
    let cleaned = plan.store != Store::Cell;
    let has_nulls = !plan.nulls.is_empty();
    for record in kept {
        let record = *record as usize;
        let raw = cells.cell(record, plan.source);
        let quick = simple_but_doubled(raw, plain).filter(|cell| match cell.first() {
            Some(first) if cleaned => {
                let lost = plan.role == Role::Code && is_scientific(cell);
                !(has_nulls || lost || is_special(*first))
            }
            _ => true,
        });
        let valid = if let Some(cell) = quick {
            match raw.form {
                Form::Doubled => push_undoubled(bytes, cell),
                _ => bytes.extend_from_slice(cell),
            }
            !cell.is_empty()
        } else {
            let cell = text(raw);
            let value = if cleaned {
                slow_text(plan, cells.row(record), &cell, sink.problems)
            } else {
                Some(cell).filter(|cell| !cell.is_empty())
            };
            bytes.extend_from_slice(value.as_deref().unwrap_or_default().as_bytes());
            value.is_some()
        };
        let Ok(end) = i32::try_from(bytes.len()) else {
            return false;
        };
        if !valid {
            sink.valid.missing(ends.len() - 1);
        }
        ends.push(end);
    }
    true
}

#[cold]
fn slow_text<'t>(
    plan: &Plan,
    row: i64,
    cell: &'t str,
    problems: &mut Problems,
) -> Option<std::borrow::Cow<'t, str>> {
    let clean = clean_text(cell, plan.role, &plan.nulls);
    if clean.control_characters {
        problems.note(
            Code::ControlCharacters,
            row,
            Some(cell),
            "control characters removed",
        );
    }
    if clean.excel_error {
        problems.note(
            Code::ExcelError,
            row,
            Some(cell),
            "an error of the spreadsheet",
        );
    }
    if clean.digits_lost && clean.value.is_some() {
        problems.note(
            Code::DigitsLost,
            row,
            Some(cell),
            "a spreadsheet has rounded this code; export it as text",
        );
    }
    clean.value
}

/// False if the distinct texts pass 2 GiB.
fn repeated<'a>(
    plan: &Plan,
    cells: &impl Cells<'a>,
    kept: &[u32],
    keys: &mut Vec<i32>,
    texts: &mut Interner,
    sink: Sink<'_>,
) -> bool {
    let mut fits = true;
    for record in kept {
        let record = *record as usize;
        let raw = cells.cell(record, plan.source);
        let cell = trim_plain(raw.bytes);
        if cell.is_empty() {
            sink.valid.missing(keys.len());
            keys.push(0);
            continue;
        }
        // A cell that equals a clean text is clean, unless it is one that cleaning unwraps.
        if raw.form == Form::Bare && !is_special(cell[0]) {
            let last = keys.last().copied().unwrap_or(0);
            let key = if texts.is(last, cell) {
                Some(last)
            } else {
                texts.find(cell)
            };
            if let Some(key) = key {
                keys.push(key);
                continue;
            }
        }
        let cell = text(raw);
        let value = slow_text(plan, cells.row(record), &cell, sink.problems);
        let key = value.as_deref().and_then(|value| {
            let key = texts.add(value.as_bytes());
            fits &= key.is_some();
            key
        });
        if key.is_none() {
            sink.valid.missing(keys.len());
        }
        keys.push(key.unwrap_or(0));
    }
    fits
}
