"""What was read, and what of it was left out, doubtful or not used."""

from __future__ import annotations

import shlex

from sentinel import canonical
from sentinel.models import MappedColumn, Problem, Reconciled, Report, Source
from sentinel.reports.outlook import harmless_drift
from sentinel.reports.page import Page, cut
from sentinel.reports.words import counted, fits_as_well, listed, money, number, percent

UNSURE_BELOW = 0.9
"""Columns recognised with less than this are named, for somebody to check."""
EXAMPLES = 3


def reading(page: Page, report: Report) -> None:
    """File by file, then the totals."""
    page.heading("What was read")
    for source in report.sources:
        _source(page, source)
    _totals(page, report)
    harmless_drift(page, report)


def _source(page: Page, source: Source) -> None:
    if source.pos == "generic":
        known = "no known POS system, columns recognised by their headers and values"
    else:
        known = f"{source.pos} {source.export} export ({percent(source.pos_confidence)} sure)"
    used = "all used" if source.rows_used == source.rows_read else f"{source.rows_used:,} used"
    page.say(f"* {source.name}: {known}; {counted(source.rows_read, 'row')}, {used}", 2, 4)
    if source.pos_equals:
        page.say(fits_as_well(source.pos, source.pos_equals), 4, 6)
    left_out = {reason: count for reason, count in source.rows_left_out.items() if count}
    if left_out:
        reasons = ", ".join(f"{number(n)} {why.replace('_', ' ')}" for why, n in left_out.items())
        page.say(f"Left out: {reasons}.", indent=4)
    for problem in source.problems:
        page.say(_problem(problem), indent=4, hang=6)
    unsure = [m for m in source.mapping if m.needs_review or m.confidence < UNSURE_BELOW]
    if unsure:
        page.say(f"Please check: {listed(map(_guess, unsure), most=6)}.", indent=4, hang=6)
        name = shlex.quote(source.name)
        other = shlex.quote(f"{unsure[0].header}=COLUMN")
        page.say(f"If that is right: sentinel map {name} --save", indent=6, hang=8)
        page.say(f"If not: sentinel map {name} --map {other} --save", indent=6, hang=8)
    if source.unmapped:
        names = listed([f'"{header}"' for header in source.unmapped], most=8)
        page.say(f"Not used: {names}.", indent=4, hang=6)


def _totals(page: Page, report: Report) -> None:
    """Nothing gets lost between the files and the report: what is left aside is told."""
    agreeing = [one for one in report.reconciled if not any(a.total for a in one.left_aside)]
    if len(report.sources) > 1 and agreeing:
        told = listed(
            [f"{_plain(one)} {_amount(one, one.in_snapshot)}" for one in agreeing], most=9
        )
        page.say(f"* Totals as in the files: {told}", 2, 4)
    for one in report.reconciled:
        if one not in agreeing:
            why = listed(
                f"{_amount(one, aside.total)} {aside.reason.replace('_', ' ')}"
                for aside in one.left_aside
                if aside.total
            )
            page.say(
                f"* {_plain(one)}: {_amount(one, one.in_files)} in the files,"
                f" {_amount(one, one.in_snapshot)} here; left aside: {why}",
                2,
                4,
            )


def _plain(total: Reconciled) -> str:
    return total.column.removesuffix("_qty").replace("_", " ")


def _amount(total: Reconciled, amount: float) -> str:
    unit = canonical.BY_NAME[total.column].unit
    return money(amount) if unit == "USD" else number(amount)


def _guess(column: MappedColumn) -> str:
    return f'"{column.header}" was taken for {column.column} ({percent(column.confidence)} sure)'


def _problem(problem: Problem) -> str:
    where = f' in "{problem.header}"' if problem.header else ""
    taken = f" ({problem.column})" if problem.column else ""
    examples = []
    for example in problem.examples[:EXAMPLES]:
        row = f"row {example.row}" if example.row is not None else ""
        value = f'"{cut(example.value, 40)}"' if example.value is not None else ""
        told = " ".join(part for part in (row, value) if part) or example.message
        examples.append(told)
    rest = problem.count - len(examples)
    if examples and rest > 0:
        examples.append(f"{number(rest)} more")
    seen = f": {', '.join(examples)}" if examples else ""
    return f"{number(problem.count)} x {problem.code.replace('_', ' ')}{where}{taken}{seen}"


def _short(value: str) -> str:
    return value if len(value) <= 40 else value[:37] + "..."
