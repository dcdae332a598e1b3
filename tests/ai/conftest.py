"""A stand-in for Claude on loopback, and an environment that leads nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("anthropic", reason="needs the extra ai: pip install -e '.[all]'")

sys.path.insert(0, str(Path(__file__).parent))

from messages_api import KEY, MessagesApi, running


@pytest.fixture
def api() -> Iterator[MessagesApi]:
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def environment(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whatever the machine has set: no key of anybody's, no proxy that is ever reached."""
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "SENTINEL_CLAUDE_MODEL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.lower(), "http://127.0.0.1:9")
    monkeypatch.setenv("SENTINEL_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    if "api" in request.fixturenames:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", request.getfixturevalue("api").url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("SENTINEL_CLAUDE_SECONDS", "60")
