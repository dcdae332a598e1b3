"""The application in this process, and the real server over both kinds of state."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

pytest.importorskip("falcon", reason="needs the extra server: pip install -e '.[all]'")

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "storage"))

import exchange
import services
from falcon.testing import TestClient
from shop import Shop

from sentinel.http import Parts, create_app, logs, open_parts
from sentinel.settings import Settings, from_environment
from sentinel.storage import upgrade


@pytest.fixture(scope="session", autouse=True)
def quiet() -> None:
    logs.configure("json", "error")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return from_environment(exchange.environment(tmp_path))


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, to be copied."""
    file = tmp_path_factory.mktemp("tables") / "sentinel.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def parts(settings: Settings, tables: Path, tmp_path: Path) -> Iterator[Parts]:
    """Over SQLite and a folder of this test alone."""
    shutil.copy(tables, tmp_path / "sentinel.db")
    opened = open_parts(settings)
    yield opened
    opened.records.close()


@pytest.fixture
def client(parts: Parts) -> TestClient:
    """The application without a server, signed in as alice."""
    return TestClient(create_app(parts), headers=exchange.bearer())


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The application over one SQLite and folder, for tests that bring tenants of their own."""
    settings = from_environment(exchange.environment(tmp_path_factory.mktemp("application")))
    upgrade(settings.database_url)
    opened = open_parts(settings)
    yield Shop(app=create_app(opened), parts=opened)
    opened.records.close()


@pytest.fixture
def shop(application: Shop) -> Shop:
    """Somebody who has nothing yet."""
    return application.other()


@pytest.fixture(scope="session")
def postgres() -> Iterator[services.Postgres]:
    with services.running_postgres() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.S3Server]:
    with services.running_s3(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def state(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The environment of a server: SQLite with a folder, or PostgreSQL with S3."""
    folder = tmp_path_factory.mktemp(request.param)
    more = {}
    if request.param == "postgres":
        database = request.getfixturevalue("postgres").url
        blobs = request.getfixturevalue("s3")
        more = {
            **blobs.settings,
            "SENTINEL_DATABASE_URL": database,
            "SENTINEL_BLOBS": f"s3://exports/{uuid4().hex}",
        }
    found = exchange.environment(folder, **more)
    upgrade(from_environment(found).database_url)
    return found


@pytest.fixture(scope="session")
def server(
    state: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[exchange.Server]:
    """`sentinel serve` with two workers, over each kind of state."""
    kind = "postgres" if "SENTINEL_DATABASE_URL" in state else "sqlite"
    started = exchange.start(tmp_path_factory.mktemp("log"), state, kind)
    yield started
    if started.process.poll() is None:
        started.stop()
