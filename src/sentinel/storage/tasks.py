"""Rows of tasks and their history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Unpack

from attrs import asdict, evolve, frozen
from sqlalchemy import Connection, RowMapping, Select, func, select, update

from sentinel.errors import ConflictError, NotFoundError
from sentinel.storage.database import Database
from sentinel.storage.lookup import equals, insert_new, of_tenant
from sentinel.storage.models import FoundTasks, Task, TaskChange, TaskFilter, TaskOrder, TaskPage
from sentinel.storage.names import place_of
from sentinel.storage.tables import idempotency_keys, task_changes, tasks

_ORDERS: dict[TaskOrder, Any] = {
    "created": (tasks.c.seq,),
    "deadline": (tasks.c.deadline, tasks.c.seq),
    "dollar_impact": (tasks.c.dollar_impact.desc(), tasks.c.seq),
}
_PURPOSE = "task"
_OWN = ("tenant", "seq")


@frozen
class Tasks:
    """The tasks of each tenant."""

    _database: Database

    def add(
        self,
        tenant: str,
        task: Task,
        *,
        who: str,
        idempotency_key: str | None = None,
        request: str = "",
    ) -> Task:
        """Store a new task, with its notes as the first of its history.

        With an idempotency key that was used before nothing is stored and the task of then is
        given back, as it is now. `request`: what was asked for, in words of the caller's choice.
        Raises ConflictError where that key was used for another request, or the task id is taken.
        """
        place_of(tenant)
        row = _row(tenant, task)
        digest = None if idempotency_key is None else _digest(idempotency_key)
        with self._database.writing() as connection:
            if digest is not None:
                earlier = _claimed(connection, tenant, digest, request, task)
                if earlier is not None:
                    return _one(connection, tenant, earlier)
            connection.execute(tasks.insert(), row)
            entry = {"tenant": tenant, "task_id": task.task_id, "at": task.created_at, "who": who}
            made = {"version": 1, "status_before": None, "status": task.status}
            note = "\n".join(task.notes) or None
            connection.execute(task_changes.insert(), entry | made | {"note": note})
            return _one(connection, tenant, task.task_id)

    def get(self, tenant: str, task_id: str) -> Task:
        """One by its id. Raises NotFoundError."""
        place_of(tenant)
        with self._database.reading() as connection:
            return _one(connection, tenant, task_id)

    def find(self, tenant: str, **wanted: Unpack[TaskFilter]) -> FoundTasks:
        """Which tasks of the tenant there are, without what they say."""
        query = of_tenant(tasks, tenant).with_only_columns(tasks.c.task_id, tasks.c.version)
        for name in ("store_id", "priority", "status", "assignee", "issue_id"):
            text = wanted.get(name)
            if text is not None:
                query = query.where(equals(tasks.c[name], str(text)))
        limit, offset = wanted.get("limit"), wanted.get("offset", 0)
        order = _ORDERS[wanted.get("order", "created")]
        page = query.order_by(*order).limit(limit).offset(offset or None)
        with self._database.reading() as connection:
            found = tuple((row[0], row[1]) for row in connection.execute(page))
            total = len(found)
            if limit is not None or offset:
                total = connection.execute(_counted(query)).scalar_one()
        return FoundTasks(versions=found, total=total)

    def several(self, tenant: str, task_ids: Sequence[str]) -> tuple[Task, ...]:
        """These tasks in this order; those that are not there are left out."""
        found: dict[str, Task] = {}
        with self._database.reading() as connection:
            for start in range(0, len(task_ids), _MOST_NAMED):
                named = tasks.c.task_id.in_(task_ids[start : start + _MOST_NAMED])
                rows = connection.execute(of_tenant(tasks, tenant).where(named)).mappings().all()
                found |= {one.task_id: one for one in _with_notes(connection, tenant, rows)}
        return tuple(found[task_id] for task_id in task_ids if task_id in found)

    def list(self, tenant: str, **wanted: Unpack[TaskFilter]) -> TaskPage:
        """The tenant's tasks."""
        found = self.find(tenant, **wanted)
        named = [task_id for task_id, _ in found.versions]
        return TaskPage(tasks=self.several(tenant, named), total=found.total)

    def change(
        self,
        tenant: str,
        task_id: str,
        *,
        who: str,
        at: datetime,
        status: str | None = None,
        note: str | None = None,
        version: int | None = None,
    ) -> Task:
        """Set the status, add a note, or both, as one entry of the history.

        Two that do so at once come one after the other, and neither's note is lost. `version`: the
        one that the caller has seen; raises ConflictError where it is another by now. Raises
        NotFoundError where there is no such task.
        """
        place_of(tenant)
        with self._database.writing() as connection:
            query = _named(tenant, task_id).with_for_update()
            row = connection.execute(query).mappings().first()
            if row is None:
                raise NotFoundError("task", task_id)
            if version not in (None, row["version"]):
                raise ConflictError(
                    f"The task {task_id!r} is at version {row['version']} by now,"
                    f" not at {version}: read it again."
                )
            after = {"version": row["version"] + 1, "status": status or row["status"]}
            connection.execute(
                update(tasks)
                .where(tasks.c.seq == row["seq"])
                .values(**after, updated_at=max(at, row["updated_at"]))
            )
            connection.execute(
                task_changes.insert(),
                {
                    "tenant": tenant,
                    "task_id": task_id,
                    "at": at,
                    "who": who,
                    "status_before": row["status"],
                    "note": note or None,
                    **after,
                },
            )
            return _one(connection, tenant, task_id)

    def history(self, tenant: str, task_id: str) -> tuple[TaskChange, ...]:
        """Who changed it, when and how, oldest first. Raises NotFoundError."""
        place_of(tenant)
        with self._database.reading() as connection:
            found = _history(connection, tenant, [task_id])[task_id]
        if not found:
            raise NotFoundError("task", task_id)
        return tuple(found)


def _claimed(
    connection: Connection, tenant: str, digest: str, request: str, task: Task
) -> str | None:
    """The task that this key already stands for; null where it now stands for this one."""
    row = {
        "tenant": tenant,
        "purpose": _PURPOSE,
        "key": digest,
        "request": _digest(request),
        "result_id": task.task_id,
        "created_at": task.created_at,
    }
    if insert_new(connection, idempotency_keys, row):
        return None
    earlier = connection.execute(
        of_tenant(idempotency_keys, tenant).where(
            idempotency_keys.c.purpose == _PURPOSE, idempotency_keys.c.key == digest
        )
    ).one()
    if earlier.request != row["request"]:
        raise ConflictError("This idempotency key was used for another request: take a new one.")
    return str(earlier.result_id)


def _digest(text: str) -> str:
    """A key may be of any length and letters; an index takes neither."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _named(tenant: str, task_id: str) -> Select[Any]:
    return of_tenant(tasks, tenant).where(equals(tasks.c.task_id, task_id))


def _one(connection: Connection, tenant: str, task_id: str) -> Task:
    found = connection.execute(_named(tenant, task_id)).mappings().all()
    if not found:
        raise NotFoundError("task", task_id)
    return _with_notes(connection, tenant, found)[0]


def _counted(query: Select[Any]) -> Select[Any]:
    return select(func.count()).select_from(query.subquery())


def _with_notes(
    connection: Connection, tenant: str, rows: Iterable[RowMapping]
) -> tuple[Task, ...]:
    found = [_task(row) for row in rows]
    history = _history(connection, tenant, [task.task_id for task in found])
    return tuple(
        evolve(task, notes=tuple(c.note for c in history[task.task_id] if c.note)) for task in found
    )


_MOST_NAMED = 500


def _history(
    connection: Connection, tenant: str, task_ids: list[str]
) -> defaultdict[str, list[TaskChange]]:
    """The changes of each task in order."""
    found: defaultdict[str, list[TaskChange]] = defaultdict(list)
    for start in range(0, len(task_ids), _MOST_NAMED):
        named = task_ids[start : start + _MOST_NAMED]
        one = equals(task_changes.c.task_id, named[0]) if len(named) == 1 else None
        query = (
            of_tenant(task_changes, tenant)
            .where(task_changes.c.task_id.in_(named) if one is None else one)
            .order_by(task_changes.c.version)
        )
        for row in connection.execute(query).mappings():
            change = {
                name: value for name, value in row.items() if name not in ("tenant", "task_id")
            }
            found[row["task_id"]].append(TaskChange(**change))
    return found


def _row(tenant: str, task: Task) -> dict[str, Any]:
    row = asdict(task, recurse=False) | {"tenant": tenant, "version": 1}
    del row["notes"]
    row["action_items"] = list(task.action_items)
    row["skus"] = [dict(sku) for sku in task.skus]
    row["updated_at"] = task.created_at
    return row


def _task(row: RowMapping) -> Task:
    values = {name: value for name, value in row.items() if name not in _OWN}
    values["action_items"] = tuple(values["action_items"])
    values["skus"] = tuple(values["skus"])
    return Task(**values)
