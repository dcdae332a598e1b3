"""Three pictures of a run, as SVG: the same figures give the same files."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import altair as alt
import attrs

from .results import Results
from .run import LEARNER, SENTINEL

MOST_LINES = 200
_COLORS = {SENTINEL: "#1b6ca8", "rules": "#c9a227", "ghost": "#8d6cab", LEARNER: "#9aa5b1"}
_OTHER = "#d1495b"


@attrs.frozen(kw_only=True)
class Picture:
    """One that was drawn."""

    file: str
    title: str


def draw(results: Results, folder: Path) -> list[Picture]:
    """Writes them into the folder, which is made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    for picture, chart in _PICTURES.items():
        chart(results).save(folder / picture.file)
        drawn.append(picture)
    return drawn


def _by_primitive(results: Results) -> Any:
    rows = [
        {"primitive": key, "detector": name, "F1": part.tally.f1}
        for name, group in results.detectors.items()
        for key, part in group.every.parts.items()
    ]
    return (
        _chart(rows)
        .mark_bar()
        .encode(
            x=alt.X("F1:Q", scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("primitive:N", sort=None, title=None),
            yOffset=alt.YOffset("detector:N", sort=list(results.detectors)),
            color=_colored(results),
        )
        .properties(width=520, height=alt.Step(9))
    )


def _reliability(results: Results) -> Any:
    rows = [
        {"detector": name, "confidence": step.confidence, "true": step.right}
        for name, group in results.detectors.items()
        for step in group.every.pooled.bins
    ]
    diagonal = [{"confidence": at, "true": at} for at in (0, 1)]
    axis = alt.Scale(domain=[0, 1])
    ideal = (
        _chart(diagonal)
        .mark_line(color="#999999", strokeDash=[4, 4])
        .encode(x="confidence:Q", y="true:Q")
    )
    lines = (
        _chart(rows)
        .mark_line(point=True)
        .encode(
            x=alt.X("confidence:Q", scale=axis, title="confidence said"),
            y=alt.Y("true:Q", scale=axis, title="share that is true"),
            color=_colored(results),
        )
    )
    return (ideal + lines).properties(width=380, height=380)


def _precision_at(results: Results) -> Any:
    rows = [
        {"detector": name, "lines": lines, "precision": group.every.precision_at(lines)}
        for name, group in results.detectors.items()
        for lines in range(5, MOST_LINES + 1, 5)
        if not math.isnan(group.every.precision_at(lines))
    ]
    return (
        _chart(rows)
        .mark_line()
        .encode(
            x=alt.X("lines:Q", title="first lines of each store's report"),
            y=alt.Y("precision:Q", scale=alt.Scale(domain=[0, 1]), title="share that is true"),
            color=_colored(results),
        )
        .properties(width=520, height=280)
    )


def _chart(rows: list[dict[str, Any]]) -> Any:
    return alt.Chart(alt.InlineData(values=rows))


def _colored(results: Results) -> Any:
    names = list(results.detectors)
    scale = alt.Scale(domain=names, range=[_COLORS.get(name, _OTHER) for name in names])
    return alt.Color("detector:N", scale=scale, title=None)


_PICTURES: dict[Picture, Callable[[Results], Any]] = {
    Picture(file="primitives.svg", title="F1 by primitive"): _by_primitive,
    Picture(file="reliability.svg", title="Confidence against truth"): _reliability,
    Picture(file="precision-at-k.svg", title="Precision of the first lines"): _precision_at,
}
