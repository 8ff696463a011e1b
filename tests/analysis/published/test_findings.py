"""Findings files: the shipped ones hold what was published, and a wrong one is refused with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from analysis.errors import AnalysisError, DataError
from analysis.output.language import Language
from analysis.published import findings
from analysis.published.fields import questions, statements
from analysis.published.findings import HOME, WINDOW, load, load_text, shipped
from analysis.published.model import DISCLOSURE, Counted, Unit, Weighting, around
from analysis.published.results import ClaimVerdict
from analysis.report.disclosure import of_publication
from tests.analysis.published.samples import COMPLETE, SMALL, audited, counts, paper, percents, question, read

ASTANA = load("astana-2023")


def test_every_shipped_file_loads():
    assert [load(name).id for name in shipped()] == list(shipped())
    assert shipped() == ("astana-2023", "demoscope-2017", "edb-kz-by-year", "stm-2024-03", "venezuela-2024")


def test_every_number_of_the_paper_stands_in_its_file():
    printed = [answer.printed for _, answer in ASTANA.answers() if answer.printed is not None]
    assert printed == [
        "4",
        "24",
        "25",
        "73.7",
        "0",
        "42.1",
        "38.6",
        "1",
        "36.8",
        "17.5",
        "43.9",
        "41.8",
        "12.7",
        "45.5",
        "1/3",
        "29.8",
        "12.3",
        "29.8",
        "47.4",
    ]
    assert [given.printed for given in ASTANA.question("q1_strength").statistics] == ["7", "7.088"]
    assert ASTANA.sample is not None
    assert ASTANA.sample.n == 57


@pytest.mark.parametrize("name", shipped())
def test_no_number_of_a_file_is_a_count_that_somebody_worked_out(name):
    """Counts are recovered, never written: a file holds what was printed, as text."""
    document = yaml.safe_load((HOME / f"{name}.yaml").read_text())
    for asked in document["questions"]:
        assert all(isinstance(answer.get("printed", ""), str) for answer in asked["answers"])


def test_quotes_of_answers_hold_their_number():
    for asked, answer in ASTANA.answers():
        if answer.printed is not None and "." in answer.printed:
            assert answer.printed in answer.quote, asked.id


def test_a_question_is_found_by_its_derived_variable():
    assert ASTANA.question("q1_bin") is ASTANA.question("q1_strength")
    with pytest.raises(AnalysisError, match="Did you mean 'q6_role'"):
        ASTANA.question("q6_rol")


def test_a_margin_stands_for_its_answers_and_an_answer_for_itself():
    assert ASTANA.members("benefit") == ("q7_benefit.1", "q7_benefit.2")
    assert ASTANA.members("q7_benefit.1") == ("q7_benefit.1",)


def test_the_questionnaire_fills_in_what_the_file_leaves_out():
    small = read(SMALL)
    asked = small.question("q2_improve")
    assert small.title == ASTANA.title
    assert small.languages == ("kk", "en", "ru")
    assert (asked.counted, asked.stated_base, asked.scale) == (Counted.ONE, 10, None)
    assert asked.answers[0].quote == "Seven said yes."
    assert ASTANA.question("q3_spheres").counted is Counted.MANY
    assert ASTANA.question("q1_strength").scale == (1, 10)
    assert [answer.values for answer in ASTANA.question("q1_strength").answers] == [(1, 3), (4, 7), (8, 10)]
    assert [answer.cannot_answer for answer in ASTANA.question("q4_leave_eaeu").answers] == [False, False, True]


def test_defaults():
    small = read(SMALL)
    assert (small.weighting, small.rounding) == (Weighting.UNKNOWN, "half-up-or-down")
    assert small.sample is not None
    assert dict(small.sample.figure) == {"kk": "іріктеме", "en": "sample", "ru": "выборка"}
    assert small.question("q2_improve").answers[0].unit is Unit.COUNT


class TestWindow:
    def test_of_the_sample(self):
        assert read(paper(question("a", counts(1)))).window == around(57) == (47, 67)

    def test_of_the_first_stated_base_where_no_sample_is_stated(self):
        assert read(paper(question("a", counts(1), 'stated_base: "1822"'), sample=None)).window == around(1822)

    def test_of_nothing(self):
        assert read(paper(question("a", counts(1)), sample=None)).window == (1, 1000)

    def test_of_a_base_far_from_it(self):
        found = read(paper(question("a", counts(1)), more="window: [20, 70]"))
        assert found.window_around(55) == (20, 70)
        assert found.window_around(390) == around(390)

    @pytest.mark.parametrize("window", ["[20]", "[70, 20]", "[0, 70]", "[60, 70]", f"[1, {WINDOW + 2}]"])
    def test_that_is_none(self, window):
        with pytest.raises(DataError, match=r"line 7: window must be two bases around the sample, .* such as \[47, 67\]"):
            read(paper(question("a", counts(1)), more=f"window: {window}"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("instrument: astana-2023", "instrument: astana-203", "line 2: No questionnaire.*Did you mean 'astana-2023'"),
        ("instrument: astana-2023", "instrument: 5", "line 2: instrument must be a text, got 5"),
        ("instrument: astana-2023\n", "", "line 1: a findings file without a questionnaire lacks the key 'title'"),
        ('source: "A paper."\n', "", "line 1: a findings file lacks the key 'source'"),
        ("written_in: en", "writen_in: en", "line 4: a findings file has the unknown key 'writen_in'"),
        ('printed: "10"', "printed: 10", "line 5: printed of sample must be a text, got 10"),
        ('printed: "10"', 'printed: "ten"', "line 5: printed of sample must be a whole number in quotes, such as .*, got 'ten'"),
        ('printed: "10"', 'printed: "0"', "line 5: printed of sample must be 1 person or more, got 0"),
        (', quote: "Ten people."', "", "line 5: sample lacks the key 'quote'"),
        (
            "id: small",
            "id: ../smog",
            "line 1: id must be of a-z, 0-9, - and _, got '../smog'; it begins with a letter or a digit",
        ),
        ("id: small", "id: -smog", "line 1: id must be of .*, got '-smog'"),
        ("written_in: en", "written_in: en\nlanguages: ru", r"line 5: languages must be a list, got 'ru'; write \[ru\]"),
        ("written_in: en", "written_in: en\ndisclosure: {sponser: x}", "line 5: disclosure has the unknown key 'sponser'"),
        ("written_in: en", "written_in: en\nlanguages: [en, fr]", "line 5: there is no report in the language 'fr'"),
        ("written_in: en", "written_in: en\nlanguages: []", "line 5: languages must name one or more of kk, en, ru"),
        ("written_in: en", "written_in: en\nlanguages: [en, en]", "line 5: the language 'en' stands here 2 times"),
        (
            "written_in: en",
            "written_in: en\nweighting: maybe",
            "line 5: weighting must be one of none, unknown, weighted, got 'maybe'",
        ),
        ("written_in: en", "written_in: en\nrounding: up", "line 5: rounding must be one of half-up-or-down, .*, got 'up'"),
        ("written_in: en", "written_in: en\nrounding: [up]", "line 5: rounding must be a text"),
    ],
)
def test_a_wrong_file_names_the_line(old, new, message):
    assert SMALL.count(old) == 1
    with pytest.raises(DataError, match=message):
        read(SMALL.replace(old, new))


@pytest.mark.parametrize("word", ["yes", "no", "on"])
@pytest.mark.parametrize("key", ["complete", "census"])
def test_a_truth_value_in_another_word_has_one_message(key, word):
    with pytest.raises(DataError) as error:
        read(paper(question("a", counts(3), f"{key}: {word}")))
    [message] = str(error.value).splitlines()[1:]
    assert message.strip() == f"line 11: {key} must be true or false, got '{word}'."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (paper(question("a", ["category: 1, exclusive: true"])), "line 12: exclusive is for answers to a question with several"),
        (paper(question("a", ["category: 1, exclusive: 1"], "counted: many")), "line 13: exclusive must be true or false, got 1"),
        (
            SMALL.replace("q2_improve", "q3_spheres").replace("unit: count", "unit: count, exclusive: true"),
            "line 11: in the questionnaire the answer 1 does not exclude the others: leave exclusive out",
        ),
        (
            SMALL.replace("q2_improve", "q3_spheres").replace("category: 1", "category: 8, exclusive: false"),
            "line 11: in the questionnaire the answer 8 excludes the others: leave exclusive out",
        ),
    ],
)
def test_a_wrong_exclusive_names_its_line(text, message):
    with pytest.raises(DataError, match=message) as error:
        read(text)
    assert len(str(error.value).splitlines()) == 2


def test_every_problem_is_listed_once():
    with pytest.raises(DataError) as error:
        read(SMALL.replace("category: 1", "category: 5").replace('"7"', "7").replace('figure: "1"', "figure: 1"))
    assert [line.split(":")[0] for line in str(error.value).splitlines()[1:]] == ["  line 8", "  line 11", "  line 11"]


def test_the_head_of_a_file_does_not_hide_what_follows():
    wrong = SMALL.replace('printed: "10"', "printed: 10").replace("id: small", "id: ../x").replace("category: 1", "category: 5")
    with pytest.raises(DataError) as error:
        read(wrong.replace("written_in: en", "written_in: en\nlanguages: en"))
    assert [line.split(":")[0].strip() for line in str(error.value).splitlines()[1:]] == ["line 1", "line 5", "line 6", "line 12"]


def test_a_disclosure_of_its_own():
    told = read(SMALL + "disclosure:\n  sponsor: {kk: Ешкім, en: Nobody, ru: Никто}\n  fieldwork: 2024-05\n").disclosure
    assert [(item, words["ru"]) for item, words in told] == [("sponsor", "Никто"), ("fieldwork", "2024-05")]
    assert read(SMALL).disclosure == ()


@pytest.mark.parametrize("name", shipped())
def test_no_quote_is_shortened(name):
    found = load(name)
    quotes = [claim.quote for claim in found.claims] + [quote for one in found.contradictions for quote in one.quotes]
    quotes += [question.quote for question in found.questions] + [answer.quote for _, answer in found.answers()]
    assert [quote for quote in quotes if "…" in quote] == []


@pytest.mark.parametrize("name", [name for name in shipped() if name != "stm-2024-03"])
def test_places_stand_in_every_language(name):
    """A place is a number, a figure's name in each language, or an address."""
    found = load(name)
    places = [question.figure for question in found.questions] + [claim.place for claim in found.claims]
    assert [place["en"] for place in places if place["en"] == place["ru"] and not place["en"].isdecimal()] == []


def test_quotes_of_the_discussion_are_not_said_to_stand_in_a_figure():
    undecided = [ASTANA.question(name) for name in ("q4_leave_eaeu", "q5_leave_csto")]
    elsewhere = [(question, question.answers[2]) for question in undecided]
    elsewhere.append((ASTANA.question("q3_spheres"), ASTANA.question("q3_spheres").answers[4]))
    assert {question.place_of(answer)["en"] for question, answer in elsewhere} == {"Discussion"}
    assert ASTANA.question("q3_spheres").place_of(ASTANA.question("q3_spheres").answers[2])["en"] == "3"


def test_a_language_that_the_questionnaire_has_not(monkeypatch):
    monkeypatch.setattr("analysis.published.findings.LANGUAGES", ("kk", "en", "ru", "uz"))
    with pytest.raises(DataError, match="line 5: the questionnaire astana-2023 has no texts in 'uz'"):
        read(SMALL.replace("written_in: en", "written_in: en\nlanguages: [en, uz]"))


def test_a_file_without_a_questionnaire_is_in_every_language_unless_it_says_so():
    with pytest.raises(DataError, match="line 2: title lacks the key 'kk'"):
        read(paper(question("a", counts(1))).replace("languages: [en]\n", ""))


def test_an_absent_file_names_the_nearest_study():
    with pytest.raises(DataError, match="Did you mean 'astana-2023'"):
        load("astana-2032")
    with pytest.raises(DataError, match=r"nothing-like-it: cannot be read \(.*\). Give the path of a findings file"):
        load("nothing-like-it")


def test_a_file_that_is_not_utf8(tmp_path: Path):
    path = tmp_path / "findings.yaml"
    path.write_bytes("id: Сауалнама".encode("cp1251"))
    with pytest.raises(DataError, match=r"findings.yaml: not UTF-8"):
        load(str(path))


def test_a_file_by_its_path(tmp_path: Path):
    path = tmp_path / "own.yaml"
    path.write_text(paper(question("a", percents("50", "50"), COMPLETE)))
    assert load(str(path)).id == "paper"


@pytest.mark.parametrize("text", ["", "a: [", "\t- x"])
def test_a_file_that_is_no_yaml_has_one_problem(text):
    with pytest.raises(DataError) as error:
        load_text(text, "small.yaml")
    assert "small.yaml: the published numbers cannot be used" in str(error.value)
    assert len(str(error.value).splitlines()) == 2


REFERENCE = (Path(__file__).resolve().parents[3] / "docs/reference/findings.md").read_text(encoding="utf-8")


def test_the_reference_names_every_key():
    keys = {
        *findings._REQUIRED,
        *findings._OPTIONAL,
        *questions._OPTIONAL,
        *questions._ANSWER,
        *DISCLOSURE,
        *statements.STATISTICS,
    }
    for entry in statements.STATISTICS.values():
        keys |= {*entry.required, *entry.optional}
    assert [key for key in sorted(keys) if f"`{key}`" not in REFERENCE] == []


def test_the_examples_of_the_reference_load():
    whole, doubled, told = re.findall(r"```yaml\n(.*?)```", REFERENCE, flags=re.DOTALL)
    assert load_text(whole + told, "whole.yaml").disclosure
    head = 'id: smog\ntitle: {en: "Smog"}\nlanguages: [en]\nsource: s\nwritten_in: en\n'
    [claim] = audited(head + doubled).claims
    assert claim.verdict is ClaimVerdict.FALSE


def test_the_report_takes_the_disclosure_from_the_file_before_that_of_the_project():
    told = read(SMALL.replace("id: small", "id: astana-2023") + "disclosure: {sponsor: {kk: Ешкім, en: Nobody, ru: Никто}}\n")
    assert of_publication(told, Language("ru")) == {"sponsor": "Никто"}
    assert of_publication(ASTANA, Language("en"))["sample_size"] == "57 respondents"
    assert of_publication(read(SMALL), Language("en")) == {}
