"""Stock below zero: one question per pattern, dollars first."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel.insights import (
    InvalidAnswerError,
    InvalidItemsError,
    NothingToAnswerError,
    answer,
    diagnostic_report,
    dump,
    load,
    question,
    running_totals,
    start,
    started,
    summary,
    to_dict,
)
from sentinel.insights.diagnostic import CLASSIFICATIONS, EXPLAINED


def item(sku="1", description="Hex nut", stock=-10.0, cost=1.0):
    return {"sku": sku, "description": description, "stock": stock, "cost": cost}


STORE = [
    item("1", "Hex nut", -100, 0.5),
    item("2", "Wood screws", -50, 0.1),
    item("3", "2x4x8 stud", -30, 4.0),
    item("4", "Pepsi 20 oz", -12, 1.5),
    item("5", "Hammer", 3, 9.0),
    item("6", "Mystery", -1, 2.0),
]

names = st.sampled_from(["Hex nut", "2x4 stud", "Pepsi", "Key blank", "Hammer", "Rope", ""])
items = st.lists(
    st.fixed_dictionaries(
        {
            "sku": st.sampled_from(["A", "B", "C", "D"]),
            "description": names,
            "stock": st.floats(-1e6, 1e3),
            "cost": st.floats(0, 1e4),
        }
    ),
    max_size=30,
)
answers = st.sampled_from(sorted(CLASSIFICATIONS))


def answered(diagnostic, classifications):
    for classification in classifications:
        if diagnostic.current is None:
            break
        diagnostic, _ = answer(diagnostic, classification)
    return diagnostic


# --- start --------------------------------------------------------------------------------------


def test_only_stock_below_zero_counts():
    told = started(start(STORE), "diag-1")
    assert (told.total_items, told.negative_items, told.patterns_detected) == (6, 5, 4)
    assert told.total_shrinkage == 50 + 5 + 120 + 18 + 2


def test_questions_come_by_dollars():
    assert [p.id for p in start(STORE).patterns] == [
        "lumber_2x",
        "bin_fasteners",
        "beverages",
        "other",
    ]


def test_a_repeated_sku_counts_every_time():
    """One row per store: 10 and 5 units at a dollar."""
    diagnostic = start([item(stock=-10), item(stock=-5)])
    assert [pattern.value for pattern in diagnostic.patterns] == [15]
    assert running_totals(diagnostic).total_shrinkage == 15


def test_nothing_below_zero_is_complete_at_once():
    diagnostic = start([item(stock=4)])
    assert (diagnostic.status, question(diagnostic)) == ("complete", None)
    assert running_totals(diagnostic).reduction_percent == 0


def test_no_items_are_fine():
    assert start([]).status == "complete"


def test_numeric_text_is_a_number_and_what_is_missing_is_zero():
    diagnostic = start([{"sku": 17, "description": "Rope", "stock": " -3 ", "cost": "2.5"}])
    (one,) = diagnostic.patterns[0].items
    assert (one.sku, one.stock, one.cost, one.value) == ("17", -3, 2.5, 7.5)
    assert start([{"sku": "1", "stock": -3}]).patterns[0].value == 0
    assert start([{"sku": "1"}]).negative_items == 0


def test_items_without_a_sku_are_dropped():
    diagnostic = start([item(sku=""), item(sku=None), {"stock": -1}, item(sku="  ")])
    assert (diagnostic.total_items, diagnostic.negative_items) == (0, 0)


def test_a_coupon_of_negative_cost_costs_nothing():
    assert start([item(cost=-1.0)]).patterns[0].value == 0


@pytest.mark.parametrize("field", ["stock", "cost"])
@pytest.mark.parametrize(
    "value",
    [None, "", "many", "nan", math.nan, math.inf, -math.inf, True, [], {}, 1e300, 10**400, "1,5"],
    ids=str,
)
def test_what_is_no_number_is_refused_with_its_position(field, value):
    with pytest.raises(InvalidItemsError, match=rf"items\[1\]\.{field}: ") as refused:
        start([item(), {**item(), field: value}])
    (problem,) = refused.value.problems
    assert (problem.position, problem.field, refused.value.count) == (1, field, 1)


@pytest.mark.parametrize("value", [None, 3, "text", [], True])
def test_an_item_that_is_no_object_is_refused(value):
    with pytest.raises(InvalidItemsError, match=r"items\[0\]: expected an object"):
        start([value])


@pytest.mark.parametrize("field", ["sku", "description"])
def test_a_name_that_is_no_text_is_refused(field):
    with pytest.raises(InvalidItemsError, match=rf"items\[0\]\.{field}: expected text"):
        start([{**item(), field: ["x"]}])


def test_all_problems_are_counted_and_the_first_told():
    with pytest.raises(InvalidItemsError, match=r"\(199 more\)") as refused:
        start([{**item(), "stock": None, "cost": "x"}] * 100)
    assert (len(refused.value.problems), refused.value.count) == (20, 200)


# --- questions and answers ----------------------------------------------------------------------


def test_a_question_shows_what_it_is_about():
    asked = question(start(STORE))
    assert (asked.pattern_id, asked.pattern_name) == ("lumber_2x", "Lumber 2X")
    assert (asked.item_count, asked.total_value) == (1, 120)
    assert asked.question == (
        "1 item (dimensional lumber, two inches thick) is below zero, $120 at cost. Is lumber sold"
        " before the delivery is booked in?"
    )
    assert (asked.progress.current, asked.progress.total) == (1, 4)
    assert [c for _, c in asked.suggested_answers] == [
        "receiving_gap",
        "investigate",
        "investigate",
    ]
    (sample,) = asked.sample_items
    assert (sample.sku, sample.stock, sample.cost, sample.value) == ("3", -30, 4.0, 120)


def test_asking_does_not_advance():
    diagnostic = start(STORE)
    assert question(diagnostic) == question(diagnostic)


def test_the_text_has_no_markup_and_no_names_of_items():
    asked = question(start([item(description="<b>rope</b> **x**")]))
    assert not set("<>*") & set(asked.question)


def test_an_answer_moves_on():
    diagnostic, told = answer(start(STORE), "receiving_gap", "yard")
    assert (told.answered.pattern, told.answered.value) == ("lumber_2x", 120)
    assert told.next_question.pattern_id == "bin_fasteners"
    assert (told.progress.current, told.is_complete) == (1, False)
    assert diagnostic.patterns[0].note == "yard"


def test_after_the_last_answer_it_is_complete():
    diagnostic = answered(start(STORE), ["investigate"] * 3)
    diagnostic, told = answer(diagnostic, "theft")
    assert (told.is_complete, told.next_question, diagnostic.status) == (True, None, "complete")
    with pytest.raises(NothingToAnswerError):
        answer(diagnostic, "theft")


@pytest.mark.parametrize("value", ["pending", "partial", "", "Theft", "x" * 1000])
def test_what_is_no_classification_is_refused(value):
    with pytest.raises(InvalidAnswerError, match="classification: ") as refused:
        answer(start(STORE), value)
    assert refused.value.field == "classification"


def test_an_answer_can_be_corrected():
    diagnostic = answered(start(STORE), ["theft", "non_tracked"])
    diagnostic, told = answer(diagnostic, "receiving_gap", pattern_id="lumber_2x")
    assert told.running_totals.explained_value == 120 + 55
    assert told.next_question.pattern_id == "beverages"


def test_the_same_answer_twice_changes_nothing():
    once, first = answer(start(STORE), "theft", pattern_id="lumber_2x")
    twice, second = answer(once, "theft", pattern_id="lumber_2x")
    assert (once, first) == (twice, second)


def test_one_can_go_back_to_a_question():
    diagnostic = answered(start(STORE), ["theft"])
    asked = question(diagnostic, "lumber_2x")
    assert (asked.progress.current, asked.classification) == (1, "theft")


def test_a_pattern_that_is_not_there_is_refused():
    with pytest.raises(InvalidAnswerError, match="pattern_id: 'keys' is none of lumber_2x"):
        answer(start(STORE), "theft", pattern_id="keys")


def test_a_note_has_a_limit():
    with pytest.raises(InvalidAnswerError, match="note: expected at most 2000"):
        answer(start(STORE), "theft", "x" * 2001)


# --- totals and report --------------------------------------------------------------------------


@given(items, st.lists(answers, max_size=8))
def test_explained_and_unexplained_are_the_total(store, classifications):
    totals = running_totals(answered(start(store), classifications))
    assert totals.explained_value + totals.unexplained_value == pytest.approx(
        totals.total_shrinkage
    )
    assert 0 <= totals.reduction_percent <= 100


@given(items)
def test_the_patterns_add_up_to_the_total(store):
    diagnostic = start(store)
    negative = [one for one in store if one["stock"] < 0]
    value = math.fsum(-one["stock"] * one["cost"] for one in negative)
    assert math.fsum(p.value for p in diagnostic.patterns) == pytest.approx(value)
    assert sum(len(p.items) for p in diagnostic.patterns) == len(negative)
    assert running_totals(diagnostic).total_shrinkage == pytest.approx(value)


@given(items, st.sampled_from(EXPLAINED))
def test_all_explained_is_a_hundred_percent(store, classification):
    diagnostic = answered(start(store), [classification] * 30)
    totals = running_totals(diagnostic)
    assert totals.unexplained_value == 0
    if totals.total_shrinkage:
        assert totals.reduction_percent == pytest.approx(100)


@given(items, st.lists(answers, max_size=8))
def test_classifications_add_up_to_the_total(store, classifications):
    diagnostic = answered(start(store), classifications)
    report = diagnostic_report(diagnostic, "diag-1")
    groups = report.by_classification.values()
    assert math.fsum(group.value for group in groups) == pytest.approx(
        report.summary.total_shrinkage
    )
    for group in groups:
        assert group.items == sum(line.items for line in group.patterns)


@given(items, st.lists(answers, max_size=8))
def test_a_stored_diagnostic_comes_back_the_same(store, classifications):
    diagnostic = answered(start(store), classifications)
    assert load(json.loads(json.dumps(dump(diagnostic)))) == diagnostic


def test_totals_have_both_names():
    totals = to_dict(running_totals(answered(start(STORE), ["receiving_gap"])))
    assert (totals["explained"], totals["unexplained"]) == (120, 75)
    assert totals["explained"] == totals["explained_value"]
    assert totals["unexplained"] == totals["unexplained_value"]
    assert totals["reduction_pct"] == totals["reduction_percent"] == pytest.approx(61.5385)
    assert totals["by_classification"]["pending"] == {"items": 4, "value": 75}


def test_the_report_has_items_value_and_patterns_by_classification():
    report = to_dict(diagnostic_report(answered(start(STORE), ["receiving_gap"] * 2), "diag-1"))
    assert report["by_classification"]["receiving_gap"] == {
        "items": 3,
        "value": 175.0,
        "patterns": [
            {"name": "Lumber 2X", "items": 1, "value": 120.0},
            {"name": "Bin Fasteners", "items": 2, "value": 55.0},
        ],
    }
    assert (report["summary"]["total_items"], report["summary"]["negative_items"]) == (6, 5)


def test_what_nothing_explains_is_listed_by_dollars():
    diagnostic = answered(start(STORE), ["investigate", "receiving_gap", "expiration", "theft"])
    listed = diagnostic_report(diagnostic, "diag-1").items_to_investigate
    assert [(one.sku, one.pattern, one.classification) for one in listed] == [
        ("3", "Lumber 2X", "investigate"),
        ("6", "Other Items", "theft"),
    ]


def test_at_most_fifty_items_are_listed():
    diagnostic = answered(start([item(sku=str(n), stock=-n) for n in range(1, 100)]), ["theft"])
    listed = diagnostic_report(diagnostic, "diag-1").items_to_investigate
    assert (len(listed), listed[0].sku) == (50, "99")


def test_open_patterns_are_pending_and_their_items_not_listed():
    report = diagnostic_report(start(STORE), "diag-1")
    assert {step.classification for step in report.journey} == {"pending"}
    assert report.items_to_investigate == ()


def test_notes_come_back():
    diagnostic, _ = answer(start(STORE), "receiving_gap", "cut in the yard")
    report = diagnostic_report(diagnostic, "diag-1")
    assert report.journey[0].note == "cut in the yard"
    assert "(cut in the yard)" in report.rendered_text


def test_a_name_cannot_steer_a_terminal():
    diagnostic = answered(start([item(description="nut \x1b[31m")]), ["theft"])
    assert "\x1b" not in diagnostic_report(diagnostic, "d").rendered_text


def test_the_summary_tells_the_state():
    told = summary(answered(start(STORE, "Elm St"), ["receiving_gap"]), "diag-1")
    assert (told.store_name, told.status, told.patterns_answered) == ("Elm St", "in_progress", 1)
    assert (told.explained_value, told.unexplained_value) == (120, 75)


def test_a_question_shows_the_costliest_items_first():
    asked = question(start([item(sku=str(n), stock=-n) for n in (3, 9, 1, 7, 5, 8)]))
    assert [sample.sku for sample in asked.sample_items] == ["9", "8", "7", "5", "3"]
