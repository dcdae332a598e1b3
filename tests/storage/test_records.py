"""Records, the same in SQLite and PostgreSQL."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime, timedelta, timezone

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sentinel.errors import ConflictError, NotFoundError, UnstorableError
from sentinel.insights import digest
from sentinel.storage import (
    DiagnosticItem,
    DiagnosticPattern,
    DiagnosticSession,
    Task,
    Upload,
    load_analysis,
    load_findings,
    load_report,
    load_snapshot,
    new_session_id,
    new_task_id,
    save_analysis,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def task(**more):
    return Task(
        **{
            "task_id": new_task_id(),
            "issue_id": "main-overstock-1",
            "analysis_id": "a",
            "issue_type": "Overstock",
            "store_id": "main",
            "assignee": "Ann",
            "deadline": NOON + 72 * HOUR,
            "priority": "high",
            "title": "Clear the shelf: now, é",
            "description": "Two\nlines.",
            "action_items": ("Mark it down.", "Return it."),
            "dollar_impact": 120.5,
            "skus": ({"sku_id": "001", "qty_on_hand": -2.5, "is_seasonal": None},),
            "rendered_text": "Do it.",
            "created_at": NOON,
        }
        | more
    )


def session(**more):
    return DiagnosticSession(
        **{
            "session_id": new_session_id(),
            "store_name": "My Store",
            "created_at": NOON,
            "total_items": 9,
            "negative_items": 3,
            "total_shrinkage": 70.0,
            "patterns": (
                DiagnosticPattern(pattern_id="lumber_2x", items=2, value=60.0),
                DiagnosticPattern(pattern_id="other", items=1, value=10.0),
            ),
        }
        | more
    )


ITEMS = (
    DiagnosticItem(pattern_id="lumber_2x", sku="1", description="2X4", stock=-2.0, cost=10.0),
    DiagnosticItem(pattern_id="other", sku="2", description="", stock=-1.0, cost=10.0),
    DiagnosticItem(pattern_id="lumber_2x", sku="1", description="2X6", stock=-4.0, cost=10.0),
)


def upload(**more):
    values = {"key": "uploads/1-items.csv", "name": "Items.csv", "content_type": "text/csv",
              "max_bytes": 50 << 20, "created_at": NOON, "expires_at": NOON + HOUR}  # fmt: skip
    return Upload(**values | more)


# --- analyses and issues ------------------------------------------------------------------------


def test_an_analysis_comes_back_with_everything_that_it_had(place, analysis):
    stored = save_analysis(place.records, place.blobs, "shop", analysis)
    assert place.records.analyses.get("shop", analysis.analysis_id) == stored
    assert stored.annual_cost == analysis.report.annual_cost
    assert (stored.stores, stored.skus) == (("main",), 43)
    report = load_report(place.blobs, "shop", analysis.analysis_id)
    assert report.issues == analysis.report.issues != ()
    loaded = load_analysis(place.records, place.blobs, "shop", analysis.analysis_id)
    for name in ("analysis_id", "created_at", "previous_id"):
        assert getattr(loaded, name) == getattr(analysis, name)
    assert digest(loaded, at=NOON) == digest(analysis, at=NOON)
    assert report.to_json() == analysis.report.to_json()
    assert load_findings(place.blobs, "shop", stored.analysis_id) == analysis.report.findings
    assert load_snapshot(place.blobs, "shop", stored.analysis_id).table == analysis.snapshot.table


def test_the_latest_is_the_one_stored_last_even_where_the_clock_was_set_back(place, analysis):
    assert place.records.analyses.latest("shop") is None
    first = save_analysis(place.records, place.blobs, "shop", analysis)
    second = save_analysis(
        place.records,
        place.blobs,
        "shop",
        evolve(
            analysis,
            analysis_id="second",
            created_at=NOON - 900 * HOUR,
            previous_id=first.analysis_id,
        ),
    )
    assert place.records.analyses.latest("shop") == second
    assert second.previous_id == first.analysis_id
    assert place.records.analyses.list("shop") == (second, first)
    assert place.records.analyses.list("shop", limit=1) == (second,)


def test_the_latest_of_a_store_is_the_last_one_that_has_it(records, analysis, leaking):
    stored = {}
    for name, stores in (("a", ("main", "north")), ("b", ("south",)), ("c", ())):
        row = stored_row(analysis, name, stores)
        records.analyses.add("shop", row, ())
        stored[name] = row
    assert records.analyses.latest("shop", ["north", "west"]) == stored["a"]
    assert records.analyses.latest("shop", {"main", "south"}) == stored["b"]
    assert records.analyses.latest("shop", ["west"]) is None
    assert records.analyses.latest("shop", []) is None


def stored_row(analysis, name, stores=("main",), at=NOON):
    from sentinel.storage import StoredAnalysis

    report = analysis.report
    return StoredAnalysis(
        analysis_id=name,
        created_at=at,
        previous_id=None,
        as_of=report.as_of,
        currency="USD",
        stores=tuple(stores),
        skus=1,
        skus_found=0,
        annual_cost=report.annual_cost,
        exposure=0.0,
        issue_count=0,
    )


def test_an_issue_is_found_in_the_latest_analysis_that_has_it(place, analysis):
    records, first, *others = place.records, *analysis.report.issues
    assert others
    save_analysis(records, place.blobs, "shop", analysis)
    later = evolve(
        analysis, analysis_id="later", report=evolve(analysis.report, issues=tuple(others))
    )
    save_analysis(records, place.blobs, "shop", later)
    found = records.issues.get("shop", first.issue_id)
    assert (found.issue, found.analysis_id) == (first, analysis.analysis_id)
    assert records.issues.get("shop", others[0].issue_id).analysis_id == "later"
    named = records.issues.get("shop", others[0].issue_id, analysis_id=analysis.analysis_id)
    assert (named.analysis_id, named.created_at) == (analysis.analysis_id, analysis.created_at)
    with pytest.raises(NotFoundError):
        records.issues.get("shop", first.issue_id, analysis_id="later")


def test_issues_are_listed_in_the_order_of_the_report(place, analysis):
    save_analysis(place.records, place.blobs, "shop", analysis)
    ask, issues = place.records.issues.list, analysis.report.issues
    assert ask("shop", analysis.analysis_id) == issues
    assert ask("shop", analysis.analysis_id, limit=1) == issues[:1]
    assert ask("shop", analysis.analysis_id, store_id="main", primitive=issues[1].primitive) == (
        tuple(issue for issue in issues if issue.primitive == issues[1].primitive)
    )
    assert ask("shop", analysis.analysis_id, store_id="elsewhere") == ()


def test_an_id_is_taken_once_and_the_first_analysis_stays(place, analysis):
    save_analysis(place.records, place.blobs, "shop", analysis)
    with pytest.raises(ConflictError):
        save_analysis(place.records, place.blobs, "shop", analysis)
    assert load_report(place.blobs, "shop", analysis.analysis_id).issues == analysis.report.issues
    save_analysis(place.records, place.blobs, "other", analysis)


# --- tasks --------------------------------------------------------------------------------------


def test_a_task_comes_back_as_it_was(records):
    made = task(notes=("Please.",))
    assert records.tasks.add("shop", made, who="boss") == evolve(made, updated_at=NOON)
    assert records.tasks.get("shop", made.task_id) == evolve(made, updated_at=NOON)


def test_times_come_back_in_utc_whatever_zone_they_were_given_in(records):
    local = timezone(timedelta(hours=-5))
    made = records.tasks.add("shop", task(deadline=NOON.astimezone(local)), who="boss")
    assert made.deadline == NOON and made.deadline.tzinfo is UTC


def test_every_change_is_in_the_history(records):
    made = records.tasks.add("shop", task(notes=("Please.",)), who="boss")
    records.tasks.change("shop", made.task_id, who="Ann", at=NOON + HOUR, status="in_progress")
    changed = records.tasks.change(
        "shop", made.task_id, who="Bob", at=NOON + 2 * HOUR, status="completed", note="Done."
    )
    assert (changed.status, changed.version, changed.updated_at) == (
        "completed",
        3,
        NOON + 2 * HOUR,
    )
    assert changed.notes == ("Please.", "Done.")
    told = [
        (change.version, change.at, change.who, change.status_before, change.status, change.note)
        for change in records.tasks.history("shop", made.task_id)
    ]
    assert told == [
        (1, NOON, "boss", None, "open", "Please."),
        (2, NOON + HOUR, "Ann", "open", "in_progress", None),
        (3, NOON + 2 * HOUR, "Bob", "in_progress", "completed", "Done."),
    ]


def test_a_change_of_what_has_changed_meanwhile_is_refused(records):
    made = records.tasks.add("shop", task(), who="boss")
    records.tasks.change("shop", made.task_id, who="Ann", at=NOON, note="First", version=1)
    with pytest.raises(ConflictError, match="version 2"):
        records.tasks.change("shop", made.task_id, who="Bob", at=NOON, note="Second", version=1)
    assert records.tasks.get("shop", made.task_id).notes == ("First",)


def test_tasks_are_listed_by_what_they_have_and_in_the_order_asked_for(records):
    made = [
        records.tasks.add("shop", task(**more), who="boss")
        for more in (
            {"store_id": "north", "priority": "low", "dollar_impact": 5.0, "deadline": NOON},
            {"priority": "low", "dollar_impact": 50.0},
            {"dollar_impact": 20.0, "deadline": NOON + HOUR, "status": "escalated"},
        )
    ]

    def listed(**asked):
        page = records.tasks.list("shop", **asked)
        return [made.index(found) for found in page.tasks], page.total

    assert listed() == ([0, 1, 2], 3)
    assert listed(priority="low") == ([0, 1], 2)
    assert listed(priority="low", store_id="main") == ([1], 1)
    assert listed(status="escalated") == ([2], 1)
    assert listed(assignee="Ann", issue_id="main-overstock-1", limit=2) == ([0, 1], 3)
    assert listed(limit=2, offset=2) == ([2], 3)
    assert listed(order="deadline") == ([0, 2, 1], 3)
    assert listed(order="dollar_impact") == ([1, 2, 0], 3)
    assert listed(priority="unheard of", status="a\0b") == ([], 0)


def test_more_tasks_than_one_question_can_name_keep_their_notes(records):
    for number in range(520):
        records.tasks.add("shop", task(notes=(str(number),)), who="boss")
    page = records.tasks.list("shop")
    assert [found.notes for found in page.tasks] == [(str(number),) for number in range(520)]


def test_delegating_again_with_the_same_key_gives_the_task_of_then(records):
    first = records.tasks.add("shop", task(), who="boss", idempotency_key="k", request="Ann")
    records.tasks.change("shop", first.task_id, who="Ann", at=NOON, status="completed")
    again = records.tasks.add("shop", task(), who="boss", idempotency_key="k", request="Ann")
    assert (again.task_id, again.status) == (first.task_id, "completed")
    assert records.tasks.list("shop").total == 1
    with pytest.raises(ConflictError, match="another request"):
        records.tasks.add("shop", task(), who="boss", idempotency_key="k", request="Bob")
    records.tasks.add("other", task(), who="boss", idempotency_key="k", request="Bob")
    assert records.tasks.list("shop").total == 1


def test_a_key_whose_task_was_not_stored_is_still_good(records):
    key = "k" * 100_000 + "\0\ud800"
    with pytest.raises(UnstorableError):
        records.tasks.add("shop", task(title="\0"), who="boss", idempotency_key=key)
    made = records.tasks.add("shop", task(), who="boss", idempotency_key=key)
    assert records.tasks.list("shop").tasks == (made,)


@given(note=st.text(min_size=1, max_size=30), title=st.text(max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_kept_as_it_is_or_refused(records, note, title):
    if "\0" in note + title:
        with pytest.raises(UnstorableError):
            records.tasks.add("shop", task(notes=(note,), title=title), who="boss")
    else:
        made = records.tasks.add("shop", task(notes=(note,), title=title), who="boss")
        assert (made.notes, made.title) == ((note,), title)


@pytest.mark.parametrize(
    "wrong",
    [{"title": "a\0b"}, {"assignee": "\ud800"}, {"dollar_impact": float("nan")},
     {"dollar_impact": float("inf")}, {"deadline": datetime(2026, 11, 1)},
     {"skus": ({"qty": float("nan")},)}, {"skus": ({"qty": object()},)}],
)  # fmt: skip
def test_what_cannot_be_stored_is_refused_and_nothing_is_stored(records, wrong):
    with pytest.raises(UnstorableError):
        records.tasks.add("shop", task(**wrong), who="boss")
    assert records.tasks.list("shop").total == 0


# --- diagnostic sessions ------------------------------------------------------------------------


def test_a_session_comes_back_with_its_items(records):
    made = session()
    records.diagnostics.add("shop", made, ITEMS)
    assert records.diagnostics.get("shop", made.session_id) == made
    ask = records.diagnostics.items
    assert ask("shop", made.session_id) == (ITEMS[2], ITEMS[0], ITEMS[1])
    assert ask("shop", made.session_id, pattern_id="lumber_2x", limit=1) == (ITEMS[2],)
    assert ask("shop", made.session_id, pattern_id="keys") == ()


def test_a_session_without_patterns_is_complete_from_the_start(records):
    made = session(patterns=())
    records.diagnostics.add("shop", made, ())
    assert records.diagnostics.get("shop", made.session_id).is_complete
    with pytest.raises(ConflictError, match="there are 0"):
        records.diagnostics.answer("shop", made.session_id, 0, "theft", who="Ann", at=NOON)


def test_a_large_session_is_kept_whole(records):
    items = [evolve(ITEMS[0], sku=str(n), stock=-float(n + 1)) for n in range(12_345)]
    made = session()
    records.diagnostics.add("shop", made, items)
    assert records.diagnostics.items("shop", made.session_id) == tuple(reversed(items))


@pytest.fixture
def started(records):
    made = session()
    records.diagnostics.add("shop", made, ITEMS)

    def answer(position, classification, **more):
        words = {"who": "Ann", "at": NOON, **more}
        return records.diagnostics.answer(
            "shop", made.session_id, position, classification, **words
        )

    return made.session_id, answer


def test_the_same_answer_twice_gives_the_same_result(started):
    _, answer = started
    first = answer(0, "theft", note="Seen it.")
    assert answer(0, "theft", note="Seen it.", at=NOON + HOUR, who="Bob") == first
    assert [given.classification for given in first.answers] == ["theft"]
    assert not first.is_complete
    last = answer(1, "investigate")
    assert last.is_complete
    assert answer(0, "theft", note="Seen it.") == last == answer(1, "investigate")


def test_another_answer_to_the_same_question_is_a_conflict(records, started):
    session_id, answer = started
    before = answer(0, "theft")
    for other in ({"classification": "investigate"}, {"note": "But"}):
        with pytest.raises(ConflictError, match="correct it"):
            answer(0, **{"classification": "theft", **other})
    assert records.diagnostics.get("shop", session_id) == before


@pytest.mark.parametrize("position", [-1, 2, 10**30])
def test_a_question_that_does_not_exist_cannot_be_answered(started, position):
    _, answer = started
    with pytest.raises(ConflictError, match="there are 2, from 0"):
        answer(position, "theft")


def test_questions_may_be_answered_in_any_order(started):
    _, answer = started
    first = answer(1, "theft")
    assert ([given.pattern_id for given in first.answers], first.is_complete) == (["other"], False)
    both = answer(0, "investigate")
    assert [given.pattern_id for given in both.answers] == ["lumber_2x", "other"]
    assert both.is_complete


def test_an_answer_is_corrected_by_asking_for_it_and_the_old_one_stays_in_the_history(
    records, started
):
    session_id, answer = started
    answer(0, "theft")
    answer(1, "investigate")

    def correct(position, classification, **more):
        words = {"who": "Bob", "at": NOON + HOUR, **more}
        return records.diagnostics.correct("shop", session_id, position, classification, **words)

    after = correct(0, "receiving_gap", note="Found the slip.", revision=1)
    assert [given.classification for given in after.answers] == ["receiving_gap", "investigate"]
    assert correct(0, "receiving_gap", note="Found the slip.", revision=1) == after
    with pytest.raises(ConflictError, match="revision 2"):
        correct(0, "theft", revision=1)
    with pytest.raises(ConflictError, match="no answer yet"):
        correct(2, "theft")
    told = [
        (given.position, given.revision, given.classification, given.who)
        for given in records.diagnostics.history("shop", session_id)
    ]
    assert told == [(0, 1, "theft", "Ann"), (0, 2, "receiving_gap", "Bob"),
                    (1, 1, "investigate", "Ann")]  # fmt: skip


# --- uploads and rates --------------------------------------------------------------------------


def test_an_upload_comes_back_and_is_noted_when_it_arrives(records):
    records.uploads.add("shop", upload())
    assert records.uploads.get("shop", "uploads/1-items.csv") == upload()
    records.uploads.arrived("shop", "uploads/1-items.csv", 5 << 30)
    assert records.uploads.get("shop", "uploads/1-items.csv").size == 5 << 30
    with pytest.raises(ConflictError):
        records.uploads.add("shop", upload())
    with pytest.raises(UnstorableError):
        records.uploads.add("shop", upload(key="../x"))
    records.uploads.delete("shop", "uploads/1-items.csv")
    with pytest.raises(NotFoundError):
        records.uploads.get("shop", "uploads/1-items.csv")


def test_a_rate_lets_its_limit_through_in_any_hour(records):
    def hit(minutes):
        rate = records.rates.hit("shop", "presign", limit=2, at=NOON + timedelta(minutes=minutes))
        return rate.allowed, rate.remaining, round(rate.retry_after)

    assert [hit(0), hit(30), hit(45)] == [(True, 1, 0), (True, 0, 1800), (False, 0, 900)]
    assert [hit(60), hit(61), hit(91)] == [(True, 0, 1800), (False, 0, 1740), (True, 0, 1740)]
    assert records.rates.hit("other", "presign", limit=2, at=NOON).allowed
    assert records.rates.hit("shop", "analyze", limit=2, at=NOON).allowed


def test_nothing_is_let_through_where_the_limit_is_none(records):
    rate = records.rates.hit("shop", "presign", limit=0, at=NOON)
    assert (rate.allowed, rate.remaining, rate.retry_after) == (False, 0, 3600)


def test_a_clock_that_was_set_back_holds_nobody_up_for_longer_than_the_window(records):
    for days in (40, 40):
        records.rates.hit("shop", "presign", limit=2, at=NOON + timedelta(days=days))
    refused = records.rates.hit("shop", "presign", limit=2, at=NOON)
    assert (refused.allowed, refused.retry_after) == (False, 3600)
    assert records.rates.hit("shop", "presign", limit=2, at=NOON + HOUR).allowed


def test_a_lowered_limit_holds_at_once(records):
    for minutes in range(5):
        records.rates.hit("shop", "presign", limit=5, at=NOON + timedelta(minutes=minutes))
    rate = records.rates.hit("shop", "presign", limit=2, at=NOON + timedelta(minutes=5))
    assert (rate.allowed, rate.remaining, rate.retry_after) == (False, 0, 58 * 60)


# --- every method, another tenant ---------------------------------------------------------------

ABSENT = "absent"
CALLS = {
    "analyses.add": (
        lambda r, a, i: r.analyses.add("other", stored_row(a, i["analysis"]), ()),
        None,
    ),
    "analyses.get": (lambda r, a, i: r.analyses.get("other", i["analysis"]), ABSENT),
    "analyses.latest": (lambda r, a, i: r.analyses.latest("other"), None),
    "analyses.list": (lambda r, a, i: r.analyses.list("other"), ()),
    "analyses.delete": (lambda r, a, i: r.analyses.delete("other", i["analysis"]), ABSENT),
    "issues.get": (lambda r, a, i: r.issues.get("other", i["issue"]), ABSENT),
    "issues.analysis_of": (lambda r, a, i: r.issues.analysis_of("other", i["issue"]), ABSENT),
    "issues.list": (lambda r, a, i: r.issues.list("other", i["analysis"]), ()),
    "tasks.add": (
        lambda r, a, i: (
            r.tasks.add(
                "other", task(task_id=i["task"], title="t"), who="x", idempotency_key="k"
            ).title
        ),
        "t",
    ),
    "tasks.get": (lambda r, a, i: r.tasks.get("other", i["task"]), ABSENT),
    "tasks.find": (lambda r, a, i: r.tasks.find("other").versions, ()),
    "tasks.several": (lambda r, a, i: r.tasks.several("other", [i["task"]]), ()),
    "tasks.list": (lambda r, a, i: r.tasks.list("other").total, 0),
    "tasks.change": (
        lambda r, a, i: r.tasks.change("other", i["task"], who="x", at=NOON, note="n"),
        ABSENT,
    ),
    "tasks.history": (lambda r, a, i: r.tasks.history("other", i["task"]), ABSENT),
    "diagnostics.add": (
        lambda r, a, i: r.diagnostics.add("other", session(session_id=i["session"]), ITEMS),
        None,
    ),
    "diagnostics.get": (lambda r, a, i: r.diagnostics.get("other", i["session"]), ABSENT),
    "diagnostics.items": (lambda r, a, i: r.diagnostics.items("other", i["session"]), ABSENT),
    "diagnostics.answer": (
        lambda r, a, i: r.diagnostics.answer("other", i["session"], 0, "c", who="x", at=NOON),
        ABSENT,
    ),
    "diagnostics.correct": (
        lambda r, a, i: r.diagnostics.correct("other", i["session"], 0, "c", who="x", at=NOON),
        ABSENT,
    ),
    "diagnostics.history": (lambda r, a, i: r.diagnostics.history("other", i["session"]), ABSENT),
    "uploads.add": (lambda r, a, i: r.uploads.add("other", upload(name="theirs")), None),
    "uploads.get": (lambda r, a, i: r.uploads.get("other", i["upload"]), ABSENT),
    "uploads.arrived": (lambda r, a, i: r.uploads.arrived("other", i["upload"], 1), ABSENT),
    "uploads.delete": (lambda r, a, i: r.uploads.delete("other", i["upload"]), ABSENT),
    "rates.hit": (lambda r, a, i: r.rates.hit("other", "c", limit=1, at=NOON).allowed, True),
    "delete_tenant": (lambda r, a, i: sum(r.delete_tenant("other").values()), 0),
}
KINDS = ("analyses", "issues", "tasks", "diagnostics", "uploads", "rates")
GLOBAL = {"check", "close", "delete_before", "blob_owners"}


def all_methods(records):
    """Every public method by the name under which it is reached."""
    found = {
        f"{kind}.{name}"
        for kind in KINDS
        for name, _ in inspect.getmembers(getattr(records, kind), inspect.ismethod)
        if not name.startswith("_")
    }
    own = {name for name, _ in inspect.getmembers(records, inspect.ismethod) if name[0] != "_"}
    return found | own - GLOBAL


def test_the_calls_below_are_all_methods_that_there_are(records):
    assert all_methods(records) == CALLS.keys()
    for name in CALLS:
        method = records
        for part in name.split("."):
            method = getattr(method, part)
        assert next(iter(inspect.signature(method).parameters)) == "tenant"


def fill(place, analysis):
    """One of everything for `shop`; their ids."""
    records = place.records
    save_analysis(records, place.blobs, "shop", analysis)
    made = records.tasks.add("shop", task(), who="boss", idempotency_key="k")
    records.tasks.change("shop", made.task_id, who="Ann", at=NOON, note="Seen")
    diagnostic = session()
    records.diagnostics.add("shop", diagnostic, ITEMS)
    records.diagnostics.answer("shop", diagnostic.session_id, 0, "theft", who="Ann", at=NOON)
    records.uploads.add("shop", upload())
    place.blobs.put("shop", upload().key, b"sku\n1\n")
    records.rates.hit("shop", "c", limit=1, at=NOON)
    return {
        "analysis": analysis.analysis_id,
        "issue": analysis.report.issues[0].issue_id,
        "task": made.task_id,
        "session": diagnostic.session_id,
        "upload": upload().key,
    }


def everything(place, ids):
    records = place.records
    return (
        records.analyses.list("shop"),
        records.issues.list("shop", ids["analysis"]),
        records.tasks.list("shop"),
        records.tasks.history("shop", ids["task"]),
        records.diagnostics.get("shop", ids["session"]),
        records.diagnostics.items("shop", ids["session"]),
        records.uploads.get("shop", ids["upload"]),
        sorted(blob.key for blob in place.blobs.list("shop")),
    )


@pytest.mark.parametrize("name", CALLS)
def test_anothers_things_are_absent_and_untouched(place, analysis, name):
    ids = fill(place, analysis)
    before = everything(place, ids)
    call, expected = CALLS[name]
    if expected == ABSENT:
        with pytest.raises(NotFoundError):
            call(place.records, analysis, ids)
    else:
        assert call(place.records, analysis, ids) == expected
    assert everything(place, ids) == before
    assert not place.records.rates.hit("shop", "c", limit=1, at=NOON).allowed


@pytest.mark.parametrize("name", [name for name, (_, told) in CALLS.items() if told == ABSENT])
def test_an_id_that_nothing_can_have_is_absent_like_any_other(records, analysis, name):
    for wild in ("", "a\0b", "\ud800", "../x", "x" * 1_000_000, "';--", "%"):
        ids = dict.fromkeys(("analysis", "issue", "task", "session", "upload"), wild)
        with pytest.raises(NotFoundError):
            CALLS[name][0](records, analysis, ids)


@pytest.mark.parametrize("name", CALLS)
def test_what_is_no_tenant_is_refused_by_every_method(records, analysis, name):
    class Renamed:
        """Records whose methods are asked by `tenant` instead."""

        def __init__(self, inner, tenant):
            self.inner, self.tenant = inner, tenant

        def __getattr__(self, part):
            found = getattr(self.inner, part)
            if part in KINDS:
                return Renamed(found, self.tenant)
            return lambda _, *more, **words: found(self.tenant, *more, **words)

    ids = dict.fromkeys(("analysis", "issue", "task", "session", "upload"), "uploads/x")
    for tenant in ("", "a\0b", "x" * 300):
        with pytest.raises(UnstorableError):
            CALLS[name][0](Renamed(records, tenant), analysis, ids)
