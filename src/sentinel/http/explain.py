"""GET /api/v1/explain/{issue_id}: what caused an issue, and how that is known."""

from __future__ import annotations

from sentinel.http.operations import Call, operation
from sentinel.http.parts import Parts
from sentinel.insights import explain
from sentinel.insights.explain import Explanation
from sentinel.service import Analyses


class Explain:
    """Of an issue of the latest analysis that has it."""

    def __init__(self, parts: Parts) -> None:
        self._analyses = Analyses(parts.engine, parts.records, parts.blobs)

    @operation("Explain an issue", answers=Explanation, refuses=(404,))
    def on_get(self, call: Call[None], issue_id: str) -> Explanation:
        """Proof, signals, causes by probability, what speaks against the others, what to do."""
        return explain(self._analyses.with_issue(call.tenant, issue_id), issue_id)
