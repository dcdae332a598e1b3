"""Columns that are months add up, and say which days they cover and when an item sold last."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel.months import months_in, named_month, with_months

NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _made(columns: dict[str, list[str | None]], latest: date | None = None) -> dict[str, list]:
    table = with_months(
        pa.table(columns), latest=latest, units="units", covered="days", last_sold="last"
    )
    return table.to_pydict()


@pytest.mark.parametrize(
    ("header", "month", "year"),
    [
        ("Jan", 1, None),
        ("SEPT.", 9, None),
        ("Units Sold Feb", 2, None),
        ("Mar 2026", 3, 2026),
        ("Mar-26", 3, 2026),
        ("Apr '26 Qty", 4, 2026),
        ("2026-05", 5, 2026),
        ("06/2026", 6, 2026),
        ("Jul (2)", 7, None),
        ("Period 4", None, None),
    ],
)
def test_a_header_that_is_a_month(header: str, month: int | None, year: int | None) -> None:
    found = named_month(header)
    assert found is not None
    assert (found.month, found.year) == (month, year)


@pytest.mark.parametrize(
    "header", ["Margin", "May be sold", "Jan Cost", "Jan $", "2026-13", "Qty", "Market", "12", "P1"]
)
def test_a_header_that_is_no_month(header: str) -> None:
    assert named_month(header) is None


def test_two_months_are_no_history() -> None:
    assert months_in(["SKU", "Jan", "Mar"]) == ()


def test_months_without_a_year_are_those_of_the_latest_day() -> None:
    """Of a year to date the months to come are empty: 1 January to 2 March are 61 days."""
    zero: dict[str, list[str | None]] = {name: ["0"] for name in NAMES[3:]}
    made = _made({"Jan": ["3"], "Feb": ["2-"], "Mar": ["1"], **zero}, date(2025, 3, 2))
    assert (made["units"], made["days"], made["last"]) == (["2"], ["61"], ["2025-03-02"])


def test_sales_in_months_to_come_are_those_of_last_year() -> None:
    columns: dict[str, list[str | None]] = {name: ["1"] for name in NAMES}
    made = _made(columns, date(2025, 3, 2))
    assert (made["units"], made["days"]) == (["12"], ["336"])


def test_this_month_back_to_the_same_one_last_year() -> None:
    """Thirteen columns, the newest first: 11 July back to 1 July of the year before."""
    newest_first = [*NAMES[6::-1], *NAMES[:6:-1]]
    columns: dict[str, list[str | None]] = {name: ["0"] for name in newest_first}
    columns["Jul (2)"] = ["4"]
    made = _made(columns, date(2026, 7, 11))
    assert (made["units"], made["days"], made["last"]) == (["4"], ["376"], ["2025-07-31"])


def test_months_with_years_need_no_other_date() -> None:
    """The window ends with the last month in which anything sold."""
    columns: dict[str, list[str | None]] = {
        "Nov 2025": ["5", None, None],
        "Dec 2025": ["0", "2", None],
        "Jan 2026": ["", "", None],
    }
    made = _made(columns)
    assert made["units"] == ["5", "2", None]
    assert made["days"] == ["61"] * 3
    assert made["last"] == ["2025-11-30", "2025-12-31", None]


def test_numbered_periods_add_up_and_name_no_day() -> None:
    made = _made({"Period 1": ["1"], "Period 2": ["2"], "Period 3": ["3"]})
    assert (made["units"], made["days"]) == (["6"], ["91.25"])
    assert "last" not in made


@given(st.lists(st.lists(st.integers(-9, 99), min_size=12, max_size=12), min_size=1, max_size=5))
def test_nothing_is_lost_or_counted_twice(rows: list[list[int]]) -> None:
    columns: dict[str, list[str | None]] = {
        name: [str(row[at]) for row in rows] for at, name in enumerate(NAMES)
    }
    for latest in (None, date(2025, 6, 15)):
        made = _made(columns, latest)
        assert [float(units) for units in made["units"]] == [float(sum(row)) for row in rows]
        assert all(0 < float(days) <= 366 for days in made["days"])


@given(st.permutations(NAMES), st.integers(0, 11), st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_the_order_of_the_months_does_not_matter(names: list[str], sold: int, latest: date) -> None:
    columns: dict[str, list[str | None]] = {name: ["0"] for name in NAMES}
    columns[NAMES[sold]] = ["4"]
    shuffled = {name: columns[name] for name in names}
    for day in (None, latest):
        made, other = _made(columns, day), _made(shuffled, day)
        assert [made.get(name) for name in ("units", "days", "last")] == [
            other.get(name) for name in ("units", "days", "last")
        ]
