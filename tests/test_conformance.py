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
    _declared = {"primitive": _primitive, **MORE.get(_key, {})}
    globals()[class_name(_key)] = type(class_name(_key), (PrimitiveKit,), _declared)


# --- adapters -----------------------------------------------------------------------------------

EXPORTS = Path(__file__).parent / "exports"

TOLD: dict[str, dict[str, Any]] = {
    "clover": {"rows_in_order": ("inventory", "item_sales_by_category")},
    "dynamics_rms": {
        "rows_in_order": ("short_list",),
        "lookalikes": (("dynamics_rms", "items"), ("dynamics_rms", "short_list")),
    },
    "quickbooks_pos": {
        "rows_in_order": ("item_summary", "receiving", "sales_detail"),
        "columns_in_order": ("sales_detail",),
        "lookalikes": (("generic", "unknown"),),
    },
    "revel": {
        "rows_in_order": ("inventory_log",),
        "lookalikes": (("generic", "unknown"),),
    },
    "shopify": {
        "rows_in_order": ("products",),
        "columns_in_order": ("inventory_available",),
        "lookalikes": (("shopify", "inventory"), ("shopify", "month_end")),
    },
    "square": {"rows_in_order": ("ageing",)},
    "toast": {"lookalikes": (("toast", "product_mix_open_items"), ("toast", "all_items"))},
    "touchbistro": {
        "rows_in_order": ("detailed_sales",),
        "lookalikes": (("touchbistro", "menu_items"),),
    },
}
"""Exports in which the place of a row or column has a meaning, and those that are much alike."""

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
            **TOLD.get(_key, {}),
        },
    )
