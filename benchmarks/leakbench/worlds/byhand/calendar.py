"""The two years of a store, and the days after them for which somebody plans."""

from __future__ import annotations

import datetime as dt

import attrs
import numpy as np

from ...arrays import Bools, Ints

DAYS = 730
"""Simulated days; the last of them is the day of the export."""
AS_OF = DAYS - 1
NEVER = 1_000_000
"""Day number of what will not happen."""
_PLANNED = 800
_WINDOWS = (365, 365, 365, 365, 365, 180, 180, 270)


@attrs.frozen(kw_only=True, eq=False)
class Calendar:
    """Day numbers to dates; one entry per day, beginning with the first simulated one."""

    first: dt.date
    window: int
    """Days that the export's sales cover."""
    day_of_year: Ints
    """0 to 365."""
    day_of_month: Ints
    weekday: Ints
    """0 is Monday."""
    closed: Bools

    @property
    def as_of(self) -> dt.date:
        """Date of the export."""
        return self.first + dt.timedelta(days=AS_OF)


def draw(rng: np.random.Generator) -> Calendar:
    """Seasons stand differently in each store: the day of the export is drawn too."""
    as_of = dt.date(2024, 1, 1) + dt.timedelta(days=int(rng.integers(0, 850)))
    window = int(rng.choice(_WINDOWS))
    first = as_of - dt.timedelta(days=AS_OF)
    dates = [first + dt.timedelta(days=day) for day in range(DAYS + _PLANNED)]
    return Calendar(
        first=first,
        window=window,
        day_of_year=np.array([date.timetuple().tm_yday - 1 for date in dates]),
        day_of_month=np.array([date.day for date in dates]),
        weekday=np.array([date.weekday() for date in dates]),
        closed=np.array([(date.month, date.day) in ((12, 25), (1, 1)) for date in dates]),
    )
