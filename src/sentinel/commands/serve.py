"""`sentinel serve` and `sentinel token`: the HTTP application, and a way in for `curl`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from sentinel.commands import output
from sentinel.commands.parameters import needs_extra

DEVELOPER = "developer"
"""Whose data it is where nobody says."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8001,
    show_default=True,
    help="Port to listen on.",
)
@click.option("--workers", type=click.IntRange(1), help="Processes; default: one per core.")
@click.option("--threads", type=click.IntRange(1), help="Requests at a time in each; default: 8.")
@click.option(
    "--dev",
    is_flag=True,
    help="No set-up: a SQLite file and a folder, a secret that is thrown away, and a token for it.",
)
@needs_extra("server")
def serve(host: str, port: int, workers: int | None, threads: int | None, dev: bool) -> None:
    """Serve the HTTP application.

    Its settings come from the environment: SENTINEL_JWT_SECRET and others.
    """
    from sentinel import settings
    from sentinel.http.server import serve as run
    from sentinel.storage import upgrade

    chosen = settings.for_development() if dev else settings.from_environment()
    if dev:
        upgrade(chosen.database_url)
        _greet(chosen, f"http://{host}:{port}")
    options = {"workers": workers, "threads": threads}
    given = {name: value for name, value in options.items() if value is not None}
    run(chosen, bind=f"[{host}]:{port}" if ":" in host else f"{host}:{port}", **given)


def _greet(settings: object, address: str) -> None:
    from sentinel.http.tokens import sign
    from sentinel.settings import Settings

    assert isinstance(settings, Settings)
    token = sign(settings, DEVELOPER, at=datetime.now(UTC), lifetime=timedelta(days=1))
    output.say(f"Sentinel for development at {address}, until you stop it with Ctrl-C.")
    if settings.claude is not None:
        output.say("Claude is asked what unknown columns mean; SENTINEL_CLAUDE=off stops that.")
    output.say("A token for it, good for a day:")
    output.write(token)
    output.say(f"Try: curl -H 'Authorization: Bearer TOKEN' {address}/api/v1/tasks")


@click.command()
@click.option(
    "--tenant", default=DEVELOPER, show_default=True, metavar="NAME", help="Whose data it opens."
)
@click.option(
    "--hours", type=click.IntRange(1, 8760), default=1, show_default=True, help="How long it holds."
)
@needs_extra("server")
def token(tenant: str, hours: int) -> None:
    """Print a token for curl, signed with SENTINEL_JWT_SECRET."""
    from sentinel import settings
    from sentinel.http.tokens import sign

    chosen = settings.from_environment()
    output.write(sign(chosen, tenant, at=datetime.now(UTC), lifetime=timedelta(hours=hours)))
