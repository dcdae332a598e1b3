"""GET /openapi.json: what the routes promise, made from the models that they use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from inspect import getdoc
from typing import Any

import falcon
import orjson

from sentinel import __version__
from sentinel.http.errors import ErrorBody
from sentinel.http.operations import Operation
from sentinel.http.schemas import Schema, Schemas

METHODS = ("get", "post", "patch")

_MEANINGS = {
    400: "The content cannot be used, or there is nothing left to do",
    401: "No valid token",
    403: "The file is somebody else's, or the permission has expired",
    404: "There is no such thing, or it is somebody else's",
    409: "Somebody else changed it meanwhile",
    411: "The length of the body is not said",
    413: "Too large",
    422: "Fields that cannot be used, each named",
    429: "Too many calls within an hour; `Retry-After` says when to try again",
    503: "The data cannot be reached now, or too many analyses wait already",
}
_MEDIA = {
    "form": (falcon.MEDIA_MULTIPART, falcon.MEDIA_URLENCODED),
    "json": (falcon.MEDIA_JSON,),
}


class OpenApi:
    """The document, made once."""

    public = True

    def __init__(self, routes: Iterable[tuple[str, Any]]) -> None:
        self._document = orjson.dumps(document(routes))

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """The document."""
        resp.content_type = falcon.MEDIA_JSON
        resp.data = self._document


def document(routes: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of these addresses and resources."""
    schemas = Schemas()
    paths = {path: _path(path, resource, schemas) for path, resource in routes}
    schemas.of(ErrorBody)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Profit Sentinel",
            "version": __version__,
            "description": "Finds where a store loses money. Money is in US dollars; times have an"
            " offset; fractions are from 0 to 1 unless the field says percent.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
        },
        "security": [{"bearer": []}],
    }


def _path(path: str, resource: Any, schemas: Schemas) -> dict[str, Any]:
    public = getattr(resource, "public", False)
    found: dict[str, Any] = {}
    names = re.findall(r"{(\w+)}", path)
    if names:
        found["parameters"] = [
            {
                "name": name,
                "in": "path",
                "required": True,
                "schema": {"type": "string", "minLength": 1, "maxLength": 200},
            }
            for name in names
        ]
    for method in METHODS:
        responder = getattr(resource, f"on_{method}", None)
        if responder is not None:
            found[method] = _operation(resource, method, responder, public, schemas)
    return found


def _operation(
    resource: Any, method: str, responder: Any, public: bool, schemas: Schemas
) -> dict[str, Any]:
    operation: Operation = responder.operation
    answer = schemas.of(operation.answers)
    content = {falcon.MEDIA_JSON: {"schema": answer}}
    responses: dict[str, Any] = {"200": {"description": "Done", "content": content}}
    for status in operation.answered_with:
        responses[str(status)] = {"description": _MEANINGS[status], "content": content}
    for status in _refusals(operation, public):
        responses.setdefault(str(status), _refusal(status))
    described: dict[str, Any] = {
        "operationId": f"{method}_{resource.__name__}",
        "summary": operation.summary,
        "responses": responses,
    }
    if text := getdoc(responder):
        described["description"] = text
    if public:
        described["security"] = []
    if operation.takes is not None:
        described |= _taken(operation, schemas)
    return described


def _refusals(operation: Operation, public: bool) -> list[int]:
    found = {*operation.refuses}
    if not public:
        found |= {401, 503}
    if operation.takes is not None:
        found |= {422}
        if operation.takes.where != "query":
            found |= {400, 411, 413}
    return sorted(found)


def _refusal(status: int) -> dict[str, Any]:
    body = {"$ref": f"#/components/schemas/{ErrorBody.__name__}"}
    refusal: dict[str, Any] = {
        "description": _MEANINGS[status],
        "content": {falcon.MEDIA_JSON: {"schema": body}},
    }
    if status in (429, 503):
        seconds = {"description": "Seconds", "schema": {"type": "integer"}}
        refusal["headers"] = {"Retry-After": seconds}
    return refusal


def _taken(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    assert operation.takes is not None
    properties, required = schemas.properties(operation.takes.model)
    if operation.takes.where == "query":
        return {"parameters": [_parameter(n, s, n in required) for n, s in properties.items()]}
    schema: Schema = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    media = {kind: {"schema": schema} for kind in _MEDIA[operation.takes.where]}
    return {"requestBody": {"required": True, "content": media}}


def _parameter(name: str, schema: Schema, required: bool) -> dict[str, Any]:
    about = {"description": schema.pop("description")} if "description" in schema else {}
    return {"name": name, "in": "query", "required": required, "schema": schema, **about}
