"""A store and its co-op: the health of its stock, what the co-op is worth, what is left there.

No rate, tier or benchmark is built in: none of them is public, and all of them change every year.
They come in as `CoopInput`; what cannot be computed without them is named in `not_computed`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Literal

from attrs import evolve, field, frozen

from sentinel.insights.analysis import Analysis
from sentinel.insights.rebates import RebateProgram, RebateStatus, statuses
from sentinel.insights.stock_health import (
    CategoryHealth,
    HealthReport,
    Unknown,
    stock_health,
)
from sentinel.insights.units import Fraction, Usd
from sentinel.reports.words import money, percent
from sentinel.store_keys import store_key

CoopType = Literal["DoItBest", "Ace", "Orgill"]
AlertType = Literal[
    "PatronageLeakage",
    "DeadStockAlert",
    "RebateThresholdRisk",
    "MixImbalance",
    "ConsolidationOpportunity",
    "GMROIWarning",
]

GMROI_WARNING = 1.0
"""A category that earns less than a dollar of margin a year on a dollar of stock is named."""
WORTH_NAMING = 500.0
"""USD of stock from which dead stock and slow categories are named."""
NOT_COOPS = ("Orgill",)
"""Distributors without patronage."""


@frozen(kw_only=True)
class Affiliation:
    """The store's membership."""

    store_id: str
    coop_type: CoopType
    member_number: str
    annual_purchases: Usd | None = None
    """Null: not known; an inventory file does not tell purchases."""
    patronage_earned_ytd: Usd | None = None


@frozen(kw_only=True)
class OutsidePurchase:
    """Goods bought elsewhere that the co-op stocks, over a year."""

    category: str
    amount: Usd
    """What was paid for them."""
    coop_invoice_cost: Usd | None = None
    """What the co-op would have invoiced for the same goods; null: not known."""
    patronage_rate: Fraction | None = None
    """Of the invoice, from the store's own last statement; null: not known."""
    cash_discount: Usd = 0.0

    @property
    def gain(self) -> float | None:
        """What moving it to the co-op saves, USD; null where an input is missing. A rebate alone
        does not make the co-op cheaper: this may be negative."""
        if self.coop_invoice_cost is None or self.patronage_rate is None:
            return None
        net = self.coop_invoice_cost * (1 - self.patronage_rate) - self.cash_discount
        return self.amount - net


@frozen(kw_only=True)
class Benchmark:
    """What a category should bring, from the store's own peer group or buying group."""

    sales_share: Fraction
    margin: Fraction
    source: str


@frozen(kw_only=True)
class CoopInput:
    """What the store knows and an export does not say. All of it may be missing."""

    affiliation: Affiliation | None = None
    programs: tuple[RebateProgram, ...] = ()
    purchases: dict[str, Usd] = field(factory=dict)
    """Program name to purchases since its period began that count for it."""
    outside: tuple[OutsidePurchase, ...] = ()
    benchmarks: dict[str, Benchmark] = field(factory=dict)
    """By category."""


@frozen(kw_only=True)
class CoopAlert:
    """Money that is left lying."""

    alert_type: AlertType
    store_id: str
    title: str
    detail: str
    recommendation: str
    dollar_impact: Usd
    """Per year; no dollar is in two alerts."""
    confidence: Fraction


@frozen(kw_only=True)
class Comparison:
    """A category against its benchmark."""

    category: str
    store_pct: Fraction
    benchmark_pct: Fraction
    store_margin: Fraction
    benchmark_margin: Fraction
    store_revenue: Usd
    gap_pct: Fraction
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


@frozen(kw_only=True)
class CoopReport:
    """Everything about one store."""

    store_id: str
    store_name: str
    generated_at: datetime
    affiliation: Affiliation | None
    alerts: tuple[CoopAlert, ...]
    health_report: HealthReport | None
    rebate_statuses: tuple[RebateStatus, ...]
    category_analysis: CategoryMix | None
    total_opportunity: Usd
    not_computed: dict[str, str]
    """Part of the report to what it lacks."""


@frozen(kw_only=True)
class Coop:
    """The answer to a co-op report."""

    report: CoopReport
    rendered_text: str
    health_summary: str | None
    rebate_statuses: tuple[RebateStatus, ...]
    total_opportunity: Usd
    """Per year, the sum of the alerts."""


def coop(
    analysis: Analysis, store_id: str, *, at: datetime, given: CoopInput | None = None
) -> Coop:
    """The co-op report of a store. Raises NoDataError where it was not analysed."""
    (name,) = analysis.stores((store_id,))
    store_id = store_key(name)
    known = given or CoopInput()
    health = stock_health(analysis, name, at)
    report_health = None if isinstance(health, Unknown) else health
    rebates = statuses(known.programs, known.purchases, store_id, at.date())
    mix = _mix(store_id, report_health, known)
    alerts = tuple(
        sorted(_alerts(store_id, report_health, rebates, known), key=lambda a: -a.dollar_impact)
    )
    if report_health is not None:
        titles = tuple(
            alert.title
            for alert in alerts
            if alert.alert_type in ("DeadStockAlert", "GMROIWarning")
        )
        report_health = evolve(report_health, alerts=titles)
    total = math.fsum(alert.dollar_impact for alert in alerts)
    report = CoopReport(
        store_id=store_id,
        store_name=name,
        generated_at=at,
        affiliation=known.affiliation,
        alerts=alerts,
        health_report=report_health,
        rebate_statuses=rebates,
        category_analysis=mix,
        total_opportunity=total,
        not_computed=dict(_lacking(health, mix, known, at.date())),
    )
    words = _health_words(health)
    return Coop(
        report=report,
        rendered_text=_text(report, words),
        health_summary=words,
        rebate_statuses=rebates,
        total_opportunity=total,
    )


# --- alerts -------------------------------------------------------------------------------------


def _alerts(
    store_id: str,
    health: HealthReport | None,
    rebates: Sequence[RebateStatus],
    known: CoopInput,
) -> Iterator[CoopAlert]:
    if health is not None:
        yield from _stock_alerts(store_id, health)
    for status in rebates:
        if status.next_tier is not None and not status.on_track and status.incremental_value > 0:
            yield CoopAlert(
                alert_type="RebateThresholdRisk",
                store_id=store_id,
                title=f"{status.program.program_name}: {money(status.shortfall)} short of"
                f" {status.next_tier.tier_name}",
                detail=f"At the present pace {money(status.projected_total)} will be bought by"
                f" {status.program.period_end:%Y-%m-%d}.",
                recommendation=status.recommendation,
                dollar_impact=status.incremental_value,
                confidence=1.0 if status.days_remaining == 0 else 0.8,
            )
    for purchase in known.outside:
        yield from _outside_alert(store_id, purchase, known.affiliation)


def _stock_alerts(store_id: str, health: HealthReport) -> Iterator[CoopAlert]:
    if health.total_dead_stock_value >= WORTH_NAMING:
        value = health.total_dead_stock_value
        yield CoopAlert(
            alert_type="DeadStockAlert",
            store_id=store_id,
            title=f"{money(value)} in dead stock",
            detail=f"{percent(health.dead_stock_pct)} of the stock will not sell within two years.",
            recommendation="Return what the supplier takes back, mark down the rest.",
            dollar_impact=value * health.carrying_rate,
            confidence=health.dead_stock_confidence,
        )
    for category in health.category_analyses:
        stock = category.living_stock_cost
        if stock > WORTH_NAMING and category.living_gmroi < GMROI_WARNING:
            yield _gmroi_alert(store_id, category, health)


def _gmroi_alert(store_id: str, category: CategoryHealth, health: HealthReport) -> CoopAlert:
    stock, gmroi = category.living_stock_cost, category.living_gmroi
    surplus = stock * (1 - max(gmroi, 0.0) / GMROI_WARNING)
    return CoopAlert(
        alert_type="GMROIWarning",
        store_id=store_id,
        title=f"{category.category} earns ${gmroi:.2f} a year on a dollar of stock",
        detail=f"{money(stock)} of stock without the dead items; {money(surplus)} less of it would"
        f" earn ${GMROI_WARNING:.2f} on the dollar.",
        recommendation="Order less of the slow items, or look at their prices.",
        dollar_impact=surplus * health.carrying_rate,
        confidence=category.known_share,
    )


def _outside_alert(
    store_id: str, purchase: OutsidePurchase, affiliation: Affiliation | None
) -> Iterator[CoopAlert]:
    if affiliation is None or affiliation.coop_type in NOT_COOPS:
        return
    gain = purchase.gain
    if gain is not None and gain <= 0:
        return
    if gain is None:
        detail = (
            f"{money(purchase.amount)} of {purchase.category} was bought elsewhere. Whether the"
            " co-op is cheaper cannot be said without its invoice cost and the store's rate."
        )
    else:
        detail = (
            f"{money(purchase.amount)} of {purchase.category} was bought elsewhere; the co-op's"
            f" invoice less patronage and discount is {money(purchase.amount - gain)}."
        )
    yield CoopAlert(
        alert_type="PatronageLeakage",
        store_id=store_id,
        title=f"{purchase.category}: {money(purchase.amount)} bought outside the co-op",
        detail=detail,
        recommendation="Compare both net prices item by item before moving the purchase.",
        dollar_impact=gain or 0.0,
        confidence=0.0 if gain is None else 0.9,
    )


# --- mix ----------------------------------------------------------------------------------------


def _mix(store_id: str, health: HealthReport | None, known: CoopInput) -> CategoryMix | None:
    if health is None or not known.benchmarks:
        return None
    revenue = math.fsum(one.total_annual_sales for one in health.category_analyses)
    if revenue <= 0:
        return None
    compared = [
        _compared(category, known.benchmarks[category.category], revenue)
        for category in health.category_analyses
        if category.category in known.benchmarks
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
    gap, margin_gap = (
        share - benchmark.sales_share,
        category.gross_margin_pct - benchmark.margin,
    )
    if margin_gap < 0:
        advice = f"Margin is below {benchmark.source}: look at prices and costs."
    elif gap < 0:
        advice = f"It sells less than {benchmark.source} suggests: room to grow."
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
        dollar_opportunity=max(-margin_gap, 0.0) * category.total_annual_sales,
        recommendation=advice,
    )


# --- words --------------------------------------------------------------------------------------


def _lacking(
    health: HealthReport | Unknown, mix: CategoryMix | None, known: CoopInput, today: date
) -> Iterator[tuple[str, str]]:
    if isinstance(health, Unknown):
        yield "health_report", health.why
    if known.affiliation is None:
        yield "affiliation", "Nobody said which co-op the store belongs to."
    elif known.affiliation.coop_type in NOT_COOPS:
        yield "patronage", f"{known.affiliation.coop_type} is no co-op: there is no patronage."
    elif not known.outside:
        yield "patronage", "Purchases outside the co-op, with both net prices, were not given."
    if mix is None:
        yield "category_analysis", "No benchmarks by category were given, or sales are unknown."
    silent = [one.program_name for one in known.programs if one.program_name not in known.purchases]
    closed = [one.program_name for one in known.programs if not one.runs_on(today)]
    if not known.programs:
        yield "rebate_statuses", "No rebate programmes were given."
    elif silent:
        yield "rebate_statuses", f"Purchases were not given for {', '.join(silent)}."
    elif closed:
        yield "rebate_statuses", f"Not in their period today: {', '.join(closed)}."


def _health_words(health: HealthReport | Unknown) -> str:
    if isinstance(health, Unknown):
        return f"Not computed: {health.why}"
    return (
        f"{money(health.total_inventory_value)} of stock turns {health.overall_turn_rate:.1f} times"
        f" a year and earns ${health.overall_gmroi:.2f} of margin on the dollar;"
        f" {percent(health.dead_stock_pct)} of it is dead."
    )


def _text(report: CoopReport, health: str) -> str:
    lines = [f"Store {report.store_name}: {health}", ""]
    if report.alerts:
        lines.append(f"{money(report.total_opportunity)} a year could be won:")
        for alert in report.alerts:
            lines.append(f"* {alert.title}: {money(alert.dollar_impact)} a year. {alert.detail}")
    else:
        lines.append("Nothing stands out.")
    if report.not_computed:
        lines += ["", "Not computed:"]
        lines += [f"* {part}: {why}" for part, why in report.not_computed.items()]
    return "\n".join(lines) + "\n"
