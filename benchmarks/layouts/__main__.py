"""`python -m benchmarks.layouts`"""

from __future__ import annotations

import io
import shlex
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import attrs
import click
import polars as pl
from benchmarks.speed.table import markdown, put

import sentinel
from sentinel.errors import SentinelError
from sentinel.readers import open_table
from sentinel.testing.goldens import JOINED, exports_below

from .enlarge import enlarged

README = Path(__file__).with_name("README.md")
FIXTURES = Path(__file__).parents[2] / "tests" / "exports"


@attrs.frozen(kw_only=True)
class Timed:
    """One layout, read by both."""

    pos: str
    export: str
    megabytes: float
    rows: int
    seconds: float
    recognised_seconds: float
    """From the path to the name of the system and of the export."""
    ratio: float | None
    """Median of ours / Polars' within one round each; null where Polars refuses the file."""


@click.command()
@click.option("--rows", default=200_000, show_default=True, help="Records of each file, at least.")
@click.option("--runs", default=3, show_default=True)
@click.option("--threads", default=2, show_default=True)
@click.option("--only", default="", help="Keys of POS systems, with commas; all if empty.")
@click.option("--print-only", is_flag=True, help="Leave README.md as it is.")
def main(rows: int, runs: int, threads: int, only: str, print_only: bool) -> None:
    """Reading each made-up export of tests/exports, enlarged, against Polars reading it as text."""
    engine = sentinel.Engine(threads=threads)
    timed, left = [], []
    keys = [key for key in only.split(",") if key]
    for export in exports_below(FIXTURES):
        if export.suffix == JOINED or (keys and export.parent.name not in keys):
            continue
        found = _timed(export, engine, rows, runs)
        if isinstance(found, Timed):
            timed.append(found)
            click.echo(f"{found.pos} {found.export}: {found.seconds:.3f} s", err=True)
        else:
            left.append(f"`{export.parent.name}/{export.name}` ({found})")
    command = shlex.join(["python", "-m", "benchmarks.layouts", *sys.argv[1:]])
    text = _results(timed, left, command, runs, threads)
    click.echo(text)
    if not print_only:
        put(text, README)


def _timed(export: Path, engine: sentinel.Engine, rows: int, runs: int) -> Timed | str:
    try:
        engine.read(export)
    except SentinelError as error:
        return f"refused: {type(error).__name__}"
    data = enlarged(export, dict(engine.adapters), rows)
    if data is None:
        return "no delimited text"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / export.name
        path.write_bytes(data)
        ours, theirs, recognised = [], [], []
        polars_reads = _is_read_by_polars(path)
        for _ in range(runs + 1):
            recognised.append(_seconds(lambda: engine.suggest_mapping(path)))
            ours.append(_seconds(lambda: engine.read(path)))
            theirs.append(_seconds(lambda: _by_polars(path)) if polars_reads else 0.0)
        source = engine.read(path).sources[0]
    return Timed(
        pos=source.pos,
        export=source.export,
        megabytes=len(data) / 1e6,
        rows=source.rows_read,
        seconds=statistics.median(ours[1:]),
        recognised_seconds=statistics.median(recognised[1:]),
        ratio=statistics.median(a / b for a, b in zip(ours[1:], theirs[1:], strict=True))
        if polars_reads
        else None,
    )


def _by_polars(path: Path) -> pl.DataFrame:
    """All cells as text. Polars is told the delimiter and where the header is, and takes UTF-8."""
    raw = open_table(path)
    data = path.read_bytes()
    if raw.encoding not in ("utf-8", "utf-8-sig"):
        data = data.decode(raw.encoding or "utf-8", errors="replace").encode()
    return pl.read_csv(
        io.BytesIO(data),
        separator=raw.layout.delimiter,
        has_header=False,
        skip_lines=raw.layout.first_row - 1,
        infer_schema=False,
        truncate_ragged_lines=True,
        encoding="utf8-lossy",
    )


def _is_read_by_polars(path: Path) -> bool:
    try:
        _by_polars(path)
    except pl.exceptions.PolarsError:
        return False
    return True


def _seconds(work: Callable[[], Any]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _results(timed: list[Timed], left: list[str], command: str, runs: int, threads: int) -> str:
    head = (
        "POS",
        "export",
        "records",
        "MB",
        "read s",
        "MB/s",
        "recognised and mapped ms",
        "Sentinel / Polars",
    )
    rows = [
        (
            one.pos,
            one.export,
            f"{one.rows:,}",
            f"{one.megabytes:.1f}",
            f"{one.seconds:.3f}",
            f"{one.megabytes / one.seconds:,.0f}",
            f"{one.recognised_seconds * 1000:.0f}",
            "refuses it" if one.ratio is None else f"{one.ratio:.2f}",
        )
        for one in sorted(timed, key=lambda one: (one.pos, one.export))
    ]
    said = f"`{command}`: median of {runs} runs, {threads} threads, in alternation with Polars"
    said += f" {pl.__version__}.\n\n{markdown(head, rows)}"
    return f"{said}\n\nNot timed: {', '.join(left)}." if left else said


if __name__ == "__main__":
    main()
