"""What a world makes: one store as its owner would export it, and what is true of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import attrs
import pyarrow as pa


@attrs.frozen(kw_only=True, eq=False)
class Made:
    """One store on one day."""

    table: pa.Table
    """Canonical columns, typed as `export.export` gives them; a column that the world does not
    keep is absent."""
    as_of: dt.date
    """Date of the export."""
    truth: pa.Table
    """One row per primitive and SKU, with the columns of `truth.Truth.table`: all of
    `truth.PRIMITIVES`. `margin` is NaN where the world does not know how clear a case is."""


World = Callable[[int, int], Made]
"""SKUs and seed to a store; the same two give the same store."""
