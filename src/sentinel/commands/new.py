"""`sentinel new`: a whole distribution to start from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sentinel.commands import output
from sentinel.commands.parameters import build_engine, plugin_options

if TYPE_CHECKING:
    from sentinel.scaffolds import Written

_FOLDER = click.option(
    "--output",
    "target",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder to make; else sentinel-NAME here.",
)


@click.group()
def new() -> None:
    """Write a plugin distribution to start from, with its tests."""


@new.command("adapter")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", metavar="KEY", help="Its key; else made from the file's name.")
@_FOLDER
@plugin_options
def new_adapter(
    file: Path, name: str | None, target: Path | None, block: tuple[str, ...], trace: bool
) -> None:
    """An adapter for the POS that wrote FILE.

    The mapping is guessed, and what is not sure is marked; the sample goes along as a test,
    scrubbed of everything that is the customer's.
    """
    from sentinel import scaffolds

    engine = build_engine(block, trace)
    _say(scaffolds.new_adapter(file, engine=engine, name=name, output=target))


@new.command("primitive")
@click.argument("name")
@_FOLDER
@plugin_options
def new_primitive(name: str, target: Path | None, block: tuple[str, ...], trace: bool) -> None:
    """A primitive called NAME that finds something simple until you put your judgement there."""
    from sentinel import scaffolds

    engine = build_engine(block, trace)
    _say(scaffolds.new_primitive(name, engine=engine, output=target))


def _say(written: Written) -> None:
    output.write(str(written.folder))
    for one in written.to_finish:
        output.say(f"To finish by hand: {one}")
    output.say(f'Now: cd {written.folder} && pip install -e ".[test]" && pytest')
