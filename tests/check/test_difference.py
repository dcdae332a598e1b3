"""What counts as a difference between two answers, and what does not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel.check.client import Answer
from sentinel.check.difference import differences, found_at, pointer

NAMES = st.text(st.characters(codec="ascii", exclude_characters="*"), max_size=4)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)


def answer(body: Any, status: int = 200) -> Answer:
    return Answer(status=status, headers={}, body=json.dumps(body).encode(), milliseconds=1)


def told(old: Any, new: Any, *ignore: str) -> list[tuple[str, str]]:
    return [(one.at, one.kind) for one in differences(answer(old), answer(new), ignore)]


@given(VALUES)
def test_an_answer_does_not_differ_from_itself(value: Any) -> None:
    assert told(value, value) == []


@given(VALUES, VALUES)
def test_there_is_a_difference_exactly_where_answers_are_not_equal(old: Any, new: Any) -> None:
    def typed(value: Any) -> str:
        return json.dumps(value, sort_keys=True)

    assert (told(old, new) == []) == (typed(old) == typed(new))


@given(VALUES, VALUES)
def test_seen_from_the_other_side_it_is_as_many(old: Any, new: Any) -> None:
    other = {"missing": "added", "added": "missing"}
    turned = sorted((at, other.get(kind, kind)) for at, kind in told(new, old))
    assert sorted(told(old, new)) == turned


@given(st.dictionaries(NAMES, VALUES, min_size=1))
def test_a_pointer_leads_where_it_was_made(value: dict[str, Any]) -> None:
    for name, inner in value.items():
        assert found_at(value, pointer([name])) == inner


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": 1}, {"a": 1.004}, []),
        ({"a": 1}, {"a": 1.006}, [("/a", "value")]),
        ({"a": 1e12}, {"a": 1e12 + 1}, []),
        ({"a": 1}, {"a": True}, [("/a", "type")]),
        ({"a": None}, {"a": 1}, [("/a", "type")]),
        ({"a": 1}, {"a": 1, "b": 2}, [("/b", "added")]),
        ({"a": 1, "b": 2}, {"a": 1}, [("/b", "missing")]),
        ({"a": [1, 2]}, {"a": [1]}, [("/a", "length")]),
        ({"a": [{"b/c": 1}]}, {"a": [{"b/c": 2}]}, [("/a/0/b~1c", "value")]),
        ([1], {"0": 1}, [("", "type")]),
    ],
)
def test_each_kind_of_difference(old: Any, new: Any, expected: list[tuple[str, str]]) -> None:
    assert told(old, new) == expected


@pytest.mark.parametrize(
    ("ignore", "left"),
    [
        ((), ["/at", "/issues/0/id", "/issues/0/at"]),
        (("at",), ["/issues/0/id"]),
        (("/at",), ["/issues/0/id", "/issues/0/at"]),
        (("/issues/*/id", "at"), []),
    ],
)
def test_values_are_ignored_where_that_is_stated(ignore: tuple[str, ...], left: list[str]) -> None:
    old = {"at": "Monday", "issues": [{"id": "a", "at": "Monday"}]}
    new = {"at": "Tuesday", "issues": [{"id": "b", "at": "Tuesday"}]}
    assert [at for at, _ in told(old, new, *ignore)] == left


def test_what_is_ignored_still_has_to_be_there_with_its_type() -> None:
    assert told({"at": "Monday"}, {"at": 3}, "at") == [("/at", "type")]
    assert told({"at": "Monday"}, {}, "at") == [("/at", "missing")]


def test_another_status_says_it_all() -> None:
    found = differences(answer({"a": 1}), answer({"detail": "no"}, 404), ())
    assert [(one.at, one.old, one.new) for one in found] == [("status", "200", "404")]


def test_long_texts_are_shown_where_they_part() -> None:
    old, new = (f"{'so far alike, ' * 9}{end} and on it goes{'.' * 99}" for end in ("up", "down"))
    (found,) = differences(answer({"a": old}), answer({"a": new}), ())
    assert "alike, up and on" in found.old and "alike, down and on" in found.new
    assert max(len(found.old), len(found.new)) == 60


def test_what_is_no_json_is_compared_as_it_is() -> None:
    def page(text: bytes) -> Answer:
        return Answer(status=200, headers={}, body=text, milliseconds=1)

    assert differences(page(b"<p>"), page(b"<p>"), ()) == ()
    assert [one.kind for one in differences(page(b"<p>"), page(b"<b>"), ())] == ["value"]
