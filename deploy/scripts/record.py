"""What a deployment leaves behind before it changes anything: the way back, also after a kill."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Literal, TypeAlias

from attrs import asdict, evolve, fields_dict, frozen
from ecs import DeployError

Stage: TypeAlias = Literal["recorded", "deploying", "deployed", "rolled back", "failed"]
"""Only `deploying` and `failed` need somebody to act."""


@frozen(kw_only=True)
class Record:
    """One deployment."""

    cluster: str
    service: str
    container: str
    previous_task_definition: str
    previous_image: str
    image: str
    task_definition: str = ""
    """The new one; empty until it is registered."""
    stage: Stage = "recorded"

    def at(self, stage: Stage, **changes: str) -> Record:
        """The same, further on."""
        return evolve(self, stage=stage, **changes)

    def write(self, path: Path) -> None:
        """In one piece or not at all, and on the disk when it returns."""
        part = path.with_name(path.name + ".part")
        with part.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)


def read(path: Path) -> Record:
    """Raises DeployError for what is no record."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Record(**{name: found[name] for name in fields_dict(Record)})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DeployError(
            f"{path} is no record of a deployment ({type(error).__name__}: {error})."
            " Name the task definition instead: --to FAMILY:REVISION."
        ) from error
