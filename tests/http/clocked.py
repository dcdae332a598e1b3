"""`sentinel serve` for libfaketime, whose `sleep` fails where the monotonic clock is left alone."""

from __future__ import annotations

import select
import sys
import time


def sleep(seconds: float) -> None:
    select.select([], [], [], seconds)


if __name__ == "__main__":
    time.sleep = sleep

    from sentinel.http.server import serve
    from sentinel.settings import from_environment

    serve(from_environment(), bind=f"127.0.0.1:{sys.argv[1]}", workers=2)
