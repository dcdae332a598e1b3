"""`python -m benchmarks.speed`"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import click

from . import contenders, profiling, table
from .figures import SIZES, START, Measured
from .measure import WorkFailedError, alternate, run

README = Path(__file__).with_name("README.md")
_SMALL = 36
_STARTS = 20
_IN_PROCESS = 15


@click.command()
@click.option("--sizes", default=",".join(map(str, SIZES)), show_default=True, help="SKUs.")
@click.option("--runs", "rounds", default=5, show_default=True, help="Of each contender.")
@click.option("--threads", default=2, show_default=True, help="For each contender.")
@click.option("--keep", type=click.Path(path_type=Path), help="Leave the files in this folder.")
@click.option("--print-only", is_flag=True, help="Leave README.md as it is.")
@click.option("--profile", is_flag=True, help="Show where the time goes instead, per size.")
def main(
    sizes: str, rounds: int, threads: int, keep: Path | None, print_only: bool, profile: bool
) -> None:
    """Sentinel's whole analysis against what Polars and DuckDB need merely to read the file."""
    _share_cores(threads)
    counts = sorted({int(size) for size in sizes.split(",")})
    if tuple(counts) != SIZES and not (print_only or profile):
        raise click.UsageError("README.md shows all sizes: for others, add --print-only.")
    with _folder(keep) as folder:
        files = {skus: _export(folder, skus) for skus in counts}
        if profile:
            for file in files.values():
                run(contenders.analysis("sentinel", file, folder, threads))
                click.echo(profiling.profile(file, folder, threads) + "\n")
            return
        try:
            measured = _measured(files, folder, rounds, threads)
        except (WorkFailedError, FileNotFoundError) as error:
            raise click.ClickException(str(error)) from None
    command = shlex.join(["python", "-m", "benchmarks.speed", *sys.argv[1:]])
    text = table.results(measured, command, threads, rounds)
    click.echo(text)
    if not print_only:
        table.put(text, README)


def _share_cores(threads: int) -> None:
    """Nobody gets more cores than threads, whatever its own settings make of them."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="sentinel-speed-") as folder:
        yield Path(folder)


def _export(folder: Path, skus: int) -> Path:
    path = folder / f"export-{skus}.csv"
    if not path.exists():
        _module("exports", str(path), str(skus))
    with path.open("rb") as file:  # into the page cache, for everybody
        while file.read(1 << 24):
            pass
    return path


def _module(name: str, *arguments: str) -> None:
    """A part that needs numpy or pyarrow: elsewhere, for this process must stay small."""
    command = contenders.python("-m", f"{__package__}.{name}", *arguments)
    if subprocess.run(command).returncode != 0:
        raise click.ClickException(f"{shlex.join(command)} failed, see above.")


def _measured(files: dict[int, Path], folder: Path, rounds: int, threads: int) -> Measured:
    works = {
        f"{work.key}@{skus}": (skus, work)
        for skus, file in files.items()
        for work in contenders.of_file(file, folder, threads)
    }
    for _, work in works.values():
        run(work)  # warm: code of the contenders into the page cache, rows to be checked
    _module("rows", str(folder), *map(str, files.values()))
    start = contenders.analysis(START, _export(folder, _SMALL), folder, threads)
    named = [attrs.evolve(work, key=key) for key, (_, work) in works.items()]
    runs = alternate([start, *named], rounds)
    return Measured(
        files={skus: file.stat().st_size for skus, file in files.items()},
        runs={(skus, work.key): runs[key] for key, (skus, work) in works.items()},
        starts=alternate(contenders.starts(), _STARTS) | {START: runs[START]},
        in_process=_in_process(min(files.items())[1], threads),
    )


def _in_process(file: Path, threads: int) -> list[float]:
    command = contenders.python(
        str(contenders.CHILDREN / "inprocess.py"), str(file), str(threads), str(_IN_PROCESS)
    )
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [float(seconds) for seconds in json.loads(said)]


if __name__ == "__main__":
    main()
