"""The public names of `analysis` are found, and only when they are used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import analysis


@pytest.mark.parametrize("name", analysis.__all__)
def test_every_public_name_is_found(name):
    assert getattr(analysis, name).__name__ == name
    assert name in dir(analysis)


def test_an_unknown_name():
    with pytest.raises(AttributeError, match="no attribute 'share'"):
        _ = analysis.share


def test_importing_the_package_loads_no_pandas():
    command = "import sys, analysis; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", command], check=False).returncode == 0
