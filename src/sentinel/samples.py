"""The head of an export, on which recognition and mapping rest."""

from __future__ import annotations

import pyarrow as pa

from sentinel import reshape
from sentinel.compute import pc
from sentinel.models import Sample

SAMPLE_ROWS = 200
"""Rows of the head that mappers look at."""


def sample_of(table: pa.Table) -> Sample:
    """The head of a table of text, without the rows that are left out."""
    if reshape.LEFT_OUT in table.column_names:
        table = table.filter(pc.is_null(table[reshape.LEFT_OUT]))
    head = table.slice(0, SAMPLE_ROWS)
    headers = reshape.headers_of(head)
    return Sample(
        headers=tuple(headers),
        columns=tuple(tuple(reshape.cells(head, header).to_pylist()) for header in headers),
    )


def table_of(sample: Sample) -> pa.Table:
    """A sample as a table of text with `__row__`, for a `prepare`."""
    columns = {
        header: pa.array(values, pa.string())
        for header, values in zip(sample.headers, sample.columns, strict=True)
    }
    rows = len(sample.columns[0]) if sample.columns else 0
    return pa.table(columns | {reshape.ROW: pa.array(range(2, rows + 2), pa.int64())})
