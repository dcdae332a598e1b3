"""The ceiling: gradient boosting that has seen the truth of other stores of the same simulator.

No store has such labels, so this is no rival but a yardstick: what of the truth an export gives
away to somebody who was told the answers for fourteen stores. One classifier per primitive over
the features of `features.py`; probabilities and the limit that gives the best F1 come from
stores that the judging model has not seen.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.isotonic import IsotonicRegression
from threadpoolctl import threadpool_limits

from .arrays import Bools, Floats, Ints
from .cases import Case, case
from .columns import lines
from .features import features
from .simulator import simulate
from .truth import PRIMITIVES, truth

FOLDS = 3
ROUNDS = 200
NEGATIVES = 0.3
"""Share of the innocent rows that is trained on: with all of them it takes several times as long.
Calibration and limit, which are found on all rows, make up for it. (Weights would do so too, but
with them scikit-learn 1.9 spends most of its time on weighted percentiles.)"""


@attrs.frozen(kw_only=True, eq=False)
class Model:
    """One primitive: a model per fold, whose scores are averaged."""

    boosted: Sequence[Any]
    calibration: Any
    limit: float
    """Score, before calibration, from which it is a finding."""

    def score(self, rows: Floats) -> Floats:
        """Before calibration: rises with the probability."""
        each = [model.predict_proba(rows)[:, 1] for model in self.boosted]
        return np.asarray(np.mean(each, axis=0))


@attrs.frozen(kw_only=True, eq=False)
class Learner:
    """All primitives."""

    models: Mapping[str, Model]

    def findings(self, case: Case) -> pa.Table:
        """Findings of one store, the surest first: a classifier knows no dollars."""
        rows, parts = matrix(case), []
        with threadpool_limits(limits=1):
            for key, model in self.models.items():
                said = model.score(rows)
                hit = np.flatnonzero(said >= model.limit)
                confidence = model.calibration.predict(said[hit])
                parts.append(lines(case.table, hit, key, confidence))
        found: pa.Table = pa.concat_tables(parts).sort_by([("confidence", "descending")])
        return found


def matrix(case: Case) -> Any:
    """One row per SKU, one column per feature; 32 bits are enough to split on."""
    columns = features(case.table, case.as_of)
    rows = np.column_stack(list(columns.values())).astype(np.float32)
    rows[~np.isfinite(rows)] = np.nan
    return rows


def prepare(seed: int, skus: int, folder: Path) -> None:
    """Simulates one store to learn from and leaves rows and labels in the folder."""
    store = simulate(skus, seed)
    verdicts = truth(store).verdicts
    arrays: dict[str, Any] = {key: verdicts[key].label for key in PRIMITIVES}
    np.savez(folder / f"store-{seed}.npz", rows=matrix(case(store)), **arrays)


def fit(primitive: str, seeds: Sequence[int], folder: Path, rounds: int = ROUNDS) -> Model:
    """Learns one primitive from the stores that `prepare` left there; `rounds` of boosting."""
    stores = [np.load(folder / f"store-{seed}.npz") for seed in seeds]
    rows = np.vstack([store["rows"] for store in stores])
    label = np.concatenate([store[primitive] for store in stores])
    fold = np.repeat(np.arange(len(stores)) % FOLDS, [len(store[primitive]) for store in stores])
    score = np.zeros(len(label))
    boosted = []
    with threadpool_limits(limits=1):
        for number in range(FOLDS):
            unseen = fold == number
            boosted.append(_boosted(rows, label, np.flatnonzero(~unseen), rounds))
            score[unseen] = boosted[-1].predict_proba(rows[unseen])[:, 1]
    calibration = IsotonicRegression(out_of_bounds="clip").fit(score, label)
    return Model(boosted=boosted, calibration=calibration, limit=_best_limit(score, label))


def _boosted(rows: Floats, label: Bools, among: Ints, rounds: int) -> Any:
    draw = np.random.default_rng(0).random(len(among))
    among = among[label[among] | (draw < NEGATIVES)]
    model = HistGradientBoostingClassifier(
        max_iter=rounds, learning_rate=0.07, max_leaf_nodes=15, min_samples_leaf=20,
        l2_regularization=5.0, max_features=0.4, early_stopping=False, random_state=0,
    )  # fmt: skip
    return model.fit(rows[among], label[among])


def _best_limit(score: Floats, label: Bools) -> float:
    """Where F1 over all the rows is highest."""
    order = np.argsort(-score, kind="stable")
    right = np.cumsum(label[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + label.sum())
    return float(score[order][int(f1.argmax())])


def cached(skus: int, seeds: Sequence[int]) -> Path:
    """Where a learner of these stores is kept: in the user's cache, under a name that changes with
    the simulator, the features and the library."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    made_of = hashlib.sha256(f"{sklearn.__version__} {skus} {list(seeds)}".encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        if source.name not in _BESIDE:
            made_of.update(source.read_bytes())
    return Path(home) / "sentinel" / "leakbench" / f"learner-{made_of.hexdigest()[:16]}.pickle"


_BESIDE = (
    "__init__.py", "command.py", "detectors.py", "errors.py", "fit.py", "ghost.py", "goals.py",
    "layouts.py",
    "matching.py", "page.py", "pictures.py", "results.py", "rules.py", "run.py", "score.py",
    "tables.py", "worth.py", "writing.py",
)  # fmt: skip
"""Modules that neither make stores nor learn from them."""


def load(place: Path) -> Learner | None:
    """A learner that was kept; null where there is none."""
    if not place.exists():
        return None
    kept: Learner = pickle.loads(place.read_bytes())
    return kept


def keep(learner: Learner, place: Path) -> None:
    """Keeps it for the next time; whoever reads it meanwhile sees all of it or nothing."""
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(pickle.dumps(learner))
    unfinished.replace(place)
