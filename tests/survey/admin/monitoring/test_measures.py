"""Numbers, dates and rankings as cells, and the middle of numbers: counted by hand, and against `analysis` itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa

import analysis
from instruments import load
from instruments.model import Question
from survey.admin.monitoring import measures
from survey.admin.monitoring.groups import WHOLE, bounds_of, group
from survey.admin.monitoring.suppression import Look
from survey.admin.monitoring.topline import ANSWERED, topline
from survey.admin.monitoring.words import Words, answer_label, middle_words
from tests.survey.admin.monitoring.test_topline import add, read, shown
from tests.survey.conftest import HERE

INSTRUMENT = load.load(HERE / "every-form.yaml")
AGE, HOURS, CHANGE, BORN, SPHERES = (INSTRUMENT.question(name) for name in ("age", "hours", "change", "born", "spheres"))


def given(*numbers: float | None) -> pd.Series[float]:
    return pd.Series(numbers, dtype=float)


def test_codes_of_non_answers_are_no_numbers() -> None:
    frame = pd.DataFrame({"age": [41, -2, -5, 18], "change": [-1.5, None, -2.0, None], "change__missing": [None, -5, None, -4]})
    assert measures.numbers(AGE, frame).tolist() == pytest.approx([41, float("nan"), float("nan"), 18], nan_ok=True)
    assert measures.numbers(CHANGE, frame).dropna().tolist() == [-1.5, -2], "below zero too: their codes stand apart"
    assert measures.grouped(AGE, frame, measures.numbers(AGE, frame), (40,)).where(lambda cell: cell.notna(), None).tolist() == [
        "40:",
        "-2",
        None,
        ":40",
    ]


def test_a_date_counts_by_its_month() -> None:
    frame = pd.DataFrame({"born": ["1991-03-22", "1991-04-01", None]})
    march, april, none = measures.numbers(BORN, frame)
    assert (march, april - march) == (1991 * 12 + 2, 1)
    assert pd.isna(none)


def test_a_ranking_counts_what_stands_first() -> None:
    columns = {"spheres__economy": [1, 2, -1, -5], "spheres__culture": [2, 1, -1, -5], "spheres__defence": [None, None, -1, -5]}
    found = measures.first_places(SPHERES, pd.DataFrame(columns))
    assert found.where(found.notna(), None).tolist() == ["1", "2", "-1", None]


def test_the_median_waits_for_twenty_and_moves_by_five() -> None:
    assert measures.middle(given(*range(19), None, None), None) is None
    first = measures.middle(given(*range(1, 22)), None)
    assert first
    assert (first.n, first.median[0], first.mean) == (21, 11, None)
    assert measures.middle(given(*range(1, 22), 500, 500, 500, 500), first) is first, "four more would be seen one by one"
    second = measures.middle(given(*range(1, 22), 500, 500, 500, 500, 500), first)
    assert second
    assert (second.n, second.median[0]) == (26, 13)


def test_five_lie_on_each_side_of_what_is_shown() -> None:
    """Each order statistic that the median or its interval may be has 5 numbers or more at or beyond it, both ways."""
    for n in range(20, 60):
        found = measures.middle(given(*range(n)), None)
        assert found
        for end in found.median:
            assert 4 <= end <= n - 5, n


def test_every_number_is_that_of_the_analysis(engine: sa.Engine, every_form: str) -> None:
    add(engine, 160, 3, slug=every_form)
    found, data = shown(engine, every_form), read(engine, every_form)
    assert found
    for question in (AGE, HOURS, CHANGE):
        answers = found.answers[question.id]
        [median] = analysis.quantiles(data, question.id).to_dict("records")
        assert answers.middle
        assert (answers.middle.n, *answers.middle.median) == (median["n"], median["quantile"], median["low"], median["high"])
        assert answers.middle.mean is None
        assert answers.cells
        bounds = bounds_of(answers.cells.look.counts)
        single = analysis.shares(data, question.id)
        whose = single[~((single["category"] < 0) & (question is not CHANGE))]
        by_group = whose["category"].map(lambda number, bounds=bounds: group(number, bounds))
        counted = whose.groupby(by_group)["n"].sum().to_dict()
        assert {cell: n for cell, n in answers.cells.look.counts.items() if ":" in cell} == counted
        assert len(counted) > 2
        assert sum(counted.values()) == answers.outcomes.look.shown(ANSWERED)
    strength = found.answers["strength"].middle
    [mean] = analysis.means(data, "strength").to_dict("records")
    assert strength
    assert strength.mean == pytest.approx((mean["mean"], mean["low"], mean["high"]), rel=1e-12)
    assert shown(engine, every_form) == found, "as it is kept"


def test_what_is_not_shown(engine: sa.Engine, every_form: str) -> None:
    add(engine, 30, slug=every_form)
    found = shown(engine, every_form)
    assert found
    for name in ("job", "remarks"):
        answers = found.answers[name]
        assert (answers.cells, answers.choices, answers.middle) == (None, {}, None), "what was written is counted, and no more"
        assert answers.outcomes.look.counts[ANSWERED] > 0
    ties, did = found.answers["ties__economy"], found.answers["did"]
    assert ties.cells
    assert ties.cells.look.hidden & {str(point) for point in range(11)}
    assert ties.middle is None, "a mean would help to work the hidden points out"
    assert did.cells
    assert did.middle is None, "the arms were shown lists of different length"


def test_groups_stay_while_numbers_come(engine: sa.Engine, every_form: str) -> None:
    bounds: tuple[float, ...] = ()
    for seed, n in enumerate((6, 30, 100)):
        add(engine, n, seed + 1, slug=every_form)
        found = shown(engine, every_form)
        assert found
        cells = found.answers["age"].cells
        assert cells
        now = bounds_of(cells.look.counts)
        assert set(bounds) <= set(now)
        bounds = now
    assert len(bounds) > 2, "groups of 5 are divided when there are enough in them"


def test_numbers_that_were_once_few_are_not_divided() -> None:
    few = Look({WHOLE: 24, "-2": 1}, frozenset({WHOLE, "-2"}), {WHOLE: {WHOLE: 4, "-2": 1}, "-2": {WHOLE: 4, "-2": 1}})
    assert measures.bounds(AGE, given(*range(18, 42)), few) == ()
    assert measures.bounds(AGE, given(*range(18, 42)), None) == (25, 30, 35)


@pytest.mark.parametrize(
    ("question", "cell", "kk", "en", "ru"),
    [
        (AGE, ":30", "29 және одан аз", "29 or less", "29 и меньше"),
        (AGE, "30:40", "30–39", "30–39", "30–39"),
        (AGE, "30:31", "30", "30", "30"),
        (AGE, "60:", "60 және одан көп", "60 or more", "60 и больше"),
        (HOURS, "5:10", "5–9,9", "5–9.9", "5–9,9"),
        (HOURS, ":5", "4,9 және одан аз", "4.9 or less", "4,9 и меньше"),
        (CHANGE, "-20:0", "-20 – -0,01", "-20 – -0.01", "-20 – -0,01"),
        (BORN, f":{2000 * 12}", "1999 және одан бұрын", "1999 or earlier", "1999 и раньше"),
        (BORN, f"{2000 * 12}:{2005 * 12}", "2000–2004", "2000–2004", "2000–2004"),
        (BORN, f"{2020 * 12}:", "2020 және одан кейін", "2020 or later", "2020 и позже"),
        (
            BORN,
            f"{2020 * 12 + 3}:{2020 * 12 + 6}",
            "2020\u202fж. сәуір – 2020\u202fж. маусым",
            "April 2020 – June 2020",
            "апрель 2020\u202fг. – июнь 2020\u202fг.",
        ),
        (BORN, f"{2020 * 12 + 3}:{2020 * 12 + 4}", "2020\u202fж. сәуір", "April 2020", "апрель 2020\u202fг."),
    ],
)
def test_groups_are_written_as_in_the_language(question: Question, cell: str, kk: str, en: str, ru: str) -> None:
    assert [answer_label(question, cell, Words(language, ("kk",))) for language in ("kk", "en", "ru")] == [kk, en, ru]


def test_the_middle_is_written_as_in_the_language() -> None:
    hours = measures.Middle(40, (1.5, 1.0, 2.25), (1.625, 1.5, 1.75))
    assert middle_words(HOURS, hours, Words("kk", ("kk",))) == (
        "Медиана: 1,5 (95 пайыздық аралық: 1 – 2,25)",
        "Орташа мән: 1,62 (95 пайыздық аралық: 1,50 – 1,75)",
    )
    months = [float(each.year * 12 + each.month - 1) for each in (date(2001, 5, 1), date(2000, 12, 1), date(2002, 1, 1))]
    born = measures.Middle(40, (months[0], months[1], months[2]))
    assert middle_words(BORN, born, Words("en", ("kk",))) == ("Median: May 2001 (95 % interval: December 2000 – January 2002)",)


def test_a_group_that_is_empty_later_is_a_cell_still() -> None:
    ages = [*range(18, 58)] * 2
    frame = pd.DataFrame({"age": ages})
    only = replace(INSTRUMENT, sections=tuple(replace(each, questions=(AGE,)) for each in INSTRUMENT.sections[-2:-1]))
    first = topline(analysis.Data(frame, only), only)
    cells = first.answers["age"].cells
    assert cells
    older = frame[frame["age"] > 40].reset_index(drop=True)
    later = topline(analysis.Data(older, only), only, first).answers["age"].cells
    assert later
    assert later.look.counts.keys() == cells.look.counts.keys()
    assert sum(later.look.counts.values()) == len(older)
