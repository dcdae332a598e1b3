"""The end of an upload: its file goes when it was analysed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from threading import Timer

from sentinel.errors import StorageError
from sentinel.storage import Blobs, Records

GRACE = 60.0
"""Seconds that a file stays: an answer may be lost on its way, and be asked for again."""


def consume(records: Records, blobs: Blobs, tenant: str, keys: Iterable[str]) -> None:
    """Take these uploads away: permission now, files after `GRACE`.

    A process that ends before leaves files that no upload belongs to: retention removes them.
    """
    gone = tuple(keys)
    for key in gone:
        with suppress(StorageError):
            records.uploads.delete(tenant, key)
    timer = Timer(GRACE, _delete, (blobs, tenant, gone))
    timer.daemon = True
    timer.start()


def _delete(blobs: Blobs, tenant: str, keys: Iterable[str]) -> None:
    for key in keys:
        with suppress(StorageError):
            blobs.delete(tenant, key)
