"""Words as tills write them: glued together, shortened, mistyped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

_VOWELS = str.maketrans("", "", "aeiou")
_TYPO, _GLUED, _SHORTENED = 0.05, 0.04, 0.08
_SHORT_TYPO = 0.25
"""What each kind of mending takes from the sureness."""
_PIECES = 4
_TWO_LETTERS = frozenset(
    ("oh", "oo", "id", "qt", "po", "pr", "so", "no", "nr", "cd", "dt", "pk", "cs", "on")
)
"""The only short pieces that glued words are taken apart into."""


class Lexicon:
    """The words of known phrases, and the usual abbreviations."""

    def __init__(self, phrases: Iterable[str], short: Mapping[str, str]) -> None:
        phrases = sorted(phrases)
        self._counts = Counter(word for phrase in phrases for word in phrase.split())
        self._short = short
        self._glued = {phrase.replace(" ", ""): phrase for phrase in phrases if " " in phrase}
        self._by_length: dict[int, list[str]] = {}
        for word in sorted({*self._counts, *self._glued}):
            self._by_length.setdefault(len(word), []).append(word)
        self._shortened = self._abbreviations()
        self._word = lru_cache(maxsize=4096)(self._mended_word)

    def mended(self, words: str) -> tuple[str, float]:
        """The phrase in known words, and the doubt that this leaves, 0 if nothing was mended."""
        found = [self._word(word) for word in words.split()]
        return " ".join(word for word, _ in found), sum(doubt for _, doubt in found)

    def knows(self, word: str) -> bool:
        """Whether known phrases have the word."""
        return word in self._counts or word in self._short

    def _mended_word(self, word: str) -> tuple[str, float]:
        if word in self._counts or len(word) < 3 or not word.isalpha():
            return word, 0.0
        for mend, doubt in (
            (self._glued.get, _GLUED),
            (self._shortened.get, _SHORTENED),
            (self._typo, _TYPO),
            (self._apart, _GLUED),
            (self._beginning, _SHORTENED),
        ):
            found = mend(word)
            if found is not None:
                # Short words are soon another word: prime, price.
                return found, doubt + (_SHORT_TYPO if mend == self._typo and len(word) < 6 else 0)
        return word, 0.0

    def _abbreviations(self) -> dict[str, str]:
        """`rtl`, `cst`, `prc`: frequent words without their vowels, where that is one word only."""
        found: dict[str, str] = {}
        ambiguous: set[str] = set()
        frequent = [w for w, n in self._counts.items() if n >= 3 and len(w) > 3 and w.isascii()]
        for word in sorted(frequent, key=lambda w: (-self._counts[w], w)):
            bones = word[0] + word[1:].translate(_VOWELS)
            for short in {bones, bones[:3], bones[:4], bones.removesuffix("s")}:
                if len(short) < 3 or short in self._counts or short in self._short:
                    continue
                other = found.setdefault(short, word)
                if other != word and self._counts[word] * 3 > self._counts[other]:
                    ambiguous.add(short)
        return {short: word for short, word in found.items() if short not in ambiguous}

    def _typo(self, word: str) -> str | None:
        if len(word) == 4:
            return self._swapped(word)
        allowed = 0 if len(word) < 5 else 1 if len(word) < 9 else 2
        letters = set(word)
        near: list[tuple[int, int, str]] = []
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for known in self._by_length.get(length, ()):
                # The first letter is hardly ever the wrong one.
                if not allowed or known[0] != word[0]:
                    continue
                if len(letters.symmetric_difference(known)) > 2 * allowed:
                    continue
                distance = _distance(word, known, allowed)
                if distance <= allowed:
                    near.append((distance, -self._counts[known], known))
        if not near:
            return None
        known = min(near)[2]
        return self._glued.get(known, known)

    def _swapped(self, word: str) -> str | None:
        """`Itme`, `hnad`: of short words only two letters in the wrong order are sure enough."""
        turned = (word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(1, 3))
        known = [one for one in turned if one in self._counts]
        return max(known, key=lambda one: self._counts[one], default=None)

    def _apart(self, word: str) -> str | None:
        """The fewest known pieces that make up the word, the longest first."""
        best: list[tuple[int, float, tuple[str, ...]] | None] = [(0, 0.0, ())]
        for end in range(1, len(word) + 1):
            options = []
            for start in range(max(0, end - 14), end):
                before, piece = best[start], word[start:end]
                meant = self._piece(piece)
                if before is not None and meant is not None and before[0] < _PIECES:
                    squares = before[1] - len(piece) ** 2
                    options.append((before[0] + 1, squares, (*before[2], meant)))
            best.append(min(options) if options else None)
        whole = best[len(word)]
        return None if whole is None or whole[0] < 2 else " ".join(whole[2])

    def _piece(self, piece: str) -> str | None:
        if len(piece) < 3 and piece not in _TWO_LETTERS:
            return None
        if piece in self._short:
            return self._short[piece]
        if self._counts.get(piece, 0) >= (2 if len(piece) == 3 else 1):
            return piece
        return self._shortened.get(piece)

    def _beginning(self, word: str) -> str | None:
        """`Categ`, `Suppl`: the most frequent word that begins so."""
        if len(word) < 4:
            return None
        longer = [known for known in self._counts if known.startswith(word)]
        return min(longer, key=lambda w: (-self._counts[w], w)) if longer else None


def _distance(one: str, other: str, most: int) -> int:
    """Letters to change, add, drop or swap with their neighbour; above `most` not exact."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]
