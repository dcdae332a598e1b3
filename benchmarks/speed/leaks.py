"""Leaks, planted by changing a store's books; about nine SKUs in a hundred get one."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np

from .catalog import Bools, Catalog, Ints
from .stock import Stock

Rows = Ints


@attrs.frozen(kw_only=True, eq=False)
class Leak:
    """One way to lose money."""

    key: str
    share: float
    """Of all SKUs."""
    can: Callable[[Stock], Bools]
    """To which SKUs it can happen."""
    plant: Callable[[Stock, Rows, np.random.Generator], None]


def plant(stock: Stock, catalog: Catalog, rng: np.random.Generator) -> dict[str, Rows]:
    """Change the stock; per leak the rows that got it. No row gets two."""
    free = np.ones(len(catalog), bool)
    planted = {}
    for leak in LEAKS:
        able = np.flatnonzero(free & leak.can(stock))
        count = min(round(leak.share * len(catalog)), len(able))
        rows = np.sort(rng.choice(able, count, replace=False))
        leak.plant(stock, rows, rng)
        free[rows] = False
        planted[leak.key] = rows
    return planted


def _timing(stock: Stock, rows: Rows, rng: np.random.Generator) -> None:
    stock.on_hand[rows] = -rng.integers(1, 4, len(rows))


def _deficit(stock: Stock, rows: Rows, rng: np.random.Generator) -> None:
    stock.on_hand[rows] = -rng.integers(12, 180, len(rows)) - stock.sold[rows] // 10
    stock.on_order[rows] = 0


def _sold_out(stock: Stock, rows: Rows, rng: np.random.Generator) -> None:
    stock.on_hand[rows] = rng.integers(0, 2, len(rows))
    stock.on_order[rows] = 0


def _below_cost(stock: Stock, rows: Rows, rng: np.random.Generator) -> None:
    stock.price[rows] = np.round(stock.cost[rows] * rng.uniform(0.6, 0.97, len(rows)), 2)


def _thin_margin(stock: Stock, rows: Rows, rng: np.random.Generator) -> None:
    stock.price[rows] = np.round(stock.cost[rows] * rng.uniform(1.03, 1.15, len(rows)), 2)


def _dearer_purchase(stock: Stock, rows: Rows, rng: np.random.Generator) -> None:
    risen = np.round(stock.cost[rows] * rng.uniform(1.08, 1.22, len(rows)), 2)
    stock.cost[rows] = stock.last_cost[rows] = risen


def _no_cost(stock: Stock, rows: Rows, rng: np.random.Generator) -> None:
    blank = np.where(rng.random(len(rows)) < 0.5, 0.0, np.nan)
    stock.cost[rows] = stock.average_cost[rows] = stock.last_cost[rows] = blank


def _slipped_point(stock: Stock, rows: Rows, rng: np.random.Generator) -> None:
    factor = rng.choice([0.1, 10.0], len(rows))
    stock.price[rows] = np.maximum(np.round(stock.price[rows] * factor, 2), 0.01)


def _dead(stock: Stock, rows: Rows, rng: np.random.Generator) -> None:
    stock.on_hand[rows] = rng.integers(1, 30, len(rows)) + stock.case[rows] // 2
    stock.on_order[rows] = 0
    stock.sold[rows] = 0
    stock.sold_ago[rows] = rng.integers(370, 1100, len(rows))
    stock.received_ago[rows] = stock.sold_ago[rows] + rng.integers(1, 200, len(rows))


def _too_much(stock: Stock, rows: Rows, rng: np.random.Generator) -> None:
    years = rng.uniform(2.5, 6, len(rows))
    stock.on_hand[rows] = np.ceil(stock.sold[rows] * years) + 2 * stock.case[rows]
    stock.on_order[rows] = 0
    stock.sold_ago[rows] = np.minimum(stock.sold_ago[rows], rng.integers(1, 60, len(rows)))


def _gone(stock: Stock, rows: Rows, rng: np.random.Generator) -> None:
    """On the books, not on the shelf: a regular seller fell silent."""
    silent = np.ceil(rng.uniform(12, 25, len(rows)) * 365 / stock.sold[rows]).astype(np.int64)
    stock.sold_ago[rows] = np.minimum(silent, 300)
    stock.received_ago[rows] = stock.sold_ago[rows] + rng.integers(1, 40, len(rows))
    stock.on_hand[rows] = np.maximum(stock.on_hand[rows], 2)
    stock.on_order[rows] = 0


def _sells(stock: Stock) -> Bools:
    return np.asarray(stock.sold >= 6)


def _sells_often(stock: Stock) -> Bools:
    return np.asarray(stock.sold >= 30)


def _any(stock: Stock) -> Bools:
    return np.ones(len(stock.sold), bool)


def _sells_little(stock: Stock) -> Bools:
    return np.asarray((stock.sold >= 3) & (stock.sold < 60))


LEAKS = (
    Leak(key="timing", share=0.008, can=_sells, plant=_timing),
    Leak(key="deficit", share=0.004, can=_any, plant=_deficit),
    Leak(key="sold_out", share=0.010, can=_sells_often, plant=_sold_out),
    Leak(key="below_cost", share=0.008, can=_sells, plant=_below_cost),
    Leak(key="thin_margin", share=0.007, can=_sells, plant=_thin_margin),
    Leak(key="dearer_purchase", share=0.012, can=_sells, plant=_dearer_purchase),
    Leak(key="no_cost", share=0.006, can=_sells, plant=_no_cost),
    Leak(key="slipped_point", share=0.003, can=_sells, plant=_slipped_point),
    Leak(key="dead", share=0.015, can=_any, plant=_dead),
    Leak(key="too_much", share=0.010, can=_sells_little, plant=_too_much),
    Leak(key="gone", share=0.008, can=_sells_often, plant=_gone),
)
