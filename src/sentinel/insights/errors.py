"""What an insight refuses, and the stable code that a client goes by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import frozen

from sentinel.errors import SentinelError


class InsightError(SentinelError):
    """Base of what insights raise. `code` is stable."""

    code: ClassVar[str]


class NoDataError(InsightError):
    """Nothing was analysed for a store that was asked for. `stores` are the unknown ones."""

    code = "NO_DATA"

    def __init__(self, stores: Iterable[str], known: Iterable[str]) -> None:
        self.stores, self.known = tuple(stores), tuple(known)
        if not self.known:
            super().__init__("The analysis has no items, so there is nothing to tell.")
            return
        names = ", ".join(map(repr, self.stores))
        there = ", ".join(map(repr, self.known[:10]))
        super().__init__(f"Not analysed: {names}. Stores of the latest analysis: {there}.")


class UnknownIssueError(InsightError):
    """The analysis has no issue of that id."""

    code = "ISSUE_NOT_FOUND"

    def __init__(self, issue_id: str) -> None:
        self.issue_id = issue_id
        super().__init__(f"The latest analysis has no issue {issue_id!r}.")


class InvalidTaskError(InsightError):
    """A task cannot be made of what was given. `field` names it."""

    code = "INVALID_TASK"

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(f"{field}: {message}")


class InvalidAnswerError(InsightError):
    """A classification that is no answer, or a question that does not exist."""

    code = "INVALID_ANSWER"

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(f"{field}: {message}")


class NothingToAnswerError(InsightError):
    """Every question of the diagnostic is answered."""

    code = "NOTHING_TO_ANSWER"

    def __init__(self) -> None:
        super().__init__("Every question is answered. Name a pattern to correct its answer.")


@frozen(kw_only=True)
class ItemProblem:
    """One value of a diagnostic's items that cannot be used."""

    position: int
    """In the list that was given, from 0."""
    field: str | None
    """Null: the item as a whole."""
    message: str


class InvalidItemsError(InsightError):
    """Items of a diagnostic that cannot be used. `problems` has the first, `count` counts all."""

    code = "INVALID_ITEMS"

    def __init__(self, problems: Iterable[ItemProblem], count: int) -> None:
        self.problems, self.count = tuple(problems), count
        first = self.problems[0]
        where = f"items[{first.position}]" + (f".{first.field}" if first.field else "")
        more = f" ({count - 1} more)" if count > 1 else ""
        super().__init__(f"{where}: {first.message}{more}")
