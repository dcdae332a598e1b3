"""What a client does with an issue: explain it, prove it, call the vendor, make a task of it."""

from __future__ import annotations

from sentinel.check.client import query
from sentinel.check.models import SEE_THE_LOG, Check
from sentinel.check.served import found_in
from sentinel.check.visit import STORE, Unmet, Visit, at
from sentinel.reports.words import counted

_ASSIGNEE = "sentinel check"


def _explain(visit: Visit) -> str:
    body = found_in(visit.client.get(f"/api/v1/explain/{visit.issue_id}"))
    if at(body, "issue_id") != visit.issue_id:
        raise Unmet(f"the explanation of {at(body, 'issue_id')}")
    tree = at(body, "proof_tree")
    causes = at(tree, "cause_scores")
    if not causes or not at(tree, "proof_tree", "statement"):
        raise Unmet("no causes, or no proof")
    return f"{len(causes)} causes, the first {at(causes, 0, 'cause')}"


def _why(visit: Visit) -> str:
    path, goal = f"/api/v1/explain/{visit.issue_id}/why", "detected(negative_qty)"
    asked = found_in(visit.client.get(query(path, goal=goal)))
    posted = found_in(visit.client.post_json(path, {"goal": goal}))
    steps = at(asked, "reasoning_steps")
    if not steps or at(steps, 0, "satisfied") is not True:
        raise Unmet(f"{goal} is not proven for stock below zero")
    if asked != posted:
        raise Unmet("GET and POST answer differently")
    return f"{goal} is proven, by GET and by POST"


def _vendor_call(visit: Visit) -> str:
    body = found_in(visit.client.get(f"/api/v1/vendor-call/{visit.issue_id}"))
    if (store := at(body, "call_prep", "store_id")) != STORE:
        raise Unmet(f"a call about the store {store}")
    return counted(len(at(body, "call_prep", "talking_points")), "talking point")


def _coop(visit: Visit) -> str:
    body = found_in(visit.client.get(f"/api/v1/coop/{STORE}"))
    if (store := at(body, "report", "store_id")) != STORE:
        raise Unmet(f"the report of the store {store}")
    return counted(len(at(body, "report", "alerts")), "alert")


def _delegate(visit: Visit) -> str:
    wanted = {
        "issue_id": visit.issue_id,
        "assignee": _ASSIGNEE,
        "notes": f"Made by sentinel check {visit.number}.",
    }
    key = f"sentinel-check-{visit.number}"
    made, again = (
        at(
            found_in(
                visit.client.post_json("/api/v1/delegate", wanted, **{"Idempotency-Key": key})
            ),
            "task_id",
        )
        for _ in range(2)
    )
    if made != again:
        raise Unmet("the same request, sent twice with one Idempotency-Key, made two tasks")
    visit.task_id = made
    return "one task for a request that was sent twice"


def _tasks(visit: Visit) -> str:
    open_ones = visit.client.get(query("/api/v1/tasks", store_id=STORE, status="open"))
    found = {at(one, "task", "task_id"): one for one in at(found_in(open_ones), "tasks")}
    if visit.task_id not in found:
        raise Unmet(f"{len(found)} open tasks, without the one that was just made")
    if (who := at(found[visit.task_id], "task", "assignee")) != _ASSIGNEE:
        raise Unmet(f"the task is for {who}")
    return f"{len(found)} open, with the new one"


def _patch(visit: Visit) -> str:
    change = {"status": "completed", "notes": "Checked."}
    path = f"/api/v1/tasks/{visit.task_id}"
    changed = found_in(visit.client.post_json(path, change, method="PATCH"))
    if at(changed, "status") != "completed" or "Checked." not in at(changed, "notes"):
        raise Unmet(f"status {at(changed, 'status')}, notes {at(changed, 'notes')}")
    unknown = visit.client.post_json("/api/v1/tasks/task-none", change, method="PATCH")
    if unknown.status != 404:
        raise Unmet(f"status {unknown.status} for a task that does not exist")
    return "completed; 404 for a task that is not there"


CHECKS = (
    Check(
        name="explain",
        expected="the ranked causes of the issue, and a proof",
        remedy=SEE_THE_LOG,
        run=_explain,
        needs=("digest",),
        with_token=True,
    ),
    Check(
        name="why",
        expected="a goal that holds is proven, the same by GET and by POST",
        remedy=SEE_THE_LOG,
        run=_why,
        needs=("digest",),
        with_token=True,
    ),
    Check(
        name="vendor-call",
        expected="what to say to the vendor of the issue",
        remedy=SEE_THE_LOG,
        run=_vendor_call,
        needs=("digest",),
        with_token=True,
    ),
    Check(
        name="coop",
        expected="the report of the store",
        remedy=SEE_THE_LOG,
        run=_coop,
        needs=("digest",),
        with_token=True,
    ),
    Check(
        name="delegate",
        expected="one task, however often the request is repeated",
        remedy=SEE_THE_LOG,
        run=_delegate,
        needs=("digest",),
        with_token=True,
    ),
    Check(
        name="tasks",
        expected="the task that was just made, among the open ones of its store",
        remedy=SEE_THE_LOG,
        run=_tasks,
        needs=("delegate",),
        with_token=True,
    ),
    Check(
        name="patch-task",
        expected="the task completed, with its note",
        remedy=SEE_THE_LOG,
        run=_patch,
        needs=("delegate",),
        with_token=True,
    ),
)
