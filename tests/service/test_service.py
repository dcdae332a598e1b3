"""Storage and insights together, without HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("alembic", reason="needs the extra server: pip install -e '.[all]'")

from attrs import frozen

from sentinel import Engine, Snapshot
from sentinel.errors import ConflictError, NotFoundError
from sentinel.insights import NoDataError, UnknownIssueError
from sentinel.service import (
    Analyses,
    Diagnostics,
    Memory,
    NothingAnalysedError,
    Tasks,
    consume,
    open_exports,
    read,
)
from sentinel.service.tasks import task_of
from sentinel.storage import Blobs, Records, open_blobs, open_records, upgrade
from sentinel.testing import shop

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
EXPORT = b"SKU,Qty On Hand,Cost,Price\n" + b"".join(
    b"A%d,%d,5.00,9.00\n" % (n, n - 3) for n in range(20)
)
ITEMS = [
    {"sku": "L1", "description": "2x4x8 lumber stud", "stock": -5, "cost": 4},
    {"sku": "X1", "description": "odd thing", "stock": -1, "cost": 2},
]


@frozen(kw_only=True)
class Chosen:
    columns: dict[str, str]
    skipped: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(threads=1)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    url = f"sqlite:///{tmp_path / 'sentinel.db'}"
    upgrade(url)
    opened = open_records(url)
    yield opened
    opened.close()


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return open_blobs(tmp_path / "blobs")


@pytest.fixture
def analyses(engine: Engine, records: Records, blobs: Blobs) -> Analyses:
    return Analyses(engine, records, blobs)


def leaking(stock: float = -4.0) -> Snapshot:
    return shop({"on_hand_qty": stock}, {"unit_cost": 12.0, "unit_price": 10.0})


# --- reading ------------------------------------------------------------------------------------


def test_a_header_that_is_skipped_is_not_read(engine: Engine) -> None:
    exports = open_exports(engine, [("items.csv", EXPORT)])
    whole = read(engine, exports, [Chosen(columns={})])
    assert "unit_cost" in whole.table.column_names
    without = read(engine, exports, [Chosen(columns={}, skipped=("Cost",))])
    assert "unit_cost" not in without.table.column_names
    assert without.sources[0].pos_confidence == whole.sources[0].pos_confidence
    assert without.sources[0].rows_used == whole.sources[0].rows_used == 20


def test_a_store_is_named_where_the_files_name_none(engine: Engine) -> None:
    exports = open_exports(engine, [("items.csv", EXPORT)])
    named = read(engine, exports, [Chosen(columns={})], store_id="main-street")
    assert set(named.table["store_id"].to_pylist()) == {"main-street"}
    plain = read(engine, exports, [Chosen(columns={})])
    assert named.table.schema == plain.table.schema
    of_two = EXPORT.replace(b"SKU,", b"SKU,Store,").replace(b"A1,", b"A1,Hill,")
    of_two = b"".join(
        line if b"Store" in line or b"Hill" in line else line.replace(b",", b",Lake,", 1)
        for line in of_two.splitlines(True)
    )
    exports = open_exports(engine, [("items.csv", of_two)])
    kept = read(engine, exports, [Chosen(columns={})], store_id="main-street")
    assert set(kept.table["store_id"].to_pylist()) == {"Lake", "Hill"}


# --- analyses -----------------------------------------------------------------------------------


def test_what_was_made_is_current_and_can_be_loaded(analyses: Analyses) -> None:
    made = analyses.make("alice", leaking(), at=NOW, seconds=1.5)
    assert made.report.timings.read == 1.5
    current = analyses.current("alice")
    assert current.analysis_id == made.analysis_id
    loaded = analyses.load("alice", current.analysis_id)
    assert loaded.report.issues == made.report.issues
    issue_id = made.report.issues[0].issue_id
    assert analyses.with_issue("alice", issue_id) == made.analysis_id


def test_trends_are_against_the_analysis_before(analyses: Analyses) -> None:
    first = analyses.make("alice", leaking(-4.0), at=NOW)
    second = analyses.make("alice", leaking(-400.0), at=NOW + timedelta(days=1))
    assert second.previous_id == first.analysis_id
    assert "worse" in {issue.trend for issue in second.report.issues}
    before = analyses.previous("alice", second)
    assert before is not None
    assert before.table.equals(first.snapshot.table)


def test_a_snapshot_before_that_is_gone_holds_nothing_up(analyses: Analyses, blobs: Blobs) -> None:
    first = analyses.make("alice", leaking(), at=NOW)
    blobs.delete("alice", f"analyses/{first.analysis_id}/snapshot.parquet")
    second = analyses.make("alice", leaking(), at=NOW)
    assert second.previous_id is None
    assert {issue.trend for issue in second.report.issues} == {"new"}


def test_tenants_have_nothing_of_each_other(analyses: Analyses) -> None:
    made = analyses.make("alice", leaking(), at=NOW)
    analyses.load("alice", made.analysis_id)
    with pytest.raises(NothingAnalysedError, match="Nothing has been analysed yet"):
        analyses.current("bob")
    with pytest.raises(NoDataError):
        analyses.current("bob", ("main",))
    with pytest.raises(UnknownIssueError):
        analyses.with_issue("bob", made.report.issues[0].issue_id)
    with pytest.raises(NotFoundError):
        analyses.load("bob", made.analysis_id)


# --- tasks --------------------------------------------------------------------------------------


def test_a_task_comes_back_as_it_was_made(analyses: Analyses, records: Records) -> None:
    analysis = analyses.make("alice", leaking(), at=NOW)
    issue = analysis.report.issues[0]
    stored = Tasks(records).delegate(
        "alice", analysis, issue.issue_id, assignee=" Ann ", deadline=None, notes="x", at=NOW
    )
    task = task_of(stored)
    assert (task.assignee, task.issue_id, task.created_at) == ("Ann", issue.issue_id, NOW)
    assert len(task.skus) == issue.sku_count
    assert stored.analysis_id == analysis.analysis_id
    assert stored.notes == ("x",)


def test_two_who_delegate_with_one_key_make_one_task(analyses: Analyses, records: Records) -> None:
    analysis = analyses.make("alice", leaking(), at=NOW)
    tasks = Tasks(records)

    def delegated(assignee: str) -> str:
        return tasks.delegate(
            "alice",
            analysis,
            analysis.report.issues[0].issue_id,
            assignee=assignee,
            deadline=None,
            notes=None,
            at=NOW,
            idempotency_key="k",
        ).task_id

    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(delegated, ["Ann"] * 16))
    assert len(made) == tasks.find("alice").total == 1
    with pytest.raises(ConflictError):
        delegated("Bo")


# --- diagnostics --------------------------------------------------------------------------------


def test_a_session_goes_on_in_another_process(records: Records) -> None:
    session_id = Diagnostics(records).start("alice", ITEMS, "Corner", at=NOW).session_id
    first = Diagnostics(records).answer("alice", session_id, "theft", at=NOW)
    assert first.next_question is not None
    loaded = Diagnostics(records).load("alice", session_id)
    assert [pattern.classification for pattern in loaded.patterns] == ["theft", "pending"]
    assert [item.sku for item in loaded.patterns[0].items] == ["L1"]


def test_one_answer_sent_twice_at_once_answers_one_question(records: Records) -> None:
    session_id = Diagnostics(records).start("alice", ITEMS, "Corner", at=NOW).session_id
    first = Diagnostics(records).load("alice", session_id).patterns[0].id
    diagnostics = Diagnostics(records)
    with ThreadPoolExecutor(8) as threads:
        list(
            threads.map(
                lambda _: diagnostics.answer(
                    "alice", session_id, "theft", pattern_id=first, at=NOW
                ),
                range(16),
            )
        )
    assert diagnostics.load("alice", session_id).answered == 1
    assert len(records.diagnostics.history("alice", session_id)) == 1


# --- uploads and memory -------------------------------------------------------------------------


def test_an_upload_that_was_used_leaves_its_file_for_a_while(
    records: Records, blobs: Blobs
) -> None:
    blobs.put("alice", "uploads/a.csv", EXPORT)
    consume(records, blobs, "alice", ["uploads/a.csv"])  # its row is gone already: no matter
    assert blobs.get("alice", "uploads/a.csv") == EXPORT


def test_memory_holds_what_was_used_last_and_no_more_than_it_may() -> None:
    memory = Memory(most=100)
    made: list[str] = []

    def get(key: str, size: int = 20) -> str:
        def make() -> str:
            made.append(key)
            return key.upper()

        return memory.get(key, make, lambda _: size)

    assert [get("a"), get("a"), get("b"), get("c"), get("d"), get("e")] == list("AABCDE")
    assert made == list("abcde")
    get("a")  # used last: so b is the oldest
    get("f")
    get("a")
    assert made == list("abcdef")
    get("b")
    assert made == list("abcdefb")
    get("huge", 26)
    get("huge", 26)
    assert made[-2:] == ["huge", "huge"]  # not worth a quarter of the room
