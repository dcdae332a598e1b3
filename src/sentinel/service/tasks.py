"""Tasks of a tenant: made of issues, changed, listed, and as clients read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal, Unpack, get_args

from attrs import asdict, fields, frozen
from cattrs import Converter

from sentinel import storage
from sentinel.insights import Analysis, InvalidTaskError, delegate, to_dict
from sentinel.insights.delegation import Delegated, Task
from sentinel.insights.scoring import TaskPriority
from sentinel.storage import FoundTasks, Records, TaskChange, TaskFilter
from sentinel.store_keys import store_key

TaskStatus = Literal["open", "in_progress", "completed", "escalated"]

STATUSES: tuple[str, ...] = get_args(TaskStatus)
"""Every change from one to another is allowed; a new task is open."""
PRIORITIES: tuple[str, ...] = get_args(TaskPriority)
NOTE = 2000
"""Characters of a note."""

_converter = Converter()
_converter.register_structure_hook(datetime, lambda value, _: value)


@frozen
class Tasks:
    """What each tenant delegated. Raises what `Records` raises: NotFoundError for no such task."""

    _records: Records

    def delegate(
        self,
        tenant: str,
        analysis: Analysis,
        issue_id: str,
        *,
        assignee: str,
        deadline: datetime | date | None,
        notes: str | None,
        at: datetime,
        idempotency_key: str | None = None,
    ) -> storage.Task:
        """A new task of an issue; with a key that was used before the task of then.

        Raises UnknownIssueError, InvalidTaskError, and ConflictError where the key was used for
        another request.
        """
        made = delegate(
            analysis,
            issue_id,
            task_id=storage.new_task_id(),
            assignee=assignee,
            at=at,
            deadline=deadline,
            notes=notes,
        )
        values: dict[str, Any] = asdict(made.task, recurse=False)
        task = storage.Task(
            **values | {"skus": tuple(to_dict(sku) for sku in made.task.skus)},
            analysis_id=analysis.analysis_id,
            rendered_text=made.rendered_text,
            notes=made.notes,
        )
        asked = "\n".join(map(repr, (issue_id, assignee, deadline, notes)))
        return self._records.tasks.add(
            tenant, task, who=tenant, idempotency_key=idempotency_key, request=asked
        )

    def find(self, tenant: str, **wanted: Unpack[TaskFilter]) -> FoundTasks:
        """Which tasks there are; a store by its name or its key.

        Raises InvalidTaskError for a priority or status that no task can have.
        """
        _one_of("priority", wanted.get("priority"), PRIORITIES)
        _one_of("status", wanted.get("status"), STATUSES)
        store = wanted.get("store_id")
        if store is not None:
            wanted["store_id"] = store_key(store)
        return self._records.tasks.find(tenant, **wanted)

    def several(self, tenant: str, task_ids: Sequence[str]) -> tuple[storage.Task, ...]:
        """These tasks in this order; those that are not there are left out."""
        return self._records.tasks.several(tenant, task_ids)

    def change(
        self,
        tenant: str,
        task_id: str,
        *,
        status: str | None,
        note: str | None,
        version: int | None,
        at: datetime,
    ) -> storage.Task:
        """Set the status, add a note, or both. `version`: the one that the caller has seen.

        Raises InvalidTaskError for a status that does not exist and where nothing is to change,
        ConflictError where the task is at another version by now.
        """
        self._records.tasks.get(tenant, task_id)
        said = (note or "").strip() or None
        _one_of("status", status, STATUSES)
        if status is None and said is None:
            raise InvalidTaskError("status", f"is required: one of {', '.join(STATUSES)}.")
        return self._records.tasks.change(
            tenant, task_id, who=tenant, at=at, status=status, note=said, version=version
        )

    def history(self, tenant: str, task_id: str) -> tuple[TaskChange, ...]:
        """Who changed it, when and how, oldest first."""
        return self._records.tasks.history(tenant, task_id)


def task_of(stored: storage.Task) -> Task:
    """A task as clients read it."""
    values = {field.name: getattr(stored, field.name) for field in fields(Task)}
    return _converter.structure(values, Task)


def delegated(stored: storage.Task) -> Delegated:
    """A task as whoever delegated it reads it."""
    return Delegated(
        task=task_of(stored),
        rendered_text=stored.rendered_text,
        task_id=stored.task_id,
        notes=stored.notes,
    )


def _one_of(field: str, given: str | None, known: tuple[str, ...]) -> None:
    if given is not None and given not in known:
        raise InvalidTaskError(field, f"{given[:40]!r} is none of {', '.join(known)}.")
