"""Programs that pip does not carry: what to do where one is missing."""

from __future__ import annotations

import os
import shutil

import pytest


def program(name: str, package: str) -> str:
    """Return the path of a program; without it the test is skipped, or fails where every tool is required (CI)."""
    path = shutil.which(name)
    if path is None:
        reason = f"{name} is not installed: apt-get install {package}"
        if os.environ.get("SAUALNAMA_REQUIRE_TOOLS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
