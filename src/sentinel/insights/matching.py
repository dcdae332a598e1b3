"""Which pattern an item belongs to, by whole words of its SKU and description."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from attrs import field, frozen

OTHER = "other"


@frozen(kw_only=True)
class Word:
    """A word or phrase that tells a pattern."""

    word: str
    """In capitals; of a phrase the words in their order; a trailing `*` matches any ending."""
    unless: tuple[str, ...] = ()
    """Words or phrases beside which it means something else."""
    needs: tuple[str, ...] = ()
    """Of these one must be there as well; empty: none."""

    def fits(self, name: Name) -> bool:
        """Whether all of it is in the name, its first word being there, and nothing speaks
        against it."""
        return (
            (" " not in self.word or name.has_phrase(self.word))
            and not name.has_any(*self._unless)
            and (not self.needs or name.has_any(*self._needs))
        )

    @cached_property
    def _unless(self) -> tuple[frozenset[str], tuple[str, ...]]:
        return _with_plurals(self.unless)

    @cached_property
    def _needs(self) -> tuple[frozenset[str], tuple[str, ...]]:
        return _with_plurals(self.needs)


@frozen(kw_only=True)
class PatternKind:
    """One group of items, as data."""

    id: str
    covers: str
    typical: str | None
    """The classification that mostly holds; null: none does."""
    question: str
    answers: tuple[tuple[str, str], ...]
    """Label and classification, the likeliest first."""
    words: tuple[Word, ...]

    @property
    def title(self) -> str:
        """`lumber_2x` is "Lumber 2X"."""
        return "Other Items" if self.id == OTHER else self.id.replace("_", " ").title()


class Name:
    """The words of an item."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words

    def has_any(self, words: frozenset[str], phrases: Iterable[str]) -> bool:
        """Whether one of the words or phrases is in it; plurals of `words` are for the caller."""
        return not words.isdisjoint(self._words) or any(map(self.has_phrase, phrases))

    def has_phrase(self, phrase: str) -> bool:
        """Whether these words follow each other in it, in plural or not."""
        return f" {phrase} " in self._text

    @cached_property
    def _text(self) -> str:
        return f" {' '.join(self._words)}  {' '.join(map(_singular, self._words))} "


@frozen(kw_only=True)
class _Index:
    by_word: Mapping[str, tuple[tuple[int, Word], ...]] = field(factory=dict)
    """First word of a phrase to the places in the order of patterns."""
    prefixes: tuple[tuple[int, Word], ...] = ()


@cache
def kinds() -> tuple[PatternKind, ...]:
    """All patterns in the order in which they are tried; the last takes what is left."""
    raw = json.loads(Path(__file__).with_name("patterns.json").read_text(encoding="utf-8"))
    return tuple(map(_kind, raw["patterns"]))


class Matcher:
    """Tells items from each other; each different word is looked up once."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[tuple[int, Word], ...]] = {}

    def kind_of(self, sku: str, description: str) -> str:
        """Id of the first pattern that fits."""
        words = words_of(f"{sku} {description}")
        told = [hit for word in words for hit in self._by(word)]
        if not told:
            return OTHER
        name = Name(words)
        fitting = (place for place, word in sorted(told, key=_by_place) if word.fits(name))
        return kinds()[next(fitting, -1)].id

    def _by(self, word: str) -> tuple[tuple[int, Word], ...]:
        if word.isdigit():  # no pattern is told by a number, and numbers are many
            return ()
        if word not in self._told:
            self._told[word] = tuple(_telling(word))
        return self._told[word]


def kind_of(sku: str, description: str) -> str:
    """Id of the first pattern that fits one item."""
    return Matcher().kind_of(sku, description)


def words_of(text: str) -> list[str]:
    """The words of a text: capitals, sizes joined (`2 x 4` is `2X4`), `/ft` is PER FOOT."""
    plain = _PER_FOOT.sub(" PER FOOT ", text.upper())
    plain = _SIZE.sub("X", _QUOTES.sub("", plain))
    return _WORDS.findall(plain)


_PER_FOOT = re.compile(r"/\s*(?:FT|FOOT)\b")
_QUOTES = re.compile(r"(?<=\d)\s*(?:\"|''|\u2033|IN\b\.?)|'")
_SIZE = re.compile(r"(?<=\d)\s*[X\u00d7]\s*(?=\d)")
_WORDS = re.compile(r"\d+(?:[./]\d+)+[A-Z0-9]*|[A-Z0-9]+", re.ASCII)


def _forms(word: str) -> Iterator[str]:
    """The word, what it may be the plural of, and of a size its first two measures."""
    yield word
    if len(word) > 2 and word.endswith("S"):
        yield word[:-1]
        if word.endswith("ES"):
            yield word[:-2]
        if word.endswith("IES"):
            yield f"{word[:-3]}Y"
    measures = word.split("X")
    if len(measures) > 2 and measures[0].isdigit() and measures[1].isdigit():
        yield "X".join(measures[:2])


def _with_plurals(names: Iterable[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Single words with all that are a plural of them, and the phrases."""
    words, phrases = [], []
    for name in names:
        if " " in name:
            phrases.append(name)
        else:
            words += [name, f"{name}S", f"{name}ES"]
            if name.endswith("Y"):
                words.append(f"{name[:-1]}IES")
    return frozenset(words), tuple(phrases)


def _singular(word: str) -> str:
    if len(word) < 3 or not word.endswith("S") or word.endswith("SS"):
        return word
    if word.endswith("IES"):
        return f"{word[:-3]}Y"
    return word[:-2] if word.endswith(("SHES", "CHES", "XES", "SSES")) else word[:-1]


def _by_place(told: tuple[int, Word]) -> int:
    return told[0]


def _telling(word: str) -> Iterator[tuple[int, Word]]:
    """Patterns' words and phrases that begin with this word of a name."""
    index = _index()
    for form in dict.fromkeys(_forms(word)):
        yield from index.by_word.get(form, ())
    for place, told in index.prefixes:
        if word.startswith(told.word.removesuffix("*")):
            yield place, told


@cache
def _index() -> _Index:
    by_word: dict[str, tuple[tuple[int, Word], ...]] = {}
    prefixes = []
    for place, kind in enumerate(kinds()):
        for word in kind.words:
            if word.word.endswith("*"):
                prefixes.append((place, word))
            else:
                first = word.word.split()[0]
                by_word[first] = (*by_word.get(first, ()), (place, word))
    return _Index(by_word=by_word, prefixes=tuple(prefixes))


def _kind(raw: Mapping[str, Any]) -> PatternKind:
    words = tuple(
        Word(
            word=word["word"],
            unless=tuple(word.get("unless", ())),
            needs=tuple(word.get("needs", ())),
        )
        for word in raw["words"]
    )
    answers = tuple((label, classification) for label, classification in raw["answers"])
    return PatternKind(**{**raw, "words": words, "answers": answers})
