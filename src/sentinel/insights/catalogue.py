"""How leaks, causes and trends are named and drawn for clients."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from sentinel.models import Family, Issue, Severity, Trend

TrendDirection = Literal["Worsening", "Stable", "Improving"]


@frozen(kw_only=True)
class Shown:
    """One leak as clients list it."""

    issue_type: str
    title: str
    severity: Severity
    category: str
    icon: str
    color: str
    priority: int
    """Clients sort by it, ascending; 1 to 11."""
    family: Family


def _shown(
    issue_type: str,
    title: str,
    severity: Severity,
    category: str,
    icon: str,
    color: str,
    priority: int,
    family: Family,
) -> Shown:
    return Shown(
        issue_type=issue_type,
        title=title,
        severity=severity,
        category=category,
        icon=icon,
        color=color,
        priority=priority,
        family=family,
    )


_DOWN, _ALERT, _WARN = "trending-down", "alert-circle", "alert-triangle"

PRIMITIVES: Mapping[str, Shown] = {
    "high_margin_leak": _shown(
        "MarginLeak", "Margin Leak", "critical", "Profitability", _DOWN, "#ef4444", 2, "price"
    ),
    "negative_inventory": _shown(
        "NegativeInventory",
        "Negative Inventory",
        "critical",
        "Data Integrity",
        _ALERT,
        "#dc2626",
        3,
        "stock",
    ),
    "negative_profit": _shown(
        "NegativeProfit",
        "Negative Profit",
        "critical",
        "Profitability",
        _ALERT,
        "#dc2626",
        10,
        "price",
    ),
    "severe_inventory_deficit": _shown(
        "SevereInventoryDeficit",
        "Severe Inventory Deficit",
        "critical",
        "Inventory Risk",
        _ALERT,
        "#d946ef",
        11,
        "stock",
    ),
    "low_stock": _shown(
        "LowStock", "Low Stock Risk", "high", "Inventory Risk", _WARN, "#f59e0b", 1, "stock"
    ),
    "shrinkage_pattern": _shown(
        "ShrinkagePattern",
        "Shrinkage Pattern",
        "high",
        "Loss Prevention",
        "shield-alert",
        "#f97316",
        7,
        "stock",
    ),
    "margin_erosion": _shown(
        "MarginErosion", "Margin Erosion", "high", "Profitability", _DOWN, "#ec4899", 8, "price"
    ),
    "zero_cost_anomaly": _shown(
        "ZeroCostAnomaly",
        "Zero Cost Anomaly",
        "high",
        "Data Quality",
        _WARN,
        "#eab308",
        9,
        "price",
    ),
    "dead_item": _shown(
        "DeadStock", "Dead Inventory", "medium", "Cash Flow", "package-x", "#6b7280", 4, "stock"
    ),
    "overstock": _shown(
        "Overstock", "Overstock", "medium", "Cash Flow", "boxes", "#3b82f6", 5, "stock"
    ),
    "price_discrepancy": _shown(
        "PriceDiscrepancy",
        "Price Discrepancy",
        "low",
        "Pricing Integrity",
        "tag",
        "#8b5cf6",
        6,
        "price",
    ),
}
"""In the order in which clients get them. A primitive of a plugin is not among them."""

CAUSE_NAMES: Mapping[str, str] = {
    "Theft": "Theft / Shrinkage",
    "VendorIncrease": "Vendor Price Increase",
    "RebateTiming": "Rebate Timing Mismatch",
    "MarginLeak": "Margin Leak",
    "DemandShift": "Demand Shift",
    "QualityIssue": "Quality Issue",
    "PricingError": "Pricing Error",
    "InventoryDrift": "Inventory Drift",
}

_TRENDS: Mapping[Trend, TrendDirection] = {
    "new": "Stable",
    "same": "Stable",
    "worse": "Worsening",
    "better": "Improving",
}


def issue_type(primitive: str) -> str:
    """In PascalCase; of a plugin's primitive its key."""
    if primitive in PRIMITIVES:
        return PRIMITIVES[primitive].issue_type
    return "".join(word.capitalize() for word in primitive.split("_"))


def display_name(issue_type: str) -> str:
    """`DeadStock` as people write it: `Dead Stock`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", issue_type)


def trend_direction(issue: Issue) -> TrendDirection:
    """Against the previous analysis; an issue that is new, or had nothing before it, is Stable."""
    return _TRENDS[issue.trend]
