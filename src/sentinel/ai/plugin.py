"""Claude among the installed plugins: asked where a caller names the mapper `claude`."""

from __future__ import annotations

from sentinel import ColumnMapper, MappedColumn, Sample, hookimpl
from sentinel.ai.mapper import KEY, TITLE, claude


def propose(sample: Sample) -> tuple[MappedColumn, ...]:
    """As the environment says at that moment. Raises MapperUnavailableError with the reason."""
    return claude().propose(sample)


@hookimpl
def sentinel_column_mappers() -> list[ColumnMapper]:
    """Claude, which nobody asks by himself."""
    return [ColumnMapper(key=KEY, title=TITLE, propose=propose, on_request=True)]
