"""What the exports of POS systems look like: headers, words and quirks of each file, as data."""

from __future__ import annotations

from collections.abc import Mapping

from . import hosted, installed, restaurant
from .file import EXPECTED, File

__all__ = ["EXPECTED", "SYSTEMS", "File"]

SYSTEMS: Mapping[str, tuple[File, ...]] = {
    "clover": hosted.CLOVER,
    "dynamics_rms": installed.DYNAMICS_RMS,
    "epicor_eagle": installed.EPICOR_EAGLE,
    "generic": installed.GENERIC,
    "lightspeed_ecom": hosted.LIGHTSPEED_ECOM,
    "lightspeed_r": hosted.LIGHTSPEED_R,
    "lightspeed_s": hosted.LIGHTSPEED_S,
    "lightspeed_x": hosted.LIGHTSPEED_X,
    "ncr_counterpoint": installed.NCR_COUNTERPOINT,
    "paladin": installed.PALADIN,
    "quickbooks_pos": installed.QUICKBOOKS_POS,
    "revel": restaurant.REVEL,
    "shopify": hosted.SHOPIFY,
    "spruce": installed.SPRUCE,
    "square": hosted.SQUARE,
    "toast": restaurant.TOAST,
    "touchbistro": restaurant.TOUCHBISTRO,
    "vend": hosted.VEND,
}
"""By key of the adapter that is to recognise it. Sales come in a file of their own where the system
has them there: a report of the whole window, or where there are lines only, one line per item on
the day of its last sale."""
