"""What is true of low_stock alone; what is true of all is in test_conformance.py."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sentinel import Item
from sentinel.testing import AS_OF, findings, judged, shop
from sentinel_plugins.primitives.low_stock import LOW_STOCK

TWO_A_DAY = {"units_sold": 730.0, "demand_shape": 730.0, "demand_days": 365.0}
ONE_A_MONTH = {"units_sold": 12.0, "demand_shape": 12.0, "demand_days": 365.0}


def test_an_empty_shelf_of_two_a_day_loses_their_margin_every_week_of_the_year() -> None:
    item = Item(on_hand_qty=0, unit_price=10, unit_cost=6, **TWO_A_DAY)
    found = judged(LOW_STOCK, item)
    assert found is not None
    assert found.exposure == pytest.approx(7 * 2 * 4)
    assert found.annual_cost.expected == pytest.approx(365 * 2 * 4)


def test_three_left_of_two_a_day_will_not_last_a_week() -> None:
    found = judged(LOW_STOCK, Item(on_hand_qty=3, unit_price=10, unit_cost=6, **TWO_A_DAY))
    assert found is not None
    assert found.confidence > 0.7


def test_three_left_of_one_a_month_will_last_a_week() -> None:
    assert judged(LOW_STOCK, Item(on_hand_qty=3, **ONE_A_MONTH)) is None


def test_what_is_on_order_counts_as_there() -> None:
    assert judged(LOW_STOCK, Item(on_hand_qty=3, on_order_qty=40, **TWO_A_DAY)) is None


def test_a_shortage_that_an_order_does_not_cover_costs_less_than_one_without_an_order() -> None:
    ordered = judged(
        LOW_STOCK, Item(on_hand_qty=0, on_order_qty=1, unit_price=10, unit_cost=6, **TWO_A_DAY)
    )
    without = judged(LOW_STOCK, Item(on_hand_qty=1, unit_price=10, unit_cost=6, **TWO_A_DAY))
    assert ordered is not None
    assert without is not None
    assert ordered.annual_cost.expected < without.annual_cost.expected


@pytest.mark.parametrize(
    ("on_hand", "on_order", "low"), [(5, 0, True), (5, 30, False), (21, 0, False)]
)
def test_at_its_own_reorder_point_it_is_low_unless_ordered(
    on_hand: float, on_order: float, low: bool
) -> None:
    one_a_day = {"units_sold": 365.0, "demand_shape": 365.0, "demand_days": 365.0}
    item = Item(on_hand_qty=on_hand, on_order_qty=on_order, reorder_point=9, **one_a_day)
    assert (judged(LOW_STOCK, item) is not None) is low


@pytest.mark.parametrize(
    "fields",
    [
        {"on_hand_qty": None},
        {"on_hand_qty": -3},
        {"on_hand_qty": 0, "units_sold": 0},
        {"on_hand_qty": 0, "units_sold": None},
        {"on_hand_qty": 0, "status": "discontinued"},
    ],
    ids=["unknown stock", "negative books", "no sales", "unknown sales", "discontinued"],
)
def test_this_is_not_low_stock(fields: dict[str, object]) -> None:
    assert judged(LOW_STOCK, Item(**{**TWO_A_DAY, **fields})) is None


def test_a_vendor_that_delivers_overnight_leaves_time() -> None:
    item = Item(on_hand_qty=5, unit_price=10, unit_cost=6, **TWO_A_DAY)
    assert judged(LOW_STOCK, item) is not None
    assert judged(LOW_STOCK, item, lead_time_days=1) is None


def test_the_lead_time_can_be_set_for_one_category() -> None:
    store = shop({"on_hand_qty": 8.0, "category": "Tools"}, {"on_hand_qty": 8.0})
    assert findings(LOW_STOCK, store) == {}
    found = findings(LOW_STOCK, store, thresholds={"low_stock.lead_time_days@category=Tools": 30})
    assert list(found) == [("main", "0000")]


def test_what_was_never_bought_does_not_run_out() -> None:
    repair = {"on_hand_qty": 0.0, "unit_price": 90.0, "unit_cost": 0.0, "last_received_on": None}
    bought = {**repair, "unit_cost": 40.0}
    received = {**repair, "last_received_on": AS_OF - timedelta(days=30)}
    found = findings(LOW_STOCK, shop(repair, bought, received))
    assert list(found) == [("main", "0001"), ("main", "0002")]
