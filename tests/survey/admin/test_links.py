"""Single-use links: each begins one interview, however many ask at once, and nothing ties it to the answers."""

from __future__ import annotations

import csv
import re
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from instruments import load
from survey import create_app
from survey.commands import main
from survey.receipt import Keys
from survey.settings import Settings
from survey.store import interviews, links
from survey.store.engine import writing
from survey.store.interviews import Beginning, Event
from survey.store.links import LinkCount, LinkUsedError
from tests.survey.admin.officer import Officer
from tests.survey.conftest import SECRET
from tests.survey.respondent import Respondent, check
from tests.survey.test_journeys import SLUG, finish

Rows = Callable[[str], list[tuple[object, ...]]]
TOKENS = ("A" * 22, "b" * 22, "-_" * 11)
UNKNOWN = "x" * 22
HASH = load.load(load.find(SLUG)).source_hash


@pytest.fixture
def with_links(engine: sa.Engine) -> sa.Engine:
    """The first study, with three links."""
    keys = Keys(SECRET)
    with writing(engine) as connection:
        links.add(connection, SLUG, [keys.link_hash(SLUG, token) for token in TOKENS])
    return engine


def arrives(app: Flask, token: str, language: str = "en") -> Respondent:
    someone = Respondent(app)
    someone.get(f"/{SLUG}/t/{token}?lang={language}")
    return someone


def test_a_link_leads_through_an_interview(app: Flask, with_links: sa.Engine) -> None:
    someone = arrives(app, TOKENS[0])
    assert someone.page.kind == "start"
    assert someone.next(consent="1").kind == "question"
    assert TOKENS[0] not in someone.path
    finish(someone)
    assert someone.next().kind == "done"
    assert links.count(with_links, SLUG) == LinkCount(made=3, used=1)


def test_looking_at_a_link_does_not_use_it_up(app: Flask, with_links: sa.Engine) -> None:
    for _ in range(5):
        someone = arrives(app, TOKENS[0])
        assert someone.client.head(f"/{SLUG}/t/{TOKENS[0]}").status_code == 200
        assert someone.press("language:kk").kind == "start"
    assert links.count(with_links, SLUG).used == 0
    assert someone.next(consent="1").kind == "question"


def test_who_does_not_agree_may_think_better_of_it(app: Flask, with_links: sa.Engine) -> None:
    assert arrives(app, TOKENS[0]).next(consent="0").kind == "refused"
    assert arrives(app, TOKENS[0]).next().kind == "start", "nothing chosen"
    assert arrives(app, TOKENS[0]).next(consent="1").kind == "question"


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_used_and_unknown_links_get_the_same_page(app: Flask, with_links: sa.Engine, language: str) -> None:
    arrives(app, TOKENS[0]).next(consent="1")
    used, unknown = arrives(app, TOKENS[0], language), arrives(app, UNKNOWN, language)
    assert (used.status, used.page.kind, used.page.text) == (unknown.status, unknown.page.kind, unknown.page.text)
    assert used.page.kind == "closed"


def test_a_link_of_another_study_does_not_work(app: Flask, with_links: sa.Engine, every_kind: str) -> None:
    someone = Respondent(app)
    assert someone.get(f"/{every_kind}/t/{TOKENS[0]}").kind == "closed"


def test_without_a_link_nobody_begins(app: Flask, with_links: sa.Engine, rows: Rows, every_kind: str) -> None:
    someone = Respondent(app)
    page = someone.get(f"/{SLUG}/?lang=en")
    assert page.kind == "closed"
    assert "personal link" in page.text
    someone.forge(f"/{SLUG}/", consent="1")
    someone.forge(f"/{SLUG}/t/{UNKNOWN}", consent="1")
    assert rows("SELECT count(*) FROM response") == [(0,)]
    assert Respondent(app).start(every_kind).kind != "closed", "the other study has no links"


def test_whoever_has_begun_goes_on_by_any_way(app: Flask, with_links: sa.Engine) -> None:
    someone = arrives(app, TOKENS[0])
    someone.next(consent="1")
    for path in (f"/{SLUG}/", f"/{SLUG}/t/{TOKENS[0]}"):
        assert someone.get(path).kind == "start"
        assert someone.next().kind == "question"


def test_a_second_press_of_the_button_goes_on(app: Flask, with_links: sa.Engine, rows: Rows) -> None:
    someone = arrives(app, TOKENS[0])
    fields = {"csrf_token": someone.page.hidden["csrf_token"], "action": "next", "consent": "1"}
    for _ in range(3):
        assert someone.send(f"/{SLUG}/t/{TOKENS[0]}", fields).kind == "question"
    assert rows("SELECT count(*) FROM response") == [(1,)]


def test_a_finished_interview_is_not_begun_again(app: Flask, with_links: sa.Engine) -> None:
    someone = arrives(app, TOKENS[0])
    someone.next(consent="1")
    finish(someone)
    someone.next()
    assert someone.get(f"/{SLUG}/t/{TOKENS[0]}").kind == "closed"


@pytest.mark.parametrize("token", ["", "x", "A" * 21, "A" * 23, "A" * 21 + "=", "../" + "A" * 19, "%00" + "A" * 21, "ә" * 22])
def test_what_cannot_be_a_link_is_not_found(app: Flask, with_links: sa.Engine, token: str) -> None:
    response = app.test_client().get(f"/{SLUG}/t/{token}")
    check(response)
    assert response.status_code in (404, 308)


def test_no_response_knows_its_link(app: Flask, with_links: sa.Engine, rows: Rows) -> None:
    someone = arrives(app, TOKENS[0])
    someone.next(consent="1")
    finish(someone)
    someone.next()
    hashed = Keys(SECRET).link_hash(SLUG, TOKENS[0])
    tables = [str(name) for (name,) in rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    holding = [name for name in tables if hashed in str(rows(f"SELECT * FROM {name}"))]
    assert holding == ["token"]
    assert {column for (column,) in rows("SELECT name FROM pragma_table_info('token')")} == {"token_hash", "slug", "is_used"}
    with pytest.raises(sqlite3.OperationalError, match="no such column"):
        sqlite3.connect(str(with_links.url.database)).execute("SELECT rowid FROM token")


def test_a_link_stands_in_no_log_and_no_file_of_the_database(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(settings)
    engine = app.extensions["survey"].engine
    with writing(engine) as connection:
        links.add(connection, SLUG, [Keys(SECRET).link_hash(SLUG, TOKENS[0])])
    someone = arrives(app, TOKENS[0])
    token = someone.page.hidden["csrf_token"]

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(interviews, "begin", fails)
    fields = {"csrf_token": token, "action": "next", "consent": "1"}
    assert someone.client.post(f"/{SLUG}/t/{TOKENS[0]}", data=fields).status_code == 500
    assert "ZeroDivisionError" in caplog.text
    monkeypatch.undo()
    assert someone.next(consent="1").kind == "question"
    assert TOKENS[0] not in caplog.text
    for file in (tmp_path / "data").iterdir():
        assert TOKENS[0].encode() not in file.read_bytes(), file
    engine.dispose()


# --- raced ---------------------------------------------------------------------------------------------------------


def test_of_eight_at_once_one_alone_begins_with_a_link(store: sa.Engine) -> None:
    """A hundred links, each by eight browsers at the same moment."""
    hashes = [f"{number:064}" for number in range(100)]
    with writing(store) as connection:
        links.add(connection, SLUG, hashes)

    def tried(browser: int, link_hash: str) -> bool:
        beginning = Beginning(HASH, "kk", {}, 7, is_test=False, link_hash=link_hash)
        key = f"{int(link_hash)}-{browser}"
        try:
            return interviews.begin(store, key, key, beginning, Event(SLUG, "2026-11-22", "kk"))
        except LinkUsedError:
            return False

    with ThreadPoolExecutor(8) as pool:
        for link_hash in hashes:
            winners = list(pool.map(tried, range(8), [link_hash] * 8))
            assert winners.count(True) == 1, link_hash
    with store.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM response").scalar() == 100
        assert connection.exec_driver_sql("SELECT sum(n) FROM counter WHERE event = 'started'").scalar() == 100
    assert links.count(store, SLUG) == LinkCount(made=100, used=100)


def test_a_beginning_that_fails_leaves_its_link_unused(store: sa.Engine) -> None:
    with writing(store) as connection:
        links.add(connection, SLUG, ["a" * 64])
    wrong = Beginning("no such questionnaire", "kk", {}, 7, is_test=False, link_hash="a" * 64)
    with pytest.raises(sa.exc.IntegrityError):
        interviews.begin(store, "t", "k", wrong, Event(SLUG, "2026-11-22", "kk"))
    assert links.count(store, SLUG) == LinkCount(made=1, used=0)


def test_a_study_counts_its_own_links(store: sa.Engine) -> None:
    assert links.count(store, SLUG) == LinkCount(0, 0)
    assert links.admits(store, SLUG, None)
    assert not links.admits(store, SLUG, "a" * 64)
    with writing(store) as connection:
        links.add(connection, SLUG, ["a" * 64])
        links.add(connection, "other", ["b" * 64])
    assert links.count(store, SLUG) == LinkCount(1, 0)
    assert not links.admits(store, SLUG, None)
    assert links.admits(store, SLUG, "a" * 64)
    assert not links.admits(store, SLUG, "b" * 64)


# --- made by a command ---------------------------------------------------------------------------------------------


@pytest.fixture
def folder(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("SURVEY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SURVEY_SECRET_KEY", settings.secret_key)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_links_are_made_and_work(folder: Path, app: Flask, owner: Officer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tokens", SLUG, "--n", "200", "--out", "links.csv", "--base-url", "https://survey.example.org/"]) == 0
    head, *rows = table(folder / "links.csv")
    assert head == ["link"]
    assert len({address for (address,) in rows}) == 200
    pattern = rf"https://survey\.example\.org(/{SLUG}/t/[A-Za-z0-9_-]{{22}})"
    found = [re.fullmatch(pattern, address) for (address,) in rows]
    assert all(found)
    assert stat.S_IMODE((folder / "links.csv").stat().st_mode) == 0o600
    assert "200 links" in capsys.readouterr().out
    someone = Respondent(app)
    assert found[7] is not None
    someone.get(found[7].group(1))
    assert someone.next(consent="1").kind == "question"
    assert "1 of 200 used" in owner.get(f"/admin/{SLUG}/?lang=en").text


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_list_gets_a_column_and_is_not_stored(folder: Path, rows: Rows, delimiter: str) -> None:
    people = [["name", "mail"], ["Әлия, Astana", "a@example.org"], ["=cmd|' /C calc'!A0", "b@example.org"]]
    with (folder / "people.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(people)
    before = (folder / "people.csv").read_bytes()
    assert main(["tokens", SLUG, "--from", "people.csv", "--out", "links.csv"]) == 0
    written = table(folder / "links.csv")
    assert [row[:2] for row in written] == people
    assert written[0][2] == "link"
    assert all(row[2].startswith(f"http://127.0.0.1:8000/{SLUG}/t/") for row in written[1:])
    assert (folder / "people.csv").read_bytes() == before
    for file in (folder / "data").iterdir():
        assert b"example.org" not in file.read_bytes()
        assert written[1][2].rpartition("/")[2].encode() not in file.read_bytes()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no rows"),
        (b"name\n", "no rows"),
        (b"name,link\nA,B\n", "has a column 'link' already"),
        (b"name,mail\nA\n", "row 2: 1 cells, the first row has 2"),
        (b"name\n\xff\xfe\n", "not UTF-8"),
    ],
)
def test_a_list_that_cannot_be_used_is_said(
    folder: Path, rows: Rows, capsys: pytest.CaptureFixture[str], content: bytes, words: str
) -> None:
    (folder / "people.csv").write_bytes(content)
    assert main(["tokens", SLUG, "--from", "people.csv", "--out", "links.csv"]) == 1
    assert words in capsys.readouterr().err
    assert not (folder / "links.csv").exists()
    assert rows("SELECT count(*) FROM token") == [(0,)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["unknown", "--n", "2", "--out", "links.csv"], "No study 'unknown'"),
        ([SLUG, "--n", "2", "--out", "taken.csv"], "exists already"),
        ([SLUG, "--n", "2", "--out", "taken.csv/links.csv"], "taken.csv"),
        ([SLUG, "--from", "none.csv", "--out", "links.csv"], "none.csv"),
    ],
)
def test_what_cannot_be_written_makes_no_links(
    folder: Path, rows: Rows, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    (folder / "taken.csv").write_text("mine", encoding="utf-8")
    assert main(["tokens", *arguments]) == 1
    assert words in capsys.readouterr().err
    assert (folder / "taken.csv").read_text(encoding="utf-8") == "mine"
    assert rows("SELECT count(*) FROM token") == [(0,)]
