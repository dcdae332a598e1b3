"""The pure parts of the benchmark of the server: from what wrk says to the table."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from pathlib import Path

import pytest

pytest.importorskip("jwt", reason="needs the extra server: pip install -e '.[all]'")

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.http import processes, table
from benchmarks.http.figures import Analyses, Calm, Measured, Read, Timed, figures
from benchmarks.http.wrk import FailedRequestsError, Load, load, parsed


def said(requests: int = 4000, failed: int = 0) -> str:
    return (
        "Running 2s test\n  4000 requests in 2.00s\n\n"
        f'{{"requests": {requests}, "microseconds": 2000000, "failed": {failed},'
        ' "p50": 1500, "p99": 12000}\n'
    )


def test_what_wrk_says_last_counts():
    assert parsed(said()) == Load(requests=4000, seconds=2.0, p50=0.0015, p99=0.012)
    assert parsed(said()).rate == 2000


@pytest.mark.parametrize(("requests", "failed"), [(4000, 1), (0, 0)])
def test_answers_that_are_none_are_an_error_and_not_a_rate(requests, failed):
    with pytest.raises(FailedRequestsError):
        parsed(said(requests, failed))


@pytest.mark.skipif(shutil.which("wrk") is None, reason="needs wrk: apt-get install -y wrk")
def test_where_nobody_answers_there_is_no_rate():
    with pytest.raises(FailedRequestsError, match="wrk ended with 1"):
        load("http://127.0.0.1:9", ["/a", "/b"], "token", connections=1, seconds=1)


def test_processes_are_found_with_their_memory_and_what_they_took():
    me = processes.family(os.getpid())[0]
    assert processes.resident_bytes(me) > 10e6
    assert processes.cpu_seconds(me) > 0
    assert processes.resident_bytes(2**22 + 1) == processes.cpu_seconds(2**22 + 1) == 0


def test_a_free_port_can_be_listened_on():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", processes.free_port()))


def timed(*rates, cpu=0.5):
    return [
        Timed(load=Load(requests=1000, seconds=1000 / rate, p50=0.002, p99=0.02), cpu_seconds=cpu)
        for rate in rates
    ]


@pytest.fixture
def measured():
    read = Read(
        database="SQLite",
        name="digest",
        size=520_000,
        runs={
            "sentinel": timed(3000, 1000, 2000),
            "fastapi": timed(1000, 900, 1000, cpu=0.9),
            "fastapi-async": timed(2000, 500, 2000, cpu=0.4),
        },
    )
    return Measured(
        reads=[read],
        analyses=Analyses(library=[0.1, 0.2, 0.1], first=[0.15, 0.3, 0.3], again=[0.3, 0.6, 0.3]),
        calm=Calm(
            idle=Load(requests=9000, seconds=8, p50=0.001, p99=0.004),
            busy=Load(requests=5000, seconds=8, p50=0.002, p99=0.012),
            analyses=7,
        ),
        memory=[(80_000_000, 80_800_000), (90_000_000, 99_000_000)],
    )


def figure(measured, beginning):
    (found,) = (one for one in figures(measured) if one.what.startswith(beginning))
    return found


def test_a_read_is_held_against_the_faster_peer_round_by_round(measured):
    found = figure(measured, "digest on SQLite: time per request / FastAPI, `async def`")
    assert (found.value, found.target, found.reached) == (pytest.approx(1 / 1.5), 1.0, True)


def test_an_analysis_is_held_against_the_library_round_by_round(measured):
    first = figure(measured, "`POST /analysis/analyze`")
    again = figure(measured, "the same with an earlier analysis")
    assert (first.value, first.reached) == (pytest.approx(1.5), True)
    assert (again.value, again.reached) == (pytest.approx(3.0), False)


def test_reads_beside_analyses_are_held_against_the_median_without(measured):
    assert figure(measured, "p99 of small reads").value == pytest.approx(12)


def test_the_worker_that_grew_most_counts(measured):
    found = figure(measured, "memory of a worker")
    assert (found.value, found.reached) == (pytest.approx(1.1), False)


def test_the_table_shows_every_contender_and_what_was_not_reached(measured, monkeypatch):
    monkeypatch.setattr(table, "version", lambda name: "1")
    text = table.results(measured, "the command", rounds=3)
    assert "| digest on SQLite | 520 | `sentinel serve` | 2,000 | 2.0 | 20.0 | 500 |  |" in text
    assert "| FastAPI, `def` | 1,000 | 2.0 | 20.0 | 900 | 0.50 |" in text
    assert "| 12.00 x | 10.00 x | **not reached** |" in text
    assert "| two tenants' analyses, 7 ended | 625 | 2.0 | 12.0 |" in text
    assert "| 2 | 90.0 | 99.0 |" in text
