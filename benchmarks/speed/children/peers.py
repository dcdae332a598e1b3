"""One run of a peer, alone in its process: `python peers.py WORK FILE THREADS [PATH]`.

WORK is a key of WORK below; PATH is where the ones with rules write the rows they found.
"""

import sys
from collections.abc import Callable
from typing import Any

COLUMNS = {
    "Store": "store", "SKU": "sku", "Qty On Hand": "on_hand", "Unit Cost": "cost",
    "Retail Price": "price", "Last Sale Date": "sold_on", "Last Received Date": "received_on",
}  # fmt: skip
"""What the rules look at."""

RULES = {
    "negative_on_hand": "on_hand < 0",
    "sold_below_cost": "price > 0 AND price < cost",
    "zero_cost": "coalesce(cost, 0) = 0 AND price > 0 AND on_hand > 0",
    "unsold_90_days": "on_hand > 0 AND (sold_on IS NULL OR sold_on <= as_of - 90)",
}
"""In DuckDB's words; `as_of` is the latest date in the file."""


def polars_inferred(file: str, threads: str) -> None:
    import polars

    polars.read_csv(file)


def polars_text(file: str, threads: str) -> None:
    import polars

    polars.read_csv(file, infer_schema=False)


def duckdb_table(file: str, threads: str) -> None:
    _duckdb(threads).execute("CREATE TABLE export AS FROM read_csv(?)", [file])


def duckdb_arrow(file: str, threads: str) -> None:
    _duckdb(threads).read_csv(file).to_arrow_table()


def duckdb_text(file: str, threads: str) -> None:
    _duckdb(threads).read_csv(file, all_varchar=True).to_arrow_table()


def pyarrow_inferred(file: str, threads: str) -> None:
    import pyarrow
    from pyarrow import csv

    pyarrow.set_cpu_count(int(threads))
    csv.read_csv(file)


def polars_rules(file: str, threads: str, path: str) -> None:
    import polars as pl

    # SKUs are text, or their leading zeros are lost
    read = pl.read_csv(
        file, columns=list(COLUMNS), schema_overrides={"SKU": pl.String}, try_parse_dates=True
    ).rename(COLUMNS)
    as_of = max(day for day in (read["sold_on"].max(), read["received_on"].max()) if day)
    stocked = pl.col("on_hand") > 0
    unsold = pl.col("sold_on").is_null() | (pl.col("sold_on") <= as_of - pl.duration(days=90))
    rules = {
        "negative_on_hand": pl.col("on_hand") < 0,
        "sold_below_cost": (pl.col("price") > 0) & (pl.col("price") < pl.col("cost")),
        "zero_cost": (pl.col("cost").fill_null(0) == 0) & (pl.col("price") > 0) & stocked,
        "unsold_90_days": stocked & unsold,
    }
    found = [
        read.lazy().filter(rule).select("store", "sku", pl.lit(name).alias("rule"))
        for name, rule in rules.items()
    ]
    pl.concat(pl.collect_all(found)).write_parquet(path, compression="snappy")


def duckdb_rules(file: str, threads: str, path: str) -> None:
    connection = _duckdb(threads)
    columns = ", ".join(f'"{header}" AS {name}' for header, name in COLUMNS.items())
    connection.execute(
        f"CREATE TABLE export AS SELECT {columns} FROM read_csv(?, types = {{'SKU': 'VARCHAR'}})",
        [file],
    )
    latest = "SELECT greatest(max(sold_on), max(received_on)) AS as_of FROM export"
    found = " UNION ALL ".join(
        f"SELECT store, sku, '{name}' AS rule FROM export, ({latest}) WHERE {rule}"
        for name, rule in RULES.items()
    )
    connection.execute(f"COPY ({found}) TO '{path}' (FORMAT parquet, COMPRESSION snappy)")


def _duckdb(threads: str) -> Any:
    import duckdb

    return duckdb.connect(config={"threads": threads})


WORK: dict[str, Callable[..., None]] = {
    "polars-inferred": polars_inferred,
    "polars-text": polars_text,
    "duckdb-table": duckdb_table,
    "duckdb-arrow": duckdb_arrow,
    "duckdb-text": duckdb_text,
    "pyarrow-inferred": pyarrow_inferred,
    "polars-rules": polars_rules,
    "duckdb-rules": duckdb_rules,
}

if __name__ == "__main__":
    WORK[sys.argv[1]](*sys.argv[2:])
