"""What a gamma rate says of days to come: by hand, by brute force, and in kind."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sentinel import Rate
from sentinel.demand import normal_below

rates = st.builds(Rate, st.floats(0.05, 500), st.floats(1, 2000))
horizons = st.floats(0.5, 730)


def chance_of(rate: Rate, horizon: float, units: int) -> float:
    """Negative-binomial chance of exactly so many units, from the textbook."""
    part = horizon / (rate.days + horizon)
    return math.exp(
        math.lgamma(rate.shape + units)
        - math.lgamma(rate.shape)
        - math.lgamma(units + 1)
        + rate.shape * math.log1p(-part)
        + units * math.log(part)
    )


def test_the_mean_is_sales_over_days() -> None:
    assert Rate(30, 60).mean == 0.5


def test_one_a_day_seen_for_long_leaves_an_empty_day_with_the_chance_of_a_poisson() -> None:
    assert Rate(1e6, 1e6).chance_above(1, 0) == pytest.approx(1 - math.exp(-1), rel=1e-5)


def test_with_an_empty_shelf_the_whole_demand_is_missing() -> None:
    chance, missing = Rate(20, 10).shortfall(7, 0)
    assert missing == pytest.approx(14)
    assert chance == pytest.approx(1 - (10 / 17) ** 20)


def test_books_below_zero_owe_their_deficit_as_well() -> None:
    assert Rate(20, 10).shortfall(7, -3) == (1.0, pytest.approx(17))


@given(rates, st.floats(0.5, 30), st.integers(0, 60))
def test_a_shortfall_is_the_tail_of_a_negative_binomial(
    rate: Rate, horizon: float, stock: int
) -> None:
    assume(rate.mean * horizon < 40)
    at_most = [chance_of(rate, horizon, units) for units in range(stock + 1)]
    missing = rate.mean * horizon - stock + sum((stock - k) * p for k, p in enumerate(at_most))
    chance, short = rate.shortfall(horizon, stock)
    assert chance == pytest.approx(1 - sum(at_most), abs=1e-7)
    assert short == pytest.approx(missing, abs=1e-6)


@given(rates, horizons, st.floats(0, 300), st.floats(0, 50))
def test_more_stock_never_runs_out_more_likely(
    rate: Rate, horizon: float, stock: float, more: float
) -> None:
    before, after = rate.shortfall(horizon, stock), rate.shortfall(horizon, stock + more)
    assert after[0] <= before[0] + 1e-9
    assert after[1] <= before[1] + 1e-6


@pytest.mark.parametrize("sold", [100.0, 300.0, 1000.0, 4000.0, 30_000.0])
@pytest.mark.parametrize("horizon", [14.0, 365.0])
def test_where_sums_end_and_the_normal_begins_the_chance_does_not_rise(
    sold: float, horizon: float
) -> None:
    rate = Rate(sold, sold * horizon / 4096)  # so that 4096 is what may be expected
    chances = [rate.chance_above(horizon, stock) for stock in range(4080, 4110)]
    assert all(after <= before + 1e-4 for before, after in pairwise(chances))


@given(rates, horizons, st.floats(0, 300), st.floats(0, 300))
def test_a_longer_wait_never_runs_out_less_likely(
    rate: Rate, horizon: float, longer: float, stock: float
) -> None:
    assume(rate.mean * (horizon + longer) < 3000)
    now, later = rate.chance_above(horizon, stock), rate.chance_above(horizon + longer, stock)
    assert later >= now - 1e-3


@given(rates, horizons)
def test_silence_is_demand_of_nothing(rate: Rate, horizon: float) -> None:
    none_sold = 1 - rate.chance_above(horizon, 0)
    assert rate.chance_of_silence(horizon) == pytest.approx(none_sold, abs=1e-9)


@given(rates)
def test_four_fifths_of_the_rates_lie_in_their_interval(rate: Rate) -> None:
    assume(rate.shape > 0.5)  # below, the approximate quantile is cut off at zero
    low, high = rate.interval80()
    assert 0 <= low <= high
    assert rate.chance_below(high) - rate.chance_below(low) == pytest.approx(0.8, abs=1e-6)


@given(st.floats(0.5, 300), st.floats(1, 2000), st.floats(1.5, 20))
def test_the_more_was_seen_the_narrower_is_the_interval(
    shape: float, days: float, factor: float
) -> None:
    little, much = Rate(shape, days).interval80(), Rate(shape * factor, days * factor).interval80()
    assert much[1] - much[0] < little[1] - little[0]


@given(st.floats(-6, 6))
def test_the_normal_is_the_normal(z: float) -> None:
    assert normal_below(z) == pytest.approx(0.5 * math.erfc(-z / math.sqrt(2)), abs=2e-7)
