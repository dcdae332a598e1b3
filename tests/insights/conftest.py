"""Analyses that the tests of insights look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import sentinel
from sentinel import Issue, Money, Report, Snapshot, causes
from sentinel.insights import Analysis
from sentinel.testing import AS_OF, beside, shop, snapshot_of

CORNER = Path(__file__).parents[2] / "examples" / "corner_hardware.csv"
NOW = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)


def analysis_of(report: Report, snapshot: Snapshot) -> Analysis:
    return Analysis(analysis_id="a" * 32, created_at=NOW, report=report, snapshot=snapshot)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def analyze() -> Callable[..., Analysis]:
    """Snapshot, and perhaps the one before, to analysis."""

    def made(snapshot: Snapshot, previous: Snapshot | None = None) -> Analysis:
        return analysis_of(sentinel.analyze(snapshot, previous=previous), snapshot)

    return made


@pytest.fixture(scope="session")
def corner() -> Analysis:
    """The store of the examples."""
    snapshot = sentinel.read(CORNER)
    return analysis_of(sentinel.analyze(snapshot), snapshot)


@pytest.fixture(scope="session")
def chain() -> Analysis:
    """Two stores that have the same SKUs: store `main` sells one below cost and has one below zero,
    the other store has a dead item."""
    old = {"last_sold_on": AS_OF - timedelta(days=700), "units_sold": 0.0}
    here = shop(
        {"unit_price": 5.0, "unit_cost": 8.0, "description": "Sold too cheap"},
        {"on_hand_qty": -40.0, "description": "Sold, never booked in"},
    )
    there = shop(
        {**old, "on_hand_qty": 90.0, "last_received_on": AS_OF - timedelta(days=800)},
        {"description": "A healthy one"},
    )
    snapshot = beside(here, there)
    return analysis_of(sentinel.analyze(snapshot), snapshot)


@pytest.fixture(scope="session")
def clean() -> Analysis:
    """A store in which nothing is wrong."""
    snapshot = shop()
    return analysis_of(sentinel.analyze(snapshot), snapshot)


@pytest.fixture(scope="session")
def bare() -> Analysis:
    """A store whose export has stock and nothing else."""
    snapshot = snapshot_of({"on_hand_qty": -3.0}, {"on_hand_qty": 4.0})
    return analysis_of(sentinel.analyze(snapshot), snapshot)


@pytest.fixture(scope="session")
def an_issue() -> Callable[..., Issue]:
    """An issue with some fields told, the others plain."""

    def made(cost: float = 1000.0, **told: Any) -> Issue:
        primitive = told.pop("primitive", "negative_inventory")
        weights = told.pop("signal_weights", {})
        posterior = causes.pooled(primitive, weights)
        cause = causes.best(posterior)
        plain: dict[str, Any] = {
            "issue_id": f"main-{primitive}-{cause or 'undetermined'}",
            "store_id": "main",
            "primitive": primitive,
            "title": "A leak",
            "severity": "high",
            "category": "Some",
            "cause": cause,
            "cause_confidence": max(posterior.values()),
            "causes": posterior,
            "trend": "new",
            "sku_count": 4,
            "annual_cost": Money(low=cost / 2, expected=cost, high=cost * 2),
            "exposure": 50.0,
            "confidence": 1.0,
            "findings": (),
            "findings_left_out": 4,
            "recommendations": ("Do this.",),
            "signals": {signal: 4 for signal, weight in weights.items() if weight},
            "signal_weights": weights,
            "meaning": "Something is wrong.",
        }
        return Issue(**{**plain, **told})

    return made
