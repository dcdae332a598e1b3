"""What AWS would be asked for: Terraform itself, the provider's own checks, made-up answers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from infrastructure import ENVIRONMENTS, TREE

MIRROR = Path(
    os.environ.get("SENTINEL_TERRAFORM_PROVIDERS")
    or Path.home() / ".cache" / "sentinel" / "terraform-providers"
)
MISSING = f"needs the AWS provider in {MIRROR}: tox -e terraform builds it (about an hour, once)"


def terraform(where: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = {
        **os.environ,
        "TF_CLI_CONFIG_FILE": str(where / "mirror.tfrc"),
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
        "AWS_REGION": "us-east-1",
    }
    (where / "mirror.tfrc").write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{MIRROR}"\n  }}\n}}\n'
    )
    return subprocess.run(
        ["terraform", *arguments], cwd=where, env=settings, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy, so that nothing of Terraform's is left in the checkout."""
    if shutil.which("terraform") is None or not list(MIRROR.glob("**/terraform-provider-aws*")):
        pytest.skip(MISSING)
    copy = tmp_path_factory.mktemp("tree") / "terraform"
    shutil.copytree(TREE, copy, ignore=shutil.ignore_patterns(".terraform*"))
    yield copy


@pytest.mark.parametrize("environment", sorted(ENVIRONMENTS))
def test_an_environment_is_valid(tree: Path, environment: str) -> None:
    where = tree / "environments" / environment
    begun = terraform(where, "init", "-backend=false", "-no-color")
    assert begun.returncode == 0, begun.stderr
    checked = terraform(where, "validate", "-no-color")
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.fixture(scope="module")
def tested(tree: Path) -> list[dict[str, Any]]:
    where = tree / "stack"
    begun = terraform(where, "init", "-backend=false", "-no-color")
    assert begun.returncode == 0, begun.stderr
    ran = terraform(where, "test", "-json", "-verbose")
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.returncode == 0, [line["@message"] for line in lines if line["@level"] == "error"]
    return lines


@pytest.fixture(scope="module")
def made(tested: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The values of every resource, by its address without the modules."""
    (state,) = [line["test_state"] for line in tested if "test_state" in line]

    def within(module: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        for one in module.get("resources", ()):
            name = one["address"].removeprefix(module.get("address", "") + ".")
            yield name, one["values"]
        for child in module.get("child_modules", ()):
            yield from within(child)

    return dict(within(state["root_module"]))


def test_its_own_tests_pass(tested: list[dict[str, Any]]) -> None:
    (summary,) = [line["test_summary"] for line in tested if "test_summary" in line]
    assert (summary["status"], summary["failed"], summary["errored"]) == ("pass", 0, 0)


def test_the_service_is_what_the_runbook_says(made: dict[str, dict[str, Any]]) -> None:
    task = made["aws_ecs_task_definition.this"]
    assert (task["cpu"], task["memory"]) == ("4096", "16384")
    upgrade, sentinel = json.loads(task["container_definitions"])
    assert sentinel["command"][:5] == ["serve", "--host", "0.0.0.0", "--port", "8001"]
    assert sentinel["dependsOn"] == [{"condition": "SUCCESS", "containerName": "upgrade"}]
    assert upgrade["command"] == ["database", "upgrade"]
    for container in (upgrade, sentinel):
        assert container["readonlyRootFilesystem"] is True
        assert container["image"].endswith("@sha256:" + 64 * "0")
        assert {one["name"] for one in container["secrets"]} == {"PGPASSWORD", "ANTHROPIC_API_KEY"}
    group = made["aws_lb_target_group.service"]
    assert (group["name"], group["port"]) == ("sentinel-production-8001", 8001)
    service = made["aws_ecs_service.this"]
    assert service["deployment_circuit_breaker"] == [{"enable": True, "rollback": True}]
    assert service["network_configuration"][0]["assign_public_ip"] is False


def test_the_password_is_in_no_state(tested: list[dict[str, Any]]) -> None:
    assert "a-password-of-tests" not in json.dumps(tested)


def test_the_database_is_private(made: dict[str, dict[str, Any]]) -> None:
    database = made["aws_db_instance.this"]
    assert database["publicly_accessible"] is False
    assert database["storage_encrypted"] is True
    assert database["deletion_protection"] is True
    assert database["multi_az"] is True


def test_an_alarm_rings_on_its_side_of_the_threshold(made: dict[str, dict[str, Any]]) -> None:
    alarms = {n: v for n, v in made.items() if n.startswith("aws_cloudwatch_metric_alarm.")}
    below = {n for n, v in alarms.items() if v["comparison_operator"] == "LessThanThreshold"}
    names = ("too-few-tasks", "database-disk-short", "database-memory-short")
    assert below == {f'aws_cloudwatch_metric_alarm.this["{name}"]' for name in names}
    assert {v["comparison_operator"] for n, v in alarms.items() if n not in below} == {
        "GreaterThanThreshold"
    }
    assert all(v["alarm_actions"] and v["ok_actions"] for v in alarms.values())
    assert alarms['aws_cloudwatch_metric_alarm.this["too-few-tasks"]']["threshold"] == 2


def test_policies_name_what_they_allow(made: dict[str, dict[str, Any]]) -> None:
    for name, values in made.items():
        if name.startswith("aws_iam_role_policy."):
            for statement in json.loads(values["policy"])["Statement"]:
                assert not [a for a in statement["Action"] if "*" in a], (name, statement)
                if statement["Resource"] == ["*"]:
                    assert statement["Sid"] in ("Registry", "Definitions"), (name, statement)
