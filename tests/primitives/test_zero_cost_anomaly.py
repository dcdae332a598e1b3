"""What is true of zero_cost_anomaly alone; what is true of all is in test_conformance.py."""

from __future__ import annotations

import pytest

from sentinel import Item
from sentinel.testing import findings, judged, shop, snapshot_of
from sentinel_plugins.primitives.zero_cost_anomaly import ZERO_COST_ANOMALY

ONE_A_DAY = {"units_sold": 365.0, "demand_shape": 365.0, "demand_days": 365.0}
COSTLESS = {"unit_price": 10.0, "on_hand_qty": 20.0, "has_cost_column": 1.0, "peer_margin": 0.4}


@pytest.mark.parametrize("cost", [0.0, None], ids=["zero", "missing"])
def test_twenty_at_a_likely_cost_of_six_misstate_120(cost: float | None) -> None:
    found = judged(ZERO_COST_ANOMALY, Item(unit_cost=cost, **COSTLESS, **ONE_A_DAY))
    assert found is not None
    assert found.exposure == pytest.approx(120)


def test_a_year_costs_one_twentieth_of_the_likely_cost_of_what_is_sold() -> None:
    found = judged(ZERO_COST_ANOMALY, Item(unit_cost=0.0, **COSTLESS, **ONE_A_DAY))
    assert found is not None
    assert found.annual_cost.expected == pytest.approx(6 * 0.05 * 365)


@pytest.mark.parametrize(
    "fields",
    [
        {"unit_cost": 0.01},
        {"has_cost_column": 0.0},
        {"unit_price": 0.0},
        {"unit_price": None},
        {"on_hand_qty": 0.0, "units_sold": 0.0},
        {"on_hand_qty": None, "units_sold": None},
    ],
    ids=["a cost", "no cost column", "no price", "price unknown", "not carried", "nothing known"],
)
def test_this_is_not_a_missing_cost(fields: dict[str, object]) -> None:
    assert judged(ZERO_COST_ANOMALY, Item(**{**COSTLESS, **ONE_A_DAY, **fields})) is None


def test_a_shop_without_a_cost_column_is_not_assessed_rather_than_full_of_anomalies() -> None:
    assert findings(ZERO_COST_ANOMALY, snapshot_of({"unit_price": 10.0, "on_hand_qty": 5.0})) == {}


def test_in_a_shop_the_peers_margin_says_what_it_may_have_cost() -> None:
    found = findings(ZERO_COST_ANOMALY, shop({"unit_cost": 0.0}, {"unit_cost": None}))
    assert set(found) == {("main", "0000"), ("main", "0001")}
    assert found["main", "0000"].exposure == pytest.approx(18 * 6, rel=0.02)


def test_the_rate_of_real_loss_can_be_set_for_one_category() -> None:
    store = shop({"unit_cost": 0.0, "category": "Tools"}, {"unit_cost": 0.0})
    usual = findings(ZERO_COST_ANOMALY, store)
    chosen = {"zero_cost_anomaly.real_loss_rate@category=Tools": 0.1}
    found = findings(ZERO_COST_ANOMALY, store, thresholds=chosen)
    tools, paint = ("main", "0000"), ("main", "0001")
    assert found[tools].annual_cost.expected == pytest.approx(2 * usual[tools].annual_cost.expected)
    assert found[paint] == usual[paint]
