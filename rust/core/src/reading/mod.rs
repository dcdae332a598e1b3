//! Bytes of a point-of-sale export to typed Arrow columns, in one pass.
//!
//! The way of a cell: `delimited` finds where it stands, `text` makes its plain text, `filter` leaves
//! out records that are no items, `columns` types it (`number`, `date`, `intern`). `parts` cuts the
//! bytes, runs the parts side by side and puts them together; `table` takes cells from Arrow text
//! columns instead of bytes and is otherwise the same way.

mod columns;
mod date;
mod delimited;
mod filter;
mod intern;
mod number;
mod parts;
mod problems;
mod table;
mod text;

use arrow_array::RecordBatch;
use thiserror::Error;

pub use date::DateOrder;
pub use number::Decimal;
pub use parts::{read_text, read_typed};
pub use problems::{Example, Problem};
pub use table::cast_table;

/// Column of the row's number in the file, in tables of text.
pub const ROW: &str = "__row__";
/// Column of the reason why a row is left out, in tables of text.
pub const LEFT_OUT: &str = "__left_out__";
/// Key of a text table's schema metadata: the delimiter of the file it was read from.
pub const DELIMITER: &str = "sentinel.delimiter";

#[derive(Debug, Error)]
pub enum ReadError {
    #[error("the delimiter must be one ASCII character other than a quote or a line break")]
    Delimiter,
    #[error("there are no headers")]
    NoHeaders,
    #[error("the column {column:?} is at position {index}, but there are only {width} headers")]
    Position {
        column: String,
        index: usize,
        width: usize,
    },
    #[error("the table has no column {0:?}")]
    MissingColumn(String),
    #[error("the column {column:?} is {found}, expected {expected}")]
    ColumnType {
        column: String,
        expected: &'static str,
        found: String,
    },
    #[error("a part of the column {0:?} is larger than 2 GiB of text")]
    TooLarge(String),
    #[error("{0}")]
    Arrow(#[from] arrow_schema::ArrowError),
}

/// How a delimited text is laid out, once its bytes are UTF-8.
#[derive(Debug, Clone)]
pub struct Layout {
    pub delimiter: u8,
    /// False: quotes are ordinary characters.
    pub quoting: bool,
    /// Offset in bytes of the first record below the header.
    pub data_start: usize,
    /// Row in the file of that record.
    pub first_row: i64,
    pub headers: Vec<String>,
    /// Texts of the lines above the header: a printed list repeats them on each page.
    pub titles: Vec<String>,
}

/// What becomes of a column's cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Repeated,
    Number,
    Date,
}

/// One canonical column to be read from one column of text.
#[derive(Debug, Clone)]
pub struct Column {
    pub name: String,
    pub header: String,
    /// Position in the file; tables find their columns by `header`.
    pub index: usize,
    pub kind: Kind,
    /// Null: decided from the column as a whole.
    pub decimal: Option<Decimal>,
    /// Null: decided from the column as a whole.
    pub date_order: Option<DateOrder>,
    /// Words that mean null here, beyond the usual ones.
    pub nulls: Vec<String>,
    /// Factor from the export's unit to the canonical one.
    pub scale: f64,
}

/// How the work is done; nothing of it changes a value.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    pub threads: usize,
    /// Examples kept of each problem; all occurrences are counted.
    pub max_examples: usize,
    /// Size of the parts, in bytes or (tables) rows; null: chosen from the size of the input.
    pub part: Option<usize>,
}

/// Records that were left out for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    pub reason: String,
    pub count: u64,
    /// The first of them.
    pub rows: Vec<i64>,
}

/// What came of it. `rows_read` is the rows in `batches` plus those in `left_out`.
#[derive(Debug)]
pub struct Read {
    /// At least one, so that the schema is known.
    pub batches: Vec<RecordBatch>,
    pub rows_read: u64,
    pub left_out: Vec<LeftOut>,
    pub problems: Vec<Problem>,
}
