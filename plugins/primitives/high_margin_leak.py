"""It sells, makes something, and makes far less than its peers."""

from __future__ import annotations

from collections.abc import Mapping

from sentinel import Found, Item, Money, Primitive, Scorecard, Threshold, hookimpl

CARD = Scorecard.fitted("high_margin_leak")


def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """A margin far under the peers' median, weighed: what is sold off, on offer or draws customers
    is meant to be thin."""
    margin, peers, price, cost = item.margin, item.peer_margin, item.unit_price, item.unit_cost
    if margin is None or margin < 0 or peers is None or peers <= 0:
        return None
    if margin > thresholds["margin_share"] * peers or not item.sells:
        return None
    chance = CARD.probability(item)
    if chance < thresholds["leak_probability"]:
        return None
    assert price is not None and cost is not None  # a margin needs both
    right_price = cost / (1 - peers)
    return Found(
        annual_cost=Money.per_unit_sold(right_price - price, item.demand),
        exposure=0.0,
        confidence=chance,
        evidence={
            "margin_share": margin,
            "peer_margin_share": peers,
            "unit_cost_usd": cost,
            "unit_price_usd": price,
            "right_price_usd": right_price,
            **item.demand_evidence,
        },
    )


HIGH_MARGIN_LEAK = Primitive(
    key="high_margin_leak",
    title="Margin Leak",
    severity="critical",
    category="Profitability",
    family="price",
    meaning="It earns far less than similar items in the same category.",
    recommendations=(
        "Reprice to the category's usual margin, starting with what sells most.",
        "End promotions that should have ended, and look at who may change prices at the till.",
        "Where the market fixes the price, ask the vendor for a better cost.",
    ),
    requires=("unit_price", "unit_cost"),
    uses=("category", "units_sold", "sales_window_days", "list_price", "status"),
    thresholds=(
        Threshold(
            name="margin_share",
            default=0.75,
            unit="share of the peers' median margin",
            meaning="Margins at or under this are looked at,",
        ),
        Threshold(
            name="leak_probability",
            default=0.25,
            unit="probability",
            meaning="and found from this chance that nobody means it, all clues weighed.",
        ),
    ),
    formulas=("(right_price_usd - unit_price_usd) * demand_per_day_units * 365",),
    judge=judge,
    scorecard=CARD,
    kernel="high_margin_leak",
)


@hookimpl
def sentinel_primitives() -> list[Primitive]:
    return [HIGH_MARGIN_LEAK]
