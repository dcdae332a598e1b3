"""How often hypothesis tries, and what need not be tried on every Python."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# what decides whether a change is good tries the same examples everywhere; new ones are for the
# long run, which is looked at
settings.register_profile(
    "fast",
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# does the property hold on this Python, too
settings.register_profile("brief", settings.get_profile("fast"), max_examples=5)
settings.register_profile(
    "ci", settings.get_profile("fast"), max_examples=200, derandomize=False, print_blob=True
)
settings.load_profile("fast")

HERE = Path(__file__).parent
ONE_PYTHON = (
    "benchmarks",  # simulated stores, files of thousands of rows
    "deploy",  # scripts and settings of the one image
    "http/test_crowd.py",  # real servers, which `test_server.py` starts on each Python
    "http/test_faults.py",
    "http/test_kills.py",
    "http/test_old_clients.py",
    "http/test_outages.py",
    "http/test_schemathesis.py",
    "test_docs.py",  # what pages say
    "test_layout.py",  # where modules stand
    "test_scaffolds.py",  # in `packaging` they are installed and tried on each Python
)
"""What tells nothing more on another version of Python."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if any(item.path.is_relative_to(HERE / place) for place in ONE_PYTHON):
            item.add_marker("one_python")
