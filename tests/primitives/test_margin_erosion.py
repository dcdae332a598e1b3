"""What is true of margin_erosion alone; what is true of all is in test_conformance.py."""

from __future__ import annotations

import pytest

from sentinel import Item
from sentinel.testing import findings, judged, shop
from sentinel_plugins.primitives.margin_erosion import MARGIN_EROSION

ONE_A_DAY = {"units_sold": 365.0, "demand_shape": 365.0, "demand_days": 365.0}
PEERS = {"peer_margin": 0.4, "peer_margin_spread": 0.05, "peer_count": 40.0}
BEFORE = {"previous_unit_price": 10.0, "previous_unit_cost": 6.0}


def test_ten_points_lost_on_ten_dollars_a_day_cost_365_a_year() -> None:
    found = judged(MARGIN_EROSION, Item(unit_price=10, unit_cost=7, **ONE_A_DAY, **BEFORE))
    assert found is not None
    assert found.annual_cost.expected == pytest.approx(365)
    assert "previous" in str(found.evidence["rule"])


def test_a_price_that_was_cut_since_is_taken_for_a_promotion() -> None:
    assert judged(MARGIN_EROSION, Item(unit_price=8, unit_cost=6, **ONE_A_DAY, **BEFORE)) is None


def test_a_cost_that_rose_under_a_price_that_was_cut_counts_the_whole_fall() -> None:
    item = Item(unit_price=9, unit_cost=7, **ONE_A_DAY, **BEFORE, **PEERS)
    found = judged(MARGIN_EROSION, item, erosion_probability=0)
    assert found is not None
    assert found.evidence["lost_margin_share"] == pytest.approx(0.4 - 2 / 9)


def test_what_is_sold_off_may_cost_more_than_before() -> None:
    gone = Item(unit_price=10, unit_cost=7, status="discontinued", **ONE_A_DAY, **BEFORE)
    assert judged(MARGIN_EROSION, gone) is None


def test_a_cost_that_rose_while_the_price_stayed_is_found_in_one_export() -> None:
    item = Item(unit_price=10, unit_cost=7.5, last_cost=7.5, avg_cost=6, **ONE_A_DAY, **PEERS)
    found = judged(MARGIN_EROSION, item)
    assert found is not None
    assert "cost" in str(found.evidence["rule"])
    assert found.annual_cost.expected == pytest.approx(0.15 * 10 * 365, rel=0.01)


def test_a_price_that_followed_its_cost_is_suspected_less_than_one_that_did_not() -> None:
    costs = {"unit_cost": 7.5, "last_cost": 7.5, "avg_cost": 6.0, **ONE_A_DAY, **PEERS}
    followed = judged(MARGIN_EROSION, Item(unit_price=12.5, **costs))
    stayed = judged(MARGIN_EROSION, Item(unit_price=10.0, **costs))
    assert stayed is not None
    assert followed is None or followed.confidence < stayed.confidence / 1.5


@pytest.mark.parametrize(
    "fields",
    [
        {"unit_cost": 6.0},
        {"unit_cost": 6.2},
        {"unit_cost": 5.0},
        {"units_sold": 0.0},
        {"unit_cost": None},
        {"unit_price": None},
    ],
    ids=["as before", "two points down", "better than before", "no sales", "no cost", "no price"],
)
def test_this_is_no_erosion(fields: dict[str, object]) -> None:
    item = Item(**{"unit_price": 10, "unit_cost": 7, **ONE_A_DAY, **BEFORE, **fields})
    assert judged(MARGIN_EROSION, item) is None


def confidence(**fields: object) -> float:
    item = Item(**{"unit_price": 10, "unit_cost": 7.3, **ONE_A_DAY, **PEERS, **fields})
    found = judged(MARGIN_EROSION, item)
    return 0.0 if found is None else found.confidence


def test_history_is_believed_more_than_a_comparison_with_peers() -> None:
    assert confidence(**BEFORE) > confidence()


def test_a_vendor_whose_whole_range_sits_low_never_makes_it_less_credible() -> None:
    assert confidence(vendor_margin_z=-8.0, vendor_margin_shift=-0.1) >= confidence()


def test_one_item_low_at_its_list_prices_usual_ratio_is_less_credible() -> None:
    usual = {"list_price": 10.0, "peer_list_ratio": 1.0, "peer_list_spread": 0.02}
    assert confidence(**usual) <= confidence()


def test_an_earlier_snapshot_of_the_shop_shows_what_was_lost() -> None:
    now, before = shop({"unit_cost": 7.3}), shop({"unit_cost": 6.0})
    found = findings(MARGIN_EROSION, now, previous=before)
    assert list(found) == [("main", "0000")]
    assert found["main", "0000"].evidence["lost_margin_share"] == pytest.approx(0.13)


def test_the_fall_that_counts_can_be_set_for_one_store() -> None:
    now, before = shop({"unit_cost": 7.3}), shop({"unit_cost": 6.0})
    chosen = {"margin_erosion.drop_points@store=main": 0.5}
    assert findings(MARGIN_EROSION, now, previous=before, thresholds=chosen) == {}
