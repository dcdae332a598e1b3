"""From runs to the figures that have a target."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

import attrs
from benchmarks.speed.figures import Figure

from .wrk import Load

READ_TARGET = 1.0
"""Time per request, over that of the faster peer."""
ANALYSIS_TARGET = 2.0
"""Times the library."""
CALM_TARGET = 10.0
"""99th percentile while analyses run, over the median without."""
GROWTH_TARGET = 1.05
"""Memory after `REQUESTS` more, over memory before."""
REQUESTS = 10_000

OURS, PEERS = "sentinel", ("fastapi", "fastapi-async")
CONTENDERS = {
    OURS: "`sentinel serve`",
    "fastapi": "FastAPI, `def`",
    "fastapi-async": "FastAPI, `async def`",
}


@attrs.frozen(kw_only=True)
class Timed:
    """One run of a read."""

    load: Load
    cpu_seconds: float
    """Of the server's processes."""


@attrs.frozen(kw_only=True)
class Read:
    """One read of one database, by every contender, round by round."""

    database: str
    name: str
    size: int
    """Bytes of the body."""
    runs: Mapping[str, Sequence[Timed]]

    def rate(self, contender: str) -> float:
        """Requests per second, median."""
        return statistics.median(run.load.rate for run in self.runs[contender])

    def ratio(self, contender: str) -> float:
        """Ours over theirs, median of the ratios within one round."""
        both = zip(self.runs[OURS], self.runs[contender], strict=True)
        return statistics.median(mine.load.rate / other.load.rate for mine, other in both)

    def cpu(self, contender: str) -> float:
        """Seconds of processor per request, median."""
        runs = self.runs[contender]
        return statistics.median(run.cpu_seconds / run.load.requests for run in runs)

    def wait(self, contender: str, which: str) -> float:
        """Seconds, median of the runs' percentiles: p50 or p99."""
        return statistics.median(getattr(run.load, which) for run in self.runs[contender])

    @property
    def faster_peer(self) -> str:
        """The one that answers more."""
        return max(PEERS, key=self.rate)


@attrs.frozen(kw_only=True)
class Analyses:
    """The same file, by turns: seconds of each round."""

    library: Sequence[float]
    first: Sequence[float]
    """Of a tenant that had none."""
    again: Sequence[float]
    """Of one that has an analysis to compare with."""

    def ratio(self, which: str) -> float:
        """Over the library, median of the ratios within one round."""
        both = zip(getattr(self, which), self.library, strict=True)
        return statistics.median(served / library for served, library in both)


@attrs.frozen(kw_only=True)
class Calm:
    """Reads while nothing else runs, and while analyses do."""

    idle: Load
    busy: Load
    analyses: int
    """That ended meanwhile."""


@attrs.frozen(kw_only=True)
class Measured:
    """Everything that was measured."""

    reads: Sequence[Read]
    analyses: Analyses
    calm: Calm
    memory: Sequence[tuple[int, int]]
    """Of each worker: bytes before and after."""


def figures(measured: Measured) -> list[Figure]:
    """Those with a target, in the order of the table."""
    analyses, calm = measured.analyses, measured.calm
    return [
        *(_read(read) for read in measured.reads),
        Figure(
            what="`POST /analysis/analyze` / `sentinel.analyze`, 36,000 rows",
            value=analyses.ratio("first"),
            unit="x",
            target=ANALYSIS_TARGET,
        ),
        Figure(
            what="the same with an earlier analysis to compare with",
            value=analyses.ratio("again"),
            unit="x",
            target=ANALYSIS_TARGET,
        ),
        Figure(
            what="p99 of small reads while two large analyses run / median without",
            value=calm.busy.p99 / calm.idle.p50,
            unit="x",
            target=CALM_TARGET,
        ),
        Figure(
            what=f"memory of a worker after {REQUESTS:,} more requests / before",
            value=max(after / before for before, after in measured.memory),
            unit="x",
            target=GROWTH_TARGET,
        ),
    ]


def _read(read: Read) -> Figure:
    peer = read.faster_peer
    return Figure(
        what=f"{read.name} on {read.database}: time per request / {CONTENDERS[peer]}",
        value=1 / read.ratio(peer),
        unit="x",
        target=READ_TARGET,
    )
