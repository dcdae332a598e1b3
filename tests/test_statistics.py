"""What the compiled statistics say of each item: as their plain twins do, and as a grocer would."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given

from sentinel import Item, Rate, Snapshot, detect, peers
from sentinel.demand import Prior, Sold, prior
from sentinel.testing import AS_OF, everyday, shop, snapshot_of, snapshots

DRIFT = 0.06
"""Variance of the logarithm of next year's rate around this year's."""


def judged_items(store: Snapshot) -> list[Item]:
    return detect.items(detect._for_kernels(store.table), (store.as_of - detect.EPOCH).days)


def first(*odd: dict[str, Any], peers: int = 100) -> Item:
    """The first of the odd items of a shop of a hundred alike."""
    return judged_items(shop(*odd, peers=peers))[0]


def ago(days: int) -> Any:
    return AS_OF - timedelta(days=days)


# --- demand -------------------------------------------------------------------------------------


def test_an_item_that_sells_like_its_peers_has_the_rate_it_shows() -> None:
    demand = first({"units_sold": 104.0}).demand
    assert demand is not None
    assert demand.mean * 365 == pytest.approx(104, rel=0.1)


def test_a_hundred_sales_outweigh_any_peers() -> None:
    slow_peers = [{"units_sold": 1.0}] * 80
    demand = first({"units_sold": 400.0}, *slow_peers, peers=0).demand
    assert demand is not None
    assert demand.mean * 365 == pytest.approx(400, rel=0.1)


def test_one_sale_means_more_among_best_sellers_than_among_slow_ones() -> None:
    among_fast = first({"units_sold": 1.0, "sales_window_days": 365.0}).demand
    among_slow = first({"units_sold": 1.0}, *([{"units_sold": 0.0}] * 100), peers=0).demand
    assert among_fast is not None
    assert among_slow is not None
    assert among_fast.mean > among_slow.mean


def test_without_sales_figures_one_sale_since_the_last_one_is_assumed_and_told() -> None:
    item = first({"units_sold": None, "last_sold_on": ago(100)})
    assert item.demand is not None
    assert item.demand.mean == pytest.approx(0.01)
    assert item.demand_is_estimated


def test_without_any_word_on_sales_the_stock_is_taken_to_turn_once_a_year() -> None:
    item = first({"units_sold": None, "last_sold_on": None, "on_hand_qty": 73.0})
    assert item.demand is not None
    assert item.demand.mean == pytest.approx(73 / 365)
    assert item.demand_is_estimated


def test_where_nothing_at_all_is_known_there_is_no_rate() -> None:
    item = first({"units_sold": None, "last_sold_on": None, "on_hand_qty": None})
    assert item.demand is None


def carried(items: Sequence[Item]) -> list[Sold]:
    factors = peers.units_per_sale(items)
    return [
        (max(item.units_sold, 0.0) / factor, item.sales_window_days)
        for item, factor in zip(items, factors, strict=True)
        if peers._is_carried(item)
        and item.units_sold is not None
        and item.sales_window_days is not None
    ]


def prior_of(item: Item, items: Sequence[Item]) -> Prior:
    store = carried([one for one in items if one.store_id == item.store_id])
    own = carried([one for one in items if peers.category(one) == peers.category(item)])
    return prior(own, store) if len(own) >= peers.FEWEST_FOR_PRIOR else prior(store)


def is_surely_old(item: Item) -> bool:
    """Too old, or too empty, to have come into the store with its last receipt."""
    received, window = item.days_since_received, item.sales_window_days or 365.0
    return received is None or received >= 0.5 * window or not (item.on_hand_qty or 0) > 0


@given(snapshots(max_peers=80))
def test_rates_are_those_of_the_plain_prior(store: Snapshot) -> None:
    items = judged_items(store)
    factors = peers.units_per_sale(items)
    # fitting in plain Python is slow: a few items stand for all
    chosen = [n for n, item in enumerate(items) if item.units_sold is not None][-4:]
    for number in chosen:
        item, factor = items[number], factors[number]
        if not is_surely_old(item) or not carried(
            [one for one in items if one.store_id == item.store_id]
        ):
            continue
        assert item.units_sold is not None
        assert item.sales_window_days is not None
        sales = max(item.units_sold, 0.0) / factor
        rate = prior_of(item, items).after(sales, item.sales_window_days).drifting(DRIFT)
        expected = Rate(rate.shape, rate.days / factor)
        assert item.demand is not None
        assert item.demand.shape == pytest.approx(expected.shape, rel=1e-5)
        assert item.demand.days == pytest.approx(expected.days, rel=1e-5)


# --- silence ------------------------------------------------------------------------------------


def gone(**cells: Any) -> float:
    """Probability that a regular seller's silence is not chance."""
    usual = {"units_sold": 60.0, "last_sold_on": ago(100), "last_received_on": ago(120)}
    item = first({**usual, **cells})
    return (item.empty_shelf_probability or 0.0) + (item.demand_ended_probability or 0.0)


def test_the_longer_a_regular_seller_is_silent_the_likelier_something_is_wrong() -> None:
    chances = [gone(last_sold_on=ago(days)) for days in (3, 30, 60, 90, 120)]
    assert chances == sorted(chances)
    assert chances[0] < 0.05
    assert chances[-1] > 0.9


def test_the_spell_begins_at_the_receipt_if_that_is_later() -> None:
    assert gone(last_received_on=ago(3)) < 0.05 < 0.5 < gone()


def test_an_item_with_nothing_on_the_books_is_not_missing() -> None:
    assert first({"on_hand_qty": 0.0, "last_sold_on": ago(300)}).empty_shelf_probability is None


def empty_shelf(**cells: Any) -> float:
    """Share of the empty shelf among the two stories of a silence that is not chance."""
    usual = {"units_sold": 60.0, "last_sold_on": ago(200), "last_received_on": ago(250)}
    item = first({**usual, **cells})
    assert item.empty_shelf_probability is not None
    assert item.demand_ended_probability is not None
    both = item.empty_shelf_probability + item.demand_ended_probability
    return item.empty_shelf_probability / both


def test_goods_that_came_in_since_the_last_sale_stand_on_the_shelf() -> None:
    assert empty_shelf(last_received_on=ago(150)) < empty_shelf()


def test_goods_that_were_counted_since_the_last_sale_stand_on_the_shelf() -> None:
    assert empty_shelf(last_counted_on=ago(20)) < empty_shelf()


def test_a_season_that_is_silent_for_all_is_held_against_none() -> None:
    """Garden goods in winter: what all of them do says nothing of one."""
    winter = {"category": "Garden", "units_sold": 6.0, "last_sold_on": ago(180)}
    winter |= {"last_received_on": ago(200)}
    among_silent = first(*([winter] * 60))
    among_busy = first(winter, *([{**winter, "last_sold_on": ago(20)}] * 60))
    assert among_silent.silent_days is not None
    assert among_busy.silent_days is not None
    assert among_silent.silent_days < 0.5 * among_busy.silent_days


# --- clusters and stores ------------------------------------------------------------------------


def test_a_vendor_whose_items_are_missing_stands_out() -> None:
    bad = [{"vendor": "Dodgy", "on_hand_qty": -5.0}] * 8
    items = judged_items(shop(*bad, peers=100))
    assert items[0].missing_cluster
    assert not items[-1].missing_cluster


def test_a_store_of_one_item_has_statistics_and_no_opinions() -> None:
    (item,) = judged_items(snapshot_of({"on_hand_qty": 5.0, "unit_cost": 1.0, "unit_price": 2.0}))
    assert (item.peer_count, item.peer_margin, item.peer_margin_spread) == (1, 0.5, 0)
    assert item.vendor_margin_z is None
    assert not item.missing_cluster


def test_everyday_items_are_mostly_innocent() -> None:
    rows = [everyday(Random(seed)) for seed in range(400)]
    items = judged_items(snapshot_of(*rows))
    silent = sum((item.empty_shelf_probability or 0) >= 0.5 for item in items)
    assert silent < 0.15 * len(items)
