"""The one place where errors become HTTP, and the one body that they have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from math import ceil
from typing import Any

import falcon
import orjson
import structlog
from attrs import asdict, frozen

from sentinel import errors
from sentinel.insights import errors as insights
from sentinel.service.analyst import AnalystBusyError, AnalystLostError, places_of

_log = structlog.get_logger("sentinel.http")


@frozen(kw_only=True)
class FieldError:
    """One value of a request that cannot be used."""

    field: str
    """Where it is: `items[3].stock`, `filenames[0]`."""
    message: str


@frozen(kw_only=True)
class ErrorBody:
    """What every error says. Old clients read `detail`, or `message`, or look for `code`."""

    detail: str
    """For people."""
    message: str
    """The same."""
    code: str
    """For programs; stable."""
    errors: tuple[FieldError, ...] = ()
    """By field, where a request is refused for its values."""


class Refusal(Exception):
    """A request is answered with an error. Resources raise it where no domain error fits."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: Iterable[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def invalid(field_errors: Iterable[FieldError]) -> Refusal:
    """422, with each field that cannot be used."""
    found = tuple(field_errors)
    detail = "; ".join(f"{error.field}: {error.message}" for error in found[:3])
    more = f" ({len(found) - 3} more)" if len(found) > 3 else ""
    return Refusal(422, "VALIDATION_ERROR", detail + more, errors=found)


def unauthorized() -> Refusal:
    """401; the same whatever is wrong with the token."""
    return Refusal(401, "UNAUTHORIZED", "A valid sign-in is needed. Please sign in again.")


def too_large(most: int) -> Refusal:
    """413; `most` in bytes."""
    size = f"{most >> 20} MB" if most >= 1 << 20 else f"{most} bytes"
    return Refusal(413, "TOO_LARGE", f"That is too large: at most {size} are allowed.")


def too_many(what: str, retry_after: float) -> Refusal:
    """429; `retry_after` in seconds."""
    seconds = max(1, ceil(retry_after))
    return Refusal(
        429,
        "RATE_LIMITED",
        f"Too many {what} within an hour. Try again in {-(-seconds // 60)} minutes.",
        headers={"Retry-After": str(seconds)},
    )


def _unavailable(error: Exception) -> Refusal:
    return Refusal(
        503,
        "UNAVAILABLE",
        "The service cannot reach its data now. Please try again in a moment.",
        headers={"Retry-After": "5"},
    )


def _lost(error: Exception) -> Refusal:
    detail = "The analysis was stopped before its end. Please try again in a moment."
    return Refusal(503, "UNAVAILABLE", detail, headers={"Retry-After": "5"})


def _busy(error: Exception) -> Refusal:
    detail = "Too many analyses are waiting. Please try again in a moment."
    return Refusal(503, "UNAVAILABLE", detail, headers={"Retry-After": "5"})


def _broken() -> Refusal:
    return Refusal(500, "INTERNAL_ERROR", "Something went wrong on our side.")


def _told(status: int, code: str) -> Any:
    """The message of the error is written for people and names nothing internal."""
    return lambda error: Refusal(status, code, str(error))


def _invalid_items(error: insights.InvalidItemsError) -> Refusal:
    found = [
        FieldError(
            field=f"items[{problem.position}]" + (f".{problem.field}" if problem.field else ""),
            message=problem.message,
        )
        for problem in error.problems
    ]
    return Refusal(422, error.code, str(error), errors=found)


def _invalid_field(error: insights.InvalidTaskError | insights.InvalidAnswerError) -> Refusal:
    return Refusal(
        422, error.code, str(error), errors=[FieldError(field=error.field, message=str(error))]
    )


_REFUSALS: Mapping[type[Exception], Any] = {
    insights.NoDataError: _told(404, insights.NoDataError.code),
    insights.UnknownIssueError: _told(404, insights.UnknownIssueError.code),
    insights.InvalidItemsError: _invalid_items,
    insights.InvalidTaskError: _invalid_field,
    insights.InvalidAnswerError: _invalid_field,
    insights.NothingToAnswerError: _told(400, insights.NothingToAnswerError.code),
    errors.LimitExceededError: _told(413, "TOO_LARGE"),
    errors.NothingToAssessError: _told(400, "NOTHING_TO_ASSESS"),
    errors.NoIdentifierError: _told(400, "NO_SKU_COLUMN"),
    errors.EmptyInputError: _told(400, "EMPTY_FILE"),
    errors.InputRefusedError: _told(400, "UNREADABLE_FILE"),
    errors.UsageError: _told(422, "VALIDATION_ERROR"),
    errors.NotFoundError: lambda error: Refusal(
        404, "NOT_FOUND", f"There is no such {error.what}."
    ),
    errors.ConflictError: lambda _: Refusal(
        409, "CONFLICT", "It was changed by somebody else meanwhile. Load it again."
    ),
    errors.UnstorableError: lambda _: Refusal(
        422, "VALIDATION_ERROR", "A text holds characters that cannot be stored."
    ),
    errors.StorageUnavailableError: _unavailable,
    errors.StorageRefusedError: _unavailable,
    errors.StorageFullError: _unavailable,
    errors.SchemaVersionError: _unavailable,
    AnalystBusyError: _busy,
    AnalystLostError: _lost,
}
"""Domain errors by class; a subclass goes by the nearest of its bases that is here."""


def refusal_of(error: Exception) -> Refusal:
    """How an error is told to the client; whatever nobody thought of is a 500 that says nothing."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, falcon.HTTPError):
        return _of_falcon(error)
    for kind in type(error).__mro__:
        if kind in _REFUSALS:
            found: Refusal = _REFUSALS[kind](error)
            return found
    return _broken()


def _of_falcon(error: falcon.HTTPError) -> Refusal:
    status = error.status_code
    headers = {k: v for k, v in dict(error.headers or {}).items() if k.lower() == "allow"}
    if status == 404:
        return Refusal(404, "NOT_FOUND", "There is nothing at this address.")
    if status == 405:
        return Refusal(
            405, "METHOD_NOT_ALLOWED", "This address does not take that method.", headers=headers
        )
    if status == 413:
        return Refusal(413, "TOO_LARGE", "That is too large.")
    if 400 <= status < 500:
        return Refusal(400, "BAD_REQUEST", str(error.description or "The request is malformed."))
    return _broken()


def handle(
    req: falcon.Request, resp: falcon.Response, error: Exception, params: dict[str, Any]
) -> None:
    """The one error handler: the refusal as the response, and a log line where it is our fault."""
    refusal = refusal_of(error)
    if refusal.status >= 500:
        _tell(error, refusal)
    resp.status = f"{refusal.status} {HTTPStatus(refusal.status).phrase}"
    for name, value in refusal.headers.items():
        resp.set_header(name, value)
    resp.content_type = falcon.MEDIA_JSON
    resp.data = written(refusal)


def written(refusal: Refusal) -> bytes:
    """The one body, as JSON."""
    body = asdict(
        ErrorBody(
            detail=refusal.detail,
            message=refusal.detail,
            code=refusal.code,
            errors=refusal.errors,
        )
    )
    if not body["errors"]:
        del body["errors"]
    return orjson.dumps(body)


def _tell(error: BaseException, refusal: Refusal) -> None:
    """Where it happened. Messages stay out of the log: they may hold cells or credentials."""
    chain: list[dict[str, Any]] = []
    cause: BaseException | None = error
    while cause is not None and len(chain) < 5:
        where = places_of(cause)
        chain.append({"error": type(cause).__name__, "at": where})
        cause = cause.__cause__ or cause.__context__
    _log.error("failed", status=refusal.status, code=refusal.code, chain=chain)
