//! Typed columns from Arrow columns of text: workbooks, and tables that an adapter prepared.

use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, DictionaryArray, Int64Array, LargeStringArray, RecordBatch, StringArray,
    StringViewArray,
};
use arrow_schema::{DataType, Schema};

use super::columns::{Decision, Plan};
use super::filter::{Cells, Filter, REASONS};
use super::intern::seed;
use super::number::Short;
use super::parts::{Job, Part, decide, finish, habits, identifiers, reread, tallies};
use super::text::{Form, Raw};
use super::{Column, DELIMITER, LEFT_OUT, Options, ROW, Read, ReadError};
use crate::parallel;

/// Rows of a part.
const PART: usize = 64 << 10;
/// Rows looked at in one go, so that they stay in the processor's cache.
const BLOCK: usize = 256;
/// Rows at the start from which the first guess at ambiguous cells is made.
const SAMPLED: usize = 512;

/// Types the text columns of `batches`, which have `schema`. Rows that `__left_out__` gives a reason
/// are left out for it.
pub fn cast_table(
    schema: &Schema,
    batches: &[RecordBatch],
    columns: &[Column],
    options: Options,
) -> Result<Read, ReadError> {
    let texts: Vec<usize> = (0..schema.fields().len())
        .filter(|at| {
            let field = schema.field(*at);
            field.name() != ROW && field.name() != LEFT_OUT && is_text(field.data_type())
        })
        .collect();
    let headers: Vec<String> = texts
        .iter()
        .map(|at| schema.field(*at).name().clone())
        .collect();
    let mut plans = Vec::with_capacity(columns.len());
    for column in columns {
        plans.push(Plan::typed(column, source(schema, &headers, column)?));
    }
    let position = |column: &Column| {
        headers
            .iter()
            .position(|header| *header == column.header)
            .unwrap_or(0)
    };
    let delimiter = schema.metadata().get(DELIMITER);
    let job = Job {
        plans,
        filter: Filter::new(&headers, &[], identifiers(columns, position)),
        delimiter: delimiter.and_then(|text| text.bytes().next()),
        with_rows: false,
        options,
        seed: seed(),
    };
    let tables = tables(schema, batches, &texts)?;
    let pieces = pieces(&tables, options.part.unwrap_or(PART).max(1));
    let all = vec![true; job.plans.len()];

    let sample: Vec<Part> = pieces
        .iter()
        .take(1)
        .map(|(table, rows)| {
            let end = rows.end.min(rows.start + SAMPLED);
            part(&job, &tables[*table], rows.start..end, &habits(&job), &all)
        })
        .collect();
    let guess = decide(&job, &tallies(&job, &sample));
    drop(sample);
    let mut parts = parallel::map(pieces.len(), options.threads, |at| {
        let (table, rows) = &pieces[at];
        part(&job, &tables[*table], rows.clone(), &guess, &all)
    });
    for (at, part) in parts.iter_mut().enumerate() {
        part.range = at..at;
    }
    let decisions = decide(&job, &tallies(&job, &parts));
    reread(&job, &mut parts, &decisions, |piece, wanted| {
        let (table, rows) = &pieces[piece.start];
        part(&job, &tables[*table], rows.clone(), &decisions, wanted)
    });
    if parts.is_empty() {
        parts.push(Part::new(&job, &decisions, &all, 0));
    }
    let offsets = vec![0; parts.len()];
    finish(job, parts, &offsets)
}

fn source(schema: &Schema, headers: &[String], column: &Column) -> Result<usize, ReadError> {
    if let Some(at) = headers.iter().position(|header| *header == column.header) {
        return Ok(at);
    }
    match schema.field_with_name(&column.header) {
        Ok(field) => Err(ReadError::ColumnType {
            column: column.header.clone(),
            expected: "text",
            found: field.data_type().to_string(),
        }),
        Err(_) => Err(ReadError::MissingColumn(column.header.clone())),
    }
}

fn is_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

/// One column of text, however it is stored.
enum Texts<'a> {
    Plain(&'a StringArray),
    Large(&'a LargeStringArray),
    View(&'a StringViewArray),
    /// Numbers of the texts; null where there is none.
    Keys(Vec<Option<usize>>, Box<Texts<'a>>),
    Null,
}

impl<'a> Texts<'a> {
    fn new(array: &'a ArrayRef) -> Option<Texts<'a>> {
        Some(match array.data_type() {
            DataType::Utf8 => Texts::Plain(array.as_string_opt()?),
            DataType::LargeUtf8 => Texts::Large(array.as_string_opt()?),
            DataType::Utf8View => Texts::View(array.as_string_view_opt()?),
            DataType::Null => Texts::Null,
            DataType::Dictionary(key, _) => match key.as_ref() {
                DataType::Int8 => keys(array.as_dictionary_opt::<Int8Type>()?)?,
                DataType::Int16 => keys(array.as_dictionary_opt::<Int16Type>()?)?,
                DataType::Int32 => keys(array.as_dictionary_opt::<Int32Type>()?)?,
                DataType::Int64 => keys(array.as_dictionary_opt::<Int64Type>()?)?,
                DataType::UInt8 => keys(array.as_dictionary_opt::<UInt8Type>()?)?,
                DataType::UInt16 => keys(array.as_dictionary_opt::<UInt16Type>()?)?,
                DataType::UInt32 => keys(array.as_dictionary_opt::<UInt32Type>()?)?,
                DataType::UInt64 => keys(array.as_dictionary_opt::<UInt64Type>()?)?,
                _ => return None,
            },
            _ => return None,
        })
    }

    /// The text's bytes; no bytes if there is none.
    #[inline]
    fn get(&self, row: usize) -> &'a [u8] {
        match self {
            Texts::Plain(array) if array.is_valid(row) => array.value(row).as_bytes(),
            Texts::Large(array) if array.is_valid(row) => array.value(row).as_bytes(),
            Texts::View(array) if array.is_valid(row) => {
                let array: &'a StringViewArray = array;
                array.value(row).as_bytes()
            }
            Texts::Keys(keys, texts) => keys[row].map_or(&[], |key| texts.get(key)),
            _ => &[],
        }
    }
}

fn keys<K: arrow_array::types::ArrowDictionaryKeyType>(
    array: &DictionaryArray<K>,
) -> Option<Texts<'_>> {
    let texts = Texts::new(array.values())?;
    let keys = (0..array.len()).map(|row| array.key(row)).collect();
    Some(Texts::Keys(keys, Box::new(texts)))
}

/// One batch: its texts, row numbers and reasons.
struct Table<'a> {
    texts: Vec<Texts<'a>>,
    rows: &'a Int64Array,
    reasons: Option<Texts<'a>>,
    length: usize,
}

fn tables<'a>(
    schema: &Schema,
    batches: &'a [RecordBatch],
    texts: &[usize],
) -> Result<Vec<Table<'a>>, ReadError> {
    let row_column = schema
        .index_of(ROW)
        .map_err(|_| ReadError::MissingColumn(ROW.to_owned()))?;
    let reasons = schema.index_of(LEFT_OUT).ok();
    let column = |batch: &'a RecordBatch, at: usize| {
        Texts::new(batch.column(at)).ok_or_else(|| ReadError::ColumnType {
            column: schema.field(at).name().clone(),
            expected: "text",
            found: schema.field(at).data_type().to_string(),
        })
    };
    batches
        .iter()
        .map(|batch| {
            let rows = batch.column(row_column);
            Ok(Table {
                texts: texts
                    .iter()
                    .map(|at| column(batch, *at))
                    .collect::<Result<_, _>>()?,
                rows: rows
                    .as_primitive_opt()
                    .ok_or_else(|| ReadError::ColumnType {
                        column: ROW.to_owned(),
                        expected: "int64",
                        found: rows.data_type().to_string(),
                    })?,
                reasons: reasons.map(|at| column(batch, at)).transpose()?,
                length: batch.num_rows(),
            })
        })
        .collect()
}

/// Batches and rows in them, of at most `size` rows.
fn pieces(tables: &[Table<'_>], size: usize) -> Vec<(usize, Range<usize>)> {
    let mut pieces = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        let starts = (0..table.length).step_by(size);
        pieces.extend(starts.map(|start| (at, start..(start + size).min(table.length))));
    }
    pieces
}

struct TableCells<'a, 't> {
    table: &'t Table<'a>,
    rows: Range<usize>,
}

impl<'a> Cells<'a> for TableCells<'a, '_> {
    fn records(&self) -> usize {
        self.rows.len()
    }

    fn width(&self) -> usize {
        self.table.texts.len()
    }

    fn plain(&self) -> bool {
        false
    }

    #[inline]
    fn cell(&self, record: usize, column: usize) -> Raw<'a> {
        Raw {
            bytes: self.table.texts[column].get(self.rows.start + record),
            form: Form::Bare,
        }
    }

    #[inline]
    fn short(&self, record: usize, column: usize) -> Option<Short> {
        Short::new(self.cell(record, column).bytes)
    }

    fn row(&self, record: usize) -> i64 {
        self.table.rows.value(self.rows.start + record)
    }
}

fn part(
    job: &Job,
    table: &Table<'_>,
    rows: Range<usize>,
    decisions: &[Decision],
    wanted: &[bool],
) -> Part {
    let mut part = Part::new(job, decisions, wanted, rows.len());
    let mut kept = Vec::with_capacity(BLOCK);
    for start in rows.clone().step_by(BLOCK) {
        let cells = TableCells {
            table,
            rows: start..(start + BLOCK).min(rows.end),
        };
        kept.clear();
        for record in 0..cells.records() {
            let given = table
                .reasons
                .as_ref()
                .map_or(&[][..], |all| all.get(start + record));
            let reason = match given {
                [] => job
                    .filter
                    .reason(&cells, record)
                    .map(|reason| REASONS[reason as usize]),
                given => std::str::from_utf8(given).ok(),
            };
            match reason {
                None => kept.push(record as u32),
                Some(reason) => part.omitted.note(reason, cells.row(record)),
            }
        }
        part.append(job, &cells, &mut kept);
    }
    part
}
