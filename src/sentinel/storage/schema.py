"""The version of the tables: which one a database has, and the way to the newest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from sentinel.errors import SchemaVersionError
from sentinel.storage.database import Database, open_database, prepare_folder

_LOCK = 0x5E_17_1E_11
"""Held while tables are made, so that two processes that start at once do not both make them."""


def upgrade(url: str) -> str:
    """Bring the tables of the database at `url` to the newest version, in one transaction.

    Several processes may do so at once: one does it, the others wait and find it done. Gives the
    version. Raises SchemaVersionError for a database of a newer program, StorageUnavailableError.
    """
    prepare_folder(url)
    expected = newest()
    with _opened(url) as database, database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        found = _version(connection)
        if found is not None and found not in _known():
            raise SchemaVersionError(found=found, expected=expected)
        if found != expected:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return expected


def version(url: str) -> str | None:
    """The version of the tables of the database at `url`; null where it has none yet."""
    prepare_folder(url)
    with _opened(url) as database, database.reading() as connection:
        return _version(connection)


def require_current(url: str) -> None:
    """Raises SchemaVersionError, which says what to do, unless the tables are of this program."""
    found, expected = version(url), newest()
    if found != expected:
        raise SchemaVersionError(found=found, expected=expected)


def newest() -> str:
    """The version that this program needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None  # there is at least one
    return head


def _known() -> frozenset[str]:
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return frozenset(script.revision for script in scripts)


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    # a percent sign in the path would be taken for a variable
    place = str(Path(__file__).with_name("migrations")).replace("%", "%%")
    config.set_main_option("script_location", place)
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = open_database(url)
    try:
        yield database
    finally:
        database.close()
