"""What is true of severe_inventory_deficit alone; what is true of all is in test_conformance.py."""

from __future__ import annotations

import pytest

from sentinel import Item
from sentinel.testing import findings, judged, shop
from sentinel_plugins.primitives.severe_inventory_deficit import SEVERE_INVENTORY_DEFICIT

TWENTY_A_DAY = {"demand_shape": 7300.0, "demand_days": 365.0}
ONE_A_MONTH = {"demand_shape": 12.0, "demand_days": 365.0}


def test_fifty_below_zero_on_one_a_month_is_more_than_any_delay() -> None:
    item = Item(on_hand_qty=-50, unit_cost=4, unit_price=6, **ONE_A_MONTH)
    found = judged(SEVERE_INVENTORY_DEFICIT, item)
    assert found is not None
    assert found.exposure == 200
    assert found.confidence > 0.95


def test_it_costs_the_missing_goods_and_the_margin_of_what_cannot_be_sold() -> None:
    item = Item(on_hand_qty=-50, unit_cost=4, unit_price=6, **ONE_A_MONTH)
    found = judged(SEVERE_INVENTORY_DEFICIT, item)
    assert found is not None
    # some of the twelve a year, at two dollars each, on top of the 200 that are gone
    assert 199 < found.annual_cost.expected <= 200 + 12 * 2


def test_what_is_on_order_is_taken_off() -> None:
    item = Item(on_hand_qty=-50, on_order_qty=20, unit_cost=4, **ONE_A_MONTH)
    found = judged(SEVERE_INVENTORY_DEFICIT, item)
    assert found is not None
    assert found.exposure == 120


def test_a_deficit_that_is_wholly_on_order_is_in_hand() -> None:
    item = Item(on_hand_qty=-50, on_order_qty=50, unit_cost=4, **ONE_A_MONTH)
    assert judged(SEVERE_INVENTORY_DEFICIT, item) is None


def test_fifty_below_zero_on_twenty_a_day_is_a_late_delivery() -> None:
    item = Item(on_hand_qty=-50, unit_cost=4, **TWENTY_A_DAY)
    assert judged(SEVERE_INVENTORY_DEFICIT, item) is None


@pytest.mark.parametrize(("on_hand", "severe"), [(-10, False), (-11, True)])
def test_up_to_ten_units_are_never_severe(on_hand: float, severe: bool) -> None:
    found = judged(SEVERE_INVENTORY_DEFICIT, Item(on_hand_qty=on_hand, **ONE_A_MONTH))
    assert (found is not None) is severe


@pytest.mark.parametrize(("on_order", "severe"), [(0, True), (150, False)])
def test_a_hundred_units_count_whatever_it_sells_unless_on_order(
    on_order: float, severe: bool
) -> None:
    item = Item(on_hand_qty=-150, on_order_qty=on_order, unit_cost=4, **TWENTY_A_DAY)
    assert (judged(SEVERE_INVENTORY_DEFICIT, item) is not None) is severe


@pytest.mark.parametrize("on_hand", [None, 0, 200])
def test_without_a_deficit_there_is_none(on_hand: float | None) -> None:
    assert judged(SEVERE_INVENTORY_DEFICIT, Item(on_hand_qty=on_hand, **ONE_A_MONTH)) is None


def test_a_store_that_counts_in_thousands_sets_its_own_limit() -> None:
    store = shop({"on_hand_qty": -60.0}, {"on_hand_qty": -60.0, "store_id": "depot"})
    chosen = {"severe_inventory_deficit.deficit_min_units@store=depot": 1000}
    assert len(findings(SEVERE_INVENTORY_DEFICIT, store)) == 2
    found = findings(SEVERE_INVENTORY_DEFICIT, store, thresholds=chosen)
    assert list(found) == [("main", "0000")]
