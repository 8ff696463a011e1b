"""The pages of monitoring: who sees them, what they say, and what they never say."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from flask import Flask

import analysis
from instruments import load
from instruments.model import Kind
from survey import opening
from survey.admin.monitoring import privacy
from survey.admin.monitoring.words import Words
from survey.admin.wording import MESSAGES
from survey.commands import main
from survey.settings import Settings, only_here
from survey.store import integrity, links, monitoring, studies
from survey.store.accounts import Role
from survey.store.errors import StoreUnavailableError
from survey.store.interviews import Event, count_event
from survey.store.transactions import writing
from tests.survey.admin.monitoring.test_topline import SLUG, add
from tests.survey.admin.officer import Officer
from tests.survey.conftest import HERE, SECRET
from tests.survey.respondent import Respondent

HOME = f"/admin/{SLUG}"
ENDED = tuple(MESSAGES.text("en", f"event_{name}") for name in ("screened", "full"))
HIDDEN = Words("en", ("en",)).shown(None)
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


def test_numbers_dates_and_rankings_are_shown_and_texts_only_counted(owner: Officer, engine: sa.Engine, every_form: str) -> None:
    add(engine, 60, slug=every_form)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE free_text SET text = 'WRITTEN'"))
        connection.execute(
            sa.text("INSERT INTO counter VALUES (:slug, '2026-11-02', 'completed', 'kk', 60)"), {"slug": every_form}
        )
    page = owner.get(f"/admin/{every_form}/dashboard?lang=kk")
    assert page.text.count("Медиана: ") >= 3
    assert page.text.count("2026\u202fж. 2 қараша") == 1
    assert "Әрқайсысын бірінші орынға қойғандар саны." in page.text
    assert "WRITTEN" not in page.text
    rows = re.findall(r'<th scope="row">(short|long)</th>' + r'<td class="number">([^<]*)</td>' * 4, owner.text)
    assert [row[0] for row in rows] == ["short", "long"]
    given, complete = [int(row[1]) for row in rows], [int(row[3]) for row in rows]
    assert sum(complete) == 60
    assert [row[4] for row in rows] == [
        f"{100 * of / n:.1f}\N{NO-BREAK SPACE}%".replace(".", ",") for of, n in zip(complete, given, strict=True)
    ]


def test_tests_stand_on_a_page_of_their_own(owner: Officer, app: Flask, engine: sa.Engine) -> None:
    add(engine, 12)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE response SET is_test = :yes"), {"yes": True})
    assert "Nothing is shown before 5 responses." in owner.get(f"{HOME}/dashboard").text
    assert "test responses are not counted here" in owner.page.text
    page = owner.get(f"{HOME}/dashboard?of=tests")
    assert "Test responses alone" in page.text
    assert "Do you want Kazakhstan" in page.text


def ends(engine: sa.Engine, slug: str, **counts: int) -> None:
    """Count interviews that ended early, as the form does."""
    with engine.begin() as connection:
        for event, n in counts.items():
            for _ in range(n):
                count_event(connection, Event(slug, "2026-11-22", "kk"), event)


def test_the_dashboard_tells_who_was_not_eligible_from_who_came_when_a_quota_was_full(owner: Officer, engine: sa.Engine) -> None:
    opening.open_study(engine, str(HERE / "sampled.yaml"))
    add(engine, 12, slug="sampled")
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM counter"))
    address = "/admin/sampled/dashboard"
    labels = [(MESSAGES.text(code, "event_screened"), MESSAGES.text(code, "event_full")) for code in ("kk", "en", "ru")]
    assert len({each for pair in labels for each in pair}) == 6
    ends(engine, "sampled", screened=3, full=1)
    text = owner.get(f"{address}?lang=en").text
    assert not any(label in text for label in labels[1]), "fewer than 5 in all"
    ends(engine, "sampled", screened=6)
    assert _ended(owner, address) == (HIDDEN, HIDDEN), "from the total, one would tell the other"
    ends(engine, "sampled", screened=1, full=7)
    assert _ended(owner, address) == ("10", "8")
    ends(engine, "sampled", screened=1, full=3)
    assert _ended(owner, address) == ("10", "8"), "figures move when 5 more have come"
    ends(engine, "sampled", screened=1)
    assert _ended(owner, address) == ("12", "11")
    for code, pair in zip(("kk", "en", "ru"), labels, strict=True):
        text = owner.get(f"{address}?lang={code}").text
        assert all(label in text for label in pair)


def test_no_exact_number_tells_who_was_not_let_so_far(owner: Officer, engine: sa.Engine) -> None:
    """Two of fifteen were not eligible: neither the top, nor where interviews stopped, nor the versions tell them apart."""
    opening.open_study(engine, str(HERE / "sampled.yaml"))
    add(engine, 12, slug="sampled")
    with engine.begin() as connection:
        some = "SELECT id FROM response WHERE status = 'complete' ORDER BY id LIMIT 2"
        connection.execute(sa.text("DELETE FROM response WHERE status <> 'complete'"))
        connection.execute(sa.text(f"UPDATE response SET status = 'screened' WHERE id IN ({some})"))
        another = "SELECT id FROM response WHERE status = 'complete' ORDER BY id LIMIT 1"
        connection.execute(sa.text(f"UPDATE response SET status = 'partial' WHERE id IN ({another})"))
    owner.get("/admin/sampled/dashboard?lang=en")
    assert re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", owner.text) == [
        ("complete", "9"),
        ("not finished, or ended early", "3"),
    ]
    stopped = owner.text.partition(f"{MESSAGES.text('en', 'figure_stopped')}</h3>")[2].partition("</table>")[0]
    rows = re.findall(r'<tr><th scope="row">[^<]*</th><td class="number">(\d+)</td></tr>', stopped)
    assert sum(map(int, rows)) == 3
    assert MESSAGES.text("en", "stopped_over") not in stopped, "two are over, and nobody else: they were not eligible"
    owner.get("/admin/sampled/versions?lang=en")
    assert re.findall(r'<td class="number">(\d+)</td>', owner.text) == ["9", "3", "0"]


def test_a_damaged_database_is_not_exported_and_the_page_says_what_to_do(
    owner: Officer, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(engine, 12)
    owner.get(f"{HOME}/export?lang=en")

    def damaged(*_: object) -> None:
        raise integrity.damaged("/somewhere/survey.db", "row 7 missing from index")

    monkeypatch.setattr(integrity, "check", damaged)
    for name in ("csv", "xlsx", "parquet"):
        owner.post(f"{HOME}/export", format=name)
        assert owner.status == 503
        assert "python -m survey restore FILE" in owner.text
        assert "/somewhere" not in owner.text


def test_what_is_read_from_a_damaged_database_says_so(owner: Officer, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT

    def damaged(*_: object) -> None:
        raise StoreUnavailableError("x", "y") from error

    monkeypatch.setattr(monitoring, "tallies", damaged)
    owner.get(f"{HOME}/dashboard?lang=en")
    assert (owner.status, "The database is damaged" in owner.text) == (503, True)


def test_where_there_are_no_quotas_all_who_ended_early_were_not_eligible(
    owner: Officer, engine: sa.Engine, tmp_path: Path
) -> None:
    text = (HERE / "sampled.yaml").read_text("utf-8")
    quotas = text[text.index("quotas:") : text.index("experiments:")]
    (tmp_path / "sampled.yaml").write_text(text.replace(quotas, ""), encoding="utf-8")
    opening.open_study(engine, str(tmp_path / "sampled.yaml"), HERE / "sampled-study.yaml")
    add(engine, 12, slug="sampled")
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM counter"))
    ends(engine, "sampled", screened=6)
    assert _ended(owner, "/admin/sampled/dashboard") == ("6", None)


def _ended(owner: Officer, address: str) -> tuple[str | None, ...]:
    """Return the two numbers as the table of the funnel has them; None where it lacks the row."""
    owner.get(f"{address}?lang=en")
    found = [re.search(rf"<th scope=\"row\">{label}</th><td[^>]*>([^<]*)<", owner.text) for label in ENDED]
    return tuple(each[1] if each else None for each in found)


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
    table = pq.read_table(path)
    assert table.column_names == list(rows[0])
    assert [tuple("" if cell is None else str(cell) for cell in row.values()) for row in table.to_pylist()] == [
        tuple(row.values()) for row in rows
    ]
    data = analysis.read(path, instrument=SLUG, partials=True)
    assert sorted(data.frame["response_id"]) == [row["response_id"] for row in rows]


def test_a_format_that_is_none_is_asked_for_again(owner: Officer, rows: Rows) -> None:
    owner.get(f"{HOME}/export")
    owner.post(f"{HOME}/export", format="exe")
    assert owner.status == 400
    assert rows("SELECT count(*) FROM audit WHERE action = 'export'") == [(0,)]


LOOKS = ("nan", "Infinity", "0077012345678", "1_000", "٣", "-5", "=1+1", "1e999", "'=1+1", "+7 701 000", "@x", "#N/A", "a\n=2")


def test_a_sheet_holds_texts_as_they_were_written(owner: Officer, app: Flask, every_kind: str) -> None:
    """Whatever a text looks like: no number, no formula, no apostrophe more."""
    for text in LOOKS:
        someone = Respondent(app)
        someone.start(every_kind, "en")
        while someone.page.kind == "question":
            asked = someone.path.rpartition("/")[2]
            someone.next(**({asked: text} if asked == "remarks" else {}))
        someone.next()
    owner.get(f"/admin/{every_kind}/export")
    fields = {"csrf_token": owner.token, "format": "xlsx", "own_words": "1"}
    with owner.client.post(f"/admin/{every_kind}/export", data=fields) as response:
        sheet = openpyxl.load_workbook(io.BytesIO(response.data)).active
    names, *cells = sheet.iter_rows()
    [place] = [place for place, name in enumerate(names) if name.value == "remarks"]
    assert {row[place].value for row in cells} == set(LOOKS)
    assert {row[place].data_type for row in cells} == {"s"}
    [place] = [place for place, name in enumerate(names) if name.value == "version"]
    assert {row[place].data_type for row in cells} == {"n"}


def versions_that_separate(owner: Officer, engine: sa.Engine, app: Flask) -> None:
    """Two versions of the first study with other codes, each answered by six."""
    add(engine, 12)
    text = "SELECT replace(replace(yaml, 'version: 1', 'version: 2'), 'code: 97', 'code: 96') FROM instrument"
    some = "SELECT id FROM response ORDER BY id LIMIT 6"
    with engine.begin() as connection:
        connection.execute(sa.text(f"INSERT INTO instrument SELECT 'b', slug, 2, ({text}) FROM instrument"))
        connection.execute(sa.text("UPDATE answer SET value = '96' WHERE value = '97'"))
        connection.execute(sa.text(f"UPDATE response SET instrument_hash = 'b' WHERE id IN ({some})"))


def test_one_version_can_be_exported_alone(owner: Officer, engine: sa.Engine, app: Flask, rows: Rows) -> None:
    versions_that_separate(owner, engine, app)
    owner.get(f"{HOME}/export")
    owner.post(f"{HOME}/export", format="parquet", version="7")
    assert owner.status == 404
    for name in ("csv", "xlsx", "parquet"):
        assert download(owner, format=name, version="2")
    both, second = (
        list(csv.DictReader(io.StringIO(download(owner, format="csv", version=version).decode("utf-8-sig"))))
        for version in ("", "2")
    )
    assert {row["version"] for row in both} == {"1", "2"}
    assert {row["version"] for row in second} == {"2"}
    assert rows("SELECT detail FROM audit WHERE action = 'export' ORDER BY number")[:1] == [("csv, version 2",)]


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


def test_a_receipt_of_another_study_withdraws_nothing_here(owner: Officer, app: Flask, every_kind: str, rows: Rows) -> None:
    someone = Respondent(app)
    someone.start(SLUG, "en")
    while someone.page.kind != "done":
        someone.next()
    owner.get(f"/admin/{every_kind}/withdraw")
    owner.post(f"/admin/{every_kind}/withdraw", receipt=someone.page.receipt)
    assert owner.status == 400
    assert "belongs to a response to another study" in owner.text
    assert rows("SELECT count(*) FROM response") == [(1,)]
    assert rows("SELECT count(*) FROM audit WHERE action = 'withdraw'") == [(0,)]


def test_respondents_withdraw_with_their_code_on_the_page_of_any_study(app: Flask, every_kind: str, rows: Rows) -> None:
    """Whoever types a code in means the answers that it belongs to."""
    someone = Respondent(app)
    someone.start(SLUG, "en")
    while someone.page.kind != "done":
        someone.next()
    code = someone.page.receipt
    someone.get(f"/{every_kind}/withdraw")
    assert someone.next(receipt=code).kind == "withdraw"
    assert rows("SELECT count(*) FROM response") == [(0,)]


def test_a_poster_says_where_its_address_works_on_this_computer_only(owner: Officer, app: Flask) -> None:
    words = [MESSAGES.text(language, "poster_only_here") for language in ("kk", "en", "ru")]
    assert len(set(words)) == 3
    owner.get(f"{HOME}/poster")
    assert [owner.text.count(each) for each in words] == [1, 1, 1], "each poster in its own language"
    app.config["TRUSTED_HOSTS"] = ["survey.example.org"]
    owner.client.set_cookie("admin", str(owner.cookie()), domain="survey.example.org")
    text = owner.client.get(f"{HOME}/poster", base_url="http://survey.example.org").text
    assert f"http://survey.example.org/{SLUG}/?lang=kk" in text
    assert not any(each in text for each in words)


def test_a_poster_says_why_nobody_can_begin(owner: Officer, engine: sa.Engine) -> None:
    def said() -> set[str]:
        text = owner.get(f"{HOME}/poster?lang=en").text
        keys = ("poster_links", "poster_closed", "poster_paused", "poster_not_open")
        return {key for key in keys if MESSAGES.text("en", key) in text}

    assert said() == set()
    studies.pause_study(engine, SLUG)
    assert said() == {"poster_paused"}
    studies.close_study(engine, SLUG)
    assert said() == {"poster_closed"}
    studies.reopen_study(engine, SLUG, studies.Schedule("2998-01-01T00:00", None))
    assert said() == {"poster_not_open"}
    with writing(engine) as connection:
        links.add(connection, SLUG, ["0" * 64])
    assert said() == {"poster_links"}


@pytest.mark.parametrize(
    ("address", "is_local"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://LOCALHOST/x/", True),
        ("http://[::1]:8000/", True),
        ("https://survey.example.org", False),
        ("http://localhost.example.org", False),
        ("http://192.168.1.5:8000", False),
    ],
)
def test_which_addresses_work_on_this_computer_only(address: str, is_local: bool) -> None:
    assert only_here(address) is is_local


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


def test_respondents_are_compared_by_what_they_say_about_themselves() -> None:
    of_extended = privacy.demographic(load.load(load.find("astana-extended")))
    assert {"s_age", "s_live", "d_sex"} <= set(of_extended)  # d_age6 is derived from s_age
    assert not {"q2_improve", "a_heard"} & set(of_extended)
    assert set(privacy.demographic(load.load(HERE / "sampled.yaml"))) >= {"adult", "town", "sex"}


def test_respondents_can_be_compared_by_dates_and_decimals() -> None:
    instrument = load.load(HERE / "every-form.yaml")
    kinds = {question.kind for question in instrument.variables if question.id in privacy.choosable(instrument)}
    assert {Kind.DATE, Kind.DECIMAL, Kind.INTEGER, Kind.ONE, Kind.SCALE} == kinds


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_the_privacy_report_says_what_a_database_system_keeps_besides(language: str) -> None:
    words = Words(language, (language,))
    sqlite, postgresql = (
        privacy.markdown("", privacy.general_parts({}, (), words, system=name)) for name in ("sqlite", "postgresql")
    )
    assert words.say("not_stored_order") in sqlite
    assert words.say("not_stored_order") not in postgresql
    assert "PostgreSQL" not in sqlite
    assert postgresql.count("## ") == sqlite.count("## ") + 1
    for name in ("order", "deleted"):
        assert words.say(f"kept_besides_{name}") in postgresql


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
    assert main(["privacy-report", ""]) == 1
    assert "No study ''" in capsys.readouterr().err
    assert main(["privacy-report", "nothing"]) == 1
    assert "No study 'nothing'" in capsys.readouterr().err


def test_the_dashboard_leads_to_each_figure_and_lists_those_of_which_nothing_is_shown(owner: Officer, engine: sa.Engine) -> None:
    add(engine, 9)
    owner.get(f"/admin/{SLUG}/dashboard?lang=en")
    contents = re.findall(r'<li><a href="#([^"]*)">([^<]*)</a></li>', owner.text)
    assert contents
    assert contents == re.findall(r'<h3 id="([^"]*)">([^<]*)</h3>', owner.text.partition('<h3 id="not-shown">')[0])
    listed = re.findall(r"<li>([^<]*)</li>", owner.text.partition('<h3 id="not-shown">')[2])
    questions = [question.text["en"] for question in load.load(load.find(SLUG)).asked]
    assert set(questions) & set(listed)
    assert not set(listed) & {caption for _, caption in contents}
    add(engine, 300, seed=2)
    owner.get(f"/admin/{SLUG}/dashboard?lang=en")
    assert 'id="not-shown"' not in owner.text


def test_the_funnel_says_where_the_order_is_drawn(owner: Officer, engine: sa.Engine, every_form: str) -> None:
    add(engine, 20, slug=every_form)
    note = MESSAGES.text("en", "funnel_order_note")
    assert note in owner.get(f"/admin/{every_form}/dashboard?lang=en").text
    add(engine, 20)
    assert note not in owner.get(f"/admin/{SLUG}/dashboard?lang=en").text
