"""Nothing that stands under the header of a person or a card is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sentinel.models import Snapshot
from sentinel.privacy import is_private


@pytest.mark.parametrize(
    "header",
    ["Customer Name", "STAFF_NAME", "Server", "Card Brand", "E-mail", "Sold by", "Last 4", "Notes"],
)
def test_headers_of_persons_and_cards(header: str) -> None:
    assert is_private(header)


@pytest.mark.parametrize("header", ["Item Name", "SKU", "Card", "Cardigans", "Category", "Cost"])
def test_headers_of_goods(header: str) -> None:
    assert is_private(header) == (header == "Card")


def test_a_column_that_the_adapter_does_not_know_keeps_no_names(
    read: Callable[..., Snapshot], export: Callable[[str], Path]
) -> None:
    text = export("square/sales.csv").read_text()
    other = read(text.replace("Employee", "Team Member").replace("Customer Name", "Buyer"))
    assert {"Team Member", "Buyer"} <= set(other.sources[0].unmapped)
    assert "Jane Doe" not in repr(other.sources)
    assert "Bob" not in repr(other.sources)
