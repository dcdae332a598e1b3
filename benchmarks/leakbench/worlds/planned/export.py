"""The books of the last day as a point-of-sale system would export them."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pyarrow as pa

from ...arrays import UNKNOWN_DAY, Bools, Floats, Ints
from ...export import dates, numbers
from .buying import BY_EYE
from .calendar import YEAR
from .state import ACTIVE, Store

_DEPARTMENTS = (
    "Fasteners", "Paint", "Garden", "Plumbing", "Electrical", "Tools", "Pet", "Grocery",
    "Toys", "Kitchen", "Bath", "Sports", "Auto", "Office", "Seasonal", "Health",
)  # fmt: skip
_WORDS = (
    "Blue", "Heavy", "Mini", "Pro", "Classic", "Eco", "Max", "Deluxe", "Plain", "Soft",
)  # fmt: skip
_OLDEST_DAY = -1200
"""Day number before which the system has forgotten dates."""


@attrs.frozen(kw_only=True, eq=False)
class Export:
    """A table, and which row of the store each of its rows tells of."""

    table: pa.Table
    sku: list[str]
    order: Ints


def export(store: Store) -> Export:
    """The canonical columns, SKUs in no particular order, a few cells unknown."""
    rng, skus = store.rng, len(store)
    order: Ints = rng.permutation(skus)
    sku = np.array(_codes(rng, skus), object)[order].tolist()
    unknown_category = rng.random(skus) < 0.02
    nameless = store.catalog.category == int(rng.integers(0, store.catalog.categories))
    unknown_category |= nameless & (rng.random() < 0.3)
    unknown_vendor = rng.random(skus) < 0.01
    no_history = rng.random(skus) < 0.02
    no_upper_point = rng.random(skus) < 0.05
    columns = {
        **_names(store, unknown_category, unknown_vendor),
        **_quantities(store),
        **_money(store, no_history),
        **_dates(store),
        **_points(store, no_upper_point),
    }
    rows = pa.array(order, pa.int64())
    return Export(
        table=pa.table(
            {
                "store_id": pa.repeat("main", skus),
                "sku": pa.array(sku, pa.string()),
                **{name: column.take(rows) for name, column in columns.items()},
            }
        ),
        sku=sku,
        order=order,
    )


def _codes(rng: np.random.Generator, skus: int) -> list[str]:
    numbers = rng.choice(9 * skus, skus, replace=False)
    return [
        f"{100_000 + number:07d}" if row % 11 else f"K{number:05d}-{'ABCDE'[row % 5]}"
        for row, number in enumerate(numbers)
    ]


def _names(
    store: Store, unknown_category: Bools, unknown_vendor: Bools
) -> dict[str, pa.Array[Any]]:
    rng, catalog = store.rng, store.catalog
    words = np.array(_WORDS)[rng.integers(0, 10, len(store))]
    number = rng.integers(1, 999, len(store))
    department = np.array(_DEPARTMENTS)[catalog.category % 16]
    aisle = np.array(list("ABCDEFGH"))[catalog.category // 16]
    cleared = np.where(store.range.says_clearance, " CLEARANCE", "")
    description = [
        f"{word} {kind} {one}{end}"
        for word, kind, one, end in zip(words, department, number, cleared, strict=True)
    ]
    category = [f"{kind} {letter}" for kind, letter in zip(department, aisle, strict=True)]
    vendor = [f"V{one:03d}" for one in catalog.vendor]
    return {
        "description": pa.array(description),
        "category": pa.array(category, mask=unknown_category),
        "vendor": pa.array(vendor, mask=unknown_vendor),
        "status": pa.array(store.range.status.tolist(), pa.string()),
    }


def _quantities(store: Store) -> dict[str, pa.Array[Any]]:
    buying, counts, stock = store.buying, store.counts, store.stock
    return {
        "on_hand_qty": numbers(stock.book),
        "on_order_qty": numbers(buying.on_order + buying.stale_order),
        "units_sold": numbers(stock.units_sold),
        "sales_window_days": numbers(np.full(len(store), float(YEAR))),
        "counted_qty": numbers(counts.counted),
        "count_variance_qty": numbers(counts.variance),
        "pack_qty": numbers(buying.pack),
    }


def _money(store: Store, no_history: Bools) -> dict[str, pa.Array[Any]]:
    charging, prices = store.charging, store.prices
    blank = np.where(charging.blank_cost == 1, np.nan, 0.0)

    def cost(values: Floats, unknown: Bools) -> pa.Array[Any]:
        known = np.where(unknown, np.nan, values)
        return numbers(np.where(charging.blank_cost > 0, blank, known))

    invoiced = charging.paid_cost * (1 + charging.overcharged)
    return {
        "unit_cost": cost(np.round(invoiced, 2), np.zeros(len(store), bool)),
        "avg_cost": cost(np.round(charging.avg_cost, 4), no_history),
        "last_cost": cost(np.round(charging.last_cost, 2), no_history),
        "unit_price": numbers(prices.price),
        "list_price": numbers(prices.list_price),
    }


def _dates(store: Store) -> dict[str, pa.Array[Any]]:
    first = store.calendar.first_date
    days = {
        "last_sold_on": store.stock.last_rung_up,
        "last_received_on": store.stock.last_received,
        "last_counted_on": store.counts.last,
    }
    return {
        name: dates(first, np.where(values > _OLDEST_DAY, values, UNKNOWN_DAY))
        for name, values in days.items()
    }


def _points(store: Store, no_upper_point: Bools) -> dict[str, pa.Array[Any]]:
    """Reorder points of what is bought by the system and still bought."""
    buying = store.buying
    known = (buying.planning < BY_EYE) & (store.range.status == ACTIVE)
    upper = np.where(known & ~no_upper_point, buying.reorder_up_to, np.nan)
    return {
        "reorder_point": numbers(np.where(known, buying.reorder_point, np.nan)),
        "reorder_up_to": numbers(upper),
    }
