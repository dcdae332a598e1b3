"""`python -m benchmarks.leakbench` is `sentinel benchmark`."""

import sys

from sentinel.cli import main

if __name__ == "__main__":
    main(["benchmark", *sys.argv[1:]], prog_name="sentinel")
