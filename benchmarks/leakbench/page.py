"""The figures on a page of the documentation, between two markers."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sentinel.errors import UsageError

from . import tables
from .results import Results

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
_VERSIONS = ("profit-sentinel", "numpy", "pyarrow", "scikit-learn")


def check(page: Path) -> None:
    """Raises UsageError where the page has no markers: told before the work, not after."""
    _, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    if not begin or END not in rest:
        raise UsageError(f"{page} has no lines {BEGIN} and {END} to put the figures between.")


def put(results: Results, page: Path, command: str) -> None:
    """Replaces what stands between the markers by tables, and by pictures in a folder that is
    called as the page is."""
    from . import pictures

    check(page)
    folder = page.with_suffix("")
    drawn = pictures.draw(results, folder)
    shown = [f"![{picture.title}]({folder.name}/{picture.file})" for picture in drawn]
    parts = [_conditions(results, command), *map(tables.markdown, tables.tables(results))]
    text = "\n\n".join([parts[0], *shown, *parts[1:]])
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def _conditions(results: Results, command: str) -> str:
    versions = ", ".join(f"{name} {_version(name)}" for name in _VERSIONS)
    seeds = ", ".join(map(str, results.seeds))
    return (
        f"`{command}` on {datetime.now(UTC):%Y-%m-%d}: stores {seeds}, {results.skus:,} SKUs each,"
        f" in {results.seconds:,.0f} seconds on {os.cpu_count()} cores. Python"
        f" {platform.python_version()}, {versions}."
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"
