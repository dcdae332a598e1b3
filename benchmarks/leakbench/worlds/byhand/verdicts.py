"""One primitive's verdict over all SKUs."""

from __future__ import annotations

import numpy as np

from ...arrays import Bools, Floats
from ...truth import Verdict


def verdict(label: Bools, annual_cost: Floats) -> Verdict:
    """Costs count where the label holds; how clear a case is nobody noted."""
    cost = np.where(label, np.maximum(annual_cost, 0), 0.0)
    return Verdict(label=label, margin=np.full(len(label), np.nan), annual_cost=cost)
