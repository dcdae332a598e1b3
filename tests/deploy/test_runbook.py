"""The runbook: what it says to type exists, with its options. Nothing of it is run here."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

pytest.importorskip("boto3", reason="needs the extra aws: pip install -e '.[all]'")

import botocore.session
from botocore import xform_name
from infrastructure import CHECKOUT, TREE, folder, read

from sentinel.cli import main

pytestmark = pytest.mark.one_python

PAGES = sorted((CHECKOUT / "docs" / "operate").glob("*.md"))
OF_THE_AWS_COMMAND = {"max-items", "output", "query", "region"}
"""Options of every call."""
NOT_OF_THE_INTERFACE = {
    ("ecr", "get-login-password"): set[str](),
    ("logs", "tail"): {"since", "filter-pattern"},
    ("s3", "rm"): set[str](),
    ("s3", "sync"): set[str](),
}
"""What the aws command adds to the interface of AWS."""


def typed(text: str) -> Iterator[tuple[bool, list[str]]]:
    """The words of each command, and whether it is in a block; else in a sentence, which may leave
    out what was said before."""
    blocks = re.findall(r"^```(?:text|shell)?\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    told = [" ".join(one.split()) for one in re.findall(r"`([^`]+)`", prose)]
    for whole, line in [*((True, one) for one in lines), *((False, one) for one in told)]:
        for command in re.split(r"\|(?!\|)|&&|;|\$\((?=aws)", line):
            try:
                words = shlex.split(command.rstrip(") "), comments=True)
            except ValueError:  # half of a quotation, which is no command
                continue
            while words and words[0] in ("export", "do", "until"):
                words.pop(0)
            if words:
                yield whole, words


def commands(program: str) -> list[tuple[str, bool, list[str]]]:
    """Its page, whether it is whole, and its words without the program."""
    return [
        (page.name, whole, words[1:])
        for page in PAGES
        for whole, words in typed(page.read_text(encoding="utf-8"))
        if words[0] == program and len(words) > 1
    ]


def options(words: list[str]) -> set[str]:
    return {word.partition("=")[0] for word in words if word.startswith("--") and word != "--"}


# --- Sentinel's own -----------------------------------------------------------------------------


def test_its_own_commands_are_there_with_their_options() -> None:
    found = commands("sentinel")
    assert len(found) > 10
    for page, _, words in found:
        command: Any = main
        while isinstance(command, click.Group):
            assert words and words[0] in command.commands, (page, words)
            command = command.commands[words.pop(0)]
        known = {name for one in command.params for name in one.opts}
        assert options(words) - {"--help"} <= known, (page, words)


def test_the_scripts_are_there_with_their_options() -> None:
    found = [one for one in commands("python3") if one[2][0].startswith("deploy/scripts/")]
    assert len(found) > 3
    for page, _, words in found:
        source = (CHECKOUT / words[0]).read_text()
        own = words[: words.index("--")] if "--" in words else words
        assert options(own) <= set(re.findall(r'add\("(--[a-z-]+)"', source)), (page, words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_files_that_it_names_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:deploy|tests|examples|src|\.github)/[\w./-]+)`", text):
        assert (CHECKOUT / name).exists(), name


def test_the_outputs_that_it_names_are_there() -> None:
    outputs = {name for one in read(folder("stack") / "outputs.tf")["output"] for name in one}
    text = (CHECKOUT / "docs" / "operate" / "pipeline.md").read_text(encoding="utf-8")
    table = text.partition("| variable |")[2].partition("\n\n")[0]
    named = {name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row)}
    variables = {name for name in named if name.isupper()}
    assert named - variables <= outputs
    used = "".join(file.read_text() for file in (CHECKOUT / ".github").rglob("*.yml"))
    assert variables == set(re.findall(r"vars\.(\w+)", used))


# --- AWS's ----------------------------------------------------------------------------------------


def parameters(service: str, operation: str) -> tuple[set[str], set[str]]:
    """Those that there are, as the aws command writes them, and those that there must be."""
    session = botocore.session.get_session()
    names = session.get_service_model(service).operation_names
    if operation.startswith("wait "):
        waiters = session.get_waiter_model(service)
        wanted = operation.removeprefix("wait ")
        (name,) = [one for one in waiters.waiter_names if xform_name(one, "-") == wanted]
        name = waiters.get_waiter(name).operation
    else:
        (name,) = [one for one in names if xform_name(one, "-") == operation]
    shape = session.get_service_model(service).operation_model(name).input_shape
    found = {xform_name(one, "-"): part for one, part in shape.members.items()}
    flags = {f"no-{one}" for one, part in found.items() if part.type_name == "boolean"}
    return {*found, *flags}, {xform_name(one, "-") for one in shape.required_members}


def test_calls_of_aws_are_there_with_their_parameters() -> None:
    found = commands("aws")
    assert len(found) > 25
    for page, whole, words in found:
        operation = " ".join(words[1:3]) if words[1] == "wait" else words[1]
        given = {one.removeprefix("--") for one in options(words)} - OF_THE_AWS_COMMAND
        own = NOT_OF_THE_INTERFACE.get((words[0], operation))
        if own is not None:
            assert given <= own, (page, words)
            continue
        known, needed = parameters({"s3api": "s3"}.get(words[0], words[0]), operation)
        assert given <= known, (page, words, given - known)
        assert not whole or needed <= given, (page, words, needed - given)


def test_terraform_is_asked_for_what_is_there() -> None:
    """Targets and addresses in the state."""
    modules = {path.name for path in (TREE / "modules").iterdir()}
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = re.findall(r"module\.sentinel\.(?:module\.(\w+))?\.?(aws_\w+\.\w+)?", text)
    assert len(named) > 2
    for module, resource in named:
        assert not module or module in modules
        where = folder(module or "stack")
        kinds = "".join(path.read_text() for path in where.glob("*.tf"))
        kind, _, name = resource.partition(".")
        assert not resource or f'resource "{kind}" "{name}"' in kinds, resource
