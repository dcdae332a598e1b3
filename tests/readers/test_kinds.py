"""What is no table is refused by what it is, never by its name."""

from __future__ import annotations

import pytest

from sentinel.errors import UnreadableInputError
from sentinel.readers import open_table

FOREIGN = {
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR": "a picture",
    b"%PDF-1.7\n": "a PDF document",
    b"\x7fELF\x02\x01\x01": "a program",
    b"MZ\x90\x00\x03\x00": "a program",
    b"SQLite format 3\x00\x10\x00": "an SQLite database",
    b"PAR1\x15\x04": "a Parquet file",
    b"ARROW1\x00\x00": "an Arrow file",
    b"<!DOCTYPE html><table><tr><td>SKU": "a web page",
    b"\xef\xbb\xbf<?xml version='1.0'?>": "a web page or XML",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
}


@pytest.mark.parametrize("data", FOREIGN, ids=FOREIGN.values())
def test_other_formats_are_named(data: bytes) -> None:
    with pytest.raises(UnreadableInputError, match=FOREIGN[data]) as caught:
        open_table(data + b" ,\n" * 50, name="stock.csv")
    assert "delimited text, JSON or a workbook was expected" in str(caught.value)
    assert "CSV" in caught.value.remedy


def test_control_characters_throughout_are_binary() -> None:
    with pytest.raises(UnreadableInputError, match="is binary"):
        open_table(bytes(range(1, 32)) * 100)


def test_a_header_may_start_like_another_format() -> None:
    assert open_table(b"MZ code,[Qty]\nA,1\nB,2\n").headers == ("MZ code", "[Qty]")


def test_bracketed_headers_are_not_json() -> None:
    assert open_table(b"[Store],Qty\nMain,1\nEast,2\n").headers == ("[Store]", "Qty")
