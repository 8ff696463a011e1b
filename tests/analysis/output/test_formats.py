"""HTML, Markdown and CSV of one small document, and how a file comes to stand on a disk."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.output.document import Document, Drawing, Facts, Paragraph, Points, Quote, Record, Section
from analysis.output.language import Language
from analysis.output.markdown import table_text
from analysis.output.records import formula_safe
from analysis.output.render import FORMATS
from analysis.output.table import Row, Table

ATTACK = "<script>alert(1)</script> | =1+1 {{7*7}}"
TABLE = Table("Caption", ("Answer", "n"), (Row(ATTACK, ("1",)),), (ATTACK,))


def document(**changes):
    blocks = (Paragraph(ATTACK), Quote(ATTACK, "en", ATTACK), Points((ATTACK,)), Facts(((ATTACK, ATTACK),)), TABLE)
    figure = Drawing("Drawn", lambda: '<svg role="img" aria-label="x"></svg>', ATTACK, TABLE)
    sections = (Section("one", ATTACK, blocks, (Section("two", "Inner", (figure, TABLE)),)),)
    record = Record("q1", ATTACK, "answered", "", "", -1, "=2+3", 1, 3, 1 / 3, 0.1, 0.7)
    return Document(Language("en"), ATTACK, "Report", (), sections, (record,), **changes).numbered()


def test_html_escapes_every_text():
    page = FORMATS["html"](document())
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 10
    assert "{{7*7}}" in page


def test_markdown_has_no_markup_of_the_data():
    text = FORMATS["md"](document())
    assert "<script" not in text.replace(r"\<script", "")
    assert r"\| =1+1" in text


def test_tables_and_figures_are_numbered_each_by_itself():
    text = FORMATS["md"](document())
    for title in ("**Table 1. Caption**", "**Figure 1. Drawn**", "**Figure 1. Data**", "**Table 2. Caption**"):
        assert title in text


def test_a_report_on_test_responses_says_so():
    for form in ("html", "md"):
        assert "SYNTHETIC" not in FORMATS[form](document()).replace('content: "SYNTHETIC"', "")
        assert "SYNTHETIC" in FORMATS[form](document(banner="Not real.")).replace('content: "SYNTHETIC"', "")


def test_csv_is_read_back_as_it_was():
    text = FORMATS["csv"](document())
    assert text.startswith("\ufeffquestion,")
    [row] = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert float(row["share"]) == 1 / 3
    assert row["code"] == "-1"
    assert row["label"] == "'=2+3"


@given(st.text(max_size=20))
def test_no_cell_begins_like_a_formula(words):
    assert formula_safe(words)[:1] not in tuple("=+-@\t\r\n\0＝＋－＠")


def test_a_table_with_too_few_cells_is_a_mistake():
    with pytest.raises(ValueError, match="0 cells, 1 headings"):
        Table("c", ("a", "b"), (Row("x", ()),))


def test_one_table_as_text():
    assert table_text(Table("C", ("A", "n", "word"), (Row("x_y", ("1", "<1 | w")),), ("a_b",), frozenset({2}))) == (
        "**C**\n\n| A | n | word |\n| --- | ---: | --- |\n| x_y | 1 | <1 \\| w |\n\na_b\n"
    )
