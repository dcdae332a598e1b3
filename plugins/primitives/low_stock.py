"""It sells, and it will more likely than not run out before an order placed today arrives."""

from __future__ import annotations

from collections.abc import Mapping

from sentinel import Found, Item, Money, Primitive, Scorecard, Threshold, hookimpl, log_odds

CARD = Scorecard.fitted("low_stock")
HARDLY = 0.002
"""Chances below this are not weighed further."""


def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """Demand over the lead time against what is there and on its way."""
    on_hand, demand = item.on_hand_qty, item.demand
    if item.discontinued or on_hand is None or on_hand < 0 or demand is None:
        return None
    if item.units_sold is None or item.units_sold <= 0 or item.is_untracked:
        return None
    lead_time = max(thresholds["lead_time_days"], 1.0)
    on_order = max(item.on_order_qty or 0.0, 0.0)
    available = on_hand + on_order
    share = thresholds["repeat_share_when_ordered"] if on_order > 0 else 1.0
    below_reorder_point = (
        item.reorder_point is not None
        and item.reorder_point > 0
        and on_hand <= item.reorder_point
        and on_order <= 0
    )
    runs_out, short = demand.shortfall(lead_time, available)
    if runs_out < HARDLY and not below_reorder_point:
        return None
    chance = CARD.probability(item, log_odds(runs_out))
    if chance < thresholds["stockout_probability"]:
        return None
    profit = item.unit_profit
    low, high = demand.interval80()
    yearly = short * profit * 365 / lead_time * share
    return Found(
        annual_cost=Money(
            low=yearly * min(low / demand.mean, 1.0),
            expected=yearly,
            high=yearly * max(high / demand.mean, 1.0),
        ),
        exposure=short * profit,
        confidence=chance,
        evidence={
            "available_units": available,
            "lead_time_days": lead_time,
            "expected_short_units": short,
            "stockout_probability": runs_out,
            "unit_profit_usd": profit,
            "cycles_that_repeat_share": share,
            "rule": "at or under its reorder point" if below_reorder_point else "runs out",
        },
    )


LOW_STOCK = Primitive(
    key="low_stock",
    title="Low Stock Risk",
    severity="high",
    category="Inventory Risk",
    family="stock",
    meaning="It will probably sell out before an order placed today arrives.",
    recommendations=(
        "Order today, the costliest items first.",
        "Raise the reorder point of what appears here every month.",
        "If the supplier cannot deliver, buy from a second source or transfer from another store.",
    ),
    requires=("on_hand_qty", "units_sold"),
    uses=("on_order_qty", "unit_cost", "unit_price", "reorder_point", "sales_window_days"),
    thresholds=(
        Threshold(
            name="lead_time_days",
            default=7,
            unit="days",
            meaning="Days from an order to its goods on the shelf.",
        ),
        Threshold(
            name="stockout_probability",
            default=0.25,
            unit="probability",
            meaning="Found from this chance of running out in the lead time, all clues weighed.",
        ),
        Threshold(
            name="repeat_share_when_ordered",
            default=0.25,
            unit="share of cycles",
            meaning="Share of the year's order cycles that run short although goods are on order.",
        ),
    ),
    formulas=(
        "expected_short_units * unit_profit_usd * 365 / lead_time_days * cycles_that_repeat_share",
    ),
    judge=judge,
    scorecard=CARD,
    kernel="low_stock",
)


@hookimpl
def sentinel_primitives() -> list[Primitive]:
    return [LOW_STOCK]
