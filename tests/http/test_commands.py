"""`serve`, `token` and `database` in this process: what they say and how they end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jwt
import pytest
from click.testing import CliRunner, Result
from exchange import SECRET, environment

from sentinel.cli import main
from sentinel.storage import version


def invoke(tmp_path: Path, *arguments: str, **settings: str) -> Result:
    given = environment(tmp_path, **settings)
    ours = {name: value for name, value in given.items() if name.startswith("SENTINEL_")}
    return CliRunner().invoke(main, arguments, env=ours)


def test_a_token_says_whose_it_is_and_for_how_long(tmp_path: Path) -> None:
    printed = invoke(tmp_path, "token", "--tenant", "west", "--hours", "2").output
    claims = jwt.decode(printed.strip(), SECRET, ["HS256"], audience="authenticated")
    assert (claims["sub"], claims["exp"] - claims["iat"]) == ("west", 7200)


def test_public_keys_make_no_tokens(tmp_path: Path) -> None:
    refused = invoke(
        tmp_path,
        "token",
        SENTINEL_JWT_SECRET="",
        SENTINEL_JWKS_URL="https://id.example.com/keys",
        SENTINEL_UPLOAD_SECRET=SECRET,
    )
    assert refused.exit_code == 2
    assert "SENTINEL_JWT_SECRET" in refused.output


def test_tables_are_made_where_the_settings_say(tmp_path: Path) -> None:
    made = invoke(tmp_path, "database", "upgrade")
    assert (
        made.output
        == f"The tables are at version {version(f'sqlite:///{tmp_path}/sentinel.db')}.\n"
    )


@pytest.mark.parametrize("command", [("expire", "--days", "30"), ("forget", "west", "--yes")])
def test_without_tables_nothing_can_be_removed(tmp_path: Path, command: tuple[str, ...]) -> None:
    refused = invoke(tmp_path, "database", *command)
    assert refused.exit_code == 2
    assert "sentinel database upgrade" in refused.output


def test_a_tenant_is_not_forgotten_by_mistake(tmp_path: Path) -> None:
    invoke(tmp_path, "database", "upgrade")
    asked = invoke(tmp_path, "database", "forget", "west")
    assert asked.exit_code != 0
    assert invoke(tmp_path, "database", "forget", "west", "--yes").output == "Removed: 0 files.\n"


@pytest.mark.parametrize("arguments", [("--port", "0"), ("--workers", "0"), ("--threads", "-1")])
def test_wrong_options_are_wrong_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert invoke(tmp_path, "serve", *arguments).exit_code == 2


def test_a_missing_extra_is_told_with_its_cure(tmp_path: Path) -> None:
    code = "import sys; sys.modules['falcon'] = None; from sentinel.cli import run; run()"
    ran = subprocess.run(
        [sys.executable, "-c", code, "serve"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert "pip install 'profit-sentinel[server]'" in ran.stderr


@pytest.mark.parametrize("command", ["serve", "token", "database"])
def test_help_loads_nothing_of_the_server(command: str) -> None:
    code = (
        "import sys; from click.testing import CliRunner; from sentinel.cli import main;"
        f"assert CliRunner().invoke(main, [{command!r}, '--help']).exit_code == 0;"
        "sys.exit(any(n in sys.modules for n in ('falcon', 'sqlalchemy', 'jwt', 'pyarrow')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
