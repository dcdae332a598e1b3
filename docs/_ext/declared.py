"""Directives that print what the code declares, so that no page can disagree with it.

```{declared} primitives            every primitive in a table
```{declared} primitive KEY         facts, thresholds and advice of one
```{declared} adapter KEY           exports of one POS system and how their columns are read
```{declared} columns               the columns of a snapshot
```{declared} errors                every error that is raised on purpose
```{declared} limits                what the readers refuse
```{declared} causes                root causes
```{declared} priors                what a primitive alone says of its cause
```{declared} signals               signals and their likelihood ratios
```{declared} operation GET:/path   what an operation of the server takes, answers and refuses
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from docutils import nodes
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import sentinel
from sentinel import canonical, causes, errors
from sentinel.models import Adapter, Export, Primitive
from sentinel.readers import limits


class Declared(SphinxDirective):
    """Prints one declaration; its arguments choose which."""

    required_arguments = 1
    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        what, *key = self.arguments[0].split() + self.arguments[1:]
        return self.parse_text_to_nodes(PRINTED[what](*key))


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *([cell.replace("|", "\\|") for cell in r] for r in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def names(columns: Iterable[str], between: str = ", ") -> str:
    return between.join(f"`{column}`" for column in columns)


# --- primitives ---------------------------------------------------------------------------------


def primitives() -> str:
    return table(
        ("primitive", "severity", "category", "family", "what it means", "needs"),
        (
            (
                f"[{p.title}]({p.key}.md)",
                p.severity,
                p.category,
                p.family,
                p.meaning,
                needs(p),
            )
            for p in sentinel.primitives()
        ),
    )


def needs(primitive: Primitive) -> str:
    either = [names(primitive.requires_any, " or ")] if primitive.requires_any else []
    return ", ".join([*map("`{}`".format, primitive.requires), *either])


def primitive(key: str) -> str:
    found = next(p for p in sentinel.primitives() if p.key == key)
    facts = table(
        ("", ""),
        (
            ("Key", f"`{found.key}`"),
            ("Severity, category", f"{found.severity}, {found.category}"),
            ("Counted with", f"the *{found.family}* family: the costliest of it per item"),
            ("Needs", needs(found)),
            ("Is sharpened by", names(found.uses) or "nothing else"),
            ("Annual cost", "; else ".join(f"`{formula}`" for formula in found.formulas)),
        ),
    )
    advice = "\n".join(f"1. {line}" for line in found.recommendations)
    return f"{facts}\n\n**What to do**\n\n{advice}\n\n**Thresholds**\n\n{thresholds(found)}"


def thresholds(primitive: Primitive) -> str:
    if not primitive.thresholds:
        return "None: it is a fact."
    return table(
        ("name", "default", "unit", "meaning"),
        (
            (f"`{primitive.key}.{t.name}`", f"{t.default:g}", t.unit, t.meaning)
            for t in primitive.thresholds
        ),
    )


# --- adapters and columns -----------------------------------------------------------------------


def adapter(key: str) -> str:
    found: Adapter = next(a for a in sentinel.adapters() if a.key == key)
    return "\n\n".join(map(export, found.exports))


def export(found: Export) -> str:
    columns = {column: headers_of(header) for column, header in found.columns.items()}
    for column, prefix in found.location_columns.items():
        columns[column] = f"`{prefix}` + location" + (
            f"; else {columns[column]}" if column in columns else ""
        )
    rows = ((f"`{c}`", header, found.why.get(c, "")) for c, header in columns.items())
    told = f"**{found.title or found.name}**"
    if found.menu_path:
        told += f" (*{found.menu_path}*)"
    told += f", `{found.name}`: known by {', '.join(map(headers_of, found.fingerprint))}"
    if found.contradicted_by:
        told += f", and by lacking {names(found.contradicted_by)}"
    return f"{told}.\n\n" + (
        table(("column", "header", "how"), rows) if columns else "Nothing is read."
    )


def headers_of(header: str | tuple[str, ...]) -> str:
    return f"`{header}`" if isinstance(header, str) else names(header, " or ")


def columns() -> str:
    return table(
        ("column", "kind", "unit", "meaning"),
        ((f"`{c.name}`", c.kind.value, c.unit, c.meaning) for c in canonical.COLUMNS),
    )


# --- errors and limits --------------------------------------------------------------------------


def error_classes() -> list[type[errors.SentinelError]]:
    found = [value for value in vars(errors).values() if inspect.isclass(value)]
    return [value for value in found if issubclass(value, errors.SentinelError)]


def error_table() -> str:
    return table(
        ("error", "is a", "when"),
        (
            (f"`{e.__name__}`", f"`{e.__mro__[1].__name__}`", " ".join((e.__doc__ or "").split()))
            for e in error_classes()
        ),
    )


def limit_table() -> str:
    """The constants of `sentinel.readers.limits` with the text under each."""
    rows = []
    lines = Path(limits.__file__).read_text(encoding="utf-8").splitlines()
    for line, below in pairwise(lines):
        name = line.split(" = ")[0]
        if name.isupper() and below.startswith('"""'):
            value = getattr(limits, name)
            shown = limits.shown(value) if name.endswith("BYTES") else f"{value:,}"
            rows.append((f"`{name}`", shown, below.strip('"')))
    return table(("limit", "value", "meaning"), rows)


# --- causes -------------------------------------------------------------------------------------


def cause_table() -> str:
    return table(
        ("cause", "in words", "advice"),
        ((f"`{key}`", c.words, c.advice) for key, c in causes.table().causes.items()),
    )


def prior_table() -> str:
    rows = []
    for key, prior in causes.table().priors.items():
        likely = sorted(prior.probabilities.items(), key=lambda pair: -pair[1])[:3]
        rows.append((f"`{key}`", ", ".join(f"{c} {p:.0%}" for c, p in likely), prior.why))
    return table(("primitive", "likeliest causes before any signal", "why"), rows)


def signal_table() -> str:
    return table(
        ("signal", "seen when", "likelihood ratios"),
        (
            (
                f"`{key}`",
                signal.meaning,
                ", ".join(f"{cause} x{row.ratio:g}" for cause, row in signal.ratios.items()),
            )
            for key, signal in causes.table().signals.items()
        ),
    )


# --- operations of the server -------------------------------------------------------------------


@cache
def document() -> dict[str, Any]:
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it greets
    from sentinel.http.app import ROUTES
    from sentinel.http.openapi import document

    return document(ROUTES)


def operation(key: str) -> str:
    method, _, path = key.partition(":")
    about = document()["paths"][path]
    found = about[method.lower()]
    parts = []
    if taken := list(_taken(found)):
        parts += ["**Takes**", table(("field", "type", "meaning"), taken)]
    answer = found["responses"]["200"]["content"]["application/json"]["schema"]
    parts += ["**Answers**", table(("field", "type", "meaning"), _fields(answer, "", ()))]
    refused = sorted(status for status in found["responses"] if status != "200")
    if refused:
        parts.append(f"**Refuses** with {', '.join(refused)}.")
    return "\n\n".join(parts)


def _taken(found: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for one in found.get("parameters", ()):
        yield _row(one["name"], one["schema"] | {"description": one.get("description", "")})
    for media in list(found.get("requestBody", {}).get("content", {}).values())[:1]:
        yield from _fields(media["schema"], "", ())


def _fields(
    schema: dict[str, Any], at: str, above: tuple[str, ...]
) -> Iterator[tuple[str, str, str]]:
    """Every field below, by its place: `a.b`, `a[].b`, `a{}.b`."""
    for one in schema.get("anyOf", ()):
        yield from _fields(one, at, above)
    name = schema.get("$ref", "").rpartition("/")[2]
    if name in above:
        return
    if name:
        model = document()["components"]["schemas"][name]
        yield from _fields(model, at, (*above, name))
    for field, inner in schema.get("properties", {}).items():
        place = f"{at}.{field}" if at else field
        yield _row(place, inner)
        yield from _fields(inner, place, above)
    if isinstance(schema.get("items"), dict):
        yield from _fields(schema["items"], f"{at}[]", above)
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _fields(schema["additionalProperties"], f"{at}{{}}", above)


def _row(place: str, schema: dict[str, Any]) -> tuple[str, str, str]:
    return f"`{place}`", _kind(schema), str(schema.get("description", ""))


def _kind(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(map(_kind, schema["anyOf"])))
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"] if value != "")
    if "$ref" in schema:
        return "object"
    if schema.get("type") == "array":
        inner = _kind(schema["items"]) if isinstance(schema.get("items"), dict) else "value"
        return f"list of {inner}"
    kind = schema.get("type", "any")
    words = " or ".join(kind) if isinstance(kind, list) else str(kind)
    unit = f", {schema['x-unit']}" if "x-unit" in schema else ""
    least, most = schema.get("minimum"), schema.get("maximum")
    return words + unit + (f", {least} to {most}" if least is not None and most else "")


PRINTED: dict[str, Callable[..., str]] = {
    "adapter": adapter,
    "causes": cause_table,
    "columns": columns,
    "errors": error_table,
    "limits": limit_table,
    "operation": operation,
    "primitive": primitive,
    "primitives": primitives,
    "priors": prior_table,
    "signals": signal_table,
}


def indented_is_code(
    app: Sphinx, what: str, name: str, of: object, options: object, lines: list[str]
) -> None:
    """Docstrings mark code by its indentation alone."""
    for number in range(len(lines) - 1, 0, -1):
        before = [line for line in lines[:number] if line]
        starts = lines[number].startswith("    ") and not lines[number - 1]
        if starts and before and not before[-1].startswith("    "):
            lines[number - 1 : number] = ["", "::", ""]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("declared", Declared)
    app.add_lexer("console", TextLexer)  # dollars are money here, not variables of a shell
    app.connect("autodoc-process-docstring", indented_is_code)
    return {"parallel_read_safe": True}
