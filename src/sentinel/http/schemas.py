"""JSON Schema of attrs models: what `/openapi.json` promises of requests and answers."""

from __future__ import annotations

import ast
import inspect
import types
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from textwrap import dedent
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import define, field

from sentinel.http.reading import Range, Shown, Text

Schema = dict[str, Any]

_PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    Any: {},
    object: {},
}


@define
class Schemas:
    """Collects the schemas of the models that are referred to, each once, by name."""

    components: dict[str, Schema] = field(factory=dict)
    _names: dict[type, str] = field(factory=dict)

    def of(self, kind: Any) -> Schema:
        """The schema of a type; models become references. Raises TypeError for what has none."""
        if hasattr(kind, "__metadata__"):
            return self._annotated(kind)
        if kind in _PLAIN:
            return dict(_PLAIN[kind])
        if attrs.has(kind):
            return {"$ref": f"#/components/schemas/{self._name(kind)}"}
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is Literal:
            return {"enum": list(arguments)}
        if origin in (Union, types.UnionType):
            return {"anyOf": [self.of(one) for one in arguments]}
        if origin is tuple and arguments[-1] is not Ellipsis:
            items = [self.of(one) for one in arguments]
            return {
                "type": "array",
                "prefixItems": items,
                "minItems": len(items),
                "maxItems": len(items),
            }
        if origin in (tuple, list, Sequence):
            return {"type": "array", "items": self.of(arguments[0])}
        if origin in (dict, Mapping):
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        if kind in (dict, Mapping):
            return {"type": "object"}
        raise TypeError(f"{kind} has no schema.")

    def properties(self, model: type) -> tuple[dict[str, Schema], list[str]]:
        """The schemas of a model's fields, and the names of those that have no default."""
        kinds, meanings = get_type_hints(model, include_extras=True), meanings_of(model)
        found: dict[str, Schema] = {}
        required = []
        for one in attrs.fields(model):
            found[one.name] = self.of(kinds[one.name])
            if one.name in meanings:
                found[one.name] = {"description": meanings[one.name], **found[one.name]}
            if one.default is attrs.NOTHING:
                required.append(one.name)
        return found, required

    def _annotated(self, kind: Any) -> Schema:
        schema = self.of(kind.__origin__)
        for said in kind.__metadata__:
            if isinstance(said, str):
                schema["x-unit"] = said
            elif isinstance(said, Range):
                schema |= {"minimum": said.least, "maximum": said.most}
            elif isinstance(said, Text):
                schema |= {"minLength": said.least, "maxLength": said.most}
            elif isinstance(said, Shown):
                schema |= said.schema
        return schema

    def _name(self, model: type) -> str:
        if model not in self._names:
            name = model.__name__
            if name in self._names.values():
                name = f"{model.__module__.rpartition('.')[2].title().replace('_', '')}{name}"
            self._names[model] = name
            self.components[name] = {}  # its place, for a model that holds itself
            properties, required = self.properties(model)
            self.components[name] = {
                "type": "object",
                "description": first_line(model),
                "properties": properties,
                **({"required": required} if required else {}),
            }
        return self._names[model]


def first_line(thing: Any) -> str:
    """The first line of its docstring."""
    return (inspect.getdoc(thing) or "").partition("\n")[0]


@cache
def meanings_of(model: type) -> Mapping[str, str]:
    """What the text under each field of a model says."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if not attrs.has(base):
            continue
        try:
            source = inspect.getsource(base)
        except (OSError, TypeError):  # made at run time, or installed without its source
            continue
        body = ast.parse(dedent(source)).body[0]
        assert isinstance(body, ast.ClassDef)
        for line, after in zip(body.body, body.body[1:], strict=False):
            if (
                isinstance(line, ast.AnnAssign)
                and isinstance(line.target, ast.Name)
                and isinstance(after, ast.Expr)
                and isinstance(after.value, ast.Constant)
                and isinstance(after.value.value, str)
            ):
                found[line.target.id] = " ".join(after.value.value.split())
    return found
