"""Tables that start with data: their columns go by number, F1, F2, ... as databases call them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sentinel.readers.header import DATE, EMPTY, NUMBER, Header, Row, kind_of

_LOOKED = 60
"""Rows that are held against each other."""
_ONE_WIDTH = 0.6
"""Share of the rows that have the width of the table."""
_ALIKE = 0.8
"""Share of a column's cells that are figures."""
_SCORE = 0.5


def without_header(rows: Sequence[Row]) -> Header | None:
    """A header of numbers for rows of one width with a column of figures; else null.

    Lines above the first such row are its banner.
    """
    filled = [at for at, row in enumerate(rows[:_LOOKED]) if any(cell.strip() for cell in row)]
    widths = Counter(len(rows[at]) for at in filled)
    if len(filled) < 2:
        return None
    width, alike = widths.most_common(1)[0]
    body = [at for at in filled if len(rows[at]) == width]
    if width < 2 or alike < _ONE_WIDTH * len(filled):
        return None
    kinds = [[kind_of(cell) for cell in rows[at]] for at in body]
    used = max(len("".join(row).rstrip(EMPTY)) for row in kinds)
    if used < 2 or not any(_figures([row[column] for row in kinds]) for column in range(used)):
        return None
    full = sorted(width - row.count(EMPTY) for row in kinds)[len(kinds) // 2]
    starts = (
        at for at, row in zip(body, kinds, strict=True) if 2 * (width - row.count(EMPTY)) >= full
    )
    first = next(starts)
    return Header(
        first=first,
        last=first - 1,
        names=tuple(f"F{column + 1}" for column in range(used)),
        unnamed=frozenset(range(used)),
        score=_SCORE,
    )


def _figures(kinds: list[str]) -> bool:
    there = len(kinds) - kinds.count(EMPTY)
    figures = kinds.count(NUMBER) + kinds.count(DATE)
    return figures > 1 and figures >= _ALIKE * there
