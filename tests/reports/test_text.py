"""The report as a store owner reads it."""

from __future__ import annotations

import pytest
from attrs import evolve

from sentinel.models import Money

WHOLE = """\
items.csv, as of October 31, 2026 (latest date in the data)

About $1,219 a year is leaking, likely between $732 and $1,829.
5 items of 117 show at least one leak. $21.10 is tied up or misstated today.

THE EXPORT CHANGED
  Compared with september.csv:
  * "MSRP" (list_price) is gone: price discrepancy cannot be looked at any longer
  * "Shelf" is new

DO THIS FIRST

1. Negative Profit: $1,219 a year, 4 items
   It sells for less than it costs you.
   $732 to $1,829 a year; certain or nearly so; $21.10 tied up or misstated today
   -> Raise the price above cost.
   -> Ask the vendor.
   Why: a cost increase by the vendor (76% likely): the last cost is above the average cost; its
   vendor's items sit below their peers together.
     $1,025  0101 Anchor bolt: sells at $9.99 but costs $11.40: $1.41 lost on each
       $133  0104 Wall plug  [31m10 pc: sells at $9.99 but costs $10.69: $0.70 lost on each
             and 2 more items

THEN LOOK AT
  no cost counted  Odd Returns, 1 item: cause not determined

NOT LOOKED AT
  Not the same as clean: the export lacks what these need. Add the columns, run again.
  * price discrepancy: needs list_price (MSRP or suggested retail)

ONE MORE COLUMN
  What would let Sentinel see more, the most worth first. The worth is an estimate: measured on
  simulated stores, scaled to what this one sells or stocks.
  * In Square, export "Item Sales, detail" for the last 12 months and pass both files.
    About $2,300 a year more to be found; opens low stock and overstock; sharpens dead item.

WHAT WAS READ
  * items.csv: square library export (98% sure); 120 rows, 117 used
    Left out: 2 blank, 1 total.
    30 x unreadable number in "Cost" (unit_cost): row 118 "12,5O", 29 more
    Please check: "Cost" was taken for unit_cost (72% sure).
      If that is right: sentinel map items.csv --save
      If not: sentinel map items.csv --map Cost=COLUMN --save
    Not used: "Tax - Sales (8%)".
  * units sold: 250 in the files, 190 here; left aside: 59.9 repeated sale

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


def test_changes_that_cost_nothing_are_told_with_what_was_read(report):
    text = evolve(report, drift=report.drift[1:]).to_text()
    assert "THE EXPORT CHANGED" not in text
    assert '  * Since september.csv: "Shelf" is new.' in text


def test_totals_that_agree_are_told_where_files_were_joined(report):
    several = evolve(report, sources=report.sources * 2)
    assert "  * Totals as in the files: net sales $1,862" in several.to_text()
    assert "Totals as in the files" not in report.to_text()


def test_a_system_that_fits_as_well_is_named(report):
    [source] = report.sources
    equal = evolve(source, pos_equals=(("vend", "products"),))
    text = evolve(report, sources=(equal,)).to_text()
    assert "Its headers fit vend products just as well: say which with --pos." in text


def test_a_renamed_header_is_told_in_one_line(report):
    gone = evolve(report.drift[0], other_header="List", not_assessed=())
    new = evolve(report.drift[1], header="List", column="list_price", other_header="MSRP")
    text = evolve(report, drift=(gone, new)).to_text()
    assert '"MSRP" (list_price) is gone, and is probably "List" now' in text
    assert '"List" (list_price) is new' not in text


def test_another_unit_is_told_before_what_it_does_to_the_figures(report):
    cents = evolve(report.drift[0], kind="scale", before="1", now="100 (cents instead of dollars)")
    text = evolve(report, drift=(cents,)).to_text()
    assert (
        '"MSRP" (list_price) has another unit: what was 1 is 100 (cents instead of dollars) now'
        in text.replace("\n    ", " ")
    )
    assert text.index("has another unit") < text.index("DO THIS FIRST")


def test_without_a_size_of_the_store_advice_is_worth_a_share(report):
    one = evolve(report.advice[0], annual_worth=None)
    assert "About 43% of all that can be found; opens" in evolve(report, advice=(one,)).to_text()


def test_at_most_five_pieces_of_advice_are_told_and_none_that_brings_nothing(report):
    one = report.advice[0]
    nothing = evolve(one, how="Nothing.", opens=(), found_share=0.0, annual_worth=0.0)
    many = [evolve(one, how=f"Advice {n}.") for n in range(7)]
    text = evolve(report, advice=(*many, nothing)).to_text()
    told = [n for n in range(7) if f"* Advice {n}." in text]
    assert (told, "Nothing." in text) == ([0, 1, 2, 3, 4], False)
    assert "ONE MORE COLUMN" not in evolve(report, advice=(nothing,)).to_text()


def test_a_header_that_needs_review_comes_with_the_command_that_settles_it(report):
    [source] = report.sources
    odd = evolve(source.mapping[1], header="Cost (US $)", confidence=0.99)
    text = evolve(report, sources=(evolve(source, mapping=(odd,)),)).to_text()
    assert "If not: sentinel map items.csv --map 'Cost (US $)=COLUMN' --save" in text


def test_stores_are_named_where_there_are_several(report, below_cost):
    east = evolve(below_cost, store_id="east")
    text = evolve(report, stores=("east", "main"), issues=(below_cost, east)).to_text()
    assert "1. Negative Profit in main: " in text
    assert "2. Negative Profit in east: " in text
