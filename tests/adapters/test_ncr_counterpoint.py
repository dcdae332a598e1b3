"""NCR Counterpoint: what its tables mean, in whatever case and form they come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sentinel.errors import NoIdentifierError
from sentinel.models import Adapter, Snapshot
from sentinel.recognition import recognise

Read = Callable[..., Snapshot]
Rows = Callable[..., list[dict[str, Any]]]
Export = Callable[[str], Path]

STOCK = "ITEM_NO,LOC_ID,QTY_ON_HND,QTY_COMMIT,QTY_ON_PO,MIN_QTY,MAX_QTY,LST_COST,LST_AVG_COST"
SALES = "DOC_ID,LIN_SEQ_NO,STR_ID,BUS_DAT,LIN_TYP,ITEM_NO,QTY_SOLD,EXT_PRC"


@pytest.mark.parametrize("case", [str.lower, str.upper, str.title])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_case_and_delimiter_do_not_matter(
    read: Read, rows: Rows, case: Callable[[str], str], delimiter: str
) -> None:
    text = f"{case(STOCK)}\nA1,MAIN,4,1,2,3,9,5.5,5.25\nB2,MAIN,1,0,0,0,0,0,6\n"
    found = rows(read(text.replace(",", delimiter)), "sku", "on_hand_qty", "unit_cost")
    assert found[0] == {"sku": "A1", "on_hand_qty": 4.0, "unit_cost": 5.5}
    assert found[1]["unit_cost"] == 6.0


def test_levels_of_zero_are_none(read: Read) -> None:
    table = read(
        f"{STOCK}\nA1,MAIN,4,0,0,0,0,5,5\nB2,MAIN,1,0,0,0,9,6,6\nC,X,1,0,0,2,0,6,6\n"
    ).table
    assert table["reorder_up_to"].to_pylist() == [None, 9.0, None]
    assert table["reorder_point"].to_pylist() == [None, 0.0, 2.0]


def test_value_by_quantity_is_the_average_where_there_is_none(read: Read) -> None:
    header = "ITEM_NO,LOC_ID,QTY_ON_HND,QTY_ON_PO,LST_COST,GL_VAL"
    table = read(f"{header}\nA,MAIN,4,0,0,22\nB,MAIN,-2,0,5,-14\nC,MAIN,0,0,5,0\n").table
    assert table["avg_cost"].to_pylist() == [5.5, None, None]
    assert table["unit_cost"].to_pylist() == [5.5, 5.0, 5.0]


def test_record_stamps_and_record_states_are_never_read(read: Read) -> None:
    header = "ITEM_NO,LOC_ID,QTY_ON_HND,QTY_AVAIL,NET_QTY,LST_COST,LST_MAINT_DT,RS_STAT"
    source = read(f"{header}\nA,MAIN,4,3,9,5,2024-05-06,1\nB,MAIN,2,2,2,5,2024-05-06,0\n").sources[
        0
    ]
    read_from = {mapped.header for mapped in source.mapping}
    assert read_from == {"ITEM_NO", "LOC_ID", "QTY_ON_HND", "LST_COST"}


@pytest.mark.parametrize("sign", ["", "-"])
def test_returns_count_against_sales_whatever_their_sign(read: Read, rows: Rows, sign: str) -> None:
    lines = [
        "1,1,MAIN,2024-05-01,S,A,5,10.00",
        f"2,1,MAIN,2024-05-03,R,A,{sign}2,{sign}4.00",
        "3,1,MAIN,2024-05-03,U,A,5,10.00",
    ]
    snapshot = read("\n".join([SALES, *lines]))
    assert rows(snapshot, "units_sold", "units_returned", "net_sales", "sales_window_days") == [
        {"units_sold": 3.0, "units_returned": 2.0, "net_sales": 6.0, "sales_window_days": 3.0}
    ]
    assert snapshot.sources[0].rows_left_out == {"not_sold": 1}


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from("SARU"), st.sampled_from("AB"), st.integers(1, 9)), min_size=1
    )
)
def test_units_before_are_units_after(read: Read, lines: list[tuple[str, str, int]]) -> None:
    text = "".join(
        f"{number},1,MAIN,2024-05-01,{kind},{item},{units},{units}.00\n"
        for number, (kind, item, units) in enumerate(lines)
    )
    if all(kind == "U" for kind, _, _ in lines):
        text += "x,1,MAIN,2024-05-01,S,A,1,1.00\n"
        lines = [*lines, ("S", "A", 1)]
    snapshot = read(f"{SALES}\n{text}")
    sign = {"S": 1, "A": 1, "R": -1, "U": 0}
    total = sum(sign[kind] * units for kind, _, units in lines)
    assert sum(snapshot.table["units_sold"].to_pylist()) == total
    source = snapshot.sources[0]
    assert source.rows_read == len(lines) == source.rows_used + sum(source.rows_left_out.values())


def test_a_receipt_in_dozens_costs_by_the_piece(read: Read, rows: Rows, export: Export) -> None:
    found = rows(read(export("ncr_counterpoint/receipts.csv")), "sku", "last_cost")
    assert {"sku": "RING-7", "last_cost": 1.1125} in found


def test_tickets_as_a_whole_are_refused_for_what_they_are(read: Read, export: Export) -> None:
    with pytest.raises(NoIdentifierError, match="NCR Counterpoint export"):
        read(export("ncr_counterpoint/tickets.csv"))


@pytest.mark.parametrize(
    "headers",
    [
        ["BRAND", "DESCRIP", "SIZE", "QTY_ON_HND", "FIRST", "SECON", "THIRD", "FOURT"],
        ["Item No.", "Description", "Inventory", "Unit Cost", "Unit Price", "Vendor No."],
        ["item_no", "descr", "price"],
    ],
)
def test_a_few_names_that_others_have_as_well_are_not_enough(
    headers: list[str], adapters: dict[str, Adapter]
) -> None:
    assert recognise(headers, adapters).adapter.key != "ncr_counterpoint"
