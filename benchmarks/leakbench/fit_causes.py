"""Moves the table of likelihoods, `src/sentinel/causes/likelihoods.json`, towards what stores show:

    python -m benchmarks.leakbench.fit_causes --seeds 30-45

The numbers were set by reasoning. What was planted and found in stores of tuning seeds and of every
world moves them, by logistic regression drawn back to what was reasoned; a ratio never crosses 1,
so that each number still says what its reason says. Every sixth seed is held back and printed,
never fitted. Needs SciPy.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path

import attrs
import click
import numpy as np

import sentinel
from sentinel import causes, detect
from sentinel.models import CAUSES

from .arrays import Bools, Floats, Ints
from .fit import Case, cases, seeds_of
from .truth import PRIMITIVES

WRITTEN_TO = Path(causes.__file__).with_name("likelihoods.json")
DRAWN_BACK = 20.0
"""Weight of a squared step of log-ratio against the reasoned one, in findings."""
MOST_FINDINGS = 200.0
"""A kind of leak in a world weighs as many findings at most, so that no world outvotes another."""
STEEPEST = math.log(30)
LEAST = math.log(1.1)
"""A ratio that is nearer to 1 says nothing."""
NOT_FITTED = CAUSES.index("RebateTiming")
"""How common late rebates are, the worlds do not agree on (one for sixteen of a vendor's rises, or
one for each), and nothing in an export tells the two apart: theirs stays as it was reasoned."""
Place = tuple[str, str, str]
"""`prior` and a primitive, or `ratio` and a signal; and the cause."""


@attrs.frozen(kw_only=True, eq=False)
class Planted:
    """Leaks that were planted and found."""

    primitive: Ints
    """Place in `PRIMITIVES`."""
    shown: Floats
    """By finding and signal, 1 where the item shows it."""
    cause: Ints
    """Place in `CAUSES`."""
    world: Ints
    held: Bools
    """Of a seed that is not fitted."""


def planted(seeds: list[int], skus: int) -> tuple[Planted, list[str]]:
    """What the engine finds of what is planted, and the names of the worlds."""
    worlds: list[str] = []
    rows: list[tuple[int, int, int, int, bool]] = []
    for number, seed in enumerate(seeds):
        for world, case in cases(seed, skus).items():
            if world not in worlds:
                worlds.append(world)
            rows += [(*row, worlds.index(world), number % 6 == 0) for row in _found(case)]
        click.echo(f"{number + 1} of {len(seeds)} seeds", err=True)
    primitive, mask, cause, place, held = map(np.array, zip(*rows, strict=True))
    bits = np.arange(len(causes.SIGNALS))
    shown = (mask[:, None] >> bits & 1).astype(np.float64)
    return Planted(primitive=primitive, shown=shown, cause=cause, world=place, held=held), worlds


def _found(case: Case) -> Iterator[tuple[int, int, int]]:
    """Primitive, signals and true cause of each planted leak that is found."""
    keys = ["sku", "primitive"]
    right = case.known.filter(case.known["label"]).select([*keys, "cause"])
    found = detect.detect(case.now, sentinel.Engine().primitives, (), case.before, threads=2)
    both = found.findings.join(right, keys, join_type="inner")
    columns = (both[name].to_pylist() for name in ("primitive", "signals", "cause"))
    for primitive, signals, cause in zip(*columns, strict=True):
        if cause is not None and primitive in PRIMITIVES:
            yield PRIMITIVES.index(primitive), signals, CAUSES.index(cause)


class Model:
    """The table as one vector of logarithms."""

    def __init__(self, table: causes.Table) -> None:
        logs: dict[Place, float] = {}
        for key in PRIMITIVES:
            for cause in CAUSES:
                logs["prior", key, cause] = math.log(table.priors[key].probabilities[cause])
        for name, signal in table.signals.items():
            for cause, row in signal.ratios.items():
                logs["ratio", name, cause] = math.log(row.ratio)
        self.places = list(logs)
        self.reasoned = np.array(list(logs.values()))

    def bounds(self) -> list[tuple[float | None, float | None]]:
        """A ratio keeps to its side of 1."""
        return [_bound(*place, log) for place, log in zip(self.places, self.reasoned, strict=True)]

    def matrices(self, logs: Floats) -> tuple[Floats, Floats]:
        """Priors by primitive and cause, ratios by signal and cause."""
        priors = np.zeros((len(PRIMITIVES), len(CAUSES)))
        ratios = np.zeros((len(causes.SIGNALS), len(CAUSES)))
        for (kind, name, cause), log in zip(self.places, logs, strict=True):
            if kind == "prior":
                priors[PRIMITIVES.index(name), CAUSES.index(cause)] = log
            else:
                ratios[causes.SIGNALS.index(name), CAUSES.index(cause)] = log
        return priors, ratios

    def vector(self, priors: Floats, ratios: Floats) -> Floats:
        """The other way round."""
        rows = {"prior": (PRIMITIVES, priors), "ratio": (causes.SIGNALS, ratios)}
        return np.array(
            [
                rows[kind][1][rows[kind][0].index(name), CAUSES.index(cause)]
                for kind, name, cause in self.places
            ]
        )

    def posterior(self, logs: Floats, leaks: Planted, among: Bools | None = None) -> Floats:
        """Probabilities by leak and cause, of all causes or of those that are 1 in `among`."""
        priors, ratios = self.matrices(logs)
        scores = priors[leaks.primitive] + leaks.shown @ ratios
        if among is not None:
            scores = np.where(among, scores, -np.inf)
        raised = np.exp(scores - scores.max(1, keepdims=True))
        return np.asarray(raised / raised.sum(1, keepdims=True))


def _bound(kind: str, _: str, cause: str, log: float) -> tuple[float | None, float | None]:
    if CAUSES.index(cause) == NOT_FITTED:
        return log, log
    if kind == "prior":
        return None, None
    return (LEAST, STEEPEST) if log > 0 else (-STEEPEST, -LEAST)


def fitted(model: Model, leaks: Planted) -> Floats:
    """The logarithms under which what is planted is likeliest, drawn back to the reasoned ones."""
    from scipy.optimize import minimize

    weight = _weights(leaks)
    truth = np.eye(len(CAUSES))[leaks.cause]
    among = np.arange(len(CAUSES)) != NOT_FITTED

    def loss(logs: Floats) -> tuple[float, Floats]:
        posterior = model.posterior(logs, leaks, among)
        likely = np.maximum((posterior * truth).sum(1), 1e-12)
        step = (posterior - truth) * weight[:, None]
        priors = np.zeros((len(PRIMITIVES), len(CAUSES)))
        np.add.at(priors, leaks.primitive, step)
        off = logs - model.reasoned
        slope = model.vector(priors, leaks.shown.T @ step) + 2 * DRAWN_BACK * off
        return float(-weight @ np.log(likely) + DRAWN_BACK * off @ off), slope

    found = minimize(loss, model.reasoned, jac=True, method="L-BFGS-B", bounds=model.bounds())
    return np.asarray(found.x)


def _weights(leaks: Planted) -> Floats:
    weight = np.zeros(len(leaks.cause))
    for key in range(len(PRIMITIVES)):
        for world in set(leaks.world.tolist()):
            some = ~leaks.held & (leaks.primitive == key) & (leaks.world == world)
            some &= leaks.cause != NOT_FITTED
            weight[some] = min(1.0, MOST_FINDINGS / max(some.sum(), 1))
    return weight


def right(model: Model, logs: Floats, leaks: Planted) -> Bools:
    """Whether the cause that is named is the true one."""
    posterior = model.posterior(logs, leaks)
    named = posterior.max(1) >= causes.UNDETERMINED_BELOW
    return np.asarray(named & (posterior.argmax(1) == leaks.cause))


def written(text: str, model: Model, logs: Floats) -> str:
    """The table's text with the numbers exchanged, all else as it was."""
    priors, _ = model.matrices(logs)
    for key, row in zip(PRIMITIVES, np.exp(priors), strict=True):
        shares = _rounded(row / row.sum())
        numbers = json.dumps(dict(zip(CAUSES, shares, strict=True)))
        text = _exchanged(
            text, rf'("{key}": \{{(?:(?!probabilities).)*"probabilities": )\{{[^}}]*\}}', numbers
        )
    for (kind, name, cause), log in zip(model.places, logs, strict=True):
        if kind == "ratio":
            place = (
                rf'("{name}": \{{\s*"meaning"(?:(?!"meaning").)*?"{cause}": \{{"ratio": )[0-9.e-]+'
            )
            text = _exchanged(text, place, f"{math.exp(log):.2g}")
    return text


def _rounded(shares: Floats) -> list[float]:
    """Two digits, at least one per cent, adding up to one."""
    kept = np.maximum(np.round(shares, 2), 0.01)
    kept[kept.argmax()] += 1 - kept.sum()
    return [round(float(share), 2) for share in kept]


def _exchanged(text: str, place: str, number: str) -> str:
    changed, times = re.subn(place, rf"\g<1>{number}", text, count=1, flags=re.DOTALL)
    if times != 1:
        raise ValueError(f"{place} is not in the table.")
    return changed


@click.command()
@click.option(
    "--seeds", default="30-45", show_default=True, help="Tuning seeds, a store per world."
)
@click.option("--skus", default=12_000, show_default=True, help="SKUs per store.")
def main(seeds: str, skus: int) -> None:
    """Fit the likelihoods of root causes and write them."""
    leaks, worlds = planted(seeds_of(seeds), skus)
    model = Model(causes.table())
    logs = fitted(model, leaks)
    before, after = right(model, model.reasoned, leaks), right(model, logs, leaks)
    for number, key in enumerate((*PRIMITIVES, "all")):
        for place, world in enumerate(worlds):
            some = leaks.held & (leaks.world == place)
            if key != "all":
                some &= leaks.primitive == number
            said = f"{before[some].mean():.3f} {after[some].mean():.3f}" if some.any() else "none"
            click.echo(f"{key:24} {world:8} {some.sum():5} {said}")
    WRITTEN_TO.write_text(written(WRITTEN_TO.read_text(), model, logs))


if __name__ == "__main__":
    main()
