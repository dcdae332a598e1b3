"""Console blocks of the documentation: what they say is what the command prints.

    python docs/_ext/console.py     writes the present output into every page

A block is fenced by ```console, its first line is `$ ` and a shell command, run in a folder with
the checkout's `examples`; the rest is what it prints. `tests/test_docs.py` compares.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import chdir
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```console\n\$ (?P<command>.*)\n(?P<output>(?:.*\n)*?)```$", re.MULTILINE)
WIDTH = "80"
OURS = re.compile(r"sentinel (?P<arguments>(?!.*--help)[^|&;<>$`\n]*)(?:\| (?P<rest>.*))?")
"""The command, and what its output is piped through; click makes help wider for who tests it."""
MAIN = "from sentinel.cli import main; main(prog_name='sentinel')"


def pages() -> list[Path]:
    """Every page that may show a command."""
    return [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """Command and shown output of each block of a page."""
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        yield block["command"], block["output"]


def printed(command: str) -> str:
    """What the command prints now, on standard output and standard error."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "examples").symlink_to(CHECKOUT / "examples")
        environment = {
            "PATH": os.pathsep.join([folder, os.environ.get("PATH", "")]),
            "COLUMNS": WIDTH,
            "NO_COLOR": "1",
            "SENTINEL_PLUGINS_BLOCK": "",
            "SENTINEL_DATA_DIR": folder,
        }
        ours = OURS.fullmatch(command)
        if ours is None:
            found = _by_the_shell(command, folder, environment)
        else:
            found = _here(ours["arguments"], folder, environment)
            if ours["rest"]:
                found = _by_the_shell(ours["rest"], folder, environment, found)
    if "Traceback (most recent call last)" in found:
        raise RuntimeError(f"{command}:\n{found}")  # a pipe hides its exit code
    return re.sub(r"[ \t]+$", "", found, flags=re.MULTILINE)


def _here(arguments: str, folder: str, environment: Mapping[str, str]) -> str:
    """By the command in this process: an interpreter takes longer to start than it to run."""
    from click.testing import CliRunner

    from sentinel.cli import main

    with chdir(folder):
        done = CliRunner().invoke(
            main, shlex.split(arguments), prog_name="sentinel", env=environment
        )
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def _by_the_shell(
    command: str, folder: str, environment: Mapping[str, str], given: str | None = None
) -> str:
    # both are those of this interpreter, whatever is on the PATH
    script(folder, "python", '"$@"')
    script(folder, "sentinel", f'-c {shlex.quote(MAIN)} "$@"')
    return subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env={**os.environ, **environment},
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ).stdout


def script(folder: str, name: str, arguments: str) -> None:
    """An executable that runs this interpreter with these arguments."""
    script = Path(folder, name)
    script.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} {arguments}\n")
    script.chmod(0o755)


def refresh(page: Path) -> None:
    """Write the present output into every block of the page."""
    text = page.read_text(encoding="utf-8")
    new = BLOCK.sub(
        lambda block: f"```console\n$ {block['command']}\n{printed(block['command'])}```", text
    )
    if new != text:
        page.write_text(new, encoding="utf-8")
        print(f"refreshed {page.relative_to(CHECKOUT)}")


if __name__ == "__main__":
    for page in pages():
        refresh(page)
