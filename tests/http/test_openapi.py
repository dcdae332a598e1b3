"""The document promises what is served."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from attrs import frozen
from exchange import multipart
from falcon.testing import TestClient

from sentinel.http.app import ROUTES
from sentinel.http.openapi import METHODS, document
from sentinel.http.reading import Range, Text
from sentinel.http.schemas import Schemas
from sentinel.insights.units import Usd


def test_the_document_is_served_to_everybody(client: TestClient) -> None:
    answer = client.simulate_get("/openapi.json", headers={"Authorization": ""})
    assert answer.status_code == 200
    assert answer.json == document(ROUTES)


def test_every_route_and_nothing_else_is_in_it() -> None:
    assert list(document(ROUTES)["paths"]) == [path for path, _ in ROUTES]


def test_every_responder_says_what_it_does() -> None:
    for path, resource in ROUTES:
        found = document([(path, resource)])["paths"][path]
        responders = {name for name in METHODS if hasattr(resource, f"on_{name}")}
        assert responders == found.keys() - {"parameters"}
        for method in responders:
            assert found[method]["summary"]
            assert ("401" in found[method]["responses"]) != getattr(resource, "public", False)


def test_operations_have_different_names() -> None:
    paths = document(ROUTES)["paths"].values()
    names = [path[method]["operationId"] for path in paths for method in METHODS if method in path]
    assert len(names) == len(set(names))


def test_public_operations_are_those_of_the_contract() -> None:
    public = [path for path, resource in ROUTES if getattr(resource, "public", False)]
    assert public == ["/analysis/primitives", "/analysis/supported-pos", "/health"]


@frozen(kw_only=True)
class Leaf:
    """Two things."""

    kind: Literal["a", "b"]
    cost: Usd
    """What it costs."""


@frozen(kw_only=True)
class Tree:
    """A tree."""

    leaves: tuple[Leaf, ...]
    pair: tuple[str, int]
    by_name: dict[str, Leaf | None]
    top: Annotated[int, Range(1, 20)] = 5
    name: Annotated[str, Text(1, 9)] | None = None
    below: tuple[Tree, ...] = ()


def test_models_become_schemas() -> None:
    schemas = Schemas()
    leaf = {"$ref": "#/components/schemas/Leaf"}
    assert schemas.of(Tree) == {"$ref": "#/components/schemas/Tree"}
    assert schemas.components == {
        "Leaf": {
            "type": "object",
            "description": "Two things.",
            "properties": {
                "kind": {"enum": ["a", "b"]},
                "cost": {"description": "What it costs.", "type": "number", "x-unit": "USD"},
            },
            "required": ["kind", "cost"],
        },
        "Tree": {
            "type": "object",
            "description": "A tree.",
            "properties": {
                "leaves": {"type": "array", "items": leaf},
                "pair": {
                    "type": "array",
                    "prefixItems": [{"type": "string"}, {"type": "integer"}],
                    "minItems": 2,
                    "maxItems": 2,
                },
                "by_name": {
                    "type": "object",
                    "additionalProperties": {"anyOf": [leaf, {"type": "null"}]},
                },
                "top": {"type": "integer", "minimum": 1, "maximum": 20},
                "name": {
                    "anyOf": [
                        {"type": "string", "minLength": 1, "maxLength": 9},
                        {"type": "null"},
                    ]
                },
                "below": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
            },
            "required": ["leaves", "pair", "by_name"],
        },
    }


def test_two_models_of_one_name_are_two_schemas() -> None:
    other = type("Leaf", (Leaf,), {"__module__": "shop.other_leaves"})
    schemas = Schemas()
    assert schemas.of(Leaf) != schemas.of(other)
    assert set(schemas.components) == {"Leaf", "OtherLeavesLeaf"}


def test_a_type_without_a_schema_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="bytes"):
        Schemas().of(bytes)


# --- what is answered is what was promised ------------------------------------------------------


def valid(value: Any, path: str, method: str, status: int) -> None:
    schemas = pytest.importorskip("jsonschema_rs", reason="comes with schemathesis")
    promised = document(ROUTES)
    answer = promised["paths"][path][method]["responses"][str(status)]
    schema = answer["content"]["application/json"]["schema"]
    whole = {**schema, "components": promised["components"]}
    schemas.validator_for(whole).validate(value)


@pytest.mark.parametrize("path", ["/analysis/primitives", "/analysis/supported-pos", "/health"])
def test_public_answers_are_as_promised(client: TestClient, path: str) -> None:
    valid(client.simulate_get(path).json, path, "get", 200)


def test_uploads_are_as_promised(client: TestClient) -> None:
    body, headers = multipart([("filenames", "a.csv")])
    given = client.simulate_post("/uploads/presign", body=body, headers=headers).json
    valid(given, "/uploads/presign", "post", 200)
    first = given["presigned_urls"][0]
    body, headers = multipart(first["fields"].items(), b"SKU,Cost,Price\nA,1,2\nB,2,3\n")
    client.simulate_post("/uploads/file", body=body, headers=headers)
    body, headers = multipart([("key", first["key"]), ("filename", "a.csv")])
    found = client.simulate_post("/uploads/suggest-mapping", body=body, headers=headers)
    valid(found.json, "/uploads/suggest-mapping", "post", 200)


def test_refusals_are_as_promised(client: TestClient) -> None:
    refused = client.simulate_post("/uploads/presign", body=b"")
    valid(refused.json, "/uploads/presign", "post", 422)
    stranger = client.simulate_post("/uploads/presign", headers={"Authorization": ""})
    valid(stranger.json, "/uploads/presign", "post", 401)
