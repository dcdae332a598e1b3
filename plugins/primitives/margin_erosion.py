"""Its margin fell: the cost rose or the price was cut, and nobody followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sentinel import Found, Item, Money, Primitive, Scorecard, Threshold, hookimpl

CARD = Scorecard.fitted("margin_erosion")

SEEN_TO_RISE = 0.75
"""Of the falls that two snapshots show to come from the cost alone, three in four were erosions on
simulated stores, wherever the margin stands among its peers."""


def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """Against the previous snapshot; else against the average cost; else against the peers."""
    margin = item.margin
    if margin is None or margin < 0 or not item.sells:
        return None
    fallen = (
        (before, rule)
        for before, rule in _before(item, thresholds)
        if before - margin >= thresholds["drop_points"]
        and before - margin >= thresholds["drop_share"] * before
    )
    before, rule = next(fallen, (0.0, ""))
    if not rule:
        return None
    chance = CARD.probability(item)
    if _rose_since_previous(item, thresholds):
        chance = max(chance, SEEN_TO_RISE)
    if chance < thresholds["erosion_probability"]:
        return None
    assert item.unit_price is not None and item.unit_cost is not None  # a margin needs both
    lost = before - margin  # share of the price
    return Found(
        annual_cost=Money.per_unit_sold(lost * item.unit_price, item.demand),
        exposure=0.0,
        confidence=chance,
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


def _rose_since_previous(item: Item, thresholds: Mapping[str, float]) -> bool:
    """The cost alone, at a price that was not cut, took enough of the margin since then."""
    price, cost = item.previous_unit_price, item.previous_unit_cost
    if price is None or cost is None or price <= 0 or cost <= 0 or item.discontinued:
        return False
    assert item.unit_price is not None and item.unit_cost is not None  # a margin needs both
    if item.unit_cost <= cost:
        return False
    before, uncut = (price - cost) / price, max(item.unit_price, price)
    by_cost = before - (uncut - item.unit_cost) / uncut
    return by_cost >= thresholds["drop_points"] and by_cost >= thresholds["drop_share"] * before


def _before(item: Item, thresholds: Mapping[str, float]) -> Iterator[tuple[float, str]]:
    """What its margin was, as far as anything tells, the best witness first."""
    price, cost = item.previous_unit_price, item.previous_unit_cost
    if price is not None and cost is not None and price > 0 and cost > 0:
        yield (price - cost) / price, "against the previous snapshot"
    now, average, last = item.unit_price, item.avg_cost, item.last_cost
    rise = 1 + thresholds["cost_rise_share"]
    if now and average is not None and last is not None and average > 0 and last >= rise * average:
        yield (now - average) / now, "last cost above average cost"
    ratio = item.list_ratio
    if now and ratio and item.unit_cost is not None and (usual := now / ratio) > now:
        yield (usual - item.unit_cost) / usual, "behind its list price"
    if item.peer_margin is not None:
        yield item.peer_margin, "below its peers"


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
            default=0.02,
            unit="share of average cost",
            meaning="Last cost this far over average cost is a rise.",
        ),
        Threshold(
            name="erosion_probability",
            default=0.25,
            unit="probability",
            meaning="Found from this chance that the price should follow, all clues weighed.",
        ),
    ),
    formulas=("lost_margin_share * unit_price_usd * demand_per_day_units * 365",),
    judge=judge,
    scorecard=CARD,
    kernel="margin_erosion",
)


@hookimpl
def sentinel_primitives() -> list[Primitive]:
    return [MARGIN_EROSION]
