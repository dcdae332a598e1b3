"""The way back to a task definition: tried until it holds, whatever else is refused meanwhile."""

from __future__ import annotations

import signal
import time

from ecs import DeployError, Service, short

ATTEMPTS = 5


def go_back(service: Service, to: str, *, seconds: float, poll: float) -> None:
    """Have the service run `to` again and wait until it does, for so many seconds in all.

    Raises DeployError after five attempts or when the time is over, the last reason given. Ctrl-C
    and SIGTERM wait until it is done: half-way is the worst place to stop.
    """
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)
    until = time.monotonic() + seconds
    for attempt in range(1, ATTEMPTS + 1):
        try:
            service.run(to)
            service.wait(to, seconds=until - time.monotonic(), poll=poll)
            return
        except DeployError as error:
            print(f"Attempt {attempt} of {ATTEMPTS} to go back failed: {error}", flush=True)
            if attempt == ATTEMPTS or time.monotonic() > until:
                raise
            time.sleep(poll * attempt)


def by_hand(service: Service, to: str) -> str:
    """What a person can type where the script could not."""
    return (
        f"aws ecs update-service --cluster {service.cluster} --service {service.name}"
        f" --task-definition {short(to)}"
    )
