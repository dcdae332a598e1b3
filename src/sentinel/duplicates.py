"""One row per store and SKU: rows that repeat are left out, added up or kept apart."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from attrs import frozen

from sentinel import _native
from sentinel.compute import Cells, pc
from sentinel.history import HISTORY, moved
from sentinel.models import LeftAside, Problem, ProblemExample
from sentinel.reconciling import RECONCILED, Aside, aside
from sentinel.reshape import DAMAGED, numbered

ADDED = ("on_hand_qty", "committed_qty", "counted_qty", "count_variance_qty")
"""Quantities of a lot or bin: added up."""
ADDED_UNLESS_REPEATED = ("on_order_qty", "units_sold", "units_returned", "net_sales")
"""Quantities that some exports repeat for each lot: added up unless all lots say the same."""
LATEST = ("last_sold_on", "last_received_on", "last_counted_on")
SAME = ("description", "unit_price", "list_price", "barcode", "__item_id__")
"""Rows of one SKU that agree in these are lots of one item."""

_GROUP, _ROW = "__group__", "__index__"
_EXAMPLES = 5


@frozen(kw_only=True, eq=False)
class Unique:
    """A table without repeated keys, and what was done for it."""

    table: pa.Table
    duplicate_rows: int
    """Rows equal to another in every column, left out; counted in rows of the file."""
    problems: tuple[Problem, ...] = ()
    left_aside: tuple[Aside, ...] = ()


def unique(table: pa.Table, origin: str | None = None) -> Unique:
    """Leaves one row per store and SKU.

    Equal rows are left out. Rows of a SKU with the same description and price are lots of one
    item: quantities are added, the latest dates and the first of other values kept. Different
    items under one SKU are kept apart as `SKU (2)`, `SKU (3)`. `origin` names a column with the
    number of the row of the file, where rows were spread over locations.
    """
    found = _repeated(table)
    if found.num_rows == 0:
        return Unique(table=table, duplicate_rows=0)
    rows = _plain(table.take(found["row"])).append_column(_GROUP, found["group"])
    rows = rows.append_column(_ROW, found["row"])
    firsts = _firsts(rows, origin)
    equal = pc.invert(pc.is_in(rows[_ROW], firsts[_ROW]))
    lots, apart = _lots_and_others(firsts)
    lot_firsts = pc.unique(lots["__first__"]) if lots.num_rows else pa.array([], pa.int64())
    dropped = pa.concat_arrays(
        [
            pc.filter(rows[_ROW], equal).combine_chunks(),
            pc.filter(lots[_ROW], pc.not_equal(lots[_ROW], lots["__first__"])).combine_chunks(),
        ]
    )
    left_out = _file_rows(table, rows.filter(equal), origin)
    asides = [
        entry
        for name in rows.column_names
        for entry in aside(name, "duplicate_row", pc.filter(rows[name], equal))
    ]
    table, repeated = _with_lots(table, lots)
    table = _kept_apart(table, apart)
    if len(dropped):
        table = table.filter(pc.invert(_mask(dropped, table.num_rows)))
    problems = _problems(lots, lot_firsts, apart)
    again = unique(table, origin) if apart.num_rows else Unique(table=table, duplicate_rows=0)
    return Unique(
        table=again.table,
        duplicate_rows=left_out + again.duplicate_rows,
        problems=(*problems, *again.problems),
        left_aside=(*asides, *repeated, *again.left_aside),
    )


def _repeated(table: pa.Table) -> pa.Table:
    keys = [name for name in ("store_id", "sku") if name in table.column_names]
    return pa.table(_native.duplicate_rows(table.select(keys)))


def _plain(table: pa.Table) -> pa.Table:
    """Dictionaries as text: grouping wants one dictionary for all chunks."""
    for position, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(position, field.name, table[field.name].cast(pa.string()))
    return table


def _firsts(rows: pa.Table, origin: str | None) -> pa.Table:
    """The first of each set of equal rows."""
    keys = [name for name in rows.column_names if name not in (_ROW, origin, HISTORY)]
    found = rows.group_by(keys, use_threads=False).aggregate([(_ROW, "min")])
    return rows.filter(pc.is_in(rows[_ROW], found[f"{_ROW}_min"]))


def _lots_and_others(rows: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Rows that are lots of one item, with the first of them; and rows of different items."""
    compared = [name for name in SAME if name in rows.column_names]
    every = pc.CountOptions(mode="all")
    wanted: list[Any] = [(_ROW, "min"), (_ROW, "count"), ("sku", "first")]
    wanted += [(name, "count_distinct", every) for name in compared]
    groups = rows.group_by(_GROUP, use_threads=False).aggregate(wanted)
    groups = groups.filter(pc.greater(groups[f"{_ROW}_count"], 1))
    same = pc.invert(pc.match_substring_regex(groups["sku_first"], DAMAGED))
    for name in compared:
        same = pc.and_(same, pc.equal(groups[f"{name}_count_distinct"], 1))
    lots, others = groups.filter(same), groups.filter(pc.invert(same))
    return _members(rows, lots), _members(rows, others)


def _members(rows: pa.Table, groups: pa.Table) -> pa.Table:
    position = pc.index_in(rows[_GROUP], groups[_GROUP].combine_chunks())
    first = pc.take(groups[f"{_ROW}_min"], position)
    return rows.append_column("__first__", first).filter(pc.is_valid(position))


def _with_lots(table: pa.Table, lots: pa.Table) -> tuple[pa.Table, list[Aside]]:
    """The first row of each item holds what its lots come to."""
    if lots.num_rows == 0:
        return table, []
    known = pc.ScalarAggregateOptions(min_count=1)
    every = pc.CountOptions(mode="all")
    wanted: list[Any] = [(name, "sum", known) for name in (*ADDED, *ADDED_UNLESS_REPEATED)]
    wanted += [(name, "count_distinct", every) for name in ADDED_UNLESS_REPEATED]
    wanted += [(name, how) for name in ADDED_UNLESS_REPEATED for how in ("min", "count")]
    wanted += [(name, "max") for name in LATEST]
    sums = lots.group_by("__first__", use_threads=False).aggregate(
        [entry for entry in wanted if entry[0] in lots.column_names]
    )
    sums = sums.sort_by("__first__")
    mask = _mask(sums["__first__"].combine_chunks(), table.num_rows)
    repeated: list[Aside] = []
    # Rows that sale lines were rolled up to repeat nothing.
    unless_repeated = () if HISTORY in table.column_names else ADDED_UNLESS_REPEATED
    for name in table.column_names:
        if name in unless_repeated:
            same = pc.equal(sums[f"{name}_count_distinct"], 1)
            column = pc.if_else(same, sums[f"{name}_min"], sums[f"{name}_sum"])
            repeated += _repeats(name, sums.filter(same))
        elif name in (*ADDED, *ADDED_UNLESS_REPEATED):
            column = sums[f"{name}_sum"]
        elif name in LATEST:
            column = sums[f"{name}_max"]
        elif name == HISTORY:
            table = _with_history(table, lots)
            continue
        else:
            continue
        table = _replaced(table, name, mask, column)
    return table, repeated


def _repeats(name: str, sums: pa.Table) -> list[Aside]:
    """What all lots of an item say alike, but for the first."""
    rows = pc.sum(pc.subtract(pc.max_element_wise(sums[f"{name}_count"], 1), 1)).as_py()
    if not rows or name not in RECONCILED:
        return []
    total = pc.sum(pc.subtract(sums[f"{name}_sum"], sums[f"{name}_min"])).as_py()
    return [(name, LeftAside(reason="repeated_for_each_lot", rows=rows, total=total))]


def _with_history(table: pa.Table, lots: pa.Table) -> pa.Table:
    to = pc.replace_with_mask(
        numbered(table.num_rows),
        _mask(lots[_ROW].combine_chunks(), table.num_rows),
        lots.sort_by(_ROW)["__first__"].combine_chunks().cast(pa.int64()),
    )
    lists = moved(table[HISTORY], to, table.num_rows)
    return table.set_column(table.column_names.index(HISTORY), HISTORY, lists)


def _kept_apart(table: pa.Table, apart: pa.Table) -> pa.Table:
    """From the second row on a SKU gets its number behind it."""
    if apart.num_rows == 0:
        return table
    ordered = apart.sort_by([(_GROUP, "ascending"), (_ROW, "ascending")])
    place = pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int64()), ordered.num_rows))
    ordered = ordered.append_column("__place__", place)
    starts = ordered.group_by(_GROUP, use_threads=False).aggregate([("__place__", "min")])
    start = pc.take(
        starts["__place___min"],
        pc.index_in(ordered[_GROUP], starts[_GROUP].combine_chunks()),
    )
    number = pc.add(pc.subtract(ordered["__place__"], start), 1)
    ordered = ordered.append_column("__number__", number)
    later = ordered.filter(pc.greater(ordered["__number__"], 1)).sort_by(_ROW)
    renamed = pc.binary_join_element_wise(
        later["sku"], " (", later["__number__"].cast(pa.string()), ")", ""
    )
    return _replaced(table, "sku", _mask(later[_ROW].combine_chunks(), table.num_rows), renamed)


def _replaced(table: pa.Table, name: str, mask: Cells, column: Cells) -> pa.Table:
    position = table.column_names.index(name)
    old = table[name].combine_chunks()
    new = pc.replace_with_mask(old, mask, column.combine_chunks().cast(old.type))
    return table.set_column(position, name, new)


def _mask(rows: Cells, length: int) -> Cells:
    return pc.is_in(numbered(length), rows)


def _file_rows(table: pa.Table, dropped: pa.Table, origin: str | None) -> int:
    """Rows of the file none of whose rows is left."""
    if origin is None or origin not in table.column_names:
        return dropped.num_rows
    gone = pc.value_counts(dropped[origin].combine_chunks())
    spread = pc.value_counts(table[origin].combine_chunks())
    place = pc.index_in(gone.field("values"), spread.field("values"))
    all_gone = pc.equal(pc.take(spread.field("counts"), place), gone.field("counts"))
    return int(pc.sum(all_gone).as_py() or 0)


def _problems(lots: pa.Table, firsts: Cells, apart: pa.Table) -> list[Problem]:
    problems = []
    if lots.num_rows:
        problems.append(
            Problem(
                code="combined_rows",
                count=lots.num_rows,
                column="sku",
                examples=_examples(lots, "lots of one item: quantities added"),
            )
        )
    if apart.num_rows:
        damaged = pc.match_substring_regex(apart["sku"], DAMAGED)
        for code, rows, message in (
            ("damaged_sku", apart.filter(damaged), "digits lost in a spreadsheet: kept apart"),
            ("duplicate_sku", apart.filter(pc.invert(damaged)), "different items: kept apart"),
        ):
            if rows.num_rows:
                examples = _examples(rows, message)
                problems.append(
                    Problem(code=code, count=rows.num_rows, column="sku", examples=examples)
                )
    return problems


def _examples(rows: pa.Table, message: str) -> tuple[ProblemExample, ...]:
    seen = dict.fromkeys(rows["sku"].slice(0, 200).to_pylist())
    return tuple(
        ProblemExample(row=None, value=sku, message=message) for sku in list(seen)[:_EXAMPLES]
    )
