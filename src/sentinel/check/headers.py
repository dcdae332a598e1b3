"""Headers: what browsers need, what people who look for a fault need, and what nobody needs."""

from __future__ import annotations

import re

from sentinel.check.client import Answer
from sentinel.check.models import Check
from sentinel.check.visit import Unmet, Visit

_STRANGE = "https://sentinel-check.invalid"


def _asked(visit: Visit, origin: str) -> Answer:
    """What a browser asks before a page may call."""
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization,content-type,x-request-id",
    }
    path = "/api/v1/tasks/sentinel-check"
    return visit.client.send("OPTIONS", path, headers=headers, signed=False)


def _preflight(visit: Visit) -> str:
    origin = visit.wishes.origin
    answer = _asked(visit, origin)
    allowed = answer.headers.get("access-control-allow-origin")
    if answer.status != 200 or allowed != origin:
        raise Unmet(f"status {answer.status}, allowed origin {allowed or 'none'}")
    methods = answer.headers.get("access-control-allow-methods", "").lower()
    named = answer.headers.get("access-control-allow-headers", "").lower()
    lacks = [one for one in ("get", "post", "patch") if one not in methods]
    lacks += [one for one in ("authorization", "content-type", "x-request-id") if one not in named]
    if answer.headers.get("access-control-allow-credentials") != "true":
        lacks.append("credentials")
    if lacks:
        raise Unmet(f"{', '.join(lacks)} not allowed")
    return f"{origin} is allowed"


def _strangers(visit: Visit) -> str:
    for answer in (_asked(visit, _STRANGE), _asked(visit, "null")):
        allowed = answer.headers.get("access-control-allow-origin")
        if answer.status == 200 or allowed:
            raise Unmet(f"status {answer.status}, allowed origin {allowed or 'none'}")
    return "other pages are refused"


def _cors_on_errors(visit: Visit) -> str:
    origin = visit.wishes.origin
    for path in ("/health", "/api/v1/tasks"):
        answer = visit.client.send("GET", path, headers={"Origin": origin}, signed=False)
        allowed = answer.headers.get("access-control-allow-origin")
        vary = answer.headers.get("vary", "").lower()
        if allowed != origin or "origin" not in vary:
            raise Unmet(
                f"GET {path} ({answer.status}): allowed origin {allowed or 'none'},"
                f" Vary {vary or 'none'}"
            )
    return "on 200 and on 401"


def _request_id(visit: Visit) -> str:
    given = f"sentinel-check-{visit.number}"
    answer = visit.client.send(
        "GET", "/analysis/primitives", headers={"X-Request-ID": given}, signed=False
    )
    if answer.headers.get("x-request-id") != given:
        raise Unmet(f"{answer.headers.get('x-request-id', 'none')} for {given}")
    return "comes back as it was sent"


def _server_timing(visit: Visit) -> str:
    answer = visit.client.send("GET", "/analysis/primitives", signed=False)
    spent = server_time(answer)
    if spent is None:
        raise Unmet(answer.headers.get("server-timing", "none"))
    return f"total {spent:.1f} ms"


def server_time(answer: Answer) -> float | None:
    """Milliseconds by the server's own clock; null where it does not say."""
    found = re.search(r"\btotal;dur=([\d.]+)", answer.headers.get("server-timing", ""))
    return float(found[1]) if found else None


def _discreet(visit: Visit) -> str:
    answer = visit.client.send("GET", "/health", signed=False)
    said = {name: answer.headers.get(name, "") for name in ("server", "x-powered-by", "via")}
    leaks = [f"{name}: {value}" for name, value in said.items() if re.search(r"/\d", value)]
    if leaks:
        raise Unmet("; ".join(leaks))
    if answer.headers.get("x-content-type-options") != "nosniff":
        raise Unmet("no X-Content-Type-Options: nosniff")
    return "no version of any software, nosniff"


CHECKS = (
    Check(
        name="cors-preflight",
        expected="200 for the web frontend's origin, with its methods and headers",
        remedy="Set SENTINEL_CORS_ORIGINS to the frontend's origins, or name another one with"
        " --origin.",
        run=_preflight,
    ),
    Check(
        name="cors-strangers",
        expected="no permission for any other origin",
        remedy="Set SENTINEL_CORS_ORIGINS to the frontend's origins alone, and see that the load"
        " balancer adds no CORS headers.",
        run=_strangers,
    ),
    Check(
        name="cors-errors",
        expected="the origin and Vary: Origin on every answer, errors too",
        remedy="Without them browsers report a network failure instead of the error: see what"
        " stands in front of the service and takes headers away.",
        run=_cors_on_errors,
    ),
    Check(
        name="request-id",
        expected="X-Request-ID as it was sent",
        remedy="Something in front of the service changes it: requests could not be found in the"
        " log.",
        run=_request_id,
    ),
    Check(
        name="server-timing",
        expected="Server-Timing with a total",
        remedy="Something in front of the service takes it away: slow requests could not be told"
        " from a slow network.",
        run=_server_timing,
    ),
    Check(
        name="discretion",
        expected="no version number of a server, and X-Content-Type-Options: nosniff",
        remedy="See what stands in front of the service, and have it say less.",
        run=_discreet,
    ),
)
