"""The figures as Markdown, and their place in the README."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from .figures import Figure, Measured, figures
from .measure import ratio

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
REACHED = {True: "reached", False: "**not reached**", None: ""}
_VERSIONS = ("profit-sentinel", "pyarrow", "polars", "duckdb")


def results(measured: Measured, command: str, threads: int, rounds: int) -> str:
    """Everything that was measured, under the conditions that it was measured in."""
    parts = [
        _conditions(command, threads, rounds),
        _targets(figures(measured)),
        *(_contenders(measured, skus) for skus in measured.files),
    ]
    return "\n\n".join(parts)


def _conditions(command: str, threads: int, rounds: int) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in _VERSIONS)
    return (
        f"`{command}` on {datetime.now(UTC):%Y-%m-%d}: {rounds} runs each, in alternation,"
        f" {threads} threads. {processor()}, {os.cpu_count()} cores, {platform.system()}"
        f" {platform.machine()}, load {os.getloadavg()[1]:.1f} over the last five minutes. Python"
        f" {platform.python_version()}, {versions}."
    )


def processor() -> str:
    """The model, as the system calls it."""
    about = Path("/proc/cpuinfo")
    lines = about.read_text().splitlines() if about.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"


def _targets(figures: Sequence[Figure]) -> str:
    rows = [
        (figure.what, shown(figure.value, figure.unit), _target(figure), REACHED[figure.reached])
        for figure in figures
    ]
    return markdown(("figure", "measured", "at most", ""), rows)


def _target(figure: Figure) -> str:
    return "" if figure.target is None else shown(figure.target, figure.unit)


def shown(value: float, unit: str) -> str:
    """A figure with its unit."""
    return f"{value:.2f} x" if unit == "x" else f"{value:,.0f} {unit}"


def _contenders(measured: Measured, skus: int) -> str:
    ours = measured.of(skus, "sentinel")
    all_runs = [runs for (size, _), runs in measured.runs.items() if size == skus]
    rows = [
        (
            runs.work.what,
            f"{runs.median:.3f}",
            f"{runs.best:.3f}",
            f"{runs.cpu:.3f}",
            f"{runs.peak_bytes / 1e6:,.0f}",
            "" if runs is ours else f"{ratio(ours, runs):.2f}",
        )
        for runs in all_runs
    ]
    head = ("whole process", "median s", "best s", "CPU s", "peak MB", "Sentinel / this")
    title = f"**{skus:,} SKUs, 18 columns, {measured.files[skus] / 1e6:,.1f} MB**"
    return f"{title}\n\n{markdown(head, rows)}"


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def put(text: str, readme: Path) -> None:
    """Replace what stands between the markers. Raises ValueError where they are missing."""
    before, begin, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{readme} has no lines {BEGIN} and {END} to put the figures between.")
    readme.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
