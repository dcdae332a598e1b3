"""POST /api/v1/delegate: an issue becomes a task for somebody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from attrs import frozen

from sentinel.errors import ConflictError
from sentinel.http.errors import Refusal
from sentinel.http.operations import Call, operation
from sentinel.http.parts import Parts
from sentinel.http.reading import MIB, Shown, Text, json
from sentinel.insights import InvalidTaskError
from sentinel.insights.delegation import ASSIGNEE, Delegated
from sentinel.service import Analyses, Tasks
from sentinel.service.tasks import NOTE, delegated

_TIME = {"anyOf": [{"type": "string", "format": f} for f in ("date-time", "date")]}


@frozen(kw_only=True)
class Delegation:
    """Who is to do what by when."""

    issue_id: Annotated[str, Text(1, 500)]
    assignee: Annotated[str, Text(1, ASSIGNEE)]
    deadline: Annotated[str, Shown(_TIME)] | None = None
    """A time (without a zone: UTC) or a day (its end, UTC), ISO 8601; null: by priority."""
    notes: Annotated[str, Text(0, NOTE)] | None = None
    """The first note of the task."""


class Delegate:
    """With an `Idempotency-Key` a repeated request gives the task that the first one made."""

    def __init__(self, parts: Parts) -> None:
        self._analyses = Analyses(parts.engine, parts.records, parts.blobs, parts.memory)
        self._tasks = Tasks(parts.records)

    @operation(
        "Make a task of an issue",
        takes=json(Delegation, max_bytes=MIB),
        answers=Delegated,
        refuses=(404, 409),
    )
    def on_post(self, call: Call[Delegation]) -> Delegated:
        """The header `Idempotency-Key` makes a request safe to repeat: one key, one task. The same
        key with other values is refused (409)."""
        given = call.given
        analysis_id = self._analyses.with_issue(call.tenant, given.issue_id)
        analysis = self._analyses.load(call.tenant, analysis_id)
        try:
            task = self._tasks.delegate(
                call.tenant,
                analysis,
                given.issue_id,
                assignee=given.assignee,
                deadline=None if given.deadline is None else _moment(given.deadline),
                notes=given.notes,
                at=call.at,
                idempotency_key=call.request.get_header("Idempotency-Key") or None,
            )
        except ConflictError:
            message = "This Idempotency-Key was used for another task. Take a new one."
            raise Refusal(409, "IDEMPOTENCY_KEY_REUSED", message) from None
        return delegated(task)


def _moment(text: str) -> datetime | date:
    """Raises InvalidTaskError for what is no time."""
    try:
        if len(text) <= len("2026-11-01"):
            return date.fromisoformat(text)
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        message = f"{text[:40]!r} is no ISO 8601 date or time, such as 2026-11-30 or"
        raise InvalidTaskError("deadline", f"{message} 2026-11-30T17:00:00Z.") from None
