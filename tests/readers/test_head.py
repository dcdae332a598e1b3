"""Headers and sample of a large file come from its head."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest

from sentinel.readers import RawTable, open_head, open_table
from sentinel.readers.opening import HEAD

ROWS = [f'{number:07},"Größe, {number}",{number % 50},3.99' for number in range(120_000)]
TEXT = "SKU,Name,Qty,Price\r\n" + "\r\n".join(ROWS)


def packed(text: str) -> bytes:
    folder = io.BytesIO()
    with zipfile.ZipFile(folder, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("items.csv", text)
    return folder.getvalue()


def seen(table: RawTable) -> tuple[object, ...]:
    return table.headers, table.sample, table.banner, table.encoding, table.bytes, table.problems


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("windows-1252"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-be"),
        TEXT.replace("\r\n", "\r").encode(),
        gzip.compress(TEXT.encode()),
        packed(TEXT),
        b"SKU,Name\n1,Nail\n",
        json.dumps([{"SKU": str(n), "Name": "x" * 40} for n in range(20_000)]).encode(),
    ],
    ids=[
        "utf-8",
        "marked",
        "windows-1252",
        "utf-16",
        "utf-16-be",
        "old-mac",
        "gzip",
        "zip",
        "small",
        "json",
    ],
)
def test_the_head_says_what_the_whole_says(data: bytes) -> None:
    assert seen(open_head(data, name="items")) == seen(open_table(data, name="items"))


def test_no_more_than_the_head_is_read(tmp_path: Path) -> None:
    """What stands behind it is no text at all, and nobody notices."""
    path = tmp_path / "items.csv"
    path.write_bytes(TEXT.encode()[: HEAD + 10] + b"\x00\xff\xfe" * 1_000)
    assert open_head(path).headers == ("SKU", "Name", "Qty", "Price")


def test_rows_end_with_the_head_and_with_a_whole_line() -> None:
    table = open_head(TEXT.encode()).text()
    assert 0 < table.num_rows < len(ROWS)
    assert table["Price"].to_pylist()[-1] == "3.99"


def test_a_fingerprint_is_of_the_whole_file() -> None:
    assert open_head(TEXT.encode()).sha256 == open_table(TEXT.encode()).sha256
