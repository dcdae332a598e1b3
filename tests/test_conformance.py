"""What is true of every primitive and adapter that the engine finds, whoever wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sentinel import Engine
from sentinel.testing import AdapterKit, PrimitiveKit
from sentinel.testing.goldens import exports_below

ENGINE = Engine(threads=1)

MORE: dict[str, dict[str, Any]] = {
    "zero_cost_anomaly": {"missing_is_the_finding": ("unit_cost",)},
    "negative_inventory": {"costlier_with_less": ("on_hand_qty",)},
    "severe_inventory_deficit": {"costlier_with_less": ("on_hand_qty",)},
}
"""What a kit has to be told beyond the primitive."""


def class_name(key: str) -> str:
    return "Test" + "".join(word.capitalize() for word in key.split("_"))


for _key, _primitive in sorted(ENGINE.primitives.items()):
    _told = {"primitive": _primitive, **MORE.get(_key, {})}
    globals()[class_name(_key)] = type(class_name(_key), (PrimitiveKit,), _told)


# --- adapters -----------------------------------------------------------------------------------

EXPORTS = Path(__file__).parent / "exports"

PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    "shopify": {
        "rows_in_order": ("products",),
        "columns_in_order": ("inventory_available",),
    },
    "square": {"rows_in_order": ("ageing",)},
}
"""Exports in which the place of a row or column has a meaning."""

for _key, _adapter in sorted(ENGINE.adapters.items()):
    if not _adapter.exports:  # the one for whatever is left
        continue
    _name = class_name(_key) + "Adapter"
    _others = [path for path in exports_below(EXPORTS) if not path.is_relative_to(EXPORTS / _key)]
    globals()[_name] = type(
        _name,
        (AdapterKit,),
        {
            "adapter": _adapter,
            "exports": EXPORTS / _key,
            "foreign": _others,
            **PLACES.get(_key, {}),
        },
    )
