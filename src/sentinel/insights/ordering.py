"""What to order from a vendor: demand over lead time and cover, less what is there or coming."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
from attrs import frozen

from sentinel.compute import pc
from sentinel.insights import items
from sentinel.insights.analysis import Analysis
from sentinel.insights.units import Units, UnitUsd, Usd
from sentinel.reports.words import money, number

LINES = 50
"""At most so many, the most dollars first."""
COVER_DAYS = 30.0
"""Days that an order should last beyond its lead time."""
LEAD_DAYS = 7.0
"""Where the report names no lead time."""


@frozen(kw_only=True)
class Reorder:
    """One line of an order."""

    sku_id: str
    description: str
    order_qty: Units
    """Whole packs where the export knows the pack."""
    unit_cost: UnitUsd
    cost: Usd
    on_hand_units: Units
    """On the books; below zero counts as none."""
    on_order_units: Units
    reason: str
    note: str

    def in_words(self) -> str:
        """For a sheet of paper."""
        name = f"{self.sku_id} {self.description}".strip()
        return f"{number(self.order_qty)} x {name}, {money(self.cost)} ({self.reason})"


def reorders(analysis: Analysis, store_id: str, vendor: str) -> tuple[Reorder, ...]:
    """What the store should order from the vendor; empty where the export has no sales.

    Ordered is what sells in lead time and cover, or up to the store's own reorder-up-to where that
    is more and the stock is at its reorder point. Discontinued items are left out.
    """
    table = items.of_store(analysis.snapshot.table, store_id)
    needed = {"vendor", "units_sold", "sales_window_days", "on_hand_qty"}
    if not needed <= set(table.column_names):
        return ()
    table = table.filter(items.is_one_of(table["vendor"], [vendor]))
    lead = analysis.report.thresholds.get("low_stock.lead_time_days", LEAD_DAYS)
    lines = _lines(table, lead)
    return tuple(map(_reorder, lines))


def _lines(table: pa.Table, lead: float) -> Iterator[Mapping[str, Any]]:
    def column(name: str) -> Any:
        return table[name] if name in table.column_names else pa.nulls(len(table), pa.float64())

    def known(name: str) -> Any:
        return pc.fill_null(column(name), 0.0)

    rate = pc.max_element_wise(pc.fill_null(items.daily_rate(table), 0.0), 0.0)
    there = pc.add(
        pc.max_element_wise(known("on_hand_qty"), 0.0),
        pc.max_element_wise(known("on_order_qty"), 0.0),
    )
    at_point = pc.and_(
        pc.greater(known("reorder_point"), 0.0), pc.less_equal(there, known("reorder_point"))
    )
    runs_out = pc.less(there, pc.multiply(rate, lead))
    target = pc.max_element_wise(
        pc.multiply(rate, lead + COVER_DAYS), pc.if_else(at_point, known("reorder_up_to"), 0.0)
    )
    wanted = pc.and_(pc.greater(rate, 0.0), pc.or_(at_point, runs_out))
    if "status" in table.column_names:
        gone = items.is_one_of(table["status"], ["discontinued"])
        wanted = pc.and_(wanted, pc.invert(gone))
    pack = pc.max_element_wise(known("pack_qty"), 1.0)
    short = pc.max_element_wise(pc.subtract(target, there), 0.0)
    quantity = pc.multiply(pc.ceil(pc.divide(short, pack)), pack)
    lines = pa.table(
        {
            "sku": table["sku"],
            "description": column("description"),
            "quantity": quantity,
            "cost": known("unit_cost"),
            "dollars": pc.multiply(quantity, known("unit_cost")),
            "on_hand": known("on_hand_qty"),
            "on_order": known("on_order_qty"),
            "at_point": at_point,
            "rate": rate,
        }
    ).filter(pc.and_(wanted, pc.greater(quantity, 0.0)))
    order: Any = [("dollars", "descending"), ("sku", "ascending")]
    yield from lines.sort_by(order).slice(0, LINES).to_pylist()


def _reorder(row: Mapping[str, Any]) -> Reorder:
    why = "at its reorder point" if row["at_point"] else "runs out before an order arrives"
    notes = []
    if row["on_hand"] < 0:
        notes.append("The books are below zero: count it first.")
    if row["cost"] <= 0:
        notes.append("Its cost is not on file.")
    return Reorder(
        sku_id=row["sku"],
        description=row["description"] or "",
        order_qty=row["quantity"],
        unit_cost=row["cost"],
        cost=row["dollars"],
        on_hand_units=row["on_hand"],
        on_order_units=row["on_order"],
        reason=f"sells {row['rate'] * 30:.3g} a month, {why}",
        note=" ".join(notes),
    )
