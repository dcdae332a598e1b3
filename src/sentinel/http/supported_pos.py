"""GET /analysis/supported-pos: the systems whose exports are read."""

from __future__ import annotations

from attrs import frozen

from sentinel.engine import Engine
from sentinel.http.operations import Call, Written, encoded, operation
from sentinel.http.parts import Parts

_LISTED = {
    "Paladin": "Paladin POS",
    "Spruce": "Spruce POS",
    "Epicor Eagle": "Epicor Eagle",
    "Square": "Square POS",
    "Lightspeed Retail": "Lightspeed Retail (R-Series, X-Series, S-Series)",
    "Lightspeed eCom (C-Series)": "Lightspeed eCom (C-Series)",
    "Clover": "Clover POS",
    "Shopify": "Shopify POS",
    "NCR Counterpoint": "NCR Counterpoint",
    "Microsoft Dynamics RMS": "Microsoft Dynamics RMS",
    "QuickBooks POS": "QuickBooks POS",
    "Vend": "Vend POS",
    "Toast": "Toast POS",
    "Revel": "Revel Systems",
    "TouchBistro": "TouchBistro",
    "Any inventory list with headers": "Generic CSV/Excel exports",
}
"""System to the name that clients have always shown, in their order."""


@frozen(kw_only=True)
class SystemList:
    """Systems by name."""

    supported_systems: tuple[str, ...]
    count: int
    notes: str


def supported_systems(engine: Engine) -> tuple[str, ...]:
    """Names of the systems that the installed adapters read; those of other plugins come last."""
    installed = {adapter.system or adapter.title for adapter in engine.adapters.values()}
    known = [name for system, name in _LISTED.items() if system in installed]
    return (*known, *sorted(installed - _LISTED.keys()))


class SupportedPos:
    """The same for everybody: no token is needed."""

    public = True

    def __init__(self, parts: Parts) -> None:
        systems = supported_systems(parts.engine)
        told = SystemList(
            supported_systems=systems,
            count=len(systems),
            notes="Which system an export comes from is recognised by its headers. A list of any"
            " other system is read as well: its columns are suggested and can be corrected.",
        )
        self._list: Written[SystemList] = Written(encoded(told))

    @operation("List the systems whose exports are read", answers=SystemList)
    def on_get(self, call: Call[None]) -> Written[SystemList]:
        """By the names of their vendors."""
        return self._list
