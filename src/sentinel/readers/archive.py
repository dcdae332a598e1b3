"""Unfolding gzip and zip: one file inside, with limits that hold while it unfolds."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sentinel.errors import LimitExceededError, UnreadableInputError
from sentinel.readers.limits import (
    MAX_DECOMPRESSED_BYTES,
    MAX_RATIO,
    MIB,
    RATIO_FREE_BYTES,
    shown,
)

if TYPE_CHECKING:
    from zipfile import ZipInfo

GZIP = zlib.MAX_WBITS | 16
"""Window bits that make zlib expect a gzip header."""
RAW = -zlib.MAX_WBITS
"""Window bits of a bare deflate stream, as zip members have it."""

_STEP = MIB
_DAMAGED = "Send the file again, or unpack it and give the file inside."


def unfolded(packed: memoryview, window: int, name: str) -> Iterator[bytes]:
    """Decompressed pieces of one deflate stream (of several members, for gzip).

    Raises UnreadableInputError if it is damaged or cut off and LimitExceededError as soon as it
    grows beyond the limits, whatever its header promises.
    """
    produced = 0
    rest = packed
    while rest:
        inflate = zlib.decompressobj(window)
        while not inflate.eof:
            step: bytes | memoryview = inflate.unconsumed_tail
            if not step:
                step, rest = rest[:_STEP], rest[_STEP:]
            try:
                piece = inflate.decompress(step, _STEP)
            except zlib.error as error:
                raise UnreadableInputError(
                    f"is damaged: it cannot be decompressed ({error}).",
                    source=name,
                    remedy=_DAMAGED,
                ) from error
            if not step and not piece and not inflate.eof:
                raise UnreadableInputError(
                    "ends early: it is cut off.", source=name, remedy=_DAMAGED
                )
            produced += len(piece)
            _check(produced, len(packed), name)
            if piece:
                yield piece
        if window != GZIP:
            return
        rest = packed[len(packed) - len(inflate.unused_data) - len(rest) :]
        if bytes(rest[:2]) != b"\x1f\x8b":
            return  # padding behind the last member


def _check(produced: int, packed: int, name: str) -> None:
    if produced > MAX_DECOMPRESSED_BYTES:
        raise LimitExceededError(
            f"unfolds to more than {shown(MAX_DECOMPRESSED_BYTES)}, the most that is decompressed.",
            source=name,
            remedy="Unpack it yourself if you trust it, and give the file inside.",
        )
    if produced > RATIO_FREE_BYTES and produced > MAX_RATIO * packed:
        raise LimitExceededError(
            f"unfolds to more than {MAX_RATIO} times its {shown(packed)}; exports do not.",
            source=name,
            remedy="Unpack it yourself if you trust it, and give the file inside.",
        )


def from_gzip(packed: memoryview, name: str, size: int | None = None) -> bytes:
    """The one file in a gzip; several members are one file after the other.

    `size`: stop behind so many bytes (null: the whole).
    """
    return _joined(unfolded(packed, GZIP, name), size)


def _joined(pieces: Iterator[bytes], size: int | None) -> bytes:
    taken, length = [], 0
    for piece in pieces:
        taken.append(piece)
        length += len(piece)
        if size is not None and length > size:
            break
    return b"".join(taken)


def directory(packed: memoryview, name: str) -> list[ZipInfo]:
    """The files in a zip, without folders. Raises UnreadableInputError if it is damaged."""
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return [info for info in archive.infolist() if _is_file(info)]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise UnreadableInputError(
            f"is a damaged zip ({error}).", source=name, remedy=_DAMAGED
        ) from error


def from_zip(packed: memoryview, files: list[ZipInfo], name: str, size: int | None = None) -> bytes:
    """The only file in a zip, or its first bytes: `size` as for `from_gzip`.

    Raises UnreadableInputError if there is none, more than one, or one under a password.
    """
    if not files:
        raise UnreadableInputError(
            "is a zip without a file inside.", source=name, remedy="Put one export into it."
        )
    if len(files) > 1:
        names = ", ".join(repr(info.filename) for info in files[:5])
        more = f" and {len(files) - 5} more" if len(files) > 5 else ""
        raise UnreadableInputError(
            f"is a zip with {len(files)} files inside ({names}{more}); one was expected.",
            source=name,
            remedy="Unpack it and give the exports themselves, one or several.",
        )
    return _joined(member(packed, files[0], name), size)


def member(packed: memoryview, info: ZipInfo, name: str) -> Iterator[bytes]:
    """Decompressed pieces of one member of a zip; raises as `unfolded` does."""
    if info.flag_bits & 0x1:
        raise UnreadableInputError(
            f"holds {info.filename!r} under a password.",
            source=name,
            remedy="Unpack it with the password and give the file inside.",
        )
    header = bytes(packed[info.header_offset : info.header_offset + 30])
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise UnreadableInputError("is a damaged zip.", source=name, remedy=_DAMAGED)
    start = info.header_offset + 30
    start += int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    body = packed[start : start + info.compress_size]
    if info.compress_type == 0:
        _check(len(body), len(body), name)
        yield bytes(body)
    elif info.compress_type == 8:
        yield from unfolded(body, RAW, name)
    else:
        raise UnreadableInputError(
            f"holds {info.filename!r} packed in a way that is not read (method"
            f" {info.compress_type}).",
            source=name,
            remedy="Unpack it and give the file inside.",
        )


def _is_file(info: ZipInfo) -> bool:
    # what macOS adds beside each file is no file of the user's
    return not info.is_dir() and not info.filename.startswith("__MACOSX/")
