"""The report for a terminal: what to do first, what it is worth, how sure, on which items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sentinel import canonical, causes
from sentinel.models import Issue, NotAssessed, Report
from sentinel.reports.outlook import advice, drift
from sentinel.reports.page import Page
from sentinel.reports.reading import reading
from sentinel.reports.words import (
    cause_words,
    counted,
    evidence_words,
    how_sure,
    listed,
    money,
    number,
    percent,
)

IN_DETAIL = 5
"""So many issues are told in full; the others get a line each."""
IN_BRIEF = 20
ITEMS = 3
"""Items named under an issue that is told in full."""
REASONS = 2
WORTH_SAYING = 0.5
"""Dollars; less is not worth a figure."""
ONE_ITEM = 0.9
"""An item with this share of a larger issue is likelier a slip in the data than a leak."""


def report_to_text(report: Report, *, width: int = 100, color: bool = False) -> str:
    """The report in lines of at most `width` columns (60 to 160), with ANSI colours if asked."""
    page = Page(width, color)
    _headline(page, report)
    drift(page, report)
    compares = bool(report.resolved) or any(issue.trend != "new" for issue in report.issues)
    costly = [issue for issue in report.issues if issue.annual_cost.expected >= WORTH_SAYING]
    first = (costly or list(report.issues))[:IN_DETAIL]
    if first:
        page.heading("Do this first")
        for rank, issue in enumerate(first, 1):
            _in_full(page, rank, issue, report, compares)
    rest = report.issues[len(first) :]
    if rest:
        page.heading("Then look at")
        _in_brief(page, rest, report, compares)
    _resolved(page, report)
    _not_assessed(page, report)
    advice(page, report.advice)
    reading(page, report)
    _small_print(page, report)
    return page.text()


# --- what was found -----------------------------------------------------------------------------


def _headline(page: Page, report: Report) -> None:
    names = listed([source.name for source in report.sources], most=3)
    day = f"{report.as_of:%B} {report.as_of.day}, {report.as_of.year}"
    page.say(f"{names}, as of {day} ({report.as_of_source})")
    page.gap()
    where = _stores(report)
    if not report.issues:
        page.strong(f"No leak was found among {counted(report.skus, 'item')}{where}.")
        if report.not_assessed:
            page.say("Not everything could be looked at, see below.")
        return
    cost = report.annual_cost
    if cost.expected >= WORTH_SAYING:
        page.strong(
            f"About {money(cost.expected)} a year is leaking,"
            f" likely between {money(cost.low)} and {money(cost.high)}."
        )
    else:
        page.strong("Something is wrong here, but no yearly cost can be put on it.")
    tied = ""
    if report.exposure >= WORTH_SAYING:
        tied = f" {money(report.exposure)} is tied up or misstated today."
    page.say(
        f"{counted(report.skus_found, 'item')} of {number(report.skus)}{where}"
        f" {'shows' if report.skus_found == 1 else 'show'} at least one leak.{tied}"
    )


def _stores(report: Report) -> str:
    if report.stores == (canonical.DEFAULT_STORE,):
        return ""
    if len(report.stores) > 3:
        return f" in {len(report.stores)} stores"
    return f" in {'store' if len(report.stores) == 1 else 'stores'} {listed(report.stores)}"


def _in_full(page: Page, rank: int, issue: Issue, report: Report, compares: bool) -> None:
    cost = issue.annual_cost
    page.gap()
    lead = f"{rank}. "
    page.strong(
        f"{lead}{issue.title}{_of_store(issue, report)}: {_a_year(cost.expected)},"
        f" {counted(issue.sku_count, 'item')}",
        hang=len(lead),
    )
    if issue.meaning:
        page.say(issue.meaning, indent=3)
    facts = [how_sure(issue.confidence)]
    if cost.expected >= WORTH_SAYING:
        facts.insert(0, f"{money(cost.low)} to {money(cost.high)} a year")
    if issue.exposure >= WORTH_SAYING:
        facts.append(f"{money(issue.exposure)} tied up or misstated today")
    if compares:
        facts.append(f"{issue.trend} since the previous export")
    page.say("; ".join(facts), indent=3)
    for line in issue.recommendations[:2]:
        page.say(f"-> {line}", indent=3, hang=6)
    page.say(_why(issue), indent=3)
    _items(page, issue)


def _a_year(amount: float) -> str:
    return f"{money(amount)} a year" if amount >= WORTH_SAYING else "no cost counted"


def _of_store(issue: Issue, report: Report) -> str:
    return "" if len(report.stores) == 1 else f" in {issue.store_id}"


def _why(issue: Issue) -> str:
    if issue.cause is None:
        closest = max(issue.causes, key=issue.causes.__getitem__)
        chance = percent(issue.causes[closest])
        return f"Why: not determined; the closest guess is {cause_words(closest)} ({chance})."
    steps = causes.proof(issue.primitive, issue.signal_weights)
    telling = sorted(
        (step for step in steps if step.signal and step.log_odds[issue.cause] > 0.05),
        key=lambda step: -step.log_odds[issue.cause or ""],
    )
    meanings = causes.table().signals
    seen = [meanings[step.signal].meaning for step in telling[:REASONS] if step.signal]
    because = f": {'; '.join(seen)}" if seen else ", as this kind of leak mostly is"
    sure = percent(issue.cause_confidence)
    return f"Why: {cause_words(issue.cause)} ({sure} likely){because}."


def _items(page: Page, issue: Issue) -> None:
    shown = issue.findings[:ITEMS]
    amounts = [money(one.annual_cost) if one.annual_cost > 0 else "-" for one in shown]
    room = max(map(len, amounts), default=0)
    for finding, amount in zip(shown, amounts, strict=True):
        name = f"{finding.sku} {finding.description or ''}".strip()
        words = evidence_words(issue.primitive, finding.evidence)
        page.say(f"{amount:>{room}}  {name}: {words}", indent=5, hang=room + 7)
    if (
        issue.sku_count > ITEMS
        and shown[0].annual_cost >= ONE_ITEM * issue.annual_cost.expected > 0
    ):
        share = percent(shown[0].annual_cost / issue.annual_cost.expected)
        page.say(
            f"{share} of it is the first item alone: check its figures first.", indent=room + 7
        )
    more = issue.sku_count - len(shown)
    if more > 0:
        page.say(f"and {counted(more, 'more item')}", indent=room + 7)


def _in_brief(page: Page, issues: Sequence[Issue], report: Report, compares: bool) -> None:
    shown = issues[:IN_BRIEF]
    amounts = [_a_year(issue.annual_cost.expected) for issue in shown]
    room = max(map(len, amounts))
    for issue, amount in zip(shown, amounts, strict=True):
        cause = "cause not determined" if issue.cause is None else cause_words(issue.cause)
        trend = f", {issue.trend}" if compares else ""
        page.say(
            f"{amount:>{room}}  {issue.title}{_of_store(issue, report)},"
            f" {counted(issue.sku_count, 'item')}: {cause}{trend}",
            indent=2,
            hang=room + 4,
        )
    if len(issues) > len(shown):
        left = issues[len(shown) :]
        rest = money(sum(issue.annual_cost.expected for issue in left))
        page.say(f"and {counted(len(left), 'smaller issue')}, {rest} a year together", indent=2)


def _resolved(page: Page, report: Report) -> None:
    if report.resolved:
        page.heading("Gone since the previous export")
        page.say(listed(report.resolved, most=10), indent=2)


# --- what was looked at -------------------------------------------------------------------------


def _not_assessed(page: Page, report: Report) -> None:
    if not report.not_assessed:
        return
    page.heading("Not looked at")
    page.say(
        "Not the same as clean: the export lacks what these need. Add the columns, run again.",
        indent=2,
    )
    for lacking, group in _by_lack(report.not_assessed):
        names = listed([primitive.replace("_", " ") for primitive in group])
        verb = "needs" if len(group) == 1 else "need"
        page.say(f"* {names}: {verb} {lacking}", indent=2, hang=4)


def _by_lack(items: Iterable[NotAssessed]) -> Iterator[tuple[str, list[str]]]:
    groups: dict[tuple[str, ...], list[str]] = {}
    for item in items:
        groups.setdefault(item.missing, []).append(item.primitive)
    for missing, primitives in groups.items():
        yield " and ".join(_columns(choice) for choice in missing), primitives


def _columns(choice: str) -> str:
    return " or ".join(_column(name) for name in choice.split(" or "))


def _column(name: str) -> str:
    column = canonical.BY_NAME.get(name)
    if column is None:
        return name
    meaning = column.meaning.rstrip(".")
    plain = meaning[1:2].islower()  # not MSRP and the like
    return f"{name} ({meaning[0].lower() if plain else meaning[0]}{meaning[1:]})"


def _small_print(page: Page, report: Report) -> None:
    for plugin in report.plugins_failed:
        page.gap()
        page.say(f"Plugin {plugin.name} could not be used and was left out: {plugin.error}")
    if report.notes:
        page.gap()
        for note in report.notes:
            page.say(f"Note: {note}", hang=6)
    if not report.issues:
        return
    page.gap()
    page.say(
        '"A year" is what leaving a leak alone for twelve months costs, an estimate with an 80%'
        " range. An item in several issues counts once for its price and once for its stock in"
        " the total, so the issues add up to more."
    )
