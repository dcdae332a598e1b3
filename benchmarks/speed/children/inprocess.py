"""Analyses a file in-process, first cold and then warm: `python inprocess.py FILE THREADS RUNS`.

Prints the seconds as a JSON list; the first one pays for imports and for finding the plugins.
"""

import json
import sys
from time import perf_counter

file, threads, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
seconds = []
for _ in range(runs):
    started = perf_counter()
    from sentinel.engine import analyze

    analyze(file, threads=threads)
    seconds.append(perf_counter() - started)
json.dump(seconds, sys.stdout)
