"""The way to the database: SQLite or PostgreSQL, transactions, and what can go wrong."""

from __future__ import annotations

import os
import sqlite3
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from attrs import define, field, frozen
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy import exc as sql

from sentinel.errors import (
    ConflictError,
    SentinelError,
    StorageDamagedError,
    StorageError,
    StorageFullError,
    StorageRefusedError,
    StorageUnavailableError,
    UsageError,
)
from sentinel.storage.folder import make_folder

_BUSY_SECONDS = 10
_RETRY_SECONDS = 0.01
_CONNECT_SECONDS = 5
_POSTGRES = (
    "-c statement_timeout=30000 -c lock_timeout=10000"
    " -c idle_in_transaction_session_timeout=60000 -c timezone=UTC"
)
_WRITES = "sentinel_writes"


@define(eq=False)
class Turns:
    """One thread of this process writes at a time.

    SQLite lets those that wait try again at random: of two hundred clients of a busy server one
    waited for ten seconds in vain. Here each gets its turn.
    """

    _lock: Lock = field(factory=Lock)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises StorageUnavailableError where no turn comes in time."""
        lock = self._lock
        if not lock.acquire(timeout=_BUSY_SECONDS):
            raise StorageUnavailableError("The database is held by another process.")
        try:
            yield
        finally:
            lock.release()

    def renew(self) -> None:
        """In a child of this process, where whoever held it does not exist."""
        self._lock = Lock()


@frozen
class Database:
    """Transactions over one engine. Pools survive a fork: a child opens connections of its own."""

    engine: Engine
    _reader: Engine
    _writer: Engine
    _turns: Turns | None = None
    """Of the threads that write; null: the database sees to it."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database throughout."""
        with told(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is kept whole at its end, or not at all.

        On SQLite it is the only one that writes; on PostgreSQL rows are locked as they are read.
        """
        turn = self._turns.taken() if self._turns is not None else nullcontext()
        with turn, told(), self._writer.begin() as connection:
            yield connection

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """The database at `url`; nothing is connected yet.

    `sqlite:///file`, or `postgresql://user:password@host/name` with the extra `postgres`. Raises
    UsageError for anything else.
    """
    address = _address(url)
    engine = _sqlite(address) if address.get_backend_name() == "sqlite" else _postgres(address)
    forget = weakref.WeakMethod(engine.dispose)
    os.register_at_fork(after_in_child=lambda: _forget(forget))
    if engine.dialect.name == "sqlite":
        turns = Turns()
        renew = weakref.WeakMethod(turns.renew)
        os.register_at_fork(after_in_child=lambda: _renew(renew))
        return Database(engine, engine, engine.execution_options(**{_WRITES: True}), turns)
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Database(engine, reader, engine)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (sql.ArgumentError, ValueError):
        address = None
    known = ("sqlite", "postgresql", "postgres")
    if address is None or address.get_backend_name() not in known:
        # the address may hold a password: it is not shown
        raise UsageError(
            "The database must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME."
        )
    if address.get_backend_name() != "sqlite":
        return address.set(drivername="postgresql+psycopg")
    if address.database in (None, "", ":memory:") or "mode=memory" in url:
        raise UsageError("A database in memory is lost with its process: expected sqlite:///FILE.")
    return address.set(drivername="sqlite+pysqlite")


def _sqlite(address: URL) -> Engine:
    engine = create_engine(address, connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        # transactions begin where we say so, not where the driver finds the first INSERT
        connection.isolation_level = None
        _write_ahead(connection)
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # one that reads first and writes then could no longer write after another's commit
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on, while others may be doing the same.

    SQLite does not wait for its busy timeout here: of 360 processes that began on empty files, six
    at once each time, six were told that the database is locked.
    """
    until = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            held = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not held or time.monotonic() > until:
                raise
            time.sleep(_RETRY_SECONDS)


def _postgres(address: URL) -> Engine:
    try:
        import psycopg  # noqa: F401
    except ImportError as error:  # pragma: no cover
        raise UsageError(
            "PostgreSQL needs the extra postgres: pip install 'profit-sentinel[postgres]'."
        ) from error
    given = address.query.get("options", "")
    options = f"{_POSTGRES} {given if isinstance(given, str) else ' '.join(given)}"
    return create_engine(
        address.difference_update_query(["options"]),
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "options": options,
            "application_name": "sentinel",
        },
    )


def _forget(dispose: weakref.WeakMethod[Any]) -> None:
    method = dispose()
    if method is not None:
        method(close=False)


def _renew(renew: weakref.WeakMethod[Any]) -> None:
    method = renew()
    if method is not None:
        method()


def prepare_folder(url: str) -> None:
    """The folder of a SQLite file is made, for this user alone, if there is none."""
    address = _address(url)
    if address.get_backend_name() == "sqlite" and address.database:
        folder = Path(address.database).parent
        try:
            make_folder(folder)
        except OSError as error:
            raise StorageRefusedError(f"The folder {folder} cannot be made: {error}") from error


# --- what goes wrong ----------------------------------------------------------------------------

_SQLITE: dict[int, tuple[type[StorageError], str]] = {
    5: (StorageUnavailableError, "is held by another process"),
    6: (StorageUnavailableError, "is held by another process"),
    3: (StorageRefusedError, "may not be opened"),
    8: (StorageRefusedError, "may only be read"),
    11: (StorageDamagedError, "is damaged"),
    26: (StorageDamagedError, "is no database"),
    13: (StorageFullError, "has no room left"),
}
"""By SQLite's primary result code."""

_POSTGRES_CLASSES: dict[str, tuple[type[StorageError], str]] = {
    "53100": (StorageFullError, "has no room left"),
    "42501": (StorageRefusedError, "does not permit it"),
    "25006": (StorageRefusedError, "may only be read"),
    "28": (StorageRefusedError, "refuses the user or the password"),
    "3D": (StorageRefusedError, "does not exist"),
    "XX001": (StorageDamagedError, "is damaged"),
    "XX002": (StorageDamagedError, "is damaged"),
}
"""By SQLSTATE, or its class."""

_NO_TABLE = ("42P01", "42703")


@contextmanager
def told() -> Iterator[None]:
    """What the database and its driver say, as our errors; no message shows a value or password."""
    try:
        yield
    except sql.IntegrityError as error:
        raise ConflictError("It is there already, or what it belongs to is gone.") from error
    except sql.StatementError as error:
        if isinstance(error.orig, SentinelError):
            raise error.orig from None
        raise _error(error) from error
    except sql.TimeoutError as error:
        raise StorageUnavailableError("All connections to the database are in use.") from error


def _error(error: sql.StatementError) -> StorageError:
    code = getattr(error.orig, "sqlite_errorcode", None)
    state = getattr(error.orig, "sqlstate", None) or ""
    text = str(error.orig)
    if "no such table" in text or "no such column" in text or state in _NO_TABLE:
        return StorageUnavailableError(
            "The database lacks tables of this version. Run: sentinel database upgrade"
        )
    if code is not None:
        kind, what = _SQLITE.get(code & 0xFF, (StorageUnavailableError, f"cannot be used: {text}"))
        return kind(f"The database {what}.")
    if "authentication failed" in text:  # while connecting no SQLSTATE is given
        state = "28000"
    for length in (5, 2):
        if state[:length] in _POSTGRES_CLASSES:
            kind, what = _POSTGRES_CLASSES[state[:length]]
            return kind(f"The database {what}.")
    return StorageUnavailableError(f"The database cannot be used now: {type(error.orig).__name__}.")
