"""The compiled kernels. Tables come in through the Arrow PyCapsule interface, without a copy."""

from typing import Any, TypedDict

import pyarrow as pa
from _typeshed import ReadableBuffer

__all__ = [
    "SIGNALS",
    "__version__",
    "cast_table",
    "detect",
    "duplicate_rows",
    "items",
    "read_text",
    "read_typed",
]

__version__: str

# --- detection

SIGNALS: list[str]
"""Names of the bits of `signals`, bit 0 first."""

def detect(
    table: Any,
    as_of: int,
    chosen: list[tuple[str, list[float], tuple[Any, ...]]],
    overrides: list[tuple[str, str | None, str | None, int, float]],
    threads: int,
) -> pa.RecordBatch:
    """Findings of the chosen kernels, ordered by store, annual cost descending, SKU, primitive.

    `table`: canonical columns with their canonical types. `as_of`: days since 1970-01-01.
    `chosen`: kernel, its thresholds in declared order and `Scorecard.for_kernel()`. `overrides`:
    kernel, store or null, category or null, position of the threshold, value. Raises ValueError for
    a wrong type.
    """

def items(table: Any, as_of: int, threads: int) -> pa.RecordBatch:
    """The numbers of `sentinel.Item` for each row, null where unknown, and its signals."""

# --- reading ------------------------------------------------------------------------------------

_ColumnTuple = tuple[str, str, int, str, str, str | None, list[str], float]
"""name, header, index, kind (text, repeated, number, date), decimal (".", ",", "auto"),
date order (YMD, MDY, DMY or null: decided from the column), null words, scale."""

class _ProblemDict(TypedDict):
    """All occurrences of a problem in one column (null: in whole rows), the first few shown."""

    code: str
    column: str | None
    header: str | None
    count: int
    examples: list[tuple[int, str | None, str]]
    """Row in the file, text of the cell, message."""

class _ReadDict(TypedDict):
    """What was read: rows_read is the rows in `batches` plus the sum of `left_out`."""

    batches: list[pa.RecordBatch]
    """At least one; chunks that share the dictionaries of their repeated columns."""
    rows_read: int
    left_out: dict[str, int]
    """Reason (blank, total, repeated_header, no_identifier, or one given) to number of records."""
    left_out_rows: dict[str, list[int]]
    problems: list[_ProblemDict]

def read_typed(
    data: ReadableBuffer,
    delimiter: str,
    quoting: bool,
    data_start: int,
    first_row: int,
    headers: list[str],
    columns: list[_ColumnTuple],
    threads: int,
    max_examples: int,
    part: int | None = None,
    titles: list[str] = ...,
) -> _ReadDict:
    """Reads UTF-8 bytes to typed columns in one pass; `data` must be read-only and is not copied.

    `titles`: texts of the lines above the header, which a printed list repeats on each page.

    `part` is the size of the parts in bytes that are read side by side; it and `threads` change no
    value. BufferError: the bytes may be written to. ValueError: the layout makes no sense.
    """

def read_text(
    data: ReadableBuffer,
    delimiter: str,
    quoting: bool,
    data_start: int,
    first_row: int,
    headers: list[str],
    max_examples: int,
    threads: int = 1,
    part: int | None = None,
    titles: list[str] = ...,
) -> _ReadDict:
    """Reads the text of every cell: a column per header (an empty cell is null) and `__row__`."""

def cast_table(
    table: object,
    columns: list[_ColumnTuple],
    threads: int,
    max_examples: int,
    part: int | None = None,
) -> _ReadDict:
    """Types the text columns of an Arrow table that has `__row__`, found by their header.

    Rows with a text in `__left_out__` are left out for that reason. ValueError: a column is missing
    or not text.
    """

# --- joining

def duplicate_rows(table: object) -> pa.RecordBatch:
    """Rows whose `store_id` (may be absent) and `sku` stand on another row too.

    `row` (int64, ascending) and `group` (int64, from 0); a null SKU counts as an empty text.
    """
