"""Returns abuse: far more of it comes back than bad luck explains."""

import math
from collections.abc import Mapping

from sentinel import Found, Item, Money, Primitive, Threshold, hookimpl


def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """Returns above a share of what was handed out, and too many of them to be chance."""
    returned, sold, window = item.units_returned, item.units_sold, item.sales_window_days
    if returned is None or sold is None or window is None or returned <= 0:
        return None
    handed_out = sold + returned  # units; units_sold is net of returns
    usual = thresholds["usual_share"] * handed_out  # units that ordinary customers bring back
    if handed_out <= 0 or returned < thresholds["suspect_share"] * handed_out:
        return None
    chance = _at_least(returned, usual)
    if chance > thresholds["chance"]:
        return None
    excess, cost = returned - usual, item.cost_or_estimate
    yearly = excess * cost * thresholds["lost_share"] * 365 / window
    return Found(
        annual_cost=Money.with_probability(yearly, 1 - chance),
        exposure=0.0,
        confidence=1 - chance,
        evidence={
            "returned_units": returned,
            "handed_out_units": handed_out,
            "excess_units": excess,
            "unit_cost_usd": cost,
            "lost_share": thresholds["lost_share"],
            "window_days": window,
            "real_probability": 1 - chance,
        },
    )


def _at_least(count: float, usual: float) -> float:
    """Chance of `count` or more returns where fewer, `usual`, are expected: Chernoff's bound for a
    Poisson number, which holds for counts of any size."""
    if count <= usual:
        return 1.0
    if usual <= 0:
        return 0.0
    return math.exp(count - usual + count * math.log(usual / count))


RETURNS_ABUSE = Primitive(
    key="returns_abuse",
    title="Returns Abuse",
    severity="high",
    category="Loss Prevention",
    family="stock",
    meaning="Far more of it is brought back than of other goods.",
    recommendations=(
        "Ask for the receipt, and look at who takes these returns and who brings them.",
        "Check whether it is broken: then the vendor owes you the money.",
    ),
    requires=("units_sold", "units_returned"),
    uses=("unit_cost", "unit_price", "sales_window_days"),
    thresholds=(
        Threshold(
            name="usual_share",
            default=0.03,
            unit="share of units handed out",
            meaning="What ordinary customers bring back.",
        ),
        Threshold(
            name="suspect_share",
            default=0.15,
            unit="share of units handed out",
            meaning="Found from this share,",
        ),
        Threshold(
            name="chance",
            default=0.001,
            unit="probability",
            meaning="if chance alone would bring back as many less often than this.",
        ),
        Threshold(
            name="lost_share",
            default=0.5,
            unit="share of cost",
            meaning="What is lost on a unit that is brought back.",
        ),
    ),
    formulas=("excess_units * unit_cost_usd * lost_share * 365 / window_days * real_probability",),
    judge=judge,
)


@hookimpl
def sentinel_primitives() -> list[Primitive]:
    return [RETURNS_ABUSE]
