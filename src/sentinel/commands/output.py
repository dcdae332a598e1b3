"""Writing to a terminal, a pipe or a file without losing or breaking anything."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

NARROWEST, WIDEST = 60, 160

_PLAIN = str.maketrans("│├└─", "||`-")
"""For terminals without line drawing; whatever else they lack becomes a question mark."""


def write(text: str, path: Path | None = None) -> None:
    """Write the result to standard output, or as UTF-8 to a file."""
    body = text if text.endswith("\n") else text + "\n"
    if path is not None:
        path.write_text(body, encoding="utf-8")
        return
    click.echo(_encodable(body, getattr(sys.stdout, "encoding", None) or "utf-8"), nl=False)


def say(message: str) -> None:
    """Tell the user something that is not the result: on standard error."""
    click.echo(_encodable(message, getattr(sys.stderr, "encoding", None) or "utf-8"), err=True)


def width() -> int:
    """Columns of the terminal, 60 to 160; 100 where there is none."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((100, 24)).columns))


def colored() -> bool:
    """Whether standard output is a terminal that may be coloured (NO_COLOR is honoured)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()


def _encodable(text: str, encoding: str) -> str:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(encoding, "replace").decode(encoding)
    except LookupError:
        return text.translate(_PLAIN).encode("ascii", "replace").decode("ascii")
    return text
