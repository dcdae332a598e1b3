"""`sentinel benchmark`: how many planted leaks are found in simulated stores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sentinel.commands import output
from sentinel.commands.parameters import keys, needs_extra

_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--seeds", metavar="FIRST-LAST", help="One store each.  [default: 1000-1004]")
@click.option("--skus", type=click.IntRange(200), help="Of each store.  [default: 36000]")
@click.option("--quick", is_flag=True, help="Two stores of 4000 SKUs, unless said otherwise.")
@click.option("--world", metavar="NAME", help="Stores that others designed: planned, byhand.")
@click.option(
    "--detector",
    default="sentinel",
    show_default=True,
    metavar="NAME|FILE",
    help="Who is judged: sentinel, rules, ghost, learner, or a file of findings (.csv, .parquet).",
)
@click.option(
    "--only",
    type=keys,
    metavar="PART,...",
    help="Parts to run, of: scores, peers, variants.  [default: all]",
)
@click.option("--variants", type=keys, metavar="KEY,...", help="These exports only.")
@click.option(
    "--layout",
    type=keys,
    metavar="POS,...",
    help="The files of these systems instead, each read through its adapter.",
)
@click.option("--processes", type=click.IntRange(1), default=2, show_default=True)
@click.option("--errors", is_flag=True, help="Also say under what the errors sit.")
@click.option("--json", type=_FILE, help="Also write every figure there.")
@click.option("--pictures", type=_FOLDER, help="Also draw into this folder, as SVG.")
@click.option("--page", type=_FILE, help="Also replace the figures on this Markdown page.")
@click.option("--write", type=_FOLDER, help="Write exports and truth there, and judge nothing.")
@needs_extra("benchmark")
def benchmark(only: tuple[str, ...] | None, errors: bool, **options: Any) -> None:
    """Judge detectors on simulated stores whose leaks are known."""
    from sentinel_leakbench.command import PARTS, Options, main

    options["variants"] = options["variants"] or ()
    options["layout"] = options["layout"] or ()
    chosen = Options(only=only or PARTS, explain_errors=errors, **options)
    output.write(main(chosen, output.say))
