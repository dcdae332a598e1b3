"""From runs to the figures that have a target."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from itertools import pairwise

import attrs

from .contenders import READING
from .measure import Runs, ratio

SIZES = (36_000, 360_000, 1_440_000)
"""SKUs: one store, ten stores, forty."""

START = "start"
"""Key of the analysis of an export so small that only the start counts."""

RATIO_TARGET = 1.0
GROWTH_TARGET = 1.1
"""Times the growth in rows: ten times the rows, eleven times the time."""
MEMORY_PER_BYTE, MEMORY_AT_REST = 1.5, 250e6
IMPORT_TARGET, VERSION_TARGET, IN_PROCESS_TARGET = 0.060, 0.150, 0.100  # seconds


@attrs.frozen(kw_only=True)
class Figure:
    """One number beside its target, or without one."""

    what: str
    value: float
    unit: str
    """`x` for ratios."""
    target: float | None = None
    """Not to be exceeded; null: for information."""

    @property
    def reached(self) -> bool | None:
        """Null where there is no target."""
        return None if self.target is None else self.value <= self.target


@attrs.frozen(kw_only=True)
class Measured:
    """Everything that was measured."""

    files: Mapping[int, int]
    """SKUs to bytes of the file."""
    runs: Mapping[tuple[int, str], Runs]
    """By SKUs and key of the contender."""
    starts: Mapping[str, Runs]
    in_process: Sequence[float]
    """Seconds of analyses of the smallest file in one process, the first one cold."""

    def of(self, skus: int, key: str) -> Runs:
        """The runs of one contender on one file."""
        return self.runs[skus, key]


def fastest_reader(measured: Measured, skus: int) -> Runs:
    """The peer that read this file fastest."""
    return min((measured.of(skus, key) for key in READING), key=lambda runs: runs.median)


def figures(measured: Measured) -> list[Figure]:
    """All figures, in the order of the table."""
    return [
        *_ratios(measured),
        *_growths(measured),
        *_memories(measured),
        *_starts(measured.starts),
        *_in_process(measured),
    ]


def _ratios(measured: Measured) -> list[Figure]:
    return [
        Figure(
            what=f"Whole analysis / fastest mere reading ({reader.work.what}), {skus:,} SKUs",
            value=ratio(measured.of(skus, "sentinel"), reader),
            unit="x",
            target=RATIO_TARGET if skus == SIZES[-1] else None,
        )
        for skus in measured.files
        for reader in [fastest_reader(measured, skus)]
    ]


def _growths(measured: Measured) -> list[Figure]:
    starts = {
        "an analysis of 36 SKUs": measured.starts[START].median,
        "`sentinel --version`": measured.starts["version"].median,
    }
    sizes = sorted(measured.files)
    pairs = [*pairwise(sizes)]
    return [
        Figure(
            what=f"Time beyond {name}, {more:,} / {fewer:,} SKUs",
            value=_beyond(measured, more, start) / _beyond(measured, fewer, start),
            unit="x",
            target=GROWTH_TARGET * more / fewer,
        )
        for name, start in starts.items()
        for fewer, more in pairs
    ]


def _beyond(measured: Measured, skus: int, start: float) -> float:
    return max(measured.of(skus, "sentinel").median - start, 1e-3)


def _memories(measured: Measured) -> list[Figure]:
    return [
        Figure(
            what=f"Peak memory, {skus:,} SKUs",
            value=measured.of(skus, "sentinel").peak_bytes / 1e6,
            unit="MB",
            target=(MEMORY_PER_BYTE * size + MEMORY_AT_REST) / 1e6,
        )
        for skus, size in measured.files.items()
    ]


def _starts(starts: Mapping[str, Runs]) -> list[Figure]:
    imported = starts["import"].best - starts["bare"].best
    return [
        Figure(
            what="`import sentinel` beyond a bare interpreter, best",
            value=imported * 1e3,
            unit="ms",
            target=IMPORT_TARGET * 1e3,
        ),
        Figure(
            what="`sentinel --version`, whole process, median",
            value=starts["version"].median * 1e3,
            unit="ms",
            target=VERSION_TARGET * 1e3,
        ),
        Figure(
            what="`sentinel analyze` of 36 SKUs, whole process, median",
            value=starts[START].median * 1e3,
            unit="ms",
        ),
    ]


def _in_process(measured: Measured) -> list[Figure]:
    first, *warm = measured.in_process
    skus = min(measured.files)
    return [
        Figure(
            what=f"`sentinel.analyze` of {skus:,} SKUs in-process, warm, median",
            value=statistics.median(warm) * 1e3,
            unit="ms",
            target=IN_PROCESS_TARGET * 1e3,
        ),
        Figure(
            what=f"`sentinel.analyze` of {skus:,} SKUs in-process, first call with imports",
            value=first * 1e3,
            unit="ms",
        ),
    ]
