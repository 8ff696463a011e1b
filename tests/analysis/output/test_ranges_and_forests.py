"""Forest plots and ranges: nothing cut off, the same twice, the verdict as a word and a shape."""

import math
import re

from matplotlib.text import Text

from analysis.output import alt
from analysis.output.forest import _MARKERS, Judgement, Shape, forest
from analysis.output.language import Language
from analysis.output.ranges import Range, ranges
from tests.analysis.output.edges import crossed, outside

EN, KK = Language("en", 1), Language("kk", 1)
LONG = (
    "«Жауап беруге қиналамын» – Қазақстан түркі мемлекеттерінің «Тұран» одағын құру үшін Ұжымдық қауіпсіздік туралы шарт ұйымынан"
)
CLAIMS = [Judgement(LONG, share, "100,0", low, high, 0.5, LONG, shape) for shape in Shape for share, low, high in
          ((0.0, 0.0, 0.063), (1.0, 0.937, 1.0), (0.439, math.nan, math.nan))]  # fmt: skip
RANGES = [
    Range(LONG, 0.0, 1.0, "0,0–100,0"),
    Range("Иә", 0.368, 0.825, "36,8–82,5", outer=(0.263, 0.907)),
    Range("x", 1, 1, "1–1"),
]


def test_nothing_is_cut_off(drawn):
    forest(CLAIMS, KK, name="a", alt="")
    ranges(RANGES, KK, name="b", alt="")
    ranges([Range(LONG, 6.24, 7.94, "6,24–7,94", filled=False)], KK, name="c", alt="", scale=(1, 10))
    assert [outside(figure) for figure in drawn] == [[], [], []]


def test_no_line_of_the_grid_runs_through_words(drawn):
    forest(CLAIMS, KK, name="a", alt="")
    ranges(RANGES, KK, name="b", alt="")
    ranges([Range(LONG, 6.24, 7.94, "6,24–7,94", filled=False)], KK, name="c", alt="", scale=(1, 10))
    assert [crossed(figure) for figure in drawn] == [[], [], []]


def test_letters_can_be_read_on_a_telephone(drawn):
    forest(CLAIMS, EN, name="a", alt="")
    ranges(RANGES, EN, name="b", alt="")
    for figure in drawn:
        smallest = min(text.get_fontsize() for text in figure.findobj(Text) if text.get_text())
        assert smallest * (320 - 32) / (figure.get_figwidth() * 72) >= 11


def test_every_verdict_has_a_shape_that_differs_in_more_than_colour():
    assert set(_MARKERS) == set(Shape)
    shapes = [(marker, filled) for marker, _, filled in _MARKERS.values()]
    assert len(set(shapes)) == len(shapes)


def test_figures_are_the_same_twice_and_share_no_id():
    assert forest(CLAIMS, EN, name="a", alt="x") == forest(CLAIMS, EN, name="a", alt="x")
    assert ranges(RANGES, EN, name="a", alt="x") == ranges(RANGES, EN, name="a", alt="x")
    ids = [
        set(re.findall(r'\bid="([^"]+)"', draw))
        for draw in (forest(CLAIMS, EN, name="a", alt=""), ranges(RANGES, EN, name="b", alt=""))
    ]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_colours_are_named_so_that_a_page_can_be_dark():
    for drawing in (forest(CLAIMS, EN, name="a", alt=""), ranges(RANGES, EN, name="b", alt="")):
        assert set(re.findall(r"#[0-9a-f]{6}", re.sub(r"var\(--[a-z-]+, #[0-9a-f]{6}\)", "", drawing))) <= {"#000000"}


def test_the_words_beside_the_figures():
    claim = Judgement("“High”", 0.439, "43.9", 0.307, 0.576, 0.5, "V1: false by its own numbers", Shape.FALSE)
    assert "V1: false by its own numbers; “High”: 43.9\N{NO-BREAK SPACE}% (30.7–57.6)" in alt.forest_plot([claim], EN)
    assert alt.range_chart(RANGES[1:2], EN) == "Ranges: Иә: 36,8–82,5."
