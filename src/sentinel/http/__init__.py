"""The HTTP application: `create_app(parts)` gives it, `sentinel serve` runs it."""

from __future__ import annotations

from sentinel.http.app import create_app
from sentinel.http.parts import Parts, open_parts

__all__ = ["Parts", "create_app", "open_parts"]
