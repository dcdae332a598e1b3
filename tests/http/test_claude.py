"""Claude's opinion on an upload's columns, where the server is set up for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import exchange
import pytest
from attrs import evolve
from shop import Shop

pytest.importorskip("anthropic", reason="needs the extra ai: pip install -e '.[all]'")

sys.path.insert(0, str(Path(__file__).parent.parent / "ai"))

from messages_api import MessagesApi, means, running, silent
from small_files import MEANT, STORE, STRANGE, export

from sentinel.ai import mapper_of
from sentinel.errors import SettingError
from sentinel.http import create_app, open_parts
from sentinel.settings import ClaudeSettings, from_environment

ASKED = {"ANTHROPIC_API_KEY": "sk-ant-secret", "ANTHROPIC_BASE_URL": "http://127.0.0.1:9"}


@pytest.fixture
def claude() -> Iterator[MessagesApi]:
    with running() as server:
        yield server


def suggested(shop: Shop, settings: ClaudeSettings, data: bytes) -> Any:
    parts = evolve(shop.parts, mapper=mapper_of(settings))
    asking = evolve(shop, app=create_app(parts), parts=parts)
    fields = [("key", asking.uploaded(data)), ("filename", "items.csv")]
    answer = asking.form("/uploads/suggest-mapping", fields)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_the_opinion_comes_with_the_suggestion(shop: Shop, claude: MessagesApi) -> None:
    claude.replies = [means(MEANT)]
    settings = ClaudeSettings(key="k", base_url=claude.url, seconds=60)
    found = suggested(shop, settings, export(STRANGE))
    assert {c["header"]: c["column"] for c in found["columns"] if c["column"]} == MEANT
    assert found["suggestions"]["Gattung"] == "category"
    assert "Claude was asked about 8 of 8 headers" in found["notes"]
    assert "Please look at: Gattung, Zufluss." in found["notes"]


def test_a_slow_claude_leaves_the_built_in_suggestion(shop: Shop, claude: MessagesApi) -> None:
    claude.replies = [silent]
    settings = ClaudeSettings(key="k", base_url=claude.url, seconds=1)
    found = suggested(shop, settings, export(STRANGE))
    assert found["suggestions"]["Cost"] == "cost"
    assert "Claude gave no opinion" in found["notes"]
    assert not claude.released.is_set()  # it would still be waiting


def test_values_are_sent_where_the_server_is_set_to(shop: Shop, claude: MessagesApi) -> None:
    claude.replies = [means(MEANT)]
    for values in (False, True):
        settings = ClaudeSettings(key="k", base_url=claude.url, values=values, seconds=60)
        suggested(shop, settings, export(STORE))
        assert ("Claw hammer" in str(claude.asked)) is values


@pytest.mark.parametrize(
    ("more", "values"),
    [
        ({}, None),
        (ASKED, False),
        ({**ASKED, "SENTINEL_CLAUDE": "shapes"}, False),
        ({**ASKED, "SENTINEL_CLAUDE": "values"}, True),
        ({**ASKED, "SENTINEL_CLAUDE": "off"}, None),
        ({"SENTINEL_CLAUDE": "shapes"}, None),
    ],
)
def test_the_key_switches_it_on_and_a_setting_off(
    more: dict[str, str], values: bool | None, tmp_path: Path
) -> None:
    given = exchange.environment(tmp_path, **more)
    settings = from_environment(given)
    assert (settings.claude and settings.claude.values) is values
    assert "sk-ant-secret" not in repr(settings)
    parts = open_parts(settings)
    assert (parts.mapper is None) is (values is None)
    parts.records.close()


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"SENTINEL_CLAUDE": "values"}, "ANTHROPIC_API_KEY"),
        ({**ASKED, "SENTINEL_CLAUDE": "yes"}, "SENTINEL_CLAUDE"),
        ({**ASKED, "SENTINEL_CLAUDE_SECONDS": "300"}, "SENTINEL_CLAUDE_SECONDS"),
        ({**ASKED, "ANTHROPIC_BASE_URL": "ftp://x"}, "ANTHROPIC_BASE_URL"),
    ],
)
def test_a_wrong_setting_stops_the_start(more: dict[str, str], name: str, tmp_path: Path) -> None:
    given = exchange.environment(tmp_path, **more)
    with pytest.raises(SettingError) as refused:
        from_environment(given)
    assert refused.value.setting == name
