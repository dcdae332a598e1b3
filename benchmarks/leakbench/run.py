"""The work: stores simulated, exports made, detectors asked, scores collected; in processes."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import (
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
)
from pathlib import Path

import attrs
import pyarrow as pa

from sentinel.errors import UsageError

from . import detectors
from .cases import PREVIOUS_DAYS, Case, Variant, case, case_of
from .errors import Errors, errors
from .results import Group, Results
from .score import Score, score
from .simulator import simulate
from .truth import PRIMITIVES, truth
from .worlds import WORLDS

SENTINEL, LEARNER = "sentinel", "learner"
BUILT_IN: Mapping[str, detectors.Detector] = {
    SENTINEL: detectors.sentinel,
    "rules": detectors.by_rules,
    "ghost": detectors.by_ghost_test,
}
"""Besides the learner, which has to be taught first."""
DETECTORS = (*BUILT_IN, LEARNER)

Say = Callable[[str], None]


@attrs.frozen(kw_only=True)
class Plan:
    """What is to be done."""

    seeds: Sequence[int]
    skus: int
    detector: str = SENTINEL
    """One of `DETECTORS`, or the path of a file of findings."""
    peers: Sequence[str] = ()
    """Judged on the plain exports, beside the detector."""
    variants: Sequence[Variant] = ()
    """Exports on which the detector is judged once more; none of another world's stores."""
    world: str | None = None
    """One of `WORLDS`; null: LeakBench's own."""
    training_seeds: Sequence[int] = ()
    training_skus: int = 0
    processes: int = 2
    explain_errors: bool = False

    @property
    def names(self) -> list[str]:
        """Detector and peers, each once."""
        return list(dict.fromkeys([self.detector, *self.peers]))


@attrs.frozen(kw_only=True, eq=False)
class _Judged:
    """One store."""

    seed: int
    detectors: Mapping[str, Score]
    variants: Mapping[str, Score]
    errors: Errors


def run(plan: Plan, say: Say) -> Results:
    """Does it, and tells how far it is. The same plan gives the same figures.

    Raises UsageError where a file of findings cannot be scored.
    """
    started = time.monotonic()
    place = _taught(plan, say) if LEARNER in plan.names else None
    judged: list[_Judged] = []
    with _workers(plan) as workers:
        waiting = [workers.submit(judge, seed, plan, place) for seed in plan.seeds]
        for done in as_completed(waiting):
            judged.append(_result(done, plan))
            one = judged[-1]
            f1 = one.detectors[plan.detector].mean_f1
            say(f"seed {one.seed}: mean F1 {f1:.3f} ({len(judged)} of {len(plan.seeds)} stores)")
    judged.sort(key=lambda one: list(plan.seeds).index(one.seed))
    return Results(
        seeds=list(plan.seeds),
        skus=plan.skus,
        world=plan.world,
        detector=plan.detector,
        detectors={name: Group([one.detectors[name] for one in judged]) for name in plan.names},
        variants={v.key: Group([one.variants[v.key] for one in judged]) for v in plan.variants},
        errors=[one.errors for one in judged],
        seconds=time.monotonic() - started,
    )


def _result(done: Future[_Judged], plan: Plan) -> _Judged:
    try:
        return done.result()
    except ValueError as error:
        if plan.detector in DETECTORS:
            raise
        raise UsageError(f"{plan.detector} cannot be scored: {error}") from None


def _workers(plan: Plan) -> Executor:
    if plan.processes == 1:
        return ThreadPoolExecutor(1)
    # a fork of a process with Arrow's threads may hang
    return ProcessPoolExecutor(plan.processes, multiprocessing.get_context("spawn"))


def judge(seed: int, plan: Plan, learner: Path | None) -> _Judged:
    """One store, all detectors, all variants."""
    plain, known, others = _own(seed, plan) if plan.world is None else _another(seed, plan)
    asked = {name: _detector(name, learner) for name in plan.names}
    said = {name: ask(plain) for name, ask in asked.items()}
    mine, own = asked[plan.detector], said[plan.detector]
    return _Judged(
        seed=seed,
        detectors={name: _scored(detected, known) for name, detected in said.items()},
        variants={
            **{key: _scored(mine(other), known) for key, other in others},
            **dict(_other_sizes(seed, plan, mine)),
        },
        errors=errors(own.findings, known, own.offered) if plan.explain_errors else {},
    )


_Store = tuple[Case, pa.Table, Iterable[tuple[str, Case]]]
"""The plain export, the truth, and the other exports by variant."""


def _own(seed: int, plan: Plan) -> _Store:
    variants = [variant for variant in plan.variants if variant.size == 1]
    keep = (0, PREVIOUS_DAYS) if any(variant.previous for variant in variants) else (0,)
    store = simulate(plan.skus, seed, keep=keep)
    return case(store), truth(store).table(), ((v.key, case(store, v)) for v in variants)


def _another(seed: int, plan: Plan) -> _Store:
    made = WORLDS[plan.world or ""](plan.skus, seed)
    return case_of(made, seed), made.truth, ()


def _other_sizes(seed: int, plan: Plan, ask: detectors.Detector) -> Iterator[tuple[str, Score]]:
    for variant in plan.variants:
        if variant.size != 1:
            store = simulate(max(200, round(plan.skus * variant.size)), seed)
            yield variant.key, _scored(ask(case(store, variant)), truth(store).table())


def _scored(detected: detectors.Detected, known: pa.Table) -> Score:
    return score(detected.findings, known, offered=detected.offered, posteriors=detected.posteriors)


def _detector(name: str, learner: Path | None) -> detectors.Detector:
    if name in BUILT_IN:
        return BUILT_IN[name]
    if name != LEARNER:
        return detectors.from_file(Path(name))
    from . import learner as learning

    assert learner is not None
    taught = learning.load(learner)
    assert taught is not None
    return lambda case: detectors.Detected(
        findings=taught.findings(case), offered=tuple(taught.models)
    )


def _taught(plan: Plan, say: Say) -> Path:
    """Where the learner is kept; taught first where nobody has."""
    from . import learner

    place = learner.cached(plan.training_skus, plan.training_seeds)
    if place.exists():
        say(f"learner: taught before, kept in {place}")
        return place
    with _workers(plan) as workers, tempfile.TemporaryDirectory() as name:
        folder, seeds = Path(name), plan.training_seeds
        stores = [
            workers.submit(learner.prepare, seed, plan.training_skus, folder) for seed in seeds
        ]
        for number, done in enumerate(as_completed(stores), 1):
            done.result()
            say(f"learner: {number} of {len(seeds)} stores to learn from")
        fits = {key: workers.submit(learner.fit, key, seeds, folder) for key in PRIMITIVES}
        models = {}
        for key, fit in fits.items():
            models[key] = fit.result()
            say(f"learner: {len(models)} of {len(fits)} primitives, {key}")
    learner.keep(learner.Learner(models=models), place)
    return place
