"""The mapper that asks Claude, and what it would ask."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from attrs import evolve, frozen

from sentinel.ai.answer import Said, answer
from sentinel.ai.asking import Line
from sentinel.ai.question import question
from sentinel.engine import Engine
from sentinel.errors import MapperUnavailableError
from sentinel.models import ColumnMapper, MappedColumn, Sample
from sentinel.privacy import without_people
from sentinel.settings import ClaudeSettings, claude_from

KEY, TITLE = "claude", "Claude"


def claude(*, values: bool = False, environment: Mapping[str, str] = os.environ) -> ColumnMapper:
    """Claude as a mapper to ask, with the key and the model of the environment.

    `values`: whether some values of each column are sent as well. Raises SettingError for a
    setting that is wrong; one without a key gives no opinion and says why.
    """
    return mapper_of(claude_from(environment, values=values))


def mapper_of(settings: ClaudeSettings) -> ColumnMapper:
    """Claude as these settings say; what is counted is counted for the whole process."""
    return ColumnMapper(
        key=KEY, title=TITLE, propose=_Claude(_line(settings)).propose, on_request=True
    )


@cache
def _line(settings: ClaudeSettings) -> Line:
    return Line(settings)


@frozen
class _Claude:
    _line: Line

    def propose(self, sample: Sample) -> tuple[MappedColumn, ...]:
        """One column at most for each header. Raises MapperUnavailableError with the reason."""
        shown = without_people(sample)
        body = question(shown, self._line.settings)
        said = answer(self._line.ask(body), len(shown.headers))
        return tuple(_proposal(shown.headers[one.number], one) for one in said)


def _proposal(header: str, said: Said) -> MappedColumn:
    return MappedColumn(
        column=said.column or "",
        header=header,
        confidence=said.confidence,
        why=f"{TITLE} says so",
    )


def payload(
    source: Any,
    *,
    values: bool = False,
    engine: Engine | None = None,
    environment: Mapping[str, str] = os.environ,
    **options: Any,
) -> dict[str, Any]:
    """The body of the request that would be sent about a file.

    Nothing is sent, and no key is needed: none is in it. `options` are those of
    `Engine.suggest_mapping`. Raises MapperUnavailableError, with the reason, where nothing would be
    sent.
    """
    bodies: list[dict[str, Any]] = []
    settings = claude_from(environment, values=values)

    def propose(sample: Sample) -> tuple[MappedColumn, ...]:
        bodies.append(question(without_people(sample), settings))
        return ()

    recorder = evolve(mapper_of(settings), propose=propose)
    suggestion = (engine or Engine()).suggest_mapping(source, mapper=recorder, **options)
    if not bodies:
        raise MapperUnavailableError(" ".join(suggestion.notes))
    return bodies[0]
