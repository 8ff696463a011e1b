"""Several questions on one page: the same journeys, routing inside the page, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from instruments import load
from instruments.answers import SKIPPED, Answer
from instruments.errors import InstrumentError
from instruments.model import Paging
from instruments.page_checks import MOST_INPUTS, MOST_WRITTEN
from survey import opening
from survey.exporting.export import export
from survey.exporting.table import Wanted
from survey.interview import Interview
from survey.interview import together as may_stand_with
from survey.security import MAXIMUM_BODY, MAXIMUM_FIELDS
from survey.store import studies
from tests.survey.conftest import HERE
from tests.survey.respondent import Respondent

Rows = Callable[[str], list[tuple[object, ...]]]
TEXT = (HERE / "together.yaml").read_text(encoding="utf-8")
SECTIONS = load.load_text(TEXT, "together.yaml")
ANSWERS = "SELECT question, value, missing FROM answer ORDER BY question"
FIRST = {"shown", "reads", "trust__press", "trust__web"}


def laid_out(layout: str) -> str:
    return TEXT.replace("layout: section", f"layout: {layout}")


@pytest.fixture
def one_page(engine: sa.Engine, tmp_path: Path) -> str:
    """The same questionnaire on a single page."""
    path = tmp_path / "together.yaml"
    path.write_text(laid_out("page"), encoding="utf-8")
    opening.open_study(engine, str(path), HERE / "together-study.yaml")
    return "together"


# --- which pages there are -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layout", "pages"),
    [
        (Paging.QUESTION, [["welcome"], ["reads"], ["trust"], ["role"], ["why"]]),
        (Paging.SECTION, [["welcome", "reads", "trust"], ["role", "why"]]),
        (Paging.PAGE, [["welcome", "reads", "trust", "role", "why"]]),
    ],
)
def test_the_layout_says_what_stands_together(layout: Paging, pages: list[list[str]]) -> None:
    instrument = load.load_text(laid_out(layout.value), "together.yaml")
    assert instrument.layout is layout
    interview = Interview(instrument, {}, {})
    assert [[question.id for question in page] for page in interview.pages] == pages
    last = interview.pages[-1]
    assert interview.whole(last) == may_stand_with(instrument, instrument.question("why"))
    assert set(last) <= set(interview.whole(last))
    answered = interview.with_answers({"welcome": SKIPPED, "reads": Answer(value=1)})
    missing = answered.first_missing
    assert missing
    assert answered.missing(missing)[0].id == "how_many"


def test_a_section_without_a_condition_that_holds_is_no_page() -> None:
    instrument = load.load_text(
        TEXT.replace("sensitive: true", "sensitive: true\n    ask_if: {question: reads, in: [1]}"), "together.yaml"
    )
    assert len(Interview(instrument, {}, {}).pages) == 1
    assert len(Interview(instrument, {"reads": Answer(value=1)}, {}).pages) == 2


# --- journeys ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_a_journey_by_sections(respondent: Respondent, together: str, rows: Rows, language: str) -> None:
    page = respondent.start(together, language)
    assert "".join(page.headings) == {"kk": "Кітап", "en": "Books", "ru": "Книги"}[language]
    assert {"kk": "1-бет (барлығы 2)", "en": "Page 1 of 2", "ru": "Страница 1 из 2"}[language] in page.text
    assert set(page.checked) | set(page.offered) == FIRST
    page = respondent.next(reads="2", trust__press="1", trust__web="2")
    assert set(page.offered) == {"role"}
    page = respondent.next(role="8", why="Солай")
    assert page.kind == "review"
    done = respondent.next()
    assert done.kind == "done"
    assert rows(ANSWERS) == [
        ("reads", "2", None),
        ("role", "8", None),
        ("trust", None, -5),
        ("trust__press", "1", None),
        ("trust__web", "2", None),
        ("welcome", None, -5),
        ("why", None, None),
    ]
    assert rows("SELECT DISTINCT language FROM answer") == [(language,)]


def test_what_newly_applies_is_asked_on_the_same_page_and_nothing_is_lost(
    respondent: Respondent, together: str, rows: Rows
) -> None:
    respondent.start(together, "en")
    page = respondent.next(reads="1", trust__press="1", trust__web="1")
    assert page.kind == "question"
    assert set(page.typed) == {"how_many"}
    assert page.checked.pop("shown") == ["welcome", "reads", "how_many", "trust"]
    assert page.checked == {"reads": ["1"], "trust__press": ["1"], "trust__web": ["1"]}
    assert page.text.count("This question follows from your answers.") == 1
    page = respondent.next(how_many="3")
    assert set(page.typed) == {"how_many", "title"}
    page = respondent.next(title="Абай жолы")
    assert set(page.offered) == {"role"}
    assert rows("SELECT text FROM free_text") == [("Абай жолы",)]


def test_what_no_longer_applies_is_not_stored_and_blocks_nothing(respondent: Respondent, together: str, rows: Rows) -> None:
    respondent.start(together, "en")
    respondent.next(reads="1", trust__press="1", trust__web="1")
    page = respondent.next(reads="2", how_many="many")
    assert set(page.offered) == {"role"}, "an answer that does not count may be wrong"
    assert rows("SELECT count(*) FROM answer WHERE question = 'how_many'") == [(0,)]


def test_errors_are_summed_up_over_the_whole_page_and_what_newly_applies_is_there(
    respondent: Respondent, together: str, rows: Rows
) -> None:
    respondent.start(together, "en")
    respondent.next(reads="1", trust__press="1", trust__web="1")
    page = respondent.next(how_many="many")
    assert respondent.status == 400
    assert page.title.startswith("Error:")
    assert "#how_many" in page.links
    assert "How many books did you read? Enter a whole number from 1 to 99." in page.text
    assert page.typed == {"how_many": "many"}
    assert page.checked["trust__press"] == ["1"]
    assert rows("SELECT count(*) FROM answer WHERE question = 'how_many'") == [(0,)]


def test_a_page_with_gaps_is_asked_about_once_where_the_question_wants_it(respondent: Respondent, together: str) -> None:
    respondent.start(together, "en")
    page = respondent.next(reads="2", trust__press="1")
    assert page.hidden["unanswered"] == "1"
    assert page.checked["trust__press"] == ["1"]
    assert page.checked["reads"] == ["2"]
    assert set(respondent.next().offered) == {"role"}


def test_the_language_switch_keeps_everything_typed(respondent: Respondent, together: str, rows: Rows) -> None:
    respondent.start(together, "kk")
    respondent.next(reads="1", trust__press="1", trust__web="2")
    page = respondent.press("language:ru", how_many="көп", trust__web="1")
    assert page.lang == "ru"
    assert page.typed == {"how_many": "көп"}
    assert page.checked["trust__web"] == ["1"]
    assert not page.title.startswith("Ошибка")
    assert rows("SELECT count(*) FROM answer WHERE question = 'how_many'") == [(0,)]


def test_what_is_asked_once_more_is_named_and_led_to(respondent: Respondent, together: str) -> None:
    """On a telephone it may stand screens below."""
    respondent.start(together, "en")
    page = respondent.next(reads="2")
    assert "unanswered" in page.hidden
    links = [link for link in page.links if link.startswith("#")]
    wanted = [link for link in links if link.removeprefix("#").startswith("trust__")]
    assert wanted, links
    assert f"{len(wanted)} questions have no answer yet." in page.text
    assert all(link.removeprefix("#") in page.ids for link in wanted)
    assert respondent.next(trust__press="1").headings[0] == "Views", "it is skipped where it is left once more"


def test_what_was_answered_is_not_asked_once_more(respondent: Respondent, together: str) -> None:
    respondent.start(together, "en")
    page = respondent.next(reads="2", trust__press="1")
    assert "1 question has no answer yet." in page.text
    assert [link for link in page.links if link.startswith("#trust")] == ["#trust__web"]


def test_what_stood_on_the_page_is_never_said_to_follow_from_its_answers(respondent: Respondent, together: str) -> None:
    respondent.start(together, "en")
    page = respondent.press("language:ru", trust__press="1")
    assert page.checked["trust__press"] == ["1"]
    assert "Этот вопрос задан в связи" not in page.text
    page = respondent.press("language:en", reads="1")
    assert page.text.count("This question follows from your answers.") == 1
    page = respondent.press("next", how_many="many")
    assert respondent.status == 400
    assert page.text.count("This question follows from your answers.") == 1, "of two without an answer one hangs on another"


def test_a_language_switch_on_a_fresh_page_skips_nothing(respondent: Respondent, together: str, rows: Rows) -> None:
    respondent.start(together, "kk")
    respondent.press("language:en", reads="2")
    assert rows("SELECT question FROM answer") == [("reads",)]
    assert respondent.get(f"/{together}/review").kind == "question"


def test_back_keeps_what_was_answered_and_the_review_leads_to_the_question(
    respondent: Respondent, together: str, rows: Rows
) -> None:
    respondent.start(together, "en")
    respondent.next(reads="2", unanswered="1")
    page = respondent.press("back", role="4")
    assert page.checked["reads"] == ["2"]
    assert rows("SELECT value FROM answer WHERE question = 'role'") == [("4",)]
    respondent.next(unanswered="1")
    review = respondent.next()
    changes = [link for link in review.links if "change" in link]
    assert changes == [f"/{together}/question/{name}?change#{name}-question" for name in ("reads", "trust", "role", "why")]
    page = respondent.get(f"/{together}/question/trust?change")
    assert "trust-question" in page.ids
    assert respondent.press("back").kind == "review"
    respondent.get(f"/{together}/question/trust?change")
    page = respondent.next(reads="1", trust__press="2", unanswered="1")
    assert set(page.typed) == {"how_many"}, "the change brings up another question"
    page = respondent.next(how_many="1", unanswered="1")
    assert respondent.next(unanswered="1").kind == "review"


def test_a_page_sent_again_as_it_stood_before_skips_no_newer_question(respondent: Respondent, together: str, rows: Rows) -> None:
    respondent.start(together, "en")
    before = dict(respondent.page.filled)
    respondent.next(reads="1", trust__press="1", trust__web="1")
    page = respondent.send(f"/{together}/question/welcome", {**before, "reads": "1", "unanswered": "1", "action": "next"})
    assert set(page.typed) == {"how_many"}, "it did not stand on that page"
    assert rows("SELECT count(*) FROM answer WHERE question = 'how_many'") == [(0,)]


def test_forged_names_of_questions_reach_no_other_page(respondent: Respondent, together: str, rows: Rows) -> None:
    respondent.start(together, "en")
    respondent.forge(respondent.path, shown=["reads", "role", "nothing"], reads="2", role="9")
    assert rows("SELECT question FROM answer") == [("reads",)]
    respondent.forge(f"/{together}/question/reads", shown="nothing", reads="1")
    assert rows("SELECT value FROM answer") == [("2",)]


def test_seconds_are_kept_with_the_first_question_of_a_page(respondent: Respondent, together: str, rows: Rows) -> None:
    respondent.start(together, "en")
    respondent.next(reads="2", unanswered="1")
    assert [question for question, seconds in rows("SELECT question, seconds FROM answer") if seconds is not None] == ["welcome"]


def test_a_journey_on_a_single_page(respondent: Respondent, one_page: str, rows: Rows) -> None:
    page = respondent.start(one_page, "en")
    assert "Questions" in page.title, "part of it is sensitive"
    assert "exit-page" in page.buttons
    assert set(page.offered) == {"reads", "trust__press", "trust__web", "role"}
    assert "Page 1" not in page.text
    page = respondent.next(reads="1", role="3", why="Солай", unanswered="1")
    assert page.checked["role"] == ["3"]
    assert page.typed["why"] == "Солай"
    respondent.next(how_many="2")
    review = respondent.next(title="Абай жолы")
    assert review.kind == "review"
    assert respondent.next().kind == "done"


def test_an_interview_is_saved_and_gone_on_with(respondent: Respondent, app: Flask, together: str) -> None:
    respondent.start(together, "en")
    code = respondent.press("save", reads="1", trust__press="1").receipt
    other = Respondent(app)
    other.get(f"/{together}/resume")
    page = other.next(code=code)
    assert page.checked["reads"] == ["1"]
    assert page.checked["trust__press"] == ["1"]
    page = respondent.forge(f"/{together}/question/welcome", reads="2", trust__press="2")
    assert page.kind == "resume"
    assert "Did you read a book in the last month?" in page.text


@pytest.mark.parametrize("wrong", ["layout: screen", "layout: 3", "layout: [page]"])
def test_an_unknown_layout_is_named(wrong: str) -> None:
    with pytest.raises(load.InstrumentFileError, match="layout"):
        load.load_text(TEXT.replace("layout: section", wrong), "together.yaml")


def test_the_sensitive_section_is_read() -> None:
    assert [section.sensitive for section in SECTIONS.sections] == [False, True]


# --- what fits on a page -------------------------------------------------------------------------------------------


def crowded(layout: str, extra: str) -> str:
    return laid_out(layout) + extra


LONG = "".join(
    f"""
      - id: more_{number}
        kind: longtext
        text: {{kk: "Неге?", en: "Why?", ru: "Почему?"}}
        max_length: 4000"""
    for number in range(2)
)
MANY = "".join(
    f"""
      - id: tick_{number}
        kind: many
        text: {{kk: "Қайсысы?", en: "Which?", ru: "Что?"}}
        choices:
          - {{code: 1, id: a, label: {{kk: "Біріншісі", en: "One", ru: "Одно"}}}}
          - {{code: 2, id: b, label: {{kk: "Екіншісі", en: "Two", ru: "Другое"}}}}"""
    for number in range(90)
)


@pytest.mark.parametrize(
    ("layout", "extra", "said"),
    [
        ("section", LONG, "the section 'views' is one page to write 8500 characters on"),
        ("section", MANY, "the section 'views' is one page with 274 inputs, and a page may have 250. Make more sections of it."),
        ("page", MANY, "the questionnaire is one page with"),
    ],
)
def test_a_page_that_no_request_could_hold_is_refused(layout: str, extra: str, said: str) -> None:
    text = crowded(layout, extra)
    if "8500" in said:
        assert load.load_text(text, "together.yaml").questions, "this much fits"
        text = text.replace("max_length: 4000", "max_length: 4500")
        said = said.replace("8500", "9500")
    with pytest.raises(load.InstrumentFileError) as caught:
        load.load_text(text, "together.yaml")
    assert said in str(caught.value)
    assert load.load_text(text.replace(f"layout: {layout}", "layout: question"), "together.yaml").questions


def test_the_fullest_page_that_is_allowed_fits_into_a_request() -> None:
    # Names and codes of an input take less than 40 bytes; a Cyrillic letter takes six.
    assert 6 * MOST_WRITTEN + 40 * MOST_INPUTS <= MAXIMUM_BODY
    assert MOST_INPUTS < MAXIMUM_FIELDS - 10


def test_a_study_that_was_fielded_with_the_name_of_a_field_stays_readable(
    app: Flask, engine: sa.Engine, rows: Rows, tmp_path: Path
) -> None:
    """Names of the form's fields were refused later only; what was answered before can be taken out and withdrawn."""
    text = TEXT.replace("id: role", "id: leaving").replace("question: role", "question: leaving")
    with pytest.raises(InstrumentError, match="'leaving' is reserved for the form"):
        load.load_text(text, "together.yaml")
    old = load.load_text(text, "together.yaml", was_fielded=True)
    assert old.question("leaving")
    details = (HERE / "together-study.yaml").read_text(encoding="utf-8")
    studies.open_study(
        engine, slug=old.id, version=1, instrument_hash=old.source_hash, yaml=text, details=details, schedule=studies.ALWAYS
    )
    for path in ("/", f"/{old.id}/", f"/{old.id}/withdraw"):
        assert Respondent(app).client.get(path, follow_redirects=True).status_code == 200
    export(engine, Wanted(old.id), tmp_path / "old.csv", force=False)
    assert "leaving" in (tmp_path / "old.csv").read_text(encoding="utf-8-sig").partition("\n")[0]
