"""Several tables below each other: the one with the items is read, the others are counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sentinel.readers import RawTable, open_table
from sentinel.readers import sections as sections_module

ITEMS = "SKU,Item,Qty,Price\n" + "".join(f"A{n},thing {n},{n},{n}.50\n" for n in range(1, 9))
TOTALS = "Department,Gross sales,Share of cost\nTools,120.50,0.4\nPaint,80,0.6\n"


def opened(text: str) -> RawTable:
    return open_table(text.encode())


def told(raw: RawTable) -> list[tuple[int | None, str | None, str]]:
    (problem,) = raw.problems
    assert problem.code == "tables_not_read"
    return [(example.row, example.value, example.message) for example in problem.examples]


@pytest.mark.parametrize(
    "between", ["", "\n", ",,,\n", "\nSales by department\n", ",,,\nSales,,,\n"]
)
def test_a_table_below_the_items_is_left_out_and_told(between: str) -> None:
    raw = opened(ITEMS + between + TOTALS)
    row = 10 + between.count("\n")
    assert raw.headers == ("SKU", "Item", "Qty", "Price")
    assert told(raw) == [
        (row, "Department | Gross sales | Share of cost",
         "2 rows below it; the table with SKU, Item, Qty was read"),
    ]  # fmt: skip
    assert raw.text()["SKU"].to_pylist() == [f"A{n}" for n in range(1, 9)]
    assert dict(raw.rows_left_out) == {"other_table": 3 + between.count("\n")}
    assert raw.rows_read == 8 + 3 + between.count("\n")


def test_items_below_another_table_are_read_with_their_rows_in_the_file() -> None:
    raw = opened(f"Report of Größe\n\n{TOTALS}\nStock on hand\n{ITEMS}")
    assert raw.headers == ("SKU", "Item", "Qty", "Price")
    assert raw.banner == ("Report of Größe", "Stock on hand")
    assert raw.text()["__row__"].to_pylist() == list(range(9, 17))
    assert (raw.rows_read, dict(raw.rows_left_out)) == (13, {"other_table": 5})


def test_three_tables_are_told_apart() -> None:
    raw = opened(f"{TOTALS}\n{ITEMS}\nTender type,Amount taken,Item count\nCash,12,3\nCard,5,1\n")
    assert [row for row, _, _ in told(raw)] == [1, 15]
    assert raw.text()["SKU"].to_pylist()[-1] == "A8"
    assert (raw.rows_read, raw.rows_left_out["other_table"]) == (16, 8)


def test_sections_of_a_sheet_are_told_apart(xlsx: Callable[..., bytes]) -> None:
    rows = [line.split(",") for line in (ITEMS + "\n" + TOTALS).splitlines()]
    raw = open_table(
        xlsx(
            {"S": [[float(c) if c.replace(".", "").isdigit() else c for c in row] for row in rows]}
        )
    )
    assert raw.headers == ("SKU", "Item", "Qty", "Price")
    assert (raw.rows_read, dict(raw.rows_left_out)) == (12, {"other_table": 4})
    assert told(raw)[0][0] == 11


@pytest.mark.parametrize(
    "below",
    [
        "\nA9,thing 9,,\n",  # an item without figures
        "\nB,item,each,none\nC,item,each,none\n",
        "Tools,,,\nA9,thing 9,1,2\n",  # a group
        "\nSKU,Item,Qty,Price\nA9,thing 9,1,2\n",  # the header on the next page
        "\nTotal,,36,\n",
        "\nPrinted by,Anna,on,Monday\n",
        "A9,thing 9,TBA,varies\nA10,thing 10,3,4\n",
    ],
)
def test_rows_of_the_table_are_no_other_table(below: str) -> None:
    raw = opened(ITEMS + below)
    assert raw.problems == ()
    assert "other_table" not in raw.rows_left_out


def test_large_files_are_not_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sentinel.readers.layout.LOOKED_THROUGH", 100)
    assert opened(ITEMS + "\n" + TOTALS).layout.other_rows == 0


def test_a_long_line_is_looked_through_at_once() -> None:
    assert not sections_module.may_have_more("A," + "x, " * 200_000 + "7\n")
