"""What every request passes through: its number and clock, CORS, and who it is from."""

from __future__ import annotations

import re
from secrets import token_hex
from time import perf_counter
from typing import Any

import falcon
import structlog
from attrs import frozen

from sentinel.http.errors import unauthorized
from sentinel.http.parts import Parts
from sentinel.http.tokens import InvalidTokenError, Verifier

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
_HEADERS = "Authorization, Content-Type, Idempotency-Key, X-Request-ID"
# browsers take the star literally when credentials are sent: so the names stand beside it
_EXPOSED = "*, X-Request-ID, Retry-After, Server-Timing"
_log = structlog.get_logger("sentinel.http")


@frozen
class Tracking:
    """Gives each request a number, says how long it took, and logs it."""

    parts: Parts

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        given = req.get_header("X-Request-ID") or ""
        number = given if _REQUEST_ID.fullmatch(given) else token_hex(16)
        req.context.started = perf_counter()
        req.context.timings = {}
        req.context.request_id = number
        req.context.parts = self.parts
        req.context.tenant = ""
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=number)

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, resource: Any, succeeded: bool
    ) -> None:
        spent = perf_counter() - req.context.started
        resp.set_header("X-Request-ID", req.context.request_id)
        parts = [f"{name};dur={1000 * took:.1f}" for name, took in req.context.timings.items()]
        resp.set_header("Server-Timing", ", ".join([*parts, f"total;dur={1000 * spent:.1f}"]))
        resp.set_header("X-Content-Type-Options", "nosniff")
        if req.context.tenant:
            resp.set_header("Cache-Control", "no-store")
        # the template, not the path: ids may hold names of stores
        _log.info(
            "answered",
            method=req.method if len(req.method) < 10 else "?",
            path=req.uri_template or "?",
            status=resp.status_code,
            milliseconds=round(1000 * spent, 1),
        )


@frozen
class Cors:
    """What browsers ask before they let a page call, on errors too."""

    origins: frozenset[str]

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        if req.method != "OPTIONS" or not req.get_header("Access-Control-Request-Method"):
            return
        resp.complete = True
        resp.content_type = falcon.MEDIA_TEXT
        if req.get_header("Origin") not in self.origins:
            resp.status = falcon.HTTP_400
            resp.text = "This origin is not allowed."
            return
        resp.set_header("Access-Control-Allow-Methods", _METHODS)
        resp.set_header("Access-Control-Allow-Headers", _HEADERS)
        resp.set_header("Access-Control-Max-Age", "600")
        resp.text = "OK"

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, resource: Any, succeeded: bool
    ) -> None:
        resp.append_header("Vary", "Origin")
        origin = req.get_header("Origin")
        if origin in self.origins:
            resp.set_header("Access-Control-Allow-Origin", origin)
            resp.set_header("Access-Control-Allow-Credentials", "true")
            resp.set_header("Access-Control-Expose-Headers", _EXPOSED)


@frozen
class Authentication:
    """Lets a request through with a good token, or to a resource that says it is public."""

    verifier: Verifier

    def process_resource(
        self, req: falcon.Request, resp: falcon.Response, resource: Any, params: dict[str, str]
    ) -> None:
        if getattr(resource, "public", False) or req.method == "OPTIONS":
            return
        scheme, _, token = (req.get_header("Authorization") or "").partition(" ")
        if scheme.lower() != "bearer":
            raise unauthorized()
        try:
            req.context.tenant = self.verifier.tenant(token.strip())
        except InvalidTokenError:
            raise unauthorized() from None
