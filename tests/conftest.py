"""Settings of every test."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A busy machine must not fail a property by its clock.
settings.register_profile("saualnama", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("saualnama")
