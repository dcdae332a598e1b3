"""The end of what is kept: retention, and a tenant that leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from test_records import ITEMS, everything, fill, session, task, upload

from sentinel.errors import NotFoundError
from sentinel.storage import delete_analysis, delete_tenant, retention, save_analysis
from sentinel.storage.tables import metadata

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def rows(place):
    """Table to how many rows it has, of all tenants."""
    with place.records._database.reading() as connection:
        return {
            table.name: len(connection.execute(table.select()).all())
            for table in metadata.sorted_tables
        }


def test_a_tenant_that_leaves_takes_all_rows_and_blobs_along(place, analysis):
    fill(place, analysis)
    filled = rows(place)
    assert all(filled.values()), "the test must fill every table"
    removed = delete_tenant(place.records, place.blobs, "shop")
    assert removed.rows == filled
    assert removed.blobs == 4
    assert not any(rows(place).values())
    assert list(place.blobs.tenants()) == []
    assert not any(delete_tenant(place.records, place.blobs, "shop").rows.values())


def test_the_others_keep_theirs(place, analysis):
    ids = fill(place, analysis)
    before = everything(place, ids)
    save_analysis(place.records, place.blobs, "other", analysis)
    place.records.tasks.add("other", task(), who="boss")
    delete_tenant(place.records, place.blobs, "other")
    assert everything(place, ids) == before


def test_one_analysis_can_be_deleted_and_is_gone_with_its_blobs(place, analysis):
    save_analysis(place.records, place.blobs, "shop", analysis)
    kept = evolve(analysis, analysis_id=f"{analysis.analysis_id}-2")
    save_analysis(place.records, place.blobs, "shop", kept)
    delete_analysis(place.records, place.blobs, "shop", analysis.analysis_id)
    assert [found.analysis_id for found in place.records.analyses.list("shop")] == [
        kept.analysis_id
    ]
    assert {blob.key.split("/")[1] for blob in place.blobs.list("shop")} == {kept.analysis_id}
    with pytest.raises(NotFoundError):
        delete_analysis(place.records, place.blobs, "shop", analysis.analysis_id)


def test_retention_removes_what_is_older_and_keeps_the_rest(place, analysis):
    records = place.records
    for name, age in (("old", 31), ("young", 29)):
        at = NOW - age * DAY
        save_analysis(
            records, place.blobs, "shop", evolve(analysis, analysis_id=name, created_at=at)
        )
        for status in ("open", "completed"):
            made = task(task_id=f"task-{name}-{status}", status=status, created_at=at)
            records.tasks.add("shop", made, who="boss", idempotency_key=f"{name}{status}")
        records.diagnostics.add("shop", session(session_id=name, created_at=at), ITEMS)
        records.uploads.add("shop", upload(key=f"uploads/{name}", created_at=at, expires_at=at))
        place.blobs.put("shop", f"uploads/{name}", b"sku\n1\n")
        records.rates.hit("shop", name, limit=1, at=at)

    removed = retention(records, place.blobs, days=30, now=NOW)

    assert removed.rows == {
        "analyses": 1,
        "tasks": 1,
        "diagnostic_sessions": 1,
        "uploads": 1,
        "idempotency_keys": 2,
        "rate_counters": 1,
    }
    assert removed.blobs == 4
    assert [found.analysis_id for found in records.analyses.list("shop")] == ["young"]
    assert {found.task_id for found in records.tasks.list("shop").tasks} == {
        "task-old-open",  # work that is not done does not vanish
        "task-young-open",
        "task-young-completed",
    }
    for gone in (
        lambda: records.diagnostics.get("shop", "old"),
        lambda: records.uploads.get("shop", "uploads/old"),
        lambda: records.tasks.history("shop", "task-old-completed"),
    ):
        with pytest.raises(NotFoundError):
            gone()
    assert {blob.key.rpartition("/")[0] + "/" for blob in place.blobs.list("shop")} == {
        "analyses/young/",
        "uploads/",
    }
    assert place.blobs.get("shop", "uploads/young") == b"sku\n1\n"
    left = rows(place)
    assert (left["issues"], left["diagnostic_items"]) == (len(analysis.report.issues), len(ITEMS))
    again = retention(records, place.blobs, days=30, now=NOW)
    assert (sum(again.rows.values()), again.blobs) == (0, 0)


def test_a_task_that_somebody_worked_on_of_late_is_young(records):
    made = task(status="completed", created_at=NOW - 90 * DAY)
    records.tasks.add("shop", made, who="boss")
    records.tasks.change("shop", made.task_id, who="Ann", at=NOW, note="Again.")
    assert records.delete_before(NOW - 30 * DAY)["tasks"] == 0


def test_blobs_without_rows_go_once_no_write_can_still_be_on_its_way(place):
    for key in ("analyses/half/report.json", "uploads/nobodys"):
        place.blobs.put("shop", key, b"x")
    assert retention(place.records, place.blobs, days=30, now=NOW).blobs == 0
    assert retention(place.records, place.blobs, days=30, now=NOW + 2 * DAY).blobs == 2
    assert list(place.blobs.list("shop")) == []
