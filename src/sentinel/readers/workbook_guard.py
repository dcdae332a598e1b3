"""What a workbook would unfold to, before it does: a few bytes can claim 17 billion cells."""

from __future__ import annotations

import re

from sentinel.errors import LimitExceededError
from sentinel.readers import archive
from sentinel.readers.limits import MAX_DECOMPRESSED_BYTES, MAX_SHEET_CELLS, shown

_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,4})(\d{1,9})["']""")
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
        if not info.filename.lower().endswith((".xml", ".bin")):
            continue
        sheet = info.filename.startswith("xl/worksheets/")
        extent = _Extent()
        tail = b""
        for piece in archive.member(data, info, name):
            total += len(piece)
            _check_total(total, name)
            if sheet:
                looked = tail + piece
                extent.add(looked)
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
        found = _CELL.findall(xml)
        if not found:
            return
        columns, rows = zip(*found, strict=True)
        self._columns.update(columns)
        numbers = set(map(int, set(rows)))
        self._first_row = min(self._first_row, *numbers)
        self._last_row = max(self._last_row, *numbers)

    @property
    def cells(self) -> int:
        """Rows times columns."""
        if not self._columns:
            return 0
        columns = [_column(letters) for letters in self._columns]
        return (self._last_row - self._first_row + 1) * (max(columns) - min(columns) + 1)


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
