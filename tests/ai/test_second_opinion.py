"""An opinion is weighed against proof, words and values: it is never simply believed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_files import MEANT, ROWS, STOCK, STORE, STRANGE, export

import sentinel
from sentinel import ColumnMapper, MappedColumn, Sample
from sentinel.canonical import BY_NAME
from sentinel.suggestion import MappingSuggestion, SuggestedColumn

FILE = export(STRANGE)


def opinion(meaning: Mapping[str, str], confidence: float = 0.97) -> ColumnMapper:
    """Somebody who says this, whatever it is called."""

    def propose(sample: Sample) -> tuple[MappedColumn, ...]:
        return tuple(
            MappedColumn(column=meaning.get(h, ""), header=h, confidence=confidence, why="x")
            for h in sample.headers
        )

    return ColumnMapper(key="friend", title="Friend", propose=propose, on_request=True)


def after(meaning: Mapping[str, str], **options: float) -> dict[str, SuggestedColumn]:
    suggestion = sentinel.suggest_mapping(FILE, mapper=opinion(meaning, **options))
    return {one.header: one for one in suggestion.columns}


def taken(suggestion: MappingSuggestion) -> dict[str, str | None]:
    return {one.header: one.column for one in suggestion.columns}


ALONE = {one.header: one for one in sentinel.suggest_mapping(FILE).columns}


def test_agreement_makes_a_column_surer_and_spares_the_review() -> None:
    assert ALONE["Qty"].needs_review
    quantity = after(MEANT)["Qty"]
    assert (quantity.column, quantity.needs_review) == ("on_hand_qty", False)
    assert (quantity.confidence or 0) > (ALONE["Qty"].confidence or 0)
    assert quantity.why == "a quantity in a list without sales; Friend agrees"


def test_what_a_friend_alone_finds_needs_review_and_says_where_it_comes_from() -> None:
    found = after(MEANT)
    assert {name: found[name].column for name in MEANT} == MEANT
    for name in ("Gattung", "Zufluss"):
        assert ALONE[name].column is None
        assert found[name].needs_review
        assert 0.5 <= (found[name].confidence or 0) <= 0.75  # no client takes it at one click
        assert found[name].why.endswith(f"Friend takes it for {MEANT[name]} (0.90)")


@pytest.mark.parametrize(
    "wrong",
    [
        {"Cost": "unit_price", "Price": "unit_cost"},
        {"Cost": "list_price", "Price": "avg_cost", "Profit": "unit_cost"},
        {"Profit": "unit_price"},
        {"Qty": "unit_cost", "Name": "unit_price", "SKU": "last_cost"},
        {},
    ],
)
def test_a_proven_column_stays_whatever_is_said_of_it(wrong: dict[str, str]) -> None:
    found = after(wrong)
    for name in ("Cost", "Price", "Profit"):
        assert found[name].column == ALONE[name].column
        assert found[name].confidence == ALONE[name].confidence
        assert found[name].proof == ALONE[name].proof
        assert not found[name].needs_review
    assert "Friend takes it for" in found["Cost"].why
    assert found["Cost"].why.endswith("the arithmetic does not")


def test_a_name_that_is_certain_stays() -> None:
    assert after({"SKU": "barcode", "Name": "sku"})["SKU"] == ALONE["SKU"]


def test_words_against_a_friend_without_proof_are_for_a_person_to_judge() -> None:
    assert not ALONE["Name"].needs_review
    name = after({**MEANT, "Name": "vendor"})["Name"]
    assert (name.column, name.needs_review) == ("description", True)
    assert name.why.endswith("Friend takes it for vendor (0.90)")
    assert (name.confidence or 0) < (ALONE["Name"].confidence or 0)
    other = after({**MEANT, "Name": "none"})["Name"]
    assert (other.column, other.needs_review) == ("description", True)
    assert 0.5 <= (after({})["Qty"].confidence or 0) < 0.8


def test_a_column_whose_values_cannot_be_it_is_not_taken() -> None:
    found = after({**MEANT, "Gattung": "reorder_point", "Zufluss": "on_order_qty"})
    assert found["Gattung"].column is None
    assert found["Zufluss"].column is None
    assert found["Gattung"].why.endswith("Friend takes it for reorder_point (0.90)")


def test_a_friend_who_is_not_sure_says_nothing() -> None:
    assert after(MEANT, confidence=0.4) == ALONE


def test_what_a_friend_says_is_held_against_the_arithmetic_too() -> None:
    # nobody knows these words, and cost times stock is the value only if it is told which is which
    columns = {
        "SKU": STORE["SKU"],
        "Preisling": STORE["Cost"],
        "Mengling": STOCK,
        "Summling": [round(c * q, 2) for c, q in zip(STORE["Cost"], STOCK, strict=True)],  # type: ignore[operator]
    }
    meaning = {"Preisling": "unit_cost", "Mengling": "on_hand_qty"}
    found = {
        one.header: one
        for one in sentinel.suggest_mapping(export(columns), mapper=opinion(meaning)).columns
    }
    cost = found["Preisling"]
    assert (cost.column, cost.needs_review) == ("unit_cost", True)
    assert cost.proof is not None
    assert "on_hand_qty x unit_cost = 'Summling'" in cost.proof


def test_what_the_caller_says_is_above_all() -> None:
    wrong = opinion({"Qty": "on_hand_qty", "Gattung": "category"})
    told = {"Qty": "units_sold", "Gattung": "vendor"}
    suggestion = sentinel.suggest_mapping(FILE, mapping=told, mapper=wrong)
    assert taken(suggestion) | told == taken(suggestion)
    assert not any(one.needs_review for one in suggestion.columns if one.header in told)


def test_stores_and_people_are_not_shown_to_a_friend() -> None:
    seen: list[str] = []

    def propose(sample: Sample) -> tuple[MappedColumn, ...]:
        seen.extend(sample.headers)
        return ()

    hidden = {"Store": ["Elm", "Mall"] * 20, "On hand [Elm]": STOCK, "Sold by": ["Jens"] * ROWS}
    columns = {**STORE, **hidden}
    curious = ColumnMapper(key="friend", title="Friend", propose=propose, on_request=True)
    notes = sentinel.suggest_mapping(export(columns), mapper=curious).notes
    assert seen == list(STORE)
    assert "asked about 5 of 8 headers" in notes[0]


def test_a_saved_mapping_keeps_what_a_friend_found(tmp_path) -> None:  # type: ignore[no-untyped-def]
    suggestion = sentinel.suggest_mapping(FILE, mapper=opinion(MEANT))
    suggestion.save(tmp_path)
    columns = sentinel.read(FILE, mappings=tmp_path).sources[0].mapping
    assert {one.header: one.column for one in columns} == MEANT


WORDS = st.sampled_from(["", "margin", "nonsense", *BY_NAME])


@given(
    st.fixed_dictionaries({name: WORDS for name in STRANGE}),
    st.floats(0, 1, allow_nan=False),
)
def test_whatever_is_said_no_proof_falls_and_no_column_is_given_twice(
    meaning: dict[str, str], confidence: float
) -> None:
    found = after(meaning, confidence=confidence)
    for name, alone in ALONE.items():
        if alone.proof is not None or alone.confidence == 1.0:
            assert (found[name].column, found[name].proof) == (alone.column, alone.proof)
        if found[name].column not in (alone.column, None):
            assert found[name].needs_review
    columns = [one.column for one in found.values() if one.column]
    assert len(set(columns)) == len(columns)
