"""Every test of state runs on SQLite with a folder and on PostgreSQL with S3."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

pytest.importorskip("alembic", reason="needs the extra server: pip install -e '.[all]'")

import sqlalchemy as sa
from attrs import evolve, frozen

sys.path.insert(0, str(Path(__file__).parent))

import services
from worker import act

from sentinel import Engine
from sentinel.insights import Analysis
from sentinel.models import Report, Snapshot
from sentinel.storage import Blobs, Records, new_analysis_id, open_blobs, open_records, upgrade
from sentinel.storage.tables import metadata
from sentinel.testing.stores import shop

FORKING = get_context("forkserver")
"""Processes of their own that need not import everything once more."""
FORKING.set_forkserver_preload(["sentinel.engine", "sentinel.storage", "sentinel.storage.s3"])


@frozen(kw_only=True)
class Place:
    """Where state is kept, by its addresses and opened."""

    kind: str
    url: str
    blobs_at: str
    records: Records
    blobs: Blobs

    def workers(self, count: int, action: str, *arguments: object) -> list:
        """What `count` processes gave that did the same at the same moment."""
        with self.started(count, action, *arguments) as processes:
            return [finished(process) for process in processes]

    @contextmanager
    def started(self, count: int, action: str, *arguments: object) -> Iterator[list[Working]]:
        """Processes that wait for each other, then act."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            workers = [self._worker(folder, str(n), action, arguments) for n in range(count)]
            try:
                until = time.monotonic() + 60
                while len(list(folder.glob("ready-*"))) < count:
                    assert time.monotonic() < until, "the workers did not start"
                    assert all(worker.process.is_alive() for worker in workers)
                    time.sleep(0.01)
                (folder / "go").touch()
                yield workers
            finally:
                for worker in workers:
                    worker.process.kill()
                    worker.process.join()
                    worker.process.close()
                    worker.heard.close()

    def _worker(self, folder: Path, number: str, action: str, arguments: Sequence) -> Working:
        heard, say = FORKING.Pipe(duplex=False)
        process = FORKING.Process(
            target=act,
            args=(action, arguments, dict(os.environ)),
            kwargs={
                "folder": folder,
                "url": self.url,
                "blobs_at": self.blobs_at,
                "number": number,
                "say": say,
            },
        )
        process.start()
        say.close()
        return Working(process=process, heard=heard)


@frozen(kw_only=True)
class Working:
    """A process that acts."""

    process: Any
    heard: Connection

    def told(self) -> Iterator[Any]:
        """What it says, until it ends or is killed."""
        with suppress(EOFError, OSError):
            while True:
                yield self.heard.recv()


def finished(worker: Working) -> Any:
    """What a worker gave, once it has ended well."""
    *_, given = worker.told()
    worker.process.join(60)
    assert worker.process.exitcode == 0
    return given


@pytest.fixture(scope="session")
def postgres() -> Iterator[services.Postgres]:
    with services.running_postgres() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.S3Server]:
    with services.running_s3(tmp_path_factory.mktemp("s3")) as server:
        before = {name: os.environ.get(name) for name in server.settings}
        os.environ.update(server.settings)
        yield server
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'state' / 'sentinel.db'}"
    return new_database(request.getfixturevalue("postgres"))


def new_database(cluster: services.Postgres, options: str = "") -> str:
    name = f"test_{uuid4().hex}"
    engine = sa.create_engine(
        cluster.url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} {options}"))
    engine.dispose()
    return cluster.url.rpartition("/")[0] + f"/{name}"


@pytest.fixture(scope="session")
def bucket(s3: services.S3Server) -> Blobs:
    """Opened once: a client of S3 takes a while to be made."""
    return open_blobs("s3://exports")


@pytest.fixture(params=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    if request.param == "folder":
        return open_blobs(tmp_path / "blobs")
    return evolve(request.getfixturevalue("bucket"), prefix=f"{uuid4().hex}/")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, to be copied."""
    file = tmp_path_factory.mktemp("template") / "sentinel.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_tables(postgres: services.Postgres) -> Iterator[sa.Engine]:
    """A database with all tables."""
    url = new_database(postgres)
    upgrade(url)
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    yield engine
    engine.dispose()


def emptied(engine: sa.Engine) -> str:
    """The address of a database of which nothing is left but its tables."""
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    url = engine.url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "sqlite":
        file = tmp_path / "sentinel.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        url, blobs_at = f"sqlite:///{file}", str(tmp_path / "blobs")
        opened = open_blobs(blobs_at)
    else:
        url = emptied(request.getfixturevalue("postgres_tables"))
        prefix = uuid4().hex
        blobs_at = f"s3://exports/{prefix}"
        opened = evolve(request.getfixturevalue("bucket"), prefix=f"{prefix}/")
    records = open_records(url)
    yield Place(kind=request.param, url=url, blobs_at=blobs_at, records=records, blobs=opened)
    records.close()


@pytest.fixture
def records(place: Place) -> Records:
    return place.records


@pytest.fixture(scope="session")
def leaking() -> tuple[Report, Snapshot]:
    """A small shop with some leaks, and its report."""
    snapshot = shop(
        {"unit_cost": 12.0, "unit_price": 10.0},
        {"on_hand_qty": -4.0},
        {"unit_cost": 0.0},
    )
    return Engine().analyze(snapshot), snapshot


@pytest.fixture
def analysis(leaking: tuple[Report, Snapshot]) -> Analysis:
    report, snapshot = leaking
    return Analysis(
        analysis_id=new_analysis_id(),
        created_at=datetime(2026, 11, 1, 12, tzinfo=UTC),
        report=report,
        snapshot=snapshot,
    )
