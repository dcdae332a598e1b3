"""Lines that do not say which item they are of are put together with nothing."""

from __future__ import annotations

import pyarrow as pa
import pytest

from sentinel.reshape import ROW
from sentinel_plugins.pos import dynamics_rms, ncr_counterpoint


@pytest.mark.parametrize(
    "prepare",
    [
        ncr_counterpoint.prepare_cells,
        ncr_counterpoint.prepare_sales,
        ncr_counterpoint.prepare_receipts,
        dynamics_rms.prepare_lines,
        dynamics_rms.prepare_orders,
        dynamics_rms.prepare_counts,
    ],
)
def test_without_a_header_for_items_every_line_stays(prepare: object) -> None:
    columns = {"QTY_SOLD": ["1", "2"], "Quantity": ["1", "2"], "Counted": ["1", "2"]}
    columns |= {"QTY_RECVD": ["1", "2"], "QTY_ON_HND": ["1", "2"], "Store": ["A", "A"]}
    table = pa.table(columns | {ROW: pa.array([2, 3], pa.int64())})
    assert callable(prepare)
    assert prepare(table).num_rows == 2
