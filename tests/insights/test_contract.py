"""One walk over two analyses: every field that clients read is there, with its type."""

import json
from datetime import datetime

import pytest

import sentinel
from sentinel.insights import (
    answer,
    coop,
    delegate,
    diagnostic_report,
    digest,
    explain,
    leaks,
    question,
    start,
    started,
    summary,
    to_dict,
    vendor_call,
    why,
)

NUMBER, TEXT, FLAG, LIST, OBJECT = (int, float), str, bool, list, dict
NULL = type(None)

SKU = {
    "sku_id": TEXT,
    "qty_on_hand": NUMBER,
    "unit_cost": NUMBER,
    "retail_price": NUMBER,
    "margin_pct": NUMBER,
    "sales_last_30d": NUMBER,
    "days_since_receipt": NUMBER,
    "is_damaged": FLAG,
    "on_order_qty": NUMBER,
    "is_seasonal": FLAG,
}
ISSUE = {
    "id": TEXT,
    "issue_type": TEXT,
    "store_id": TEXT,
    "dollar_impact": NUMBER,
    "confidence": NUMBER,
    "trend_direction": TEXT,
    "priority_score": NUMBER,
    "urgency_score": NUMBER,
    "detection_timestamp": TEXT,
    "skus": [SKU],
    "context": TEXT,
    "root_cause": (str, NULL),
    "root_cause_confidence": (int, float, NULL),
    "cause_scores": [{"cause": TEXT, "score": NUMBER, "evidence_count": int}],
    "root_cause_ambiguity": (int, float, NULL),
    "active_signals": [TEXT],
}
DIGEST = {
    "digest": {
        "generated_at": TEXT,
        "store_filter": [TEXT],
        "store_ids": [TEXT],
        "pipeline_ms": int,
        "issues": [ISSUE],
        "summary": {
            "total_issues": int,
            "total_dollar_impact": NUMBER,
            "stores_affected": int,
            "records_processed": int,
            "issues_detected": int,
            "issues_filtered_out": int,
        },
    },
    "rendered_text": TEXT,
    "generated_at": TEXT,
    "store_filter": [TEXT],
    "store_ids": [TEXT],
    "issue_count": int,
    "total_dollar_impact": NUMBER,
}
LEAK = {
    "top_items": [TEXT],
    "scores": [NUMBER],
    "item_details": [
        {
            "sku": TEXT,
            "score": NUMBER,
            "description": TEXT,
            "quantity": NUMBER,
            "cost": NUMBER,
            "revenue": NUMBER,
            "sold": NUMBER,
            "margin": NUMBER,
            "sub_total": NUMBER,
            "context": TEXT,
        }
    ],
    "count": int,
    "severity": TEXT,
    "category": TEXT,
    "title": TEXT,
    "icon": TEXT,
    "color": TEXT,
    "recommendations": [TEXT],
    "priority": int,
}
LEAKS = {
    "leaks": {primitive.key: LEAK for primitive in sentinel.primitives()},
    "summary": {
        "total_rows_analyzed": int,
        "total_items_flagged": int,
        "critical_issues": int,
        "high_issues": int,
        "estimated_impact": {
            "currency": TEXT,
            "low_estimate": NUMBER,
            "high_estimate": NUMBER,
            "low": NUMBER,
            "high": NUMBER,
            "breakdown": {primitive.key: NUMBER for primitive in sentinel.primitives()},
            "negative_inventory_alert": {
                "items_found": int,
                "potential_untracked_cogs": NUMBER,
                "raw_data_anomaly_value": (int, float, NULL),
                "is_anomalous": FLAG,
                "threshold_exceeded": FLAG,
                "requires_audit": FLAG,
                "excluded_from_annual_estimate": FLAG,
                "note": (str, NULL),
            },
        },
        "analysis_time_seconds": NUMBER,
    },
    "primitives_used": [TEXT],
    "cause_diagnosis": {
        "top_cause": TEXT,
        "confidence": NUMBER,
        "hypotheses": [{"cause": TEXT, "probability": NUMBER, "evidence": [TEXT]}],
    },
    "status": TEXT,
    "warnings": (list, NULL),
    "supported_pos_systems": [TEXT],
    "is_authenticated": FLAG,
    "analysis_id": TEXT,
    "engine3_summary": {
        "total_cost_of_inaction": NUMBER,
        "monthly_bleed_rate": NUMBER,
        "daily_bleed_rate": NUMBER,
        "findings_with_counterfactuals": int,
        "months_elapsed": NUMBER,
        "message": TEXT,
    },
}
NODE = {
    "statement": TEXT,
    "confidence": NUMBER,
    "explanation": TEXT,
    "source": TEXT,
    "children": LIST,
}
EXPLAIN = {
    "issue_id": TEXT,
    "proof_tree": {
        "issue_id": TEXT,
        "store_id": TEXT,
        "issue_type": TEXT,
        "dollar_impact": NUMBER,
        "root_cause": (str, NULL),
        "root_cause_display": TEXT,
        "root_cause_confidence": NUMBER,
        "root_cause_ambiguity": NUMBER,
        "active_signals": [TEXT],
        "signal_contributions": [
            {
                "signal": TEXT,
                "description": TEXT,
                "rules_fired": [
                    {"cause": TEXT, "cause_display": TEXT, "weight": NUMBER, "rationale": TEXT}
                ],
            }
        ],
        "cause_scores": [
            {
                "rank": int,
                "cause": TEXT,
                "cause_display": TEXT,
                "score": NUMBER,
                "evidence_count": int,
            }
        ],
        "proof_tree": NODE,
        "inferred_facts": [
            {
                "statement": TEXT,
                "fact": TEXT,
                "confidence": NUMBER,
                "explanation": TEXT,
                "rule_name": TEXT,
                "rule": TEXT,
                "premises": [TEXT],
            }
        ],
        "competing_hypotheses": [
            {"cause": TEXT, "cause_display": TEXT, "score": NUMBER, "rank": int, "why_lower": TEXT}
        ],
        "recommendations": [TEXT],
        "suggested_actions": [
            {
                "action": TEXT,
                "explanation": TEXT,
                "severity": TEXT,
                "confidence": NUMBER,
                "rule_name": TEXT,
            }
        ],
    },
    "rendered_text": TEXT,
}
WHY = {
    "issue_id": TEXT,
    "goal": TEXT,
    "reasoning_steps": [
        {
            "step": int,
            "goal": TEXT,
            "method": TEXT,
            "supporting": LIST,
            "satisfied": FLAG,
            "rule": (str, NULL),
            "conclusion": TEXT,
            "confidence": NUMBER,
        }
    ],
}
VENDOR_CALL = {
    "call_prep": {
        "issue_id": TEXT,
        "store_id": TEXT,
        "vendor_name": TEXT,
        "issue_summary": TEXT,
        "affected_skus": [SKU],
        "total_dollar_impact": NUMBER,
        "talking_points": [TEXT],
        "questions_to_ask": [TEXT],
        "historical_context": TEXT,
    },
    "rendered_text": TEXT,
}
CATEGORY = {
    "store_id": TEXT,
    "category": TEXT,
    **dict.fromkeys(
        (
            "total_inventory_cost",
            "total_annual_cogs",
            "total_annual_sales",
            "gross_margin_pct",
            "turn_rate",
            "gmroi",
        ),
        NUMBER,
    ),
    **dict.fromkeys(
        (
            "sku_count",
            "fast_mover_count",
            "healthy_count",
            "slow_mover_count",
            "weak_count",
            "dead_count",
        ),
        int,
    ),
}
COOP = {
    "report": {
        "store_id": TEXT,
        "generated_at": TEXT,
        "affiliation": (dict, NULL),
        "alerts": [
            {
                "alert_type": TEXT,
                "store_id": TEXT,
                "title": TEXT,
                "detail": TEXT,
                "recommendation": TEXT,
                "dollar_impact": NUMBER,
                "confidence": NUMBER,
            }
        ],
        "health_report": {
            "store_id": TEXT,
            "generated_at": TEXT,
            "total_inventory_value": NUMBER,
            "total_dead_stock_value": NUMBER,
            "annual_carrying_cost": NUMBER,
            "dead_stock_pct": NUMBER,
            "overall_turn_rate": NUMBER,
            "overall_gmroi": NUMBER,
            "category_analyses": [CATEGORY],
            "sku_details": [
                {
                    "sku_id": TEXT,
                    "store_id": TEXT,
                    "category": TEXT,
                    "qty_on_hand": NUMBER,
                    "unit_cost": NUMBER,
                    "retail_price": NUMBER,
                    "margin_pct": NUMBER,
                    "annual_sales_units": NUMBER,
                    "annual_cogs": NUMBER,
                    "avg_inventory_cost": NUMBER,
                    "turn_rate": NUMBER,
                    "gmroi": NUMBER,
                    "classification": TEXT,
                    "carrying_cost_annual": NUMBER,
                    "days_of_supply": NUMBER,
                }
            ],
            "alerts": [TEXT],
        },
        "rebate_statuses": LIST,
        "category_analysis": (dict, NULL),
        "total_opportunity": NUMBER,
    },
    "rendered_text": TEXT,
    "health_summary": (str, NULL),
    "rebate_statuses": LIST,
    "total_opportunity": NUMBER,
}
TASK = {
    "task": {
        "task_id": TEXT,
        "issue_id": TEXT,
        "issue_type": TEXT,
        "store_id": TEXT,
        "assignee": TEXT,
        "deadline": TEXT,
        "priority": TEXT,
        "title": TEXT,
        "description": TEXT,
        "action_items": [TEXT],
        "dollar_impact": NUMBER,
        "skus": [SKU],
        "created_at": TEXT,
    },
    "rendered_text": TEXT,
    "task_id": TEXT,
}
TOTALS = {
    **dict.fromkeys(
        (
            "total_shrinkage",
            "explained_value",
            "unexplained_value",
            "reduction_percent",
            "explained",
            "unexplained",
            "reduction_pct",
        ),
        NUMBER,
    ),
    "patterns_total": int,
    "patterns_answered": int,
    "by_classification": OBJECT,
}
QUESTION = {
    "pattern_id": TEXT,
    "pattern_name": TEXT,
    "question": TEXT,
    "suggested_answers": [[TEXT]],
    "item_count": int,
    "total_value": NUMBER,
    "sample_items": [
        {"sku": TEXT, "description": TEXT, "stock": NUMBER, "cost": NUMBER, "value": NUMBER}
    ],
    "progress": {"current": int, "total": int},
    "running_totals": TOTALS,
}
STARTED = {
    "session_id": TEXT,
    "store_name": TEXT,
    "total_items": int,
    "negative_items": int,
    "total_shrinkage": NUMBER,
    "patterns_detected": int,
}
ANSWER = {
    "answered": {"pattern": TEXT, "classification": TEXT, "value": NUMBER},
    "progress": {"current": int, "total": int},
    "running_totals": TOTALS,
    "is_complete": FLAG,
    "next_question": QUESTION,
}
SUMMARY = {
    "session_id": TEXT,
    "store_name": TEXT,
    "status": TEXT,
    "total_items": int,
    "negative_items": int,
    "total_shrinkage": NUMBER,
    "explained_value": NUMBER,
    "unexplained_value": NUMBER,
    "reduction_percent": NUMBER,
    "patterns_total": int,
    "patterns_answered": int,
}
REPORT = {
    "session_id": TEXT,
    "summary": {**TOTALS, "total_items": int, "negative_items": int},
    "by_classification": OBJECT,
    "items_to_investigate": [
        {
            "sku": TEXT,
            "description": TEXT,
            "stock": NUMBER,
            "value": NUMBER,
            "pattern": TEXT,
            "classification": TEXT,
        }
    ],
    "journey": [
        {"pattern": TEXT, "value": NUMBER, "classification": TEXT, "items": int, "note": TEXT}
    ],
    "rendered_text": TEXT,
    "narrative_summary": (str, NULL),
}


def misfits(value, shape, path="$"):
    """Paths at which a value is not as the contract has it. Further fields are welcome."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return [path]
        missing = [f"{path}.{name} is missing" for name in shape if name not in value]
        there = [name for name in shape if name in value]
        return missing + [m for n in there for m in misfits(value[n], shape[n], f"{path}.{n}")]
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [path]
        return [m for n, one in enumerate(value) for m in misfits(one, shape[0], f"{path}[{n}]")]
    fits = isinstance(value, shape) and not (isinstance(value, bool) and shape is not FLAG)
    return [] if fits else [f"{path} is {value!r}"]


def plain(result):
    """As a client gets it: JSON there and back, without NaN."""
    return json.loads(json.dumps(to_dict(result), allow_nan=False))


@pytest.fixture(params=["corner", "chain"])
def analysis(request):
    return request.getfixturevalue(request.param)


def test_leaks_are_as_promised(analysis):
    answered = plain(leaks(analysis, primitives=sentinel.primitives()))
    assert misfits(answered, LEAKS) == [] and "store_id" not in answered


def test_a_store_that_was_named_comes_back(analysis):
    assert plain(leaks(analysis, store_id="12"))["store_id"] == "12"


def test_digests_are_as_promised(analysis, now):
    assert misfits(plain(digest(analysis, at=now, top_k=20)), DIGEST) == []


def test_every_issue_is_explained_as_promised(analysis):
    for issue in analysis.report.issues:
        assert misfits(plain(explain(analysis, issue.issue_id)), EXPLAIN) == []
        assert misfits(plain(why(analysis, issue.issue_id)), WHY) == []


def test_every_issue_has_a_vendor_call_and_a_task_as_promised(analysis, now):
    for issue in analysis.report.issues:
        issue_id = issue.issue_id
        assert misfits(plain(vendor_call(analysis, issue_id)), VENDOR_CALL) == []
        task = delegate(analysis, issue_id, task_id="task-1", assignee="Sam", at=now)
        assert misfits(plain(task), TASK) == []


def test_coop_reports_are_as_promised(analysis, now):
    for store in analysis.report.stores:
        assert misfits(plain(coop(analysis, store, at=now)), COOP) == []


def test_the_diagnostic_of_a_store_is_as_promised(analysis):
    names = ["sku", "description", "on_hand_qty", "unit_cost"]
    rows = analysis.snapshot.table.select(names).to_pylist()
    items = [
        {
            "sku": row["sku"],
            "description": row["description"] or "",
            "stock": row["on_hand_qty"] or 0,
            "cost": row["unit_cost"] or 0,
        }
        for row in rows
    ]
    diagnostic = start(items)
    assert misfits(plain(started(diagnostic, "diag-1")), STARTED) == []
    while (asked := question(diagnostic)) is not None:
        assert misfits(plain(asked), QUESTION) == []
        diagnostic, told = answer(diagnostic, asked.suggested_answers[0][1])
        shape = ANSWER if told.next_question else {**ANSWER, "next_question": NULL}
        assert misfits(plain(told), shape) == []
    assert misfits(plain(summary(diagnostic, "diag-1")), SUMMARY) == []
    assert misfits(plain(diagnostic_report(diagnostic, "diag-1")), REPORT) == []


def test_times_have_an_offset(corner, now):
    told = plain(digest(corner, at=now))
    for text in (told["generated_at"], told["digest"]["issues"][0]["detection_timestamp"]):
        assert datetime.fromisoformat(text).utcoffset() is not None


def test_money_is_written_in_cents(corner, now):
    told = plain(digest(corner, at=now, top_k=20))
    amounts = [issue["dollar_impact"] for issue in told["digest"]["issues"]]
    assert amounts == [round(amount, 2) for amount in amounts]


def test_a_price_finer_than_a_cent_stays(analyze, now):
    from sentinel.testing import shop

    told = plain(digest(analyze(shop({"on_hand_qty": -900.0, "unit_cost": 0.0425})), at=now))
    costs = {sku["unit_cost"] for issue in told["digest"]["issues"] for sku in issue["skus"]}
    assert 0.0425 in costs


def test_a_clean_store_is_answered_as_well(clean, now):
    told = plain(leaks(clean))
    assert "cause_diagnosis" not in told
    assert misfits(plain(digest(clean, at=now)), DIGEST) == []
    assert misfits(plain(coop(clean, "main", at=now)), COOP) == []
