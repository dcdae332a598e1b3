"""Tables of a database, as queries write them to a file."""

from __future__ import annotations

import pyarrow as pa

from sentinel.compute import pc
from sentinel.picking import found
from sentinel.reshape import cells, with_cells


def without_null(table: pa.Table, *headers: str) -> pa.Table:
    """The cells under these headers empty where they are the word NULL.

    For texts: where a number or a date is expected, the word is none in any export.
    """
    for word in headers:
        header = found(table, word)
        if header is not None:
            text = cells(table, header)
            null = pc.equal(pc.utf8_upper(text), "NULL")
            table = with_cells(table, header, pc.if_else(null, pa.scalar(None, pa.string()), text))
    return table
