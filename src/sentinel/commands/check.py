"""`sentinel check`: whether a deployment does what its clients count on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sentinel.commands import output
from sentinel.commands.exit_codes import ExitCode
from sentinel.commands.parameters import format_option

if TYPE_CHECKING:
    from sentinel.check.replay import Replay

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("url")
@click.option(
    "--token",
    envvar="SENTINEL_CHECK_TOKEN",
    metavar="JWT",
    help="For what needs one. Others can read command lines: better --token-file, or"
    " SENTINEL_CHECK_TOKEN.",
)
@click.option("--token-file", type=_FILE, help="File that holds the token.")
@click.option(
    "--connect-to",
    metavar="HOST",
    help="Go to this host instead of the one that URL's name leads to: before a cut-over.",
)
@click.option(
    "--compare",
    "old_url",
    metavar="OLD_URL",
    help="Send the recorded requests to this deployment as well, and show what differs.",
)
@click.option("--requests", type=_FILE, help="The recorded requests, a JSON object a line.")
@click.option(
    "--compare-token-file",
    type=_FILE,
    help="File that holds the token for OLD_URL; default: the same token.",
)
@click.option(
    "--origin",
    default="https://www.profitsentinel.com",
    show_default=True,
    metavar="ORIGIN",
    help="A page that may call from a browser.",
)
@click.option(
    "--slow-ms",
    type=click.FloatRange(0, min_open=True),
    default=1000,
    show_default=True,
    metavar="N",
    help="Milliseconds that 95 of 100 small reads may take.",
)
@click.option(
    "--samples",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    metavar="N",
    help="Requests by which each small read is measured.",
)
@click.option(
    "--certificate-days",
    type=click.IntRange(0),
    default=14,
    show_default=True,
    metavar="N",
    help="Days for which the certificate has to be good.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for an answer.",
)
@format_option("text", "json")
def check(
    url: str,
    token: str | None,
    token_file: Path | None,
    connect_to: str | None,
    old_url: str | None,
    requests: Path | None,
    compare_token_file: Path | None,
    origin: str,
    slow_ms: float,
    samples: int,
    certificate_days: int,
    timeout: float,
    form: str,
) -> None:
    """Check that the deployment at URL does what clients count on.

    Exit code 0: nothing failed; 1: a check failed; 2: wrong usage. What it makes belongs to the
    store sentinel-check of the token's tenant.
    """
    from sentinel.check import Wishes, report
    from sentinel.check import check as visit

    signed = _token(token_file) or (token or "").strip() or None
    findings = visit(
        url,
        token=signed,
        wishes=Wishes(
            origin=origin, slow_ms=slow_ms, samples=samples, certificate_days=certificate_days
        ),
        timeout=timeout,
        connect_to=connect_to,
        replayed=_replay(old_url, requests, _token(compare_token_file) or signed, timeout),
    )
    if form == "json":
        output.write(report.to_json(findings))
    else:
        output.write(report.to_text(findings, width=output.width(), color=output.colored()))
    if not findings.ok:
        raise click.exceptions.Exit(ExitCode.FOUND)


def _token(file: Path | None) -> str | None:
    if file is None:
        return None
    found = file.read_text(encoding="utf-8").strip()
    if not found:
        raise click.UsageError(f"{file} is empty: expected a token.")
    return found


def _replay(
    old_url: str | None, requests: Path | None, token: str | None, timeout: float
) -> Replay | None:
    from sentinel.check.replay import Replay, missing_files, read_requests

    if (old_url is None) != (requests is None):
        raise click.UsageError("--compare and --requests go together: give both, or neither.")
    if old_url is None or requests is None:
        return None
    recorded = read_requests(requests)
    if missing := missing_files(recorded, requests.parent):
        raise click.UsageError(f"{requests} uploads {', '.join(missing)}, and it is not there.")
    return Replay(
        url=old_url.rstrip("/"),
        token=token,
        requests=recorded,
        folder=requests.parent,
        timeout=timeout,
    )
