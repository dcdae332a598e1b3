"""Invented words for real ones: of the same length and shape, the same word always the same.

A word is turned by a permutation of all words of its shape (which places are letters, which are
digits), so that two different words never become one, and two files that are scrubbed with one seed
still join. The permutation is a Feistel network keyed by the seed.
"""

from __future__ import annotations

import re
from functools import cached_property
from hashlib import blake2b

from attrs import field, frozen

from sentinel.scrub.vocabulary import RESERVED

_WORD = re.compile(
    r"(?P<time>(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?![\d:]))"
    r"|(?P<mantissa>\d+(?:\.\d+)?)(?P<power>[eE][+-]?\d+)(?![^\W_])"
    r"|[^\W_]+"
)
"""A time of day, which stays; a number as Excel spoils long codes; or letters and digits without a
mark between them."""
_SPOILED = re.compile(r"\d+e\d+")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_ACCENTED = "".join(chr(code) for code in range(0xE0, 0xFF) if code != 0xF7)
_ROUNDS = 10
_CHECKED = (8, 12, 13, 14)
"""Lengths of EAN, UPC and GTIN: their last digit follows from the others."""


@frozen(kw_only=True)
class Words:
    """A secret dictionary."""

    key: bytes = field(repr=False)

    @cached_property
    def _known(self) -> dict[str, str]:
        return {}

    def text(self, text: str, keep: frozenset[str] = RESERVED) -> str:
        """The text with every word replaced but those of `keep`; marks and blanks stay."""

        def replaced(found: re.Match[str]) -> str:
            if found["time"] is not None:
                return found[0]
            if found["mantissa"] is not None:
                whole, dot, rest = found["mantissa"].partition(".")
                return self.word(whole) + dot + (self.word(rest) if rest else "") + found["power"]
            return found[0] if found[0].lower() in keep else self.word(found[0])

        return _WORD.sub(replaced, text)

    def word(self, word: str) -> str:
        """Another word of this shape; reserved ones and single letters stay.

        Upper and lower case are those of the original, and words that differ only in case differ
        only in case again.
        """
        small = "".join(_small(letter) for letter in word)
        if len(word) == 1 or small in RESERVED:
            return word  # one letter or digit is a code of the till, and tells nothing
        if small not in self._known:
            self._known[small] = self._walked(small)
        other = self._known[small]
        return "".join(
            new.upper() if letter != low else new
            for letter, low, new in zip(word, small, other, strict=True)
        )

    def _walked(self, word: str) -> str:
        turned = self._turned(word)
        # walking on along the cycle keeps it a permutation of the words that are left
        while turned in RESERVED or _SPOILED.fullmatch(turned):
            turned = self._turned(turned)
        return turned

    def _turned(self, word: str) -> str:
        if word.isdecimal() and word.isascii():
            significant = word.lstrip("0")
            zeros = word[: len(word) - len(significant)]
            return zeros + (self._number(significant, len(word)) if significant else "")
        return self._permuted(word, [_alphabet(letter) for letter in word])

    def _number(self, digits: str, length: int) -> str:
        """Another number of so many digits; a check digit is as right or as wrong as before."""
        if length not in _CHECKED or len(digits) < 2:
            return self._permuted(digits, ["123456789"] + [_DIGITS] * (len(digits) - 1))
        body = digits[:-1]
        turned = self._permuted(body, ["123456789"] + [_DIGITS] * (len(body) - 1))
        wrong = int(digits[-1]) - check_digit(body)
        return turned + str((check_digit(turned) + wrong) % 10)

    def _permuted(self, word: str, alphabets: list[str]) -> str:
        places = [at for at, alphabet in enumerate(alphabets) if len(alphabet) > 1]
        shape = "".join(alphabets[at][0] for at in places) + f" {len(word)}"
        values = [alphabets[at].index(word[at]) for at in places]
        half = len(values) // 2
        for number in range(_ROUNDS):
            turned, fixed = (range(half), range(half, len(values)))[:: 1 if number % 2 else -1]
            stream = self._stream(f"{shape} {number} {[values[at] for at in fixed]}", len(turned))
            for at, step in zip(turned, stream, strict=True):
                values[at] = (values[at] + step) % len(alphabets[places[at]])
        letters = list(word)
        for at, value in zip(places, values, strict=True):
            letters[at] = alphabets[at][value]
        return "".join(letters)

    def _stream(self, text: str, count: int) -> list[int]:
        numbers: list[int] = []
        while len(numbers) < count:
            told = f"{len(numbers)} {text}".encode()
            digest = blake2b(told, key=self.key).digest()
            numbers += [int.from_bytes(digest[at : at + 4], "big") for at in range(0, 64, 4)]
        return numbers[:count]


def check_digit(body: str) -> int:
    """The last digit that an EAN, UPC or GTIN with these digits before it has."""
    weights = (3 if place % 2 == 0 else 1 for place in range(len(body)))
    return (
        -sum(int(digit) * weight for digit, weight in zip(reversed(body), weights, strict=True))
        % 10
    )


def _small(letter: str) -> str:
    """In lower case, where that can be undone."""
    low = letter.lower()
    return low if len(low) == 1 and low.upper() == letter else letter


def _alphabet(letter: str) -> str:
    """What a letter or digit may become; itself alone where nothing is like it."""
    for alphabet in (_LETTERS, _DIGITS, _ACCENTED):
        if letter in alphabet:
            return alphabet
    # the letters around it: another word of the same script. Those between U+0100 and U+017F have
    # no code in the eight-bit encodings that some of their neighbours have.
    if ord(letter) < 0x180 or not letter.isalpha():
        return letter
    start = ord(letter) & ~0x3F
    near = map(chr, range(start, start + 64))
    found = "".join(one for one in near if one.isalpha() and _small(one.upper()) == one)
    return found if letter in found else letter
