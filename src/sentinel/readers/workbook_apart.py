"""Reading a workbook in a process of its own.

A damaged workbook can make its reader ask for all memory there is, which ends the process, or go
round in circles. Nothing of that may happen to the caller.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from attrs import asdict

from sentinel import errors
from sentinel.errors import InputRefusedError, LimitExceededError, UnreadableInputError
from sentinel.models import Problem, ProblemExample, Sample
from sentinel.readers.limits import (
    MAX_WORKBOOK_MEMORY,
    MIB,
    SECONDS_PER_MIB,
    WORKBOOK_SECONDS,
)
from sentinel.readers.plan import Layout
from sentinel.readers.workbook import find_table
from sentinel.readers.written import Written

_READY = b"ready\n"
"""Written before the first byte is read: what fails without it is no fault of the workbook."""
_REMEDY = "Open it in a spreadsheet program and save it again as .xlsx, or export as CSV."


def find_table_apart(data: memoryview, name: str, formulas: bool) -> Written:
    """`workbook.find_table` in another process; the same result and the same errors.

    Raises UnreadableInputError if that process dies and LimitExceededError if it takes too long.
    """
    command = [sys.executable, "-P", "-m", __name__, name, "formulas" if formulas else ""]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "RUST_BACKTRACE": "0"}
    seconds = WORKBOOK_SECONDS + SECONDS_PER_MIB * len(data) // MIB
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, env=environment, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise LimitExceededError(
            f"could not be read in {seconds} seconds; it is damaged or very large.",
            source=name,
            remedy=_REMEDY,
        ) from error
    if not done.stdout.startswith(_READY):
        return find_table(data, name, formulas)  # no second process can be had here
    if done.returncode:
        raise UnreadableInputError(
            "is a damaged workbook: its reader gave up.", source=name, remedy=_REMEDY
        )
    return _received(done.stdout, name)


def _received(answer: bytes, name: str) -> Written:
    end = answer.find(b"\n", len(_READY)) + 1
    said: dict[str, Any] = json.loads(answer[len(_READY) : end])
    if "error" in said:
        refused: type[InputRefusedError] = getattr(errors, said["error"])
        raise refused(said["message"], source=name, row=said["row"], remedy=said["remedy"])
    sample = said["sample"]
    return Written(
        data=memoryview(answer)[end:],
        layout=Layout(**{**said["layout"], "headers": tuple(said["layout"]["headers"])}),
        banner=tuple(said["banner"]),
        sample=Sample(
            headers=tuple(sample["headers"]), columns=tuple(map(tuple, sample["columns"]))
        ),
        problems=tuple(_problem(problem) for problem in said["problems"]),
    )


def _problem(said: dict[str, Any]) -> Problem:
    examples = tuple(ProblemExample(**example) for example in said.pop("examples"))
    return Problem(**said, examples=examples)


def main() -> None:
    """The other process: a workbook on standard input, the answer on standard output."""
    name, formulas = sys.argv[1], bool(sys.argv[2])
    _limit_memory()
    out = sys.stdout.buffer
    out.write(_READY)
    out.flush()
    try:
        table = find_table(memoryview(sys.stdin.buffer.read()), name, formulas)
    except InputRefusedError as error:
        facts = {"message": error.message, "row": error.row, "remedy": error.remedy}
        out.write(json.dumps({"error": type(error).__name__, **facts}).encode() + b"\n")
        return
    said = {
        "layout": asdict(table.layout),
        "banner": table.banner,
        "sample": asdict(table.sample),
        "problems": [asdict(problem) for problem in table.problems],
    }
    out.write(json.dumps(said).encode() + b"\n")
    out.write(table.data)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_WORKBOOK_MEMORY, MAX_WORKBOOK_MEMORY))


if __name__ == "__main__":
    main()
