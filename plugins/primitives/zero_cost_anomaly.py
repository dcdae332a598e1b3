"""Priced and stocked or sold, but without a cost: every margin made of it is fiction."""

from __future__ import annotations

from collections.abc import Mapping

from sentinel import Found, Item, Money, Primitive, Scorecard, Threshold, hookimpl


def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """Cost zero or missing where the export has a cost column."""
    price, cost = item.unit_price, item.unit_cost
    alive = (item.on_hand_qty or 0) > 0 or (item.units_sold or 0) > 0
    if not item.has_cost_column or item.is_untracked or not alive:
        return None
    if price is None or price <= 0 or cost:
        return None
    margin = thresholds["assumed_margin"] if item.peer_margin is None else item.peer_margin
    likely_cost = price * (1 - margin)
    real_loss_rate = thresholds["real_loss_rate"]
    return Found(
        annual_cost=Money.per_unit_sold(likely_cost * real_loss_rate, item.demand),
        exposure=likely_cost * max(item.on_hand_qty or 0.0, 0.0),
        confidence=0.98,
        evidence={
            "unit_price_usd": price,
            "peer_margin_share": margin,
            "likely_unit_cost_usd": likely_cost,
            "real_loss_rate": real_loss_rate,
            **item.demand_evidence,
            "unit_cost": "missing" if cost is None else "zero",
        },
    )


ZERO_COST_ANOMALY = Primitive(
    key="zero_cost_anomaly",
    title="Zero Cost Anomaly",
    severity="high",
    category="Data Quality",
    family="price",
    meaning="It has a price but no cost, so its profit cannot be known.",
    recommendations=(
        "Enter the cost from the last invoice, the best sellers first.",
        "Make the cost a required field when an item is set up.",
    ),
    requires=("unit_price", "unit_cost"),
    uses=("on_hand_qty", "units_sold", "category", "sales_window_days"),
    thresholds=(
        Threshold(
            name="real_loss_rate",
            default=0.05,
            unit="share of likely cost",
            meaning="What corrected costs turn out to have hidden, as a share of the cost.",
        ),
        Threshold(
            name="assumed_margin",
            default=0.35,
            unit="share of price",
            meaning="Margin of a store that has no costs to learn one from.",
        ),
    ),
    formulas=("likely_unit_cost_usd * real_loss_rate * demand_per_day_units * 365",),
    judge=judge,
    scorecard=Scorecard.fitted("zero_cost_anomaly"),
    kernel="zero_cost_anomaly",
)


@hookimpl
def sentinel_primitives() -> list[Primitive]:
    return [ZERO_COST_ANOMALY]
