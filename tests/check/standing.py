"""A WSGI application on a port of loopback, plain or with TLS."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import ServerHandler, WSGIRequestHandler, WSGIServer


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, *_: Any) -> None:
        """Clients that hang up are part of the tests."""


@contextmanager
def standing(app: Any, *, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Its address, while it stands; with TLS where there is a context."""
    # a version number is what one of the checks looks for
    ServerHandler.server_software = "server"
    server = _Server(("127.0.0.1", 0), _Quiet)
    server.set_app(app)
    if context is not None:
        server.base_environ["HTTPS"] = "on"
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    scheme = "https" if context else "http"
    yield f"{scheme}://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
