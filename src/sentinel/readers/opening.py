"""From any input to a table: what it is, what is inside, how it is written, where its header is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sentinel.errors import UnreadableInputError
from sentinel.readers import archive, kinds
from sentinel.readers.encoding import Utf8, to_utf8
from sentinel.readers.kinds import Kind
from sentinel.readers.layout import find_layout
from sentinel.readers.limits import MIB, check_json
from sentinel.readers.raw import RawTable
from sentinel.readers.source import InputSource, Loaded, load

if TYPE_CHECKING:
    from zipfile import ZipInfo

    from sentinel.models import Problem
    from sentinel.readers.written import Written

HEAD = MIB
"""Bytes of a delimited text that `open_head` reads."""


def open_table(source: InputSource, *, name: str | None = None) -> RawTable:
    """Opens the table in a path, in bytes or in an open binary file.

    Delimited text, JSON, a workbook (.xlsx, .xls), or a gzip or zip with one such file inside; what
    it is, is told by its content. Of delimited text only the head is looked at: rows are read when
    they are asked for.
    `name` is what reports and errors call it; null: the file's name.

    Raises EmptyInputError (no row of data), UnreadableInputError (no table, damaged, no header),
    LimitExceededError (too large) and UsageError (not a source).
    """
    loaded = load(source, name=name)
    data, is_workbook = _content(loaded)
    return _from_workbook(loaded, data) if is_workbook else _from_text(loaded, data)


def open_head(source: InputSource, *, name: str | None = None) -> RawTable:
    """As `open_table`, for those who need headers and sample alone: of a large delimited text no
    more than the first `HEAD` bytes are read, and its rows end there.

    JSON and workbooks have no head that could be read by itself: they are read whole.
    """
    loaded = load(source, name=name, whole=False)
    data, is_workbook = _content(loaded, HEAD)
    if is_workbook:
        return _from_workbook(loaded, data)
    if len(data) <= HEAD or kinds.is_json(bytes(data[: kinds.HEAD])):
        return _from_text(loaded, _content(loaded)[0])
    return _from_text(loaded, _whole_lines(data[:HEAD]))


def _whole_lines(head: memoryview) -> memoryview:
    """Up to the end of the last line: a character or a quoted cell may be cut in two."""
    text = bytes(head)
    wide = b"\x00" in text[: kinds.HEAD]
    ends = (b"\n\x00", b"\x00\n") if wide else (b"\n", b"\r")
    last = max(text.rfind(end) + len(end) for end in ends)
    return head[: last - last % 2 if wide else last] if last >= len(ends[0]) else head


def _content(loaded: Loaded, size: int | None = None) -> tuple[memoryview, bool]:
    """The bytes of the table, unpacked if need be, and whether they are a workbook.

    `size`: of what is packed, no more than about so many bytes are unpacked (null: the whole).
    """
    data, kind = loaded.data, _kind(loaded.data, loaded.name)
    if kind is Kind.GZIP:
        data = memoryview(archive.from_gzip(data, loaded.name, size))
        kind = _kind(data, loaded.name)
        _refuse_nested(kind is Kind.GZIP, loaded.name)
        if kind in (Kind.ZIP, Kind.OLE) and size is not None:
            data = memoryview(archive.from_gzip(loaded.data, loaded.name))
    if kind is Kind.ZIP:
        files = archive.directory(data, loaded.name)
        if _holds_workbook(files, loaded.name):
            return data, True
        _refuse_nested(data is not loaded.data, loaded.name)
        data = memoryview(archive.from_zip(data, files, loaded.name, size))
        kind = _kind(data, loaded.name)
        if kind in (Kind.ZIP, Kind.OLE) and size is not None:
            data = memoryview(archive.from_zip(loaded.data, files, loaded.name))
        if kind is Kind.ZIP and _holds_workbook(archive.directory(data, loaded.name), loaded.name):
            return data, True
        _refuse_nested(kind in (Kind.ZIP, Kind.GZIP), loaded.name)
    return data, kind is Kind.OLE


def _kind(data: memoryview, name: str) -> Kind:
    return kinds.kind_of(bytes(data[: kinds.HEAD]), name)


def _holds_workbook(files: list[ZipInfo], name: str) -> bool:
    return kinds.holds_workbook([info.filename for info in files], name)


def _refuse_nested(nested: bool, name: str) -> None:
    if nested:
        raise UnreadableInputError(
            "is an archive inside an archive.",
            source=name,
            remedy="Unpack the outer one and give what is inside.",
        )


def _from_text(loaded: Loaded, data: memoryview) -> RawTable:
    text = to_utf8(data, loaded.name)
    head = bytes(text.data[text.start : text.start + kinds.HEAD])
    kinds.refuse_binary(head, loaded.name)
    if kinds.is_json(head):
        return _from_json(loaded, text)
    table = find_layout(text, loaded.name)
    return RawTable(
        name=loaded.name,
        bytes=len(loaded.data),
        encoding=text.encoding,
        layout=table.layout,
        banner=table.banner,
        sample=table.sample,
        problems=text.problems + table.problems,
        data=text.data,
        digest=loaded.digest,
    )


def _from_json(loaded: Loaded, text: Utf8) -> RawTable:
    from sentinel.readers.documents import find_records

    check_json(len(text.data), loaded.name)
    table = find_records(str(text.data[text.start :], "utf-8"), loaded.name)
    return _from_written(loaded, table, text.encoding, text.problems)


def _from_workbook(loaded: Loaded, data: memoryview) -> RawTable:
    from sentinel.readers.workbook_apart import find_table_apart
    from sentinel.readers.workbook_guard import check_workbook

    table = find_table_apart(data, loaded.name, formulas=check_workbook(data, loaded.name))
    return _from_written(loaded, table, None)


def _from_written(
    loaded: Loaded, table: Written, encoding: str | None, problems: tuple[Problem, ...] = ()
) -> RawTable:
    return RawTable(
        name=loaded.name,
        bytes=len(loaded.data),
        encoding=encoding,
        layout=table.layout,
        banner=table.banner,
        sample=table.sample,
        problems=problems + table.problems,
        data=table.data,
        digest=loaded.digest,
    )
