"""Several tables below each other in one file or sheet: a printed report has a summary at its end.

Only one is read: the one with the most data under names that a list of items has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import frozen

from sentinel.models import Problem, ProblemExample
from sentinel.readers.header import (
    EMPTY,
    NUMBER,
    TEXT,
    Header,
    Row,
    find_header,
    kind_of,
    known_words,
)

LOOKED_THROUGH = 1024 * 1024
"""Bytes of a text that is looked through for further tables: printed reports are small."""

_BODY = 60
"""Rows below a header that it is judged by."""
_SURE = 0.6
"""Score from which on a row in the middle of data is taken for a header."""
_MOST = 50
"""Rows that are looked at closely: more candidates are data."""
_FIRST_ROWS = 200
_BLANK = re.compile(r"\n[ \t,;|\"]*\r?\n")
_WITHOUT_DIGITS = re.compile(r"^[^\d\n]{3,2000}$", re.MULTILINE)


@frozen(kw_only=True, eq=False)
class Section:
    """One table of several: indices into the rows of the file."""

    header: Header
    """`first` and `last` are those in the file."""
    start: int
    """Its title, or its header."""
    end: int
    """Behind its last row."""
    worth: int

    @property
    def rows(self) -> int:
        """Records below its header, blank ones included."""
        return self.end - self.header.last - 1


@frozen(kw_only=True, eq=False)
class Chosen:
    """The table that is read and what is left of the file."""

    section: Section
    others: tuple[Section, ...]
    left_out: int
    """Records below the first header that belong to other tables, their headers included."""
    title: tuple[Row, ...] = ()
    """Rows between the table above and its header."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was not read."""
        names = ", ".join(self.section.header.names[:3])
        examples = tuple(
            ProblemExample(
                row=other.header.last + 1,
                value=" | ".join(other.header.names)[:80],
                message=f"{other.rows} rows below it; the table with {names} was read",
            )
            for other in self.others[:5]
        )
        return (Problem(code="tables_not_read", count=len(self.others), examples=examples),)


def may_have_more(text: str) -> bool:
    """Whether a closer look at all rows is worth it: one is blank, or has cells and no digit."""
    text = text.rstrip(' \t\r\n,;|"')
    if _BLANK.search(text):
        return True
    lines = (found[0] for found in _WITHOUT_DIGITS.finditer(text))
    return any(not set(line).isdisjoint(",;|\t") for line in lines)


def choose(rows: Sequence[Row], header: Header) -> Chosen | None:
    """Which of the tables is read; null if there is only the one under this header."""
    headers = [header, *_headers_below(rows, header)]
    if len(headers) == 1:
        return None
    starts = [header.first, *(_start(rows, below) for below in headers[1:])]
    sections = [
        Section(header=one, start=start, end=end, worth=_worth(rows, one, end))
        for one, start, end in zip(headers, starts, [*starts[1:], len(rows)], strict=True)
    ]
    best = max(sections, key=lambda section: section.worth)
    return Chosen(
        section=best,
        others=tuple(section for section in sections if section is not best),
        left_out=len(rows) - header.last - 1 - best.rows,
        title=tuple(rows[best.start : best.header.first]) if best is not sections[0] else (),
    )


def _headers_below(rows: Sequence[Row], header: Header) -> Iterator[Header]:
    looked = 0
    at = header.last + 1
    current, figures = header, _figures(rows, header)
    while at < len(rows) and looked < _MOST:
        if _may_name(rows, at, current, figures):
            looked += 1
            found = find_header(rows[at : at + _BODY])
            if found is not None and found.first == 0 and _is_another(found, current):
                current = _moved(found, at)
                figures = _figures(rows, current)
                yield current
                at = current.last
        at += 1


def _figures(rows: Sequence[Row], header: Header) -> frozenset[int]:
    """Columns in which most of the first rows have figures."""
    body = rows[header.last + 1 : header.last + 1 + _FIRST_ROWS]
    columns = range(len(header.names))
    kinds = [[kind_of(row[column]) for row in body if column < len(row)] for column in columns]
    return frozenset(
        column
        for column, found in enumerate(kinds)
        if 2 * found.count(NUMBER) > len(found) - found.count(EMPTY)
    )


def _may_name(rows: Sequence[Row], at: int, header: Header, figures: frozenset[int]) -> bool:
    """Whether a row has words where the table has figures, or stands apart from it."""
    row = rows[at]
    filled = [column for column, cell in enumerate(row) if cell.strip()]
    if len(filled) < 2:
        return False
    apart = not any(cell.strip() for cell in rows[at - 1]) or _is_title(rows, at - 1)
    over = [column for column in filled if column in figures or column >= len(header.names)]
    if not apart and not over:
        return False
    kinds = {column: kind_of(row[column]) for column in filled}
    if NUMBER in kinds.values():
        return False
    return any(kinds[column] == TEXT for column in over) or apart


def _is_title(rows: Sequence[Row], at: int) -> bool:
    """One text alone below a blank row."""
    alone = sum(bool(cell.strip()) for cell in rows[at]) == 1
    return alone and at > 0 and not any(cell.strip() for cell in rows[at - 1])


def _is_another(found: Header, above: Header) -> bool:
    if found.score < _SURE or not known_words(found.names):
        return False
    mine, theirs = ({name.lower() for name in one.names} for one in (found, above))
    return 2 * len(mine & theirs) < len(mine)


def _moved(found: Header, by: int) -> Header:
    return Header(
        first=found.first + by,
        last=found.last + by,
        names=found.names,
        unnamed=found.unnamed,
        duplicates=found.duplicates,
        extras=found.extras,
        score=found.score,
    )


def _start(rows: Sequence[Row], header: Header) -> int:
    """The header with its titles and the blank rows above them."""
    start = header.first
    while start and sum(bool(cell.strip()) for cell in rows[start - 1]) < 2:
        blank = not any(cell.strip() for cell in rows[start - 1])
        start -= 1
        if blank:
            break
    return start


def _worth(rows: Sequence[Row], header: Header, end: int) -> int:
    filled = sum(bool(cell.strip()) for row in rows[header.last + 1 : end] for cell in row)
    return filled * (1 + known_words(header.names))
