"""One method of one address: what it takes, what it answers, and the way between.

A resource is a small class in a module of its own, made from `Parts`, named in `ROUTES`
(`app.py`). Its responders are written like this:

    @frozen(kw_only=True)
    class Delegation:                        # what is taken: an attrs model, each field typed
        issue_id: Annotated[str, Text(1, 200)]
        notes: str | None = None

    class Delegate:
        def __init__(self, parts: Parts) -> None:
            self._parts = parts

        @operation(
            "Make a task of an issue", takes=json(Delegation), answers=Delegated, refuses=(404,)
        )
        def on_post(self, call: Call[Delegation]) -> Delegated:
            ...

`takes` is `query(Model)`, `form(Model)` or `json(Model)`; values that do not fit never reach the
method (422, each field named). Names in braces of the address come as keyword arguments. What the
method returns is written by `sentinel.insights.to_dict` (money to cents), and the same models make
`/openapi.json`. Errors are raised, never caught: `errors.py` knows what each becomes; `Refusal` is
for those that no domain error fits. `public = True` on the class: no token is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from time import perf_counter
from typing import Any, Generic, TypeVar

import falcon
import orjson
from attrs import frozen

from sentinel.http.errors import too_many
from sentinel.http.parts import Parts
from sentinel.http.reading import Input, Source
from sentinel.insights import to_dict

Answer = TypeVar("Answer")


@frozen(kw_only=True)
class Call(Generic[Input]):
    """One request, as a responder sees it."""

    tenant: str
    """Whose data it is about; empty on public operations."""
    given: Input
    """What was taken from the request; null where the operation takes nothing."""
    at: datetime
    """When it came, in UTC."""
    request: falcon.Request
    response: falcon.Response
    parts: Parts

    def count(self, counter: str, what: str, *, limit: int) -> None:
        """Count one more of the tenant's calls in an hour; last, for refused ones do not count.

        Raises Refusal (429) where `limit` are counted already.
        """
        rate = self.parts.records.rates.hit(self.tenant, counter, limit=limit, at=self.at)
        if not rate.allowed:
            raise too_many(what, rate.retry_after)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Add what is done within to `Server-Timing`, under a word of letters."""
        started = perf_counter()
        try:
            yield
        finally:
            spent = self.request.context.timings
            spent[name] = spent.get(name, 0.0) + perf_counter() - started


@frozen(kw_only=True)
class Operation:
    """What `/openapi.json` tells of a responder."""

    summary: str
    takes: Source[Any] | None
    answers: Any
    """The type of the body of a 200."""
    refuses: tuple[int, ...]
    """Statuses beyond those of every operation of its kind."""
    answered_with: tuple[int, ...]
    """Statuses beside 200 that have the same body."""


def operation(
    summary: str,
    *,
    answers: Any,
    takes: Source[Any] | None = None,
    refuses: tuple[int, ...] = (),
    answered_with: tuple[int, ...] = (),
) -> Callable[[Callable[..., Answer]], Callable[..., None]]:
    """Make a Falcon responder of a method that takes a `Call` and returns an answer."""
    described = Operation(
        summary=summary,
        takes=takes,
        answers=answers,
        refuses=refuses,
        answered_with=answered_with,
    )

    def decorate(method: Callable[..., Answer]) -> Callable[..., None]:
        @wraps(method)
        def respond(self: Any, req: falcon.Request, resp: falcon.Response, **path: str) -> None:
            parts: Parts = req.context.parts
            call = Call(
                tenant=req.context.tenant,
                given=takes.read(req) if takes else None,
                at=parts.clock(),
                request=req,
                response=resp,
                parts=parts,
            )
            write(resp, method(self, call, **path))

        respond.operation = described  # type: ignore[attr-defined]
        return respond

    return decorate


@frozen
class Written(Generic[Answer]):
    """An answer that is JSON already."""

    data: bytes


def encoded(answer: Any) -> bytes:
    """Any answer as JSON."""
    return orjson.dumps(to_dict(answer))


def write(resp: falcon.Response, answer: Any) -> None:
    """Send an answer."""
    resp.content_type = falcon.MEDIA_JSON
    resp.data = answer.data if isinstance(answer, Written) else encoded(answer)
