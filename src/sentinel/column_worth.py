"""What columns are worth, measured on simulated stores and scaled to the size of a real one.

`column_worth.json` has, for every combination of the columns that matter, the share of the dollars
that all of them find; it names the command that measured it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa

from sentinel.compute import pc

_ALWAYS = ("store_id", "sku")
COSTS = ("avg_cost", "last_cost")
"""Each stands for the unit cost where there is no other."""


def complete(columns: Iterable[str]) -> frozenset[str]:
    """The columns that a snapshot has where an export has these."""
    there = {*columns, *_ALWAYS}
    if there & set(COSTS):
        there.add("unit_cost")
    if "units_sold" in there:
        there.add("sales_window_days")
    return frozenset(there)


@cache
def _figures() -> dict[str, Any]:
    text = files("sentinel").joinpath("column_worth.json").read_text(encoding="utf-8")
    figures: dict[str, Any] = json.loads(text)
    return figures


def brings(columns: Sequence[str], there: frozenset[str], lacking: Sequence[str]) -> float:
    """The share of all that could be found that these columns bring.

    Midway between what they bring alone and what would be missed were all others there: two columns
    that open a primitive only together both count for something.
    """
    alone = _found(complete((*there, *columns))) - _found(there)
    others = complete(name for name in (*there, *lacking) if name not in columns)
    last = _found(complete((*there, *lacking))) - _found(others)
    return max(0.0, (alone + last) / 2)


def _found(there: Collection[str]) -> float:
    figures = _figures()
    combination = sum(
        1 << bit
        for bit, columns in enumerate(figures["groups"].values())
        if any(column in there for column in columns)
    )
    share: float = figures["found_share"][combination]
    missed = sum(worth for column, worth in figures["beside"].items() if column not in there)
    return share - float(missed) * share


def found_in_all(table: pa.Table) -> float | None:
    """Dollars a year that all columns would find in a store of this size; null: size unknown."""
    figures = _figures()
    for size, of in ((_sales(table), "sales"), *_stock(table)):
        if size:
            return size * float(figures[f"found_per_dollar_of_{of}"])
    return None


def _sales(table: pa.Table) -> float | None:
    """Dollars of sales in a year."""
    if not {"units_sold", "sales_window_days"} <= set(table.column_names):
        return None
    if "net_sales" in table.column_names:
        taken = table["net_sales"]
    elif "unit_price" in table.column_names:
        taken = pc.multiply(pc.max_element_wise(table["units_sold"], 0.0), table["unit_price"])
    else:
        return None
    a_year = pc.multiply(pc.divide(taken, table["sales_window_days"]), 365.0)
    return _sum(a_year.filter(pc.is_finite(a_year)))


def _stock(table: pa.Table) -> list[tuple[float | None, str]]:
    if "on_hand_qty" not in table.column_names:
        return []
    stock = pc.max_element_wise(table["on_hand_qty"], 0.0)
    return [
        (_sum(pc.multiply(stock, table[column])), size)
        for column, size in (("unit_cost", "stock_at_cost"), ("unit_price", "stock_at_price"))
        if column in table.column_names
    ]


def _sum(column: Any) -> float | None:
    total: float | None = pc.sum(column).as_py()
    return total if total is not None and total > 0 else None
