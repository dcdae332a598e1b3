"""What a workbook would unfold to, before it does: a few bytes can claim 17 billion cells."""

from __future__ import annotations

import re

from sentinel.errors import LimitExceededError
from sentinel.readers import archive
from sentinel.readers.limits import MAX_DECOMPRESSED_BYTES, MAX_SHEET_CELLS, shown

_CELL = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]+)(\d+)""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["']\s*(\d+)""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_CARRIED = 256
"""Bytes of a piece that are looked at again with the next: a reference may be cut in two."""


def check_workbook(data: memoryview, name: str) -> bool:
    """Whether any sheet has formulas; raises LimitExceededError if a sheet is too large.

    Both workbook readers there are hold a sheet as a full rectangle from its first to its last
    cell; asking for a rectangle larger than the memory ends the process.
    """
    if bytes(data[:2]) != b"PK":
        return False
    total, formulas = 0, False
    for info in archive.directory(data, name):
        extent = _Extent()
        tail = b""
        for piece in archive.member(data, info, name):
            total += len(piece)
            _check_total(total, name)
            looked = tail + piece
            extent.add(looked)  # any part may be named as a sheet
            formulas = formulas or bool(_FORMULA.search(looked))
            _check_extent(extent.cells, info.filename, name)
            tail = looked[-_CARRIED:]
    return formulas


class _Extent:
    """The rectangle of the cells that were seen."""

    def __init__(self) -> None:
        self._columns: set[bytes] = set()
        self._first_row = 1 << 40
        self._last_row = 0

    def add(self, xml: bytes) -> None:
        cells = _CELL.findall(xml)
        self._columns.update({column for column, _ in cells})
        rows = {row for _, row in cells}.union(_ROW.findall(xml))
        if rows:
            # more digits than any sheet has rows would be cut off by the reader, to anything
            numbers = [int(row) if len(row) < 9 else 1 << 40 for row in rows]
            self._first_row = min(self._first_row, min(numbers))
            self._last_row = max(self._last_row, max(numbers))

    @property
    def cells(self) -> int:
        """Rows times columns."""
        columns = [_column(letters) if len(letters) < 4 else 1 << 20 for letters in self._columns]
        width = max(columns) - min(columns) + 1 if columns else 1
        return max(0, self._last_row - self._first_row + 1) * width


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _check_total(total: int, name: str) -> None:
    if total > MAX_DECOMPRESSED_BYTES:
        raise LimitExceededError(
            f"unfolds to more than {shown(MAX_DECOMPRESSED_BYTES)}.",
            source=name,
            remedy="Export as CSV, or fewer rows at a time.",
        )


def _check_extent(cells: int, sheet: str, name: str) -> None:
    if cells > MAX_SHEET_CELLS:
        raise LimitExceededError(
            f"claims {cells:,} cells in {sheet!r}; at most {MAX_SHEET_CELLS:,} are read.",
            source=name,
            remedy="Delete the empty rows and columns around the data, or export as CSV.",
        )
