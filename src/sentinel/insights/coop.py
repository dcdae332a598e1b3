"""A store and its co-op: the health of its stock, what the co-op is worth, what is left there.

What the export does not say comes in as `CoopInput`; what cannot be computed without it is named in
`not_computed`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from attrs import evolve, frozen

from sentinel.insights import coop_alerts
from sentinel.insights.analysis import Analysis
from sentinel.insights.category_mix import CategoryMix, category_mix
from sentinel.insights.coop_alerts import CoopAlert
from sentinel.insights.coop_given import Affiliation, CoopInput
from sentinel.insights.funds import FundStatus, fund_statuses
from sentinel.insights.patronage import Patronage, patronage_of
from sentinel.insights.rebates import RebateStatus, statuses
from sentinel.insights.stock_health import HealthReport, Unknown, stock_health
from sentinel.insights.units import Usd
from sentinel.insights.vendor_spend import VendorSpend, consolidations, lines_of, vendors_of
from sentinel.reports.words import money, percent
from sentinel.store_keys import store_key


@frozen(kw_only=True)
class CoopReport:
    """Everything about one store."""

    store_id: str
    store_name: str
    generated_at: datetime
    affiliation: Affiliation | None
    alerts: tuple[CoopAlert, ...]
    """The most dollars first."""
    health_report: HealthReport | None
    rebate_statuses: tuple[RebateStatus, ...]
    category_analysis: CategoryMix | None
    patronage: Patronage | None
    """Null: no purchases of this fiscal year were given."""
    advertising_funds: tuple[FundStatus, ...]
    vendor_spend: tuple[VendorSpend, ...]
    """From the export alone: an upper estimate of what is bought of whom."""
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
    """The co-op report of a store, by id or name. Raises NoDataError where it was not analysed."""
    (name,) = analysis.stores((store_id,))
    key, known, today = store_key(name), given or CoopInput(), at.date()
    health = stock_health(analysis, name, at)
    report_health = None if isinstance(health, Unknown) else health
    lines = lines_of(analysis, name)
    sold = () if isinstance(lines, str) else lines
    rebates = statuses(known.programs, known.purchases, key, today)
    funds = fund_statuses(known.funds, key, today)
    mix = category_mix(key, report_health, known.benchmarks)
    patronage = patronage_of(known.patronage, today)
    alerts = [
        *(coop_alerts.of_stock(key, report_health) if report_health else ()),
        *coop_alerts.of_rebates(key, rebates),
        *coop_alerts.of_funds(key, funds),
        *coop_alerts.of_outside(key, known),
        *coop_alerts.of_consolidation(key, consolidations(sold, known.coop_vendors), known),
        *coop_alerts.of_mix(key, mix),
    ]
    alerts.sort(key=lambda alert: -alert.dollar_impact)
    total = math.fsum(alert.dollar_impact for alert in alerts)
    report = CoopReport(
        store_id=key,
        store_name=name,
        generated_at=at,
        affiliation=_member(known.affiliation, key, patronage),
        alerts=tuple(alerts),
        health_report=_with_titles(report_health, alerts),
        rebate_statuses=rebates,
        category_analysis=mix,
        patronage=patronage,
        advertising_funds=funds,
        vendor_spend=vendors_of(analysis, name, sold, known.coop_vendors) if sold else (),
        total_opportunity=total,
        not_computed={},
    )
    lacking = dict(_lacking(report, health, lines, known, today))
    report = evolve(report, not_computed=lacking)
    words = _health_words(health)
    return Coop(
        report=report,
        rendered_text=_text(report, words),
        health_summary=words,
        rebate_statuses=rebates,
        total_opportunity=total,
    )


def _member(given: Affiliation | None, key: str, earned: Patronage | None) -> Affiliation | None:
    """As it was given, with what is earned where nobody said it."""
    if given is None:
        return None
    ytd = given.patronage_earned_ytd
    if ytd is None and earned is not None and not earned.purchases_without_rate:
        ytd = earned.earned
    return evolve(given, store_id=key, patronage_earned_ytd=ytd)


def _with_titles(health: HealthReport | None, alerts: Sequence[CoopAlert]) -> HealthReport | None:
    if health is None:
        return None
    of_stock = ("DeadStockAlert", "GMROIWarning")
    titles = tuple(alert.title for alert in alerts if alert.alert_type in of_stock)
    return evolve(health, alerts=titles)


# --- what is lacking ----------------------------------------------------------------------------


def _lacking(
    report: CoopReport,
    health: HealthReport | Unknown,
    lines: object,
    known: CoopInput,
    today: date,
) -> Iterator[tuple[str, str]]:
    if isinstance(health, Unknown):
        yield "health_report", health.why
    if known.affiliation is None:
        yield "affiliation", "Nobody said which co-op the store belongs to."
    if (why := _no_patronage(report, known, today)) is not None:
        yield "patronage", why
    if report.category_analysis is None:
        yield "category_analysis", "No benchmarks by category were given, or sales are unknown."
    if (why := _no_rebates(known, today)) is not None:
        yield "rebate_statuses", why
    if not known.funds:
        yield "advertising_funds", "No co-op advertising funds of vendors were given."
    elif not report.advertising_funds:
        yield "advertising_funds", "None of the funds that were given can be claimed from today."
    if isinstance(lines, str):
        yield "vendor_spend", lines
    elif known.is_member and not known.coop_vendors:
        why = "Nobody said what the export calls the co-op among its vendors (coop_vendors)."
        yield "consolidation", why
    if known.is_member and not known.outside:
        yield "outside", "Purchases outside the co-op, with both net prices, were not given."


def _no_patronage(report: CoopReport, known: CoopInput, today: date) -> str | None:
    if known.affiliation is not None and not known.is_member:
        return f"{known.affiliation.coop_type} is no co-op: there is no patronage."
    if known.patronage is None:
        return (
            "Purchases by class and the rates of the store's own statement were not given; an"
            " inventory file tells neither."
        )
    if report.patronage is None:
        start, end = known.patronage.year_start, known.patronage.year_end
        return f"What was given is for the fiscal year from {start} to {end}; today is {today}."
    if report.patronage.purchases_without_rate:
        silent = [line.name for line in report.patronage.lines if line.rate is None]
        return f"Rates were not given for {', '.join(silent)}."
    return None


def _no_rebates(known: CoopInput, today: date) -> str | None:
    silent = [one.program_name for one in known.programs if one.program_name not in known.purchases]
    closed = [one.program_name for one in known.programs if not one.runs_on(today)]
    if not known.programs:
        return "No rebate programmes were given."
    if silent:
        return f"Purchases were not given for {', '.join(silent)}."
    return f"Not in their period today: {', '.join(closed)}." if closed else None


# --- words --------------------------------------------------------------------------------------


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
    if report.patronage is not None:
        lines += [_patronage_words(report.patronage), ""]
    if report.alerts:
        lines.append(f"{money(report.total_opportunity)} a year could be won:")
        lines += [_alert_words(alert) for alert in report.alerts]
    else:
        lines.append("Nothing stands out.")
    if report.not_computed:
        lines += ["", "Not computed:"]
        lines += [f"* {part}: {why}" for part, why in report.not_computed.items()]
    return "\n".join(lines) + "\n"


def _alert_words(alert: CoopAlert) -> str:
    worth = f"{money(alert.dollar_impact)} a year" if alert.dollar_impact else "not known"
    return f"* {alert.title}: {worth}. {alert.detail} {alert.recommendation}"


def _patronage_words(patronage: Patronage) -> str:
    said = (
        f"Patronage since {patronage.year_start}: {money(patronage.earned)} on"
        f" {money(patronage.purchases)} of purchases"
    )
    if patronage.cash is None:
        return f"{said}; how much of it is cash is not known."
    return f"{said}, {money(patronage.cash)} of it in cash."
