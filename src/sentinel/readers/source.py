"""Where bytes come from: a path, bytes, or an open binary file; and their fingerprint."""

from __future__ import annotations

import hashlib
import mmap
import os
import stat
import threading
from typing import BinaryIO, TypeAlias

from attrs import frozen

from sentinel.errors import EmptyInputError, UnreadableInputError, UsageError
from sentinel.readers.limits import MAX_BYTES, MIB, check_size

InputSource: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO
"""What can be opened: a path, the bytes themselves, or a file opened in binary mode."""

_EXPORT = "Export again from the POS; the file should hold a header line and one row per item."


class Digest:
    """SHA-256 of an input, worked out beside the reading; asking for it waits for the rest.

    `beside`: false where nobody may ask for it: then it is worked out when somebody does.
    """

    def __init__(self, data: memoryview, *, beside: bool = True) -> None:
        self._hex = ""
        self._data: memoryview | None = data
        self._thread: threading.Thread | None = None
        if beside and len(data) >= MIB:
            self._thread = threading.Thread(target=self._work, name="sha256", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        if self._data is not None:
            self._hex = hashlib.sha256(self._data).hexdigest()
            self._data = None  # a mapping is given back as soon as nobody reads it

    @property
    def hex(self) -> str:
        """The digest in hexadecimal."""
        if self._thread is not None:
            self._thread.join()
        elif not self._hex:
            self._work()
        return self._hex


@frozen(kw_only=True, eq=False)
class Loaded:
    """An input in memory, or mapped into it."""

    name: str
    data: memoryview
    """The bytes as given, compressed ones included."""
    digest: Digest


def load(source: InputSource, *, name: str | None = None, whole: bool = True) -> Loaded:
    """The bytes of a source; files are mapped, not copied.

    `whole`: whether all of it is going to be read. `name` overrides what errors and reports call
    it: the file's name, else `input`.
    Raises EmptyInputError without bytes, LimitExceededError above `MAX_BYTES`,
    UnreadableInputError if it cannot be opened and UsageError if it is no source at all.
    """
    if isinstance(source, str | os.PathLike):
        path = os.fspath(source)
        name = name or os.path.basename(path) or path
        data = _from_path(path, name)
    elif isinstance(source, bytes | bytearray | memoryview):
        name = name or "input"
        data = _unchanging(memoryview(source))
    elif hasattr(source, "read"):
        name = name or _name_of(source)
        data = memoryview(_from_stream(source, name))
    else:
        raise UsageError(
            f"A {type(source).__name__} cannot be read; give a path, bytes or an open binary file."
        )
    check_size(len(data), name)
    if not len(data):
        raise EmptyInputError("is empty: 0 bytes.", source=name, remedy=_EXPORT)
    return Loaded(name=name, data=data, digest=Digest(data, beside=whole))


def _from_path(path: str, name: str) -> memoryview:
    try:
        with open(path, "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                return memoryview(_from_stream(file, name))  # a pipe cannot be mapped
            check_size(found.st_size, name)
            if not found.st_size:
                return memoryview(b"")
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except FileNotFoundError as error:
        raise _refused(path, "there is no such file.", "Check the path.") from error
    except IsADirectoryError as error:
        raise _refused(path, "is a folder.", "Name the export in it.") from error
    except PermissionError as error:
        raise _refused(path, "may not be read.", "Check its permissions.") from error
    except (OSError, ValueError) as error:
        raise _refused(path, f"cannot be opened ({error}).", "Check the path.") from error


def _unchanging(data: memoryview) -> memoryview:
    """Bytes that nobody writes to while they are read."""
    shared = data.readonly and data.c_contiguous
    return data.cast("B") if shared else memoryview(data.tobytes())


def _from_stream(stream: BinaryIO, name: str) -> bytes:
    pieces = []
    size = 0
    while size <= MAX_BYTES:
        piece = stream.read(MIB)
        if isinstance(piece, str):
            raise UsageError(f"{name} is open in text mode; open it in binary mode ('rb').")
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
    check_size(size, name)
    return b"".join(pieces)


def _name_of(stream: BinaryIO) -> str:
    name = getattr(stream, "name", None)
    return os.path.basename(name) or name if isinstance(name, str) else "input"


def _refused(path: str, message: str, remedy: str) -> UnreadableInputError:
    return UnreadableInputError(message, source=path, remedy=remedy)
