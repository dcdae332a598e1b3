"""The real application on loopback, as it is and broken on purpose."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("falcon", reason="needs the extra server: pip install -e '.[all]'")

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "http"))
sys.path.insert(0, str(Path(__file__).parent.parent / "storage"))

import exchange
from shop import Shop
from standing import standing

from sentinel.http import create_app, logs, open_parts
from sentinel.settings import from_environment
from sentinel.storage import upgrade


@pytest.fixture(scope="session", autouse=True)
def quiet() -> None:
    logs.configure("json", "error")


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The application over one SQLite and folder; tests bring tenants of their own."""
    settings = from_environment(exchange.environment(tmp_path_factory.mktemp("application")))
    upgrade(settings.database_url)
    opened = open_parts(settings)
    yield Shop(app=create_app(opened), parts=opened)
    opened.records.close()


@pytest.fixture
def shop(application: Shop) -> Shop:
    """Somebody who has nothing yet."""
    return application.other()


@pytest.fixture
def stand(application: Shop) -> Iterator[Callable[..., str]]:
    """Stands the application up behind a WSGI middleware, and says where."""
    with ExitStack() as servers:

        def up(broken: Callable[[Any], Any] = lambda app: app, **options: Any) -> str:
            return servers.enter_context(standing(broken(application.app), **options))

        yield up
