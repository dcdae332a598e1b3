"""What may name a tenant or a blob."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel.errors import UnstorableError
from sentinel.storage import new_session_id, new_task_id, new_upload_key
from sentinel.storage.names import checked_key, is_storable, place_of, tenants_of

TENANTS = (
    st.text(min_size=1, max_size=40)
    .filter(is_storable)
    .filter(lambda tenant: len(tenant.encode()) <= 60)
)


@given(TENANTS)
def test_a_tenant_is_one_plain_part_of_a_path_and_is_read_back(tenant):
    place = place_of(tenant)
    assert set(place) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
    assert list(tenants_of([place])) == [tenant]


@given(TENANTS, TENANTS)
def test_two_tenants_never_share_a_place_even_where_capitals_do_not_count(one, other):
    assert (place_of(one).casefold() == place_of(other).casefold()) == (one == other)


@pytest.mark.parametrize("tenant", ["", "a\0b", "\ud800", "x" * 201, "É" * 40])
def test_what_is_no_tenant_is_refused(tenant):
    with pytest.raises(UnstorableError):
        place_of(tenant)


def test_foreign_folders_are_nobodys():
    assert list(tenants_of(["lost+found", "Acme", "_zz", ".half-1", "acme", "_ff"])) == ["acme"]


@pytest.mark.parametrize(
    "key",
    ["", "/etc/passwd", "..", "../other/x", "a/../b", "a//b", "a/", "/a", ".", "a/.", ".hidden",
     "a\\b", "..\\b", "a\0b", "a b", "a\nb", "ключ", "a/" * 300 + "b", "x" * 201, "C:x", "a%2e",
     "~root", "a\ud800", None],
)  # fmt: skip
def test_a_key_that_could_lead_elsewhere_is_refused_and_named(key):
    with pytest.raises(UnstorableError, match="no key of a blob") as refused:
        checked_key(key)
    assert refused.value.given == key


@given(st.text(max_size=300))
def test_an_upload_of_any_name_gets_a_key_that_can_be_kept(name):
    assert checked_key(new_upload_key(name)).startswith("uploads/")


def test_an_upload_key_ends_like_the_file():
    assert new_upload_key("C:\\exports\\Items, May.csv").endswith("-Items_May.csv")


def test_ids_say_what_they_are_and_cannot_be_guessed():
    assert new_task_id().startswith("task-") and len(new_task_id()) == 37
    assert new_session_id().startswith("diag-") and new_session_id() != new_session_id()
