"""Tables: without a column, and stacked where a telephone is too narrow for them."""

from __future__ import annotations

import pytest

from analysis.output.document import Document, Section
from analysis.output.html import html
from analysis.output.language import EMPTY, Language
from analysis.output.table import TELEPHONE, Row, Table

NARROW = Table("t", ("Answer", "Count", "%"), (Row("Yes", ("21", "36.8")), Row("No", ("10", EMPTY))))
WIDE = Table("t", ("Answer", "Count", "%", "Interval"), (Row("Yes", ("not published", "not published", EMPTY)),))


def page(table):
    return html(Document(Language("en"), "T", "s", (), (Section("a", "A", (table,)),)))


def test_a_table_without_a_column_keeps_its_words_and_sentences_in_their_place():
    table = Table("t", ("a", "b", "c", "d"), (Row("x", ("1", "2", "3")),), worded=frozenset({2, 3}), told=3).without("b")
    assert (table.columns, table.rows[0].cells) == (("a", "c", "d"), ("2", "3"))
    assert (table.worded, table.told) == (frozenset({1, 2}), 2)
    assert table.without("d").told is None
    assert table.without("nothing") == table


def test_a_wide_table_is_stacked_on_a_narrow_screen_and_stays_a_table_for_those_who_hear_it():
    told = page(WIDE)
    assert '<table role="table" class="stacked">' in told
    assert '<td role="cell" data-label="Count" class="number">not published</td>' in told
    assert f'data-label="Interval" class="number empty">{EMPTY}</td>' in told


def test_a_narrow_table_stays_as_it_is():
    assert (NARROW.stacked, WIDE.stacked) == (False, True)
    assert "data-label" not in page(NARROW).split("<body")[1]


@pytest.mark.parametrize(("letters", "stacked"), [(TELEPHONE - 13 - 2, False), (TELEPHONE - 13 - 1, True)])
def test_what_is_wide_is_counted_in_letters_that_cannot_break(letters, stacked):
    """The first column has 13 letters at least, another one two more than its longest cell."""
    assert Table("t", ("a", "b"), (Row("x", ("1" * letters,)),)).stacked is stacked
    assert Table("t", ("a", "b c d e f g h i j k l m n o p q r s t u v w x y z"), (Row("a b " * 40, ("1",)),)).stacked is False
