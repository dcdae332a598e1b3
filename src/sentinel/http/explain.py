"""GET /api/v1/explain/{issue_id}: what caused an issue, and how that is known."""

from __future__ import annotations

from sentinel.http.operations import Call, Written, operation
from sentinel.http.parts import Parts
from sentinel.http.remembering import remembered
from sentinel.insights import explain
from sentinel.insights.explain import Explanation
from sentinel.service import Analyses


class Explain:
    """Of an issue of the latest analysis that has it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._analyses = Analyses(parts.engine, parts.records, parts.blobs, parts.memory)

    @operation("Explain an issue", answers=Explanation, refuses=(404,))
    def on_get(self, call: Call[None], issue_id: str) -> Written[Explanation]:
        """Proof, signals, causes by probability, what speaks against the others, what to do."""
        tenant, analysis_id = call.tenant, self._analyses.with_issue(call.tenant, issue_id)

        def made() -> Explanation:
            return explain(self._analyses.load(tenant, analysis_id), issue_id)

        return remembered(self._parts, made, "explain", tenant, analysis_id, issue_id)
