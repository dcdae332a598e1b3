"""What is told of one issue or store: explain, why, vendor call and co-op report."""

from __future__ import annotations

from typing import Any

import pytest
import shapes
from shop import CORNER, EXPORT, Shop, refused

PATHS = ("/api/v1/explain/{}", "/api/v1/explain/{}/why", "/api/v1/vendor-call/{}")
HOSTILE = (
    "no-such-issue",
    "..%2F..%2Fetc%2Fpasswd",
    "%00",
    "%ff%fe",
    "x" * 5000,
    "' OR 1=1 --",
    "Lake-negative_profit-PricingError%20",
    "%F0%9F%92%A5",
)


@pytest.fixture(scope="module")
def corner(application: Shop) -> Shop:
    """Somebody whose store is that of the examples."""
    shop = application.other()
    shop.analyzed(CORNER.read_bytes(), mapping={})
    return shop


@pytest.fixture(scope="module")
def issues(corner: Shop) -> list[dict[str, Any]]:
    return corner.issues()


@pytest.mark.parametrize("path", PATHS)
def test_every_issue_of_the_digest_is_told_of(
    corner: Shop, issues: list[dict[str, Any]], path: str
) -> None:
    for issue in issues:
        answer = corner.get(path.format(issue["id"]))
        assert answer.status_code == 200, answer.text
        # the answer that was kept is the answer that was made
        assert corner.get(path.format(issue["id"])).content == answer.content


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", HOSTILE)
def test_an_issue_that_is_not_there_is_not_found(corner: Shop, path: str, name: str) -> None:
    refused(corner.get(path.format(name)), 404)


@pytest.mark.parametrize("path", PATHS)
def test_another_tenant_s_issue_is_as_if_it_were_not_there(
    corner: Shop, issues: list[dict[str, Any]], path: str
) -> None:
    issue_id = issues[0]["id"]
    corner.get(path.format(issue_id))
    stranger = corner.other()
    theirs = stranger.get(path.format(issue_id))
    refused(theirs, 404, "ISSUE_NOT_FOUND")
    absent = stranger.get(path.format("x" * len(issue_id)))
    assert theirs.text == absent.text.replace("x" * len(issue_id), issue_id)


def test_an_issue_of_an_earlier_analysis_is_still_explained(shop: Shop) -> None:
    shop.analyzed()
    gone = {issue["id"] for issue in shop.issues() if issue["store_id"] == "Hill"}
    assert gone
    lake = b"".join(line for line in EXPORT.splitlines(True) if not line.startswith(b"Hill"))
    shop.analyzed(lake)
    assert not gone & {issue["id"] for issue in shop.issues()}
    for issue_id in gone:
        assert shop.get(f"/api/v1/explain/{issue_id}").status_code == 200


# --- why ----------------------------------------------------------------------------------------


def test_why_is_about_the_likeliest_cause_unless_told_otherwise(
    corner: Shop, issues: list[dict[str, Any]]
) -> None:
    issue = next(issue for issue in issues if issue["root_cause"])
    path = f"/api/v1/explain/{issue['id']}/why"
    default = corner.get(path).json
    assert default["goal"] == f"root_cause({issue['root_cause']})"
    assert default["satisfied"]
    assert corner.get(path, goal=default["goal"]).json == default
    assert corner.post(path, {"goal": default["goal"]}).json == default
    assert corner.post(path, {}).json == corner.post(path, {"goal": None}).json == default


@pytest.mark.parametrize("goal", ["nonsense", "root_cause(", "((((", "a(b)(c)", "%", "💥", "\0"])
def test_a_goal_that_nothing_speaks_of_is_not_satisfied(
    corner: Shop, issues: list[dict[str, Any]], goal: str
) -> None:
    path = f"/api/v1/explain/{issues[0]['id']}/why"
    answer = corner.post(path, {"goal": goal})
    assert (answer.status_code, answer.json["satisfied"]) == (200, False)
    assert answer.json["reasoning_steps"]


@pytest.mark.parametrize("goal", ["", 5, ["x"], {"a": 1}, "x" * 501, True])
def test_a_goal_that_is_no_text_is_refused(
    corner: Shop, issues: list[dict[str, Any]], goal: Any
) -> None:
    path = f"/api/v1/explain/{issues[0]['id']}/why"
    assert refused(corner.post(path, {"goal": goal}), 422)[0]["field"] == "goal"
    if isinstance(goal, str):
        assert refused(corner.get(path, goal=goal), 422)[0]["field"] == "goal"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 200_000])
def test_a_body_that_is_no_object_is_refused(
    corner: Shop, issues: list[dict[str, Any]], body: bytes
) -> None:
    answer = corner.send("POST", f"/api/v1/explain/{issues[0]['id']}/why", body=body)
    refused(answer, 422)


# --- vendor call --------------------------------------------------------------------------------


def test_costs_then_are_those_of_the_analysis_before(shop: Shop) -> None:
    shop.analyzed(EXPORT.replace(b"12,9.00,6.00", b"12,5.00,6.00"))
    shop.analyzed()
    [issue] = [i for i in shop.issues() if "negative_profit" in i["id"]]
    call = shop.get(f"/api/v1/vendor-call/{issue['id']}").json["call_prep"]
    assert call["vendor_name"] == "Ironbridge"
    [change] = call["cost_changes"]
    assert (change["cost_then"], change["cost_now"]) == (5.0, 9.0)


def test_a_vendor_that_the_export_does_not_name_is_said_to_be_unknown(shop: Shop) -> None:
    shop.analyzed(mapping={"Vendor": None})
    for issue in shop.issues():
        answer = shop.get(f"/api/v1/vendor-call/{issue['id']}").json
        assert shapes.missing(answer, shapes.VENDOR_CALL) == []
        assert answer["call_prep"]["vendor_name"] == "Unknown vendor"


# --- co-op --------------------------------------------------------------------------------------


def test_the_report_is_about_one_store(shop: Shop) -> None:
    shop.analyzed()
    reports = {store: shop.get(f"/api/v1/coop/{store}").json for store in ("Lake", "Hill")}
    for store, answer in reports.items():
        assert shapes.missing(answer, {**shapes.COOP, "report": {"alerts": (list,)}}) == []
        assert answer["report"]["store_id"] == store
        assert answer["report"]["not_computed"]  # nobody said what was bought where
    assert reports["Lake"]["report"] != reports["Hill"]["report"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_store_that_was_not_analysed_has_no_report(corner: Shop, name: str) -> None:
    refused(corner.get(f"/api/v1/coop/{name}"), 404)
    refused(corner.other().get("/api/v1/coop/main"), 404, "NO_DATA")
