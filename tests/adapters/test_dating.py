"""The day of a snapshot: given, written in the file, or the latest plausible date in the data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from sentinel.dating import day_of_snapshot, latest_plausible
from sentinel.models import Snapshot

Read = Callable[..., Snapshot]

HEAD = "sku,on_hand_qty,last_sold_on\n"
DATED = HEAD + "a,1,2021-03-01\nb,2,2021-03-05\n"


def _days(*days: date) -> list[Any]:
    return [pa.chunked_array([pa.array(days, pa.date32())])]


def test_the_callers_day_wins(read: Read) -> None:
    snapshot = read(DATED, as_of=date(2021, 4, 1))
    assert (snapshot.as_of, snapshot.as_of_source) == (date(2021, 4, 1), "given")


def test_else_the_latest_date_in_the_data(read: Read) -> None:
    snapshot = read(DATED)
    assert (snapshot.as_of, snapshot.as_of_source) == (date(2021, 3, 5), "latest date in the data")


def test_a_day_above_the_table_wins_over_earlier_dates_in_it(read: Read) -> None:
    snapshot = read("Stock list as of 31 March 2021,,\n,,\n" + DATED)
    assert snapshot.as_of == date(2021, 3, 31)
    assert snapshot.as_of_source == "the text above the table"


def test_a_year_in_a_header_is_its_last_day(read: Read) -> None:
    snapshot = read("Item Code,Item Description,Qty 2019\na,Rope 10 m,1\n")
    assert (snapshot.as_of, snapshot.as_of_source) == (date(2019, 12, 31), "a header")


def test_an_export_without_any_date_says_that_today_is_assumed(read: Read) -> None:
    before = date.today()
    snapshot = read("sku,on_hand_qty\na,1\n")
    assert before <= snapshot.as_of <= date.today()
    assert snapshot.as_of_source == "today: the export has no dates"


def test_the_files_name_dates_an_export_without_dates() -> None:
    found = day_of_snapshot([], [(date(2025, 6, 9), "the file's name")])
    assert found == (date(2025, 6, 9), "the file's name")


def test_a_lone_date_in_the_far_future_does_not_win() -> None:
    usual = [date(2021, 1, 1) + timedelta(days=day) for day in range(100)]
    assert latest_plausible(_days(*usual, date(2031, 4, 10))) == usual[-1]


def test_a_slip_in_a_short_list_is_seen_only_when_it_is_yet_to_come() -> None:
    far = date.today() + timedelta(days=4000)
    assert latest_plausible(_days(date(2021, 1, 1), date(2021, 2, 1), far)) == date(2021, 2, 1)
    assert latest_plausible(_days(date(2019, 1, 1), date(2021, 2, 1))) == date(2021, 2, 1)


def test_a_dense_future_is_believed() -> None:
    start = date.today() + timedelta(days=800)
    days = [start + timedelta(days=day % 50) for day in range(200)]
    assert latest_plausible(_days(date(2020, 1, 1), *days)) == max(days)


def test_dates_after_the_day_are_unknown_and_counted(read: Read) -> None:
    usual = "".join(f"s{day},1,2021-01-{day:02}\n" for day in range(1, 29))
    snapshot = read(HEAD + usual + "late,1,2031-01-01\n")
    assert snapshot.as_of == date(2021, 1, 28)
    assert snapshot.table["last_sold_on"].null_count == 1
    (problem,) = snapshot.problems
    assert (problem.code, problem.count, problem.column) == ("future_date", 1, "last_sold_on")
    assert problem.examples[0].value == "2031-01-01"
