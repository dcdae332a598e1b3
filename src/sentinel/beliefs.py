"""What each header means, when words and values are weighed together with arithmetic.

Headers start from the probabilities that the mappers give. Each identity that was found between
three columns then tells each of them what it may be, given what the other two may be, and the other
way round, until it settles: the sum-product algorithm on the graph of headers and identities. An
order between two columns (a cost is rarely above its price) speaks in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set

from attrs import frozen

from sentinel.arithmetic import instances, roughly, share_in_order
from sentinel.figures import Figures, Numbers
from sentinel.identities import ORDERED, READINGS, Instance, readings_of

NONE = ""
"""The role of a header that is no canonical column and no helper."""

Roles = Mapping[str, float]
"""Role to probability: canonical columns, helpers and NONE."""

_UNLISTED = 0.001
"""How likely an identity is one that no reading describes: opening stock + received = closing."""
_ROUNDS = 3
_POSSIBLE = 0.004
"""A role below this probability is not asked for its arithmetic."""
_MOST_COLUMNS = 64
"""Columns that are asked, the likeliest first: time grows with the square of their number."""
_MOST = 150
"""Identities that are weighed, the surest first."""
_OF_IDENTITIES = frozenset(role for reading in READINGS for role in reading.roles)
_RATIOS = ("margin", "markup")
_OF_ORDERS = frozenset(role for pair in ORDERED for role in pair)


@frozen(kw_only=True)
class Beliefs:
    """What the headers mean, and the arithmetic that was found."""

    roles: tuple[Roles, ...]
    """One per header; sums to 1."""
    found: tuple[Instance, ...]


_Says = Callable[[int, Mapping[int, Roles]], dict[str, float]]
"""Column and beliefs of the others to a factor per role; under "*" that of all other roles."""


@frozen
class _Factor:
    """A relation between columns: what it says to each of them, given the others."""

    columns: tuple[int, ...]
    says: _Says


def weigh(priors: Sequence[Roles], figures: Figures) -> Beliefs:
    """The beliefs about the headers after the arithmetic between their columns was heard."""
    asked = [
        number
        for number, roles in enumerate(priors)
        if any(p > _POSSIBLE and role in _OF_IDENTITIES for role, p in roles.items())
    ]
    if len(asked) > _MOST_COLUMNS:
        asked.sort(key=lambda c: -sum(priors[c].get(role, 0.0) for role in _OF_IDENTITIES))
        asked = sorted(asked[:_MOST_COLUMNS])
    if len(asked) < 2:
        return Beliefs(roles=tuple(priors), found=())
    numbers = figures.numbers
    ratios = [c for c in asked if max(priors[c].get(r, 0.0) for r in _RATIOS) > _POSSIBLE]
    found = sorted(instances(numbers, asked, ratios), key=lambda i: -i.evidence)[:_MOST]
    found += _approximate(priors, numbers, asked, {i.columns for i in found})
    factors = [*_of_identities(found), *_of_orders(priors, figures)]
    return Beliefs(roles=_settled(priors, factors), found=tuple(found))


def _approximate(
    priors: Sequence[Roles],
    numbers: Sequence[Numbers],
    asked: Sequence[int],
    exact: Set[tuple[int, int, int]],
) -> Iterator[Instance]:
    """Units x price = net sales, tried only between headers that may well be these."""
    likely = {
        role: [c for c in asked if priors[c].get(role, 0.0) > 0.05]
        for role in ("net_sales", "units_sold", "unit_price")
    }
    for amount in likely["net_sales"][:6]:
        for units in likely["units_sold"][:6]:
            for price in likely["unit_price"][:6]:
                known = {(amount, units, price), (amount, price, units)} & exact
                if len({amount, units, price}) == 3 and not known:
                    instance = roughly(numbers, (amount, units, price))
                    if instance is not None:
                        yield instance


def _of_identities(found: Sequence[Instance]) -> Iterator[_Factor]:
    for instance in found:
        readings = [
            (reading.weight, dict(zip(columns, reading.roles, strict=True)))
            for reading, columns in readings_of(instance)
        ]
        yield _Factor(instance.columns, _speaker(instance.columns, readings))


def _speaker(
    columns: tuple[int, ...], readings: Sequence[tuple[float, Mapping[int, str]]]
) -> _Says:
    def says(column: int, beliefs: Mapping[int, Roles]) -> dict[str, float]:
        said = {"*": _UNLISTED}
        for weight, roles in readings:
            chance = weight
            for other in columns:
                if other != column:
                    chance *= beliefs[other].get(roles[other], 0.0)
            if chance > 0:
                role = roles[column]
                said[role] = said.get(role, _UNLISTED) + chance
        return said

    return says


def _of_orders(priors: Sequence[Roles], figures: Figures) -> Iterator[_Factor]:
    possible = {role: _likeliest(priors, role) for role in _OF_ORDERS}
    pairs: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for low, high in ORDERED:
        for one in possible[low]:
            for other in possible[high]:
                if one != other:
                    pairs.setdefault((one, other), []).append((low, high))
    wanted = {role: max(1.0, sum(p.get(role, 0.0) for p in priors)) for role in _OF_ORDERS}
    for (one, other), roles in pairs.items():
        cells = figures.days if roles[0][0] == "created_on" else figures.numbers
        share = share_in_order(cells[one], cells[other])
        if share is not None and share < 0.6:
            fits = max(share, 0.02)
            yield _Factor((one, other), _orderer(one, other, roles, fits, wanted))


def _likeliest(priors: Sequence[Roles], role: str) -> list[int]:
    """The columns that may well have the role, the likeliest twelve of them."""
    found = [c for c, roles in enumerate(priors) if roles.get(role, 0.0) > 0.02]
    return sorted(found, key=lambda c: -priors[c][role])[:12]


def _orderer(
    one: int,
    other: int,
    pairs: Sequence[tuple[str, str]],
    fits: float,
    wanted: Mapping[str, float],
) -> _Says:
    """`wanted` is how many headers there are for a role: one of them has it at most."""

    def says(column: int, beliefs: Mapping[int, Roles]) -> dict[str, float]:
        said = {"*": 1.0}
        for low, high in pairs:
            own, its, them = (low, high, other) if column == one else (high, low, one)
            said[own] = said.get(own, 1.0) - (1 - fits) * beliefs[them].get(its, 0.0) / wanted[its]
        return said

    return says


def _settled(priors: Sequence[Roles], factors: Sequence[_Factor]) -> tuple[Roles, ...]:
    at: dict[int, list[int]] = {}
    for number, factor in enumerate(factors):
        for column in factor.columns:
            at.setdefault(column, []).append(number)
    said: dict[tuple[int, int], Roles] = {}
    beliefs: dict[int, Roles] = {column: priors[column] for column in at}
    for _ in range(_ROUNDS):
        news: dict[tuple[int, int], Roles] = {}
        for number, factor in enumerate(factors):
            # What a column hears from an identity is not told back to it.
            others = {c: _without(beliefs[c], said.get((number, c))) for c in factor.columns}
            for column in factor.columns:
                news[number, column] = factor.says(column, others)
        said = news
        beliefs = {
            column: _heard(priors[column], [said[number, column] for number in numbers])
            for column, numbers in at.items()
        }
    return tuple(beliefs.get(column, roles) for column, roles in enumerate(priors))


def _heard(prior: Roles, messages: Sequence[Roles]) -> Roles:
    heard = prior
    for message in messages:
        heard = _normal({role: p * _factor(message, role) for role, p in heard.items()})
    return heard


def _without(beliefs: Roles, message: Roles | None) -> Roles:
    if message is None:
        return beliefs
    return _normal({role: p / _factor(message, role) for role, p in beliefs.items()})


def _factor(message: Roles, role: str) -> float:
    return max(message.get(role, message["*"]), 1e-6)


def _normal(roles: Roles) -> Roles:
    total = sum(roles.values())
    return {role: p / total for role, p in roles.items()} if total > 0 else roles
