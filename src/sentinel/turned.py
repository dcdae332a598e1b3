"""Tables that lie on their side: the headers stand one below the other in the first column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sentinel.errors import InputRefusedError
from sentinel.inference import infer
from sentinel.models import ColumnMapper, MappedColumn, Sample

_FEW = 2
"""Columns that a table on its side may seem to have."""
_MANY = 3
"""Columns that its first column must name."""
_MOST_ROWS = 60


def refuse_turned(
    sample: Sample,
    found: Sequence[MappedColumn],
    mappers: Iterable[ColumnMapper],
    source: str | None,
) -> None:
    """Raises InputRefusedError where the cells of the first column are what headers should be."""
    rows = len(sample.columns[0]) if sample.columns else 0
    if len(found) > _FEW or not _MANY - 1 <= rows <= _MOST_ROWS or len(sample.headers) < _MANY:
        return
    names = [sample.headers[0], *(cell or "" for cell in sample.columns[0])]
    if len(set(names)) < len(names):
        return
    cells = [sample.headers[1:], *zip(*sample.columns[1:], strict=True)]
    turned = infer(Sample(headers=tuple(names), columns=tuple(map(tuple, cells))), mappers, ())
    sure = [column for column in turned.columns if not column.needs_review]
    if len(sure) >= max(_MANY, len(found) + 2):
        named = ", ".join(repr(column.header) for column in sure[:_MANY])
        raise InputRefusedError(
            f"the table lies on its side: {named} and others stand in the first column, not above"
            " theirs.",
            source=source,
            remedy="Turn it (in a spreadsheet: copy, paste special, transpose) and try again.",
        )
