"""The figures as Markdown."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version

from benchmarks.speed.figures import Figure
from benchmarks.speed.table import REACHED, markdown, processor, shown

from .figures import CONTENDERS, OURS, Measured, Read, figures

_VERSIONS = ("profit-sentinel", "falcon", "gunicorn", "SQLAlchemy", "fastapi", "uvicorn")


def results(measured: Measured, command: str, rounds: int) -> str:
    """Everything that was measured, under the conditions that it was measured in."""
    parts = [_conditions(command, rounds), _targets(figures(measured)), _reads(measured)]
    return "\n\n".join([*parts, _analyses(measured), _calm(measured), _memory(measured)])


def _conditions(command: str, rounds: int) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in _VERSIONS)
    return (
        f"`{command}` on {datetime.now(UTC):%Y-%m-%d}: {rounds} rounds, in alternation, 2 workers"
        f" each. {processor()}, {os.cpu_count()} cores, load {os.getloadavg()[1]:.1f} over the last"
        f" five minutes (the benchmark's own included). Python {platform.python_version()},"
        f" {versions}."
    )


def _targets(found: list[Figure]) -> str:
    rows = [
        (
            figure.what,
            shown(figure.value, figure.unit),
            "" if figure.target is None else shown(figure.target, figure.unit),
            REACHED[figure.reached],
        )
        for figure in found
    ]
    return markdown(("figure", "measured", "at most", ""), rows)


def _reads(measured: Measured) -> str:
    head = (
        "read",
        "KB",
        "by",
        "requests/s",
        "p50 ms",
        "p99 ms",
        "CPU µs each",
        "time, ours / this",
    )
    rows = [_row(read, contender) for read in measured.reads for contender in CONTENDERS]
    return f"**Small reads**\n\n{markdown(head, rows)}"


def _row(read: Read, contender: str) -> tuple[str, ...]:
    return (
        f"{read.name} on {read.database}",
        f"{read.size / 1e3:,.0f}",
        CONTENDERS[contender],
        f"{read.rate(contender):,.0f}",
        f"{1e3 * read.wait(contender, 'p50'):.1f}",
        f"{1e3 * read.wait(contender, 'p99'):.1f}",
        f"{1e6 * read.cpu(contender):,.0f}",
        "" if contender == OURS else f"{1 / read.ratio(contender):.2f}",
    )


def _analyses(measured: Measured) -> str:
    found = measured.analyses
    rows = [
        (what, ", ".join(f"{seconds:.3f}" for seconds in sorted(runs)))
        for what, runs in (
            ("`sentinel.analyze` in this process", found.library),
            ("`POST /analysis/analyze`, first of a tenant", found.first),
            ("the same with an earlier analysis", found.again),
        )
    ]
    return f"**Analyses of 36,000 rows**\n\n{markdown(('seconds, sorted', ''), rows)}"


def _calm(measured: Measured) -> str:
    rows = [
        (what, f"{load.rate:,.0f}", f"{1e3 * load.p50:.1f}", f"{1e3 * load.p99:.1f}")
        for what, load in (
            ("nothing", measured.calm.idle),
            (f"two tenants' analyses, {measured.calm.analyses} ended", measured.calm.busy),
        )
    ]
    table = markdown(("beside the reads runs", "requests/s", "p50 ms", "p99 ms"), rows)
    return f"**Small reads beside large analyses**\n\n{table}"


def _memory(measured: Measured) -> str:
    rows = [
        (str(number), f"{before / 1e6:.1f}", f"{after / 1e6:.1f}")
        for number, (before, after) in enumerate(measured.memory, 1)
    ]
    return f"**Memory**\n\n{markdown(('worker', 'before MB', 'after MB'), rows)}"
