"""The shapes in which a store can hand over its export. A POS system's own is one entry here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa

from .export import write_csv

Writer = Callable[[pa.Table, Path], None]
"""Writes canonical columns, any of which may be absent, as that system exports them."""

CANONICAL = "canonical"

LAYOUTS: Mapping[str, Writer] = {CANONICAL: write_csv}
"""By key: `canonical`, or that of the adapter that is to recognise it. What an adapter's layout
cannot say is lost, and the variant of that layout shows what it costs."""
