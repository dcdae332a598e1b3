"""Rows of diagnostic sessions, their items and answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from attrs import asdict, evolve, frozen
from sqlalchemy import Connection, RowMapping, func, select, update

from sentinel.errors import ConflictError, NotFoundError
from sentinel.storage.database import Database
from sentinel.storage.lookup import equals, of_tenant
from sentinel.storage.models import Answer, DiagnosticItem, DiagnosticPattern, DiagnosticSession
from sentinel.storage.names import place_of
from sentinel.storage.tables import diagnostic_answers, diagnostic_items, diagnostic_sessions

_AT_ONCE = 5000
_SESSION = "diagnostic session"


@frozen
class Diagnostics:
    """The diagnostic sessions of each tenant."""

    _database: Database

    def add(self, tenant: str, session: DiagnosticSession, items: Sequence[DiagnosticItem]) -> None:
        """Store a new session, not answered yet, with its items.

        Raises ConflictError where the id is taken.
        """
        place_of(tenant)
        own = {"tenant": tenant, "session_id": session.session_id}
        row = asdict(session, recurse=False) | own | {"updated_at": session.created_at}
        del row["answers"]
        row["patterns"] = [asdict(pattern) for pattern in session.patterns]
        with self._database.writing() as connection:
            connection.execute(diagnostic_sessions.insert(), row)
            for start in range(0, len(items), _AT_ONCE):
                some = items[start : start + _AT_ONCE]
                rows = [
                    asdict(item) | own | {"number": number}
                    for number, item in enumerate(some, start)
                ]
                connection.execute(diagnostic_items.insert(), rows)

    def get(self, tenant: str, session_id: str) -> DiagnosticSession:
        """One with its answers. Raises NotFoundError."""
        place_of(tenant)
        with self._database.reading() as connection:
            return _session(connection, tenant, session_id)

    def items(
        self,
        tenant: str,
        session_id: str,
        *,
        pattern_id: str | None = None,
        limit: int | None = None,
    ) -> tuple[DiagnosticItem, ...]:
        """Items of a session, or of one of its patterns, the largest value first.

        Raises NotFoundError where there is no such session.
        """
        table = diagnostic_items
        query = of_tenant(table, tenant).where(equals(table.c.session_id, session_id))
        if pattern_id is not None:
            query = query.where(equals(table.c.pattern_id, pattern_id))
        value = func.abs(table.c.stock) * table.c.cost
        with self._database.reading() as connection:
            _session_row(connection, tenant, session_id, lock=False)
            rows = connection.execute(query.order_by(value.desc(), table.c.number).limit(limit))
            return tuple(
                DiagnosticItem(
                    pattern_id=row.pattern_id,
                    sku=row.sku,
                    description=row.description,
                    stock=row.stock,
                    cost=row.cost,
                )
                for row in rows
            )

    def answer(
        self,
        tenant: str,
        session_id: str,
        position: int,
        classification: str,
        *,
        note: str = "",
        who: str,
        at: datetime,
    ) -> DiagnosticSession:
        """Answer the question at `position`, which must be open.

        The same answer once more changes nothing and gives the session as it is. Raises
        ConflictError for another answer to a question that has one (see `correct`) and where there
        is no such question; NotFoundError where there is no such session.
        """
        place_of(tenant)
        with self._database.writing() as connection:
            row = _session_row(connection, tenant, session_id, lock=True)
            given = _answers(connection, tenant, session_id).get(position)
            if given is None:
                _write(connection, tenant, row, position, 1, classification, note, who, at)
            elif (given.classification, given.note) != (classification, note):
                raise ConflictError(
                    f"Question {position} is answered with {given.classification!r} already:"
                    " correct it instead."
                )
            return _session(connection, tenant, session_id)

    def correct(
        self,
        tenant: str,
        session_id: str,
        position: int,
        classification: str,
        *,
        note: str = "",
        who: str,
        at: datetime,
        revision: int | None = None,
    ) -> DiagnosticSession:
        """Answer the question at `position` anew; what was answered before stays in the history.

        The answer that holds already changes nothing. `revision`: the one that the caller has
        seen. Raises ConflictError where it is another by now, or where the question has no answer
        yet; NotFoundError where there is no such session.
        """
        place_of(tenant)
        with self._database.writing() as connection:
            row = _session_row(connection, tenant, session_id, lock=True)
            given = _answers(connection, tenant, session_id).get(position)
            if given is None:
                raise ConflictError(f"Question {position} has no answer yet that could be wrong.")
            if (given.classification, given.note) != (classification, note):
                if revision not in (None, given.revision):
                    raise ConflictError(
                        f"The answer to question {position} is at revision {given.revision} by"
                        f" now, not at {revision}: read it again."
                    )
                later = given.revision + 1
                _write(connection, tenant, row, position, later, classification, note, who, at)
            return _session(connection, tenant, session_id)

    def history(self, tenant: str, session_id: str) -> tuple[Answer, ...]:
        """All answers, those corrected since included, by question. Raises NotFoundError."""
        place_of(tenant)
        with self._database.reading() as connection:
            _session_row(connection, tenant, session_id, lock=False)
            return _revisions(connection, tenant, session_id)


def _session_row(connection: Connection, tenant: str, session_id: str, *, lock: bool) -> RowMapping:
    query = of_tenant(diagnostic_sessions, tenant).where(
        equals(diagnostic_sessions.c.session_id, session_id)
    )
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    if row is None:
        raise NotFoundError(_SESSION, session_id)
    return row


def _session(connection: Connection, tenant: str, session_id: str) -> DiagnosticSession:
    row = _session_row(connection, tenant, session_id, lock=False)
    values: dict[str, Any] = dict(row)
    del values["tenant"], values["updated_at"]
    values["patterns"] = tuple(DiagnosticPattern(**pattern) for pattern in row["patterns"])
    session = DiagnosticSession(**values)
    return evolve(session, answers=tuple(_answers(connection, tenant, session_id).values()))


def _answers(connection: Connection, tenant: str, session_id: str) -> dict[int, Answer]:
    """The ones that hold, by question: of each the last."""
    return {answer.position: answer for answer in _revisions(connection, tenant, session_id)}


def _revisions(connection: Connection, tenant: str, session_id: str) -> tuple[Answer, ...]:
    table = diagnostic_answers
    columns = [column for column in table.c if column.name not in ("tenant", "session_id")]
    rows = connection.execute(
        select(*columns)
        .where(table.c.tenant == tenant, equals(table.c.session_id, session_id))
        .order_by(table.c.position, table.c.revision)
    )
    return tuple(Answer(**row) for row in rows.mappings())


def _write(
    connection: Connection,
    tenant: str,
    session: RowMapping,
    position: int,
    revision: int,
    classification: str,
    note: str,
    who: str,
    at: datetime,
) -> None:
    patterns = session["patterns"]
    if not 0 <= position < len(patterns):
        raise ConflictError(f"There is no question {position}: there are {len(patterns)}, from 0.")
    answer = Answer(
        position=position,
        pattern_id=patterns[position]["pattern_id"],
        classification=classification,
        note=note,
        who=who,
        at=at,
        revision=revision,
    )
    own = {"tenant": tenant, "session_id": session["session_id"]}
    connection.execute(diagnostic_answers.insert(), asdict(answer) | own)
    connection.execute(
        update(diagnostic_sessions)
        .where(*(diagnostic_sessions.c[name] == value for name, value in own.items()))
        .values(updated_at=max(at, session["updated_at"]))
    )
