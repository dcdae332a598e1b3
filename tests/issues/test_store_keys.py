"""A key stands in an address as it is, and every name has one of its own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel.store_keys import store_key

NAMES = st.text() | st.text("aB1 -/.", max_size=5)


@given(NAMES)
def test_a_key_needs_no_escaping_and_is_its_own_key(name):
    key = store_key(name)
    assert re.fullmatch(r"[A-Za-z0-9._~-]{1,64}", key)
    assert store_key(key) == key


@given(NAMES, NAMES)
def test_two_names_have_two_keys(one, other):
    assert (store_key(one) == store_key(other)) == (one == other)


@pytest.mark.parametrize("name", ["main", "default", "Store-7", "0042"])
def test_a_plain_name_is_its_own_key(name):
    assert store_key(name) == name


@pytest.mark.parametrize(("name", "start"), [("Köln Süd", "koln-sud-"), ("金物屋", "store-")])
def test_a_stand_in_stays_readable_where_it_can(name, start):
    assert store_key(name).startswith(start)


@pytest.mark.parametrize("name", [".", "..", "send", "subscribe"])
def test_what_an_address_takes_otherwise_is_no_key(name):
    assert store_key(name) != name
