"""The pages of monitoring: who sees them, what they say, and what they never say."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

import analysis
from survey.commands import main
from survey.settings import Settings
from survey.store.accounts import Role
from tests.survey.admin.monitoring.test_topline import SLUG, add
from tests.survey.admin.officer import Officer
from tests.survey.conftest import HERE, SECRET
from tests.survey.respondent import Respondent

HOME = f"/admin/{SLUG}"
EVERY = ("dashboard", "versions", "export", "withdraw", "poster", "privacy")
_OPEN_TO = {
    Role.VIEWER: {"dashboard", "versions", "poster"},
    Role.INTERVIEWER: {"poster"},
    Role.ANALYST: set(EVERY),
    Role.OWNER: set(EVERY),
}

Rows = Callable[[str], list[tuple[object, ...]]]


@pytest.mark.parametrize("role", list(Role))
def test_each_page_is_open_to_its_roles_alone(officer: Callable[[Role], Officer], role: Role) -> None:
    someone = officer(role)
    for name in EVERY:
        someone.get(f"{HOME}/{name}")
        assert someone.status == (200 if name in _OPEN_TO[role] else 403), name


def test_no_page_is_open_to_a_stranger(stranger: Officer) -> None:
    for name in EVERY:
        stranger.get(f"{HOME}/{name}")
        assert (stranger.status, stranger.location) == (303, "/admin/sign-in")


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_every_page_is_there_in_every_language(owner: Officer, engine: sa.Engine, language: str) -> None:
    add(engine, 25)
    for name in EVERY:
        assert owner.get(f"{HOME}/{name}?lang={language}").lang == language
        assert owner.status == 200


def test_the_dashboard_before_anybody_answered(owner: Officer) -> None:
    page = owner.get(f"{HOME}/dashboard")
    assert "Nothing is shown before 5 responses." in page.text
    assert "<svg" not in owner.text


def test_the_dashboard_shows_counts_and_hides_small_ones(owner: Officer, engine: sa.Engine) -> None:
    add(engine, 40)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE answer SET value = '3' WHERE question = 'q6_role' AND value IS NOT NULL"))
        few = "SELECT response_id FROM answer WHERE question = 'q6_role' AND value = '3' ORDER BY response_id LIMIT 3"
        connection.execute(sa.text(f"UPDATE answer SET value = '1' WHERE question = 'q6_role' AND response_id IN ({few})"))
    text = owner.get(f"{HOME}/dashboard").text
    assert "40" in text
    figure = text.partition("How do you see the role")[2]
    assert "not shown" in figure
    assert "n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}3)" not in figure.partition("Is the integration process")[0]


def test_tests_stand_on_a_page_of_their_own(owner: Officer, app: Flask, engine: sa.Engine) -> None:
    add(engine, 12)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE response SET is_test = :yes"), {"yes": True})
    assert "Nothing is shown before 5 responses." in owner.get(f"{HOME}/dashboard").text
    assert "test responses are not counted here" in owner.page.text
    page = owner.get(f"{HOME}/dashboard?of=tests")
    assert "Test responses alone" in page.text
    assert "Do you want Kazakhstan" in page.text


def test_nothing_on_the_dashboard_is_a_response(owner: Officer, engine: sa.Engine, rows: Rows) -> None:
    add(engine, 12)
    owner.get(f"{HOME}/dashboard")
    kept = "".join(str(row) for row in rows("SELECT content FROM look"))
    assert kept
    for (response_id,) in rows("SELECT id FROM response"):
        assert str(response_id) not in owner.text + kept


def test_opening_the_first_page_is_counted_once_a_visit(app: Flask, rows: Rows) -> None:
    someone = Respondent(app)
    for _ in range(3):
        someone.get(f"/{SLUG}/?lang=kk")
    assert rows("SELECT event, n FROM counter") == [("viewed", 1)]
    Respondent(app).get(f"/{SLUG}/")
    assert rows("SELECT sum(n) FROM counter WHERE event = 'viewed'") == [(2,)]


def test_a_respondent_loads_no_analysis(settings: Settings) -> None:
    code = (
        "import sys\nfrom survey import create_app\nfrom survey.settings import Settings\n"
        f"app = create_app(Settings(secret_key={SECRET!r}, database_url={settings.database_url!r}))\n"
        f"client = app.test_client()\nassert client.get('/{SLUG}/').status_code == 200\n"
        "assert client.get('/admin/sign-in').status_code == 200\n"
        "sys.exit(', '.join({'pandas', 'numpy', 'matplotlib', 'openpyxl', 'pyarrow'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=HERE.parent.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_versions_are_listed_and_compared(owner: Officer, engine: sa.Engine) -> None:
    assert owner.get(f"{HOME}/versions").text.count("(in the field)") == 1
    text = "SELECT replace(replace(yaml, 'version: 1', 'version: 2'), 'code: 97', 'code: 96') FROM instrument"
    with engine.begin() as connection:
        connection.execute(sa.text(f"INSERT INTO instrument SELECT 'b', slug, 2, ({text}) FROM instrument"))
    said = owner.get(f"{HOME}/versions").text
    assert "q4_leave_eaeu [96]: new choice" in said
    assert "q4_leave_eaeu [97]: choice taken out" in said
    assert "cannot be put together" in said
    assert "taken out" not in owner.get(f"{HOME}/versions?old=1&new=1").text
    owner.get(f"{HOME}/versions?old=7")
    assert owner.status == 404


def download(owner: Officer, **fields: str) -> bytes:
    owner.get(f"{HOME}/export")
    with owner.client.post(f"{HOME}/export", data={"csrf_token": owner.token, **fields}) as response:
        assert response.status_code == 200
        assert response.headers["Content-Disposition"] == f"attachment; filename={SLUG}.{fields['format']}"
        assert response.headers["Cache-Control"] == "no-store"
        return response.data


def test_an_export_leaves_out_tests_and_own_words_unless_asked(owner: Officer, engine: sa.Engine, rows: Rows) -> None:
    add(engine, 12)
    with engine.begin() as connection:
        one = "SELECT min(id) FROM response"
        connection.execute(sa.text(f"UPDATE response SET is_test = :yes WHERE id = ({one})"), {"yes": True})
    [(real,)] = rows("SELECT count(*) FROM response WHERE NOT is_test")
    plain = list(csv.DictReader(io.StringIO(download(owner, format="csv").decode("utf-8-sig"))))
    assert len(plain) == real
    assert not {"q3_spheres__other_text", "is_test"} & plain[0].keys()
    whole = list(csv.DictReader(io.StringIO(download(owner, format="csv", tests="1", own_words="1").decode("utf-8-sig"))))
    assert len(whole) == int(str(real)) + 1
    assert {"q3_spheres__other_text", "is_test"} <= whole[0].keys()
    logged = rows("SELECT account, action, slug, detail FROM audit WHERE action = 'export' ORDER BY number")
    assert logged == [("the-owner", "export", SLUG, "csv"), ("the-owner", "export", SLUG, "csv, tests, open answers")]


def test_each_format_holds_the_same(owner: Officer, engine: sa.Engine, tmp_path: Path) -> None:
    add(engine, 12)
    rows = list(csv.DictReader(io.StringIO(download(owner, format="csv").decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(download(owner, format="xlsx"))).active
    names, *cells = sheet.iter_rows(values_only=True)
    assert names == tuple(rows[0])
    assert [tuple("" if cell is None else str(cell) for cell in row) for row in cells] == [tuple(row.values()) for row in rows]
    path = tmp_path / "answers.parquet"
    path.write_bytes(download(owner, format="parquet"))
    data = analysis.read(path, instrument=SLUG, partials=True)
    assert sorted(data.frame["response_id"]) == [row["response_id"] for row in rows]
    codes = {row["response_id"]: int(row["q2_improve"]) for row in rows}
    assert data.frame.set_index("response_id")["q2_improve"].to_dict() == codes


def test_a_format_that_is_none_is_asked_for_again(owner: Officer, rows: Rows) -> None:
    owner.get(f"{HOME}/export")
    owner.post(f"{HOME}/export", format="exe")
    assert owner.status == 400
    owner.post(f"{HOME}/export", format="parquet")
    assert (owner.status, "nobody has answered yet" in owner.text) == (400, True)
    assert rows("SELECT count(*) FROM audit WHERE action = 'export'") == [(0,)]


def test_a_receipt_withdraws_the_response(owner: Officer, app: Flask, rows: Rows) -> None:
    someone = Respondent(app)
    someone.start(SLUG, "en")
    while someone.page.kind != "done":
        someone.next()
    owner.get(f"{HOME}/withdraw")
    owner.post(f"{HOME}/withdraw", receipt="ABC")
    assert (owner.status, "20 letters and digits" in owner.text) == (400, True)
    owner.post(f"{HOME}/withdraw", receipt="0000-0000-0000-0000-0000")
    assert (owner.status, "No response belongs to this code" in owner.text) == (400, True)
    owner.post(f"{HOME}/withdraw", receipt=someone.page.receipt)
    assert (owner.status, owner.location) == (303, f"{HOME}/withdraw")
    assert "are deleted" in owner.get(f"{HOME}/withdraw").text
    assert rows("SELECT count(*) FROM response") == [(0,)]
    assert rows("SELECT account, slug, detail FROM audit WHERE action = 'withdraw'") == [("the-owner", SLUG, "")]


def test_the_poster_has_the_address_in_each_language(owner: Officer) -> None:
    page = owner.get(f"{HOME}/poster")
    for language in ("kk", "en", "ru"):
        assert f"http://localhost/{SLUG}/?lang={language}" in page.links
    assert owner.text.count("<svg") == 3


def test_the_privacy_report_counts_who_could_be_found(owner: Officer, engine: sa.Engine) -> None:
    add(engine, 12)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE response SET language = 'kk'"))
        connection.execute(sa.text("UPDATE answer SET value = '1', missing = NULL WHERE question = 'q2_improve'"))
        one = "SELECT min(id) FROM response WHERE status = 'complete'"
        connection.execute(sa.text(f"UPDATE answer SET value = '2' WHERE question = 'q2_improve' AND response_id = ({one})"))
    text = " ".join(owner.get(f"{HOME}/privacy?question=q2_improve").text.split())
    assert "12 complete responses" in text
    assert "alike with fewer than 2 respondents, themselves included1 " in text
    assert "alike with fewer than 10 respondents, themselves included1 " in text
    assert "free_texttext" in text
    assert "the-ownerownersigns in with a password alone" in text


def test_the_privacy_report_is_a_command_too(
    settings: Settings, app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SURVEY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SURVEY_SECRET_KEY", SECRET)
    for language, word in (("kk", "Құпиялылық есебі"), ("en", "Privacy report"), ("ru", "Отчёт о конфиденциальности")):
        assert main(["privacy-report", "--language", language]) == 0
        assert capsys.readouterr().out.count(f"# {word}") == 2
    assert main(["privacy-report", SLUG, "--questions", "q2_improve,q9"]) == 1
    assert "--questions q9: astana-2023 has q1_strength" in capsys.readouterr().err
    assert main(["privacy-report", "nothing"]) == 1
    assert "No study 'nothing'" in capsys.readouterr().err
