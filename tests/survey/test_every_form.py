"""Journeys through the questionnaire with every kind in three languages: what is shown, stored, exported and read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

import analysis
from instruments import load
from instruments.kinds import text_limit
from instruments.model import Kind
from instruments.names import FORM_FIELDS, RESERVED
from instruments.responses import column_names
from survey import rendering
from survey.exporting.export import export
from survey.exporting.table import Wanted
from survey.keys.receipt import Keys
from survey.simulation import simulate
from survey.wording import MESSAGES
from tests.survey.conftest import HERE, SECRET
from tests.survey.page import Page
from tests.survey.respondent import Respondent

INSTRUMENT = load.load(HERE / "every-form.yaml")
ANSWERS: dict[str, dict[str, str | list[str]]] = {
    "country": {"country": "97", "country__other_text": "Иран <b>"},
    "trust": {"trust__az": "1", "trust__kg": "-6", "trust__tr": "2"},
    "ties": {"ties__economy": "10", "ties__culture": "-1"},
    "strength": {"strength": "7"},
    "media": {"media": ["1", "3"], "media__other_text": "радио"},
    "spheres": {"spheres__defence": "1", "spheres__economy": "2"},
    "did": {"did": "2"},
    "age": {"age": "44"},
    "hours": {"hours": "1,5"},
    "change": {"change": "-0,25"},
    "born": {"born__day": "22", "born__month": "3", "born__year": "1991"},
    "job": {"job": "аспаз"},
    "why": {"why": "1"},
    "remarks": {"remarks": "Рақмет"},
}
Rows = Callable[[str], list[tuple[object, ...]]]


def place(someone: Respondent) -> str:
    return Path(someone.path).name


def walk(someone: Respondent, language: str = "kk") -> Iterator[tuple[str, Page]]:
    """Answer every page; yield each before it is answered."""
    someone.start("every-form", language)
    while someone.page.kind == "question":
        name = place(someone)
        yield name, someone.page
        someone.next(**ANSWERS.get(name, {}))
        assert someone.status == 200, (name, someone.page.text)


def go_to(someone: Respondent, question: str, language: str = "kk") -> Page:
    for name, page in walk(someone, language):
        if name == question:
            return page
    raise AssertionError(f"never asked: {question}")


def test_every_kind_is_in_it() -> None:
    assert {question.kind for question in INSTRUMENT.questions} == set(Kind)


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_an_answer_that_was_given_is_taken_back(app: Flask, every_form: str, rows: Rows, language: str) -> None:
    def stored(question: str) -> list[tuple[object, ...]]:
        return rows(f"SELECT value, missing FROM answer WHERE question = '{question}'")

    someone = Respondent(app)
    list(walk(someone, language))
    assert someone.page.kind == "review"
    for name, field, before in (
        ("strength", "strength", ("7", None)),
        ("trust", "trust__az", ("1", None)),
        ("country", "country", ("97", None)),
    ):
        assert stored(field) == [before]
        page = someone.get(f"/{every_form}/question/{name}?change")
        assert MESSAGES.text(language, "clear_answer") in page.text
        page = someone.press(f"clear:{field}")
        assert (someone.status, page.checked.get(field), place(someone)) == (200, None, name)
        assert stored(field) == [(None, -5)]
        assert rows(f"SELECT * FROM free_text WHERE question = '{field}'") == []
        someone.next()
    assert stored("trust__tr") == [("2", None)], "the other lines of a battery stay"
    assert stored("job") != [], "and other questions"


def test_nothing_but_what_stands_on_the_page_is_taken_back(app: Flask, every_form: str, rows: Rows) -> None:
    someone = Respondent(app)
    go_to(someone, "strength")
    before = rows("SELECT question, value, missing FROM answer ORDER BY question")
    for name in ("country", "nothing", "", "csrf_token", "stood"):
        page = someone.get(f"/{every_form}/question/strength")
        someone.forge(someone.path, action=f"clear:{name}", stood=page.hidden["stood"])
        assert someone.status in (200, 400), name
    assert rows("SELECT question, value, missing FROM answer ORDER BY question") == before


def test_the_done_page_says_where_answers_can_be_deleted(app: Flask, every_form: str) -> None:
    someone = Respondent(app)
    list(walk(someone))
    assert f"http://localhost/{every_form}/withdraw" in someone.next().text


def test_a_box_says_how_much_can_be_written(app: Flask, every_form: str) -> None:
    someone = Respondent(app)
    limit = text_limit(INSTRUMENT.question("remarks"))
    assert MESSAGES.plural("kk", "at_most_characters_n", limit) in go_to(someone, "remarks").text


def test_what_is_made_once_for_everybody_is_what_would_be_made_for_each(
    app: Flask, every_form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def same(someone: Respondent, path: str) -> None:
        kept = someone.client.get(path).text
        with monkeypatch.context() as patch:
            patch.setattr(rendering, "_once", lambda _, caller: caller())
            assert someone.client.get(path).text == kept

    for language in ("kk", "ru", "kk"):
        someone = Respondent(app)
        paths = [someone.path for _ in walk(someone, language) if same(someone, someone.path) is None]
        assert len(paths) == len(ANSWERS) + 1
        for path in paths:  # filled now
            same(someone, f"{path}?change")
    assert {name.split()[1] for name in rendering._MADE if name.startswith(INSTRUMENT.source_hash)} >= {"kk", "ru"}


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_what_was_answered_stands_in_the_export_and_in_the_analysis(
    respondent: Respondent, engine: sa.Engine, every_form: str, tmp_path: Path, language: str
) -> None:
    seen = [name for name, _ in walk(respondent, language)]
    assert sorted(seen) == sorted(["intro", *ANSWERS])
    assert respondent.page.kind == "review"
    assert respondent.next().kind == "done"
    out = tmp_path / "answers.csv"
    export(engine, Wanted(every_form), out, force=False)
    frame = analysis.read(out, instrument=INSTRUMENT).frame
    row = frame.iloc[0]
    expected = {
        "country": 97,
        "country__other_text": "Иран <b>",
        "trust__az": 1,
        "trust__kg": -6,
        "trust__tr": 2,
        "ties__economy": 10,
        "ties__culture": -1,
        "strength": 7,
        "media__tv": 1,
        "media__web": 0,
        "media__other": 1,
        "spheres__defence": 1,
        "spheres__economy": 2,
        "did": 2,
        "age": 44,
        "hours": 1.5,
        "change": -0.25,
        "born": "1991-03-22",
        "job": "аспаз",
        "why": 1,
        "remarks": "Рақмет",
        "language": language,
    }
    assert {name: row[name] for name in expected} == expected
    assert (
        analysis.read(engine.url.render_as_string(), table="every-form")
        .frame.drop(columns="response_id")
        .equals(frame[[name for name in column_names(INSTRUMENT) if name in frame]].drop(columns="response_id"))
    )
    assert str(row["spheres__culture"]) == "nan"


def test_the_consent_says_how_much_is_asked(respondent: Respondent, every_form: str) -> None:
    text = respondent.get("/every-form/?lang=en").text
    assert "Will you take part? a@example.org 14 questions, 1 minutes, {x}" in text


def test_the_review_lists_every_answer_in_words(respondent: Respondent, every_form: str) -> None:
    for _ in walk(respondent, "kk"):
        pass
    text = respondent.page.text
    for words in (
        "Басқа: Иран <b>",
        "Әзербайжан: Толық сенемін",
        "Қырғызстан: Нақты пікірім жоқ",
        "Экономика: 10",
        "1. Қорғаныс",
    ):
        assert words in text, words
    for words in ("2. Экономика", "1,5", "-0,25", "1991\u202fж. 22 наурыз", "аспаз", "Теледидар", "Басқа: радио"):
        assert words in text, words
    respondent.press("language:en")
    for words in ("1.5", "22 March 1991"):
        assert words in respondent.page.text, words
    respondent.press("language:ru")
    for words in ("1,5", "-0,25", "22 марта 1991\u202fг."):
        assert words in respondent.page.text, words


def test_a_stored_answer_stands_on_its_page_again(respondent: Respondent, every_form: str) -> None:
    for _ in walk(respondent, "kk"):
        pass
    for name, fields in ANSWERS.items():
        page = respondent.get(f"/every-form/question/{name}?change")
        for field, value in fields.items():
            found = page.typed.get(field) if page.typed.get(field) else page.checked.get(field)
            assert found == (value if isinstance(value, list) or field in page.typed else [value]), field


def test_an_error_keeps_what_was_typed_and_names_the_line(respondent: Respondent, every_form: str) -> None:
    go_to(respondent, "spheres", "en")
    page = respondent.next(spheres__economy="1", spheres__culture="1", spheres__defence="")
    assert respondent.status == 400
    assert "Place 1 is given twice" in page.text
    assert (page.typed["spheres__economy"], page.typed["spheres__culture"]) == ("1", "1")
    respondent.next(spheres__economy="", spheres__culture="2")
    assert "Place 1 is empty" in respondent.page.text


def test_too_many_choices_are_refused_with_the_number(respondent: Respondent, every_form: str) -> None:
    page = go_to(respondent, "media", "ru")
    assert "Отметьте не более 2 ответов." in page.text
    page = respondent.next(media=["1", "2", "3"], media__other_text="радио")
    assert "Отмечено слишком много ответов. Оставьте не более 2 ответов." in page.text
    assert page.checked["media"] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("question", "sent", "words"),
    [
        ("hours", {"hours": "24,5"}, "Сан енгізіңіз: ең көбі 24."),
        ("hours", {"hours": "1,55"}, "үтірден кейін ең көбі 1 цифр"),
        ("born", {"born__day": "31", "born__month": "2", "born__year": "1991"}, "Күнді, айды және жылды"),
        ("born", {"born__day": "1", "born__month": "1", "born__year": "1989"}, "Ең ерте күн: 1990\u202fж. 1 қаңтар."),
        ("did", {"did": "9"}, "ең көбі"),
        ("trust", {"trust__az": "9"}, "Әзербайжан: Жауапты тізімнен таңдаңыз."),
    ],
)
def test_what_does_not_fit_is_said_in_kazakh(
    respondent: Respondent, every_form: str, question: str, sent: dict[str, str], words: str
) -> None:
    go_to(respondent, question)
    page = respondent.next(**sent)
    assert respondent.status == 400
    assert words in page.text
    assert page.title.startswith("Қате:")
    assert {name: page.typed[name] for name in sent if name in page.typed} == {n: v for n, v in sent.items() if n in page.typed}


def test_an_empty_answer_is_asked_about_once_and_then_skipped(respondent: Respondent, every_form: str, rows: Rows) -> None:
    go_to(respondent, "country", "en")
    page = respondent.next()
    assert respondent.status == 200
    assert place(respondent) == "country"
    assert "You have not answered this question." in page.text
    assert not page.title.startswith("Error")
    assert rows("SELECT count(*) FROM answer WHERE question = 'country'") == [(0,)]
    respondent.next()
    assert place(respondent) != "country"
    assert rows("SELECT missing FROM answer WHERE question = 'country'") == [(-5,)]


def test_a_battery_with_gaps_is_asked_about_once_and_keeps_what_was_answered(
    respondent: Respondent, every_form: str, rows: Rows
) -> None:
    go_to(respondent, "trust", "en")
    page = respondent.next(trust__az="2")
    assert "2 lines have no answer yet." in page.text
    assert page.checked == {"trust__az": ["2"]}
    respondent.next()
    stored = rows("SELECT question, value, missing FROM answer WHERE question LIKE 'trust%' ORDER BY question")
    assert stored == [("trust", None, -5), ("trust__az", "2", None), ("trust__kg", None, -5), ("trust__tr", None, -5)]
    timed = rows("SELECT question FROM answer WHERE question LIKE 'trust%' AND seconds IS NOT NULL")
    assert timed == [("trust",)]


def test_back_does_not_ask_about_gaps(respondent: Respondent, every_form: str) -> None:
    go_to(respondent, "country", "en")
    assert respondent.press("back").kind == "question"
    assert place(respondent) == "intro"


@pytest.mark.parametrize(
    ("question", "sent", "language", "words"),
    [
        ("job", {"job": "x" * 21}, "en", "To go back without saving what is marked, press “Back” again."),
        ("spheres", {"spheres__economy": "1", "spheres__culture": "1"}, "ru", "Чтобы вернуться, не сохраняя отмеченное"),
        ("born", {"born__day": "1", "born__month": "", "born__year": ""}, "kk", "Белгіленгенді сақтамай қайту үшін"),
        ("country", {"country": "-1", "country__other_text": "Cuba"}, "en", "press “Back” again"),
    ],
)
def test_back_shows_a_mistake_before_it_gives_it_up(
    respondent: Respondent, every_form: str, rows: Rows, question: str, sent: dict[str, str], language: str, words: str
) -> None:
    go_to(respondent, question, language)
    stored = rows("SELECT question, value, missing FROM answer ORDER BY question")
    page = respondent.press("back", **sent)
    assert (respondent.status, place(respondent)) == (400, question)
    assert words in page.text
    assert {name: page.typed[name] for name in sent if name in page.typed} == {n: v for n, v in sent.items() if n in page.typed}
    respondent.press("back")
    assert (respondent.status, place(respondent) == question) == (200, False)
    assert rows("SELECT question, value, missing FROM answer ORDER BY question") == stored
    assert rows("SELECT back_moves FROM response") == [(1,)], "it was gone back once"


def test_no_question_can_have_the_name_of_a_field_of_the_form(respondent: Respondent, every_form: str) -> None:
    fields = {name for _, page in walk(respondent, "en") for name in page.hidden} | {*respondent.page.hidden, "action"}
    assert {"stood", "language", "csrf_token", "submit_key"} <= fields
    assert fields <= FORM_FIELDS | RESERVED


def test_a_mistake_shown_by_back_can_be_mended(respondent: Respondent, every_form: str, rows: Rows) -> None:
    go_to(respondent, "job", "en")
    respondent.press("back", job="x" * 21)
    assert respondent.press("back", job="cook").kind == "question"
    assert rows("SELECT text FROM free_text WHERE question = 'job'") == [("cook",)]
    assert rows("SELECT n FROM counter WHERE event = 'ignored_fields'") == []


def test_an_earlier_answer_stands_escaped_in_a_later_text(respondent: Respondent, every_form: str) -> None:
    page = go_to(respondent, "trust", "kk")
    assert page.headings[0] == "Мына елдерге қаншалықты сенесіз? (Иран <b>)"
    respondent.press("language:en")
    assert respondent.page.headings[0] == "How much do you trust each of these countries? (Иран <b>)"
    respondent.get("/every-form/question/country?change")
    respondent.next(country="-1", country__other_text="")
    respondent.get("/every-form/question/trust?change")
    assert respondent.page.headings[0] == "How much do you trust each of these countries? (no country chosen)"


def test_numbers_and_choices_are_piped_in_the_language(respondent: Respondent, every_form: str) -> None:
    page = go_to(respondent, "why", "kk")
    assert page.headings[0] == "Таңдауыңыз туралы ойыңыз қандай: 7, 1,5, Теледидар, радио?"
    respondent.press("language:en")
    assert respondent.page.headings[0] == "What do you think of your choice: 7, 1.5, Television, радио?"


def test_a_list_experiment_shows_the_statements_of_the_arm(app: Flask, every_form: str, rows: Rows) -> None:
    offered: dict[str, set[tuple[str, ...]]] = {}
    for _ in range(12):
        someone = Respondent(app)
        page = go_to(someone, "did", "en")
        arm = "long" if "We should leave the union." in page.text else "short"
        offered.setdefault(arm, set()).add(tuple(page.offered["did"]))
        assert "Trade should grow." in page.text
        if arm == "short":
            someone.next(did="4")
            assert someone.status == 400, "more than the respondent was shown"
    assert offered == {"short": {("0", "1", "2", "3", "-2")}, "long": {("0", "1", "2", "3", "4", "-2")}}
    assert {json.loads(str(arms))["list"] for (arms,) in rows("SELECT arms FROM response")} == {"short", "long"}


def test_each_respondent_has_an_order_that_stays(app: Flask, every_form: str) -> None:
    choices, pages, sections = set(), set(), set()
    for _ in range(16):
        someone = Respondent(app)
        walked = []
        for name, page in walk(someone, "en"):
            walked.append(name)
            if name == "country":
                choices.add(tuple(page.offered["country"]))
                again = someone.get("/every-form/question/country")
                assert again.offered["country"] == page.offered["country"]
                someone.press("language:ru")
                assert someone.page.offered["country"] == page.offered["country"]
        facts = [name for name in walked if name in ("age", "hours", "change", "born", "job")]
        pages.add(tuple(facts))
        sections.add(walked.index("trust") < walked.index(facts[0]))
        assert walked[:2] == ["intro", "country"]
        assert walked[-2:] == ["why", "remarks"]
    assert len(choices) > 1
    assert {order[-2:] for order in choices} == {("97", "-1")}, "other and non-answers stay last"
    assert len(pages) > 4
    assert sections == {True, False}


def test_codes_are_stored_in_the_order_of_the_questionnaire(respondent: Respondent, every_form: str, rows: Rows) -> None:
    for _ in walk(respondent):
        pass
    assert rows("SELECT value FROM answer WHERE question IN ('media', 'spheres') ORDER BY question") == [("[1,3]",), ("[3,1]",)]


def test_a_field_of_no_page_is_counted_and_those_of_a_battery_are_not(
    respondent: Respondent, every_form: str, rows: Rows
) -> None:
    for _ in walk(respondent):
        pass
    assert rows("SELECT n FROM counter WHERE event = 'ignored_fields'") == []
    respondent.get("/every-form/question/trust?change")
    respondent.next(trust__ru="1")
    assert rows("SELECT n FROM counter WHERE event = 'ignored_fields'") == [(1,)]


def test_made_up_respondents_answer_every_kind(engine: sa.Engine, app: Flask, every_form: str, tmp_path: Path) -> None:
    stored = simulate.Simulated()
    fielded = app.extensions["survey"].library.find(every_form).instrument
    simulate.simulate(engine, Keys(SECRET), fielded, stored, n=40, seed=1)
    frame = analysis.read(engine.url.render_as_string(), table="every-form", include_tests=True).frame
    assert len(frame) == 40
    assert (frame[["media__tv", "media__web", "media__other"]].clip(lower=0).sum(axis=1) <= 2).all()
    assert frame["spheres__economy"].dropna().isin([-1, -5, 1, 2]).all()
    assert frame["hours"].between(-8, 24).all()
    assert frame.loc[frame["arm_list"] == "short", "did"].max() <= 3


NON_ANSWERS: dict[str, dict[str, str]] = {
    "country": {"country": "-1"},
    "trust": {"trust__az": "-6", "trust__kg": "-2", "trust__tr": "-6"},
    "ties": {"ties__economy": "-1", "ties__culture": "-1"},
    "strength": {"strength": "-2"},
    "media": {"media": "-1"},
    "spheres": {"spheres": "-1"},
    "did": {"did": "-2"},
    "age": {"age": "-2"},
    "hours": {"hours": "-1"},
    "born": {"born": "-2"},
    "job": {"job": "-2"},
}


def test_every_kind_takes_a_typed_non_answer(respondent: Respondent, engine: sa.Engine, every_form: str, tmp_path: Path) -> None:
    respondent.start(every_form, "ru")
    while respondent.page.kind == "question":
        respondent.next(**NON_ANSWERS.get(place(respondent), {}))
    assert "Не хочу отвечать" in respondent.page.text
    respondent.next()
    out = tmp_path / "answers.csv"
    export(engine, Wanted(every_form), out, force=False)
    row = analysis.read(out, instrument=INSTRUMENT).frame.iloc[0]
    for fields in NON_ANSWERS.values():
        for name, code in fields.items():
            columns = [column for column in (f"{name}__missing", name) if column in row] or [
                column for column in row.index if column.startswith(f"{name}__") and not column.endswith("other_text")
            ]
            held = columns[:1] if columns[0] in (f"{name}__missing", name) else columns
            assert {row[column] for column in held} == {int(code)}, name
    assert (row["why"], row["remarks__missing"], row["change__missing"]) == (-3, -5, -5)


def test_a_skipped_page_is_its_own_code(respondent: Respondent, engine: sa.Engine, every_form: str) -> None:
    respondent.start(every_form, "kk")
    while respondent.page.kind == "question":
        respondent.next()
    respondent.next()
    row = analysis.read(engine.url.render_as_string(), table="every-form").frame.iloc[0]
    skipped = ("country", "trust__az", "ties__culture", "strength", "media__tv", "spheres__culture", "did", "age", "hours")
    assert {row[name] for name in (*skipped, "born__missing", "job__missing", "change__missing")} == {-5}
