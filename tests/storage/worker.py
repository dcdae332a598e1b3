"""A process of its own that acts on the state of a test: FOLDER URL BLOBS ACTION NUMBER."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sentinel import Engine
from sentinel.errors import ConflictError
from sentinel.insights import Analysis
from sentinel.storage import (
    Task,
    new_analysis_id,
    new_task_id,
    open_blobs,
    open_records,
    save_analysis,
    upgrade,
)
from sentinel.testing.stores import shop

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
FOLDER, URL, BLOBS, ACTION, NUMBER = sys.argv[1:6]
ARGUMENTS = [json.loads(argument) for argument in sys.argv[6:]]


def wait_for_the_others() -> None:
    Path(FOLDER, f"ready-{NUMBER}").touch()
    while not Path(FOLDER, "go").exists():
        time.sleep(0.001)


def hit(limit: int, times: int) -> int:
    """How many of so many tries were let through."""
    records = open_records(URL)
    wait_for_the_others()
    tries = (records.rates.hit("shop", "analyze", limit=limit, at=NOON) for _ in range(times))
    return sum(rate.allowed for rate in tries)


def note(task_id: str, times: int) -> list[str]:
    """The notes that it wrote."""
    records = open_records(URL)
    wait_for_the_others()
    written = [f"{NUMBER}.{number}" for number in range(times)]
    for text in written:
        records.tasks.change("shop", task_id, who=NUMBER, at=NOON, note=text)
    return written


def claim(task_id: str) -> bool:
    """Whether it was the one that changed version 1."""
    records = open_records(URL)
    wait_for_the_others()
    try:
        records.tasks.change("shop", task_id, who=NUMBER, at=NOON, status="completed", version=1)
    except ConflictError:
        return False
    return True


def delegate(key: str) -> str:
    """The task that it was given."""
    records = open_records(URL)
    wait_for_the_others()
    task = Task(
        task_id=new_task_id(),
        issue_id="an-issue",
        analysis_id="an-analysis",
        issue_type="DeadStock",
        store_id="main",
        assignee="Ann",
        deadline=NOON + timedelta(days=3),
        priority="high",
        title="Clear the shelf",
        description="It does not sell.",
        action_items=("Mark it down.",),
        dollar_impact=120.0,
        created_at=NOON,
    )
    return records.tasks.add("shop", task, who="boss", idempotency_key=key).task_id


def answer(session_id: str, classification: str) -> list[Any]:
    """Whether it was taken, and what all then see as the first answer."""
    records = open_records(URL)
    wait_for_the_others()
    mine = classification if classification != "own" else f"own-{NUMBER}"
    try:
        session = records.diagnostics.answer("shop", session_id, 0, mine, who=NUMBER, at=NOON)
    except ConflictError:
        return [False, records.diagnostics.get("shop", session_id).answers[0].who]
    return [True, session.answers[0].who]


def make_tables() -> str:
    wait_for_the_others()
    return upgrade(URL)


def save(times: int) -> None:
    """Save so many, and print the id of each once it is saved."""
    records, blobs = open_records(URL), open_blobs(BLOBS)
    snapshot = shop({"unit_cost": 12.0, "unit_price": 10.0})
    report = Engine().analyze(snapshot)
    wait_for_the_others()
    for _ in range(times):
        made = Analysis(
            analysis_id=new_analysis_id(), created_at=NOON, report=report, snapshot=snapshot
        )
        print(json.dumps(made.analysis_id), flush=True)
        save_analysis(records, blobs, "shop", made)
        print(json.dumps("saved"), flush=True)


def save_and_die() -> None:
    """Killed at the moment at which all blobs are written and no row is."""
    records, blobs = open_records(URL), open_blobs(BLOBS)
    snapshot = shop({"unit_cost": 12.0, "unit_price": 10.0})
    made = Analysis(
        analysis_id=new_analysis_id(),
        created_at=NOON,
        report=Engine().analyze(snapshot),
        snapshot=snapshot,
    )

    class Killed:
        def add(self, *_: object) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

    class Dying:
        analyses = Killed()

    del records
    wait_for_the_others()
    save_analysis(Dying(), blobs, "shop", made)  # type: ignore[arg-type]


def write_and_die(task_id: str) -> None:
    """Killed inside its transaction."""
    records = open_records(URL)
    wait_for_the_others()
    from sentinel.storage.tables import tasks

    with records._database.writing() as connection:
        connection.execute(tasks.update().values(status="escalated"))
        os.kill(os.getpid(), signal.SIGKILL)


found = globals()[ACTION](*ARGUMENTS)
print(json.dumps(found))
