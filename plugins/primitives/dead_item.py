"""Stock that will not sell: it ties up money and room until somebody acts."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sentinel import Found, Item, Money, Primitive, Scorecard, Threshold, hookimpl, log_odds

CARD = Scorecard.fitted("dead_item")
DAYS_PER_MONTH = 365 / 12
HARDLY = 0.02
"""Chances below this are not weighed further."""


def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """No sale for long, nothing new, and most of it will still be there in two years."""
    on_hand, unsold = item.on_hand_qty, item.unsold_days
    if on_hand is None or on_hand <= 0 or unsold is None or item.demand is None:
        return None
    if unsold < thresholds["dead_after_days"]:
        return None
    received = item.days_since_received
    if received is not None and received < thresholds["new_item_days"]:
        return None
    horizon = thresholds["dead_horizon_months"] * DAYS_PER_MONTH
    slow = 1 - item.demand.chance_above(horizon, math.ceil(on_hand / 2) - 1)
    if slow < HARDLY:
        return None
    stays = CARD.probability(item, log_odds(slow))
    if stays < thresholds["dead_probability"]:
        return None
    cost = item.cost_or_estimate
    exposure = on_hand * cost
    carrying_rate = thresholds["carrying_rate"]
    return Found(
        annual_cost=Money.with_probability(exposure * carrying_rate, 1.0),
        exposure=exposure,
        confidence=stays,
        evidence={
            "on_hand_units": on_hand,
            "unit_cost_usd": cost,
            "carrying_rate": carrying_rate,
            "unsold_days": unsold,
            "mostly_unsold_probability": slow,
            "demand_ended_probability": item.demand_ended_probability or 0.0,
        },
    )


DEAD_ITEM = Primitive(
    key="dead_item",
    title="Dead Inventory",
    severity="medium",
    category="Cash Flow",
    family="stock",
    meaning="It has stopped selling and the money in it is frozen.",
    recommendations=(
        "Look at the shelf first: goods that cannot be found do not sell.",
        "Return to the vendor what can be returned, then mark down in steps until it moves.",
        "Stop reordering, and give its place to something that sells.",
    ),
    requires=("on_hand_qty",),
    requires_any=("last_sold_on", "units_sold"),
    uses=("unit_cost", "last_received_on", "sales_window_days", "category"),
    thresholds=(
        Threshold(
            name="new_item_days",
            default=60,
            unit="days",
            meaning="Received within this time it is too new to be dead.",
        ),
        Threshold(
            name="dead_after_days",
            default=90,
            unit="days",
            meaning="Without a sale for this long it may be dead.",
        ),
        Threshold(
            name="dead_horizon_months",
            default=24,
            unit="months",
            meaning="Dead if less than half of it will probably sell in this time.",
        ),
        Threshold(
            name="dead_probability",
            default=0.25,
            unit="probability",
            meaning="Found from this chance that it stays, all clues weighed.",
        ),
        Threshold(
            name="carrying_rate",
            default=0.25,
            unit="share of stock value per year",
            meaning="Cost of money, room, insurance and ageing.",
        ),
    ),
    formulas=("on_hand_units * unit_cost_usd * carrying_rate",),
    judge=judge,
    scorecard=CARD,
    kernel="dead_item",
)


@hookimpl
def sentinel_primitives() -> list[Primitive]:
    return [DEAD_ITEM]
