"""What happens when the database, the blobs or the disk fail, and afterwards."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pytest
import services
import sqlalchemy as sa
from attrs import evolve
from conftest import new_database
from lines import line_to
from test_records import task

from sentinel.errors import (
    StorageError,
    StorageFullError,
    StorageRefusedError,
    StorageUnavailableError,
)
from sentinel.storage import (
    load_report,
    open_blobs,
    open_records,
    save_analysis,
    upgrade,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def own_postgres():
    programs = services.postgres_programs()
    if programs is None:
        pytest.skip(services.POSTGRES)
    home = Path(tempfile.mkdtemp(prefix="sentinel-postgres-"))
    home.chmod(0o755)
    cluster = services.Postgres(home / "cluster", programs)
    yield cluster
    cluster.stop()
    shutil.rmtree(home)


def test_a_database_that_went_away_is_used_again_once_it_is_back(own_postgres):
    upgrade(own_postgres.url)
    records = open_records(own_postgres.url)
    made = records.tasks.add("shop", task(), who="boss")
    own_postgres.stop()
    for ask in (
        records.check,
        lambda: records.tasks.get("shop", made.task_id),
        lambda: records.tasks.change("shop", made.task_id, who="Ann", at=NOON, note="lost"),
        lambda: records.rates.hit("shop", "c", limit=1, at=NOON),
    ):
        with pytest.raises(StorageUnavailableError):
            ask()
    own_postgres.start()
    records.check()
    changed = records.tasks.change("shop", made.task_id, who="Ann", at=NOON, note="kept")
    assert (changed.version, changed.notes) == (2, ("kept",))
    own_postgres.stop()  # and where nobody asked while it was away, nobody notices
    own_postgres.start()
    assert records.tasks.get("shop", made.task_id) == changed
    records.close()


def test_a_connection_that_is_cut_in_a_transaction_undoes_it(postgres):
    url = new_database(postgres)
    upgrade(url)
    records = open_records(url)
    made = records.tasks.add("shop", task(), who="boss")
    database = records._database
    with pytest.raises(StorageUnavailableError), database.writing() as connection:
        connection.execute(sa.text("UPDATE tasks SET status = 'escalated'"))
        own = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar()
        with database.engine.connect() as other:
            other.execute(sa.text(f"SELECT pg_terminate_backend({own})"))
        connection.execute(sa.text("SELECT 1"))
    assert records.tasks.get("shop", made.task_id).status == "open"
    records.close()


def test_a_sqlite_file_that_another_holds_is_waited_for_and_then_unavailable(tmp_path):
    url = f"sqlite:///{tmp_path}/sentinel.db"
    upgrade(url)
    records = open_records(url)
    made = records.tasks.add("shop", task(), who="boss")
    with sqlite3.connect(tmp_path / "sentinel.db", isolation_level=None) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        assert records.tasks.get("shop", made.task_id).status == "open"  # readers need not wait
        with pytest.raises(StorageUnavailableError, match="another process"):
            records.tasks.change("shop", made.task_id, who="Ann", at=NOON, note="x")
        holder.execute("ROLLBACK")
    holder.close()
    assert records.tasks.change("shop", made.task_id, who="Ann", at=NOON, note="x").version == 2
    records.close()


def test_a_sqlite_file_whose_folder_is_gone_is_unavailable_until_it_is_back(tmp_path):
    url = f"sqlite:///{tmp_path}/state/sentinel.db"
    upgrade(url)
    records = open_records(url)
    (tmp_path / "state").rename(tmp_path / "away")
    with pytest.raises(StorageUnavailableError):
        records.check()
    (tmp_path / "away").rename(tmp_path / "state")
    records.check()
    records.close()


# --- full disks ---------------------------------------------------------------------------------


def grown(analysis, rows):
    """The same analysis with findings that do not compress."""
    noise = pa.table({"evidence": [os.urandom(64).hex() for _ in range(rows)]})
    return evolve(analysis, report=evolve(analysis.report, findings=noise))


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_on_a_full_disk_an_analysis_is_refused_and_nothing_of_it_stays(tmp_path, analysis):
    with services.small_disk(tmp_path / "disk", "1m") as disk:
        url = f"sqlite:///{tmp_path}/sentinel.db"
        upgrade(url)
        records, blobs = open_records(url), open_blobs(disk / "blobs")
        with pytest.raises(StorageFullError):
            save_analysis(records, blobs, "shop", grown(analysis, 20_000))
        assert records.analyses.latest("shop") is None
        assert files(disk) == []
        save_analysis(records, blobs, "shop", analysis)
        assert load_report(blobs, "shop", analysis.analysis_id).issues == analysis.report.issues
        records.close()


def test_an_s3_without_room_keeps_nothing_of_an_analysis(tmp_path, analysis, place, monkeypatch):
    program = services.s3_program()
    if program is None:
        pytest.skip(services.S3)
    with services.small_disk(tmp_path / "disk", "2m") as disk:
        server = services.S3Server(disk / "s3", program)
        try:
            for name, value in server.settings.items():
                monkeypatch.setenv(name, value)
            (server.folder / "data" / "exports").mkdir()
            blobs = open_blobs("s3://exports/x")
            with pytest.raises(StorageFullError):
                save_analysis(place.records, blobs, "shop", grown(analysis, 40_000))
            assert place.records.analyses.latest("shop") is None
            assert list(blobs.list("shop")) == []
            save_analysis(place.records, blobs, "shop", analysis)
            assert place.records.analyses.latest("shop") is not None
        finally:
            server.stop()


def test_a_sqlite_file_on_a_full_disk_takes_nothing_half_and_works_again(tmp_path, analysis):
    with services.small_disk(tmp_path / "disk", "1m") as disk:
        url = f"sqlite:///{disk}/sentinel.db"
        upgrade(url)
        records, blobs = open_records(url), open_blobs(tmp_path / "blobs")
        made = records.tasks.add("shop", task(), who="boss")
        ballast = services.fill(disk)
        with pytest.raises(StorageFullError):
            records.tasks.change("shop", made.task_id, who="Ann", at=NOON, note="n" * 100_000)
        with pytest.raises(StorageFullError):
            save_analysis(records, blobs, "shop", analysis)
        assert list(blobs.list("shop")) == []
        assert records.tasks.get("shop", made.task_id).notes == ()
        ballast.unlink()
        assert records.analyses.latest("shop") is None
        records.tasks.change("shop", made.task_id, who="Ann", at=NOON, note="kept")
        assert records.tasks.get("shop", made.task_id).notes == ("kept",)
        records.close()


def test_postgresql_on_a_full_disk_takes_nothing_half_and_works_again(own_postgres):
    with services.small_disk(own_postgres.folder / "disk", "16m") as disk:
        shutil.chown(disk, "postgres")
        engine = sa.create_engine(
            own_postgres.url.replace(":", "+psycopg:", 1), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.execute(sa.text(f"CREATE TABLESPACE small LOCATION '{disk}'"))
        engine.dispose()
        url = new_database(own_postgres, "TABLESPACE small")
        upgrade(url)
        records = open_records(url)
        made = records.tasks.add("shop", task(), who="boss")
        noise = os.urandom(6_000_000).hex()
        with pytest.raises(StorageFullError):
            for _ in range(3):
                records.tasks.change("shop", made.task_id, who="Ann", at=NOON, note=noise)
        kept = records.tasks.get("shop", made.task_id)
        assert len(kept.notes) == kept.version - 1 < 3
        records.tasks.change("shop", made.task_id, who="Ann", at=NOON, status="completed")
        records.close()


# --- S3 on a bad line ---------------------------------------------------------------------------


def test_an_answer_that_is_cut_in_the_middle_is_no_blob(s3, monkeypatch):
    at = f"s3://exports/{uuid4().hex}"
    open_blobs(at).put("shop", "uploads/x", bytes(1_000_000))
    with line_to(s3.port) as line:
        line.answers_end = 300_000
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", line.url)
        blobs = open_blobs(at)
        for ask in (blobs.get, blobs.open):
            with pytest.raises(StorageUnavailableError):
                ask("shop", "uploads/x")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", s3.url)
    assert open_blobs(at).get("shop", "uploads/x") == bytes(1_000_000)


def test_an_s3_that_does_not_answer_is_given_up(s3, monkeypatch):
    from sentinel.storage.s3 import open_s3

    with line_to(s3.port) as line:
        line.silent = True
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", line.url)
        blobs = open_s3("s3://exports/x", timeout=0.2)
        for ask in (blobs.check, lambda: blobs.put("shop", "uploads/x", b"x")):
            with pytest.raises(StorageUnavailableError):
                ask()


def test_where_the_blobs_refuse_no_analysis_becomes_visible(s3, place, analysis, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    with pytest.raises(StorageRefusedError):
        save_analysis(place.records, open_blobs("s3://exports/x"), "shop", analysis)
    assert place.records.analyses.latest("shop") is None


def test_every_fault_is_a_storage_error_and_says_no_value(place, analysis):
    with pytest.raises(StorageError) as raised:
        place.records.tasks.add("shop", task(title="a secret title\0"), who="boss")
    assert "secret" not in str(raised.value)
