"""One export in canonical columns: mapping, costs, status, windows, and the one typed read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sentinel.adapt import Part, adapt
from sentinel.errors import NoIdentifierError, UsageError
from sentinel.models import Adapter, ColumnMapper, Snapshot
from sentinel.readers import RawTable, open_table

Read = Callable[..., Snapshot]
Rows = Callable[..., list[dict[str, Any]]]
Mapped = Callable[[Snapshot], dict[str, Any]]


def test_the_callers_mapping_wins(read: Read, mapped: Mapped) -> None:
    csv = "SKU,Stock,Qty OH\na,1,2\n"
    assert mapped(read(csv))["on_hand_qty"] == "Qty OH"
    assert mapped(read(csv, mapping={"Stock": "on_hand_qty"}))["on_hand_qty"] == "Stock"
    found = read(csv, mapping={"qty oh": "reorder_point"})
    assert found.table["reorder_point"].to_pylist() == [2.0]
    assert found.table["on_hand_qty"].to_pylist() == [1.0]


def test_a_header_that_is_not_there_is_an_error_that_names_those_that_are(read: Read) -> None:
    with pytest.raises(UsageError, match=r"no header 'Qty'\. Known: SKU, Stock"):
        read("SKU,Stock\na,1\n", mapping={"Qty": "on_hand_qty"})


def test_a_column_that_is_not_canonical_is_an_error_that_names_those_that_are(read: Read) -> None:
    with pytest.raises(UsageError, match="no canonical column 'quantity'") as caught:
        read("SKU,Stock\na,1\n", mapping={"Stock": "quantity"})
    assert "on_hand_qty" in caught.value.known


def test_without_a_column_that_names_items_there_is_no_snapshot(read: Read) -> None:
    with pytest.raises(NoIdentifierError, match="no column names the items") as caught:
        read("Colour,Stock\nred,1\nblue,2\n")
    assert "--map 'HEADER=sku'" in str(caught.value)


def test_no_two_headers_claim_one_column(read: Read, mapped: Mapped) -> None:
    snapshot = read("SKU,Code,Retail,Price\na,b,1.00,2.00\n")
    found = mapped(snapshot)
    assert found["sku"] == "SKU"
    assert not [headers for headers in found.values() if isinstance(headers, list)]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The readings of a file, in order."""
    made: list[str] = []
    for name in ("typed", "text"):
        plain = getattr(RawTable, name)

        def counted(self: RawTable, *given: Any, name: str = name, plain: Any = plain) -> Any:
            made.append(name)
            return plain(self, *given)

        monkeypatch.setattr(RawTable, name, counted)
    return made


def test_a_plain_list_is_read_in_one_typed_pass(
    part: Callable[..., Part], calls: list[str]
) -> None:
    part("Store,SKU,Qty On Hand,Unit Cost\nx,a,1,2\nx,b,3,4\n")
    assert calls == ["typed"]


def test_columns_of_stores_are_read_in_one_typed_pass_too(
    part: Callable[..., Part], calls: list[str]
) -> None:
    part("SKU,Stock [North],Stock [South]\na,1,2\n")
    assert calls == ["typed"]


def test_a_zero_cost_stays_zero_and_a_negative_price_negative(read: Read) -> None:
    snapshot = read("SKU,Cost,Price\na,0,-2.50\nb,,1\n")
    assert snapshot.table["unit_cost"].to_pylist() == [0.0, None]
    assert snapshot.table["unit_price"].to_pylist() == [-2.5, 1.0]


def test_leading_zeros_survive(read: Read) -> None:
    snapshot = read("SKU,UPC,Stock\n000123,0012345678905,1\n123,12345678905,2\n")
    assert snapshot.table["sku"].to_pylist() == ["000123", "123"]
    assert snapshot.table["barcode"].to_pylist() == ["0012345678905", "12345678905"]


def test_an_item_without_sku_goes_by_its_barcode_else_by_its_name(read: Read) -> None:
    snapshot = read("SKU,UPC,Description,Stock\na,1,x,1\n,2,y,1\n,,z,1\n")
    assert snapshot.table["sku"].to_pylist() == ["a", "2", "z"]


def test_a_row_that_names_no_item_is_left_out(read: Read) -> None:
    snapshot = read("SKU,Description,Stock\na,x,1\n,,7\n")
    source = snapshot.sources[0]
    assert snapshot.table.num_rows == 1
    assert source.rows_left_out == {"no_identifier": 1}
    assert (source.rows_read, source.rows_used) == (2, 1)


def test_status_words_become_three_and_others_are_counted(read: Read) -> None:
    words = ["Active", "Y", "1", "Inactive", "draft", "Discontinued", "archived", "zzz", ""]
    csv = "SKU,Status\n" + "".join(f"s{at},{word}\n" for at, word in enumerate(words))
    snapshot = read(csv)
    assert snapshot.table["status"].to_pylist() == [
        *["active"] * 3,
        *["inactive"] * 2,
        *["discontinued"] * 2,
        None,
        None,
    ]
    (problem,) = snapshot.problems
    assert (problem.code, problem.count, problem.examples[0].value) == ("unknown_status", 1, "zzz")


def test_yes_under_discontinued_means_discontinued(read: Read) -> None:
    snapshot = read("SKU,Discontinued\na,Y\nb,N\nc,\n")
    assert snapshot.table["status"].to_pylist() == ["discontinued", "active", None]


def test_a_location_takes_the_common_price_where_it_has_none(read: Read, rows: Rows) -> None:
    snapshot = read("SKU,Price,Price [X],Stock [X],Price [Y],Stock [Y]\na,5,6,1,,2\n")
    assert rows(snapshot, "store_id", "unit_price", "on_hand_qty") == [
        {"store_id": "X", "unit_price": 6.0, "on_hand_qty": 1.0},
        {"store_id": "Y", "unit_price": 5.0, "on_hand_qty": 2.0},
    ]


def test_a_single_location_names_the_store_of_all_rows(read: Read) -> None:
    snapshot = read("SKU,Stock [Main St]\na,1\nb,\n")
    assert snapshot.table["store_id"].to_pylist() == ["Main St", "Main St"]


def test_an_unreadable_cell_of_a_location_is_located(read: Read) -> None:
    snapshot = read("SKU,Stock [X],Stock [Y]\na,1,2\nb,oops,3\n")
    (problem,) = snapshot.problems
    assert (problem.code, problem.column, problem.header) == (
        "unreadable_number",
        "on_hand_qty",
        "Stock [X]",
    )
    assert problem.examples[0].row == 3


def test_the_days_that_sales_cover_come_from_the_header(read: Read) -> None:
    snapshot = read("SKU,Sold last 30 days\na,5\n")
    assert snapshot.table["sales_window_days"].to_pylist() == [30.0]
    assert snapshot.problems == ()


def test_else_a_year_is_assumed_and_said(read: Read) -> None:
    snapshot = read("SKU,Qty Sold\na,5\nb,6\n")
    assert snapshot.table["sales_window_days"].to_pylist() == [365.0, 365.0]
    (problem,) = snapshot.problems
    assert (problem.code, problem.count) == ("assumed_sales_window", 2)


def test_a_column_of_windows_wins_and_its_gaps_are_filled(read: Read) -> None:
    snapshot = read("SKU,Qty Sold,sales_window_days\na,5,90\nb,6,\n")
    assert snapshot.table["sales_window_days"].to_pylist() == [90.0, 365.0]
    assert snapshot.problems[0].count == 1


def test_a_period_above_the_table_is_the_window_and_the_day(read: Read) -> None:
    snapshot = read("Sales 2021-02-25 to 2021-04-24,\n,\nSKU,Qty Sold\na,5\nb,7\n")
    assert snapshot.table["sales_window_days"].to_pylist() == [59.0, 59.0]
    assert str(snapshot.as_of) == "2021-04-24"


def test_without_units_sold_there_is_no_window(read: Read) -> None:
    assert "sales_window_days" not in read("SKU,Stock\na,5\n").table.column_names


def test_the_snapshot_has_its_columns_in_canonical_order(read: Read) -> None:
    snapshot = read("Price,Stock,Description,SKU\n1,2,x,a\n")
    assert snapshot.table.column_names == [
        "store_id",
        "sku",
        "description",
        "on_hand_qty",
        "unit_price",
    ]


def test_the_source_says_where_its_bytes_came_from(read: Read) -> None:
    source = read("SKU,Stock\na,5\n").sources[0]
    assert (source.name, source.pos, source.export) == ("test.csv", "generic", "unknown")
    assert source.bytes == 14
    assert source.sha256 is not None and len(source.sha256) == 64


def test_any_number_of_threads_gives_the_same(
    adapters: dict[str, Adapter], mappers: dict[str, ColumnMapper]
) -> None:
    csv = "SKU,Stock,Last Sale\n" + "".join(
        f"s{at},{at % 7 - 3},2021-01-{at % 28 + 1:02}\n" for at in range(5000)
    )
    one, two = (
        adapt(open_table(csv.encode(), name="x.csv"), adapters, mappers, threads=threads)
        for threads in (1, 3)
    )
    assert one.table.combine_chunks() == two.table.combine_chunks()
    assert one.source == two.source
