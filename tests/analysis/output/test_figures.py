"""Figures: nothing cut off in any language, the same bytes twice, ids of their own; and what is said of them in words."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

from analysis.output import alt, plot
from analysis.output.labels import Labels
from analysis.output.language import Language
from analysis.output.plot import Bar
from analysis.output.table import Role
from tests.analysis.answers import ASTANA
from tests.analysis.output.edges import crossed, outside

EN = Language("en", 1)
YES_NO = [
    Bar("Yes", 21 / 57, "36.8", 0.255, 0.498),
    Bar("No", 10 / 57, "17.5", 0.098, 0.294),
    Bar("I cannot answer", 25 / 57, "43.9", 0.318, 0.567, Role.NON_ANSWER),
    Bar("Unnamed", 1 / 57, "1.8", 0.003, 0.093, Role.REST),
]


def test_the_smallest_letters_can_be_read_on_a_telephone(drawn):
    plot.bars(YES_NO, EN, name="a", alt="")
    [figure] = drawn
    smallest = min(text.get_fontsize() for text in figure.findobj(Text) if text.get_text())
    # 320 pixels less a margin of 16 on either side; a figure is as wide as its column.
    assert smallest * (320 - 32) / (figure.get_figwidth() * 72) >= 11


COUNTED = [
    Bar("Economy", 0.0, "not published", role=Role.UNKNOWN),
    Bar("Culture, which is what many people who were asked named of all", 24 / 57, "42.1", 0.302, 0.55, count="24"),
    Bar("Others", 0.512, "51.2", role=Role.REST, count="5,150,092"),
]


def test_no_line_of_the_grid_runs_through_words(drawn):
    plot.bars(YES_NO, EN, name="a", alt="")
    plot.bars(COUNTED, EN, name="b", alt="")
    assert [crossed(figure) for figure in drawn] == [[], []]


def test_the_count_stands_before_the_percent(drawn):
    plot.bars(COUNTED, EN, name="a", alt="")
    written = {text.get_text() for text in drawn[0].findobj(Text)}
    assert {"24 · 42.1\N{NO-BREAK SPACE}%", "5,150,092 · 51.2\N{NO-BREAK SPACE}%"} <= written
    assert outside(drawn[0]) == []


def test_words_stand_in_the_place_of_a_bar_that_is_not_known(drawn):
    plot.bars(COUNTED, EN, name="a", alt="")
    [words] = [text for text in drawn[0].findobj(Text) if text.get_text() == "not published"]
    assert words.get_position()[0] < 10
    assert alt.plain_chart(COUNTED[:2], (57, 57), EN).startswith("Bar chart: Economy: not published; Culture")
    assert "24 · 42.1\N{NO-BREAK SPACE}%" in alt.plain_chart(COUNTED[:2], (57, 57), EN)


@pytest.mark.parametrize("code", ["kk", "en", "ru"])
@pytest.mark.parametrize("question", ASTANA.variables, ids=lambda question: question.id)
def test_no_label_is_cut_off(drawn, code, question):
    language, labels = Language(code, 1), Labels(ASTANA, Language(code))
    values = [choice.code for choice in question.choices] or range(question.low, question.high + 1)
    items = [
        Bar(labels.category(question.id, value), 0.999, "100,0", 0.95, 1.0, labels.role(question.id, value)) for value in values
    ]
    items.append(Bar(question.text[code], 0.5, "50,0", role=Role.REST))
    plot.bars(items, language, name="a", alt="", synthetic=True)
    plot.divided(items, name="b", alt="", synthetic=True)
    assert [outside(figure) for figure in drawn] == [[], []]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200), min_size=1, max_size=4))
@settings(max_examples=15)
def test_any_label_gives_a_figure(labels):
    items = [Bar(label, 1 / len(labels), "1") for label in labels]
    assert plot.bars(items, EN, name="a", alt="").endswith("</svg>")


def test_a_figure_is_the_same_twice_and_stands_alone():
    first, again = (plot.bars(YES_NO, EN, name="q4", alt="says it") for _ in range(2))
    assert first == again
    assert not re.search(r"https?://(?!www\.w3\.org/(2000/svg|1999/xlink)\")", first)
    assert "<metadata" not in first


def test_two_figures_share_no_id():
    first, second = (plot.bars(YES_NO, EN, name=name, alt="") for name in ("a", "b"))
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (first, second)]
    assert ids[0]
    assert not ids[0] & ids[1]
    for svg, own in zip((first, second), ids, strict=True):
        assert set(re.findall(r'(?:xlink:href="|url\()#([^")]+)', svg)) <= own


def test_the_alternative_text_is_escaped_and_the_colours_have_names():
    svg = plot.bars(YES_NO, EN, name="a", alt='"<b>" & more')
    assert 'role="img" aria-label="&quot;&lt;b&gt;&quot; &amp; more"' in svg
    assert "var(--bar, #4a90c8)" in svg
    assert "var(--bar-none, #8c8c8c)" in svg


def test_a_synthetic_figure_is_marked(drawn):
    for synthetic in (True, False):
        plot.bars(YES_NO, EN, name="a", alt="", synthetic=synthetic)
    assert [plot.WATERMARK in [text.get_text() for text in figure.findobj(Text)] for figure in drawn] == [True, False]


def test_numbers_are_printed_in_the_divided_bar_where_they_fit(drawn):
    plot.divided([Bar("low", 0.01, "1"), Bar("high", 0.99, "99")], name="a", alt="")
    assert [text.get_text() for text in drawn[0].findobj(Text)].count("99") == 1
    assert "1" not in [text.get_text() for text in drawn[0].findobj(Text)]


def test_a_divided_bar_without_anybody():
    assert plot.divided([Bar("low", 0.0, "0"), Bar("high", 0.0, "0")], name="a", alt="").endswith("</svg>")


def test_the_words_name_the_most_frequent_answer():
    assert alt.bar_chart(YES_NO, 57, EN) == (
        "Bar chart. Most frequent answer: “I cannot answer”, 43.9 %. Base: 57. "
        "Other bars: Yes: 36.8 %; No: 17.5 %; Unnamed: 1.8 %."
    )


def test_the_words_name_all_that_are_equally_frequent():
    items = [Bar("Yes", 0.5, "50"), Bar("No", 0.5, "50")]
    assert alt.bar_chart(items, 4, EN) == "Bar chart. Most frequent answers, equally often: “Yes”, “No”, 50 % each. Base: 4."


def test_the_words_of_a_figure_without_answers():
    assert alt.bar_chart([Bar("Yes", 0.0, "–", math.nan, math.nan)], 0, EN) == "Bar chart without answers. Base: 0."


def test_the_words_in_kazakh():
    items = [Bar("Иә", 0.6, "60"), Bar("Жоқ", 0.4, "40")]
    assert alt.bar_chart(items, 5, Language("kk")).startswith("Бағанды диаграмма. Ең жиі жауап: «Иә», 60 %. База: 5.")
    assert alt.line_of_bars(items, 5, Language("kk")) == "Топтарға бөлінген бір баған: Иә: 60 %; Жоқ: 40 %. База: 5."
