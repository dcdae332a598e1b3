"""How a snapshot's columns are stored in Arrow."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from sentinel.canonical import COLUMNS, Kind
from sentinel.compute import Cells

TYPES: dict[Kind, Any] = {
    Kind.TEXT: pa.string(),
    Kind.REPEATED: pa.dictionary(pa.int32(), pa.string()),
    Kind.NUMBER: pa.float64(),
    Kind.DATE: pa.date32(),
}
"""Arrow type of each kind of column."""

SCHEMA: pa.Schema = pa.schema([(column.name, TYPES[column.kind]) for column in COLUMNS])
"""All canonical columns in their order; a snapshot has those that its exports have."""


def constant(text: str, rows: int) -> Cells:
    """One text repeated, as a dictionary; made of zeroed memory, so it costs next to nothing."""
    zeros = pa.Array.from_buffers(pa.int32(), rows, [None, pa.py_buffer(bytes(4 * rows))])
    return pa.DictionaryArray.from_arrays(zeros, pa.array([text], pa.string()))
