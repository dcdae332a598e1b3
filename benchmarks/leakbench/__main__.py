"""Command: simulate stores, let a detector look at the exports, print the scores."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click
import pyarrow as pa
import pyarrow.parquet as pq

from . import rules
from .errors import Errors, added, described, errors
from .export import DROPPABLE, as_of, corrupted, export, write_csv
from .report import report
from .score import Score, score
from .simulator import Simulation, simulate
from .truth import truth

PREVIOUS_DAYS = 90
"""Age of the previous snapshot, days."""


def _seeds(text: str) -> list[int]:
    seeds: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        seeds += range(int(first), int(last or first) + 1)
    return seeds


@click.command()
@click.option("--seeds", default="0-4", show_default=True, help="0-4 or 0,3,7; one store each.")
@click.option("--skus", default=36_000, show_default=True, help="SKUs per store.")
@click.option("--window", default=365, show_default=True, help="Days that units_sold covers.")
@click.option("--previous", is_flag=True, help="Also give the export of 90 days earlier.")
@click.option(
    "--without", multiple=True, metavar="COLUMNS",
    help=f"Leave out a column or a group ({', '.join(DROPPABLE)}); repeatable.",
)  # fmt: skip
@click.option("--corrupt", default=0.0, help="Share of cells to damage, for example 0.01.")
@click.option(
    "--detector", type=click.Choice(["sentinel", "rules"]), default="sentinel", show_default=True,
    help="sentinel: the engine; rules: fixed limits, as in back-office exception reports.",
)  # fmt: skip
@click.option(
    "--write", type=click.Path(path_type=Path, file_okay=False),
    help="Write exports (CSV), truth and plantings (Parquet) here instead of judging them.",
)  # fmt: skip
@click.option("--errors", "explain", is_flag=True, help="Also say under what the errors sit.")
def main(
    seeds: str, skus: int, window: int, previous: bool, without: tuple[str, ...], corrupt: float,
    detector: str, write: Path | None, explain: bool,
) -> None:  # fmt: skip
    """Simulated stores with planted leaks: how many of them does a detector find?"""
    scores: list[Score] = []
    wrong: list[Errors] = []
    for seed in _seeds(seeds):
        store = simulate(skus, seed, keep=(0, PREVIOUS_DAYS) if previous else (0,))
        tables = {
            back: _exported(store, back, window, without, corrupt) for back in sorted(store.stores)
        }
        known = truth(store).table()
        if write is not None:
            _write(write, store, tables, known)
            continue
        judge = _judged_by_rules if detector == "rules" else _judged_by_sentinel
        findings = judge(store, tables)
        scores.append(score(findings, known))
        if explain:
            wrong.append(errors(findings, known))
        click.echo(f"seed {seed}: mean F1 {scores[-1].mean_f1:.3f}", err=True)
    if scores:
        click.echo(report(scores))
    if wrong:
        click.echo(described(added(wrong)))


def _exported(
    store: Simulation, back: int, window: int, without: tuple[str, ...], corrupt: float
) -> pa.Table:
    table = export(store.stores[back], window, without)
    return corrupted(table, corrupt, store.seed) if corrupt else table


def _judged_by_rules(store: Simulation, tables: dict[int, pa.Table]) -> pa.Table:
    return rules.findings(tables[0], as_of(store.last))


def _judged_by_sentinel(store: Simulation, tables: dict[int, pa.Table]) -> pa.Table:
    import sentinel

    with tempfile.TemporaryDirectory() as folder:
        paths = {back: str(Path(folder) / f"export-{back}.csv") for back in tables}
        for back, table in tables.items():
            write_csv(table, paths[back])
        earlier = None
        if PREVIOUS_DAYS in paths:
            day = as_of(store.stores[PREVIOUS_DAYS])
            earlier = sentinel.read(paths[PREVIOUS_DAYS], as_of=day)
        report = sentinel.analyze(paths[0], as_of=as_of(store.last), previous=earlier)
        findings: pa.Table = report.findings
    return findings


def _write(folder: Path, store: Simulation, tables: dict[int, pa.Table], known: pa.Table) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for back, table in tables.items():
        write_csv(table, str(folder / f"store-{store.seed}-{as_of(store.stores[back])}.csv"))
    pq.write_table(known, folder / f"store-{store.seed}-truth.parquet")
    pq.write_table(plantings(store), folder / f"store-{store.seed}-planted.parquet")


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


if __name__ == "__main__":
    main()
