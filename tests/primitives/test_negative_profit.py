"""What is true of negative_profit alone; what is true of all is in test_conformance.py."""

from __future__ import annotations

import pytest

from sentinel import Item
from sentinel.testing import findings, judged, shop
from sentinel_plugins.primitives.negative_profit import NEGATIVE_PROFIT

ONE_A_DAY = {"demand_shape": 365.0, "demand_days": 365.0}


def test_losing_two_dollars_on_one_a_day_costs_730_a_year() -> None:
    found = judged(NEGATIVE_PROFIT, Item(unit_price=8, unit_cost=10, on_hand_qty=5, **ONE_A_DAY))
    assert found is not None
    assert found.annual_cost.expected == pytest.approx(730)
    assert found.exposure == 10


def test_it_is_a_fact_and_not_a_guess() -> None:
    found = judged(NEGATIVE_PROFIT, Item(unit_price=8, unit_cost=10, **ONE_A_DAY))
    assert found is not None
    assert found.confidence == 1


def test_the_interval_is_that_of_the_demand() -> None:
    found = judged(NEGATIVE_PROFIT, Item(unit_price=8, unit_cost=10, **ONE_A_DAY))
    assert found is not None
    # 365 sales in a year: a standard deviation of 19, 80 % within 1.28 of them
    assert found.annual_cost.low == pytest.approx(730 * (1 - 1.28 * 19.1 / 365), rel=0.01)
    assert found.annual_cost.high == pytest.approx(730 * (1 + 1.28 * 19.1 / 365), rel=0.01)


def test_stock_that_is_owed_exposes_nothing() -> None:
    found = judged(NEGATIVE_PROFIT, Item(unit_price=8, unit_cost=10, on_hand_qty=-5, **ONE_A_DAY))
    assert found is not None
    assert found.exposure == 0


def test_where_nothing_is_known_of_sales_nothing_is_charged() -> None:
    found = judged(NEGATIVE_PROFIT, Item(unit_price=8, unit_cost=10, on_hand_qty=5))
    assert found is not None
    assert (found.annual_cost.expected, found.exposure) == (0, 10)


@pytest.mark.parametrize(
    ("price", "cost"),
    [(10, 10), (10.01, 10), (0, 10), (-1, 10), (None, 10), (10, None), (10, 0)],
    ids=["at cost", "a cent above", "free", "negative price", "no price", "no cost", "zero cost"],
)
def test_this_is_not_selling_below_cost(price: float | None, cost: float | None) -> None:
    item = Item(unit_price=price, unit_cost=cost, on_hand_qty=5, **ONE_A_DAY)
    assert judged(NEGATIVE_PROFIT, item) is None


def test_in_a_shop_only_the_item_below_cost_is_found() -> None:
    store = shop({"unit_price": 5.0}, {"unit_price": 6.5})
    assert list(findings(NEGATIVE_PROFIT, store)) == [("main", "0000")]
