"""How probable it is that the shelf holds what the books do not know.

The weights were fitted on the benchmark's tuning stores 0 to 2 of 12,000 SKUs, on what is known of
each item: `sentinel benchmark --seeds 0-2 --skus 12000`. The terms would be the same anywhere.
"""

import math

from sentinel import Item, Rate

BELOW_ZERO = (-7.03, 1.58, 1.27, 1.92, 1.77)
"""Log-odds: start, per ln(units below zero), per ln(1 + units sold since the last receipt), per
ln(chance of the present silence if it is on the shelf), per ln(1 + days since the last sale)."""
AT_ZERO = (-2.8, 0.79, 0.97)
"""Log-odds: start, per ln(units wanted a year), per ln(chance of the present silence)."""
LEFT_UNPOSTED = 0.3
"""Share of counts that nobody has booked."""
HARDLY = 0.01
"""Chances below this are taken for this: a silence may have reasons that no rate knows of."""
NO_RECEIPT_DAYS = 365.0
"""Where no receipt is known, the last one is taken to be this old."""
NO_SALE_DAYS = 30.0
"""Where no sale is known, the last one is taken to be this old."""


def below_zero(item: Item, books: float, demand: Rate) -> float:
    """Books below zero: so much more was sold than ever was booked. Where it goes on selling, what
    nobody booked is still there. The deeper, the more often it happened; a unit or two may be a
    slip at the till, and what was sold yesterday may be booked tomorrow."""
    start, depth, since_receipt, silence, age = BELOW_ZERO
    received = item.days_since_received
    days = NO_RECEIPT_DAYS if received is None else received
    sold = NO_SALE_DAYS if item.days_since_sold is None else item.days_since_sold
    return _chance(
        start
        + depth * math.log(-books)
        + since_receipt * math.log1p(demand.mean * max(days, 0.0))
        + silence * _log_silence(item)
        + age * math.log1p(max(sold, 0.0))
    )


def at_zero(item: Item, demand: Rate) -> float:
    """Books at nothing: of what sells often, many small slips have added up to either side."""
    start, wanted, silence = AT_ZERO
    yearly = math.log(max(demand.mean * 365, HARDLY))
    return _chance(start + wanted * yearly + silence * _log_silence(item))


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
    return _chance(math.log(LEFT_UNPOSTED / (1 - LEFT_UNPOSTED)) + log_ratio)


def _log_silence(item: Item) -> float:
    return math.log(max(1.0 if item.silence_chance is None else item.silence_chance, HARDLY))


def _chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-min(max(log_odds, -30.0), 30.0)))
