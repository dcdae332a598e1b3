"""Command: make up exports, let the mapping look at them, print what it found.

python -m benchmarks.mapping --seeds 1000-1002 --write
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from sentinel.plugins import load

from .layouts import layouts
from .perturb import FIRST_REPORTED, RENAMING, File, files
from .report import report, write
from .score import Tally, Verdict, judged, of_strangers
from .training import train, untrained

README = Path(__file__).with_name("README.md")


def _seeds(text: str) -> list[int]:
    seeds: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        seeds += range(int(first), int(last or first) + 1)
    return seeds


@click.command()
@click.option("--seeds", default="1000-1002", show_default=True, help="0-4 or 0,3,7.")
@click.option("--layout", default="", help="Only layouts whose name contains this.")
@click.option("--errors", "explain", is_flag=True, help="List what was wrong or not found.")
@click.option("--write", "written", is_flag=True, help="Write the tables into README.md.")
@click.option("--train", "trained", is_flag=True, help="Learn the calibration from these seeds.")
def main(seeds: str, layout: str, explain: bool, written: bool, trained: bool) -> None:
    """How well are the columns of exports found that no adapter reads?"""
    numbers = _seeds(seeds)
    if trained and max(numbers) >= FIRST_REPORTED:
        raise click.UsageError(f"Seeds from {FIRST_REPORTED} on are for reporting only.")
    if trained:
        untrained()
    plugins = load()
    tallies: dict[tuple[str, str], Tally] = {}
    verdicts: list[Verdict] = []
    strangers = Tally()
    known = [one for one in layouts(plugins.adapters) if layout in one.name]
    for one in known:
        for seed in numbers:
            for file in files(one, seed):
                found = judged(file, plugins.adapters["generic"], plugins.column_mappers)
                tallies.setdefault((one.name, file.kind), Tally()).add(file, found)
                if file.kind in RENAMING:
                    strangers.add(*of_strangers(file, found))
                verdicts += found
                if explain:
                    _explain(file, found)
    if trained:
        train(verdicts)
    text = report(tallies, strangers, verdicts)
    click.echo(text)
    if written:
        write(README, text, f"python -m benchmarks.mapping --seeds {seeds}")


def _explain(file: File, found: Sequence[Verdict]) -> None:
    for verdict in found:
        if not verdict.right:
            meant = file.truth.get(verdict.header, ("nothing", None))[0]
            mark = "review" if verdict.review else "SURE  "
            click.echo(
                f"{mark} {verdict.confidence:.2f} {file.kind:12} {file.layout:26} "
                f"{verdict.header!r} is {meant}, taken for {verdict.column}"
            )
    taken = {verdict.header for verdict in found}
    for header, (column, _) in file.truth.items():
        if header not in taken:
            click.echo(f"missed      {file.kind:12} {file.layout:26} {header!r} is {column}")


if __name__ == "__main__":
    main()
