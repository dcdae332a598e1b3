"""Bytes to UTF-8: strictly, or by an encoding that is named; never by replacing characters."""

from __future__ import annotations

import codecs
import re

from attrs import frozen

from sentinel.errors import UnreadableInputError
from sentinel.models import Problem, ProblemExample
from sentinel.readers.limits import MIB

_STEP = 4 * MIB
_PROBE = 4096
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""Bytes that Windows-1252 leaves undefined."""


@frozen(kw_only=True, eq=False)
class Utf8:
    """Text as UTF-8."""

    data: memoryview
    """The input itself if it was UTF-8, else a new buffer."""
    start: int
    """Offset of the first character: 3 behind a byte order mark."""
    encoding: str
    """utf-8, utf-8-sig, utf-16, windows-1252 or latin-1."""
    problems: tuple[Problem, ...] = ()


def to_utf8(data: memoryview, name: str) -> Utf8:
    """Raises UnreadableInputError for UTF-16 that breaks off or has half characters."""
    head = bytes(data[:_PROBE])
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        order = "utf-16-le" if head.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
        return _converted(data[2:], order, "utf-16", name)
    order = _utf16_without_mark(head)
    if order:
        return _converted(data, order, "utf-16", name)
    if is_utf8(data):
        marked = head.startswith(codecs.BOM_UTF8)
        return Utf8(
            data=data,
            start=3 if marked else 0,
            encoding="utf-8-sig" if marked else "utf-8",
        )
    return _single_byte(data, head, name)


def is_utf8(data: memoryview) -> bool:
    """Whether the whole buffer is valid UTF-8, without decoding it."""
    import pyarrow as pa

    ends = (0).to_bytes(8, "little") + len(data).to_bytes(8, "little")
    text = pa.LargeStringArray.from_buffers(1, pa.py_buffer(ends), pa.py_buffer(data))
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _utf16_without_mark(head: bytes) -> str:
    """Latin letters in UTF-16 have a NUL as every second byte."""
    pairs = len(head) // 2
    if pairs < 4:
        return ""
    even, odd = head[: 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if odd > 0.6 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    if even > 0.6 * pairs and odd < 0.05 * pairs:
        return "utf-16-be"
    return ""


def _single_byte(data: memoryview, head: bytes, name: str) -> Utf8:
    marked = head.startswith(codecs.BOM_UTF8)
    body = data[3:] if marked else data
    encoding = "latin-1" if _has_undefined(body) else "windows-1252"
    text = _converted(body, encoding, encoding, name)
    if not marked:
        return text
    example = ProblemExample(row=None, value=None, message=f"read as {encoding} instead")
    mixed = Problem(code="not_the_declared_encoding", count=1, examples=(example,))
    return Utf8(data=text.data, start=0, encoding=encoding, problems=(mixed,))


def _has_undefined(data: memoryview) -> bool:
    return any(
        _UNDEFINED.search(data[start : start + _STEP]) for start in range(0, len(data), _STEP)
    )


def _converted(data: memoryview, codec: str, encoding: str, name: str) -> Utf8:
    decoder = codecs.getincrementaldecoder(codec)(errors="strict")
    out = bytearray()
    try:
        for start in range(0, len(data), _STEP):
            piece = decoder.decode(data[start : start + _STEP], start + _STEP >= len(data))
            out += piece.encode("utf-8")
    except UnicodeError as error:
        raise UnreadableInputError(
            f"starts as {encoding} and does not go on so ({error}).",
            source=name,
            remedy="Export it again, as UTF-8 if there is a choice.",
        ) from error
    return Utf8(data=memoryview(out).toreadonly(), start=0, encoding=encoding)
