"""What a second opinion does to the mapping: a right one, a wrong one, one that only agrees.

python -m benchmarks.mapping.second_opinion --seeds 1000

Nobody real is asked: each opinion is made from what the file is, so that its faults are known.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence

import click
from attrs import define, field

from sentinel.canonical import BY_NAME, COLUMNS
from sentinel.mapping import map_columns
from sentinel.models import Adapter, ColumnMapper, MappedColumn, Sample
from sentinel.plugins import load
from sentinel.recognition import Recognition

from .layouts import layouts
from .perturb import File, files
from .score import Tally, verdicts

SURE = 0.97
"""What every opinion says of itself."""

Meaning = Mapping[str, str]
"""Header to column, "" for none."""
Opinion = Callable[[File, Sequence[MappedColumn], random.Random], Meaning]
"""From the file and what was found without an opinion."""

_ALIKE = (
    ("unit_cost", "unit_price"),
    ("avg_cost", "last_cost"),
    ("on_hand_qty", "units_sold"),
    ("sku", "barcode"),
    ("category", "vendor"),
    ("reorder_point", "reorder_up_to"),
    ("last_sold_on", "last_received_on"),
    ("counted_qty", "on_order_qty"),
    ("list_price", "net_sales"),
)
_OTHER = {one: other for pair in _ALIKE for one, other in (pair, pair[::-1])}


def _right(file: File, found: Sequence[MappedColumn], rng: random.Random) -> Meaning:
    return {h: file.truth[h][0] if h in file.truth else "" for h in file.sample.headers}


def _often_right(file: File, found: Sequence[MappedColumn], rng: random.Random) -> Meaning:
    wrong = _alike(file, found, rng)
    return {
        h: column if rng.random() < 0.9 else wrong[h]
        for h, column in _right(file, found, rng).items()
    }


def _alike(file: File, found: Sequence[MappedColumn], rng: random.Random) -> Meaning:
    return {h: _OTHER.get(column, "") for h, column in _right(file, found, rng).items()}


def _mixed_up(file: File, found: Sequence[MappedColumn], rng: random.Random) -> Meaning:
    columns = [one.name for one in COLUMNS]
    rng.shuffle(columns)
    return dict(zip(file.sample.headers, columns, strict=False))


def _against(file: File, found: Sequence[MappedColumn], rng: random.Random) -> Meaning:
    """What was found, one header further on: every column of it contradicted."""
    headers = [one.header for one in found]
    return dict(zip(headers[1:] + headers[:1], [one.column for one in found], strict=True))


def _echo(file: File, found: Sequence[MappedColumn], rng: random.Random) -> Meaning:
    return {one.header: one.column for one in found}


OPINIONS: Mapping[str, Opinion | None] = {
    "none": None,
    "right": _right,
    "right in 9 of 10": _often_right,
    "each column its likeness": _alike,
    "columns at random": _mixed_up,
    "what was found, moved on": _against,
    "echo of what was found": _echo,
}


@define
class Effect:
    """What an opinion did to all files."""

    tally: Tally = field(factory=Tally)
    proven: int = 0
    """Columns that arithmetic proved before the opinion was heard."""
    fell: int = 0
    """Of these, no longer taken for the same."""
    review: int = 0
    """Columns that need review."""
    new_wrong: int = 0
    """Wrong columns that need no review now and did not stand so before."""


def _mapper(meaning: Meaning) -> ColumnMapper:
    def propose(sample: Sample) -> tuple[MappedColumn, ...]:
        given: dict[str, str] = {}
        for header in sample.headers:  # as the answer is checked: no column goes to two headers
            column = meaning.get(header, "")
            if column not in given.values() or column not in BY_NAME:
                given[header] = column
        return tuple(
            MappedColumn(column=column, header=header, confidence=SURE, why="")
            for header, column in given.items()
        )

    return ColumnMapper(key="opinion", title="It", propose=propose, on_request=True)


def effects(
    made: Iterator[File], generic: Adapter, mappers: Mapping[str, ColumnMapper]
) -> dict[str, Effect]:
    """Every opinion on every file."""
    recognition = Recognition(adapter=generic, export=None, confidence=1.0)
    counted = {name: Effect() for name in OPINIONS}
    for file in made:
        before = map_columns(recognition, file.sample, mappers).columns
        for name, opinion in OPINIONS.items():
            after = before
            if opinion is not None:
                rng = random.Random(f"{file.layout} {file.kind} {name}")
                adviser = _mapper(opinion(file, before, rng))
                found = map_columns(recognition, file.sample, mappers, adviser=adviser)
                after = found.columns
            _count(counted[name], file, before, after)
    return counted


def _count(
    effect: Effect, file: File, before: Sequence[MappedColumn], after: Sequence[MappedColumn]
) -> None:
    judged = verdicts(file, after)
    effect.tally.add(file, judged)
    effect.review += sum(one.review for one in judged)
    now = {one.header: (one.column, one.location) for one in after}
    proven = [one for one in before if one.proof is not None]
    effect.proven += len(proven)
    effect.fell += sum(now.get(one.header) != (one.column, one.location) for one in proven)
    stood = {(one.header, one.column) for one in before if not one.needs_review}
    effect.new_wrong += sum(
        not one.right and not one.review and (one.header, one.column) not in stood for one in judged
    )


def table(counted: Mapping[str, Effect]) -> str:
    """One line for each opinion."""
    head = (
        f"{'opinion':26}{'columns':>9}{'recall':>9}{'review':>9}{'precision':>11}"
        f"{'proven':>9}{'fell':>6}{'new wrong':>11}"
    )
    lines = [
        f"{name:26}{one.tally.there:9}{one.tally.recall:9.3f}{one.review:9}"
        f"{one.tally.precision:11.4f}{one.proven:9}{one.fell:6}{one.new_wrong:11}"
        for name, one in counted.items()
    ]
    return "\n".join([head, *lines])


@click.command()
@click.option("--seeds", default="1000", show_default=True, help="1000,1001")
@click.option("--layout", default="", help="Only layouts whose name contains this.")
def main(seeds: str, layout: str) -> None:
    """What do opinions, right and wrong, do to the columns that are found?"""
    plugins = load()
    made = (
        file
        for one in layouts(plugins.adapters)
        if layout in one.name
        for seed in seeds.split(",")
        for file in files(one, int(seed))
    )
    click.echo(table(effects(made, plugins.adapters["generic"], plugins.column_mappers)))


if __name__ == "__main__":
    main()
