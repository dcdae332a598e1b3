"""Analyses of a tenant: made and kept, and found again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime

import pyarrow as pa
from attrs import evolve, field, frozen

from sentinel.compute import pc
from sentinel.engine import Engine
from sentinel.errors import NotFoundError, StorageDamagedError
from sentinel.insights import Analysis, UnknownIssueError
from sentinel.models import Snapshot
from sentinel.service.errors import NothingAnalysedError
from sentinel.service.memory import Memory
from sentinel.storage import (
    Blobs,
    Records,
    StoredAnalysis,
    load_analysis,
    load_snapshot,
    new_analysis_id,
    read_snapshot,
    save_analysis,
    snapshot_blobs,
)
from sentinel.store_keys import store_key


@frozen(kw_only=True)
class Earlier:
    """What trends are taken against."""

    analysis_id: str
    stores: tuple[str, ...]
    blobs: Mapping[str, bytes]
    """Its snapshot as it is stored."""


@frozen(kw_only=True, eq=False)
class LookedBack:
    """An earlier analysis, judged by itself."""

    analysis_id: str
    stores: tuple[str, ...]
    snapshot: Snapshot
    findings: pa.Table


@frozen
class Analyses:
    """What each tenant had analysed. Raises what `Records` and `Blobs` raise."""

    _engine: Engine
    _records: Records
    _blobs: Blobs
    _memory: Memory = field(factory=Memory)

    def make(
        self, tenant: str, snapshot: Snapshot, *, at: datetime, seconds: float = 0.0
    ) -> Analysis:
        """Analyse a snapshot and keep the result, which is the tenant's current one from then on.

        Trends are against the latest analysis that has one of its stores. `seconds`: what reading
        the snapshot took. Raises NothingToAssessError.
        """
        back = looked_back(self._engine, self.earlier(tenant, stores_of(snapshot)))
        analysis = analysed(self._engine, snapshot, back, at=at, seconds=seconds)
        save_analysis(self._records, self._blobs, tenant, analysis)
        return analysis

    def earlier(self, tenant: str, stores: Collection[str] | None) -> Earlier | None:
        """The latest one that has one of these stores (null: any); null: none has, or its snapshot
        is gone."""
        found = self._records.analyses.latest(tenant, stores)
        if found is None:
            return None
        # trends are worth less than the analysis of today
        with suppress(NotFoundError, StorageDamagedError):
            blobs = snapshot_blobs(self._blobs, tenant, found.analysis_id)
            return Earlier(analysis_id=found.analysis_id, stores=found.stores, blobs=blobs)
        return None

    def current(self, tenant: str, stores: Iterable[str] = ()) -> StoredAnalysis:
        """The latest one that has all of these stores; none named, or none that has them: the
        latest.

        Raises NothingAnalysedError where there is none at all.
        """
        wanted = frozenset(map(store_key, stores))
        latest = self._records.analyses.latest(tenant)
        if latest is None:
            raise NothingAnalysedError
        if wanted <= _keys(latest):
            return latest
        every = self._records.analyses.list(tenant)
        return next((one for one in every if wanted <= _keys(one)), latest)

    def with_issue(self, tenant: str, issue_id: str) -> str:
        """The id of the latest one that has this issue. Raises UnknownIssueError."""
        try:
            return self._records.issues.analysis_of(tenant, issue_id)
        except NotFoundError:
            raise UnknownIssueError(issue_id) from None

    def load(self, tenant: str, analysis_id: str) -> Analysis:
        """One in full. Raises NotFoundError, StorageDamagedError."""
        return self._memory.get(
            ("analysis", tenant, analysis_id),
            lambda: load_analysis(self._records, self._blobs, tenant, analysis_id),
            lambda one: one.snapshot.table.nbytes + one.report.findings.nbytes,
        )

    def previous(self, tenant: str, analysis: Analysis) -> Snapshot | None:
        """What it was compared with; null: nothing, or it is gone."""
        if analysis.previous_id is None:
            return None
        with suppress(NotFoundError, StorageDamagedError):
            return load_snapshot(self._blobs, tenant, analysis.previous_id)
        return None


def _keys(analysis: StoredAnalysis) -> frozenset[str]:
    return frozenset(map(store_key, analysis.stores))


def looked_back(engine: Engine, earlier: Earlier | None) -> LookedBack | None:
    """What trends are taken against; null: nothing, or it is damaged."""
    if earlier is None:
        return None
    with suppress(StorageDamagedError):
        snapshot = read_snapshot(earlier.blobs)
        return LookedBack(
            analysis_id=earlier.analysis_id,
            stores=earlier.stores,
            snapshot=snapshot,
            findings=engine.detect(snapshot),
        )
    return None


def analysed(
    engine: Engine, snapshot: Snapshot, back: LookedBack | None, *, at: datetime, seconds: float
) -> Analysis:
    """A new analysis, kept nowhere yet; without trends where there is nothing to look back at.

    `seconds`: what reading the snapshot took. Raises NothingToAssessError.
    """
    report = engine.analyze(
        snapshot,
        previous=back.snapshot if back else None,
        previous_findings=back.findings if back else None,
    )
    return Analysis(
        analysis_id=new_analysis_id(),
        created_at=at,
        report=evolve(report, timings=evolve(report.timings, read=seconds)),
        snapshot=snapshot,
        previous_id=back.analysis_id if back else None,
    )


def stores_of(snapshot: Snapshot) -> list[str]:
    """The stores that it has rows of."""
    stores: list[str] = pc.unique(snapshot.table["store_id"]).to_pylist()
    return stores
