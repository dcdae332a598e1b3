"""What holds for any input: a table or a refusal, and nothing lost on the way."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sentinel.canonical import Kind
from sentinel.errors import SentinelError
from sentinel.readers import ColumnPlan, RawTable, TypedRead, open_table

# --- any bytes ------------------------------------------------------------------------------------

SCRAPS = st.sampled_from(
    [b"SKU", b"Item", b"Qty", b"12", b"$1,234.50", b"2025-03-04", b"N/A", b"Grand Total", b'"',
     b'""', b",", b";", b"\t", b"|", b"\n", b"\r\n", b"\r", b"\x00", b"\x1d", b"\xff", b"\xc3\xa9",
     b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"sep=;\n", b" ", b"=", b"(", b"-", b"\xe2\x80\xa8"]
)  # fmt: skip
TEXTS = st.lists(SCRAPS, max_size=60).map(b"".join)
MAGICS = st.sampled_from(
    [b"\x1f\x8b\x08\x00", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
     b"SKU,Qty\nA,1\n", gzip.compress(b"SKU,Qty\nA,1\n")]
)  # fmt: skip


def everything(raw: RawTable) -> list[TypedRead]:
    """Reads a table in every way there is."""
    plans = [
        [
            ColumnPlan(name=f"c{index}", header=header, index=index, kind=kind)
            for index, header in enumerate(raw.headers)
        ]
        for kind in Kind
    ]
    return [*(raw.typed(plan) for plan in plans), *(raw.cast(raw.text(), plan) for plan in plans)]


def assert_table_or_refusal(data: bytes) -> None:
    try:
        raw = open_table(data)
    except SentinelError:
        return
    assert raw.rows_read == raw.text().num_rows + sum(raw.rows_left_out.values())
    for read in everything(raw):
        assert read.rows_read == read.table.num_rows + sum(read.rows_left_out.values())
        assert read.rows_read == raw.rows_read


@given(TEXTS)
@example(b"")
@example(b"\xff\xfe\x00")
def test_any_text_is_a_table_or_a_refusal(data: bytes) -> None:
    assert_table_or_refusal(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_refusal(data: bytes) -> None:
    assert_table_or_refusal(data)


@given(MAGICS, st.binary(max_size=300))
def test_any_bytes_behind_a_known_start_are_a_table_or_a_refusal(start: bytes, data: bytes) -> None:
    assert_table_or_refusal(start + data)


@settings(max_examples=20)  # each starts a process
@given(st.data())
def test_a_damaged_workbook_is_a_table_or_a_refusal(data: st.DataObject) -> None:
    book = bytearray(WORKBOOKS[data.draw(st.integers(0, 1))])
    for place, byte in data.draw(
        st.lists(st.tuples(st.integers(0, len(book) - 1), st.integers(0, 255)), max_size=4)
    ):
        book[place] = byte
    assert_table_or_refusal(bytes(book[: data.draw(st.integers(len(book) // 2, len(book)))]))


WORKBOOKS: list[bytes] = []


@pytest.fixture(autouse=True, scope="module")
def _workbooks(xlsx: object, xls: object) -> None:
    rows = [["SKU", "Item", "Qty"], ["A1", "Hammer", 12], ["B2", "Nails", 400]]
    WORKBOOKS[:] = [xlsx({"Items": rows}), xls(rows)]  # type: ignore[operator]


# --- every dialect --------------------------------------------------------------------------------

WORDS = st.text("abc XYZ 019 éñß ,;|\t\"'/.-$%()#", max_size=12).map(str.strip)
ROWS = st.lists(
    st.tuples(
        WORDS,
        st.sampled_from(["", "0", "12", "-3", "1250"]),
        st.sampled_from(["", "2.50", "0.99", "1200.00"]),
        st.lists(WORDS, max_size=3).map("\n".join).map(str.strip),
    ),
    min_size=3,
    max_size=12,
)
DIALECTS = list(
    product(
        [",", ";", "\t", "|"],
        ["\n", "\r\n"],
        [csv.QUOTE_MINIMAL, csv.QUOTE_ALL],
        [
            ("utf-8", b"", "utf-8"),
            ("utf-8", codecs.BOM_UTF8, "utf-8-sig"),
            ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16"),
            ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16"),
            ("utf-16-le", b"", "utf-16"),
            ("cp1252", b"", "windows-1252"),
        ],
    )
)
HEADERS = ("SKU", "Item", "Quantity", "Price", "Note")


@given(ROWS, st.sampled_from(DIALECTS), st.sampled_from([(), ("Stock report",), ("é", "", "x")]))
def test_a_table_in_any_dialect_comes_back(
    rows: list[tuple[str, ...]],
    dialect: tuple[str, str, csv._QuotingType, tuple[str, bytes, str]],
    banner: tuple[str, ...],
) -> None:
    delimiter, line_end, quoting, (codec, mark, encoding) = dialect
    cells = [(f"é{number}", *row) for number, row in enumerate(rows)]
    out = io.StringIO(newline="")
    out.writelines(line + line_end for line in banner)
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerows([HEADERS, *cells])
    raw = open_table(mark + out.getvalue().encode(codec))

    assert (raw.encoding, raw.layout.delimiter, raw.headers) == (encoding, delimiter, HEADERS)
    assert raw.banner == tuple(filter(None, banner))
    expected = [tuple(cell or None for cell in row) for row in cells]
    table = raw.text()
    assert list(zip(*(table[name].to_pylist() for name in HEADERS), strict=True)) == expected
    first = len(banner) + 2
    assert table["__row__"].to_pylist() == list(range(first, first + len(cells)))
    assert raw.sample.columns == tuple(zip(*expected, strict=True))
