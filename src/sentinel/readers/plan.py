"""What the native reader is told: where the records are, and which cells become which columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import frozen

from sentinel.canonical import Kind
from sentinel.models import DateOrder, Problem

if TYPE_CHECKING:
    import pyarrow as pa


@frozen(kw_only=True)
class Layout:
    """How a delimited text is laid out, once its bytes are UTF-8."""

    delimiter: str
    """One character: comma, semicolon, tab or pipe."""
    quoting: bool
    """False: quotes are ordinary characters (inch marks in unquoted files)."""
    headers: tuple[str, ...]
    """Unique and not empty: duplicates and blanks were given names of their own."""
    data_start: int
    """Offset in bytes of the first record below the header."""
    first_row: int
    """Row in the file of that record, as a spreadsheet counts: the first record is 1."""
    data_end: int | None = None
    """Offset in bytes behind the last record of the table; null: the end of the file."""
    other_rows: int = 0
    """Records of other tables in the same file: left out as `other_table`."""
    decimal: Literal[".", "auto"] = "auto"
    """A dot where a program wrote the numbers as numbers; auto: decided column by column."""


@frozen(kw_only=True)
class ColumnPlan:
    """One canonical column to be read from one column of text."""

    name: str
    """Canonical name."""
    header: str
    index: int
    """Position in the file."""
    kind: Kind
    decimal: Literal[".", ",", "auto"] = "auto"
    """auto: decided from the column as a whole."""
    date_order: DateOrder | None = None
    """Null: decided from the column as a whole."""
    nulls: tuple[str, ...] = ()
    """Words that mean null in this export, beyond the usual ones."""
    scale: float = 1.0


@frozen(kw_only=True, eq=False)
class TypedRead:
    """Canonical columns in chunks, and everything that did not make it into them."""

    table: pa.Table
    rows_read: int
    rows_left_out: dict[str, int]
    """Reason to number of records."""
    problems: tuple[Problem, ...]
