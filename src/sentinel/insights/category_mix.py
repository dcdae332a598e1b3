"""A store's categories against benchmarks that somebody gave."""

from __future__ import annotations

import math
from collections.abc import Mapping

from attrs import frozen

from sentinel.insights.coop_given import Benchmark
from sentinel.insights.stock_health import CategoryHealth, HealthReport
from sentinel.insights.units import Fraction, Usd


@frozen(kw_only=True)
class Comparison:
    """A category against its benchmark."""

    category: str
    store_pct: Fraction
    """Share of the store's sales."""
    benchmark_pct: Fraction
    store_margin: Fraction
    benchmark_margin: Fraction
    store_revenue: Usd
    """Per year."""
    gap_pct: Fraction
    """Share less the benchmark's."""
    margin_gap: Fraction
    dollar_opportunity: Usd
    """Per year: the margin gap on the store's own sales, where it is below."""
    recommendation: str


@frozen(kw_only=True)
class CategoryMix:
    """All categories against their benchmarks."""

    store_id: str
    total_revenue: Usd
    total_margin_pct: Fraction
    total_opportunity: Usd
    comparisons: tuple[Comparison, ...]
    top_expansion_categories: tuple[str, ...]
    """At most three whose share of sales is furthest below the benchmark."""
    top_contraction_categories: tuple[str, ...]
    """At most three furthest above it."""


def category_mix(
    store_id: str, health: HealthReport | None, benchmarks: Mapping[str, Benchmark]
) -> CategoryMix | None:
    """Null without benchmarks, or without sales to compare."""
    if health is None or not benchmarks:
        return None
    revenue = math.fsum(one.total_annual_sales for one in health.category_analyses)
    if revenue <= 0:
        return None
    compared = [
        _compared(category, benchmarks[category.category], revenue)
        for category in health.category_analyses
        if category.category in benchmarks
    ]
    by_gap = sorted(compared, key=lambda one: one.gap_pct)
    margin = math.fsum(
        one.total_annual_sales - one.total_annual_cogs for one in health.category_analyses
    )
    return CategoryMix(
        store_id=store_id,
        total_revenue=revenue,
        total_margin_pct=margin / revenue,
        total_opportunity=math.fsum(one.dollar_opportunity for one in compared),
        comparisons=tuple(compared),
        top_expansion_categories=tuple(one.category for one in by_gap if one.gap_pct < 0)[:3],
        top_contraction_categories=tuple(
            one.category for one in reversed(by_gap) if one.gap_pct > 0
        )[:3],
    )


def _compared(category: CategoryHealth, benchmark: Benchmark, revenue: float) -> Comparison:
    share = category.total_annual_sales / revenue
    gap = share - benchmark.sales_share
    margin_gap = category.gross_margin_pct - benchmark.margin
    # a category that sells nothing has no margin to be below
    below = max(-margin_gap, 0.0) if category.total_annual_sales > 0 else 0.0
    if below > 0:
        advice = f"Its margin is below the benchmark ({benchmark.source}): see prices and costs."
    elif gap < 0:
        advice = f"It sells less than the benchmark ({benchmark.source}) suggests: room to grow."
    else:
        advice = "In line."
    return Comparison(
        category=category.category,
        store_pct=share,
        benchmark_pct=benchmark.sales_share,
        store_margin=category.gross_margin_pct,
        benchmark_margin=benchmark.margin,
        store_revenue=category.total_annual_sales,
        gap_pct=gap,
        margin_gap=margin_gap,
        dollar_opportunity=below * category.total_annual_sales,
        recommendation=advice,
    )
