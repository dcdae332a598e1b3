"""One line per event, as text for people or JSON for machines.

No line holds cells, tokens, names of files or whose they are: resources log nothing by themselves,
and what breaks is told by its place, not by its message.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

import orjson
import structlog

from sentinel.settings import LogFormat, LogLevel


def configure(form: LogFormat, level: LogLevel) -> None:
    """Send what this package logs to standard error."""
    structlog.configure(
        processors=[*_shared(), _renderer(form)],
        wrapper_class=structlog.make_filtering_bound_logger(_number(level)),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def for_gunicorn(form: LogFormat, level: LogLevel) -> dict[str, Any]:
    """The same for what the server itself logs, as `logging.config.dictConfig` takes it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _shared(),
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    _renderer(form),
                ],
            }
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "lines",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "gunicorn.error": {
                "level": level.upper(),
                "handlers": ["stderr"],
                "propagate": False,
            },
            "gunicorn.access": {"level": "ERROR", "handlers": [], "propagate": False},
        },
    }


def _shared() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _renderer(form: LogFormat) -> Any:
    if form == "json":
        return structlog.processors.JSONRenderer(_json)
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )


def _json(event: Any, default: Callable[[Any], Any]) -> str:
    return orjson.dumps(event, default=default).decode()


def _number(level: LogLevel) -> int:
    found: int = logging.getLevelNamesMapping()[level.upper()]
    return found
