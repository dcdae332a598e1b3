"""What the words of a header mean: known phrases, mended spelling, resemblance."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from math import exp, log, sqrt

from attrs import frozen

from sentinel_plugins.header_parts import spelled
from sentinel_plugins.header_spelling import Lexicon
from sentinel_plugins.header_synonyms import (
    FILLERS,
    HELPERS,
    ONE_FORM,
    OTHER,
    PHRASES,
    SHORT,
    STRONG,
    WITHOUT_TAX,
)
from sentinel_plugins.header_values import word_set

NONE = ""
"""What is none of the canonical columns, nor one that follows from them."""


@frozen
class Meaning:
    """What a phrase means: roles with their probabilities, and why."""

    roles: tuple[tuple[str, float], ...]
    """Likeliest first; what is missing to 1 is unknown."""
    why: str

    @property
    def role(self) -> str:
        """The likeliest."""
        return self.roles[0][0]

    @property
    def sureness(self) -> float:
        """Of the likeliest."""
        return self.roles[0][1]


def phrase(words: str) -> Meaning | None:
    """The meaning of a phrase that is known, word by word, in any order; null if none is."""
    plain = _plain(words)
    known = dictionary()
    if plain in known:
        return Meaning(known[plain], f"{words!r} is a usual name")
    turned = _by_word_set().get(frozenset(plain.split()))
    if turned is not None and len(plain.split()) > 1:
        return _less(turned, 0.07, f"{words!r} is a usual name in other order")
    apart = re.sub(r"(?<=[a-z]{2})(?=\d+$)", " ", plain)
    if apart != plain and (found := phrase(apart)) is not None:
        return found
    if plain.endswith(" 1") and plain[:-2] in known:
        return _less(known[plain[:-2]], 0.02, f"{words!r} is the first of several")
    if plain.startswith("p ") and (found := _priced(plain[2:])) is not None:
        return found
    if (stem := _numbered(plain)) is not None:
        return Meaning(((NONE, 1.0),), f"another {stem!r}")
    fewer = " ".join(word for word in plain.split() if word not in FILLERS)
    if fewer and fewer != plain and fewer in known:
        return _less(known[fewer], 0.12, f"{fewer!r} is a usual name")
    return None


def _priced(words: str) -> Meaning | None:
    """`P. Custo`, `P. Vente`: a price of three languages."""
    known = (phrase(f"{price} {words}") for price in ("precio de", "preco de", "prix de", "prix"))
    return next((found for found in known if found is not None and found.role != NONE), None)


def bare(words: str) -> str:
    """The words with their spelling mended and the fillers left away."""
    mended, _ = lexicon().mended(words)
    return " ".join(word for word in mended.split() if word not in FILLERS) or mended


def _plain(words: str) -> str:
    """Abbreviations spelled out, in one form: `ult`, `ultima`."""
    return " ".join(ONE_FORM.get(word, word) for word in spelled(words).split())


def _numbered(words: str) -> str | None:
    """`price level 4`: what is there several times, of which the first is the usual one."""
    stem, _, number = words.rpartition(" ")
    if not number.isdigit() or int(number) < 2 or not stem:
        return None
    known = dictionary()
    return stem if stem in known or f"{stem} 1" in known else None


@lru_cache(maxsize=2048)
def meaning(words: str) -> Meaning | None:
    """The meaning of a phrase: as it stands, with its spelling mended, by what it resembles."""
    found = phrase(words)
    if found is not None:
        return found
    mended, doubt = lexicon().mended(_plain(words))
    if doubt:
        found = phrase(mended)
        if found is not None:
            return _less(found.roles, doubt, f"{words!r} stands for {mended!r}")
    return _resembling(mended, doubt)


@cache
def dictionary() -> dict[str, tuple[tuple[str, float], ...]]:
    """Phrase to its roles with their sureness."""
    entries: dict[str, tuple[tuple[str, float], ...]] = {}
    for column, steps in PHRASES.items():
        for sureness, phrases in steps.items():
            for one in phrases.split("|"):
                entries.setdefault(_plain(one), ((column, sureness),))
    for one in WITHOUT_TAX.split("|"):
        entries[_plain(one)] = (("unit_price", STRONG),)
    for roles, phrases in HELPERS:
        ranked = tuple(sorted(roles.items(), key=lambda item: -item[1]))
        for one in phrases.split("|"):
            entries.setdefault(_plain(one), ranked)
    for one in OTHER.split("|"):
        entries[_plain(one)] = ((NONE, 1.0),)
    return entries


@cache
def lexicon() -> Lexicon:
    """All words that headers are made of."""
    return Lexicon(dictionary(), SHORT)


@cache
def _by_word_set() -> dict[frozenset[str], tuple[tuple[str, float], ...]]:
    entries: dict[frozenset[str], tuple[tuple[str, float], ...]] = {}
    for one, roles in dictionary().items():
        if len(one.split()) > 1:
            entries.setdefault(frozenset(one.split()), roles)
    return entries


def _less(roles: tuple[tuple[str, float], ...], doubt: float, why: str) -> Meaning:
    if roles[0][0] == NONE:
        return Meaning(roles, why)
    return Meaning(tuple((role, p * (1 - doubt)) for role, p in roles), why)


# --- resemblance --------------------------------------------------------------------------------

_KINDS = word_set("date dt day fecha datum data id number code name time")
_KIND = 0.8
"""What the words tell that say of what kind the cells are, and nothing else."""
_STEEP = 8.0
_ONE_WORD = 0.7
"""What a resemblance in one of several words is worth."""
_NUMBERED = 0.7
"""`Price 4` is another price than the price."""
_UNLIKE = 0.58
"""A resemblance below this is rather none."""


@cache
def _weights() -> dict[str, float]:
    """Word to what it tells: much if few columns have it in their names."""
    columns: dict[str, set[str]] = {}
    for one, roles in dictionary().items():
        for word in one.split():
            columns.setdefault(word, set()).add(roles[0][0])
    return {
        word: _KIND if word in _KINDS else log(1 + 24 / len(roles))
        for word, roles in columns.items()
    }


@cache
def _index() -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for one in dictionary():
        for word in set(one.split()):
            index.setdefault(word, []).append(one)
    return index


def _telling(words: str) -> set[str]:
    every = set(words.split())
    telling = every - FILLERS
    return telling if len(telling) > 1 else every


def _resembling(words: str, doubt: float) -> Meaning | None:
    """Roles by the known phrase of each that has the most telling words in common."""
    weights, known = _weights(), dictionary()
    own = _telling(words)
    unknown = 3.0
    norm = sqrt(sum(weights.get(word, unknown) ** 2 for word in own))
    best: dict[str, tuple[float, str]] = {}
    for one in {one for word in own for one in _index().get(word, ())}:
        theirs = _telling(one)
        shared = sum(weights[word] ** 2 for word in own & theirs)
        alike = shared / (norm * sqrt(sum(weights[word] ** 2 for word in theirs)))
        if len(own & theirs) == 1 and len(own | theirs) > 1:
            alike *= _ONE_WORD
        if any(word.isdigit() and word not in ("0", "1") for word in own - theirs):
            alike *= _NUMBERED
        for role, p in known[one]:
            score = alike * (0.9 + 0.1 * p)
            if score > 0.3 and (score, one) > best.get(role, (0.0, "")):
                best[role] = (score, one)
    if not best:
        return None
    pull = {role: exp(_STEEP * (score - 1)) for role, (score, _) in best.items()}
    pull[NONE] = max(pull.get(NONE, 0.0), exp(_STEEP * (_UNLIKE - 1)))
    total = sum(pull.values())
    roles = sorted(
        ((role, (1 - doubt) * p / total) for role, p in pull.items()),
        key=lambda item: (-item[1], item[0]),
    )
    closest = max(best.values())[1]
    return Meaning(tuple(roles), f"{words!r} resembles {closest!r}")
