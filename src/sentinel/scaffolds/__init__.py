"""Complete distributions to start from: an adapter from a sample export, or a primitive."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from attrs import frozen

from sentinel.errors import UsageError

if TYPE_CHECKING:
    from sentinel.engine import Engine

_NOT_RECOGNISED = (
    "The headers are too few or too common to tell this export from a home-made list: its own tests"
    " fail until `fingerprint` and `other_headers` say more, or `--pos` has to be given each time."
)
_KEY = re.compile(r"[a-z][a-z0-9_]*")


@frozen(kw_only=True)
class Written:
    """A distribution that was written."""

    folder: Path
    to_finish: tuple[str, ...] = ()
    """What a person has to look at or to add, in sentences."""


def new_primitive(name: str, *, engine: Engine, output: Path | None = None) -> Written:
    """A distribution with a primitive that finds something simple, and its tests.

    `output`: the folder to make; null: `sentinel-NAME` here. Raises UsageError if it is there
    already, or if the name is taken or is none.
    """
    key = _key(name, engine)
    folder = _new_folder(output or Path(f"sentinel-{key.replace('_', '-')}"))
    write(folder, "primitive", _words(key))
    return Written(folder=folder)


def new_adapter(
    file: Path, *, engine: Engine, name: str | None = None, output: Path | None = None
) -> Written:
    """A distribution with an adapter for the export in `file`, and its tests.

    `name`: its key; null: made from the file's name. `output`: the folder to make; null:
    `sentinel-NAME` here. Raises UsageError if the folder is there already, the key is taken, or the
    export is one that an installed adapter reads; and whatever reading raises.
    """
    from sentinel.scaffolds.adapter import described

    key = _key(name or file.stem.partition(".")[0], engine)
    folder = _checked(output or Path(f"sentinel-{key.replace('_', '-')}"))
    words = _words(key)
    found = described(file, words["title"], engine)
    _new_folder(folder)
    write(folder, "adapter", {**words, **found.words, "todo": ""})
    exports = folder / "tests" / "exports"
    exports.mkdir()
    (exports / found.words["fixture"]).write_bytes(found.fixture)
    to_finish = found.to_finish
    if not _write_goldens(folder, key, exports, engine):
        to_finish = (_NOT_RECOGNISED, *to_finish)
    todo = "\n".join(f"* {one}" for one in to_finish)
    write(folder, "adapter", {**words, **found.words, "todo": todo})
    return Written(folder=folder, to_finish=to_finish)


def write(folder: Path, kind: str, words: Mapping[str, str]) -> None:
    """Fill the templates of a kind of plugin into a folder."""
    key = words["key"]
    package = Path("src") / f"sentinel_{key}"
    places = {
        "pyproject.toml": Path("pyproject.toml"),
        "README.md": Path("README.md"),
        "package.py": package / "__init__.py",
        f"{kind}.py": package / f"{key}.py",
        f"test_{kind}.py": Path("tests") / f"test_{key}.py",
    }
    templates = files("sentinel.scaffolds") / "templates" / kind
    for template, place in places.items():
        text = (templates / f"{template}.template").read_text(encoding="utf-8")
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(text).substitute(words), encoding="utf-8")


def _write_goldens(folder: Path, key: str, exports: Path, engine: Engine) -> bool:
    """With the adapter as it was written, which nobody has installed yet; gives whether it reads
    the sample."""
    from copy import copy
    from importlib.util import module_from_spec, spec_from_file_location

    from sentinel.testing import goldens

    spec = spec_from_file_location(f"_new_{key}", folder / "src" / f"sentinel_{key}" / f"{key}.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    with_it = copy(engine)
    own = {adapter.key: adapter for adapter in module.sentinel_adapters()}
    with_it.adapters = {**engine.adapters, **own}
    recognised = True
    for export in goldens.exports_below(exports):
        text = goldens.golden_text(export, with_it)
        goldens.golden_of(export).write_text(text, encoding="utf-8")
        recognised = recognised and f": {key} " in text
    return recognised


# --- names and folders --------------------------------------------------------------------------


def _key(name: str, engine: Engine) -> str:
    key = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if not _KEY.fullmatch(key):
        raise UsageError(
            f"{name!r} gives no name for a plugin; a letter first, then letters, digits and"
            " underscores: --name corner_till.",
            given=name,
        )
    taken = {*engine.adapters, *engine.primitives, *(state.name for state in engine.plugins)}
    if key in taken:
        raise UsageError(f"A plugin called {key!r} is installed; choose another name.", given=key)
    return key


def _words(key: str) -> dict[str, str]:
    parts = key.split("_")
    return {
        "key": key,
        "dashed": key.replace("_", "-"),
        "constant": key.upper(),
        "title": " ".join(part.capitalize() for part in parts),
        "class_name": "".join(part.capitalize() for part in parts),
    }


def _checked(folder: Path) -> Path:
    if folder.exists():
        raise UsageError(
            f"{folder} is there already and is not written over; choose another with --output.",
            given=str(folder),
        )
    return folder


def _new_folder(folder: Path) -> Path:
    _checked(folder).mkdir(parents=True)
    return folder
