"""What is true of overstock alone; what is true of all is in test_conformance.py."""

from __future__ import annotations

import pytest

from sentinel import Item
from sentinel.testing import findings, judged, shop
from sentinel_plugins.primitives.overstock import OVERSTOCK

ONE_A_DAY = {
    "units_sold": 365.0,
    "sales_window_days": 365.0,
    "days_since_sold": 1.0,
    "demand_shape": 365.0,
    "demand_days": 365.0,
}


def test_635_units_beyond_a_year_at_two_dollars_tie_up_1270() -> None:
    found = judged(OVERSTOCK, Item(on_hand_qty=1000, unit_cost=2, **ONE_A_DAY))
    assert found is not None
    assert found.exposure == pytest.approx(635 * 2)
    assert found.annual_cost.expected == pytest.approx(635 * 2 * 0.25)


def test_the_less_is_known_of_demand_the_wider_is_the_interval() -> None:
    known = judged(OVERSTOCK, Item(on_hand_qty=2000, unit_cost=2, **ONE_A_DAY))
    vague = judged(
        OVERSTOCK,
        Item(on_hand_qty=2000, unit_cost=2, **{**ONE_A_DAY, "demand_shape": 9, "demand_days": 9}),
    )
    assert known is not None
    assert vague is not None

    def width(found: object) -> float:
        return found.annual_cost.high - found.annual_cost.low  # type: ignore[attr-defined]

    assert width(vague) > 2 * width(known)


@pytest.mark.parametrize(
    "fields",
    [
        {"on_hand_qty": 300.0},
        {"on_hand_qty": 0.0},
        {"on_hand_qty": -40.0},
        {"on_hand_qty": None},
        {"units_sold": 0.0},
        {"units_sold": None},
        {"days_since_sold": 200.0},
        {"pack_qty": 1000.0},
    ],
    ids=[
        "ten months of supply",
        "none",
        "negative",
        "stock unknown",
        "no sales",
        "sales unknown",
        "dead rather than too much",
        "one pack",
    ],
)
def test_this_is_not_too_much(fields: dict[str, object]) -> None:
    item = Item(**{"on_hand_qty": 1000.0, "unit_cost": 2.0, **ONE_A_DAY, **fields})
    assert judged(OVERSTOCK, item) is None


@pytest.mark.parametrize(("on_hand", "found"), [(330, False), (440, True)])
def test_a_year_of_supply_is_the_limit(on_hand: float, found: bool) -> None:
    item = Item(on_hand_qty=on_hand, unit_cost=2, **ONE_A_DAY)
    assert (judged(OVERSTOCK, item) is not None) is found


def test_in_a_shop_the_ten_years_supply_is_found() -> None:
    found = findings(OVERSTOCK, shop({"on_hand_qty": 1040.0}))
    assert list(found) == [("main", "0000")]
    assert found["main", "0000"].exposure == pytest.approx((1040 - 104) * 5.8, rel=0.02)


def test_the_months_that_are_too_many_can_be_set_for_one_category_of_one_store() -> None:
    heap = {"on_hand_qty": 300.0}
    store = shop({**heap, "category": "Paint"}, {**heap, "category": "Tools"})
    chosen = {"overstock.overstock_months@category=Paint@store=main": 48}
    assert len(findings(OVERSTOCK, store)) == 2
    assert list(findings(OVERSTOCK, store, thresholds=chosen)) == [("main", "0001")]


def test_the_particular_wins_over_the_general() -> None:
    store = shop({"on_hand_qty": 300.0})
    chosen = {"overstock.overstock_months@store=main": 12, "overstock.overstock_months": 48}
    assert list(findings(OVERSTOCK, store, thresholds=chosen)) == [("main", "0000")]
