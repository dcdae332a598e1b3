"""What a judge of one primitive says."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from ...arrays import Bools, Floats

Words = npt.NDArray[np.object_]
"""A cause per SKU; empty where there is none."""


@attrs.frozen(kw_only=True, eq=False)
class Judged:
    """One primitive over all SKUs."""

    label: Bools
    annual_cost: Floats
    """USD per year; means something where the label holds."""
    cause: Words
    """Empty where trade alone brought it about; means something where the label holds."""


def first(*cases: tuple[Bools, str]) -> Words:
    """The cause of the first case that holds."""
    found = np.full(len(cases[0][0]), "", object)
    for holds, cause in reversed(cases):
        found[holds] = cause
    return found
