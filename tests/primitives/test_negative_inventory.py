"""What is true of negative_inventory alone; what is true of all is in test_conformance.py."""

from __future__ import annotations

import pytest

from sentinel import Item
from sentinel.testing import findings, judged, shop
from sentinel_plugins.primitives.negative_inventory import NEGATIVE_INVENTORY

TEN_A_DAY = {"demand_shape": 3650.0, "demand_days": 365.0}
ONE_A_YEAR = {"demand_shape": 2.0, "demand_days": 730.0}


def test_ten_missing_at_four_dollars_misstate_forty() -> None:
    found = judged(NEGATIVE_INVENTORY, Item(on_hand_qty=-10, unit_cost=4, **ONE_A_YEAR))
    assert found is not None
    assert found.exposure == 40


def test_that_the_books_are_below_zero_is_a_fact() -> None:
    found = judged(NEGATIVE_INVENTORY, Item(on_hand_qty=-1, unit_cost=4, **TEN_A_DAY))
    assert found is not None
    assert found.confidence == 1


def test_what_a_slow_item_lacks_is_lost_in_full() -> None:
    found = judged(NEGATIVE_INVENTORY, Item(on_hand_qty=-50, unit_cost=4, **ONE_A_YEAR))
    assert found is not None
    assert found.annual_cost.expected == pytest.approx(200, rel=0.01)


def test_one_below_zero_on_a_fast_mover_is_a_late_booking_and_costs_next_to_nothing() -> None:
    found = judged(NEGATIVE_INVENTORY, Item(on_hand_qty=-1, unit_cost=4, **TEN_A_DAY))
    assert found is not None
    assert found.annual_cost.expected < 0.05 * found.exposure


def test_the_dollars_are_the_exposure_times_the_chance_that_it_is_lost() -> None:
    found = judged(NEGATIVE_INVENTORY, Item(on_hand_qty=-8, unit_cost=4, **ONE_A_YEAR))
    assert found is not None
    chance = found.evidence["real_loss_probability"]
    assert found.annual_cost.expected == pytest.approx(32 * float(chance))


@pytest.mark.parametrize("on_hand", [0, 1, None])
def test_zero_and_unknown_are_not_below_zero(on_hand: float | None) -> None:
    assert judged(NEGATIVE_INVENTORY, Item(on_hand_qty=on_hand, unit_cost=4)) is None


def test_half_a_unit_below_zero_is_below_zero() -> None:
    assert judged(NEGATIVE_INVENTORY, Item(on_hand_qty=-0.5, unit_cost=4)) is not None


def test_without_a_cost_it_is_estimated_from_the_peers_and_says_so() -> None:
    found = findings(NEGATIVE_INVENTORY, shop({"on_hand_qty": -10.0, "unit_cost": None}))
    one = found["main", "0000"]
    assert one.exposure == pytest.approx(60, rel=0.05)
    assert "estimated" in str(one.evidence["unit_cost_source"])


def test_where_goods_are_booked_the_same_day_a_small_deficit_counts() -> None:
    store = shop({"on_hand_qty": -4.0, "category": "Tools"}, {"on_hand_qty": -4.0})
    slow = findings(NEGATIVE_INVENTORY, store)
    quick = findings(
        NEGATIVE_INVENTORY,
        store,
        thresholds={"negative_inventory.receiving_lag_days@category=Tools": 1},
    )
    tools, paint = ("main", "0000"), ("main", "0001")
    assert quick[tools].annual_cost.expected > 1.2 * slow[tools].annual_cost.expected
    assert quick[paint] == slow[paint]
