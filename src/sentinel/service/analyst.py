"""Long computations in a process of their own, so that small requests keep interpreter and cores.

A job is a generator: it takes an engine and what it is given, both plain values, and returns its
result. In between it may ask: what it yields is a question, and the answer is sent to it. It
reaches no database and no blobs; whoever runs it does.
"""

from __future__ import annotations

import io
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from threading import BoundedSemaphore, Lock
from traceback import extract_tb
from typing import Any, Protocol, TypeAlias, TypeVar, cast

from attrs import define, field, frozen

from sentinel.engine import Engine
from sentinel.errors import SentinelError

Given = TypeVar("Given")
Result = TypeVar("Result")
Job: TypeAlias = Callable[[Engine, Given], Generator[Any, Any, Result]]

PATIENCE = 300.0
"""Seconds without a sign of life after which a job is given up: no file that is allowed takes as
long, unless the machine has no time for it at all."""
_LOWER = 10
"""Steps of priority below the workers, where the system knows no lower class."""
_LARGE = 1 << 16
"""Bytes."""
_TURN = 0.0005
"""Seconds for which one of a job's threads keeps another that is ready from the interpreter."""
_FIRST_TO_GO = 500
"""Where memory is short the kernel ends this process rather than one that answers requests."""


class AnalystLostError(SentinelError):
    """The process of a job ended before the job did, or had to be ended. Nothing was kept."""


class AnalystBusyError(SentinelError):
    """As many jobs as are allowed run or wait already."""


class RaisedElsewhereError(Exception):
    """The cause of an error that comes from the other process. `places`: files and lines there."""

    def __init__(self, places: tuple[str, ...]) -> None:
        super().__init__(*places)
        self.places = places


class Analyst(Protocol):
    """Runs jobs."""

    def place(self) -> AbstractContextManager[None]:
        """To be held while a job is run. Raises AnalystBusyError where there is none left."""

    def run(self, job: Job[Given, Result], given: Given, answer: Callable[[Any], Any]) -> Result:
        """The job's result; `answer` is asked its questions. Raises what either raises."""


@frozen
class Here:
    """Runs them in this process."""

    _engine: Engine

    def place(self) -> AbstractContextManager[None]:
        """There is always one."""
        return nullcontext()

    def run(self, job: Job[Given, Result], given: Given, answer: Callable[[Any], Any]) -> Result:
        """See `Analyst`."""
        with closing(job(self._engine, given)) as running:
            try:
                question = next(running)
                while True:
                    question = running.send(answer(question))
            except StopIteration as end:
                return cast(Result, end.value)


@define(eq=False)
class Apart:
    """Runs them one after another in a process of lower priority, with an engine of its own.

    `run` raises AnalystLostError besides. The process ends with this one, however that ends; a new
    one takes its place where it is lost.
    """

    _modules: tuple[str, ...] = ()
    """Of the jobs: imported before there is one."""
    _most: int = 5
    """Jobs that have a place: one runs, the others wait, each with a thread of this process."""
    _places: BoundedSemaphore = field(init=False)
    _lock: Lock = field(factory=Lock, init=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _line: Connection | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        self._places = BoundedSemaphore(self._most)

    @contextmanager
    def place(self) -> Iterator[None]:
        """See `Analyst`."""
        if not self._places.acquire(blocking=False):
            raise AnalystBusyError(f"{self._most} analyses run or wait already. Try again later.")
        try:
            yield
        finally:
            self._places.release()

    def start(self) -> None:
        """Have the process ready before there is a job."""
        with self._lock:
            self._connected()

    def run(self, job: Job[Given, Result], given: Given, answer: Callable[[Any], Any]) -> Result:
        """See `Analyst`."""
        with self._lock:
            line = self._connected()
            try:
                return cast(Result, _follow(line, (job, given), answer))
            except (EOFError, OSError) as error:
                self._end()
                message = "The analysis was stopped before its end. Nothing of it was kept."
                raise AnalystLostError(message) from error

    def close(self) -> None:
        """End the process; the next job starts another one."""
        with self._lock:
            self._end()

    def _connected(self) -> Connection:
        if self._line is None or self._process is None or self._process.poll() is not None:
            self._end()
            ours, theirs = socket.socketpair()
            with theirs:
                handle = theirs.fileno()
                code = f"from {__name__} import main; main()"
                command = [sys.executable, "-P", "-c", code, str(handle), *self._modules]
                there = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
                self._process = subprocess.Popen(command, pass_fds=[handle], env=there)
            self._line = Connection(ours.detach())
        return self._line

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def _follow(line: Connection, order: tuple[Any, Any], answer: Callable[[Any], Any]) -> Any:
    """Send a job and answer its questions until it ends."""
    _send(line, order)
    while True:
        if not line.poll(PATIENCE):
            raise TimeoutError
        what, value = _receive(line)
        if what == "done":
            return value
        if what == "raised":
            raise _rebuilt(*value)
        try:
            said = answer(value)
        except BaseException:
            _send(line, ("stop", None))
            raise
        _send(line, ("answer", said))


class _Packer(pickle.Pickler):
    """Leaves large bytes out: to copy a file into a message holds up all threads meanwhile."""

    def __init__(self, message: io.BytesIO) -> None:
        super().__init__(message, protocol=5)
        self.large: list[bytes] = []

    def persistent_id(self, value: Any) -> int | None:
        """Its place among those that are sent by themselves; null: it is part of the message."""
        if type(value) is not bytes or len(value) < _LARGE:
            return None
        self.large.append(value)
        return len(self.large) - 1


class _Unpacker(pickle.Unpickler):
    """Puts back what was left out."""

    def __init__(self, message: io.BytesIO, large: Sequence[bytes]) -> None:
        super().__init__(message)
        self._large = large

    def persistent_load(self, place: int) -> bytes:
        """See `_Packer`."""
        return self._large[place]


def _send(line: Connection, value: Any) -> None:
    message = io.BytesIO()
    packer = _Packer(message)
    packer.dump(value)
    line.send(len(packer.large))
    for part in (message.getvalue(), *packer.large):
        line.send_bytes(part)


def _receive(line: Connection) -> Any:
    count = line.recv()
    message, *large = (line.recv_bytes() for _ in range(1 + count))
    return _Unpacker(io.BytesIO(message), large).load()


def _rebuilt(kind: type[Exception], arguments: Any, facts: Any, places: Any) -> Exception:
    # not by calling it: no two errors take the same arguments
    error = kind.__new__(kind)
    error.args = arguments
    vars(error).update(facts)
    error.__cause__ = RaisedElsewhereError(places)
    return error


def places_of(error: BaseException) -> tuple[str, ...]:
    """Files and lines that it came through, wherever that was."""
    if isinstance(error, RaisedElsewhereError):
        return error.places
    frames = extract_tb(error.__traceback__)[-8:]
    return tuple(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames)


# --- the other side -----------------------------------------------------------------------------


def main() -> None:
    """Do jobs until nobody sends one any more."""
    # a terminal and a service manager tell all processes to stop: this one still has to finish
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    _give_way()
    with suppress(OSError):  # elsewhere than on Linux there is no such file
        Path("/proc/self/oom_score_adj").write_text(str(_FIRST_TO_GO))
    # threads of a job mostly wait for kernels, and have little to say in between
    sys.setswitchinterval(_TURN)
    engine = Engine()
    for module in sys.argv[2:]:
        import_module(module)
    with Connection(int(sys.argv[1])) as line, suppress(EOFError, OSError):
        while True:
            _serve(line, engine)


def _give_way() -> None:
    """Take only the time that requests leave: with lower priority alone this process would finish
    its slice first, and a request that comes meanwhile would wait."""
    os.nice(_LOWER)
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def _serve(line: Connection, engine: Engine) -> None:
    job, given = _receive(line)
    with closing(job(engine, given)) as running:
        said = None
        while True:
            try:
                question = running.send(said)
            except StopIteration as end:
                return _send(line, ("done", end.value))
            except Exception as error:
                return _send_error(line, error)
            _send(line, ("asked", question))
            what, said = _receive(line)
            if what == "stop":
                return None


def _send_error(line: Connection, error: Exception) -> None:
    places = places_of(error)
    try:
        _send(line, ("raised", (type(error), error.args, vars(error), places)))
    except (OSError, EOFError):
        raise
    except Exception:  # it carries what cannot be sent
        _send(line, ("raised", (RuntimeError, (type(error).__name__,), {}, places)))
