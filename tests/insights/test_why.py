"""The chain from a goal back to what is seen."""

import re

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sentinel import causes
from sentinel.insights import to_dict, why
from sentinel.insights.items import findings_of
from sentinel.insights.rules import MEANINGS, Knowledge, canonical, rules
from sentinel.models import CAUSES

DRIFT = "main-negative_inventory-InventoryDrift"
SUSPECTS = (
    "theft_high_value_items",
    "theft_no_sales_shrinkage",
    "systematic_shrinkage",
    "receiving_error_not_theft",
    "vendor_cost_jump",
    "margin_compression",
    "selling_at_loss",
    "pricing_data_corruption",
    "missing_cost_data",
    "demand_dried_up",
    "seasonal_overstock",
    "overstock_no_demand",
    "seasonal_rebate_timing",
    "vendor_quality_repeat_issue",
    "batch_quality_defect",
    "gradual_inventory_drift",
    "high_volume_count_error",
)
ACTIONS = (
    "escalate_vendor_negotiation",
    "escalate_security_investigation",
    "aggressive_markdown_program",
    "comprehensive_data_audit",
    "file_vendor_claim",
    "schedule_cycle_count",
)


def steps(answer):
    def below(step):
        yield step
        for part in step.supporting:
            if hasattr(part, "step"):
                yield from below(part)

    return [one for step in answer.reasoning_steps for one in below(step)]


# --- the rules ----------------------------------------------------------------------------------


def test_every_goal_of_the_vocabulary_has_a_rule():
    wanted = {f"suspect({name})" for name in SUSPECTS} | {f"action({name})" for name in ACTIONS}
    assert {rule.concludes for rule in rules()} == wanted


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_every_premise_is_something_that_can_be_seen_or_concluded(rule):
    concluded = {one.concludes for one in rules()}
    signals = {f"detected({name})" for name in (*causes.SIGNALS, *MEANINGS)}
    known = concluded | signals | {f"root_cause({cause})" for cause in CAUSES}
    known |= {"high_dollar_impact", "trend(Worsening)"}
    for premise in rule.premises:
        scored = re.fullmatch(r"cause_score\((\w+)\) >= 0\.\d+", premise)
        typed = re.fullmatch(r"issue_type\([A-Z]\w+\)", premise)
        assert premise in known or typed or (scored and scored[1] in CAUSES)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_every_rule_says_why_and_from_where(rule):
    assert rule.explanation and rule.source and rule.says and 0 < rule.strength < 1
    assert (rule.severity in ("critical", "high", "medium")) == rule.concludes.startswith("action(")


def test_no_rule_rests_on_itself():
    rests_on = {}
    for rule in rules():
        rests_on.setdefault(rule.concludes, set()).update(rule.premises)

    def below(goal, path):
        assert goal not in path
        for premise in rests_on.get(goal, ()):
            below(premise, (*path, goal))

    for goal in rests_on:
        below(goal, ())


def test_rules_have_names_of_their_own():
    names = [rule.name for rule in rules()]
    assert len(set(names)) == len(names)


# --- proofs -------------------------------------------------------------------------------------


def test_a_fact_is_its_own_proof(corner):
    (step,) = why(corner, DRIFT, "detected(negative_qty)").reasoning_steps
    assert (step.method, step.satisfied, step.step) == ("fact", True, 1)
    assert step.supporting[0].source == "signal"


def test_without_a_goal_it_is_the_root_cause(corner):
    answer = why(corner, DRIFT)
    assert (answer.goal, answer.satisfied) == ("root_cause(InventoryDrift)", True)


def test_a_root_cause_rests_on_its_evidence_not_on_itself(corner):
    (step,) = why(corner, DRIFT).reasoning_steps
    predicates = [fact.predicate for fact in step.supporting]
    assert predicates[0] == "issue_type(NegativeInventory)"
    assert "detected(negative_on_hand)" in predicates
    assert "root_cause(InventoryDrift)" not in predicates
    assert step.method == "evidence_rule"


def test_an_action_rests_on_a_suspicion_that_rests_on_signals_and_the_cause(corner):
    answer = why(corner, DRIFT, "action(schedule_cycle_count)")
    chain = [(step.step, step.goal, step.method) for step in steps(answer)]
    assert chain == [
        (1, "action(schedule_cycle_count)", "domain_rule"),
        (2, "suspect(receiving_error_not_theft)", "domain_rule"),
        (3, "detected(negative_on_hand)", "fact"),
        (4, "root_cause(InventoryDrift)", "evidence_rule"),
    ]
    assert answer.satisfied and answer.missing == ()


def test_a_conclusion_is_as_sure_as_its_weakest_premise_times_the_rule(corner):
    action, suspicion, seen, cause = steps(why(corner, DRIFT, "action(schedule_cycle_count)"))
    assert suspicion.confidence == pytest.approx(0.9 * min(seen.confidence, cause.confidence))
    assert action.confidence == pytest.approx(0.9 * suspicion.confidence)


def test_what_is_missing_is_named(corner):
    answer = why(corner, DRIFT, "suspect(selling_at_loss)")
    assert not answer.satisfied
    assert answer.missing == (
        "detected(cost_exceeds_retail): no item of the issue shows that the cost is above the"
        " price",
    )


def test_another_cause_says_which_is_likelier_and_what_would_speak_for_it(corner):
    answer = why(corner, DRIFT, "root_cause(Theft)")
    assert not answer.satisfied
    assert answer.missing[0].startswith("Inventory Drift is likelier: ")
    assert any("would make it" in line for line in answer.missing)


def test_where_several_rules_fail_each_is_shown(corner):
    answer = why(corner, DRIFT, "action(file_vendor_claim)")
    assert [step.rule_name for step in answer.reasoning_steps] == [
        "claim_the_lot",
        "claim_repeated_defects",
    ]


def test_steps_are_numbered_in_their_order(corner):
    for goal in (*(f"action({name})" for name in ACTIONS), *(f"suspect({s})" for s in SUSPECTS)):
        numbers = [step.step for step in steps(why(corner, DRIFT, goal))]
        assert numbers == list(range(1, len(numbers) + 1))


def test_the_type_of_the_issue_is_a_fact(corner):
    assert why(corner, DRIFT, "issue_type(NegativeInventory)").satisfied
    answer = why(corner, DRIFT, "issue_type(Overstock)")
    assert answer.missing == ("the issue type is NegativeInventory, not Overstock",)


def test_a_score_of_a_cause_is_a_fact(corner):
    chance = corner.issue(DRIFT).causes["Theft"]
    assert why(corner, DRIFT, f"cause_score(Theft, {chance:.3f})").satisfied


def test_ten_thousand_dollars_are_a_high_impact(analyze, corner):
    assert not why(corner, DRIFT, "high_dollar_impact").satisfied


def test_blanks_in_a_goal_do_not_matter(corner):
    assert why(corner, DRIFT, "  root_cause( InventoryDrift ) ").satisfied


@given(st.text(max_size=60))
def test_any_text_is_answered(corner, goal):
    answer = why(corner, DRIFT, goal)
    assert answer.reasoning_steps and answer.goal == canonical(goal)


def test_rule_fields_are_there_only_where_a_rule_was_applied(corner):
    (fact,) = to_dict(why(corner, DRIFT, "detected(negative_qty)"))["reasoning_steps"]
    (rule,) = to_dict(why(corner, DRIFT))["reasoning_steps"]
    assert "premises" not in fact and {"premises", "rule_name", "rule_explanation"} <= set(rule)


def known_of(corner, issue):
    return Knowledge(issue, findings_of(corner, []), corner.report.as_of)


def test_a_signal_on_a_twentieth_of_the_issue_carries_no_conclusion(corner, an_issue):
    rare = an_issue(signal_weights={"decimal_ratio": 0.05}, signals={"decimal_ratio": 1})
    (proof, *_) = known_of(corner, evolve(rare, sku_count=20)).prove(
        "suspect(pricing_data_corruption)"
    )
    assert not proof.satisfied and "only 5% of it shows, 10% is needed" in proof.missing[0]


def test_of_two_proofs_the_surer_is_shown(corner, an_issue):
    both = an_issue(signal_weights={"decimal_ratio": 1.0, "pack_ratio": 1.0})
    (proof,) = known_of(corner, both).prove("suspect(pricing_data_corruption)")
    assert (proof.rule.name, proof.confidence) == ("decimal_slip", 0.9)
