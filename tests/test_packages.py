"""The three packages are ours: the package index has unrelated ones called `survey` and `analysis`."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", ["instruments", "analysis", "survey"])
def test_each_package_is_the_one_of_this_checkout(name: str) -> None:
    assert Path(str(importlib.import_module(name).__file__)).parent == ROOT / name


@pytest.mark.parametrize("module", ["pandas", "flask", "numpy", "matplotlib"])
def test_the_domain_loads_neither_data_frames_nor_web_pages(module: str) -> None:
    code = f"import sys, instruments.cli, instruments.responses, instruments.storage; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
