"""For those who test a primitive: made-up stores, and what a primitive finds in them.

    from hypothesis import given

    from sentinel.testing import by_hand, differences, findings, snapshots

    @given(snapshots())
    def test_kernel_says_what_the_plain_judgement_says(store):
        assert differences(findings(MINE, store), by_hand(MINE, store)) == []

Needs hypothesis, which Sentinel itself does not install.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.compute as pc
from attrs import evolve
from hypothesis import strategies as st

from sentinel import detect
from sentinel.canonical import BY_NAME, COLUMNS, DEFAULT_STORE, Kind
from sentinel.models import Found, Item, Money, Primitive, Snapshot
from sentinel.snapshot import TYPES

AS_OF = date(2026, 10, 31)
"""The day of every made-up snapshot."""

Row = tuple[str, str]
"""Store and SKU."""

Cells = Mapping[str, Any]
"""Canonical column to value: text, number, date, or null."""

_DOLLARS = ("annual_cost_low", "annual_cost", "annual_cost_high", "exposure", "confidence")


# --- what a primitive finds ---------------------------------------------------------------------


def findings(
    primitive: Primitive,
    snapshot: Snapshot,
    *,
    thresholds: Mapping[str, float] | None = None,
    previous: Snapshot | None = None,
    threads: int = 1,
) -> dict[Row, Found]:
    """What the primitive finds, by store and SKU: with its kernel if it has one.

    `thresholds` as `Engine.analyze` takes them. Not assessed (a required column is missing) gives
    nothing. Raises AssertionError where the judgement itself raises.
    """
    primitives = {primitive.key: primitive}
    changed = detect.overrides(thresholds, primitives)
    detected = detect.detect(snapshot, primitives, changed, previous, threads)
    assert not detected.raised, f"{primitive.key}: {detected.raised[primitive.key]}"
    return {
        (row["store_id"], row["sku"]): Found(
            annual_cost=Money(
                low=row["annual_cost_low"],
                expected=row["annual_cost"],
                high=row["annual_cost_high"],
            ),
            exposure=row["exposure"],
            confidence=row["confidence"],
            evidence=json.loads(row["evidence"]),
        )
        for row in detected.findings.to_pylist()
    }


def by_hand(
    primitive: Primitive,
    snapshot: Snapshot,
    *,
    thresholds: Mapping[str, float] | None = None,
    previous: Snapshot | None = None,
) -> dict[Row, Found]:
    """What its plain `judge` finds, row by row: what the kernel is held to."""
    plain = evolve(primitive, kernel=None)
    return findings(plain, snapshot, thresholds=thresholds, previous=previous)


def differences(
    left: Mapping[Row, Found], right: Mapping[Row, Found], *, relative: float = 1e-9
) -> list[str]:
    """Where two answers differ, in words; empty if they agree.

    Agreement is the same rows, figures within `relative`, and the same evidence, whose numbers are
    rounded to eight decimals.
    """
    told = [f"{row} is only in the first" for row in sorted(left.keys() - right.keys())]
    told += [f"{row} is only in the second" for row in sorted(right.keys() - left.keys())]
    for row in sorted(left.keys() & right.keys()):
        one, other = _figures(left[row]), _figures(right[row])
        told += [
            f"{row}: {name} is {one.get(name)} in the first and {other.get(name)} in the second"
            for name in sorted(one.keys() | other.keys())
            if not _same(one.get(name), other.get(name), relative)
        ]
    return told


def judged(primitive: Primitive, item: Item, **thresholds: float) -> Found | None:
    """What its plain `judge` says of one item; thresholds are the defaults unless given by name."""
    defaults = {threshold.name: threshold.default for threshold in primitive.thresholds}
    return primitive.judge(item, defaults | thresholds)


def _figures(found: Found) -> dict[str, float | str]:
    cost = found.annual_cost
    figures = (cost.low, cost.expected, cost.high, found.exposure, found.confidence)
    evidence = {f"evidence {name}": value for name, value in found.evidence.items()}
    return {**dict(zip(_DOLLARS, figures, strict=True)), **evidence}


def _same(one: float | str | None, other: float | str | None, relative: float) -> bool:
    if isinstance(one, float | int) and isinstance(other, float | int):
        # evidence is cut after eight decimals, and may be cut up here and down there
        return math.isclose(one, other, rel_tol=relative, abs_tol=1.5e-8)
    return one == other


# --- snapshots by hand and their relatives ------------------------------------------------------


def snapshot_of(*rows: Cells, as_of: date = AS_OF, columns: Iterable[str] = ()) -> Snapshot:
    """A snapshot of these rows; it has the columns that a row or `columns` names.

    A row without `store_id` is in store `main`, a row without `sku` gets its number.
    Raises KeyError for a name that is not canonical.
    """
    full = [
        {"store_id": DEFAULT_STORE, "sku": f"{number:04}", **row} for number, row in enumerate(rows)
    ]
    named = {"store_id", "sku", *columns}.union(*full)
    unknown = named - BY_NAME.keys()
    if unknown:
        raise KeyError(f"Not canonical: {', '.join(sorted(unknown))}.")
    table = pa.table(
        {
            column.name: pa.array([row.get(column.name) for row in full], TYPES[column.kind])
            for column in COLUMNS
            if column.name in named
        }
    )
    return Snapshot(table=table, as_of=as_of, as_of_source="given")


def shop(*odd: Cells, peers: int = 40) -> Snapshot:
    """A shop in which nothing is wrong, but for `odd` items, each told only as it differs.

    Every item sells two a week at a margin around 40 %, with two months of stock. The odd ones come
    first, as SKU 0000, 0001, ... of store `main`; the peers follow.
    """
    rows = [{**_steady(number), **row} for number, row in enumerate(odd)]
    return snapshot_of(*rows, *map(_steady, range(peers)))


def _steady(number: int) -> dict[str, Any]:
    # margins from 38 to 42 %, so that the peers have a spread
    cost = 5.8 + 0.1 * (number % 5)
    return {
        "category": "Paint",
        "vendor": ("Acme", "Bolt", "Cole")[number % 3],
        "on_hand_qty": 18.0,
        "unit_cost": cost,
        "unit_price": 10.0,
        "list_price": 10.0,
        "units_sold": 104.0 + number % 7,
        "sales_window_days": 365.0,
        "last_sold_on": AS_OF - timedelta(days=1 + number % 5),
        "last_received_on": AS_OF - timedelta(days=20 + number % 30),
    }


def scaled(snapshot: Snapshot, factor: float) -> Snapshot:
    """The same store in another currency: every price and cost times `factor`."""
    table = snapshot.table
    for number, name in enumerate(table.column_names):
        if BY_NAME[name].unit.startswith("USD"):
            table = table.set_column(number, name, pc.multiply(table.column(name), factor))
    return evolve(snapshot, table=table)


def shuffled(snapshot: Snapshot, seed: int) -> Snapshot:
    """The same rows in another order."""
    order = list(range(len(snapshot.table)))
    Random(seed).shuffle(order)
    return evolve(snapshot, table=snapshot.table.take(pa.array(order, pa.int64())))


def chunked(snapshot: Snapshot, rows: int) -> Snapshot:
    """The same rows in chunks of so many."""
    table = snapshot.table.combine_chunks()
    parts = [table.slice(first, rows) for first in range(0, len(table), rows)]
    return evolve(snapshot, table=pa.concat_tables(parts) if parts else table)


def beside(snapshot: Snapshot, other: Snapshot) -> Snapshot:
    """Both snapshots as one; the stores of `other` get names that `snapshot` does not have."""
    names = [f"beside {store}" for store in other.table["store_id"].to_pylist()]
    place = other.table.column_names.index("store_id")
    table = other.table.set_column(place, "store_id", pa.array(names, TYPES[Kind.REPEATED]))
    together = pa.concat_tables([snapshot.table, table], promote_options="default")
    return evolve(snapshot, table=together)


# --- strategies ---------------------------------------------------------------------------------

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
) -> Snapshot:
    """Stores of up to `max_peers` everyday items, some of which leak, and up to `max_rows` items
    with odd cells: null, zero, negative, huge, dates around and after `AS_OF`.

    `required` columns are always there, the others may be missing unless `all_columns`;
    `plausible` keeps figures to what a shop could have (see `cells`).
    """
    random = Random(draw(st.integers(0, 2**32 - 1)))
    peers = draw(st.integers(0, max_peers))
    odd = draw(st.lists(_odd(plausible), max_size=max_rows))
    rows = [everyday(random) for _ in range(peers)] + [{**everyday(random), **row} for row in odd]
    for number, row in enumerate(rows):
        row["sku"] = f"{number:04}"
        row["store_id"] = random.choice(list(stores))
    kept = {"store_id", "sku", *required}
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
