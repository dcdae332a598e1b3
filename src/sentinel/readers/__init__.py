"""Bytes to a table: delimited text and workbooks."""

from sentinel.readers.opening import open_head, open_table
from sentinel.readers.plan import ColumnPlan, Layout, TypedRead
from sentinel.readers.raw import RawTable, cast
from sentinel.readers.source import InputSource

__all__ = [
    "ColumnPlan",
    "InputSource",
    "Layout",
    "RawTable",
    "TypedRead",
    "cast",
    "open_head",
    "open_table",
]
