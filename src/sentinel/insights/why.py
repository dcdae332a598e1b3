"""Why something is believed of an issue: the chain from a goal back to what is seen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from attrs import frozen

from sentinel.insights import items
from sentinel.insights.analysis import Analysis
from sentinel.insights.rules import Fact, Knowledge, Method, Proof, canonical, missing_of
from sentinel.insights.units import Fraction
from sentinel.models import CAUSES, Issue

WEIGHING = "weigh_signals"
_HOW_WEIGHED = (
    "What the kind of leak makes likely, times a likelihood ratio for every signal that is seen;"
    " the best of eight causes holds from 40% on."
)


@frozen(kw_only=True)
class Step:
    """One goal of the chain and what it rests on."""

    step: int
    """From 1, the goal first, each premise before what it rests on."""
    goal: str
    method: Method
    supporting: tuple[Fact | Step, ...]
    satisfied: bool
    confidence: Fraction
    conclusion: str
    rule: str | None
    """The same as `rule_name`, present for every step."""
    source: str | None
    """Where the rule comes from."""
    missing: tuple[str, ...]
    """What would have to be seen as well; empty where it is satisfied."""
    rule_name: str | None = None
    rule_explanation: str | None = None
    premises: tuple[str, ...] | None = None


@frozen(kw_only=True)
class Why:
    """The answer to a why."""

    issue_id: str
    goal: str
    satisfied: bool
    reasoning_steps: tuple[Step, ...]
    """One step where the goal is proven, its premises below it; else one per rule tried."""
    missing: tuple[str, ...]


def why(analysis: Analysis, issue_id: str, goal: str | None = None) -> Why:
    """Proves `goal` (null: the issue's likeliest root cause) from what is seen of the issue.

    Any text is a goal; one that nothing speaks of is not satisfied. Raises UnknownIssueError.
    """
    issue = analysis.issue(issue_id)
    known = knowledge(analysis, issue)
    asked = canonical(goal) if goal is not None else default_goal(issue)
    proofs = known.prove(asked)
    numbers = count(1)
    return Why(
        issue_id=issue_id,
        goal=asked,
        satisfied=any(proof.satisfied for proof in proofs),
        reasoning_steps=tuple(_step(proof, numbers) for proof in proofs),
        missing=() if proofs[0].satisfied else missing_of(proofs),
    )


def default_goal(issue: Issue) -> str:
    """The root cause; where none is determined the likeliest one."""
    return f"root_cause({issue.cause or max(CAUSES, key=lambda c: issue.causes.get(c, 0.0))})"


def knowledge(analysis: Analysis, issue: Issue) -> Knowledge:
    """What is known of an issue of this analysis."""
    found = items.findings_of(analysis, [issue.issue_id])
    return Knowledge(issue, found, analysis.report.as_of)


def _step(proof: Proof, numbers: Iterator[int]) -> Step:
    number = next(numbers)
    name, explanation, source, premises = _rule(proof)
    return Step(
        step=number,
        goal=proof.goal,
        method=proof.method,
        supporting=(*proof.facts, *(_step(part, numbers) for part in proof.parts)),
        satisfied=proof.satisfied,
        confidence=proof.confidence,
        conclusion=proof.conclusion,
        rule=name,
        source=source,
        missing=proof.missing,
        rule_name=name,
        rule_explanation=explanation,
        premises=premises,
    )


def _rule(
    proof: Proof,
) -> tuple[str | None, str | None, str | None, tuple[str, ...] | None]:
    """Name, explanation, source and premises of what the step applies; nulls for a fact."""
    if proof.method == "evidence_rule":
        premises = tuple(fact.predicate for fact in proof.facts)
        return WEIGHING, _HOW_WEIGHED, "the likelihood table of root causes", premises
    rule = proof.rule
    if rule is None:
        return None, None, None, None
    return rule.name, rule.explanation, rule.source, rule.premises
