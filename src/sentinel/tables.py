"""Small work on Arrow tables that joining needs all over."""

from __future__ import annotations

import pyarrow as pa

from sentinel.compute import Cells


def replaced(table: pa.Table, name: str, column: Cells) -> pa.Table:
    """The table with another column, at the end if it had none of that name."""
    if name not in table.column_names:
        return table.append_column(name, column)
    return table.set_column(table.column_names.index(name), name, column)


def below(table: pa.Table, more: pa.Table) -> pa.Table:
    """The rows of both, one below the other."""
    if more.num_rows:
        both = [plain_table(part) for part in (table, more)]
        table = pa.concat_tables(both, promote_options="default")
    return encoded(table)


def plain(column: Cells) -> Cells:
    """One array, without a dictionary."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def plain_table(table: pa.Table) -> pa.Table:
    """Each column one array, without dictionaries."""
    return pa.table({name: plain(table[name]) for name in table.column_names})


def encoded(table: pa.Table) -> pa.Table:
    """Repeated text as dictionaries again."""
    for name in ("store_id", "category", "vendor", "status"):
        if name in table.column_names and not pa.types.is_dictionary(table[name].type):
            position = table.column_names.index(name)
            table = table.set_column(
                position, name, table[name].combine_chunks().dictionary_encode()
            )
    return table
