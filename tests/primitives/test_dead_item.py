"""What is true of dead_item alone; what is true of all is in test_conformance.py."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sentinel import Item
from sentinel.testing import AS_OF, findings, judged, shop
from sentinel_plugins.primitives.dead_item import DEAD_ITEM

ONE_IN_FIVE_YEARS = {"units_sold": 0.0, "demand_shape": 1.0, "demand_days": 5 * 365.0}
DEAD = {
    "on_hand_qty": 50.0,
    "unit_cost": 4.0,
    "days_since_sold": 400.0,
    "days_since_received": 500.0,
    "sales_window_days": 365.0,
    **ONE_IN_FIVE_YEARS,
}
SILENT = {
    "units_sold": 0.0,
    "last_sold_on": AS_OF - timedelta(days=700),
    "last_received_on": AS_OF - timedelta(days=800),
}


def test_fifty_dead_at_four_dollars_freeze_200_and_cost_a_quarter_of_it_a_year() -> None:
    found = judged(DEAD_ITEM, Item(**DEAD))
    assert found is not None
    assert found.exposure == 200
    assert found.annual_cost.expected == pytest.approx(50)


def test_dearer_money_costs_more() -> None:
    found = judged(DEAD_ITEM, Item(**DEAD), carrying_rate=0.5)
    assert found is not None
    assert found.annual_cost.expected == pytest.approx(100)


def test_without_a_date_a_year_without_a_sale_will_do() -> None:
    assert judged(DEAD_ITEM, Item(**{**DEAD, "days_since_sold": None})) is not None


@pytest.mark.parametrize(
    "fields",
    [
        {"days_since_received": 20.0},
        {"days_since_sold": 40.0},
        {"on_hand_qty": 0.0},
        {"on_hand_qty": -5.0},
        {"on_hand_qty": None},
        {"days_since_sold": None, "units_sold": None},
    ],
    ids=["new", "sold last month", "none left", "negative", "stock unknown", "sales unknown"],
)
def test_this_is_not_dead(fields: dict[str, object]) -> None:
    assert judged(DEAD_ITEM, Item(**{**DEAD, **fields})) is None


def test_the_last_one_of_a_slow_seller_will_still_sell() -> None:
    item = Item(
        **{
            **DEAD,
            "on_hand_qty": 1.0,
            "days_since_sold": 95.0,
            "units_sold": 6.0,
            "demand_shape": 6.0,
            "demand_days": 365.0,
        }
    )
    assert judged(DEAD_ITEM, item) is None


@pytest.mark.parametrize(("days", "dead"), [(59, False), (61, True)])
def test_sixty_days_after_a_receipt_it_is_no_longer_new(days: float, dead: bool) -> None:
    item = Item(**{**DEAD, "days_since_received": days})
    assert (judged(DEAD_ITEM, item) is not None) is dead


def test_in_a_shop_the_forgotten_pallet_is_found() -> None:
    found = findings(DEAD_ITEM, shop({**SILENT, "on_hand_qty": 200.0}))
    assert list(found) == [("main", "0000")]
    assert found["main", "0000"].exposure == pytest.approx(200 * 5.8)


def test_what_has_not_sold_for_two_years_is_dead_however_well_its_peers_sell() -> None:
    assert list(findings(DEAD_ITEM, shop(SILENT))) == [("main", "0000")]


def test_goods_that_are_meant_to_lie_can_be_given_more_time() -> None:
    pallet = {**SILENT, "on_hand_qty": 200.0}
    store = shop({**pallet, "category": "Wine"}, pallet)
    chosen = {"dead_item.dead_after_days@category=Wine": 2000}
    assert len(findings(DEAD_ITEM, store)) == 2
    assert list(findings(DEAD_ITEM, store, thresholds=chosen)) == [("main", "0001")]
