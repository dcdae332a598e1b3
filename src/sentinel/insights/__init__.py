"""What a report means for the people who act on it: pure functions over an analysis.

    from sentinel.insights import Analysis, digest, explain, vendor_call

Each takes an `Analysis` (a report and the snapshot it was made from) and gives a frozen value whose
fields are those of the HTTP answers; `to_dict` writes it as plain values with money rounded to
cents. Nothing here reads a file, a database or the clock.
"""

from __future__ import annotations

from sentinel.insights.analysis import Analysis
from sentinel.insights.coop import coop
from sentinel.insights.coop_given import CoopInput
from sentinel.insights.coop_terms import CoopTerms, read_terms
from sentinel.insights.delegation import delegate
from sentinel.insights.diagnostic import (
    Diagnostic,
    answer,
    diagnostic_report,
    question,
    running_totals,
    start,
    started,
    summary,
)
from sentinel.insights.digest import digest
from sentinel.insights.errors import (
    InsightError,
    InvalidAnswerError,
    InvalidItemsError,
    InvalidTaskError,
    NoDataError,
    NothingToAnswerError,
    UnknownIssueError,
)
from sentinel.insights.explain import explain
from sentinel.insights.leaks import leaks
from sentinel.insights.vendor_call import vendor_call
from sentinel.insights.why import why
from sentinel.insights.wire import dump, load, to_dict

__all__ = [
    "Analysis",
    "CoopInput",
    "CoopTerms",
    "Diagnostic",
    "InsightError",
    "InvalidAnswerError",
    "InvalidItemsError",
    "InvalidTaskError",
    "NoDataError",
    "NothingToAnswerError",
    "UnknownIssueError",
    "answer",
    "coop",
    "delegate",
    "diagnostic_report",
    "digest",
    "dump",
    "explain",
    "leaks",
    "load",
    "question",
    "read_terms",
    "running_totals",
    "start",
    "started",
    "summary",
    "to_dict",
    "vendor_call",
    "why",
]
