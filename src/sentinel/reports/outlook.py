"""What changed since the last export, and what to export as well."""

from __future__ import annotations

from collections.abc import Sequence

from sentinel.models import Advice, Drift, Report
from sentinel.reports.page import Page
from sentinel.reports.words import listed, money, percent

MOST_ADVICE = 5
MOST_CHANGES = 8
WORTH_SAYING = 0.5
"""Dollars; less is not worth a figure."""
LEAST_SHARE = 0.005
"""Advice that brings less, and opens nothing, is left to the JSON report."""


def advice(page: Page, items: Sequence[Advice]) -> None:
    """The few things to export as well that are worth most."""
    shown = [one for one in items if one.opens or one.found_share >= LEAST_SHARE][:MOST_ADVICE]
    if not shown:
        return
    page.heading("One more column")
    scaled = any(one.annual_worth is not None for one in shown)
    scale = ", scaled to what this one sells or stocks" if scaled else ""
    page.say(
        "What would let Sentinel see more, the most worth first. The worth is an estimate: measured"
        f" on simulated stores{scale}.",
        indent=2,
    )
    for one in shown:
        page.say(f"* {one.how}", indent=2, hang=4)
        page.say(_gain(one), indent=4)


def _gain(one: Advice) -> str:
    parts = []
    if one.annual_worth is not None and one.annual_worth >= WORTH_SAYING:
        worth = float(f"{one.annual_worth:.2g}")
        parts.append(f"about {money(worth)} a year more to be found")
    elif one.annual_worth is None and one.found_share >= LEAST_SHARE:
        parts.append(f"about {percent(one.found_share)} of all that can be found")
    if one.opens:
        parts.append(f"opens {_primitives(one.opens)}")
    if one.sharpens:
        parts.append(f"sharpens {_primitives(one.sharpens)}")
    if one.needed_by:
        parts.append(f"with other columns opens {_primitives(one.needed_by)}")
    words = "; ".join(parts)
    return f"{words[:1].upper()}{words[1:]}."


def _primitives(keys: Sequence[str]) -> str:
    return listed([key.replace("_", " ") for key in keys], most=4)


def drift(page: Page, report: Report) -> None:
    """What was lost since the last export; nothing is said where nothing was."""
    if not any(change.costs for change in report.drift):
        return
    page.heading("The export changed")
    page.say(f"Compared with {report.drift[0].compared_with}:", indent=2)
    told = [change for change in report.drift if not _is_told_by_its_pair(change, report.drift)]
    for change in told[:MOST_CHANGES]:
        page.say(f"* {_change(change)}", indent=2, hang=4)
    if len(told) > MOST_CHANGES:
        names = listed([f'"{change.header}"' for change in told[MOST_CHANGES:]], most=8)
        page.say(f"* also changed: {names}", indent=2, hang=4)


def harmless_drift(page: Page, report: Report) -> None:
    """A line about what changed and cost nothing."""
    if not report.drift or any(change.costs for change in report.drift):
        return
    told = [change for change in report.drift if not _is_told_by_its_pair(change, report.drift)]
    page.say(
        f"* Since {report.drift[0].compared_with}: {listed(map(_change, told), most=6)}.", 2, 4
    )


def _is_told_by_its_pair(change: Drift, changes: Sequence[Drift]) -> bool:
    return change.kind == "appeared" and any(
        other.kind == "vanished" and other.other_header == change.header for other in changes
    )


def _change(change: Drift) -> str:
    column = f" ({change.column})" if change.column else ""
    name = f'"{change.header}"{column}'
    match change.kind:
        case "vanished" if change.other_header:
            words = f'{name} is gone, and is probably "{change.other_header}" now'
        case "vanished":
            words = f"{name} is gone"
        case "appeared":
            words = f"{name} is new"
        case "type":
            words = f"{name} was {change.before} and is {change.now} now"
        case "scale":
            words = f"{name} has another unit: what was {change.before} is {change.now} now"
    return words + _cost(change)


def _cost(change: Drift) -> str:
    parts = []
    if change.not_assessed:
        parts.append(f"{_primitives(change.not_assessed)} cannot be looked at any longer")
    if change.less_sharp:
        verb = "is" if len(change.less_sharp) == 1 else "are"
        parts.append(f"{_primitives(change.less_sharp)} {verb} less sharp")
    return f": {'; '.join(parts)}" if parts else ""
