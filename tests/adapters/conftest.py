"""How the tests of adapters read: through the adapters and the mapper that ship with Sentinel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from sentinel.adapt import Part, adapt
from sentinel.joining import join
from sentinel.models import Adapter, ColumnMapper, Sample, Snapshot
from sentinel.plugins import Plugins, load
from sentinel.readers import open_table

EXPORTS = Path(__file__).resolve().parents[1] / "exports"
SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "pos" / "samples"

Row = dict[str, Any]


@pytest.fixture(scope="session")
def plugins() -> Plugins:
    return load()


@pytest.fixture(scope="session")
def adapters(plugins: Plugins) -> Mapping[str, Adapter]:
    return plugins.adapters


@pytest.fixture(scope="session")
def mappers(plugins: Plugins) -> Mapping[str, ColumnMapper]:
    return plugins.column_mappers


@pytest.fixture
def part(
    adapters: Mapping[str, Adapter], mappers: Mapping[str, ColumnMapper]
) -> Callable[..., Part]:
    """One export, adapted: a file's path, or the text of a CSV."""

    def adapted(source: Path | str, **options: Any) -> Part:
        given = source if isinstance(source, Path) else source.encode()
        name = None if isinstance(source, Path) else "test.csv"
        return adapt(open_table(given, name=name), adapters, mappers, **options)

    return adapted


@pytest.fixture
def read(part: Callable[..., Part]) -> Callable[..., Snapshot]:
    """Exports, adapted and joined."""

    def snapshot(*sources: Path | str, as_of: Any = None, **options: Any) -> Snapshot:
        return join([part(source, **options) for source in sources], as_of=as_of)

    return snapshot


@pytest.fixture
def export() -> Callable[[str], Path]:
    """A made-up export by its place under tests/exports."""
    return lambda name: EXPORTS / name


@pytest.fixture
def genuine() -> Callable[[str], Path]:
    """A genuine sample by its place; the test is skipped where the samples are absent."""

    def path(name: str) -> Path:
        if not SAMPLES.is_dir():
            pytest.skip(f"the genuine samples are not there: {SAMPLES}")
        return SAMPLES / name

    return path


@pytest.fixture
def rows() -> Callable[..., list[Row]]:
    """The rows of a snapshot as dictionaries of the wanted columns, unknown values left away."""

    def listed(snapshot: Snapshot, *columns: str) -> list[Row]:
        table = snapshot.table.select(list(columns)) if columns else snapshot.table
        return [{k: v for k, v in row.items() if v is not None} for row in table.to_pylist()]

    return listed


@pytest.fixture
def mapped() -> Callable[[Snapshot], dict[str, str | list[str]]]:
    """Canonical column to the header or headers of the first source."""

    def mapping(snapshot: Snapshot) -> dict[str, str | list[str]]:
        found: dict[str, str | list[str]] = {}
        for entry in snapshot.sources[0].mapping:
            before = found.get(entry.column)
            if before is None:
                found[entry.column] = entry.header
            else:
                found[entry.column] = [
                    *([before] if isinstance(before, str) else before),
                    entry.header,
                ]
        return found

    return mapping


@pytest.fixture
def sample() -> Callable[..., Sample]:
    """The head of a file, from headers and their values."""

    def head(columns: dict[str, list[str | None]]) -> Sample:
        return Sample(
            headers=tuple(columns), columns=tuple(tuple(values) for values in columns.values())
        )

    return head
