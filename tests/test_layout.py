"""Names are in step and imports point one way: what keeps the house tidy."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest

import sentinel
from sentinel import _native, causes

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "sentinel"

FLOORS = (
    ("errors", "demand", "formulas", "clues", "scorecard"),
    ("models",),
    ("canonical", "hookspecs", "peers"),
    (),  # readers, mapping, adapt, detect, issues, causes: whatever is not named elsewhere
    ("engine",),
    ("ai", "explain", "what_if", "wire", "reports"),
    ("insights",),
    ("storage",),
    ("service",),
    ("http", "check"),
    ("commands", "cli", "testing"),
)
"""From the ground up: a module imports from its own floor or from one below."""


def keys_by(folder: Path, pattern: str) -> set[str]:
    names = {path.stem for path in folder.glob(pattern)}
    return {name.removeprefix("test_") for name in names} - {"__init__", "mod", "index", "conftest"}


@pytest.mark.parametrize(
    ("folder", "pattern"),
    [
        ("plugins/primitives", "*.py"),
        ("rust/core/src/primitives", "*.rs"),
        ("tests/primitives", "test_*.py"),
        ("docs/primitives", "*.md"),
    ],
)
def test_every_primitive_has_its_four_files(folder: str, pattern: str) -> None:
    declared = {primitive.key for primitive in sentinel.primitives()}
    assert keys_by(ROOT / folder, pattern) == declared


def test_every_plugin_file_has_its_entry_point() -> None:
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg")
    lines = setup["options.entry_points"]["sentinel"].split("\n")
    registered = dict(line.split(" = ") for line in lines if line)
    files = {
        name: f"sentinel_plugins.{folder}.{name}"
        for folder in ("pos", "primitives")
        for name in keys_by(ROOT / "plugins" / folder, "*.py")
    }
    assert files.items() <= registered.items()


def test_signals_have_one_order() -> None:
    assert tuple(_native.SIGNALS) == tuple(causes.SIGNALS)


# --- imports ------------------------------------------------------------------------------------


def modules() -> dict[str, Path]:
    """Dotted name below `sentinel` to file; the package itself is left out."""
    named = {}
    for path in SOURCE.rglob("*.py"):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        if name:
            named[name] = path
    return named


def floor(module: str) -> int:
    top = module.split(".")[0]
    return next((number for number, names in enumerate(FLOORS) if top in names), 3)


def imports_of(path: Path) -> Iterator[str]:
    """Modules of ours that are imported when this one is: not in functions, not for types only."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            package, _, module = node.module.partition(".")
            if package == "sentinel" and module:
                yield module
            elif package == "sentinel":
                yield from (sentinel._HOMES.get(alias.name, alias.name) for alias in node.names)


@pytest.mark.parametrize("module", sorted(modules()))
def test_imports_point_one_way(module: str) -> None:
    upwards = [name for name in imports_of(modules()[module]) if floor(name) > floor(module)]
    assert upwards == []


def test_kernels_do_not_know_python() -> None:
    core = (ROOT / "rust" / "core").rglob("*.rs")
    assert [str(path) for path in core if "pyo3" in path.read_text()] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "plugins" / "primitives").glob("*.py")), ids=lambda path: path.stem
)
def test_a_built_in_primitive_uses_public_names_alone(path: Path) -> None:
    nodes = [node for node in ast.walk(ast.parse(path.read_text())) if type(node) is ast.ImportFrom]
    taken = {alias.name for node in nodes if node.module == "sentinel" for alias in node.names}
    assert taken <= set(sentinel.__all__)
    assert not [node.module for node in nodes if (node.module or "").startswith("sentinel.")]


# --- the public face ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", sentinel.__all__)
def test_every_public_name_resolves(name: str) -> None:
    assert getattr(sentinel, name) is not None


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'analyse'"):
        sentinel.analyse  # noqa: B018


@pytest.mark.parametrize("heavy", ["pyarrow", "click", "pluggy", "attrs", "sentinel._native"])
def test_importing_sentinel_imports_nothing_heavy(heavy: str) -> None:
    code = f"import sys, sentinel; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_only_the_test_kit_needs_hypothesis() -> None:
    named = {name for name, path in modules().items() if "hypothesis" in path.read_text()}
    assert {name.partition(".")[0] for name in named} == {"testing"}
