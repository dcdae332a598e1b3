"""However Claude behaves, the built-in mapping is there in time, and says what happened."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from threading import Thread
from time import sleep

import pytest
from messages_api import (
    KEY,
    MessagesApi,
    Reply,
    bytes_of,
    cut,
    dripping,
    entry,
    huge,
    means,
    message,
    says,
    silent,
    status,
    text,
)
from small_files import MEANT, STRANGE, export

import sentinel
from sentinel.ai import claude, payload
from sentinel.ai.asking import AT_ONCE
from sentinel.errors import SettingError
from sentinel.suggestion import MappingSuggestion

RIGHT = means(MEANT)
FILE = export(STRANGE)


def suggested() -> MappingSuggestion:
    return sentinel.suggest_mapping(FILE, mapper=claude())


def columns(suggestion: MappingSuggestion) -> dict[str, str | None]:
    return {one.header: one.column for one in suggestion.columns}


def alone() -> MappingSuggestion:
    return sentinel.suggest_mapping(FILE)


def test_it_is_asked_with_the_key_and_the_model_of_the_environment(
    api: MessagesApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENTINEL_CLAUDE_MODEL", "claude-of-tomorrow")
    api.replies = [RIGHT]
    suggestion = suggested()
    headers, body = api.seen[0]
    assert KEY in headers.get("authorization", "") + headers.get("x-api-key", "")
    assert body["model"] == "claude-of-tomorrow"
    assert columns(suggestion)["Gattung"] == "category"


def test_what_is_shown_is_what_is_sent(api: MessagesApi) -> None:
    api.replies = [RIGHT]
    suggested()
    assert api.seen[0][1] == payload(FILE)
    assert KEY not in str(payload(FILE))


def test_the_installed_mapper_is_asked_by_its_name_and_by_nobody_else(api: MessagesApi) -> None:
    api.replies = [RIGHT]
    assert sentinel.suggest_mapping(FILE).notes == ()
    sentinel.read(FILE)
    assert api.seen == []
    suggestion = sentinel.suggest_mapping(FILE, mapper="claude")
    assert suggestion.notes == (
        "Claude was asked about 8 of 8 headers and agrees on 7 of the 7 columns that were found.",
    )


def test_a_mapper_that_is_not_installed_is_named() -> None:
    with pytest.raises(sentinel.SentinelError, match=r"'gpt'.*Known: claude"):
        sentinel.suggest_mapping(FILE, mapper="gpt")


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (bytes_of(message([], "refusal")), "it declined to answer."),
        (bytes_of(message([])), "it answered in 0 parts, one text was expected."),
        (bytes_of(message(text("I think Gattung is..."))), "it answered in words, JSON was"),
        (bytes_of(b"<html>"), "the response is no JSON."),
        (says({"mapping": {"SKU": "sku"}}), "its answer is not an object"),
        (says({"columns": [entry(0, "customer")]}), "it named a column that does not exist."),
        (says({"columns": [entry(99, "sku")]}), "it named a header that was not asked about."),
        (cut, "it cannot be reached, or the connection was cut."),
        (huge, "the response has more than 1048576 bytes."),
        (status(400, message="Gattung is wrong"), "the question was refused (status 400)."),
        (status(401), "the key was refused (status 401)."),
        (status(404), "there is no model 'claude-haiku-5-5' (status 404)."),
        (status(302, location="http://127.0.0.1:9/"), "the question was refused (status 302)."),
        (status(429, retry_after="3600"), "too many questions were asked (status 429)."),
        (status(429, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"), "too many questions were"),
        (status(500, retry_after="3600"), "it is out of order (status 500)."),
        (status(529, retry_after="3600"), "it is overloaded (status 529)."),
    ],
)
def test_without_an_answer_the_built_in_mapping_stands_and_says_why(
    api: MessagesApi, reply: Reply, reason: str
) -> None:
    api.replies = [reply]
    suggestion = suggested()
    assert suggestion.notes[0].startswith(f"Claude gave no opinion: {reason}")
    assert suggestion.notes[0].endswith("The built-in mapping stands alone.")
    assert suggestion.columns == alone().columns


@pytest.mark.parametrize(
    "first",
    [cut, status(429, retry_after="0"), status(529), status(503), status(408)],
    ids=["cut", "429", "529", "503", "408"],
)
def test_what_may_pass_is_asked_again(api: MessagesApi, first: Reply) -> None:
    api.replies = [first, RIGHT]
    assert columns(suggested())["Gattung"] == "category"
    assert len(api.seen) == 2


def test_it_is_asked_three_times_at_most(api: MessagesApi) -> None:
    api.replies = [status(529)]
    assert "overloaded" in suggested().notes[0]
    assert len(api.seen) == 3


@pytest.mark.parametrize("code", [400, 401, 403, 404, 413])
def test_what_will_not_pass_is_not_asked_again(api: MessagesApi, code: int) -> None:
    api.replies = [status(code)]
    suggested()
    assert len(api.seen) == 1


@pytest.mark.parametrize("reply", [silent, dripping])
def test_a_slow_answer_is_not_waited_for(
    api: MessagesApi, reply: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENTINEL_CLAUDE_SECONDS", "1")
    api.replies = [reply]
    suggestion = suggested()
    assert "no answer within 1 seconds" in suggestion.notes[0] or (
        "did not answer in time" in suggestion.notes[0]
    )
    assert suggestion.columns == alone().columns
    assert not api.released.is_set()  # it would still be waiting


def test_a_slow_claude_holds_a_few_threads_and_no_more(api: MessagesApi) -> None:
    api.replies = [silent]
    waiting = [Thread(target=suggested, daemon=True) for _ in range(AT_ONCE)]
    for one in waiting:
        one.start()
    until(lambda: len(api.seen) == AT_ONCE)
    assert f"{AT_ONCE} questions are being answered already" in suggested().notes[0]
    assert len(api.seen) == AT_ONCE
    api.released.set()


def until(condition: Callable[[], bool]) -> None:
    """Generous, for machines that have much to do."""
    for _ in range(6000):
        if condition():
            return
        sleep(0.01)
    raise AssertionError("it never came about")


def test_no_more_questions_are_asked_in_an_hour_than_allowed(
    api: MessagesApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENTINEL_CLAUDE_CALLS", "2")
    api.replies = [RIGHT]
    notes = [suggested().notes[0] for _ in range(3)]
    assert len(api.seen) == 2
    assert "it was asked 2 times within an hour" in notes[2]


def test_without_a_key_nobody_is_asked(api: MessagesApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    suggestion = suggested()
    assert "ANTHROPIC_API_KEY is not set" in suggestion.notes[0]
    assert suggestion.columns == alone().columns
    assert api.seen == []


def test_without_the_extra_nobody_is_asked(
    api: MessagesApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "anthropic", None)
    suggestion = suggested()
    assert "pip install 'profit-sentinel[ai]'" in suggestion.notes[0]
    assert suggestion.columns == alone().columns


def test_a_key_that_is_no_header_is_no_crash(
    api: MessagesApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-\u00fc-\u4e16")
    suggestion = suggested()
    assert "gave no opinion" in suggestion.notes[0]
    assert "\u4e16" not in suggestion.notes[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ANTHROPIC_BASE_URL", "not a url"),
        ("SENTINEL_CLAUDE_SECONDS", "0"),
        ("SENTINEL_CLAUDE_CALLS", "many"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError, match=name):
        claude()


def test_nothing_of_the_file_or_the_key_gets_into_a_log(
    api: MessagesApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.replies = [status(529), RIGHT]
    caplog.set_level(logging.DEBUG)
    suggested()
    said = caplog.text
    assert "Gattung" not in said
    assert "hammer" not in said
    assert KEY not in said
