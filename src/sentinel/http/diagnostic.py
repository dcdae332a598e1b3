"""/api/v1/diagnostic: stock below zero, asked about pattern by pattern."""

from __future__ import annotations

from typing import Annotated, Any

from attrs import frozen

from sentinel import insights
from sentinel.http.errors import FieldError, invalid
from sentinel.http.operations import Call, operation
from sentinel.http.parts import Parts
from sentinel.http.reading import MIB, Shown, Text, json, query
from sentinel.insights import diagnostic as shapes
from sentinel.service import Diagnostics

_NUMBER = {"type": ["number", "string"], "default": 0}
_ITEM = {
    "type": "object",
    "properties": {
        "sku": {"type": ["string", "number", "null"]},
        "description": {"type": ["string", "number", "null"]},
        "stock": {**_NUMBER, "description": "Units; a number or the text of one"},
        "cost": {**_NUMBER, "description": "USD a unit; a number or the text of one"},
    },
}
_PatternId = Annotated[str, Text(1, 100)]


@frozen(kw_only=True)
class Inventory:
    """All items of a store."""

    items: Annotated[Any, Shown({"type": "array", "items": _ITEM})]
    """Those with stock below zero are asked about; items without SKU are passed over."""
    store_name: Annotated[str, Text(0, 200)] = "My Store"


@frozen(kw_only=True)
class Which:
    """A question."""

    pattern_id: _PatternId | None = None
    """Of a pattern of this session, answered or not; null: the current question."""


@frozen(kw_only=True)
class Reply:
    """What explains a pattern."""

    classification: Annotated[str, Shown({"enum": list(shapes.CLASSIFICATIONS)})]
    note: Annotated[str, Text(0, shapes.NOTE)] = ""
    pattern_id: _PatternId | None = None
    """The pattern that is answered, as its question names it; null: the current one."""


class Start:
    """A new session."""

    def __init__(self, parts: Parts) -> None:
        self._diagnostics = Diagnostics(parts.records, parts.memory)

    @operation("Start a diagnostic", takes=json(Inventory), answers=shapes.Started)
    def on_post(self, call: Call[Inventory]) -> shapes.Started:
        """Send the whole inventory. Repeating it starts another session."""
        items, name = call.given.items, call.given.store_name.strip() or "My Store"
        if not isinstance(items, list):
            raise invalid([FieldError(field="items", message="expected a list of items")])
        return self._diagnostics.start(call.tenant, items, name, at=call.at)


class Question:
    """Looks, and changes nothing."""

    def __init__(self, parts: Parts) -> None:
        self._diagnostics = Diagnostics(parts.records, parts.memory)

    @operation(
        "Ask the current question",
        takes=query(Which),
        answers=shapes.Question | None,
        refuses=(404,),
    )
    def on_get(self, call: Call[Which], session_id: str) -> shapes.Question | None:
        """Null where every question is answered. With `pattern_id` any question, to go back to."""
        session = self._diagnostics.load(call.tenant, session_id)
        return insights.question(session, call.given.pattern_id)


class Answer:
    """Safe to repeat where the pattern is named."""

    def __init__(self, parts: Parts) -> None:
        self._diagnostics = Diagnostics(parts.records, parts.memory)

    @operation(
        "Answer a question",
        takes=json(Reply, max_bytes=MIB),
        answers=shapes.AnswerResult,
        refuses=(404, 409),
    )
    def on_post(self, call: Call[Reply], session_id: str) -> shapes.AnswerResult:
        """Without `pattern_id` it is the current question that is answered, and 400 where none is
        left. With it the same answer twice changes nothing, and another answer corrects the first.
        """
        given = call.given
        return self._diagnostics.answer(
            call.tenant,
            session_id,
            given.classification,
            given.note,
            pattern_id=given.pattern_id,
            at=call.at,
        )


class Summary:
    """In short."""

    def __init__(self, parts: Parts) -> None:
        self._diagnostics = Diagnostics(parts.records, parts.memory)

    @operation("Sum up a diagnostic", answers=shapes.Summary, refuses=(404,))
    def on_get(self, call: Call[None], session_id: str) -> shapes.Summary:
        """At any time."""
        return insights.summary(self._diagnostics.load(call.tenant, session_id), session_id)


class Report:
    """In full."""

    def __init__(self, parts: Parts) -> None:
        self._diagnostics = Diagnostics(parts.records, parts.memory)

    @operation("Report a diagnostic", answers=shapes.DiagnosticReport, refuses=(404,))
    def on_get(self, call: Call[None], session_id: str) -> shapes.DiagnosticReport:
        """At any time; patterns without an answer are `pending`."""
        session = self._diagnostics.load(call.tenant, session_id)
        return insights.diagnostic_report(session, session_id)
