"""What a file is, judged by its first bytes and never by its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from sentinel.errors import UnreadableInputError

HEAD = 4096
"""Bytes that are looked at."""

_EXPORT = "Export the list as CSV or as an Excel workbook (.xlsx) and give that file."

_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program (ELF)"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"%!PS", "a PostScript document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\xff\xfe\x00\x00", "text in UTF-32"),
    (b"\x00\x00\xfe\xff", "text in UTF-32"),
)
_OFFICE = (
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a presentation"),
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("META-INF/manifest.xml", "an OpenDocument file"),
)
_MARKUP = re.compile(rb"\s*<(!doctype|html|head|body|table|\?xml|!--)", re.IGNORECASE)
_JSON = re.compile(rb'\s*(\{\s*("|\}\s*$)|\[\s*(\{|\[|"|\]\s*$))')
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r\x0c\x1a\x1b\x1c\x1d\x1e\x1f")


class Kind(Enum):
    """How bytes are to be opened."""

    TEXT = "text"
    OLE = "ole"
    """The container of .xls, and of workbooks under a password."""
    ZIP = "zip"
    """A zip with a file inside, or a workbook: .xlsx is a zip, too."""
    GZIP = "gzip"


def kind_of(head: bytes, name: str) -> Kind:
    """Raises UnreadableInputError, saying what it is, for whatever cannot hold a table."""
    if head.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return Kind.ZIP
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Kind.OLE
    found = _foreign(head)
    if found:
        raise _refused(found, name)
    return Kind.TEXT


def holds_workbook(names: Sequence[str], name: str) -> bool:
    """Whether a zip with files of these names is a workbook.

    Raises UnreadableInputError if it is another kind of office document.
    """
    for part, what in _OFFICE:
        if any(found.startswith(part) for found in names):
            raise _refused(what, name)
    return "[Content_Types].xml" in names and any(found.startswith("xl/") for found in names)


def refuse_binary(text: bytes, name: str) -> None:
    """Raises UnreadableInputError if `text` (UTF-8) is mostly control characters."""
    if not text:
        return
    visible = len(text.translate(None, _CONTROL))
    if visible < 0.7 * len(text):
        raise UnreadableInputError(
            f"is binary: {len(text) - visible} of its first {len(text)} bytes are control"
            " characters; delimited text, JSON or a workbook was expected.",
            source=name,
            remedy=_EXPORT,
        )


def is_json(text: bytes) -> bool:
    """Whether a text (UTF-8) begins as JSON with records does."""
    return _JSON.match(text) is not None


def _refused(what: str, name: str) -> UnreadableInputError:
    return UnreadableInputError(
        f"is {what}; delimited text, JSON or a workbook was expected.", source=name, remedy=_EXPORT
    )


def _foreign(head: bytes) -> str | None:
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            return what
    if head.startswith(b"MZ") and b"\x00" in head:
        return "a program (Windows)"
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(plain):
        return "a web page or XML, whatever its name says"
    return None
