"""`sentinel serve`, whose workers kill themselves at a step of a request that asks for it.

A step is anything after which the world differs: a commit of something written, a file that is
begun or renamed, bytes that are sent to S3, and the answer itself. The header `X-Die-At: 3` is
`kill -9` before the third of them.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy import Engine as Database

from sentinel import Engine, service
from sentinel.http import create_app, open_parts
from sentinel.http.server import serve
from sentinel.settings import from_environment

_request = threading.local()


def step() -> None:
    """One more of this request's; its last one is the worker's."""
    left = getattr(_request, "left", 0)
    if left == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    _request.left = left - 1


def heard(name: str, arguments: tuple[Any, ...]) -> None:
    if name in ("os.rename", "http.client.send") or (
        name == "open" and ".half-" in str(arguments[0])
    ):
        step()


@event.listens_for(Database, "before_cursor_execute")
def executed(connection: Connection, _: Any, statement: str, *__: Any) -> None:
    if statement.startswith(("INSERT", "UPDATE", "DELETE")):
        connection.info["writes"] = True


@event.listens_for(Database, "commit")
def committed(connection: Connection) -> None:
    if connection.info.pop("writes", False):
        step()


class Near(service.Here):
    """Analyses in the worker itself."""

    def start(self) -> None:
        """There is nothing to be started."""


def mortal(worker: Any) -> None:
    """gunicorn's `post_worker_init`."""
    application = worker.wsgi

    def answered(environ: dict[str, Any], start_response: Any) -> Any:
        _request.left = int(environ.get("HTTP_X_DIE_AT", 0))
        answer = application(environ, start_response)
        step()
        _request.left = 0
        return answer

    worker.wsgi = answered


if __name__ == "__main__":
    sys.addaudithook(heard)
    settings = from_environment()
    # workers that live for one request need no process for analyses
    service.Apart = lambda modules, most: Near(Engine(threads=1))  # type: ignore[misc, assignment]
    # what the first one makes slowly, the workers that take the place of others find made
    create_app(open_parts(settings))
    serve(settings, bind=f"127.0.0.1:{sys.argv[1]}", workers=2, post_worker_init=mortal)
