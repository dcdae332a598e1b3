"""The day of a snapshot: what the export says, else the latest plausible date in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import pyarrow as pa

from sentinel.compute import Cells, pc
from sentinel.history import DAY, HISTORY, entries_of
from sentinel.models import Problem, ProblemExample

DATES = ("last_sold_on", "last_received_on", "last_counted_on")
"""The columns that say when something happened last."""

_TODAY = "today: the export has no dates"
_NAME = "the file's name"
_EXAMPLES = 5


def day_of_snapshot(
    tables: Sequence[pa.Table],
    written: Iterable[tuple[date, str]],
    given: date | None = None,
) -> tuple[date, str]:
    """The day that everything is judged as of, and where it comes from.

    In this order: the day given by the caller; the later of a day written in the file (`written`:
    day and place) and the latest plausible date of the data; a day in the file's name; today.
    """
    if given is not None:
        return given, "given"
    said = sorted(entry for entry in written if entry[1] != _NAME)
    named = sorted(entry for entry in written if entry[1] == _NAME)
    latest = latest_plausible([column for table in tables for column in _days(table)])
    if said and (latest is None or said[-1][0] >= latest):
        return said[-1]
    if latest is not None:
        return latest, "latest date in the data"
    return named[-1] if named else (date.today(), _TODAY)


def _days(table: pa.Table) -> Iterator[Cells]:
    """All days that a table knows: a return is a day of business too."""
    for name in DATES:
        if name in table.column_names:
            yield table[name]
    if HISTORY in table.column_names:
        yield entries_of(table[HISTORY])[DAY]


def latest_plausible(columns: Sequence[Cells]) -> date | None:
    """The latest date that is not a lone slip of the pen.

    A date counts as a slip when at most one date in a thousand lies within 30 days before it and
    the next older one is more than a year away; of fewer than 20 dates only if it is yet to come.
    """
    known = sum(len(column) - column.null_count for column in columns)
    limit: date | None = None
    while True:
        latest = _latest(columns, limit)
        if latest is None:
            return None
        start = latest - timedelta(days=30)
        near = sum(_count_between(column, start, latest) for column in columns)
        older = _latest(columns, start)
        alone = near <= max(1, known // 1000)
        far = older is not None and (start - older).days > 335
        if not (alone and far and (known >= 20 or latest > date.today())):
            return latest
        limit = start


def without_future(table: pa.Table, as_of: date) -> tuple[pa.Table, list[Problem]]:
    """Dates after `as_of` become null; they are counted per column, with examples."""
    problems = []
    for name in DATES:
        if name not in table.column_names:
            continue
        latest = pc.max(table[name]).as_py()
        if latest is None or latest <= as_of:
            continue
        late = pc.fill_null(pc.greater(table[name], pa.scalar(as_of)), False)
        shown = table.select(["sku", name]).filter(late).slice(0, _EXAMPLES).to_pylist()
        problems.append(
            Problem(
                code="future_date",
                count=pc.sum(late).as_py(),
                column=name,
                examples=tuple(
                    ProblemExample(
                        row=None,
                        value=row[name].isoformat(),
                        message=f"SKU {row['sku']}: after {as_of.isoformat()}, taken as unknown",
                    )
                    for row in shown
                ),
            )
        )
        kept = pc.if_else(late, pa.scalar(None, pa.date32()), table[name])
        table = table.set_column(table.column_names.index(name), name, kept)
    return table, problems


def _latest(columns: Sequence[Cells], before: date | None) -> date | None:
    found = []
    for column in columns:
        if before is not None:
            column = pc.if_else(
                pc.less(column, pa.scalar(before)), column, pa.scalar(None, pa.date32())
            )
        found.append(pc.max(column).as_py())
    return max((day for day in found if day is not None), default=None)


def _count_between(column: Cells, first: date, last: date) -> int:
    between = pc.and_(
        pc.greater_equal(column, pa.scalar(first)), pc.less_equal(column, pa.scalar(last))
    )
    return int(pc.sum(between).as_py() or 0)
