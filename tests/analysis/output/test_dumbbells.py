"""Dumbbell figures: nothing cut off or left out, the same bytes twice, and what is said of them in words."""

import math

import pytest

from analysis.output import alt, dumbbell
from analysis.output.dumbbell import Pair, Point, dumbbells
from analysis.output.labels import Labels
from analysis.output.language import Language
from tests.analysis.answers import ASTANA
from tests.analysis.output.edges import crossed, outside

EN = Language("en", 1)
NOTHING = Point(math.nan, math.nan, math.nan, "–")
YES = Pair("Yes", Point(0.368, 0.255, 0.498, "36.8"), Point(0.278, 0.192, 0.386, "27.8"), Point(-0.09, -0.246, 0.066, "−9.0"))
OTHER = Pair("Other", NOTHING, Point(0.266, 0.181, 0.372, "26.6"), NOTHING)
NAMES = ("A: astana-2023", "B: answers.csv")


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def markers(figure):
    return [line.get_marker() for line in figure.axes[0].lines if line.get_marker() in "oD"]


def draw(*items, language=EN, heading="Difference", **options):
    return dumbbells(items, NAMES, heading, language, name="a", alt="says it", **options)


def test_both_shares_and_the_difference_are_drawn(drawn):
    draw(YES, OTHER)
    [figure] = drawn
    # Two in the legend, two and one for the shares, one for the difference.
    assert markers(figure) == ["o", "o", "o", "o", "o", "D"]
    assert {"36.8", "27.8", "26.6", "−9.0", "–"} <= set(texts(figure))
    assert texts(figure).count("Other") == 1
    assert texts(figure).count("Yes") == 2


def test_no_line_of_the_grid_runs_through_words(drawn):
    draw(YES, OTHER)
    assert crossed(drawn[0]) == []


def test_an_open_mark_stays_open(drawn):
    draw(YES)
    axes = drawn[0].axes[0]
    [mark] = [line for line in axes.lines if line.get_marker() == "o" and line.get_xdata()[0] == dumbbell._share_place(0.368)]
    level = mark.get_ydata()[0]
    pieces = [piece for part in axes.collections for piece in part.get_segments() if piece[0][1] == piece[1][1] == level]
    assert len(pieces) == 2
    assert not any(min(piece[:, 0]) < mark.get_xdata()[0] < max(piece[:, 0]) for piece in pieces)


def test_without_a_difference_there_is_no_scale_of_them(drawn):
    draw(OTHER)
    [figure] = drawn
    assert "Difference" not in texts(figure)
    assert "0" in texts(figure)


@pytest.mark.parametrize(("ends", "ticks"), [((-0.05, 0.08), "+10"), ((-0.39, 0.1), "+40"), ((-0.99, -0.5), "+100")])
def test_the_scale_of_differences_is_as_wide_as_needed(drawn, ends, ticks):
    draw(Pair("a", YES.a, YES.b, Point(sum(ends) / 2, *ends, "x")))
    [figure] = drawn
    assert ticks in texts(figure)


@pytest.mark.parametrize("code", ["kk", "en", "ru"])
@pytest.mark.parametrize("question", ASTANA.variables, ids=lambda question: question.id)
def test_no_label_is_cut_off(drawn, code, question):
    language, labels = Language(code, 1), Labels(ASTANA, Language(code))
    values = [choice.code for choice in question.choices] or range(question.low, question.high + 1)
    widest = Point(0.999, 0.95, 1.0, "100,0"), Point(0.0, 0.0, 0.05, "100,0"), Point(-0.999, -1.0, -0.95, "−100,0")
    items = [Pair(labels.category(question.id, value), *widest) for value in values]
    draw(*items, language=language, heading=language.text("difference_points"), synthetic=True)
    assert [outside(figure) for figure in drawn] == [[]]
    assert "SYNTHETIC" in texts(drawn[0])


def test_a_figure_is_the_same_twice():
    assert draw(YES, OTHER) == draw(YES, OTHER)


def test_the_words():
    assert alt.dumbbells([YES, OTHER], EN) == (
        "Dumbbell chart: the share of each answer in A and in B, and the difference. "
        "Yes: A 36.8\N{NO-BREAK SPACE}% (25.5–49.8), B 27.8\N{NO-BREAK SPACE}% (19.2–38.6), difference −9.0 (−24.6 to +6.6); "
        "Other: A –, B 26.6\N{NO-BREAK SPACE}% (18.1–37.2), difference –."
    )
