"""The fields that old clients read, with their types, and a walk through an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

NUMBER, TEXT, FLAG = (int, float), (str,), (bool,)
WHOLE = (int,)
TEXT_OR_NULL = (str, type(None))

SKU = {"sku_id": TEXT, "qty_on_hand": NUMBER, "unit_cost": NUMBER, "retail_price": NUMBER}

ANALYSIS = {
    "leaks": {
        "*": {
            "item_details": [
                {
                    "sku": TEXT,
                    "score": NUMBER,
                    "description": TEXT,
                    "quantity": NUMBER,
                    "cost": NUMBER,
                    "revenue": NUMBER,
                    "sold": NUMBER,
                    "context": TEXT,
                }
            ],
            "count": WHOLE,
            "severity": TEXT,
            "category": TEXT,
            "title": TEXT,
            "icon": TEXT,
            "color": TEXT,
            "recommendations": [TEXT],
            "priority": WHOLE,
        }
    },
    "summary": {
        "total_rows_analyzed": WHOLE,
        "total_items_flagged": WHOLE,
        "estimated_impact": {
            "low_estimate": NUMBER,
            "high_estimate": NUMBER,
            "breakdown": {"*": NUMBER},
            "negative_inventory_alert": {
                "items_found": WHOLE,
                "potential_untracked_cogs": NUMBER,
                "requires_audit": FLAG,
                "note": TEXT_OR_NULL,
            },
        },
        "analysis_time_seconds": NUMBER,
    },
    "cause_diagnosis": {
        "top_cause": TEXT,
        "confidence": NUMBER,
        "hypotheses": [{"cause": TEXT, "probability": NUMBER, "evidence": [TEXT]}],
    },
    "warnings": (list, type(None)),
}

DIGEST = {
    "digest": {
        "pipeline_ms": WHOLE,
        "issues": [
            {
                "id": TEXT,
                "issue_type": TEXT,
                "store_id": TEXT,
                "dollar_impact": NUMBER,
                "trend_direction": TEXT,
                "skus": [SKU],
                "context": TEXT,
            }
        ],
    },
    "issue_count": WHOLE,
    "total_dollar_impact": NUMBER,
    "store_ids": [TEXT],
}

NODE = {"statement": TEXT, "confidence": NUMBER, "explanation": TEXT, "source": TEXT}

EXPLANATION = {
    "proof_tree": {
        "issue_type": TEXT,
        "dollar_impact": NUMBER,
        "root_cause_display": TEXT,
        "root_cause_confidence": NUMBER,
        "root_cause_ambiguity": NUMBER,
        "active_signals": [TEXT],
        "signal_contributions": [{"signal": TEXT, "description": TEXT, "rules_fired": (list,)}],
        "cause_scores": [{"cause": TEXT, "score": NUMBER}],
        "proof_tree": {**NODE, "children": [{**NODE, "children": (list,)}]},
        "inferred_facts": [{"fact": TEXT, "rule": TEXT, "confidence": NUMBER, "explanation": TEXT}],
        "competing_hypotheses": [
            {"cause_display": TEXT, "score": NUMBER, "rank": WHOLE, "why_lower": TEXT}
        ],
        "recommendations": [TEXT],
    }
}

VENDOR_CALL = {
    "call_prep": {
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

COOP = {
    "report": {
        "alerts": [
            {
                "alert_type": TEXT,
                "title": TEXT,
                "detail": TEXT,
                "recommendation": TEXT,
                "dollar_impact": NUMBER,
                "confidence": NUMBER,
            }
        ],
        "health_report": {"dead_stock_pct": NUMBER, "overall_gmroi": NUMBER},
        "category_analysis": (dict, type(None)),
    },
    "health_summary": TEXT_OR_NULL,
    "rebate_statuses": (list,),
    "total_opportunity": NUMBER,
}

TASK = {
    "task": {
        "task_id": TEXT,
        "store_id": TEXT,
        "assignee": TEXT,
        "deadline": TEXT,
        "priority": TEXT,
        "title": TEXT,
        "description": TEXT,
        "action_items": [TEXT],
        "dollar_impact": NUMBER,
    },
    "status": TEXT,
    "notes": [TEXT],
}

STARTED = {"session_id": TEXT, "total_items": WHOLE, "patterns_detected": WHOLE}

TOTALS = {
    "total_shrinkage": NUMBER,
    "explained_value": NUMBER,
    "unexplained_value": NUMBER,
    "reduction_percent": NUMBER,
    "explained": NUMBER,
    "unexplained": NUMBER,
    "reduction_pct": NUMBER,
}

QUESTION = {
    "pattern_name": TEXT,
    "question": TEXT,
    "suggested_answers": [(list,)],
    "item_count": WHOLE,
    "total_value": NUMBER,
    "sample_items": [
        {"sku": TEXT, "description": TEXT, "stock": NUMBER, "value": NUMBER, "cost": NUMBER}
    ],
    "progress": {"current": WHOLE, "total": WHOLE},
    "running_totals": TOTALS,
}

REPORT = {
    "summary": {**TOTALS, "total_items": WHOLE, "negative_items": WHOLE},
    "by_classification": {"*": {"items": WHOLE, "value": NUMBER, "patterns": (list,)}},
    "items_to_investigate": [
        {"sku": TEXT, "description": TEXT, "stock": NUMBER, "value": NUMBER, "pattern": TEXT}
    ],
    "journey": [
        {"pattern": TEXT, "value": NUMBER, "classification": TEXT, "items": WHOLE, "note": TEXT}
    ],
}


def missing(value: Any, shape: Any, where: str = "answer") -> list[str]:
    """What of the shape is not there or of another type; `*` stands for every name."""
    return list(_missing(value, shape, where))


def _missing(value: Any, shape: Any, where: str) -> Iterator[str]:
    if isinstance(shape, tuple):
        # true is a number to Python, but not to a client
        if not isinstance(value, shape) or (isinstance(value, bool) and bool not in shape):
            yield f"{where} is {value!r}"
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{where} is {value!r}, expected a list"
            return
        for place, one in enumerate(value):
            yield from _missing(one, shape[0], f"{where}[{place}]")
    else:
        yield from _missing_of_object(value, shape, where)


def _missing_of_object(value: Any, shape: Mapping[str, Any], where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where} is {value!r}, expected an object"
        return
    named = {name: shape["*"] for name in value} if "*" in shape else shape
    for name, inner in named.items():
        if name in value:
            yield from _missing(value[name], inner, f"{where}.{name}")
        else:
            yield f"{where}.{name} is missing"
