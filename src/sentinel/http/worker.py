"""gunicorn's worker of ours: threads that take turns at all connections.

gunicorn's own has one thread that watches and others that answer, and hands each request over and
back: that takes longer than a small answer does. Here the thread that watches answers by itself.
Before it waits for anything (a client, an upload's analysis) another one takes its turn; where that
cannot be seen before, the main thread sees to it a moment later.
"""

from __future__ import annotations

import os
import select
import socket
from collections import deque
from math import inf
from threading import Lock, Thread
from time import monotonic
from typing import Any

import structlog
from gunicorn.http import wsgi
from gunicorn.http.errors import NoMoreData
from gunicorn.workers.base import Worker as Base

from sentinel.http.connections import Connection
from sentinel.http.no_request import refused
from sentinel.service.analyst import places_of

ARRIVING = 10.0
"""Seconds that the head of a request may take from its first byte on, and its body as well."""
SLOWEST = 32 << 10
"""Bytes; a body has one more second for as many."""
LEAVING = 120.0
"""Seconds that an answer may take to be sent."""
CLOSING = 2.0
"""Seconds that a client has to hang up after the last answer, before it is hung up on; and to send
one more request where the server is asked to stop."""
_TURN = 0.02
"""Seconds for which a request may keep the others waiting."""
_LOOK = 0.5
"""Seconds between looks for connections whose time is over."""
_BACKLOG = 64
"""Events at a time."""
_ASIDE = 0.001
"""Seconds for which a worker that got a connection leaves the next one to others, unless one of its
own says something: else the first to wake up takes all, and the others have nothing to do."""
_ONCE = select.EPOLLIN | select.EPOLLONESHOT
_QUICK = ("GET", "HEAD", "OPTIONS")
"""Methods that wait for nothing that takes long, as a rule."""

_log = structlog.get_logger("sentinel.http")


class Worker(Base):
    """See `gunicorn_conf.py`. No client keeps a thread that does not send a request just then."""

    def run(self) -> None:
        """Until asked to stop; then what runs is finished."""
        self._open: dict[int, Connection] = {}
        self._listeners = {one.fileno(): one for one in self.sockets}
        self._aside = False
        self._poller = select.epoll()
        self._events: deque[tuple[int, int]] = deque()
        self._turn, self._lock = Lock(), Lock()
        self._led: int | None = None
        self._since = inf
        for listener in self.sockets:
            listener.setblocking(False)
            self._poller.register(listener, _ONCE)
        for _ in range(self.cfg.threads):
            Thread(target=self._serve, daemon=True).start()
        self._watch(inf)
        for listener in self.sockets:
            self._poller.modify(listener, 0)
        self._look()
        self._watch(monotonic() + self.cfg.graceful_timeout)

    # --- the main thread ------------------------------------------------------------------------

    def _watch(self, until: float) -> None:
        """See that no turn takes too long; while alive, or after that while there is a connection
        and time."""
        alive, looked = self.alive, monotonic()
        woken = select.poll()
        woken.register(self.PIPE[0], select.POLLIN)
        while self.alive == alive and (alive or self._open) and monotonic() < until:
            if woken.poll(1000 * _TURN):
                os.read(self.PIPE[0], _BACKLOG)
            now = monotonic()
            led = self._led
            if led is not None and now - self._since > _TURN:
                self._pass_on(led)
            if now - looked > _LOOK:
                looked = now
                self.notify()
                self._look()
                if self.ppid != os.getppid():
                    self.alive = False

    def _look(self) -> None:
        """Hang up on those whose time is over, and accept others while there is room."""
        now = monotonic()
        for one in list(self._open.values()):
            if not self.alive and one.until < inf:
                one.until = min(one.until, now + CLOSING)
            if one.until < now:
                one.cut()
        self._listen()

    # --- all threads ----------------------------------------------------------------------------

    def _listen(self) -> None:
        """Hear of the next client, if there is room for him."""
        if self.alive and len(self._open) < self.cfg.worker_connections:
            for listener in self.sockets:
                self._poller.modify(listener, _ONCE)

    def _pass_on(self, number: int) -> None:
        """Let another thread take its turn, if the one whose turn it is answers this connection."""
        with self._lock:
            if self._led != number:
                return
            self._led = None
            self._poller.unregister(number)
        self._turn.release()

    # --- the others -----------------------------------------------------------------------------

    def _serve(self) -> None:
        try:
            while True:
                self._turn.acquire()
                while self._next():
                    pass
        except Exception as error:
            # nothing is known to raise here; but with the thread its turn would be lost
            _log.critical("a thread broke", error=type(error).__name__, at=places_of(error))
            self.alive = False

    def _next(self) -> bool:
        """Attend to one event. Whether it is still this thread's turn."""
        while not self._events:
            self._events.extend(self._poller.poll(_ASIDE if self._aside else None, _BACKLOG))
            if self._aside:
                self._aside = False
                self._listen()
        number, _ = self._events.popleft()
        one = self._open.get(number)
        if one is None:
            self._accept(self._listeners[number])
            return True
        if not (one.unsent or one.is_last):
            return self._answer(one)
        try:
            if one.unsent:
                if not one.send():
                    return True
                if one.has_more() and not one.is_last:
                    return self._answer(one)
            elif one.is_left():
                return self._close(one)
        except OSError:
            return self._close(one)
        return self._wait_for(one, watched=True)

    def _accept(self, listener: socket.socket) -> None:
        self._aside = True
        try:
            accepted, client = listener.accept()
        except (BlockingIOError, ConnectionError):  # another worker has it, or it has gone already
            return
        except OSError as error:
            # out of descriptors, most likely: the main thread has it tried again
            self._aside = False
            _log.error("no more connections", error=type(error).__name__)
            return
        one = Connection(self.cfg, accepted, client, listener.getsockname(), self._pass_on)
        one.until = monotonic() + self.cfg.keepalive
        self._open[one.number] = one
        self._poller.register(one.number, select.EPOLLIN)

    def _answer(self, one: Connection) -> bool:
        """Answer what has come, and what was sent ahead. Whether it is still this thread's turn."""
        one.until = inf
        self._since, self._led = monotonic(), one.number
        try:
            is_there = self._talk(one)
        except OSError:
            is_there = False
        with self._lock:
            led = self._led == one.number
            if led:
                self._led = None
        if is_there:
            self._wait_for(one, watched=led)
        else:
            self._close(one)
        return led

    def _talk(self, one: Connection) -> bool:
        """Whether the client is still there. Raises OSError where he is not."""
        while True:
            one.arriving.until = monotonic() + ARRIVING
            try:
                request = next(one.parser)
                one.is_last = not self._respond(one, request)
            except (StopIteration, NoMoreData):
                return False
            except OSError:
                raise
            except Exception as error:
                one.is_last = True
                one.unsent = [refused(error)]
            if not one.send() or one.is_last or not one.has_more():
                return True

    def _respond(self, one: Connection, request: Any) -> bool:
        """Whether another request may follow. A body that nobody has read ends its connection, and
        the answer says so: what follows cannot be told from it otherwise."""
        reader = request.body.reader
        if request.method not in _QUICK:
            self._pass_on(one.number)
        one.arriving.until = monotonic() + ARRIVING + getattr(reader, "length", 0) / SLOWEST
        asked = request.should_close
        request.should_close = lambda: asked() or _is_unread(reader)
        made: Any = wsgi.create(request, one.socket, one.client, one.server, self.cfg)
        answer, environ = made
        answer.sock = one
        environ["wsgi.multithread"] = True
        self._count()
        if not self.alive:
            answer.force_close()
        pieces = self.wsgi(environ, answer.start_response)
        try:
            for piece in pieces:
                answer.write(piece)
            answer.close()
        finally:
            if hasattr(pieces, "close"):
                pieces.close()
        return not answer.should_close()

    def _count(self) -> None:
        self.nr += 1
        if self.nr >= self.max_requests:
            self.alive = False

    def _wait_for(self, one: Connection, *, watched: bool) -> bool:
        """Watch for what is next to happen on a connection."""
        wanted = select.EPOLLOUT if one.unsent else select.EPOLLIN
        seconds: float = LEAVING if one.unsent else self.cfg.keepalive
        if one.is_last and not one.unsent:
            one.finish()
            seconds = CLOSING
        one.until = monotonic() + seconds
        before, one.wanted = one.wanted, wanted
        # last: whoever watches may have it at once
        if not watched:
            self._poller.register(one.number, wanted)
        elif wanted != before:
            self._poller.modify(one.number, wanted)
        return True

    def _close(self, one: Connection) -> bool:
        del self._open[one.number]
        one.socket.close()
        return True


def _is_unread(reader: Any) -> bool:
    """Whether a body of known length, or one in chunks, has not come to its end."""
    return getattr(reader, "length", 0) > 0 or getattr(reader, "parser", None) is not None
