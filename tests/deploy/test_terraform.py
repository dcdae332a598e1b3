"""What the Terraform tree promises, read off its text, without Terraform."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import infrastructure
import pytest
from infrastructure import CHECKOUT, ENVIRONMENTS, MODULES, TREE, resources, variables

from sentinel.http import gunicorn_conf

ATTRIBUTES: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "aws_attributes.json").read_text()
)
"""What each resource can be given, by the AWS provider; from `make_attributes.py`."""

STARS = {
    "Registry": "a token for the registry has no resource",
    "Definitions": "these calls know no resource",
    "Owner": "in a key's policy the resource is the key",
    "Logs": "in a key's policy the resource is the key",
    "Alarms": "in a key's policy the resource is the key",
    "TlsOnly": "it denies",
}
"""The statements that say `*`, and why."""


def texts() -> dict[str, str]:
    return {str(p.relative_to(TREE)): p.read_text() for p in infrastructure.sources()}


# --- the tree -----------------------------------------------------------------------------------


def test_modules_and_environments_are_those_that_the_runbook_names() -> None:
    def folders(where: Path) -> set[str]:
        return {path.name for path in where.iterdir() if path.is_dir()}

    assert folders(TREE / "modules") == MODULES
    assert folders(TREE / "environments") == ENVIRONMENTS
    used = set(re.findall(r'^module "(\w+)"', (TREE / "stack" / "main.tf").read_text(), re.M))
    assert used == MODULES


def test_environments_differ_in_values_alone() -> None:
    def shape(name: str) -> list[str]:
        where = TREE / "environments" / name
        text = "".join(path.read_text() for path in sorted(where.glob("*.tf")))
        return re.findall(r"^\s*(\w+) +=", text, re.M)

    assert shape("dev") == shape("production")


def test_it_is_formatted() -> None:
    if shutil.which("terraform") is None:
        pytest.skip("needs Terraform: https://developer.hashicorp.com/terraform/install")
    ran = subprocess.run(
        ["terraform", "fmt", "-check", "-recursive", TREE], capture_output=True, text=True
    )
    assert (ran.returncode, ran.stdout) == (0, "")


def test_no_account_no_state_no_secret() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "deploy"], cwd=CHECKOUT, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("needs a git checkout")
    for name in listed.stdout.split():
        assert not re.search(r"\.(tfstate|tfplan|tfvars|pem|key)(\.backup)?$", name), name
        text = (CHECKOUT / name).read_text(encoding="utf-8")
        secrets = r"AKIA[0-9A-Z]{16}|-----BEGIN|(?<![0-9a-z.])(?!0{12})\d{12}(?![0-9a-z])"
        assert not re.search(secrets, text), name


@pytest.mark.parametrize("module", [*sorted(MODULES), "stack"])
def test_every_variable_has_a_type_and_says_what_it_is(module: str) -> None:
    for name, body in variables(infrastructure.folder(module)).items():
        assert body.get("type") and body.get("description", "").endswith("."), name


def test_every_argument_is_one_that_the_provider_knows() -> None:
    unknown = [
        f"{module}: {kind} has no {argument}"
        for module in [*MODULES, "stack"]
        for kind, body in resources(module).items()
        for argument in infrastructure.arguments(body)
        if argument not in ATTRIBUTES[kind.partition(".")[0]]
    ]
    assert unknown == []


def test_every_check_that_is_passed_over_says_why() -> None:
    for name, text in texts().items():
        for line in re.findall(r"checkov:skip.*", text):
            assert re.fullmatch(r"checkov:skip=CKV2?_AWS_\d+:.{20,}", line), (name, line)


# --- the facts ----------------------------------------------------------------------------------


def test_the_target_group_carries_its_port_and_is_made_before_the_old_one_goes() -> None:
    group = resources("alb")["aws_lb_target_group.service"]
    assert group["name"] == "${var.name}-${var.port}"
    assert group["port"] == "${var.port}"
    assert group["lifecycle"][0]["create_before_destroy"] is True
    assert re.search(r"port += 8001\b", (TREE / "stack" / "main.tf").read_text())


def test_a_task_has_four_cores_and_sixteen_gigabytes() -> None:
    chosen = variables(TREE / "stack")
    assert (chosen["cpu"]["default"], chosen["memory"]["default"]) == (4096, 16384)
    for environment in ENVIRONMENTS:
        assert not re.search(
            r"^\s*(cpu|memory) ", (TREE / "environments" / environment / "main.tf").read_text()
        )


def test_deployments_go_back_by_themselves_and_drop_nothing() -> None:
    service = resources("ecs")["aws_ecs_service.this"]
    breaker = service["deployment_circuit_breaker"][0]
    assert (breaker["enable"], breaker["rollback"]) == (True, True)
    assert service["deployment_minimum_healthy_percent"] == 100
    # an apply takes back neither a deployment nor what the load asked for
    ignored = [re.sub(r"[${}]", "", one) for one in service["lifecycle"][0]["ignore_changes"]]
    assert ignored == ["task_definition", "desired_count"]
    assert resources("ecs")["aws_ecs_task_definition.this"]["skip_destroy"] is True


def test_the_times_of_load_balancer_server_and_fargate_fit() -> None:
    stack = (TREE / "stack" / "main.tf").read_text()
    found = re.search(r"longest_request_seconds = (\d+)", stack)
    assert found
    longest = int(found[1])
    alb = resources("alb")
    assert alb["aws_lb.this"]["idle_timeout"] == "${var.longest_request_seconds}"
    group = alb["aws_lb_target_group.service"]
    assert group["deregistration_delay"] == "${var.longest_request_seconds}"
    stop = re.search(r"stopTimeout = (\d+)", (TREE / "modules" / "ecs" / "main.tf").read_text())
    assert stop
    # the load balancer lets go first, the server next, Fargate last
    assert gunicorn_conf.keepalive > longest
    assert gunicorn_conf.graceful_timeout < int(stop[1]) <= 120


def test_tasks_are_started_where_the_runbook_says() -> None:
    policies = {
        name: body["target_tracking_scaling_policy_configuration"][0]["target_value"]
        for name, body in resources("ecs").items()
        if name.startswith("aws_appautoscaling_policy.")
    }
    assert policies == {"aws_appautoscaling_policy.cpu": 50, "aws_appautoscaling_policy.memory": 70}
    page = (CHECKOUT / "docs" / "operate" / "alarms.md").read_text(encoding="utf-8")
    assert "new tasks are started from 50 % on" in page
    assert "\nBUSY = 0.5\n" in (CHECKOUT / "deploy" / "costs.py").read_text()


def test_logs_are_kept_for_as_long_as_was_said_and_encrypted() -> None:
    groups = [
        body
        for module in MODULES
        for name, body in resources(module).items()
        if name.startswith("aws_cloudwatch_log_group.")
    ]
    assert len(groups) == 3
    for body in groups:
        assert body["retention_in_days"] == "${var.log_retention_days}"
        assert body["kms_key_id"] == "${var.kms_key_arn}"


def test_no_outage_elsewhere_replaces_tasks() -> None:
    (check,) = resources("alb")["aws_lb_target_group.service"]["health_check"]
    assert check["path"] == "/analysis/primitives"


def test_containers_have_no_rights_and_nothing_to_write_to() -> None:
    text = (TREE / "modules" / "ecs" / "main.tf").read_text()
    closed = text.partition("closed = {")[2].partition("\n  }\n")[0]
    assert re.search(r"readonlyRootFilesystem = true", closed)
    assert re.search(r'user +=\s"10001:10001"', closed)
    assert re.search(r'drop = \["ALL"\]', closed)
    assert text.count("merge(local.closed, {") == 2


def test_images_stay_what_they_are() -> None:
    repository = resources("ecr")["aws_ecr_repository.this"]
    assert repository["image_tag_mutability"] == "IMMUTABLE"
    assert repository["image_scanning_configuration"][0]["scan_on_push"] is True


def test_the_database_is_private_encrypted_and_backed_up() -> None:
    database = resources("rds")["aws_db_instance.this"]
    assert database["publicly_accessible"] is False
    assert database["storage_encrypted"] is True
    assert database["skip_final_snapshot"] is False
    assert "password" not in database  # what is write-only is in no state
    parameters = resources("rds")["aws_db_parameter_group.this"]["parameter"]
    assert {"name": "rds.force_ssl", "value": "1"}.items() <= parameters[0].items()
    tables = resources("network")
    assert "route" not in tables["aws_route_table.database"]
    ways = [body["route_table_id"] for name, body in tables.items() if "aws_route." in name]
    assert ways and not [way for way in ways if "database" in way]


def test_production_is_protected() -> None:
    text = (TREE / "environments" / "production" / "main.tf").read_text()
    for line in (r"deletion_protection += true", r"multi_az += true", r"nat_per_zone += true"):
        assert re.search(line, text), line


def test_uploads_go_after_a_day_and_analyses_stay() -> None:
    from sentinel.storage import s3

    rules = resources("s3")["aws_s3_bucket_lifecycle_configuration.data"]["rule"]
    ending = [rule for rule in rules if rule.get("expiration", [{}])[0].get("days")]
    (rule,) = ending
    assert rule["expiration"][0]["days"] == 1
    tag = rule["filter"][0]["tag"][0]
    assert f"<Key>{tag['key']}</Key><Value>{tag['value']}</Value>" in s3.UPLOAD_TAG


def test_buckets_are_closed_encrypted_and_tls_only() -> None:
    s3 = resources("s3")
    for bucket, algorithm in (("data", "aws:kms"), ("logs", "AES256")):
        block: dict[str, Any] = s3[f"aws_s3_bucket_public_access_block.{bucket}"]
        flags = [v for k, v in block.items() if k.startswith(("block", "ignore", "restrict"))]
        assert flags == [True] * 4
        (rule,) = s3[f"aws_s3_bucket_server_side_encryption_configuration.{bucket}"]["rule"]
        (default,) = rule["apply_server_side_encryption_by_default"]
        assert default["sse_algorithm"] == algorithm
        assert "aws:SecureTransport" in s3[f"aws_s3_bucket_policy.{bucket}"]["policy"]
    assert "aws_s3_bucket_cors_configuration.data" in s3


def test_policies_name_what_they_allow() -> None:
    starred = set()
    for name, text in texts().items():
        for statement in infrastructure.statements(text):
            said = re.search(r'Sid\s+= "(\w+)"', statement)
            everything = re.search(r'Resource\s+= (\[?"\*"\]?)|"[a-z0-9]+:\*"', statement)
            if everything:
                assert said, f"{name}: {statement}"
                starred.add(said[1])
            if '"Allow"' in statement and "kms:*" not in statement:
                assert not re.search(r'"[a-z0-9]+:\*"', statement), statement
    assert starred == set(STARS)


def test_only_one_environment_of_one_repository_deploys() -> None:
    trust = resources("iam")["aws_iam_role.deploy"]["assume_role_policy"]
    assert "repo:${var.github_repository}:environment:${var.github_environment}" in trust
    assert "StringLike" not in trust


def test_every_alarm_has_its_page() -> None:
    text = (TREE / "modules" / "observability" / "main.tf").read_text()
    block = text.partition("alarms = {")[2].partition("\n  }\n")[0]
    alarms = re.findall(r"^    ([a-z-]+) = \{", block, re.M)
    page = (CHECKOUT / "docs" / "operate" / "alarms.md").read_text(encoding="utf-8")
    assert alarms
    assert set(re.findall(r"^## ([a-z-]+)$", page, re.M)) >= {*alarms, "deployment-failed"}
