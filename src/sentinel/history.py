"""Sales by day that follow an item from its sale lines to the snapshot.

While exports are read and joined, the sales of a row lie in one column of lists, so that they go
wherever the row goes: filtered, taken, put below another table or laid over a second period.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from sentinel.compute import Cells, pc

HISTORY = "__history__"
"""The column of lists; null where the export of that row has no sale lines."""

MEASURES = ("units_sold", "units_returned", "net_sales")
DAY, LINE = "day", "line"
"""`line` says which sale an entry belongs to, the same in every export that repeats it; null where
the export cannot tell."""

ENTRY: Any = pa.struct(
    [(DAY, pa.date32()), *((name, pa.float64()) for name in MEASURES), (LINE, pa.string())]
)
LISTS: Any = pa.list_(ENTRY)

_AT = "__at__"
_KEYS = ("store_id", "sku")
_KNOWN = pc.ScalarAggregateOptions(min_count=1)


def collected(entries: pa.Table, rows: int) -> Cells:
    """A column of lists for `rows` rows, from entries that name their row under `__at__`.

    Within a row the entries are in order of day; a row without any has an empty list.
    """
    entries = entries.sort_by([(_AT, "ascending"), (DAY, "ascending"), (LINE, "ascending")])
    counts = entries.group_by(_AT, use_threads=False).aggregate([([], "count_all")])
    place = pc.index_in(_numbered(rows), counts[_AT].combine_chunks())
    lengths = pc.fill_null(pc.take(counts["count_all"].combine_chunks(), place), 0)
    ends = pc.cumulative_sum(lengths).cast(pa.int32())
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), ends])
    names = [field.name for field in ENTRY]
    values = [entries[name].combine_chunks().cast(ENTRY.field(name).type) for name in names]
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(values, names))


def entries_of(column: Cells) -> pa.Table:
    """The entries of a column of lists, each with the number of its row under `__at__`."""
    lists = _whole(column)
    flat = pc.list_flatten(lists)
    found = {name: pc.struct_field(flat, name) for name in (DAY, *MEASURES, LINE)}
    return pa.table({_AT: pc.list_parent_indices(lists).cast(pa.int64()), **found})


def added_up(entries: pa.Table, keys: list[str]) -> pa.Table:
    """One entry per combination of keys; net sales stay null where no entry knows them."""
    found = entries.group_by(keys, use_threads=False).aggregate(
        [(name, "sum", _KNOWN) for name in MEASURES]
    )
    return found.rename_columns([name.removesuffix("_sum") for name in found.column_names])


def moved(column: Cells, to: Cells, rows: int) -> Cells:
    """A column of lists for `rows` rows, each list laid on the row that `to` names for it."""
    known = pc.unique(pc.filter(to, _whole(pc.is_valid(column))))
    entries = entries_of(column)
    place = pc.take(to, entries[_AT])
    lists = collected(entries.set_column(0, _AT, place), rows)
    return pc.if_else(pc.is_in(_numbered(rows), known), lists, pa.scalar(None, LISTS))


def together(first: Cells, second: Cells) -> Cells:
    """The entries of two columns of lists in one; null where neither has any."""
    rows = len(first)
    both = pa.chunked_array([*_chunks(first), *_chunks(second)], LISTS)
    return moved(both, pc.subtract(_numbered(2 * rows), _second_half(rows)), rows)


def by_day(table: pa.Table) -> pa.Table | None:
    """`Snapshot.history` of a table with stores, SKUs and a column of lists; null without one."""
    if HISTORY not in table.column_names:
        return None
    entries = entries_of(table[HISTORY])
    keys = {name: pc.take(table[name].cast(pa.string()), entries[_AT]) for name in _KEYS}
    found = added_up(
        pa.table(keys | {name: entries[name] for name in (DAY, *MEASURES)}), [*_KEYS, DAY]
    )
    found = found.sort_by([(name, "ascending") for name in (*_KEYS, DAY)])
    stores = found["store_id"].combine_chunks().dictionary_encode()
    return found.set_column(0, "store_id", stores)


def days_covered(table: pa.Table) -> tuple[date, date] | None:
    """The first and the last day with a sale line; null without sale lines."""
    if HISTORY not in table.column_names:
        return None
    found = pc.min_max(entries_of(table[HISTORY])[DAY])
    first, last = found["min"].as_py(), found["max"].as_py()
    return None if first is None else (first, last)


def _whole(column: Cells) -> Cells:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _chunks(column: Cells) -> list[Cells]:
    return column.chunks if isinstance(column, pa.ChunkedArray) else [column]


def _second_half(rows: int) -> Cells:
    """Nothing for the first `rows` numbers, `rows` for the next."""
    zeros, others = (pa.repeat(pa.scalar(value, pa.int64()), rows) for value in (0, rows))
    return pa.concat_arrays([zeros, others])


def _numbered(rows: int) -> Cells:
    return pc.subtract(pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int64()), rows)), 1)
