"""Proof trees: how signals add up to a cause, and numbers to dollars."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import frozen

from sentinel import canonical, causes, formulas
from sentinel.models import Finding, Issue, Item, Primitive, Reasoning
from sentinel.reports.words import cause_words, cents, counted, how_sure, percent, printable
from sentinel.what_if import WhatIf, what_ifs

_DIGITS = 4
"""Log-odds are shown with so many decimals; sums are made of what is shown."""

_FINE = 0.005
"""Evidence is rounded; beyond this share a recomputed figure is said to differ."""


@frozen(kw_only=True)
class Proof:
    """A statement and what it rests on. `str()` gives the tree as indented text."""

    statement: str
    value: float | None = None
    """The figure that the statement is about; null if it has none."""
    unit: str | None = None
    """USD/year, probability, log-odds, or the unit of a canonical column."""
    children: tuple[Proof, ...] = ()

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self, width: int | None = None) -> Iterator[str]:
        """The tree as indented text, wrapped to `width` columns (null: one line a statement)."""
        words = printable(self.statement)
        stem = "│  " if self.children else "   "
        room = max(width, 20) if width else len(words) + 1
        yield from textwrap.wrap(words, room, subsequent_indent=stem)
        for child in self.children:
            last = child is self.children[-1]
            for index, line in enumerate(child.lines(width - 3 if width else None)):
                lead = ("└─ " if last else "├─ ") if index == 0 else ("   " if last else "│  ")
                yield lead + line


def explain_issue(issue: Issue) -> Proof:
    """Why this issue, why this cause, why so many dollars, how sure."""
    total = round(issue.annual_cost.expected, 2)
    return Proof(
        statement=(
            f"{issue.title} in store {issue.store_id}: {counted(issue.sku_count, 'item')},"
            f" {cents(total)} a year"
        ),
        value=total,
        unit="USD/year",
        children=(_cause(issue), _dollars(issue), _sureness(issue)),
    )


def explain_item(reasonings: Iterable[Reasoning]) -> Proof:
    """What every primitive made of one item: found or not, from which values and thresholds."""
    reasons = tuple(reasonings)
    found = sum(reason.found is not None for reason in reasons)
    item = reasons[0].item if reasons else Item()
    name = f"{item.sku} {item.description or ''}".strip()
    return Proof(
        statement=f"{name} in store {item.store_id}: found by {found} of"
        f" {counted(len(reasons), 'primitive')}",
        value=float(found),
        unit="primitives",
        children=(*_statistics(item), *map(_reasoning, sorted(reasons, key=_found_first))),
    )


# --- the cause ----------------------------------------------------------------------------------


def _cause(issue: Issue) -> Proof:
    leading = max(issue.causes, key=issue.causes.__getitem__)
    subject = issue.cause or leading
    steps = causes.proof(issue.primitive, issue.signal_weights)
    shown = _rounded_steps([step.log_odds[subject] for step in steps])
    log_odds = round(sum(shown), _DIGITS)
    if issue.cause is None:
        head = (
            f"Cause: not determined; no cause reaches {percent(causes.UNDETERMINED_BELOW)} on the"
            f" single items. Closest: {subject} ({cause_words(subject)})"
        )
    else:
        head = f"Cause: {subject}, {percent(issue.cause_confidence)} likely: {cause_words(subject)}"
    summary = Proof(
        statement=f"Log-odds add up to {log_odds:+.{_DIGITS}f}, that is a probability of"
        f" 1 / (1 + exp({-log_odds:.{_DIGITS}f})) = {1 / (1 + math.exp(-log_odds)):.4f}",
        value=log_odds,
        unit="log-odds",
    )
    return Proof(
        statement=head,
        value=issue.causes[subject],
        unit="probability",
        children=(
            *(
                _step(issue.primitive, step, subject, value)
                for step, value in zip(steps, shown, strict=True)
            ),
            summary,
            _other_causes(issue, subject),
        ),
    )


def _rounded_steps(steps: list[float]) -> list[float]:
    """Differences of the rounded running sum: what is shown adds up to the last digit."""
    shown, running, before = [], 0.0, 0.0
    for step in steps:
        running += step
        now = round(running, _DIGITS)
        shown.append(round(now - before, _DIGITS))
        before = now
    return shown


def _step(primitive: str, step: causes.Step, subject: str, value: float) -> Proof:
    table = causes.table()
    if step.signal is None:
        prior = table.priors.get(primitive, table.default_prior)
        return Proof(
            statement=f"{value:+.{_DIGITS}f} from the kind of leak alone:"
            f" {percent(prior.probabilities[subject])}. {prior.why}",
            value=value,
            unit="log-odds",
        )
    signal = table.signals[step.signal]
    on = "" if step.weight >= 1 else f", on {percent(step.weight)} of the dollars"
    ratios = ", ".join(f"{cause} x{ratio:g}" for cause, ratio in step.ratios.items())
    why = signal.ratios[subject].why if subject in signal.ratios else "It speaks of other causes."
    return Proof(
        statement=f"{value:+.{_DIGITS}f} because {signal.meaning}{on} ({ratios}). {why}",
        value=value,
        unit="log-odds",
    )


def _other_causes(issue: Issue, subject: str) -> Proof:
    others = sorted(
        ((cause, p) for cause, p in issue.causes.items() if cause != subject),
        key=lambda pair: -pair[1],
    )
    rest = math.fsum(p for _, p in others)
    return Proof(
        statement="Other causes: " + ", ".join(f"{cause} {p:.1%}" for cause, p in others),
        value=rest,
        unit="probability",
        children=(),
    )


# --- the dollars --------------------------------------------------------------------------------


def _dollars(issue: Issue) -> Proof:
    low, high = issue.annual_cost.low, issue.annual_cost.high
    total = round(issue.annual_cost.expected, 2)
    parts = [_finding(finding, issue.formulas) for finding in issue.findings]
    if issue.findings_left_out:
        rest = round(total - sum(part.value or 0.0 for part in parts), 2)
        parts.append(
            Proof(
                statement=f"{cents(rest)} for {counted(issue.findings_left_out, 'further item')},"
                " each smaller than these",
                value=rest,
                unit="USD/year",
            )
        )
    return Proof(
        statement=f"Dollars: {cents(total)} a year, {cents(low)} to {cents(high)} with the items'"
        f" 80% ranges added up; {cents(issue.exposure)} tied up or misstated today",
        value=total,
        unit="USD/year",
        children=tuple(parts),
    )


def _finding(finding: Finding, known: tuple[str, ...]) -> Proof:
    cost = round(finding.annual_cost, 2)
    name = f"{finding.sku} {finding.description or ''}".strip()
    return Proof(
        statement=f"{cents(cost)} {name}",
        value=cost,
        unit="USD/year",
        children=tuple(_recomputed(cost, known, finding.evidence)),
    )


def _recomputed(
    cost: float, known: tuple[str, ...], evidence: Mapping[str, float | str]
) -> Iterator[Proof]:
    formula = formulas.fitting(known, evidence)
    if formula is not None:
        yield Proof(statement=formula)
        try:
            value = formulas.evaluate(formula, evidence)
        except ZeroDivisionError:
            value = 0.0
        differs = abs(value - cost) > max(0.01, _FINE * abs(cost))
        note = "; differs from the figure above" if differs else ""
        yield Proof(
            statement=f"= {formulas.with_numbers(formula, evidence)} = {cents(value)}{note}",
            value=value,
            unit="USD/year",
        )
    used = formulas.names(formula) if formula else frozenset()
    rest = [f"{name} {_plain(value)}" for name, value in evidence.items() if name not in used]
    if rest:
        yield Proof(statement=("also: " if formula else "from: ") + ", ".join(rest))


def _sureness(issue: Issue) -> Proof:
    return Proof(
        statement=f"Certainty: {percent(issue.confidence)}, {how_sure(issue.confidence)}: the"
        " items' own probabilities, weighted by what each costs",
        value=issue.confidence,
        unit="probability",
    )


# --- one item -----------------------------------------------------------------------------------

_WHAT_IFS = 3
"""So many ways in which an item would have been found are shown."""

_SINCE = {
    "last_sold_on": "days_since_sold",
    "last_received_on": "days_since_received",
    "last_counted_on": "days_since_counted",
}
"""Date columns reach a judgement as days before the snapshot's date."""

_STATISTICS: tuple[tuple[str, str, Callable[[Item], float | None]], ...] = (
    ("expected sales", "units/day", lambda item: item.demand.mean if item.demand else None),
    ("silent when it could have sold, by season", "days", lambda item: item.silent_days),
    ("chance that its shelf is empty", "probability", lambda item: item.empty_shelf_probability),
    ("chance that its demand has ended", "probability", lambda item: item.demand_ended_probability),
    ("its margin", "of the price", lambda item: item.margin),
    ("its peers' median margin", "of the price", lambda item: item.peer_margin),
    ("its peers' median of price / list price", "", lambda item: item.peer_list_ratio),
    ("its vendor's items against their peers", "standard errors", lambda i: i.vendor_margin_z),
)


def _statistics(item: Item) -> Iterator[Proof]:
    known = [(words, statistic(item), unit) for words, unit, statistic in _STATISTICS]
    told = [(words, value, unit) for words, value, unit in known if value is not None]
    if told:
        yield Proof(
            statement="What its store's statistics say",
            children=tuple(
                Proof(
                    statement=f"{words}: "
                    + (percent(value) if unit == "probability" else f"{value:.4g} {unit}".strip()),
                    value=value,
                    unit=unit or None,
                )
                for words, value, unit in told
            ),
        )


def _found_first(reason: Reasoning) -> tuple[float, bool]:
    return (-reason.found.annual_cost.expected if reason.found else math.inf, bool(reason.missing))


def _reasoning(reason: Reasoning) -> Proof:
    primitive, found = reason.primitive, reason.found
    if reason.missing:
        lacks = ", ".join(reason.missing)
        return Proof(statement=f"{primitive.title}: not assessed, the export lacks {lacks}")
    if found is not None:
        cost = round(found.annual_cost.expected, 2)
        verdict = (
            f"found, {cents(cost)} a year ({cents(found.annual_cost.low)} to"
            f" {cents(found.annual_cost.high)}), {percent(found.confidence)} sure,"
            f" {cents(found.exposure)} tied up or misstated today"
        )
        recomputed = tuple(_recomputed(cost, primitive.formulas, found.evidence))
        dollars: tuple[Proof, ...] = (
            Proof(statement="Dollars", value=cost, unit="USD/year", children=recomputed),
        )
    else:
        empty = [name for name in primitive.requires if _of_item(reason.item, name) is None]
        if empty:
            verdict, dollars = f"not judged, this item has no {', '.join(empty)}", ()
        else:
            verdict, dollars = "not found", tuple(_why_not(reason))
    return Proof(
        statement=f"{primitive.title}: {verdict}",
        value=found.annual_cost.expected if found else None,
        unit="USD/year" if found else None,
        children=(Proof(statement=f"Meaning: {primitive.meaning}"), *_inputs(reason), *dollars),
    )


def _why_not(reason: Reasoning) -> Iterator[Proof]:
    """The nearest changes that would have the item found, asked of the judgement itself."""
    fields = {_SINCE.get(name, name): name for name in _columns(reason.primitive)}
    near = what_ifs(reason, fields)[:_WHAT_IFS]
    if not near:
        yield Proof(statement="No change of a single value would have it found")
    for what_if in near:
        name = fields[what_if.field]
        yield Proof(
            statement=f"It would be found if {name} were {_bound(what_if, _unit(name))}",
            value=what_if.value,
            unit=_unit(name),
        )


def _bound(what_if: WhatIf, unit: str) -> str:
    more = what_if.value > what_if.now
    if 0 < abs(what_if.value) < 1e-6:  # as near to zero as halving gets
        return "above 0" if more else "below 0"
    return f"{what_if.value:.4g} {unit} or {'more' if more else 'less'}"


def _inputs(reason: Reasoning) -> Iterator[Proof]:
    primitive, item = reason.primitive, reason.item
    values = tuple(_value(name, _of_item(item, name)) for name in _columns(primitive))
    yield Proof(statement="Values of this item", children=values)
    if primitive.thresholds:
        yield Proof(
            statement="Thresholds",
            children=tuple(
                Proof(
                    statement=f"{threshold.name} = {_plain(value)} {threshold.unit}:"
                    f" {threshold.meaning}",
                    value=value,
                    unit=threshold.unit,
                )
                for threshold in primitive.thresholds
                for value in (reason.thresholds.get(threshold.name, threshold.default),)
            ),
        )


def _value(name: str, value: float | str | None) -> Proof:
    unit = _unit(name)
    if value is None:
        return Proof(statement=f"{name}: the export does not say")
    text = value if isinstance(value, str) else f"{_plain(value)} {unit}".strip()
    number = None if isinstance(value, str) else value
    return Proof(statement=f"{name}: {text}", value=number, unit=unit or None)


def _columns(primitive: Primitive) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*primitive.requires, *primitive.requires_any, *primitive.uses)))


def _unit(name: str) -> str:
    if name in _SINCE:
        return "days ago"
    column = canonical.BY_NAME.get(name)
    return column.unit if column else ""


def _of_item(item: Item, name: str) -> float | str | None:
    value: float | str | None = getattr(item, _SINCE.get(name, name), None)
    return value


def _plain(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.10g}"
