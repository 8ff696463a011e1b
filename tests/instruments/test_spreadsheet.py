"""No text that a respondent wrote runs as a formula, and none is changed for good."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.spreadsheet import as_written, formula_safe


@pytest.mark.parametrize("start", list("=+-@\t\r\n\0＝＋－＠"))
@pytest.mark.parametrize("before", ["", " ", '"', "'", "\ufeff", " ' "])
def test_a_cell_that_would_run_gets_an_apostrophe(before: str, start: str) -> None:
    cell = f"{before}{start}1+1"
    assert formula_safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "'", "Astana", "5 - 3", "'тырнақша'", "тамаша!"])
def test_other_cells_stay(cell: str) -> None:
    assert formula_safe(cell) == cell


@given(st.text(max_size=10) | st.text(alphabet="'= -\"@", max_size=6))
def test_the_way_back(cell: str) -> None:
    assert as_written(formula_safe(cell)) == cell
