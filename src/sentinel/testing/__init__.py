"""For those who test an adapter or a primitive of their own.

    from pathlib import Path

    from sentinel.testing import AdapterKit, PrimitiveKit

    class TestCornerTill(AdapterKit):
        adapter = CORNER_TILL
        exports = Path(__file__).parent / "exports"

    class TestReturnsAbuse(PrimitiveKit):
        primitive = RETURNS_ABUSE
        leaks = {"units_sold": 9.0, "units_returned": 8.0, "unit_cost": 100.0}

Both kits are for pytest. Below them are made-up stores and functions that run one primitive over
them. The kits and the strategies need pytest and hypothesis, which Sentinel itself does not
install; goldens do not.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

# Names are loaded when first used: goldens are written without hypothesis.
_HOMES = {
    "AS_OF": "stores",
    "AdapterKit": "adapter_kit",
    "Cells": "stores",
    "PrimitiveKit": "primitive_kit",
    "Row": "judging",
    "beside": "stores",
    "by_hand": "judging",
    "cells": "strategies",
    "chunked": "stores",
    "differences": "judging",
    "everyday": "strategies",
    "findings": "judging",
    "items": "strategies",
    "judged": "judging",
    "scaled": "stores",
    "shop": "stores",
    "shuffled": "stores",
    "snapshot_of": "stores",
    "snapshots": "strategies",
}

__all__ = [
    "AS_OF",
    "AdapterKit",
    "Cells",
    "PrimitiveKit",
    "Row",
    "beside",
    "by_hand",
    "cells",
    "chunked",
    "differences",
    "everyday",
    "findings",
    "items",
    "judged",
    "scaled",
    "shop",
    "shuffled",
    "snapshot_of",
    "snapshots",
]

if TYPE_CHECKING:
    from sentinel.testing.adapter_kit import AdapterKit
    from sentinel.testing.judging import Row, by_hand, differences, findings, judged
    from sentinel.testing.primitive_kit import PrimitiveKit
    from sentinel.testing.stores import (
        AS_OF,
        Cells,
        beside,
        chunked,
        scaled,
        shop,
        shuffled,
        snapshot_of,
    )
    from sentinel.testing.strategies import cells, everyday, items, snapshots


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'sentinel.testing' has no attribute {name!r}")
    value = getattr(import_module(f"sentinel.testing.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
