"""Stock below zero, sorted by what explains it: one question per pattern, dollars first.

A `Diagnostic` is a value: `start` makes it, `answer` gives a new one, and everything else is told
from it. `dump` and `load` of `sentinel.insights.wire` store it and bring it back.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from attrs import evolve, field, frozen

from sentinel.insights import intake, matching
from sentinel.insights.errors import InvalidAnswerError, NothingToAnswerError
from sentinel.insights.intake import NegativeItem
from sentinel.insights.units import Percent, Units, UnitUsd, Usd
from sentinel.reports.words import counted, money, printable

CLASSIFICATIONS: Mapping[str, str] = {
    "receiving_gap": "Receiving Gap",
    "non_tracked": "Not Tracked by Design",
    "vendor_managed": "Vendor Managed",
    "expiration": "Expiration / Damage",
    "theft": "Theft / Shrinkage",
    "investigate": "Needs Investigation",
}
"""What a pattern can be answered with; before that it is `pending`."""
EXPLAINED = ("receiving_gap", "non_tracked", "vendor_managed", "expiration")
"""The way the store works explains it; the others have to be looked into."""
PENDING = "pending"
SAMPLES = 5
INVESTIGATED = 50
"""Items to investigate that are listed, the most dollars first."""
NOTE = 2000
"""Characters of a note."""

Status = Literal["in_progress", "complete"]


@frozen(kw_only=True)
class Pattern:
    """Items below zero that one answer explains."""

    id: str
    items: tuple[NegativeItem, ...]
    """The most dollars first; a SKU that was sent twice is here twice."""
    classification: str = PENDING
    note: str = ""

    @property
    def kind(self) -> matching.PatternKind:
        """What it covers and asks."""
        return next(kind for kind in matching.kinds() if kind.id == self.id)

    @property
    def value(self) -> float:
        """USD."""
        return math.fsum(item.value for item in self.items)

    @property
    def answered(self) -> bool:
        """Whether it has a classification."""
        return self.classification != PENDING


@frozen(kw_only=True)
class Diagnostic:
    """One run over a store's stock below zero."""

    store_name: str
    total_items: int
    negative_items: int
    patterns: tuple[Pattern, ...]
    """In the order of their questions: the most dollars first."""

    @property
    def status(self) -> Status:
        """Complete once every pattern is answered, at once where there is none."""
        return "complete" if self.current is None else "in_progress"

    @property
    def current(self) -> int | None:
        """Position of the first pattern without an answer, from 0; null: all have one."""
        return next((n for n, one in enumerate(self.patterns) if not one.answered), None)

    @property
    def answered(self) -> int:
        """Patterns with an answer."""
        return sum(pattern.answered for pattern in self.patterns)


@frozen(kw_only=True)
class Tally:
    """Items and dollars of one classification."""

    items: int
    value: Usd


@frozen(kw_only=True)
class RunningTotals:
    """Where the diagnostic stands; some figures have two names for two clients."""

    total_items: int
    negative_items: int
    total_shrinkage: Usd
    explained_value: Usd
    unexplained_value: Usd
    """Open patterns are unexplained."""
    reduction_percent: Percent
    explained: Usd
    unexplained: Usd
    reduction_pct: Percent
    patterns_total: int
    patterns_answered: int
    by_classification: dict[str, Tally]


@frozen(kw_only=True)
class SampleItem:
    """An item of a question."""

    sku: str
    description: str
    stock: Units
    cost: UnitUsd
    value: Usd


@frozen(kw_only=True)
class Progress:
    """How far the questions are."""

    current: int
    """Of a question its number, from 1; of an answer how many are answered."""
    total: int


@frozen(kw_only=True)
class Question:
    """One pattern to classify. All text is plain, without markup."""

    pattern_id: str
    pattern_name: str
    question: str
    suggested_answers: tuple[tuple[str, str], ...]
    """Label and classification, the likeliest first."""
    typical: str | None
    """The classification that mostly holds; null: none does."""
    item_count: int
    total_value: Usd
    sample_items: tuple[SampleItem, ...]
    progress: Progress
    running_totals: RunningTotals
    classification: str
    """What it was answered with; `pending` before."""
    note: str


@frozen(kw_only=True)
class Answered:
    """The pattern that an answer was for."""

    pattern: str
    classification: str
    value: Usd
    note: str


@frozen(kw_only=True)
class AnswerResult:
    """What an answer changed."""

    answered: Answered
    progress: Progress
    running_totals: RunningTotals
    is_complete: bool
    next_question: Question | None


@frozen(kw_only=True)
class Started:
    """The answer to a start."""

    session_id: str
    store_name: str
    total_items: int
    negative_items: int
    total_shrinkage: Usd
    patterns_detected: int
    status: Status


@frozen(kw_only=True)
class Summary:
    """The state in short."""

    session_id: str
    store_name: str
    status: Status
    total_items: int
    negative_items: int
    total_shrinkage: Usd
    explained_value: Usd
    unexplained_value: Usd
    reduction_percent: Percent
    patterns_total: int
    patterns_answered: int


@frozen(kw_only=True)
class PatternLine:
    """A pattern in a classification."""

    name: str
    items: int
    value: Usd


@frozen(kw_only=True)
class Classified:
    """A classification with its patterns."""

    items: int
    value: Usd
    patterns: tuple[PatternLine, ...]


@frozen(kw_only=True)
class ToInvestigate:
    """An item that nothing explains."""

    sku: str
    description: str
    stock: Units
    value: Usd
    pattern: str
    classification: str


@frozen(kw_only=True)
class JourneyStep:
    """A pattern and its answer."""

    pattern: str
    pattern_id: str
    value: Usd
    classification: str
    items: int
    note: str


@frozen(kw_only=True)
class DiagnosticReport:
    """The result so far; open patterns are `pending`."""

    session_id: str
    store_name: str
    status: Status
    summary: RunningTotals
    by_classification: dict[str, Classified]
    items_to_investigate: tuple[ToInvestigate, ...]
    journey: tuple[JourneyStep, ...]
    rendered_text: str
    narrative_summary: str | None = field(default=None)


def start(items: Iterable[Any], store_name: str = "My Store") -> Diagnostic:
    """A diagnostic of these items: mappings with `sku`, `description`, `stock` and `cost`.

    Raises InvalidItemsError, which names the position of what cannot be used.
    """
    taken = intake.read(items)
    groups: dict[str, list[NegativeItem]] = defaultdict(list)
    matcher = matching.Matcher()
    for item in taken.negative:
        groups[matcher.kind_of(item.sku, item.description)].append(item)
    patterns = [
        Pattern(id=kind, items=tuple(sorted(group, key=lambda item: -item.value)))
        for kind, group in groups.items()
    ]
    return Diagnostic(
        store_name=store_name,
        total_items=taken.total,
        negative_items=len(taken.negative),
        patterns=tuple(sorted(patterns, key=lambda pattern: (-pattern.value, pattern.id))),
    )


def started(diagnostic: Diagnostic, session_id: str) -> Started:
    """The answer to a start."""
    return Started(
        session_id=session_id,
        store_name=diagnostic.store_name,
        total_items=diagnostic.total_items,
        negative_items=diagnostic.negative_items,
        total_shrinkage=_total(diagnostic.patterns),
        patterns_detected=len(diagnostic.patterns),
        status=diagnostic.status,
    )


def question(diagnostic: Diagnostic, pattern_id: str | None = None) -> Question | None:
    """The current question (null: nothing is left), or that of a pattern, answered or not.

    Raises InvalidAnswerError where there is no such pattern.
    """
    place = diagnostic.current if pattern_id is None else _place(diagnostic, pattern_id)
    if place is None:
        return None
    pattern = diagnostic.patterns[place]
    kind = pattern.kind
    return Question(
        pattern_id=pattern.id,
        pattern_name=kind.title,
        question=_asked(pattern),
        suggested_answers=kind.answers,
        typical=kind.typical,
        item_count=len(pattern.items),
        total_value=pattern.value,
        sample_items=tuple(
            SampleItem(
                sku=item.sku,
                description=item.description,
                stock=item.stock,
                cost=item.cost,
                value=item.value,
            )
            for item in pattern.items[:SAMPLES]
        ),
        progress=Progress(current=place + 1, total=len(diagnostic.patterns)),
        running_totals=running_totals(diagnostic),
        classification=pattern.classification,
        note=pattern.note,
    )


def answer(
    diagnostic: Diagnostic, classification: str, note: str = "", *, pattern_id: str | None = None
) -> tuple[Diagnostic, AnswerResult]:
    """The diagnostic with an answer, and what it changed.

    Answers the current question, or corrects the answer of `pattern_id`; the same answer to the
    same pattern twice changes nothing. Raises InvalidAnswerError for what is no classification or
    no pattern of this diagnostic, NothingToAnswerError where no question is left.
    """
    if classification not in CLASSIFICATIONS:
        known = ", ".join(CLASSIFICATIONS)
        raise InvalidAnswerError("classification", f"{classification[:40]!r} is none of {known}.")
    if len(note) > NOTE:
        raise InvalidAnswerError("note", f"expected at most {NOTE} characters, got {len(note)}.")
    place = diagnostic.current if pattern_id is None else _place(diagnostic, pattern_id)
    if place is None:
        raise NothingToAnswerError
    patterns = list(diagnostic.patterns)
    patterns[place] = evolve(patterns[place], classification=classification, note=note)
    changed = evolve(diagnostic, patterns=tuple(patterns))
    return changed, answer_result(changed, patterns[place].id)


def answer_result(diagnostic: Diagnostic, pattern_id: str) -> AnswerResult:
    """How things stand after the answer to a pattern."""
    pattern = diagnostic.patterns[_place(diagnostic, pattern_id)]
    return AnswerResult(
        answered=Answered(
            pattern=pattern.id,
            classification=pattern.classification,
            value=pattern.value,
            note=pattern.note,
        ),
        progress=Progress(current=diagnostic.answered, total=len(diagnostic.patterns)),
        running_totals=running_totals(diagnostic),
        is_complete=diagnostic.status == "complete",
        next_question=question(diagnostic),
    )


def running_totals(diagnostic: Diagnostic) -> RunningTotals:
    """Explained and unexplained dollars; together they are the total."""
    patterns = diagnostic.patterns
    total = _total(patterns)
    explained = _total(one for one in patterns if one.classification in EXPLAINED)
    reduction = 100 * explained / total if total > 0 else 0.0
    groups = _by_classification(patterns)
    return RunningTotals(
        total_items=diagnostic.total_items,
        negative_items=diagnostic.negative_items,
        total_shrinkage=total,
        explained_value=explained,
        unexplained_value=total - explained,
        reduction_percent=reduction,
        explained=explained,
        unexplained=total - explained,
        reduction_pct=reduction,
        patterns_total=len(patterns),
        patterns_answered=diagnostic.answered,
        by_classification={
            name: Tally(items=_count(group), value=_total(group)) for name, group in groups.items()
        },
    )


def summary(diagnostic: Diagnostic, session_id: str) -> Summary:
    """The state in short."""
    totals = running_totals(diagnostic)
    return Summary(
        session_id=session_id,
        store_name=diagnostic.store_name,
        status=diagnostic.status,
        total_items=diagnostic.total_items,
        negative_items=diagnostic.negative_items,
        total_shrinkage=totals.total_shrinkage,
        explained_value=totals.explained_value,
        unexplained_value=totals.unexplained_value,
        reduction_percent=totals.reduction_percent,
        patterns_total=totals.patterns_total,
        patterns_answered=totals.patterns_answered,
    )


def diagnostic_report(diagnostic: Diagnostic, session_id: str) -> DiagnosticReport:
    """The result, at any time."""
    totals = running_totals(diagnostic)
    suspicious = sorted(
        (
            (item, pattern)
            for pattern in diagnostic.patterns
            if pattern.answered and pattern.classification not in EXPLAINED
            for item in pattern.items
        ),
        key=lambda pair: -pair[0].value,
    )
    listed = tuple(
        ToInvestigate(
            sku=item.sku,
            description=item.description,
            stock=item.stock,
            value=item.value,
            pattern=pattern.kind.title,
            classification=pattern.classification,
        )
        for item, pattern in suspicious[:INVESTIGATED]
    )
    journey = tuple(
        JourneyStep(
            pattern=pattern.kind.title,
            pattern_id=pattern.id,
            value=pattern.value,
            classification=pattern.classification,
            items=len(pattern.items),
            note=pattern.note,
        )
        for pattern in diagnostic.patterns
    )
    return DiagnosticReport(
        session_id=session_id,
        store_name=diagnostic.store_name,
        status=diagnostic.status,
        summary=totals,
        by_classification={
            name: _classified(group)
            for name, group in _by_classification(diagnostic.patterns).items()
        },
        items_to_investigate=listed,
        journey=journey,
        rendered_text=_text(diagnostic.store_name, totals, journey, listed, len(suspicious)),
    )


# --- parts --------------------------------------------------------------------------------------


def _asked(pattern: Pattern) -> str:
    kind, count = pattern.kind, len(pattern.items)
    what = f"{counted(count, 'item')} ({kind.covers}) {'is' if count == 1 else 'are'} below zero"
    return f"{what}, {money(pattern.value)} at cost. {kind.question}"


def _place(diagnostic: Diagnostic, pattern_id: str) -> int:
    for place, pattern in enumerate(diagnostic.patterns):
        if pattern.id == pattern_id:
            return place
    known = ", ".join(pattern.id for pattern in diagnostic.patterns) or "none"
    raise InvalidAnswerError("pattern_id", f"{pattern_id[:40]!r} is none of {known}.")


def _total(patterns: Iterable[Pattern]) -> float:
    return math.fsum(pattern.value for pattern in patterns)


def _count(patterns: Iterable[Pattern]) -> int:
    return sum(len(pattern.items) for pattern in patterns)


def _by_classification(patterns: Iterable[Pattern]) -> dict[str, list[Pattern]]:
    groups: dict[str, list[Pattern]] = defaultdict(list)
    for pattern in patterns:
        groups[pattern.classification].append(pattern)
    return groups


def _classified(patterns: list[Pattern]) -> Classified:
    return Classified(
        items=_count(patterns),
        value=_total(patterns),
        patterns=tuple(
            PatternLine(name=one.kind.title, items=len(one.items), value=one.value)
            for one in patterns
        ),
    )


def _text(
    store_name: str,
    totals: RunningTotals,
    journey: Iterable[JourneyStep],
    listed: tuple[ToInvestigate, ...],
    suspicious: int,
) -> str:
    lines = [
        f"Stock below zero in {store_name}: {counted(totals.negative_items, 'item')},"
        f" {money(totals.total_shrinkage)} at cost.",
        f"Explained: {money(totals.explained_value)} ({totals.reduction_percent:.1f}%)."
        f" Not explained: {money(totals.unexplained_value)}.",
        "",
        *(
            f"* {step.pattern}: {counted(step.items, 'item')}, {money(step.value)},"
            f" {CLASSIFICATIONS.get(step.classification, 'Pending')}"
            + (f" ({step.note})" if step.note else "")
            for step in journey
        ),
    ]
    if listed:
        lines += ["", "Look into:"]
        lines += [f"* {one.sku} {one.description}: {money(one.value)}" for one in listed[:10]]
        if suspicious > 10:
            lines.append(f"and {counted(suspicious - 10, 'more item')}")
    return "\n".join(map(printable, lines)) + "\n"
