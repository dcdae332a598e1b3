"""What is true of high_margin_leak alone; what is true of all is in test_conformance.py."""

from __future__ import annotations

import pytest

from sentinel import Item
from sentinel.testing import findings, judged, shop
from sentinel_plugins.primitives.high_margin_leak import HIGH_MARGIN_LEAK

ONE_A_DAY = {"units_sold": 365.0, "demand_shape": 365.0, "demand_days": 365.0}
CUT = {"unit_cost": 9.0, "unit_price": 10.0, "list_price": 16.0}
PEERS = {"peer_margin": 0.4, "peer_margin_spread": 0.05, "peer_count": 40.0}


def test_a_tenth_where_the_peers_earn_four_costs_what_the_right_price_would_bring() -> None:
    found = judged(HIGH_MARGIN_LEAK, Item(unit_price=10, unit_cost=9, **ONE_A_DAY, **PEERS))
    assert found is not None
    # 9 / (1 - 0.4) = 15 would earn the peers' margin: five dollars short on 365 units
    assert found.annual_cost.expected == pytest.approx(5 * 365)
    assert found.exposure == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"unit_cost": 6.2},
        {"unit_cost": 6.0},
        {"unit_cost": 11.0},
        {"unit_cost": None},
        {"unit_price": 0.0},
        {"units_sold": 0.0},
        {"status": "discontinued"},
        {"peer_margin": None, "peer_margin_spread": None},
    ],
    ids=[
        "a little under its peers",
        "like its peers",
        "below cost",
        "no cost",
        "no price",
        "no sales",
        "sold off",
        "no peers",
    ],
)
def test_this_is_not_a_margin_leak(fields: dict[str, object]) -> None:
    item = Item(**{"unit_price": 10, "unit_cost": 9, **ONE_A_DAY, **PEERS, **fields})
    assert judged(HIGH_MARGIN_LEAK, item) is None


@pytest.mark.parametrize(("cost", "found"), [(6.9, False), (7.1, True)])
def test_margins_over_three_quarters_of_the_peers_are_not_looked_at(
    cost: float, found: bool
) -> None:
    item = Item(unit_price=10, unit_cost=cost, **ONE_A_DAY, **PEERS)
    assert (judged(HIGH_MARGIN_LEAK, item, leak_probability=0) is not None) is found


def test_the_thinner_the_margin_the_surer_it_is_a_leak() -> None:
    sure = [
        judged(
            HIGH_MARGIN_LEAK,
            Item(unit_price=10, unit_cost=cost, **ONE_A_DAY, **PEERS),
            leak_probability=0,
        ).confidence
        for cost in (7.5, 8.2, 9.0, 9.9)
    ]
    assert sure == sorted(sure)


def test_in_a_shop_it_is_found_and_its_neighbours_are_not() -> None:
    found = findings(HIGH_MARGIN_LEAK, shop(CUT))
    assert list(found) == [("main", "0000")]
    assert found["main", "0000"].evidence["peer_margin_share"] == pytest.approx(0.4)


def test_a_category_of_loss_leaders_can_be_let_be() -> None:
    store = shop({**CUT, "category": "Milk"}, CUT)
    chosen = {"high_margin_leak.margin_share@category=Milk": 0.0}
    assert len(findings(HIGH_MARGIN_LEAK, store)) == 2
    assert list(findings(HIGH_MARGIN_LEAK, store, thresholds=chosen)) == [("main", "0001")]
