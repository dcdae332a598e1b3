"""The usual back-office exception reports, as a peer to compare with: fixed limits, no statistics.

Limits are the round numbers that shops set in such reports. Nothing here was tuned.
"""

from __future__ import annotations

import datetime as dt
import warnings

import numpy as np
import pyarrow as pa

from .arrays import Bools, Floats
from .columns import Columns

_CAUSE = {
    "negative_inventory": "InventoryDrift",
    "severe_inventory_deficit": "InventoryDrift",
    "shrinkage_pattern": "Theft",
    "low_stock": "DemandShift",
    "dead_item": "DemandShift",
    "overstock": "DemandShift",
    "price_discrepancy": "PricingError",
    "high_margin_leak": "MarginLeak",
    "margin_erosion": "VendorIncrease",
    "negative_profit": "PricingError",
    "zero_cost_anomaly": "PricingError",
}
PRIMITIVES = tuple(_CAUSE)


def findings(table: pa.Table, as_of: dt.date) -> pa.Table:
    """Findings of an export, the costliest first; a rule that lacks a column stays silent."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        rows = _Rows(table, as_of)
        parts = [_table(table, key, hit, cost) for key, (hit, cost) in _judged(rows).items()]
    ordered: pa.Table = pa.concat_tables(parts).sort_by([("annual_cost", "descending")])
    return ordered


class _Rows(Columns):
    def __init__(self, table: pa.Table, as_of: dt.date) -> None:
        super().__init__(table, as_of)
        self.on_hand = self.number("on_hand_qty")
        self.on_order = np.nan_to_num(self.number("on_order_qty"))
        self.cost = self.number("unit_cost")
        self.price = self.number("unit_price")
        self.rate = self.number("units_sold") / self.number("sales_window_days")
        self.margin = 1 - self.cost / self.price


def _judged(rows: _Rows) -> dict[str, tuple[Bools, Floats]]:
    """Per primitive: who is hit, and USD per year."""
    stock, cost, price, rate = rows.on_hand, rows.cost, rows.price, rows.rate
    yearly = np.nan_to_num(rate * 365)
    value = np.nan_to_num(stock * cost)
    listed = rows.number("list_price")
    silent = rows.days_since("last_sold_on")
    variance = rows.number("count_variance_qty")
    supply = stock / rate
    usual = np.nanmedian(rows.margin)
    short = (variance <= -1) & (variance <= -0.02 * np.abs(stock - variance))
    empty_soon = (supply < 7) | (stock <= rows.number("reorder_point"))
    quiet = (stock > 0) & (silent > 60) & (yearly >= 12)
    return {
        "negative_inventory": (stock < 0, -value),
        "severe_inventory_deficit": ((stock <= -10) & (stock + rows.on_order < 0), -value),
        "shrinkage_pattern": (short | quiet, np.abs(np.nan_to_num(variance * cost))),
        "low_stock": (
            (stock >= 0) & (rows.on_order <= 0) & (rate > 0) & empty_soon,
            0.2 * yearly * np.nan_to_num(price - cost),
        ),
        "dead_item": ((stock > 0) & (silent > 180), 0.25 * value),
        "overstock": ((stock > 0) & (supply > 365) & (silent <= 180), 0.25 * value),
        "price_discrepancy": (np.abs(price / listed - 1) >= 0.3, yearly * np.abs(listed - price)),
        "high_margin_leak": (
            (cost > 0) & (rows.margin >= 0) & (rows.margin < 0.15) & (rate > 0),
            yearly * (usual - rows.margin) * price,
        ),
        "margin_erosion": (
            (rows.cost > 0) & (rows.number("last_cost") >= 1.05 * rows.number("avg_cost")),
            yearly * (rows.number("last_cost") - rows.number("avg_cost")),
        ),
        "negative_profit": ((price > 0) & (price < cost), yearly * (cost - price)),
        "zero_cost_anomaly": (
            (price > 0) & ~(cost > 0) & ((stock > 0) | (rate > 0)),
            0.05 * yearly * price * (1 - usual),
        ),
    }  # fmt: skip


def _table(table: pa.Table, primitive: str, hit: Bools, cost: Floats) -> pa.Table:
    found = table.filter(pa.array(hit))
    cost = np.maximum(np.nan_to_num(cost[hit]), 0)
    return pa.table(
        {
            "store_id": found["store_id"],
            "sku": found["sku"],
            "primitive": pa.repeat(primitive, len(found)),
            "annual_cost_low": cost * 0.5,
            "annual_cost": cost,
            "annual_cost_high": cost * 1.5,
            "exposure": cost,
            # a report that has no notion of doubt
            "confidence": np.ones(len(found)),
            "cause": pa.repeat(_CAUSE[primitive], len(found)),
        }
    )
