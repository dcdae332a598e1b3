"""Every made-up export gives what its golden says: `python -m sentinel.testing.goldens`."""

from __future__ import annotations

from pathlib import Path

import pytest

from sentinel.engine import Engine
from sentinel.testing.goldens import exports_below, golden_of, golden_text

EXPORTS = Path(__file__).resolve().parents[1] / "exports"
ENGINE = Engine(threads=1)
COMPARED = {key for key, adapter in ENGINE.adapters.items() if adapter.exports}
"""Folders of adapters whose kit, in `tests/test_conformance.py`, does this."""


@pytest.mark.parametrize(
    "path",
    [path for path in exports_below(EXPORTS) if path.relative_to(EXPORTS).parts[0] not in COMPARED],
    ids=lambda path: str(path.relative_to(EXPORTS)),
)
def test_an_export_gives_what_its_golden_says(path: Path) -> None:
    assert golden_text(path, ENGINE) == golden_of(path).read_text(encoding="utf-8")


def test_every_golden_has_its_export() -> None:
    wanted = {golden_of(path) for path in exports_below(EXPORTS)}
    assert set(EXPORTS.rglob("*.golden")) == wanted
