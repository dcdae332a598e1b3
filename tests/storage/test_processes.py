"""Several processes at once, and processes that are killed: nothing is lost, nothing is double."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from datetime import UTC, datetime

import pytest
from conftest import Place
from test_records import ITEMS, session, task

from sentinel.storage import load_report, load_snapshot, require_current, retention
from sentinel.storage.schema import newest, upgrade

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
LONG_AFTER = datetime(2126, 11, 1, tzinfo=UTC)


def test_eight_processes_at_one_counter_let_exactly_the_limit_through(place):
    allowed = place.workers(8, "hit", 50, 20)
    assert sum(allowed) == 50
    assert not place.records.rates.hit("shop", "analyze", limit=50, at=NOON).allowed


def test_two_workers_at_one_task_lose_no_note_and_make_one_history(place):
    made = place.records.tasks.add("shop", task(), who="boss")
    written = [note for notes in place.workers(2, "note", made.task_id, 30) for note in notes]
    after = place.records.tasks.get("shop", made.task_id)
    assert sorted(after.notes) == sorted(written)
    history = place.records.tasks.history("shop", made.task_id)
    assert [change.version for change in history] == list(range(1, 62))
    assert tuple(change.note for change in history[1:]) == after.notes
    for worker in ("0", "1"):  # each one's own notes are in the order in which it wrote them
        mine = [note for note in after.notes if note.startswith(worker)]
        assert mine == [f"{worker}.{number}" for number in range(30)]


def test_of_several_who_have_seen_the_same_version_one_changes_it(place):
    made = place.records.tasks.add("shop", task(), who="boss")
    assert sorted(place.workers(4, "claim", made.task_id)) == [False, False, False, True]
    assert place.records.tasks.get("shop", made.task_id).version == 2


def test_delegating_at_once_with_one_key_makes_one_task(place):
    given = place.workers(6, "delegate", "the-key")
    (made,) = place.records.tasks.list("shop").tasks
    assert set(given) == {made.task_id}


def test_the_same_answer_at_once_is_one_answer_that_all_are_given(place):
    made = session()
    place.records.diagnostics.add("shop", made, ITEMS)
    given = place.workers(5, "answer", made.session_id, "theft")
    assert all(taken for taken, _ in given)
    assert len({who for _, who in given}) == 1
    assert len(place.records.diagnostics.history("shop", made.session_id)) == 1


def test_of_different_answers_at_once_one_is_taken_and_the_others_are_told(place):
    made = session()
    place.records.diagnostics.add("shop", made, ITEMS)
    given = place.workers(5, "answer", made.session_id, "own")
    assert sorted(taken for taken, _ in given) == [False] * 4 + [True]
    (first,) = place.records.diagnostics.history("shop", made.session_id)
    assert {who for _, who in given} == {first.who}


def test_processes_that_start_at_once_on_an_empty_database_make_its_tables_once(
    empty_url, tmp_path
):
    place = Place(kind="", url=empty_url, blobs_at=str(tmp_path), records=None, blobs=None)
    assert set(place.workers(6, "make_tables")) == {"0001"}
    require_current(empty_url)


def test_a_file_that_another_is_just_making_is_waited_for(tmp_path):
    path = tmp_path / "state.db"
    maker = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    maker.execute("BEGIN IMMEDIATE")  # the file has no write-ahead log yet
    made = threading.Timer(0.3, maker.rollback)
    made.start()
    assert upgrade(f"sqlite:///{path}") == newest()
    made.join()
    maker.close()


def test_killed_between_blobs_and_rows_an_analysis_is_invisible_and_swept_away(place):
    with place.started(1, "save_and_die") as (worker,):
        worker.process.join(60)
        assert worker.process.exitcode == -9
    assert place.records.analyses.latest("shop") is None
    assert place.records.analyses.list("shop") == ()
    left = [blob.key.rpartition("/")[2] for blob in place.blobs.list("shop")]
    assert sorted(left) == ["findings.parquet", "report.json", "snapshot.parquet"]
    retention(place.records, place.blobs, days=9, now=datetime.now(UTC))
    assert len(list(place.blobs.list("shop"))) == 3  # it may still be on its way
    assert retention(place.records, place.blobs, days=9, now=LONG_AFTER).blobs == 3
    assert list(place.blobs.list("shop")) == []


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_moment_what_is_visible_is_whole_and_what_was_told_is_there(place, seed):
    told = []
    with place.started(1, "save", 1000) as (worker,):
        worker.heard.recv()
        time.sleep(random.Random(seed).uniform(0.0, 0.4))
        worker.process.kill()
        # "saved" follows the id that it is about
        saved = list(worker.told()).count("saved")
    visible = place.records.analyses.list("shop")
    assert saved <= len(visible) <= saved + 1
    for stored in visible:
        report = load_report(place.blobs, "shop", stored.analysis_id)
        assert len(report.issues) == stored.issue_count > 0
        assert place.records.issues.list("shop", stored.analysis_id) == report.issues
        assert load_snapshot(place.blobs, "shop", stored.analysis_id).as_of == stored.as_of
        told.append(stored.analysis_id)
    retention(place.records, place.blobs, days=36500, now=datetime.now(UTC))
    assert place.records.analyses.list("shop") == visible


def test_killed_inside_a_transaction_nothing_of_it_holds_and_nobody_waits_for_it(place):
    made = place.records.tasks.add("shop", task(), who="boss")
    with place.started(1, "write_and_die", made.task_id) as (worker,):
        worker.process.join(60)
        assert worker.process.exitcode == -9
    after = place.records.tasks.change("shop", made.task_id, who="Ann", at=NOON, note="Here")
    assert (after.status, after.version) == ("open", 2)


def test_forked_children_have_connections_of_their_own(place):
    import os

    made = place.records.tasks.add("shop", task(), who="boss")

    def write(name):
        for _ in range(40):
            place.records.tasks.change("shop", made.task_id, who=name, at=NOON, note=name)

    children = []
    for name in ("a", "b"):
        child = os.fork()
        if not child:
            try:
                write(name)
            except BaseException:
                os._exit(1)
            os._exit(0)
        children.append(child)
    write("parent")
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0]
    notes = place.records.tasks.get("shop", made.task_id).notes
    assert {name: notes.count(name) for name in ("a", "b", "parent")} == dict.fromkeys(
        ("a", "b", "parent"), 40
    )


def test_threads_share_one_set_of_records(place):
    from concurrent.futures import ThreadPoolExecutor

    made = place.records.tasks.add("shop", task(), who="boss")

    def write(number):
        place.records.tasks.change("shop", made.task_id, who="t", at=NOON, note=str(number))

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(write, range(60)))
    assert sorted(place.records.tasks.get("shop", made.task_id).notes) == sorted(
        map(str, range(60))
    )
