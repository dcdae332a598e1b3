"""Where one run of `sentinel analyze` spends its time, and when its memory peaks.

`python stages.py FILE THREADS FOLDER STARTED`: STARTED is the parent's monotonic clock when it
started this process. Prints JSON: the stages, each with its seconds and the peak memory so far.
"""

import json
import resource
import sys
from importlib import import_module
from pathlib import Path
from time import monotonic

stages: list[dict[str, object]] = []
last = float(sys.argv[4])


def done(stage: str, seconds: float | None = None) -> None:
    global last
    now = monotonic()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    stages.append({"stage": stage, "seconds": now - last if seconds is None else seconds,
                   "peak_bytes": peak})  # fmt: skip
    last = now


done("python starts")
from sentinel.commands.analyze import write_findings  # noqa: E402

done("command line (click)")
import_module("pyarrow.compute")

done("pyarrow")
from sentinel.engine import Engine  # noqa: E402

done("engine and models")
engine = Engine(threads=int(sys.argv[2]))
done("plugins")
folder = Path(sys.argv[3])
before = set(sys.modules)
report = engine.analyze(Path(sys.argv[1]))
ended = monotonic()
for stage in ("read", "adapt", "detect", "report"):
    done(f"analyze: {stage}", getattr(report.timings, stage))
last = ended
write_findings(report.findings, folder / "stages.parquet")
done("findings as Parquet")
(folder / "stages.txt").write_text(report.to_text(), encoding="utf-8")
done("report as text")
json.dump(
    {
        "stages": stages,
        "ended": monotonic(),
        "imported_while_analysing": len(set(sys.modules) - before),
        "findings": report.findings.num_rows,
        "skus": report.skus,
    },
    sys.stdout,
)
