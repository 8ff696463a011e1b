"""Adjusted p values agree with statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from analysis.estimation.multiplicity import holm


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_as_statsmodels(p):
    assert holm(np.array(p)).tolist() == pytest.approx(multipletests(p, method="holm")[1].tolist())
