"""GET /health: whether this server can do its work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from time import monotonic
from typing import Literal

from attrs import define, field, frozen

from sentinel import __version__
from sentinel.http.operations import Call, operation
from sentinel.http.parts import Parts

_PATIENCE = 3.0
"""Seconds after which a dependency that does not answer counts as gone."""
_FRESH = 1.0
"""Seconds for which an answer holds: nobody can keep the database busy by asking."""


@frozen(kw_only=True)
class Dependency:
    """Something that the server needs."""

    ok: bool
    detail: Literal["connected", "unavailable"]


@frozen(kw_only=True)
class Dependencies:
    """All that the server needs."""

    database: Dependency
    blobs: Dependency


@frozen(kw_only=True)
class ServerHealth:
    """How the server is."""

    status: Literal["ok", "degraded"]
    version: str
    binary_found: bool
    """Whether the native module is loaded."""
    binary_path: str | None
    """Always null: where it lies is nobody's business."""
    dev_mode: bool
    """Always false: clients skip their sign-in where it is true, and none is ever skipped here."""
    dependencies: Dependencies


class Health:
    """Open to everybody, and tells nothing that they could use."""

    public = True

    def __init__(self, parts: Parts) -> None:
        self._database = _Probe(parts.records.check)
        self._blobs = _Probe(parts.blobs.check)

    @operation("Whether the server can do its work", answers=ServerHealth, answered_with=(503,))
    def on_get(self, call: Call[None]) -> ServerHealth:
        """503 with the same body where the database or the blobs cannot be reached."""
        self._blobs.start()
        database, blobs = _state(self._database.ok()), _state(self._blobs.ok())
        native = _native_is_loaded()
        well = database.ok and blobs.ok and native
        if not well:
            call.response.status = 503
        return ServerHealth(
            status="ok" if well else "degraded",
            version=__version__,
            binary_found=native,
            binary_path=None,
            dev_mode=False,
            dependencies=Dependencies(database=database, blobs=blobs),
        )


def _state(ok: bool) -> Dependency:
    return Dependency(ok=ok, detail="connected" if ok else "unavailable")


def _native_is_loaded() -> bool:
    try:
        from sentinel import _native
    except ImportError:
        return False
    return bool(_native.SIGNALS)


@define
class _Probe:
    """Asks a dependency how it is: one question at a time, however many want to know."""

    _check: Callable[[], None]
    _lock: threading.Lock = field(factory=threading.Lock)
    _asked: Future[None] | None = None
    _at: float = 0.0
    _worker: ThreadPoolExecutor = field(
        factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="health")
    )

    def start(self) -> Future[None]:
        """The question that is out, or was answered just now; else a new one."""
        with self._lock:
            asked = self._asked
            if asked is None or (asked.done() and monotonic() - self._at > _FRESH):
                self._at = monotonic()
                asked = self._asked = self._worker.submit(self._check)
            return asked

    def ok(self) -> bool:
        """Whether it is well. One that does not answer in time is not."""
        try:
            self.start().result(_PATIENCE)
        except TooLate:
            return False
        # whatever is wrong with it, the server cannot do its work
        except Exception:
            return False
        return True
