"""Settings that hold for all tests."""

from __future__ import annotations

from hypothesis import settings

# nothing is timed in tests: machines differ, and a first example pays for imports
settings.register_profile("sentinel", deadline=None)
settings.load_profile("sentinel")
