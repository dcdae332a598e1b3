//! What can go wrong in here; the bindings turn it into Sentinel's own exceptions.

use arrow_array::{Array, ArrayRef};
use thiserror::Error;

#[derive(Debug, Error)]
pub enum Error {
    #[error("the table has no column {0:?}, which every snapshot has")]
    MissingColumn(&'static str),
    #[error(
        "the column {column:?} is {found}, expected {expected}; build snapshots with sentinel.read"
    )]
    ColumnType {
        column: String,
        expected: &'static str,
        found: String,
    },
    #[error("there is no kernel {0:?}")]
    UnknownKernel(String),
    #[error("there is no clue {0:?}")]
    UnknownClue(String),
    #[error("the kernel {kernel:?} takes {expected} thresholds, got {found}")]
    Thresholds {
        kernel: String,
        expected: usize,
        found: usize,
    },
    #[error("{0}")]
    Arrow(#[from] arrow_schema::ArrowError),
}

impl Error {
    pub fn column_type(column: &str, expected: &'static str, found: &ArrayRef) -> Error {
        let found = found.data_type().to_string();
        Error::ColumnType {
            column: column.to_owned(),
            expected,
            found,
        }
    }
}
