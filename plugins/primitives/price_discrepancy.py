"""The price disagrees with what it should be: far from its list price, or a slip of a digit."""

from __future__ import annotations

from collections.abc import Mapping

from sentinel import Found, Item, Money, Primitive, Scorecard, Threshold, hookimpl

CARD = Scorecard.fitted("price_discrepancy")
ENOUGH_PEERS = 20
"""Fewer do not know what is usual."""
SLIP_RATIO = 6.0
"""No margin explains a price so many times off."""
SLIP = "decimal slip"

Verdict = tuple[float, str, float | None]
"""Right price in USD, the rule that says so, its confidence where the rule leaves little doubt."""


def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """Against the list price as its peers keep to it; without one, against cost and margin."""
    price = item.unit_price
    if price is None:
        return None
    verdict = _no_price(item) if price <= 0 else _wrong_price(item, price, thresholds)
    if verdict is None:
        return None
    right, rule, certain = verdict
    confidence = CARD.probability(item) if certain is None else certain
    if confidence < thresholds["error_probability"]:
        return None
    short = right - price  # USD per unit; negative where it is too dear
    return Found(
        annual_cost=Money.per_unit_sold(max(short, 0.0), item.demand),
        exposure=0.0,
        confidence=confidence,
        evidence={
            "unit_price_usd": price,
            "right_price_usd": right,
            "short_per_unit_usd": max(short, 0.0),
            **item.demand_evidence,
            "rule": rule,
            "direction": "too low" if short > 0 else "too high: no cost counted",
        },
    )


def _by_list(item: Item) -> float:
    """Price that its list price and its peers' habit call for; 0 if unknown."""
    ratio = item.peer_list_ratio if (item.peer_list_ratio or 0) > 0 else 1.0
    return (item.list_price or 0.0) * (ratio or 1.0)


def _by_cost(item: Item) -> float:
    """Price that its cost and its peers' margin call for; 0 if unknown."""
    if item.unit_cost is None or item.peer_margin is None:
        return 0.0
    return item.unit_cost / (1 - item.peer_margin)


def _no_price(item: Item) -> Verdict | None:
    right = _by_list(item) if _by_list(item) > 0 else _by_cost(item)
    if right <= 0 or item.unit_cost is None or item.unit_cost <= 0 or not item.sells:
        return None
    return right, "no price", 0.9


def _wrong_price(item: Item, price: float, thresholds: Mapping[str, float]) -> Verdict | None:
    by_list, by_cost = _by_list(item), _by_cost(item)
    tolerance = thresholds["slip_tolerance"]
    if by_list > 0:
        ratio = price / by_list
        if rule := _slip(ratio, item.pack_qty, tolerance):
            return by_list, rule, 0.97
        if abs(ratio - 1) >= thresholds["list_gap_share"]:
            return by_list, "away from list price", None
        return None
    if by_cost > 0:
        away = _against_cost(item, price / by_cost, thresholds["list_gap_share"])
        return None if away is None else (by_cost, away, 0.9 if away == SLIP else None)
    return None


def _slip(ratio: float, pack_qty: float | None, tolerance: float) -> str | None:
    """A decimal point or a pack size that went wrong."""

    def near(target: float) -> bool:
        return abs(ratio / target - 1) <= tolerance

    if any(near(target) for target in (10, 100, 0.1, 0.01)):
        return SLIP
    if pack_qty is not None and pack_qty > 1 and (near(pack_qty) or near(1 / pack_qty)):
        return "pack slip"
    return None


def _against_cost(item: Item, ratio: float, gap_share: float) -> str | None:
    """Without a list price: away from what cost and peers call for."""
    if ratio >= SLIP_RATIO or ratio <= 1 / SLIP_RATIO:
        return SLIP
    if item.peer_count >= ENOUGH_PEERS and abs(ratio - 1) >= gap_share:
        return "away from cost and usual margin"
    return None


PRICE_DISCREPANCY = Primitive(
    key="price_discrepancy",
    title="Price Discrepancy",
    severity="low",
    category="Pricing Integrity",
    family="price",
    meaning="Its price is far from its list price, or off by a decimal point or a pack.",
    recommendations=(
        "Correct the slips first: a price ten times too low sells out overnight.",
        "Compare the rest with the vendor's current list and the shelf label.",
        "Check the last price file that was loaded.",
    ),
    requires=("unit_price",),
    requires_any=("list_price", "unit_cost"),
    uses=("list_price", "unit_cost", "pack_qty", "category", "units_sold", "status"),
    thresholds=(
        Threshold(
            name="list_gap_share",
            default=0.25,
            unit="share of the usual price",
            meaning="Looked at from this far away from the list price as the peers keep to it,",
        ),
        Threshold(
            name="slip_tolerance",
            default=0.03,
            unit="share",
            meaning="How near to 10, 100, a tenth, a hundredth or the pack size a slip is.",
        ),
        Threshold(
            name="error_probability",
            default=0.4,
            unit="probability",
            meaning="and found from this chance that nobody means it, all clues weighed.",
        ),
    ),
    formulas=("short_per_unit_usd * demand_per_day_units * 365",),
    judge=judge,
    scorecard=CARD,
    kernel="price_discrepancy",
)


@hookimpl
def sentinel_primitives() -> list[Primitive]:
    return [PRICE_DISCREPANCY]
