"""The tables of the mapping benchmark as text, and into the README."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .perturb import KINDS
from .score import Tally, Verdict, calibration_error, reliability

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"

Tallies = Mapping[tuple[str, str], Tally]
"""By layout and kind of change."""


def report(tallies: Tallies, strangers: Tally, verdicts: Sequence[Verdict]) -> str:
    """Per change, per system, the reliability of the confidence, and all together."""
    lines = [_head("change")]
    for kind in KINDS:
        lines.append(_line(kind, _together(tallies, lambda key, kind=kind: key[1] == kind)))
    lines.append(_line("not in the tables", strangers))
    lines += ["", _head("system")]
    for system in sorted({layout.split()[0] for layout, _ in tallies}):
        whole = _together(tallies, lambda key, system=system: key[0].split()[0] == system)
        lines.append(_line(system, whole))
    bins = reliability(verdicts)
    lines += ["", "confidence      columns   stated    right"]
    lines += [
        f"{one.low:.2f} to {one.high:.2f}   {one.count:8}{one.confidence:9.3f}{one.right:9.3f}"
        for one in bins
    ]
    overall = _together(tallies, lambda key: True)
    named = _together(tallies, lambda key: key[1] != "nameless")
    lines += [
        "",
        _head("all"),
        _line("all", overall),
        _line("with names", named),
        f"calibration error {calibration_error(bins):.3f}",
    ]
    return "\n".join(lines)


def _head(what: str) -> str:
    return f"{what:18}{'columns':>9}{'recall':>9}{'sure':>9}{'precision':>11}"


def _line(name: str, tally: Tally) -> str:
    sure = tally.sure / tally.taken if tally.taken else 0.0
    return f"{name:18}{tally.there:9}{tally.recall:9.3f}{sure:9.3f}{tally.precision:11.4f}"


def _together(tallies: Tallies, wanted: Callable[[tuple[str, str]], bool]) -> Tally:
    whole = Tally()
    for key, tally in tallies.items():
        if wanted(key):
            whole.there += tally.there
            whole.found += tally.found
            whole.taken += tally.taken
            whole.sure += tally.sure
            whole.sure_and_right += tally.sure_and_right
    return whole


def write(readme: Path, text: str, command: str) -> None:
    """Puts the tables between the markers of the README, under the command that made them.

    Raises ValueError if the markers are missing.
    """
    before, begin, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{readme}: no place for the figures between {BEGIN} and {END}")
    block = f"{BEGIN}\n\n```\n$ {command}\n\n{text}\n```\n\n{END}"
    readme.write_text(f"{before}{block}{after}", encoding="utf-8")
