"""What is true of shrinkage_pattern alone; what is true of all is in test_conformance.py."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sentinel import Item
from sentinel.testing import AS_OF, findings, judged, shop
from sentinel_plugins.primitives.shrinkage_pattern import SHRINKAGE_PATTERN

ONE_A_DAY = {"units_sold": 365.0, "demand_shape": 365.0, "demand_days": 365.0}
COUNTED = {
    "on_hand_qty": 100.0,
    "counted_qty": 90.0,
    "count_variance_qty": -10.0,
    "unit_cost": 5.0,
    "days_since_counted": 73.0,
}
GONE_QUIET = {
    "units_sold": 250.0,
    "on_hand_qty": 60.0,
    "last_sold_on": AS_OF - timedelta(days=150),
    "last_received_on": AS_OF - timedelta(days=160),
}
"""250 sold in the first seven months of the year, then none for five, with sixty on the books."""


def test_ten_counted_short_at_five_dollars_expose_fifty_as_far_as_the_count_is_believed() -> None:
    found = judged(SHRINKAGE_PATTERN, Item(**COUNTED))
    assert found is not None
    assert found.exposure == pytest.approx(50 * found.confidence)
    assert found.confidence > 0.35


@pytest.mark.parametrize("days", [1.0, 73.0, 300.0])
def test_what_a_count_found_missing_is_charged_once_a_year_whenever_it_was(days: float) -> None:
    found = judged(SHRINKAGE_PATTERN, Item(**{**COUNTED, "days_since_counted": days}))
    assert found is not None
    assert found.annual_cost.expected == pytest.approx(found.exposure)


@pytest.mark.parametrize(
    "fields",
    [
        {"count_variance_qty": 0.0},
        {"count_variance_qty": 10.0},
        {"count_variance_qty": -0.5},
        {"on_hand_qty": 1000.0, "counted_qty": 985.0, "count_variance_qty": -15.0},
        {"count_variance_qty": None},
    ],
    ids=["as booked", "counted over", "half a unit", "1.5 % of a large book", "not counted"],
)
def test_this_count_shows_no_loss(fields: dict[str, object]) -> None:
    assert judged(SHRINKAGE_PATTERN, Item(**{**COUNTED, **fields})) is None


def test_a_regular_seller_that_falls_silent_on_a_full_shelf_is_probably_not_there() -> None:
    found = findings(SHRINKAGE_PATTERN, shop(GONE_QUIET))
    assert list(found) == [("main", "0000")]
    one = found["main", "0000"]
    assert one.exposure == pytest.approx(60 * 5.8 * one.confidence)
    assert one.annual_cost.expected > one.exposure  # the margin of the lost sales comes on top


@pytest.mark.parametrize(
    "cells",
    [
        {"last_received_on": AS_OF - timedelta(days=4)},
        {"last_sold_on": AS_OF - timedelta(days=3)},
        {"on_hand_qty": 0.0},
        {"on_hand_qty": None},
        {"status": "discontinued"},
        {"units_sold": 2.0, "last_sold_on": AS_OF - timedelta(days=60)},
        {"units_sold": None},
    ],
    ids=[
        "received this week",
        "sold this week",
        "empty on the books too",
        "stock unknown",
        "discontinued",
        "slow and silent for two months",
        "sales unknown",
    ],
)
def test_this_is_probably_still_on_the_shelf(cells: dict[str, object]) -> None:
    assert findings(SHRINKAGE_PATTERN, shop({**GONE_QUIET, **cells})) == {}


def test_an_export_that_does_not_say_when_things_sold_shows_no_silence() -> None:
    dateless = {"last_sold_on": None, "last_received_on": None}
    assert findings(SHRINKAGE_PATTERN, shop(dateless, {"last_sold_on": None})) == {}


def test_a_vendor_whose_goods_go_missing_makes_each_case_more_credible() -> None:
    item = Item(on_hand_qty=10.0, unit_cost=5.0, empty_shelf_probability=0.7, **ONE_A_DAY)
    alone = judged(SHRINKAGE_PATTERN, item)
    among = judged(
        SHRINKAGE_PATTERN,
        Item(
            on_hand_qty=10.0,
            unit_cost=5.0,
            empty_shelf_probability=0.7,
            missing_cluster=1.0,
            **ONE_A_DAY,
        ),
    )
    assert alone is not None
    assert among is not None
    assert among.confidence > alone.confidence


def test_a_store_with_rough_counts_can_allow_for_them() -> None:
    short = {"counted_qty": 90.0, "count_variance_qty": -10.0, "on_hand_qty": 100.0}
    store = shop(short, {**short, "store_id": "barn"})
    chosen = {"shrinkage_pattern.count_min_share@store=barn": 0.2}
    assert len(findings(SHRINKAGE_PATTERN, store)) == 2
    assert list(findings(SHRINKAGE_PATTERN, store, thresholds=chosen)) == [("main", "0000")]
