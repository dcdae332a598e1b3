"""The native reader: bytes to typed columns, held against slower and foreign twins."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sentinel import _native

HEADERS = ["Item", "Name", "Cost", "Sold", "Group"]
COLUMNS: list[_native._ColumnTuple] = [
    ("sku", "Item", 0, "text", "auto", None, [], 1.0),
    ("description", "Name", 1, "text", "auto", None, [], 1.0),
    ("unit_cost", "Cost", 2, "number", "auto", None, [], 1.0),
    ("last_sold_on", "Sold", 3, "date", "auto", None, [], 1.0),
    ("category", "Group", 4, "repeated", "auto", None, [], 1.0),
]
TEXT_COLUMNS: list[_native._ColumnTuple] = [
    (f"c{at}", header, at, "text", "auto", None, [], 1.0) for at, header in enumerate(HEADERS)
]


def typed(
    data: bytes,
    columns: list[_native._ColumnTuple] = COLUMNS,
    *,
    delimiter: str = ",",
    quoting: bool = True,
    threads: int = 1,
    part: int | None = None,
    headers: list[str] = HEADERS,
) -> dict[str, Any]:
    """What `read_typed` makes of records without a header line; row 2 is the first."""
    read = _native.read_typed(
        data, delimiter, quoting, 0, 2, headers, columns, threads, 3, part=part
    )
    return dict(read) | {"table": pa.Table.from_batches(read["batches"])}


def text(data: bytes, *, part: int | None = None, **layout: Any) -> dict[str, Any]:
    read = _native.read_text(
        data,
        layout.get("delimiter", ","),
        layout.get("quoting", True),
        0,
        2,
        layout.get("headers", HEADERS),
        3,
        part=part,
        titles=layout.get("titles", []),
    )
    return dict(read) | {"table": pa.Table.from_batches(read["batches"])}


def numbers(cells: list[str], *, delimiter: str = ",", decimal: str = "auto") -> dict[str, Any]:
    """A file with one number column, every cell quoted."""
    columns: list[_native._ColumnTuple] = [
        ("sku", "Item", 0, "text", "auto", None, [], 1.0),
        ("unit_cost", "Cost", 1, "number", decimal, None, [], 1.0),
    ]
    lines = (f'A{at}{delimiter}"{cell}"\n' for at, cell in enumerate(cells))
    return typed("".join(lines).encode(), columns, delimiter=delimiter, headers=["Item", "Cost"])


def dates(cells: list[str], *, order: str | None = None) -> dict[str, Any]:
    columns: list[_native._ColumnTuple] = [
        ("sku", "Item", 0, "text", "auto", None, [], 1.0),
        ("last_sold_on", "Sold", 1, "date", "auto", order, [], 1.0),
    ]
    lines = (f'A{at},"{cell}"\n' for at, cell in enumerate(cells))
    return typed("".join(lines).encode(), columns, headers=["Item", "Sold"])


def values(read: dict[str, Any], column: str) -> list[Any]:
    return list(read["table"][column].to_pylist())


def counts(read: dict[str, Any]) -> dict[str, int]:
    return {problem["code"]: problem["count"] for problem in read["problems"]}


# --- strategies ---------------------------------------------------------------------------------

CELLS = st.sampled_from(
    [
        "", " ", "A1", "A1 ", "0012", '="0012"', "'0012", "5.30E+12", '5" pipe', '"5" pipe"',
        '"a, b"', '"a\nb"', '"a\r\nb"', '"say ""hi"""', '"open', '"abc"def', '""', '"', "x\x00y",
        "\x1d12", "é", "\xa0 x \u202f", "#N/A", "#DIV/0!", "-", "n/a", "None", "1", "-2.5",
        "1,5", "1.234", '"1,234"', '"1.234,50"', "(3)", "$4.20", "12O", "5 pcs", "1e400",
        "2024-01-31", "01/02/2024", "31/01/2024", "12/31/2024", "03.04.2025", "45474",
        "Jul 4, 2024",
        "0000-00-00", "Total", "Grand Total:", "Item", "Name", "Tools", "tools",
    ]
)  # fmt: skip
RECORDS = st.lists(st.lists(CELLS, min_size=1, max_size=7), max_size=25)
LAYOUTS = st.fixed_dictionaries(
    {"delimiter": st.sampled_from(",;\t|"), "quoting": st.sampled_from([True, True, False])}
)
BREAKS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, dict[str, Any]]:
    """Dirty exports: ragged, half quoted, with every kind of cell and line break."""
    layout = draw(LAYOUTS)
    records = draw(RECORDS)
    delimiter = str(layout["delimiter"])
    lines = [delimiter.join(cells) + draw(BREAKS) for cells in records]
    data = "".join(lines).encode("utf-8")
    return data[: len(data) - draw(st.integers(0, 2))], layout


# --- properties ---------------------------------------------------------------------------------


@given(files(), st.integers(1, 40))
@settings(max_examples=400)
def test_neither_parts_nor_threads_change_the_result(
    file: tuple[bytes, dict[str, Any]], part: int
) -> None:
    data, layout = file
    whole = typed(data, **layout)
    cut = typed(data, **layout, threads=3, part=part)
    assert cut["table"].equals(whole["table"])
    for fact in ("rows_read", "left_out", "left_out_rows", "problems"):
        assert cut[fact] == whole[fact]
    assert text(data, **layout, part=part)["table"].equals(text(data, **layout)["table"])


@given(files(), st.integers(1, 40))
@settings(max_examples=400)
def test_typing_the_text_is_typing_the_bytes(file: tuple[bytes, dict[str, Any]], part: int) -> None:
    data, layout = file
    direct = typed(data, **layout)
    words = text(data, **layout)
    cast = _native.cast_table(words["table"], COLUMNS, 2, 3, part=part)
    assert pa.Table.from_batches(cast["batches"]).equals(direct["table"])
    assert words["problems"] + cast["problems"] == direct["problems"]
    left_out = dict(words["left_out"])
    for reason, count in cast["left_out"].items():
        left_out[reason] = left_out.get(reason, 0) + count
    assert left_out == direct["left_out"]


@given(st.binary(max_size=300) | st.text('",\n\r\x00a1é ', max_size=80).map(str.encode))
@example(b'"' * 50 + b"\n" * 30)
@settings(max_examples=400)
def test_any_bytes_are_read_and_every_record_is_accounted_for(data: bytes) -> None:
    read = typed(data, threads=2, part=16)
    assert read["rows_read"] == read["table"].num_rows + sum(read["left_out"].values())
    words = text(data, part=5)
    assert words["rows_read"] == words["table"].num_rows + sum(words["left_out"].values())
    assert words["rows_read"] == read["rows_read"]
    words["table"].validate(full=True)
    read["table"].validate(full=True)


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12),
            min_size=5,
            max_size=5,
        ),
        max_size=20,
    ),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.integers(1, 60),
)
@settings(max_examples=300)
def test_well_formed_csv_is_read_as_the_csv_module_reads_it(
    records: list[list[str]], quoting: Any, part: int
) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=quoting).writerows(records)
    read = text(file.getvalue().encode(), part=part)
    file.seek(0)
    strip = "".join(map(chr, (0x200B, 0xFEFF))) + WHITE_SPACE
    expected = [[cell.strip(strip) or None for cell in record] for record in csv.reader(file)]
    rows = [list(row.values()) for row in read["table"].to_pylist()]
    left_out = {row for rows in read["left_out_rows"].values() for row in rows}
    kept = [[*cells, row] for row, cells in enumerate(expected, 2) if any(cells)]
    if not left_out - {row for row, cells in enumerate(expected, 2) if not any(cells)}:
        assert rows == kept


WHITE_SPACE = (
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u2028\u2029\u202f\u205f\u3000"
)


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["r", "e", "f"]))
@example(9007199254740993.0, "f")
@example(1e-310, "e")
def test_numbers_are_the_nearest_doubles(number: float, form: str) -> None:
    cell = repr(number) if form == "r" else format(number, f".{17}{form}")
    read = numbers([cell], decimal=".")
    assert values(read, "unit_cost") == [float(cell)]


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from(["MDY", "DMY", "YMD"]))
def test_dates_survive_every_spelling(day: date, order: str) -> None:
    spellings = {
        "MDY": [f"{day.month}/{day.day}/{day.year}", day.strftime("%m-%d-%Y 10:11:12")],
        "DMY": [f"{day.day}.{day.month}.{day.year}", day.strftime("%d/%m/%Y")],
        "YMD": [day.isoformat(), day.strftime("%Y%m%d"), day.strftime("%Y/%m/%dT08:00:00Z")],
    }[order]
    spellings += [
        day.strftime("%d-%b-%Y"),
        day.strftime("%B %d, %Y"),
        f"{day.day}th {day:%b} {day.year}",
    ]
    spellings += [str((day - date(1899, 12, 30)).days)]
    assert values(dates(spellings, order=order), "last_sold_on") == [day] * len(spellings)


# --- exact cases: records -----------------------------------------------------------------------


def rows_of(data: str, **layout: Any) -> list[list[str | None]]:
    read = text(data.encode(), headers=["A", "B", "C"], **layout)
    return [list(row.values())[:3] for row in read["table"].to_pylist()]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('a,5" pipe,1\n', ["a", '5" pipe', "1"]),
        ('a,"5" pipe",1\n', ["a", '5" pipe', "1"]),
        ('a,"5" x 3" pipe",1\n', ["a", '5" x 3" pipe', "1"]),
        ('a,"5"" pipe",1\n', ["a", '5" pipe', "1"]),
        ('a,"5"" pipe, long",1\n', ["a", '5" pipe, long', "1"]),
        ('a,"5" pipe, long",1\n', ["a", '5" pipe, long', "1"]),
        ('"abc"def,"x",1\n', ["abcdef", "x", "1"]),
        ('"abc" ,"x",1\n', ["abc", "x", "1"]),
        ('a,"b\r\nc",1\r\n', ["a", "b\r\nc", "1"]),
        ('a, "b",1\n', ["a", '"b"', "1"]),
        ('a,"b\n', ["a", '"b', None]),
        ('"x","y","z"', ["x", "y", "z"]),
    ],
)
def test_quotes(data: str, expected: list[str | None]) -> None:
    assert rows_of(data) == [expected]


def test_line_breaks_of_all_kinds_end_records() -> None:
    assert [row[0] for row in rows_of("a,1,2\rb,1,2\nc,1,2\r\nd,1,2")] == ["a", "b", "c", "d"]


def test_an_unclosed_quote_does_not_swallow_the_file() -> None:
    lines = ["a,1,2", 'b,"2 inch,2', *[f"r{at},1,2" for at in range(40)]]
    read = text("\n".join(lines).encode(), headers=["A", "B", "C"])
    assert read["table"].num_rows == 42
    assert read["table"]["B"].to_pylist()[1] == '"2 inch'
    assert [(p["code"], p["examples"][0][0]) for p in read["problems"]] == [("unclosed_quote", 3)]


def test_a_quoted_cell_ends_at_twenty_lines_only_if_they_look_like_records() -> None:
    for line, lines, expected in (("x", 200, 1), ("x,y", 20, 1), ("x,y", 21, 21)):
        cell = "\n".join([line] * lines)
        assert len(rows_of(f'a,"{cell}",2\n')) == expected


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    read = text(b'a,1,2\n\n"b\nb",1,2\nc,1,2\n', headers=["A", "B", "C"])
    assert read["table"]["__row__"].to_pylist() == [2, 4, 5]
    assert read["left_out_rows"] == {"blank": [3]}


def test_ragged_rows_are_kept_and_counted() -> None:
    read = text(b"a,1\nb,1,2,,\nc,1,2,3\n", headers=["A", "B", "C"])
    assert read["table"].num_rows == 3
    [problem] = read["problems"]
    assert (problem["code"], problem["count"]) == ("ragged_row", 2)
    assert problem["examples"][0] == (2, None, "2 cells under 3 headers")


def test_lines_that_a_page_begins_with_are_no_items() -> None:
    lines = b"a,1,2\nCorner Store,,Page 2\nPrinted 3/4/2026,,\nSKU,In,Out\nCorner Store Mug,1,2\n"
    read = text(
        lines, headers=["SKU", "In", "Out"], titles=["Corner Store Page 1", "Printed 1/4/26"]
    )
    assert read["table"]["SKU"].to_pylist() == ["a", "Corner Store Mug"]
    assert read["left_out_rows"] == {"repeated_header": [3, 4, 5]}


def test_lines_drawn_between_rows_are_blank() -> None:
    read = text(b"---,-----,--\na,1,-\n===,,\n-,,\n", headers=["SKU", "In", "Out"])
    assert read["table"]["SKU"].to_pylist() == ["a", "-"]
    assert read["left_out_rows"] == {"blank": [2, 4]}


def test_what_a_damaged_row_says_is_not_shown() -> None:
    read = text(b'a,"Jo Roe,1\nb,Jo\x00Roe,2\nc,Jo\xffRoe,3\nd,Jo Roe\n', headers=["A", "B", "C"])
    codes = {problem["code"] for problem in read["problems"]}
    assert codes == {"ragged_row", "unclosed_quote", "nul_bytes", "invalid_utf8"}
    assert all(value is None for one in read["problems"] for _, value, _ in one["examples"])


def test_records_that_are_no_items_are_left_out_for_a_reason() -> None:
    read = typed(
        b"A1,Hammer,1,,Tools\n,,,,\nItem,Name,Cost,Sold,Group\nTotal,,1,,\n,,7,2024-01-02,\n"
        b"1001,Total,2,,Paper\n,Grand Total:,12,,\n"
    )
    assert read["left_out"] == {
        "blank": 1, "repeated_header": 1, "total": 2, "no_identifier": 1,
    }  # fmt: skip
    assert read["left_out_rows"]["total"] == [5, 8]
    assert values(read, "sku") == ["A1", "1001"]


@pytest.mark.parametrize(
    "word",
    ["Total", "TOTALS:", "Grand Total 5", "Sub-Total", "Summe: 12 €", "Total général", "GESAMT"],
)
def test_totals_in_several_languages(word: str) -> None:
    read = typed(f"{word},,$12.00,,\n12 pcs,{word},USD 5,Jul 4 2024,\n".encode())
    assert (read["left_out"], values(read, "sku")) == ({"total": 2}, [])


@pytest.mark.parametrize(
    "word",
    [
        "Total (SWEETS)", "Subtotal: Hardware", "Dept 10 total", "HARDWARE TOTALS:",
        "Sub Total Tools", "Total for Paint", "Total: Paint", "TOTAL DEPT 4", "Grand Summaries",
        "Dept Total: CANDY", "CATEGORY TOTALS FOR 10",
    ],
)  # fmt: skip
def test_a_total_of_some_rows_is_told_by_its_words_and_its_gaps(word: str) -> None:
    read = typed(f'A,nail,3,,\n"{word}",,3,,\n,{word},"1,203",Jul 4 2024,\n{word},,,,\n'.encode())
    assert (read["left_out"], values(read, "sku")) == ({"total": 3}, ["A"])


@pytest.mark.parametrize(
    "row",
    [
        "4711,Colgate Total,3,,",  # a word before it, and a code
        "4711,Total Control Spray,3,,",
        "Total Control Spray,,3,,",
        "Total-Body Wash,,3,,",
        "Colgate Total,Toothpaste,3,,",
        "Colgate Total,12,3,2024-07-04,5",  # nothing is missing
        "TOTALITY,,3,,",
        "Page turner,,3,,",
    ],
)
def test_an_item_that_is_called_total_stays_an_item(row: str) -> None:
    assert typed(f"{row}\n".encode())["left_out"] == {}


def test_a_total_among_words_is_an_item() -> None:
    read = typed(b"A-1,Total,1,,\n100,Total,1,,Cereals\n")
    assert values(read, "description") == ["Total", "Total"]


# --- exact cases: text --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "expected", "problem"),
    [
        ("00123", "00123", None),
        ('="00123"', "00123", None),
        ("'00123", "00123", None),
        ("'Tis", "'Tis", None),
        (" \xa0A1\u202f ", "A1", None),
        ("01\x1d02", "0102", "control_characters"),
        ("5.30E+12", "5.30E+12", "digits_lost"),
        ("12E5", "12E5", None),
        ("#N/A", None, "excel_error"),
        ("#1-A", "#1-A", None),
        ("N/A", "N/A", None),
    ],
)
def test_codes(cell: str, expected: str | None, problem: str | None) -> None:
    read = typed(f"{cell},Hammer,,,\n".encode())
    assert values(read, "sku") == [expected]
    assert list(counts(read)) == ([problem] if problem else [])


def test_repeated_texts_share_one_dictionary_across_chunks() -> None:
    data = "".join(f"A{at},x,,,{'Tools ' if at % 2 else 'Pipes'}\n" for at in range(100)).encode()
    read = typed(data, part=64)
    assert len(read["batches"]) > 10
    chunks = read["table"]["category"].chunks
    assert {tuple(chunk.dictionary.to_pylist()) for chunk in chunks} == {("Pipes", "Tools")}
    assert values(read, "category") == ["Pipes", "Tools"] * 50


def test_null_words_of_the_export_are_null() -> None:
    columns: list[_native._ColumnTuple] = [
        ("sku", "Item", 0, "text", "auto", None, [], 1.0),
        ("category", "Name", 1, "repeated", "auto", None, ["Sin Mov"], 1.0),
        ("unit_cost", "Cost", 2, "number", "auto", None, ["9999"], 0.01),
    ]
    read = typed(b"a,SIN MOV ,9999,,\nb,x,250,,\n", columns)
    assert (values(read, "category"), values(read, "unit_cost")) == ([None, "x"], [None, 2.5])


def test_bytes_that_may_change_are_refused() -> None:
    with pytest.raises(BufferError, match="read-only"):
        typed(bytearray(b"a"))  # type: ignore[arg-type]


# --- exact cases: numbers -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("$1,234.50", 1234.5), ("US$ 5", 5), ("€ 1.234,50", 1234.5), ("1.234,50 €", 1234.5),
        ("£3.20", 3.2), ("₹12,34,567.00", 1234567), ("12.00 USD", 12), ("CHF 1'234.50", 1234.5),
        ("(12.00)", -12), ("($12.00)", -12), ("$(12.00)", -12), ("-$5.25", -5.25),
        ("12.50-", -12.5),
        ("\u22123.5", -3.5), ("1 234,50", 1234.5), ("1\xa0234,50", 1234.5),
        ("1\u202f234.50", 1234.5),
        ("12 %", 12), ("30.1%", 30.1), ("1.00 ea", 1), ("5 pcs", 5), ("5pcs.", 5), ("1.5E+3", 1500),
        ("5,-", 5), (".5", 0.5), ("0,500", 0.5), ("1,234,567", 1234567), ("+7", 7), ("-0", 0),
        ("  8.25 ", 8.25), ('=""00012""', 12), ("'12", 12), ("123456789012.25", 123456789012.25),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(cell: str, expected: float) -> None:
    read = numbers([cell])
    assert values(read, "unit_cost") == [expected]
    assert counts(read) == {}


@pytest.mark.parametrize("cell", ["", " ", "-", "--", "N/A", "n/a", "null", "None", "nan", "TBA"])
def test_null_words_are_no_problem(cell: str) -> None:
    read = numbers([cell, "1"])
    assert values(read, "unit_cost") == [None, 1]
    assert counts(read) == {}


@pytest.mark.parametrize("cell", ["#DIV/0!", "#¡DIV/0!", "#N/A", "#NV", "#NAME?", "####"])
def test_errors_of_the_spreadsheet_are_null_and_counted(cell: str) -> None:
    read = numbers([cell])
    assert values(read, "unit_cost") == [None]
    assert counts(read) == {"excel_error": 1}


@pytest.mark.parametrize(
    "cell",
    ["12,5O", "1e999", "inf", "--5", "-(5)", "1.2.3", "1/2", "5-10", "12,34,5", "ea", "$", "1 2"],
)
def test_what_is_not_a_number_is_not_guessed_at(cell: str) -> None:
    read = numbers([cell])
    assert values(read, "unit_cost") == [None]
    assert counts(read) == {"unreadable_number": 1}


@pytest.mark.parametrize(
    ("cells", "delimiter", "expected", "ambiguous"),
    [
        (["1.234", "2,50"], ",", [1234, 2.5], 0),
        (["1,234", "2.50"], ",", [1234, 2.5], 0),
        (["1.234", "1.234.567"], ",", [1234, 1234567], 0),
        (["1.234"], ";", [1234], 0),
        (["1.234", "9"], ",", [1.234, 9], 1),
        (["1,234", "9"], ",", [1234, 9], 1),
    ],
)
def test_the_column_decides_what_its_decimal_mark_is(
    cells: list[str], delimiter: str, expected: list[float], ambiguous: int
) -> None:
    read = numbers(cells, delimiter=delimiter)
    assert values(read, "unit_cost") == expected
    assert counts(read) == ({"ambiguous_decimal": ambiguous} if ambiguous else {})


def test_a_proof_late_in_the_file_changes_what_was_read_before() -> None:
    cells = ["1.234"] * 30_000 + ["2,50"]
    read = numbers(cells)
    assert set(values(read, "unit_cost")) == {1234.0, 2.5}


def test_another_column_of_the_file_settles_the_decimal_mark() -> None:
    columns: list[_native._ColumnTuple] = [
        ("sku", "Item", 0, "text", "auto", None, [], 1.0),
        ("unit_cost", "Name", 1, "number", "auto", None, [], 1.0),
        ("on_hand_qty", "Cost", 2, "number", "auto", None, [], 1.0),
    ]
    read = typed(b'a,"12,50","1.234",,\n', columns)
    assert (values(read, "on_hand_qty"), counts(read)) == ([1234], {})


# --- exact cases: dates -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2024-07-03", date(2024, 7, 3)), ("2024-07-03 10:11", date(2024, 7, 3)),
        ("2024-07-03T10:11:12.5Z", date(2024, 7, 3)), ("7/24/2024", date(2024, 7, 24)),
        ("07/24/24", date(2024, 7, 24)), ("7/24/2024 3:04 PM", date(2024, 7, 24)),
        ("24.07.2024", date(2024, 7, 24)), ("03.04.2025", date(2025, 4, 3)),
        ("24-Jul-2024", date(2024, 7, 24)), ("24-Jul-24", date(2024, 7, 24)),
        ("Jul 24, 2024", date(2024, 7, 24)), ("3rd Jan 2022", date(2022, 1, 3)),
        ("Wednesday, July 24, 2024", date(2024, 7, 24)), ("20240724", date(2024, 7, 24)),
        ("45474", date(2024, 7, 1)), ("45474.75", date(2024, 7, 1)),
        ("", None), ("N/A", None), ("0000-00-00", None), ("00/00/0000", None), ("Never", None),
        ("1900-01-01", None), ("01/01/1900", None), ("0", None),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(cell: str, expected: date | None) -> None:
    read = dates([cell])
    assert values(read, "last_sold_on") == [expected]
    assert counts(read) == {}


@pytest.mark.parametrize("cell", ["1985-01-01", "2101-01-01", "2024-02-30", "soon", "13/13/2024"])
def test_days_that_cannot_be_are_unreadable(cell: str) -> None:
    read = dates([cell])
    assert (values(read, "last_sold_on"), counts(read)) == ([None], {"unreadable_date": 1})


def test_a_part_above_twelve_settles_the_order_for_the_column() -> None:
    read = dates(["03/04/2025"] * 5 + ["25/12/2024"])
    assert values(read, "last_sold_on") == [date(2025, 4, 3)] * 5 + [date(2024, 12, 25)]
    assert counts(read) == {}


def test_without_proof_the_month_comes_first_and_the_reader_says_so() -> None:
    read = dates(["03/04/2025", "05/05/2025"])
    assert values(read, "last_sold_on") == [date(2025, 3, 4), date(2025, 5, 5)]
    assert counts(read) == {"ambiguous_dates": 1}


def test_dates_that_contradict_their_column_are_unreadable() -> None:
    read = dates(["25/12/2024", "26/12/2024", "12/27/2024"])
    assert values(read, "last_sold_on") == [date(2024, 12, 25), date(2024, 12, 26), None]
    assert counts(read) == {"unreadable_date": 1}


def test_a_given_order_holds_whatever_the_cells_suggest() -> None:
    read = dates(["03/04/2025", "12/27/2024"], order="DMY")
    assert values(read, "last_sold_on") == [date(2025, 4, 3), None]


# --- tables of text -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text_type",
    [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())],
    ids=str,
)
def test_tables_of_any_text_type_are_typed(text_type: pa.DataType) -> None:
    table = pa.table(
        {
            "Cost": pa.array(["1.5", None, "2"]).cast(text_type)
            if not pa.types.is_string_view(text_type)
            else pa.array(["1.5", None, "2"], text_type),
            "Item": ["a", "b", "c"],
            "__row__": pa.array([4, 6, 9], pa.int64()),
            "__left_out__": [None, None, "not_an_item"],
        }
    )
    columns = [COLUMNS[0], COLUMNS[2]]
    read = _native.cast_table(table, columns, 2, 3)
    assert pa.Table.from_batches(read["batches"]).to_pydict() == {
        "sku": ["a", "b"], "unit_cost": [1.5, None],
    }  # fmt: skip
    assert (read["rows_read"], read["left_out"]) == (3, {"not_an_item": 1})
    assert read["left_out_rows"] == {"not_an_item": [9]}


def test_a_missing_column_is_named() -> None:
    table = pa.table({"Item": ["a"], "__row__": pa.array([2], pa.int64())})
    with pytest.raises(ValueError, match="Name"):
        _native.cast_table(table, COLUMNS, 1, 3)


def test_an_empty_input_has_the_schema_all_the_same() -> None:
    assert typed(b"")["table"].schema.names == [column[0] for column in COLUMNS]
