"""gzip and zip with one file inside; anything else is refused before it can do harm."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from sentinel.errors import EmptyInputError, LimitExceededError, UnreadableInputError
from sentinel.readers import archive, open_table

ITEMS = b"SKU,Cost\nA1,2.50\nB2,1.00\n"


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(ITEMS),
        gzip.compress(ITEMS[:9]) + gzip.compress(ITEMS[9:]),
        gzip.compress(ITEMS) + bytes(20),
        zipped({"items.csv": ITEMS}),
        zipped({"items.csv": ITEMS}, zipfile.ZIP_STORED),
        zipped({"out/": b"", "out/items.csv": ITEMS, "__MACOSX/out/._items.csv": b"x"}),
    ],
    ids=["gzip", "two gzip members", "padded gzip", "zip", "stored zip", "zip with folders"],
)
def test_one_file_inside_is_opened(packed: bytes) -> None:
    raw = open_table(packed)
    assert raw.headers == ("SKU", "Cost")
    assert raw.sample.columns[0] == ("A1", "B2")
    assert raw.bytes == len(packed)


def test_a_workbook_inside_is_opened(xlsx: Callable[..., bytes]) -> None:
    book = xlsx({"Items": [["SKU", "Cost"], ["A1", 2.5]]})
    for packed in (gzip.compress(book), zipped({"items.xlsx": book})):
        assert open_table(packed).headers == ("SKU", "Cost")


def test_several_files_are_named() -> None:
    with pytest.raises(
        UnreadableInputError, match=r"2 files inside \('a.csv', 'b.csv'\)"
    ) as caught:
        open_table(zipped({"a.csv": ITEMS, "b.csv": ITEMS}))
    assert "Unpack it" in caught.value.remedy


def test_a_zip_without_a_file_is_refused() -> None:
    with pytest.raises(UnreadableInputError, match="without a file inside"):
        open_table(zipped({}))


def test_an_empty_file_inside_is_empty() -> None:
    for packed in (gzip.compress(b""), zipped({"items.csv": b""})):
        with pytest.raises(EmptyInputError):
            open_table(packed)


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(gzip.compress(ITEMS)),
        zipped({"items.csv.gz": gzip.compress(ITEMS)}),
        zipped({"items.zip": zipped({"items.csv": ITEMS})}),
        gzip.compress(zipped({"items.csv": ITEMS})),
    ],
    ids=["gzip in gzip", "gzip in zip", "zip in zip", "zip in gzip"],
)
def test_archives_in_archives_are_refused(packed: bytes) -> None:
    with pytest.raises(UnreadableInputError, match="archive inside an archive"):
        open_table(packed)


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(ITEMS * 50), zipped({"items.csv": ITEMS * 50})],
    ids=["gzip", "zip"],  # the bytes tell the time, and all processes must name a test alike
)
@pytest.mark.parametrize("cut", [12, 40, -6])
def test_a_cut_archive_is_damaged(packed: bytes, cut: int) -> None:
    with pytest.raises(UnreadableInputError):
        open_table(packed[:cut])


def test_a_file_under_a_password_is_refused() -> None:
    packed = bytearray(zipped({"items.csv": ITEMS}))
    for place in (6, packed.index(b"PK\x01\x02") + 8):
        packed[place] |= 1
    with pytest.raises(UnreadableInputError, match="under a password"):
        open_table(bytes(packed))


def test_an_unknown_method_of_packing_is_refused() -> None:
    with pytest.raises(UnreadableInputError, match="method 14"):
        open_table(zipped({"items.csv": ITEMS}, zipfile.ZIP_LZMA))


def bomb(size: int) -> bytes:
    """A gzip that unfolds to `size` NUL bytes without ever holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = bytes(1 << 20)
    return b"".join(packer.compress(piece) for _ in range(size >> 20)) + packer.flush()


def test_a_bomb_is_refused_while_it_unfolds() -> None:
    packed = bomb(400 << 20)
    seen = 0
    with pytest.raises(LimitExceededError, match="more than 250 times its"):
        for piece in archive.unfolded(memoryview(packed), archive.GZIP, "bomb.gz"):
            seen += len(piece)
    assert seen < 150 << 20


def test_more_than_the_limit_is_refused_at_any_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_DECOMPRESSED_BYTES", 1000)
    with pytest.raises(LimitExceededError, match="unfolds to more than 1000 bytes"):
        open_table(zipped({"items.csv": ITEMS * 100}))


def test_a_size_that_lies_does_not_help() -> None:
    """The directory claims ten bytes; what is read is what is there."""
    packed = bytearray(zipped({"items.csv": ITEMS * 10}))
    for place in (22, packed.index(b"PK\x01\x02") + 24):
        packed[place : place + 4] = struct.pack("<I", 10)
    assert len(open_table(bytes(packed)).sample.columns[0]) > 10


def test_a_word_document_is_no_workbook() -> None:
    files = {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}
    with pytest.raises(UnreadableInputError, match="a Word document"):
        open_table(zipped(files))
