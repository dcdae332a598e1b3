"""The books say less than nothing: more was sold than was ever booked in."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sentinel import Found, Item, Money, Primitive, Scorecard, Threshold, hookimpl


def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """On hand below zero. The dollars count only as far as late receipts do not explain it."""
    if item.on_hand_qty is None or item.on_hand_qty >= 0:
        return None
    missing = -item.on_hand_qty  # units
    cost = item.cost_or_estimate
    exposure = missing * cost
    real = real_loss(item, missing, thresholds["receiving_lag_days"])
    return Found(
        annual_cost=Money.with_probability(exposure, real),
        exposure=exposure,
        confidence=1.0,
        evidence={
            "on_hand_units": item.on_hand_qty,
            "unit_cost_usd": cost,
            "real_loss_probability": real,
        },
    )


def real_loss(item: Item, missing: float, receiving_lag_days: float) -> float:
    """The chance that sales of goods not yet booked in do not explain so many missing units.

    One half where nothing is known of its sales.
    """
    if item.demand is None:
        return 0.5
    return 1 - item.demand.chance_above(receiving_lag_days, math.ceil(missing) - 1)


NEGATIVE_INVENTORY = Primitive(
    key="negative_inventory",
    title="Negative Inventory",
    severity="critical",
    category="Data Integrity",
    family="stock",
    meaning="The books show fewer than zero on the shelf.",
    recommendations=(
        "Look for deliveries that were put on the shelf and never booked in.",
        "Count the item and correct the book; until then reordering works on a wrong number.",
        "Check that it is not rung up under another item's code.",
    ),
    requires=("on_hand_qty",),
    uses=("unit_cost", "unit_price", "units_sold", "sales_window_days"),
    thresholds=(
        Threshold(
            name="receiving_lag_days",
            default=14,
            unit="days",
            meaning="How late goods are booked in at worst, in ordinary trade.",
        ),
    ),
    formulas=("-on_hand_units * unit_cost_usd * real_loss_probability",),
    judge=judge,
    scorecard=Scorecard.fitted("negative_inventory"),
    kernel="negative_inventory",
)


@hookimpl
def sentinel_primitives() -> list[Primitive]:
    return [NEGATIVE_INVENTORY]
