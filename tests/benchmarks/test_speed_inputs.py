"""The speed benchmark's own claims: its files, its peers' rows, its arithmetic, its honesty."""

from __future__ import annotations

import csv
import itertools
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("numpy", reason="the speed benchmark needs numpy, which Sentinel does not")
sys.path.insert(0, str(Path(__file__).parents[2]))

import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.speed import contenders, table
from benchmarks.speed.exports import HEADERS, stores, write_export
from benchmarks.speed.figures import START, Figure, Measured, fastest_reader, figures
from benchmarks.speed.measure import Run, Runs, Work, WorkFailedError, alternate, ratio, run
from benchmarks.speed.rows import RowsDifferError, check, reference

SKUS = 3_000


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    path = tmp_path_factory.mktemp("speed") / "export.csv"
    write_export(path, SKUS)
    return path


@pytest.fixture(scope="module")
def records(export):
    with export.open(newline="", encoding="utf-8") as lines:
        return list(csv.reader(lines, strict=True))[1:]


def column(records, header):
    position = HEADERS.index(header)
    return [record[position] for record in records]


def test_an_export_has_eighteen_columns_and_a_cell_for_each_in_every_row(export, records):
    assert export.read_text(encoding="utf-8").partition("\n")[0] == ",".join(HEADERS)
    assert len(HEADERS) == len(set(HEADERS)) == 18
    assert Counter(map(len, records)) == {18: SKUS}


def test_the_same_size_and_seed_give_the_same_bytes_and_another_seed_others(export, tmp_path):
    again, other = tmp_path / "again.csv", tmp_path / "other.csv"
    write_export(again, SKUS)
    write_export(other, SKUS, seed=7)
    assert again.read_bytes() == export.read_bytes()
    assert other.read_bytes() != export.read_bytes()


def test_a_store_carries_36000_skus_and_the_next_one_follows():
    sizes = [(name, len(items)) for items, _, name, _ in stores(37_000, seed=1)]
    assert sizes == [("Store 01", 36_000), ("Store 02", 1_000)]


def test_no_store_has_a_sku_twice(records):
    keys = Counter(zip(column(records, "Store"), column(records, "SKU"), strict=True))
    assert max(keys.values()) == 1


def test_barcodes_carry_their_check_digit(records):
    codes = [code for code in column(records, "UPC") if code]
    weighted = [sum(int(digit) * (3, 1)[i % 2] for i, digit in enumerate(c)) for c in codes]
    assert {len(code) for code in codes} == {12}
    assert {total % 10 for total in weighted} == {0}


def test_a_share_of_descriptions_is_quoted_with_commas_and_inch_marks(export, records):
    quoted = export.read_text(encoding="utf-8").count(',"') / SKUS
    names = column(records, "Description")
    assert 0.15 < quoted < 0.4
    assert any('"' in name and "," in name for name in names)


def test_cells_look_as_a_point_of_sale_system_writes_them(records):
    money = ["Unit Cost", "Average Cost", "Last Cost", "Retail Price", "MSRP"]
    cents = {
        len(value.partition(".")[2])
        for header in money
        for value in column(records, header)
        if value
    }
    dates = {
        len(value) for header in HEADERS if "Date" in header for value in column(records, header)
    }
    assert cents == {2}
    assert dates == {0, len("2026-10-31")}
    assert any(value.startswith("-") for value in column(records, "Qty On Hand"))
    assert any(sku.startswith("0") for sku in column(records, "SKU"))
    assert all("" in column(records, header) for header in ("UPC", "Vendor", "MSRP"))


def test_sales_follow_zipf_a_tenth_of_the_skus_sells_most(records):
    sold = sorted((int(value) for value in column(records, "Sold Last 365 Days")), reverse=True)
    assert sum(sold[: SKUS // 10]) > sum(sold) / 2
    assert sold[SKUS // 2] < 10


def test_about_nine_skus_in_a_hundred_leak_and_none_twice():
    ((_, _, _, planted),) = stores(SKUS, seed=2026)
    rows = list(itertools.chain.from_iterable(rows.tolist() for rows in planted.values()))
    assert 0.05 < len(rows) / SKUS < 0.10
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("peer", contenders.RULES)
def test_the_rules_of_a_peer_find_the_rows_of_plain_python(peer, export, tmp_path):
    pytest.importorskip(peer.partition("-")[0], reason="compares with this peer")
    found = tmp_path / "found.parquet"
    run(Work(key=peer, what=peer, command=peers(peer, export, found)))
    rows = {tuple(row.values()) for row in pq.read_table(found).to_pylist()}
    assert rows == reference(export)
    assert len({rule for _, _, rule in rows}) == 4


@pytest.mark.parametrize("peer", [*contenders.READING, "pyarrow-inferred"])
def test_a_peer_reads_the_file(peer, export):
    pytest.importorskip(peer.partition("-")[0], reason="compares with this peer")
    assert run(Work(key=peer, what=peer, command=peers(peer, export))).seconds > 0


def peers(key, file, *more):
    script = str(contenders.CHILDREN / "peers.py")
    return contenders.python(script, key, str(file), "2", *map(str, more))


def write_found(folder, file, rows_of):
    for key in contenders.RULES:
        rows = [dict(zip(("store", "sku", "rule"), r, strict=True)) for r in sorted(rows_of[key])]
        pq.write_table(pa.Table.from_pylist(rows), contenders.findings_of(folder, key, file))
    negative = [row for row in sorted(rows_of["sentinel"]) if row[2] == "negative_on_hand"]
    pq.write_table(
        pa.table(
            {
                "store_id": [row[0] for row in negative],
                "sku": [row[1] for row in negative],
                "primitive": ["negative_inventory"] * len(negative),
            }
        ),
        contenders.findings_of(folder, "sentinel", file),
    )


def test_rows_that_agree_pass(export, tmp_path):
    right = reference(export)
    write_found(tmp_path, export, dict.fromkeys(["sentinel", *contenders.RULES], right))
    check(tmp_path, [export])


@pytest.mark.parametrize("wrong", ["sentinel", *contenders.RULES])
def test_one_missing_row_of_anybody_stops_the_comparison(wrong, export, tmp_path):
    right = reference(export)
    less = right - {min(row for row in right if row[2] == "negative_on_hand")}
    everybody = dict.fromkeys(["sentinel", *contenders.RULES], right)
    write_found(tmp_path, export, everybody | {wrong: less})
    with pytest.raises(RowsDifferError, match="1 odd"):
        check(tmp_path, [export])


def test_rows_that_all_peers_get_wrong_alike_are_noticed_too(export, tmp_path):
    less = set(sorted(reference(export))[1:])
    write_found(tmp_path, export, dict.fromkeys(["sentinel", *contenders.RULES], less))
    with pytest.raises(RowsDifferError, match="plain Python"):
        check(tmp_path, [export])


def test_the_memory_of_a_process_is_its_own_and_not_that_of_an_earlier_one():
    hungry = Work(key="a", what="a", command=contenders.python("-c", "b'x' * 200_000_000"))
    modest = Work(key="b", what="b", command=contenders.python("-c", "pass"))
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from benchmarks.speed.measure import Work, alternate\n"
        f"runs = alternate([Work(**w) for w in {[described(hungry), described(modest)]!r}], 1)\n"
        "print(*(run.peak_bytes for run in runs.values()))"
    )
    command = contenders.python("-c", script, str(Path(__file__).parents[2]))
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    large, small = map(int, said.split())
    assert large > 200e6
    assert small < 60e6


def described(work):
    return {"key": work.key, "what": work.what, "command": list(work.command)}


def test_a_contender_that_fails_is_an_error_with_its_message_and_not_a_time():
    broken = Work(
        key="x", what="The peer", command=contenders.python("-c", "raise SystemExit('no')")
    )
    with pytest.raises(WorkFailedError, match="The peer ended with 1: no"):
        run(broken)


def test_works_alternate_and_every_other_round_goes_backwards(tmp_path):
    log = tmp_path / "log"
    works = [
        Work(
            key=key,
            what=key,
            command=contenders.python("-c", f"open({str(log)!r}, 'a').write({key!r})"),
        )
        for key in "abc"
    ]
    alternate(works, 2)
    assert log.read_text() == "abccba"


def runs(key, *seconds, peak=100_000_000):
    work = Work(key=key, what=key, command=())
    return Runs(
        work=work, runs=tuple(Run(seconds=s, cpu_seconds=2 * s, peak_bytes=peak) for s in seconds)
    )


def test_a_ratio_is_taken_within_a_round():
    assert ratio(runs("a", 1.0, 10.0, 3.0), runs("b", 2.0, 20.0, 2.0)) == 0.5


@pytest.fixture
def measured():
    """Start 0.2 s; 1 s for the small file, 9 s for ten times the rows; reading takes 0.5 to 6 s."""
    keys = ["sentinel", *contenders.READING]
    seconds = {144_000: (1.0, 0.5, 0.6, 0.7, 0.8, 0.9), 1_440_000: (9.0, 6.0, 3.0, 4.0, 5.0, 6.0)}
    return Measured(
        files={144_000: 10_000_000, 1_440_000: 100_000_000},
        runs={
            (skus, key): runs(key, each, peak=500_000_000)
            for skus, times in seconds.items()
            for key, each in zip(keys, times, strict=True)
        },
        starts={
            "bare": runs("bare", 0.02, 0.01),
            "import": runs("import", 0.03, 0.05),
            "version": runs("version", 0.1),
            START: runs(START, 0.2),
        },
        in_process=[0.5, 0.09, 0.12, 0.08],
    )


def value(measured, beginning):
    (figure,) = (figure for figure in figures(measured) if figure.what.startswith(beginning))
    return figure


def test_the_whole_analysis_is_held_against_the_fastest_reader_of_the_largest_file(measured):
    assert fastest_reader(measured, 1_440_000).work.key == "polars-text"
    figure = value(measured, "Whole analysis / fastest mere reading (polars-text), 1,440,000 SKUs")
    assert (figure.value, figure.target, figure.reached) == (3.0, 1.0, False)


def test_growth_is_counted_beyond_the_start_and_may_exceed_the_rows_by_a_tenth(measured):
    figure = value(measured, "Time beyond an analysis of 36 SKUs, 1,440,000 / 144,000 SKUs")
    assert figure.value == pytest.approx(8.8 / 0.8)
    assert figure.target == pytest.approx(11)


def test_memory_may_be_one_and_a_half_times_the_file_plus_250_mb(measured):
    small, large = (
        value(measured, f"Peak memory, {skus} SKUs") for skus in ("144,000", "1,440,000")
    )
    assert (small.value, small.target, small.reached) == (500, 265, False)
    assert (large.target, large.reached) == (400, False)


def test_importing_is_counted_beyond_a_bare_interpreter(measured):
    assert value(measured, "`import sentinel`").value == pytest.approx(20)


def test_the_first_call_in_a_process_is_shown_and_not_counted_as_warm(measured):
    warm, cold = (figure.value for figure in figures(measured)[-2:])
    assert (warm, cold) == (pytest.approx(90), pytest.approx(500))


def test_a_figure_that_was_not_reached_says_so_in_the_table(measured, monkeypatch):
    monkeypatch.setattr(table, "version", lambda name: "1")
    text = table.results(measured, "the command", threads=2, rounds=5)
    ratios = next(line for line in text.splitlines() if "(polars-text), 1,440,000 SKUs" in line)
    assert ratios.endswith("| 3.00 x | 1.00 x | **not reached** |")
    assert "| sentinel | 9.000 | 9.000 | 18.000 | 500 |  |" in text
    assert "| polars-text | 3.000 | 3.000 | 6.000 | 500 | 3.00 |" in text


def test_only_the_largest_export_has_a_ratio_to_reach(measured):
    assert (
        value(measured, "Whole analysis / fastest mere reading (polars-inferred), 144,000").reached
        is None
    )


def test_a_figure_without_a_target_is_neither_reached_nor_not():
    assert Figure(what="", value=1, unit="ms").reached is None


def test_only_what_stands_between_the_markers_is_replaced(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n", encoding="utf-8")
    table.put("new", readme)
    assert readme.read_text(encoding="utf-8").split() == [
        "before", *table.BEGIN.split(), "new", *table.END.split(), "after",
    ]  # fmt: skip


def test_a_readme_without_markers_is_left_alone_with_an_error(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("words", encoding="utf-8")
    with pytest.raises(ValueError, match="has no lines"):
        table.put("new", readme)
    assert readme.read_text(encoding="utf-8") == "words"
