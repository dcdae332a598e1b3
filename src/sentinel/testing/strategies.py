"""Hypothesis strategies: stores with everyday items, leaking ones and odd ones among them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

import attrs
from hypothesis import strategies as st

from sentinel.canonical import BY_NAME, DEFAULT_STORE, Kind
from sentinel.models import Item, Snapshot
from sentinel.testing.stores import AS_OF, Cells, snapshot_of

_NUMBERS = st.sampled_from([0.0, -0.0, 1.0, 0.5, -1.0, -2.5, 3.0, 12.0, 100.0, 5000.0])
_WILD = st.sampled_from(
    [math.nan, math.inf, -math.inf, 1e300, -1e300, 1e15, -1e15, 1e12, 1e-12, 1e-300, 5e-324]
)
_MONEY = st.sampled_from([0.01, 1.0, 9.99, 10.0, 99.9, 100.0, 1200.0]) | st.integers(1, 50_000).map(
    lambda cents: cents / 100
)
_UNITS = st.integers(-300, 600).map(float) | st.sampled_from([-4097.0, 1e4, 250_000.0])
_WINDOWS = st.sampled_from([1.0, 7.0, 30.0, 90.0, 365.0, 730.0])
# around the days at which the judgements change their mind
_AGES = st.sampled_from([-40, 0, 1, 13, 14, 15, 29, 30, 59, 60, 61, 89, 90, 91, 364, 400, 1000])


def cells(column: str, *, plausible: bool = False) -> st.SearchStrategy[Any]:
    """Values of one canonical column, null among them.

    `plausible`: only what a shop could have; else also infinities, NaN and figures beyond reason.
    """
    kind, unit = BY_NAME[column].kind, BY_NAME[column].unit
    usual: st.SearchStrategy[Any]
    if column == "status":
        usual = st.sampled_from(["active", "inactive", "discontinued"])
    elif kind is Kind.DATE:
        usual = (_AGES | st.integers(0, 1500)).map(lambda days: AS_OF - timedelta(days=days))
    elif kind in (Kind.REPEATED, Kind.TEXT):
        usual = st.sampled_from(["Paint", "Tools", "Garden"])
    elif unit == "days":
        usual = _WINDOWS
    elif unit.startswith("USD"):
        usual = _MONEY
    else:
        usual = _UNITS
    if kind is Kind.NUMBER:
        usual = usual | _NUMBERS if plausible else usual | _NUMBERS | _WILD
    return st.none() | usual


@st.composite
def snapshots(
    draw: st.DrawFn,
    *,
    max_rows: int = 8,
    max_peers: int = 70,
    stores: Sequence[str] = (DEFAULT_STORE, "north"),
    required: Iterable[str] = (),
    all_columns: bool = False,
    plausible: bool = False,
    among: Cells | None = None,
) -> Snapshot:
    """Stores of up to `max_peers` everyday items, some of which leak, and up to `max_rows` items
    with odd cells: null, zero, negative, huge, dates around and after `AS_OF`.

    `required` columns are always there, the others may be missing unless `all_columns`;
    `plausible` keeps figures to what a shop could have (see `cells`). `among`: cells that a third
    of the items have, the odd ones too unless they differ just there.
    """
    random = Random(draw(st.integers(0, 2**32 - 1)))
    peers = draw(st.integers(0, max_peers))
    odd = draw(st.lists(_odd(plausible), max_size=max_rows))
    rows = [everyday(random) for _ in range(peers)] + [{**everyday(random), **row} for row in odd]
    if among is not None:
        ordinary: list[dict[str, Any]] = [{} for _ in range(peers)] + odd
        rows = [
            {**row, **among, **kept} if random.random() < 1 / 3 else row
            for row, kept in zip(rows, ordinary, strict=True)
        ]
    for number, row in enumerate(rows):
        row["sku"] = f"{number:04}"
        row["store_id"] = random.choice(list(stores))
    kept = {"store_id", "sku", *required, *(among or ())}
    optional = sorted(BY_NAME.keys() - kept)
    missing = set() if all_columns else draw(st.sets(st.sampled_from(optional), max_size=6))
    table = snapshot_of(*rows, columns=BY_NAME).table
    return Snapshot(
        table=table.select([name for name in table.column_names if name not in missing]),
        as_of=AS_OF,
        as_of_source="given",
    )


@cache
def _odd(plausible: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Cells that take the place of an everyday item's."""
    own = ("store_id", "sku", "barcode", "description")
    odd = [
        st.tuples(st.just(name), cells(name, plausible=plausible))
        for name in BY_NAME
        if name not in own
    ]
    return st.lists(st.one_of(odd), max_size=12).map(dict)


def everyday(random: Random) -> dict[str, Any]:
    """Cells of an item as shops have them; one in four leaks somewhere."""
    category, vendor = random.choice(("Paint", "Tools", "Garden")), random.choice(("Acme", "Bolt"))
    price = round(random.lognormvariate(2.5, 1.0) + 0.5, 2)
    cost = round(price * (1 - random.gauss(0.4, 0.05)), 2)
    window = 365.0
    rate = random.lognormvariate(-2.5, 1.2)  # units per day
    sold = float(round(rate * window))
    days = min(int(random.expovariate(rate)), 900)
    item = {
        "category": category,
        "vendor": vendor,
        "status": "active",
        "on_hand_qty": float(round(rate * random.uniform(10, 200))),
        "on_order_qty": 0.0,
        "unit_cost": cost,
        "avg_cost": cost,
        "last_cost": cost,
        "unit_price": price,
        "list_price": round(price * random.choice((1.0, 1.0, 1.1)), 2),
        "units_sold": sold,
        "units_returned": 0.0,
        "sales_window_days": window,
        "last_sold_on": AS_OF - timedelta(days=days),
        "last_received_on": AS_OF - timedelta(days=random.randrange(200)),
        "last_counted_on": AS_OF - timedelta(days=random.randrange(400)),
        "reorder_point": float(round(rate * 10)),
        "reorder_up_to": float(round(rate * 40)),
        "count_variance_qty": 0.0,
        "pack_qty": random.choice((1.0, 6.0, 12.0)),
    }
    return item | random.choice([{}, {}, {}, _leak(random, item)])


def _leak(random: Random, item: Cells) -> dict[str, Any]:
    long_ago = {
        "last_sold_on": AS_OF - timedelta(days=300),
        "last_received_on": AS_OF - timedelta(days=400),
    }
    price, cost, sold = item["unit_price"], item["unit_cost"], item["units_sold"]
    return random.choice(
        [
            {"on_hand_qty": -float(random.randrange(1, 200))},
            {"unit_price": round(cost * 0.8, 2)},
            {"unit_price": round(cost * 1.05, 2)},
            {"unit_price": round(price / 10, 2)},
            {"unit_price": round(cost * 1.3, 2), "avg_cost": round(cost / 1.2, 2)},
            {"unit_cost": random.choice((0.0, None))},
            {"on_hand_qty": 3 * sold + 50},
            {"on_hand_qty": 0.0},
            {"on_hand_qty": 40.0, **long_ago},
            {"on_hand_qty": 40.0, "units_sold": 0.0, **long_ago},
            {"count_variance_qty": -float(random.randrange(1, 30))},
        ]
    )


def items(**fields: Any) -> st.SearchStrategy[Item]:
    """Items as a judgement gets them, any field known or not; `fields` fixes some by name."""
    drawn = {
        name: strategy for name in attrs.fields_dict(Item) if (strategy := _field(name)) is not None
    }
    chosen = drawn | {name: st.just(value) for name, value in fields.items()}
    return st.builds(Item, **chosen)


def _field(name: str) -> st.SearchStrategy[Any] | None:
    """Values of a field of `Item`, by the word in its name that tells the unit."""
    if name in BY_NAME and (BY_NAME[name].kind is Kind.NUMBER or name == "status"):
        return cells(name, plausible=True)
    for word, known in _BY_WORD:
        if word in name:
            return known if name.startswith("demand_") else st.none() | known
    return None


_BY_WORD: tuple[tuple[str, st.SearchStrategy[Any]], ...] = (
    ("days_since", st.integers(0, 1500).map(float)),
    ("previous_unit", _MONEY | _NUMBERS),
    ("demand_shape", st.floats(0.05, 1e4)),
    ("demand_days", st.floats(0.05, 1e4)),
    ("probability", st.floats(0, 1)),
    ("chance", st.floats(0, 1)),
    ("spread", st.floats(0, 1)),
    ("vendor_margin_z", st.floats(-20, 20)),
    ("margin", st.floats(-1, 0.99)),
    ("ratio", st.floats(0.1, 3)),
)
