"""All eleven kinds of leak of one analysis: what was found, on which items, what it costs."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import pyarrow as pa
from attrs import frozen

from sentinel import causes
from sentinel.compute import pc
from sentinel.insights import items
from sentinel.insights.analysis import Analysis
from sentinel.insights.catalogue import PRIMITIVES, Shown
from sentinel.insights.digest import records
from sentinel.insights.scoring import HALF, item_score
from sentinel.insights.units import Fraction, Percent, Units, UnitUsd, Usd
from sentinel.models import CAUSES, Issue, Primitive, Severity
from sentinel.reports.words import counted, evidence_words, money, percent
from sentinel.same_items import same_items
from sentinel.store_keys import store_key

SHOWN = 20
"""Items listed with a leak, the highest scores first; `count` counts all."""
DESCRIPTION = 50
"""Characters."""
ANOMALOUS = 100_000.0
"""USD of negative stock from which the records are no longer believable as they stand."""
HYPOTHESES = 3
ALERT = "negative_inventory"
"""Has an alert of its own and is no part of the annual estimate."""


@frozen(kw_only=True)
class ItemDetail:
    """One item of a leak. A number that the export does not say is 0 and named in `unknown`."""

    sku: str
    store_id: str
    store_name: str
    score: Fraction
    """How much it matters: half of its confidence at $100 a year, all of it far above."""
    description: str
    quantity: Units
    cost: UnitUsd
    revenue: UnitUsd
    """The price of one unit."""
    sold: Units
    """In the sales window of the export."""
    margin: Percent
    """100 (price - cost) / price."""
    sub_total: Usd
    """quantity x cost."""
    context: str
    annual_cost: Usd
    unknown: tuple[str, ...]


@frozen(kw_only=True)
class Leak:
    """One kind of leak."""

    top_items: tuple[str, ...]
    scores: tuple[Fraction, ...]
    item_details: tuple[ItemDetail, ...]
    count: int
    """All findings: one per store and SKU."""
    severity: Severity
    category: str
    title: str
    icon: str
    color: str
    priority: int
    recommendations: tuple[str, ...]


@frozen(kw_only=True)
class NegativeInventoryAlert:
    """Stock below zero, beside the estimate."""

    items_found: int
    potential_untracked_cogs: Usd
    """Sum of |quantity| x cost over all of them, nothing capped; an unknown cost as estimated."""
    raw_data_anomaly_value: Usd | None
    """The same from $100,000 on; else null."""
    is_anomalous: bool
    threshold_exceeded: bool
    requires_audit: bool
    excluded_from_annual_estimate: bool
    annual_cost: Usd
    """What it probably costs per year, as the report has it."""
    note: str | None


@frozen(kw_only=True)
class EstimatedImpact:
    """What all leaks but negative inventory cost per year; each item once per price and stock."""

    currency: str
    low_estimate: Usd
    """Of the 80 % intervals of the items, added up."""
    high_estimate: Usd
    low: Usd
    high: Usd
    expected: Usd
    breakdown: dict[str, Usd]
    """By primitive; an item found by two counts in both. 0 for negative inventory."""
    negative_inventory_alert: NegativeInventoryAlert | None


@frozen(kw_only=True)
class LeakSummary:
    """Figures over all leaks."""

    total_rows_analyzed: int
    """Rows read from the files."""
    total_items_flagged: int
    """Sum of the leaks' counts: an item in two leaks counts twice."""
    distinct_items_flagged: int
    """Items with at least one leak."""
    critical_issues: int
    """Issues, not items."""
    high_issues: int
    estimated_impact: EstimatedImpact
    analysis_time_seconds: float


@frozen(kw_only=True)
class Hypothesis:
    """One possible cause of the leaks together."""

    cause: str
    probability: Fraction
    evidence: tuple[str, ...]


@frozen(kw_only=True)
class CauseDiagnosis:
    """The causes of all issues, each weighing what it costs."""

    top_cause: str
    confidence: Fraction
    hypotheses: tuple[Hypothesis, ...]


@frozen(kw_only=True)
class CostOfInaction:
    """The annual estimate in smaller steps."""

    total_cost_of_inaction: Usd
    monthly_bleed_rate: Usd
    daily_bleed_rate: Usd
    findings_with_counterfactuals: int
    """Findings that cost something per year."""
    months_elapsed: float
    """Months that the total covers."""
    message: str


@frozen(kw_only=True)
class Leaks:
    """The answer to an analysis."""

    leaks: dict[str, Leak]
    """All eleven, in their order; nothing found: count 0."""
    summary: LeakSummary
    primitives_used: tuple[str, ...]
    not_assessed: dict[str, tuple[str, ...]]
    """Primitive to the columns it lacked. Not the same as clean."""
    status: Literal["success"]
    warnings: tuple[str, ...] | None
    supported_pos_systems: tuple[str, ...]
    is_authenticated: bool
    analysis_id: str
    engine3_summary: CostOfInaction
    cause_diagnosis: CauseDiagnosis | None = None
    store_id: str | None = None


def leaks(
    analysis: Analysis,
    *,
    primitives: Iterable[Primitive] = (),
    warnings: Sequence[str] = (),
    supported_pos_systems: Sequence[str] = (),
    store_id: str | None = None,
    seconds: float | None = None,
) -> Leaks:
    """Everything that was found, by kind of leak.

    `primitives` gives the recommendations where nothing was found; `warnings` come before those of
    the analysis; `store_id` is echoed; `seconds`: what the whole took (null: what the report says).
    """
    report = analysis.report
    findings = report.findings
    keys = causes.encoded(findings["primitive"])
    names = [str(name) for name in keys.dictionary.to_pylist()]
    positions = {
        name: pc.indices_nonzero(pc.equal(keys.indices, n)) for n, name in enumerate(names)
    }
    advice = {primitive.key: primitive.recommendations for primitive in primitives}
    advice |= {issue.primitive: issue.recommendations for issue in reversed(report.issues)}
    details = _details(analysis, positions)
    shown = {
        key: _leak(key, of, details.get(key, ()), len(positions.get(key, ())), advice.get(key, ()))
        for key, of in PRIMITIVES.items()
    }
    impact = _impact(analysis, findings, keys)
    return Leaks(
        leaks=shown,
        summary=LeakSummary(
            total_rows_analyzed=records(analysis),
            total_items_flagged=sum(leak.count for leak in shown.values()),
            distinct_items_flagged=report.skus_found,
            critical_issues=_of_severity(report.issues, "critical"),
            high_issues=_of_severity(report.issues, "high"),
            estimated_impact=impact,
            analysis_time_seconds=round(_seconds(analysis) if seconds is None else seconds, 2),
        ),
        primitives_used=tuple(PRIMITIVES),
        not_assessed={lack.primitive: lack.missing for lack in report.not_assessed},
        status="success",
        warnings=(*warnings, *_warnings(analysis, names)) or None,
        supported_pos_systems=tuple(supported_pos_systems),
        is_authenticated=True,
        analysis_id=analysis.analysis_id,
        engine3_summary=_inaction(impact, findings),
        cause_diagnosis=diagnosis(report.issues),
        store_id=store_id,
    )


def _leak(
    key: str, of: Shown, details: tuple[ItemDetail, ...], count: int, advice: tuple[str, ...]
) -> Leak:
    return Leak(
        top_items=tuple(item.sku for item in details),
        scores=tuple(item.score for item in details),
        item_details=details,
        count=count,
        severity=of.severity,
        category=of.category,
        title=of.title,
        icon=of.icon,
        color=of.color,
        priority=of.priority,
        recommendations=advice,
    )


# --- items --------------------------------------------------------------------------------------


def _details(analysis: Analysis, positions: Mapping[str, Any]) -> dict[str, tuple[ItemDetail, ...]]:
    findings = analysis.report.findings
    top = {key: _top(findings, rows) for key, rows in positions.items() if key in PRIMITIVES}
    if not top:
        return {}
    rows = findings.take(pa.concat_arrays(list(top.values())))
    table = analysis.snapshot.table
    found = items.with_columns(rows, table, same_items(table, rows))
    found = found.append_column("margin", items.margin(found))
    details = [_detail(row) for row in found.to_pylist()]
    told: dict[str, tuple[ItemDetail, ...]] = {}
    start = 0
    for key, chosen in top.items():
        told[key] = tuple(details[start : start + len(chosen)])
        start += len(chosen)
    return told


def _top(findings: pa.Table, rows: Any) -> Any:
    """Positions of the highest scores; of equals the costlier, then by store and SKU."""
    few = findings.select(["annual_cost", "confidence", "store_id", "sku"]).take(rows)
    cost = pc.max_element_wise(few["annual_cost"], 0.0)
    score = pc.divide(pc.multiply(few["confidence"], cost), pc.add(cost, HALF))
    few = few.append_column("score", score).append_column("row", pa.chunked_array([rows]))
    order: Any = [
        ("score", "descending"),
        ("annual_cost", "descending"),
        ("store_id", "ascending"),
        ("sku", "ascending"),
    ]
    first = pc.select_k_unstable(few, k=min(SHOWN, len(few)), sort_keys=order)
    return few["row"].take(first).combine_chunks()


def _detail(row: Mapping[str, Any]) -> ItemDetail:
    quantity, cost, price = row["on_hand_qty"], row["unit_cost"], row["unit_price"]
    sold, margin = row["units_sold"], row["margin"]
    numbers = {"quantity": quantity, "cost": cost, "revenue": price, "sold": sold, "margin": margin}
    return ItemDetail(
        sku=row["sku"],
        store_id=store_key(row["store_id"]),
        store_name=row["store_id"],
        score=item_score(row["annual_cost"], row["confidence"]),
        description=(row["description"] or "")[:DESCRIPTION],
        quantity=quantity or 0.0,
        cost=cost or 0.0,
        revenue=price or 0.0,
        sold=sold or 0.0,
        margin=100 * (margin or 0.0),
        sub_total=(quantity or 0.0) * (cost or 0.0),
        context=_sentence(evidence_words(row["primitive"], json.loads(row["evidence"] or "{}"))),
        annual_cost=row["annual_cost"],
        unknown=tuple(name for name, value in numbers.items() if value is None),
    )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


# --- dollars ------------------------------------------------------------------------------------

_MONEY = ("annual_cost_low", "annual_cost", "annual_cost_high")


def _impact(analysis: Analysis, findings: pa.Table, keys: Any) -> EstimatedImpact:
    by_key = _sums(findings, keys)
    low, expected, high = _each_once(findings, keys)
    breakdown = {key: by_key.get(key, {}).get("annual_cost", 0.0) for key in PRIMITIVES}
    return EstimatedImpact(
        currency=analysis.report.currency,
        low_estimate=low,
        high_estimate=high,
        low=low,
        high=high,
        expected=expected,
        breakdown={**breakdown, ALERT: 0.0},
        negative_inventory_alert=_alert(by_key),
    )


def _sums(findings: pa.Table, keys: Any) -> dict[str, dict[str, float]]:
    names = ["annual_cost", "exposure"]
    table = findings.select(names).append_column("key", pa.chunked_array([keys]))
    sums = table.group_by("key", use_threads=False).aggregate(
        [*((name, "sum") for name in names), ("key", "count")]
    )
    return {
        row["key"]: {
            "annual_cost": row["annual_cost_sum"],
            "exposure": row["exposure_sum"],
            "count": row["key_count"],
        }
        for row in sums.to_pylist()
    }


def _each_once(findings: pa.Table, keys: Any) -> tuple[float, float, float]:
    """Low, expected and high without the alert, each item once per family: its largest."""
    counted_ones = pc.and_(
        pc.is_in(keys.cast(pa.string()), value_set=pa.array(list(PRIMITIVES))),
        pc.not_equal(keys.cast(pa.string()), ALERT),
    )
    is_price = [
        name in PRIMITIVES and PRIMITIVES[name].family == "price"
        for name in keys.dictionary.to_pylist()
    ]
    family = pa.array(is_price, pa.bool_()).take(keys.indices)
    table = findings.select(["store_id", "sku", *_MONEY])
    table = table.append_column("family", pa.chunked_array([family])).filter(counted_ones)
    largest = table.group_by(["store_id", "sku", "family"], use_threads=False).aggregate(
        [(name, "max") for name in _MONEY]
    )
    low, expected, high = (float(pc.sum(largest[f"{name}_max"]).as_py() or 0.0) for name in _MONEY)
    return low, expected, high


def _alert(sums: Mapping[str, Mapping[str, float]]) -> NegativeInventoryAlert | None:
    if ALERT not in sums:
        return None
    count, value = int(sums[ALERT]["count"]), sums[ALERT]["exposure"]
    anomalous = value > ANOMALOUS
    deep = int(sums.get("severe_inventory_deficit", {}).get("count", 0))
    note = "Not part of the annual estimate: most of it is goods that were never booked in."
    if deep:
        note += (
            f" {counted(deep, 'item')} so far below zero that a late delivery cannot explain it"
            f" {'is' if deep == 1 else 'are'} in the estimate as Severe Inventory Deficit."
        )
    if anomalous:
        note += " So large a sum is likelier an error in the records than a loss: check them first."
    return NegativeInventoryAlert(
        items_found=count,
        potential_untracked_cogs=value,
        raw_data_anomaly_value=value if anomalous else None,
        is_anomalous=anomalous,
        threshold_exceeded=anomalous,
        requires_audit=True,
        excluded_from_annual_estimate=True,
        annual_cost=sums[ALERT]["annual_cost"],
        note=note,
    )


def _inaction(impact: EstimatedImpact, findings: pa.Table) -> CostOfInaction:
    costly = pc.sum(pc.greater(findings["annual_cost"], 0.0)).as_py() or 0
    return CostOfInaction(
        total_cost_of_inaction=impact.expected,
        monthly_bleed_rate=impact.expected / 12,
        daily_bleed_rate=impact.expected / 365,
        findings_with_counterfactuals=costly,
        months_elapsed=12.0,
        message=f"Left alone for twelve months this costs about {money(impact.expected)}."
        if impact.expected >= 0.5
        else "No yearly cost can be put on what was found.",
    )


# --- words --------------------------------------------------------------------------------------


def diagnosis(issues: Sequence[Issue]) -> CauseDiagnosis | None:
    """The causes of all issues together; null where no issue has one.

    Each issue's posterior weighs as much as it costs per year (all alike where nothing costs).
    """
    known = [issue for issue in issues if issue.cause]
    if not known:
        return None
    whole = math.fsum(issue.annual_cost.expected for issue in issues)
    weights = [
        issue.annual_cost.expected / whole if whole > 0 else 1 / len(issues) for issue in issues
    ]
    pooled = {
        cause: math.fsum(w * i.causes.get(cause, 0.0) for w, i in zip(weights, issues, strict=True))
        for cause in CAUSES
    }
    ranked = sorted(CAUSES, key=lambda cause: -pooled[cause])[:HYPOTHESES]
    return CauseDiagnosis(
        top_cause=ranked[0],
        confidence=pooled[ranked[0]],
        hypotheses=tuple(
            Hypothesis(cause=cause, probability=pooled[cause], evidence=_evidence(cause, issues))
            for cause in ranked
        ),
    )


def _evidence(cause: str, issues: Sequence[Issue]) -> tuple[str, ...]:
    """The issues that speak for it, in dollars."""
    speaking = sorted(
        (issue for issue in issues if issue.causes.get(cause, 0.0) >= 0.05),
        key=lambda issue: -issue.causes[cause] * issue.annual_cost.expected,
    )
    return tuple(
        f"{issue.title} in {issue.store_id}: {money(issue.annual_cost.expected)} a year,"
        f" {percent(issue.causes[cause])} likely by this cause"
        for issue in speaking[:HYPOTHESES]
    )


def _warnings(analysis: Analysis, found: Sequence[str]) -> tuple[str, ...]:
    told = [
        f"{PRIMITIVES[lack.primitive].title if lack.primitive in PRIMITIVES else lack.primitive}"
        f" was not assessed: the export lacks {', '.join(lack.missing)}."
        for lack in analysis.report.not_assessed
    ]
    strange = [key for key in found if key not in PRIMITIVES]
    told += [f"{key} found leaks that are in the digest only." for key in strange]
    return (*told, *analysis.report.notes)


def _of_severity(issues: Iterable[Issue], severity: str) -> int:
    return sum(issue.severity == severity for issue in issues)


def _seconds(analysis: Analysis) -> float:
    timings = analysis.report.timings
    return timings.read + timings.adapt + timings.detect + timings.report
