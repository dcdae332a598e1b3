"""The report as a store owner reads it."""

from __future__ import annotations

import pytest
from attrs import evolve

from sentinel.models import Money

WHOLE = """\
items.csv, as of October 31, 2026 (latest date in the data)

About $1,219 a year is leaking, likely between $732 and $1,829.
5 items of 117 show at least one leak. $21.10 is tied up or misstated today.

DO THIS FIRST

1. Negative Profit: $1,219 a year, 4 items
   It sells for less than it costs you.
   $732 to $1,829 a year; certain or nearly so; $21.10 tied up or misstated today
   -> Raise the price above cost.
   -> Ask the vendor.
   Why: a cost increase by the vendor (64% likely): the last cost is above the average cost; its
   vendor's items sit below their peers together.
     $1,025  0101 Anchor bolt: sells at $9.99 but costs $11.40: $1.41 lost on each
       $133  0104 Wall plug  [31m10 pc: sells at $9.99 but costs $10.69: $0.70 lost on each
             and 2 more items

THEN LOOK AT
  no cost counted  Odd Returns, 1 item: cause not determined

NOT LOOKED AT
  Not the same as clean: the export lacks what these need. Add the columns, run again.
  * price discrepancy: needs list_price (MSRP or suggested retail)

WHAT WAS READ
  * items.csv: square library export (98% sure); 120 rows, 117 used
    Left out: 2 blank, 1 total.
    30 x unreadable number in "Cost" (unit_cost): row 118 "12,5O", 29 more
    Please check: "Cost" was taken for unit_cost (72% sure).
    Not used: "Tax - Sales (8%)".

Plugin corner_till could not be used and was left out: ImportError: no module named till

Note: The stock of two stores was read.

"A year" is what leaving a leak alone for twelve months costs, an estimate with an 80% range. An
item in several issues counts once for its price and once for its stock in the total, so the issues
add up to more.
"""


def test_the_whole_report(report):
    assert report.to_text() == WHOLE


@pytest.mark.parametrize("width", [60, 72, 80, 120, 160])
def test_no_line_is_wider_than_the_terminal(report, width):
    assert [line for line in report.to_text(width=width).splitlines() if len(line) > width] == []


@pytest.mark.parametrize(("asked", "given"), [(10, 60), (1000, 160)])
def test_extreme_widths_are_kept_in_bounds(report, asked, given):
    assert report.to_text(width=asked) == report.to_text(width=given)


def test_names_from_the_file_cannot_steer_the_terminal(report):
    assert "\x1b" not in report.to_text()


def test_colours_are_only_used_when_asked_for(report):
    plain = report.to_text(color=True).replace("\x1b[1;36m", "").replace("\x1b[1m", "")
    assert plain.replace("\x1b[0m", "") == report.to_text()


def test_trends_and_resolved_issues_show_once_there_is_something_to_compare(report):
    text = evolve(report, resolved=("main-overstock-DemandShift",)).to_text()
    assert "GONE SINCE THE PREVIOUS EXPORT\n  main-overstock-DemandShift" in text


def test_a_clean_export_is_said_to_be_clean(report):
    nothing = Money(low=0.0, expected=0.0, high=0.0)
    clean = evolve(report, issues=(), skus_found=0, annual_cost=nothing, exposure=0.0)
    assert (
        "No leak was found among 117 items.\nNot everything could be looked at" in clean.to_text()
    )


def test_stores_are_named_where_there_are_several(report, below_cost):
    east = evolve(below_cost, store_id="east")
    text = evolve(report, stores=("east", "main"), issues=(below_cost, east)).to_text()
    assert "1. Negative Profit in main: " in text
    assert "2. Negative Profit in east: " in text
