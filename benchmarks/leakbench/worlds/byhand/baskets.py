"""Units per customer: one or two, or what a project takes."""

from __future__ import annotations

import attrs
import numpy as np

from ...arrays import Bools, Floats, Ints
from .demand import LUMPY

_CASES = (1, 2, 3, 4, 6, 10, 12, 20, 24, 25, 48)
_CASE_SHARES = (0.22, 0.05, 0.05, 0.07, 0.19, 0.09, 0.17, 0.04, 0.07, 0.03, 0.02)


@attrs.frozen(kw_only=True, eq=False)
class Baskets:
    """One entry per SKU."""

    lumpy: Bools
    """Some customers buy for a project."""
    project_share: Floats
    """Share of the customers who do."""
    project_size: Floats
    """Units they take, on average."""
    extra: Floats
    """Units that the others take beyond the first, mean."""

    @property
    def mean(self) -> Floats:
        """Units per customer."""
        return np.asarray(
            (1 - self.project_share) * (1 + self.extra) + self.project_share * self.project_size
        )

    @property
    def spread(self) -> Floats:
        """Variance of daily demand over its mean."""
        ordinary = (1 - self.project_share) * ((1 + self.extra) ** 2 + self.extra)
        return np.asarray((ordinary + self.project_share * self.project_size**2) / self.mean)


def cases(rng: np.random.Generator, skus: int) -> Floats:
    """Units per case, for dear and for slow goods still too many."""
    return rng.choice(_CASES, skus, p=_CASE_SHARES).astype(np.float64)


def draw(rng: np.random.Generator, kind: Ints, grocery: Bools, pack: Floats) -> Baskets:
    """Half of the projects take whole cases."""
    skus, lumpy = len(kind), kind == LUMPY
    size = np.where(
        rng.random(skus) < 0.5,
        pack * rng.choice([1, 1, 2], skus),
        rng.choice([4, 5, 8, 10, 15, 20], skus),
    )
    return Baskets(
        lumpy=lumpy,
        project_share=np.where(lumpy, rng.uniform(0.06, 0.35, skus), 0.0),
        project_size=np.clip(size, 3, 60),
        extra=np.where(lumpy, 0.5, np.where(grocery, 0.12, 0.2)),
    )
