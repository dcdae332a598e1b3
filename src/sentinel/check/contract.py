"""What clients of the HTTP application count on, written down apart from the code that serves it:
a route that is lost there is missed here."""

from __future__ import annotations

import re

from attrs import frozen

from sentinel.check.visit import STORE


@frozen
class Endpoint:
    """One method of one path."""

    method: str
    path: str
    public: bool = False
    """No token is needed."""

    @property
    def address(self) -> str:
        """The path with a name in place of each parameter."""
        return re.sub(r"{\w+}", STORE, self.path)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


ENDPOINTS = (
    Endpoint("POST", "/uploads/presign"),
    Endpoint("POST", "/uploads/suggest-mapping"),
    Endpoint("POST", "/analysis/analyze"),
    Endpoint("GET", "/analysis/primitives", public=True),
    Endpoint("GET", "/analysis/supported-pos", public=True),
    Endpoint("GET", "/api/v1/digest"),
    Endpoint("GET", "/api/v1/digest/{store_id}"),
    Endpoint("GET", "/api/v1/explain/{issue_id}"),
    Endpoint("GET", "/api/v1/explain/{issue_id}/why"),
    Endpoint("POST", "/api/v1/explain/{issue_id}/why"),
    Endpoint("GET", "/api/v1/vendor-call/{issue_id}"),
    Endpoint("GET", "/api/v1/coop/{store_id}"),
    Endpoint("POST", "/api/v1/delegate"),
    Endpoint("GET", "/api/v1/tasks"),
    Endpoint("PATCH", "/api/v1/tasks/{task_id}"),
    Endpoint("POST", "/api/v1/diagnostic/start"),
    Endpoint("GET", "/api/v1/diagnostic/{session_id}/question"),
    Endpoint("POST", "/api/v1/diagnostic/{session_id}/answer"),
    Endpoint("GET", "/api/v1/diagnostic/{session_id}/summary"),
    Endpoint("GET", "/api/v1/diagnostic/{session_id}/report"),
    Endpoint("GET", "/health", public=True),
)

PATHS = tuple(dict.fromkeys(endpoint.path for endpoint in ENDPOINTS))
"""The twenty."""

PRIMITIVES = (
    "low_stock",
    "high_margin_leak",
    "negative_inventory",
    "dead_item",
    "overstock",
    "price_discrepancy",
    "shrinkage_pattern",
    "margin_erosion",
    "zero_cost_anomaly",
    "negative_profit",
    "severe_inventory_deficit",
)
"""The eleven; the web frontend knows exactly these."""

SYSTEMS = (
    "Paladin POS",
    "Spruce POS",
    "Epicor Eagle",
    "Square POS",
    "Lightspeed Retail (R-Series, X-Series, S-Series)",
    "Lightspeed eCom (C-Series)",
    "Clover POS",
    "Shopify POS",
    "NCR Counterpoint",
    "Microsoft Dynamics RMS",
    "QuickBooks POS",
    "Vend POS",
    "Toast POS",
    "Revel Systems",
    "TouchBistro",
    "Generic CSV/Excel exports",
)
"""The sixteen; plugins may add others."""
