"""What is true of price_discrepancy alone; what is true of all is in test_conformance.py."""

from __future__ import annotations

import pytest

from sentinel import Item
from sentinel.testing import findings, judged, shop
from sentinel_plugins.primitives.price_discrepancy import PRICE_DISCREPANCY

ONE_A_DAY = {"units_sold": 365.0, "demand_shape": 365.0, "demand_days": 365.0}
PEERS = {"peer_margin": 0.4, "peer_margin_spread": 0.05, "peer_list_ratio": 1.0}


def test_ten_dollars_under_list_on_one_a_day_cost_3650_a_year() -> None:
    item = Item(unit_price=10, list_price=20, unit_cost=12, **ONE_A_DAY, **PEERS)
    found = judged(PRICE_DISCREPANCY, item, error_probability=0)
    assert found is not None
    assert found.annual_cost.expected == pytest.approx(10 * 365)


def test_too_dear_costs_nothing_and_says_why() -> None:
    item = Item(unit_price=20, list_price=10, unit_cost=6, **ONE_A_DAY, **PEERS)
    found = judged(PRICE_DISCREPANCY, item)
    assert found is not None
    assert found.annual_cost.expected == 0
    assert "too high" in str(found.evidence["direction"])


@pytest.mark.parametrize("factor", [10, 100, 0.1, 0.01, 10.2, 0.098])
def test_a_slip_of_the_decimal_point_is_named(factor: float) -> None:
    item = Item(unit_price=8 * factor, list_price=8, unit_cost=4.8, **ONE_A_DAY, **PEERS)
    found = judged(PRICE_DISCREPANCY, item)
    assert found is not None
    assert "decimal" in str(found.evidence["rule"])


@pytest.mark.parametrize("factor", [12, 1 / 12])
def test_a_case_price_on_a_single_unit_is_named_and_the_other_way_round(factor: float) -> None:
    item = Item(
        unit_price=24 * factor, list_price=24, unit_cost=14.4, pack_qty=12, **ONE_A_DAY, **PEERS
    )
    found = judged(PRICE_DISCREPANCY, item)
    assert found is not None
    assert "pack" in str(found.evidence["rule"])


def test_without_a_list_price_cost_and_the_peers_margin_show_a_slip() -> None:
    item = Item(unit_price=1, unit_cost=6, **ONE_A_DAY, **PEERS)
    found = judged(PRICE_DISCREPANCY, item)
    assert found is not None
    assert found.evidence["right_price_usd"] == pytest.approx(10)
    assert found.annual_cost.expected == pytest.approx(9 * 365)


@pytest.mark.parametrize("price", [0, -5])
def test_selling_what_has_a_cost_without_a_price_is_found(price: float) -> None:
    item = Item(unit_price=price, list_price=10, unit_cost=6, **ONE_A_DAY, **PEERS)
    found = judged(PRICE_DISCREPANCY, item)
    assert found is not None
    assert found.annual_cost.expected == pytest.approx((10 - price) * 365)


@pytest.mark.parametrize(
    "fields",
    [
        {"unit_price": 20.0},
        {"unit_price": 17.0},
        {"unit_price": 23.0},
        {"unit_price": None},
        {"list_price": None},
        {"unit_price": 0.0, "units_sold": 0.0},
        {"unit_price": 0.0, "unit_cost": None},
    ],
    ids=[
        "at list",
        "15 % off",
        "15 % over",
        "price unknown",
        "nothing to compare with but cost",
        "no price and no sales",
        "no price and no cost",
    ],
)
def test_this_price_is_right(fields: dict[str, object]) -> None:
    item = {"unit_price": 20, "list_price": 20, "unit_cost": 12, **ONE_A_DAY, **PEERS, **fields}
    assert judged(PRICE_DISCREPANCY, Item(**item)) is None


def test_a_slip_in_a_shop_is_surer_than_a_mere_gap() -> None:
    found = findings(PRICE_DISCREPANCY, shop({"unit_price": 1.0}, {"unit_price": 6.1}))
    assert set(found) == {("main", "0000"), ("main", "0001")}
    assert found["main", "0000"].confidence > found["main", "0001"].confidence


def test_the_gap_that_counts_can_be_set_for_one_category() -> None:
    store = shop({"unit_price": 6.0, "category": "Clearance"}, {"unit_price": 6.0})
    chosen = {"price_discrepancy.list_gap_share@category=Clearance": 0.8}
    assert list(findings(PRICE_DISCREPANCY, store, thresholds=chosen)) == [("main", "0001")]
