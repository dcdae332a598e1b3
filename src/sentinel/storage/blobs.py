"""Blobs: bytes under a key, in a folder or in S3, each tenant's apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias

from sentinel.errors import UsageError
from sentinel.storage.models import BlobInfo, Presigned

Data: TypeAlias = bytes | memoryview | BinaryIO
"""What can be put: bytes, or a file that can be read from where it stands."""


class Blobs(Protocol):
    """Where bytes are kept.

    Every method raises UnstorableError for a tenant or key that could lead elsewhere,
    StorageUnavailableError where the place cannot be reached, StorageRefusedError where it says no.
    """

    def put(self, tenant: str, key: str, data: Data) -> None:
        """Keep it, whole or not at all; a blob of that key is replaced.

        Raises StorageFullError where there is no room.
        """

    def get(self, tenant: str, key: str) -> bytes:
        """All of it. Raises NotFoundError."""

    def open(self, tenant: str, key: str) -> BinaryIO:
        """A file to read and seek in, to be closed by the caller. Raises NotFoundError."""

    def head(self, tenant: str, key: str, size: int) -> bytes:
        """Its first `size` bytes, or all if it has fewer. Raises NotFoundError."""

    def size(self, tenant: str, key: str) -> int:
        """Its bytes. Raises NotFoundError."""

    def delete(self, tenant: str, key: str) -> None:
        """Remove it, older versions included; one that is not there is as good as removed."""

    def delete_all(self, tenant: str) -> int:
        """Remove all that the tenant has; how many there were."""

    def list(self, tenant: str, prefix: str = "") -> Iterator[BlobInfo]:
        """The tenant's blobs whose key starts with `prefix`, in no order."""

    def tenants(self) -> Iterator[str]:
        """Everybody who has a blob."""

    def tidy(self, before: datetime) -> int:
        """Remove what writes that were killed before then left behind; how much there was."""

    def presign_post(
        self, tenant: str, key: str, *, content_type: str, max_bytes: int, seconds: int
    ) -> Presigned | None:
        """A form that lets a browser put this key, once or again, until it expires.

        From 1 to `max_bytes` bytes of just that type. Null where the place has no such form.
        """

    def check(self) -> None:
        """Raises what any other method would, if the place cannot be used now."""


def open_blobs(where: str | PathLike[str]) -> Blobs:
    """The blobs in a folder, or in S3 for `s3://bucket/prefix`.

    The folder is made when something is first put there. For S3 the standard `AWS_*` settings hold
    and the extra `aws` is needed. Raises UsageError for any other address.
    """
    place = str(where)
    if place.startswith("s3://"):
        from sentinel.storage.s3 import open_s3

        return open_s3(place)
    if not place or re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", place):
        raise UsageError(
            f"Blobs cannot be kept in {place!r}: expected a folder or s3://bucket/prefix.",
            given=place,
        )
    from sentinel.storage.folder import FolderBlobs

    return FolderBlobs(Path(place))
