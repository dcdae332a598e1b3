"""Lines for a terminal of a certain width."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from sentinel.reports.words import printable

NARROWEST, WIDEST = 60, 160


class Page:
    """Lines of at most `width` columns, which is kept within 60 and 160."""

    def __init__(self, width: int, color: bool = False) -> None:
        self.width = max(NARROWEST, min(WIDEST, width))
        self._color = color
        self._lines: list[str] = []

    def heading(self, words: str) -> None:
        self.gap()
        self._lines.append(self._styled(words.upper(), "1;36"))

    def strong(self, words: str, indent: int = 0, hang: int | None = None) -> None:
        for line in self._wrapped(words, indent, hang):
            self._lines.append(self._styled(line, "1"))

    def say(self, words: str, indent: int = 0, hang: int | None = None) -> None:
        """A paragraph; lines after the first are indented by `hang`."""
        self._lines.extend(self._wrapped(words, indent, hang))

    def gap(self) -> None:
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"

    def _wrapped(self, words: str, indent: int, hang: int | None) -> list[str]:
        after = " " * (indent if hang is None else hang)
        return textwrap.wrap(
            printable(words),
            self.width,
            initial_indent=" " * indent,
            subsequent_indent=after,
            break_on_hyphens=False,
        )

    def _styled(self, line: str, code: str) -> str:
        return f"\x1b[{code}m{line}\x1b[0m" if self._color else line

    def table(self, rows: Sequence[Sequence[str]], most: Sequence[int]) -> None:
        """Rows under the first one; columns of at most `most`, the last gets what is left.

        Its text is wrapped, the others are cut.
        """
        cells = [[printable(cell) for cell in row] for row in rows]
        widest = [max(len(row[at]) for row in cells) for at in range(len(most))]
        widths = [min(pair) for pair in zip(widest, most, strict=True)]
        start = sum(widths) + 2 * len(widths)
        for row in cells:
            first = "".join(
                cut(cell, width).ljust(width + 2) for cell, width in zip(row, widths, strict=False)
            )
            told = textwrap.wrap(row[-1], self.width - start) or [""]
            self._lines.append((first + told[0]).rstrip())
            self._lines.extend(" " * start + line for line in told[1:])


def cut(cell: str, size: int) -> str:
    """The text, or its beginning and three dots."""
    return cell if len(cell) <= size else cell[: size - 3] + "..."
