"""How often hypothesis tries: `--hypothesis-profile ci` for the long run."""

from __future__ import annotations

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
settings.register_profile(
    "ci", settings.get_profile("fast"), max_examples=200, derandomize=False, print_blob=True
)
settings.load_profile("fast")
