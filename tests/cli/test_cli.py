"""The command, as people and scripts call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from pyarrow import csv

import sentinel
from sentinel.cli import ExitCode, main

pytestmark = pytest.mark.skipif(
    not entry_points(group="sentinel"), reason="sentinel is not installed: no plugins to find"
)

HEADER = "SKU,Description,Category,Qty On Hand,Unit Cost,Price,Units Sold,Last Sold\n"
LEAK = "0007,Anvil,Tools,12,11.40,9.99,40,2026-10-30\n"
SOUND = "".join(
    f"{100 + n:04},Hammer {n},Tools,{5 + n},5.00,{9 + n / 100},{30 + n},2026-10-{20 + n % 10}\n"
    for n in range(20)
)
EXPORT = HEADER + LEAK + SOUND


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch):
    """Nobody's own mappings get into the tests."""
    folder = tmp_path / "data"
    monkeypatch.setenv("SENTINEL_DATA_DIR", str(folder))
    return folder / "mappings"


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "items.csv"
    path.write_text(EXPORT, encoding="utf-8")
    return str(path)


def run(*arguments, **options):
    return CliRunner().invoke(main, [str(argument) for argument in arguments], **options)


def process(*arguments, **options):
    command = [sys.executable, "-c", "from sentinel.cli import run; run()"]
    return subprocess.run([*command, *map(str, arguments)], capture_output=True, **options)


# --- analyze ------------------------------------------------------------------------------------


def test_analyze_prints_advice(export):
    result = run("analyze", export)
    assert (result.exit_code, result.stderr) == (ExitCode.DONE, "")
    assert "0007 Anvil: sells at $9.99 but costs $11.40: $1.41 lost on each" in result.stdout


def test_analyze_prints_json(export):
    report = json.loads(run("analyze", export, "--format", "json").stdout)
    issue = next(one for one in report["issues"] if one["primitive"] == "negative_profit")
    assert (report["skus"], report["sources"][0]["rows_read"], issue["findings"][0]["sku"]) == (
        21,
        21,
        "0007",
    )


def test_analyze_reads_standard_input():
    result = run("analyze", "-", "--format", "json", input=EXPORT)
    assert json.loads(result.stdout)["skus"] == 21


def test_analyze_writes_the_report_to_a_file(export, tmp_path):
    result = run("analyze", export, "--format", "json", "--output", tmp_path / "report.json")
    written = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (result.stdout, written["skus"]) == ("", 21)


@pytest.mark.parametrize(
    ("suffix", "read"),
    [
        (".parquet", pq.read_table),
        (".arrow", lambda path: pa.ipc.open_file(path).read_all()),
        (".csv", csv.read_csv),
    ],
)
def test_findings_are_written_in_each_format(export, tmp_path, suffix, read):
    path = tmp_path / f"findings{suffix}"
    run("analyze", export, "--findings", path)
    expected = sentinel.analyze(export).findings
    written = read(str(path))
    assert written.column_names == expected.column_names
    assert written["primitive"].to_pylist() == expected["primitive"].to_pylist()
    assert json.loads(written["evidence"].to_pylist()[0]) == json.loads(
        expected["evidence"].to_pylist()[0]
    )


def test_findings_in_an_unknown_format_are_wrong_usage(export):
    result = run("analyze", export, "--findings", "findings.xls")
    assert result.exit_code == ExitCode.USAGE
    assert "'findings.xls' must end in one of .parquet, .arrow, .csv" in result.stderr


def test_only_some_primitives_judge(export):
    report = json.loads(run("analyze", export, "--only", "overstock", "--format", "json").stdout)
    assert report["assessed"] == ["overstock"]


def test_a_threshold_can_be_set(export):
    name = "overstock.overstock_months"
    report = json.loads(
        run("analyze", export, "--threshold", f"{name}=9", "--format", "json").stdout
    )
    assert report["thresholds"][name] == 9


def test_a_column_can_be_mapped(export):
    result = run("analyze", export, "--map", "Description=category", "--format", "json")
    mapping = json.loads(result.stdout)["sources"][0]["mapping"]
    assert {"category": "Description"}.items() <= {
        m["column"]: m["header"] for m in mapping
    }.items()


def test_a_column_can_be_left_out_now_and_for_the_next_time(export, data):
    def headers(*more):
        result = run("analyze", export, "--format", "json", *more)
        return {m["header"] for m in json.loads(result.stdout)["sources"][0]["mapping"]}

    assert headers() - headers("--map", "Description=") == {"Description"}
    run("map", export, "--map", "Description=", "--save")
    assert "Description" not in headers()


def test_the_day_can_be_given(export):
    result = run("analyze", export, "--as-of", "2026-11-15", "--format", "json")
    assert json.loads(result.stdout)["as_of"] == "2026-11-15"


def test_a_previous_export_gives_trends(export, tmp_path):
    before = tmp_path / "before.csv"
    before.write_text(EXPORT.replace("11.40", "10.10"), encoding="utf-8")
    report = json.loads(run("analyze", export, "--previous", before, "--format", "json").stdout)
    trends = {issue["primitive"]: issue["trend"] for issue in report["issues"]}
    assert trends["negative_profit"] == "worse"


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("critical", ExitCode.FOUND),
        ("low", ExitCode.FOUND),
        ("1", ExitCode.FOUND),
        ("$1,000,000", ExitCode.DONE),
    ],
)
def test_a_limit_decides_the_exit_code(export, limit, code):
    assert run("analyze", export, "--fail-on", limit).exit_code == code


def test_an_issue_below_the_severity_does_not_fail(export):
    result = run("analyze", export, "--only", "price_discrepancy,overstock", "--fail-on", "high")
    assert result.exit_code in (ExitCode.DONE, ExitCode.NOTHING_ASSESSED)


def test_verbose_says_how_long_it_took(export):
    assert "detect" in run("analyze", export, "--verbose").stderr


def test_trace_shows_the_calls_of_plugins(export):
    assert "sentinel_primitives asks overstock" in run("analyze", export, "--trace").stderr


# --- what goes wrong ----------------------------------------------------------------------------


def test_a_file_that_is_no_table_is_refused(tmp_path):
    path = tmp_path / "photo.csv"
    path.write_bytes(bytes(range(256)) * 20)
    result = run("analyze", path)
    assert (result.exit_code, result.stdout) == (ExitCode.REFUSED, "")
    assert result.stderr.startswith("Error: photo.csv")


def test_an_empty_file_is_refused(tmp_path):
    path = tmp_path / "items.csv"
    path.write_bytes(b"")
    assert run("analyze", path).exit_code == ExitCode.REFUSED


def test_a_file_in_which_nothing_can_be_assessed_says_so(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("SKU,Description\n1,Anvil\n2,Hammer\n", encoding="utf-8")
    result = run("analyze", path)
    assert result.exit_code == ExitCode.NOTHING_ASSESSED


def test_a_missing_file_is_wrong_usage():
    result = run("analyze", "nowhere.csv")
    assert result.exit_code == ExitCode.USAGE
    assert "nowhere.csv" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--only", "sunshine"], "No primitive is called 'sunshine'"),
        (["--pos", "sunshine"], "No POS adapter is called 'sunshine'"),
        (["--threshold", "sunshine=3"], "No threshold is called 'sunshine'"),
        (["--threshold", "overstock.overstock_months=many"], "'many' in"),
        (["--map", "Price"], "'Price' has no name and value"),
        (["--block", "sunshine"], "No plugin is called 'sunshine'"),
        (["--fail-on", "sunshine"], "neither a severity"),
        (["--as-of", "sunshine"], "does not match the format"),
    ],
)
def test_wrong_usage_is_named(export, arguments, words):
    result = run("analyze", export, *arguments)
    assert (result.exit_code, result.stdout) == (ExitCode.USAGE, "")
    assert words in result.stderr


def test_a_folder_that_is_not_there_is_named(export, tmp_path):
    result = run("analyze", export, "--output", tmp_path / "nowhere" / "report.txt")
    assert result.exit_code == ExitCode.USAGE
    assert "nowhere" in result.stderr


def test_an_unexpected_error_is_called_one(export, monkeypatch):
    def broken(*arguments, **options):
        raise RuntimeError("boom")

    monkeypatch.setattr("sentinel.engine.Engine.analyze", broken)
    short, full = run("analyze", export), run("analyze", export, "--verbose")
    assert (short.exit_code, full.exit_code) == (ExitCode.UNEXPECTED, ExitCode.UNEXPECTED)
    assert "a fault of Sentinel: RuntimeError: boom" in short.stderr
    assert ("Traceback" in short.stderr, "Traceback" in full.stderr) == (False, True)


def test_an_interruption_has_its_own_code(export, monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("sentinel.engine.Engine.analyze", interrupted)
    assert run("analyze", export).exit_code == ExitCode.INTERRUPTED


# --- looking without analysing ------------------------------------------------------------------


def test_map_shows_headers_samples_and_reasons(export):
    lines = run("map", export).stdout.splitlines()
    price = next(line for line in lines if line.startswith("Price"))
    assert ("unit_price" in price, "9.99" in price) == (True, True)


def test_map_prints_json(export):
    suggestion = json.loads(run("map", export, "--format", "json").stdout)
    taken = {column["header"]: column["column"] for column in suggestion["columns"]}
    assert (suggestion["pos"], taken["Qty On Hand"]) == ("generic", "on_hand_qty")


@pytest.mark.parametrize("width", [60, 80, 100])
def test_map_fits_the_terminal(export, width):
    lines = run("map", export, env={"COLUMNS": str(width)}).stdout.splitlines()
    assert [line for line in lines if len(line) > width] == []


def test_map_prints_powers_and_advice_as_json(export):
    suggestion = json.loads(run("map", export, "--format", "json").stdout)
    states = {power["primitive"]: power["state"] for power in suggestion["primitives"]}
    assert states["low_stock"] == "partly"
    assert {"columns", "how", "opens", "found_share"} <= set(suggestion["advice"][0])
    assert suggestion["saved"] is None


def test_a_wrong_column_is_put_right_on_the_spot_and_kept(export, data):
    kept = run("map", export, "--map", "Description=category", "--save")
    [path] = data.iterdir()
    assert f"Kept in {path}." in kept.stderr
    later = json.loads(run("analyze", export, "--format", "json").stdout)
    column = next(m for m in later["sources"][0]["mapping"] if m["header"] == "Description")
    assert (column["column"], column["confidence"]) == ("category", 1.0)
    assert column["why"].startswith("saved mapping of ")
    assert "by the mapping saved on" in run("map", export).stdout


def test_a_mapping_is_kept_where_it_is_told_and_used_where_it_is_told(export, tmp_path, data):
    path = tmp_path / "shared" / "till.toml"
    path.parent.mkdir()
    run("map", export, "--map", "Description=category", "--save", path)
    plain, told = (run("map", export, *more).stdout for more in ([], ["--mappings", path]))
    assert ("saved on" in plain, "saved on" in told) == (False, True)
    assert not data.exists()


def test_no_other_file_is_overwritten_by_a_mapping(export):
    before = Path(export).read_bytes()
    result = run("map", "--save", export, export)
    assert (result.exit_code, Path(export).read_bytes()) == (ExitCode.USAGE, before)
    assert "is neither a folder nor ends in .toml" in result.stderr


def test_a_saved_mapping_with_a_mistake_is_named_with_its_line(export, data):
    run("map", export, "--save")
    [path] = data.iterdir()
    path.write_text(path.read_text().replace('= "unit_cost"', '= "cost"'), encoding="utf-8")
    for command in (("analyze",), ("map",)):
        result = run(*command, export)
        assert (result.exit_code, result.stdout) == (ExitCode.USAGE, "")
        assert f"Error: {path}, line " in result.stderr


def test_a_mapping_that_was_saved_shows_how_the_next_export_differs(export, data, tmp_path):
    run("map", export, "--save")
    later = tmp_path / "later.csv"
    later.write_text(EXPORT.replace("Unit Cost", "Note"), encoding="utf-8")
    text = run("analyze", later).stdout
    assert text.index("THE EXPORT CHANGED") < text.index("WHAT WAS READ")
    assert '"Unit Cost" (unit_cost) is gone' in text


def test_explain_shows_every_primitives_reasoning(export):
    text = run("explain", export, "0007").stdout
    assert text.splitlines()[0].startswith("0007 Anvil in store main: found by ")
    assert "Negative Profit: found, $" in text
    assert "It would be found if" in text


def test_explain_prints_json(export):
    proof = json.loads(run("explain", export, "0007", "--format", "json").stdout)
    assert {"statement", "value", "unit", "children"} == set(proof)


def test_explaining_an_unknown_sku_is_wrong_usage(export):
    result = run("explain", export, "0815")
    assert result.exit_code == ExitCode.USAGE
    assert "'0815'" in result.stderr


def test_adapters_are_listed():
    assert "square" in run("adapters").stdout


def test_primitives_are_listed_with_their_thresholds():
    assert "overstock.overstock_months = 12 months" in run("primitives").stdout


@pytest.mark.parametrize("command", ["adapters", "primitives", "plugins"])
def test_lists_are_printed_as_json(command):
    assert isinstance(json.loads(run(command, "--format", "json").stdout), list)


def test_a_blocked_plugin_is_shown_as_blocked():
    states = json.loads(run("plugins", "--block", "overstock", "--format", "json").stdout)
    assert {state["status"] for state in states if state["name"] == "overstock"} == {"blocked"}


# --- as a process -------------------------------------------------------------------------------


def test_the_version_is_told_without_loading_the_engine():
    code = (
        "import sys; from sentinel.cli import main\n"
        "try: main(['--version'])\n"
        "except SystemExit: pass\n"
        "heavy = 'pyarrow', 'pluggy', 'rich', 'importlib.metadata'\n"
        "print([module for module in heavy if module in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.splitlines() == [f"sentinel, version {sentinel.__version__}", "[]"]


def test_nothing_but_the_result_is_on_standard_output(export):
    result = process("analyze", export, "--format", "json")
    assert (json.loads(result.stdout)["skus"], result.stderr) == (21, b"")


def test_the_exit_code_reaches_the_shell(export, tmp_path):
    codes = [
        process("analyze", export).returncode,
        process("analyze", export, "--fail-on", "critical").returncode,
        process("analyze", tmp_path / "nowhere.csv").returncode,
    ]
    assert codes == [ExitCode.DONE, ExitCode.FOUND, ExitCode.USAGE]


def test_a_terminal_without_line_drawing_gets_plain_characters(export):
    result = process("explain", export, "0007", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (result.returncode, result.stdout.decode("ascii").count("`- ") > 3) == (0, True)


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="needs a shell")
def test_a_reader_that_leaves_early_is_not_an_error(export):
    command = (
        f'{{ "{sys.executable}" -c "from sentinel.cli import run; run()" primitives;'
        " echo code $? >&2; } | head -n 1"
    )
    result = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True)
    assert (result.stderr.strip(), result.stdout.count("\n")) == ("code 0", 1)
