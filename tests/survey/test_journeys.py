"""Whole interviews, as respondents see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from instruments import load, study
from survey import create_app, opening
from survey.cookies import visit
from survey.settings import Settings
from survey.store import studies
from survey.views import answering
from tests.survey.respondent import Respondent

Rows = Callable[[str], list[tuple[object, ...]]]
SLUG = "astana-2023"
TITLES = {"kk": "Рақмет!", "en": "Thank you!", "ru": "Спасибо!"}


def finish(someone: Respondent) -> None:
    while someone.page.kind == "question":
        someone.next()
    assert someone.page.kind == "review"


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_a_journey_in_each_language(respondent: Respondent, rows: Rows, language: str) -> None:
    page = respondent.get(f"/?lang={language}")
    assert (page.kind, page.lang, respondent.path) == ("start", language, f"/{SLUG}/")
    assert respondent.next(consent="1").kind == "question"
    assert respondent.page.offered["q1_strength"] == [str(n) for n in range(1, 11)]
    respondent.next(q1_strength="7")
    respondent.next(q2_improve="-1")
    respondent.next(q3_spheres=["1", "4"], q3_spheres__other_text="Көлік")
    respondent.next(q4_leave_eaeu="97", q4_leave_eaeu__other_text="бәлкім")
    respondent.next()
    respondent.next(q6_role="2")
    review = respondent.next(q7_benefit="1")
    assert review.kind == "review"
    assert {"kk": "Басқа: Көлік", "en": "Other: Көлік", "ru": "Другое: Көлік"}[language] in review.text
    done = respondent.next()
    assert (done.kind, done.lang) == ("done", language)
    assert done.title.startswith(TITLES[language])
    assert rows("SELECT status, language, mode, is_test FROM response") == [("complete", language, "web", False)]
    assert rows("SELECT question, value, missing FROM answer ORDER BY question") == [
        ("q1_strength", "7", None),
        ("q2_improve", None, -1),
        ("q3_spheres", "[1,4,9]", None),
        ("q4_leave_eaeu", "97", None),
        ("q5_leave_csto", None, -5),
        ("q6_role", "2", None),
        ("q7_benefit", "1", None),
    ]
    assert rows("SELECT question, role, text FROM free_text ORDER BY question") == [
        ("q3_spheres", "other_text", "Көлік"),
        ("q4_leave_eaeu", "other_text", "бәлкім"),
    ]
    assert rows("SELECT count(*) FROM session") == [(0,)]
    assert rows("SELECT event, language, n FROM counter ORDER BY event") == [
        ("completed", language, 1),
        ("started", language, 1),
        ("viewed", language, 1),
    ]


def test_no_radio_is_chosen_beforehand(respondent: Respondent) -> None:
    assert respondent.get(f"/{SLUG}/").checked == {}
    assert respondent.next(consent="1").checked == {}


def test_a_language_switch_midway_keeps_what_is_not_saved_yet(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG, "kk")
    page = respondent.press("language:en", q1_strength="6")
    assert (page.lang, page.checked) == ("en", {"q1_strength": ["6"]})
    assert rows("SELECT value FROM answer") == [("6",)]
    respondent.next()
    page = respondent.press("language:ru")
    assert page.lang == "ru"
    assert rows("SELECT count(*) FROM answer") == [(1,)], "nothing chosen is not yet skipped"
    respondent.next()
    page = respondent.press("language:kk", q3_spheres=["1", "8"], q3_spheres__other_text="Көлік")
    assert page.checked == {"q3_spheres": ["1", "8"]}, "input that is not allowed is kept too"
    assert page.typed == {"q3_spheres__other_text": "Көлік"}
    assert not page.title.startswith("Қате")
    assert rows("SELECT count(*) FROM answer WHERE question = 'q3_spheres'") == [(0,)]


def test_the_language_can_be_switched_on_every_page(respondent: Respondent) -> None:
    respondent.get(f"/{SLUG}/?lang=kk")
    assert respondent.press("language:en", consent="1").checked == {"consent": ["1"]}
    respondent.next()
    finish(respondent)
    assert respondent.press("language:ru").lang == "ru"
    respondent.next()
    receipt = respondent.page.receipt
    assert respondent.press("language:kk").receipt == receipt
    assert respondent.page.lang == "kk"
    for place in ("privacy", "withdraw", "refused", "left", "withdrawn"):
        respondent.get(f"/{SLUG}/{place}")
        assert respondent.press("language:en").lang == "en"
        assert respondent.press("language:kk").lang == "kk"


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("kk", ("Респонденттер қалай табылады: Ашық сілтеме", "Сыйақы: Сыйақы берілмейді.", "Этика: Қатысу ерікті")),
        ("ru", ("Как находят респондентов: Открытая ссылка", "Вознаграждение: Вознаграждение не", "Этика: Участие добровольное")),
        ("en", ("How respondents are found: An open link", "Reward: No reward is given.", "Ethics: Taking part is voluntary")),
    ],
)
def test_what_the_study_file_says_stands_beside_what_it_is_about(
    respondent: Respondent, language: str, lines: tuple[str, ...]
) -> None:
    text = respondent.get(f"/{SLUG}/privacy?lang={language}").text
    for line in lines:
        assert line in text


def test_an_unknown_language_is_refused(respondent: Respondent) -> None:
    respondent.get(f"/{SLUG}/?lang=zz")
    assert respondent.page.lang == "kk"
    respondent.forge(f"/{SLUG}/", action="language:zz")
    assert respondent.status == 400


def test_the_browsers_language_is_the_first_choice(app: Flask) -> None:
    assert Respondent(app, **{"Accept-Language": "ru-KZ,ru;q=0.9,en;q=0.5"}).get("/").lang == "ru"
    assert Respondent(app, **{"Accept-Language": "de"}).get("/").lang == "kk"


def test_an_exclusive_choice_beside_others_is_named_and_nothing_is_lost(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG, "en")
    respondent.next()
    respondent.next()
    page = respondent.next(q3_spheres=["2", "8"])
    words = '“I have not chosen "Yes" (in the previous question)” can\'t be combined with other answers.'
    assert respondent.status == 400
    assert page.text.count(words) == 2, "in the summary and beside the field"
    assert page.title.startswith("Error: ")
    assert page.checked == {"q3_spheres": ["2", "8"]}
    assert "#q3_spheres" in page.links
    assert rows("SELECT count(*) FROM answer WHERE question = 'q3_spheres'") == [(0,)]
    assert respondent.next(q3_spheres=["8"]).kind == "question"
    assert rows("SELECT value FROM answer WHERE question = 'q3_spheres'") == [("[8]",)]


def test_refusing_stores_nothing_but_a_count(respondent: Respondent, rows: Rows) -> None:
    respondent.get(f"/{SLUG}/?lang=kk")
    assert respondent.next(consent="0").kind == "refused"
    assert rows("SELECT count(*) FROM response") == [(0,)]
    assert rows("SELECT event, n FROM counter ORDER BY event") == [("refused", 1), ("viewed", 1)]


def test_consent_must_be_chosen(respondent: Respondent) -> None:
    respondent.get(f"/{SLUG}/?lang=kk")
    page = respondent.next()
    assert (page.kind, respondent.status) == ("start", 400)
    assert page.title.startswith("Қате: ")
    assert "#consent" in page.links


def test_leaving_deletes_the_answers(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG)
    respondent.next(q1_strength="3")
    respondent.press("exit", q2_improve="1")
    assert respondent.page.kind == "refused"
    for table in ("response", "answer", "free_text", "session"):
        assert rows(f"SELECT count(*) FROM {table}") == [(0,)]
    assert respondent.get(f"/{SLUG}/question/q2_improve").kind == "start"


def test_whoever_stops_at_the_review_stays_partial(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG)
    finish(respondent)
    assert rows("SELECT status FROM response") == [("partial",)]


def test_back_keeps_what_was_chosen_and_stores_it(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG)
    respondent.next(q1_strength="3")
    page = respondent.press("back", q2_improve="1")
    assert page.checked == {"q1_strength": ["3"]}
    assert rows("SELECT value FROM answer WHERE question = 'q2_improve'") == [("1",)]
    assert respondent.press("back").kind == "start"
    assert respondent.page.offered == {}, "consent is neither asked again nor taken for granted"
    page = respondent.next()
    assert page.checked == {"q2_improve": ["1"]}, "chosen but not sent: it is sent first"
    assert respondent.next().offered.keys() == {"q3_spheres"}


def test_the_browsers_back_button_shows_each_page_as_it_was_left(respondent: Respondent) -> None:
    respondent.start(SLUG)
    respondent.next(q1_strength="3")
    assert respondent.get(f"/{SLUG}/question/q1_strength").checked == {"q1_strength": ["3"]}


def test_a_change_leads_back_to_the_review(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG)
    finish(respondent)
    change = next(link for link in respondent.page.links if "q2_improve" in link)
    respondent.get(change)
    assert respondent.next(q2_improve="1").kind == "review"
    respondent.get(change)
    assert respondent.press("back").kind == "review"
    assert rows("SELECT value FROM answer WHERE question = 'q2_improve'") == [("1",)]


def test_nobody_gets_ahead_of_the_first_missing_page(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG)
    for place in ("question/q5_leave_csto", "review", "done"):
        page = respondent.get(f"/{SLUG}/{place}")
        assert page.offered.keys() == {"q1_strength"} or (page.kind, page.offered) == ("start", {})
    respondent.get(f"/{SLUG}/question/q1_strength")
    respondent.forge(f"/{SLUG}/question/q5_leave_csto", q5_leave_csto="1")
    assert respondent.page.offered.keys() == {"q1_strength"}
    assert rows("SELECT count(*) FROM answer") == [(0,)]


def test_routing_drops_what_is_posted_to_a_page_that_does_not_apply(respondent: Respondent, every_kind: str, rows: Rows) -> None:
    respondent.start(every_kind, "en")
    respondent.next()
    respondent.next(age="44")
    assert respondent.next(works="1").typed == {"job": ""}
    respondent.next(job="baker")
    respondent.get(f"/{every_kind}/question/works")
    assert respondent.next(works="2").offered.keys() == {"trust"}, "the job is not asked any more"
    respondent.forge(f"/{every_kind}/question/job", job="miller")
    assert respondent.page.offered.keys() == {"trust"}
    assert rows("SELECT text FROM free_text") == [("baker",)]


def test_every_kind_of_question_keeps_what_was_typed_beside_its_error(
    respondent: Respondent, every_kind: str, rows: Rows
) -> None:
    respondent.start(every_kind, "en")
    assert respondent.page.headings == ["First section"]
    respondent.next()
    page = respondent.next(age="seventeen")
    assert (respondent.status, page.typed) == (400, {"age": "seventeen"})
    assert "Enter a whole number from 18 to 120." in page.text
    page = respondent.next(age=["44", "-2"])
    assert (page.typed, page.checked) == ({"age": "44"}, {"age": ["-2"]})
    respondent.next(age=["", "-2"])
    respondent.next(works="1")
    page = respondent.next(job="x" * 21)
    assert page.typed == {"job": "x" * 21}
    assert "Shorten your answer to 20 characters or fewer." in page.text
    respondent.next(job="cook")
    respondent.next(trust="0")
    page = respondent.next(media=["3"])
    assert "Write your answer or choose a different one." in page.text
    assert "#media__other_text" in page.links, "the box to write in, not the first choice"
    page = respondent.next(media=["3"], media__other_text="x" * 501)
    assert "#media__other_text" in page.links
    page = respondent.next(media=["1", "4"], media__other_text="")
    assert "#media" in page.links
    respondent.next(media=["3"], media__other_text="радио")
    while respondent.page.typed != {"remarks": ""}:
        respondent.next()
    respondent.next(remarks="one\r\ntwo")
    assert respondent.page.kind == "review"
    assert rows("SELECT question, role, text FROM free_text ORDER BY question") == [
        ("job", "value", "cook"),
        ("media", "other_text", "радио"),
        ("remarks", "value", "one\ntwo"),
    ]


def test_the_general_consent_of_the_form(respondent: Respondent, every_kind: str) -> None:
    respondent.get(f"/{every_kind}/?lang=en")
    assert "about 1 minute" in respondent.page.text
    assert "7 questions" in respondent.page.text
    assert "I agree, and I am 18 or older" in respondent.page.text


def test_wording_that_nobody_reviewed_is_said_to_be_so(respondent: Respondent, every_kind: str) -> None:
    note = "This text has not yet been checked by a native speaker."
    assert note in respondent.get(f"/{every_kind}/?lang=en").text
    assert "тексерген жоқ" not in respondent.get(f"/{every_kind}/?lang=kk").text


def test_several_open_studies_are_listed(respondent: Respondent, every_kind: str) -> None:
    page = respondent.get("/?lang=en")
    assert page.kind == "list"
    assert [link for link in page.links if link.startswith(("/e", "/a"))] == [f"/{SLUG}/", f"/{every_kind}/"]


def test_an_interview_goes_on_in_the_version_it_began_with(respondent: Respondent, app: Flask, tmp_path: Path) -> None:

    respondent.start(SLUG, "en")
    changed = tmp_path / "changed.yaml"
    text = load.find(SLUG).read_text(encoding="utf-8")
    changed.write_text(
        text.replace("version: 1", "version: 2").replace("How strong do you think", "How weak do you find"), "utf-8"
    )
    opening.open_study(app.extensions["survey"].engine, str(changed), study.find(SLUG))
    assert "How strong" in respondent.get(f"/{SLUG}/question/q1_strength").text
    someone_else = Respondent(app)
    assert "How weak" in someone_else.start(SLUG, "en").text


def test_a_closed_study_says_so_and_takes_no_answer(respondent: Respondent, app: Flask, rows: Rows) -> None:

    respondent.start(SLUG)
    studies.close_study(app.extensions["survey"].engine, SLUG)
    assert respondent.next(q1_strength="3").kind == "closed"
    assert respondent.get(f"/{SLUG}/").kind == "closed"
    assert respondent.press("language:en").lang == "en"
    assert respondent.get("/").kind == "list"
    assert rows("SELECT count(*) FROM answer") == [(0,)]


def test_an_idle_interview_is_closed_with_a_way_back_in(
    respondent: Respondent, settings: Settings, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    respondent.start(SLUG)
    now = visit.time.time()
    monkeypatch.setattr(visit.time, "time", lambda: now + settings.idle_limit + 1)
    page = respondent.next(q1_strength="3")
    assert (page.kind, respondent.status) == ("error", 200)
    assert rows("SELECT value FROM answer") == [("3",)], "what was on the screen is not lost"
    assert "Осыған дейінгі жауаптарыңыз сақталды." in page.text
    assert respondent.press("language:en").kind == "error"
    assert "The answers given so far are kept." in respondent.page.text
    assert rows("SELECT count(*) FROM answer") == [(1,)]
    page = respondent.get(next(link for link in page.links if link == f"/{SLUG}/"))
    assert (page.checked, page.offered) == ({}, {"consent": ["1", "0"]})
    assert rows("SELECT count(*) FROM session") == [(1,)], "looking changes nothing"
    page = respondent.next(consent="1")
    assert (page.kind, page.checked) == ("question", {}), "whoever begins now is another person"
    assert rows("SELECT status FROM response") == [("partial",)] * 2
    assert rows("SELECT count(*) FROM session") == [(1,)]


def test_declining_after_a_pause_deletes_nothing_of_whoever_sat_there_before(
    respondent: Respondent, settings: Settings, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    respondent.start(SLUG, "en")
    respondent.next(q1_strength="3")
    idle(settings, monkeypatch)
    respondent.get(f"/{SLUG}/")
    assert respondent.next(consent="0").kind == "refused"
    assert rows("SELECT value FROM answer") == [("3",)]


def idle(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    now = visit.time.time()
    monkeypatch.setattr(visit.time, "time", lambda: now + settings.idle_limit + 1)


@pytest.mark.parametrize("shown_first", [False, True])
@pytest.mark.parametrize("matter", ["idle", "closed"])
def test_leaving_deletes_whatever_else_is_the_matter(
    respondent: Respondent,
    app: Flask,
    settings: Settings,
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
    matter: str,
    shown_first: bool,
) -> None:
    respondent.start(SLUG)
    respondent.next(q1_strength="3")
    if matter == "idle":
        idle(settings, monkeypatch)
    else:
        studies.close_study(app.extensions["survey"].engine, SLUG)
    if shown_first:
        assert respondent.next(q2_improve="1").kind == {"idle": "error", "closed": "closed"}[matter]
        assert "сақталды" in respondent.page.text
    assert respondent.press("exit").kind == "refused"
    assert "Жауаптарыңыз өшірілді." in respondent.page.text
    assert respondent.press("language:en").lang == "en"
    for table in ("response", "answer", "session"):
        assert rows(f"SELECT count(*) FROM {table}") == [(0,)]


def test_leaving_deletes_from_the_start_page_too(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG)
    respondent.get(f"/{SLUG}/")
    assert respondent.press("exit").kind == "refused"
    assert rows("SELECT count(*) FROM response") == [(0,)]


def test_leaving_twice_claims_no_second_deletion(respondent: Respondent) -> None:
    respondent.start(SLUG, "en")
    form = {**respondent.page.hidden, "action": "exit"}
    cookie = respondent.client.get_cookie("session")
    assert cookie
    path = respondent.path
    assert "Your answers have been deleted." in respondent.send(path, form).text
    respondent.client.set_cookie("session", cookie.value)
    assert "There are no answers to delete here" in respondent.send(path, form).text


@pytest.mark.parametrize("place", ["left", "refused", "withdrawn"])
def test_nothing_is_confirmed_that_did_not_happen(respondent: Respondent, rows: Rows, place: str) -> None:
    respondent.start(SLUG)
    assert respondent.get(f"/{SLUG}/{place}").kind == "start"
    assert rows("SELECT count(*) FROM response") == [(1,)]


def test_a_confirmation_ends_where_the_visitor_goes_on(respondent: Respondent) -> None:
    respondent.start(SLUG)
    respondent.press("exit")
    assert respondent.get(f"/{SLUG}/left").kind == "refused", "a page loaded again says the same"
    respondent.get(f"/{SLUG}/")
    assert respondent.get(f"/{SLUG}/left").kind == "start"


def test_an_idle_interview_is_not_gone_on_with_from_the_start_page(
    respondent: Respondent, settings: Settings, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    respondent.start(SLUG)
    respondent.next(q1_strength="3")
    idle(settings, monkeypatch)
    page = respondent.start(SLUG)
    assert page.offered.keys() == {"q1_strength"}
    assert page.checked == {}
    respondent.next(q1_strength="8")
    assert sorted(rows("SELECT value FROM answer")) == [("3",), ("8",)]
    assert rows("SELECT count(*) FROM response") == [(2,)]


def test_another_person_at_the_same_computer_begins_anew(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG)
    respondent.next(q1_strength="3")
    respondent.get(f"/{SLUG}/")
    assert respondent.press("anew").offered == {"consent": ["1", "0"]}
    assert respondent.next(consent="1").checked == {}
    assert rows("SELECT count(*) FROM response") == [(2,)]


def test_a_finished_interview_is_submitted_however_late(
    respondent: Respondent, settings: Settings, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    respondent.start(SLUG)
    finish(respondent)
    idle(settings, monkeypatch)
    assert respondent.next().kind == "done"
    assert rows("SELECT status FROM response") == [("complete",)]


@pytest.mark.parametrize("button", ["next", "exit"])
@pytest.mark.parametrize("place", ["question/q1_strength", "review"])
def test_whatever_an_earlier_tab_sends_after_the_end_leads_to_the_receipt(
    respondent: Respondent, rows: Rows, place: str, button: str
) -> None:
    respondent.start(SLUG)
    finish(respondent)
    form = {**respondent.page.hidden, "action": button}
    cookie = respondent.client.get_cookie("session")
    assert cookie
    receipt = respondent.next().receipt
    respondent.client.set_cookie("session", cookie.value)  # it does not know of the end, as in two requests at once
    assert respondent.send(f"/{SLUG}/{place}", form).receipt == receipt
    assert rows("SELECT status FROM response") == [("complete",)]


def test_seconds_are_whole_and_the_longest_visit_counts(
    respondent: Respondent, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(visit.time, "monotonic", lambda: clock[0])
    respondent.start(SLUG)
    clock[0] += 7.4
    respondent.press("language:en")
    clock[0] += 2
    respondent.next(q1_strength="3")
    assert rows("SELECT seconds FROM answer") == [(9,)]
    respondent.get(f"/{SLUG}/question/q1_strength")
    clock[0] += 2
    respondent.next()
    assert rows("SELECT seconds FROM answer WHERE question = 'q1_strength'") == [(9,)]
    clock[0] -= 500
    respondent.next()
    assert rows("SELECT seconds FROM answer WHERE question = 'q2_improve'") == [(None,)], (
        "a clock that ran backwards is not believed"
    )


def test_preview_marks_everything_as_a_test(settings: Settings) -> None:

    app = create_app(replace(settings, preview=True))
    someone = Respondent(app)
    someone.start(SLUG, "en")
    banner = "Test mode: answers are not counted."
    assert banner in someone.page.text
    finish(someone)
    assert banner in someone.next().text
    assert banner in someone.get("/nowhere").text
    with app.extensions["survey"].engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT is_test FROM response").scalar() == 1
        assert connection.exec_driver_sql("SELECT count(*) FROM counter").scalar() == 0


def test_the_review_leads_back_and_out(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG)
    finish(respondent)
    assert respondent.press("back").offered.keys() == {"q7_benefit"}
    respondent.next()
    assert respondent.press("exit").kind == "refused"
    assert rows("SELECT count(*) FROM response") == [(0,)]


def test_an_unknown_question_or_button_is_refused(respondent: Respondent) -> None:
    respondent.start(SLUG)
    respondent.forge(f"/{SLUG}/question/q1_strength", action="delete")
    assert respondent.status == 400
    respondent.get(f"/{SLUG}/")
    respondent.forge(f"/{SLUG}/", action="delete")
    assert respondent.status == 400
    respondent.get(f"/{SLUG}/question/nothing")
    assert (respondent.status, respondent.page.kind) == (404, "error")


def test_an_interview_that_ends_in_another_tab_takes_no_more_answers(
    respondent: Respondent, app: Flask, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:

    respondent.start(SLUG)
    finish(respondent)
    respondent.get(f"/{SLUG}/question/q1_strength")
    other = Respondent(app)
    cookie = respondent.client.get_cookie("session")
    assert cookie
    other.client.set_cookie("session", cookie.value)
    read = answering.read_page

    def submitted_meanwhile(*arguments: object) -> object:
        other.get(f"/{SLUG}/review")
        assert other.next().kind == "done"
        return read(*arguments)  # type: ignore[arg-type]

    respondent.get(f"/{SLUG}/question/q1_strength")
    monkeypatch.setattr(answering, "read_page", submitted_meanwhile)
    respondent.next(q1_strength="9")
    assert rows("SELECT count(*) FROM answer WHERE value = '9'") == [(0,)]
    assert rows("SELECT status FROM response") == [("complete",)]
