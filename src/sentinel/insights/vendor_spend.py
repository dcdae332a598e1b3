"""What a store sells of each vendor's goods, by category: all that an export says of purchases.

Units sold x unit cost is an upper estimate of what was bought to sell them; purchases themselves
are in receiving or invoice files.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
from attrs import frozen

from sentinel import causes
from sentinel.compute import pc
from sentinel.insights import items
from sentinel.insights.analysis import Analysis
from sentinel.insights.stock_health import UNCATEGORISED, YEAR
from sentinel.insights.units import Usd

MOST = 50
"""Vendors told, the most dollars first."""
_NEEDED = ("vendor", "unit_cost", "units_sold", "sales_window_days")


@frozen(kw_only=True)
class VendorCategory:
    """A vendor's goods in one category."""

    vendor: str
    category: str
    annual_cogs: Usd
    """Units sold x unit cost, at the rate of the export's window."""


@frozen(kw_only=True)
class VendorSpend:
    """A vendor's goods in one store."""

    vendor: str
    annual_cogs: Usd
    """At most what is bought of it a year: units sold x unit cost."""
    on_hand_value: Usd
    """Stock at cost; stock below zero counts as none."""
    sku_count: int
    categories: tuple[str, ...]
    """By dollars sold, at most five."""
    is_coop: bool
    """Whether it is one of the names that the co-op has in this export."""


@frozen(kw_only=True)
class Consolidation:
    """A category that is bought from the co-op and from others."""

    category: str
    coop_cogs: Usd
    outside_cogs: Usd
    outside_vendors: tuple[str, ...]
    """The most dollars first."""


def lines_of(analysis: Analysis, name: str) -> tuple[VendorCategory, ...] | str:
    """By vendor and category; text: why it cannot be told."""
    snapshot = analysis.snapshot.table
    lacking = [column for column in _NEEDED if column not in snapshot.column_names]
    if lacking:
        return f"The export lacks {', '.join(lacking)}."
    table = _figures(items.of_store(snapshot, name))
    sums = table.group_by(["vendor", "category"], use_threads=False).aggregate([("cogs", "sum")])
    rows = [row for row in sums.to_pylist() if row["vendor"]]
    if not rows:
        return "No item has a vendor."
    found = (
        VendorCategory(
            vendor=row["vendor"], category=row["category"], annual_cogs=row["cogs_sum"] or 0.0
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda one: (-one.annual_cogs, one.vendor, one.category)))


def vendors_of(
    analysis: Analysis, name: str, lines: Sequence[VendorCategory], coop: Iterable[str]
) -> tuple[VendorSpend, ...]:
    """The vendors with the most dollars."""
    table = _figures(items.of_store(analysis.snapshot.table, name))
    sums = table.group_by("vendor", use_threads=False).aggregate(
        [("cogs", "sum"), ("value", "sum"), ("vendor", "count")]
    )
    categories: dict[str, list[str]] = {}
    for line in lines:
        categories.setdefault(line.vendor, []).append(line.category)
    own = frozenset(coop)
    found = (
        VendorSpend(
            vendor=row["vendor"],
            annual_cogs=row["cogs_sum"] or 0.0,
            on_hand_value=row["value_sum"] or 0.0,
            sku_count=row["vendor_count"],
            categories=tuple(categories.get(row["vendor"], ())[:5]),
            is_coop=row["vendor"] in own,
        )
        for row in sums.to_pylist()
        if row["vendor"]
    )
    ranked = sorted(found, key=lambda one: (-one.annual_cogs, -one.on_hand_value, one.vendor))
    return tuple(ranked[:MOST])


def consolidations(
    lines: Sequence[VendorCategory], coop: Iterable[str]
) -> tuple[Consolidation, ...]:
    """Categories in which the co-op sells to the store and others do too, the most first."""
    own = frozenset(coop)
    inside: dict[str, list[float]] = {}
    outside: dict[str, list[VendorCategory]] = {}
    for line in lines:
        if line.category == UNCATEGORISED:
            continue
        if line.vendor in own:
            inside.setdefault(line.category, []).append(line.annual_cogs)
        elif line.annual_cogs > 0:
            outside.setdefault(line.category, []).append(line)
    found = (
        Consolidation(
            category=category,
            coop_cogs=math.fsum(inside[category]),
            outside_cogs=math.fsum(line.annual_cogs for line in others),
            outside_vendors=tuple(line.vendor for line in others),
        )
        for category, others in outside.items()
        if category in inside
    )
    return tuple(sorted(found, key=lambda one: (-one.outside_cogs, one.category)))


def _figures(table: pa.Table) -> pa.Table:
    cost = pc.if_else(pc.greater(table["unit_cost"], 0.0), table["unit_cost"], 0.0)
    cost = pc.fill_null(cost, 0.0)
    units = pc.max_element_wise(pc.fill_null(items.daily_rate(table), 0.0), 0.0)
    columns: dict[str, Any] = {
        "vendor": _text(table, "vendor"),
        "category": pc.fill_null(_text(table, "category"), UNCATEGORISED),
        "cogs": pc.multiply(pc.multiply(units, YEAR), cost),
        "value": pc.multiply(_stock(table), cost),
    }
    return pa.table(columns)


def _stock(table: pa.Table) -> Any:
    if "on_hand_qty" not in table.column_names:
        return pa.array([0.0] * len(table))
    return pc.max_element_wise(pc.fill_null(table["on_hand_qty"], 0.0), 0.0)


def _text(table: pa.Table, name: str) -> Any:
    if name not in table.column_names:
        return pa.nulls(len(table), pa.string())
    return pc.cast(causes.encoded(table[name]), pa.string())
