"""Stock that is probably not there: counted short, or silent as only an empty shelf is."""

from __future__ import annotations

from collections.abc import Mapping

from sentinel import Found, Item, Money, Primitive, Scorecard, Threshold, hookimpl, log_odds

CARD = Scorecard.fitted("shrinkage_pattern")
HARDLY = 0.002
"""Chances of an empty shelf below this are not weighed further."""
SHORT = "counted short"
TOO_MANY = "counted far above the book"
SILENT = "silent while on the books"
STALE_AFTER_DAYS = 365
"""What an older count found has been put right or forgotten."""


def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """A count is believed first; else silence under its own demand must be telling."""
    if item.on_hand_qty is None:
        return None
    if (short := _counted_short(item, thresholds)) is not None:
        missing, rule = short, SHORT
    elif (surplus := _counted_too_many(item)) is not None:
        missing, rule = surplus, TOO_MANY
    elif _silent(item):
        missing, rule = item.on_hand_qty, SILENT
    else:
        return None
    chance = CARD.probability(item, log_odds(item.empty_shelf_probability))
    if chance < thresholds["missing_probability"]:
        return None
    cost = item.cost_or_estimate
    # what a count found was lost before that count, over a time that nobody knows
    known = 0.0
    if rule == SILENT:
        counted, received = item.days_since_counted, item.days_since_received
        known = (received if counted is None else counted) or 0.0
    days = max(known, thresholds["min_accumulation_days"], 1.0)
    lost_sales = Money(low=0.0, expected=0.0, high=0.0)
    if rule == SILENT:
        lost_sales = Money.per_unit_sold(item.unit_profit, item.demand) * chance
    return Found(
        annual_cost=Money.with_probability(missing * cost, chance) * (365 / days) + lost_sales,
        exposure=missing * cost * chance,
        confidence=chance,
        evidence={
            "missing_units": missing,
            "unit_cost_usd": cost,
            "missing_probability": chance,
            "accumulation_days": days,
            "lost_sales_usd": lost_sales.expected,
            "rule": rule,
        },
    )


def _counted_short(item: Item, thresholds: Mapping[str, float]) -> float | None:
    """Units that a count of the last year found missing, beyond what counting itself gets wrong."""
    if item.count_variance_qty is None or not _is_recent(item) or _is_refuted(item):
        return None
    short = -item.count_variance_qty
    counted = item.on_hand_qty if item.counted_qty is None else item.counted_qty
    book = 0.0 if counted is None else counted + short
    enough = max(thresholds["count_min_units"], thresholds["count_min_share"] * abs(book))
    return short if short > enough else None


def _is_recent(item: Item) -> bool:
    return (item.days_since_counted or 0.0) <= STALE_AFTER_DAYS


def _is_refuted(item: Item) -> bool:
    """Sold after it was counted to nothing, with no receipt between: the count was wrong."""
    sold, received, counted = (
        item.days_since_sold,
        item.days_since_received,
        item.days_since_counted,
    )
    if item.counted_qty is None or item.counted_qty > 0 or sold is None or counted is None:
        return False
    return sold < counted and not (received is not None and received < counted)


def _counted_too_many(item: Item) -> float | None:
    """A count that put half as much again on the books, or more: many are keyed wrongly."""
    counted, surplus, on_hand = item.counted_qty, item.count_variance_qty, item.on_hand_qty
    if counted is None or surplus is None or on_hand is None or on_hand <= 0:
        return None
    book = counted - surplus
    if book <= 0 or surplus < 0.5 * book or surplus < 2 or not _is_recent(item):
        return None
    return min(surplus, on_hand)


def _silent(item: Item) -> bool:
    """On the books, and so silent that an empty shelf is to be reckoned with."""
    return (
        item.on_hand_qty is not None
        and item.on_hand_qty > 0
        and not item.discontinued
        and item.empty_shelf_probability is not None
        and item.empty_shelf_probability >= HARDLY
    )


SHRINKAGE_PATTERN = Primitive(
    key="shrinkage_pattern",
    title="Shrinkage Pattern",
    severity="high",
    category="Loss Prevention",
    family="stock",
    meaning="The books say it is there; the sales or a count say it is not.",
    recommendations=(
        "Walk to the shelf with this list: an empty shelf and the end of demand look alike here.",
        "Correct the book where it is empty, so that it is ordered again.",
        "Where a vendor, category or aisle stands out, check receiving and look at the cameras.",
    ),
    requires=("on_hand_qty",),
    requires_any=("count_variance_qty", "units_sold"),
    uses=(
        "last_sold_on",
        "last_received_on",
        "last_counted_on",
        "counted_qty",
        "unit_cost",
        "unit_price",
        "category",
        "vendor",
        "status",
        "sales_window_days",
    ),
    thresholds=(
        Threshold(
            name="count_min_units",
            default=1,
            unit="units",
            meaning="A count must miss at least this many,",
        ),
        Threshold(
            name="count_min_share",
            default=0.02,
            unit="share of the book",
            meaning="and at least this part of the book.",
        ),
        Threshold(
            name="missing_probability",
            default=0.2,
            unit="probability",
            meaning="Found from this chance that it is not there, all clues weighed.",
        ),
        Threshold(
            name="min_accumulation_days",
            default=365,
            unit="days",
            meaning="A loss is never spread over less than this when it is put per year.",
        ),
    ),
    formulas=(
        "missing_units * unit_cost_usd * missing_probability * 365 / accumulation_days"
        " + lost_sales_usd",
    ),
    judge=judge,
    scorecard=CARD,
    kernel="shrinkage_pattern",
)


@hookimpl
def sentinel_primitives() -> list[Primitive]:
    return [SHRINKAGE_PATTERN]
