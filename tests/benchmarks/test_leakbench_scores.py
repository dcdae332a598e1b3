"""Scores: what is said beside what is true, on tables small enough to be reckoned by hand."""

from __future__ import annotations

import math

import pytest

pytest.importorskip("numpy", reason="LeakBench needs the extra benchmark")

import numpy as np
import pyarrow as pa
from sentinel_leakbench import score, simulate
from sentinel_leakbench.errors import errors
from sentinel_leakbench.score import calibration_error, reliability, together
from sentinel_leakbench.truth import truth

TRUTH = pa.table(
    {
        "store_id": ["main"] * 4,
        "sku": ["a", "b", "c", "d"],
        "primitive": ["overstock"] * 4,
        "label": [True, True, True, False],
        "margin": [2.0, 2.0, 2.0, 0.5],
        "annual_cost": [10.0, 40.0, 10.0, 0.0],
        "cause": ["Theft", "DemandShift", None, None],
        "mechanisms": ["", "", "", ""],
    }
)


def _findings(skus, *, confidence=1.0, cause="Theft", cost=10.0, primitive="overstock"):
    count = len(skus)
    return pa.table(
        {
            "store_id": ["main"] * count,
            "sku": pa.array(skus, pa.string()),
            "primitive": pa.array([primitive] * count, pa.string()),
            "annual_cost_low": [cost / 2] * count,
            "annual_cost": [cost] * count,
            "annual_cost_high": [cost * 2] * count,
            "exposure": [0.0] * count,
            "confidence": [confidence] * count,
            "cause": [cause] * count,
            "issue_id": [f"main-{primitive}-{cause}"] * count,
        }
    )


def test_two_of_three_leaks_and_one_innocent_found():
    judged = score(_findings(["a", "b", "d"], confidence=0.5), TRUTH)
    tally, part = judged.tallies["overstock"], judged.parts["overstock"]
    assert (tally.precision, tally.recall, tally.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert part.cause_accuracy == 0.5
    assert (part.cost_error(0.5), part.cost_error(0.9)) == pytest.approx((0, 0.75))  # a, b
    assert part.coverage == 0.5
    assert part.calibration_error == pytest.approx(2 / 3 - 1 / 2)


def test_dollars_found_are_true_dollars_of_all_and_of_planted_leaks():
    part = score(_findings(["b", "d"], cost=1e6), TRUTH).parts["overstock"]
    assert part.dollars_found == pytest.approx(40 / 60)
    assert part.planted_dollars_found == pytest.approx(40 / 50)


def test_the_first_lines_are_those_that_the_report_puts_first():
    assert score(_findings(["a", "d", "b"]), TRUTH).precision_at(1) == 1
    assert score(_findings(["a", "d", "b"]), TRUTH).precision_at(2) == 0.5
    assert score(_findings(["d", "a", "b"]), TRUTH).precision_at(1) == 0


def test_the_first_lines_of_two_stores_are_those_of_each():
    both = together([score(_findings(["a", "d"]), TRUTH), score(_findings(["d", "a"]), TRUTH)])
    assert both.precision_at(1) == 0.5
    assert both.stores == 2
    assert both.tallies["overstock"].true == 6


def test_an_issue_costs_what_its_lines_truly_cost_together():
    # 20 said for a and b, which cost 50; what is false about one line is made good by another
    assert score(_findings(["a", "b"]), TRUTH).issue_cost_error == pytest.approx(0.6)
    assert score(_findings(["a", "c"]), TRUTH).issue_cost_error == 0
    assert score(_findings(["d"]), TRUTH).issue_cost_error == math.inf


def test_the_log_loss_is_of_the_probability_that_the_issue_gave_to_the_true_cause():
    posterior = {"main-overstock-Theft": {"Theft": 0.5, "DemandShift": 0.25}}
    part = score(_findings(["a", "b", "c"]), TRUTH, posteriors=posterior).parts["overstock"]
    assert part.cause_log_loss == pytest.approx(-(math.log(0.5) + math.log(0.25)) / 2)


def test_a_detector_that_names_causes_without_probabilities_has_no_log_loss():
    assert math.isnan(score(_findings(["a"]), TRUTH).parts["overstock"].cause_log_loss)


def test_a_cause_that_was_called_impossible_costs_much_but_not_everything():
    posterior = {"main-overstock-Theft": {"Theft": 0.0}}
    part = score(_findings(["a"]), TRUTH, posteriors=posterior).parts["overstock"]
    assert part.cause_log_loss == pytest.approx(math.log(1000))


def test_sku_primitive_and_confidence_suffice():
    bare = _findings(["a", "d"]).select(["sku", "primitive", "confidence"])
    part = score(bare, TRUTH).parts["overstock"]
    assert part.tally.f1 == pytest.approx(0.4)
    assert math.isnan(part.coverage) and math.isnan(part.cost_error())
    assert part.cause_accuracy == 0


def test_a_primitive_that_nobody_knows_the_truth_of_is_counted_and_not_scored():
    both = pa.concat_tables([_findings(["a"]), _findings(["a", "b"], primitive="odd_weights")])
    judged = score(both, TRUTH)
    assert judged.not_scored == {"odd_weights": 2}
    assert list(judged.parts) == ["overstock"]


def test_a_plugin_is_scored_where_its_truth_is_known_and_moves_no_mean():
    more = TRUTH.set_column(2, "primitive", [["odd_weights"] * 4])
    truths = pa.concat_tables([TRUTH, more])
    judged = score(
        _findings(["a", "b", "c"]), truths, offered=["overstock", "odd_weights"]
    )  # fmt: skip
    assert judged.tallies["odd_weights"].recall == 0
    assert judged.mean_f1 == 1


def test_what_a_detector_does_not_look_for_is_not_held_against_it():
    more = TRUTH.set_column(2, "primitive", [["dead_item"] * 4])
    truths = pa.concat_tables([TRUTH, more])
    assert list(score(_findings(["a"]), truths, offered=["overstock"]).parts) == ["overstock"]
    assert score(_findings(["a"]), truths).tallies["dead_item"].recall == 0


def test_the_truth_itself_scores_one():
    table = truth(simulate(2000, seed=11)).table()
    perfect = table.filter(table["label"])
    for name in ("annual_cost_low", "annual_cost_high", "exposure"):
        perfect = perfect.append_column(name, perfect["annual_cost"])
    perfect = perfect.append_column("confidence", pa.array(np.ones(len(perfect))))
    judged = score(perfect, table)
    pooled = judged.pooled
    assert (judged.mean_f1, pooled.tally.f1, pooled.calibration_error) == (1, 1, 0)
    assert (pooled.cause_accuracy, pooled.coverage) == (1, 1)
    assert pooled.dollars_found == pytest.approx(1)
    assert (judged.precision_at(50), judged.issue_cost_error) == (1, 0)


def test_errors_are_told_by_what_was_planted_there():
    planted = TRUTH.set_column(7, "mechanisms", [["", "overbuy+count", "", "clearance"]])
    false_alarms, misses = errors(_findings(["a", "d"]), planted, ["overstock"])["overstock"]
    assert false_alarms == {"clearance": 1}
    assert misses == {"overbuy": 1, "count": 1, "ordinary": 1}


def test_no_findings_score_zero():
    judged = score(_findings([]), TRUTH)
    assert (judged.mean_f1, judged.tallies["overstock"].recall) == (0, 0)
    assert math.isnan(judged.precision_at(20))


def test_calibration_error_is_zero_when_confidence_is_the_hit_rate():
    right = np.array([True, False] * 50)
    assert calibration_error(np.full(100, 0.5), right) == 0
    assert calibration_error(np.full(100, 0.9), right) == pytest.approx(0.4)


def test_reliability_has_ten_bins_of_equal_mass_the_least_sure_first():
    steps = reliability(np.linspace(0, 1, 100), np.arange(100) >= 50)
    assert [step.lines for step in steps] == [10] * 10
    assert [step.right for step in steps] == [0] * 5 + [1] * 5


def test_the_order_of_equally_sure_lines_moves_no_figure():
    confidence, right = np.repeat([0.3, 1.0], [10, 90]), np.arange(100) % 2 == 0
    turned = calibration_error(confidence[::-1], right[::-1])
    assert calibration_error(confidence, right) == pytest.approx(turned)
    assert [step.lines for step in reliability(confidence, right)] == [10, 90]


def test_findings_twice_or_of_strangers_are_refused():
    with pytest.raises(ValueError, match="twice"):
        score(_findings(["a", "a"]), TRUTH)
    with pytest.raises(ValueError, match="not in the store: z"):
        score(_findings(["z"]), TRUTH)
