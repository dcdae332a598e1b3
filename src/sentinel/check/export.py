"""The made-up export that a visit uploads: three leaks among items that are well."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from sentinel.check.visit import STORE

HEADERS: Mapping[str, str] = {
    "Store": "store_id",
    "SKU": "sku",
    "Description": "description",
    "Vendor": "vendor",
    "Qty On Hand": "quantity",
    "Cost": "cost",
    "Price": "revenue",
    "Sold": "sold",
}
"""Header to the target that a client would map it to."""

NEEDED = ("sku", "quantity", "cost", "revenue")
"""Without these the web page does not go on."""

_ROWS = (
    ("A1", "Claw hammer", 12, 9.0, 6.0, 4),
    ("A2", "Wood screws", -8, 2.0, 4.0, 9),
    ("A3", "Paint", 4, 0.0, 20.0, 3),
    *((f"F{n}", f"Shelf bracket {n}", 10 + n, 5.0, 9.0, 8 + n) for n in range(12)),
)
LEAKING = {"A1": "negative_profit", "A2": "negative_inventory", "A3": "zero_cost_anomaly"}
"""SKU, without the number of the visit, to the primitive that has to find it."""

SHRINKAGE = 16.0
"""USD: what lies below zero, at cost."""


@frozen
class Export:
    """The export of one visit: its SKUs carry the visit's number."""

    number: str

    @property
    def name(self) -> str:
        """Of the file."""
        return f"{STORE}-{self.number}.csv"

    @property
    def rows(self) -> int:
        """Without the header."""
        return len(_ROWS)

    def sku(self, short: str) -> str:
        """As it stands in the file."""
        return f"{self.number}-{short}"

    def leaking(self) -> dict[str, str]:
        """SKU to the primitive that has to find it."""
        return {self.sku(short): primitive for short, primitive in LEAKING.items()}

    def csv(self) -> bytes:
        """The file."""
        lines = [",".join(HEADERS)]
        for short, what, quantity, cost, price, sold in _ROWS:
            figures = f"{quantity},{cost:.2f},{price:.2f},{sold}"
            lines.append(f"{STORE},{self.sku(short)},{what},Ironbridge,{figures}")
        return ("\n".join(lines) + "\n").encode()

    def items(self) -> list[dict[str, object]]:
        """The same as the diagnostic takes it."""
        return [
            {"sku": self.sku(short), "description": what, "stock": quantity, "cost": cost}
            for short, what, quantity, cost, _, _ in _ROWS
        ]
