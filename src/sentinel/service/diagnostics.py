"""Diagnostics of a tenant: stored as they go, so that any process can take the next step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import field, frozen

from sentinel import insights
from sentinel.insights import Diagnostic, InvalidItemsError
from sentinel.insights.diagnostic import (
    PENDING,
    AnswerResult,
    Pattern,
    Started,
    answer_result,
)
from sentinel.insights.errors import ItemProblem
from sentinel.insights.intake import SHOWN, NegativeItem
from sentinel.service.memory import Memory
from sentinel.storage import (
    DiagnosticItem,
    DiagnosticPattern,
    DiagnosticSession,
    Records,
    new_session_id,
)

LENGTHS: Mapping[str, int] = {"sku": 200, "description": 2000}
"""Characters at most."""
_ITEM_BYTES = 500
"""Of an item in memory, roughly."""


@frozen
class Diagnostics:
    """Every tenant's sessions. Raises what `Records` raises: NotFoundError for an unknown one."""

    _records: Records
    _memory: Memory = field(factory=Memory)

    def start(self, tenant: str, items: Sequence[Any], store_name: str, *, at: datetime) -> Started:
        """A new session over these items. Raises InvalidItemsError."""
        _check_lengths(items)
        diagnostic = insights.start(items, store_name)
        totals = insights.running_totals(diagnostic)
        session = DiagnosticSession(
            session_id=new_session_id(),
            store_name=store_name,
            created_at=at,
            total_items=diagnostic.total_items,
            negative_items=diagnostic.negative_items,
            total_shrinkage=totals.total_shrinkage,
            patterns=tuple(
                DiagnosticPattern(pattern_id=one.id, items=len(one.items), value=one.value)
                for one in diagnostic.patterns
            ),
        )
        stored = [
            DiagnosticItem(
                pattern_id=pattern.id,
                sku=item.sku,
                description=item.description,
                stock=item.stock,
                cost=item.cost,
            )
            for pattern in diagnostic.patterns
            for item in pattern.items
        ]
        self._records.diagnostics.add(tenant, session, stored)
        return insights.started(diagnostic, session.session_id)

    def load(self, tenant: str, session_id: str) -> Diagnostic:
        """A session as it stands now."""
        session = self._records.diagnostics.get(tenant, session_id)
        return _diagnostic(session, self._items(tenant, session_id))

    def answer(
        self,
        tenant: str,
        session_id: str,
        classification: str,
        note: str = "",
        *,
        pattern_id: str | None = None,
        at: datetime,
    ) -> AnswerResult:
        """Answer the current question, or that of a pattern, for which it may be a correction.

        The same answer to the same pattern twice changes nothing. Raises InvalidAnswerError,
        NothingToAnswerError, and ConflictError where somebody else gave the same question another
        answer meanwhile.
        """
        session = self._records.diagnostics.get(tenant, session_id)
        items = self._items(tenant, session_id)
        before = _diagnostic(session, items)
        _, result = insights.answer(before, classification, note, pattern_id=pattern_id)
        place = [pattern.id for pattern in before.patterns].index(result.answered.pattern)
        diagnostics = self._records.diagnostics
        write = diagnostics.correct if before.patterns[place].answered else diagnostics.answer
        after = write(tenant, session_id, place, classification, note=note, who=tenant, at=at)
        return answer_result(_diagnostic(after, items), result.answered.pattern)

    def _items(self, tenant: str, session_id: str) -> Sequence[DiagnosticItem]:
        return self._memory.get(
            ("diagnostic", tenant, session_id),
            lambda: self._records.diagnostics.items(tenant, session_id),
            lambda items: _ITEM_BYTES * len(items),
        )


def _diagnostic(session: DiagnosticSession, items: Iterable[DiagnosticItem]) -> Diagnostic:
    groups: dict[str, list[NegativeItem]] = defaultdict(list)
    for item in items:
        groups[item.pattern_id].append(
            NegativeItem(
                sku=item.sku,
                description=item.description,
                stock=item.stock,
                cost=item.cost,
                value=-item.stock * max(item.cost, 0.0),
            )
        )
    given = {answer.pattern_id: answer for answer in session.answers}
    return Diagnostic(
        store_name=session.store_name,
        total_items=session.total_items,
        negative_items=session.negative_items,
        patterns=tuple(
            Pattern(
                id=one.pattern_id,
                items=tuple(groups[one.pattern_id]),
                classification=given[one.pattern_id].classification
                if one.pattern_id in given
                else PENDING,
                note=given[one.pattern_id].note if one.pattern_id in given else "",
            )
            for one in session.patterns
        ),
    )


def _check_lengths(items: Sequence[Any]) -> None:
    """Raises InvalidItemsError for texts that are no name of an item."""
    problems = list(_too_long(items))
    if problems:
        raise InvalidItemsError(problems[:SHOWN], len(problems))


def _too_long(items: Sequence[Any]) -> Iterator[ItemProblem]:
    for position, item in enumerate(items):
        if type(item) is not dict:
            continue
        for name, most in LENGTHS.items():
            text = item.get(name)
            if type(text) is str and len(text) > most:
                message = f"has {len(text)} characters, at most {most} are allowed"
                yield ItemProblem(position=position, field=name, message=message)
