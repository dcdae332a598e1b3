"""What the command's exit codes mean. Scripts rely on them."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of `sentinel`."""

    DONE = 0
    """Done, whether leaks were found or not."""
    FOUND = 1
    """With `--fail-on`: something at least that severe, or that costly, was found. `check`: a check
    failed."""
    USAGE = 2
    """An option or a name is wrong."""
    REFUSED = 3
    """The input cannot become a report; the message says where and what to do."""
    NOTHING_ASSESSED = 4
    """Items were read, but no primitive has the columns it needs."""
    UNEXPECTED = 70
    """A fault of Sentinel itself."""
    INTERRUPTED = 130
    """Stopped by the user (Ctrl-C)."""
