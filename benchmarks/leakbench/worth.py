"""Command: what each kind of column is worth, as the share of found dollars that it brings.

    python -m benchmarks.leakbench.worth --seeds 0-19 --skus 6000

writes `src/sentinel/column_worth.json`. Simulated stores are judged with every combination of the
groups below; a combination's worth is what its right findings truly cost a year, each item once
per family. The few columns beside the groups are left out one at a time.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np
import pyarrow as pa
from attrs import evolve

from sentinel import Engine, Snapshot
from sentinel.snapshot import SCHEMA

from .arrays import Floats
from .export import as_of, export
from .simulator import Simulation, simulate
from .truth import truth

GROUPS: dict[str, tuple[str, ...]] = {
    "on_hand_qty": ("on_hand_qty",),
    "unit_price": ("unit_price",),
    "unit_cost": ("unit_cost",),
    "list_price": ("list_price",),
    "units_sold": ("units_sold", "sales_window_days"),
    "last_sold_on": ("last_sold_on",),
    "last_received_on": ("last_received_on",),
    "count_variance_qty": ("count_variance_qty",),
    "category": ("category",),
}
"""Columns that come together; the first bit of a combination is the first group."""
BESIDE = (
    "vendor",
    "status",
    "on_order_qty",
    "counted_qty",
    "last_counted_on",
    "avg_cost",
    "last_cost",
    "reorder_point",
    "reorder_up_to",
    "pack_qty",
)
TARGET = Path(__file__).parents[2] / "src" / "sentinel" / "column_worth.json"


@click.command()
@click.option("--seeds", default="0-19", show_default=True, help="First and last; below 1000.")
@click.option("--skus", default=6000, show_default=True, help="SKUs per store.")
def main(seeds: str, skus: int) -> None:
    """Measure, and write the figures."""
    first, _, last = seeds.partition("-")
    engine = Engine(threads=1)
    total = np.zeros(2 ** len(GROUPS))
    beside = np.zeros(len(BESIDE))
    sizes = dict.fromkeys(SIZES, 0.0)
    for seed in range(int(first), int(last or first) + 1):
        store = simulate(skus, seed)
        known = truth(store).table()
        costs = _true_costs(known)
        snapshot = _snapshot(store)
        sizes = {name: sizes[name] + size(snapshot) for name, size in SIZES.items()}
        for combination in range(len(total)):
            absent = [
                column
                for bit, columns in enumerate(GROUPS.values())
                if not combination >> bit & 1
                for column in columns
            ]
            total[combination] += _dollars(engine, snapshot, absent, costs)
        for at, column in enumerate(BESIDE):
            beside[at] += _dollars(engine, snapshot, [column], costs)
        click.echo(f"seed {seed}: {total[-1]:,.0f} dollars a year so far", err=True)
    TARGET.write_text(_written(total, beside, sizes, skus, seeds), encoding="utf-8")


def _written(total: Floats, beside: Floats, sizes: dict[str, float], skus: int, seeds: str) -> str:
    every = total[-1]
    figures: dict[str, Any] = {
        "command": f"python -m benchmarks.leakbench.worth --seeds {seeds} --skus {skus}",
        **{f"found_per_dollar_of_{name}": round(every / size, 5) for name, size in sizes.items()},
        "beside": {
            column: round(max(0.0, 1 - float(dollars) / every), 4)
            for column, dollars in zip(BESIDE, beside, strict=True)
        },
        "groups": {name: list(columns) for name, columns in GROUPS.items()},
        "found_share": [round(float(dollars) / every, 3) for dollars in total],
    }
    lines = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in figures.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _snapshot(store: Simulation) -> Snapshot:
    """All canonical columns, without reading: what headers mean is not measured here."""
    table = export(store.last)
    typed = {name: table[name].cast(SCHEMA.field(name).type) for name in table.column_names}
    return Snapshot(table=pa.table(typed), as_of=as_of(store.last), as_of_source="the simulation")


def _true_costs(known: pa.Table) -> dict[tuple[str, str], float]:
    """Dollars a year of what truly leaks, by primitive and SKU."""
    return {
        (row["primitive"], row["sku"]): row["annual_cost"]
        for row in known.select(["primitive", "sku", "label", "annual_cost"]).to_pylist()
        if row["label"]
    }


def _dollars(
    engine: Engine, snapshot: Snapshot, absent: list[str], costs: dict[tuple[str, str], float]
) -> float:
    """True dollars of right findings, each item once per family."""
    present = [name for name in snapshot.table.column_names if name not in absent]
    found = engine.detect(evolve(snapshot, table=snapshot.table.select(present)))
    best: dict[tuple[str, str], float] = {}
    named = (map(str, found[name].to_pylist()) for name in ("primitive", "sku"))
    for key, sku in zip(*named, strict=True):
        cost = costs.get((key, sku), 0.0)
        place = (engine.primitives[key].family, sku)
        best[place] = max(best.get(place, 0.0), cost)
    return sum(best.values())


def _sales(snapshot: Snapshot) -> float:
    sold, days, price = (
        _numbers(snapshot, name) for name in ("units_sold", "sales_window_days", "unit_price")
    )
    return float((np.maximum(sold, 0) * 365 / days * price).sum())


def _stock(snapshot: Snapshot, at: str) -> float:
    return float((np.maximum(_numbers(snapshot, "on_hand_qty"), 0) * _numbers(snapshot, at)).sum())


def _numbers(snapshot: Snapshot, name: str) -> Floats:
    return np.nan_to_num(np.asarray(snapshot.table[name].to_numpy(), dtype=np.float64))


SIZES: dict[str, Callable[[Snapshot], float]] = {
    "sales": _sales,
    "stock_at_cost": lambda snapshot: _stock(snapshot, "unit_cost"),
    "stock_at_price": lambda snapshot: _stock(snapshot, "unit_price"),
}
"""How large a store is, in dollars: sales of a year, or what stands on the shelf."""


if __name__ == "__main__":
    main()
