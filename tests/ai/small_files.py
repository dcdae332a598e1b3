"""Small exports that no adapter knows."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

ROWS = 40


def export(columns: Mapping[str, Sequence[object]]) -> bytes:
    """A file with these columns."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue().encode()


COST = [round(3 + n * 1.37 % 19, 2) for n in range(ROWS)]
PRICE = [round(cost * (1.4 + n % 7 / 10), 2) for n, cost in enumerate(COST)]
STOCK = [(n * 7) % 31 for n in range(ROWS)]
DAYS = [f"2026-{1 + n % 9:02}-{1 + n % 28:02}" for n in range(ROWS)]
GROUPS = [("Fasteners", "Paint", "Tools")[n % 3] for n in range(ROWS)]

STORE: dict[str, Sequence[object]] = {
    "SKU": [f"A-{1000 + n}" for n in range(ROWS)],
    "Name": [f"Claw hammer no. {n}" for n in range(ROWS)],
    "Cost": COST,
    "Price": PRICE,
    "Profit": [round(price - cost, 2) for price, cost in zip(PRICE, COST, strict=True)],
}
"""Price less cost is the profit: both are proven. The name is sure by its words alone."""

STRANGE: dict[str, Sequence[object]] = {
    **STORE,
    "Qty": STOCK,
    "Gattung": GROUPS,
    "Zufluss": DAYS,
}
"""With a quantity that could be several, and two headers that say nothing to Sentinel."""

MEANT = {
    "SKU": "sku",
    "Name": "description",
    "Cost": "unit_cost",
    "Price": "unit_price",
    "Qty": "on_hand_qty",
    "Gattung": "category",
    "Zufluss": "last_received_on",
}
"""What the columns of `STRANGE` are."""
