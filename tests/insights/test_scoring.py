"""Which issue comes first."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel.insights.scoring import (
    item_score,
    priority_score,
    score_of,
    task_priority,
    urgency_score,
)

dollars = st.floats(0, 1e9)
probabilities = st.floats(0, 1)
trends = st.sampled_from(["Worsening", "Stable", "Improving"])


def test_certain_dollars_score_their_logarithm(an_issue):
    assert priority_score(an_issue(cost=999.0)) == pytest.approx(math.log(1000))


def test_an_issue_that_worsens_comes_before_one_that_improves(an_issue):
    worse, same, better = (priority_score(an_issue(trend=t)) for t in ("worse", "new", "better"))
    assert (worse / same, better / same) == pytest.approx((1.5, 0.7))


@pytest.mark.parametrize(
    ("cost", "priority"),
    [(30_000.0, "critical"), (4_000.0, "high"), (200.0, "medium"), (100.0, "low"), (0.0, "low")],
)
def test_priority_of_a_task_follows_the_dollars(an_issue, cost, priority):
    assert task_priority(an_issue(cost=cost)) == priority


@given(dollars, dollars, probabilities, trends)
def test_more_dollars_never_come_later(one, other, confidence, trend):
    less, more = sorted([one, other])
    assert score_of(less, confidence, trend) <= score_of(more, confidence, trend)


@given(dollars, probabilities, probabilities, trends)
def test_more_certainty_never_comes_later(cost, one, other, trend):
    less, more = sorted([one, other])
    assert score_of(cost, less, trend) <= score_of(cost, more, trend)


@given(st.floats(-1e6, 1e12), probabilities)
def test_the_score_of_an_item_is_a_share(cost, confidence):
    assert 0 <= item_score(cost, confidence) <= 1


def test_an_item_that_costs_a_hundred_a_year_scores_half_its_confidence():
    assert item_score(100.0, 0.8) == pytest.approx(0.4)


@pytest.mark.parametrize("cost", [0.0, 100.0, 1e9])
def test_urgency_is_a_share(an_issue, cost):
    assert 0 <= urgency_score(an_issue(cost=cost, trend="worse")) <= 1


def test_half_the_certainty_is_half_the_score():
    assert score_of(100.0, 0.5, "Stable") == score_of(100.0, 1.0, "Stable") / 2
