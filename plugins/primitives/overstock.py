"""It sells, but there is far too much of it."""

from __future__ import annotations

from collections.abc import Mapping

from sentinel import Found, Item, Money, Primitive, Scorecard, Threshold, hookimpl, log_odds

CARD = Scorecard.fitted("overstock")
DAYS_PER_MONTH = 365 / 12
HARDLY = 0.02
"""Chances below this are not weighed further."""


def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """Months of supply at the posterior rate of sales."""
    on_hand, demand = item.on_hand_qty, item.demand
    if on_hand is None or demand is None or on_hand <= max(item.pack_qty or 1.0, 1.0):
        return None
    if item.units_sold is None or item.units_sold <= 0:
        return None
    if (item.unsold_days or 0.0) >= thresholds["dead_after_days"]:
        return None
    days = max(thresholds["overstock_months"] * DAYS_PER_MONTH, 1.0)
    lasts = demand.chance_below(on_hand / days)
    if lasts < HARDLY:
        return None
    chance = CARD.probability(item, log_odds(lasts))
    if chance < thresholds["overstock_probability"]:
        return None
    # the expected rate may need it all, and a lower one, which is as likely, not
    surplus = max(on_hand - demand.mean * days, 1.0)
    cost, carrying_rate = item.cost_or_estimate, thresholds["carrying_rate"]
    low, high = demand.interval80()

    def yearly(units: float) -> float:
        return max(units, 0.0) * cost * carrying_rate

    return Found(
        annual_cost=Money(
            low=min(yearly(on_hand - high * days), yearly(surplus)),
            expected=yearly(surplus),
            high=max(yearly(on_hand - low * days), yearly(surplus)),
        ),
        exposure=surplus * cost,
        confidence=chance,
        evidence={
            "on_hand_units": on_hand,
            "months_of_supply": on_hand / demand.mean / DAYS_PER_MONTH,
            "surplus_units": surplus,
            "lasts_longer_probability": lasts,
            "unit_cost_usd": cost,
            "carrying_rate": carrying_rate,
        },
    )


OVERSTOCK = Primitive(
    key="overstock",
    title="Overstock",
    severity="medium",
    category="Cash Flow",
    family="stock",
    meaning="There is more of it than a year will sell.",
    recommendations=(
        "Cancel or reduce what is on order.",
        "Return or transfer the surplus, or promote it while it still sells.",
        "Lower the order-up-to level to a few months of sales.",
    ),
    requires=("on_hand_qty", "units_sold"),
    uses=("unit_cost", "last_sold_on", "pack_qty", "sales_window_days", "category"),
    thresholds=(
        Threshold(
            name="dead_after_days",
            default=90,
            unit="days",
            meaning="Without a sale for this long it is dead rather than overstocked.",
        ),
        Threshold(
            name="overstock_months",
            default=12,
            unit="months",
            meaning="More supply than this is too much.",
        ),
        Threshold(
            name="overstock_probability",
            default=0.25,
            unit="probability",
            meaning="Found from this chance that the supply lasts longer, all clues weighed.",
        ),
        Threshold(
            name="carrying_rate",
            default=0.25,
            unit="share of stock value per year",
            meaning="Cost of money, room, insurance and ageing.",
        ),
    ),
    formulas=("surplus_units * unit_cost_usd * carrying_rate",),
    judge=judge,
    scorecard=CARD,
    kernel="overstock",
)


@hookimpl
def sentinel_primitives() -> list[Primitive]:
    return [OVERSTOCK]
