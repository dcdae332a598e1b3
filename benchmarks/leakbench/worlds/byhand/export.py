"""What the store's system would export: the books, never the truth."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ...arrays import UNKNOWN_DAY, Bools, Floats, Ints
from .calendar import DAYS
from .categories import CATEGORIES
from .outcome import Outcome
from .plan import Mechanism

Texts = npt.NDArray[np.object_]

_WORDS = (
    "Pro", "Classic", "Heavy-Duty", "Value", "Premium", "Compact", "Steel", "Brass", "White",
    "Black", "Original", "Jumbo", "Mini", "Galv", "Eco", "Ultra", "Deluxe", "Basic",
)  # fmt: skip
_WITH_PREFIX = 1
"""The one of three ways of numbering items that begins with two letters of the category."""


def export(view: Outcome) -> pa.Table:
    """The canonical columns on the last evening, in the order of the shelves.

    Null where the system has nothing to say: services have no stock policy and no cost, a tenth of
    the goods has no minimum, some categories, vendors, list prices and cases were never keyed.
    """
    rng, store, shop = view.store.rng, view.store, view.shop
    goods, skus = view.goods, len(view.shop)
    sku = _names(rng, shop.assortment.category)
    status = _status(rng, view)
    description = _descriptions(rng, view)
    blank = np.where(rng.random(skus) < 0.55, 0, np.nan)
    digits = 2 if rng.random() < 0.6 else 4
    lost = view.plan.planted[Mechanism.COST_MISSING]
    counted = (store.last_counted >= 0) & (view.since_counted <= 365) & ~np.isnan(store.counted)
    category = np.array([one.name for one in CATEGORIES], dtype=np.object_)
    vendors = shop.assortment.vendors
    vendor = np.array([f"V{number:03d}" for number in range(len(vendors))], dtype=np.object_)
    unit_cost = _printed(np.maximum(view.booked_cost, 0.01), digits)
    avg_cost = _printed(np.maximum(store.avg_cost, 0.01), 4)
    last_cost = _printed(np.maximum(store.last_cost, 0.01), digits)
    columns = {
        "store_id": pa.repeat("main", skus),
        "sku": pa.array(sku),
        "description": pa.array(description),
        "category": _texts(category[shop.assortment.category], rng.random(skus) >= 0.015),
        "vendor": _texts(vendor[shop.assortment.vendor], rng.random(skus) >= 0.01),
        "status": _texts(status, status != ""),
        "on_hand_qty": _numbers(view.book),
        "on_order_qty": _numbers(store.on_order),
        "unit_cost": _numbers(np.where(goods, np.where(lost, blank, unit_cost), 0)),
        "avg_cost": _numbers(
            np.where(lost, blank, np.where(rng.random(skus) < 0.97, avg_cost, np.nan)), goods
        ),
        "last_cost": _numbers(np.where(lost, blank, last_cost), goods),
        "unit_price": _numbers(_printed(view.price, 2)),
        "list_price": _numbers(
            _printed(store.list_price, 2),
            ~vendors.no_list[shop.assortment.vendor] & goods & (rng.random(skus) >= 0.06),
        ),
        "units_sold": _numbers(view.sold),
        "sales_window_days": _numbers(np.full(skus, float(shop.calendar.window))),
        "last_sold_on": _dates(shop.calendar.first, store.last_sold),
        "last_received_on": _dates(
            shop.calendar.first, np.where(goods, store.last_received, UNKNOWN_DAY)
        ),
        "last_counted_on": _dates(shop.calendar.first, store.last_counted),
        "reorder_point": _numbers(store.minimum, shop.policy.on_file),
        "reorder_up_to": _numbers(store.maximum, shop.policy.on_file),
        "counted_qty": _numbers(store.counted, counted),
        "count_variance_qty": _numbers(store.variance, counted),
        "pack_qty": _numbers(shop.pack, (rng.random(skus) < 0.85) & goods),
    }
    return pa.table(columns)


def _names(rng: np.random.Generator, category: Ints) -> list[str]:
    numbers = rng.permutation(9 * len(category))[: len(category)] + 10
    width = len(str(9 * len(category)))
    if rng.integers(0, 3) != _WITH_PREFIX:
        return [f"{number:0{width + 1}d}" for number in numbers]
    prefixes = [one.name[:2].upper() for one in CATEGORIES]
    return [
        f"{prefixes[one]}-{number:0{width}d}" for number, one in zip(numbers, category, strict=True)
    ]


def _status(rng: np.random.Generator, view: Outcome) -> Texts:
    """Kept by hand: what is delisted or on clearance is often still active."""
    skus = len(view.shop)
    delisted = (view.shop.life.delisted_from < DAYS) & (rng.random(skus) < 0.8)
    cleared = view.store.clearance & (rng.random(skus) < 0.6)
    gone = (view.stock <= 0) & (view.book == 0) & (view.since_sale > 365)
    inactive = gone & (rng.random(skus) < 0.5)
    status = np.where(delisted | cleared, "discontinued", "active").astype(np.object_)
    status[inactive] = "inactive"
    status[rng.random(skus) < 0.01] = ""
    return status


def _descriptions(rng: np.random.Generator, view: Outcome) -> list[str]:
    skus, category = len(view.shop), view.shop.assortment.category
    first, second = rng.integers(0, len(_WORDS), skus), rng.integers(0, len(_WORDS), skus)
    number = rng.integers(1, 99, skus)
    marked = view.store.clearance & (rng.random(skus) < 0.5)
    return [
        f"{'CLR ' if mark else ''}{CATEGORIES[one].name} {_WORDS[a]} {_WORDS[b]} {n}"
        for mark, one, a, b, n in zip(marked, category, first, second, number, strict=True)
    ]


def _printed(values: Floats, digits: int) -> Floats:
    """Rounded as a report prints it: the exact half of a cent decides, not the nearest float."""
    return np.char.mod(f"%.{digits}f", values).astype(np.float64)


def _numbers(values: Floats, known: Bools | None = None) -> pa.DoubleArray:
    hidden = np.isnan(values) if known is None else np.isnan(values) | ~known
    return pa.array(values.astype(np.float64), pa.float64(), mask=hidden)


def _texts(values: Texts, known: Bools) -> pa.StringArray:
    return pa.array(values, pa.string(), mask=~known)


def _dates(first: dt.date, days: Ints) -> pa.Date32Array:
    """Dates of day numbers; null for what never happened."""
    epoch = (first - dt.date(1970, 1, 1)).days
    known = days > UNKNOWN_DAY
    return pa.array((days + epoch).astype("datetime64[D]"), pa.date32(), mask=~known)
