"""Rows of the same store and SKU in two tables."""

from __future__ import annotations

import pyarrow as pa

from sentinel import causes
from sentinel.compute import Cells, pc


def same_items(table: pa.Table, items: pa.Table) -> Cells:
    """For each row of `items` the row of `table` of the same store and SKU; null: there is none."""
    alone = len(set(_stores(table)) | set(_stores(items))) <= 1
    return pc.index_in(_keys(items, alone), value_set=_keys(table, alone))


def _stores(table: pa.Table) -> list[str]:
    stores: list[str] = pc.unique(
        pc.cast(causes.encoded(table["store_id"]), pa.string())
    ).to_pylist()
    return stores


def _keys(table: pa.Table, alone: bool) -> Cells:
    """One text per row; where all are of one store the SKU alone."""
    sku = pc.cast(table["sku"], pa.string()).combine_chunks()
    if alone:
        return sku
    store = pc.cast(causes.encoded(table["store_id"]), pa.string())
    return pc.binary_join_element_wise(store, sku, "\x1f")
