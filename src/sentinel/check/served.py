"""What anybody can see: that it is well, and that all is there that clients count on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sentinel.check.client import Answer
from sentinel.check.contract import ENDPOINTS, PATHS, PRIMITIVES, SYSTEMS
from sentinel.check.models import Check
from sentinel.check.visit import Unmet, Visit, at
from sentinel.reports.words import listed


def found_in(answer: Answer, *statuses: int) -> Any:
    """The body of an answer that should be JSON with one of these statuses, 200 unless told.

    Raises Unmet, with what the deployment said.
    """
    if answer.status not in (statuses or (200,)):
        raise Unmet(f"status {answer.status}{_said(answer)}")
    body = answer.json()
    if body is None and answer.body.strip() != b"null":
        raise Unmet(f"status {answer.status} with a body that is no JSON")
    return body


def _said(answer: Answer) -> str:
    body = answer.json()
    detail = body.get("detail") if isinstance(body, dict) else None
    return f": {detail[:200]}" if isinstance(detail, str) else ""


def _reachable(visit: Visit) -> str:
    answer = visit.client.send("GET", "/health", signed=False)
    body = answer.json()
    if answer.status not in (200, 503) or not isinstance(body, dict) or "status" not in body:
        onward = answer.headers.get("location")
        where = f", which leads on to {onward}" if onward else ""
        raise Unmet(f"status {answer.status}{where}, and nothing that Sentinel says")
    return f"an answer within {answer.milliseconds:.0f} ms"


def _health(visit: Visit) -> str:
    answer = visit.client.send("GET", "/health", signed=False)
    body = found_in(answer, 200, 503)
    states = at(body, "dependencies")
    gone = sorted(
        name for name, one in states.items() if not (isinstance(one, dict) and one.get("ok"))
    )
    version = at(body, "version")
    if answer.status != 200 or at(body, "status") != "ok" or gone:
        why = f", {listed(gone)} unavailable" if gone else ""
        raise Unmet(
            f"status {answer.status}, {at(body, 'status')}{why}",
            remedy=f"See that the tasks reach the {listed(gone)}: security groups, credentials and"
            " addresses, then their own state."
            if gone
            else "",
        )
    if at(body, "dev_mode") is not False:
        raise Unmet("dev_mode is on", remedy="Take another image: this one signs nobody in.")
    return f"ok, version {version}, {listed(sorted(states))} connected"


def _native(visit: Visit) -> str:
    body = found_in(visit.client.send("GET", "/health", signed=False), 200, 503)
    if at(body, "binary_found") is not True:
        raise Unmet("binary_found is false")
    return "loaded"


def _paths(visit: Visit) -> str:
    document = found_in(visit.client.send("GET", "/openapi.json", signed=False))
    paths = at(document, "paths")
    missing, extra = _apart(PATHS, paths)
    if missing or extra:
        raise Unmet(f"{len(paths)} paths{missing}{extra}")
    lost = [str(one) for one in ENDPOINTS if one.method.lower() not in paths[one.path]]
    if lost:
        raise Unmet(f"{len(paths)} paths, but no {listed(lost)}")
    return f"{len(paths)} paths"


def _primitives(visit: Visit) -> str:
    body = found_in(visit.client.send("GET", "/analysis/primitives", signed=False))
    keys = at(body, "primitives")
    missing, extra = _apart(PRIMITIVES, keys)
    if missing or extra:
        raise Unmet(f"{len(keys)} primitives{missing}{extra}")
    if at(body, "count") != len(keys):
        raise Unmet(f"{len(keys)} primitives, and a count of {at(body, 'count')}")
    return f"{len(keys)} primitives"


def _systems(visit: Visit) -> str:
    body = found_in(visit.client.send("GET", "/analysis/supported-pos", signed=False))
    names = at(body, "supported_systems")
    missing, extra = _apart(SYSTEMS, names)
    if missing:
        raise Unmet(f"{len(names)} systems{missing}{extra}")
    if at(body, "count") != len(names):
        raise Unmet(f"{len(names)} systems, and a count of {at(body, 'count')}")
    more = f", {len(names) - len(SYSTEMS)} of them by plugins" if extra else ""
    return f"{len(names)} systems{more}"


def _apart(expected: Sequence[str], found: Iterable[str]) -> tuple[str, str]:
    names = list(found)
    missing = [one for one in expected if one not in names]
    extra = [one for one in names if one not in expected]
    return (
        f"; missing: {listed(missing)}" if missing else "",
        f"; not expected: {listed(extra)}" if extra else "",
    )


def _errors(visit: Visit) -> str:
    answer = visit.client.send("GET", "/sentinel-check/no-such-address", signed=False)
    body = found_in(answer, 404)
    if not is_error_body(body):
        raise Unmet("another body: " + answer.body[:80].decode("utf-8", "replace"))
    return "404 with detail, message and code"


def is_error_body(body: Any) -> bool:
    """Whether it is the one body that errors have."""
    if not isinstance(body, dict):
        return False
    texts = [body.get(name) for name in ("detail", "message", "code")]
    return all(isinstance(one, str) and one for one in texts) and texts[0] == texts[1]


REACHABLE = Check(
    name="reachable",
    expected="Sentinel's answer to GET /health",
    remedy="See that the address is right, that its name leads to the load balancer, and that the"
    " target group has healthy targets. Nothing else is tried, and no token is sent.",
    run=_reachable,
)
CHECKS = (
    Check(
        name="health",
        expected="status ok and every dependency connected",
        remedy="Read the log of the service: it names what failed.",
        run=_health,
    ),
    Check(
        name="native-module",
        expected="binary_found true",
        remedy="The image was built without the wheel's native module, or for another processor:"
        " build it again and deploy the new digest.",
        run=_native,
    ),
    Check(
        name="paths",
        expected="exactly the 20 paths of the contract in /openapi.json",
        remedy="Another version is deployed, or something in between rewrites addresses: compare"
        " the image digest with the release.",
        run=_paths,
    ),
    Check(
        name="primitives",
        expected="the 11 primitives, and a count of 11",
        remedy="A plugin failed to load or is blocked: look at SENTINEL_PLUGINS_BLOCK and at"
        " `sentinel plugins` in the image.",
        run=_primitives,
    ),
    Check(
        name="pos-systems",
        expected="the 16 POS systems, and a count of as many as are listed",
        remedy="An adapter failed to load or is blocked: look at SENTINEL_PLUGINS_BLOCK and at"
        " `sentinel plugins` in the image.",
        run=_systems,
    ),
    Check(
        name="errors",
        expected="404 with detail, message (the same) and code",
        remedy="Something in front of the service answers by itself: see the rules of the load"
        " balancer.",
        run=_errors,
    ),
)
