"""That nobody gets in without a good token, and that all refusals look alike."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sentinel.check.client import Answer
from sentinel.check.contract import ENDPOINTS
from sentinel.check.models import Check
from sentinel.check.served import is_error_body
from sentinel.check.tokens import bad_tokens
from sentinel.check.visit import Unmet, Visit
from sentinel.reports.words import listed

_CLOSED = tuple(endpoint for endpoint in ENDPOINTS if not endpoint.public)


def _refused(visit: Visit, kind: str) -> str:
    headers: Mapping[str, str] = {}
    if kind:
        headers = {"Authorization": bad_tokens(visit.client.token)[kind]}
    wrong: list[str] = []
    for endpoint in _CLOSED:
        sent = {**headers, "Content-Type": "application/json"}
        body = None if endpoint.method == "GET" else b"{}"
        answer = visit.client.send(
            endpoint.method, endpoint.address, headers=sent, body=body, signed=False
        )
        if reason := _wrong(visit, answer):
            wrong.append(f"{endpoint}: {reason}")
    if wrong:
        raise Unmet(listed(wrong, most=4))
    return f"401 on all {len(_CLOSED)} operations, one body"


def _wrong(visit: Visit, answer: Answer) -> str:
    if answer.status != 401:
        return f"status {answer.status}"
    if "www-authenticate" in answer.headers:
        return "401 with WWW-Authenticate: browsers would ask for a password"
    if visit.refusal is None:
        if not is_error_body(answer.json()):
            return "401 without detail, message and code"
        visit.refusal = answer.body
    return "" if answer.body == visit.refusal else "401 with another body than the first one"


def _check(name: str, kind: str) -> Check:
    return Check(
        name=name,
        expected="401 with one and the same body on every operation but the three public ones",
        remedy="Do not cut over: data would be open. Compare the image digest with the release and"
        " see that nothing in front of the service answers by itself.",
        run=partial(_refused, kind=kind),
    )


def checks(token: str | None) -> tuple[Check, ...]:
    """One for no token, and one for each kind of bad token that can be made."""
    kinds = ("", *bad_tokens(token))
    return tuple(_check(f"401: {kind or 'no header'}", kind) for kind in kinds)
