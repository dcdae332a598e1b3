"""Sales exports of several periods as one: what each sold adds up, no day counts twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa
from attrs import evolve, field, frozen

from sentinel.compute import Cells, pc
from sentinel.history import HISTORY, MEASURES, together
from sentinel.meeting import meeting, unmet
from sentinel.merging import (
    WINDOW,
    conflicts,
    filled,
    met_values,
    problem,
    respelled,
    undivided,
)
from sentinel.models import Problem
from sentinel.reconciling import RECONCILED, Aside, aside
from sentinel.repeats import without_repeats
from sentinel.stores import DATES, same_stores
from sentinel.tables import below, plain, replaced

SALES = MEASURES
"""What adds up over two periods."""

_OVERLAP = "overlapping_period"

Days = tuple[date, date]
"""The first and the last day of a period."""


@frozen(kw_only=True, eq=False)
class Sold:
    """Sales of one or several periods."""

    table: pa.Table
    covered: tuple[Days, ...] = ()
    """The periods that it covers; empty: not known."""
    assumed: bool = False
    """Whether nothing says how many days it covers."""
    problems: tuple[Problem, ...] = field(default=())
    left_aside: tuple[Aside, ...] = field(default=())


@frozen(kw_only=True, eq=False)
class _Pair:
    """Two tables of sales and where the rows of the first find those of the second."""

    first: pa.Table
    met: Cells
    """For each row of the first the row of the second that it meets, or null."""
    values: dict[str, Cells]
    """What that row says."""
    left: pa.Table
    """The rows of the second that met none."""
    problems: tuple[Problem, ...] = field(default=())
    left_aside: tuple[Aside, ...] = field(default=())


def stack(base: Sold, other: Sold) -> Sold:
    """`base` with the sales of `other` added; what `base` says of prices and stock stays.

    Days that both cover count once: sale lines are compared one by one where exports name the
    sale, else day by day. Reports without lines whose periods overlap do not add up: the longer
    one stands for the items that both name. Where periods are unknown, a report that repeats
    another is counted once; anything else is another period.
    """
    pair = _pair(base, other)
    days = _days_of_both(base, other)
    if HISTORY in pair.first.column_names and HISTORY in pair.values:
        # Lines of days that only one covers need not be compared.
        pair = _added(_without_repeated_lines(pair) if days else pair, base, other, days)
    elif days:
        longer = covers(other.covered) > covers(base.covered)
        pair = _longer_stands(pair, second=longer)
    elif not (base.covered and other.covered) and _repeats(pair):
        pair = _said_twice(pair)
    else:
        pair = _added(pair, base, other, 0)
    first = _later(pair.first, pair.values)
    others = [name for name in RECONCILED if name not in SALES]
    told, asides = conflicts(first, pair.values, others)
    known = base.covered and other.covered
    return Sold(
        table=below(filled(first, pair.values), pair.left),
        covered=(*base.covered, *other.covered) if known else (),
        assumed=base.assumed or other.assumed,
        problems=(*pair.problems, *told),
        left_aside=(*pair.left_aside, *asides),
    )


def covers(periods: Sequence[Days]) -> int:
    """Days of all periods together, each day once."""
    total, reached = 0, date.min.toordinal()
    for first, last in sorted(periods):
        start = max(first.toordinal(), reached)
        total += max(last.toordinal() - start + 1, 0)
        reached = max(reached, last.toordinal() + 1)
    return total


def _days_of_both(base: Sold, other: Sold) -> int:
    """Days that both cover; 0 where that is not known."""
    if not (base.covered and other.covered):
        return 0
    both = covers((*base.covered, *other.covered))
    return covers(base.covered) + covers(other.covered) - both


def _pair(base: Sold, other: Sold) -> _Pair:
    first, second, problems = same_stores(base.table, other.table)
    found = meeting(first, second)
    values = met_values(second, found.met)
    unclear, asides = undivided(values, found.met, first, second)
    return _Pair(
        first=first,
        met=found.met,
        values=values,
        left=second.take(unmet(second.num_rows, found.met)),
        problems=(*problems, *respelled(first, second, found), *unclear),
        left_aside=tuple(asides),
    )


# --- periods that follow each other -------------------------------------------------------------


def _added(pair: _Pair, base: Sold, other: Sold, days: int) -> _Pair:
    """Units and windows add up, but for the `days` that both cover.

    An item that sold in one period only did not sell in the other: it covers both.
    """
    first, values, left = pair.first, pair.values, pair.left
    if WINDOW in first.column_names and WINDOW in values and not (base.assumed or other.assumed):
        mine, its = (pc.max(sold.table[WINDOW]) for sold in (base, other))
        more = pc.subtract(pc.coalesce(values[WINDOW], its), float(days))
        first = replaced(first, WINDOW, pc.add(plain(first[WINDOW]), more))
        left = replaced(left, WINDOW, pc.add(left[WINDOW], pc.subtract(mine, float(days))))
    for name in SALES:
        if name in first.column_names and name in values:
            old, new = plain(first[name]), values[name]
            both = pc.add(pc.fill_null(old, 0.0), pc.fill_null(new, 0.0))
            known = pc.or_(pc.is_valid(old), pc.is_valid(new))
            first = replaced(first, name, pc.if_else(known, both, old))
    if HISTORY in first.column_names and HISTORY in values:
        first = replaced(first, HISTORY, together(plain(first[HISTORY]), values[HISTORY]))
    return evolve(pair, first=first, left=left)


def _later(table: pa.Table, values: Mapping[str, Cells]) -> pa.Table:
    for name in DATES:
        if name in table.column_names and name in values:
            later = pc.max_element_wise(plain(table[name]), values[name])
            table = replaced(table, name, later)
    return table


# --- what both say ------------------------------------------------------------------------------


def _without_repeated_lines(pair: _Pair) -> _Pair:
    """Both without the sales that the other has too: by sale, else by item and day.

    Of an item's day that both know the fuller one stands: an export may end within a day.
    """
    names = [name for name in (*SALES, HISTORY) if name in pair.first.column_names]
    found = without_repeats({name: plain(pair.first[name]) for name in names}, pair.values)
    if not found.count:
        return pair
    first = pair.first
    for name in names:
        first = replaced(first, name, found.first[name])
    what = "sales" if found.by_sale else "days of an item"
    told = f"{what} that another export has too: counted once"
    return evolve(
        pair,
        first=first,
        values=found.second,
        problems=(*pair.problems, problem(found.reason, found.count, "units_sold", told)),
        left_aside=(*pair.left_aside, *found.left_aside),
    )


def _longer_stands(pair: _Pair, *, second: bool) -> _Pair:
    """Reports whose periods overlap: the longer one says what an item sold."""
    first = {name: plain(pair.first[name]) for name in SALES if name in pair.first.column_names}
    both = pc.and_(_says(first), _says(pair.values))
    count = pc.sum(both).as_py() or 0
    if not count:
        return pair
    dropped = _first_dropped(pair, both) if second else _second_dropped(pair, both, _OVERLAP)
    message = "sold in days that another export covers too: the longer period stands"
    told = problem(_OVERLAP, count, "units_sold", message)
    return evolve(dropped, problems=(*dropped.problems, told))


def _says(columns: Mapping[str, Cells]) -> Cells:
    """The rows with any figure of sales."""
    known = pc.is_valid(columns["units_sold"])
    for name in SALES[1:]:
        if name in columns:
            known = pc.or_(known, pc.is_valid(columns[name]))
    return known


def _first_dropped(pair: _Pair, where: Cells) -> _Pair:
    first, asides = pair.first, list(pair.left_aside)
    for name in (*SALES, WINDOW, HISTORY):
        if name in first.column_names:
            column = plain(first[name])
            if name in SALES:
                asides += aside(name, _OVERLAP, pc.filter(column, where))
            column = pc.if_else(where, pa.scalar(None, column.type), column)
            first = replaced(first, name, column)
    return evolve(pair, first=first, left_aside=tuple(asides))


def _second_dropped(pair: _Pair, where: Cells, reason: str) -> _Pair:
    values, asides = dict(pair.values), list(pair.left_aside)
    for name in (*SALES, WINDOW, HISTORY):
        if name in values:
            column = values[name]
            if name in SALES:
                asides += aside(name, reason, pc.filter(column, where))
            values[name] = pc.if_else(where, pa.scalar(None, column.type), column)
    return evolve(pair, values=values, left_aside=tuple(asides))


def _repeats(pair: _Pair) -> bool:
    """Whether the second says nothing but what the first says too."""
    met = pc.is_valid(pair.met)
    if pair.left.num_rows or not pc.any(met).as_py():
        return False
    for name in (*SALES, WINDOW, *DATES):
        if name in pair.first.column_names and name in pair.values:
            old, new = (pc.filter(c, met) for c in (plain(pair.first[name]), pair.values[name]))
            unknown = pc.and_(pc.is_null(old), pc.is_null(new))
            if not pc.all(pc.fill_null(pc.equal(old, new), unknown)).as_py():
                return False
    return True


def _said_twice(pair: _Pair) -> _Pair:
    met = pc.is_valid(pair.met)
    dropped = _second_dropped(pair, met, "said_twice")
    message = "another export says the same: counted once"
    told = problem("said_twice", pc.sum(met).as_py(), "units_sold", message)
    return evolve(dropped, problems=(*dropped.problems, told))
