#!/usr/bin/env python3
"""Have an ECS service run an earlier task definition again.

    rollback.py --cluster C --service S                    to the one before the present one
    rollback.py --cluster C --service S --to FAMILY:REVISION
    rollback.py --record deployment.json                   what deploy.py could not finish, if so

Exit codes:

    0  the old version runs, or there was nothing to do
    1  refused, nothing was changed
    2  wrong usage
    4  it is not known that the old version runs: a person is needed, now
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import record as records
from ecs import (
    PREVIOUS,
    TABLES,
    DeployError,
    Service,
    image_of,
    label_of,
    open_service,
    short,
)
from going_back import by_hand, go_back

DONE, REFUSED, STUCK = 0, 1, 4


def main(arguments: list[str]) -> int:
    """The exit code."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.record is None and not (given.cluster and given.service):
        parser.error("expected --cluster and --service, or --record")
    if given.record is not None and (given.cluster or given.service or given.to):
        parser.error("--record says which service and where to: give nothing beside it")
    return _from_record(given) if given.record is not None else _by_name(given)


def _from_record(given: argparse.Namespace) -> int:
    if not given.record.exists():
        _say(f"No record at {given.record}: no deployment was begun.")
        return DONE
    try:
        record = records.read(given.record)
        service = open_service(record.cluster, record.service, given.region)
    except DeployError as error:
        _say(f"Refused, nothing was changed. {error}")
        return REFUSED
    if record.stage not in ("deploying", "failed"):
        _say(f"Nothing to do: the deployment was left at {record.stage!r}.")
        return DONE
    code = _go(service, record.previous_task_definition, given)
    if code == DONE:
        record.at("rolled back").write(given.record)
    return code


def _by_name(given: argparse.Namespace) -> int:
    try:
        service = open_service(given.cluster, given.service, given.region)
        to = _target(service, given)
    except DeployError as error:
        _say(f"Refused, nothing was changed. {error}")
        return REFUSED
    return _go(service, to, given)


def _target(service: Service, given: argparse.Namespace) -> str:
    now = service.state().task_definition
    running = service.definition(now)
    to = given.to or label_of(running, given.container, PREVIOUS)
    if to is None:
        raise DeployError(
            f"{short(now)} does not say from which one it was made: deploy.py did not make it."
            " Name the one to go back to: --to FAMILY:REVISION."
        )
    found = service.definition(to)
    if found["status"] != "ACTIVE":
        raise DeployError(f"{short(to)} is {found['status']}. Name another one with --to.")
    _say(
        f"{given.service} runs {short(now)}; going back to"
        f" {short(found['taskDefinitionArn'])} ({image_of(found, given.container)})."
    )
    needs, has = (label_of(one, given.container, TABLES) for one in (found, running))
    if None not in (needs, has) and needs != has:
        _say(
            f"It needs the tables at version {needs}, and they were brought to {has}: it starts"
            " only once the data is restored, see docs/operate/rollback.md."
        )
    return str(found["taskDefinitionArn"])


def _go(service: Service, to: str, given: argparse.Namespace) -> int:
    try:
        go_back(service, to, seconds=given.stable_seconds, poll=given.poll_seconds)
    except DeployError:
        _say(
            f"NOT ROLLED BACK: it is not known that {short(to)} runs. By hand, now:\n"
            f"  {by_hand(service, to)}"
        )
        return STUCK
    _say(f"Rolled back: {short(to)} runs.")
    return DONE


def _say(line: str) -> None:
    print(line, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--cluster")
    add("--service")
    add("--container", default="sentinel", help="the container whose image is told")
    add("--to", help="task definition; default: the one from which the present one was made")
    add("--record", type=Path, help="what deploy.py wrote")
    add("--region", default=os.environ.get("AWS_REGION"), help="default: AWS_REGION")
    add("--stable-seconds", type=float, default=900, help="for all tasks to run")
    add("--poll-seconds", type=float, default=10)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
