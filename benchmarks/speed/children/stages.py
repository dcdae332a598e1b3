"""Where one run of `sentinel analyze` spends its time, and when its memory peaks.

`python stages.py FILE THREADS FOLDER STARTED`: STARTED is the parent's monotonic clock when it
started this process. Prints JSON: the stages, each with its seconds and the peak memory so far.
"""

import json
import resource
import sys
from importlib import import_module
from pathlib import Path
from time import monotonic, process_time

stages: list[dict[str, object]] = []
last, last_cpu = float(sys.argv[4]), 0.0


def done(stage: str) -> None:
    global last, last_cpu
    now, cpu = monotonic(), process_time()
    stages.append(
        {
            "stage": stage,
            "seconds": now - last,
            "cpu_seconds": cpu - last_cpu,
            "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        }
    )
    last, last_cpu = now, cpu


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
snapshot = engine.read(Path(sys.argv[1]))
done("read")
report = engine.analyze(snapshot)
done("detect, group")
write_findings(report.findings, folder / "stages.parquet")
done("findings as Parquet")
(folder / "stages.txt").write_text(report.to_text(), encoding="utf-8")
done("report as text")
json.dump(
    {
        "stages": stages,
        "ended": monotonic(),
        "imported_while_analysing": len(set(sys.modules) - before),
        "detect": report.timings.detect,
        "group": report.timings.report,
        "findings": report.findings.num_rows,
        "skus": report.skus,
    },
    sys.stdout,
)
