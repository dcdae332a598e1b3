"""How probable it is that the shelf holds what the books do not know.

The weights are what `fit.py`, beside `README.md`, prints of the benchmark's tuning stores 0 to 2.
"""

import math
from collections.abc import Sequence

from sentinel import Item, Rate

BELOW_ZERO = (-4.99, 0.93, 1.25, 1.45, 1.01)
"""Log-odds: start, per ln(units below zero), per ln(1 + units sold since the last receipt), per
ln(chance of the present silence if it is on the shelf), per ln(1 + days since the last sale)."""
BELOW_ZERO_UNDATED = (-1.65, 1.26)
"""Log-odds where the last receipt or sale is not known: start, per ln(units below zero)."""
AT_ZERO = (-3.74, 1.21, 1.49)
"""Log-odds: start, per ln(units wanted a year), per ln(chance of the present silence)."""
LEFT_UNPOSTED = 0.3
"""Share of counts that nobody has booked."""
HARDLY = 0.01
"""Chances below this are taken for this: a silence may have reasons that no rate knows of."""


def below_zero(item: Item, books: float, demand: Rate) -> float:
    """Books below zero: so much more was sold than ever was booked. Where it goes on selling, what
    nobody booked is still there. The deeper, the more often it happened; a unit or two may be a
    slip at the till, and what was sold yesterday may be booked tomorrow."""
    received, sold = item.days_since_received, item.days_since_sold
    if received is None or sold is None:
        return chance(BELOW_ZERO_UNDATED, [math.log(-books)])
    return chance(BELOW_ZERO, dated_terms(item, books, demand, received, sold))


def dated_terms(
    item: Item, books: float, demand: Rate, received: float, sold: float
) -> list[float]:
    """What the weights of `BELOW_ZERO` belong to."""
    return [
        math.log(-books),
        math.log1p(demand.mean * max(received, 0.0)),
        log_silence(item),
        math.log1p(max(sold, 0.0)),
    ]


def at_zero(item: Item, demand: Rate) -> float:
    """Books at nothing: of what sells often, many small slips have added up to either side."""
    return chance(AT_ZERO, at_zero_terms(item, demand))


def at_zero_terms(item: Item, demand: Rate) -> list[float]:
    """What the weights of `AT_ZERO` belong to."""
    return [math.log(max(demand.mean * 365, HARDLY)), log_silence(item)]


def unposted(item: Item, books: float, demand: Rate) -> float:
    """A count above the books: was it posted? Sales since then would be `counted - books` if it
    was, and less by the surplus if not; the Poisson chances of both are compared. Null cells, and a
    receipt since the count, leave nothing to compare: 0."""
    counted, surplus, days = item.counted_qty, item.count_variance_qty, item.days_since_counted
    if counted is None or surplus is None or days is None or days < 0:
        return 0.0
    if item.days_since_received is not None and item.days_since_received <= days:
        return 0.0
    silent = item.days_since_sold is not None and item.days_since_sold > days
    mean = HARDLY if silent else max(demand.mean * days, HARDLY)
    sold_if_posted = counted - books
    sold_if_not = sold_if_posted - surplus
    if sold_if_not < 0:
        return 0.0
    log_ratio = (
        math.lgamma(sold_if_posted + 1)
        - math.lgamma(sold_if_not + 1)
        - (sold_if_posted - sold_if_not) * math.log(mean)
    )
    return chance((math.log(LEFT_UNPOSTED / (1 - LEFT_UNPOSTED)), 1.0), [log_ratio])


def log_silence(item: Item) -> float:
    """ln of the chance of the present silence if it is on the shelf; 0 where nothing says."""
    return math.log(max(1.0 if item.silence_chance is None else item.silence_chance, HARDLY))


def chance(weights: Sequence[float], terms: Sequence[float]) -> float:
    """Probability of log-odds: the first weight, and each other one times its term."""
    log_odds = weights[0] + sum(w * x for w, x in zip(weights[1:], terms, strict=True))
    return 1 / (1 + math.exp(-min(max(log_odds, -30.0), 30.0)))
