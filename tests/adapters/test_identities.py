"""Arithmetic between columns: found where it holds, not where chance would do."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel.arithmetic import instances, roughly, share_in_order, sums
from sentinel.canonical import BY_NAME
from sentinel.figures import Figures, Numbers
from sentinel.identities import HELPERS, ORDERED, READINGS, Instance, readings_of
from sentinel.models import Sample

PRICES = (5.05, 16.79, 13.05, 10.68, 2.49, 7.99, 24.0, 3.33, 19.5, 8.25)
COSTS = (3.41, 10.22, 9.33, 6.8, 1.1, 4.0, 15.5, 2.02, 12.25, 5.0)
STOCK = (4.0, 12.0, 0.0, 7.0, 33.0, -2.0, 5.0, 1.0, 18.0, 6.0)


def _found(*columns: Sequence[float | None]) -> list[Instance]:
    numbers = [tuple(column) for column in columns]
    return instances(numbers, range(len(numbers)), range(len(numbers)))


def _forms(*columns: Sequence[float | None]) -> set[str]:
    return {instance.form for instance in _found(*columns)}


def _each(formula: str) -> list[float]:
    rows = zip(PRICES, COSTS, STOCK, strict=True)
    return [round(float(eval(formula, {"p": p, "c": c, "s": s})), 2) for p, c, s in rows]


@pytest.mark.parametrize(
    ("formula", "form"),
    [
        ("p - c", "sum"),
        ("c * s", "product"),
        ("1 - c / p", "margin"),
        ("100 * (1 - c / p)", "margin"),
        ("p / c - 1", "markup"),
        ("100 * (p / c - 1)", "markup"),
    ],
)
def test_an_identity_is_found_whatever_the_columns_are_called(formula: str, form: str) -> None:
    assert form in _forms(PRICES, COSTS, STOCK, _each(formula))


def test_margin_is_not_markup() -> None:
    assert _forms(PRICES, COSTS, _each("100 * (1 - c / p)")) == {"margin"}
    assert _forms(PRICES, COSTS, _each("100 * (p / c - 1)")) == {"markup"}


def test_the_figures_say_on_how_many_rows_it_holds() -> None:
    profit = _each("p - c")
    profit[3] += 1
    dirty: list[float | None] = [None, *profit[1:]]
    (found,) = _found(PRICES * 2, COSTS * 2, [*profit[:3], *_each("p - c")[3:], *dirty])
    assert (found.held, found.rows) == (18, 19)


def test_one_dirty_row_in_twenty_does_not_hide_it_and_three_of_ten_do() -> None:
    profit = _each("p - c") * 2
    profit[5] += 3
    assert _forms(PRICES * 2, COSTS * 2, profit) == {"sum"}
    broken = _each("p - c")
    broken[1] = broken[4] = broken[7] = 99.0
    assert _forms(PRICES, COSTS, broken) == set()


def test_equal_columns_and_columns_of_zeros_prove_nothing() -> None:
    assert _forms(PRICES, PRICES, [0.0] * 10) == set()
    assert _forms(PRICES, PRICES, [1.0] * 10) == set()


def test_a_constant_share_proves_nothing() -> None:
    """A cost that is always half of the price makes a column of fifties no margin."""
    assert "margin" not in _forms(PRICES, [price / 2 for price in PRICES], [50.0] * 10)


def test_three_rows_are_too_few() -> None:
    assert _forms(PRICES[:3], COSTS[:3], _each("p - c")[:3]) == set()


@given(st.integers(0, 10_000))
def test_columns_of_small_numbers_without_relation_are_none(seed: int) -> None:
    rng = random.Random(seed)
    columns = [[float(rng.randint(0, 5)) for _ in range(60)] for _ in range(5)]
    assert _forms(*columns) == set()


@given(st.permutations(range(10)))
def test_the_order_of_the_rows_has_no_influence(order: list[int]) -> None:
    columns = (PRICES, COSTS, STOCK, _each("p - c"), _each("c * s"))
    turned = [[column[row] for row in order] for column in columns]
    assert _found(*turned) == _found(*columns)


def test_sales_at_a_discount_are_about_units_times_price() -> None:
    units = [abs(units) + 2 for units in STOCK]
    amounts = [0.9 * u * p for u, p in zip(units, PRICES, strict=True)]
    found = roughly([tuple(amounts), tuple(units), PRICES], (0, 1, 2))
    assert found is not None and found.held == 10
    assert roughly([tuple(reversed(amounts)), tuple(units), PRICES], (0, 1, 2)) is None


def test_locations_add_up_to_their_total() -> None:
    other = tuple(reversed(STOCK))
    total: Numbers = tuple(a + b for a, b in zip(STOCK, other, strict=True))
    found = sums([STOCK, other, total], (0, 1), 2)
    assert found is not None and (found.held, found.rows) == (10, 10)
    assert sums([STOCK, other, PRICES], (0, 1), 2) is None


def test_the_share_of_rows_in_order() -> None:
    assert share_in_order(COSTS, PRICES) == 1.0
    assert share_in_order(PRICES, COSTS) == 0.0
    assert share_in_order((1.0, None, 0.0), (2.0, 3.0, 4.0)) is None


def test_readings_name_canonical_columns_and_helpers_only() -> None:
    roles = {role for reading in READINGS for role in reading.roles}
    assert roles <= BY_NAME.keys() | HELPERS.keys()
    assert {role for pair in ORDERED for role in pair} <= BY_NAME.keys() | HELPERS.keys()
    assert not HELPERS.keys() & BY_NAME.keys()


def test_the_parts_of_a_sum_may_be_read_either_way_and_those_of_a_margin_not() -> None:
    both = {columns for _, columns in readings_of(Instance("sum", (0, 1, 2), 9, 9, 20.0))}
    assert both == {(0, 1, 2), (0, 2, 1)}
    one = {columns for _, columns in readings_of(Instance("margin", (0, 1, 2), 9, 9, 20.0))}
    assert one == {(0, 1, 2)}


def test_cells_are_read_as_numbers_and_days() -> None:
    head = Sample(
        headers=("a", "b", "c"),
        columns=(
            ("$1,234.50", "(3.00)", "30.1%", "N/A"),
            ("8,00", "AB12", "-0,5", None),
            ("2026-01-02", "1970-01-02", None, "soon"),
        ),
    )
    figures = Figures(head)
    assert figures.numbers[0] == (1234.5, -3.0, 30.1, None)
    assert figures.numbers[1] == (8.0, None, -0.5, None)
    assert figures.days[2] == (20455.0, 1.0, None, None)
