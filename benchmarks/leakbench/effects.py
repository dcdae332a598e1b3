"""What an event of the plan does to the store. Sizes are explained per function."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .arrays import Floats, Ints, charm_price, margin
from .state import Receipt, Store

Effect = Callable[[Store, Ints, Floats], None]


def theft_rate(store: Store, skus: Ints, size: Floats) -> None:
    """From now on units vanish at `size` times the rate at which they sell."""
    store.theft_per_day[skus] = size * np.maximum(store.rate()[skus], 3 / 365)


def theft_event(store: Store, skus: Ints, size: Floats) -> None:
    """A share `size` of what is on the shelf vanishes today."""
    taken = np.ceil(store.shelf[skus] * size)
    store.shelf[skus] -= taken
    store.stolen[skus] += taken


def skip_booking(store: Store, skus: Ints, size: Floats) -> None:
    """The next `size` receipts reach the shelf and not the books."""
    store.skip_bookings[skus] += size


def direct_delivery(store: Store, skus: Ints, size: Floats) -> None:
    """The vendor fills the shelf himself from now on, and nobody books what he brings."""
    store.direct[skus] = 1


def miskey_count(store: Store, skus: Ints, size: Floats) -> None:
    """A count is keyed in as `size` times what was counted, and posted."""
    found = store.shelf[skus] + store.spoiled[skus]
    keyed = np.round(found * size)
    _post_count(store, skus, found, keyed, posted=np.ones(len(skus), dtype=bool))


def miskey_transfer(store: Store, skus: Ints, size: Floats) -> None:
    """A transfer is booked for the wrong item: `size` -1 puts a case or more on the books that
    never came, +1 takes it off them although it stayed."""
    units = np.maximum(store.catalog.pack[skus], np.ceil(0.6 * store.reorder_up_to[skus]))
    store.book[skus] -= size * units


def cost_up(store: Store, skus: Ints, size: Floats) -> None:
    """The vendor charges `size` times as much and suggests a higher price; the shelf tag stays."""
    store.vendor_cost[skus] *= size
    follows = store.rng.random(len(skus)) < 0.8
    listed = skus[follows]
    raised = charm_price(store.list_price[listed] * size[follows])
    store.list_price[listed] = np.maximum(store.list_price[listed], raised)
    told = skus[store.catalog.sends_price_lists[store.catalog.vendor[skus]]]
    store.paid_cost[told] = store.last_cost[told] = store.vendor_cost[told]
    # what the owner would charge if he knew; the intended margin stays
    store.intended_price[skus] *= size


def cost_up_followed(store: Store, skus: Ints, size: Floats) -> None:
    """The vendor charges `size` times as much and the shop follows within three weeks."""
    cost_up(store, skus, size)
    wait = store.rng.integers(0, 21, len(skus))
    for days in np.unique(wait):
        hit = wait == days
        store.later[store.day + int(days)].append(("reprice", skus[hit], size[hit]))


def reprice(store: Store, skus: Ints, size: Floats) -> None:
    """Price, and what customers are used to, go up by the factor `size`."""
    # whoever runs an offer, or has the wrong price, is not touched
    calm = store.price[skus] == store.regular_price[skus]
    skus, size = skus[calm], size[calm]
    healthy = store.price[skus] >= 0.97 * store.intended_price[skus] / size
    new = np.maximum(charm_price(store.price[skus] * size), store.price[skus])
    _set_price(store, skus[healthy], new[healthy])
    # what had been left behind before stays behind
    behind = skus[~healthy]
    store.price[behind] = store.regular_price[behind] = new[~healthy]


def _set_price(store: Store, skus: Ints, price: Floats) -> None:
    """A deliberate new regular price, from which the owner's intention follows."""
    store.price[skus] = store.intended_price[skus] = store.regular_price[skus] = price
    store.intended_margin[skus] = margin(price, store.vendor_cost[skus])


def reposition(store: Store, skus: Ints, size: Floats) -> None:
    """The owner chooses to stand `size` times as high in the market; cost plus a tenth at least."""
    floor = store.vendor_cost[skus] * 1.1
    _set_price(store, skus, charm_price(np.maximum(store.regular_price[skus] * size, floor)))


def promotion(store: Store, skus: Ints, size: Floats) -> None:
    """A genuine offer at `size` times the regular price, ending after two weeks."""
    calm = store.price[skus] == store.regular_price[skus]
    skus, size = skus[calm], size[calm]
    _set_intended(store, skus, _offer(store, skus, size))
    store.later[store.day + 14].append(("end_promotion", skus, size))


def _set_intended(store: Store, skus: Ints, price: Floats) -> None:
    store.price[skus] = store.intended_price[skus] = price
    store.intended_margin[skus] = margin(price, store.vendor_cost[skus])


def end_promotion(store: Store, skus: Ints, size: Floats) -> None:
    """The regular price is back."""
    _set_intended(store, skus, store.regular_price[skus])


def promotion_forgotten(store: Store, skus: Ints, size: Floats) -> None:
    """An offer at `size` times the price, whose end nobody has carried out."""
    store.price[skus] = _offer(store, skus, size)


def _offer(store: Store, skus: Ints, size: Floats) -> Floats:
    """Offers are planned: they stay a little above cost, and never above the regular price."""
    regular = store.regular_price[skus]
    planned = np.maximum(charm_price(regular * size), np.round(store.vendor_cost[skus] * 1.03, 2))
    return np.minimum(planned, regular)


def discount(store: Store, skus: Ints, size: Floats) -> None:
    """The price is set to `size` times what the owner intends, and nobody has agreed to it."""
    store.price[skus] = charm_price(store.intended_price[skus] * size)


def rebate_outstanding(store: Store, skus: Ints, size: Floats) -> None:
    """The vendor invoices gross and owes the rebate, a share `size` of the gross cost."""
    store.vendor_cost[skus] /= 1 - size


def rebate_credited(store: Store, skus: Ints, size: Floats) -> None:
    """The same, but the credit comes within six weeks and costs go back."""
    rebate_outstanding(store, skus, size)
    store.later[store.day + 40].append(("rebate_arrives", skus, size))


def rebate_arrives(store: Store, skus: Ints, size: Floats) -> None:
    """The credit is booked: costs in the books and future invoices are net again."""
    store.vendor_cost[skus] *= 1 - size
    store.paid_cost[skus] = np.minimum(store.paid_cost[skus], store.vendor_cost[skus])
    store.last_cost[skus] = np.minimum(store.last_cost[skus], store.vendor_cost[skus])
    store.avg_cost[skus] = np.minimum(store.avg_cost[skus], store.vendor_cost[skus])


def price_slip(store: Store, skus: Ints, size: Floats) -> None:
    """The decimal point slips: `size` times the intended price."""
    store.price[skus] = np.maximum(np.round(store.intended_price[skus] * size, 2), 0.01)


def price_per_pack(store: Store, skus: Ints, size: Floats) -> None:
    """The unit is sold at the price of the case (+1), or priced as if a case had been (-1)."""
    pack = np.maximum(store.catalog.pack[skus], 4).astype(np.float64)
    store.price[skus] = np.maximum(np.round(store.intended_price[skus] * pack**size, 2), 0.01)


def price_of_neighbour(store: Store, skus: Ints, size: Floats) -> None:
    """A price file shifted by `size` rows: each item has the price of another one of its vendor."""
    vendor = store.catalog.vendor
    for sku, step in zip(skus, size, strict=True):
        rows = np.flatnonzero((vendor == vendor[sku]) & ~store.catalog.service)
        other = rows[(int(np.searchsorted(rows, sku)) + int(step)) % len(rows)]
        store.price[sku] = store.regular_price[other]


def blank_cost(store: Store, skus: Ints, size: Floats) -> None:
    """The cost was never entered: the fields show zero (`size` 0) or nothing (1)."""
    store.blank_cost[skus] = np.where(size == 0, 0.0, np.nan)


def demand_change(store: Store, skus: Ints, size: Floats) -> None:
    """From now on people want `size` times as much."""
    store.demand_factor[skus] *= size
    gone = skus[(size < 0.1) & (store.rng.random(len(skus)) < 0.3)]
    # fashion moves on while the item stays in the range; some are replaced and marked as such
    store.discontinued[gone] = 1
    store.stopped[gone] = 1


def overbuy(store: Store, skus: Ints, size: Floats) -> None:
    """The buyer orders `size` times the usual quantity."""
    usual = np.maximum(store.reorder_up_to[skus] - store.reorder_point[skus], 1)
    pack = store.catalog.pack[skus]
    units = np.ceil(usual / pack) * pack * np.round(size)
    store.on_order[skus] += units
    store.arriving[store.day + 7].append(Receipt(skus=skus, ordered=units, units=units))


def supplier_off(store: Store, skus: Ints, size: Floats) -> None:
    """No deliveries any more; orders are refused (`size` 0) or hang (1)."""
    store.supplier_off[skus] = 1 + size.astype(np.int64)
    refused = skus[size == 0]
    store.on_order[refused] = store.never_comes[refused] = 0
    store.never_comes[skus[size == 1]] = store.on_order[skus[size == 1]]


def spoil_next_lot(store: Store, skus: Ints, size: Floats) -> None:
    """A share `size` of the next lot cannot be sold, and customers bring back what was."""
    store.spoil_next[skus] = size
    store.return_share[skus] = 0.25


def clearance(store: Store, skus: Ints, size: Floats) -> None:
    """Sold off at `size` times the price, on purpose, and not bought again."""
    store.stopped[skus] = 1
    store.discontinued[skus[store.rng.random(len(skus)) < 0.7]] = 1
    _set_intended(store, skus, charm_price(store.regular_price[skus] * size))


def run_out(store: Store, skus: Ints, size: Floats) -> None:
    """A successor is planned: not bought again, sold to the last unit at the usual price."""
    store.stopped[skus] = 1
    store.discontinued[skus[store.rng.random(len(skus)) < 0.8]] = 1


def sell_before_booking(store: Store, skus: Ints, size: Floats) -> None:
    """A rush delivery is sold before it is booked, which takes some days: a customer takes what the
    books know of and `size` units, or one and a half times `size` days of sales, more."""
    known = np.maximum(store.book[skus], 0)
    units = np.maximum(np.round(np.maximum(size, 1.5 * size * store.rate()[skus])), 1)
    brought = units + store.catalog.pack[skus] + np.ceil(store.rate()[skus] * 14)
    store.shelf[skus] += brought
    store.late[skus] += brought
    # the shelf must hold what the customer takes, wherever the books are wrong
    taken = np.minimum(known + units, store.shelf[skus])
    store.asked.append((skus, taken))
    wait = store.rng.integers(1, 7, len(skus))
    for days in np.unique(wait):
        hit = wait == days
        store.booking[store.day + int(days)].append(
            Receipt(skus=skus[hit], ordered=np.zeros(int(hit.sum())), units=brought[hit])
        )


def count(store: Store, skus: Ints, size: Floats) -> None:
    """Counted; a few counts are off by a unit or so, and some wait for approval."""
    found = store.shelf[skus] + store.spoiled[skus]
    slip = store.rng.random(len(skus)) < 0.02
    reach = np.maximum(1, np.round(0.05 * found))
    keyed = np.maximum(found + slip * reach * store.rng.choice([-1, 1], len(skus)), 0)
    _post_count(store, skus, found, keyed, posted=store.rng.random(len(skus)) < 0.65)


def _post_count(
    store: Store, skus: Ints, found: Floats, keyed: Floats, *, posted: np.typing.NDArray[np.bool_]
) -> None:
    store.last_counted[skus] = store.day
    store.counted[skus] = keyed
    store.variance[skus] = keyed - store.book[skus]
    book = store.book[skus]
    short = np.maximum(book - found, 0)
    store.found_short[skus] = short
    store.found_share[skus] = short / np.maximum(book, 1)
    done = skus[posted]
    store.book[done] = keyed[posted]
    store.stolen[done] = 0
    # what comes in from now on is on the books already if it was counted while it waited
    store.unbooked[done] = 0


def effect(name: str) -> Effect:
    """The function of that name in this module."""
    found: Effect = globals()[name]
    return found
