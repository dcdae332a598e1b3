"""Numbers with their units: what a reader of a result, and the writer of its JSON, go by."""

from __future__ import annotations

from typing import Annotated, TypeAlias

Usd: TypeAlias = Annotated[float, "USD"]
"""An amount, or an amount per year where the field says so. Rounded to cents when written."""
UnitUsd: TypeAlias = Annotated[float, "USD/unit"]
"""The price or cost of one unit: may be finer than a cent."""
Fraction: TypeAlias = Annotated[float, "fraction"]
"""From 0 to 1 where it is a share or a probability; a margin may be negative."""
Percent: TypeAlias = Annotated[float, "percent"]
"""100 times a fraction."""
Ratio: TypeAlias = Annotated[float, "ratio"]
"""One amount over another; may be above 1."""
Days: TypeAlias = Annotated[float, "days"]
Units: TypeAlias = Annotated[float, "units"]
"""Stocking units."""
