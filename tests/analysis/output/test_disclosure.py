"""Small cells are hidden, and none can be worked out from what is shown."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.output.disclosure import SMALL_COUNT, hidden


def mask(counts, **options):
    table = np.array(counts)
    return hidden(table, table.sum(axis=0), **options).tolist()


def test_counts_of_one_to_four_are_hidden_and_zero_and_five_are_not():
    assert mask([[1, 60], [4, 70], [30, 0], [50, 5]]) == [[True, True], [True, True], [False, False], [False, False]]


def test_a_second_cell_protects_the_first_from_its_column_and_its_row():
    # 3 is 100 - 50 - 47 and, by the row's total, 103 - 100: so 47 and 100 go too, and 100's column needs one more.
    assert mask([[50, 60], [47, 80], [3, 100]]) == [[False, False], [True, True], [True, True]]


def test_of_a_tiny_group_nothing_is_shown():
    assert mask([[2, 60, 70], [0, 50, 80]]) == [[True, True, False], [True, True, False]]


def test_of_several_answers_only_the_row_needs_protection():
    counts = np.array([[3, 60, 50], [40, 30, 20]])
    assert hidden(counts, np.array([50, 70, 60]), exclusive=False).tolist() == [[True, False, True], [False, False, False]]


def test_an_empty_group_hides_nothing():
    assert mask([[0, 20], [0, 30]]) == [[False, False], [False, False]]


@given(arrays(np.int64, st.tuples(st.integers(2, 5), st.integers(2, 4)), elements=st.integers(0, 40)))
def test_no_line_has_exactly_one_hidden_cell(counts):
    found = hidden(counts, counts.sum(axis=0))
    assert found[(counts > 0) & (counts < SMALL_COUNT)].all()
    for lines in (found, found.T):
        assert all(line.sum() != 1 for line in lines)
