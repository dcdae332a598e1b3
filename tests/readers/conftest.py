"""Made-up workbooks, written byte by byte: the project needs no library that writes them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

import pytest

Cells = Sequence[Sequence[object]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@pytest.fixture(scope="session")
def xlsx() -> Callable[..., bytes]:
    """Writes an .xlsx: sheet name to rows of cells, or to ready XML of a sheet."""
    return write_xlsx


@pytest.fixture(scope="session")
def xls() -> Callable[..., bytes]:
    """Writes an .xls (BIFF8) with one sheet of texts and numbers."""
    return write_xls


class Raw(str):
    """XML of a cell's inside, taken as it is: attributes, `>`, content."""


def write_xlsx(sheets: dict[str, Cells | str], hidden: Sequence[str] = ()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        types = "".join(
            f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-'
            f'officedocument.spreadsheetml.{kind}+xml"/>'
            for part, kind in [("xl/workbook.xml", "sheet.main"), ("xl/styles.xml", "styles")]
        )
        book.writestr(
            "[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>'
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
            f' Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        listed, links = "", ""
        for number, (name, rows) in enumerate(sheets.items(), 1):
            state = ' state="hidden"' if name in hidden else ""
            listed += f'<sheet name="{escape(name)}" sheetId="{number}"{state} r:id="rId{number}"/>'
            links += (
                f'<Relationship Id="rId{number}" Type="{LINKS}/worksheet"'
                f' Target="worksheets/sheet{number}.xml"/>'
            )
            book.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows))
        links += f'<Relationship Id="rId0" Type="{LINKS}/styles" Target="styles.xml"/>'
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{listed}</sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        )
        book.writestr(  # style 1 is a date
            "xl/styles.xml",
            f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
            '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        )
    return out.getvalue()


def _sheet(rows: Cells | str) -> str:
    if not isinstance(rows, str):
        rows = "".join(
            f'<row r="{number}">'
            + "".join(_cell(cell, f"{_letters(column)}{number}") for column, cell in enumerate(row))
            + "</row>"
            for number, row in enumerate(rows, 1)
        )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def _cell(cell: object, place: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Raw):
        return f'<c r="{place}" {cell}</c>'
    if isinstance(cell, bool):
        return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int | float):
        return f'<c r="{place}"><v>{cell!r}</v></c>'
    text = escape(str(cell))
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def write_xls(rows: Cells) -> bytes:
    """Sheet `Items` in the smallest container that holds it."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", at, column, 0)
            if isinstance(cell, int | float):
                sheet += _record(0x0203, place + struct.pack("<d", cell))
            elif cell is not None:
                text = str(cell).encode("utf-16-le")
                sheet += _record(0x0204, place + struct.pack("<HB", len(text) // 2, 1) + text)
    sheet += _record(0x000A, b"")
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    name = b"\x05\x00Items"
    end = _record(0x000A, b"")
    listed = _record(
        0x0085, struct.pack("<IH", len(start) + 4 + 6 + len(name) + len(end), 0) + name
    )
    return _container(start + listed + end + sheet)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _container(stream: bytes) -> bytes:
    """An OLE file: header, one sector of FAT, one of directory, the stream behind them."""
    sectors = max(8, -(-len(stream) // 512))
    stream = stream.ljust(sectors * 512, b"\x00")
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    assert len(chain) <= 128, "a sheet this large needs a second sector of FAT"
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    header = header.ljust(512, b"\xff")
    root = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
    book = _entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    return header + fat + (root + book).ljust(512, b"\x00") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    none = 0xFFFFFFFF
    return (
        text.ljust(64, b"\x00")
        + struct.pack("<HBBIII", len(text) + 2, kind, 1, none, none, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
