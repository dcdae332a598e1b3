"""`sentinel map --claude`, as people call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from messages_api import KEY, MessagesApi, means
from small_files import MEANT, STORE, STRANGE, export

from sentinel.ai import payload
from sentinel.cli import main

CORNER = Path(__file__).parents[2] / "examples" / "corner_hardware.csv"


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "list.csv"
    path.write_bytes(export(STRANGE))
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_the_opinion_is_told_in_the_text_and_in_json(api: MessagesApi, file: str) -> None:
    api.replies = [means(MEANT)]
    said = run("map", file, "--claude")
    assert said.exit_code == 0
    assert "Claude was asked about 8 of 8 headers" in said.stdout
    assert "Claude takes it for category" in " ".join(said.stdout.split())
    again = run("map", file, "--claude", "--format", "json")
    assert again.exit_code == 0, again.output
    found = json.loads(again.stdout)
    assert found["notes"][0].startswith("Claude was asked about 8 of 8 headers")
    assert {c["header"]: c["column"] for c in found["columns"] if c["column"]} == MEANT


def test_nobody_is_asked_without_the_option(api: MessagesApi, file: str) -> None:
    assert run("map", file).exit_code == 0
    assert api.seen == []


def test_without_a_key_the_mapping_is_there_and_says_so(file: str) -> None:
    said = run("map", file, "--claude")
    assert said.exit_code == 0
    words = " ".join(said.stdout.split())
    assert "Claude gave no opinion: ANTHROPIC_API_KEY is not set. The built-in mapping" in words
    assert "unit_cost" in words


def test_the_payload_is_printed_and_not_sent(api: MessagesApi, file: str) -> None:
    said = run("map", file, "--claude", "--show-payload")
    assert json.loads(said.stdout) == payload(file)
    assert KEY not in said.output
    assert "hammer" not in said.output
    assert api.seen == []


def test_values_are_in_it_only_where_the_option_says_so(file: str) -> None:
    said = run("map", file, "--claude", "--show-payload", "--claude-values")
    assert json.loads(said.stdout) == payload(file, values=True)
    assert "Claw hammer no. 0" in said.stdout


def test_what_would_not_be_sent_is_not_shown(tmp_path: Path) -> None:
    saved = str(tmp_path / "mappings")
    path = tmp_path / "known.csv"
    path.write_bytes(export(STORE))
    run("map", str(path), "--save", saved)
    said = run("map", str(path), "--claude", "--show-payload", "--mappings", saved)
    assert (said.exit_code, said.stdout) == (0, "")
    assert "Nothing would be sent. Claude was not asked: the saved mapping" in said.stderr


@pytest.mark.parametrize("option", ["--show-payload", "--claude-values"])
def test_the_other_options_go_with_claude(option: str, file: str) -> None:
    said = run("map", file, option)
    assert said.exit_code == 2
    assert "go with --claude" in said.stderr
