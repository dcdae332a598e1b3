"""Its margin fell: the cost rose or the price was cut, and nobody followed."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sentinel import Found, Item, Money, Primitive, Threshold, hookimpl

TEMPER = 0.35
"""What fits and list price say is not independent: on simulated stores it held this much."""
LEAST_CONFIDENCE = 0.6
"""Under this, half of the rises that were found had been followed by the price."""

Erosion = tuple[float, str, float]
"""Margin before, the rule that says so, confidence."""


def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """Against the previous snapshot; else last cost against average; else against the peers."""
    margin = item.margin
    if margin is None or not item.sells:
        return None
    assert item.unit_price is not None and item.unit_cost is not None  # a margin needs both
    erosion = (
        _against_previous(item, margin, thresholds)
        or _cost_rose(item, margin, thresholds)
        or _below_peers(item, margin, thresholds)
    )
    if erosion is None:
        return None
    before, rule, confidence = erosion
    lost = before - margin  # share of the price
    return Found(
        annual_cost=Money.per_unit_sold(lost * item.unit_price, item.demand),
        exposure=0.0,
        confidence=confidence,
        evidence={
            "margin_share": margin,
            "margin_before_share": before,
            "lost_margin_share": lost,
            **item.demand_evidence,
            "unit_price_usd": item.unit_price,
            "unit_cost_usd": item.unit_cost,
            "rule": rule,
        },
    )


def _against_previous(item: Item, margin: float, thresholds: Mapping[str, float]) -> Erosion | None:
    """The margin fell since the last snapshot because the cost rose. A price that was cut since is
    mostly a promotion that will end: one in five was none on simulated stores."""
    price, cost = item.previous_unit_price, item.previous_unit_cost
    if price is None or cost is None or price <= 0 or cost <= 0:
        return None
    assert item.unit_price is not None and item.unit_cost is not None  # a margin needs both
    if item.unit_cost <= cost or item.discontinued or margin < 0:
        return None
    before = (price - cost) / price
    uncut = max(item.unit_price, price)
    by_cost = before - (uncut - item.unit_cost) / uncut
    least, share = thresholds["drop_points"], thresholds["drop_share"] * before
    if by_cost < least or by_cost < share or before - margin < least:
        return None
    return before, "against the previous snapshot", 0.75


def _cost_rose(item: Item, margin: float, thresholds: Mapping[str, float]) -> Erosion | None:
    """The last receipt cost more than the stock did, and the price is what fitted the old cost."""
    price, average, last = item.unit_price, item.avg_cost, item.last_cost
    if price is None or average is None or last is None or average <= 0:
        return None
    if last < (1 + thresholds["cost_rise_share"]) * average:
        return None
    if item.peer_margin is None or item.peer_margin_spread is None:
        return None
    peers, deviation = item.peer_margin, max(item.peer_margin_spread, 0.02)

    def fits(share: float) -> float:
        return -0.5 * ((share - peers) / deviation) ** 2

    before, now = (price - average) / price, (price - last) / price
    confidence = logistic(TEMPER * (fits(before) - fits(now) + _list_price_says(item)))
    if before - margin < thresholds["drop_points"] or confidence < LEAST_CONFIDENCE:
        return None
    return before, "last cost above average cost", confidence


def logistic(log_odds: float) -> float:
    """Probability of log odds, without overflow."""
    if log_odds < -700:
        return 0.0
    return 1 / (1 + math.exp(-log_odds))


def _below_peers(item: Item, margin: float, thresholds: Mapping[str, float]) -> Erosion | None:
    peers = item.peer_margin
    if not peers or item.discontinued:
        return None
    share, z = margin / peers, robust_z(margin - peers, item.peer_margin_spread)
    if not thresholds["peer_share_low"] < share <= thresholds["peer_share_high"]:
        return None
    if z is None or z > -thresholds["margin_z"]:
        return None
    return peers, "below its peers", 0.35 if _list_price_says(item) < 0 else 0.5


def _list_price_says(item: Item) -> float:
    """Vendors raise list prices with their costs: a price that kept its usual ratio followed, one
    that fell behind did not. Log-odds; 0 where there is no list price."""
    if not item.unit_price or not item.list_price or not item.peer_list_ratio:
        return 0.0
    ratio = item.unit_price / item.list_price / item.peer_list_ratio
    if ratio >= 0.97:
        return -1.5
    return 1.0 if ratio <= 0.85 else 0.0


def robust_z(difference: float, spread: float | None) -> float | None:
    """Difference in robust standard deviations; null where the spread is unknown."""
    if spread is None:
        return None
    if spread == 0:
        return 0.0 if difference == 0 else difference * math.inf
    return difference / spread


MARGIN_EROSION = Primitive(
    key="margin_erosion",
    title="Margin Erosion",
    severity="high",
    category="Profitability",
    family="price",
    meaning="It earns less on each sale than it used to.",
    recommendations=(
        "Reprice to the new cost, the best sellers first.",
        "Ask the vendor why the cost rose, and whether a rebate or an older price still applies.",
        "Have every cost change on an invoice trigger a look at the price.",
    ),
    requires=("unit_price", "unit_cost"),
    uses=("avg_cost", "last_cost", "category", "list_price", "units_sold", "status"),
    thresholds=(
        Threshold(
            name="drop_points",
            default=0.03,
            unit="share of price",
            meaning="The margin fell at least this far,",
        ),
        Threshold(
            name="drop_share",
            default=0.1,
            unit="share of the margin before",
            meaning="and at least by this part of itself.",
        ),
        Threshold(
            name="cost_rise_share",
            default=0.05,
            unit="share of average cost",
            meaning="Last cost this far over average cost is a rise.",
        ),
        Threshold(
            name="peer_share_low",
            default=0.5,
            unit="share of the peers' median margin",
            meaning="With no history: margins above this",
        ),
        Threshold(
            name="peer_share_high",
            default=0.8,
            unit="share of the peers' median margin",
            meaning="and up to this are suspect,",
        ),
        Threshold(
            name="margin_z",
            default=3.0,
            unit="robust standard deviations",
            meaning="if they are also this far under the peers' median.",
        ),
    ),
    formulas=("lost_margin_share * unit_price_usd * demand_per_day_units * 365",),
    judge=judge,
    kernel="margin_erosion",
)


@hookimpl
def sentinel_primitives() -> list[Primitive]:
    return [MARGIN_EROSION]
