"""The identities that hold between the columns of an export, and what they say of the columns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from attrs import frozen

HELPERS: dict[str, str] = {
    "profit": "what a unit earns",
    "margin": "the margin on the price",
    "markup": "the markup on the cost",
    "stock_value": "the stock at cost",
    "retail_value": "the stock at retail",
    "order_value": "the order at cost",
    "variance_value": "the variance in money",
    "counted_value": "the count in money",
    "created_on": "the day the item was set up",
    "available": "on hand less committed",
    "gross_units": "units sold before returns",
    "gross_sales": "sales before discounts",
    "sales_total": "sales with tax",
    "deductions": "discounts and returns in money",
    "tax": "a tax",
    "cost_of_sales": "the cost of what was sold",
    "sales_profit": "the profit of what was sold",
}
"""What columns mean that are none of the canonical ones but follow from them: they are not used,
and prove those that are."""

_COSTS = ("unit_cost", "avg_cost", "last_cost")


@frozen
class Reading:
    """What the three columns of an identity may be. `roles` are of the result and its parts."""

    form: str
    roles: tuple[str, str, str]
    words: str
    """The identity as a formula of the parts, with the names of roles."""
    weight: float = 1.0


def _readings() -> Iterator[Reading]:
    for cost in _COSTS:
        share = 1.0 if cost == "unit_cost" else 0.8
        yield Reading("sum", ("unit_price", cost, "profit"), f"unit_price - {cost} = profit", share)
        yield Reading(
            "product",
            ("stock_value", "on_hand_qty", cost),
            f"on_hand_qty x {cost} = stock_value",
            share,
        )
        yield Reading(
            "product",
            ("cost_of_sales", "units_sold", cost),
            f"units_sold x {cost} = cost_of_sales",
            share,
        )
        yield Reading(
            "product",
            ("order_value", "on_order_qty", cost),
            f"on_order_qty x {cost} = order_value",
            0.5 * share,
        )
        yield Reading(
            "product",
            ("variance_value", "count_variance_qty", cost),
            f"count_variance_qty x {cost} = variance_value",
            share,
        )
        yield Reading(
            "product",
            ("counted_value", "counted_qty", cost),
            f"counted_qty x {cost} = counted_value",
            0.5 * share,
        )
        yield Reading(
            "margin", ("margin", "unit_price", cost), f"unit_price x (1 - margin) = {cost}", share
        )
        yield Reading(
            "markup", ("markup", "unit_price", cost), f"{cost} x (1 + markup) = unit_price", share
        )
        yield Reading("ratio", ("markup", "profit", cost), f"profit / {cost} = markup", share)
    yield from (
        Reading(
            "sum",
            ("on_hand_qty", "committed_qty", "available"),
            "on_hand_qty - committed_qty = available",
        ),
        Reading(
            "sum",
            ("counted_qty", "on_hand_qty", "count_variance_qty"),
            "on_hand_qty = counted_qty - count_variance_qty",
        ),
        Reading(
            "sum",
            ("gross_units", "units_sold", "units_returned"),
            "units_sold = gross_units - units_returned",
        ),
        Reading(
            "sum",
            ("gross_sales", "net_sales", "deductions"),
            "net_sales = gross_sales - deductions",
        ),
        Reading("sum", ("sales_total", "net_sales", "tax"), "net_sales + tax = sales_total"),
        Reading(
            "sum",
            ("net_sales", "cost_of_sales", "sales_profit"),
            "net_sales - cost_of_sales = sales_profit",
        ),
        Reading(
            "product",
            ("retail_value", "on_hand_qty", "unit_price"),
            "on_hand_qty x unit_price = retail_value",
        ),
        Reading(
            "product",
            ("gross_sales", "units_sold", "unit_price"),
            "units_sold x unit_price = gross_sales",
        ),
        Reading(
            "product",
            ("net_sales", "units_sold", "unit_price"),
            "units_sold x unit_price = net_sales",
            0.7,
        ),
        Reading(
            "roughly",
            ("net_sales", "units_sold", "unit_price"),
            "units_sold x unit_price = net_sales, within 30 %",
        ),
        Reading("ratio", ("margin", "profit", "unit_price"), "profit / unit_price = margin"),
        Reading(
            "ratio", ("margin", "sales_profit", "net_sales"), "sales_profit / net_sales = margin"
        ),
        Reading(
            "margin",
            ("margin", "retail_value", "stock_value"),
            "retail_value x (1 - margin) = stock_value",
        ),
        Reading(
            "margin",
            ("margin", "net_sales", "cost_of_sales"),
            "net_sales x (1 - margin) = cost_of_sales",
        ),
    )


READINGS: tuple[Reading, ...] = tuple(_readings())

ORDERED: tuple[tuple[str, str], ...] = (
    *((cost, price) for cost in _COSTS for price in ("unit_price", "list_price")),
    ("unit_price", "list_price"),
    ("reorder_point", "reorder_up_to"),
    ("units_returned", "units_sold"),
    ("units_sold", "net_sales"),
    *(("created_on", day) for day in ("last_sold_on", "last_received_on", "last_counted_on")),
)
"""The first is rarely above the second, where both are above zero; of days, rarely later."""


@frozen
class Instance:
    """An identity that was found. Columns are given by position: the result, then its parts."""

    form: str
    columns: tuple[int, int, int]
    held: int
    rows: int
    """Rows in which all cells are filled; for ratios and not zero."""
    evidence: float
    """Logarithm of how much likelier the figures are if it is no accident."""


_BY_FORM: dict[str, tuple[Reading, ...]] = {
    form: tuple(reading for reading in READINGS if reading.form == form)
    for form in dict.fromkeys(reading.form for reading in READINGS)
}


def readings_of(instance: Instance) -> Iterator[tuple[Reading, tuple[int, int, int]]]:
    """What an identity may mean: a reading, and the columns in the order of its roles."""
    a, b, c = instance.columns
    orders = permutations((b, c)) if instance.form in ("sum", "product") else [(b, c)]
    for one, other in orders:
        for reading in _BY_FORM.get(instance.form, ()):
            yield reading, (a, one, other)
