"""The four measurements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import perf_counter

import attrs

import sentinel as library

from .client import Client
from .figures import CONTENDERS, REQUESTS, Analyses, Calm, Read, Timed
from .processes import WORKERS, Server, resident_bytes
from .wrk import Load, load

_CONNECTIONS = 8
_FEW = 4
"""Connections of readers who do not try to get all they can."""
_WARM = 1
"""Seconds."""
SPARE = 4 * WORKERS
"""Which worker gets a request is not ours to say."""


@attrs.frozen(kw_only=True)
class Reads:
    """What is read, of a tenant who has an analysis and some tasks."""

    paths: Mapping[str, str]
    sizes: Mapping[str, int]


def reads(
    database: str,
    servers: Mapping[str, tuple[Server, str]],
    wanted: Reads,
    token: str,
    *,
    rounds: int,
    seconds: int,
) -> list[Read]:
    """Every read by every contender, by turns. `servers`: contender to server and path before."""
    runs: dict[str, dict[str, list[Timed]]] = {
        name: {contender: [] for contender in CONTENDERS} for name in wanted.paths
    }
    for name, path in wanted.paths.items():
        for contender in CONTENDERS:
            _timed(servers[contender], path, token, _WARM)
        for number in range(rounds):
            # a slow spell of the machine favours nobody
            for contender in list(CONTENDERS)[:: 1 if number % 2 == 0 else -1]:
                timed = _timed(servers[contender], path, token, seconds)
                runs[name][contender].append(timed)
    return [
        Read(database=database, name=name, size=wanted.sizes[name], runs=runs[name])
        for name in wanted.paths
    ]


def _timed(of: tuple[Server, str], path: str, token: str, seconds: int) -> Timed:
    server, before = of
    spent = server.cpu_seconds()
    found = load(server.url, [before + path], token, connections=_CONNECTIONS, seconds=seconds)
    return Timed(load=found, cpu_seconds=server.cpu_seconds() - spent)


def analyses(file: Path, newcomers: Sequence[Client], *, threads: int) -> Analyses:
    """By turns: the library, a new tenant's first analysis, and that tenant's second.

    The first newcomers are for nothing but that every process has done it before.
    """
    data = file.read_bytes()
    found = Analyses(library=[], first=[], again=[])
    for number, client in enumerate(newcomers):
        keys = [client.upload(file.name, data) for _ in range(2)]
        started = perf_counter()
        library.analyze(file, threads=threads)
        seconds = [perf_counter() - started, *(client.analyze(key).seconds for key in keys)]
        if number >= SPARE:
            for kept, one in zip((found.library, found.first, found.again), seconds, strict=True):
                kept.append(one)  # type: ignore[attr-defined]
    return found


def calm(
    server: Server,
    wanted: Reads,
    token: str,
    analysing: Sequence[Client],
    large: Path,
    *,
    seconds: int,
) -> Calm:
    """Reads alone, then beside these tenants, each of whom analyses again and again."""
    paths = list(wanted.paths.values())

    def reading() -> Load:
        return load(server.url, paths, token, connections=_FEW, seconds=seconds)

    reading()
    idle = reading()
    data, over = large.read_bytes(), Event()
    keys = [client.upload(large.name, data) for client in analysing]

    def again_and_again(client: Client, key: str) -> int:
        done = 0
        while not over.is_set():
            client.analyze(key)
            done += 1
        return done

    with ThreadPoolExecutor(len(analysing)) as pool:
        counts = [pool.submit(again_and_again, *one) for one in zip(analysing, keys, strict=True)]
        try:
            busy = reading()
        finally:
            over.set()
        ended = sum(count.result() for count in counts)
    return Calm(idle=idle, busy=busy, analyses=ended)


def memory(server: Server, wanted: Reads, token: str) -> list[tuple[int, int]]:
    """Bytes of each worker before and after `REQUESTS` requests."""
    paths = list(wanted.paths.values())

    def answer(count: int) -> None:
        while count > 0:
            count -= load(server.url, paths, token, connections=_CONNECTIONS, seconds=1).requests

    answer(REQUESTS // 2)
    workers = server.workers()
    before = [resident_bytes(worker) for worker in workers]
    answer(REQUESTS)
    return list(zip(before, map(resident_bytes, workers), strict=True))
