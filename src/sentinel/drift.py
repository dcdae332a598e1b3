"""How an export changed since the last one: columns that vanished, appeared, or mean another thing.

Compared are headers, what their values look like, and what they were taken for; between two
snapshots also the figures of the same items. Against a saved mapping there are no such figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

from attrs import evolve, frozen

from sentinel.advice import helpful, needed
from sentinel.canonical import BY_NAME, Kind
from sentinel.column_worth import complete
from sentinel.headers import normal
from sentinel.models import ColumnProfile, Drift, MappedColumn, Primitive, Snapshot, Source
from sentinel.saved_mappings import UNKNOWN, SavedMapping
from sentinel.scales import change_of_scale, scales

_ALIKE = 0.6
"""Share of headers in common from which a saved mapping is of the same kind of export."""
_SAME_VALUES = 0.6
"""Share of different values in common from which two columns are one under two names."""
_ENOUGH_VALUES = 4
"""Fewer different values say nothing: Y and N are in many columns."""


@frozen(kw_only=True)
class _Side:
    """What is known of the columns at one time."""

    name: str
    profiles: Mapping[str, ColumnProfile]
    """By normalised header."""
    mapping: Mapping[str, MappedColumn]
    """By normalised header."""
    columns: frozenset[str]
    """Canonical columns."""

    def column(self, key: str) -> str | None:
        """What the header is taken for."""
        return self.mapping[key].column if key in self.mapping else None


def since(
    before: Snapshot, now: Snapshot, primitives: Mapping[str, Primitive]
) -> tuple[Drift, ...]:
    """How the exports of `now` differ from those of `before`, the costliest first."""
    name = ", ".join(source.name for source in before.sources) or "the previous export"
    if all(source.profiles for source in (*before.sources, *now.sources)) and before.sources:
        earlier, later = _side(name, before.sources), _side("", now.sources)
    else:
        earlier, later = _bare(name, before), _bare("", now)
    earlier = evolve(earlier, columns=frozenset(before.table.column_names))
    later = evolve(later, columns=frozenset(now.table.column_names))
    changed = scales(before.table, now.table)
    return _drift(earlier, later, primitives, changed)


def since_saved(
    sources: Sequence[Source], saved: Sequence[SavedMapping], primitives: Mapping[str, Primitive]
) -> tuple[Drift, ...]:
    """How files differ from what they were like when the mapping of their kind was saved."""
    found: list[Drift] = []
    for source in sources:
        kept = nearest(source, saved)
        if kept is None:
            continue
        name = f"the mapping saved on {kept.saved}"
        columns = complete(column.column for column in kept.columns)
        earlier = _Side(
            name=name,
            profiles={normal(p.header): p for p in kept.profiles},
            mapping={normal(m.header): m for m in kept.columns},
            columns=columns,
        )
        later = _side("", [source])
        found += _drift(earlier, later, primitives, _scales_of(earlier, later))
    return tuple(found)


def nearest(source: Source, saved: Sequence[SavedMapping]) -> SavedMapping | None:
    """The saved mapping of the most similar headers, if they are similar enough at all."""
    headers = {normal(profile.header) for profile in source.profiles}

    def alike(kept: SavedMapping) -> float:
        theirs = {normal(profile.header) for profile in kept.profiles}
        both = headers | theirs
        share = len(headers & theirs) / len(both) if both else 0.0
        same = kept.export != UNKNOWN and (kept.pos, kept.export) == (source.pos, source.export)
        return share + _ALIKE * same

    best = max(saved, key=alike, default=None)
    return best if best is not None and alike(best) >= _ALIKE else None


# --- the two sides ------------------------------------------------------------------------------


def _side(name: str, sources: Sequence[Source]) -> _Side:
    profiles = {normal(p.header): p for s in reversed(sources) for p in reversed(s.profiles)}
    mapping = {normal(m.header): m for s in reversed(sources) for m in reversed(s.mapping)}
    return _Side(
        name=name,
        profiles=profiles,
        mapping=mapping,
        columns=complete(column.column for column in mapping.values()),
    )


def _bare(name: str, snapshot: Snapshot) -> _Side:
    """A snapshot that never was a file: its columns are its headers."""
    kinds: dict[Kind, Literal["numbers", "dates"]] = {Kind.NUMBER: "numbers", Kind.DATE: "dates"}
    return _Side(
        name=name,
        profiles={
            normal(column): ColumnProfile(
                header=column,
                kind=kinds.get(BY_NAME[column].kind, "words"),
            )
            for column in snapshot.table.column_names
            if column in BY_NAME
        },
        mapping={
            normal(column): MappedColumn(column=column, header=column, confidence=1.0, why="")
            for column in snapshot.table.column_names
            if column in BY_NAME
        },
        columns=frozenset(snapshot.table.column_names),
    )


# --- what differs -------------------------------------------------------------------------------


def _drift(
    before: _Side, now: _Side, primitives: Mapping[str, Primitive], scale: Mapping[str, str]
) -> tuple[Drift, ...]:
    gone = [k for k in before.profiles if k not in now.profiles and not _moves_on(k, before, now)]
    new = [k for k in now.profiles if k not in before.profiles and not _moves_on(k, now, before)]
    stayed = [key for key in before.profiles if key in now.profiles]
    pairs = dict(_pairs(gone, new, before, now))
    back = {key: old for old, key in pairs.items()}
    found = [_vanished(key, pairs.get(key), before, now) for key in gone]
    found += [_appeared(key, back.get(key), before, now) for key in new]
    found += [change for key in stayed if (change := _type(key, before, now))]
    changed = {change.header for change in found}
    found += [change for change in _scaled(now, before, scale) if change.header not in changed]
    return tuple(sorted(_with_costs(found, before, now, primitives), key=_rank))


def _moves_on(key: str, side: _Side, other: _Side) -> bool:
    """One of twelve months or so, which are others every time."""
    mapped = side.mapping.get(key)
    return mapped is not None and mapped.addend and mapped.column in other.columns


def _rank(drift: Drift) -> tuple[bool, bool, bool, bool]:
    return (
        not drift.not_assessed,
        drift.kind != "scale",
        not drift.less_sharp,
        drift.column is None,
    )


def _vanished(key: str, other: str | None, before: _Side, now: _Side) -> Drift:
    profile = before.profiles[key]
    return Drift(
        kind="vanished",
        header=profile.header,
        column=before.column(key),
        before=_looks(profile),
        now=None,
        compared_with=before.name,
        other_header=now.profiles[other].header if other else None,
    )


def _appeared(key: str, other: str | None, before: _Side, now: _Side) -> Drift:
    profile = now.profiles[key]
    return Drift(
        kind="appeared",
        header=profile.header,
        column=now.column(key),
        before=None,
        now=_looks(profile),
        compared_with=before.name,
        other_header=before.profiles[other].header if other else None,
    )


def _type(key: str, before: _Side, now: _Side) -> Drift | None:
    """Numbers that became words, dates in another order, a column that is empty now."""
    old, new = before.profiles[key], now.profiles[key]
    column = before.column(key) or now.column(key)
    if column is None or BY_NAME[column].kind not in (Kind.NUMBER, Kind.DATE):
        return None
    same_order = None in (old.date_order, new.date_order) or old.date_order == new.date_order
    if old.kind == new.kind and same_order:
        return None
    return Drift(
        kind="type",
        header=new.header,
        column=column,
        before=_looks(old),
        now=_looks(new),
        compared_with=before.name,
    )


def _scaled(now: _Side, before: _Side, scale: Mapping[str, str]) -> Iterator[Drift]:
    for key, column in now.mapping.items():
        if column.column in scale:
            profile = now.profiles.get(key)
            yield Drift(
                kind="scale",
                header=profile.header if profile else column.header,
                column=column.column,
                before="1",
                now=scale[column.column],
                compared_with=before.name,
            )
    for key, profile in now.profiles.items():
        old = before.profiles.get(key)
        if old is not None and key not in now.mapping and key not in before.mapping:
            words = _percent(old, profile)
            if words:
                yield Drift(
                    kind="scale",
                    header=profile.header,
                    column=None,
                    before="1",
                    now=words,
                    compared_with=before.name,
                )


def _percent(old: ColumnProfile, new: ColumnProfile) -> str | None:
    """Of a column that is not read only this is sure enough: 0.35 has become 35, or the reverse."""
    if (
        not old.middle
        or not new.middle
        or not 80 <= max(old.middle / new.middle, new.middle / old.middle) <= 125
        or min(old.middle, new.middle) > 1
    ):
        return None
    return "100, percent" if new.middle > old.middle else "0.01, a fraction"


def _scales_of(before: _Side, now: _Side) -> dict[str, str]:
    """Money in another unit, by the middle of the first values: only a hundredfold is believed."""
    found = {}
    for key, column in now.mapping.items():
        old, new = before.profiles.get(key), now.profiles.get(key)
        money = BY_NAME[column.column].unit.startswith("USD")
        if not money or old is None or new is None or not old.middle or not new.middle:
            continue
        words = change_of_scale(new.middle / old.middle, money=True, loose=True)
        if words and before.column(key) == column.column:
            found[column.column] = words
    return found


def _looks(profile: ColumnProfile) -> str:
    if profile.kind == "dates" and profile.date_order:
        return f"dates ({profile.date_order})"
    return profile.kind


# --- one column under two names -----------------------------------------------------------------


def _pairs(
    gone: Sequence[str], new: Sequence[str], before: _Side, now: _Side
) -> Iterator[tuple[str, str]]:
    """Headers that vanished, each with the one that it probably has now; the surest first."""
    likely = sorted(
        (
            (-likeness, old, fresh)
            for old in gone
            for fresh in new
            if (likeness := _likeness(old, fresh, before, now)) > 0
        ),
    )
    taken: set[str] = set()
    for _, old, fresh in likely:
        if old not in taken and fresh not in taken:
            taken |= {old, fresh}
            yield old, fresh


def _likeness(old: str, fresh: str, before: _Side, now: _Side) -> float:
    """From 0 (not the same column) to 2: the same values and the same meaning."""
    meant, means = before.mapping.get(old), now.mapping.get(fresh)
    if meant and means and (meant.column, meant.location) != (means.column, means.location):
        return 0.0
    values, others = before.profiles[old].values, now.profiles[fresh].values
    shared = len(values & others) / max(1, len(values | others))
    told = shared >= _SAME_VALUES and min(len(values), len(others)) >= _ENOUGH_VALUES
    return shared * told + (meant is not None and means is not None)


# --- what it costs ------------------------------------------------------------------------------


def _with_costs(
    found: Sequence[Drift], before: _Side, now: _Side, primitives: Mapping[str, Primitive]
) -> list[Drift]:
    """The changes with the primitives that suffer from each."""
    broken = {d.column for d in found if d.kind == "type" and d.now in ("words", "empty")}
    there = now.columns - broken
    lost = complete(before.columns) - complete(there)
    return [
        evolve(
            change,
            not_assessed=_suffering(change.column, before.columns, there, primitives, needed),
            less_sharp=_suffering(change.column, before.columns, there, primitives, helpful),
        )
        if change.column in lost and change.kind in ("vanished", "type")
        else change
        for change in found
    ]


def _suffering(
    column: str,
    before: frozenset[str],
    now: frozenset[str],
    primitives: Mapping[str, Primitive],
    lacks: Callable[[Primitive, frozenset[str]], tuple[str, ...]],
) -> tuple[str, ...]:
    """Primitives that could look before, and of which this column is among what they lack now."""
    names = {column, "unit_cost"} if column in ("last_cost", "avg_cost") else {column}
    return tuple(
        key
        for key, primitive in sorted(primitives.items())
        if not needed(primitive, complete(before))
        and (lacks is needed or not needed(primitive, complete(now)))
        and names
        & _names(lacks(primitive, complete(now))) - _names(lacks(primitive, complete(before)))
    )


def _names(lacks: Sequence[str]) -> set[str]:
    return {name for choice in lacks for name in choice.split(" or ")}
