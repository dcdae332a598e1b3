"""Records and blobs together: analyses whole or not at all, and the end of what is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

import pyarrow as pa
from attrs import frozen

from sentinel.errors import ConflictError, StorageError, StorageUnavailableError
from sentinel.insights import Analysis
from sentinel.models import Issue, Report, Snapshot
from sentinel.storage import full
from sentinel.storage.blobs import Blobs
from sentinel.storage.models import Removed, StoredAnalysis, WrittenIssue
from sentinel.storage.names import COOP_TERMS
from sentinel.storage.records import Records

_SNAPSHOT, _HISTORY = "snapshot.parquet", "history.parquet"
_FINDINGS, _REPORT = "findings.parquet", "report.json"
_WRITING = timedelta(days=1)
"""No write takes as long: what is older and has no row belongs to one that was killed."""


@frozen(kw_only=True)
class PackedAnalysis:
    """An analysis as it is stored: plain values and bytes, wherever they are made."""

    row: StoredAnalysis
    issues: tuple[WrittenIssue, ...]
    blobs: Mapping[str, bytes]
    """By name."""


def pack_snapshot(snapshot: Snapshot) -> Mapping[str, bytes]:
    """What `snapshot_blobs` finds once an analysis of it is kept."""
    blobs = {_SNAPSHOT: full.write_snapshot(snapshot)}
    if snapshot.history is not None:
        blobs[_HISTORY] = full.write_table(snapshot.history)
    return blobs


def pack_findings(report: Report) -> Mapping[str, bytes]:
    """What `load_findings` finds once an analysis of this report is kept."""
    return {_FINDINGS: full.write_table(report.findings)}


def pack_analysis(analysis: Analysis, *tables: Callable[[], Mapping[str, bytes]]) -> PackedAnalysis:
    """What `keep_analysis` keeps of it; `tables`, asked last, tell what `pack_snapshot` and
    `pack_findings` did."""
    report = analysis.report
    issues = tuple(map(_issue, report.issues))
    row = StoredAnalysis(
        analysis_id=analysis.analysis_id,
        created_at=analysis.created_at,
        previous_id=analysis.previous_id,
        as_of=report.as_of,
        currency=report.currency,
        stores=report.stores,
        skus=report.skus,
        skus_found=report.skus_found,
        annual_cost=report.annual_cost,
        exposure=report.exposure,
        issue_count=len(report.issues),
    )
    written = full.write_report(report, [issue.body for issue in issues])
    blobs = {name: data for table in tables for name, data in table().items()}
    blobs[_REPORT] = written
    return PackedAnalysis(row=row, issues=issues, blobs=blobs)


def _issue(issue: Issue) -> WrittenIssue:
    return WrittenIssue(
        issue_id=issue.issue_id,
        store_id=issue.store_id,
        primitive=issue.primitive,
        annual_cost=issue.annual_cost.expected,
        trend=issue.trend,
        body=full.write_issue(issue),
    )


def keep_analysis(records: Records, blobs: Blobs, tenant: str, packed: PackedAnalysis) -> None:
    """Keep an analysis: its blobs first, then its rows in one transaction.

    Killed in between, nothing of it is visible; `retention` removes the blobs later.
    """
    keys = {name: _key(packed.row.analysis_id, name) for name in packed.blobs}
    try:
        for name, data in packed.blobs.items():
            blobs.put(tenant, keys[name], data)
        records.analyses.add(tenant, packed.row, packed.issues)
    except (ConflictError, StorageUnavailableError):
        # the rows may be there all the same: the answer to a commit can be lost on its way
        raise
    except StorageError:
        with suppress(StorageError):
            for key in keys.values():
                blobs.delete(tenant, key)
        raise


def save_analysis(
    records: Records, blobs: Blobs, tenant: str, analysis: Analysis
) -> StoredAnalysis:
    """Keep an analysis; see `keep_analysis`."""
    packed = pack_analysis(
        analysis,
        lambda: pack_snapshot(analysis.snapshot),
        lambda: pack_findings(analysis.report),
    )
    keep_analysis(records, blobs, tenant, packed)
    return packed.row


def load_analysis(records: Records, blobs: Blobs, tenant: str, analysis_id: str) -> Analysis:
    """An analysis as it was saved. Raises NotFoundError, StorageDamagedError."""
    stored = records.analyses.get(tenant, analysis_id)
    return Analysis(
        analysis_id=analysis_id,
        created_at=stored.created_at,
        report=load_report(blobs, tenant, analysis_id),
        snapshot=load_snapshot(blobs, tenant, analysis_id),
        previous_id=stored.previous_id,
    )


def load_findings(blobs: Blobs, tenant: str, analysis_id: str) -> pa.Table:
    """Every finding of an analysis, one row each. Raises NotFoundError, StorageDamagedError."""
    return full.read_table(blobs.get(tenant, _key(analysis_id, _FINDINGS)))


def load_report(blobs: Blobs, tenant: str, analysis_id: str) -> Report:
    """The report of an analysis, as it was. Raises NotFoundError, StorageDamagedError."""
    written = blobs.get(tenant, _key(analysis_id, _REPORT))
    return full.read_report(written, load_findings(blobs, tenant, analysis_id))


def load_snapshot(blobs: Blobs, tenant: str, analysis_id: str) -> Snapshot:
    """The snapshot of an analysis, as it was. Raises NotFoundError, StorageDamagedError."""
    return full.read_snapshot(
        blobs.get(tenant, _key(analysis_id, _SNAPSHOT)),
        lambda: blobs.get(tenant, _key(analysis_id, _HISTORY)),
    )


def snapshot_blobs(blobs: Blobs, tenant: str, analysis_id: str) -> Mapping[str, bytes]:
    """What the snapshot of an analysis can be read from elsewhere, by name.

    Raises NotFoundError, StorageDamagedError.
    """
    found = {_SNAPSHOT: blobs.get(tenant, _key(analysis_id, _SNAPSHOT))}
    if full.has_history(found[_SNAPSHOT]):
        found[_HISTORY] = blobs.get(tenant, _key(analysis_id, _HISTORY))
    return found


def read_snapshot(found: Mapping[str, bytes]) -> Snapshot:
    """The snapshot that `snapshot_blobs` found. Raises StorageDamagedError."""
    return full.read_snapshot(found[_SNAPSHOT], lambda: found[_HISTORY])


def delete_analysis(records: Records, blobs: Blobs, tenant: str, analysis_id: str) -> None:
    """Remove one analysis, its rows first. Raises NotFoundError."""
    records.analyses.delete(tenant, analysis_id)
    for blob in list(blobs.list(tenant, _key(analysis_id, ""))):
        blobs.delete(tenant, blob.key)


def delete_tenant(records: Records, blobs: Blobs, tenant: str) -> Removed:
    """Remove everything that the tenant has, its rows first."""
    return Removed(rows=records.delete_tenant(tenant), blobs=blobs.delete_all(tenant))


def retention(records: Records, blobs: Blobs, *, days: float, now: datetime) -> Removed:
    """Remove what all tenants have from more than `days` days ago (see `Records.delete_before`).

    With it go the blobs of analyses and uploads that have no row any more, and what writes that
    were killed left behind. Stopped half-way, the next call goes on.
    """
    before = _owned(records)
    rows = records.delete_before(now - timedelta(days=days))
    after = _owned(records)
    count = blobs.tidy(now - _WRITING)
    for tenant in list(blobs.tenants()):
        for blob in list(blobs.list(tenant)):
            owner = (tenant, _owner(blob.key))
            if blob.key == COOP_TERMS:
                continue  # the operator gave it, and it holds until he gives another
            if owner not in after and (owner in before or blob.modified < now - _WRITING):
                blobs.delete(tenant, blob.key)
                count += 1
    return Removed(rows=rows, blobs=count)


def _key(analysis_id: str, name: str) -> str:
    return f"analyses/{analysis_id}/{name}"


def _owner(key: str) -> str:
    """What a blob belongs to: the folder of its analysis, or the upload that is named as it is."""
    kind, _, rest = key.partition("/")
    return _key(rest.partition("/")[0], "") if kind == "analyses" else key


def _owned(records: Records) -> frozenset[tuple[str, str]]:
    made, sent = records.blob_owners()
    return frozenset((tenant, _key(analysis_id, "")) for tenant, analysis_id in made) | sent
