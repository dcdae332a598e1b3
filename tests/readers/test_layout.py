"""Delimiter, quoting, header and first row of made-up texts."""

from __future__ import annotations

import pytest

from sentinel.errors import EmptyInputError, LimitExceededError, UnreadableInputError
from sentinel.readers import RawTable, open_table
from sentinel.readers import limits as limits_module


def opened(text: str) -> RawTable:
    return open_table(text.encode())


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_ends_are_found(delimiter: str, line_end: str) -> None:
    lines = ["SKU|Item|Qty", "A1|Hammer, 16 oz|12", "B2|Nails; small|400", ""]
    text = line_end.join(line.replace("|", delimiter) for line in lines)
    if delimiter in ",;":
        text = text.replace(f"r{delimiter} 16", "r 16").replace(f"s{delimiter} s", "s s")
    raw = opened(text)
    assert (raw.layout.delimiter, raw.layout.first_row) == (delimiter, 2)
    assert raw.headers == ("SKU", "Item", "Qty")
    assert raw.sample.columns[2] == ("12", "400")


def test_decimal_commas_do_not_make_the_comma_the_delimiter() -> None:
    raw = opened("Artikel;Bestand;Preis\nA;8,00;1,50\nB;9,00;2,50\nC;1,00;3,50\n")
    assert (raw.layout.delimiter, raw.headers) == (";", ("Artikel", "Bestand", "Preis"))


def test_delimiters_in_quotes_do_not_count() -> None:
    raw = opened('SKU;"Item, long; name"\nA;"x, y; z, a"\nB;"y, z; a, b"\n')
    assert raw.headers == ("SKU", "Item, long; name")


def test_excels_first_line_names_the_delimiter_and_is_no_data() -> None:
    raw = opened("sep=;\r\nSKU;Qty\r\nA,1;3\r\n")
    assert (raw.layout.delimiter, raw.headers, raw.banner) == (";", ("SKU", "Qty"), ())
    assert (raw.layout.first_row, raw.sample.columns[0]) == (3, ("A,1",))


def test_one_column_is_a_table() -> None:
    raw = opened("Barcode\n0001\n0002\n0003\n")
    assert (raw.headers, raw.sample.columns) == (("Barcode",), (("0001", "0002", "0003"),))


def test_one_column_with_decimal_commas_is_one_column() -> None:
    raw = opened("Price\n1,50\n2,50\n3,00\n")
    assert (raw.headers, raw.sample.columns[0][0]) == (("Price",), "1,50")


def test_the_data_start_behind_banner_and_header() -> None:
    text = "Stock of Größen & Co\n\nSKU,Qty\nA,1\nB,2\n"
    raw = opened(text)
    assert raw.banner == ("Stock of Größen & Co",)
    assert (raw.layout.first_row, raw.headers) == (4, ("SKU", "Qty"))
    assert text.encode()[raw.layout.data_start :] == b"A,1\nB,2\n"


def test_a_quoted_newline_in_a_header_becomes_a_blank() -> None:
    raw = opened('SKU,"On\nhand"\nA,1\nB,2\n')
    assert (raw.headers, raw.layout.first_row) == (("SKU", "On hand"), 2)


def test_cells_of_the_sample_are_null_where_nothing_stands() -> None:
    raw = opened("SKU,Item,Qty\nA,,1\n\nB,x\n")
    assert raw.sample.columns == (("A", "B"), (None, "x"), ("1", None))


def test_duplicate_headers_are_told() -> None:
    (problem,) = opened("SKU,Price,Price\nA,1,2\nB,3,4\n").problems
    assert (problem.code, problem.count, problem.examples[0].value) == (
        "duplicate_header",
        1,
        "Price",
    )


INCHES = "".join(f'P{row},"{row}/4 pipe,{row},1.50\n' for row in range(1, 60))


def test_inch_marks_are_text_where_quotes_would_swallow_rows() -> None:
    raw = opened("SKU,Item,Qty,Cost\n" + INCHES)
    (problem,) = raw.problems
    assert raw.layout.quoting is False
    assert raw.sample.columns[1][:2] == ('"1/4 pipe', '"2/4 pipe')
    assert (problem.code, problem.examples[0].row) == ("quotes_are_text", 2)


def test_an_unclosed_quote_in_a_short_file_swallows_nothing() -> None:
    raw = opened('SKU,Item,Qty\nA,"1/4 pipe,3\nB,nail,4\nC,saw,5\n')
    assert raw.sample.columns[0] == ("A", "B", "C")


def test_inch_marks_inside_cells_leave_quoting_on() -> None:
    raw = opened('SKU,Item,Qty\nA,5" pipe,1\nB,"pipe, 6""",2\nC,7" pipe,3\n')
    assert raw.layout.quoting is True
    assert raw.sample.columns[1] == ('5" pipe', 'pipe, 6"', '7" pipe')


def test_a_genuine_cell_of_many_lines_is_one_cell() -> None:
    cell = "\n".join(f"line {number}, more" for number in range(60))
    raw = opened(f'SKU,Item,Qty,Cost,Price\nA,"{cell}",1,2,3\nB,x,4,5,6\n')
    assert raw.sample.columns[0] == ("A", "B")
    assert raw.sample.columns[1][0] == cell


def test_a_cell_longer_than_the_head_is_read() -> None:
    cell = "x" * 600_000
    raw = opened(f"SKU,Item\nA,{cell}\nB,y\n")
    assert raw.sample.columns[1] == (cell, "y")


@pytest.mark.parametrize(
    ("text", "columns", "row"),
    [
        ("1001,Hammer,12,3.50\n1002,Nails,400,0.02\n1003,Saw,5,9.00\n", 4, 1),
        ("\n\n1001,12\n1002,13\n", 2, 3),
        ("HM1|Hammer|HAND|EA|12||9.87\nNL-2|Nail|FAST|LB|0|4|1.99\nHM7|Maul|HAND|EA|3||5\n", 7, 1),
        ("Acme Hardware\n\nA1\tHammer\tTOOLS\t12\nB2\tNail\tTOOLS\t40\nC3\tSaw\tTOOLS\t7\n", 4, 3),
    ],
)  # fmt: skip
def test_a_table_without_header_keeps_its_first_row(text: str, columns: int, row: int) -> None:
    raw = opened(text)
    (problem,) = raw.problems
    assert raw.headers == tuple(f"F{number}" for number in range(1, columns + 1))
    assert (problem.code, problem.count, problem.examples[0].row) == ("no_header", 1, row)
    first = text.split("\n")[row - 1]
    assert [column[0] for column in raw.sample.columns if column[0]] == [
        cell for cell in first.replace("\t", "|").replace(",", "|").split("|") if cell
    ]
    assert (raw.layout.first_row, raw.rows_read) == (row, 3 if row != 3 or columns == 4 else 2)


def test_a_wide_row_of_data_is_no_header() -> None:
    """Few figures among many texts once made the first row a header."""
    rows = [
        f"HM{n}04,thing {n},HAND,ACME,{'xyz'[n]},EA,No,No,Yes,A{n},x,y,{n},{n}.50" for n in range(3)
    ]
    raw = opened("\n".join(rows))
    assert (raw.headers[:2], raw.sample.columns[0][0]) == (("F1", "F2"), "HM004")


@pytest.mark.parametrize("text", ["12345\n12346\n", "12,13\n", "1\n2,3\n4,5,6\n7,8,9,10\n"])
def test_what_is_no_table_names_its_first_row(text: str) -> None:
    with pytest.raises(UnreadableInputError, match="names the columns") as caught:
        opened(text)
    assert caught.value.row == 1
    assert "SKU,Description" in caught.value.remedy


@pytest.mark.parametrize("text", ["SKU,Item,Qty\n", "Report\n\nSKU,Item,Qty", "SKU,Item,Qty\n,,\n"])
def test_a_header_without_data_is_empty(text: str) -> None:
    with pytest.raises(EmptyInputError, match="no row below it"):
        opened(text)


@pytest.mark.parametrize("text", ["\n", " \r\n\t\r\n", "\ufeff"])
def test_blanks_are_empty(text: str) -> None:
    with pytest.raises(EmptyInputError, match="nothing but blanks"):
        opened(text)


def test_too_many_columns_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits_module, "MAX_COLUMNS", 5)
    header = ",".join(f"name {letter}" for letter in "abcdef")
    with pytest.raises(LimitExceededError, match="has 6 columns; at most 5 are read") as caught:
        opened(f"{header}\n1,2,3,4,5,6\n7,8,9,10,11,12\n")
    assert caught.value.row == 1
