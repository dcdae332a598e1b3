"""`python -m benchmarks.leakbench` is `sentinel benchmark`."""

from sentinel.commands.benchmark import benchmark

benchmark(prog_name="sentinel benchmark")
