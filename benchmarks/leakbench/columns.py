"""An export as an analyst opens it: numbers, ages in days, groups; NaN where nothing is known."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .arrays import Floats, Ints


class Columns:
    """The canonical columns of one store as arrays; any of them may be absent or damaged."""

    def __init__(self, table: pa.Table, as_of: dt.date) -> None:
        self.table = table
        self._as_of = as_of

    def __len__(self) -> int:
        return len(self.table)

    def number(self, name: str) -> Floats:
        """A column; NaN where it is absent, empty or unreadable."""
        if name not in self.table.column_names:
            return np.full(len(self), np.nan)
        column = self.table[name]
        if not pa.types.is_floating(column.type):
            return np.array([_readable(text) for text in column.to_pylist()], dtype=np.float64)
        return np.asarray(column.to_numpy(), dtype=np.float64)

    def days_since(self, name: str) -> Floats:
        """Days from a date column to the export; NaN where there is no date."""
        if name not in self.table.column_names:
            return np.full(len(self), np.nan)
        column: Any = self.table[name]
        if not pa.types.is_date(column.type):
            column = pc.strptime(column, format="%Y-%m-%d", unit="s", error_is_null=True)
        days = np.array(column.to_pylist(), dtype="datetime64[D]")
        ages = np.datetime64(self._as_of) - days
        return np.where(np.isnat(ages), np.nan, ages.astype(np.float64))

    def group(self, name: str) -> Ints:
        """Numbers from 0 for the values of a text column; one group where it is absent."""
        if name not in self.table.column_names:
            return np.zeros(len(self), dtype=np.int64)
        column: Any = self.table[name].cast(pa.string()).combine_chunks()
        codes = pc.fill_null(column, "").dictionary_encode().indices
        return np.asarray(codes.to_numpy(zero_copy_only=False), dtype=np.int64)

    def equals(self, name: str, value: str) -> Floats:
        """1 where a text column has that value, 0 elsewhere."""
        if name not in self.table.column_names:
            return np.zeros(len(self))
        same: Any = pc.equal(self.table[name].cast(pa.string()), pa.scalar(value))
        return np.asarray(pc.fill_null(same, False).to_numpy(), dtype=np.float64)


def lines(table: pa.Table, rows: Ints, primitive: str, confidence: Floats) -> pa.Table:
    """Findings of one primitive: rows of an export, and how sure each is."""
    columns: dict[str, Any] = {
        "sku": table["sku"].take(pa.array(rows, pa.int64())),
        "primitive": pa.array([primitive] * len(rows), pa.string()),
        "confidence": pa.array(confidence, pa.float64()),
    }
    return pa.table(columns)


def _readable(text: str | None) -> float:
    try:
        return float(text or "nan")
    except ValueError:
        return float("nan")
