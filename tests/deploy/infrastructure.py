"""The Terraform tree as data, read without Terraform."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

hcl2 = pytest.importorskip("hcl2", reason="needs python-hcl2: pip install python-hcl2")

CHECKOUT = Path(__file__).parents[2]
TREE = CHECKOUT / "deploy" / "terraform"
MODULES = {"network", "alb", "ecs", "ecr", "s3", "rds", "iam", "observability"}
ENVIRONMENTS = {"dev", "production"}

META = {"for_each", "count", "depends_on", "provider", "lifecycle", "provisioner", "connection"}


def sources() -> list[Path]:
    found = sorted(TREE.rglob("*.tf"))
    assert found
    return [path for path in found if ".terraform" not in path.parts]


def read(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        found: dict[str, Any] = plain(hcl2.load(file))
    return found


def plain(value: Any) -> Any:
    """Without the reader's marks: texts are texts, names are names."""
    if isinstance(value, dict):
        return {bare(name): plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return bare(value) if isinstance(value, str) else value


def bare(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def folder(name: str) -> Path:
    return TREE / name if name == "stack" else TREE / "modules" / name


def resources(module: str) -> dict[str, dict[str, Any]]:
    """The body of each resource of a module, by type and name."""
    found = {}
    for path in folder(module).glob("*.tf"):
        for one in read(path).get("resource", []):
            for kind, named in one.items():
                found |= {f"{kind}.{name}": body for name, body in named.items()}
    return found


def variables(where: Path) -> dict[str, dict[str, Any]]:
    found = {}
    for path in where.glob("*.tf"):
        for one in read(path).get("variable", []):
            found |= one
    return found


def is_block(value: Any) -> bool:
    return isinstance(value, dict) and value.get("__is_block__") is True


def arguments(body: dict[str, Any]) -> Iterator[str]:
    """Names that a resource is given, those in its blocks included; not those of its values."""
    for name, value in body.items():
        if name.startswith("__") or name in META:
            continue
        yield name
        for block in value if isinstance(value, list) else []:
            if is_block(block):
                yield from arguments(block)


def statements(text: str) -> Iterator[str]:
    """The statements of all policies in a file, innermost braces around an Effect."""
    for found in re.finditer(r"\bEffect\b", text):
        start, depth = found.start(), 0
        while depth >= 0:
            start -= 1
            depth += {"}": 1, "{": -1}.get(text[start], 0)
        end, depth = found.end(), 0
        while depth >= 0:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        yield text[start:end]
