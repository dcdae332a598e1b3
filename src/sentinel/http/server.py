"""The application under gunicorn."""

from __future__ import annotations

from typing import Any

import structlog
from attrs import evolve
from gunicorn.app.base import BaseApplication

from sentinel.errors import StorageUnavailableError
from sentinel.http import gunicorn_conf, logs
from sentinel.settings import Settings
from sentinel.storage import require_current


def serve(settings: Settings, **options: Any) -> None:
    """Serve until told to stop; `options` are those of gunicorn.

    Raises SchemaVersionError, which says what to do, for a database of another version. One that
    cannot be reached now does not stop the start: `/health` tells of it.
    """
    logs.configure(settings.log_format, settings.log_level)
    try:
        require_current(settings.database_url)
    except StorageUnavailableError:
        structlog.get_logger("sentinel.http").warning("the database cannot be reached yet")
    _Server(settings, options).run()


_FOR_READS = 3
"""Threads of a worker that analyses leave to small requests."""


class _Server(BaseApplication):
    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        given = {
            name: value for name, value in vars(gunicorn_conf).items() if name in self.cfg.settings
        }
        given["logconfig_dict"] = logs.for_gunicorn(
            self._settings.log_format, self._settings.log_level
        )
        for name, value in {**given, **self._options}.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        # in the worker: what is opened here belongs to one process
        from sentinel.http.app import create_app
        from sentinel.http.parts import open_parts
        from sentinel.service import Apart

        analyst = Apart(("sentinel.http.analysing",), max(1, self.cfg.threads - _FOR_READS))
        analyst.start()
        return create_app(evolve(open_parts(self._settings), analyst=analyst))
