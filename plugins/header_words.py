"""Finds out what headers mean by their words, in six languages, and by the values under them.

A header is taken apart first: a period (`Sold last 30 days`), a store (`In stock [Main St]`), a
unit or currency (`Cost (USD)`) are split off; abbreviations are spelled out, glued and mistyped
words mended. What remains is looked up, and weighed with what the values look like; words that
mean different things are decided by the other columns.
"""

from __future__ import annotations

from sentinel import ColumnMapper, MappedColumn, Sample, hookimpl
from sentinel.headers import normal
from sentinel_plugins.header_context import decide, has
from sentinel_plugins.header_guess import guess, share_out
from sentinel_plugins.header_meanings import NONE, phrase
from sentinel_plugins.header_parts import taken_apart
from sentinel_plugins.header_places import months, places
from sentinel_plugins.header_values import Values


def propose(sample: Sample) -> tuple[MappedColumn, ...]:
    """What each header may mean, with probabilities; which of them holds is left to the caller."""
    headers = [
        taken_apart(text, Values(cells), lambda words: phrase(words) is not None)
        for text, cells in zip(sample.headers, sample.columns, strict=True)
    ]
    added = months(headers)
    # In one order, whatever the order in the file.
    ordered = sorted(headers, key=lambda header: (normal(header.text), header.text))
    guesses = [guess(header) for header in ordered if header.text not in added]
    share_out(guesses)
    decide(guesses)
    understood = {g.header.text: g.role for g in guesses if g.role != NONE and not g.resembles}
    understood |= {text: "units_sold" for text in added}
    stocked = has(guesses, "on_hand_qty") or has(guesses, "units_sold") or bool(added)
    located = places(headers, understood, stocked)
    found = [p for g in guesses if g.header.text not in located for p in g.proposals()]
    return (*found, *added.values(), *located.values())


HEADER_WORDS = ColumnMapper(
    key="header_words", title="Header words in six languages", propose=propose
)


@hookimpl
def sentinel_column_mappers() -> list[ColumnMapper]:
    """The mapper that is always there."""
    return [HEADER_WORDS]
