"""What the application is made of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from attrs import Factory, field, frozen

from sentinel.ai import mapper_of
from sentinel.engine import Engine
from sentinel.models import ColumnMapper
from sentinel.service import Analyst, Here, Memory
from sentinel.settings import Settings
from sentinel.storage import Blobs, Records, open_blobs, open_records


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@frozen(kw_only=True)
class Parts:
    """One set per process; threads share it. What it remembers can be made again at any time."""

    engine: Engine
    records: Records
    blobs: Blobs
    settings: Settings
    clock: Callable[[], datetime] = now
    """The time in UTC, aware."""
    memory: Memory = field(factory=Memory)
    mapper: ColumnMapper | None = None
    """Asked for a second opinion on exports that nobody knows; null: nobody is."""
    analyst: Analyst = field(default=Factory(lambda self: Here(self.engine), takes_self=True))
    """Does what takes long."""


def open_parts(settings: Settings) -> Parts:
    """The parts that the settings describe. Raises UsageError for addresses that are none."""
    return Parts(
        # a request takes one thread: the others are for other requests
        engine=Engine(threads=1),
        records=open_records(settings.database_url),
        blobs=open_blobs(settings.blobs),
        settings=settings,
        mapper=None if settings.claude is None else mapper_of(settings.claude),
    )
