"""The days that the sales of one export cover: as its lines say, its text, or assumed."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
from attrs import evolve

from sentinel.adapt import Part
from sentinel.compute import pc
from sentinel.history import days_covered
from sentinel.merging import WINDOW
from sentinel.models import Problem, ProblemExample
from sentinel.periods import Period
from sentinel.stacking import Days, covers
from sentinel.tables import replaced

ASSUMED_WINDOW = 365.0
"""Days that units sold is taken to cover where nothing says so."""

_QUIET_DAYS = 7
"""Days without a sale at the end of a period that are taken for what they are."""
_ASSUMED = "assumed_sales_window"


def is_assumed(part: Part) -> bool:
    """Whether nothing says how many days its sales cover."""
    return any(problem.code == _ASSUMED for problem in part.source.problems)


def with_window(part: Part, as_of: date) -> Part:
    """`sales_window_days` wherever units sold are known; assumed where nothing says so."""
    table = part.table
    if "units_sold" not in table.column_names:
        return part
    part = _without_days_to_come(_dated(part, as_of), as_of)
    if (days := _days_of_lines(part)) is not None:
        # Days without a sale at either end belong to the period all the same.
        window = pa.repeat(pa.scalar(float(covers([days])), pa.float64()), table.num_rows)
        return evolve(part, table=replaced(table, WINDOW, window))
    known = _window_days(part)
    if WINDOW in table.column_names:
        missing = table[WINDOW].null_count
        if missing == 0:
            return part
        filled = pc.fill_null(table[WINDOW], known or ASSUMED_WINDOW)
    else:
        missing = table.num_rows
        filled = pa.repeat(pa.scalar(known or ASSUMED_WINDOW, pa.float64()), table.num_rows)
    table = replaced(table, WINDOW, filled)
    if known is not None:
        return evolve(part, table=table)
    problem = Problem(
        code=_ASSUMED,
        count=missing,
        column=WINDOW,
        examples=(
            ProblemExample(
                row=None,
                value=None,
                message=f"nothing says which days units sold covers: {ASSUMED_WINDOW:g} assumed",
            ),
        ),
    )
    return evolve(
        part, table=table, source=evolve(part.source, problems=(*part.source.problems, problem))
    )


def _dated(part: Part, as_of: date) -> Part:
    """A window that ends on a known day is a period: the year to date, the last 30 days."""
    last = part.period.last if part.period is not None else None
    if part.window is None or (part.period is not None and part.period.first is not None):
        return part
    if part.window == "year to date":
        last = last or as_of
        first = date(last.year, 1, 1)
    elif part.window == "month to date":
        last = last or as_of
        first = last.replace(day=1)
    elif last is not None and isinstance(part.window, int | float):
        first = last - timedelta(days=round(part.window) - 1)
    else:
        return part
    return evolve(part, period=Period(first=first, last=last, text=part.window_from))


def _without_days_to_come(part: Part, as_of: date) -> Part:
    """A report of this month is named after all of it: what is yet to come has no sales.

    A few days without any sale may end a period all the same.
    """
    period = part.period
    if period is None or period.first is None or as_of < period.first:
        return part
    if (period.last - as_of).days <= _QUIET_DAYS:
        return part
    return evolve(part, period=evolve(period, last=as_of))


def _days_of_lines(part: Part) -> Days | None:
    """The period of an export of sale lines: as written, if all its lines lie in it."""
    days = days_covered(part.table)
    period = part.period
    if days is None or period is None or period.first is None:
        return days
    inside = period.first <= days[0] and days[1] <= period.last
    return (period.first, period.last) if inside else days


def covered(part: Part) -> tuple[Days, ...]:
    """The days that its sales cover; empty where that is not known."""
    days = _days_of_lines(part)
    if days is None and part.period is not None and part.period.first is not None:
        days = (part.period.first, part.period.last)
    return () if days is None else (days,)


def _window_days(part: Part) -> float | None:
    if isinstance(part.window, int | float):
        return float(part.window)
    return part.period.days if part.period is not None else None
