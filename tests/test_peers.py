"""What items say of each other, by hand and as the compiled statistics say it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sentinel import Item, Snapshot, detect, peers
from sentinel.peers import Spread
from sentinel.testing import judged, shop, snapshots
from sentinel_plugins.primitives.shrinkage_pattern import SHRINKAGE_PATTERN, SILENT

values = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30)


def judged_items(store: Snapshot) -> list[Item]:
    """The items as the compiled statistics see them."""
    return detect.items(detect._for_kernels(store.table), (store.as_of - detect.EPOCH).days)


def told(spreads: Sequence[Spread | None]) -> list[tuple[float | None, float | None]]:
    return [(None, None) if one is None else (one.median, one.deviation) for one in spreads]


# --- medians ------------------------------------------------------------------------------------


def test_a_spread_is_a_median_and_a_median_of_distances() -> None:
    assert Spread.of([1, 2, 3, 4, 100]) == Spread(5, 3, 1.4826)


def test_nothing_has_no_spread() -> None:
    assert Spread.of([]) is None


@given(values, st.floats(-1e6, 1e6), st.floats(0.5, 2.0))
def test_a_spread_moves_and_stretches_with_its_values(
    numbers: list[float], shift: float, factor: float
) -> None:
    before, after = Spread.of(numbers), Spread.of([factor * n + shift for n in numbers])
    assert before is not None
    assert after is not None
    assert after.median == pytest.approx(factor * before.median + shift, abs=1e-6)
    assert after.deviation == pytest.approx(factor * before.deviation, abs=1e-6)


@given(values, st.data())
def test_one_wild_value_among_many_moves_a_median_no_further_than_its_neighbours(
    numbers: list[float], data: st.DataObject
) -> None:
    among = Spread.of([*numbers, *numbers, data.draw(st.floats(-1e12, 1e12))])
    assert among is not None
    assert min(numbers) <= among.median <= max(numbers)


def priced(count: int, category: str, margin: float) -> list[Item]:
    return [Item(category=category, unit_price=1.0, unit_cost=1 - margin) for _ in range(count)]


@pytest.mark.parametrize(("count", "expected"), [(7, 0.2), (8, 0.5)])
def test_a_category_of_fewer_than_eight_speaks_with_its_stores_voice(
    count: int, expected: float
) -> None:
    items = [*priced(count, "Paint", 0.5), *priced(20, "Tools", 0.2)]
    first = peers.of_peers(items, lambda item: item.margin)[0]
    assert first is not None
    assert first.median == pytest.approx(expected)


@given(snapshots())
def test_margins_of_peers_are_those_of_the_compiled_statistics(store: Snapshot) -> None:
    items = judged_items(store)
    spreads = peers.of_peers(items, lambda item: item.margin)
    assert told(spreads) == [(item.peer_margin, item.peer_margin_spread) for item in items]
    assert [one.count if one else 0 for one in spreads] == [item.peer_count for item in items]


@given(snapshots())
def test_list_ratios_of_peers_are_those_of_the_compiled_statistics(store: Snapshot) -> None:
    items = judged_items(store)
    spreads = peers.of_peers(items, peers.list_ratio)
    assert told(spreads) == [(item.peer_list_ratio, item.peer_list_spread) for item in items]


# --- vendors ------------------------------------------------------------------------------------


def test_a_vendor_whose_range_sits_low_is_many_errors_away() -> None:
    items = judged_items(shop(*({"vendor": "Dear", "unit_cost": 7.0} for _ in range(8))))
    shifts = peers.vendor_shifts(items, peers.of_peers(items, lambda item: item.margin))
    assert shifts[0] is not None
    assert shifts[0][0] == pytest.approx(-0.1, abs=0.011)
    assert shifts[0][1] < -5


def test_a_vendor_of_four_items_says_nothing() -> None:
    items = judged_items(shop(*({"vendor": "Dear", "unit_cost": 7.0} for _ in range(4))))
    shifts = peers.vendor_shifts(items, peers.of_peers(items, lambda item: item.margin))
    assert shifts[0] is None


@given(snapshots())
def test_shifts_of_vendors_are_those_of_the_compiled_statistics(store: Snapshot) -> None:
    items = judged_items(store)
    shifts = peers.vendor_shifts(items, peers.of_peers(items, lambda item: item.margin))
    expected = [
        None
        if item.vendor_margin_shift is None
        else (item.vendor_margin_shift, item.vendor_margin_z)
        for item in items
    ]
    assert [one and pytest.approx(one) for one in shifts] == expected


# --- silence ------------------------------------------------------------------------------------


def seller(units: float, silent: float) -> Item:
    return Item(on_hand_qty=5, units_sold=units, sales_window_days=365, days_since_sold=silent)


def silent_for(chance: float, sales: float) -> float:
    """Days of silence that have this chance with so many even sales in a year."""
    return float(365 * (1 - chance ** (1 / sales)))


@pytest.mark.parametrize("together", [1.0, 2.0, 3.0])
def test_silences_show_how_many_units_leave_with_one_customer(together: float) -> None:
    chances = [(number + 0.5) / 100 for number in range(100)]
    items = [seller(12, silent_for(chance, 12 / together)) for chance in chances]
    assert peers.units_per_sale(items)[0] == pytest.approx(together, rel=0.05)


def test_a_small_store_sells_one_by_one() -> None:
    assert peers.units_per_sale([seller(12, 300)] * 49) == [1.0] * 49


def silences(rare: int, usual: int) -> list[Item]:
    steady = Item(on_hand_qty=5, units_sold=12)
    return [
        *(evolve(steady, silence_chance=0.001) for _ in range(rare)),
        *(evolve(steady, silence_chance=0.5) for _ in range(usual)),
    ]


def test_the_base_rate_is_what_is_rare_beyond_chance() -> None:
    assert peers.base_rates(silences(24, 76))[0] == pytest.approx((0.24 - 0.05) / 0.95)


def test_a_store_with_no_more_rare_silences_than_chance_brings_is_trusted() -> None:
    assert peers.base_rates(silences(5, 95))[0] == 0.002


def test_a_store_of_a_few_items_takes_the_usual_base_rate() -> None:
    assert peers.base_rates(silences(24, 20))[0] == 0.01


# --- clusters -----------------------------------------------------------------------------------


def clusters(bad: int, good: int) -> list[bool]:
    """`bad` of Acme's twenty items are missing, `good` of the other eighty."""
    items = [Item(vendor="Acme")] * 20 + [Item(vendor="Bolt")] * 80
    missing = [n < bad for n in range(20)] + [n < good for n in range(80)]
    return peers.missing_clusters(items, missing)


def test_a_vendor_that_loses_half_where_others_lose_none_stands_out() -> None:
    assert clusters(10, 0) == [True] * 20 + [False] * 80


def test_a_vendor_that_loses_like_the_others_does_not() -> None:
    assert not any(clusters(2, 8))


def test_two_missing_are_never_a_pattern() -> None:
    assert not any(clusters(2, 0))


def test_the_chance_of_a_cluster_is_binomial() -> None:
    # 12 of 100 in the store: 8 or more of 20 by chance in 0.1 to 0.2 %, 9 or more in 0.03 %
    exact = [
        sum(math.comb(20, k) * 0.12**k * 0.88 ** (20 - k) for k in range(least, 21))
        for least in (8, 9)
    ]
    assert peers._stands_out(20, 8, 0.12) is (exact[0] <= 0.001)
    assert peers._stands_out(20, 9, 0.12) is (exact[1] <= 0.001)


def test_large_groups_agree_with_small_ones_in_kind() -> None:
    assert peers._stands_out(100_000, 5400, 0.05)
    assert not peers._stands_out(100_000, 5050, 0.05)


@given(snapshots())
def test_clusters_are_those_of_the_compiled_statistics(store: Snapshot) -> None:
    items = judged_items(store)
    missing = [looks_missing(item) for item in items]
    assert peers.missing_clusters(items, missing) == [bool(item.missing_cluster) for item in items]


def looks_missing(item: Item) -> bool:
    found = judged(SHRINKAGE_PATTERN, item)
    stock = item.on_hand_qty
    gone = found is not None and found.evidence["rule"] in ("counted short", SILENT)
    return gone or (stock is not None and stock < 0)


# --- seasons ------------------------------------------------------------------------------------


def telling(sales: int) -> list[tuple[int, float]]:
    """A hundred items of so many sales, spread evenly over a year."""
    return [(sales, silent_for((number + 0.5) / 100, sales)) for number in range(100)]


def test_in_even_trade_a_day_is_a_day() -> None:
    season = peers.season([one for sales in range(1, 9) for one in telling(sales)], 365.0)
    assert [season.worth(days) for days in (30, 75, 180)] == pytest.approx([30, 75, 180], rel=0.03)


def test_a_quiet_winter_makes_silence_cheap() -> None:
    season = peers.season([(4, 150.0)] * 200, 365.0)
    assert season.worth(90) < 20
    assert season.worth(400) == 400


@given(st.lists(st.tuples(st.integers(1, 8), st.floats(0, 364)), min_size=20, max_size=60))
def test_a_longer_silence_is_never_worth_less(sold: list[tuple[int, float]]) -> None:
    season = peers.season(sold, 365.0)
    worth = [season.worth(days) for days in range(0, 400, 10)]
    assert worth == sorted(worth)
    assert worth[0] == 0


def test_a_few_items_tell_nothing_of_a_season() -> None:
    assert peers.season([(4, 150.0)] * 19, 365.0).worth(90) == 90


@given(snapshots())
def test_silent_days_are_worth_what_the_compiled_statistics_say(store: Snapshot) -> None:
    items = judged_items(store)
    for item, season in zip(items, peers.seasons(items), strict=True):
        if item.unsold_days is not None:
            received = math.inf if item.days_since_received is None else item.days_since_received
            worth = season.worth(min(item.unsold_days, received))
            assert item.silent_days == pytest.approx(worth, rel=1e-6)


@given(snapshots())
def test_an_item_of_whose_last_sale_nothing_is_known_is_not_silent(store: Snapshot) -> None:
    unknown = [item for item in judged_items(store) if item.unsold_days is None]
    assert {(item.silent_days, item.silence_chance) for item in unknown} <= {(None, None)}
