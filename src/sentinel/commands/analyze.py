"""`sentinel analyze`: exports in, a report out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sentinel.commands import output
from sentinel.commands.exit_codes import ExitCode
from sentinel.commands.parameters import (
    FILE,
    SEVERITIES,
    VERBOSE,
    build_engine,
    format_option,
    keys,
    limit,
    mapping_options,
    plugin_options,
    pos_option,
    source_of,
    threshold_option,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from sentinel.models import Report

FINDINGS_FORMATS = (".parquet", ".arrow", ".csv")

_PARQUET: dict[str, Any] = {
    "compression": "snappy",
    "use_dictionary": ["store_id", "primitive", "cause", "issue_id"],
    "write_statistics": False,
}


def _findings_path(ctx: Any, param: Any, value: Path | None) -> Path | None:
    if value is not None and value.suffix.lower() not in FINDINGS_FORMATS:
        known = ", ".join(FINDINGS_FORMATS)
        raise click.BadParameter(f"{value.name!r} must end in one of {known}.")
    return value


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@pos_option
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of the export. Default: from the file, else the latest date in the data.",
)
@click.option(
    "--previous",
    multiple=True,
    type=FILE,
    metavar="FILE",
    help="An earlier export of the same stores: gives trends and sharpens margins.",
)
@mapping_options
@threshold_option
@click.option("--only", type=keys, metavar="KEY,...", help="Judge with these primitives only.")
@click.option("--threads", type=click.IntRange(1), metavar="N", help="Default: one per core.")
@format_option("text", "json")
@click.option(
    "--output",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="Write the report there instead of to standard output.",
)
@click.option(
    "--findings",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_findings_path,
    metavar="PATH",
    help="Also write every finding, one row each, as .parquet, .arrow or .csv.",
)
@click.option(
    "--fail-on",
    type=limit,
    metavar="SEVERITY|DOLLARS",
    help="Exit with 1 if an issue is at least that severe, or all leaks cost as much a year.",
)
@plugin_options
@click.option("--quiet", is_flag=True, help="Nothing on standard error but errors.")
@click.pass_context
def analyze(
    ctx: click.Context,
    files: tuple[str, ...],
    pos: str | None,
    as_of: Any,
    previous: tuple[str, ...],
    mapping: tuple[tuple[str, str | None], ...],
    mappings: Path | None,
    thresholds: tuple[tuple[str, float], ...],
    only: tuple[str, ...] | None,
    threads: int | None,
    form: str,
    path: Path | None,
    findings: Path | None,
    fail_on: str | float | None,
    block: tuple[str, ...],
    trace: bool,
    quiet: bool,
) -> None:
    """Find the leaks in one or several exports of one point-of-sale system."""
    engine = build_engine(block, trace, threads, mappings)
    with _progress(f"Analysing {', '.join(files)} ...", quiet):
        report = engine.analyze(
            [source_of(file) for file in files],
            pos=pos,
            as_of=as_of.date() if as_of else None,
            previous=[source_of(file) for file in previous] or None,
            thresholds=dict(thresholds) or None,
            mapping=dict(mapping) or None,
            only=only,
        )
    if findings is not None:
        write_findings(report.findings, findings)
    output.write(_rendered(report, form, path), path)
    if ctx.meta.get(VERBOSE) and not quiet:
        _say_timings(report)
    if fail_on is not None and reaches(report, fail_on):
        raise click.exceptions.Exit(ExitCode.FOUND)


def reaches(report: Report, limit: str | float) -> bool:
    """Whether an issue is at least as severe, or the whole at least as costly, as the limit."""
    if isinstance(limit, float):
        return report.annual_cost.expected >= limit
    return any(
        SEVERITIES.index(issue.severity) <= SEVERITIES.index(limit) for issue in report.issues
    )


def write_findings(findings: pa.Table, path: Path) -> None:
    """Write all findings in the format that the path's ending names."""
    match path.suffix.lower():
        case ".parquet":
            import pyarrow.parquet as pq

            pq.write_table(findings, path, **_PARQUET)
        case ".arrow":
            import pyarrow as pa

            with (
                pa.OSFile(str(path), "wb") as file,
                pa.ipc.new_file(file, findings.schema) as writer,
            ):
                writer.write_table(findings)
        case ".csv":
            from pyarrow import csv

            csv.write_csv(_plain(findings), path)


def _plain(table: pa.Table) -> pa.Table:
    """The table with text in the place of dictionaries, which CSV does not know."""
    import pyarrow as pa

    fields = [
        field.with_type(pa.string()) if pa.types.is_dictionary(field.type) else field
        for field in table.schema
    ]
    return table.cast(pa.schema(fields))


def _rendered(report: Report, form: str, path: Path | None) -> str:
    if form == "json":
        return report.to_json()
    return report.to_text(width=output.width(), color=path is None and output.colored())


@contextmanager
def _progress(message: str, quiet: bool) -> Iterator[None]:
    """A line on standard error while it works, on a terminal only, gone when done."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    line = message[: output.width() - 1]
    click.echo(line, err=True, nl=False)
    try:
        yield
    finally:
        click.echo("\r" + " " * len(line) + "\r", err=True, nl=False)


def _say_timings(report: Report) -> None:
    times = report.timings
    output.say(
        f"read {times.read:.3f} s, adapt {times.adapt:.3f} s, detect {times.detect:.3f} s,"
        f" report {times.report:.3f} s"
    )
