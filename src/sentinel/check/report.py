"""What was found, for a terminal and as JSON."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import groupby
from typing import Any

import cattrs

from sentinel.check.models import Findings, Line
from sentinel.reports.page import Page
from sentinel.reports.words import counted

_converter = cattrs.Converter()
_converter.register_unstructure_hook(datetime, lambda moment: moment.isoformat())

_WORDS = {"passed": "ok", "failed": "FAILED", "skipped": "skipped"}


def to_json(findings: Findings) -> str:
    """All of it."""
    found: Any = _converter.unstructure(findings)
    return json.dumps(found, indent=2, ensure_ascii=False)


def to_text(findings: Findings, *, width: int = 100, color: bool = False) -> str:
    """A table in lines of at most `width` columns (60 to 160)."""
    page = Page(width, color)
    _headline(page, findings)
    for group, lines in groupby(findings.checks, lambda line: line.group):
        _group(page, group, list(lines))
    _timings(page, findings)
    return page.text()


def _headline(page: Page, findings: Findings) -> None:
    against = f", compared with {findings.compared_with}" if findings.compared_with else ""
    page.say(f"{findings.url}{against}, {findings.started_at:%Y-%m-%d %H:%M} UTC")
    page.gap()
    total = counted(findings.passed + findings.failed, "check")
    left = f" {counted(findings.skipped, 'check')} skipped." if findings.skipped else ""
    if findings.failed:
        page.strong(f"{findings.failed} of {total} failed.{left} Do not cut over to it.")
    elif findings.skipped:
        page.strong(f"{total} passed.{left} Not everything is proven, see below.")
    else:
        page.strong(f"{total} passed: all is well.")


def _group(page: Page, group: str, lines: list[Line]) -> None:
    reasons = {line.found for line in lines if line.outcome == "skipped"}
    page.heading(group)
    if len(reasons) == 1 and all(line.outcome == "skipped" for line in lines):
        page.say(f"skipped  {counted(len(lines), 'check')}: {reasons.pop()}", hang=9)
        return
    rows: list[tuple[str, str, str]] = []
    for line in lines:
        rows.append((_WORDS[line.outcome], line.name, line.found))
        if line.outcome == "failed":
            rows.append(("", "", f"expected: {line.expected}"))
            rows.append(("", "", f"-> {line.remedy}"))
    page.table(rows, (7, page.width // 3))


def _timings(page: Page, findings: Findings) -> None:
    if not findings.timings:
        return
    page.gap()
    rows = [("small read", "requests", "p50 ms", "p95 ms", "p95 in the server, ms")]
    for one in findings.timings:
        own = "-" if one.server_p95 is None else f"{one.server_p95:.1f}"
        rows.append((one.path, str(one.count), f"{one.p50:.1f}", f"{one.p95:.1f}", own))
    page.table(rows, (32, 8, 8, 8))
