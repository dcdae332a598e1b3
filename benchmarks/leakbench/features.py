"""What an analyst would compute from an export before training anything on it.

Raw columns, ratios, distances from the medians of category and vendor, ages, chances of silence
and of running out. Nothing of the truth, and nothing that needs to know how the store was made.
"""

from __future__ import annotations

import datetime as dt
import warnings
from typing import Any

import numpy as np
import pyarrow as pa

from .arrays import Bools, Floats, Ints
from .columns import Columns

_NUMBERS = (
    "on_hand_qty", "on_order_qty", "committed_qty", "unit_cost", "avg_cost", "last_cost",
    "unit_price", "list_price", "units_sold", "reorder_point", "reorder_up_to", "counted_qty",
    "count_variance_qty", "pack_qty",
)  # fmt: skip
_SLIPS = (0.01, 0.1, 10.0, 100.0)
_LEADS = (7, 14, 28)
REGULAR = 6.0
"""Units a year from which an item's silence or sales say something about its category."""


def features(table: pa.Table, as_of: dt.date) -> dict[str, Floats]:
    """Feature to values, one per row of the export; NaN where a column does not say."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # medians of groups without a value are NaN, and are meant to be
        warnings.simplefilter("ignore", RuntimeWarning)
        item = _Item(Columns(table, as_of))
        parts = (
            item.raw, _prices(item), _stock(item), _silence(item), _counts(item), _around(item),
        )  # fmt: skip
    return {name: values for part in parts for name, values in part.items()}


class _Item:
    """The columns, and the few quantities that several features need."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.raw = {name: columns.number(name) for name in _NUMBERS}
        self.raw["discontinued"] = columns.equals("status", "discontinued")
        for name in ("last_sold_on", "last_received_on", "last_counted_on"):
            self.raw[name] = columns.days_since(name)
        self.category, self.vendor = columns.group("category"), columns.group("vendor")
        self.days = columns.number("sales_window_days")
        self.sold = np.nan_to_num(self.raw["units_sold"])
        self.cost = self.raw["unit_cost"]
        self.price = self.raw["unit_price"]
        self.margin = 1 - self.cost / self.price
        self.rate = _posterior_rate(self.sold, self.days, self.category)
        """Units a day, drawn towards the category's where little was sold."""
        self.quiet = self.raw["last_sold_on"]
        self.waited = np.fmin(self.quiet, self.raw["last_received_on"])
        """Days in which it could have sold and did not."""
        self.stock = self.raw["on_hand_qty"]


def _posterior_rate(sold: Floats, days: Floats, group: Ints) -> Floats:
    raw = np.maximum(sold, 0) / days
    mean = _of_group(raw, group, np.nanmean)
    # the variance that chance alone gives is not a difference between items
    spread = _of_group(raw, group, np.nanvar) - mean / np.nanmedian(days)
    shape = np.clip(mean**2 / np.maximum(spread, 1e-12), 0.05, 50)
    return np.asarray((shape + np.maximum(sold, 0)) / (shape / np.maximum(mean, 1e-6) + days))


def _of_group(values: Floats, group: Ints, how: object, where: Bools | None = None) -> Floats:
    """A statistic of each row's group, over the rows of it that count."""
    assert callable(how)
    result = np.full(int(group.max(initial=0)) + 1, np.nan)
    usable = np.isfinite(values) if where is None else np.isfinite(values) & where
    order = np.argsort(group[usable], kind="stable")
    names, starts = np.unique(group[usable][order], return_index=True)
    for name, part in zip(names, np.split(values[usable][order], starts[1:]), strict=False):
        result[name] = how(part)
    return np.asarray(result[group])


def _median(values: Floats, group: Ints, where: Bools | None = None) -> Floats:
    return _of_group(values, group, np.median, where)


def _mean(values: Any, group: Ints, where: Bools | None = None) -> Floats:
    return _of_group(values, group, np.mean, where)


def _prices(item: _Item) -> dict[str, Floats]:
    raw, margin, price, cost = item.raw, item.margin, item.price, item.cost
    listed, average = raw["list_price"], raw["avg_cost"]
    pair = item.category * (int(item.vendor.max(initial=0)) + 1) + item.vendor
    rise = raw["last_cost"] / average
    at_list, list_margin = price / listed, 1 - cost / listed
    found = {
        "margin": margin,
        "margin_on_average": 1 - average / price,
        "cost_rise": rise,
        "price_to_list": at_list,
        "list_margin": list_margin,
        "price_to_average": price / average,
        "yearly_sales": item.rate * 365 * price,
    }
    for name, group in (("category", item.category), ("vendor", item.vendor), ("pair", pair)):
        middle = _median(margin, group)
        spread = 1.4826 * _median(np.abs(margin - middle), group)
        found |= {
            f"margin_{name}": middle,
            f"margin_below_{name}": margin - middle,
            f"margin_share_{name}": margin / middle,
            f"margin_z_{name}": (margin - middle) / np.maximum(spread, 0.005),
            f"list_margin_below_{name}": list_margin - _median(list_margin, group),
            f"average_margin_below_{name}": 1 - average / price - middle,
            f"rise_{name}": rise - _median(rise, group),
            f"to_list_{name}": at_list - _median(at_list, group),
            f"cost_{name}": np.log(cost / _median(cost, group)),
            f"price_{name}": np.log(price / _median(price, group)),
            f"share_risen_{name}": _mean((rise > 1.03) * 1.0, group, np.isfinite(rise)),
            f"share_thin_{name}": _mean((margin < 0.8 * middle) * 1.0, group, np.isfinite(margin)),
            f"share_below_list_{name}": _mean(
                (at_list < 0.97) * 1.0, group, np.isfinite(at_list)
            ),
        }  # fmt: skip
    # what a price would be at the usual margin of its own vendor in its category
    due = cost / (1 - np.where(np.isnan(found["margin_pair"]), middle, found["margin_pair"]))
    ratio = price / due
    for slip in _SLIPS:
        found[f"slip_{slip:g}"] = np.abs(np.log(ratio / slip))
        found[f"list_slip_{slip:g}"] = np.abs(np.log(at_list / slip))
    pack = np.maximum(raw["pack_qty"], 1.01)
    found["pack_slip"] = np.fmin(np.abs(np.log(ratio / pack)), np.abs(np.log(ratio * pack)))
    found["list_pack_slip"] = np.fmin(
        np.abs(np.log(at_list / pack)), np.abs(np.log(at_list * pack))
    )
    cents = np.round(price * 100)
    found["ends_in_nine"] = np.where(np.isnan(cents), np.nan, (cents % 10 == 9) * 1.0)
    found["ends_in_half"] = np.where(np.isnan(cents), np.nan, (cents % 50 == 49) * 1.0)
    return found


def _stock(item: _Item) -> dict[str, Floats]:
    raw, stock, rate = item.raw, item.stock, item.rate
    order = np.nan_to_num(raw["on_order_qty"])
    point, up_to, pack = raw["reorder_point"], raw["reorder_up_to"], raw["pack_qty"]
    batch = up_to - point
    found = {
        "rate": rate,
        "months": stock / rate / 30.4,
        "months_with_order": (stock + order) / rate / 30.4,
        "raw_months": stock / (item.sold / item.days) / 30.4,
        "packs": stock / pack,
        "stock_to_up_to": stock / up_to,
        "above_up_to": stock - up_to,
        "above_point": stock - point,
        "above_point_with_order": stock + order - point,
        "batches_above": (stock - up_to) / np.maximum(batch, 1),
        "point_days": point / rate,
        "batch_days": batch / rate,
        "value": stock * item.cost,
        "deficit": -(stock + order),
        "deficit_days": -(stock + order) / rate,
        "sold_to_stock": item.sold / np.maximum(stock, 1),
        "lead_vendor": _median(point / rate, item.vendor, rate * 365 >= 12),
        "stock_since_receipt": stock / (rate * raw["last_received_on"] + 1),
    }
    for days in _LEADS:
        found[f"runs_out_{days}"] = _log_poisson_above(rate * days, stock + order)
        found[f"empties_{days}"] = _log_poisson_above(rate * days, stock)
    return found


def _log_poisson_above(mean: Floats, level: Floats) -> Floats:
    """Logarithm of the chance that Poisson demand exceeds the level, by its upper bound."""
    above = np.maximum(np.floor(level) + 1, 0)
    bound = above - mean + above * np.log(mean / np.maximum(above, 1e-9))
    return np.where(above <= mean, 0.0, np.maximum(bound, -60))


def _silence(item: _Item) -> dict[str, Floats]:
    raw, rate, quiet, waited = item.raw, item.rate, item.quiet, item.waited
    window = item.days
    # the rate while it still sold: what was sold falls into the days before the silence
    active = np.maximum(window - quiet, 14)
    lively = np.where(quiet < window, (item.sold + 0.5) / active, rate)
    regular = rate * 365 >= REGULAR
    late = {days: _activity(item, days, regular) for days in (30, 60, 90)}
    stretch = np.where(quiet <= 45, late[30], np.where(quiet <= 75, late[60], late[90]))
    received = raw["last_received_on"]
    return {
        "waited": waited,
        "expected_raw": rate * quiet,
        "expected_waited": rate * waited,
        "expected_lively": lively * waited,
        "expected_seasonal": lively * waited * stretch,
        "silence_nb": -(item.sold + 0.5) * np.log1p(waited / active),
        "silence_nb_seasonal": -(item.sold + 0.5) * np.log1p(waited * stretch / active),
        "sold_after_receipt": received - quiet,
        "received_after_sale": quiet - received,
        **{f"activity_{days}": values for days, values in late.items()},
        "quiet_category": _median(quiet, item.category, regular),
        "quiet_to_category": quiet / _median(quiet, item.category, regular),
        "rarely": 1 / (rate * 365),
    }


def _activity(item: _Item, days: int, regular: Bools) -> Floats:
    """How many regular sellers of the category sold in the last days, over how many should."""
    stocked = regular & (item.stock > 0)
    sold = _mean((item.quiet < days) * 1.0, item.category, stocked)
    expected = _mean(1 - np.exp(-item.rate * days), item.category, stocked)
    return np.asarray(sold / expected)


def _counts(item: _Item) -> dict[str, Floats]:
    raw, stock = item.raw, item.stock
    counted, variance = raw["counted_qty"], raw["count_variance_qty"]
    age = raw["last_counted_on"]
    book = counted - variance
    ratio = counted / np.maximum(book, 0.5)
    since_received = age - raw["last_received_on"]
    found = {
        "count_book": book,
        "count_ratio": ratio,
        "count_share": variance / np.maximum(np.abs(book), 1),
        "moved_since_count": stock - counted,
        "moved_if_not_posted": stock - book,
        # sales since the count, if nothing came in: whether the count is on the books
        "posted": stock - counted + item.rate * age,
        "not_posted": stock - book + item.rate * age,
        "counted_after_receipt": -since_received,
        "counted_after_sale": item.quiet - age,
        "variance_value": variance * item.cost,
    }
    for factor in (0.1, 0.5, 1.5, 2.0, 3.0, 10.0):
        found[f"keyed_{factor:g}"] = np.abs(ratio / factor - 1)
    return found


def _around(item: _Item) -> dict[str, Floats]:
    """What the neighbours in category and vendor look like."""
    raw, stock = item.raw, item.stock
    regular = item.rate * 365 >= REGULAR
    order = np.nan_to_num(raw["on_order_qty"])
    empty = (stock <= np.nan_to_num(raw["reorder_point"])) * 1.0
    short = (raw["count_variance_qty"] < 0) * 1.0
    known = np.isfinite(raw["count_variance_qty"])
    silent = (item.rate * item.waited > 3) * 1.0
    found: dict[str, Floats] = {}
    for name, group in (("category", item.category), ("vendor", item.vendor)):
        found |= {
            f"empty_{name}": _mean(empty, group, regular),
            f"on_order_{name}": _mean((order > 0) * 1.0, group, regular),
            f"hanging_{name}": _mean(empty * (order > 0), group, regular),
            f"received_{name}": _median(raw["last_received_on"], group, regular),
            f"short_{name}": _mean(short, group, known),
            f"variance_{name}": _mean(raw["count_variance_qty"], group),
            f"silent_{name}": _mean(silent, group, regular & (stock > 0)),
            f"negative_{name}": _mean((stock < 0) * 1.0, group),
            f"rate_{name}": np.log(item.rate / _median(item.rate, group)),
            f"months_{name}": np.log(
                np.maximum(stock, 0.1) / item.rate / _median(stock / item.rate, group)
            ),
        }  # fmt: skip
    found["late_to_vendor"] = raw["last_received_on"] / found["received_vendor"]
    return found
