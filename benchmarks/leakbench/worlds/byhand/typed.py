"""Numbers as people write them: on price labels, and into order forms."""

from __future__ import annotations

import numpy as np

from ...arrays import Floats

_LEAST_PRICE = 0.09
_ROUND_NUMBERS = np.array(
    [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 20, 24, 30, 36, 48, 60, 72, 96, 120, 144, 180, 240,
     300, 360, 480, 600, 720, 960, 1200, 1800, 2400, 3600, 5000, 8000], dtype=np.float64,
)  # fmt: skip


def price_point(price: Floats) -> Floats:
    """What a person puts on the label: .x9 below a dollar, .29, .49, .79 or .99 below ten, then
    .49 or .99, then whole dollars less a cent."""
    price = np.maximum(np.asarray(price, dtype=np.float64), _LEAST_PRICE)
    dimes = np.maximum(np.round(price * 10) / 10 - 0.01, _LEAST_PRICE)
    label = np.select(
        [price < 1, price < 10, price < 60, price < 100, price < 1000],
        [
            dimes,
            _nearest(price, np.array([-0.01, 0.29, 0.49, 0.79, 0.99])),
            _nearest(price, np.array([-0.01, 0.49, 0.99])),
            np.round(price) - 0.01,
            np.round(price / 5) * 5 - 0.01,
        ],
        np.round(price / 10) * 10 - 1,
    )
    return np.asarray(np.round(np.maximum(label, _LEAST_PRICE), 2))


def _nearest(price: Floats, endings: Floats) -> Floats:
    choices = np.floor(price)[..., None] + endings
    best = np.abs(choices - price[..., None]).argmin(-1)
    return np.take_along_axis(choices, best[..., None], -1)[..., 0]


def round_number(units: Floats) -> Floats:
    """The next larger number that a buyer would type, 8,000 at most."""
    place = np.searchsorted(_ROUND_NUMBERS, units - 0.15)
    return np.asarray(_ROUND_NUMBERS[np.minimum(place, len(_ROUND_NUMBERS) - 1)])
