"""How gunicorn runs the application. `sentinel serve` takes its options from here."""

from __future__ import annotations

import os

bind = "127.0.0.1:8001"
"""Whoever wants to be reached from elsewhere says so."""

workers = max(2, os.cpu_count() or 1)
worker_class = "sentinel.http.worker.Worker"
threads = 8
"""An analysis occupies one of them, which waits for the analyst: see `sentinel.service.analyst`."""

preload_app = False
"""Pools of threads and connections do not survive a fork."""

timeout = 60
"""Seconds without a sign of life, not the length of a request."""
graceful_timeout = 110
"""Seconds for what runs when the server is asked to stop; Fargate kills what takes 120."""
keepalive = 150
"""Seconds; longer than the load balancer keeps a connection (60 mostly, ours 120), or it would now
and then send a request into one that closes."""

max_requests = 1_000_000
max_requests_jitter = 200_000
"""Workers are replaced now and then, never all at once. A worker that is cuts the connections that
are kept open; its memory is no reason, it does not grow."""

limit_request_line = 8190
"""An id of 200 characters, each of four bytes, fits."""

worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
"""The sign of life is a file: on a slow disk a healthy worker would look dead."""
control_socket_disable = True
accesslog = None
