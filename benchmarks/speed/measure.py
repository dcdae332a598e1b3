"""Whole processes, timed one after another. This module and all that imports it stay small."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from time import perf_counter

import attrs


@attrs.frozen(kw_only=True)
class Work:
    """A command whose process is measured."""

    key: str
    what: str
    """For the table."""
    command: Sequence[str]
    environment: Mapping[str, str] = attrs.field(factory=dict)
    """On top of ours."""


@attrs.frozen(kw_only=True)
class Run:
    """One process, from its start to its exit."""

    seconds: float
    cpu_seconds: float
    """Of all its threads, in its own code and in the kernel."""
    peak_bytes: int
    """Largest resident memory."""


@attrs.frozen(kw_only=True)
class Runs:
    """The same work several times."""

    work: Work
    runs: tuple[Run, ...]

    @property
    def median(self) -> float:
        """Seconds."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def best(self) -> float:
        """Seconds."""
        return min(run.seconds for run in self.runs)

    @property
    def cpu(self) -> float:
        """Median, seconds."""
        return statistics.median(run.cpu_seconds for run in self.runs)

    @property
    def peak_bytes(self) -> int:
        """Of the hungriest run."""
        return max(run.peak_bytes for run in self.runs)


class WorkFailedError(Exception):
    """A measured process did not end well: a time without its work would be a lie."""


def run(work: Work) -> Run:
    """Start the process, wait for its end. Raises WorkFailedError if it does not exit with 0."""
    with tempfile.TemporaryFile() as said:
        started = perf_counter()
        process = subprocess.Popen(
            work.command,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=os.environ | work.environment,
        )
        # usage of this child alone. Linux counts the parent's memory at the fork as the child's,
        # so the parent must stay smaller than any child: no pyarrow, no numpy in this process
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            message = said.read().decode(errors="replace").strip()
            raise WorkFailedError(f"{work.what} ended with {process.returncode}: {message}")
    return Run(
        seconds=seconds,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_bytes=usage.ru_maxrss * 1024,
    )


def alternate(works: Sequence[Work], rounds: int) -> dict[str, Runs]:
    """Each work once per round, by key. Every other round goes backwards: a slow spell of the
    machine, or a cache that somebody left warm, then favours nobody."""
    runs: dict[str, list[Run]] = {work.key: [] for work in works}
    for number in range(rounds):
        for work in works if number % 2 == 0 else reversed(works):
            runs[work.key].append(run(work))
    return {work.key: Runs(work=work, runs=tuple(runs[work.key])) for work in works}


def ratio(ours: Runs, theirs: Runs) -> float:
    """Median of the ratios within one round each, which the machine's moods do not touch."""
    return statistics.median(
        mine.seconds / other.seconds for mine, other in zip(ours.runs, theirs.runs, strict=True)
    )
