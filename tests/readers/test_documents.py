"""JSON: which list is read, what its fields are called, and what is said of the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel.canonical import Kind
from sentinel.errors import EmptyInputError, LimitExceededError, UnreadableInputError
from sentinel.readers import ColumnPlan, RawTable, open_table
from sentinel.readers import limits as limits_module

ITEMS = [{"sku": "0042", "qty": 3, "cost": 1.5}, {"sku": "B", "qty": -1, "cost": None}]


def opened(document: Any) -> RawTable:
    return open_table(document if isinstance(document, bytes) else json.dumps(document).encode())


def rows(raw: RawTable) -> list[dict[str, Any]]:
    return [
        {key: cell for key, cell in row.items() if cell is not None and key != "__row__"}
        for row in raw.text().to_pylist()
    ]


def codes(raw: RawTable) -> dict[str, int]:
    return {problem.code: problem.count for problem in raw.problems}


@pytest.mark.parametrize(
    "document",
    [
        ITEMS,
        {"IM_ITEM": ITEMS, "ErrorCode": "SUCCESS"},
        {"data": {"page": 1, "items": ITEMS}, "errors": []},
        "\n".join(json.dumps(item) for item in ITEMS).encode(),
        ",\r\n".join(json.dumps(item, indent=1) for item in ITEMS).encode(),
        b"\xef\xbb\xbf" + json.dumps(ITEMS).encode(),
        json.dumps(ITEMS).encode("utf-16"),
    ],
    ids=["list", "wrapped", "wrapped twice", "lines", "one by one", "mark", "utf-16"],
)
def test_a_list_of_records_is_a_table(document: Any) -> None:
    raw = opened(document)
    assert raw.headers == ("sku", "qty", "cost")
    assert rows(raw) == [{"sku": "0042", "qty": "3", "cost": "1.5"}, {"sku": "B", "qty": "-1"}]
    assert (raw.rows_read, codes(raw), raw.layout.first_row) == (2, {}, 1)


def test_numbers_stay_the_text_that_they_were() -> None:
    text = b'[{"a": 1.10, "b": 12345678901234567890, "c": 0.1000000000000000055, "d": 1E+2}]'
    assert rows(opened(text)) == [
        {"a": "1.10", "b": "12345678901234567890", "c": "0.1000000000000000055", "d": "1E+2"}
    ]


def test_the_decimal_mark_of_numbers_is_known() -> None:
    raw = opened([{"sku": "A", "cost": 174.995}, {"sku": "B", "cost": 12.125}])
    cost = ColumnPlan(name="unit_cost", header="cost", index=1, kind=Kind.NUMBER)
    for read in (raw.typed([cost]), raw.cast(raw.text(), [cost])):
        assert read.table["unit_cost"].to_pylist() == [174.995, 12.125]
        assert read.problems == ()


def test_truth_null_and_line_ends() -> None:
    assert rows(opened(b'[{"a": true, "b": false, "c": null, "d": "x\\ny", "e": "1\n2"}]')) == [
        {"a": "true", "b": "false", "d": "x\ny", "e": "1\n2"}
    ]


def test_a_text_of_many_lines_is_one_cell() -> None:
    text = "\n".join("a, b" for _ in range(60))
    (row,) = rows(opened([{"sku": "A", "text": text}]))
    assert row["text"] == text.replace("\n", " ")


def test_nested_objects_get_dotted_names() -> None:
    raw = opened([{"sku": "A", "vendor": {"name": "Acme", "at": {"city": "X"}}}, {"sku": "B"}])
    assert raw.headers == ("sku", "vendor.name", "vendor.at.city")


def test_fields_that_only_some_records_have_are_columns() -> None:
    raw = opened([{"sku": "A"}, {"sku": "B", "qty": 2}])
    assert rows(raw) == [{"sku": "A"}, {"sku": "B", "qty": "2"}]


def test_lists_inside_are_joined() -> None:
    notes = [{"text": "first"}, {"text": "second"}]
    raw = opened([{"sku": "A", "tags": ["x", "y"], "notes": notes, "none": []}])
    assert rows(raw) == [{"sku": "A", "tags": "x, y", "notes.text": "first, second"}]


def test_the_locations_of_an_item_are_rows() -> None:
    places = [{"ITEM_NO": "A", "LOC_ID": "N", "QTY": 3, "COST": 2}, {"LOC_ID": "S", "QTY": 4}]
    raw = opened({"Items": [{"ITEM_NO": "A", "COST": 1, "INV": places}, {"ITEM_NO": "B"}]})
    assert rows(raw) == [
        {"ITEM_NO": "A", "COST": "1", "LOC_ID": "N", "QTY": "3", "INV.COST": "2"},
        {"ITEM_NO": "A", "COST": "1", "LOC_ID": "S", "QTY": "4"},
        {"ITEM_NO": "B"},
    ]
    assert codes(raw) == {"spread_records": 1}


def test_parts_of_a_quantity_are_not_spread_over_it() -> None:
    cells = [{"SIZE": "S", "QTY": 1}, {"SIZE": "L", "QTY": 2}]
    assert rows(opened([{"sku": "A", "QTY": 3, "CELLS": cells}])) == [
        {"sku": "A", "QTY": "3", "CELLS.SIZE": "S, L", "CELLS.QTY": "1, 2"}
    ]


def test_one_record_alone_is_a_table_of_one_row() -> None:
    raw = opened({"IM_INV_LOC": {"ITEM_NO": "A", "AVG_COST": 2.5}, "ErrorCode": "SUCCESS"})
    assert rows(raw) == [{"ITEM_NO": "A", "AVG_COST": "2.5"}]
    assert raw.banner == ("ErrorCode SUCCESS",)


def test_the_list_with_the_items_is_taken_and_the_others_named() -> None:
    stores = [{"id": n, "street": "x", "town": "y", "zip": "1"} for n in range(2)]
    raw = opened({"stores": stores, "items": ITEMS})
    (problem,) = raw.problems
    assert raw.headers == ("sku", "qty", "cost")
    assert (problem.code, problem.examples[0].value) == ("lists_not_read", "stores")
    assert problem.examples[0].message == "2 records; 'items' was read"


@pytest.mark.parametrize(
    "beside",
    [{"next": "http://x/2"}, {"hasMore": True}, {"paging": {"next_page_token": "k"}},
     {"@odata.nextLink": "http://x"}],
)  # fmt: skip
def test_a_page_that_is_not_the_last_is_told(beside: dict[str, Any]) -> None:
    assert codes(opened({"items": ITEMS} | beside)) == {"more_pages": 1}


@pytest.mark.parametrize("beside", [{"next": None}, {"has_more": False}, {"next_steps": "rest"}])
def test_the_last_page_is_all(beside: dict[str, Any]) -> None:
    assert codes(opened({"items": ITEMS} | beside)) == {}


def test_what_is_no_record_is_counted_and_keeps_its_number() -> None:
    raw = opened([{"sku": "A", "q": 1}, None, 7, {"sku": "B", "q": 2}])
    (problem,) = raw.problems
    assert (problem.code, problem.count, problem.examples[0].row) == ("not_a_record", 1, 3)
    assert [row["__row__"] for row in raw.text().to_pylist()] == [1, 4]
    assert (raw.rows_read, dict(raw.rows_left_out)) == (4, {"blank": 2})


def test_a_field_twice_in_one_record_is_told() -> None:
    raw = opened(b'[{"sku": "A", "sku": "B", "q": 1}]')
    assert (rows(raw), codes(raw)) == ([{"sku": "B", "q": "1"}], {"repeated_field": 1})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b'[{"sku": "A"},\n {"sku": "B', "is cut off in line 2, column 10"),
        (b'[{"sku": "A"},\n {"sku": 1', "is cut off in line 2, column 11"),
        (b'[{"sku": "A"},\n {"sku" 1}]', "is malformed in line 2, column 9"),
        (b'{"sku": 1}\n{"sku": oops}\n', "is malformed in line 2, column 9"),
        (b'["a", "b"]', "without a record"),
        (b'[{"a": ' + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_list_of_records_is_refused_with_its_place(text: bytes, says: str) -> None:
    with pytest.raises(UnreadableInputError, match=says):
        opened(text)


@pytest.mark.parametrize("text", [b"[]", b'{"items": []}', b"[{}, {}]", b"{}"])
def test_a_list_without_records_is_empty(text: bytes) -> None:
    with pytest.raises(EmptyInputError, match="empty list"):
        opened(text)


def test_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits_module, "MAX_COLUMNS", 3)
    with pytest.raises(LimitExceededError, match="has 4 columns"):
        opened([{"sku": 1, "b": 2}, {"sku": 1, "c": 3, "d": 4}])
    monkeypatch.setattr(limits_module, "MAX_JSON", 10)
    with pytest.raises(LimitExceededError, match="of JSON; at most"):
        opened(ITEMS)


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=6)
ANY = st.recursive(
    SCALARS,
    lambda inside: (
        st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=4), inside, max_size=4)
    ),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(st.text(min_size=1, max_size=5), ANY, max_size=5), max_size=6))
def test_any_list_of_records_is_read_or_refused_and_nothing_is_lost(records: list[Any]) -> None:
    try:
        raw = opened(records)
    except (EmptyInputError, UnreadableInputError):
        return
    assert raw.rows_read == raw.text().num_rows + sum(raw.rows_left_out.values())
    assert raw.rows_read >= len(records)
    assert len(set(raw.headers)) == len(raw.headers) and all(raw.headers)


@given(st.lists(st.fixed_dictionaries({"sku": st.text("AB01", min_size=1), "q": SCALARS})))
def test_every_value_of_a_flat_record_is_in_the_table(records: list[dict[str, Any]]) -> None:
    if not records:
        return
    found = [row["sku"] for row in opened(records).text().to_pylist()]
    assert found == [record["sku"] for record in records]
