"""Settings of every test."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.browser import chromium

# One browser for all tests: a fixture imported into several modules would start several.
__all__ = ["chromium"]

# A busy machine must not fail a property by its clock.
settings.register_profile("saualnama", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("saualnama")
