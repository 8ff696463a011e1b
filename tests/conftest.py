"""Settings of every test."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests.browser import chromium

# One browser for all tests: a fixture imported into several modules would start several.
__all__ = ["chromium"]

# A busy machine must not fail a property by its clock.
settings.register_profile("saualnama", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("saualnama")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that need a browser: they take longest, and a worker that begins one last keeps the others waiting."""
    slow = {item.path for item in items if "chromium" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path not in slow)
