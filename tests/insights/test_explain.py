"""Why an issue is one, what caused it, why not something else, and what to do."""

import math

import pytest

from sentinel import causes
from sentinel.insights import UnknownIssueError, explain, to_dict
from sentinel.insights.explain import why_lower


def nodes(node):
    yield node
    for child in node.children:
        yield from nodes(child)


@pytest.fixture(scope="module")
def trees(corner):
    return [explain(corner, issue.issue_id).proof_tree for issue in corner.report.issues]


def test_every_confidence_and_score_is_a_share(trees):
    for tree in trees:
        shares = [node.confidence for node in nodes(tree.proof_tree)]
        shares += [score.score for score in tree.cause_scores]
        shares += [one.score for one in tree.competing_hypotheses]
        shares += [fact.confidence for fact in tree.inferred_facts]
        assert all(0 <= share <= 1 for share in shares)


def test_every_source_is_one_that_clients_know(trees):
    told = {node.source for tree in trees for node in nodes(tree.proof_tree)}
    assert told == {"conclusion", "evidence", "signal", "evidence_rule", "vsa_scoring"}


def test_the_tree_is_the_engines_proof(corner, trees):
    for issue, tree in zip(corner.report.issues, trees, strict=True):
        proof = issue.explain()
        statements = [node.statement for node in nodes(tree.proof_tree)]
        assert statements == [part.statement for part in every(proof)]


def every(proof):
    yield proof
    for child in proof.children:
        yield from every(child)


def test_the_last_step_of_the_cause_is_as_sure_as_the_cause(corner, trees):
    for issue, tree in zip(corner.report.issues, trees, strict=True):
        cause = tree.proof_tree.children[0]
        steps = [node for node in cause.children if node.source in ("signal", "evidence_rule")]
        assert steps[-1].confidence == pytest.approx(cause.confidence)
        assert cause.confidence == pytest.approx(max(issue.causes.values()))


def test_all_causes_add_up_to_one(trees):
    for tree in trees:
        assert math.fsum(score.score for score in tree.cause_scores) == pytest.approx(1)
        assert [score.rank for score in tree.cause_scores] == list(range(1, 9))


def test_every_signal_says_for_which_cause_it_speaks(trees):
    fired = [one for tree in trees for c in tree.signal_contributions for one in c.rules_fired]
    assert fired and all(-1 <= one.weight <= 1 and one.weight and one.rationale for one in fired)


def test_a_signal_twice_as_likely_weighs_a_third(an_issue, analyze, corner):
    tree = explain(corner, "main-negative_inventory-InventoryDrift").proof_tree
    negative = next(c for c in tree.signal_contributions if c.signal == "negative_on_hand")
    weights = {one.cause: one.weight for one in negative.rules_fired}
    ratio = causes.table().signals["negative_on_hand"].ratios["InventoryDrift"].ratio
    assert weights["InventoryDrift"] == pytest.approx((ratio - 1) / (ratio + 1), abs=1e-4)


def test_competing_causes_come_after_the_first(trees):
    for tree in trees:
        assert [one.rank for one in tree.competing_hypotheses] == [2, 3, 4]
        first = tree.cause_scores[0].score
        assert all(one.score <= first for one in tree.competing_hypotheses)


def test_why_lower_names_what_tells_the_causes_apart(an_issue):
    issue = an_issue(primitive="price_discrepancy", signal_weights={"decimal_ratio": 1.0})
    told = why_lower(issue, "PricingError", "MarginLeak")
    assert "the price is off by a factor of 10 or 100, 145 times as likely" in told


def test_facts_have_both_names(trees):
    facts = [fact for tree in trees for fact in tree.inferred_facts]
    assert facts and all(f.statement == f.fact and f.rule == f.rule_name for f in facts)


def test_a_negative_record_is_a_receiving_error_and_calls_for_a_count(corner):
    tree = explain(corner, "main-negative_inventory-InventoryDrift").proof_tree
    inferred = [fact.predicate for fact in tree.inferred_facts]
    assert inferred == ["suspect(receiving_error_not_theft)", "action(schedule_cycle_count)"]
    (action,) = tree.suggested_actions
    assert (action.severity, action.rule_name) == ("high", "count_after_receiving_error")


def test_without_a_cause_the_display_is_unknown(corner):
    undetermined = next(i for i in corner.report.issues if i.cause is None)
    tree = explain(corner, undetermined.issue_id).proof_tree
    assert (tree.root_cause, tree.root_cause_display, tree.root_cause_confidence) == (
        None,
        "Unknown",
        0.0,
    )


def test_the_type_is_told_in_words_and_the_cause_with_its_chance(corner):
    tree = explain(corner, "main-dead_item-DemandShift").proof_tree
    assert tree.issue_type == "Dead Stock"
    assert tree.root_cause_display.startswith("Demand Shift (")


def test_an_unknown_issue_is_refused(corner):
    with pytest.raises(UnknownIssueError, match="no issue 'nothing'"):
        explain(corner, "nothing")


def test_leaves_have_an_empty_list_of_children(corner):
    tree = to_dict(explain(corner, corner.report.issues[0].issue_id))["proof_tree"]["proof_tree"]
    while tree["children"]:
        tree = tree["children"][-1]
    assert tree["children"] == []
