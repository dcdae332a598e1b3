"""Headers that are not an adapter's own: what others declare, and lists made at home."""

from __future__ import annotations

from collections.abc import Iterator

from sentinel.models import Export

PLACE = "Main Street"
"""A location, where headers end in one."""

HOME_MADE: tuple[tuple[str, ...], ...] = (
    ("SKU", "Description", "On hand", "Cost", "Price"),
    ("Item", "Qty", "Price"),
    ("Code", "Name", "Category", "Vendor", "Stock", "Buying price", "Selling price", "Sold"),
    ("Artikelnummer", "Bezeichnung", "Bestand", "Einkaufspreis", "Verkaufspreis"),
    ("Código", "Descripción", "Existencia", "Costo", "Precio"),
    ("Part No", "Part Name", "Warehouse", "Bin", "Quantity", "Unit", "Value"),
)
"""Headers of lists that people keep themselves."""


def headers_of(export: Export) -> list[str]:
    """Everything that an export declares as a file would have it, in its first spelling."""
    return list(dict.fromkeys(_declared(export)))


def _declared(export: Export) -> Iterator[str]:
    for words in (*export.fingerprint, *export.columns.values(), *export.other_headers):
        first = words if isinstance(words, str) else words[0]
        yield first.removesuffix("*") + (PLACE if first.endswith("*") else "")
    for prefix in export.location_columns.values():
        yield prefix + PLACE
