"""Where the time and the memory of one analysis go."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from time import monotonic
from typing import Any

from .contenders import CHILDREN, python

_TOP = 25


def profile(file: Path, folder: Path, threads: int) -> str:
    """Stages of one run, slowest imports, and the functions that take longest."""
    return "\n\n".join(
        (_stages(file, folder, threads), _imports(), _functions(file, folder, threads))
    )


def _stages(file: Path, folder: Path, threads: int) -> str:
    started = monotonic()
    command = python(
        str(CHILDREN / "stages.py"), str(file), str(threads), str(folder), str(started)
    )
    said: dict[str, Any] = json.loads(
        subprocess.run(command, check=True, capture_output=True).stdout
    )
    ended = monotonic()
    lines = [
        f"{stage['stage']:24}{stage['seconds'] * 1e3:9.1f}{stage['cpu_seconds'] * 1e3:9.1f}"
        f"{stage['peak_bytes'] / 1e6:9.0f}"
        for stage in said["stages"]
    ]
    lines += [
        f"{'python ends':24}{(ended - said['ended']) * 1e3:9.1f}",
        f"{'whole process':24}{(ended - started) * 1e3:9.1f}",
        f"{said['skus']:,} SKUs, {said['findings']:,} findings; of 'detect, group' "
        f"{said['detect'] * 1e3:.1f} and {said['group'] * 1e3:.1f} ms;"
        f" {said['imported_while_analysing']} modules imported while analysing",
    ]
    return f"{'stage':24}{'ms':>9}{'CPU ms':>9}{'peak MB':>9}\n" + "\n".join(lines)


def _imports() -> str:
    command = python("-X", "importtime", "-c", "import sentinel.cli, sentinel.engine")
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    rows = [line.removeprefix("import time:").split("|") for line in said.splitlines()[1:]]
    slowest = sorted(rows, key=lambda row: int(row[0]), reverse=True)[:_TOP]
    lines = [f"{int(own) / 1e3:8.1f} ms {name.strip()}" for own, _, name in slowest]
    return "slowest imports, without what they import\n" + "\n".join(lines)


def _functions(file: Path, folder: Path, threads: int) -> str:
    into = str(folder / "profile")
    analysis = f"import sentinel; sentinel.analyze({str(file)!r}, threads={threads})"
    profiler = (  # CPU of all threads: waiting for a busy machine is nobody's work
        "import cProfile, time; profiler = cProfile.Profile(time.process_time);"
        f" profiler.run({analysis!r}).dump_stats({into!r})"
    )
    subprocess.run(python("-c", profiler), check=True)
    shown = f"import pstats; pstats.Stats({into!r}).sort_stats('tottime').print_stats({_TOP})"
    said = subprocess.run(python("-c", shown), check=True, capture_output=True, text=True).stdout
    return "CPU of the slowest functions of `sentinel.analyze`\n" + said.strip()
