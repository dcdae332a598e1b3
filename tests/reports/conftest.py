"""A made-up report: small, and with one of everything that a report can hold."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from sentinel import causes
from sentinel.models import (
    Advice,
    Drift,
    Finding,
    Issue,
    LeftAside,
    MappedColumn,
    Money,
    NotAssessed,
    PluginState,
    Problem,
    ProblemExample,
    Reconciled,
    Report,
    Source,
    Timings,
)


def finding(sku, description, cost, exposure, confidence, **evidence):
    return Finding(
        sku=sku,
        description=description,
        annual_cost=cost,
        annual_cost_low=cost * 0.6,
        annual_cost_high=cost * 1.5,
        exposure=exposure,
        confidence=confidence,
        evidence=evidence,
    )


def issue(primitive, title, findings, signals, *, store="main", left_out=0, more=0.0, **other):
    cost = sum(one.annual_cost for one in findings) + more
    posterior = causes.pooled(primitive, signals)
    cause = causes.best(posterior)
    return Issue(
        issue_id=f"{store}-{primitive}-{cause or 'undetermined'}",
        store_id=store,
        primitive=primitive,
        title=title,
        severity=other.pop("severity", "high"),
        category="Profitability",
        cause=cause,
        cause_confidence=max(posterior.values()),
        causes=posterior,
        trend=other.pop("trend", "new"),
        sku_count=len(findings) + left_out,
        annual_cost=Money(low=cost * 0.6, expected=cost, high=cost * 1.5),
        exposure=sum(one.exposure for one in findings),
        confidence=findings[0].confidence,
        findings=tuple(findings),
        findings_left_out=left_out,
        signals=dict.fromkeys(signals, len(findings)),
        signal_weights=signals,
        **other,
    )


@pytest.fixture
def below_cost():
    return issue(
        "negative_profit",
        "Negative Profit",
        [
            finding(
                "0101",
                "Anchor bolt",
                1024.92,
                14.1,
                1.0,
                unit_price_usd=9.99,
                unit_cost_usd=11.4,
                loss_per_unit_usd=1.41,
                demand_per_day_units=1.9915,
            ),
            finding(
                "0104",
                "Wall plug \x1b[31m10 pc",
                132.86,
                7.0,
                1.0,
                unit_price_usd=9.99,
                unit_cost_usd=10.69,
                loss_per_unit_usd=0.7,
                demand_per_day_units=0.52,
            ),
        ],
        {"cost_above_price": 1.0, "cost_over_average": 0.9, "vendor_cluster": 0.9},
        severity="critical",
        left_out=2,
        more=61.5,
        meaning="It sells for less than it costs you.",
        recommendations=("Raise the price above cost.", "Ask the vendor."),
        formulas=("loss_per_unit_usd * demand_per_day_units * 365",),
    )


@pytest.fixture
def report(below_cost):
    undetermined = issue(
        "a_strangers_primitive",
        "Odd Returns",
        [finding("0300", None, 0.0, 0.0, 0.55, returned_units=4.0, rule="too often")],
        {},
        severity="low",
        meaning="It comes back too often.",
        recommendations=("Ask customers.",),
    )
    source = Source(
        name="items.csv",
        sha256="ab" * 32,
        bytes=6100,
        pos="square",
        export="library",
        pos_confidence=0.98,
        encoding="utf-8-sig",
        rows_read=120,
        rows_used=117,
        rows_left_out={"blank": 2, "total": 1},
        mapping=(
            MappedColumn(
                column="on_hand_qty",
                header="Current Quantity Main",
                confidence=1.0,
                why="declared by the adapter",
                location="Main",
            ),
            MappedColumn(
                column="unit_cost",
                header="Cost",
                confidence=0.72,
                why="its values",
                needs_review=True,
            ),
        ),
        unmapped=("Tax - Sales (8%)",),
        pos_runner_up=("vend", "products", 0.01),
        pos_deciding=("Token",),
        problems=(
            Problem(
                code="unreadable_number",
                count=30,
                column="unit_cost",
                header="Cost",
                examples=(ProblemExample(row=118, value="12,5O", message="not a number"),),
            ),
        ),
    )
    return Report(
        as_of=date(2026, 10, 31),
        as_of_source="latest date in the data",
        currency="USD",
        sources=(source,),
        stores=("main",),
        skus=117,
        skus_found=5,
        annual_cost=below_cost.annual_cost,
        exposure=21.104,
        assessed=("negative_profit", "a_strangers_primitive"),
        not_assessed=(NotAssessed(primitive="price_discrepancy", missing=("list_price",)),),
        thresholds={"overstock.overstock_months": 12.0},
        issues=(below_cost, undetermined),
        resolved=(),
        findings=pa.table({"sku": ["0101"]}),
        plugins_failed=(
            PluginState(
                name="corner_till",
                distribution="corner-till",
                version="1.0",
                status="failed",
                error="ImportError: no module named till",
            ),
        ),
        reconciled=(
            Reconciled(
                column="units_sold",
                in_files=250.0,
                in_snapshot=190.123456,
                left_aside=(LeftAside(reason="repeated_sale", rows=3, total=59.876544),),
            ),
            Reconciled(column="net_sales", in_files=1862.5, in_snapshot=1862.5),
        ),
        advice=(
            Advice(
                columns=("units_sold", "last_sold_on"),
                how='In Square, export "Item Sales, detail" for the last 12 months and pass both'
                " files.",
                pos="square",
                export="sales",
                headers=("Qty", "Date"),
                opens=("low_stock", "overstock"),
                sharpens=("dead_item",),
                found_share=0.4301234567,
                annual_worth=2345.678,
            ),
        ),
        drift=(
            Drift(
                kind="vanished",
                header="MSRP",
                column="list_price",
                before="numbers",
                now=None,
                compared_with="september.csv",
                not_assessed=("price_discrepancy",),
            ),
            Drift(
                kind="appeared",
                header="Shelf",
                column=None,
                before=None,
                now="words",
                compared_with="september.csv",
            ),
        ),
        notes=("The stock of two stores was read.",),
        timings=Timings(read=0.0123456, detect=0.02),
    )
