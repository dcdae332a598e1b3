"""Which row names the columns, and what the names become."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel.readers.header import Header, clean, find_header, kind_of

DATA = [["A1", "Hammer", "12", "3.50"], ["B2", "Nails", "400", "0.02"], ["C3", "Saw", "", "9"]]


def header_of(*rows: list[str]) -> Header:
    found = find_header([*rows, *DATA])
    assert found is not None
    return found


def test_the_first_row_is_taken_if_it_names() -> None:
    header = header_of(["SKU", "Item", "Qty", "Cost"])
    assert (header.first, header.last, header.names) == (0, 0, ("SKU", "Item", "Qty", "Cost"))


def test_words_that_nobody_knows_are_names_as_well() -> None:
    assert header_of(["Zxq", "Wvut", "Prst", "Nmlk"]).names == ("Zxq", "Wvut", "Prst", "Nmlk")


def test_lines_above_the_header_are_passed_over() -> None:
    banner = [["Stock report"], [], ["Printed on", "2025-03-04"], ["Total", "$1,200.00"]]
    assert header_of(*banner, ["SKU", "Item", "Qty", "Cost"]).first == 4


def test_a_banner_padded_to_the_full_width_is_passed_over() -> None:
    banner = [["Stock report", "", "", ""], ["", "", "Page 1", ""]]
    assert header_of(*banner, ["SKU", "Item", "Qty", "Cost"]).first == 2


def test_a_header_in_row_30_is_found_and_one_in_row_31_is_not() -> None:
    names = ["SKU", "Item", "Qty", "Cost"]
    assert header_of(*[["note"]] * 29, names).first == 29
    assert find_header([*[["note"]] * 30, names, *DATA]) is None


@pytest.mark.parametrize(
    "rows",
    [
        DATA,
        [["1001", "12", "3.50"], ["1002", "8", "1.00"]],
        [["A1", "Hammer", "TOOLS", "12", "3.50"], ["B2", "Nails", "TOOLS", "40", "0.02"]] * 3,
        [["2025-01-03", "A1", "3", "4.50"], ["2025-01-04", "B2", "1", "2.00"]],
        [["Hammer", "12", "3.50", ""], ["Nails", "400", "", "x"], ["Saw", "3", "9", ""]],
    ],
)
def test_rows_of_data_are_no_header(rows: list[list[str]]) -> None:
    assert find_header(rows) is None


def test_years_and_dates_over_figures_are_names() -> None:
    rows = [["SKU", "Item", "2023", "2024", "2025-01-05"], ["A1", "Saw", "3", "4", "5"]]
    rows += [["B2", "Nail", "7", "8", "9"]]
    found = find_header(rows)
    assert found is not None and found.names == tuple(rows[0])


def test_the_header_repeated_on_every_page_is_one() -> None:
    names = ["SKU", "Item", "Qty", "Cost"]
    found = find_header([names, DATA[0], names, DATA[1], names, DATA[2]])
    assert found is not None and found.first == 0


def test_duplicates_get_a_number_and_are_told() -> None:
    header = header_of(["Code", "Code", "Code (2)", "Code"])
    assert header.names == ("Code", "Code (3)", "Code (2)", "Code (4)")
    assert header.duplicates == ("Code",)


def test_a_column_without_a_name_gets_one() -> None:
    header = header_of(["SKU", "", "Qty", "Cost"])
    assert (header.names[1], header.unnamed) == ("column 2", {1})


def test_a_name_is_never_given_twice() -> None:
    rows = [["column 2", "", "Qty"], ["A1", "x", "3"], ["B2", "y", "4"]]
    found = find_header(rows)
    assert found is not None and found.names == ("column 2", "column 2 (2)", "Qty")


def test_columns_at_the_end_without_name_and_data_are_no_columns() -> None:
    rows = [["SKU", "Qty", "", ""], ["A1", "3", "", ""], ["B2", "4", "", ""]]
    found = find_header(rows)
    assert found is not None and found.names == ("SKU", "Qty")


def test_a_column_at_the_end_that_rows_fill_is_one() -> None:
    rows = [["SKU", "Item", "Qty"], ["A1", "Saw", "3", "4.5"], ["B2", "Nail", "4", "5.5"]]
    found = find_header(rows)
    assert found is not None and found.names == ("SKU", "Item", "Qty", "column 4")


def test_the_heading_of_a_section_below_the_header_is_no_line_of_it() -> None:
    rows = [["Line", "SKU", "Description", "Qty"], ["", "HARDWARE", "", ""]]
    rows += [[str(line), str(1000 + line), "Bolt", "4"] for line in range(1, 9)]
    header = find_header(rows)
    assert header is not None
    assert (header.last, header.names) == (0, ("Line", "SKU", "Description", "Qty"))


def test_lines_below_that_stand_over_figures_belong_to_the_header() -> None:
    rows = [["Particulars", "1-Jul-2024 to 24-Jul-2024"], ["", "Closing Balance"], ["", "Quantity"]]
    rows += [["Hammer", "12"], ["Nails", "400"], ["Saw", ""], ["Grand Total", "412"]]
    found = find_header(rows)
    assert found is not None
    assert (found.first, found.last) == (0, 2)
    assert found.names == ("Particulars", "Closing Balance Quantity")
    assert found.extras == ("1-Jul-2024 to 24-Jul-2024",)


def test_groups_above_tell_equal_names_apart() -> None:
    header = header_of(["", "", "Opening", "Closing"], ["SKU", "Item", "Qty", "Qty"])
    assert header.names == ("SKU", "Item", "Opening Qty", "Closing Qty")


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("\ufeffSKU", "SKU"),
        ("  On \r\n hand ", "On hand"),
        ("Cost\x00\x1d", "Cost"),
        ("Unit\u00a0cost", "Unit cost"),
        ("Größe\u200b", "Größe"),
    ],
)
def test_names_are_clean(cell: str, name: str) -> None:
    assert clean(cell) == name


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("", "E"), ("  ", "E"), ("-", "E"), ("N/A", "E"), ("#N/A", "E"),
        ("12", "N"), ("-3", "N"), ("$1,234.50", "N"), ("(12.00)", "N"), ("1.234,50", "N"),
        ("12 %", "N"), ("3.5E+10", "N"), (".5", "N"), ("€ 8,00", "N"), ("USD 5", "N"),
        ("2025-03-04", "D"), ("4/8/2025 10:45", "D"), ("3rd Jan 2022", "D"), ("Aug 8, 2025", "D"),
        ("Qty 2019", "T"), ("LOC 1", "T"), ("BW23", "T"), ("SKU", "T"), ("12 pcs", "T"),
    ],
)  # fmt: skip
def test_what_a_cell_looks_like(cell: str, kind: str) -> None:
    assert kind_of(cell) == kind


@pytest.mark.parametrize("unit", [" ", "1 ", "1,", "(", "12/", "- "])
def test_a_long_cell_is_a_text_at_once(unit: str) -> None:
    """Long runs of blanks once took minutes."""
    assert kind_of("1" + unit * 100_000 + "x") == "T"


@given(st.lists(st.lists(st.text(max_size=8), max_size=8), max_size=40))
def test_names_of_any_header_are_unique_and_not_empty(rows: list[list[str]]) -> None:
    found = find_header(rows)
    if found is not None:
        assert all(found.names) and len(set(found.names)) == len(found.names)
        assert found.first <= found.last < len(rows)
