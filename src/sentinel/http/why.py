"""GET and POST /api/v1/explain/{issue_id}/why: the chain from a goal back to what is seen."""

from __future__ import annotations

from typing import Annotated

from attrs import frozen

from sentinel.http.operations import Call, Written, operation
from sentinel.http.parts import Parts
from sentinel.http.reading import Text, json, query
from sentinel.http.remembering import remembered
from sentinel.insights import why
from sentinel.insights.why import Why as Answer
from sentinel.service import Analyses


@frozen(kw_only=True)
class Goal:
    """What is to be proven."""

    goal: Annotated[str, Text(1, 500)] | None = None
    """Such as `root_cause(Theft)`; any text is one. Null: the issue's likeliest root cause."""


class Why:
    """The goal comes in the query string, or as JSON from clients that post it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._analyses = Analyses(parts.engine, parts.records, parts.blobs, parts.memory)

    @operation("Prove a goal about an issue", takes=query(Goal), answers=Answer, refuses=(404,))
    def on_get(self, call: Call[Goal], issue_id: str) -> Written[Answer]:
        """A goal that cannot be proven is answered with `satisfied: false` and what is missing."""
        return self._proof(call, issue_id)

    @operation("Prove a goal about an issue", takes=json(Goal), answers=Answer, refuses=(404,))
    def on_post(self, call: Call[Goal], issue_id: str) -> Written[Answer]:
        """The same for a goal in a JSON object."""
        return self._proof(call, issue_id)

    def _proof(self, call: Call[Goal], issue_id: str) -> Written[Answer]:
        tenant, goal = call.tenant, call.given.goal
        analysis_id = self._analyses.with_issue(tenant, issue_id)

        def made() -> Answer:
            return why(self._analyses.load(tenant, analysis_id), issue_id, goal)

        return remembered(self._parts, made, "why", tenant, analysis_id, issue_id, goal)
