"""A table as it stands in a file: text cells under headers, or typed columns in one pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from sentinel.canonical import Kind
from sentinel.models import Problem, ProblemExample, Sample
from sentinel.readers.plan import ColumnPlan, Layout, TypedRead
from sentinel.readers.source import Digest

if TYPE_CHECKING:
    import pyarrow as pa

    from sentinel.compute import Cells

MAX_EXAMPLES = 5
"""Occurrences of a problem that are shown; all are counted."""
_KNOWN = 10_000
"""Rows with a problem that `text()` remembers, until it is known which of them are items."""

ROW = "__row__"
"""Column of a text table: the row in the file, counted as a spreadsheet does."""


@frozen(kw_only=True, eq=False)
class RawTable:
    """One table of one input, opened and not yet read."""

    name: str
    bytes: int
    """Size of the input as given, compressed or not."""
    encoding: str | None
    """utf-8, utf-8-sig, utf-16, windows-1252 or latin-1; null for workbooks."""
    layout: Layout
    banner: tuple[str, ...]
    """Texts above the header, one per line that has any; they are not rows."""
    sample: Sample
    """The first rows, for those who propose what the columns mean."""
    problems: tuple[Problem, ...]
    """What was met while opening; what reading meets is in its result."""
    _data: memoryview = field(repr=False)
    """UTF-8: the input itself, or what it was turned into."""
    _digest: Digest = field(repr=False)

    @property
    def headers(self) -> tuple[str, ...]:
        """Names of the columns: unique and not empty."""
        return self.layout.headers

    @property
    def sha256(self) -> str:
        """Fingerprint of the input as given; waits if it is still being worked out."""
        return self._digest.hex

    def text(self) -> pa.Table:
        """All cells as text by header, empty ones null, and `__row__`; blank rows are left out.

        Read once and kept. `rows_left_out` says what is not in it.
        """
        return self._text.table

    @property
    def rows_left_out(self) -> Mapping[str, int]:
        """Reason to number of the records that are not in `text()`."""
        return self._text.rows_left_out

    @property
    def rows_read(self) -> int:
        """Records below the header, blank ones included: those of `text()` and those left out."""
        return self._text.rows_read

    @property
    def text_problems(self) -> tuple[Problem, ...]:
        """What was met while reading `text()`: ragged rows, lost quotes."""
        return _shown(self._text.problems)

    def typed(self, columns: Sequence[ColumnPlan], threads: int = 1) -> TypedRead:
        """Canonical columns, read from the bytes in one pass."""
        from sentinel import _native

        found = _native.read_typed(
            self._data[: self.layout.data_end],
            self.layout.delimiter,
            self.layout.quoting,
            self.layout.data_start,
            self.layout.first_row,
            list(self.headers),
            _plain(self._with_decimal(columns)),
            threads,
            MAX_EXAMPLES,
            titles=list(self.banner),
        )
        return self._with_others(_typed_read(found, _schema(columns)))

    def cast(
        self,
        prepared: pa.Table,
        columns: Sequence[ColumnPlan],
        threads: int = 1,
        explained: Cells | None = None,
    ) -> TypedRead:
        """Canonical columns of what an adapter made of `text()`; counts the rows that `text()`
        left out as well.

        `explained`: rows of the file that the adapter gave a reason to. That a heading has one cell
        under many headers is no problem as well.
        """
        read = cast(prepared, self._with_decimal(columns), threads)
        left_out = dict(self._text.rows_left_out)
        for reason, count in read.rows_left_out.items():
            left_out[reason] = left_out.get(reason, 0) + count
        return evolve(
            read,
            rows_read=read.rows_read + sum(self._text.rows_left_out.values()),
            rows_left_out=left_out,
            problems=_shown(_elsewhere(self._text.problems, explained)) + read.problems,
        )

    @cached_property
    def _text(self) -> TypedRead:
        import pyarrow as pa

        from sentinel import _native

        found = _native.read_text(
            self._data[: self.layout.data_end],
            self.layout.delimiter,
            self.layout.quoting,
            self.layout.data_start,
            self.layout.first_row,
            list(self.headers),
            _KNOWN,
            titles=list(self.banner),
        )
        schema = pa.schema([(header, pa.string()) for header in self.headers] + [(ROW, pa.int64())])
        return self._with_others(_typed_read(found, schema))

    def _with_decimal(self, columns: Sequence[ColumnPlan]) -> Sequence[ColumnPlan]:
        if self.layout.decimal == "auto":
            return columns
        return [evolve(column, decimal=self.layout.decimal) for column in columns]

    def _with_others(self, read: TypedRead) -> TypedRead:
        """The rows of other tables in the file are read and left out."""
        others = self.layout.other_rows
        if not others:
            return read
        return evolve(
            read,
            rows_read=read.rows_read + others,
            rows_left_out={**read.rows_left_out, "other_table": others},
        )


def cast(table: pa.Table, columns: Sequence[ColumnPlan], threads: int = 1) -> TypedRead:
    """Canonical columns of a table of text that has `__row__`, found by header.

    Rows with a text in `__left_out__` are left out for that reason.
    """
    from sentinel import _native

    found = _native.cast_table(table, _plain(columns), threads, MAX_EXAMPLES)
    return _typed_read(found, _schema(columns))


# --- problems of rows as a whole ----------------------------------------------------------------


def _shown(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(evolve(one, examples=one.examples[:MAX_EXAMPLES]) for one in problems)


def _elsewhere(problems: Sequence[Problem], explained: Cells | None) -> Sequence[Problem]:
    """The problems without those of rows that are explained otherwise."""
    import pyarrow as pa

    from sentinel.compute import pc

    if explained is None or not len(explained):
        return problems
    kept = []
    for problem in problems:
        rows = pa.array([example.row for example in problem.examples], pa.int64())
        known = pc.is_in(rows, explained).to_pylist()
        examples = tuple(one for one, here in zip(problem.examples, known, strict=True) if not here)
        count = problem.count - len(problem.examples) + len(examples)
        if count:
            kept.append(evolve(problem, count=count, examples=examples))
    return kept


# --- between the native reader's words and ours -------------------------------------------------


def _plain(columns: Sequence[ColumnPlan]) -> list[tuple[Any, ...]]:
    return [
        (
            column.name,
            column.header,
            column.index,
            column.kind.value,
            column.decimal,
            column.date_order,
            list(column.nulls),
            column.scale,
        )
        for column in columns
    ]


def _schema(columns: Sequence[ColumnPlan]) -> pa.Schema:
    import pyarrow as pa

    types = {
        Kind.TEXT: pa.string(),
        Kind.REPEATED: pa.dictionary(pa.int32(), pa.string()),
        Kind.NUMBER: pa.float64(),
        Kind.DATE: pa.date32(),
    }
    return pa.schema([pa.field(column.name, types[column.kind]) for column in columns])


def _typed_read(found: Mapping[str, Any], schema: pa.Schema) -> TypedRead:
    import pyarrow as pa

    batches = found["batches"]
    table = pa.Table.from_batches(batches) if batches else schema.empty_table()
    return TypedRead(
        table=table,
        rows_read=found["rows_read"],
        rows_left_out=dict(found["left_out"]),
        problems=tuple(map(_problem, found["problems"])),
    )


def _problem(found: Mapping[str, Any]) -> Problem:
    return Problem(
        code=found["code"],
        count=found["count"],
        column=found["column"],
        header=found["header"],
        examples=tuple(
            ProblemExample(row=row, value=value, message=message)
            for row, value, message in found["examples"]
        ),
    )
