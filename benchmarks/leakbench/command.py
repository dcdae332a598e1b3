"""The benchmark from its options to what it prints: `sentinel benchmark` calls `main`."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from pathlib import Path

import attrs

from sentinel.errors import UsageError

from . import page, tables
from .cases import THROUGH_ADAPTERS, VARIANTS, Variant
from .errors import added, described
from .run import DETECTORS, LEARNER, SENTINEL, Plan, Say, run
from .worlds import WORLDS
from .writing import write, write_another

SEEDS, SKUS = tuple(range(1000, 1005)), 36_000
TRAINING_SEEDS, TRAINING_SKUS = tuple(range(20, 34)), 12_000
"""Stores whose truth the learner has seen; tuning seeds, far from the reported ones."""
_QUICK_SEEDS, _QUICK_SKUS = (1000, 1001), 4_000
_QUICK_TRAINING_SEEDS, _QUICK_TRAINING_SKUS = tuple(range(20, 26)), 4_000
SCORES, PEERS, WITH_VARIANTS = PARTS = ("scores", "peers", "variants")


@attrs.frozen(kw_only=True)
class Options:
    """What the user chose; null: the default."""

    seeds: str | None = None
    """`1000-1004` or `0,3,7`; one store each."""
    skus: int | None = None
    quick: bool = False
    world: str | None = None
    """Whose stores; null: LeakBench's own."""
    detector: str = SENTINEL
    only: Sequence[str] = PARTS
    variants: Sequence[str] = ()
    """Keys; empty: all, or where layouts are named those only."""
    layout: Sequence[str] = ()
    """Keys of adapters through whose layouts the stores are read; besides the variants named."""
    processes: int = 2
    explain_errors: bool = False
    json: Path | None = None
    pictures: Path | None = None
    page: Path | None = None
    write: Path | None = None

    @property
    def command(self) -> str:
        """The command that gives these figures; where they are written to is left out."""
        words = ["sentinel", "benchmark"]
        words += ["--quick"] if self.quick else []
        words += ["--seeds", self.seeds] if self.seeds else []
        words += ["--skus", str(self.skus)] if self.skus else []
        words += ["--world", self.world] if self.world else []
        words += ["--detector", self.detector] if self.detector != SENTINEL else []
        words += ["--only", ",".join(self.only)] if tuple(self.only) != PARTS else []
        words += ["--variants", ",".join(self.variants)] if self.variants else []
        words += ["--layout", ",".join(self.layout)] if self.layout else []
        return shlex.join(words)


def main(options: Options, say: Say) -> str:
    """Runs it, writes the files asked for, and returns what is to be printed.

    Raises UsageError for an option that means nothing here.
    """
    plan = planned(options)
    if options.write is not None:
        for seed in plan.seeds:
            if plan.world is None:
                write(options.write, seed, plan.skus)
            else:
                write_another(options.write, plan.world, seed, plan.skus)
            say(f"seed {seed}: written")
        return f"{len(plan.seeds)} stores in {options.write}"
    if options.page is not None:
        page.check(options.page)
    results = run(plan, say)
    if options.json is not None:
        options.json.write_text(json.dumps(tables.data(results), indent=1) + "\n", "utf-8")
    if options.pictures is not None:
        from . import pictures

        pictures.draw(results, options.pictures)
    if options.page is not None:
        page.put(results, options.page, options.command)
    parts = [tables.text(table) for table in tables.tables(results)]
    if options.explain_errors:
        parts.append(described(added(list(results.errors))))
    parts.append(f"{results.seconds:.0f} seconds in {options.processes} processes")
    return "\n\n\n".join(parts)


def planned(options: Options) -> Plan:
    """What these options ask for. Raises UsageError for what means nothing."""
    _known("part", options.only, PARTS)
    if options.world is not None:
        _known("world", [options.world], tuple(WORLDS))
    file = options.detector not in DETECTORS
    if file and not Path(options.detector).is_file():
        raise UsageError(
            f"{options.detector!r} is neither a file of findings nor a detector.",
            given=options.detector,
            known=DETECTORS,
        )
    quick = options.quick
    return Plan(
        seeds=seeds_of(options.seeds) if options.seeds else _QUICK_SEEDS if quick else SEEDS,
        skus=options.skus or (_QUICK_SKUS if quick else SKUS),
        detector=options.detector,
        world=options.world,
        peers=_peers(options) if PEERS in options.only else (),
        # a file tells of the plain exports only
        variants=_variants(options) if WITH_VARIANTS in options.only and not file else (),
        training_seeds=_QUICK_TRAINING_SEEDS if quick else TRAINING_SEEDS,
        training_skus=_QUICK_TRAINING_SKUS if quick else TRAINING_SKUS,
        processes=options.processes,
        explain_errors=options.explain_errors,
    )


def seeds_of(text: str) -> tuple[int, ...]:
    """`1000-1004`, `0,3,7` or both. Raises UsageError for anything else."""
    seeds: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if not (first.strip().isdecimal() and (last or first).strip().isdecimal()):
            raise UsageError(f"{text!r} are no seeds; expected 1000-1004 or 0,3,7.", given=text)
        seeds += range(int(first), int(last or first) + 1)
    return tuple(dict.fromkeys(seeds))


def _peers(options: Options) -> tuple[str, ...]:
    # the learner has been taught on our own stores
    return tuple(name for name in DETECTORS if options.world is None or name != LEARNER)


def _variants(options: Options) -> tuple[Variant, ...]:
    _known("variant", options.variants, [variant.key for variant in VARIANTS])
    _known("layout", options.layout, [variant.key for variant in THROUGH_ADAPTERS])
    if options.world is not None:
        return _no_variants(options)
    every = not options.variants and not options.layout
    return (
        *(variant for variant in VARIANTS if every or variant.key in options.variants),
        *(variant for variant in THROUGH_ADAPTERS if variant.key in options.layout),
    )


def _no_variants(options: Options) -> tuple[Variant, ...]:
    if options.variants or options.layout:
        raise UsageError("Another world's stores are exported in one way only: no variants.")
    return ()


def _known(what: str, given: Sequence[str], known: Sequence[str]) -> None:
    for name in given:
        if name not in known:
            raise UsageError(f"No {what} is called {name!r}.", given=name, known=tuple(known))
