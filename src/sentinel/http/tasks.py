"""GET /api/v1/tasks and PATCH /api/v1/tasks/{task_id}: what was delegated, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, TypeAlias, cast

import orjson
from attrs import frozen

from sentinel import storage
from sentinel.http.errors import FieldError, invalid
from sentinel.http.operations import Call, Written, encoded, operation
from sentinel.http.parts import Parts
from sentinel.http.reading import MIB, Range, Shown, Text, json, query
from sentinel.insights import delegation
from sentinel.service import tasks
from sentinel.storage import TaskOrder

_ORDERS = ("created", "deadline", "dollar_impact")
_AT_ONCE = 1000

_Key: TypeAlias = tuple[str, str, str, int]


@frozen(kw_only=True)
class TaskResponse:
    """A task and how far it is."""

    task: delegation.Task
    status: tasks.TaskStatus
    rendered_text: str
    notes: tuple[str, ...]
    """Oldest first."""
    updated_at: datetime
    """UTC."""
    version: int
    """Rises by one with every change."""


@frozen(kw_only=True)
class TaskEntry:
    """One change of a task."""

    version: int
    at: datetime
    who: str
    status_before: str | None
    """Null: it was made."""
    status: str
    note: str | None


@frozen(kw_only=True)
class ChangedTask(TaskResponse):
    """A task after a change, with all that happened to it."""

    history: tuple[TaskEntry, ...]
    """Oldest first."""


@frozen(kw_only=True)
class TaskList:
    """The tasks that were asked for."""

    tasks: tuple[TaskResponse, ...]
    total: int
    """How many there are without limit and offset."""


@frozen(kw_only=True)
class Wanted:
    """Which tasks; a filter that is empty is none."""

    store_id: Annotated[str, Text(0, 200)] = ""
    priority: Annotated[str, Shown({"enum": ["", *tasks.PRIORITIES]})] = ""
    status: Annotated[str, Shown({"enum": ["", *tasks.STATUSES]})] = ""
    order: Annotated[str, Shown({"enum": list(_ORDERS)})] = "created"
    """By deadline the nearest comes first, by dollar impact the largest."""
    limit: Annotated[int, Range(1, _AT_ONCE)] | None = None
    """How many at most."""
    offset: Annotated[int, Range(0, 1_000_000_000)] = 0
    """How many to leave out first."""


@frozen(kw_only=True)
class Change:
    """What is to change: the status, a note more, or both."""

    status: Annotated[str, Shown({"enum": list(tasks.STATUSES)})] | None = None
    """Needed unless there is a note."""
    notes: Annotated[str, Text(0, tasks.NOTE)] | None = None
    """Comes after those that are there."""
    version: Annotated[int, Range(1, 1_000_000_000)] | None = None
    """Of the task as it was seen: refused (409) where it has changed since. Null: change anyway."""


class Tasks:
    """All tasks of the tenant."""

    def __init__(self, parts: Parts) -> None:
        self._tasks = tasks.Tasks(parts.records)
        self._memory = parts.memory

    @operation("List tasks", takes=query(Wanted), answers=TaskList)
    def on_get(self, call: Call[Wanted]) -> Written[TaskList]:
        """Those for which all filters hold, in order of creation unless told otherwise. A store
        that has none gives an empty list; a priority or status that does not exist is refused."""
        given = call.given
        if given.order not in _ORDERS:
            message = f"expected one of {', '.join(_ORDERS)}"
            raise invalid([FieldError(field="order", message=message)])
        found = self._tasks.find(
            call.tenant,
            store_id=given.store_id or None,
            priority=given.priority or None,
            status=given.status or None,
            order=cast(TaskOrder, given.order),
            limit=given.limit,
            offset=given.offset,
        )
        written = self._written(call.tenant, found.versions)
        return Written(orjson.dumps({"tasks": written, "total": found.total}))

    def _written(self, tenant: str, versions: Sequence[tuple[str, int]]) -> list[orjson.Fragment]:
        """A task may be of hundreds of items: each of its versions is written once."""

        def write(absent: Sequence[_Key]) -> dict[_Key, bytes]:
            found = self._tasks.several(tenant, [task_id for _, _, task_id, _ in absent])
            return {
                ("task", tenant, one.task_id, one.version): encoded(_response(one)) for one in found
            }

        keys = [("task", tenant, *version) for version in versions]
        held = self._memory.get_all(keys, write, len)
        by_id = {key[2]: text for key, text in held.items()}
        return [orjson.Fragment(by_id[task_id]) for task_id, _ in versions if task_id in by_id]


class Task:
    """One of them."""

    def __init__(self, parts: Parts) -> None:
        self._tasks = tasks.Tasks(parts.records)

    @operation(
        "Change a task",
        takes=json(Change, max_bytes=MIB),
        answers=ChangedTask,
        refuses=(404, 409),
    )
    def on_patch(self, call: Call[Change], task_id: str) -> ChangedTask:
        """Any status can follow any other. Two changes at once come one after the other; neither's
        note is lost."""
        given = call.given
        changed = self._tasks.change(
            call.tenant,
            task_id,
            status=given.status,
            note=given.notes,
            version=given.version,
            at=call.at,
        )
        history = self._tasks.history(call.tenant, task_id)
        return ChangedTask(
            **_fields(changed),
            history=tuple(
                TaskEntry(
                    version=one.version,
                    at=one.at,
                    who=one.who,
                    status_before=one.status_before,
                    status=one.status,
                    note=one.note,
                )
                for one in history
            ),
        )


def _response(stored: storage.Task) -> TaskResponse:
    return TaskResponse(**_fields(stored))


def _fields(stored: storage.Task) -> dict[str, Any]:
    return {
        "task": tasks.task_of(stored),
        "status": stored.status,
        "rendered_text": stored.rendered_text,
        "notes": stored.notes,
        "updated_at": stored.updated_at or stored.created_at,
        "version": stored.version,
    }
