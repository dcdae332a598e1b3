"""The command in this process, and what it found."""

from __future__ import annotations

import json
from typing import Any

import exchange
from attrs import field, frozen
from click.testing import CliRunner, Result

from sentinel.cli import main

PATIENT = ("--slow-ms", "60000", "--samples", "2")
"""For machines that have other things to do."""


@frozen(kw_only=True)
class Checked:
    """What the command said, and how it ended."""

    code: int
    said: dict[str, Any] = field(repr=False)

    def lines(self, outcome: str) -> dict[str, str]:
        """Check to what was found."""
        return {
            line["name"]: line["found"]
            for line in self.said["checks"]
            if line["outcome"] == outcome
        }

    @property
    def failed(self) -> dict[str, str]:
        return self.lines("failed")


def command(*arguments: str, **settings: str) -> Result:
    """`sentinel check` in this process, with nothing of the machine's own settings."""
    given = {"SENTINEL_CHECK_TOKEN": "", **settings}
    return CliRunner().invoke(main, ["check", *arguments], env=given)


def checked(url: str, *options: str, tenant: str | None = None, **settings: str) -> Checked:
    """What it finds, signed in as this tenant; null: without a token."""
    if tenant is not None:
        settings = {"SENTINEL_CHECK_TOKEN": exchange.token(tenant), **settings}
    ran = command(url, "--format", "json", *PATIENT, *options, **settings)
    assert ran.exit_code in (0, 1), ran.output
    return Checked(code=ran.exit_code, said=json.loads(ran.stdout))
