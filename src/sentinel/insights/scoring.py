"""Which issue comes first: one score of what it costs, how sure that is, and where it is going.

    priority = ln(1 + dollars a year) x confidence x trend

The logarithm, because ten times the dollars do not deserve ten times the attention. The trend is
1.5 for an issue that costs over 10 % more than in the previous analysis, 0.7 for one that costs
over 10 % less, else 1. The score of an issue depends on no other issue. With certainty and no trend
5 is $150 a year, 8 is $3,000 and 10 is $22,000.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from sentinel.insights.catalogue import TrendDirection, trend_direction
from sentinel.models import Issue

TaskPriority = Literal["critical", "high", "medium", "low"]

TREND_FACTORS: Mapping[TrendDirection, float] = {"Worsening": 1.5, "Stable": 1.0, "Improving": 0.7}
CRITICAL, HIGH, MEDIUM = 10.0, 8.0, 5.0
"""From these scores on; a digest calls an issue urgent from `HIGH` on."""

HALF = 100.0
"""USD a year at which an item that is certain scores one half."""


def priority_score(issue: Issue) -> float:
    """0 or more; grows with annual cost and with confidence."""
    return score_of(issue.annual_cost.expected, issue.confidence, trend_direction(issue))


def score_of(annual_cost: float, confidence: float, trend: TrendDirection) -> float:
    """The same of its parts: USD per year, a probability and the trend."""
    return math.log1p(max(annual_cost, 0.0)) * confidence * TREND_FACTORS[trend]


def urgency_score(issue: Issue) -> float:
    """How near the priority is to critical: from 0 to 1."""
    return min(priority_score(issue) / CRITICAL, 1.0)


def task_priority(issue: Issue) -> TaskPriority:
    """The priority of a task to solve it."""
    score = priority_score(issue)
    if score >= CRITICAL:
        return "critical"
    if score >= HIGH:
        return "high"
    return "medium" if score >= MEDIUM else "low"


def item_score(annual_cost: float, confidence: float) -> float:
    """How much one item matters, from 0 to 1: half of its confidence at $100 a year."""
    cost = max(annual_cost, 0.0)
    return min(confidence * cost / (cost + HALF), 1.0)
