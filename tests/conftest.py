"""How often hypothesis tries: `--hypothesis-profile ci` for the long run."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "fast", max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("fast"), max_examples=200, print_blob=True)
settings.load_profile("fast")
