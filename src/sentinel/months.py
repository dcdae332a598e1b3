"""One column per month: `Jan`, `Feb 2026`, `2026-03`, `Usage Apr`, `Period 5` add up to units sold.

Where the headers name years, or the dates of the file tell them, the months also say which days are
covered and in which month an item sold last.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

import pyarrow as pa
from attrs import evolve, frozen

from sentinel.compute import Cells, pc
from sentinel.headers import normal
from sentinel.periods import month_of
from sentinel.reshape import cells, headers_of, numbers, total, with_cells

MONTH_DAYS = 365 / 12
UNITS = frozenset(
    ("units", "unit", "qty", "quantity", "sold", "sales", "usage", "used", "hist", "history", "net")
)
"""Words that a header of units per month may have beside the month."""

_PERIOD = re.compile(r"(?:period|per|month|mo) ?(\d{1,2})")
_WORD = re.compile(r"([a-z]+) ?(\d{4}|\d{2})?(?: \d)?|(\d{4}) ([a-z]+)")
_FIGURES = re.compile(r"(\d{4}) (\d{1,2})|(\d{1,2}) (\d{4})")


@frozen(kw_only=True)
class Month:
    """A header that is a month, or a period whose month is not known."""

    header: str
    month: int | None = None
    """1 to 12; null for a numbered period."""
    year: int | None = None

    @property
    def first(self) -> date | None:
        """Its first day; null without a year."""
        return date(self.year, self.month, 1) if self.year and self.month else None

    @property
    def last(self) -> date | None:
        """Its last day; null without a year."""
        if self.first is None:
            return None
        return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])


def months_in(headers: Iterable[str], words: frozenset[str] = UNITS) -> tuple[Month, ...]:
    """The headers that are months, with no other words than `words` beside them.

    Fewer than three are none: a single `May` is no history.
    """
    months = [month for h in headers if (month := named_month(h, words)) is not None]
    return tuple(months) if len(months) >= 3 else ()


def with_months(
    table: pa.Table,
    *,
    latest: date | None,
    units: str,
    covered: str,
    last_sold: str,
    words: frozenset[str] = UNITS,
) -> pa.Table:
    """New headers out of the months: their sum, the days they cover, the last month that sold.

    `latest` is the latest day that the file names otherwise: it gives months without a year
    theirs, and ends the one that is still running. A table without months stays as it is.
    """
    months = months_in(headers_of(table), words)
    if not months:
        return table
    columns = {m.header: numbers(cells(table, m.header)) for m in months}
    sold = {
        header: bool(pc.any(pc.greater(column, 0.0)).as_py()) for header, column in columns.items()
    }
    dated = _dated(months, [sold[m.header] for m in months], latest)
    table = with_cells(table, units, total(table, [m.header for m in months]))
    days = _days_covered(months, dated, sold, latest)
    table = with_cells(table, covered, pa.repeat(pa.scalar(f"{days:.6g}"), table.num_rows))
    if not dated:
        return table
    ends = [(columns[m.header], m.last) for m in dated]
    return with_cells(table, last_sold, _last_sold(ends, table.num_rows, latest))


def named_month(header: str, words: frozenset[str] = UNITS) -> Month | None:
    """The month or numbered period that a text is, with no other words than `words` beside it."""
    rest = " ".join(word for word in normal(header).replace("'", " ").split() if word not in words)
    if _PERIOD.fullmatch(rest):
        return Month(header=header)
    if (figures := _FIGURES.fullmatch(rest)) is not None:
        year, month = figures[1] or figures[4], int(figures[2] or figures[3])
        return Month(header=header, month=month, year=int(year)) if 1 <= month <= 12 else None
    named = _WORD.fullmatch(rest)
    if named is None:
        return None
    number, year = month_of(named[1] or named[4]), named[2] or named[3]
    if number is None:
        return None
    whole = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
    return Month(header=header, month=number, year=whole)


# --- which year ---------------------------------------------------------------------------------


def _dated(months: Sequence[Month], sold: Sequence[bool], latest: date | None) -> list[Month]:
    """The months with their years, oldest first; none where the years are not known.

    Months that have not come yet are left away.
    """
    if all(month.first is not None for month in months):
        known = list(months)
    elif latest is None or any(month.month is None or month.year for month in months):
        return []
    else:
        known = _rolling(months, latest) or _nearest(months, sold, latest)
    return sorted(known, key=lambda month: month.first or date.min)


def _nearest(months: Sequence[Month], sold: Sequence[bool], latest: date) -> list[Month]:
    """Each month of this year; with sales in months to come, of the last twelve.

    A month that is there twice is also the one of the year before.
    """
    coming = [(month.month or 0) > latest.month for month in months]
    before = [month.month in [m.month for m in months[:at]] for at, month in enumerate(months)]
    wrapped = any(before) or any(late and some for late, some in zip(coming, sold, strict=True))
    return [
        evolve(month, year=latest.year - late - again)
        for month, late, again in zip(months, coming, before, strict=True)
        if wrapped or not late
    ]


def _rolling(months: Sequence[Month], latest: date) -> list[Month]:
    """Thirteen that follow each other: this month and back to the same one last year; else none."""
    steps = {((b.month or 0) - (a.month or 0)) % 12 for a, b in pairwise(months)}
    if steps not in ({1}, {11}) or len(months) <= 12:
        return []
    backwards = list(months) if steps == {11} else list(reversed(months))
    newest = backwards[0].month or 0
    place = 12 * (latest.year - (newest > latest.month)) + newest - 1
    return [evolve(m, year=(place - back) // 12) for back, m in enumerate(backwards)]


# --- what they say ------------------------------------------------------------------------------


def _days_covered(
    months: Sequence[Month],
    dated: Sequence[Month],
    sold: dict[str, bool],
    latest: date | None,
) -> float:
    if not dated:
        return MONTH_DAYS * _months_passed(months, sold)
    first, end = dated[0].first or date.min, dated[-1].last or date.max
    if latest is not None and latest >= first:
        end = min(end, latest)
    else:
        used = [m.last for m in dated if m.last is not None and sold[m.header]]
        end = used[-1] if used else end
    return float((end - first).days + 1)


def _months_passed(months: Sequence[Month], sold: dict[str, bool]) -> int:
    """Of a year from January on the months up to the last with sales; else all there are."""
    named = {month.month for month in months}
    used = [month.month or 0 for month in months if sold[month.header]]
    if named != set(range(1, len(months) + 1)) or not used:
        return len(months)
    return max(used)


def _last_sold(ends: Sequence[tuple[Cells, date | None]], rows: int, latest: date | None) -> Cells:
    """The last day of the last month with units, as text; the running month ends at `latest`."""
    last = pa.nulls(rows, pa.string())
    for column, end in ends:
        if end is None:
            continue
        running = latest is not None and latest.replace(day=1) == end.replace(day=1)
        shown = latest if running and latest is not None else end
        some = pc.fill_null(pc.greater(column, 0.0), False)
        last = pc.if_else(some, pa.scalar(shown.isoformat()), last)
    return last
