"""What a file would be read as, for a terminal: the answer of `sentinel map`."""

from __future__ import annotations

import shlex

from sentinel.advice import Power
from sentinel.canonical import COLUMNS
from sentinel.reports.outlook import advice
from sentinel.reports.page import Page
from sentinel.reports.words import fits_as_well, listed, percent
from sentinel.suggestion import MappingSuggestion, SuggestedColumn

UNUSED_SHOWN = 40
_COLUMNS = frozenset(column.name for column in COLUMNS)


def suggestion_to_text(suggestion: MappingSuggestion, *, width: int = 100) -> str:
    """The suggestion in lines of at most `width` columns (60 to 160)."""
    page = Page(width)
    _system(page, suggestion)
    _columns(page, suggestion)
    _powers(page, suggestion)
    advice(page, suggestion.advice)
    return page.text()


def _system(page: Page, suggestion: MappingSuggestion) -> None:
    if suggestion.saved is not None:
        how = f"by the mapping saved on {suggestion.saved}"
    else:
        how = f"{percent(suggestion.pos_confidence)} sure"
    if suggestion.pos == "generic":
        page.say(f"{suggestion.name}: no POS system that is known ({how})", hang=2)
    else:
        page.say(
            f"{suggestion.name}: {suggestion.title}, {suggestion.export} export ({how})", hang=2
        )
    if suggestion.deciding:
        page.say(f"Decided by: {listed(suggestion.deciding)}", 2, 4)
    if suggestion.equals:
        page.say(fits_as_well(suggestion.pos, suggestion.equals), 2, 4)
    elif suggestion.runner_up is not None:
        key, export, confidence = suggestion.runner_up
        page.say(f"Next best: {key}, {export} export ({percent(confidence)})", 2, 4)
    if suggestion.fingerprint_missing:
        page.say(f"Headers it lacks: {listed(suggestion.fingerprint_missing, most=9)}", 2, 4)
    for note in suggestion.notes:
        page.say(note, 2, 4)


def _columns(page: Page, suggestion: MappingSuggestion) -> None:
    told = [column for column in suggestion.columns if _is_told(column)]
    page.gap()
    rows = [("header", "sample values", "taken for", "sure", "why"), *map(_row, told)]
    page.table(rows, (page.width // 4, page.width // 6, max(18, page.width // 5), 10))
    unused = [column.header for column in suggestion.columns if column not in told]
    if unused:
        page.gap()
        names = listed([f'"{header}"' for header in unused], most=UNUSED_SHOWN)
        page.say(f"Not used: {names}.", hang=2)
    unsure = [column for column in told if column.needs_review]
    if unsure:
        name = shlex.quote(suggestion.name)
        other = shlex.quote(f"{unsure[0].header}=COLUMN")
        page.gap()
        page.say("? needs review. If all of it is right, keep it; else say what it is and keep it:")
        page.say(f"sentinel map {name} --save", 2, 4)
        page.say(f"sentinel map {name} --map {other} --save", 2, 4)


def _is_told(column: SuggestedColumn) -> bool:
    """Whether it has a line: it is used, or it could have been and the reason says for what."""
    return column.column is not None or any(
        word.strip("'\",.:;()") in _COLUMNS for word in column.why.split()
    )


def _row(column: SuggestedColumn) -> tuple[str, ...]:
    taken = column.column or "-"
    if column.location:
        taken += f" of {column.location}"
    sure = "" if column.confidence is None else percent(column.confidence)
    if column.needs_review:
        sure += " ?"
    why = column.why if column.proof is None else f"{column.why}; proved: {column.proof}"
    return column.header, " | ".join(column.samples), taken, sure, why


def _powers(page: Page, suggestion: MappingSuggestion) -> None:
    page.heading("What this is enough for")
    full = [_name(p) for p in suggestion.primitives if p.state == "full"]
    if full:
        page.say(f"Full power: {', '.join(full)}", 2, 4)
    for state, words in (("partly", "works without"), ("not assessed", "not assessed: lacks")):
        for power in suggestion.primitives:
            if power.state == state:
                page.say(f"{_name(power)}: {words} {_lacks(power)}", 2, 4)


def _lacks(power: Power) -> str:
    several = len(power.lacks) > 1
    return listed((f"({one})" if several and " or " in one else one for one in power.lacks), most=9)


def _name(power: Power) -> str:
    return power.primitive.replace("_", " ")
