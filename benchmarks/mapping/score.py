"""What the mapping made of a file, held against what the file is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from attrs import define, evolve, frozen

from sentinel.mapping import map_columns
from sentinel.models import Adapter, ColumnMapper, MappedColumn
from sentinel.recognition import Recognition
from sentinel_plugins.header_meanings import phrase
from sentinel_plugins.header_parts import taken_apart
from sentinel_plugins.header_values import Values

from .perturb import File


@frozen(kw_only=True)
class Verdict:
    """One header that was taken for a column."""

    file: File
    header: str
    column: str
    confidence: float
    review: bool
    right: bool


@define
class Tally:
    """Counts of columns."""

    there: int = 0
    """Canonical columns that the files have."""
    found: int = 0
    """Of these, taken for what they are."""
    sure: int = 0
    """Columns that were taken and need no review."""
    sure_and_right: int = 0
    taken: int = 0

    @property
    def precision(self) -> float:
        """Share of what needs no review that is right; 1 where there is nothing."""
        return self.sure_and_right / self.sure if self.sure else 1.0

    @property
    def recall(self) -> float:
        """Share of the columns that were found, those that need review included."""
        return self.found / self.there if self.there else 1.0

    def add(self, file: File, verdicts: Sequence[Verdict]) -> None:
        """Counts one file."""
        self.there += len(file.truth)
        for verdict in verdicts:
            self.taken += 1
            self.found += verdict.right
            self.sure += not verdict.review
            self.sure_and_right += verdict.right and not verdict.review


def judged(file: File, generic: Adapter, mappers: Mapping[str, ColumnMapper]) -> list[Verdict]:
    """Every column that is taken from the file, with nothing but the mappers to go by."""
    recognition = Recognition(adapter=generic, export=None, confidence=1.0)
    return verdicts(file, map_columns(recognition, file.sample, mappers).columns)


def verdicts(file: File, found: Iterable[MappedColumn]) -> list[Verdict]:
    """Whether each of these columns is what the file says."""
    return [
        Verdict(
            file=file,
            header=mapped.header,
            column=mapped.column,
            confidence=mapped.confidence,
            review=mapped.needs_review,
            right=_same(file.truth.get(mapped.header), mapped.column, mapped.location),
        )
        for mapped in found
    ]


def of_strangers(file: File, verdicts: Sequence[Verdict]) -> tuple[File, list[Verdict]]:
    """The file as if it had only the columns whose names are not in the mapper's tables."""
    truth = {header: meant for header, meant in file.truth.items() if not _known(header)}
    return evolve(file, truth=truth), [v for v in verdicts if v.header in truth]


def _known(header: str) -> bool:
    parts = taken_apart(header, Values(()), lambda words: phrase(words) is not None)
    return phrase(parts.whole) is not None or phrase(parts.words) is not None


def _same(truth: tuple[str, str | None] | None, column: str, location: str | None) -> bool:
    if truth is None or truth[0] != column:
        return False
    place = truth[1]
    return (place is None) == (location is None) and (place or "").lower() == (
        location or ""
    ).lower()


@frozen
class Bin:
    """Columns of about the same confidence."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


_EDGES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.99, 1.0001)


def reliability(verdicts: Iterable[Verdict]) -> list[Bin]:
    """Confidence against the share that was right; canonical names themselves are left out."""
    known = [v for v in verdicts if v.confidence < 1]
    bins = []
    for low, high in pairwise(_EDGES):
        inside = [v for v in known if low <= v.confidence < high]
        if inside:
            sure = sum(v.confidence for v in inside) / len(inside)
            right = sum(v.right for v in inside) / len(inside)
            bins.append(Bin(low, min(high, 1.0), len(inside), sure, right))
    return bins


def calibration_error(bins: Sequence[Bin]) -> float:
    """Mean distance between confidence and hit rate, weighed by the number of columns."""
    total = sum(one.count for one in bins)
    return (
        sum(one.count * abs(one.confidence - one.right) for one in bins) / total if total else 0.0
    )
