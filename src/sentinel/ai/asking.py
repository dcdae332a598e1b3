"""Asking over the network: so long, so often, so much, and no longer, oftener or more."""

from __future__ import annotations

import logging
import math
from collections import deque
from collections.abc import Mapping
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Lock, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from attrs import define, field

from sentinel.errors import MapperUnavailableError
from sentinel.settings import LOOPBACK, ClaudeSettings

if TYPE_CHECKING:
    from anthropic import Anthropic

Outcome = bytes | MapperUnavailableError

ATTEMPTS = 3
AT_ONCE = 4
"""Questions of one process that may wait for an answer: a slow Claude leaves threads for others."""
MOST_BYTES = 1 << 20
"""Of a response; an answer about 150 columns has some 10,000."""
_AN_HOUR = 3600.0
_BACK_OFF = 0.5
"""Seconds before the second attempt; each further one waits twice as long."""
_AGAIN = frozenset({408, 409, 429})
"""Statuses after which the same question may be answered; so are all from 500 on."""


@define(eq=False)
class Line:
    """A way to Claude, shared by all threads of a process; it connects when first used."""

    settings: ClaudeSettings
    _client: Anthropic | None = field(default=None, init=False, repr=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)
    _calls: deque[float] = field(factory=deque, init=False, repr=False)
    _free: BoundedSemaphore = field(
        factory=lambda: BoundedSemaphore(AT_ONCE), init=False, repr=False
    )

    def ask(self, body: Mapping[str, Any]) -> bytes:
        """The response to a request body.

        Raises MapperUnavailableError, at the latest after `settings.seconds`, with the reason.
        """
        if self.settings.key is None:
            raise MapperUnavailableError("ANTHROPIC_API_KEY is not set.")
        if not self._free.acquire(blocking=False):
            raise MapperUnavailableError(f"{AT_ONCE} questions are being answered already.")
        # A read that gets a byte now and then never times out, and the first question loads the
        # SDK, a second of work: whoever asks waits here instead.
        outcome: SimpleQueue[Outcome] = SimpleQueue()
        until = monotonic() + self.settings.seconds
        try:
            Thread(target=self._work, args=(body, until, outcome), daemon=True).start()
        except RuntimeError:  # no more threads
            self._free.release()
            raise MapperUnavailableError("the machine has too much to do.") from None
        try:
            found = outcome.get(timeout=self.settings.seconds)
        except Empty:
            raise MapperUnavailableError(
                f"there was no answer within {self.settings.seconds} seconds."
            ) from None
        if isinstance(found, MapperUnavailableError):
            raise found
        return found

    def _connected(self) -> Anthropic:
        with self._lock:
            if self._client is None:
                self._client = _connect(self.settings)
            return self._client

    def _count(self) -> None:
        now, most = monotonic(), self.settings.calls_an_hour
        with self._lock:
            while self._calls and self._calls[0] < now - _AN_HOUR:
                self._calls.popleft()
            if len(self._calls) >= most:
                raise MapperUnavailableError(f"it was asked {most} times within an hour.")
            self._calls.append(now)

    def _work(self, body: Mapping[str, Any], until: float, outcome: SimpleQueue[Outcome]) -> None:
        try:
            client = self._connected()
            self._count()
            outcome.put(_response(client, body, until, self.settings.model))
        except MapperUnavailableError as error:
            outcome.put(error)
        except Exception as error:
            # its message may hold what was sent
            outcome.put(MapperUnavailableError(f"asking failed ({type(error).__name__})."))
        finally:
            self._free.release()


def _connect(settings: ClaudeSettings) -> Anthropic:
    try:
        import anthropic
        import httpx2
    except ModuleNotFoundError:
        raise MapperUnavailableError(
            "the extra ai is missing: pip install 'profit-sentinel[ai]'."
        ) from None
    # what it says at the level debug holds the whole question
    logging.getLogger("anthropic").setLevel(logging.INFO)
    here = urlsplit(settings.base_url or "").hostname in LOOPBACK
    return anthropic.Anthropic(
        api_key=settings.key,
        base_url=settings.base_url or "https://api.anthropic.com",
        max_retries=0,
        timeout=float(settings.seconds),
        open_telemetry=False,
        # the SDK's own would send questions for this machine through a proxy as well
        http_client=httpx2.Client(follow_redirects=False, trust_env=not here),
    )


def _response(client: Anthropic, body: Mapping[str, Any], until: float, model: str) -> bytes:
    import anthropic
    import httpx2

    for attempt in range(1, ATTEMPTS + 1):
        wait = _BACK_OFF * 2 ** (attempt - 1)
        try:
            return _attempt(client, body, until)
        except anthropic.APIStatusError as error:
            reason = _refused(error.status_code, model)
            if error.status_code not in _AGAIN and error.status_code < 500:
                raise MapperUnavailableError(reason) from None
            wait = max(wait, _retry_after(error.response.headers.get("retry-after")))
        except anthropic.APITimeoutError:
            reason = "it did not answer in time."
        except (anthropic.APIConnectionError, httpx2.HTTPError):
            reason = "it cannot be reached, or the connection was cut."
        if attempt == ATTEMPTS or monotonic() + wait >= until:
            break
        sleep(wait)
    raise MapperUnavailableError(reason)


def _attempt(client: Anthropic, body: Mapping[str, Any], until: float) -> bytes:
    left = max(until - monotonic(), 0.001)
    asking = client.messages.with_streaming_response.create
    received = bytearray()
    with asking(**body, timeout=left) as response:
        for part in response.iter_bytes():
            received += part
            if len(received) > MOST_BYTES:
                raise MapperUnavailableError(f"the response has more than {MOST_BYTES} bytes.")
            if monotonic() > until:
                raise MapperUnavailableError("it did not answer in time.")
    return bytes(received)


def _refused(status: int, model: str) -> str:
    if status in (401, 403):
        return f"the key was refused (status {status})."
    if status == 404:
        return f"there is no model {model!r} (status 404)."
    if status == 429:
        return "too many questions were asked (status 429)."
    if status == 529:
        return "it is overloaded (status 529)."
    return (
        f"the question was refused (status {status})."
        if status < 500
        else (f"it is out of order (status {status}).")
    )


def _retry_after(text: str | None) -> float:
    """Seconds that the server asks to wait; 0 where it does not say."""
    try:
        seconds = float(text or 0)
    except ValueError:  # a date: nobody waits for that
        return math.inf
    return seconds if seconds >= 0 else 0.0
