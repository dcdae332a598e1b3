"""What a process of its own does to the state of a test."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from attrs import frozen

from sentinel import Engine
from sentinel.errors import ConflictError
from sentinel.insights import Analysis
from sentinel.storage import (
    Records,
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


def act(
    action: str, arguments: Sequence[Any], environment: Mapping[str, str], **given: Any
) -> None:
    """In the other process: what the action says, and at last what it gives."""
    os.environ.update(environment)  # the process that was forked is older than some of it
    worker = Worker(**given)
    worker.say.send(getattr(worker, action)(*arguments))


@frozen(kw_only=True)
class Worker:
    folder: Path
    """Where it waits for the others."""
    url: str
    blobs_at: str
    number: str
    say: Connection

    def wait_for_the_others(self) -> None:
        (self.folder / f"ready-{self.number}").touch()
        while not (self.folder / "go").exists():
            time.sleep(0.001)

    def records(self) -> Records:
        """Opened, and all others have theirs open."""
        records = open_records(self.url)
        self.wait_for_the_others()
        return records

    def hit(self, limit: int, times: int) -> int:
        """How many of so many tries were let through."""
        rates = self.records().rates
        tries = (rates.hit("shop", "analyze", limit=limit, at=NOON) for _ in range(times))
        return sum(rate.allowed for rate in tries)

    def note(self, task_id: str, times: int) -> list[str]:
        """The notes that it wrote."""
        tasks = self.records().tasks
        written = [f"{self.number}.{number}" for number in range(times)]
        for text in written:
            tasks.change("shop", task_id, who=self.number, at=NOON, note=text)
        return written

    def claim(self, task_id: str) -> bool:
        """Whether it was the one that changed version 1."""
        tasks = self.records().tasks
        try:
            tasks.change("shop", task_id, who=self.number, at=NOON, status="completed", version=1)
        except ConflictError:
            return False
        return True

    def delegate(self, key: str) -> str:
        """The task that it was given."""
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
        return self.records().tasks.add("shop", task, who="boss", idempotency_key=key).task_id

    def answer(self, session_id: str, classification: str) -> tuple[bool, str]:
        """Whether it was taken, and what all then see as the first answer."""
        records = self.records()
        mine = classification if classification != "own" else f"own-{self.number}"
        try:
            session = records.diagnostics.answer(
                "shop", session_id, 0, mine, who=self.number, at=NOON
            )
        except ConflictError:
            return False, records.diagnostics.get("shop", session_id).answers[0].who
        return True, session.answers[0].who

    def make_tables(self) -> str:
        self.wait_for_the_others()
        return upgrade(self.url)

    def save(self, times: int) -> None:
        """Save so many, and say the id of each before, and "saved" once it is."""
        records, blobs = open_records(self.url), open_blobs(self.blobs_at)
        snapshot = shop({"unit_cost": 12.0, "unit_price": 10.0})
        report = Engine().analyze(snapshot)
        self.wait_for_the_others()
        for _ in range(times):
            made = Analysis(
                analysis_id=new_analysis_id(), created_at=NOON, report=report, snapshot=snapshot
            )
            self.say.send(made.analysis_id)
            save_analysis(records, blobs, "shop", made)
            self.say.send("saved")

    def save_and_die(self) -> None:
        """Killed at the moment at which all blobs are written and no row is."""
        blobs = open_blobs(self.blobs_at)
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

        self.wait_for_the_others()
        save_analysis(Dying(), blobs, "shop", made)  # type: ignore[arg-type]

    def write_and_die(self, task_id: str) -> None:
        """Killed inside its transaction."""
        from sentinel.storage.tables import tasks

        with self.records()._database.writing() as connection:
            connection.execute(tasks.update().values(status="escalated"))
            os.kill(os.getpid(), signal.SIGKILL)
