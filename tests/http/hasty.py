"""`sentinel serve` with one worker that has two threads and little patience.

A request with the header `X-Wait: 1` waits for another one, for a minute at most.
"""

from __future__ import annotations

import sys
from threading import Event
from typing import Any

from sentinel.http import worker
from sentinel.http.server import serve
from sentinel.settings import from_environment

OTHER = Event()


def waiting(of: Any) -> None:
    """gunicorn's `post_worker_init`."""
    application = of.wsgi

    def answered(environ: dict[str, Any], start_response: Any) -> Any:
        if not environ.get("HTTP_X_WAIT"):
            OTHER.set()
        else:
            OTHER.clear()
            OTHER.wait(60)
        return application(environ, start_response)

    of.wsgi = answered


if __name__ == "__main__":
    worker.ARRIVING = worker.LEAVING = worker.CLOSING = 1.0
    place = f"127.0.0.1:{sys.argv[1]}"
    serve(
        from_environment(), bind=place, workers=1, threads=2, keepalive=2, post_worker_init=waiting
    )
