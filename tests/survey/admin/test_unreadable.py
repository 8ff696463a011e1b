"""A study that this version of the program cannot read stands in nobody else's way, and says what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from survey.commands import main
from survey.fielded import Fielded, Library
from survey.store import studies
from survey.store.accounts import Role
from survey.store.errors import UnreadableError
from survey.tasks import fielding
from tests.survey.admin.officer import Officer
from tests.survey.conftest import SECRET
from tests.survey.respondent import Respondent

OLD = "an-old-one"
READABLE = "astana-2023"
SAID = "This version of the program cannot read a questionnaire in the database"


@pytest.fixture
def old(app: Flask, engine: sa.Engine) -> str:
    """A study whose questionnaire says what a later version does not understand, open; its address."""
    studies.open_study(
        engine,
        slug=OLD,
        version=1,
        instrument_hash="0" * 64,
        yaml="id: an-old-one\nforgotten: 1\n",
        details="",
        schedule=studies.ALWAYS,
    )
    return OLD


def test_the_others_are_listed_and_answered(app: Flask, engine: sa.Engine, old: str) -> None:
    someone = Respondent(app)
    assert someone.client.get("/").headers["Location"].startswith(f"/{READABLE}/")
    someone.start(READABLE, "en")
    assert someone.page.kind == "question"
    assert [fielded.slug for fielded in Library(engine).open_studies()] == [READABLE]


def test_its_own_page_says_that_it_is_not_the_visitor_s_fault(app: Flask, old: str) -> None:
    page = Respondent(app).client.get(f"/{old}/")
    assert page.status_code == 503
    assert "forgotten" not in page.text


@pytest.mark.parametrize("role", list(Role))
def test_the_list_of_studies_names_it(old: str, officer: Callable[[Role], Officer], role: Role) -> None:
    someone = officer(role)
    shown = someone.get("/admin/")
    assert someone.status == 200
    assert f"{old} · this version of the program cannot read it" in " ".join(shown.text.split())
    assert f"{READABLE} · open" in " ".join(shown.text.split())


@pytest.mark.parametrize(
    ("language", "said"), [("en", "All answers are there"), ("kk", "Барлық жауап орнында"), ("ru", "Все ответы на месте")]
)
def test_whoever_works_with_it_is_told_what_to_do(old: str, owner: Officer, language: str, said: str) -> None:
    shown = owner.get(f"/admin/{old}/?lang={language}")
    assert owner.status == 503
    assert said in " ".join(shown.text.split())


def test_a_study_file_that_cannot_be_read_is_said_in_the_same_words(engine: sa.Engine, owner: Officer) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE study SET details = 'forgotten: 1'"))
    shown = owner.get(f"/admin/{READABLE}/?lang=en")
    assert owner.status == 503
    assert "All answers are there" in " ".join(shown.text.split())
    fielded = Library(engine).find(READABLE)
    assert isinstance(fielded, Fielded)
    with pytest.raises(UnreadableError, match="cannot read the study file in the database: astana-2023 study file"):
        _ = fielded.study


def test_the_server_says_at_its_start_what_it_cannot_read(
    old: str, engine: sa.Engine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("SURVEY_SECRET_KEY", SECRET)
    monkeypatch.setattr(fielding, "serve", lambda app, host, port, started: started(port))
    assert main(["run"]) == 0
    said = capsys.readouterr().err
    assert f"warning: nobody can answer {old}. {SAID}" in said
    assert "Serve and export the study with the version of the program that opened it." in said
    assert "no study is open" not in said
    assert main(["close", READABLE]) == 0
    assert main(["run"]) == 0
    assert "no study is open, so nobody can answer" in capsys.readouterr().err
