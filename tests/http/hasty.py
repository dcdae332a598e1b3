"""`sentinel serve` with one worker that has two threads and little patience."""

from __future__ import annotations

import sys

from sentinel.http import worker
from sentinel.http.server import serve
from sentinel.settings import from_environment

if __name__ == "__main__":
    worker.ARRIVING = worker.LEAVING = worker.CLOSING = 1.0
    place = f"127.0.0.1:{sys.argv[1]}"
    serve(from_environment(), bind=place, workers=1, threads=2, keepalive=2)
