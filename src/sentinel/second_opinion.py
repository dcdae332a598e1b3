"""A second opinion on what headers mean, from a mapper that is asked on request: weighed, never
simply believed.

What arithmetic proved, and what is certain by name, stays whatever the opinion is. Elsewhere words,
values and arithmetic are weighed once more with the opinion among them: where it agrees a column is
surer, where it does not a person has to look. A column that nobody else would have found always
needs review.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, frozen

from sentinel.calibration import REVIEW_BELOW
from sentinel.canonical import BY_NAME, Kind
from sentinel.errors import MapperUnavailableError
from sentinel.figures import Figures, Numbers
from sentinel.inference import ACCEPTED, Inferred, weighed
from sentinel.models import ColumnMapper, MappedColumn, Sample
from sentinel.privacy import without_people

SUREST = 0.9
"""An opinion is never taken to be right more often than this, however sure it says it is."""
ALONE = 0.75
"""The most that an opinion counts for by itself: from 0.8 on, clients take it at one click."""
_HEARD = 0.5
"""One that is less sure of itself is none."""
_CERTAIN = 0.9999
"""The canonical name itself."""
_STORES = 0.2
"""A header that names stores as likely as this is not shown."""
_FILLED = 0.5
"""Share of the filled cells that must be numbers, or days, for a column of them."""


@frozen(kw_only=True)
class Advised:
    """The columns after the opinion was heard, and why the other headers are not used."""

    columns: tuple[MappedColumn, ...]
    refused: Mapping[str, str]
    notes: tuple[str, ...]


def advised(
    sample: Sample,
    mappers: Iterable[ColumnMapper],
    known: Sequence[MappedColumn],
    adviser: ColumnMapper,
) -> Advised:
    """What `sentinel.inference.infer` finds, held against what the adviser says.

    `known` are columns that are certain. Where the adviser has no answer the first finding stands,
    and the note says so.
    """
    proposals = [p for mapper in mappers for p in mapper.propose(sample)]
    first = weighed(sample, proposals, known)
    shown = _shown(sample, proposals, known)
    try:
        opinion = _by_header(adviser.propose(shown), shown)
    except MapperUnavailableError as error:
        note = f"{adviser.title} gave no opinion: {error} The built-in mapping stands alone."
        return Advised(columns=first.columns, refused=first.refused, notes=(note,))
    weighing = _Weighing(sample, proposals, known, first, opinion, adviser.title)
    columns = weighing.columns()
    agreed = sum(_agree(column, opinion.get(column.header)) for column in columns)
    note = (
        f"{adviser.title} was asked about {len(shown.headers)} of {len(sample.headers)} headers"
        f" and agrees on {agreed} of the {len(columns)} columns that were found."
    )
    return Advised(columns=columns, refused=weighing.refused(columns), notes=(note,))


def _shown(
    sample: Sample, proposals: Sequence[MappedColumn], known: Sequence[MappedColumn]
) -> Sample:
    """The sample without what is about people, and what names stores in its header or below."""
    hidden = {
        one.header
        for one in (*proposals, *known)
        if one.location is not None or (one.column == "store_id" and one.confidence >= _STORES)
    }
    seen = without_people(sample)
    kept = [(h, c) for h, c in zip(seen.headers, seen.columns, strict=True) if h not in hidden]
    return Sample(headers=tuple(h for h, _ in kept), columns=tuple(c for _, c in kept))


def _by_header(proposals: Iterable[MappedColumn], shown: Sample) -> dict[str, MappedColumn]:
    """The likeliest column that was proposed for each header, where it is likely at all."""
    said: dict[str, MappedColumn] = {}
    for one in sorted(proposals, key=lambda proposal: proposal.confidence):
        if one.confidence >= _HEARD and one.header in shown.headers:
            said[one.header] = evolve(one, confidence=min(one.confidence, SUREST))
    return said


def _agree(column: MappedColumn | None, said: MappedColumn | None) -> bool:
    return column is not None and said is not None and column.column == said.column


class _Weighing:
    """The first finding, the opinion, and the second finding that has heard it."""

    def __init__(
        self,
        sample: Sample,
        proposals: Sequence[MappedColumn],
        known: Sequence[MappedColumn],
        first: Inferred,
        opinion: Mapping[str, MappedColumn],
        title: str,
    ) -> None:
        self._opinion = opinion
        self._title = title
        self._first = first
        self._before = {column.header: column for column in first.columns}
        # Arithmetic can tell how columns hang together, not which of two stories is told.
        self._unsure = {proposal.header for proposal in proposals if proposal.needs_review}
        self._named = {p.header for p in proposals if p.confidence >= _CERTAIN}
        fixed = [column for column in first.columns if self._stands(column)]
        offers = self._offers(sample, {column.column for column in (*known, *fixed)})
        self._second = weighed(sample, [*proposals, *offers], [*known, *fixed])

    def _stands(self, column: MappedColumn) -> bool:
        return column.proof is not None or (
            column.confidence >= REVIEW_BELOW and not column.needs_review
        )

    def _offers(self, sample: Sample, taken: set[str]) -> list[MappedColumn]:
        """What of the opinion may become a column: its values fit, and nobody has it for sure."""
        figures = Figures(sample)
        places = {header: place for place, header in enumerate(sample.headers)}
        return [
            evolve(said, why=self._says(said), location=None, addend=False)
            for header, said in self._opinion.items()
            if said.column in BY_NAME
            and said.column not in taken
            and header not in self._first.called_off
            and _fits(said.column, figures, sample, places[header])
        ]

    def columns(self) -> tuple[MappedColumn, ...]:
        after = {column.header: column for column in self._second.columns}
        fixed = [self._held(column) for column in self._first.columns if self._stands(column)]
        moved = [
            self._moved(column)
            for column in after.values()
            if column.header not in self._first.called_off
        ]
        return (*fixed, *moved)

    def _held(self, column: MappedColumn) -> MappedColumn:
        """A column that stands: an opinion against mere words makes it one to look at."""
        said = self._opinion.get(column.header)
        if said is None or column.header in self._named:
            return column
        if _agree(column, said):
            return self._surer(column, said)
        if column.proof is None:
            return self._doubted(column, said)
        return evolve(column, why=f"{column.why}; {self._says(said)}, the arithmetic does not")

    def _moved(self, column: MappedColumn) -> MappedColumn:
        """A column that did not stand, or was not there before the opinion."""
        said, before = self._opinion.get(column.header), self._before.get(column.header)
        if before is None or (before.column, before.location) != (column.column, column.location):
            confidence = min(column.confidence, ALONE)
            return evolve(column, confidence=confidence, why=self._why(column), needs_review=True)
        if said is None:
            return before
        return self._surer(before, said) if _agree(before, said) else self._doubted(before, said)

    def _surer(self, column: MappedColumn, said: MappedColumn) -> MappedColumn:
        """Found by both; still for a person where the built-in mapping said so by principle."""
        confidence = max(column.confidence, _together(column.confidence, said.confidence))
        return evolve(
            column,
            confidence=confidence,
            why=f"{column.why}; {self._title} agrees",
            needs_review=column.header in self._unsure or confidence < REVIEW_BELOW,
        )

    def _doubted(self, column: MappedColumn, said: MappedColumn) -> MappedColumn:
        """Still the likelier of two readings, and no longer a sure one."""
        confidence = max(ACCEPTED, _together(column.confidence, 1 - said.confidence))
        return evolve(column, confidence=confidence, why=self._why(column), needs_review=True)

    def _why(self, column: MappedColumn) -> str:
        said = self._opinion.get(column.header)
        if said is None or column.why == self._says(said):
            return column.why
        return f"{column.why}; {self._says(said)}"

    def refused(self, columns: Sequence[MappedColumn]) -> dict[str, str]:
        """The reasons of the headers that are not used, what was said of them included."""
        used = {column.header for column in columns}
        reasons = {**self._first.refused, **self._second.refused}
        reasons |= {h: self._first.refused[h] for h in self._first.called_off}
        for header, said in self._opinion.items():
            if header not in used and said.column in BY_NAME:
                reasons[header] = (
                    f"{reasons.get(header, 'no canonical column')}; {self._says(said)}"
                )
        return {header: reason for header, reason in reasons.items() if header not in used}

    def _says(self, said: MappedColumn) -> str:
        column = said.column if said.column in BY_NAME else "none of our columns"
        return f"{self._title} takes it for {column} ({said.confidence:.2f})"


def _together(one: float, other: float) -> float:
    """How sure two are that are right or wrong on their own: the odds multiply."""
    right, wrong = one * other, (1 - one) * (1 - other)
    return round(right / (right + wrong), 3)


def _fits(column: str, figures: Figures, sample: Sample, place: int) -> bool:
    """Whether the values can be those of the column; one without values always fits."""
    kind = BY_NAME[column].kind
    filled = sum(1 for cell in sample.columns[place] if cell)
    if kind is Kind.NUMBER:
        return _share(figures.numbers[place], filled) >= _FILLED
    if kind is Kind.DATE:
        return _share(figures.days[place], filled) >= _FILLED
    return True


def _share(found: Numbers, filled: int) -> float:
    return sum(1 for one in found if one is not None) / filled if filled else 1.0
