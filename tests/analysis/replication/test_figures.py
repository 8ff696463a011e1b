"""What the report's figures, notes and labels say: titles, counts, bases, and nothing that the publication did not say."""

import re

import pytest

from analysis.output.document import Drawing, walk
from analysis.output.language import Language
from analysis.output.render import FORMATS
from analysis.report.replication.document import document
from tests.analysis.replication.studies import LANGUAGES, study

COMMAND = "python -m analysis replicate"


@pytest.fixture(scope="module")
def reports():
    return {code: document(study("astana-2023"), Language(code, 1), COMMAND) for code in LANGUAGES}


@pytest.fixture(scope="module")
def english(reports):
    return FORMATS["md"](reports["en"])


def chapter(text, title):
    return text.split(f"\n## {title}\n")[1].split("\n## ")[0]


def drawings(report, chapter):
    [section] = [section for section in report.sections if section.id == chapter]
    return [block for part in walk((section,)) for block in part.blocks if isinstance(block, Drawing)]


def test_a_figure_is_named_by_its_question_and_its_base(reports):
    titles = {code: [drawing.caption for drawing in drawings(reports[code], "topline")] for code in LANGUAGES}
    assert titles["en"][3] == "Figure 4. Leaving the EAEU – 57\N{NO-BREAK SPACE}people"
    assert titles["kk"][4] == "5-сурет. ҰҚШҰ-дан шығу – 55\N{NO-BREAK SPACE}адам"
    assert titles["ru"][0] == "Рисунок 1. Прочность отношений – 57\N{NO-BREAK SPACE}человек"
    assert all(len(set(of)) == 7 for of in titles.values())


def test_a_figure_has_the_counts_and_says_what_its_lines_are(reports):
    leaving = drawings(reports["en"], "topline")[3]
    assert "I cannot answer”, 25 · 43.9\N{NO-BREAK SPACE}%." in leaving.alt
    assert "Answers that are not named: 1 · 1.8\N{NO-BREAK SPACE}%" in leaving.alt
    assert "if these were a random sample" in leaving.note
    votes = drawings(document(study("venezuela-2024"), Language("en", 1), COMMAND), "topline")[0]
    assert "Maduro”, 5,150,092 · 51.2\N{NO-BREAK SPACE}%. Base: 10,058,774." in votes.alt
    assert "interval" not in votes.note


def test_answers_whose_number_was_not_published_are_drawn_first(reports):
    spheres = drawings(reports["en"], "topline")[2]
    assert spheres.alt.startswith("Bar chart: Economy: not published; Tourism: not published; Culture: 24 · 42.1")
    assert [row.header for row in spheres.table.rows[:3]] == ["Economy", "Tourism", "Culture"]


def test_a_coarse_percent_is_drawn_as_printed_without_a_count():
    polls = drawings(document(study("demoscope-2017"), Language("kk", 1), COMMAND), "topline")
    assert "61\N{NO-BREAK SPACE}%;" in polls[2].alt
    assert polls[2].caption == "3-сурет. Атамбаевтың мәлімдемесі – 1\N{NO-BREAK SPACE}822\N{NO-BREAK SPACE}адам"


@pytest.mark.parametrize(
    ("code", "who"),
    [
        ("en", "Of them 25 could not answer; of the other 1 nothing is told."),
        ("kk", "Олардың 25 адамы жауап беруге қиналған, қалған 1 адам туралы ештеңе айтылмаған."),
        ("ru", "Из них затруднились ответить 25; об остальных (1) ничего не сообщается."),
    ],
)
def test_those_of_whom_nothing_is_told_are_not_called_undecided(reports, code, who):
    text = FORMATS["md"](reports[code])
    assert who in text
    assert "26 undecided" not in text
    # The same answer on two bases is told apart.
    points = [line for line in text.splitlines() if line.startswith(("- “", "- «")) and ("55" in line or "57" in line)]
    assert len(points) == len(set(points)) == 3


def test_what_the_audit_infers_is_not_said_by_the_publication(english):
    told = english.split("| What is reported |")[1]
    assert "| Sample size | 57 respondents |" in told
    assert "unweighted" not in told.split("## ")[0]
    assert "| Weighting | Not reported |" in told


def test_a_verdict_by_hand_is_not_one_by_numbers():
    text = FORMATS["md"](document(study("edb-kz-by-year"), Language("en", 1), COMMAND))
    [line] = [line for line in text.splitlines() if line.startswith("| E6. ")]
    assert "False by its own words (judged by its words)." in line
    assert "agrees with the printed numbers: 2" in chapter(text, "Summary")
    assert "true of the sample only" not in text


def test_notes_stand_below_the_table_they_are_of(english):
    told = chapter(english, "The numbers, one by one")
    tables = {part.split("**")[0]: part for part in told.split("\n**Table ")}
    [leaving] = [part for title, part in tables.items() if title.endswith("Printed in figure 4")]
    below = leaving.split("|\n\n")[1]
    assert below.count("“Should Kazakhstan leave the Eurasian") == 1
    assert "Russia-led" not in leaving
    assert not re.search(r"Of several", told)
    assert re.search(r"“Yes”, “No”, “I cannot answer”: .*only 55 fits", told)


def test_counts_have_their_thousands_apart():
    text = FORMATS["md"](document(study("venezuela-2024"), Language("en", 1), COMMAND))
    assert "Base: 10,058,774 people" in text


def test_one_word_for_an_interval(reports):
    text = FORMATS["md"](reports["kk"])
    assert "сенімділік аралы" not in text
    assert "Зерттеуді жүргізген" in text
