"""A diagnostic from its start to its report: every question answered."""

from __future__ import annotations

from typing import Any

from sentinel.check.export import SHRINKAGE, Export
from sentinel.check.models import SEE_THE_LOG, Check
from sentinel.check.served import found_in
from sentinel.check.visit import STORE, Unmet, Visit, at
from sentinel.reports.words import counted

_MOST_QUESTIONS = 50


def _start(visit: Visit) -> str:
    given = {"items": Export(visit.number).items(), "store_name": STORE}
    started = found_in(visit.client.post_json("/api/v1/diagnostic/start", given))
    if (value := at(started, "total_shrinkage")) != SHRINKAGE:
        raise Unmet(f"{value} USD below zero", expected=f"{SHRINKAGE} USD below zero")
    visit.session_id = at(started, "session_id")
    return f"{counted(at(started, 'patterns_detected'), 'pattern')}, {value:.2f} USD"


def _answers(visit: Visit) -> str:
    question, asked = _read(visit, "question"), 0
    while question is not None:
        if asked == _MOST_QUESTIONS:
            raise Unmet(f"still a question after {asked} answers")
        reply = {"classification": "investigate", "pattern_id": at(question, "pattern_id")}
        path = f"/api/v1/diagnostic/{visit.session_id}/answer"
        answered = found_in(visit.client.post_json(path, reply))
        question, asked = at(answered, "next_question"), asked + 1
        if at(answered, "is_complete") is not (question is None):
            raise Unmet("is_complete does not fit next_question")
    if not asked:
        raise Unmet("no question, though stock is below zero")
    return f"{asked} answered, then null"


def _report(visit: Visit) -> str:
    summary, report = _read(visit, "summary"), _read(visit, "report")
    if at(summary, "status") != "complete":
        raise Unmet(f"status {at(summary, 'status')} after the last answer")
    skus = [at(one, "sku") for one in at(report, "items_to_investigate")]
    if skus != [Export(visit.number).sku("A2")]:
        raise Unmet(f"{len(skus)} items to investigate instead of the one below zero")
    return "complete, with the item below zero to investigate"


def _read(visit: Visit, what: str) -> Any:
    return found_in(visit.client.get(f"/api/v1/diagnostic/{visit.session_id}/{what}"))


CHECKS = (
    Check(
        name="diagnostic-start",
        expected="a session with the value below zero of the made-up export",
        remedy=SEE_THE_LOG,
        run=_start,
        needs=("tenant",),
        with_token=True,
    ),
    Check(
        name="diagnostic-answers",
        expected="one question after the other, and null after the last",
        remedy=SEE_THE_LOG,
        run=_answers,
        needs=("diagnostic-start",),
        with_token=True,
    ),
    Check(
        name="diagnostic-report",
        expected="a complete session, and the item below zero in its report",
        remedy=SEE_THE_LOG,
        run=_report,
        needs=("diagnostic-answers",),
        with_token=True,
    ),
)
