"""One visit to a deployment: how to reach it, and what the checks learn on their way."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from sentinel.check.client import Client

if TYPE_CHECKING:
    from sentinel.check.models import Comparison, Timing

STORE = "sentinel-check"
"""The store of everything that a visit makes: nobody takes it for a customer's."""


class Unmet(Exception):
    """The deployment is not as expected. What is empty is as the check says."""

    def __init__(self, found: str, *, expected: str = "", remedy: str = "") -> None:
        super().__init__(found)
        self.found, self.expected, self.remedy = found, expected, remedy


@frozen(kw_only=True)
class Wishes:
    """What is asked of the deployment beyond the contract."""

    origin: str
    """A page that may call from a browser."""
    slow_ms: float
    """Milliseconds: the 95th percentile of small reads may not be slower."""
    samples: int
    """Requests per small read."""
    certificate_days: int
    """Days for which the certificate must hold."""


@define(kw_only=True)
class Visit:
    """Checks run one after the other and leave here what later ones need."""

    client: Client
    wishes: Wishes
    number: str = field(factory=lambda: token_hex(4))
    """Part of every SKU that is uploaded: nothing old can be taken for it."""
    refusal: bytes | None = None
    """The body of the first 401; all others have to be the same."""
    key: str = ""
    """The upload."""
    mapping: dict[str, str | None] = field(factory=dict)
    issue_id: str = ""
    task_id: str = ""
    session_id: str = ""
    timings: list[Timing] = field(factory=list)
    comparisons: list[Comparison] = field(factory=list)


def at(value: Any, *path: str | int) -> Any:
    """What lies at that place of an answer. Raises Unmet where there is no such place."""
    found = value
    for step, name in enumerate(path):
        fits = isinstance(found, dict if isinstance(name, str) else list)
        try:
            found = found[name] if fits else None
        except (KeyError, IndexError):
            fits = False
        if not fits:
            where = ".".join(map(str, path[: step + 1]))
            raise Unmet(f"the answer has no {where}") from None
    return found
