"""Hidden overage: stock on the shelf that the books do not know."""

from collections.abc import Mapping

from sentinel import Found, Item, Money, Primitive, Rate, Threshold, hookimpl
from sentinel_hidden_overage import chances

COUNTED = "counted above the books, not posted"
BELOW_ZERO = "keeps selling below nothing"
AT_ZERO = "keeps selling at nothing"
LEAST, MOST = 0.8, 1.7
"""One overage in ten costs less, and one in ten more, than so many times what is reckoned."""


def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
    """A count that nobody posted, or sales that go on after the books have run out."""
    books, demand = item.on_hand_qty, item.demand
    if books is None or demand is None or item.discontinued:
        return None
    if item.units_sold is None and item.days_since_sold is None:
        return None
    rule, chance, units = max(_clues(item, books, demand, thresholds), key=lambda clue: clue[1])
    chance *= 1 - demand.chance_below(thresholds["least_wanted"] / 365)
    if chance <= 0 or chance < thresholds["real_probability"]:
        return None
    cost, days = item.cost_or_estimate, thresholds["lead_time_days"]
    asked = demand.mean * days * thresholds["asked_share"] if books <= 0 else 0.0
    refused = min(asked, units) * item.unit_profit
    total = units * cost * thresholds["carrying_rate"] + refused
    return Found(
        annual_cost=Money(low=LEAST * total * chance, expected=total * chance, high=MOST * total),
        exposure=units * cost * chance,
        confidence=chance,
        evidence={
            "unknown_units": units,
            "unit_cost_usd": cost,
            "carrying_share": thresholds["carrying_rate"],
            "refused_sales_usd": refused,
            "real_probability": chance,
            "rule": rule,
        },
    )


def _clues(
    item: Item, books: float, demand: Rate, thresholds: Mapping[str, float]
) -> list[tuple[str, float, float]]:
    """Rule, chance, and units that the books do not know."""
    surplus = item.count_variance_qty or 0.0
    enough = max(thresholds["least_units"], books / 2) if books > 0 else max(1.0, 1.0 - books)
    known = item.days_since_counted is not None and item.days_since_counted <= 365
    unposted = chances.unposted(item, books, demand) if known and surplus >= enough else 0.0
    clues = [(COUNTED, unposted, surplus)]
    if books < 0:
        units = demand.mean * thresholds["shelf_days"] - books
        clues.append((BELOW_ZERO, chances.below_zero(item, books, demand), units))
    elif books == 0:
        clues.append((AT_ZERO, chances.at_zero(item, demand), 1.0))
    return clues


HIDDEN_OVERAGE = Primitive(
    key="hidden_overage",
    title="Hidden Overage",
    severity="medium",
    category="Inventory Accuracy",
    family="stock",
    meaning="It is on the shelf, and the books do not know of it.",
    recommendations=(
        "Count it and correct the book before the next order goes out: else it is bought again.",
        "Tell the staff that the screen is wrong here, so that nobody sends a customer away.",
        "Look for the receipt that nobody booked: the vendor's bill and yours may differ as well.",
        "Post the counts that are waiting.",
    ),
    requires=("on_hand_qty",),
    requires_any=("units_sold", "last_sold_on"),
    uses=(
        "last_received_on",
        "last_counted_on",
        "counted_qty",
        "count_variance_qty",
        "unit_cost",
        "unit_price",
        "status",
        "sales_window_days",
    ),
    thresholds=(
        Threshold(
            name="least_wanted",
            default=4,
            unit="units per year",
            meaning="What is wanted less often than this is left alone.",
        ),
        Threshold(
            name="least_units",
            default=3,
            unit="units",
            meaning="A count above books that are not empty must find this many more, and half of"
            " the books.",
        ),
        Threshold(
            name="real_probability",
            default=0.25,
            unit="probability",
            meaning="Found from this chance that it is there: a look at the shelf is cheap.",
        ),
        Threshold(
            name="shelf_days",
            default=60,
            unit="days",
            meaning="Sales that the shelf still holds where the books are below zero.",
        ),
        Threshold(
            name="carrying_rate",
            default=0.25,
            unit="share of value per year",
            meaning="What a unit too many costs a year: money, room and age.",
        ),
        Threshold(
            name="asked_share",
            default=0.05,
            unit="share of sales",
            meaning="Customers who ask and are sent away by the screen; an assumption, for nobody"
            " has published it.",
        ),
        Threshold(
            name="lead_time_days",
            default=7,
            unit="days",
            meaning="Days until a delivery shows the screen stock again.",
        ),
    ),
    formulas=(
        "(unknown_units * unit_cost_usd * carrying_share + refused_sales_usd) * real_probability",
    ),
    judge=judge,
)


@hookimpl
def sentinel_primitives() -> list[Primitive]:
    return [HIDDEN_OVERAGE]
