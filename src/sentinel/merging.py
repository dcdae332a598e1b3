"""Two exports of one POS side by side: what one lacks comes from the other, nothing twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
from attrs import field, frozen

from sentinel.compute import Cells, pc
from sentinel.history import HISTORY, MEASURES
from sentinel.meeting import Meeting, meeting, unmet
from sentinel.models import Problem, ProblemExample
from sentinel.reconciling import QUANTITIES, RECONCILED, Aside, aside
from sentinel.stores import same_stores, stores_of
from sentinel.tables import below, plain, replaced

WINDOW = "sales_window_days"
_OF_A_WINDOW = (*MEASURES, WINDOW, HISTORY)
_KEYS = ("store_id", "sku", "__item_id__")
_EXAMPLES = 5
_ENOUGH = 0.5
"""Share of the rows of a sales export that must meet an item before its silence means no sales."""


@frozen(kw_only=True, eq=False)
class Merged:
    """The rows of both tables."""

    table: pa.Table
    problems: tuple[Problem, ...] = field(default=())
    left_aside: tuple[Aside, ...] = field(default=())
    orphans: Cells = field(factory=lambda: pa.array([], pa.string()))
    """SKUs of the rows of `other` that met none, unless they are more of the same."""


def merge(
    base: pa.Table,
    other: pa.Table,
    *,
    same_export: bool = False,
    assumed: tuple[bool, bool] = (False, False),
) -> Merged:
    """`base` with what `other` knows of its rows, and the rows of `other` that met none.

    What `base` says stays. In a sales export an item without a row sold nothing in its window.
    Where both say what an item sold, the longer window stands. `same_export`: rows that meet none
    are simply more of the same, not orphans. `assumed`: whose window is only assumed.
    """
    base, other, problems = same_stores(base, other)
    found = meeting(base, other)
    problems += respelled(base, other, found)
    left = other.take(unmet(other.num_rows, found.met))
    values = met_values(other, found.met)
    unclear, asides = undivided(values, found.met, base, other)
    base, values, overlapping, shorter = _one_window(base, values, assumed)
    differing, said = conflicts(base, values, RECONCILED)
    merged = filled(base, values)
    problems += [*unclear, *overlapping, *differing]
    known = other.num_rows - left.num_rows
    if "units_sold" in other.column_names and known and known >= other.num_rows * _ENOUGH:
        merged, silent = _silent_as_unsold(base, merged, other, found.met, left)
        problems += silent
    return Merged(
        table=below(merged, left),
        problems=tuple(problems),
        left_aside=(*asides, *shorter, *said),
        orphans=left["sku"].slice(0, 0 if same_export else None),
    )


# --- columns ------------------------------------------------------------------------------------


def met_values(other: pa.Table, met: Cells) -> dict[str, Cells]:
    """What the rows of `other` say, for each row that meets one."""
    return {
        name: pc.take(plain(other[name]), met) for name in other.column_names if name not in _KEYS
    }


def filled(table: pa.Table, values: Mapping[str, Cells]) -> pa.Table:
    """The table with the values where it has none of its own."""
    for name, column in values.items():
        if name in table.column_names:
            column = pc.coalesce(plain(table[name]), column)
        table = replaced(table, name, column)
    return table


def _one_window(
    base: pa.Table, values: dict[str, Cells], assumed: tuple[bool, bool]
) -> tuple[pa.Table, dict[str, Cells], list[Problem], list[Aside]]:
    """What an item sold is of one window: units of one export never stand by the money of another.

    A window that is known stands before one that is assumed, else the longer one.
    """
    if not {"units_sold", WINDOW} <= set(base.column_names) & set(values):
        return base, values, [], []
    units, window = plain(base["units_sold"]), plain(base[WINDOW])
    differs = pc.fill_null(pc.not_equal(units, values["units_sold"]), False)
    if assumed[0] == assumed[1]:
        longer = pc.fill_null(pc.greater(values[WINDOW], window), False)
    else:
        longer = pa.repeat(pa.scalar(assumed[0]), base.num_rows)
    only_second = pc.and_(pc.is_null(units), pc.is_valid(values["units_sold"]))
    base = replaced(base, WINDOW, _blank(window, only_second))
    first = {name: plain(base[name]) for name in _OF_A_WINDOW if name in base.column_names}
    second = {name: values[name] for name in _OF_A_WINDOW if name in values}
    asides: list[Aside] = []
    for columns, where in ((first, longer), (second, pc.invert(longer))):
        dropped = pc.and_(differs, where)
        for name, column in columns.items():
            asides += aside(name, "overlapping_period", pc.filter(column, dropped))
            columns[name] = _blank(column, dropped)
    for name, column in first.items():
        base = replaced(base, name, column)
    count = pc.sum(differs).as_py() or 0
    message = "sold in other days in the other export: the longer window stands"
    told = [problem("overlapping_period", count, "units_sold", message)] if count else []
    return base, values | second, told, asides


def _blank(column: Cells, where: Cells) -> Cells:
    return pc.if_else(where, pa.scalar(None, column.type), column)


def conflicts(
    base: pa.Table, values: Mapping[str, Cells], names: Sequence[str]
) -> tuple[list[Problem], list[Aside]]:
    """Quantities that both know: what `base` says stays."""
    problems: list[Problem] = []
    asides: list[Aside] = []
    for name in names:
        if name not in base.column_names or name not in values:
            continue
        old, new = plain(base[name]), values[name]
        differs = pc.fill_null(pc.not_equal(old, new), False)
        same = pc.fill_null(pc.equal(old, new), False)
        asides += aside(name, "conflicting_value", pc.filter(new, differs))
        asides += aside(name, "said_twice", pc.filter(new, same))
        count = pc.sum(differs).as_py()
        if count:
            examples = _differing(base, name, new, differs)
            problems.append(
                Problem(code="conflicting_value", count=count, column=name, examples=examples)
            )
    return problems, asides


def _differing(base: pa.Table, name: str, new: Cells, where: Cells) -> tuple[ProblemExample, ...]:
    shown = base.select(["sku", name]).append_column("here", new).filter(where)
    return tuple(
        ProblemExample(
            row=None,
            value=row["sku"],
            message=f"{row['here']:g} here, {row[name]:g} in the other export, which stays",
        )
        for row in shown.slice(0, _EXAMPLES).to_pylist()
    )


def undivided(
    values: dict[str, Cells], met: Cells, base: pa.Table, other: pa.Table
) -> tuple[list[Problem], list[Aside]]:
    """Quantities of one row that several rows meet are given to none of them."""
    counts = pc.value_counts(pc.drop_null(met))
    shared = pc.filter(counts.field("values"), pc.greater(counts.field("counts"), 1))
    given = [name for name in values if name in (*QUANTITIES, HISTORY)]
    if not len(shared) or not given:
        return [], []
    unclear = pc.is_in(met, shared)
    for name in given:
        nothing = pa.scalar(None, values[name].type)
        values[name] = pc.if_else(unclear, nothing, values[name])
    stores = stores_of(base) > 1 and "store_id" not in other.column_names
    code = "ambiguous_store" if stores else "ambiguous_item"
    asides = [entry for name in given for entry in aside(name, code, pc.take(other[name], shared))]
    shown = pc.take(other["sku"], shared.slice(0, _EXAMPLES)).to_pylist()
    message = "meets several rows: its quantities are not used"
    return [problem(code, len(shared), "sku", message, shown)], asides


def _silent_as_unsold(
    base: pa.Table, merged: pa.Table, other: pa.Table, met: Cells, left: pa.Table
) -> tuple[pa.Table, list[Problem]]:
    """An item that the sales export does not name sold nothing in the days that it covers.

    Not so if a row that met none has its name: that may well be the item.
    """
    if "units_sold" in base.column_names or "sales_window_days" not in other.column_names:
        return merged, []
    silent = pc.is_null(met)
    if "description" in base.column_names and "description" in left.column_names:
        named = pc.is_in(plain(base["description"]), pc.drop_null(plain(left["description"])))
        silent = pc.and_(silent, pc.invert(named))
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
        column = pc.if_else(silent, value, merged[name])
        merged = merged.set_column(merged.column_names.index(name), name, column)
    return merged, [
        problem(
            "not_in_sales_export",
            count,
            "units_sold",
            "no row in the sales export: taken as not sold",
        )
    ]


# --- what is told -------------------------------------------------------------------------------


def respelled(base: pa.Table, other: pa.Table, found: Meeting) -> list[Problem]:
    """SKUs that the two exports spell differently and that were taken for one item."""
    if not len(found.respelled):
        return []
    rows = found.respelled.slice(0, _EXAMPLES)
    here = pc.take(other["sku"], pc.take(found.met, rows))
    pairs = zip(here.to_pylist(), pc.take(base["sku"], rows).to_pylist(), strict=True)
    examples = tuple(
        ProblemExample(row=None, value=code, message=f"{kept!r} in the other export: one item")
        for code, kept in pairs
    )
    count = len(found.respelled)
    return [Problem(code="respelled_sku", count=count, column="sku", examples=examples)]


def problem(
    code: str, count: int, column: str, message: str, values: Sequence[str | None] = (None,)
) -> Problem:
    """A problem whose occurrences all have one message."""
    examples = tuple(ProblemExample(row=None, value=value, message=message) for value in values)
    return Problem(code=code, count=count, column=column, examples=examples)
