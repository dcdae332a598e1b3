"""Conditions that every query needs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, false, select

from sentinel.storage.names import is_storable, place_of


def of_tenant(table: Table, tenant: str) -> Select[Any]:
    """The tenant's rows. Raises UnstorableError for what is no tenant."""
    place_of(tenant)
    return select(table).where(table.c.tenant == tenant)


def equals(column: Column[Any], text: str) -> ColumnElement[bool]:
    """That the column is that text; never, where the text could not have been stored."""
    return column == text if isinstance(text, str) and is_storable(text) else false()


def insert_new(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert the row unless its key is there; whether it was new.

    Another one's insert of the same key is waited for, and so seen by what follows.
    """
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as insert_sqlite

        statement: Any = insert_sqlite(table).on_conflict_do_nothing()
    else:
        from sqlalchemy.dialects.postgresql import insert as insert_postgres

        statement = insert_postgres(table).on_conflict_do_nothing()
    # what one driver counts as inserted the other does not
    made = connection.execute(statement.values(row).returning(table.c.tenant))
    return made.first() is not None
