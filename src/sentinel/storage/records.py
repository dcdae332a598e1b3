"""Records: everything that is kept in the database, by kind."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen
from sqlalchemy import Connection, Table, delete, select, text

from sentinel.storage.analyses import Analyses, Issues
from sentinel.storage.database import Database, open_database
from sentinel.storage.diagnostics import Diagnostics
from sentinel.storage.names import place_of
from sentinel.storage.rates import Rates
from sentinel.storage.tables import (
    analyses,
    diagnostic_sessions,
    idempotency_keys,
    metadata,
    rate_counters,
    tasks,
    uploads,
)
from sentinel.storage.tasks import Tasks
from sentinel.storage.uploads import Uploads


@frozen
class Records:
    """What survives a restart, of every tenant. One per process; threads share it.

    Every method takes the tenant first, and what another tenant has is absent for it. Where the
    database cannot be reached, methods raise StorageUnavailableError; once it is back, they work
    again. Text that it cannot hold raises UnstorableError; a full disk StorageFullError.
    """

    _database: Database
    analyses: Analyses
    issues: Issues
    tasks: Tasks
    diagnostics: Diagnostics
    uploads: Uploads
    rates: Rates

    def check(self) -> None:
        """Raises what any other method would, if the database cannot be used now."""
        with self._database.reading() as connection:
            connection.execute(text("SELECT 1"))

    def delete_tenant(self, tenant: str) -> dict[str, int]:
        """Remove all rows of the tenant, at once; table to number of rows."""
        place_of(tenant)
        with self._database.writing() as connection:
            return {
                table.name: connection.execute(
                    delete(table).where(table.c.tenant == tenant)
                ).rowcount
                # children first: what a cascade removes would not be counted
                for table in reversed(metadata.sorted_tables)
            }

    def delete_before(self, moment: datetime) -> dict[str, int]:
        """Remove what all tenants have from before; table to number of rows.

        Analyses by when they were made, sessions and completed tasks by their last change, uploads
        by when they expired. A task that is not completed stays, whatever its age.
        """
        with self._database.writing() as connection:
            return {
                table.name: connection.execute(delete(table).where(*conditions)).rowcount
                for table, conditions in (
                    (analyses, [analyses.c.created_at < moment]),
                    (tasks, [tasks.c.updated_at < moment, tasks.c.status == "completed"]),
                    (diagnostic_sessions, [diagnostic_sessions.c.updated_at < moment]),
                    (uploads, [uploads.c.expires_at < moment]),
                    (idempotency_keys, [idempotency_keys.c.created_at < moment]),
                    (rate_counters, [rate_counters.c.updated_at < moment]),
                )
            }

    def blob_owners(self) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
        """The tenants and ids of all analyses, and the tenants and keys of all uploads."""
        with self._database.reading() as connection:
            return (
                _pairs(connection, analyses, "analysis_id"),
                _pairs(connection, uploads, "key"),
            )

    def close(self) -> None:
        """Give the connections back; the next call opens new ones."""
        self._database.close()


def open_records(url: str) -> Records:
    """The records in the database at `url`; nothing is connected yet.

    `sqlite:///file`, or `postgresql://user:password@host/name` with the extra `postgres`. The
    tables are made by `upgrade`. Raises UsageError for any other address.
    """
    database = open_database(url)
    return Records(
        database,
        analyses=Analyses(database),
        issues=Issues(database),
        tasks=Tasks(database),
        diagnostics=Diagnostics(database),
        uploads=Uploads(database),
        rates=Rates(database),
    )


def _pairs(connection: Connection, table: Table, column: str) -> frozenset[tuple[str, str]]:
    rows = connection.execute(select(table.c.tenant, table.c[column]))
    return frozenset((row[0], row[1]) for row in rows)
