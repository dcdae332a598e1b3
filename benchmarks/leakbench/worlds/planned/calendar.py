"""Two years, told in day numbers from the first."""

from __future__ import annotations

import datetime as dt

import attrs
import numpy as np

YEAR = 365
DAYS = 2 * YEAR
LAST = DAYS - 1
"""The day of the export."""
NEVER = -99_999
"""Day number of something that never happened."""
NOT_PLANNED = 10**6
"""Day number of something that will not happen."""


@attrs.frozen(kw_only=True)
class Calendar:
    """When the two years are."""

    as_of: dt.date

    @property
    def first_date(self) -> dt.date:
        """Date of day 0."""
        return self.as_of - dt.timedelta(days=LAST)

    def weekday(self, day: int) -> int:
        """Of a day number; 0 is Monday."""
        return (self.first_date.weekday() + day) % 7


def calendar(rng: np.random.Generator) -> Calendar:
    """Ends on a day that chance chooses, so that seasons stand differently in each store."""
    return Calendar(as_of=dt.date(2023, 3, 1) + dt.timedelta(days=int(rng.integers(0, 720))))


def in_last_year(day: int) -> bool:
    """Within the days that `units_sold` covers."""
    return day >= DAYS - YEAR
