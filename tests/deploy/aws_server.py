"""A server on loopback that speaks the few AWS calls of a deployment, and fails as AWS does.

Requests come from boto3, which checks them against the definitions of AWS before they are sent.
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from attrs import define, field

ACCOUNT = "123456789012"
REGISTRY = f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/sentinel"
OLD, NEW = (f"{REGISTRY}@sha256:{letter * 64}" for letter in "ab")


def arn(revision: int) -> str:
    return f"arn:aws:ecs:us-east-1:{ACCOUNT}:task-definition/sentinel:{revision}"


def _definition(revision: int) -> dict[str, Any]:
    """As AWS gives it back: with what it adds itself, which it does not take again."""
    return {
        "taskDefinitionArn": arn(revision),
        "family": "sentinel",
        "revision": revision,
        "status": "ACTIVE",
        "networkMode": "awsvpc",
        "cpu": "4096",
        "memory": "16384",
        "requiresCompatibilities": ["FARGATE"],
        "compatibilities": ["EC2", "FARGATE"],
        "requiresAttributes": [{"name": "com.amazonaws.ecs.capability.ecr-auth"}],
        "registeredAt": 1780000000.0,
        "registeredBy": f"arn:aws:iam::{ACCOUNT}:role/deploy",
        "containerDefinitions": [
            {"name": "upgrade", "image": OLD, "essential": False},
            {
                "name": "sentinel",
                "image": OLD,
                "essential": True,
                "portMappings": [{"containerPort": 8001}],
                "environment": [{"name": "SENTINEL_LOG_FORMAT", "value": "json"}],
            },
            {"name": "router", "image": "public.ecr.aws/router:1", "essential": False},
        ],
    }


class Refused(Exception):
    """How AWS says no: a code and a status."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.status = code, status


@define
class Aws:
    """One service in one cluster, which runs revision 6 that was made of revision 5."""

    definitions: dict[str, dict[str, Any]] = field(factory=dict)
    running: str = arn(6)
    """What tasks really run."""
    wanted: str = arn(6)
    polls: int = 0
    """How often the service was looked at since it changed."""
    polls_needed: int = 1
    tells_rollout: bool = True
    """Whether it says how far a deployment is; else tasks have to be counted."""
    never_stable: set[str] = field(factory=set)
    """Task definitions whose tasks never start."""
    given_up: set[str] = field(factory=set)
    """Task definitions on which the circuit breaker gives up, and goes back by itself."""
    images: set[str] = field(factory=lambda: {OLD, NEW})
    calls: list[tuple[str, dict[str, Any]]] = field(factory=list)
    faults: dict[str, list[Any]] = field(factory=lambda: defaultdict(list))
    """Call to what happens to the next ones: an error, something to do, or null for nothing."""
    _lock: threading.RLock = field(factory=threading.RLock)

    def __attrs_post_init__(self) -> None:
        for revision in (5, 6):
            self.definitions[arn(revision)] = _definition(revision)
        labels = {"sentinel.previous-task-definition": arn(5)}
        self.definitions[arn(6)]["containerDefinitions"][1]["dockerLabels"] = labels

    def named(self, call: str) -> list[dict[str, Any]]:
        """What came with each call of this name."""
        return [given for name, given in self.calls if name == call]

    def image(self) -> str:
        """Of the tasks that run."""
        found: str = self.definitions[self.running]["containerDefinitions"][1]["image"]
        return found

    def answer(self, call: str, given: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            self.calls.append((call, given))
            fault = self.faults[call].pop(0) if self.faults[call] else None
        if isinstance(fault, Exception):
            raise fault
        if callable(fault):
            fault()
        with self._lock:
            found: dict[str, Any] = getattr(self, call)(given)
            return found

    def DescribeImages(self, given: dict[str, Any]) -> dict[str, Any]:
        (wanted,) = given["imageIds"]
        image = f"{REGISTRY}@{wanted['imageDigest']}"
        if image not in self.images:
            raise Refused("ImageNotFoundException")
        return {"imageDetails": [{"imageDigest": wanted["imageDigest"]}]}

    def DescribeTaskDefinition(self, given: dict[str, Any]) -> dict[str, Any]:
        name = given["taskDefinition"]
        full = name if name.startswith("arn:") else arn(int(name.rpartition(":")[2]))
        if full not in self.definitions:
            raise Refused("ClientException")
        tags = [{"key": "Application", "value": "sentinel"}]
        return {"taskDefinition": self.definitions[full], "tags": tags}

    def RegisterTaskDefinition(self, given: dict[str, Any]) -> dict[str, Any]:
        revision = 5 + len(self.definitions)
        made = {
            **_definition(revision),
            **{name: value for name, value in given.items() if name != "tags"},
        }
        self.definitions[arn(revision)] = made
        return {"taskDefinition": made, "tags": given.get("tags", [])}

    def UpdateService(self, given: dict[str, Any]) -> dict[str, Any]:
        name = given["taskDefinition"]
        wanted = name if name.startswith("arn:") else arn(int(name.rpartition(":")[2]))
        if wanted not in self.definitions:
            raise Refused("ClientException")
        self.wanted, self.polls = wanted, 0
        return {"service": self._service()}

    def DescribeServices(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["cluster"] != "main" or given["services"] != ["sentinel"]:
            return {"services": [], "failures": [{"reason": "MISSING"}]}
        self.polls += 1
        started = self.wanted not in self.never_stable | self.given_up
        if started and self.polls > self.polls_needed:
            self.running = self.wanted
        if self.wanted in self.given_up and self.polls > self.polls_needed:
            self.wanted = self.running
        return {"services": [self._service()], "failures": []}

    def _service(self) -> dict[str, Any]:
        settled = self.running == self.wanted
        # before the old ones are gone, all new ones run
        started = self.wanted not in self.never_stable | self.given_up
        full = settled or (started and self.polls == self.polls_needed)
        deployments = [_deployment("PRIMARY", self.wanted, full, settled)]
        if not settled:
            deployments.append(_deployment("ACTIVE", self.running, True, True))
        if not self.tells_rollout:
            for one in deployments:
                del one["rolloutState"]
        return {
            "serviceName": "sentinel",
            "status": "ACTIVE",
            "taskDefinition": self.wanted,
            "desiredCount": 2,
            "runningCount": 2,
            "deployments": deployments,
        }


def _deployment(status: str, definition: str, full: bool, settled: bool) -> dict[str, Any]:
    return {
        "id": f"ecs-svc/{definition[-4:]}",
        "status": status,
        "taskDefinition": definition,
        "desiredCount": 2,
        "runningCount": 2 if full else 0,
        "pendingCount": 0 if full else 2,
        "rolloutState": "COMPLETED" if settled else "IN_PROGRESS",
    }


@contextmanager
def serving(aws: Aws) -> Iterator[str]:
    """Where it listens."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, body = _answered(aws.answer, self.headers["X-Amz-Target"], given)
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: Any) -> None:
            """Clients that are killed are part of the tests."""

    server = Quiet(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _answered(
    answer: Callable[[str, dict[str, Any]], dict[str, Any]], target: str, given: dict[str, Any]
) -> tuple[int, dict[str, Any]]:
    try:
        return 200, answer(target.rpartition(".")[2], given)
    except Refused as refused:
        return refused.status, {"__type": refused.code, "message": f"{refused.code} of the tests"}
