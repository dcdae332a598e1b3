"""Recorded requests against two deployments."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import exchange
import pytest
from breaking import answering, rewritten, told
from checking import Checked, checked, command
from shop import EXPORT, MAPPING

Stand = Callable[..., str]

LAST = "Compared with before"
FLOW: list[dict[str, Any]] = [
    {"name": "health", "path": "/health", "token": False},
    {"upload": "items.csv"},
    {
        "name": "analyze",
        "method": "POST",
        "path": "/analysis/analyze",
        "form": {"key": "${key}", "mapping": MAPPING},
        "ignore": ["analysis_time_seconds", "analysis_id"],
    },
    {
        "name": "digest",
        "path": "/api/v1/digest?top_k=20",
        "keep": {"issue": "/digest/issues/0/id"},
        "ignore": ["generated_at", "detection_timestamp", "pipeline_ms", "rendered_text"],
    },
    {"name": "explain", "path": "/api/v1/explain/${issue}"},
    {
        "name": "why",
        "method": "POST",
        "path": "/api/v1/explain/${issue}/why",
        "json": {"goal": "root_cause(Theft)"},
    },
]


def recorded(folder: Path, *requests: Any) -> Path:
    (folder / "items.csv").write_bytes(EXPORT)
    file = folder / "requests.jsonl"
    lines = [one if isinstance(one, str) else json.dumps(one) for one in requests]
    file.write_text("# what clients asked\n\n" + "\n".join(lines) + "\n")
    return file


def compared(new: str, old: str, file: Path, tenant: str) -> Checked:
    """Old and new keep apart what they have, as two deployments do."""
    (file.parent / "old").write_text(exchange.token(f"{tenant}-old"))
    return checked(
        new,
        *("--compare", old, "--requests", str(file)),
        *("--compare-token-file", str(file.parent / "old")),
        tenant=tenant,
    )


def verdicts(found: Checked) -> dict[str, str]:
    lines = (line for line in found.said["checks"] if line["group"] == LAST)
    return {line["name"].partition(". ")[2]: line["found"] for line in lines}


def test_two_deployments_of_one_image_answer_alike(stand: Stand, tmp_path: Path) -> None:
    found = compared(stand(), stand(), recorded(tmp_path, *FLOW), "alike")
    assert (found.code, found.failed) == (0, {})
    assert set(verdicts(found).values()) == {"the same, status 200"}
    assert [one["differences"] for one in found.said["comparisons"]] == [[]] * len(FLOW)


def test_the_example_of_the_manual_can_be_used(stand: Stand, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "operate" / "check.md").read_text()
    lines = re.findall(r"^{.*}$", page, re.MULTILINE)
    found = compared(stand(), stand(), recorded(tmp_path, *lines), "manual")
    assert (found.code, len(verdicts(found))) == (0, len(lines)), found.failed


def test_what_differs_is_shown_where_it_is(stand: Stand, tmp_path: Path) -> None:
    def changed(body: Any) -> None:
        body["digest"]["issues"][0]["dollar_impact"] = 1.5
        del body["digest"]["summary"]["total_issues"]
        body["digest"]["more"] = True

    new = stand(rewritten("/api/v1/digest", changed))
    found = compared(new, stand(), recorded(tmp_path, *FLOW), "differ")
    assert found.code == 1
    said = verdicts(found)
    assert "2 differences" in said["digest"]
    assert "/digest/issues/0/dollar_impact value: " in said["digest"]
    assert "/digest/summary/total_issues is missing" in said["digest"]
    (digest,) = [one for one in found.said["comparisons"] if one["name"] == "digest"]
    assert "added" in {one["kind"] for one in digest["differences"]}


def test_new_fields_alone_are_no_failure(stand: Stand, tmp_path: Path) -> None:
    new = stand(rewritten("/health", lambda body: body.update(region="here")))
    found = compared(new, stand(), recorded(tmp_path, FLOW[0]), "fields")
    assert (found.code, verdicts(found)) == (0, {"health": "the same, status 200, 1 new field"})


def test_another_status_is_a_difference(stand: Stand, tmp_path: Path) -> None:
    old = stand(answering("/health", "503 Service Unavailable"))
    found = compared(stand(), old, recorded(tmp_path, FLOW[0]), "status")
    assert verdicts(found)["health"] == "1 difference: status status: 503 before, 200 now"


def test_each_deployment_gets_its_own_token_and_ids(stand: Stand, tmp_path: Path) -> None:
    came: dict[str, list[str]] = {"old": [], "new": []}

    def spied(side: str) -> Any:
        def note(environ: dict[str, Any]) -> None:
            if environ["PATH_INFO"].startswith("/analysis/analyze"):
                came[side].append(environ.get("HTTP_AUTHORIZATION", ""))

        return told(note)

    old = stand(spied("old"))
    found = compared(stand(spied("new")), old, recorded(tmp_path, *FLOW), "own")
    assert found.failed == {}
    ours = f"Bearer {(tmp_path / 'old').read_text()}"
    assert came["old"] == [ours]
    assert ours not in came["new"]


def test_an_old_one_that_is_gone_is_told(stand: Stand, tmp_path: Path) -> None:
    found = compared(stand(), "http://127.0.0.1:1", recorded(tmp_path, FLOW[0]), "gone")
    assert verdicts(found)["health"] == "the connection was refused"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "line 3: no JSON"),
        ("[]", "line 3: no object"),
        ({"path": "/health", "verb": "GET"}, "line 3: unknown: verb. Known: name, method"),
        ({"path": "health"}, "line 3: expected a path that starts with /"),
        ({"path": "/health", "upload": "items.csv"}, "line 3: expected a path"),
        ({"path": "/health", "ignore": 3}, "line 3: "),
        ({"upload": "other.csv"}, "other.csv, and it is not there"),
    ],
)
def test_requests_that_cannot_be_used_are_told_by_line(
    line: Any, words: str, tmp_path: Path
) -> None:
    url = "http://127.0.0.1:1"
    file = recorded(tmp_path, line)
    ran = command(url, "--compare", url, "--requests", str(file))
    assert (ran.exit_code, words in ran.output) == (2, True), ran.output


@pytest.mark.parametrize(
    ("request_line", "words"),
    [
        ({"path": "/api/v1/explain/${issue}"}, "no earlier answer gave 'issue'"),
        ({"path": "/health?$"}, "neither ${name} nor $$"),
        ({"path": "/health", "keep": {"id": "/nothing/0"}}, "nothing at /nothing/0 to keep"),
    ],
)
def test_what_an_earlier_answer_did_not_give_is_told(
    request_line: Any, words: str, stand: Stand, tmp_path: Path
) -> None:
    found = compared(stand(), stand(), recorded(tmp_path, request_line), "early")
    (said,) = verdicts(found).values()
    assert words in said
