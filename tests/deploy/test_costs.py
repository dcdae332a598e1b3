"""The page about costs shows what its script computes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def test_the_page_shows_what_the_script_says() -> None:
    script = [sys.executable, CHECKOUT / "deploy" / "costs.py"]
    said = subprocess.run(script, capture_output=True, text=True, check=True).stdout
    page = (CHECKOUT / "docs" / "operate" / "costs.md").read_text(encoding="utf-8")
    assert f"```text\n{said}```" in page
