"""Headers of columns about persons and cards: what stands there is kept nowhere."""

from __future__ import annotations

import re

from sentinel.headers import normal

_PERSON = re.compile(
    r"\b(customers?|clients?|buyers?|guests?|patients?|cardholder|card|pan suffix|last (4|four)"
    r"|e ?mail|phone|mobile|telephone|address|employees?|staff|cashiers?|servers?|waiters?"
    r"|users?|team members?|salespersons?|sales ?reps?|counters|counted by|sold by"
    r"|tab name|notes?|comments?|remarks|memo"
    r"|(first|last|full|billing|shipping|contact) name|birth ?(day|date)|signature)\b"
)


def is_personal(header: str) -> bool:
    """Whether a header speaks of customers, staff or cards.

    >>> is_personal("Staff_Name"), is_personal("Item Name")
    (True, False)
    """
    return _PERSON.search(normal(header)) is not None
