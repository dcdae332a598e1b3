"""The workflows: what they may, in which order, and that what they call exists."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

yaml = pytest.importorskip("yaml", reason="needs PyYAML: pip install pyyaml")

pytestmark = pytest.mark.one_python

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
FILES = sorted(GITHUB.rglob("*.yml"))
PINNED = re.compile(r"uses: ([\w.-]+/[\w./-]+)@([0-9a-f]{40}) # v(\d+\.\d+\.\d+)")


def loaded(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((GITHUB / name).read_text())
    return found


def jobs(name: str) -> dict[str, Any]:
    found: dict[str, Any] = loaded(f"workflows/{name}.yml")["jobs"]
    return found


def steps(name: str) -> Iterator[dict[str, Any]]:
    for job in jobs(name).values():
        yield from job["steps"]


def before(name: str, job: str) -> set[str]:
    """All jobs that must have succeeded."""
    direct = set(jobs(name)[job].get("needs", []))
    return direct.union(*(before(name, one) for one in direct))


def shell(text: str, **environment: str) -> int:
    """As GitHub runs a step."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text]
    path = {"PATH": "/usr/bin:/bin"}
    return subprocess.run(
        command, env={**path, **environment}, cwd=ROOT, capture_output=True, check=False
    ).returncode


# --- what they may ------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_foreign_action_is_pinned_by_its_commit(file: Path) -> None:
    used = [line for line in file.read_text().splitlines() if re.search(r"\buses:", line)]
    assert [line for line in used if "uses: ./" not in line and not PINNED.search(line)] == []


def test_an_action_has_one_version_everywhere() -> None:
    pins = {pin for file in FILES for pin in PINNED.findall(file.read_text())}
    assert len(pins) == len({name for name, _, _ in pins}) > 4


@pytest.mark.parametrize("name", ["ci", "wheels", "deploy-production", "rollback"])
def test_a_job_may_what_it_needs(name: str) -> None:
    """Nothing by default; reading the code; and proving who it is, in an environment alone."""
    assert loaded(f"workflows/{name}.yml")["permissions"] == {}
    for job in jobs(name).values():
        given = dict(job.get("permissions", {}))
        assert given.pop("contents", "read") == "read"
        assert given in ({}, {"id-token": "write"})
        assert ("id-token" in given) == ("environment" in job)


@pytest.mark.parametrize("name", ["ci", "wheels", "deploy-production", "rollback"])
def test_nothing_runs_for_ever_and_no_credentials_stay(name: str) -> None:
    assert all(job["timeout-minutes"] <= 90 for job in jobs(name).values())
    for step in steps(name):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"] == {"persist-credentials": False}


def test_no_secret_but_the_token_of_the_check_is_used() -> None:
    text = "".join(file.read_text() for file in FILES)
    assert set(re.findall(r"secrets\.(\w+)", text)) == {"SENTINEL_CHECK_TOKEN"}
    assert not re.search(r"AKIA|aws_secret|password:|\b\d{12}\b", text, re.IGNORECASE)


def test_what_is_typed_in_never_becomes_shell() -> None:
    for file in FILES:
        for run in re.findall(r"run: \|?(.*?)(?=\n\s*- |\Z)", file.read_text(), re.DOTALL):
            own = run.partition("env:")[0]
            assert "${{" not in own, file


def test_a_step_on_windows_says_that_it_is_bash() -> None:
    """The default there is another shell, in which variables are written otherwise."""
    for name in ("ci", "wheels", "deploy-production", "rollback"):
        for job in jobs(name).values():
            if job["runs-on"] != "ubuntu-24.04":
                own = [step for step in job["steps"] if "run" in step]
                assert {step.get("shell") for step in own} == {"bash"}


# --- in which order -----------------------------------------------------------------------------


def test_production_comes_after_everything_else() -> None:
    assert before("deploy-production", "production") == {
        "confirm",
        "security",
        "tests",
        "image",
        "staging",
    }
    assert jobs("deploy-production")["production"]["environment"] == "production"


def test_before_an_image_is_built_it_is_looked_at_from_all_sides() -> None:
    needed = before("deploy-production", "image")
    assert needed == {"confirm", "security", "tests"}
    audits = "".join(step.get("run", "") for step in jobs("deploy-production")["security"]["steps"])
    assert "pip-audit" in audits and "-r deploy/requirements/server.txt" in audits
    assert "cargo audit" in audits.replace("cargo-audit", "") and "--file rust/Cargo.lock" in audits
    (tests,) = [
        s for s in jobs("deploy-production")["tests"]["steps"] if "TOXENV" in s.get("env", {})
    ]
    assert {"rust", "py311"} <= set(tests["env"]["TOXENV"].split(","))


def test_what_was_pushed_is_deployed_by_its_digest_and_checks_itself() -> None:
    run = loaded("actions/deploy/action.yml")["runs"]["steps"]
    (push,) = [step for step in run if step.get("id") == "push"]
    deploy = run[-1]
    assert run.index(push) == len(run) - 2
    assert "--preserve-digests --digestfile digest" in push["run"]
    assert 'echo "image=$REPOSITORY@$(cat digest)"' in push["run"]
    assert deploy["env"]["IMAGE"] == "${{ steps.push.outputs.image }}"
    assert "exec deploy/.venv/bin/python deploy/scripts/deploy.py" in deploy["run"]
    assert 'SENTINEL_CHECK_TOKEN sentinel:candidate check"' in deploy["run"]
    assert "oci-archive:image.tar docker-daemon:sentinel:candidate" in push["run"]


def test_after_a_rollback_what_runs_is_checked_by_its_own_image() -> None:
    runs = [step["run"] for step in jobs("rollback")["rollback"]["steps"] if "run" in step]
    assert "scripts/rollback.py" in runs[-2]
    assert '"$image" check "$URL"' in runs[-1]


def test_what_is_published_is_attested_and_needs_no_password() -> None:
    publish = jobs("wheels")["publish"]["steps"][-1]
    assert publish["uses"].startswith("pypa/gh-action-pypi-publish@")
    assert publish["with"] == {"attestations": True}


def test_publishing_comes_after_every_wheel_was_tried() -> None:
    assert before("wheels", "publish") == {"source", "wheels", "installed"}
    assert jobs("wheels")["publish"]["if"] == "github.ref_type == 'tag'"


@pytest.mark.parametrize(
    ("name", "good"),
    [("deploy-production", "deploy production"), ("rollback", "roll back production")],
)
@pytest.mark.parametrize("typed", ["", "yes", "deploy", "roll back dev", "$(touch /tmp/x)"])
def test_only_the_typed_confirmation_lets_it_go_on(name: str, good: str, typed: str) -> None:
    (step,) = jobs(name)["confirm"]["steps"]
    run = {"WHERE": "production"}
    assert shell(step["run"], CONFIRMATION=good, **run) == 0
    assert shell(step["run"], CONFIRMATION=typed, **run) == 1


def test_a_tag_of_another_version_is_refused() -> None:
    from sentinel import __version__

    (step,) = [one for one in jobs("wheels")["source"]["steps"] if "if" in one]
    assert shell(step["run"], GITHUB_REF_NAME=f"v{__version__}") == 0
    assert shell(step["run"], GITHUB_REF_NAME="v0.0.1") == 1


# --- what they call -----------------------------------------------------------------------------


def test_the_tests_are_those_of_the_readme_on_every_python() -> None:
    readme = (ROOT / "README.md").read_text()
    runs = [step for step in steps("ci") if "TOXENV" in step.get("env", {})]
    assert len(runs) == 1
    assert runs[0]["run"] in readme
    matrix = jobs("ci")["tests"]["strategy"]["matrix"]["include"]
    tested = {one["environments"]: one["python"] for one in matrix}
    pythons = {"py311": "3.11", "py312": "3.12", "py313": "3.13", "py314": "3.14"}
    assert pythons.items() <= tested.items()
    tox = (ROOT / "tox.ini").read_text()
    (listed,) = re.findall(r"^env_list = (.*)$", tox, re.MULTILINE)
    others = [one for one in tested if one not in pythons]
    assert listed == f"{', '.join(others[0].split(','))}, py{{311,312,313,314}}"


def test_wheels_are_built_for_every_platform() -> None:
    built = {one["only"] for one in jobs("wheels")["wheels"]["strategy"]["matrix"]["include"]}
    assert built == {
        "cp311-manylinux_x86_64",
        "cp311-manylinux_aarch64",
        "cp311-musllinux_x86_64",
        "cp311-musllinux_aarch64",
        "cp311-macosx_x86_64",
        "cp311-macosx_arm64",
        "cp311-win_amd64",
    }


def test_the_image_is_built_on_the_bases_that_its_file_names() -> None:
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text()
    named = dict(re.findall(r"^ARG (\w+)_IMAGE=(\S+)$", dockerfile, re.MULTILINE))
    run = next(step["run"] for step in jobs("deploy-production")["image"]["steps"] if "run" in step)
    assert f"rust={named['RUST']}\n" in run
    assert f"python={named['PYTHON']}\n" in run


@pytest.mark.parametrize("script", ["deploy", "rollback"])
def test_the_scripts_know_the_options_that_they_are_given(script: str) -> None:
    source = (ROOT / "deploy" / "scripts" / f"{script}.py").read_text()
    known = set(re.findall(r'add\(\s*"(--[a-z-]+)"', source))
    called = [
        text
        for file in FILES
        for text in re.findall(rf"scripts/{script}\.py(.*?)(?=\n\s*\n|\n\s{{6}}- |\n\s+env:|\Z)",
                               file.read_text(), re.DOTALL)
    ]  # fmt: skip
    assert called
    for text in called:
        outside = re.sub(r'"docker .*?"', "", text)
        assert set(re.findall(r"(?<![\w-])--[a-z-]+", outside)) <= known


def test_a_kill_is_taken_back_wherever_something_is_deployed() -> None:
    for job in jobs("deploy-production").values():
        uses = [step.get("uses", "") for step in job["steps"]]
        if "./.github/actions/deploy" in uses:
            after = job["steps"][uses.index("./.github/actions/deploy") + 1]
            assert after["if"] == "failure() || cancelled()"
            assert "rollback.py --record deployment.json" in after["run"]
