"""The command `sentinel`. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from sentinel import __version__
from sentinel.commands import (
    analyze,
    benchmark,
    check,
    database,
    inspect,
    new,
    output,
    scrub,
    serve,
)
from sentinel.commands.exit_codes import ExitCode
from sentinel.commands.parameters import VERBOSE

__all__ = ["ExitCode", "main", "run"]


class _Group(click.Group):
    """Turns whatever a command raises into one clear message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        from sentinel.errors import SentinelError

        try:
            super().invoke(ctx)
            sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (KeyboardInterrupt, click.Abort):
            raise click.exceptions.Exit(ExitCode.INTERRUPTED) from None
        except BrokenPipeError:
            _leave_the_pipe()
        except SentinelError as error:
            output.say(f"Error: {error}")
            raise click.exceptions.Exit(_exit_code(error)) from None
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError) as error:
            output.say(f"Error: {error.filename}: {error.strerror}.")
            raise click.exceptions.Exit(ExitCode.USAGE) from None
        except Exception as error:
            _say_unexpected(error, in_full=ctx.meta.get(VERBOSE, False))
            raise click.exceptions.Exit(ExitCode.UNEXPECTED) from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sentinel")
def main() -> None:
    """Finds where a store loses money, from the export of its point-of-sale system."""


for _command in (
    analyze.analyze,
    inspect.map_columns,
    inspect.explain,
    inspect.adapters,
    inspect.primitives,
    inspect.plugins,
    scrub.scrub,
    benchmark.benchmark,
    new.new,
    serve.serve,
    serve.token,
    check.check,
    database.database,
):
    main.add_command(_command)


def run() -> None:
    """The console script: `main`, then out at once.

    Taking the interpreter apart costs a tenth of a second of CPU once pyarrow is loaded, and
    nothing is left to be done by then.
    """
    code = ExitCode.UNEXPECTED.value
    try:
        main(prog_name="sentinel")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else code
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _exit_code(error: Exception) -> ExitCode:
    from sentinel.errors import InputRefusedError, NothingToAssessError

    if isinstance(error, NothingToAssessError):
        return ExitCode.NOTHING_ASSESSED
    return ExitCode.REFUSED if isinstance(error, InputRefusedError) else ExitCode.USAGE


def _leave_the_pipe() -> None:
    """Whoever read the output has seen enough; Python must not complain when it flushes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say_unexpected(error: Exception, in_full: bool) -> None:
    if in_full:
        import traceback

        output.say("".join(traceback.format_exception(error)))
    output.say(
        f"Error: unexpected, a fault of Sentinel: {type(error).__name__}: {error}."
        + ("" if in_full else " Run again with --verbose for the details, and report them, please.")
    )
