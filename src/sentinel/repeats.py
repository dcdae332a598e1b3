"""Sales that two exports of sale lines both have: each is to count once."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
from attrs import frozen

from sentinel.compute import Cells, pc
from sentinel.history import DAY, HISTORY, LINE, LISTS, MEASURES, added_up, collected, entries_of
from sentinel.reconciling import Aside, aside
from sentinel.reshape import numbered

_AT = "__at__"
_UNKNOWN = pa.nulls(1, pa.float64())[0]


@frozen(kw_only=True, eq=False)
class Repeats:
    """Two sets of columns of sales, row by row of the same items, without what both had."""

    first: dict[str, Cells]
    second: dict[str, Cells]
    count: int
    """Sales, or days of an item, that were in both."""
    by_sale: bool
    """Whether sales were told apart by their names."""
    left_aside: tuple[Aside, ...]

    @property
    def reason(self) -> str:
        """Why they were left aside."""
        return _reason(self.by_sale)


def without_repeats(first: Mapping[str, Cells], second: Mapping[str, Cells]) -> Repeats:
    """Takes what both have out of the second; by sale where both name sales, else by day.

    Of an item's day that both know the fuller one stands: an export may end within a day.
    """
    ours, its = entries_of(first[HISTORY]), entries_of(second[HISTORY])
    by_sale = all(pc.any(pc.is_valid(entries[LINE])).as_py() for entries in (ours, its))
    if by_sale:
        mine = pa.repeat(pa.scalar(False), ours.num_rows)
        again = _among(its, ours, [_AT, DAY, LINE])
    else:
        fuller = _fuller_days(its, ours)
        mine, again = _among(ours, fuller, [_AT, DAY]), _among(its, ours, [_AT, DAY])
        again = pc.and_(again, pc.invert(_among(its, fuller, [_AT, DAY])))
    code = _reason(by_sale)
    kept, lost = _taken_off(first, ours, mine, code)
    left, more = _taken_off(second, its, again, code)
    count = sum(pc.sum(which).as_py() or 0 for which in (mine, again))
    return Repeats(first=kept, second=left, count=count, by_sale=by_sale, left_aside=(*lost, *more))


def _taken_off(
    columns: Mapping[str, Cells], entries: pa.Table, which: Cells, code: str
) -> tuple[dict[str, Cells], list[Aside]]:
    """The columns without some of their entries."""
    found, asides = dict(columns), list[Aside]()
    if not pc.any(which).as_py():
        return found, asides
    rows = len(columns[HISTORY])
    sums = added_up(entries.filter(which), [_AT])
    place = pc.index_in(numbered(rows), sums[_AT].combine_chunks())
    for name in MEASURES:
        if name in found:
            twice = pc.take(sums[name].combine_chunks(), place)
            twice = pc.if_else(pc.is_valid(found[name]), twice, _UNKNOWN)
            found[name] = pc.subtract(found[name], pc.fill_null(twice, 0.0))
            asides += aside(name, code, twice)
    lists = collected(entries.filter(pc.invert(which)), rows)
    found[HISTORY] = pc.if_else(pc.is_valid(columns[HISTORY]), lists, pa.scalar(None, LISTS))
    return found, asides


def _among(some: pa.Table, others: pa.Table, keys: list[str]) -> Cells:
    """Which entries the others have too. All of a day without a sale's name is one entry."""

    def compared(entries: pa.Table) -> pa.Table:
        if LINE in keys:
            named = pc.fill_null(entries[LINE], "")
            entries = entries.set_column(entries.column_names.index(LINE), LINE, named)
        return entries.select(keys)

    wanted = compared(some).append_column("__entry__", numbered(some.num_rows))
    found = wanted.join(compared(others), keys, join_type="left semi", use_threads=False)
    return pc.is_in(numbered(some.num_rows), found["__entry__"].combine_chunks())


def _fuller_days(its: pa.Table, ours: pa.Table) -> pa.Table:
    """The days of an item in which the second sold and took back more than the first."""

    def moved_units(entries: pa.Table, name: str) -> pa.Table:
        days = added_up(entries, [_AT, DAY])
        units = pc.add(days["units_sold"], pc.multiply(days["units_returned"], 2.0))
        return days.select([_AT, DAY]).append_column(name, units)

    both = moved_units(its, "its").join(
        moved_units(ours, "ours"), [_AT, DAY], join_type="inner", use_threads=False
    )
    return both.filter(pc.greater(both["its"], both["ours"]))


def _reason(by_sale: bool) -> str:
    return "repeated_sale" if by_sale else "overlapping_period"
