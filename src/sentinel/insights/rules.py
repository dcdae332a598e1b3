"""What follows from what is seen of an issue: rules as data, proven backwards from a goal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import pyarrow as pa
from attrs import frozen

from sentinel import causes
from sentinel.insights import items
from sentinel.insights.catalogue import CAUSE_NAMES, issue_type, trend_direction
from sentinel.insights.units import Fraction
from sentinel.models import CAUSES, Issue
from sentinel.reports.words import percent

Source = Literal["signal", "vsa_scoring", "inference", "attribute"]
Method = Literal["fact", "evidence_rule", "domain_rule", "unproven"]

LEAST_SHARE = 0.1
"""A premise that less of the issue shows does not carry a conclusion about the issue."""
HIGH_IMPACT = 10_000.0
"""USD a year."""
HELPFUL = 3
"""So many signals that would speak for a cause are named where it is not the best."""

MEANINGS: Mapping[str, str] = {
    "cost_exceeds_retail": "the cost is above the price",
    "damaged": "it is marked as damaged",
    "high_cost": "a unit costs over $500",
    "high_qty": "over 200 units are on hand",
    "low_margin": "the margin is under 20%",
    "negative_qty": "the books show less than nothing",
    "negative_retail": "the price is below zero",
    "old_receipt": "the last receipt was over 90 days ago",
    "on_order": "more is on order",
    "recent_receipt": "it was received within 7 days",
    "seasonal": "its category is out of season",
    "zero_cost": "the cost on file is zero",
    "zero_sales": "nothing was sold in the sales window",
}
"""What clients' signals say; those of the engine are told in the likelihood table."""


@frozen(kw_only=True)
class Rule:
    """If all premises hold, so does the conclusion."""

    name: str
    concludes: str
    says: str
    """The conclusion in words."""
    premises: tuple[str, ...]
    strength: float
    """How sure the conclusion is where the premises are certain, 0 to 1."""
    explanation: str
    source: str
    severity: str | None = None
    """Of an action."""


@frozen(kw_only=True)
class Fact:
    """Something that is seen, not concluded."""

    predicate: str
    confidence: Fraction
    source: Source
    explanation: str


@frozen(kw_only=True)
class Proof:
    """How far a goal is proven."""

    goal: str
    method: Method
    satisfied: bool
    confidence: float
    conclusion: str
    facts: tuple[Fact, ...] = ()
    parts: tuple[Proof, ...] = ()
    """Proofs of the premises, in their order."""
    rule: Rule | None = None
    missing: tuple[str, ...] = ()
    """What would have to be seen as well."""


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, read once."""
    raw = json.loads(Path(__file__).with_name("rules.json").read_text(encoding="utf-8"))
    return tuple(Rule(**{**rule, "premises": tuple(rule["premises"])}) for rule in raw["rules"])


class Knowledge:
    """What is known of one issue. `found` are its findings from `items.findings_of`."""

    def __init__(self, issue: Issue, found: pa.Table, as_of: date) -> None:
        self.issue = issue
        self.facts: Mapping[str, Fact] = {
            fact.predicate: fact
            for fact in (*_seen(issue, items.active_signals(found, as_of, issue)), *_told(issue))
        }
        self._proofs: dict[str, tuple[Proof, ...]] = {}

    def prove(self, goal: str) -> tuple[Proof, ...]:
        """The best proof of a goal; where there is none, every rule that was tried."""
        goal = canonical(goal)
        if goal not in self._proofs:
            self._proofs[goal] = self._prove(goal)
        return self._proofs[goal]

    def _prove(self, goal: str) -> tuple[Proof, ...]:
        if goal in self.facts:
            return (self._fact(goal),)
        if (cause := _argument(goal, "root_cause")) in CAUSES:
            return (self._cause(goal, cause),)
        if (least := _least(goal)) is not None:
            return (self._score(goal, *least),)
        tried = [self._by(rule) for rule in rules() if rule.concludes == goal]
        proven = [proof for proof in tried if proof.satisfied]
        if proven:
            return (max(proven, key=lambda proof: proof.confidence),)
        return tuple(tried) or (_unproven(goal, self._why_unseen(goal)),)

    def concluded(self) -> Iterator[Proof]:
        """Everything that a rule concludes of the issue, the surest first."""
        goals = dict.fromkeys(rule.concludes for rule in rules())
        proofs = [proof for goal in goals for proof in self.prove(goal) if proof.satisfied]
        yield from sorted(proofs, key=lambda proof: -proof.confidence)

    def _fact(self, goal: str) -> Proof:
        fact = self.facts[goal]
        return Proof(
            goal=goal,
            method="fact",
            satisfied=True,
            confidence=fact.confidence,
            conclusion=fact.explanation,
            facts=(fact,),
        )

    def _by(self, rule: Rule) -> Proof:
        parts = tuple(self.prove(premise)[0] for premise in rule.premises)
        weak = [part for part in parts if not part.satisfied or part.confidence < LEAST_SHARE]
        sure = rule.strength * min((part.confidence for part in parts), default=1.0)
        return Proof(
            goal=rule.concludes,
            method="domain_rule",
            satisfied=not weak,
            confidence=0.0 if weak else sure,
            conclusion=rule.says if not weak else f"Not shown: {_lower(rule.says)}",
            parts=parts,
            rule=rule,
            missing=tuple(_lack(part) for part in weak),
        )

    def _cause(self, goal: str, cause: str) -> Proof:
        """The sum of the evidence: prior, then one factor per signal."""
        issue = self.issue
        chance = issue.causes.get(cause, 0.0)
        holds = issue.cause == cause
        name = CAUSE_NAMES[cause]
        verdict = f"{name} is {percent(chance)} likely"
        return Proof(
            goal=goal,
            method="evidence_rule",
            satisfied=holds,
            confidence=chance,
            conclusion=f"{verdict}, the most of all causes" if holds else verdict,
            facts=tuple(_weighed(issue, cause)),
            missing=() if holds else tuple(_against(issue, cause)),
        )

    def _score(self, goal: str, cause: str, least: float) -> Proof:
        chance = self.issue.causes.get(cause, 0.0)
        holds = chance >= least
        told = f"{CAUSE_NAMES[cause]} is {percent(chance)} likely; {percent(least)} is needed"
        fact = Fact(predicate=goal, confidence=chance, source="inference", explanation=told)
        return Proof(
            goal=goal,
            method="fact" if holds else "unproven",
            satisfied=holds,
            confidence=chance if holds else 0.0,
            conclusion=told,
            facts=(fact,) if holds else (),
            missing=() if holds else (told,),
        )

    def _why_unseen(self, goal: str) -> str:
        signal = _argument(goal, "detected")
        if signal is not None and (meaning := meaning_of(signal)):
            return f"no item of the issue shows that {meaning}"
        if signal is not None:
            return f"no signal is called {signal!r}"
        for attribute, actual in _attributes(self.issue):
            if (wanted := _argument(goal, attribute)) is not None:
                return f"the {attribute.replace('_', ' ')} is {actual}, not {wanted}"
        if goal == "high_dollar_impact":
            return f"it costs less than ${HIGH_IMPACT:,.0f} a year"
        return f"neither a fact nor a rule says {goal!r}"


def canonical(goal: str) -> str:
    """A goal without needless blanks: `root_cause( Theft )` is `root_cause(Theft)`."""
    match = _GOAL.fullmatch(goal)
    if match is None:
        return goal.strip()
    arguments = ", ".join(part.strip() for part in match["arguments"].split(","))
    return f"{match['predicate']}({arguments})"


def meaning_of(signal: str) -> str:
    """What a signal says in words; empty for a name that is none."""
    known = causes.table().signals
    return known[signal].meaning if signal in known else MEANINGS.get(signal, "")


_GOAL = re.compile(r"\s*(?P<predicate>\w+)\s*\((?P<arguments>[^()]*)\)\s*")
_LEAST = re.compile(r"cause_score\((\w+)\) >= ([0-9.]+)")


def _argument(goal: str, predicate: str) -> str | None:
    head, _, rest = goal.partition("(")
    return rest.removesuffix(")") if head == predicate and rest.endswith(")") else None


def _least(goal: str) -> tuple[str, float] | None:
    match = _LEAST.fullmatch(goal)
    return (match[1], float(match[2])) if match and match[1] in CAUSES else None


def _seen(issue: Issue, active: Mapping[str, float]) -> Iterator[Fact]:
    """Both vocabularies; a name that both have is told by dollars."""
    for signal, share in {**active, **issue.signal_weights}.items():
        # a signal on items that cost nothing is seen all the same
        share = max(share, issue.signals.get(signal, 0) / max(issue.sku_count, 1))
        of = "the dollars or the items" if signal in issue.signal_weights else "the items"
        yield Fact(
            predicate=f"detected({signal})",
            confidence=min(share, 1.0),
            source="signal",
            explanation=f"{meaning_of(signal)}, on {percent(min(share, 1.0))} of {of}",
        )


def _attributes(issue: Issue) -> tuple[tuple[str, str], ...]:
    return (
        ("issue_type", issue_type(issue.primitive)),
        ("trend", trend_direction(issue)),
        ("dollar_impact", f"{issue.annual_cost.expected:.0f}"),
    )


def _told(issue: Issue) -> Iterator[Fact]:
    dollars = issue.annual_cost.expected
    attributes = {
        f"issue_type({issue_type(issue.primitive)})": issue.meaning or issue.title,
        f"trend({trend_direction(issue)})": f"{issue.trend} against the previous analysis",
        f"dollar_impact({dollars:.0f})": f"${dollars:,.2f} a year",
    }
    if dollars >= HIGH_IMPACT:
        attributes["high_dollar_impact"] = f"${dollars:,.2f} a year"
    for predicate, explanation in attributes.items():
        yield Fact(predicate=predicate, confidence=1.0, source="attribute", explanation=explanation)
    for cause in CAUSES:
        chance = issue.causes.get(cause, 0.0)
        yield Fact(
            predicate=f"cause_score({cause}, {chance:.3f})",
            confidence=chance,
            source="inference",
            explanation=f"{CAUSE_NAMES[cause]} is {percent(chance)} likely",
        )


def _weighed(issue: Issue, cause: str) -> Iterator[Fact]:
    table = causes.table()
    for step in causes.proof(issue.primitive, issue.signal_weights):
        after = f"{step.log_odds[cause]:+.2f} log-odds, {percent(step.posterior[cause])} after it"
        if step.signal is None:
            prior = table.priors.get(issue.primitive, table.default_prior)
            yield Fact(
                predicate=f"issue_type({issue_type(issue.primitive)})",
                confidence=step.posterior[cause],
                source="attribute",
                explanation=f"{prior.why} {after}",
            )
            continue
        told = table.signals[step.signal]
        why = told.ratios[cause].why if cause in told.ratios else "It speaks of other causes."
        yield Fact(
            predicate=f"detected({step.signal})",
            confidence=step.weight,
            source="signal",
            explanation=f"{told.meaning}. {why} {after}",
        )


def _against(issue: Issue, cause: str) -> Iterator[str]:
    best = max(CAUSES, key=lambda one: issue.causes.get(one, 0.0))
    if best == cause:
        yield f"no cause reaches {percent(causes.UNDETERMINED_BELOW)}"
    else:
        yield f"{CAUSE_NAMES[best]} is likelier: {percent(issue.causes[best])}"
    unseen = [
        (signal.ratios[cause].ratio, signal.meaning)
        for name, signal in causes.table().signals.items()
        if name not in issue.signals and cause in signal.ratios and signal.ratios[cause].ratio > 1
    ]
    for ratio, meaning in sorted(unseen, reverse=True)[:HELPFUL]:
        yield f"not seen: {meaning} (would make it {ratio:g} times as likely)"


def _unproven(goal: str, missing: str) -> Proof:
    return Proof(
        goal=goal,
        method="unproven",
        satisfied=False,
        confidence=0.0,
        conclusion=f"Not shown: {missing}",
        missing=(missing,),
    )


def _lack(part: Proof) -> str:
    if part.satisfied:
        needed = f"only {percent(part.confidence)} of it shows, {percent(LEAST_SHARE)} is needed"
        return f"{part.goal}: {needed}"
    return f"{part.goal}: {'; '.join(part.missing)}"


def _lower(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"


def missing_of(proofs: Sequence[Proof]) -> tuple[str, ...]:
    """What is missing for a goal, each once."""
    return tuple(dict.fromkeys(lack for proof in proofs for lack in proof.missing))
