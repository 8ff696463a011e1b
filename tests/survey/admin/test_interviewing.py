"""Interviews that an interviewer holds: who may, what stands in the data, and what never does."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

import analysis
from instruments.load import find, load
from survey import rendering
from survey.commands import main
from survey.exporting.export import export
from survey.exporting.table import Wanted
from survey.settings import Settings
from survey.store import account_sessions, accounts, interviewers
from survey.store.accounts import AccountError, Role
from survey.store.interviewers import CodeError
from tests.survey.admin.officer import PASSWORD, Officer, make_account
from tests.survey.page import Page
from tests.survey.respondent import Respondent
from tests.survey.test_journeys import SLUG, finish, idle

Rows = Callable[[str], list[tuple[object, ...]]]
PAGE = f"/admin/{SLUG}/interview"
CODES = f"/admin/{SLUG}/interviewers"
HELD = "SELECT mode, interviewer, status, language FROM response ORDER BY interviewer"


class Holder:
    """An interviewer at one browser: the pages of the administration, and those of the respondent."""

    def __init__(self, app: Flask, name: str) -> None:
        self.office, self.form = Officer(app), Respondent(app)
        self.form.client = self.office.client
        self.sign_in(name)

    def sign_in(self, name: str) -> None:
        assert self.office.sign_in(name) == 303
        self.office.get("/admin/?lang=en")

    def sign_out(self) -> None:
        self.office.get("/admin/")
        self.office.post("/admin/sign-out")
        assert self.office.status == 303

    def begin(self, mode: str = "telephone", spoken: str = "kk") -> Page:
        """Begin an interview, and come to the start of the study."""
        self.office.get(PAGE)
        self.office.post(PAGE, mode=mode, spoken=spoken)
        assert (self.office.status, self.office.location) == (303, f"/{SLUG}/"), self.office.text
        return self.form.get(self.office.location)

    def hold(self, mode: str = "telephone", spoken: str = "kk") -> Page:
        """Hold a whole interview, and come to its last page."""
        self.begin(mode, spoken)
        self.form.next(consent="1")
        self.form.next(q1_strength="7")
        finish(self.form)
        return self.form.next()

    def resume(self, code: str) -> Page:
        """Go on with an interrupted interview."""
        self.office.get(PAGE)
        self.office.post(PAGE, resume="1")
        self.form.get(self.office.location)
        return self.form.next(code=code)


@pytest.fixture
def staff(app: Flask, engine: sa.Engine) -> Callable[[str, str], Holder]:
    """Return an interviewer who is signed in and has a code, once a name."""

    def made(name: str, code: str) -> Holder:
        make_account(engine, name, Role.INTERVIEWER)
        assert interviewers.give(engine, SLUG, name, code) == code
        return Holder(app, name)

    return made


Staff = Callable[[str, str], Holder]


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
@pytest.mark.parametrize("mode", ["face_to_face", "telephone"])
def test_an_interview_is_held_and_the_next_one_begun(staff: Staff, rows: Rows, mode: str, language: str) -> None:
    aliya = staff("aliya", "A7")
    start = aliya.begin(mode, language)
    assert (start.kind, start.lang, start.offered) == ("start", language, {"consent": ["1", "0"]})
    assert start.checked == {}, "consent is given by the respondent"
    aliya.form.next(consent="1")
    finish(aliya.form)
    done = aliya.form.next()
    assert (done.kind, len(done.receipt)) == ("done", 24)
    assert rows(HELD) == [(mode, "A7", "complete", language)]
    assert PAGE in done.links, "straight to the next respondent"
    aliya.office.get(PAGE)
    assert aliya.office.status == 200, "who ends an interview stays signed in"
    assert aliya.office.page.checked == {"mode": [mode], "spoken": [language]}
    second = aliya.hold(mode, language)
    assert second.receipt not in ("", done.receipt)
    assert rows("SELECT event, n FROM counter ORDER BY event") == [("completed", 2), ("started", 2), ("viewed", 2)]


def test_what_is_made_once_for_respondents_is_not_read_out(app: Flask, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = Respondent(app)
    alone.start(SLUG)
    finish(alone)
    aliya = staff("aliya", "A7")
    aliya.begin()
    aliya.form.next(consent="1")
    seen = []
    while aliya.form.page.kind == "question":
        seen.append(aliya.form.page.headings)
        kept = aliya.form.client.get(aliya.form.path).text
        with monkeypatch.context() as patch:
            patch.setattr(rendering, "_once", lambda _, caller: caller())
            assert aliya.form.client.get(aliya.form.path).text == kept
        aliya.form.next()
    assert len(seen) == len({str(heading) for heading in seen}) == 7


def test_the_account_stands_nowhere_in_what_is_answered_or_exported(
    staff: Staff, engine: sa.Engine, rows: Rows, tmp_path: Path
) -> None:
    staff("aliya", "A7").hold()
    staff("bolat", "north-2").hold("face_to_face", "en")
    someone = Respondent(staff("carlos", "C3").form.client.application)
    someone.start(SLUG)
    finish(someone)
    someone.next()
    out = tmp_path / "out.csv"
    export(engine, Wanted(SLUG), out, force=False)
    written = out.read_text(encoding="utf-8-sig")
    assert not {"aliya", "bolat", "carlos"} & set(written.replace(",", " ").split())
    cells = [(row["mode"], row["interviewer"]) for row in csv.DictReader(written.splitlines())]
    assert sorted(cells) == [("face_to_face", "north-2"), ("telephone", "A7"), ("web", "")]
    for table in ("response", "answer", "free_text", "session", "submit_key", "resume", "counter"):
        assert "aliya" not in str(rows(f"SELECT * FROM {table}"))
    assert rows("SELECT * FROM interviewer ORDER BY code") == [
        (SLUG, 1, "A7"),
        (SLUG, 3, "C3"),
        (SLUG, 2, "north-2"),
    ]


def test_both_readers_hold_the_code_as_a_sampling_unit(staff: Staff, engine: sa.Engine, tmp_path: Path) -> None:
    aliya, bolat = staff("aliya", "A7"), staff("bolat", "B3")
    for each in (aliya, bolat, aliya, bolat):
        each.hold()
    out = tmp_path / "out.csv"
    export(engine, Wanted(SLUG), out, force=False)
    from_file = analysis.read(out, instrument=load(find(SLUG)))
    from_database = analysis.read(str(engine.url), table=SLUG)
    for data in (from_file, from_database):
        assert sorted(data.frame["interviewer"]) == ["A7", "A7", "B3", "B3"]
        table = analysis.shares(data, "q1_strength", design=analysis.Design(psu="interviewer"))
        assert set(table["df"]) == {1.0}, "two interviewers, one degree of freedom"


def test_nothing_in_the_log_says_which_interview_is_whose(staff: Staff, rows: Rows, owner: Officer) -> None:
    before = len(rows("SELECT * FROM audit"))
    staff("aliya", "Zx9-code").hold()
    logged = rows("SELECT account, action, slug, detail FROM audit ORDER BY number")[before:]
    assert logged == [("aliya", "sign_in", "", "")]
    owner.get(CODES)
    owner.post(CODES, name="aliya", code="Yw8-code")
    owner.post(CODES, name="aliya", take="1")
    assert rows("SELECT account, action, slug, detail FROM audit ORDER BY number")[before + 1 :] == [
        ("the-owner", "code_give", SLUG, "aliya"),
        ("the-owner", "code_take", SLUG, "aliya"),
    ]
    assert "-code" not in str(rows("SELECT detail FROM audit"))
    owner.post(CODES, name="aliya", take="1")
    assert (owner.status, "no code in this study" in owner.get(f"{CODES}?lang=en").text) == (400, False)
    assert len(rows("SELECT * FROM audit")) == before + 3, "of two owners who take it away, the second takes nothing"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST])
def test_other_roles_hold_no_interviews(officer: Callable[[Role], Officer], engine: sa.Engine, role: Role) -> None:
    someone = officer(role)
    someone.get(PAGE)
    assert someone.status == 403
    with pytest.raises(CodeError, match="codes are for interviewer and owner accounts"):
        interviewers.give(engine, SLUG, f"the-{role}")


def test_an_interviewer_without_a_code_holds_none(officer: Callable[[Role], Officer], rows: Rows) -> None:
    someone = officer(Role.INTERVIEWER)
    page = someone.get(PAGE)
    assert "You have no code in this study" in page.text
    assert page.offered == {}
    someone.post(PAGE, mode="telephone", spoken="kk")
    assert someone.status == 200
    form = Respondent(someone.client.application)
    form.client = someone.client
    form.start(SLUG)
    assert rows(HELD) == [("web", None, "partial", "kk")], "what they begin on the web is nobody's interview"


def test_how_and_in_which_language_must_be_chosen(staff: Staff) -> None:
    aliya = staff("aliya", "A7")
    for wrong in ({}, {"mode": "telephone"}, {"mode": "web", "spoken": "kk"}, {"mode": "telephone", "spoken": "de"}):
        aliya.office.get(PAGE)
        aliya.office.post(PAGE, **wrong)
        assert aliya.office.status == 400
        assert "Choose how and in which language you speak." in aliya.office.page.text


def test_who_is_not_signed_in_cannot_go_on_and_loses_nothing(staff: Staff, rows: Rows) -> None:
    aliya = staff("aliya", "A7")
    aliya.begin(spoken="en")
    aliya.form.next(consent="1")
    aliya.form.next(q1_strength="7")
    aliya.sign_out()
    page = aliya.form.press("next", q2_improve="2")
    assert (page.kind, aliya.form.status) == ("error", 403)
    assert page.hidden["q2_improve"] == "2"
    assert rows("SELECT question FROM answer") == [("q1_strength",)]
    for path in (f"/{SLUG}/next", f"/{SLUG}/question/q1_strength", f"/{SLUG}/review", f"/{SLUG}/code", f"/{SLUG}/"):
        stranger = Respondent(aliya.form.client.application)
        stranger.client = aliya.form.client
        assert stranger.get(path).kind == "error", path
        assert stranger.page.offered == {}, path
    aliya.sign_in("aliya")
    aliya.form.press("next")
    assert rows("SELECT question, value FROM answer ORDER BY question") == [("q1_strength", "7"), ("q2_improve", "2")]
    finish(aliya.form)
    assert aliya.form.next().kind == "done"


def test_the_session_that_ended_by_itself_is_no_other(staff: Staff, monkeypatch: pytest.MonkeyPatch, rows: Rows) -> None:
    aliya = staff("aliya", "A7")
    aliya.begin()
    monkeypatch.setattr(account_sessions, "IDLE_LIMIT", -1)
    assert aliya.form.next(consent="1").kind == "error"
    assert rows("SELECT * FROM response") == [], "an interview is never begun as if the respondent answered alone"


def test_another_interviewer_at_the_same_browser_cannot_go_on(staff: Staff, app: Flask, engine: sa.Engine, rows: Rows) -> None:
    aliya = staff("aliya", "A7")
    aliya.begin()
    aliya.form.next(consent="1")
    staff("bolat", "B3")
    aliya.sign_out()
    aliya.sign_in("bolat")
    assert aliya.form.get(f"/{SLUG}/next").kind == "error"
    assert "stands unfinished" not in aliya.office.get(PAGE).text
    aliya.hold()
    assert rows(HELD) == [("telephone", "A7", "partial", "kk"), ("telephone", "B3", "complete", "kk")]


@pytest.mark.parametrize(
    ("language", "said"), [("kk", "A7 кодын қайта беруін"), ("en", "give you A7 again"), ("ru", "дать Вам код A7")]
)
@pytest.mark.parametrize("is_taken", [True, False])
def test_whose_code_was_changed_is_told_so_and_goes_on_when_it_is_given_again(
    staff: Staff, engine: sa.Engine, rows: Rows, language: str, said: str, is_taken: bool
) -> None:
    aliya = staff("aliya", "A7")
    aliya.begin(spoken=language)
    aliya.form.next(consent="1")
    aliya.form.next(q1_strength="7")
    if is_taken:
        interviewers.take(engine, SLUG, "aliya")
    else:
        interviewers.give(engine, SLUG, "aliya", "B8")
    page = aliya.form.press("next", q2_improve="2")
    assert (page.kind, aliya.form.status, page.lang) == ("error", 403, language)
    assert said in page.text
    assert PAGE in page.links, "another interview can be begun"
    assert "/admin/sign-in" not in page.links
    assert page.hidden["q2_improve"] == "2"
    interviewers.give(engine, SLUG, "aliya", "A7")
    aliya.form.press("next")
    assert rows("SELECT question, value FROM answer ORDER BY question") == [("q1_strength", "7"), ("q2_improve", "2")]
    finish(aliya.form)
    assert aliya.form.next().kind == "done"


def test_who_has_lost_the_code_before_an_interview_begins_is_led_to_the_page_that_says_so(
    staff: Staff, engine: sa.Engine, rows: Rows
) -> None:
    aliya = staff("aliya", "A7")
    aliya.begin(spoken="en")
    interviewers.take(engine, SLUG, "aliya")
    sent = {**aliya.form.page.filled, "consent": "1", "action": "next"}
    answer = aliya.form.client.post(f"/{SLUG}/", data=sent)
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert rows("SELECT * FROM response") == []


def test_the_browser_of_an_interviewer_who_has_gone_is_like_any_other(staff: Staff, rows: Rows) -> None:
    aliya = staff("aliya", "A7")
    aliya.hold()
    aliya.sign_out()
    start = aliya.form.get(f"/{SLUG}/")
    assert PAGE not in start.links
    aliya.form.next(consent="1")
    assert rows(HELD) == [("web", None, "partial", "kk"), ("telephone", "A7", "complete", "kk")]


def saved(holder: Holder) -> str:
    """Interrupt an interview after one answer; its code."""
    holder.begin(spoken="en")
    holder.form.next(consent="1")
    holder.form.next(q1_strength="7")
    return holder.form.press("save").receipt


def test_an_interrupted_interview_goes_on_by_its_code_elsewhere(staff: Staff, app: Flask, rows: Rows) -> None:
    code = saved(staff("aliya", "A7"))
    elsewhere = Holder(app, "aliya")
    assert elsewhere.resume(code).offered.keys() == {"q2_improve"}
    finish(elsewhere.form)
    assert PAGE in elsewhere.form.next().links
    assert rows(HELD) == [("telephone", "A7", "complete", "en")]


def test_an_unfinished_interview_is_parted_from_by_a_right_code_alone(staff: Staff, app: Flask, rows: Rows) -> None:
    code = saved(staff("aliya", "A7"))
    elsewhere = Holder(app, "aliya")
    elsewhere.begin(spoken="en")
    elsewhere.form.next(consent="1")
    assert elsewhere.resume("0000-0000-0000-0000-0012").kind == "resume"
    assert "begun in this browser is not finished" in elsewhere.form.page.text
    assert elsewhere.form.get(f"/{SLUG}/next").offered.keys() == {"q1_strength"}, "what was begun here goes on"
    assert elsewhere.resume(code).offered.keys() == {"q2_improve"}
    assert rows("SELECT status, count(*) FROM response GROUP BY status") == [("partial", 2)]


def test_a_respondents_own_interview_in_the_browser_of_an_interviewer_is_parted_from_by_a_right_code_alone(
    staff: Staff, app: Flask, rows: Rows
) -> None:
    code = saved(staff("aliya", "A7"))
    elsewhere = Holder(app, "aliya")
    elsewhere.form.start(SLUG, "en")
    elsewhere.form.next(q1_strength="3")
    assert elsewhere.resume("0000-0000-0000-0000-0012").kind == "resume"
    assert elsewhere.form.get(f"/{SLUG}/next").offered.keys() == {"q2_improve"}
    assert PAGE not in elsewhere.form.page.links, "and its respondent goes on answering alone"
    assert PAGE in elsewhere.resume(code).links
    assert rows("SELECT mode FROM response ORDER BY mode") == [("telephone",), ("web",)]


def test_the_code_leads_nobody_else_to_the_interview(staff: Staff, app: Flask) -> None:
    aliya = staff("aliya", "A7")
    code = saved(aliya)
    someone = Respondent(app)
    someone.get(f"/{SLUG}/resume?lang=en")
    assert (someone.next(code=code).kind, someone.status) == ("resume", 400)
    assert someone.get(f"/{SLUG}/next").kind == "start"
    other = staff("bolat", "B3")
    assert other.resume(code).kind == "resume"
    assert other.form.status == 400
    assert aliya.form.press("next").kind == "question", "it was not taken from the one who has it"


def test_the_interview_of_a_respondent_is_not_gone_on_with_by_an_interviewer(staff: Staff, app: Flask) -> None:
    someone = Respondent(app)
    someone.start(SLUG, "en")
    code = someone.press("save").receipt
    aliya = staff("aliya", "A7")
    assert aliya.resume(code).kind == "resume"
    assert aliya.form.status == 400


def test_a_finished_interview_cannot_be_read_again(staff: Staff) -> None:
    aliya = staff("aliya", "A7")
    first = aliya.hold()
    for path in (f"/{SLUG}/review", f"/{SLUG}/question/q1_strength", f"/{SLUG}/next"):
        assert aliya.form.get(path).kind == "done"
    aliya.begin()
    assert first.receipt not in aliya.form.get(f"/{SLUG}/done").text
    assert aliya.form.page.kind == "start"


def test_refusing_and_stopping_lead_to_the_next_respondent(staff: Staff, rows: Rows) -> None:
    aliya = staff("aliya", "A7")
    aliya.begin()
    refused = aliya.form.next(consent="0")
    assert (refused.kind, PAGE in refused.links) == ("refused", True)
    aliya.begin()
    aliya.form.next(consent="1")
    left = aliya.form.press("exit")
    assert (left.kind, PAGE in left.links) == ("refused", True)
    assert rows("SELECT * FROM response") == []


def test_a_new_interview_keeps_the_unfinished_one_as_partial(staff: Staff, rows: Rows) -> None:
    aliya = staff("aliya", "A7")
    aliya.begin()
    aliya.form.next(consent="1")
    page = aliya.office.get(PAGE)
    assert f"/{SLUG}/next" in page.links
    aliya.hold()
    assert [row[:3] for row in rows(HELD)].count(("telephone", "A7", "partial")) == 1
    assert rows("SELECT * FROM session") == []


def test_an_interviewer_reads_out_the_answers_and_not_the_non_answers(staff: Staff) -> None:
    aliya = staff("aliya", "A7")
    aliya.begin(spoken="en")
    aliya.form.next(consent="1")
    aliya.form.next()
    page = aliya.form.page
    assert page.offered["q2_improve"][-1] == "-1"
    said = page.text
    assert "Read out the question and the answers." in said
    assert said.index("Do not read out") < said.index("I cannot answer")
    assert "exit-page" not in page.buttons
    alone = Respondent(aliya.form.client.application)
    alone.start(SLUG, "en")
    alone.next()
    assert "ead out" not in alone.page.text


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_the_respondent_is_told_that_a_code_is_stored(staff: Staff, app: Flask, language: str) -> None:
    aliya = staff("aliya", "A7")
    aliya.begin(spoken=language)
    told = {
        "kk": "интервьюерге берген код",
        "en": "a code that the study gave the interviewer",
        "ru": "код, который исследование",
    }
    assert told[language] in aliya.form.get(f"/{SLUG}/privacy").text
    assert told[language] not in Respondent(app).get(f"/{SLUG}/privacy?lang={language}").text


def test_sensitive_pages_offer_an_interviewer_no_way_out_that_signs_out(staff: Staff, engine: sa.Engine, together: str) -> None:
    aliya = staff("aliya", "A7")
    interviewers.give(engine, together, "aliya", "A7")
    aliya.office.get(f"/admin/{together}/interview")
    aliya.office.post(f"/admin/{together}/interview", mode="telephone", spoken="en")
    aliya.form.get(aliya.office.location)
    aliya.form.next(consent="1")
    while aliya.form.page.kind == "question":
        assert "exit-page" not in aliya.form.page.buttons
        aliya.form.next(unanswered="1")
    assert aliya.form.page.kind == "review"


def test_links_are_for_respondents_who_answer_alone(staff: Staff, app: Flask, rows: Rows, console: Path) -> None:
    assert main(["tokens", SLUG, "--n", "1", "--out", "links.csv"]) == 0
    assert Respondent(app).get(f"/{SLUG}/").kind == "closed"
    assert staff("aliya", "A7").hold().kind == "done"
    assert rows("SELECT is_used FROM token") == [(False,)]


# --- codes ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def console(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder whose commands use the database of the app."""
    monkeypatch.setenv("SURVEY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SURVEY_SECRET_KEY", settings.secret_key)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_codes_are_given_listed_and_taken_on_the_command_line(
    console: Path, engine: sa.Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    make_account(engine, "aliya", Role.INTERVIEWER)
    assert main(["interviewer", "list", SLUG]) == 0
    assert main(["interviewer", "give", SLUG, "aliya", "--code", "A7"]) == 0
    assert main(["interviewer", "list", SLUG]) == 0
    assert main(["interviewer", "take", SLUG, "aliya"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{SLUG} has no interviewers. Give somebody a code: python -m survey interviewer give {SLUG} NAME.",
        f"aliya holds interviews of {SLUG} as A7, at {PAGE}.",
        "aliya: A7, fewer than 5 complete interviews",
        f"aliya holds no more interviews of {SLUG}. Those held so far keep their code.",
    ]
    for wrong, said in (
        (["take", SLUG, "aliya"], "aliya has no code in"),
        (["give", "nowhere", "aliya"], "No study 'nowhere'"),
        (["give", SLUG, "nobody"], "There is no account 'nobody'"),
        (["give", SLUG, "aliya", "--code", "7"], "a code is a Latin letter"),
    ):
        assert main(["interviewer", *wrong]) == 1
        assert said in capsys.readouterr().err


@pytest.mark.parametrize("code", ["7", "-a", "a b", "Әлия", "a" * 33, "=A1", "a\n"])
def test_a_code_is_no_name_and_no_formula(engine: sa.Engine, code: str) -> None:
    make_account(engine, "aliya", Role.INTERVIEWER)
    with pytest.raises(CodeError) as caught:
        interviewers.give(engine, SLUG, "aliya", code)
    assert caught.value.key == "form"


@pytest.mark.parametrize("code", ["aliya", "Aliya"])
def test_the_data_never_hold_the_account(officer: Callable[[Role], Officer], engine: sa.Engine, code: str) -> None:
    make_account(engine, "aliya", Role.INTERVIEWER)
    with pytest.raises(CodeError, match="is the account's name"):
        interviewers.give(engine, SLUG, "aliya", code)
    owner = officer(Role.OWNER)
    owner.get(f"{CODES}?lang=en")
    owner.post(CODES, name="aliya", code=code, give="1")
    assert (owner.status, "A code cannot be the account&#39;s name" in owner.text) == (400, True)
    assert [each.code for each in interviewers.every(engine, SLUG)] == []


def test_a_code_is_one_interviewers_in_a_study_and_free_in_another(store: sa.Engine) -> None:
    for name in ("aliya", "bolat"):
        make_account(store, name, Role.INTERVIEWER)
    interviewers.give(store, SLUG, "aliya", "A7")
    with pytest.raises(CodeError) as caught:
        interviewers.give(store, SLUG, "bolat", "A7")
    assert caught.value.key == "taken"
    assert interviewers.give(store, "another", "bolat", "A7") == "A7"
    first = interviewers.give(store, SLUG, "aliya")
    assert len(first) == 4
    assert first[0].isalpha()
    ids = {each.name: each.id for each in accounts.every(store)}
    assert interviewers.code_of(store, SLUG, ids["aliya"]) == first
    assert interviewers.studies_of(store, ids["bolat"]) == {"another"}
    with pytest.raises(AccountError, match="There is no account"):
        interviewers.give(store, SLUG, "nobody")


def test_interviews_are_counted_in_fives(staff: Staff, engine: sa.Engine, owner: Officer) -> None:
    aliya = staff("aliya", "A7")
    with engine.begin() as connection:
        known = connection.execute(sa.text("SELECT hash FROM instrument")).scalar_one()
        for n in range(7):
            values = f"'{n}', '{known}', 'complete', 'kk', 'telephone', '{{}}', 0, {n == 6}, 'A7'"
            columns = "id, instrument_hash, status, language, mode, arms, seed, is_test, interviewer"
            connection.execute(sa.text(f"INSERT INTO response ({columns}) VALUES ({values})"))
    assert [(each.name, each.held) for each in interviewers.every(engine, SLUG)] == [("aliya", 5)]
    assert "5 or more" in owner.get(CODES).text
    assert aliya.office.get(CODES).headings
    assert aliya.office.status == 403, "an interviewer does not see the others"


def test_codes_are_given_on_the_page(owner: Officer, engine: sa.Engine, app: Flask) -> None:
    assert "No account can hold interviews" not in owner.get(CODES).text, "an owner can"
    make_account(engine, "aliya", Role.INTERVIEWER)
    make_account(engine, "bolat", Role.INTERVIEWER)
    owner.get(CODES)
    owner.post(CODES, name="aliya", code="A7")
    assert owner.status == 303
    page = owner.get(CODES)
    assert "The code is given." in page.text
    assert [each.code for each in interviewers.every(engine, SLUG)] == ["A7"]
    for name, code, said in (
        ("bolat", "A7", "Another interviewer of this study"),
        ("bolat", "1", "A code is a Latin letter"),
        ("nobody", "", "There is no such account"),
    ):
        owner.post(CODES, name=name, code=code)
        assert owner.status == 400
        assert said in owner.text
        assert f'value="{code}"' in owner.text
    owner.get(CODES)
    owner.post(CODES, name="aliya", take="1")
    assert interviewers.every(engine, SLUG) == ()
    assert Officer(app).sign_in("aliya", PASSWORD) == 303


def test_an_interviewer_comes_from_the_list_of_studies(staff: Staff) -> None:
    aliya = staff("aliya", "A7")
    assert PAGE in aliya.office.get("/admin/").links


def test_a_link_followed_from_another_site_does_not_end_the_interviewer_mode(staff: Staff, rows: Rows) -> None:
    """The account's cookie stays away where a link is followed from a page of another site, as an e-mail's in a browser."""
    aliya = staff("aliya", "A7")
    aliya.begin()
    account = aliya.office.client.get_cookie("admin")
    assert account
    aliya.form.client.delete_cookie("admin")
    aliya.form.headers = {"Sec-Fetch-Site": "cross-site"}
    page = aliya.form.get(f"/{SLUG}/")
    assert (page.kind, aliya.form.status) == ("error", 403)
    assert f"/{SLUG}/" in page.links, "followed from our own page, it brings the cookie"
    aliya.form.client.set_cookie("admin", account.value)
    aliya.form.headers = {"Sec-Fetch-Site": "same-origin"}
    aliya.form.get(f"/{SLUG}/")
    aliya.form.next(consent="1")
    assert rows("SELECT mode, interviewer FROM response") == [("telephone", "A7")]


def test_a_respondents_code_leads_nowhere_in_the_browser_of_an_interviewer_who_signed_out(staff: Staff, app: Flask) -> None:
    alone = Respondent(app)
    alone.start(SLUG, "en")
    alone.press("save")
    code = alone.page.receipt
    aliya = staff("aliya", "A7")
    aliya.begin()
    aliya.form.get(f"/{SLUG}/resume")
    written = {**aliya.form.page.filled, "code": code, "action": "next"}
    aliya.sign_out()
    page = aliya.form.send(f"/{SLUG}/resume", written)
    assert (page.kind, aliya.form.status) == ("error", 403)
    assert alone.get(f"/{SLUG}/next").kind == "question", "it was not taken from its respondent"


def test_an_interview_that_was_interrupted_for_hours_goes_on(
    staff: Staff, settings: Settings, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    aliya = staff("aliya", "A7")
    aliya.begin()
    aliya.form.next(consent="1")
    idle(settings, monkeypatch)
    aliya.sign_in("aliya")
    assert aliya.form.next(q1_strength="7").offered.keys() == {"q2_improve"}, "the account guards it, not the clock"
    assert rows("SELECT value FROM answer") == [("7",)]
