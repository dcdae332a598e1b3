"""The primitive by the kit, and the cases that it is for by hand."""

from typing import Any, ClassVar

from sentinel_hidden_overage.hidden_overage import HIDDEN_OVERAGE

from sentinel import Found, Item
from sentinel.testing import PrimitiveKit, judged


class TestHiddenOverage(PrimitiveKit):
    """What must be true of every primitive."""

    primitive = HIDDEN_OVERAGE
    leaks: ClassVar = {"on_hand_qty": -30.0, "units_sold": 90.0, "sales_window_days": 365.0}
    costlier_with_more = ("unit_cost",)


SELLS = {  # three a month
    "units_sold": 36.0,
    "sales_window_days": 365.0,
    "demand_shape": 36.0,
    "demand_days": 365.0,
    "days_since_sold": 3.0,
    "silence_chance": 0.75,
    "unit_cost": 10.0,
    "unit_price": 16.0,
}


def found(**cells: Any) -> Found | None:
    return judged(HIDDEN_OVERAGE, Item(**{**SELLS, **cells}))


def test_what_keeps_selling_far_below_nothing_is_there():
    overage = found(on_hand_qty=-20.0, days_since_received=250.0)
    assert overage is not None
    assert overage.confidence > 0.8


def test_what_fell_silent_below_nothing_is_sold_out():
    silent = {"days_since_sold": 120.0, "silence_chance": 0.0}
    assert found(on_hand_qty=-2.0, days_since_received=150.0, **silent) is None


def test_one_unit_below_nothing_just_after_a_receipt_is_a_slip():
    assert found(on_hand_qty=-1.0, days_since_received=2.0) is None


def test_what_nobody_wants_is_left_alone():
    assert found(on_hand_qty=-20.0, units_sold=1.0, demand_shape=1.0) is None


COUNTED = {"counted_qty": 14.0, "count_variance_qty": 8.0, "days_since_counted": 20.0}


def test_a_count_above_the_books_that_nobody_posted_is_told():
    overage = found(on_hand_qty=4.0, days_since_received=90.0, **COUNTED)
    assert overage is not None
    assert overage.evidence["rule"] == "counted above the books, not posted"
    assert overage.evidence["unknown_units"] == 8


def test_a_count_that_was_posted_is_not():
    assert found(on_hand_qty=12.0, days_since_received=90.0, **COUNTED) is None


def test_eight_unknown_units_of_ten_dollars_cost_a_quarter_of_their_value():
    overage = found(on_hand_qty=4.0, days_since_received=90.0, **COUNTED)
    assert overage is not None
    assert round(overage.annual_cost.expected / overage.confidence, 2) == 20.0
