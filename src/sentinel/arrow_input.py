"""Tables given as Arrow: typed columns are taken as they are, text goes through the native cast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from sentinel.canonical import Kind
from sentinel.compute import Cells, pc
from sentinel.errors import EmptyInputError, UnreadableInputError
from sentinel.models import Problem, Sample
from sentinel.readers import ColumnPlan, TypedRead, cast
from sentinel.reshape import ROW
from sentinel.samples import sample_of
from sentinel.snapshot import TYPES

_NUMBER = "__n__"
_NAMES = ("sku", "barcode", "description")


class ArrowTable:
    """An Arrow table (or anything with `__arrow_c_stream__`) in the place of an opened file.

    Raises EmptyInputError for a table without rows and UnreadableInputError for what is no table.
    """

    sha256: str | None = None
    bytes: int | None = None
    encoding: str | None = None
    banner: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __init__(self, source: Any, name: str = "table") -> None:
        self.name = name
        try:
            table = source if isinstance(source, pa.Table) else pa.table(source)
        except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError, ValueError) as error:
            raise UnreadableInputError(
                f"is no table of columns: {error}", source=name, remedy="Give an Arrow table."
            ) from error
        if table.num_rows == 0:
            raise EmptyInputError("has no rows.", source=name, remedy="Give a table with items.")
        self._table = table.rename_columns(_different(table.column_names))
        self.headers = tuple(self._table.column_names)
        self.sample: Sample = sample_of(_as_text(self._table.slice(0, 200)))

    @property
    def rows_left_out(self) -> Mapping[str, int]:
        """Nothing is left out before the columns are typed."""
        return {}

    def text(self) -> pa.Table:
        """All cells as text, and `__row__`: the row of the table, the first is 1."""
        return _with_rows(_as_text(self._table))

    def cast(
        self,
        prepared: pa.Table,
        columns: Sequence[ColumnPlan],
        threads: int = 1,
        explained: Cells | None = None,
    ) -> TypedRead:
        """Canonical columns of what an adapter made of `text()`; its rows are all whole."""
        return cast(prepared, columns, threads)

    def typed(self, columns: Sequence[ColumnPlan], threads: int = 1) -> TypedRead:
        """Canonical columns: without copying where the type is right, cast where it is near, and
        read as text where numbers or dates are text."""
        read = [plan for plan in columns if self._is_read(plan)]
        if not read:
            return self._left_out_nameless(
                {plan.name: self._taken(plan) for plan in columns}, columns
            )
        names = [plan for plan in columns if plan.name in _NAMES and plan not in read]
        texts = [*read, *names]
        part = _with_rows(_as_text(self._table.select([plan.header for plan in texts])))
        part = part.append_column(_NUMBER, part[ROW].cast(pa.string()))
        number = ColumnPlan(name=_NUMBER, header=_NUMBER, index=len(texts), kind=Kind.NUMBER)
        found = cast(part, [*texts, number], threads)
        kept = pc.subtract(found.table[_NUMBER].cast(pa.int64()), 1)
        table = pa.table(
            {
                plan.name: found.table[plan.name] if plan in texts else self._taken(plan).take(kept)
                for plan in columns
            }
        )
        return TypedRead(
            table=table,
            rows_read=found.rows_read,
            rows_left_out=found.rows_left_out,
            problems=found.problems,
        )

    def _is_read(self, plan: ColumnPlan) -> bool:
        """Whether the column is text that must become numbers or dates, or be scaled."""
        kind = _value_type(self._table.schema.field(plan.header).type)
        return plan.kind in (Kind.NUMBER, Kind.DATE) and (_is_text(kind) or plan.scale != 1.0)

    def _taken(self, plan: ColumnPlan) -> Cells:
        column, wanted = self._table[plan.header], TYPES[plan.kind]
        if column.type == wanted:
            return _finite(column) if plan.kind is Kind.NUMBER else column
        if pa.types.is_null(column.type):
            return pa.chunked_array([pa.nulls(len(column), wanted)])
        if plan.kind is Kind.REPEATED and not pa.types.is_dictionary(column.type):
            return column.cast(pa.string()).dictionary_encode()
        if pa.types.is_dictionary(column.type) and plan.kind is not Kind.REPEATED:
            column = _decoded(column)
        try:
            cast_column = column.cast(wanted, safe=False)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise UnreadableInputError(
                f"the column {plan.header!r} is {column.type}, which cannot be {plan.name}.",
                source=self.name,
                column=plan.header,
                remedy=f"Give it as {wanted} or as text.",
            ) from error
        return _finite(cast_column) if plan.kind is Kind.NUMBER else cast_column

    def _left_out_nameless(
        self, columns: dict[str, Cells], plans: Sequence[ColumnPlan]
    ) -> TypedRead:
        table = pa.table(columns)
        names = [plan.name for plan in plans if plan.name in _NAMES]
        nameless = 0
        if all(table[name].null_count for name in names):
            named = pc.is_valid(table[names[0]])
            for name in names[1:]:
                named = pc.or_(named, pc.is_valid(table[name]))
            before = table.num_rows
            table = table.filter(named)
            nameless = before - table.num_rows
        return TypedRead(
            table=table,
            rows_read=self._table.num_rows,
            rows_left_out={"no_identifier": nameless} if nameless else {},
            problems=(),
        )


def _different(names: Sequence[str]) -> list[str]:
    """Names of columns, none twice and none empty."""
    found: dict[str, int] = {}
    result = []
    for position, name in enumerate(names, start=1):
        name = name or f"column {position}"
        found[name] = found.get(name, 0) + 1
        result.append(name if found[name] == 1 else f"{name} ({found[name]})")
    return result


def _with_rows(table: pa.Table) -> pa.Table:
    rows = pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int64()), table.num_rows))
    return table.append_column(ROW, rows)


def _as_text(table: pa.Table) -> pa.Table:
    columns = {}
    for name in table.column_names:
        try:
            columns[name] = _words(table[name])
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            # A nested or binary column holds nothing that an export has.
            columns[name] = pa.chunked_array([pa.nulls(table.num_rows, pa.string())])
    return pa.table(columns)


def _words(column: Cells) -> Cells:
    if not pa.types.is_dictionary(column.type):
        return column.cast(pa.string())
    return _decoded(column)


def _decoded(column: Cells) -> Cells:
    # Arrow cannot decode dictionaries of every kind of text, but it can cast their words
    words = [chunk.dictionary.cast(pa.string()).take(chunk.indices) for chunk in column.chunks]
    return pa.chunked_array(words, pa.string())


def _finite(column: Cells) -> Cells:
    """NaN, which stands for missing in other libraries, and infinities as null."""
    finite = pc.is_finite(column)
    if pc.all(finite).as_py() is not False:
        return column
    return pc.if_else(finite, column, pa.scalar(None, pa.float64()))


def _value_type(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _is_text(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )
