"""Kinds of values on the command line, and the options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sentinel.commands import output

if TYPE_CHECKING:
    from sentinel.engine import Engine

FILE = click.Path(exists=True, dir_okay=False, allow_dash=True)
"""An existing file, or `-` for standard input."""

SEVERITIES = ("critical", "high", "medium", "low")
"""From the worst down."""

Function = Callable[..., Any]
Decorator = Callable[[Function], Function]


def pair(text: str) -> tuple[str, str]:
    """`NAME=VALUE`; the last equals sign counts, for headers may contain some."""
    left, _, right = (part.strip() for part in text.rpartition("="))
    if not left or not right:
        raise click.BadParameter(f"{text!r} has no name and value around an equals sign.")
    return left, right


def column_pair(text: str) -> tuple[str, str | None]:
    """`HEADER=column`, or `HEADER=` for a header that is to be left out."""
    header = text.strip().removesuffix("=").strip()
    return (header, None) if header and text.rstrip().endswith("=") else pair(text)


def number_pair(text: str) -> tuple[str, float]:
    """`NAME=NUMBER`"""
    name, value = pair(text)
    try:
        return name, float(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} in {text!r} is not a number.") from None


def keys(text: str) -> tuple[str, ...]:
    """`KEY,KEY,...`"""
    return tuple(key.strip() for key in text.split(",") if key.strip())


def limit(text: str) -> str | float:
    """A severity, or dollars a year."""
    if text in SEVERITIES:
        return text
    try:
        return float(text.replace(",", "").removeprefix("$"))
    except ValueError:
        known = ", ".join(SEVERITIES)
        raise click.BadParameter(f"{text!r} is neither a severity ({known}) nor dollars.") from None


VERBOSE = "sentinel.verbose"
"""Key in click's `Context.meta`: whether unexpected errors are shown in full."""


def plugin_options(command: Function) -> Function:
    """`--block`, `--trace` and `--verbose`, for every command that builds an engine."""
    options: tuple[Any, ...] = (
        click.option(
            "--verbose",
            is_flag=True,
            expose_value=False,
            callback=_remember_verbose,
            help="Say more on standard error: timings, and unexpected errors in full.",
        ),
        click.option("--trace", is_flag=True, help="Print every plugin call to standard error."),
        click.option(
            "--block",
            multiple=True,
            metavar="PLUGIN",
            help="Leave out this plugin, by its name in `sentinel plugins`. May be repeated.",
        ),
    )
    for option in options:
        command = option(command)
    return command


def _remember_verbose(ctx: click.Context, param: Any, value: bool) -> None:
    ctx.meta[VERBOSE] = value


def format_option(*formats: str) -> Decorator:
    """`--format`; the first one is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="Form of the result.",
    )


def pos_option(command: Function) -> Function:
    """`--pos`"""
    words = "The POS system, if it is not recognised by itself."
    return click.option("--pos", metavar="KEY", help=words)(command)


def mapping_options(command: Function) -> Function:
    """`--map` and `--mappings`: what columns mean, as told now and as kept."""
    options: tuple[Any, ...] = (
        click.option(
            "--mappings",
            type=click.Path(exists=True, path_type=Path),
            metavar="PATH",
            help="Folder of saved mappings, or one of them. Default: your own, see `sentinel map"
            " --save`.",
        ),
        click.option(
            "--map",
            "mapping",
            multiple=True,
            type=column_pair,
            metavar="HEADER=column",
            help="What a column means, over whatever would be recognised; `HEADER=` leaves it out."
            " May be repeated.",
        ),
    )
    for option in options:
        command = option(command)
    return command


def threshold_option(command: Function) -> Function:
    """`--threshold`"""
    return click.option(
        "--threshold",
        "thresholds",
        multiple=True,
        type=number_pair,
        metavar="NAME=VALUE",
        help="Another value for a threshold (see `sentinel primitives`); NAME may end in"
        " @store=... or @category=... May be repeated.",
    )(command)


def build_engine(
    block: tuple[str, ...],
    trace: bool,
    threads: int | None = None,
    mappings: Path | None = None,
) -> Engine:
    """The engine with all installed plugins but the blocked ones, and the saved mappings."""
    from sentinel.engine import Engine

    return Engine(
        block=block,
        threads=threads,
        trace=output.say if trace else None,
        mappings=mappings or _own_mappings(),
    )


def _own_mappings() -> Path | None:
    from sentinel.saved_mapping_files import own_folder

    folder = own_folder()
    return folder if folder.is_dir() else None


def source_of(file: str) -> Any:
    """The path, or the bytes of standard input for `-`."""
    return sys.stdin.buffer.read() if file == "-" else Path(file)


_OWN_PACKAGES = ("sentinel", "sentinel_plugins", "sentinel_leakbench")


def needs_extra(name: str) -> Decorator:
    """For commands whose packages are not part of the core: a missing one is told with its cure."""

    def decorate(command: Function) -> Function:
        @wraps(command)
        def guarded(*arguments: Any, **options: Any) -> Any:
            try:
                return command(*arguments, **options)
            except ModuleNotFoundError as error:
                if (error.name or "").partition(".")[0] in _OWN_PACKAGES:
                    raise
                raise click.UsageError(
                    f"This needs the extra {name} ({error.name} is missing):"
                    f" pip install 'profit-sentinel[{name}]'"
                ) from None

        return guarded

    return decorate
