"""The zero-sales test for ghost stock, as a peer: silent for longer than chance allows.

An item that the books hold and that nobody buys for long may not be there. The test in use raises
an alarm when the run of days without a sale would have had a chance below some limit at the item's
own rate of sale. Kang and Gershwin (IIE Transactions 37, 2005) describe how stock that exists only
in the books freezes an item; Chuang, Oliva and Liu (Production and Operations Management 25, 2016)
sent auditors to shelves by alarms from sales records; DeHoratius, Mersereau and Schrage
(Manufacturing & Service Operations Management 10, 2008) put a posterior over the true stock in its
place. This is the plain test, at one in a hundred, on what an export tells: units sold in its
window and the day of the last sale. The limit is the customary one and was not tuned.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from .columns import Columns, lines

PRIMITIVE = "shrinkage_pattern"
LIMIT = 0.01
"""Chance of the silence, below which the stock is called a ghost."""


def findings(table: pa.Table, as_of: dt.date) -> pa.Table:
    """Items whose silence is too long for their own Poisson rate, the least likely first.

    An export without sales, stock or dates of sale gives no findings.
    """
    columns = Columns(table, as_of)
    rate = np.maximum(columns.number("units_sold"), 0) / columns.number("sales_window_days")
    chance = np.exp(-rate * columns.days_since("last_sold_on"))
    with np.errstate(invalid="ignore"):
        hit = np.flatnonzero((columns.number("on_hand_qty") > 0) & (chance < LIMIT))
    hit = hit[np.argsort(chance[hit], kind="stable")]
    # what many read a p-value as
    return lines(table, hit, PRIMITIVE, 1 - chance[hit])
