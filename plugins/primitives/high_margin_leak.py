"""It sells, makes something, and makes far less than its peers."""

from __future__ import annotations

from collections.abc import Mapping

from sentinel import Found, Item, Money, Primitive, Threshold, hookimpl

CUT_RATIO = 0.75
"""A price this far under its list price, as the peers keep to it, was cut."""
AT_LIST = 0.95
"""From this one the price is at list, and a small margin is a matter of cost. Between the two it
was set low to draw customers: on simulated stores two of three such items were no leaks."""
NEXT_TO_NOTHING = 0.25
"""What earns less than this share of its peers' margin is a loss leader more often than a leak,"""
DEEP_CUT_RATIO = 0.65
"""unless its price was cut deeper than for drawing customers."""


def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """Margin at half the peers' median or less. What is being sold off is meant to be cheap, and so
    are loss leaders, a little under list."""
    margin, peers, price, cost = item.margin, item.peer_margin, item.unit_price, item.unit_cost
    if margin is None or margin < 0 or peers is None or peers <= 0:
        return None
    if margin > thresholds["margin_share"] * peers or item.discontinued or not item.sells:
        return None
    list_ratio = _list_ratio(item)
    cut = DEEP_CUT_RATIO if margin / peers < NEXT_TO_NOTHING else CUT_RATIO
    if list_ratio is not None and cut < list_ratio < AT_LIST:
        return None
    is_cut = list_ratio is not None and list_ratio <= CUT_RATIO
    assert price is not None and cost is not None  # a margin needs both
    right_price = cost / (1 - peers)
    return Found(
        annual_cost=Money.per_unit_sold(right_price - price, item.demand),
        exposure=0.0,
        confidence=0.65 if is_cut else 0.45,
        evidence={
            "margin_share": margin,
            "peer_margin_share": peers,
            "unit_cost_usd": cost,
            "unit_price_usd": price,
            "right_price_usd": right_price,
            **item.demand_evidence,
        },
    )


def _list_ratio(item: Item) -> float | None:
    """Price over list price, against the peers' usual ratio; null where any is unknown."""
    if item.unit_price is None or not item.list_price or not item.peer_list_ratio:
        return None
    return item.unit_price / item.list_price / item.peer_list_ratio


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
            default=0.5,
            unit="share of the peers' median margin",
            meaning="At or under this it is found.",
        ),
    ),
    formulas=("(right_price_usd - unit_price_usd) * demand_per_day_units * 365",),
    judge=judge,
    kernel="high_margin_leak",
)


@hookimpl
def sentinel_primitives() -> list[Primitive]:
    return [HIGH_MARGIN_LEAK]
