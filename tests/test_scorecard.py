"""What clues add up to, and that no fitted curve bends against trade sense."""

from __future__ import annotations

import itertools
import math

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sentinel import Curve, Item, Money, Scorecard, formulas, log_odds, primitives
from sentinel.clues import CLUES
from sentinel.testing import findings, shop
from sentinel_plugins.primitives.negative_profit import NEGATIVE_PROFIT

SLOPE = Curve(((0.0, -1.0), (2.0, 3.0)), unknown=0.5)
WEIGHED = [p for p in primitives() if p.scorecard is not None and p.scorecard.clues]
ALWAYS_UP = ("missing_cluster", "months_of_supply", "on_hand")
ALWAYS_DOWN = ("on_order",)


@pytest.mark.parametrize(
    ("value", "odds"), [(-9.0, -1.0), (0.0, -1.0), (0.5, 0.0), (2.0, 3.0), (9.0, 3.0), (None, 0.5)]
)
def test_a_curve_is_straight_between_its_points_and_flat_beyond(
    value: float | None, odds: float
) -> None:
    assert SLOPE.at(value) == pytest.approx(odds)


def test_a_curve_without_points_says_nothing() -> None:
    assert Curve(()).at(3.0) == 0.0


def test_parts_add_up_to_the_log_odds() -> None:
    card = Scorecard(start=-1.0, own=SLOPE, clues={"discontinued": Curve(((0, 0), (1, 2)))})
    item = Item(status="discontinued")
    assert card.terms(item, own=0.5) == {"start": -1.0, "own": 0.0, "discontinued": 2.0}
    assert card.probability(item, own=0.5) == pytest.approx(1 / (1 + math.exp(-1)))


def test_odds_beyond_all_measure_are_still_a_probability() -> None:
    assert Scorecard(start=-1e6).probability(Item()) == 0
    assert Scorecard(start=1e6).probability(Item()) == 1


@pytest.mark.parametrize("kernel", ["negative_profit", None], ids=["in Rust", "by hand"])
def test_a_card_can_say_how_many_times_what_is_computed_a_leak_costs(kernel: str | None) -> None:
    twice = Scorecard(cost=("discontinued", Curve(((0.0, math.log(2)),))))
    store = shop({"unit_price": 5.0})
    plain = findings(evolve(NEGATIVE_PROFIT, scorecard=None), store)["main", "0000"]
    said = findings(evolve(NEGATIVE_PROFIT, scorecard=twice, kernel=kernel), store)["main", "0000"]
    assert said.annual_cost.expected == pytest.approx(2 * plain.annual_cost.expected)
    assert said.annual_cost.high == pytest.approx(2 * plain.annual_cost.high)
    assert said.exposure == pytest.approx(plain.exposure)
    formula = formulas.fitting(NEGATIVE_PROFIT.formulas, said.evidence)
    assert formula is not None
    assert formulas.evaluate(formula, said.evidence) == pytest.approx(said.annual_cost.expected)


def test_where_its_clue_is_unknown_a_fitted_cost_is_what_is_computed() -> None:
    corrected = [p.scorecard for p in primitives() if p.scorecard and p.scorecard.cost]
    assert corrected
    assert {card.cost_ratio(Item()) for card in corrected} == {1.0}


@given(st.floats(0, 1))
def test_log_odds_are_bounded_and_undo_the_probability(probability: float) -> None:
    odds = log_odds(probability)
    assert odds is not None
    assert -7 <= odds <= 7
    if abs(odds) < 7:
        assert 1 / (1 + math.exp(-odds)) == pytest.approx(probability)


def test_an_item_of_which_nothing_is_known_gives_clues_that_say_so() -> None:
    flags = {"discontinued", "missing_cluster", "never_sold", "on_order"}
    assert {name for name, clue in CLUES.items() if clue(Item()) is not None} == flags


@pytest.mark.parametrize("primitive", WEIGHED, ids=lambda primitive: primitive.key)
def test_what_a_primitive_itself_computes_only_ever_speaks_for_it(primitive) -> None:
    own = primitive.scorecard.own
    heights = [] if own is None else [y for _, y in own.points]
    assert all(left <= right for left, right in itertools.pairwise(heights))


@pytest.mark.parametrize("primitive", WEIGHED, ids=lambda primitive: primitive.key)
def test_no_curve_bends_against_trade_sense(primitive) -> None:
    for name, curve in primitive.scorecard.clues.items():
        steps = [right - left for (_, left), (_, right) in itertools.pairwise(curve.points)]
        if name in ALWAYS_UP:
            assert min(steps) >= 0, name
        if name in ALWAYS_DOWN:
            assert max(steps) <= 0, name


@pytest.mark.parametrize("primitive", WEIGHED, ids=lambda primitive: primitive.key)
def test_no_earlier_snapshot_says_as_much_as_one_in_which_nothing_was_different(primitive) -> None:
    for name, curve in primitive.scorecard.clues.items():
        if name.endswith("_since_previous"):
            assert curve.at(0.0) == pytest.approx(curve.unknown, abs=0.002), name


def test_seven_primitives_weigh_clues_that_exist() -> None:
    assert len(WEIGHED) == 7
    assert {name for p in WEIGHED for name in p.scorecard.clues} <= CLUES.keys()


def test_a_stretched_cost_keeps_what_is_expected_and_is_never_negative() -> None:
    money = Money(low=8.0, expected=10.0, high=14.0)
    assert money.stretched(2, 0.5) == Money(low=6.0, expected=10.0, high=12.0)
    assert money.stretched(9, 1).low == 0
