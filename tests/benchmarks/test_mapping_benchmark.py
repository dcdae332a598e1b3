"""The mapping benchmark's own claims: its halves, its files, its counts, its refusals."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.mapping.__main__ import main
from benchmarks.mapping.layouts import HOME_MADE, layouts
from benchmarks.mapping.perturb import FIRST_REPORTED, KINDS, File, files
from benchmarks.mapping.report import BEGIN, END, write
from benchmarks.mapping.score import Tally, Verdict, calibration_error, judged, reliability
from benchmarks.mapping.second_opinion import OPINIONS, effects, table
from benchmarks.mapping.training import knots_of, level_of
from benchmarks.mapping.vocabulary import ENGLISH, SHORTENED, TRANSLATED, half

from sentinel.calibration import KNOTS, calibrated
from sentinel.canonical import BY_NAME
from sentinel.models import Sample
from sentinel.plugins import Plugins, load


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load()


@pytest.mark.parametrize("names", [ENGLISH, SHORTENED, *TRANSLATED.values()])
def test_no_name_of_some_choice_is_in_both_halves(names: Mapping[str, str]) -> None:
    for column, words in names.items():
        tuning, reported = half(words, reported=False), half(words, reported=True)
        assert tuning and reported, column
        if len(words.split("|")) > 8:
            assert not set(tuning) & set(reported), column


def test_every_renamed_column_is_a_canonical_one() -> None:
    for names in (ENGLISH, SHORTENED, *TRANSLATED.values()):
        assert set(names) <= set(BY_NAME)


def test_every_adapter_with_columns_has_a_layout(plugins: Plugins) -> None:
    known = {layout.name.split()[0] for layout in layouts(plugins.adapters)}
    reading = {
        key
        for key, adapter in plugins.adapters.items()
        if any(len(export.columns) > 3 for export in adapter.exports)
    }
    assert reading <= known


def test_a_layout_gives_one_file_of_each_kind_and_the_same_ones_again() -> None:
    first, again = (list(files(HOME_MADE[3], 5)) for _ in range(2))
    assert [file.kind for file in first] == list(KINDS)
    assert first == again


def test_what_a_file_is_said_to_have_is_in_it() -> None:
    for layout in HOME_MADE:
        for file in files(layout, 3):
            assert set(file.truth) <= set(file.sample.headers)
            assert len(set(file.sample.headers)) == len(file.sample.headers)
            assert {column for column, _ in file.truth.values()} <= set(BY_NAME)


def test_reported_files_have_other_names_than_those_of_tuning() -> None:
    def headers(seed: int) -> set[str]:
        found = [f for s in range(seed, seed + 6) for f in files(HOME_MADE[6], s)]
        return {h for f in found if f.kind == "renamed" for h in f.truth}

    assert not headers(0) & headers(FIRST_REPORTED)


FILE = File(
    layout="home x",
    kind="as it is",
    sample=Sample(headers=("a", "b", "c"), columns=((), (), ())),
    truth={"a": ("sku", None), "b": ("unit_cost", None), "c": ("on_hand_qty", "Hill")},
)


def _verdict(header: str, column: str, *, sure: float, review: bool, right: bool) -> Verdict:
    return Verdict(
        file=FILE, header=header, column=column, confidence=sure, review=review, right=right
    )


def test_precision_is_of_what_needs_no_review_and_recall_of_all() -> None:
    tally = Tally()
    tally.add(
        FILE,
        [
            _verdict("a", "sku", sure=0.99, review=False, right=True),
            _verdict("b", "unit_price", sure=0.98, review=False, right=False),
            _verdict("c", "on_hand_qty", sure=0.7, review=True, right=True),
        ],
    )
    assert (tally.precision, tally.recall) == (0.5, pytest.approx(2 / 3))
    assert Tally().precision == 1.0


def test_the_calibration_error_is_zero_where_the_hit_rate_is_the_confidence() -> None:
    half_right = [
        _verdict("a", "sku", sure=0.75, review=True, right=number < 75) for number in range(100)
    ]
    assert calibration_error(reliability(half_right)) == pytest.approx(0)
    wrong = [_verdict("a", "sku", sure=0.75, review=True, right=False)] * 10
    assert calibration_error(reliability(wrong)) == pytest.approx(0.75)


def test_a_home_made_list_as_it_is_is_found_without_a_wrong_column(plugins: Plugins) -> None:
    tally = Tally()
    for layout in HOME_MADE:
        file = next(file for file in files(layout, 1) if file.kind == "as it is")
        tally.add(file, judged(file, plugins.adapters["generic"], plugins.column_mappers))
    assert tally.recall > 0.95
    assert tally.precision == 1.0


def test_the_calibration_only_rises_and_stays_a_probability() -> None:
    assert list(KNOTS) == sorted(KNOTS)
    assert [y for _, y in KNOTS] == sorted(y for _, y in KNOTS)
    values = [calibrated(share / 200) for share in range(201)]
    assert values == sorted(values)
    assert values[0] >= 0 and values[-1] <= 1


def test_knots_rise_where_the_figures_do_not() -> None:
    known = [(n / 1000, n % 3 > 0) for n in range(400)] + [
        (0.5 + n / 1000, True) for n in range(400)
    ]
    knots = knots_of(sorted(known))
    assert [y for _, y in knots] == sorted(y for _, y in knots)
    assert calibrated(0.2, knots) == pytest.approx(2 / 3, abs=0.05)


def test_the_level_of_review_is_where_the_rest_is_right_often_enough() -> None:
    known = [(0.3, False)] * 100 + [(0.6, True)] * 2000
    assert level_of(known) == pytest.approx(0.6)


def test_training_on_reported_seeds_is_refused() -> None:
    run = CliRunner().invoke(main, ["--seeds", "1000", "--train"])
    assert run.exit_code == 2
    assert "for reporting only" in run.output


def test_the_command_prints_every_change_and_explains_errors() -> None:
    run = CliRunner().invoke(main, ["--seeds", "1", "--layout", "home sheet", "--errors"])
    assert run.exit_code == 0, run.output
    assert all(kind in run.output for kind in KINDS)
    assert "calibration error" in run.output


def test_figures_go_between_the_markers(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write(readme, "recall 1.0", "python -m benchmarks.mapping")
    text = readme.read_text(encoding="utf-8")
    assert "old" not in text and "$ python -m benchmarks.mapping" in text
    assert text.startswith("before") and text.endswith("after\n")
    readme.write_text("no markers", encoding="utf-8")
    with pytest.raises(ValueError, match="no place for the figures"):
        write(readme, "", "")


# --- a second opinion ---------------------------------------------------------------------------


def test_no_opinion_overturns_what_is_proven_and_a_right_one_helps(plugins: Plugins) -> None:
    made = [one for one in files(HOME_MADE[3], 5) if one.kind in ("as it is", "noise", "typos")]
    found = effects(iter(made), plugins.adapters["generic"], plugins.column_mappers)
    assert found["none"].proven > 0
    assert {name: one.fell for name, one in found.items()} == dict.fromkeys(OPINIONS, 0)
    assert found["right"].tally.recall >= found["none"].tally.recall
    assert found["right"].new_wrong == 0
    assert found["echo of what was found"].review <= found["none"].review
    assert len(table(found).splitlines()) == len(OPINIONS) + 1
