"""The items of issues: findings joined with the rows of the snapshot, and how clients see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
from attrs import frozen

from sentinel import causes
from sentinel.canonical import BY_NAME
from sentinel.compute import Cells, pc
from sentinel.insights.analysis import Analysis
from sentinel.insights.units import Fraction, Units, UnitUsd
from sentinel.models import Issue
from sentinel.same_items import same_items
from sentinel.snapshot import TYPES

COLUMNS = (
    "description",
    "category",
    "vendor",
    "on_hand_qty",
    "on_order_qty",
    "unit_cost",
    "avg_cost",
    "last_cost",
    "unit_price",
    "units_sold",
    "units_returned",
    "sales_window_days",
    "last_received_on",
)
"""What insights need to know of an item; null where the export does not say."""

MONTH_DAYS = 30
"""`sales_last_30d`: the rate of the sales window over so many days."""

SIGNALS = (
    "cost_exceeds_retail",
    "damaged",
    "high_cost",
    "high_qty",
    "low_margin",
    "negative_qty",
    "negative_retail",
    "old_receipt",
    "on_order",
    "recent_receipt",
    "seasonal",
    "zero_cost",
    "zero_sales",
)
"""What can be seen of single items, in the words of the clients."""


@frozen(kw_only=True)
class Sku:
    """One affected item. A number that the export does not say is 0 and named in `unknown`."""

    sku_id: str
    qty_on_hand: Units
    unit_cost: UnitUsd
    retail_price: UnitUsd
    margin_pct: Fraction
    """(price - cost) / price."""
    sales_last_30d: Units
    """Units at the rate of the export's own sales window."""
    days_since_receipt: int
    is_damaged: bool
    """No export says so: always false and unknown."""
    on_order_qty: Units
    is_seasonal: bool
    """True where all items of the issue are out of season; unknown where some are."""
    description: str = ""
    unknown: tuple[str, ...] = ()
    """Fields above that the export does not say."""


def findings_of(analysis: Analysis, issue_ids: Iterable[str] | None = None) -> pa.Table:
    """The findings of these issues (null: of all), costliest first within a store, with `COLUMNS`
    of the snapshot beside them."""
    found = analysis.report.findings
    if issue_ids is not None:
        found = found.filter(is_one_of(found["issue_id"], issue_ids))
    rows = same_items(analysis.snapshot.table, found)
    return with_columns(found, analysis.snapshot.table, rows)


def by_issue(found: pa.Table) -> dict[str, pa.Table]:
    """The findings of each issue, their order kept."""
    words = causes.encoded(found["issue_id"])
    return {
        str(name): found.filter(pc.equal(words.indices, code))
        for code, name in enumerate(words.dictionary.to_pylist())
    }


def is_one_of(column: pa.ChunkedArray[Any], values: Iterable[str]) -> Cells:
    """Mask: whether a cell is one of the values. Null is none of them."""
    words = causes.encoded(column)
    return pc.is_in(pc.cast(words, pa.string()), value_set=pa.array(list(values), pa.string()))


def with_columns(items: pa.Table, table: pa.Table, rows: Cells) -> pa.Table:
    """`items` with `COLUMNS` of these rows of `table`; null where it has no such column or row."""
    for name in COLUMNS:
        kind = TYPES[BY_NAME[name].kind]
        if name in table.column_names:
            column = believable(table[name].take(rows))
        else:
            column = pa.chunked_array([pa.nulls(len(items), kind)])
        items = items.append_column(name, column)
    return items


def skus(items: pa.Table, as_of: date, issue: Issue | None = None) -> tuple[Sku, ...]:
    """The items as clients see them, in their order."""
    seasonal = 0 if issue is None else issue.signals.get("seasonal", 0)
    everywhere = issue is not None and seasonal == issue.sku_count > 0
    always = ("is_damaged", *(["is_seasonal"] if seasonal and not everywhere else []))
    columns = _numbers(items, as_of)
    lacking = _lacking(columns, always)
    values = [pc.fill_null(column, 0).to_pylist() for column in columns.values()]
    codes: list[str] = pc.cast(items["sku"], pa.string()).to_pylist()
    words: list[str] = pc.fill_null(items["description"], "").to_pylist()
    return tuple(
        Sku(
            sku_id=code,
            qty_on_hand=on_hand,
            unit_cost=cost,
            retail_price=price,
            margin_pct=share,
            sales_last_30d=sold,
            days_since_receipt=days,
            is_damaged=False,
            on_order_qty=on_order,
            is_seasonal=everywhere,
            description=description,
            unknown=unknown,
        )
        for code, on_hand, cost, price, share, sold, days, on_order, description, unknown in zip(
            codes, *values, words, lacking, strict=True
        )
    )


def _lacking(columns: Mapping[str, Cells], always: tuple[str, ...]) -> list[tuple[str, ...]]:
    """For each row the names of the columns that are null, which are few different sets."""
    sets: Cells = 0
    for place, column in enumerate(columns.values()):
        sets = pc.add(sets, pc.multiply(pc.cast(pc.is_null(column), pa.int64()), 1 << place))
    named = {
        code: (*(name for place, name in enumerate(columns) if code >> place & 1), *always)
        for code in pc.unique(sets).to_pylist()
    }
    return [named[code] for code in sets.to_pylist()]


def _numbers(items: pa.Table, as_of: date) -> Mapping[str, Cells]:
    return {
        "qty_on_hand": items["on_hand_qty"],
        "unit_cost": items["unit_cost"],
        "retail_price": items["unit_price"],
        "margin_pct": margin(items),
        "sales_last_30d": pc.multiply(daily_rate(items), float(MONTH_DAYS)),
        "days_since_receipt": days_since(items["last_received_on"], as_of),
        "on_order_qty": items["on_order_qty"],
    }


def margin(items: pa.Table) -> Cells:
    """(price - cost) / price; null without a positive price and a positive cost."""
    price, cost = items["unit_price"], items["unit_cost"]
    usable = pc.and_(pc.greater(price, 0.0), pc.greater(cost, 0.0))
    return believable(pc.divide(pc.subtract(price, cost), pc.if_else(usable, price, NULL)))


def daily_rate(items: pa.Table) -> Cells:
    """Units a day over the export's sales window; null where it does not say."""
    window = items["sales_window_days"]
    rate = pc.divide(items["units_sold"], pc.if_else(pc.greater(window, 0.0), window, NULL))
    return believable(rate)


def believable(column: Cells) -> Cells:
    """Numbers beyond `LARGEST` are slips whose products overflow, and NaN is none: both unknown."""
    if not pa.types.is_floating(column.type):
        return column
    return pc.if_else(pc.less_equal(pc.abs(column), LARGEST), column, NULL)


def days_since(days: Cells, as_of: date) -> Cells:
    """Whole days before `as_of`; a day after it is 0."""
    past = pc.subtract((as_of - date(1970, 1, 1)).days, pc.cast(days, pa.int32()))
    return pc.max_element_wise(past, 0, skip_nulls=False)


NULL = pa.nulls(1, pa.float64())[0]
LARGEST = 1e15


def active_signals(items: pa.Table, as_of: date, issue: Issue) -> Mapping[str, float]:
    """Signals of `SIGNALS` that the items show, sorted, with the share of the items that do.

    What an export does not say is never a signal. No export tells damage.
    """
    cost, price, quantity = items["unit_cost"], items["unit_price"], items["on_hand_qty"]
    since = days_since(items["last_received_on"], as_of)
    shown: dict[str, Cells] = {
        "cost_exceeds_retail": pc.and_(pc.greater(price, 0.0), pc.greater(cost, price)),
        "high_cost": pc.greater(cost, 500.0),
        "high_qty": pc.greater(quantity, 200.0),
        "low_margin": pc.less(margin(items), 0.2),
        "negative_qty": pc.less(quantity, 0.0),
        "negative_retail": pc.less(price, 0.0),
        "old_receipt": pc.greater(since, 90),
        "on_order": pc.greater(items["on_order_qty"], 0.0),
        "recent_receipt": pc.less_equal(since, 7),
        "zero_cost": pc.and_(pc.equal(cost, 0.0), pc.greater(price, 0.0)),
        "zero_sales": pc.less_equal(items["units_sold"], 0.0),
    }
    count = max(len(items), 1)
    shares = {name: (pc.sum(mask).as_py() or 0) / count for name, mask in shown.items()}
    shares["seasonal"] = min(issue.signals.get("seasonal", 0) / count, 1.0)
    return {name: shares[name] for name in SIGNALS if shares.get(name)}


def of_store(table: pa.Table, store_id: str) -> pa.Table:
    """The rows of one store, their numbers believable."""
    rows = table.filter(is_one_of(table["store_id"], [store_id]))
    return pa.table({name: believable(rows[name]) for name in rows.column_names})
