"""Records and blobs together: analyses whole or not at all, and the end of what is kept."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import pyarrow as pa

from sentinel.errors import ConflictError, StorageError, StorageUnavailableError
from sentinel.insights import Analysis
from sentinel.models import Report, Snapshot
from sentinel.storage import full
from sentinel.storage.blobs import Blobs, Data
from sentinel.storage.models import Removed, StoredAnalysis
from sentinel.storage.records import Records

_WRITING = timedelta(days=1)
"""No write takes as long: what is older and has no row belongs to one that was killed."""


def save_analysis(
    records: Records, blobs: Blobs, tenant: str, analysis: Analysis
) -> StoredAnalysis:
    """Keep an analysis: its blobs first, then its rows in one transaction.

    Killed in between, nothing of it is visible; `retention` removes the blobs later.
    """
    report, snapshot = analysis.report, analysis.snapshot
    stored = StoredAnalysis(
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
    contents: dict[str, Data] = {
        "snapshot.parquet": full.write_snapshot(snapshot),
        "findings.parquet": full.write_table(report.findings),
        "report.json": full.write_report(report),
    }
    if snapshot.history is not None:
        contents["history.parquet"] = full.write_table(snapshot.history)
    keys = {name: _key(stored.analysis_id, name) for name in contents}
    try:
        for name, data in contents.items():
            blobs.put(tenant, keys[name], data)
        records.analyses.add(tenant, stored, report.issues)
    except (ConflictError, StorageUnavailableError):
        # the rows may be there all the same: the answer to a commit can be lost on its way
        raise
    except StorageError:
        with suppress(StorageError):
            for key in keys.values():
                blobs.delete(tenant, key)
        raise
    return stored


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
    return full.read_table(blobs.get(tenant, _key(analysis_id, "findings.parquet")))


def load_report(blobs: Blobs, tenant: str, analysis_id: str) -> Report:
    """The report of an analysis, as it was. Raises NotFoundError, StorageDamagedError."""
    written = blobs.get(tenant, _key(analysis_id, "report.json"))
    return full.read_report(written, load_findings(blobs, tenant, analysis_id))


def load_snapshot(blobs: Blobs, tenant: str, analysis_id: str) -> Snapshot:
    """The snapshot of an analysis, as it was. Raises NotFoundError, StorageDamagedError."""
    return full.read_snapshot(
        blobs.get(tenant, _key(analysis_id, "snapshot.parquet")),
        lambda: blobs.get(tenant, _key(analysis_id, "history.parquet")),
    )


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
