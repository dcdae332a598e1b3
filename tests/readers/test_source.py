"""Paths, bytes and files: the same bytes, the same fingerprint, or a clear refusal."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from pathlib import Path

import pytest

from sentinel.errors import (
    EmptyInputError,
    LimitExceededError,
    UnreadableInputError,
    UsageError,
)
from sentinel.readers import limits as limits_module
from sentinel.readers import open_table
from sentinel.readers import source as source_module
from sentinel.readers.source import load

ITEMS = b"SKU,Cost\nA1,2.50\n"
DIGEST = hashlib.sha256(ITEMS).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "items.csv"
    path.write_bytes(ITEMS)
    return path


def test_path_bytes_and_open_file_give_the_same(file: Path) -> None:
    with file.open("rb") as stream:
        opened = [open_table(each) for each in (file, str(file), ITEMS, bytearray(ITEMS), stream)]
    assert {(raw.sha256, raw.bytes, raw.headers) for raw in opened} == {
        (DIGEST, len(ITEMS), ("SKU", "Cost"))
    }


def test_a_file_is_called_by_its_name_and_bytes_are_called_input(file: Path) -> None:
    with file.open("rb") as stream:
        names = [open_table(each).name for each in (file, stream, ITEMS, io.BytesIO(ITEMS))]
    assert names == ["items.csv", "items.csv", "input", "input"]


def test_a_given_name_wins(file: Path) -> None:
    assert open_table(file, name="March").name == "March"


def test_large_inputs_are_fingerprinted_in_the_background() -> None:
    data = ITEMS + b"B2,1.00\n" * 200_000
    assert load(data).digest.hex == hashlib.sha256(data).hexdigest()


def test_a_named_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(ITEMS,))
    writer.start()
    assert open_table(path).sha256 == DIGEST
    writer.join()


def test_a_missing_file_is_refused_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    with pytest.raises(UnreadableInputError, match="there is no such file") as caught:
        open_table(path)
    assert caught.value.source == str(path)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match="is a folder"):
        open_table(tmp_path)


def test_a_path_that_no_system_takes_is_refused() -> None:
    with pytest.raises(UnreadableInputError, match="cannot be opened"):
        open_table("items\x00.csv")


@pytest.mark.parametrize("nothing", [b"", io.BytesIO(b"")])
def test_nothing_is_refused_as_empty(nothing: object) -> None:
    with pytest.raises(EmptyInputError, match="0 bytes"):
        open_table(nothing)  # type: ignore[arg-type]


def test_an_empty_file_is_refused_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.touch()
    with pytest.raises(EmptyInputError, match=r"^empty\.csv: is empty"):
        open_table(path)


def test_a_file_in_text_mode_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(UsageError, match="text mode"):
        open_table(io.StringIO("SKU,Cost\n"))  # type: ignore[arg-type]


def test_what_is_no_source_is_named_by_its_type() -> None:
    with pytest.raises(UsageError, match="A int cannot be read"):
        open_table(7)  # type: ignore[arg-type]


@pytest.mark.parametrize("as_stream", [False, True])
def test_more_bytes_than_the_limit_are_refused(
    monkeypatch: pytest.MonkeyPatch, as_stream: bool
) -> None:
    monkeypatch.setattr(limits_module, "MAX_BYTES", 10)
    monkeypatch.setattr(source_module, "MAX_BYTES", 10)
    with pytest.raises(LimitExceededError, match="is 17 bytes large; at most 10 bytes are read"):
        open_table(io.BytesIO(ITEMS) if as_stream else ITEMS)
