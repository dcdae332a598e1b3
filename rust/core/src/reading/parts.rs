//! Cuts bytes into parts, reads them side by side, verifies the cuts and puts the parts together.
//!
//! A part ahead of whose start nothing was read yet can only guess where its first record starts: a
//! line break may stand within quotes. So each part also says where the record behind it starts, and
//! a part that began elsewhere is read again. Parts depend on the size of the input alone, never on
//! the number of threads, and neither do the chunks they become.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, RecordBatchOptions};
use arrow_schema::{DataType, Field, Schema};

use super::columns::{Decision, Plan, Reader, Store, Tally, strings};
use super::date::{self, DateOrder};
use super::delimited::{Block, Records, guess_start};
use super::filter::{Cells, Filter, Identifier, Omitted, REASONS, Reason};
use super::intern::{Interner, seed};
use super::number::{Decimal, Short};
use super::problems::{Code, Problems};
use super::text::{Nulls, Raw, Role};
use super::{Column, DELIMITER, Kind, Layout, Options, ROW, Read, ReadError};
use crate::parallel;

/// Bytes of a part: enough to make a chunk worth having, few enough to keep all threads busy.
const PART: Range<usize> = (256 << 10)..(8 << 20);
/// Bytes at the start from which the first guess at ambiguous cells is made.
const SAMPLED: usize = 64 << 10;

/// One pass from bytes to typed columns.
pub fn read_typed(
    data: &[u8],
    layout: &Layout,
    columns: &[Column],
    options: Options,
) -> Result<Read, ReadError> {
    let width = layout.headers.len();
    for column in columns {
        if column.index >= width {
            return Err(ReadError::Position {
                column: column.name.clone(),
                index: column.index,
                width,
            });
        }
    }
    let plans = columns
        .iter()
        .map(|column| Plan::typed(column, column.index))
        .collect();
    let filter = Filter::new(
        &layout.headers,
        &layout.titles,
        identifiers(columns, |column| column.index),
    );
    read(data, layout, plans, filter, false, options)
}

/// The text of every cell, one column per header, and the row of each record.
pub fn read_text(data: &[u8], layout: &Layout, options: Options) -> Result<Read, ReadError> {
    let headers = layout.headers.iter().enumerate();
    let plans = headers
        .map(|(at, header)| Plan::cells(header, at))
        .collect();
    let filter = Filter::new(&layout.headers, &layout.titles, Vec::new());
    read(data, layout, plans, filter, true, options)
}

/// The columns that can name an item, found by `source`.
pub(crate) fn identifiers(
    columns: &[Column],
    source: impl Fn(&Column) -> usize,
) -> Vec<Identifier> {
    columns
        .iter()
        .filter(|column| matches!(column.name.as_str(), "sku" | "barcode" | "description"))
        .filter(|column| matches!(column.kind, Kind::Text | Kind::Repeated))
        .map(|column| Identifier {
            source: source(column),
            role: Role::of(&column.name),
            nulls: Nulls::new(&column.nulls),
        })
        .collect()
}

/// What all parts share.
pub(crate) struct Job {
    pub plans: Vec<Plan>,
    pub filter: Filter,
    /// What ambiguous cells mean where nothing in the file says so.
    pub delimiter: Option<u8>,
    pub with_rows: bool,
    pub options: Options,
    pub seed: u64,
}

/// What one part came to. Rows count from its start, or are those of the file: see `Cells::row`.
pub(crate) struct Part {
    pub range: Range<usize>,
    pub columns: Vec<Option<Reader>>,
    pub rows: Vec<i64>,
    pub kept: usize,
    pub records: usize,
    pub omitted: Omitted,
    pub problems: Problems,
}

impl Part {
    pub fn new(job: &Job, decisions: &[Decision], wanted: &[bool], rows: usize) -> Part {
        let columns = job.plans.iter().zip(decisions).zip(wanted);
        Part {
            range: 0..0,
            columns: columns
                .map(|((plan, decision), wanted)| {
                    let examples = job.options.max_examples;
                    wanted.then(|| Reader::new(plan, *decision, rows, job.seed, examples))
                })
                .collect(),
            rows: Vec::with_capacity(if job.with_rows { rows } else { 0 }),
            kept: 0,
            records: 0,
            omitted: Omitted::new(&job.options),
            problems: Problems::new(job.options.max_examples),
        }
    }

    /// Takes in the records in `kept` that name an item.
    pub fn append<'a>(&mut self, job: &Job, cells: &impl Cells<'a>, kept: &mut Vec<u32>) {
        kept.retain(|record| {
            let identified = job.filter.is_identified(cells, *record as usize);
            if !identified {
                let row = cells.row(*record as usize);
                self.omitted
                    .note(REASONS[Reason::NoIdentifier as usize], row);
            }
            identified
        });
        for (plan, column) in job.plans.iter().zip(&mut self.columns) {
            if let Some(column) = column {
                column.append(plan, cells, kept);
            }
        }
        if job.with_rows {
            self.rows
                .extend(kept.iter().map(|record| cells.row(*record as usize)));
        }
        self.kept += kept.len();
        self.records += cells.records();
    }
}

struct BlockCells<'a, 'b> {
    data: &'a [u8],
    block: &'b Block,
    width: usize,
    first_record: usize,
}

impl<'a> Cells<'a> for BlockCells<'a, '_> {
    fn records(&self) -> usize {
        self.block.records()
    }

    fn width(&self) -> usize {
        self.width
    }

    fn plain(&self) -> bool {
        self.block.plain
    }

    #[inline]
    fn cell(&self, record: usize, column: usize) -> Raw<'a> {
        self.block.cell(self.data, record, column)
    }

    #[inline]
    fn short(&self, record: usize, column: usize) -> Option<Short> {
        self.block.short(self.data, record, column)
    }

    fn row(&self, record: usize) -> i64 {
        (self.first_record + record) as i64
    }
}

impl BlockCells<'_, '_> {
    fn record(&self, record: usize) -> &[u8] {
        &self.data[self.block.starts[record]..self.block.starts[record + 1]]
    }

    /// Notes what is wrong with records as a whole. What they say is not shown: it may be whoever
    /// bought.
    fn note_problems(&self, kept: &[u32], problems: &mut Problems) {
        let is_kept = |record: &u32| kept.binary_search(record).is_ok();
        let mut note = |code, record: u32, message: &str| {
            problems.note(code, self.row(record as usize), None, message);
        };
        for (record, cells) in self
            .block
            .ragged
            .iter()
            .filter(|(record, _)| is_kept(record))
        {
            let message = format!("{cells} cells under {} headers", self.width);
            note(Code::RaggedRow, *record, &message);
        }
        for record in self.block.unclosed.iter().filter(|record| is_kept(record)) {
            note(
                Code::UnclosedQuote,
                *record,
                "a quote opens a cell and none closes it",
            );
        }
        if self.block.plain {
            return;
        }
        for record in kept {
            let bytes = self.record(*record as usize);
            if memchr::memchr(0, bytes).is_some() {
                note(Code::NulBytes, *record, "NUL bytes removed");
            }
            if std::str::from_utf8(bytes).is_err() {
                note(
                    Code::InvalidUtf8,
                    *record,
                    "bytes that are not UTF-8 replaced",
                );
            }
        }
    }
}

struct Source<'a> {
    data: &'a [u8],
    layout: &'a Layout,
}

impl Source<'_> {
    fn records(&self, range: Range<usize>) -> Records<'_> {
        let Layout {
            delimiter, quoting, ..
        } = *self.layout;
        Records::new(
            self.data,
            delimiter,
            quoting,
            self.layout.headers.len(),
            range,
        )
    }

    /// Reads the records that start in `range`, whose start must be that of a record.
    fn part(
        &self,
        job: &Job,
        range: Range<usize>,
        decisions: &[Decision],
        wanted: &[bool],
    ) -> Part {
        let bytes = range.len();
        let mut records = self.records(range.clone());
        let mut block = Block::default();
        let mut kept = Vec::new();
        let mut part: Option<Part> = None;
        while records.next_block(&mut block) {
            let part = part.get_or_insert_with(|| {
                let seen = (records.position - range.start).max(1);
                let rows = block.records() * bytes.div_ceil(seen).min(1 << 20);
                let rows = (rows + rows / 16).min(bytes + 1);
                Part::new(job, decisions, wanted, rows)
            });
            let cells = BlockCells {
                data: self.data,
                block: &block,
                width: self.layout.headers.len(),
                first_record: part.records,
            };
            kept.clear();
            for record in 0..cells.records() {
                match job.filter.reason(&cells, record) {
                    None => kept.push(record as u32),
                    Some(reason) => part
                        .omitted
                        .note(REASONS[reason as usize], cells.row(record)),
                }
            }
            cells.note_problems(&kept, &mut part.problems);
            part.append(job, &cells, &mut kept);
        }
        let mut part = part.unwrap_or_else(|| Part::new(job, decisions, wanted, 0));
        part.range = range.start..records.position.max(range.start);
        part
    }
}

fn read(
    data: &[u8],
    layout: &Layout,
    plans: Vec<Plan>,
    filter: Filter,
    with_rows: bool,
    options: Options,
) -> Result<Read, ReadError> {
    let is_mark = matches!(layout.delimiter, b'"' | b'\r' | b'\n');
    if !layout.delimiter.is_ascii() || is_mark {
        return Err(ReadError::Delimiter);
    }
    if layout.headers.is_empty() {
        return Err(ReadError::NoHeaders);
    }
    let job = Job {
        plans,
        filter,
        delimiter: Some(layout.delimiter),
        with_rows,
        options,
        seed: seed(),
    };
    let source = Source { data, layout };
    let all = vec![true; job.plans.len()];
    let start = layout.data_start.min(data.len());
    let size = (data.len() - start) / 16;
    let size = options
        .part
        .unwrap_or(size.clamp(PART.start, PART.end))
        .max(1);
    let count = (data.len() - start).div_ceil(size).max(1);
    let limits = |at: usize| (start + at * size)..(start + (at + 1) * size).min(data.len());

    let sample = start..(start + SAMPLED).min(data.len());
    let sample = source.part(&job, sample, &habits(&job), &all);
    let guess = decide(&job, &tallies(&job, std::slice::from_ref(&sample)));
    drop(sample);

    let mut parts = parallel::map(count, options.threads, |at| {
        let limits = limits(at);
        let Layout {
            delimiter, quoting, ..
        } = *layout;
        let start = match at {
            0 => limits.start,
            _ => guess_start(data, delimiter, quoting, layout.headers.len(), limits.start),
        };
        source.part(&job, start..limits.end.max(start), &guess, &all)
    });
    let mut next = start;
    for (at, part) in parts.iter_mut().enumerate() {
        if part.range.start != next {
            *part = source.part(&job, next..limits(at).end.max(next), &guess, &all);
        }
        next = part.range.end;
    }

    let decisions = decide(&job, &tallies(&job, &parts));
    reread(&job, &mut parts, &decisions, |part, wanted| {
        source.part(&job, part, &decisions, wanted)
    });
    let mut offset = layout.first_row;
    let offsets: Vec<i64> = parts
        .iter()
        .map(|part| {
            offset += part.records as i64;
            offset - part.records as i64
        })
        .collect();
    finish(job, parts, &offsets)
}

/// Reads those columns again whose ambiguous cells were read otherwise than the whole column says.
pub(crate) fn reread(
    job: &Job,
    parts: &mut [Part],
    decisions: &[Decision],
    read: impl Fn(Range<usize>, &[bool]) -> Part + Sync,
) {
    let stale = |part: &Part| -> Vec<bool> {
        let columns = part.columns.iter().zip(&job.plans).zip(decisions);
        columns
            .map(|((column, plan), decision)| {
                column
                    .as_ref()
                    .is_some_and(|column| is_stale(plan, column, decision))
            })
            .collect()
    };
    let todo: Vec<(usize, Range<usize>, Vec<bool>)> = parts
        .iter()
        .enumerate()
        .map(|(at, part)| (at, part.range.clone(), stale(part)))
        .filter(|(_, _, wanted)| wanted.contains(&true))
        .collect();
    let again = parallel::map(todo.len(), job.options.threads, |at| {
        read(todo[at].1.clone(), &todo[at].2)
    });
    for ((at, ..), part) in todo.iter().zip(again) {
        for (column, fresh) in parts[*at].columns.iter_mut().zip(part.columns) {
            if fresh.is_some() {
                *column = fresh;
            }
        }
    }
}

fn is_stale(plan: &Plan, column: &Reader, decision: &Decision) -> bool {
    let tally = column.tally;
    match plan.store {
        Store::Typed(Kind::Number) => {
            plan.decimal.is_none()
                && column.decision.decimal != decision.decimal
                && tally.ambiguous > 0
        }
        Store::Typed(Kind::Date) => {
            plan.order.is_none()
                && column.decision.date != decision.date
                && tally != Tally::default()
        }
        _ => false,
    }
}

/// What is assumed of a file of which nothing is known yet.
pub(crate) fn habits(job: &Job) -> Vec<Decision> {
    decide(job, &vec![Tally::default(); job.plans.len()])
}

pub(crate) fn tallies(job: &Job, parts: &[Part]) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); job.plans.len()];
    for part in parts {
        for (tally, column) in tallies.iter_mut().zip(&part.columns) {
            if let Some(column) = column {
                tally.add(column.tally);
            }
        }
    }
    tallies
}

/// How ambiguous cells are read: as the column proves; else as all other columns of the kind prove;
/// else as the delimiter suggests; else by habit (a decimal dot, the month first).
pub(crate) fn decide(job: &Job, tallies: &[Tally]) -> Vec<Decision> {
    let others = |kind: Kind| {
        let of_kind = job.plans.iter().zip(tallies);
        let of_kind = of_kind.filter(|(plan, _)| plan.store == Store::Typed(kind));
        let mut proofs: Vec<bool> = of_kind.filter_map(|(_, tally)| majority(tally)).collect();
        proofs.dedup();
        (proofs.len() == 1).then(|| proofs[0])
    };
    let (numbers, dates) = (others(Kind::Number), others(Kind::Date));
    let semicolon = (job.delimiter == Some(b';')).then_some(false);
    tallies
        .iter()
        .map(|tally| {
            let decimal = majority(tally).or(numbers).or(semicolon);
            let order = majority(tally).or(dates);
            Decision {
                decimal: if decimal.unwrap_or(true) {
                    Decimal::Dot
                } else {
                    Decimal::Comma
                },
                decimal_guessed: decimal.is_none(),
                date: date::Reading {
                    order: if order.unwrap_or(true) {
                        DateOrder::Mdy
                    } else {
                        DateOrder::Dmy
                    },
                    guessed: order.is_none(),
                },
            }
        })
        .collect()
}

/// True: a decimal dot, the month first. False: a decimal comma, the day first. Null: undecided.
fn majority(tally: &Tally) -> Option<bool> {
    (tally.first != tally.second).then_some(tally.first > tally.second)
}

/// Puts the parts together; `offsets` are the rows of their first records.
pub(crate) fn finish(job: Job, mut parts: Vec<Part>, offsets: &[i64]) -> Result<Read, ReadError> {
    let decisions = decide(&job, &tallies(&job, &parts));
    let mut omitted = Omitted::new(&job.options);
    let mut of_rows = Problems::new(job.options.max_examples);
    let mut of_columns: Vec<Problems> = job
        .plans
        .iter()
        .map(|_| Problems::new(job.options.max_examples))
        .collect();
    let mut shared: Vec<Interner> = job.plans.iter().map(|_| Interner::new(job.seed)).collect();
    let mut rows_read = 0;
    for (part, offset) in parts.iter_mut().zip(offsets) {
        rows_read += part.records as u64;
        omitted.append(&part.omitted, *offset);
        of_rows.append(std::mem::take(&mut part.problems), *offset);
        for row in &mut part.rows {
            *row += *offset;
        }
        for (at, column) in part.columns.iter_mut().enumerate() {
            if let Some(column) = column {
                of_columns[at].append(std::mem::take(&mut column.problems), *offset);
                column.unify(&mut shared[at]);
            }
        }
    }
    let mut texts: Vec<Option<ArrayRef>> = Vec::with_capacity(shared.len());
    for (plan, interner) in job.plans.iter().zip(shared) {
        let is_repeated = plan.store == Store::Typed(Kind::Repeated);
        texts.push(match is_repeated {
            true => Some(Arc::new(strings(interner.bytes, interner.offsets, None)?)),
            false => None,
        });
    }
    let mut problems = of_rows.finish(None, None);
    for ((plan, mut found), decision) in job.plans.iter().zip(of_columns).zip(decisions) {
        for code in [Code::AmbiguousDecimal, Code::AmbiguousDates] {
            match is_known(plan, &decision) {
                true => found.clear(code),
                false => found.set_message(code, ambiguity(code)),
            }
        }
        problems.extend(found.finish(Some(&plan.name), Some(&plan.header)));
    }

    let schema = Arc::new(schema(&job));
    let mut batches = Vec::with_capacity(parts.len());
    let any = parts.iter().any(|part| part.kept > 0);
    for (at, part) in parts.into_iter().enumerate() {
        if part.kept > 0 || (!any && at == 0) {
            batches.push(batch(&job, part, &schema, &texts)?);
        }
    }
    Ok(Read {
        batches,
        rows_read,
        left_out: omitted.finish(),
        problems,
    })
}

fn ambiguity(code: Code) -> &'static str {
    match code {
        Code::AmbiguousDates => "read as month/day/year; nothing in the file says otherwise",
        _ => "a dot was read as the decimal mark, a comma as a group; nothing in the file tells",
    }
}

/// True if a column needs no guess: something in the file tells how its ambiguous cells are meant.
fn is_known(plan: &Plan, decision: &Decision) -> bool {
    match plan.store {
        Store::Typed(Kind::Number) => plan.decimal.is_some() || !decision.decimal_guessed,
        Store::Typed(Kind::Date) => plan.order.is_some() || !decision.date.guessed,
        _ => true,
    }
}

fn schema(job: &Job) -> Schema {
    let mut fields: Vec<Field> = job.plans.iter().map(Plan::field).collect();
    let mut metadata = std::collections::HashMap::new();
    if job.with_rows {
        fields.push(Field::new(ROW, DataType::Int64, false));
        if let Some(delimiter) = job.delimiter {
            metadata.insert(DELIMITER.to_owned(), char::from(delimiter).to_string());
        }
    }
    Schema::new_with_metadata(fields, metadata)
}

fn batch(
    job: &Job,
    part: Part,
    schema: &Arc<Schema>,
    texts: &[Option<ArrayRef>],
) -> Result<RecordBatch, ReadError> {
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(job.plans.len() + 1);
    for ((plan, column), texts) in job.plans.iter().zip(part.columns).zip(texts) {
        if let Some(column) = column {
            arrays.push(column.finish(plan, texts.as_ref())?);
        }
    }
    if job.with_rows {
        arrays.push(Arc::new(Int64Array::from(part.rows)));
    }
    let options = RecordBatchOptions::new().with_row_count(Some(part.kept));
    Ok(RecordBatch::try_new_with_options(
        schema.clone(),
        arrays,
        &options,
    )?)
}
