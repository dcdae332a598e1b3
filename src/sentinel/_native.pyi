"""The compiled kernels. Tables come in through the Arrow PyCapsule interface, without a copy."""

from typing import Any

import pyarrow as pa

__version__: str

# --- detection

SIGNALS: list[str]
"""Names of the bits of `signals`, bit 0 first."""

def detect(
    table: Any,
    as_of: int,
    chosen: list[tuple[str, list[float]]],
    overrides: list[tuple[str, str | None, str | None, int, float]],
    threads: int,
) -> pa.RecordBatch:
    """Findings of the chosen kernels, ordered by store, annual cost descending, SKU, primitive.

    `table`: canonical columns with their canonical types. `as_of`: days since 1970-01-01.
    `chosen`: kernel and its thresholds in declared order. `overrides`: kernel, store or null,
    category or null, position of the threshold, value. Raises ValueError for a wrong type.
    """

def items(table: Any, as_of: int, threads: int) -> pa.RecordBatch:
    """The numbers of `sentinel.Item` for each row, null where unknown, and its signals."""
