"""What an operator was told of a tenant's co-op reaches its co-op report."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from exchange import environment
from shop import CORNER, Shop

from sentinel.cli import main
from sentinel.errors import UsageError
from sentinel.http import Parts
from sentinel.service.coop import CoopReports
from sentinel.storage import delete_tenant, retention

TERMS = CORNER.parent / "coop_terms.toml"


def report(shop: Shop) -> dict[str, object]:
    found: dict[str, object] = shop.get("/api/v1/coop/main").json["report"]
    return found


def test_terms_count_from_the_next_request_on(shop: Shop) -> None:
    shop.analyzed(CORNER.read_bytes(), mapping={})
    assert report(shop)["affiliation"] is None
    reports = CoopReports(shop.parts.blobs)
    reports.keep(shop.tenant, b"[stores.main]\ncoop_vendors = ['Delmar Home']")
    assert report(shop)["affiliation"] is None
    reports.keep(shop.tenant, TERMS.read_bytes())
    told = report(shop)
    assert told["affiliation"]["coop_type"] == "DoItBest"  # type: ignore[index]
    assert told["not_computed"] == {}


def test_terms_are_of_one_tenant(shop: Shop) -> None:
    CoopReports(shop.parts.blobs).keep(shop.tenant, TERMS.read_bytes())
    other = shop.other()
    other.analyzed(CORNER.read_bytes(), mapping={})
    assert report(other)["affiliation"] is None


def test_terms_that_cannot_be_used_leave_those_that_were_there(shop: Shop) -> None:
    reports = CoopReports(shop.parts.blobs)
    reports.keep(shop.tenant, TERMS.read_bytes())
    with pytest.raises(UsageError):
        reports.keep(shop.tenant, b"[stores.main]\nrate = 1")
    assert reports.terms(shop.tenant).text == TERMS.read_bytes()


def test_terms_stay_while_old_things_go_and_go_with_their_tenant(parts: Parts) -> None:
    reports = CoopReports(parts.blobs)
    reports.keep("west", TERMS.read_bytes())
    retention(parts.records, parts.blobs, days=1, now=parts.clock() + timedelta(days=400))
    assert reports.terms("west").text == TERMS.read_bytes()
    delete_tenant(parts.records, parts.blobs, "west")
    assert reports.terms("west").text == b""


def test_the_command_keeps_them(tmp_path: Path, parts: Parts) -> None:
    given = environment(tmp_path)
    ours = {name: value for name, value in given.items() if name.startswith("SENTINEL_")}
    kept = CliRunner().invoke(main, ["database", "coop", "alice", str(TERMS)], env=ours)
    assert (kept.exit_code, kept.output) == (0, "Known for 1 store.\n")
    assert CoopReports(parts.blobs).terms("alice").text == TERMS.read_bytes()
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[stores.main]\nrate = 1\n")
    refused = CliRunner().invoke(main, ["database", "coop", "alice", str(wrong)], env=ours)
    assert refused.exit_code == 2
    assert "stores['main']: rate means nothing here" in refused.output
