"""Limits that protect the machine. Each has a meaning; errors that name one carry its figure."""

from __future__ import annotations

from sentinel.errors import LimitExceededError

MIB = 1024 * 1024

MAX_BYTES = 2048 * MIB
"""Bytes of one input as given: about twelve million items with eighteen columns."""

MAX_DECOMPRESSED_BYTES = 1024 * MIB
"""Bytes that an archive or a workbook may unfold to; they live in memory."""

MAX_RATIO = 250
"""Decompressed to compressed bytes. Exports reach 5 to 30, rows of commas alone about 100."""

RATIO_FREE_BYTES = 32 * MIB
"""Up to this size the ratio is not looked at: nothing that small can hurt."""

MAX_COLUMNS = 4096
"""Columns of one table. The widest export known has a few hundred."""

MAX_RECORD_BYTES = 4 * MIB
"""One record in the head of a file. Longer ones are a lost quote or no table at all."""

MAX_SHEET_CELLS = 20_000_000
"""Rows times columns of one sheet's used range: it is held cell by cell."""

MAX_JSON = 256 * MIB
"""Characters of one JSON document: parsed, it takes ten times that."""

MAX_WORKBOOK_MEMORY = 6144 * MIB
"""Address space of the process that a workbook is read in, where the system can limit it."""

WORKBOOK_SECONDS = 60
"""Time for reading a workbook of up to a megabyte; each further one gets `SECONDS_PER_MIB` more."""
SECONDS_PER_MIB = 10

MAX_SHEETS = 256
"""Sheets of one workbook."""


def shown(size: int) -> str:
    """Bytes as people say them: `812 bytes`, `1.5 KB`, `240.0 MB`."""
    if size < 1024:
        return f"{size} bytes"
    if size < MIB:
        return f"{size / 1024:.1f} KB"
    return f"{size / MIB:,.1f} MB"


def check_size(size: int, name: str) -> None:
    """Raises LimitExceededError if an input of `size` bytes is too large."""
    if size > MAX_BYTES:
        raise LimitExceededError(
            f"is {shown(size)} large; at most {shown(MAX_BYTES)} are read.",
            source=name,
            remedy="Export one store or one department at a time.",
        )


def check_json(size: int, name: str) -> None:
    """Raises LimitExceededError if a JSON document of `size` characters is too large."""
    if size > MAX_JSON:
        raise LimitExceededError(
            f"is {shown(size)} of JSON; at most {shown(MAX_JSON)} are read.",
            source=name,
            remedy="Export as CSV, or fewer records at a time.",
        )


def check_columns(count: int, name: str, row: int) -> None:
    """Raises LimitExceededError if a header of `count` columns is too wide."""
    if count > MAX_COLUMNS:
        raise LimitExceededError(
            f"has {count:,} columns; at most {MAX_COLUMNS:,} are read.",
            source=name,
            row=row,
            remedy="Export fewer columns, or check that the file is a list of items.",
        )
