"""The few AWS calls that a deployment makes, and what their answers mean."""

from __future__ import annotations

import re
import time
from typing import Any

import boto3
from attrs import frozen
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

PREVIOUS = "sentinel.previous-task-definition"
"""Label of the container that says where its task definition was made from."""
TABLES = "sentinel.tables"
"""Label that says which version of the tables its image needs."""

_IMAGE = re.compile(
    r"(?P<registry>\d{12})\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/"
    r"(?P<repository>[a-z0-9._/-]+)@(?P<digest>sha256:[0-9a-f]{64})"
)
# AWS throttles now and then, and a deployment must not fail by that
_PATIENT = Config(
    connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 5}
)


class DeployError(Exception):
    """What was found, what was expected, what to do."""


@frozen(kw_only=True)
class State:
    """What a service runs."""

    task_definition: str
    """The ARN that it should run."""
    desired: int
    running: int
    settled: bool
    """All tasks run that definition, and no other one runs any more."""
    failed: str
    """Why AWS gave up; empty unless it did."""


@frozen
class Service:
    """One ECS service."""

    cluster: str
    name: str
    ecs: Any
    ecr: Any

    def state(self) -> State:
        """Raises DeployError where there is no such service."""
        found = self._asked(
            "describe_services", self.ecs, cluster=self.cluster, services=[self.name]
        )
        services = [one for one in found["services"] if one["status"] == "ACTIVE"]
        if not services:
            raise DeployError(
                f"There is no active service {self.name} in the cluster {self.cluster}."
                " Give --cluster and --service as `terraform output` shows them."
            )
        return _state(services[0])

    def image_exists(self, image: str) -> None:
        """Raises DeployError unless the image is in its repository, named by its digest."""
        named = _IMAGE.fullmatch(image)
        if named is None:
            raise DeployError(
                f"{image!r} is no image by its digest: expected"
                " ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY@sha256:..., for a tag could be"
                " another image tomorrow."
            )
        self._asked(
            "describe_images",
            self.ecr,
            registryId=named["registry"],
            repositoryName=named["repository"],
            imageIds=[{"imageDigest": named["digest"]}],
        )

    def definition(self, arn: str) -> dict[str, Any]:
        """A task definition, with its tags."""
        found = self._asked(
            "describe_task_definition", self.ecs, taskDefinition=arn, include=["TAGS"]
        )
        tags = found.get("tags") or []
        return {**found["taskDefinition"], **({"tags": tags} if tags else {})}

    def register(self, previous: str, container: str, image: str, tables: str | None) -> str:
        """The ARN of a new task definition: the previous one, with another image.

        Every container that ran the image of `container` gets the new one. `tables`: the version
        that it needs; null: not known.
        """
        old = self.definition(previous)
        own = _container(old, container)
        replaced = own["image"]
        for one in old["containerDefinitions"]:
            if one["image"] == replaced:
                one["image"] = image
        own["dockerLabels"] = {**own.get("dockerLabels", {}), PREVIOUS: previous}
        own["dockerLabels"].pop(TABLES, None)
        if tables is not None:
            own["dockerLabels"][TABLES] = tables
        operation = self.ecs.meta.service_model.operation_model("RegisterTaskDefinition")
        taken = {name: old[name] for name in operation.input_shape.members if name in old}
        made = self._asked("register_task_definition", self.ecs, **taken)
        return str(made["taskDefinition"]["taskDefinitionArn"])

    def run(self, arn: str) -> None:
        """Have the service run that task definition."""
        self._asked(
            "update_service",
            self.ecs,
            cluster=self.cluster,
            service=self.name,
            taskDefinition=arn,
        )

    def wait(self, arn: str, *, seconds: float, poll: float) -> None:
        """Until all tasks run that definition. Raises DeployError where it comes to nothing."""
        until = time.monotonic() + seconds
        while True:
            state = self.state()
            if state.task_definition != arn:
                raise DeployError(
                    f"The service went to {short(state.task_definition)} while {short(arn)} was"
                    " expected: AWS took it back, or somebody else deployed."
                )
            if state.failed:
                raise DeployError(f"AWS gave up on {short(arn)}: {state.failed}")
            if state.settled:
                return
            if time.monotonic() > until:
                raise DeployError(
                    f"{state.running} of {state.desired} tasks of {short(arn)} ran after"
                    f" {seconds:.0f} seconds. The events of the service say why."
                )
            time.sleep(poll)

    def _asked(self, call: str, client: Any, **arguments: Any) -> Any:
        try:
            answer = getattr(client, call)(**arguments)
        except (ClientError, BotoCoreError) as error:
            raise DeployError(f"AWS refused {call}: {error}") from error
        failures = answer.get("failures") or []
        if failures and call != "describe_services":
            raise DeployError(f"AWS refused {call}: {failures[0].get('reason')}")
        return answer


def open_service(cluster: str, name: str, region: str | None) -> Service:
    """With the credentials of the environment. Raises DeployError where no region is known."""
    try:
        clients = [
            boto3.client(kind, region_name=region, config=_PATIENT) for kind in ("ecs", "ecr")
        ]
    except BotoCoreError as error:
        raise DeployError(f"{error} Give --region, or set AWS_REGION.") from error
    return Service(cluster, name, *clients)


def image_of(definition: dict[str, Any], container: str) -> str:
    """The image of a container. Raises DeployError where there is no such container."""
    return str(_container(definition, container)["image"])


def label_of(definition: dict[str, Any], container: str, name: str) -> str | None:
    """What a label of a container says; null where it has none of that name."""
    found = _container(definition, container).get("dockerLabels", {}).get(name)
    return None if found is None else str(found)


def short(arn: str) -> str:
    """Family and revision."""
    return arn.rpartition("/")[2]


def _container(definition: dict[str, Any], name: str) -> dict[str, Any]:
    containers: list[dict[str, Any]] = definition["containerDefinitions"]
    for one in containers:
        if one["name"] == name:
            return one
    known = ", ".join(one["name"] for one in containers)
    raise DeployError(f"The task definition has no container {name!r}. Known: {known}.")


def _state(service: dict[str, Any]) -> State:
    (primary,) = [one for one in service["deployments"] if one["status"] == "PRIMARY"]
    rollout = primary.get("rolloutState", "COMPLETED")
    alone = len(service["deployments"]) == 1
    full = primary["runningCount"] == primary["desiredCount"]
    return State(
        task_definition=primary["taskDefinition"],
        desired=primary["desiredCount"],
        running=primary["runningCount"],
        settled=alone and full and rollout == "COMPLETED",
        failed=primary.get("rolloutStateReason", "no reason given") if rollout == "FAILED" else "",
    )
