"""Two exports of one POS: rows meet by SKU, barcode or item id; nothing is counted twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from attrs import field, frozen

from sentinel.canonical import DEFAULT_STORE
from sentinel.compute import Cells, pc
from sentinel.duplicates import DAMAGED
from sentinel.headers import normal
from sentinel.models import Problem, ProblemExample

QUANTITIES = (
    "on_hand_qty",
    "on_order_qty",
    "committed_qty",
    "units_sold",
    "units_returned",
    "net_sales",
    "counted_qty",
    "count_variance_qty",
)
"""What belongs to one store and must not be given to several."""
SALES = ("units_sold", "units_returned", "net_sales")
"""What adds up over two periods."""
DATES = ("last_sold_on", "last_received_on", "last_counted_on")

_KEYS = ("store_id", "sku", "__item_id__")
_ITEM_ID = "__item_id__"
_DAYS = "sales_window_days"
_EXAMPLES = 5
_ENOUGH = 0.5
"""Share of the rows of a sales export that must meet an item before its silence means no sales."""


@frozen(kw_only=True, eq=False)
class Merged:
    """The rows of both tables."""

    table: pa.Table
    problems: tuple[Problem, ...] = field(default=())


def merge(
    base: pa.Table, other: pa.Table, *, same_export: bool = False, windows_add: bool = True
) -> Merged:
    """`base` with what `other` knows of its rows, and the rows of `other` that met none.

    What `base` says stays. Two sales exports of different periods add up, their windows too. In a
    sales export an item without a row sold nothing in its window. `same_export`: rows
    that meet none are simply more of the same, not orphans.
    """
    base, other, problems = _same_stores(base, other)
    met = _meeting(base, other)
    left = other.filter(pc.invert(pc.is_in(_numbered(other.num_rows), pc.drop_null(met))))
    values = {
        name: pc.take(_plain(other[name]), met) for name in other.column_names if name not in _KEYS
    }
    problems += _undivided(values, met, base, other)
    sales = "units_sold" in other.column_names
    if same_export and sales and "on_hand_qty" not in base.column_names:
        merged, left = _stacked(base, other, left, values, windows_add)
    else:
        problems += _conflicts(base, values)
        merged = _filled(base, values)
        if sales and left.num_rows <= other.num_rows * (1 - _ENOUGH):
            merged, silent = _silent_as_unsold(base, merged, other, met)
            problems += silent
    if left.num_rows and not same_export:
        problems.append(_orphans(left))
    return Merged(table=_below(merged, left), problems=tuple(problems))


# --- stores -------------------------------------------------------------------------------------


def _stores(table: pa.Table) -> int:
    if "store_id" not in table.column_names:
        return 1
    return len(pc.unique(table["store_id"].cast(pa.string())))


def _same_stores(base: pa.Table, other: pa.Table) -> tuple[pa.Table, pa.Table, list[Problem]]:
    """Both with stores of one spelling, or with none where only one side knows a single store."""
    named_base, named_other = ("store_id" in t.column_names for t in (base, other))
    if named_base and named_other:
        return base, _respelled(other, base), []
    if named_other and _stores(other) == 1:
        only = other["store_id"].cast(pa.string())[0].as_py() or DEFAULT_STORE
        return base.append_column("store_id", pa.repeat(only, base.num_rows)), other, []
    if named_base and _stores(base) == 1:
        only = base["store_id"].cast(pa.string())[0].as_py() or DEFAULT_STORE
        return base, other.append_column("store_id", pa.repeat(only, other.num_rows)), []
    if named_other:
        return base, *_over_stores(other)
    return base, other, []


def _respelled(other: pa.Table, base: pa.Table) -> pa.Table:
    """Store names of `other` as `base` spells them, where they differ in blanks and marks only."""
    known = {
        normal(name): name
        for name in pc.unique(base["store_id"].cast(pa.string())).to_pylist()
        if name
    }
    stores = other["store_id"].cast(pa.string()).combine_chunks()
    words = pc.unique(stores)
    spelled = pa.array(
        [known.get(normal(w), w) if w else w for w in words.to_pylist()], pa.string()
    )
    renamed = pc.take(spelled, pc.index_in(stores, words))
    return other.set_column(other.column_names.index("store_id"), "store_id", renamed)


def _over_stores(other: pa.Table) -> tuple[pa.Table, list[Problem]]:
    """One row per SKU where the stock is not told apart by store: quantities are added up."""
    known = pc.ScalarAggregateOptions(min_count=1)
    plain = _plain_table(other).drop_columns(["store_id"])
    names = [name for name in plain.column_names if name != "sku"]
    wanted: list[Any] = [(name, "sum", known) for name in names if name in QUANTITIES]
    wanted += [(name, "max") for name in names if name in DATES]
    wanted += [(name, "first") for name in names if name not in (*QUANTITIES, *DATES)]
    found = plain.group_by("sku", use_threads=False).aggregate(wanted)
    found = found.rename_columns(
        [name if name == "sku" else name.rsplit("_", 1)[0] for name in found.column_names]
    )
    count = other.num_rows
    return found, [_problem("stores_added_up", count, "store_id", "the stock is not by store")]


# --- which rows meet ----------------------------------------------------------------------------


def _meeting(base: pa.Table, other: pa.Table) -> Cells:
    """For each row of `base` the row of `other` that it meets, or null."""
    place = "store_id" in base.column_names and "store_id" in other.column_names
    met = pc.index_in(_code(base, "sku", place), _code(other, "sku", place))
    chain = [
        ("barcode", "barcode"),
        ("barcode", "sku"),
        ("sku", "barcode"),
        (_ITEM_ID, _ITEM_ID),
        ("sku", _ITEM_ID),
        (_ITEM_ID, "sku"),
    ]
    for mine, theirs in chain:
        if mine not in base.column_names or theirs not in other.column_names:
            continue
        if met.null_count == 0:
            break
        used = pc.is_in(_numbered(other.num_rows), pc.drop_null(met))
        free = pc.if_else(used, pa.scalar(None, pa.string()), _code(other, theirs, place))
        met = pc.coalesce(met, pc.index_in(_code(base, mine, place), free, skip_nulls=True))
    return met


def _code(table: pa.Table, name: str, place: bool) -> Cells:
    """Codes to be compared, null where there is none or its digits are lost."""
    code = table[name].cast(pa.string()).combine_chunks()
    code = pc.if_else(pc.match_substring_regex(code, DAMAGED), pa.scalar(None, pa.string()), code)
    if place:
        stores = pc.fill_null(table["store_id"].cast(pa.string()).combine_chunks(), DEFAULT_STORE)
        code = pc.binary_join_element_wise(stores, code, "\x1f")
    return code


# --- columns ------------------------------------------------------------------------------------


def _filled(table: pa.Table, values: Mapping[str, Cells]) -> pa.Table:
    """The table with the values where it has none of its own."""
    for name, column in values.items():
        if name in table.column_names:
            column = pc.coalesce(_plain(table[name]), column)
        table = _replaced(table, name, column)
    return table


def _stacked(
    base: pa.Table, other: pa.Table, left: pa.Table, values: dict[str, Cells], windows_add: bool
) -> tuple[pa.Table, pa.Table]:
    """Two periods of sales: units and windows add up, the later date stands.

    An item that sold in one period only did not sell in the other: it covers both.
    """
    if windows_add and {_DAYS} <= set(base.column_names) & set(values):
        first, second = pc.max(base[_DAYS]), pc.max(other[_DAYS])
        values[_DAYS] = pc.add(_plain(base[_DAYS]), pc.coalesce(values[_DAYS], second))
        base = base.drop_columns([_DAYS])
        left = _replaced(left, _DAYS, pc.add(left[_DAYS], first))
    for name in SALES:
        if name in base.column_names and name in values:
            old, new = _plain(base[name]), values[name]
            both = pc.add(pc.fill_null(old, 0.0), pc.fill_null(new, 0.0))
            known = pc.or_(pc.is_valid(old), pc.is_valid(new))
            base = _replaced(base, name, pc.if_else(known, both, old))
    for name in DATES:
        if name in base.column_names and name in values:
            later = pc.max_element_wise(_plain(base[name]), values[name])
            base = _replaced(base, name, later)
    return _filled(base, values), left


def _conflicts(base: pa.Table, values: dict[str, Cells]) -> list[Problem]:
    """Quantities on which the two disagree: what `base` says stays."""
    problems = []
    for name in ("on_hand_qty", "on_order_qty", "units_sold"):
        if name in base.column_names and name in values:
            old = base[name].combine_chunks()
            differs = pc.fill_null(pc.not_equal(old, values[name]), False)
            count = pc.sum(differs).as_py() or 0
            if count:
                shown = base.select(["sku"]).filter(differs).slice(0, _EXAMPLES)["sku"].to_pylist()
                problems.append(
                    _problem(
                        "conflicting_value", count, name, "the other export says otherwise", shown
                    )
                )
    return problems


def _undivided(
    values: dict[str, Cells], met: Cells, base: pa.Table, other: pa.Table
) -> list[Problem]:
    """Quantities of one row that several rows meet are given to none of them."""
    counts = pc.value_counts(pc.drop_null(met))
    shared = pc.filter(counts.field("values"), pc.greater(counts.field("counts"), 1))
    given = [name for name in values if name in QUANTITIES]
    if not len(shared) or not given:
        return []
    unclear = pc.is_in(met, shared)
    for name in given:
        values[name] = pc.if_else(unclear, pa.scalar(None, pa.float64()), values[name])
    shown = pc.take(other["sku"], shared.slice(0, _EXAMPLES)).to_pylist()
    stores = _stores(base) > 1 and "store_id" not in other.column_names
    code = "ambiguous_store" if stores else "ambiguous_item"
    message = "meets several rows: its quantities are not used"
    return [_problem(code, len(shared), "sku", message, shown)]


def _silent_as_unsold(
    base: pa.Table, merged: pa.Table, other: pa.Table, met: Cells
) -> tuple[pa.Table, list[Problem]]:
    """An item that the sales export does not name sold nothing in the days that it covers."""
    if "units_sold" in base.column_names or "sales_window_days" not in other.column_names:
        return merged, []
    silent = pc.is_null(met)
    if "store_id" in merged.column_names and "store_id" in other.column_names:
        stores = pc.unique(other["store_id"].cast(pa.string()))
        silent = pc.and_(
            silent,
            pc.is_in(
                merged["store_id"].cast(pa.string()),
                stores.combine_chunks() if isinstance(stores, pa.ChunkedArray) else stores,
            ),
        )
    count = pc.sum(silent).as_py() or 0
    if not count:
        return merged, []
    window = pc.max(other["sales_window_days"])
    for name, value in (("units_sold", pa.scalar(0.0)), ("sales_window_days", window)):
        filled = pc.if_else(silent, value, merged[name])
        merged = merged.set_column(merged.column_names.index(name), name, filled)
    return merged, [
        _problem(
            "not_in_sales_export",
            count,
            "units_sold",
            "no row in the sales export: taken as not sold",
        )
    ]


def _orphans(left: pa.Table) -> Problem:
    shown = left["sku"].slice(0, _EXAMPLES).to_pylist()
    return _problem(
        "orphan_rows", left.num_rows, "sku", "in no other export: kept as an item of its own", shown
    )


def _problem(
    code: str, count: int, column: str, message: str, values: list[str | None] | None = None
) -> Problem:
    examples = tuple(
        ProblemExample(row=None, value=value, message=message) for value in values or [None]
    )
    return Problem(code=code, count=count, column=column, examples=examples)


# --- Arrow helpers ------------------------------------------------------------------------------


def _numbered(rows: int) -> Cells:
    # index_in gives int32
    return pc.subtract(pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int32()), rows)), 1).cast(
        pa.int32()
    )


def _replaced(table: pa.Table, name: str, column: Cells) -> pa.Table:
    if name not in table.column_names:
        return table.append_column(name, column)
    return table.set_column(table.column_names.index(name), name, column)


def _below(table: pa.Table, more: pa.Table) -> pa.Table:
    if more.num_rows:
        both = [_plain_table(table), _plain_table(more)]
        table = pa.concat_tables(both, promote_options="default")
    return _encoded(table)


def _plain(column: Cells) -> Cells:
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    return column.combine_chunks()


def _plain_table(table: pa.Table) -> pa.Table:
    return pa.table({name: _plain(table[name]) for name in table.column_names})


def _encoded(table: pa.Table) -> pa.Table:
    """Repeated text as dictionaries again."""
    for name in ("store_id", "category", "vendor", "status"):
        if name in table.column_names and not pa.types.is_dictionary(table[name].type):
            position = table.column_names.index(name)
            table = table.set_column(
                position, name, table[name].combine_chunks().dictionary_encode()
            )
    return table
