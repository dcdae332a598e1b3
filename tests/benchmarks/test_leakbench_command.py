"""`sentinel benchmark`: what it prints and writes, and how it refuses."""

from __future__ import annotations

import json
import sys

import pytest

pytest.importorskip("numpy", reason="LeakBench needs the extra benchmark")

import pyarrow.parquet as pq
from click.testing import CliRunner
from sentinel_leakbench import rules, simulate
from sentinel_leakbench.cases import PREVIOUS_DAYS, case
from sentinel_leakbench.truth import FURTHER, PRIMITIVES
from sentinel_leakbench.writing import plantings

from sentinel.cli import main

SMALL = ["--seeds", "3", "--skus", "400", "--processes", "1"]


def _run(*options):
    return CliRunner().invoke(main, ["benchmark", *options], catch_exceptions=False)


def _scored(*options, detector="rules"):
    done = _run(*SMALL, "--detector", detector, "--only", "scores", *options)
    assert done.exit_code == 0, done.output
    return done


def test_it_prints_a_line_per_primitive_and_tells_on_standard_error_how_far_it_is():
    done = _scored("--seeds", "3-4")
    assert all(key in done.stdout for key in PRIMITIVES)
    assert "2 stores of 400 SKUs" in done.stdout
    assert "seed 4: mean F1" in done.stderr and "seed" not in done.stdout
    assert "Under false alarms" not in done.stdout


def test_the_same_options_give_the_same_figures(tmp_path):
    texts = []
    for name in ("one.json", "two.json"):
        _scored("--seeds", "3-4", "--json", str(tmp_path / name))
        figures = json.loads((tmp_path / name).read_text())
        texts.append({key: value for key, value in figures.items() if key != "seconds"})
    assert texts[0] == texts[1]
    rules_found = texts[0]["detectors"]["rules"]
    assert set(rules_found["primitives"]) == set(PRIMITIVES)
    assert rules_found["mean_f1"]["low"] <= rules_found["mean_f1"]["high"]


def test_variants_are_judged_beside_the_plain_exports():
    done = _run(
        *SMALL, "--detector", "rules", "--only", "variants", "--variants", "list_price,tenth"
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    rows = [line for line in done.stdout.splitlines() if line.startswith("no list_price")]
    assert len(rows) == 1 and "price_discrepancy -" in rows[0]
    assert "a tenth of the size" in done.stdout and "no dates at all" not in done.stdout


def test_two_processes_give_what_one_gives(tmp_path):
    places = {count: tmp_path / f"{count}.json" for count in ("1", "2")}
    for count, place in places.items():
        _scored("--seeds", "3-4", "--processes", count, "--json", str(place))
    one, two = (json.loads(place.read_text())["detectors"] for place in places.values())
    assert one == two


def test_errors_are_told_on_request():
    assert "Under false alarms" in _scored("--errors").stdout


def test_a_page_gets_tables_and_pictures_between_its_markers(tmp_path):
    pytest.importorskip("altair", reason="pictures need the extra benchmark")
    page = tmp_path / "quality.md"
    page.write_text("Before\n<!-- figures: begin -->\nold\n<!-- figures: end -->\nAfter\n")
    _scored("--page", str(page))
    text = page.read_text()
    assert text.startswith("Before\n<!-- figures: begin -->")
    assert text.endswith("<!-- figures: end -->\nAfter\n")
    assert "old" not in text and "| high_margin_leak |" in text
    command = "sentinel benchmark --seeds 3 --skus 400 --detector rules --only scores"
    assert f"`{command}` on 20" in text
    assert "](quality/reliability.svg)" in text
    assert {path.name for path in (tmp_path / "quality").iterdir()} == {
        "primitives.svg", "reliability.svg", "precision-at-k.svg",
    }  # fmt: skip


def test_the_same_figures_give_the_same_pictures(tmp_path):
    pytest.importorskip("altair", reason="pictures need the extra benchmark")
    for name in ("one", "two"):
        _scored("--pictures", str(tmp_path / name))
    for picture in (tmp_path / "one").iterdir():
        assert picture.read_bytes() == (tmp_path / "two" / picture.name).read_bytes()


def test_a_page_without_markers_is_refused_before_the_work(tmp_path):
    page = tmp_path / "quality.md"
    page.write_text("nothing here")
    done = _run(*SMALL, "--page", str(page))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "figures: begin" in done.stderr and "mean F1" not in done.stderr


def test_findings_of_a_file_are_scored_as_those_of_a_detector(tmp_path):
    plain = case(simulate(400, 3))
    pq.write_table(rules.findings(plain.table, plain.as_of), tmp_path / "mine.parquet")
    name = str(tmp_path / "mine.parquet")
    done = _scored("--json", str(tmp_path / "mine.json"), detector=name)
    assert name in done.stdout
    _scored("--json", str(tmp_path / "rules.json"))
    mine, theirs = (json.loads((tmp_path / f"{n}.json").read_text()) for n in ("mine", "rules"))
    scored = mine["detectors"][name]["primitives"]
    # a file looks for what it names
    assert set(scored) == {"severe_inventory_deficit"} ^ set(PRIMITIVES)
    assert scored.items() <= theirs["detectors"]["rules"]["primitives"].items()


def test_a_file_that_names_a_stranger_is_refused(tmp_path):
    (tmp_path / "mine.csv").write_text("sku,primitive,confidence\nnobody,overstock,1\n")
    done = _run(*SMALL, "--detector", str(tmp_path / "mine.csv"), "--only", "scores")
    assert done.exit_code == 2
    assert "cannot be scored: found, but not in the store: nobody" in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--seeds", "ten"], "expected 1000-1004 or 0,3,7"),
        (["--detector", "oracle"], "Known: sentinel, rules, ghost, learner"),
        (["--only", "figures"], "Known: scores, peers, variants"),
        (["--variants", "no_such"], "list_price, category"),
    ],
)
def test_what_means_nothing_is_refused_with_what_there_is(options, said):
    done = _run(*options)
    assert done.exit_code == 2
    assert said in done.stderr


def test_it_writes_exports_truth_and_plantings(tmp_path):
    done = _run("--seeds", "3", "--skus", "300", "--write", str(tmp_path))
    assert done.exit_code == 0, done.output
    assert len(list(tmp_path.glob("store-3-*.csv"))) == 2
    known = pq.read_table(tmp_path / "store-3-truth.parquet")
    assert set(known["primitive"].to_pylist()) == {*PRIMITIVES, *FURTHER}
    assert known.num_rows == 300 * len([*PRIMITIVES, *FURTHER])
    planted = pq.read_table(tmp_path / "store-3-planted.parquet")
    store = simulate(300, 3, keep=(0, PREVIOUS_DAYS))
    assert planted.num_rows == plantings(store).num_rows


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("sentinel_leakbench")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "numpy", None)
    done = _run(*SMALL)
    assert done.exit_code == 2
    assert "pip install 'profit-sentinel[benchmark]'" in done.stderr
