"""The columns that clients map to, there and back."""

from __future__ import annotations

import pytest

import sentinel
from sentinel.canonical import BY_NAME
from sentinel.http.targets import CRITICAL, TARGETS, targets_of, told

HEADERS = b"SKU,UPC,Description,Qty On Hand,Cost,Average Cost,Price,Shelf mood"
ROWS = b"".join(
    b"\nA%d,%012d,Lamp %d,%d,%d.50,%d.25,%d.99,fine"
    % (n, 400 + n * 7, n, n - 2, n + 1, n + 1, n + 5)
    for n in range(30)
)


@pytest.fixture(scope="module")
def suggestion() -> sentinel.suggestion.MappingSuggestion:
    return sentinel.suggest_mapping(HEADERS + ROWS)


def test_targets_name_columns_that_exist() -> None:
    for target in TARGETS.values():
        assert set(target.columns) <= BY_NAME.keys()
        assert 2 <= target.importance <= 5
    assert {TARGETS[name].importance for name in CRITICAL} == {5}


def test_each_target_goes_to_its_plainest_column(suggestion) -> None:
    assert targets_of(suggestion.columns) == {
        "SKU": "sku",
        "Description": "description",
        "Qty On Hand": "quantity",
        "Cost": "cost",
        "Price": "revenue",
    }


def test_a_barcode_stands_in_for_a_missing_sku() -> None:
    alone = b"UPC,Qty On Hand,Cost\n" + b"".join(
        b"%012d,%d,2.50\n" % (36000291452 + n * 10, n) for n in range(30)
    )
    assert targets_of(sentinel.suggest_mapping(alone).columns)["UPC"] == "sku"


def test_what_was_suggested_and_sent_back_changes_nothing(suggestion) -> None:
    targets = targets_of(suggestion.columns)
    sent = {column.header: targets.get(column.header) for column in suggestion.columns}
    back = told(suggestion.columns, sent)
    assert (back.columns, back.skipped, back.warnings) == ({}, (), ())


def test_a_change_is_told_in_our_own_terms(suggestion) -> None:
    back = told(suggestion.columns, {"Average Cost": "cost", "Cost": "", "UPC": "sku", "SKU": None})
    assert back.columns == {"Average Cost": "unit_cost", "UPC": "sku"}
    assert back.skipped == ("Cost", "SKU")
    assert back.warnings == ()


@pytest.mark.parametrize(
    ("sent", "warning"),
    [
        ({"Colour": "sku"}, "The file has no column 'Colour'"),
        ({"Price": "shoe size"}, "'shoe size', which is no target"),
        ({"Price": "revenue", "Cost": "revenue"}, "'revenue' is mapped twice"),
        ({"Shelf mood": "margin"}, "'margin' is not read from the file"),
    ],
)
def test_what_cannot_be_followed_is_said(suggestion, sent, warning: str) -> None:
    (said,) = told(suggestion.columns, sent).warnings
    assert warning in said
