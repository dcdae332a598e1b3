"""Why an issue is one, what caused it, why not something else, and what to do."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from attrs import frozen

from sentinel import causes
from sentinel.explain import Proof, explain_issue
from sentinel.insights import items
from sentinel.insights.analysis import Analysis
from sentinel.insights.catalogue import CAUSE_NAMES, display_name, issue_type
from sentinel.insights.digest import ambiguity, cause_scores
from sentinel.insights.rules import Knowledge
from sentinel.insights.units import Fraction, Usd
from sentinel.models import CAUSES, Issue
from sentinel.reports.words import percent
from sentinel.store_keys import store_key

COMPETING = 3
NodeSource = Literal["conclusion", "evidence", "signal", "evidence_rule", "vsa_scoring"]


@frozen(kw_only=True)
class Node:
    """A statement and what it rests on."""

    statement: str
    confidence: Fraction
    explanation: str
    source: NodeSource
    children: tuple[Node, ...]


@frozen(kw_only=True)
class RuleFired:
    """What one signal says of one cause."""

    cause: str
    cause_display: str
    weight: float
    """From -1 to 1: (r - 1) / (r + 1) of the likelihood ratio r; above 0 speaks for the cause."""
    rationale: str


@frozen(kw_only=True)
class SignalContribution:
    """One signal that is seen, and what it says."""

    signal: str
    description: str
    rules_fired: tuple[RuleFired, ...]


@frozen(kw_only=True)
class RankedCause:
    """One of the eight causes."""

    rank: int
    cause: str
    cause_display: str
    score: Fraction
    evidence_count: int


@frozen(kw_only=True)
class InferredFact:
    """What a rule concludes; two names each for two clients."""

    statement: str
    fact: str
    predicate: str
    confidence: Fraction
    explanation: str
    rule_name: str
    rule: str
    premises: tuple[str, ...]


@frozen(kw_only=True)
class Competing:
    """A cause that is less likely than the first."""

    cause: str
    cause_display: str
    score: Fraction
    rank: int
    why_lower: str


@frozen(kw_only=True)
class SuggestedAction:
    """What a rule advises."""

    action: str
    explanation: str
    severity: str
    confidence: Fraction
    rule_name: str


@frozen(kw_only=True)
class ProofTree:
    """Everything that explains one issue."""

    issue_id: str
    store_id: str
    store_name: str
    issue_type: str
    """As people write it: `Dead Stock`."""
    dollar_impact: Usd
    """Per year."""
    root_cause: str | None
    root_cause_display: str
    root_cause_confidence: float
    """Four decimals; 0 without a root cause."""
    root_cause_ambiguity: float
    """Second-best probability / best, four decimals."""
    active_signals: tuple[str, ...]
    signal_contributions: tuple[SignalContribution, ...]
    cause_scores: tuple[RankedCause, ...]
    proof_tree: Node
    inferred_facts: tuple[InferredFact, ...]
    competing_hypotheses: tuple[Competing, ...]
    recommendations: tuple[str, ...]
    suggested_actions: tuple[SuggestedAction, ...]


@frozen(kw_only=True)
class Explanation:
    """The answer to an explain."""

    issue_id: str
    proof_tree: ProofTree
    rendered_text: str


def explain(analysis: Analysis, issue_id: str) -> Explanation:
    """Raises UnknownIssueError where the analysis has no such issue."""
    issue = analysis.issue(issue_id)
    found = items.findings_of(analysis, [issue_id])
    as_of = analysis.report.as_of
    known = Knowledge(issue, found, as_of)
    proof = explain_issue(issue)
    determined = issue.cause is not None
    name = f"{CAUSE_NAMES[issue.cause]} ({percent(issue.cause_confidence)})" if issue.cause else ""
    tree = ProofTree(
        issue_id=issue_id,
        store_id=store_key(issue.store_id),
        store_name=issue.store_id,
        issue_type=display_name(issue_type(issue.primitive)),
        dollar_impact=issue.annual_cost.expected,
        root_cause=issue.cause,
        root_cause_display=name or "Unknown",
        root_cause_confidence=round(issue.cause_confidence, 4) if determined else 0.0,
        root_cause_ambiguity=round(ambiguity(issue.causes), 4),
        active_signals=tuple(items.active_signals(found, as_of, issue)),
        signal_contributions=tuple(_contributions(issue)),
        cause_scores=tuple(_ranked(issue)),
        proof_tree=_tree(issue, proof),
        inferred_facts=tuple(_inferred(known)),
        competing_hypotheses=tuple(_competing(issue)),
        recommendations=issue.recommendations,
        suggested_actions=tuple(_actions(known)),
    )
    return Explanation(issue_id=issue_id, proof_tree=tree, rendered_text=str(proof))


# --- the tree -----------------------------------------------------------------------------------


def _tree(issue: Issue, proof: Proof) -> Node:
    """The engine's proof; a node is as sure as the probability that it is about."""
    cause, dollars, sureness = proof.children
    sure = issue.confidence
    costs = [
        _evidence(part, finding.confidence, "the item's own judgement")
        for part, finding in zip(dollars.children, issue.findings, strict=False)
    ]
    rest = [
        _evidence(part, sure, "the sum of the others") for part in dollars.children[len(costs) :]
    ]
    return Node(
        statement=proof.statement,
        confidence=sure,
        explanation="what was found, why, and what it costs",
        source="conclusion",
        children=(
            _cause(issue, cause),
            Node(
                statement=dollars.statement,
                confidence=sure,
                explanation="the items' annual cost added up",
                source="evidence",
                children=(*costs, *rest),
            ),
            _evidence(sureness, sure, "weighted by annual cost"),
        ),
    )


def _cause(issue: Issue, proof: Proof) -> Node:
    subject = issue.cause or max(issue.causes, key=issue.causes.__getitem__)
    steps = causes.proof(issue.primitive, issue.signal_weights)
    signals = [
        Node(
            statement=part.statement,
            confidence=step.posterior[subject],
            explanation=f"{CAUSE_NAMES[subject]} is {percent(step.posterior[subject])} likely"
            " after this step",
            source="signal" if step.signal else "evidence_rule",
            children=(),
        )
        for part, step in zip(proof.children, steps, strict=False)
    ]
    total, others = proof.children[len(steps) :]
    chance = issue.causes[subject]
    return Node(
        statement=proof.statement,
        confidence=chance,
        explanation="prior and signals together",
        source="vsa_scoring",
        children=(
            *signals,
            _leaf(total, chance, "the sum of the steps above"),
            _leaf(others, max(min(others.value or 0.0, 1.0), 0.0), "what is left for the others"),
        ),
    )


def _leaf(proof: Proof, confidence: float, explanation: str) -> Node:
    return Node(
        statement=proof.statement,
        confidence=confidence,
        explanation=explanation,
        source="vsa_scoring",
        children=(),
    )


def _evidence(proof: Proof, confidence: float, explanation: str) -> Node:
    return Node(
        statement=proof.statement,
        confidence=confidence,
        explanation=explanation,
        source="evidence",
        children=tuple(_evidence(part, confidence, "its numbers") for part in proof.children),
    )


# --- causes -------------------------------------------------------------------------------------


def _contributions(issue: Issue) -> Iterator[SignalContribution]:
    table = causes.table().signals
    for name in causes.SIGNALS:
        if name in issue.signals:
            share = issue.signal_weights.get(name, 0.0)
            yield SignalContribution(
                signal=name,
                description=f"{table[name].meaning}, on {issue.signals[name]} of"
                f" {issue.sku_count} items and {percent(share)} of the dollars",
                rules_fired=tuple(_fired(table[name].ratios)),
            )


def _fired(ratios: Mapping[str, causes.Ratio]) -> Iterator[RuleFired]:
    for cause, row in ratios.items():
        yield RuleFired(
            cause=cause,
            cause_display=CAUSE_NAMES[cause],
            weight=round((row.ratio - 1) / (row.ratio + 1), 4),
            rationale=row.why,
        )


def _ranked(issue: Issue) -> Iterator[RankedCause]:
    for rank, score in enumerate(cause_scores(issue), 1):
        yield RankedCause(
            rank=rank,
            cause=score.cause,
            cause_display=CAUSE_NAMES[score.cause],
            score=score.score,
            evidence_count=score.evidence_count,
        )


def _competing(issue: Issue) -> Iterator[Competing]:
    ranked = sorted(CAUSES, key=lambda cause: -issue.causes.get(cause, 0.0))
    for rank, cause in enumerate(ranked[1 : 1 + COMPETING], 2):
        yield Competing(
            cause=cause,
            cause_display=CAUSE_NAMES[cause],
            score=issue.causes.get(cause, 0.0),
            rank=rank,
            why_lower=why_lower(issue, ranked[0], cause),
        )


def why_lower(issue: Issue, best: str, other: str) -> str:
    """What tells two causes apart most, in favour of the better one."""
    gaps = list(_gaps(issue, best, other))
    gap, what = max(gaps)
    chances = f"{percent(issue.causes[other])} against {percent(issue.causes[best])}"
    if gap <= 0:
        return f"{chances}; nothing that is seen tells them apart"
    return (
        f"{chances}; what tells them apart most: {what}, {math.exp(gap):.3g} times as likely under"
        f" {CAUSE_NAMES[best]}"
    )


def _gaps(issue: Issue, best: str, other: str) -> Iterable[tuple[float, str]]:
    table = causes.table()
    prior = table.priors.get(issue.primitive, table.default_prior).probabilities
    yield math.log(prior[best] / prior[other]), "what this kind of leak mostly comes from"
    for name, weight in issue.signal_weights.items():
        ratios = table.signals[name].ratios
        mine, its = (ratios[c].ratio if c in ratios else 1.0 for c in (best, other))
        yield weight * math.log(mine / its), table.signals[name].meaning


# --- rules --------------------------------------------------------------------------------------


def _inferred(known: Knowledge) -> Iterator[InferredFact]:
    for proof in known.concluded():
        if proof.rule is not None:
            yield InferredFact(
                statement=proof.conclusion,
                fact=proof.conclusion,
                predicate=proof.goal,
                confidence=proof.confidence,
                explanation=proof.rule.explanation,
                rule_name=proof.rule.name,
                rule=proof.rule.name,
                premises=proof.rule.premises,
            )


def _actions(known: Knowledge) -> Sequence[SuggestedAction]:
    return [
        SuggestedAction(
            action=proof.rule.says,
            explanation=proof.rule.explanation,
            severity=proof.rule.severity or "medium",
            confidence=proof.confidence,
            rule_name=proof.rule.name,
        )
        for proof in known.concluded()
        if proof.rule is not None and proof.goal.startswith("action(")
    ]
