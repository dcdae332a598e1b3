"""Headers are compared without what differs between two spellings of one header."""

from __future__ import annotations

from datetime import date

import pytest

from sentinel.headers import ending, matches, normal
from sentinel.periods import find_period, find_year


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("\ufeffCódigo_de  Barras #", "codigo de barras"),
        ("Retail Value (Excl. Tax)", "retail value excl tax"),
        ("  QTY/ON-HAND:  ", "qty on hand"),
        ("Stock\u0000 ", "stock"),
        ("Größe", "große"),
    ],
)
def test_marks_case_accents_and_control_characters_do_not_count(
    written: str, compared: str
) -> None:
    assert normal(written) == compared


def test_a_star_stands_for_any_ending_and_not_for_none() -> None:
    assert matches("Variant *", "Variant SKU")
    assert matches("inventory_*", "inventory_Main_Outlet")
    assert not matches("inventory_*", "Inventory")


@pytest.mark.parametrize(
    ("prefix", "header", "place"),
    [
        ("Current Quantity ", "Current Quantity RRV Richmond", "RRV Richmond"),
        ("current quantity ", "Current  Quantity: Main (2), North", "Main (2), North"),
        ("inventory_", "inventory_Off-Site", "Off-Site"),
        ("Price ", "Price", None),
        ("Price ", "Prices Main", None),
    ],
)
def test_the_ending_of_a_header_names_the_location(
    prefix: str, header: str, place: str | None
) -> None:
    assert ending(prefix, header) == place


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("AS OF April 24, 2021", None, date(2021, 4, 24)),
        ("1-Jul-2024 to 24-Jul-2024", date(2024, 7, 1), date(2024, 7, 24)),
        ("2021-02-25 - 2021-04-24", date(2021, 2, 25), date(2021, 4, 24)),
        ("Sales from 03/01/2024 through 03/31/2024", date(2024, 3, 1), date(2024, 3, 31)),
        ("items-2026-07-18-2026-07-19.csv", date(2026, 7, 18), date(2026, 7, 19)),
        ("Inventario al 5 de marzo de 2024", None, date(2024, 3, 5)),
        ("31/12/2023", None, date(2023, 12, 31)),
        ("Jan 4, 2026 12:00 AM - Mar 9, 2026 11:59 PM", date(2026, 1, 4), date(2026, 3, 9)),
        ("Mix_7_2026-01-04_04-00_2026-01-11_03-59.csv", date(2026, 1, 4), date(2026, 1, 11)),
        ("Lines_2026_01_04-2026_02_03.csv", date(2026, 1, 4), date(2026, 2, 3)),
        ("Corner Shop-Sales 03_09_2026.csv", None, date(2026, 3, 9)),
        ("Detail from 09-01-2019 till 09-27-2025.xlsx", date(2019, 9, 1), date(2025, 9, 27)),
        ("items_20260104.csv", None, date(2026, 1, 4)),
        ("sales-20260101-20260131.csv", date(2026, 1, 1), date(2026, 1, 31)),
        ("From 3/1/26 thru 3/31/26", date(2026, 3, 1), date(2026, 3, 31)),
    ],
)
def test_days_are_read_as_people_write_them(text: str, first: date | None, last: date) -> None:
    found = find_period([text])
    assert found is not None
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "Invoice 2021-13-45", "31 February 2024", "part 12-34-56", "20261345"]
)
def test_what_is_no_day_is_not_taken_for_one(text: str) -> None:
    assert find_period([text]) is None


def test_a_period_counts_both_of_its_ends() -> None:
    found = find_period(["1-Jul-2024 to 24-Jul-2024"])
    assert found is not None and found.days == 24


def test_a_period_that_ends_at_the_time_it_began_does_not_have_its_last_day() -> None:
    found = find_period(["Mix_7_2026-01-04_04-00_2026-01-11_04-00.csv"])
    assert found is not None and (found.last, found.days) == (date(2026, 1, 10), 7)


def test_one_year_in_the_headers_is_a_period_and_two_are_none() -> None:
    found = find_year(["Item Code", "Qty 2019"])
    assert found is not None and found.last == date(2019, 12, 31)
    assert find_year(["Qty 2019", "Qty 2020"]) is None
    assert find_year(["Part 20191"]) is None
