"""The profiles of the property tests; `tests/helpers/effort.py` says what they mean."""

from hypothesis import HealthCheck, settings

# Nothing here depends on how fast the machine is.
TIMED = [HealthCheck.too_slow]
SLOW = [*TIMED, HealthCheck.data_too_large, HealthCheck.filter_too_much]

for name, examples in (("developer", 20), ("ci", 100)):
    settings.register_profile(
        name,
        max_examples=examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=TIMED,
    )
settings.register_profile(
    "long", max_examples=1000, deadline=None, print_blob=True, suppress_health_check=SLOW
)
settings.load_profile("developer")
