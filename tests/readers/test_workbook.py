"""Workbooks: the right sheet, and its cells as people would type them."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest

from sentinel.errors import EmptyInputError, LimitExceededError, UnreadableInputError
from sentinel.readers import open_table, workbook_apart
from sentinel.readers.workbook import text
from sentinel.readers.workbook_guard import check_workbook

Writer = Callable[..., bytes]
ROWS = [["SKU", "Item", "Qty"], ["000123", "Hammer", 12], ["A1", "Nails", -3.5]]


def test_the_extension_does_not_matter(xlsx: Writer, xls: Writer, tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    for written in (xlsx({"Items": ROWS}), xls(ROWS)):
        path.write_bytes(written)
        raw = open_table(path)
        assert (raw.headers, raw.encoding, raw.layout.first_row) == (
            ("SKU", "Item", "Qty"),
            None,
            2,
        )
        assert raw.sample.columns == (("000123", "A1"), ("Hammer", "Nails"), ("12", "-3.5"))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (3501.0, "3501"),
        (-2.0, "-2"),
        (0.1, "0.1"),
        (5.3e12, "5300000000000"),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
        (7, "7"),
        (True, "TRUE"),
        ("00123", "00123"),
        (datetime(2024, 7, 1), "2024-07-01"),
        (datetime(2024, 7, 1, 9, 30), "2024-07-01 09:30:00"),
        (date(2024, 7, 1), "2024-07-01"),
        (time(9, 30), "09:30:00"),
    ],
)
def test_cells_become_text(cell: object, expected: str) -> None:
    assert text(cell) == expected  # type: ignore[arg-type]


def test_dates_errors_and_booleans_of_a_sheet(xlsx: Writer) -> None:
    sheet = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>SKU</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>Sold</t></is></c>'
        '<c r="C1" t="inlineStr"><is><t>Share</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>A1</t></is></c><c r="B2" s="1"><v>45474</v></c>'
        '<c r="C2" t="e"><v>#DIV/0!</v></c></row>'
        '<row r="3"><c r="A3"><v>7</v></c><c r="B3" s="1"><v>45475</v></c>'
        '<c r="C3"><v>2</v></c></row>'
    )
    raw = open_table(xlsx({"S": sheet}))
    assert raw.sample.columns == (("A1", "7"), ("2024-07-01", "2024-07-02"), (None, "2"))


def test_the_sheet_with_the_items_is_taken(xlsx: Writer) -> None:
    summary = [["Store", "Main Street"], ["Printed", "today"]]
    notes = [["Term", "Meaning"], *[[f"word {n}", f"text {n}"] for n in range(20)]]
    items = [["SKU", "Item", "Qty", "Cost"], *[[f"A{n}", f"thing {n}", n, 2.5] for n in range(12)]]
    raw = open_table(xlsx({"Summary": summary, "Glossary": notes, "Stock": items}))
    (problem,) = raw.problems
    assert raw.headers == ("SKU", "Item", "Qty", "Cost")
    assert problem.code == "sheets_not_read"
    assert "Glossary" in [example.value for example in problem.examples]


def test_a_report_that_goes_on_over_sheets_is_one_table(xlsx: Writer) -> None:
    banner, header = [["Corner Store"], ["Sales"], []], ["SKU", "Item", "Qty", "Cost"]
    newest = [*banner, header, *[[f"A{n}", f"thing {n}", n, 2.5] for n in range(12)]]
    oldest = [*banner, header, ["B1", "stuff", 4, 1.5], ["B2", "stuff", 5, 1.5]]
    raw = open_table(xlsx({"Sales": newest, "Sales_2": oldest, "Sales_3": [["SKU"], ["B1"]]}))
    assert raw.text()["SKU"].to_pylist() == ["B1", "B2", *[f"A{n}" for n in range(12)]]
    assert [(one.code, one.count) for one in raw.problems] == [
        ("sheets_put_together", 2),
        ("sheets_not_read", 1),
    ]


def test_a_few_items_win_over_the_many_modifiers_beside_them(xlsx: Writer) -> None:
    items = [["Code", "Name", "Price", "Cost", "SKU", "Quantity"], ["A1", "Pie", 9, 3, "P-1", 4]]
    extras = [["Modifier Group Name", "Modifier", "Price", "Max Quantity"]]
    extras += [[f"group {n}", f"extra {n}", 0.5, 1] for n in range(6)]
    raw = open_table(xlsx({"Items": [*items, *items[1:]], "Modifier Groups": extras}))
    assert raw.headers == ("Code", "Name", "Price", "Cost", "SKU", "Quantity")


def test_a_hidden_sheet_is_not_taken(xlsx: Writer) -> None:
    more = [ROWS[0], *ROWS[1:] * 5]
    raw = open_table(xlsx({"Old": more, "Stock": ROWS}, hidden=["Old"]))
    assert len(raw.sample.columns[0]) == 2


def test_banner_and_scattered_columns(xlsx: Writer) -> None:
    rows = [
        ["Corner Hardware", None, None, None, None],
        [None, None, "AS OF April 24, 2021"],
        [],
        ["SKU", None, "Item", None, "Qty"],
        ["A1", None, "Hammer", None, 3],
        ["B2", None, "Saw", None, 4],
    ]
    raw = open_table(xlsx({"S": rows}))
    assert raw.headers == ("SKU", "Item", "Qty")
    assert raw.banner == ("Corner Hardware", "AS OF April 24, 2021")
    assert (raw.layout.first_row, raw.sample.columns[2]) == (5, ("3", "4"))


def test_a_column_without_a_name_that_holds_something_is_kept(xlsx: Writer) -> None:
    raw = open_table(xlsx({"S": [["SKU", None, "Qty"], ["A1", "red", 3], ["B2", "blue", 4]]}))
    assert raw.headers == ("SKU", "column 2", "Qty")


def test_rows_are_numbered_as_the_spreadsheet_does(xlsx: Writer) -> None:
    """The used range starts in row 5: the rows above are no part of it."""
    sheet = "".join(
        f'<row r="{row}"><c r="C{row}" t="inlineStr"><is><t>{name}</t></is></c>'
        f'<c r="D{row}"{kind}</c></row>'
        for row, name, kind in [
            (5, "SKU", ' t="inlineStr"><is><t>Qty</t></is>'),
            (6, "A1", "><v>3</v>"),
            (9, "B2", "><v>4</v>"),
        ]
    )
    raw = open_table(xlsx({"S": sheet}))
    assert raw.layout.first_row == 6
    assert raw.text()["__row__"].to_pylist() == [6, 9]
    assert dict(raw.rows_left_out) == {"blank": 2}


def test_an_inflated_used_range_counts_no_rows(xlsx: Writer) -> None:
    rows = [*ROWS, *[[None, None, ""]] * 3000]
    raw = open_table(xlsx({"S": rows}))
    assert (raw.rows_read, raw.text().num_rows) == (2, 2)


def test_quotes_commas_and_newlines_in_cells_survive(xlsx: Writer) -> None:
    names = ['5" pipe', '"quoted"', "a,b", "two\nlines", '"']
    rows = [["SKU", "Item"], *[[f"A{n}", name] for n, name in enumerate(names)]]
    assert open_table(xlsx({"S": rows})).text()["Item"].to_pylist() == names


def test_formulas_without_results_are_told_for_empty_columns(xlsx: Writer) -> None:
    def row(number: int, code: str, formula: str) -> str:
        return (
            f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{code}</t></is></c>'
            f'<c r="B{number}"{formula}</c></row>'
        )

    header = row(1, "SKU", ' t="inlineStr"><is><t>Value</t></is>')
    never = header + row(2, "A1", "><f>C2*2</f>") + row(3, "B2", "><f>C3*2</f>")
    done = header + row(2, "A1", "><f>C2*2</f><v>4</v>") + row(3, "B2", "><f>C3*2</f><v>6</v>")
    (problem,) = open_table(xlsx({"S": never})).problems
    assert (problem.code, problem.header, problem.count) == ("formulas_without_results", "Value", 2)
    assert open_table(xlsx({"S": done})).problems == ()


def test_a_workbook_without_a_cell_is_empty(xlsx: Writer) -> None:
    with pytest.raises(EmptyInputError, match="without a filled cell"):
        open_table(xlsx({"S": []}))


def test_a_workbook_without_a_header_says_where_it_looked(xlsx: Writer) -> None:
    with pytest.raises(UnreadableInputError, match=r"sheet 'Counts' starts with '1'") as caught:
        open_table(xlsx({"Counts": [[1], [3]]}))
    assert caught.value.row == 1


def test_a_sheet_that_starts_with_data_keeps_its_first_row(xlsx: Writer) -> None:
    raw = open_table(xlsx({"Counts": [["A1", "Saw", 2], ["B2", "Nail", 4], ["C3", "Bit", 6]]}))
    (problem,) = raw.problems
    assert (raw.headers, raw.layout.first_row) == (("F1", "F2", "F3"), 1)
    assert (raw.sample.columns[0], problem.code) == (("A1", "B2", "C3"), "no_header")


def test_every_other_sheet_that_holds_anything_is_named(xlsx: Writer) -> None:
    sheets = {"Items": ROWS, "More": ROWS[:2], "Notes": [["see"]], "Old": ROWS, "Sheet9": []}
    (problem,) = open_table(xlsx(sheets, hidden=["Old"])).problems
    told = [(example.value, example.message) for example in problem.examples]
    assert (problem.code, problem.count) == ("sheets_not_read", 3)
    assert told == [
        ("More", "1 rows; 'Items' was read"),
        ("Notes", "no table; 'Items' was read"),
        ("Old", "hidden; 'Items' was read"),
    ]


def test_a_claimed_rectangle_larger_than_memory_is_refused(xlsx: Writer) -> None:
    sheet = '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(LimitExceededError, match="claims 17,179,869,184 cells"):
        open_table(xlsx({"S": sheet}))


def test_a_claim_cut_in_two_pieces_is_seen(xlsx: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    from sentinel.readers import archive

    monkeypatch.setattr(archive, "_STEP", 7)
    sheet = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(LimitExceededError, match="claims"):
        check_workbook(memoryview(xlsx({"S": sheet})), "x.xlsx")


@pytest.mark.parametrize("cut", [30, 400, -30])
def test_a_cut_workbook_is_damaged(xlsx: Writer, cut: int) -> None:
    with pytest.raises(UnreadableInputError):
        open_table(xlsx({"S": ROWS})[:cut])


@pytest.mark.parametrize("cut", [100, 700, 1600])
def test_a_cut_old_workbook_is_damaged(xls: Writer, cut: int) -> None:
    with pytest.raises((UnreadableInputError, EmptyInputError)):
        open_table(xls(ROWS)[:cut])


def test_a_packed_old_workbook_is_opened(xls: Writer) -> None:
    assert open_table(gzip.compress(xls(ROWS))).headers == ("SKU", "Item", "Qty")


def test_a_reference_with_more_digits_than_rows_is_refused(xlsx: Writer) -> None:
    """The workbook reader would cut it off, to some row in the billions."""
    sheet = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="2"><c r="A35999999999999999999998"><v>1</v></c></row>'
    )
    with pytest.raises(LimitExceededError, match="claims"):
        open_table(xlsx({"S": sheet}))


def test_a_row_far_down_without_references_is_refused(xlsx: Writer) -> None:
    sheet = "".join(f'<row r="{row}"><c><v>1</v></c></row>' for row in (1, 90_000_000))
    with pytest.raises(LimitExceededError, match="claims 90,000,000 cells"):
        open_table(xlsx({"S": sheet}))


@pytest.mark.skipif(sys.platform != "linux", reason="memory of a process is limited on Linux only")
def test_a_workbook_that_ends_its_reader_is_refused(xls: Writer) -> None:
    """Two cells in opposite corners of what an .xls can address: 137 GB as a rectangle."""
    book = bytearray(xls([["SKU", "Qty"], ["A1", 2.0]]))
    last = book.index(b"\x03\x02\x0e\x00")  # the record of the number
    book[last + 4 : last + 8] = b"\xfe\xff\xfe\xff"
    with pytest.raises(UnreadableInputError, match="its reader gave up"):
        open_table(bytes(book))


def test_a_workbook_that_takes_too_long_is_refused(
    xlsx: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_apart, "WORKBOOK_SECONDS", 0)
    with pytest.raises(LimitExceededError, match="could not be read in 0 seconds"):
        open_table(xlsx({"S": ROWS}))


def test_a_workbook_is_read_where_no_second_process_can_be_had(
    xlsx: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/true")
    assert open_table(xlsx({"S": ROWS})).headers == ("SKU", "Item", "Qty")


def test_binary_and_open_document_workbooks_are_named(xlsx: Writer) -> None:
    for part, what in (("xl/workbook.bin", "xlsb"), ("META-INF/manifest.xml", "OpenDocument")):
        book = io.BytesIO(xlsx({"S": ROWS}))
        with zipfile.ZipFile(book, "a") as packed:
            packed.writestr(part, b"x")
        with pytest.raises(UnreadableInputError, match=what):
            open_table(book.getvalue())
