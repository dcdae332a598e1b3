"""Blobs in a folder: one file each, in a folder per tenant."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from attrs import frozen

from sentinel.errors import (
    NotFoundError,
    StorageError,
    StorageFullError,
    StorageRefusedError,
    StorageUnavailableError,
)
from sentinel.storage.blobs import Data
from sentinel.storage.models import BlobInfo, Presigned
from sentinel.storage.names import checked_key, place_of, tenants_of

_HALF_WRITTEN = ".half-"
"""Keys never start with a point: no listing or look-up sees a file that is being written."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)
_ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR)


@frozen
class FolderBlobs:
    """See `Blobs`."""

    folder: Path

    def put(self, tenant: str, key: str, data: Data) -> None:
        """See `Blobs`; a `kill -9` leaves at most a file that no key names."""
        path = self._path(tenant, key)
        try:
            with _told(key):
                _write(path, data)
        except NotFoundError as error:
            raise StorageUnavailableError(
                f"The folder of the blob {key!r} was removed while it was written."
            ) from error

    def get(self, tenant: str, key: str) -> bytes:
        """See `Blobs`."""
        with self.open(tenant, key) as file, _told(key):
            return file.read()

    def open(self, tenant: str, key: str) -> BinaryIO:
        """See `Blobs`."""
        with _told(key):
            return self._path(tenant, key).open("rb")

    def head(self, tenant: str, key: str, size: int) -> bytes:
        """See `Blobs`."""
        with self.open(tenant, key) as file, _told(key):
            return file.read(max(size, 0))

    def size(self, tenant: str, key: str) -> int:
        """See `Blobs`."""
        with self.open(tenant, key) as file, _told(key):
            return os.fstat(file.fileno()).st_size

    def delete(self, tenant: str, key: str) -> None:
        """See `Blobs`."""
        path = self._path(tenant, key)
        with suppress(NotFoundError), _told(key):
            path.unlink()

    def delete_all(self, tenant: str) -> int:
        """See `Blobs`."""
        home = self.folder / place_of(tenant)
        count = sum(1 for _ in self.list(tenant))
        with _told("all"):
            while home.exists():
                # a blob may be put into it meanwhile: then its folder is not empty yet
                with suppress(FileNotFoundError):
                    _remove(home)
        return count

    def list(self, tenant: str, prefix: str = "") -> Iterator[BlobInfo]:
        """See `Blobs`."""
        home = self.folder / place_of(tenant)
        for folder, _, files in os.walk(home):
            for name in files:
                path = Path(folder, name)
                key = path.relative_to(home).as_posix()
                if name.startswith(_HALF_WRITTEN) or not key.startswith(prefix):
                    continue
                with suppress(FileNotFoundError):
                    found = path.stat()
                    modified = datetime.fromtimestamp(found.st_mtime, UTC)
                    yield BlobInfo(key=key, size=found.st_size, modified=modified)

    def tenants(self) -> Iterator[str]:
        """See `Blobs`."""
        if self.folder.is_dir():
            with _told("all"):
                names = sorted(path.name for path in self.folder.iterdir() if path.is_dir())
            yield from tenants_of(names)

    def tidy(self, before: datetime) -> int:
        """See `Blobs`."""
        count = 0
        for half in self.folder.rglob(f"{_HALF_WRITTEN}*"):
            with suppress(NotFoundError), _told(half.name):
                if half.stat().st_mtime < before.timestamp():
                    half.unlink()
                    count += 1
        return count

    def presign_post(
        self, tenant: str, key: str, *, content_type: str, max_bytes: int, seconds: int
    ) -> Presigned | None:
        """Null: a folder is no server; the application signs a form of its own."""
        self._path(tenant, key)
        return None

    def check(self) -> None:
        """See `Blobs`."""
        with _told("all"):
            make_folder(self.folder)
            if not os.access(self.folder, os.R_OK | os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self.folder))

    def _path(self, tenant: str, key: str) -> Path:
        return self.folder / place_of(tenant) / checked_key(key)


def make_folder(folder: Path) -> None:
    """Make it, and those above it, for this user alone; those that are there stay as they are."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _write(path: Path, data: Data) -> None:
    half = _made_beside(path)
    try:
        with half:
            if isinstance(data, bytes | memoryview):
                half.write(data)
            else:
                shutil.copyfileobj(data, half, 1 << 20)
            half.flush()
            os.fsync(half.fileno())
        os.replace(half.name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(half.name)
        raise
    _sync_folder(path.parent)


def _made_beside(path: Path) -> BinaryIO:
    """A new file in the folder of `path`, which is made if need be."""
    while True:
        half = path.with_name(f"{_HALF_WRITTEN}{uuid4().hex}")
        # all of a tenant may be deleted meanwhile
        with suppress(FileNotFoundError):
            make_folder(path.parent)
            return half.open("xb")


def _sync_folder(folder: Path) -> None:
    """Without it a crash of the machine may forget the new name."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(home: Path) -> None:
    try:
        shutil.rmtree(home)
    except OSError as error:
        if error.errno != errno.ENOTEMPTY:
            raise


@contextmanager
def _told(key: str) -> Iterator[None]:
    """What the file system says, as our errors."""
    try:
        yield
    except OSError as error:
        raise _error(error, key) from error


def _error(error: OSError, key: str) -> StorageError:
    if error.errno in _ABSENT:
        return NotFoundError("blob", key)
    why = f"{error.strerror or error} ({error.filename or key})"
    if error.errno in _FULL:
        return StorageFullError(f"There is no room for the blob {key!r}: {why}.")
    if error.errno in _REFUSED:
        return StorageRefusedError(f"The folder of blobs may not be used: {why}.")
    return StorageUnavailableError(f"The folder of blobs cannot be used now: {why}.")
