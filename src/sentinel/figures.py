"""The numbers and days that the cells of a sample hold, all columns in one go."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import pyarrow as pa

from sentinel import reshape
from sentinel.compute import Cells, pc
from sentinel.models import Sample

CURRENCY = (
    r"(?:[A-Za-z]{1,3}\$|(?i:usd|eur|gbp|cad|aud|nzd|mxn|inr|chf|brl|sgd|myr|php|zar|ars|clp|cop|pen"
    r"|sek|nok|dkk|pln|czk|jpy|cny|idr|thb|aed)|S/\.?|Rs\.?|RM|Rp\.?|[Kk]r\.?|Bs\.?"
    "|[$\u20ac\u00a3\u00a5\u20b9\u20b1])"
)
"""What stands before or behind an amount; other letters make it a code: `AB-100`, `4711A`."""
_UNIT = (
    r"(?i:pcs|pc|ea|each|kg|g|gr|lb|lbs|oz|l|lt|ml|ft|m|cm|mm|stk|st|pz|pza|ud|uds|un|und|pk|cs|bx"
    r"|pr|ct|dz|doz)\.?"
)
NUMBER = (
    "[(\\-\u2212+ ]*"
    rf"{CURRENCY}? ?"
    "[ (\\-\u2212+]*(?:\\d[\\d.,'\u00a0\u202f ]*|\\.\\d+)[ %)\\-]*"
    rf"(?:{CURRENCY}|{_UNIT})?[)\-]?"
)
"""A pattern for the numbers that tills write, currency and unit with them."""

Numbers = tuple[float | None, ...]


class Figures:
    """The cells of a sample as numbers and as days; worked out when first asked for."""

    def __init__(self, sample: Sample) -> None:
        self._sample = sample
        self._rows = len(sample.columns[0]) if sample.columns else 0

    @cached_property
    def numbers(self) -> tuple[Numbers, ...]:
        """One tuple per header; null where a cell holds no number. `30.1%` is 30.1."""
        cells = self._cells
        numeric = pc.match_substring_regex(cells, f"^{NUMBER}$")
        plain = pc.if_else(numeric, cells, pa.scalar(None, pa.string()))
        return self._by_header(reshape.numbers(plain))

    @cached_property
    def days(self) -> tuple[Numbers, ...]:
        """One tuple per header, as days since 1970; null where a cell holds no day."""
        columns = []
        for column in self._sample.columns:
            filled = [cell for cell in column if cell]
            looks = sum(cell[:1].isdigit() and cell[-1:].isalnum() for cell in filled[:5])
            if not looks:
                columns.append((None,) * self._rows)
                continue
            found = reshape.days_of(pa.array(column, pa.string())).cast(pa.int32())
            columns.append(tuple(found.to_pylist()))
        return tuple(columns)

    @cached_property
    def _cells(self) -> Cells:
        flat = [cell for column in self._sample.columns for cell in column]
        return pa.array(flat, pa.string())

    def _by_header(self, cells: Cells) -> tuple[Numbers, ...]:
        flat: Sequence[float | None] = cells.to_pylist()
        return tuple(
            tuple(flat[start : start + self._rows])
            for start in range(0, len(flat), max(self._rows, 1))
        ) or ((),) * len(self._sample.headers)
