#!/usr/bin/env python3
"""Deploy an image to an ECS service, check it, and go back by itself where it is not well.

    deploy.py --cluster C --service S --image REGISTRY/REPOSITORY@sha256:... --url https://... \\
              --record deployment.json [-- options of sentinel check]

The token for the check comes from SENTINEL_CHECK_TOKEN. Exit codes:

    0  the new version runs, and the check passed
    1  refused before anything was changed: the old version runs
    2  wrong usage
    3  the new version was not good: the old version runs again
    4  the new version was not good, and going back failed: a person is needed, now
"""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from ecs import TABLES, DeployError, Service, image_of, label_of, open_service, short
from going_back import by_hand, go_back
from record import Record

DEPLOYED, REFUSED, ROLLED_BACK, STUCK = 0, 1, 3, 4


class Stopped(BaseException):
    """Somebody cancelled the deployment."""


def main(arguments: list[str]) -> int:
    """The exit code."""
    given = _parser().parse_args(arguments)
    try:
        service = open_service(given.cluster, given.service, given.region)
        record = _prepared(service, given)
    except DeployError as error:
        _say(f"Refused, nothing was changed. {error}")
        return REFUSED
    return _deploy(service, record, given)


def _prepared(service: Service, given: argparse.Namespace) -> Record:
    """All that can be refused without touching the service, and the record of the way back."""
    service.image_exists(given.image)
    state = service.state()
    if not state.settled:
        raise DeployError(
            f"{short(state.task_definition)} is still being deployed ({state.running} of"
            f" {state.desired} tasks run): wait for it, or roll it back first."
        )
    previous = state.task_definition
    definition = service.definition(previous)
    _tables_stay(definition, given)
    record = Record(
        cluster=given.cluster,
        service=given.service,
        container=given.container,
        previous_task_definition=previous,
        previous_image=image_of(definition, given.container),
        image=given.image,
    )
    record.write(given.record)
    _say(f"{given.service} runs {short(previous)} ({record.previous_image}).")
    made = service.register(previous, given.container, given.image, given.tables)
    # from here on a kill may find the service changed
    record = record.at("deploying", task_definition=made)
    record.write(given.record)
    return record


def _tables_stay(definition: dict[str, Any], given: argparse.Namespace) -> None:
    """Raises DeployError where the old version could not run any more once the new one has."""
    now = label_of(definition, given.container, TABLES)
    if None in (now, given.tables) or now == given.tables or given.new_tables:
        return
    raise DeployError(
        f"The image brings the tables from version {now} to {given.tables}. The old version does"
        " not start on those, so there would be no way back by itself. Make a backup and read"
        " docs/operate/rollback.md, then deploy with --new-tables."
    )


def _deploy(service: Service, record: Record, given: argparse.Namespace) -> int:
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, _stop)
    new = record.task_definition
    try:
        _say(f"Deploying {short(new)} ({record.image}).")
        service.run(new)
        service.wait(new, seconds=given.stable_seconds, poll=given.poll_seconds)
        _say(f"All tasks run {short(new)}. Checking {given.url}.")
        if _check(given) != 0:
            raise DeployError(f"sentinel check failed on {short(new)}.")
    except Stopped:
        return _back(service, record, given, "The deployment was cancelled.")
    except DeployError as error:
        return _back(service, record, given, str(error))
    record.at("deployed").write(given.record)
    _say(f"Deployed: {short(new)} runs and passed the check.")
    return DEPLOYED


def _back(service: Service, record: Record, given: argparse.Namespace, why: str) -> int:
    old = record.previous_task_definition
    _say(f"{why} Going back to {short(old)}.")
    try:
        go_back(service, old, seconds=given.stable_seconds, poll=given.poll_seconds)
    except DeployError:
        record.at("failed").write(given.record)
        _say(
            f"NOT ROLLED BACK: it is not known that {short(old)} runs. By hand, now:\n"
            f"  {by_hand(service, old)}"
        )
        return STUCK
    record.at("rolled back").write(given.record)
    _say(f"Rolled back: {short(old)} ({record.previous_image}) runs again.")
    if _check(given) != 0:
        _say(
            "The old version does not pass the check either: look at what both need, the database,"
            " the bucket, the token, before you deploy again."
        )
    return ROLLED_BACK


def _check(given: argparse.Namespace) -> int:
    command = [*shlex.split(given.check_command), given.url, *given.check_options]
    try:
        return subprocess.run(command, check=False, timeout=given.check_seconds).returncode
    except subprocess.TimeoutExpired:
        _say(f"The check did not end within {given.check_seconds:.0f} seconds.")
    except OSError as error:
        _say(f"{command[0]} cannot be run: {error.strerror}.")
    return 1


def _stop(*_: object) -> None:
    raise Stopped


def _say(line: str) -> None:
    print(line, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--cluster", required=True)
    add("--service", required=True)
    add("--container", default="sentinel", help="the container whose image changes")
    add("--image", required=True, help="by its digest")
    add("--url", required=True, help="where the service answers")
    add("--tables", help="version of the tables that the image needs; default: not known")
    add("--new-tables", action="store_true", help="even if the old version cannot run on them")
    add("--record", required=True, type=Path, help="file that keeps the way back")
    add("--region", default=os.environ.get("AWS_REGION"), help="default: AWS_REGION")
    add("--stable-seconds", type=float, default=900, help="for all tasks to run")
    add("--poll-seconds", type=float, default=10)
    add("--check-seconds", type=float, default=600, help="for the check to end")
    add("--check-command", default="sentinel check")
    add("check_options", nargs="*", metavar="CHECK_OPTION", help="after --, for the check")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
