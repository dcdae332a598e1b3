"""Stores as files, for whoever builds a detector elsewhere: exports, truth, what was planted."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from .cases import PREVIOUS_DAYS
from .export import as_of, export, write_csv
from .simulator import Simulation, simulate
from .truth import truth
from .worlds import WORLDS


def write(folder: Path, seed: int, skus: int) -> None:
    """One store: exports of today and of 90 days ago (CSV), truth and plantings (Parquet)."""
    store = simulate(skus, seed, keep=(0, PREVIOUS_DAYS))
    folder.mkdir(parents=True, exist_ok=True)
    for then in store.stores.values():
        write_csv(export(then), folder / f"store-{seed}-{as_of(then)}.csv")
    pq.write_table(truth(store).table(), folder / f"store-{seed}-truth.parquet")
    pq.write_table(plantings(store), folder / f"store-{seed}-planted.parquet")


def write_another(folder: Path, world: str, seed: int, skus: int) -> None:
    """One store of another world: its export (CSV) and truth (Parquet)."""
    made = WORLDS[world](skus, seed)
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(made.table, folder / f"{world}-{seed}-{made.as_of}.csv")
    pq.write_table(made.truth, folder / f"{world}-{seed}-truth.parquet")


def plantings(store: Simulation) -> pa.Table:
    """One row per planted mechanism and SKU: sku, mechanism, cause, started_on, size."""
    names, dates = store.last.catalog.sku, store.last.calendar.date
    parts = [
        pa.table(
            {
                "sku": pa.array([names[row] for row in planting.skus], pa.string()),
                "mechanism": pa.repeat(planting.mechanism.key, len(planting.skus)),
                "cause": pa.array([planting.mechanism.cause] * len(planting.skus), pa.string()),
                "started_on": pa.array([dates(int(day)) for day in planting.start], pa.date32()),
                "size": planting.size,
            }
        )
        for planting in store.plan.plantings
    ]
    return pa.concat_tables(parts)
