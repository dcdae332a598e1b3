"""Figures of the same items in two snapshots: are they still in the same unit?"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from sentinel.canonical import BY_NAME, Kind
from sentinel.compute import Cells, pc
from sentinel.same_items import same_items

_LEAST_ITEMS = 5
_MOST_ITEMS = 20_000
"""Enough to tell a unit by; evenly spread over the file."""
_LEAST_CHANGE = 2.9
"""Prices double in no month, and a change of unit is at least threefold."""
_AGREE = 0.6
"""Share of the items that must have changed by the same factor."""
_TOLERANCE = 0.1
"""Within which two factors are the same; quantities move by themselves from export to export."""
_TOLERANCE_QUANTITY = 0.35
_OVER_A_WINDOW = ("units_sold", "units_returned", "net_sales")


def scales(before: pa.Table, now: pa.Table) -> dict[str, str]:
    """Number columns whose figures are a constant times what they were for the same items.

    Canonical column to what one of before is now: `100 (cents instead of dollars)`.
    """
    shared = [
        name
        for name in now.column_names
        if name in before.column_names
        and name != "sales_window_days"
        and BY_NAME[name].kind is Kind.NUMBER
    ]
    if not shared:
        return {}
    some = now.take(pa.array(range(0, len(now), 1 + len(now) // _MOST_ITEMS), pa.int64()))
    both = _side_by_side(before, some, shared)
    found = {}
    for name in shared:
        ratio = _ratio(both, name)
        words = _change(ratio, name, both)
        if words:
            found[name] = words
    return found


def change_of_scale(factor: float, *, money: bool, loose: bool = False) -> str | None:
    """What one unit of before is now, in words; null where it is the same unit.

    `loose`: the factor is known roughly, and only cents against dollars are told apart.
    """
    for least, what in ((100.0, "cents instead of dollars"), (0.01, "dollars instead of cents")):
        wide = 2.0 if loose else 1.05
        if money and least / wide <= factor <= least * wide:
            return f"{least:g} ({what})"
    if loose or 1 / _LEAST_CHANGE < factor < _LEAST_CHANGE:
        return None
    return f"{factor:.3g}"


def _side_by_side(before: pa.Table, now: pa.Table, names: list[str]) -> pa.Table:
    """One row per item that both have."""
    rows = same_items(before, now)
    known = pc.is_valid(rows)
    extra = [n for n in ("sales_window_days", "pack_qty") if n not in names]

    def side(table: pa.Table, mark: str, taken: Cells) -> dict[str, Any]:
        wanted = [*names, *(name for name in extra if name in table.column_names)]
        return {mark + name: table[name].take(taken) for name in wanted}

    there = pc.indices_nonzero(known)
    return pa.table(side(before, "before ", rows.filter(known)) | side(now, "now ", there))


def _ratio(both: pa.Table, name: str) -> Cells:
    """Now over before; null where either is unknown or zero."""
    old, new = both[f"before {name}"], both[f"now {name}"]
    days = ("before sales_window_days", "now sales_window_days")
    if name in _OVER_A_WINDOW and set(days) <= set(both.column_names):
        old, new = pc.divide(old, both[days[0]]), pc.divide(new, both[days[1]])
    ratio = pc.divide(new, old)
    return pc.if_else(pc.and_(pc.is_finite(ratio), pc.greater(ratio, 0.0)), ratio, None)


def _change(ratio: Cells, name: str, both: pa.Table) -> str | None:
    known = len(ratio) - ratio.null_count
    if known < _LEAST_ITEMS:
        return None
    money = BY_NAME[name].unit.startswith("USD")
    tolerance = _TOLERANCE if money else _TOLERANCE_QUANTITY
    middle: float = pc.quantile(ratio, 0.5)[0].as_py()
    if 1 / _LEAST_CHANGE < middle < _LEAST_CHANGE:
        return None
    if name != "pack_qty" and (by_pack := _by_pack(ratio, money, both, tolerance, known)):
        return by_pack
    if _agreeing(ratio, middle, tolerance, known):
        return change_of_scale(middle, money=money)
    return None


def _by_pack(ratio: Cells, money: bool, both: pa.Table, tolerance: float, known: int) -> str | None:
    if "now pack_qty" not in both.column_names:
        return None
    packs = both["now pack_qty"]
    packs = pc.if_else(pc.greater(packs, 1.0), packs, None)
    grew, shrank = "by the pack instead of the unit", "by the unit instead of the pack"
    for factor, what in (
        (packs, grew if money else shrank),
        (pc.divide(1.0, packs), shrank if money else grew),
    ):
        if _agreeing(pc.divide(ratio, factor), 1.0, tolerance, known):
            return f"{pc.quantile(ratio, 0.5)[0].as_py():.3g} ({what})"
    return None


def _agreeing(ratio: Cells, factor: float, tolerance: float, known: int) -> bool:
    near = pc.and_(
        pc.greater_equal(ratio, factor * (1 - tolerance)),
        pc.less_equal(ratio, factor * (1 + tolerance)),
    )
    agreeing: int = pc.sum(near).as_py() or 0
    return agreeing >= _AGREE * known
