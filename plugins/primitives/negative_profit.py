"""Sold below cost: every unit that leaves the shop takes money with it."""

from __future__ import annotations

from collections.abc import Mapping

from sentinel import Found, Item, Money, Primitive, Scorecard, hookimpl


def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """Price above zero and below cost."""
    price, cost = item.unit_price, item.unit_cost
    if price is None or cost is None or price <= 0 or cost - price <= 0:
        return None
    loss = cost - price  # USD per unit
    return Found(
        annual_cost=Money.per_unit_sold(loss, item.demand),
        exposure=loss * max(item.on_hand_qty or 0.0, 0.0),
        confidence=1.0,
        evidence={
            "unit_price_usd": price,
            "unit_cost_usd": cost,
            "loss_per_unit_usd": loss,
            **item.demand_evidence,
        },
    )


NEGATIVE_PROFIT = Primitive(
    key="negative_profit",
    title="Negative Profit",
    severity="critical",
    category="Profitability",
    family="price",
    meaning="It sells for less than it costs you.",
    recommendations=(
        "Raise the price above today's cost, or stop selling the item.",
        "Check the cost on the last invoice: a case cost booked as a unit cost looks the same.",
        "If it is a deliberate loss leader, mark it so and limit how many one customer may buy.",
    ),
    requires=("unit_price", "unit_cost"),
    uses=("on_hand_qty", "units_sold", "sales_window_days"),
    formulas=("loss_per_unit_usd * demand_per_day_units * 365",),
    judge=judge,
    scorecard=Scorecard.fitted("negative_profit"),
    kernel="negative_profit",
)


@hookimpl
def sentinel_primitives() -> list[Primitive]:
    return [NEGATIVE_PROFIT]
