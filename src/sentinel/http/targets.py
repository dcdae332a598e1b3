"""The columns that clients map to, and ours: there and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from attrs import frozen


@frozen
class Target:
    """A meaning that a client can give to a header."""

    name: str
    importance: int
    """2 to 5; clients know 0 for a header that has no target."""
    columns: tuple[str, ...] = ()
    """Ours that it stands for, the plainest first; none: it is worked out, not read."""


TARGETS: Mapping[str, Target] = {
    target.name: target
    for target in (
        Target("sku", 5, ("sku", "barcode")),
        Target("quantity", 5, ("on_hand_qty",)),
        Target("cost", 5, ("unit_cost", "last_cost", "avg_cost")),
        Target("revenue", 5, ("unit_price", "list_price")),  # the price of one unit
        Target("sold", 5, ("units_sold",)),
        Target("margin", 4),
        Target("qty_difference", 4, ("count_variance_qty",)),
        Target("sub_total", 4),
        Target("last_sale_date", 4, ("last_sold_on",)),
        Target("last_purchase_date", 4, ("last_received_on",)),
        Target("description", 3, ("description",)),
        Target("category", 3, ("category",)),
        Target("vendor", 3, ("vendor",)),
        Target("store_id", 3, ("store_id",)),
        Target("on_order_qty", 3, ("on_order_qty",)),
        Target("reorder_point", 2, ("reorder_point",)),
        Target("date", 2),
    )
}

CRITICAL = ("quantity", "cost", "revenue", "sold", "sku")


class Column(Protocol):
    """A header, and the column of ours that it was taken for, or null."""

    @property
    def header(self) -> str: ...
    @property
    def column(self) -> str | None: ...


def targets_of(columns: Sequence[Column]) -> dict[str, str]:
    """Header to target, each target once: its plainest column's, of several the first header's."""
    by_column: dict[str, str] = {}
    for mapped in columns:
        if mapped.column is not None:
            by_column.setdefault(mapped.column, mapped.header)
    found = {}
    for target in TARGETS.values():
        header = next((by_column[one] for one in target.columns if one in by_column), None)
        if header is not None:
            found[header] = target.name
    return found


@frozen(kw_only=True)
class Told:
    """What a client changed of the mapping that was suggested."""

    columns: Mapping[str, str]
    """Header to column, as `Engine.read` takes it."""
    skipped: tuple[str, ...]
    """Headers that had a meaning and are to have none."""
    warnings: tuple[str, ...]
    """Entries that were passed over, for people."""


def told(suggested: Sequence[Column], mapping: Mapping[str, str | None]) -> Told:
    """What differs from what was suggested; the rest stays as it was recognised.

    Clients send an entry for every header, with nothing for those that have no target. Most of
    these were suggested so: a second cost, the stock of another store. They keep their meaning.
    """
    targets = targets_of(suggested)
    headers = {column.header for column in suggested}
    columns: dict[str, str] = {}
    skipped, warnings, taken = [], [], set[str]()
    for header, name in mapping.items():
        if header not in headers:
            warnings.append(f"The file has no column {header!r}; its mapping was passed over.")
        elif not name:
            if header in targets:
                skipped.append(header)
        elif name not in TARGETS:
            warnings.append(f"{header!r} is mapped to {name!r}, which is no target.")
        elif name in taken:
            warnings.append(f"{name!r} is mapped twice; {header!r} was passed over.")
        else:
            taken.add(name)
            if targets.get(header) == name:
                continue
            if TARGETS[name].columns:
                columns[header] = TARGETS[name].columns[0]
            else:
                warnings.append(f"{name!r} is not read from the file; {header!r} is not used.")
    return Told(columns=columns, skipped=tuple(skipped), warnings=tuple(warnings))
