"""Jobs in a process of their own: what comes back, what goes wrong, and when it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("alembic", reason="needs the extra server: pip install -e '.[all]'")

from sentinel import Engine
from sentinel.errors import LimitExceededError, StorageUnavailableError
from sentinel.service.analyst import (
    Analyst,
    AnalystBusyError,
    AnalystLostError,
    Apart,
    Here,
    places_of,
)

Steps = Generator[Any, Any, Any]


def adding(engine: Engine, given: int) -> Steps:
    more = yield given + 1
    return given + (yield more), os.getpid(), os.getpriority(os.PRIO_PROCESS, 0)


def refusing(engine: Engine, given: str) -> Steps:
    yield "anything"
    raise LimitExceededError("has too many rows", source=given, row=7)


def unsendable(engine: Engine, given: Any) -> Steps:
    raise ValueError(lambda: None)
    yield


def dying(engine: Engine, given: Any) -> Steps:
    os.kill(os.getpid(), given)
    yield


def counting(engine: Engine, given: Any) -> Steps:
    return len(engine.primitives)
    yield


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    analyst = Apart()
    yield analyst
    analyst.close()


@pytest.fixture(scope="module", params=["here", "apart"])
def analyst(request: pytest.FixtureRequest, apart: Apart) -> Analyst:
    return apart if request.param == "apart" else Here(Engine(threads=1))


def test_a_job_asks_and_is_answered(analyst: Analyst) -> None:
    asked: list[int] = []

    def answer(question: int) -> int:
        asked.append(question)
        return 10 * question

    found, *_ = analyst.run(adding, 1, answer)
    assert (asked, found) == ([2, 20], 201)


def test_an_error_keeps_its_kind_its_facts_and_its_message(analyst: Analyst) -> None:
    with pytest.raises(LimitExceededError, match=r"items\.csv, row 7: has too many rows") as caught:
        analyst.run(refusing, "items.csv", str)
    assert (caught.value.source, caught.value.row) == ("items.csv", 7)
    there = caught.value.__cause__ or caught.value
    assert any(place.startswith("test_analyst.py:") for place in places_of(there))


def test_what_the_answer_raises_comes_back_and_the_next_job_runs(analyst: Analyst) -> None:
    def unavailable(question: Any) -> Any:
        raise StorageUnavailableError("not now")

    with pytest.raises(StorageUnavailableError, match="not now"):
        analyst.run(adding, 1, unavailable)
    assert analyst.run(counting, None, str) == 11


def test_it_is_another_process_of_lower_priority(apart: Apart) -> None:
    _, process, priority = apart.run(adding, 1, int)
    assert process != os.getpid()
    assert priority > os.getpriority(os.PRIO_PROCESS, 0)


def test_the_same_process_does_one_job_after_another(apart: Apart) -> None:
    first, second = (apart.run(adding, 1, int)[1] for _ in range(2))
    assert first == second


def test_an_error_that_cannot_be_sent_is_told_by_its_name(apart: Apart) -> None:
    with pytest.raises(RuntimeError, match="ValueError"):
        apart.run(unsendable, None, str)


def test_a_process_that_is_killed_is_told_and_replaced(apart: Apart) -> None:
    with pytest.raises(AnalystLostError):
        apart.run(dying, signal.SIGKILL, str)
    assert apart.run(counting, None, str) == 11


def test_asked_to_stop_it_finishes_what_it_does(apart: Apart) -> None:
    assert apart.run(stopping, None, int) == "finished"


def stopping(engine: Engine, given: Any) -> Steps:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        os.kill(os.getpid(), number)
    return "finished"
    yield


def test_it_ends_with_the_process_that_it_works_for(tmp_path: Path) -> None:
    script = (
        "import os, signal\n"
        "from sentinel.service.analyst import Apart\n"
        f"from {__name__} import adding\n"
        "print(Apart().run(adding, 1, int)[1], flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    found = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=found, stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode == -signal.SIGKILL
    until = time.monotonic() + 60
    while is_running(int(done.stdout)):
        assert time.monotonic() < until
        time.sleep(0.05)


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_who_finds_no_place_is_told_at_once_and_a_place_is_given_back() -> None:
    analyst = Apart((), 2)
    for _ in range(3):
        with (
            analyst.place(),
            analyst.place(),
            pytest.raises(AnalystBusyError, match="2 analyses run or wait"),
            analyst.place(),
        ):
            pass
