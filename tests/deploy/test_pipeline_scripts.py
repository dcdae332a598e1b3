"""deploy.py and rollback.py against AWS as it answers, refuses, is slow, and breaks off."""

from __future__ import annotations

import importlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("boto3", reason="needs the extra aws: pip install -e '.[all]'")

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2] / "deploy" / "scripts"))

from attrs import frozen
from aws_server import NEW, OLD, Aws, Refused, arn, serving

# processes, signals and HTTP, none of which is another one on another Python
pytestmark = pytest.mark.one_python

SCRIPTS = Path(__file__).parents[2] / "deploy" / "scripts"
DEPLOYED, REFUSED, USAGE, ROLLED_BACK, STUCK = 0, 1, 2, 3, 4
GONE_BACK = 0
PLACE = ("--cluster", "main", "--service", "sentinel", "--poll-seconds", "0.01")


@frozen(kw_only=True)
class Ended:
    code: int
    said: str


@frozen
class Operator:
    """Somebody who deploys from a folder of their own."""

    aws: Aws
    folder: Path

    @property
    def record(self) -> Path:
        return self.folder / "deployment.json"

    @property
    def stage(self) -> str:
        found: str = json.loads(self.record.read_text())["stage"]
        return found

    def run(self, script: str, *arguments: str) -> Ended:
        """In this process, which is quicker by the time that boto3 takes to load."""
        module = importlib.import_module(script.removesuffix(".py"))
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            try:
                code = module.main(list(arguments))
            except SystemExit as end:
                code = end.code
        return Ended(code=code, said=said.getvalue())

    def start(self, script: str, *arguments: str) -> subprocess.Popen[str]:
        """In a process that can be stopped."""
        return subprocess.Popen(
            [sys.executable, str(SCRIPTS / script), *arguments],
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def deploying(self, check: str = "passes", image: str = NEW, **other: str) -> list[str]:
        """The arguments of a deployment whose check ends so."""
        given = {
            "--cluster": "main",
            "--service": "sentinel",
            "--image": image,
            "--url": "https://sentinel.example.com",
            "--record": str(self.record),
            "--check-command": self.checking(check),
            "--stable-seconds": "60",
            "--poll-seconds": "0.01",
            **{f"--{name.replace('_', '-')}": value for name, value in other.items()},
        }
        return [word for pair in given.items() for word in pair]

    def checking(self, how: str) -> str:
        """A check: it notes what the service runs when it is called, and passes or not."""
        body = {
            "passes": "",
            "fails": "sys.exit(1)",
            "hangs": "time.sleep(600)",
            "fails on the new one": "sys.exit(len(open('checked').readlines()) == 1)",
        }[how]
        text = f"import sys, time\nprint(*sys.argv[1:], file=open('checked', 'a'))\n{body}\n"
        (self.folder / "check.py").write_text(text)
        return f"{sys.executable} check.py"

    @property
    def checked(self) -> int:
        """How often the check was made."""
        notes = self.folder / "checked"
        return len(notes.read_text().splitlines()) if notes.exists() else 0


@pytest.fixture
def aws() -> Aws:
    return Aws()


@pytest.fixture
def operator(aws: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Operator]:
    for name in [name for name in os.environ if name.startswith(("AWS_", "SENTINEL_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.chdir(tmp_path)
    handlers = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    with serving(aws) as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        yield Operator(aws, tmp_path)
    for one, handler in handlers.items():
        signal.signal(one, handler)


# --- as it should go ----------------------------------------------------------------------------


def test_a_good_version_stays(operator: Operator, aws: Aws) -> None:
    ended = operator.run("deploy.py", *operator.deploying(), "--", "--slow-ms", "500")
    assert (ended.code, aws.running, aws.image()) == (DEPLOYED, arn(7), NEW), ended.said
    assert operator.stage == "deployed"
    assert "Deployed: sentinel:7 runs and passed the check." in ended.said
    called = (operator.folder / "checked").read_text()
    assert called == "https://sentinel.example.com --slow-ms 500\n"


def test_the_new_definition_differs_by_its_image_alone(operator: Operator, aws: Aws) -> None:
    operator.run("deploy.py", *operator.deploying())
    (made,) = aws.named("RegisterTaskDefinition")
    assert (made["cpu"], made["memory"], made["networkMode"]) == ("4096", "16384", "awsvpc")
    assert made["tags"] == [{"key": "Application", "value": "sentinel"}]
    images = {one["name"]: one["image"] for one in made["containerDefinitions"]}
    assert images == {"upgrade": NEW, "sentinel": NEW, "router": "public.ecr.aws/router:1"}
    (own,) = [one for one in made["containerDefinitions"] if one["name"] == "sentinel"]
    assert own["environment"] == [{"name": "SENTINEL_LOG_FORMAT", "value": "json"}]
    assert own["dockerLabels"] == {"sentinel.previous-task-definition": arn(6)}


def test_the_way_back_is_written_before_the_service_changes(operator: Operator, aws: Aws) -> None:
    seen: list[dict[str, Any]] = []
    aws.faults["UpdateService"] = [lambda: seen.append(json.loads(operator.record.read_text()))]
    operator.run("deploy.py", *operator.deploying())
    assert [
        (one["previous_task_definition"], one["previous_image"], one["task_definition"])
        for one in seen
    ] == [(arn(6), OLD, arn(7))]


@pytest.mark.parametrize("tells", [True, False])
def test_the_check_waits_for_all_tasks(tells: bool, operator: Operator, aws: Aws) -> None:
    aws.tells_rollout, aws.polls_needed = tells, 5
    ended = operator.run("deploy.py", *operator.deploying())
    looks = [name for name, _ in aws.calls].count("DescribeServices")
    assert (ended.code, aws.running) == (DEPLOYED, arn(7))
    assert looks == 1 + 6


def test_throttling_is_waited_for(operator: Operator, aws: Aws) -> None:
    for call in ("DescribeImages", "RegisterTaskDefinition", "UpdateService"):
        aws.faults[call] = [Refused("ThrottlingException")]
    aws.faults["DescribeServices"] = [None, Refused("ThrottlingException")]
    ended = operator.run("deploy.py", *operator.deploying())
    assert (ended.code, aws.image()) == (DEPLOYED, NEW), ended.said


# --- refused before anything changed ------------------------------------------------------------


def _busy(aws: Aws) -> None:
    aws.wanted = arn(5)
    aws.never_stable.add(arn(5))


def _no_image(aws: Aws) -> None:
    aws.images.discard(NEW)


def _refusing(call: str, code: str) -> Callable[[Aws], None]:
    def refuse(aws: Aws) -> None:
        aws.faults[call] = [Refused(code)] * 10

    return refuse


@pytest.mark.parametrize(
    ("made", "other", "words"),
    [
        (_no_image, {}, "ImageNotFoundException"),
        (_busy, {}, "still being deployed"),
        (_refusing("RegisterTaskDefinition", "ClientException"), {}, "RegisterTaskDefinition"),
        (_refusing("DescribeServices", "AccessDeniedException"), {}, "AccessDeniedException"),
        (None, {"cluster": "other"}, "no active service sentinel in the cluster other"),
        (None, {"container": "app"}, "no container 'app'. Known: upgrade, sentinel, router"),
        (None, {"image": f"{OLD.partition('@')[0]}:latest"}, "no image by its digest"),
    ],
)
def test_what_is_refused_changes_nothing(
    made: Callable[[Aws], None] | None,
    other: dict[str, str],
    words: str,
    operator: Operator,
    aws: Aws,
) -> None:
    if made:
        made(aws)
    ended = operator.run("deploy.py", *operator.deploying(**other))
    assert (ended.code, aws.named("UpdateService")) == (REFUSED, [])
    assert "Refused, nothing was changed." in ended.said
    assert words in ended.said


# --- tables -------------------------------------------------------------------------------------


def needing(aws: Aws, revision: int, tables: str) -> None:
    labels = aws.definitions[arn(revision)]["containerDefinitions"][1].setdefault(
        "dockerLabels", {}
    )
    labels["sentinel.tables"] = tables


def test_a_version_that_would_close_the_way_back_is_refused(operator: Operator, aws: Aws) -> None:
    needing(aws, 6, "0001")
    ended = operator.run("deploy.py", *operator.deploying(tables="0002"))
    assert (ended.code, aws.named("RegisterTaskDefinition")) == (REFUSED, [])
    assert "brings the tables from version 0001 to 0002" in ended.said


@pytest.mark.parametrize(
    ("now", "tables", "more"),
    [
        ("0001", "0001", ()),
        ("0001", "0002", ("--new-tables",)),
        ("", "0002", ()),
        ("0001", "", ()),
    ],
)
def test_other_versions_are_deployed_and_say_what_they_need(
    now: str, tables: str, more: tuple[str, ...], operator: Operator, aws: Aws
) -> None:
    if now:
        needing(aws, 6, now)
    given = operator.deploying(**({"tables": tables} if tables else {}))
    assert operator.run("deploy.py", *given, *more).code == DEPLOYED
    labels = aws.definitions[arn(7)]["containerDefinitions"][1]["dockerLabels"]
    assert labels.get("sentinel.tables", "") == tables


def test_going_back_over_a_change_of_tables_is_told(operator: Operator, aws: Aws) -> None:
    needing(aws, 5, "0001")
    needing(aws, 6, "0002")
    ended = operator.run("rollback.py", *PLACE)
    assert "needs the tables at version 0001, and they were brought to 0002" in ended.said


def test_nobody_answers(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    ended = operator.run("deploy.py", *operator.deploying())
    assert (ended.code, "Refused, nothing was changed." in ended.said) == (REFUSED, True)


# --- whatever goes wrong, the old version runs --------------------------------------------------


def _never_stable(aws: Aws) -> None:
    aws.never_stable.add(arn(7))
    # what does start does so at once: what is too long for the new one is enough for the old one
    aws.polls_needed = 0


def _given_up(aws: Aws) -> None:
    aws.given_up.add(arn(7))


def _somebody_else(aws: Aws) -> None:
    def deploys() -> None:
        aws.wanted = arn(5)

    aws.faults["DescribeServices"] = [None, deploys]


def _lost(aws: Aws) -> None:
    """It was done, and the answer says it was not: a time-out looks like this."""

    def done_and_lost() -> None:
        aws.UpdateService({"taskDefinition": arn(7)})
        raise Refused("InternalError")

    aws.faults["UpdateService"] = [done_and_lost]


@pytest.mark.parametrize(
    ("made", "check", "other", "words"),
    [
        (None, "fails on the new one", {}, "sentinel check failed on sentinel:7"),
        (None, "hangs", {"check_seconds": "0.5"}, "did not end within"),
        (_never_stable, "passes", {"stable_seconds": "0.3"}, "0 of 2 tasks of sentinel:7 ran"),
        (_given_up, "passes", {}, "AWS took it back"),
        (_somebody_else, "passes", {}, "The service went to sentinel:5"),
        (_refusing("UpdateService", "AccessDeniedException"), "passes", {}, "AccessDenied"),
        (_lost, "passes", {}, "InternalError"),
    ],
)
def test_a_version_that_is_not_good_gives_way_to_the_old_one(
    made: Callable[[Aws], None] | None,
    check: str,
    other: dict[str, str],
    words: str,
    operator: Operator,
    aws: Aws,
) -> None:
    if made:
        made(aws)
        # one refusal for the new version, none for the way back
        aws.faults["UpdateService"] = aws.faults["UpdateService"][:1]
    ended = operator.run("deploy.py", *operator.deploying(check, **other))
    assert (ended.code, aws.running, aws.image()) == (ROLLED_BACK, arn(6), OLD), ended.said
    assert (operator.stage, words in ended.said) == ("rolled back", True), ended.said
    assert f"Rolled back: sentinel:6 ({OLD}) runs again." in ended.said


def test_a_check_that_cannot_be_run_is_a_check_that_failed(operator: Operator, aws: Aws) -> None:
    given = operator.deploying(check_command="no-such-program check")
    ended = operator.run("deploy.py", *given)
    assert (ended.code, aws.image()) == (ROLLED_BACK, OLD)
    assert "no-such-program cannot be run" in ended.said


def test_where_the_old_version_fails_too_it_is_said(operator: Operator, aws: Aws) -> None:
    ended = operator.run("deploy.py", *operator.deploying("fails"))
    assert (ended.code, aws.image(), operator.checked) == (ROLLED_BACK, OLD, 2)
    assert "The old version does not pass the check either" in ended.said


def test_the_way_back_is_tried_again(operator: Operator, aws: Aws) -> None:
    aws.faults["UpdateService"] = [None, Refused("ServiceNotActiveException"), Refused("Other")]
    ended = operator.run("deploy.py", *operator.deploying("fails"))
    assert (ended.code, aws.image()) == (ROLLED_BACK, OLD)
    assert "Attempt 2 of 5 to go back failed" in ended.said


def test_a_way_back_that_stays_closed_is_cried_out(operator: Operator, aws: Aws) -> None:
    aws.faults["UpdateService"] = [None, *[Refused("AccessDeniedException")] * 9]
    ended = operator.run("deploy.py", *operator.deploying("fails"))
    assert (ended.code, operator.stage) == (STUCK, "failed")
    assert "NOT ROLLED BACK" in ended.said
    by_hand = "aws ecs update-service --cluster main --service sentinel --task-definition"
    assert f"{by_hand} sentinel:6" in ended.said


# --- somebody stops it --------------------------------------------------------------------------


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("when", ["UpdateService", "DescribeServices"])
def test_a_deployment_that_is_cancelled_goes_back(
    stop: signal.Signals, when: str, operator: Operator, aws: Aws
) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        reached.set()
        go_on.wait(60)

    aws.faults[when] = [wait] if when == "UpdateService" else [None, wait]
    process = operator.start("deploy.py", *operator.deploying())
    assert reached.wait(60)
    process.send_signal(stop)
    go_on.set()
    said, _ = process.communicate(timeout=120)
    assert (process.returncode, aws.running, operator.stage) == (
        ROLLED_BACK,
        arn(6),
        "rolled back",
    ), said
    assert "cancelled" in said


def test_a_second_cancel_does_not_stop_the_way_back(operator: Operator, aws: Aws) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        reached.set()
        go_on.wait(60)

    aws.faults["UpdateService"] = [None, wait]
    process = operator.start("deploy.py", *operator.deploying("fails"))
    assert reached.wait(60)
    for one in (signal.SIGINT, signal.SIGTERM):
        process.send_signal(one)
    go_on.set()
    said, _ = process.communicate(timeout=120)
    assert (process.returncode, aws.running, operator.stage) == (3, arn(6), "rolled back"), said


@pytest.mark.parametrize("when", ["UpdateService", "DescribeServices"])
def test_after_a_kill_the_record_leads_back(when: str, operator: Operator, aws: Aws) -> None:
    reached = threading.Event()
    killed = threading.Event()

    def wait() -> None:
        reached.set()
        killed.wait(60)

    aws.faults[when] = [wait] if when == "UpdateService" else [None, wait]
    process = operator.start("deploy.py", *operator.deploying())
    assert reached.wait(60)
    process.kill()
    process.communicate(timeout=60)
    killed.set()
    assert operator.stage == "deploying"
    ended = operator.run("rollback.py", "--record", str(operator.record), "--poll-seconds", "0.01")
    assert (ended.code, aws.wanted, aws.running) == (GONE_BACK, arn(6), arn(6)), ended.said
    assert operator.stage == "rolled back"


# --- rollback.py --------------------------------------------------------------------------------


def test_without_more_it_goes_back_by_one(operator: Operator, aws: Aws) -> None:
    ended = operator.run("rollback.py", *PLACE)
    assert (ended.code, aws.running) == (GONE_BACK, arn(5)), ended.said
    assert "sentinel runs sentinel:6; going back to sentinel:5" in ended.said


def test_after_a_deployment_it_goes_back_to_what_ran_before(operator: Operator, aws: Aws) -> None:
    operator.run("deploy.py", *operator.deploying())
    assert operator.run("rollback.py", *PLACE).code == GONE_BACK
    assert (aws.running, aws.image()) == (arn(6), OLD)


def test_it_goes_where_it_is_told(operator: Operator, aws: Aws) -> None:
    assert operator.run("rollback.py", *PLACE, "--to", "sentinel:5").code == GONE_BACK
    assert aws.running == arn(5)


def recorded(operator: Operator, stage: str) -> None:
    """A deployment from revision 5 to 6 that was left there."""
    record = {
        "cluster": "main",
        "service": "sentinel",
        "container": "sentinel",
        "previous_task_definition": arn(5),
        "previous_image": OLD,
        "image": OLD,
        "task_definition": arn(6),
        "stage": stage,
    }
    operator.record.write_text(json.dumps(record))


@pytest.mark.parametrize("stage", ["deploying", "failed"])
def test_a_deployment_that_was_not_finished_is_taken_back(
    stage: str, operator: Operator, aws: Aws
) -> None:
    recorded(operator, stage)
    ended = operator.run("rollback.py", "--record", str(operator.record), "--poll-seconds", "0.01")
    assert (ended.code, aws.running, operator.stage) == (GONE_BACK, arn(5), "rolled back")


@pytest.mark.parametrize("stage", ["recorded", "deployed", "rolled back"])
def test_a_deployment_that_was_finished_is_left_alone(
    stage: str, operator: Operator, aws: Aws
) -> None:
    recorded(operator, stage)
    ended = operator.run("rollback.py", "--record", str(operator.record))
    assert (ended.code, aws.calls) == (GONE_BACK, [])
    assert f"Nothing to do: the deployment was left at '{stage}'" in ended.said


def test_a_deployment_that_never_began_needs_no_way_back(operator: Operator, aws: Aws) -> None:
    ended = operator.run("rollback.py", "--record", "nowhere.json")
    assert (ended.code, aws.calls) == (GONE_BACK, [])
    assert "no deployment was begun" in ended.said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((*PLACE, "--to", "sentinel:4"), "ClientException"),
        (("--record", "broken.json"), "no record of a deployment"),
    ],
)
def test_a_way_back_that_leads_nowhere_is_refused(
    arguments: tuple[str, ...], words: str, operator: Operator, aws: Aws
) -> None:
    (operator.folder / "broken.json").write_text('{"stage": "deploying"}')
    ended = operator.run("rollback.py", *arguments)
    assert (ended.code, aws.named("UpdateService")) == (REFUSED, [])
    assert words in ended.said


def test_a_definition_that_does_not_say_where_it_is_from(operator: Operator, aws: Aws) -> None:
    del aws.definitions[arn(6)]["containerDefinitions"][1]["dockerLabels"]
    ended = operator.run("rollback.py", *PLACE)
    assert (ended.code, "--to FAMILY:REVISION" in ended.said) == (REFUSED, True)


def test_a_definition_that_was_retired_is_refused(operator: Operator, aws: Aws) -> None:
    aws.definitions[arn(5)]["status"] = "INACTIVE"
    ended = operator.run("rollback.py", *PLACE)
    assert (ended.code, "sentinel:5 is INACTIVE" in ended.said) == (REFUSED, True)


@pytest.mark.parametrize(
    ("script", "arguments"),
    [
        ("deploy.py", ()),
        ("rollback.py", ()),
        ("rollback.py", ("--record", "x.json", "--cluster", "main")),
    ],
)
def test_wrong_usage_ends_with_two(
    script: str, arguments: tuple[str, ...], operator: Operator, aws: Aws
) -> None:
    ended = operator.run(script, *arguments)
    assert (ended.code, aws.calls) == (USAGE, [])
