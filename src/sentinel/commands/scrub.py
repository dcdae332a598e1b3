"""`sentinel scrub`: an anonymised copy of an export, to show to somebody."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from sentinel.commands import output
from sentinel.commands.parameters import build_engine, plugin_options


@click.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE...",
)
@click.option(
    "--output",
    "target",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Where the copy goes; of several files, the folder. Else beside the original.",
)
@click.option(
    "--seed",
    metavar="TEXT",
    help="Files scrubbed with one seed still join. Keep it to yourself: it undoes the names.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@plugin_options
def scrub(
    files: tuple[Path, ...],
    target: Path | None,
    seed: str | None,
    force: bool,
    block: tuple[str, ...],
    trace: bool,
) -> None:
    """Write a copy of FILE that keeps every quirk and nothing of the customer.

    Names, codes, vendors, amounts and quantities are replaced, days are moved. Delimited text and
    JSON; of a workbook, save the sheet as CSV. FILEs given together are replaced alike, so that
    the copies still belong together.
    """
    from sentinel import scrub as scrubbing
    from sentinel.errors import UsageError

    engine = build_engine(block, trace)
    seed = seed or secrets.token_hex(16)
    for file in files:
        copy = scrubbing.scrub(file.read_bytes(), file.name, engine=engine, seed=seed)
        if target is None:
            path = file.with_name(copy.name)
        elif len(files) > 1 or target.is_dir():
            target.mkdir(exist_ok=True)
            path = target / copy.name
        else:
            path = target
        if path.exists() and not force:
            raise UsageError(f"{path} is there already; --force writes over it.", given=str(path))
        path.write_bytes(copy.content)
        output.write(str(path))
        _say(copy)


def _say(copy: object) -> None:
    from sentinel.scrub import Scrubbed

    assert isinstance(copy, Scrubbed)
    for difference in copy.differences:
        output.say(f"The copy is read otherwise: {difference}.")
    if copy.headers_kept:
        kept = ", ".join(copy.headers_kept)
        output.say(f"Headers stay, also those of your own; see that they name nobody: {kept}.")
