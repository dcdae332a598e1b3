"""What the headers of an export of no known system mean: words, values and arithmetic as one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import log

from attrs import evolve, frozen

from sentinel.arithmetic import sums
from sentinel.assignment import best_assignment
from sentinel.beliefs import NONE, Beliefs, Roles, weigh
from sentinel.calibration import REVIEW_BELOW, calibrated
from sentinel.canonical import BY_NAME
from sentinel.figures import Figures
from sentinel.headers import normal
from sentinel.identities import HELPERS, Instance, readings_of
from sentinel.models import ColumnMapper, MappedColumn, Sample

ACCEPTED = 0.5
"""Below this confidence a column is not used at all."""
_MENTIONED = 0.1
"""A column that a header is likelier than this is named where it is not used."""
_CERTAIN = 0.9999
_LEAST = 1e-6

Slot = tuple[str, str | None]
"""A column and its location: what no two headers may have."""


@frozen(kw_only=True)
class Inferred:
    """The columns that were found, and why the other headers are not used."""

    columns: tuple[MappedColumn, ...]
    refused: Mapping[str, str]
    called_off: frozenset[str] = frozenset()
    """Headers that an identity proves to be no canonical column: a margin, a total."""


def infer(
    sample: Sample, mappers: Iterable[ColumnMapper], known: Sequence[MappedColumn]
) -> Inferred:
    """One header for each column, and one column for each header, as is likeliest on the whole.

    `known` are columns that are certain: their headers are not asked again, and tell what the
    others mean. The order of the columns of the file has no influence.
    """
    return weighed(sample, [p for mapper in mappers for p in mapper.propose(sample)], known)


def weighed(
    sample: Sample, proposals: Sequence[MappedColumn], known: Sequence[MappedColumn]
) -> Inferred:
    """The same from what was proposed already."""
    order = sorted(
        range(len(sample.headers)),
        key=lambda h: (normal(sample.headers[h]), sample.headers[h]),
    )
    turned = Sample(
        headers=tuple(sample.headers[h] for h in order),
        columns=tuple(sample.columns[h] for h in order),
    )
    return _Inference(turned, proposals, known).result()


class _Inference:
    """The steps of one inference; headers go by their position."""

    def __init__(
        self, sample: Sample, proposals: Sequence[MappedColumn], known: Sequence[MappedColumn]
    ) -> None:
        self._headers = sample.headers
        self._figures = Figures(sample)
        self._known = {mapped.header: mapped for mapped in known}
        self._refused: dict[str, str] = {}
        self._off: set[str] = set()
        self._chosen: list[MappedColumn] = []
        self._closed: set[Slot] = {(m.column, m.location) for m in known}
        self._offers: list[dict[Slot, MappedColumn]] = [{} for _ in sample.headers]
        self._addends: dict[str, list[MappedColumn]] = {}
        places = {header: place for place, header in reversed(list(enumerate(sample.headers)))}
        for proposal in proposals:
            if proposal.header in places and proposal.header not in self._known:
                self._offer(places[proposal.header], proposal)

    def _offer(self, header: int, proposal: MappedColumn) -> None:
        if proposal.addend:
            self._addends.setdefault(proposal.column, []).append(proposal)
            return
        slot = proposal.column, proposal.location
        before = self._offers[header].get(slot)
        if before is None or before.confidence < proposal.confidence:
            self._offers[header][slot] = proposal

    def result(self) -> Inferred:
        for column, addends in self._addends.items():
            self._add_up(column, addends)
        for column in BY_NAME:
            self._total_of_locations(column)
        chosen = [*self._chosen, *self._assigned()]
        return Inferred(
            columns=tuple(chosen), refused=self._refused, called_off=frozenset(self._off)
        )

    # several headers of one column

    def _add_up(self, column: str, addends: Sequence[MappedColumn]) -> None:
        """Twelve months are taken unless another header has the column and is not their sum."""
        parts = sorted(self._headers.index(addend.header) for addend in addends)
        total = self._sum(parts, column)
        best = max(
            (offers[column, None].confidence for offers in self._open_offers(column)), default=0.0
        )
        sureness = min(addend.confidence for addend in addends)
        if (column, None) in self._closed or (total is None and best > sureness):
            for addend in addends:
                self._refused[addend.header] = f"one of {len(addends)} parts of {column}"
            return
        proof = self._called_off(total, f"the sum of {len(addends)} columns")
        self._chosen += [self._sure(addend, proof) for addend in addends]
        self._closed.add((column, None))

    def _open_offers(self, column: str) -> list[dict[Slot, MappedColumn]]:
        return [offers for offers in self._offers if (column, None) in offers]

    def _total_of_locations(self, column: str) -> None:
        """A column that is the sum of those of the locations is none of them."""
        located = [
            (header, slot)
            for header, offers in enumerate(self._offers)
            for slot, offer in offers.items()
            if slot[0] == column and slot[1] is not None and offer.confidence >= ACCEPTED
        ]
        if len(located) < 2:
            return
        total = self._sum([header for header, _ in located], column)
        proof = self._called_off(total, f"the sum of {len(located)} locations")
        if proof is not None:
            for header, slot in located:
                self._offers[header][slot] = evolve(
                    self._offers[header][slot], confidence=0.97, proof=proof
                )

    def _sum(self, parts: Sequence[int], column: str) -> Instance | None:
        for header, offers in enumerate(self._offers):
            if header not in parts and (column, None) in offers:
                instance = sums(self._figures.numbers, parts, header)
                if instance is not None:
                    return instance
        return None

    def _called_off(self, total: Instance | None, what: str) -> str | None:
        if total is None:
            return None
        header = self._headers[total.columns[0]]
        proof = f"{what} = {header!r} on {total.held} of {total.rows} rows"
        self._offers[total.columns[0]] = {}
        self._refused[header] = proof
        self._off.add(header)
        return proof

    @staticmethod
    def _sure(addend: MappedColumn, proof: str | None) -> MappedColumn:
        confidence = 0.99 if proof else addend.confidence
        return evolve(
            addend, confidence=confidence, proof=proof, needs_review=confidence < REVIEW_BELOW
        )

    # one header, one column

    def _assigned(self) -> list[MappedColumn]:
        posteriors = self._beliefs.roles
        slots = sorted(
            {slot for offers in self._offers for slot in offers if self._may_be_taken(slot)},
            key=lambda slot: (slot[0], slot[1] or ""),
        )
        shares = [
            [self._share(header, slot, posteriors[header]) for slot in slots]
            for header in range(len(self._headers))
        ]
        gains = [
            {
                number: log(max(p, _LEAST) / max(self._unused(posteriors[header]), _LEAST))
                for number, p in enumerate(shares[header])
                if p > 0
            }
            for header in range(len(self._headers))
        ]
        taken = best_assignment(gains)
        chosen = []
        for header, number in enumerate(taken):
            if self._headers[header] in self._known or not self._offers[header]:
                continue
            sure = 0.0 if number is None else _confidence(header, number, shares)
            if number is None or calibrated(sure) < ACCEPTED:
                owners = {slots[n]: h for h, n in enumerate(taken) if n is not None}
                self._refuse(header, posteriors[header], owners)
            else:
                chosen.append(self._mapped(header, slots[number], sure, taken, slots))
        return chosen

    def _may_be_taken(self, slot: Slot) -> bool:
        return slot[0] in BY_NAME and slot not in self._closed

    @cached_property
    def _beliefs(self) -> Beliefs:
        return weigh([self._prior(header) for header in range(len(self._headers))], self._figures)

    def _prior(self, header: int) -> Roles:
        known = self._known.get(self._headers[header])
        if known is not None:
            return {known.column: 1.0}
        prior: dict[str, float] = {}
        for (column, _), offer in self._offers[header].items():
            prior[column] = prior.get(column, 0.0) + offer.confidence
        total = sum(p for role, p in prior.items() if role != NONE)
        if total > 1 - _LEAST:
            prior = {role: p * (1 - _LEAST) / total for role, p in prior.items() if role != NONE}
            total = 1 - _LEAST
        prior[NONE] = 1 - total
        return prior

    def _share(self, header: int, slot: Slot, posterior: Roles) -> float:
        offers = self._offers[header]
        if slot not in offers:
            return 0.0
        of_column = sum(o.confidence for other, o in offers.items() if other[0] == slot[0])
        return posterior.get(slot[0], 0.0) * offers[slot].confidence / (of_column or 1.0)

    @staticmethod
    def _unused(posterior: Roles) -> float:
        return sum(p for role, p in posterior.items() if role not in BY_NAME)

    def _mapped(
        self,
        header: int,
        slot: Slot,
        sure: float,
        taken: Sequence[int | None],
        slots: Sequence[Slot],
    ) -> MappedColumn:
        offer = self._offers[header][slot]
        if offer.confidence >= _CERTAIN:
            return offer
        confidence = round(calibrated(sure), 3)
        roles = {h: slots[n][0] for h, n in enumerate(taken) if n is not None}
        return evolve(
            offer,
            confidence=confidence,
            proof=offer.proof or self._proof(header, roles),
            needs_review=offer.needs_review or confidence < REVIEW_BELOW,
        )

    # why and why not

    def _proof(self, header: int, roles: Mapping[int, str]) -> str | None:
        """The identity on the most rows in which all columns are what they were taken for."""
        proofs = []
        for instance in self._beliefs.found:
            if header in instance.columns:
                proof = self._words(instance, roles)
                if proof is not None:
                    # The most rows first, then the least that is not used.
                    proofs.append((-instance.held, proof.count("'"), proof))
        return min(proofs)[2] if proofs else None

    def _words(self, instance: Instance, roles: Mapping[int, str]) -> str | None:
        for reading, columns in readings_of(instance):
            if all(
                self._is(c, role, roles) for c, role in zip(columns, reading.roles, strict=True)
            ):
                held = f"on {instance.held} of {instance.rows} rows"
                return f"{self._named(reading.words, reading.roles, columns)} {held}"
        return None

    def _named(self, words: str, roles: Sequence[str], columns: Sequence[int]) -> str:
        """The formula with the headers of the columns that are not used."""
        names = {
            role: repr(self._headers[column])
            for role, column in zip(roles, columns, strict=True)
            if role in HELPERS
        }
        return re.sub(r"\w+", lambda word: names.get(word[0], word[0]), words)

    def _is(self, column: int, role: str, roles: Mapping[int, str]) -> bool:
        if column in roles:
            return roles[column] == role
        known = self._known.get(self._headers[column])
        if known is not None:
            return known.column == role
        posterior = self._beliefs.roles[column]
        return role in HELPERS and posterior.get(role, 0.0) >= max(posterior.values()) / 2

    def _refuse(self, header: int, posterior: Roles, owners: Mapping[Slot, int]) -> None:
        text, offers = self._headers[header], self._offers[header]
        role = max(sorted(posterior), key=lambda r: posterior[r])
        if role in HELPERS:
            proof = self._proof(header, {h: slot[0] for slot, h in owners.items()})
            self._refused[text] = HELPERS[role] + (f": {proof}" if proof else "")
            if proof:
                self._off.add(text)
            return
        sure = {slot: self._share(header, slot, posterior) for slot in offers if slot[0] in BY_NAME}
        slot = max(sure, key=lambda s: (sure[s], s[0]), default=None)
        if slot is None or sure[slot] < _MENTIONED:
            if (NONE, None) in offers:
                self._refused[text] = f"no canonical column: {offers[NONE, None].why}"
        elif owners.get(slot, header) != header:
            rival = self._headers[owners[slot]]
            self._refused[text] = f"{slot[0]} is taken from {rival!r} already"
        elif slot in self._closed:
            self._refused[text] = f"{slot[0]} is taken already"
        else:
            likely = f"looks like {slot[0]}, not surely enough ({sure[slot]:.2f})"
            self._refused[text] = f"{likely}: {offers[slot].why}"


def _confidence(header: int, slot: int, shares: Sequence[Sequence[float]]) -> float:
    """The probability that it is this header, given that at most one header has the column."""

    def odds(share: float) -> float:
        return share / max(1 - share, _LEAST)

    everyone = sum(odds(row[slot]) for row in shares)
    return odds(shares[header][slot]) / (1 + everyone)
