"""The report as JSON, in the documented shape."""

from __future__ import annotations

import json
import math

import pytest
from attrs import evolve

import sentinel
from sentinel import wire


@pytest.fixture
def body(report):
    return json.loads(report.to_json())


def test_the_report_has_the_documented_keys(body):
    assert list(body) == [
        "schema_version",
        "sentinel_version",
        "as_of",
        "as_of_source",
        "currency",
        "sources",
        "stores",
        "skus",
        "skus_found",
        "annual_cost",
        "exposure",
        "assessed",
        "not_assessed",
        "thresholds",
        "issues",
        "resolved",
        "plugins_failed",
        "notes",
        "reconciled",
        "advice",
        "drift",
        "timings",
    ]


def test_the_report_says_its_versions(body):
    assert (body["schema_version"], body["sentinel_version"]) == (1, sentinel.__version__)


def test_a_source_has_the_documented_keys(body):
    assert set(body["sources"][0]) == {
        *("name", "sha256", "bytes", "pos", "export", "pos_confidence", "encoding"),
        *("rows_read", "rows_used", "rows_left_out", "mapping", "unmapped", "problems"),
        *("pos_runner_up", "pos_deciding", "pos_equals"),
    }


def test_a_source_says_what_else_it_could_be(body):
    source = body["sources"][0]
    assert (source["pos_runner_up"], source["pos_deciding"], source["pos_equals"]) == (
        ["vend", "products", 0.01],
        ["Token"],
        [],
    )


def test_advice_says_what_to_do_and_what_it_is_worth(body):
    assert body["advice"] == [
        {
            "columns": ["units_sold", "last_sold_on"],
            "how": 'In Square, export "Item Sales, detail" for the last 12 months and pass both'
            " files.",
            "pos": "square",
            "export": "sales",
            "headers": ["Qty", "Date"],
            "opens": ["low_stock", "overstock"],
            "sharpens": ["dead_item"],
            "needed_by": [],
            "found_share": 0.430123,
            "annual_worth": 2345.68,
        }
    ]


def test_totals_of_the_files_and_of_the_report_stand_beside_each_other(body):
    assert body["reconciled"][0] == {
        "column": "units_sold",
        "in_files": 250.0,
        "in_snapshot": 190.12,
        "left_aside": [{"reason": "repeated_sale", "rows": 3, "total": 59.88}],
    }


def test_drift_says_what_changed_and_what_it_costs(body):
    assert body["drift"][0] == {
        "kind": "vanished",
        "header": "MSRP",
        "column": "list_price",
        "before": "numbers",
        "now": None,
        "compared_with": "september.csv",
        "other_header": None,
        "not_assessed": ["price_discrepancy"],
        "less_sharp": [],
    }


def test_a_mapped_column_says_header_confidence_and_why(body):
    assert body["sources"][0]["mapping"][0] == {
        "column": "on_hand_qty",
        "header": "Current Quantity Main",
        "confidence": 1.0,
        "why": "declared by the adapter",
        "proof": None,
        "needs_review": False,
    }


def test_what_is_only_for_the_next_comparison_is_not_in_the_report(report):
    assert "profiles" not in report.to_json()


def test_a_problem_says_where_it_was_seen_and_how_many_were_left_out(body):
    assert body["sources"][0]["problems"] == [
        {
            "code": "unreadable_number",
            "count": 30,
            "column": "unit_cost",
            "header": "Cost",
            "examples": [{"row": 118, "value": "12,5O", "message": "not a number"}],
            "examples_left_out": 29,
        }
    ]


def test_an_issue_has_the_documented_keys(body):
    assert set(body["issues"][0]) == {
        *("issue_id", "store_id", "primitive", "title", "severity", "category", "cause"),
        *("cause_confidence", "causes", "trend", "sku_count", "annual_cost", "exposure"),
        *("confidence", "findings", "findings_left_out", "recommendations"),
    }


def test_a_finding_has_the_documented_keys(body):
    assert body["issues"][0]["findings"][0] == {
        "sku": "0101",
        "description": "Anchor bolt",
        "annual_cost": 1024.92,
        "exposure": 14.1,
        "confidence": 1.0,
        "evidence": {
            "unit_price_usd": 9.99,
            "unit_cost_usd": 11.4,
            "loss_per_unit_usd": 1.41,
            "demand_per_day_units": 1.9915,
        },
    }


def test_money_is_rounded_to_cents(body):
    assert (body["exposure"], body["annual_cost"]["low"]) == (21.1, 731.57)


def test_the_posterior_still_adds_up_to_one(body):
    assert math.fsum(body["issues"][0]["causes"].values()) == pytest.approx(1, abs=1e-5)


def test_the_date_is_iso_and_an_undetermined_cause_is_null(body):
    assert (body["as_of"], body["issues"][1]["cause"]) == ("2026-10-31", None)


def test_a_number_that_json_does_not_have_is_refused(report):
    broken = evolve(report, exposure=math.nan)
    with pytest.raises(ValueError, match="JSON"):
        broken.to_json()


def test_a_primitive_is_described_with_the_name_of_its_judgement(primitive):
    described = json.loads(wire.to_json([primitive]))[0]
    assert (described["key"], described["judge"].rpartition(".")[2]) == ("overstock", "judge")


@pytest.fixture
def primitive():
    def judge(item, thresholds):
        return None

    return sentinel.Primitive(
        key="overstock",
        title="Overstock",
        severity="medium",
        category="Cash Flow",
        family="stock",
        meaning="Too much of it.",
        recommendations=(),
        requires=("on_hand_qty",),
        judge=judge,
    )
