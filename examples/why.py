"""Prints why an issue is what Sentinel says it is: python why.py FILE PRIMITIVE"""

import sys

import sentinel

report = sentinel.analyze(sys.argv[1])
issue = next(issue for issue in report.issues if issue.primitive == sys.argv[2])
print("\n".join(issue.explain().lines(width=80)))
