"""Encodings: named, strict, and never with a character replaced."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel.errors import UnreadableInputError
from sentinel.readers import open_table
from sentinel.readers.encoding import is_utf8, to_utf8

TEXT = "Código,Größe\nA1,12\nÄ2,13\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16"),
        (TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("cp1252"), "windows-1252"),
    ],
)
def test_every_encoding_gives_the_same_text(data: bytes, encoding: str) -> None:
    raw = open_table(data)
    assert (raw.encoding, raw.headers, raw.sample.columns[0]) == (
        encoding,
        ("Código", "Größe"),
        ("A1", "Ä2"),
    )


def test_bytes_that_windows_1252_lacks_make_it_latin_1() -> None:
    raw = open_table(b"SKU,Name\nA1,caf\xe9 \x81\nB2,x\n")
    assert (raw.encoding, raw.sample.columns[1][0]) == ("latin-1", "café \x81")


def test_the_euro_sign_of_windows_is_one() -> None:
    raw = open_table(b"SKU,Price \x80\nA1,3.50\n")
    assert (raw.encoding, raw.headers[1]) == ("windows-1252", "Price €")


def test_utf_8_by_its_mark_and_not_by_its_bytes_is_told() -> None:
    raw = open_table(codecs.BOM_UTF8 + "SKU,Größe\nA1,12\n".encode("cp1252"))
    assert (raw.encoding, raw.headers) == ("windows-1252", ("SKU", "Größe"))
    assert raw.problems[0].code == "not_the_declared_encoding"


def test_utf_16_that_breaks_off_is_refused() -> None:
    with pytest.raises(UnreadableInputError, match="starts as utf-16"):
        open_table(TEXT.encode("utf-16")[:-1])


def test_a_lone_half_of_a_character_in_utf_16_is_refused() -> None:
    with pytest.raises(UnreadableInputError, match="starts as utf-16"):
        open_table("SKU,Name\nA,\ud83d\n".encode("utf-16", "surrogatepass"))


def test_the_data_start_behind_the_mark_and_the_header() -> None:
    data = codecs.BOM_UTF8 + "Größe,Preis\nA,1\n".encode()
    assert data[open_table(data).layout.data_start :] == b"A,1\n"


def test_stray_nul_bytes_do_not_make_utf_16() -> None:
    assert open_table(b"SKU,Name\nA1,Ham\x00mer\nB2,Nail\n").encoding == "utf-8"


@given(st.binary(max_size=200))
def test_valid_utf_8_is_what_python_takes_for_it(data: bytes) -> None:
    try:
        data.decode("utf-8")
        valid = True
    except UnicodeDecodeError:
        valid = False
    assert is_utf8(memoryview(data)) is valid


@given(st.binary(min_size=1, max_size=200).filter(lambda data: 0 not in data))
def test_single_bytes_come_back(data: bytes) -> None:
    data = b"SKU,\xff" + data  # never valid UTF-8
    found = to_utf8(memoryview(data), "x")
    codec = "cp1252" if found.encoding == "windows-1252" else "latin-1"
    assert bytes(found.data).decode().encode(codec) == data


@given(st.text(st.characters(codec="utf-16"), min_size=1))
def test_utf_16_comes_back(text: str) -> None:
    found = to_utf8(memoryview(text.encode("utf-16")), "x")
    assert bytes(found.data[found.start :]).decode() == text
