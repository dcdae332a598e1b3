"""GET /analysis/primitives: the kinds of leak that are looked for."""

from __future__ import annotations

from attrs import frozen

from sentinel.http.operations import Call, Written, encoded, operation
from sentinel.http.parts import Parts
from sentinel.insights.catalogue import PRIMITIVES
from sentinel.models import Severity


@frozen(kw_only=True)
class ListedPrimitive:
    """One kind of leak."""

    key: str
    title: str
    severity: Severity
    category: str
    recommendations: tuple[str, ...]


@frozen(kw_only=True)
class PrimitiveList:
    """All of them, by key."""

    primitives: dict[str, ListedPrimitive]
    count: int


class Primitives:
    """The same for everybody: no token is needed."""

    public = True

    def __init__(self, parts: Parts) -> None:
        installed = parts.engine.primitives
        listed = {
            key: ListedPrimitive(
                key=key,
                title=shown.title,
                severity=shown.severity,
                category=shown.category,
                recommendations=installed[key].recommendations if key in installed else (),
            )
            for key, shown in PRIMITIVES.items()
        }
        told = PrimitiveList(primitives=listed, count=len(listed))
        self._list: Written[PrimitiveList] = Written(encoded(told))

    @operation("List the kinds of leak that are looked for", answers=PrimitiveList)
    def on_get(self, call: Call[None]) -> Written[PrimitiveList]:
        """In the order in which an analysis lists them."""
        return self._list
