"""It sells, makes something, and makes far less than its peers."""

from __future__ import annotations

from collections.abc import Mapping

from sentinel import Found, Item, Money, Primitive, Threshold, hookimpl


def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """Margin at half the peers' median or less, or far outside their usual spread."""
    margin, peers, price, cost = item.margin, item.peer_margin, item.unit_price, item.unit_cost
    if margin is None or margin < 0 or peers is None or peers <= 0 or not item.sells:
        return None
    assert price is not None and cost is not None  # a margin needs both
    z = robust_z(margin - peers, item.peer_margin_spread)
    far = margin <= thresholds["margin_share"] * peers
    far_for_its_peers = (
        z is not None
        and z <= -thresholds["margin_z"]
        and margin <= thresholds["margin_share_with_z"] * peers
    )
    if not (far or far_for_its_peers):
        return None
    right_price = cost / (1 - peers)
    return Found(
        annual_cost=Money.per_unit_sold(right_price - price, item.demand),
        exposure=0.0,
        confidence=_confidence(item, z),
        evidence={
            "margin_share": margin,
            "peer_margin_share": peers,
            "unit_cost_usd": cost,
            "unit_price_usd": price,
            "right_price_usd": right_price,
            **item.demand_evidence,
        },
    )


def robust_z(difference: float, spread: float | None) -> float | None:
    """Difference in robust standard deviations; null where the spread is unknown."""
    if spread is None:
        return None
    if spread == 0:
        return 0.0 if difference == 0 else difference * float("inf")
    return difference / spread


def _confidence(item: Item, z: float | None) -> float:
    # at its list price's usual ratio the low margin may be how the item has always been priced
    doubt = 0.35 if item.list_ratio_is_usual() else 0.1
    beyond = 0.0 if z is None else max(-z - 2, 0.0)
    return 1 - doubt / (1 + 0.2 * beyond)


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
    uses=("category", "units_sold", "sales_window_days", "list_price"),
    thresholds=(
        Threshold(
            name="margin_share",
            default=0.5,
            unit="share of the peers' median margin",
            meaning="At or under this it is found.",
        ),
        Threshold(
            name="margin_z",
            default=3.5,
            unit="robust standard deviations",
            meaning="This far under the peers' median it is found as well,",
        ),
        Threshold(
            name="margin_share_with_z",
            default=0.75,
            unit="share of the peers' median margin",
            meaning="if it is also at or under this.",
        ),
    ),
    formulas=("(right_price_usd - unit_price_usd) * demand_per_day_units * 365",),
    judge=judge,
    kernel="high_margin_leak",
)


@hookimpl
def sentinel_primitives() -> list[Primitive]:
    return [HIGH_MARGIN_LEAK]
