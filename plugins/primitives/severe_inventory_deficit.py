"""Negative beyond what any ordinary receiving delay explains."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sentinel import Found, Item, Money, Primitive, Scorecard, Threshold, hookimpl


def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """Below zero even with what is on order, by more than could have been sold unbooked."""
    if item.on_hand_qty is None:
        return None
    lag = thresholds["receiving_lag_days"]
    on_order = max(item.on_order_qty or 0.0, 0.0)
    on_hand_deficit = -item.on_hand_qty  # units
    deficit = on_hand_deficit - on_order  # units
    if on_hand_deficit <= 0 or deficit <= 0:
        return None
    if item.demand is None:
        real = 0.5
    else:
        real = 1 - item.demand.chance_above(lag, math.ceil(on_hand_deficit) - 1)
    beyond_delay = on_hand_deficit > thresholds["deficit_min_units"] and real >= 0.99
    if not beyond_delay and deficit < thresholds["deficit_always_units"]:
        return None
    cost = item.cost_or_estimate
    exposure = deficit * cost
    lost_sales = Money.per_unit_sold(item.unit_profit, item.demand) * (lag / 365)
    return Found(
        annual_cost=Money.with_probability(exposure, real) + lost_sales,
        exposure=exposure,
        confidence=max(real, 0.5),
        evidence={
            "on_hand_units": item.on_hand_qty,
            "on_order_units": item.on_order_qty or 0.0,
            "deficit_units": deficit,
            "unit_cost_usd": cost,
            "real_loss_probability": real,
            "lost_sales_usd": lost_sales.expected,
        },
    )


SEVERE_INVENTORY_DEFICIT = Primitive(
    key="severe_inventory_deficit",
    title="Severe Inventory Deficit",
    severity="critical",
    category="Inventory Risk",
    family="stock",
    meaning="So far below zero that a late delivery cannot explain it.",
    recommendations=(
        "Count the item today and trace its last three receipts.",
        "Check the unit: sold by the piece and received by the case gives such numbers.",
        "Check whether it is sold under this code in place of another item.",
    ),
    requires=("on_hand_qty",),
    uses=("on_order_qty", "unit_cost", "unit_price", "units_sold", "sales_window_days"),
    thresholds=(
        Threshold(
            name="deficit_min_units",
            default=10,
            unit="units",
            meaning="A smaller deficit is never severe.",
        ),
        Threshold(
            name="receiving_lag_days",
            default=14,
            unit="days",
            meaning="How late goods are booked in at worst, in ordinary trade.",
        ),
        Threshold(
            name="deficit_always_units",
            default=100,
            unit="units",
            meaning="A deficit of this size that is not on order is always severe.",
        ),
    ),
    formulas=("deficit_units * unit_cost_usd * real_loss_probability + lost_sales_usd",),
    judge=judge,
    scorecard=Scorecard.fitted("severe_inventory_deficit"),
    kernel="severe_inventory_deficit",
)


@hookimpl
def sentinel_primitives() -> list[Primitive]:
    return [SEVERE_INVENTORY_DEFICIT]
