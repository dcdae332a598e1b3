"""The issues of some stores, what matters most first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import pyarrow as pa
from attrs import frozen

from sentinel import causes
from sentinel.insights import items
from sentinel.insights.analysis import Analysis
from sentinel.insights.catalogue import TrendDirection, issue_type, trend_direction
from sentinel.insights.items import Sku
from sentinel.insights.scoring import HIGH, priority_score, urgency_score
from sentinel.insights.units import Fraction, Usd
from sentinel.models import CAUSES, Issue
from sentinel.reports.words import cause_words, counted, money, percent
from sentinel.store_keys import store_key

TOP = 5


@frozen(kw_only=True)
class CauseScore:
    """One of the eight causes."""

    cause: str
    score: Fraction
    """Posterior probability; all eight add up to 1."""
    evidence_count: int
    """Signals of the issue that speak for it."""


@frozen(kw_only=True)
class DigestIssue:
    """An issue as clients read it."""

    id: str
    issue_type: str
    store_id: str
    """As it stands in addresses: the name, or a stand-in for a name that cannot."""
    store_name: str
    """As the export has it."""
    dollar_impact: Usd
    """Per year: what leaving it alone for twelve months costs."""
    exposure: Usd
    """Tied up or misstated today; never part of `dollar_impact`."""
    confidence: Fraction
    trend_direction: TrendDirection
    priority_score: float
    urgency_score: Fraction
    """How near the priority is to critical."""
    detection_timestamp: datetime
    skus: tuple[Sku, ...]
    """Every affected item, the costliest first."""
    context: str
    root_cause: str | None
    root_cause_confidence: Fraction | None
    cause_scores: tuple[CauseScore, ...]
    """All eight, the most probable first."""
    root_cause_ambiguity: Fraction | None
    """Second-best probability / best: near 1 is a toss-up. Null without a root cause."""
    active_signals: tuple[str, ...]


@frozen(kw_only=True)
class DigestSummary:
    """Figures over a digest."""

    total_issues: int
    total_dollar_impact: Usd
    """Per year, the sum of the issues; an item in two of them counts twice."""
    stores_affected: int
    records_processed: int
    """Rows read from the files."""
    issues_detected: int
    """In the stores asked for."""
    issues_filtered_out: int
    """Of these not in this digest: beyond `top_k`."""


@frozen(kw_only=True)
class DigestBody:
    """The issues and where they come from."""

    generated_at: datetime
    store_filter: tuple[str, ...]
    """Ids of the stores that were looked at."""
    store_ids: tuple[str, ...]
    """Of the stores of the issues."""
    pipeline_ms: int
    """Milliseconds that the analysis took."""
    issues: tuple[DigestIssue, ...]
    summary: DigestSummary


@frozen(kw_only=True)
class Digest:
    """The answer to a digest."""

    digest: DigestBody
    rendered_text: str
    generated_at: datetime
    store_filter: tuple[str, ...]
    store_ids: tuple[str, ...]
    issue_count: int
    total_dollar_impact: Usd


def digest(
    analysis: Analysis, *, at: datetime, stores: Iterable[str] = (), top_k: int | None = TOP
) -> Digest:
    """The `top_k` issues (null: all) of these stores (none named: all) by priority.

    `at`: when it is made. Raises NoDataError where a store was not analysed.
    """
    covered = analysis.stores(tuple(stores))
    detected = [issue for issue in analysis.report.issues if issue.store_id in covered]
    chosen = sorted(detected, key=_rank)[:top_k]
    shown = _described(analysis, chosen)
    total = math.fsum(issue.dollar_impact for issue in shown)
    affected = tuple(dict.fromkeys(issue.store_id for issue in shown))
    within = tuple(map(store_key, covered))
    summary = DigestSummary(
        total_issues=len(shown),
        total_dollar_impact=total,
        stores_affected=len(affected),
        records_processed=records(analysis),
        issues_detected=len(detected),
        issues_filtered_out=len(detected) - len(shown),
    )
    timings = analysis.report.timings
    seconds = timings.read + timings.adapt + timings.detect + timings.report
    body = DigestBody(
        generated_at=at,
        store_filter=within,
        store_ids=affected,
        pipeline_ms=round(1000 * seconds),
        issues=shown,
        summary=summary,
    )
    return Digest(
        digest=body,
        rendered_text=_text(chosen, summary, covered),
        generated_at=at,
        store_filter=within,
        store_ids=affected,
        issue_count=len(shown),
        total_dollar_impact=total,
    )


def records(analysis: Analysis) -> int:
    """Rows read from the files; of a snapshot without files its rows."""
    read = sum(source.rows_read for source in analysis.report.sources)
    return read or analysis.report.skus


def _rank(issue: Issue) -> tuple[float, float, str]:
    return (-priority_score(issue), -issue.annual_cost.expected, issue.issue_id)


def _described(analysis: Analysis, issues: Sequence[Issue]) -> tuple[DigestIssue, ...]:
    found = items.findings_of(analysis, [issue.issue_id for issue in issues])
    groups = items.by_issue(found)
    return tuple(
        digest_issue(analysis, issue, groups.get(issue.issue_id, found.slice(0, 0)))
        for issue in issues
    )


def digest_issue(analysis: Analysis, issue: Issue, found: pa.Table) -> DigestIssue:
    """One issue as clients read it; `found` are its findings from `items.findings_of`."""
    as_of = analysis.report.as_of
    return DigestIssue(
        id=issue.issue_id,
        issue_type=issue_type(issue.primitive),
        store_id=store_key(issue.store_id),
        store_name=issue.store_id,
        dollar_impact=issue.annual_cost.expected,
        exposure=issue.exposure,
        confidence=issue.confidence,
        trend_direction=trend_direction(issue),
        priority_score=round(priority_score(issue), 6),
        urgency_score=urgency_score(issue),
        detection_timestamp=analysis.created_at,
        skus=items.skus(found, as_of, issue),
        context=context(issue),
        root_cause=issue.cause,
        root_cause_confidence=issue.cause_confidence if issue.cause else None,
        cause_scores=cause_scores(issue),
        root_cause_ambiguity=ambiguity(issue.causes) if issue.cause else None,
        active_signals=tuple(items.active_signals(found, as_of, issue)),
    )


def cause_scores(issue: Issue) -> tuple[CauseScore, ...]:
    """All eight causes, the most probable first."""
    signals = causes.table().signals
    ratios = [signals[name].ratios for name in issue.signals if name in signals]
    ranked = sorted(CAUSES, key=lambda cause: -issue.causes.get(cause, 0.0))
    return tuple(
        CauseScore(
            cause=cause,
            score=issue.causes.get(cause, 0.0),
            evidence_count=sum(cause in row and row[cause].ratio > 1 for row in ratios),
        )
        for cause in ranked
    )


def ambiguity(posterior: Mapping[str, float]) -> float:
    """Second-best probability over the best, 0 to 1."""
    best, second = sorted([*posterior.values(), 0.0, 0.0], reverse=True)[:2]
    return second / best if best > 0 else 0.0


def context(issue: Issue) -> str:
    """The issue in one sentence."""
    meaning = issue.meaning.rstrip(".")
    what = f"{meaning[:1].lower()}{meaning[1:]}" if meaning[1:2].islower() else meaning
    cost = issue.annual_cost.expected
    dollars = f"about {money(cost)} a year" if cost >= 0.5 else "no yearly cost can be put on it"
    if issue.cause is None:
        why = "the cause is not determined"
    else:
        why = f"most likely {cause_words(issue.cause)} ({percent(issue.cause_confidence)})"
    return f"{counted(issue.sku_count, 'item')}: {what or issue.title}; {dollars}, {why}."


def _text(issues: Sequence[Issue], summary: DigestSummary, stores: Sequence[str]) -> str:
    where = ", ".join(stores)
    if not issues:
        return f"No issues in {where}.\n"
    urgent = sum(priority_score(issue) >= HIGH for issue in issues)
    lines = [
        f"{counted(summary.total_issues, 'issue')} in {where},"
        f" {money(summary.total_dollar_impact)} a year; {urgent} urgent.",
        "",
    ]
    for rank, issue in enumerate(issues, 1):
        lines += [
            f"{rank}. {issue.title} in {issue.store_id}: {money(issue.annual_cost.expected)} a year"
            f" ({'new' if issue.trend == 'new' else trend_direction(issue).lower()})",
            f"   {context(issue)}",
            *(f"   -> {line}" for line in issue.recommendations[:1]),
        ]
    if summary.issues_filtered_out:
        lines += ["", f"{counted(summary.issues_filtered_out, 'further issue')} not shown."]
    return "\n".join(lines) + "\n"
