"""Single-use links: each begins one interview, however many ask at once, and nothing ties it to the answers."""

from __future__ import annotations

import csv
import re
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from instruments import load
from survey import create_app
from survey.commands import main
from survey.keys.receipt import Keys
from survey.settings import Settings
from survey.store import interviews, links
from survey.store.interviews import Beginning, Event
from survey.store.links import Link, LinkCount, LinkUsedError
from survey.store.transactions import writing
from survey.wording import MESSAGES
from tests.survey.admin.officer import Officer
from tests.survey.conftest import SECRET
from tests.survey.respondent import Respondent, check
from tests.survey.test_journeys import SLUG, finish, idle

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


def test_an_interview_goes_on_elsewhere_by_its_code_alone(app: Flask, with_links: sa.Engine, rows: Rows) -> None:
    first, second = arrives(app, TOKENS[0]), Respondent(app)
    first.next(consent="1")
    first.next(q1_strength="7")
    code = first.press("save", q2_improve="2").receipt
    assert second.get(f"/{SLUG}/?lang=en").kind == "closed", "without a link nobody begins"
    assert second.get(f"/{SLUG}/resume?lang=en").kind == "resume"
    second.next(code=code)
    assert second.page.offered.keys() == {"q3_spheres"}
    assert links.count(with_links, SLUG) == LinkCount(made=3, used=1)
    assert first.get(f"/{SLUG}/t/{TOKENS[0]}").kind == "closed", "the link begins no second interview where it was used"
    assert Respondent(app).get(f"/{SLUG}/t/{TOKENS[0]}").kind == "closed"
    assert second.get(f"/{SLUG}/").kind == "start", "whoever goes on needs no link"
    assert second.next().kind == "question"
    finish(second)
    assert second.next().kind == "done"
    assert links.count(with_links, SLUG) == LinkCount(made=3, used=1)
    assert rows("SELECT status, count(*) FROM response GROUP BY status") == [("complete", 1)]
    hashed = Keys(SECRET).link_hash(SLUG, TOKENS[0])
    assert rows(f"SELECT is_used FROM token WHERE token_hash = '{hashed}'") == [(1,)]


def test_a_code_does_not_work_in_place_of_a_link(app: Flask, with_links: sa.Engine, rows: Rows) -> None:
    """A code whose interview is over admits nobody: not to it, and not to another one."""
    first, second = arrives(app, TOKENS[0]), Respondent(app)
    first.next(consent="1")
    code = first.press("save", q1_strength="7").receipt
    first.next()
    finish(first)
    assert first.next().kind == "done"
    second.get(f"/{SLUG}/resume?lang=en")
    assert second.next(code=code).kind == "resume"
    assert second.get(f"/{SLUG}/").kind == "closed"
    assert rows("SELECT count(*) FROM response") == [(1,)]


def test_after_a_pause_its_link_opens_the_interview_again_in_the_same_browser(
    app: Flask, settings: Settings, with_links: sa.Engine, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = arrives(app, TOKENS[0])
    someone.next(consent="1")
    someone.next(q1_strength="3")
    idle(settings, monkeypatch)
    page = someone.get(f"/{SLUG}/next")
    assert page.kind == "error"
    assert "open your link again in this browser" in page.text
    assert "begin again" not in page.text
    assert someone.get(f"/{SLUG}/").kind == "closed", "without the link it may be somebody else"
    assert arrives(app, TOKENS[0]).page.kind == "closed", "and so may another browser be"
    page = someone.get(f"/{SLUG}/t/{TOKENS[0]}")
    assert page.kind == "start"
    assert "anew" not in page.buttons, "a link begins one interview"
    assert someone.next().offered.keys() == {"q2_improve"}
    assert rows("SELECT COUNT(*) FROM response") == [(1,)]


def test_another_persons_link_opens_nothing_of_the_first_in_the_same_browser(
    app: Flask, with_links: sa.Engine, rows: Rows
) -> None:
    first = arrives(app, TOKENS[0])
    first.next(consent="1")
    first.next(q1_strength="3")
    page = first.get(f"/{SLUG}/t/{TOKENS[1]}")
    assert (page.kind, page.offered, "exit" in page.buttons) == ("start", {"consent": ["1", "0"]}, False)
    page = first.next(consent="1")
    assert (page.kind, page.checked) == ("question", {}), "the answers of the first are not shown"
    first.next(q1_strength="9")
    assert sorted(rows("SELECT value FROM answer")) == [("3",), ("9",)]
    assert links.count(with_links, SLUG).used == 2


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_whoever_opens_another_link_is_told_that_somebody_has_not_finished(
    app: Flask, with_links: sa.Engine, language: str
) -> None:
    told = MESSAGES.text(language, "another_link")
    first = arrives(app, TOKENS[0], language)
    assert told not in first.page.text
    first.next(consent="1")
    assert told not in first.get(f"/{SLUG}/t/{TOKENS[0]}").text, "the same link"
    assert told in first.get(f"/{SLUG}/t/{TOKENS[1]}").text
    assert told not in arrives(app, TOKENS[1], language).page.text, "another browser"
    first.get(f"/{SLUG}/t/{TOKENS[0]}")
    first.next()
    finish(first)
    first.next()
    assert told not in first.get(f"/{SLUG}/t/{TOKENS[1]}").text, "who has finished loses nothing"


def test_a_link_that_was_open_while_another_was_answered_shows_no_receipt_of_it(app: Flask, with_links: sa.Engine) -> None:
    someone = arrives(app, TOKENS[1])
    waiting = {**someone.page.filled, "consent": "1", "action": "next"}
    someone.get(f"/{SLUG}/t/{TOKENS[0]}")
    someone.next(consent="1")
    finish(someone)
    receipt = someone.next().receipt
    page = someone.send(f"/{SLUG}/t/{TOKENS[1]}", waiting)
    assert (page.kind, page.receipt) == ("question", ""), receipt
    assert links.count(with_links, SLUG).used == 2


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


def test_a_preview_leaves_links_unused(settings: Settings, engine: sa.Engine, with_links: sa.Engine, rows: Rows) -> None:
    preview = create_app(replace(settings, preview=True))
    for _ in range(2):
        assert arrives(preview, TOKENS[0]).next(consent="1").kind == "question"
    preview.extensions["survey"].engine.dispose()
    assert rows("SELECT is_test, count(*) FROM response GROUP BY is_test") == [(1, 2)]
    assert links.count(with_links, SLUG).used == 0


def test_a_preview_lets_the_form_be_tried_without_a_link(settings: Settings, with_links: sa.Engine, rows: Rows) -> None:
    preview = create_app(replace(settings, preview=True))
    someone = Respondent(preview)
    assert someone.start(SLUG).kind == "question"
    finish(someone)
    assert someone.next().kind == "done"
    preview.extensions["survey"].engine.dispose()
    assert rows("SELECT is_test, status FROM response") == [(1, "complete")]
    assert links.count(with_links, SLUG) == LinkCount(made=3, used=0)


def test_no_response_knows_its_link(app: Flask, with_links: sa.Engine, rows: Rows) -> None:
    someone = arrives(app, TOKENS[0])
    someone.next(consent="1")
    finish(someone)
    someone.next()
    hashed = Keys(SECRET).link_hash(SLUG, TOKENS[0])
    tables = [str(name) for (name,) in rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    holding = [name for name in tables if hashed in str(rows(f"SELECT * FROM {name}"))]
    assert holding == ["token"]
    assert rows("SELECT name FROM pragma_table_info('token')") == [("token_hash",), ("slug",), ("is_used",), ("claim",)]
    assert {claim for (claim,) in rows("SELECT claim FROM token")} == {None}
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
        key = f"{int(link_hash)}-{browser}"
        beginning = Beginning(HASH, "kk", {}, 7, is_test=False, link=Link(link_hash, f"claim {key}"))
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


def test_a_beginning_that_fails_keeps_its_link_for_the_same_browser(store: sa.Engine) -> None:
    """What a crash between using the link and beginning leaves behind."""
    with writing(store) as connection:
        links.add(connection, SLUG, ["a" * 64])
    mine, others, event = Link("a" * 64, "mine"), Link("a" * 64, "others"), Event(SLUG, "2026-11-22", "kk")
    with pytest.raises(sa.exc.IntegrityError):
        interviews.begin(store, "t", "k", Beginning("no such questionnaire", "kk", {}, 7, is_test=False, link=mine), event)
    assert links.admits(store, SLUG, mine)
    assert not links.admits(store, SLUG, others)
    with pytest.raises(LinkUsedError):
        interviews.begin(store, "u", "l", Beginning(HASH, "kk", {}, 7, is_test=False, link=others), event)
    for _ in range(2):
        assert interviews.begin(store, "t", "k", Beginning(HASH, "kk", {}, 7, is_test=False, link=mine), event)
    assert not links.admits(store, SLUG, mine), "a claim ends with the beginning"
    interviews.release(store, "t")
    with pytest.raises(LinkUsedError):
        interviews.begin(store, "t", "k", Beginning(HASH, "kk", {}, 7, is_test=False, link=mine), event)
    with store.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM response").scalar() == 1
        assert connection.exec_driver_sql("SELECT claim FROM token").scalar() is None
    assert links.count(store, SLUG) == LinkCount(made=1, used=1)


def test_a_claim_that_a_crash_after_the_beginning_left_begins_no_second_interview(
    store: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(store) as connection:
        links.add(connection, SLUG, ["a" * 64])
    link, event = Link("a" * 64, "mine"), Event(SLUG, "2026-11-22", "kk")
    beginning = Beginning(HASH, "kk", {}, 7, is_test=False, link=link)
    assert interviews.begin(store, "t", "k", beginning, event)
    with writing(store) as connection:
        connection.exec_driver_sql("UPDATE token SET claim = 'mine'")
    assert interviews.begin(store, "t", "k", beginning, event), "a second press"
    interviews.release(store, "t")
    with pytest.raises(LinkUsedError):
        interviews.begin(store, "t", "k", beginning, event)


def test_a_second_link_is_not_used_up_by_a_browser_that_has_begun(store: sa.Engine) -> None:
    with writing(store) as connection:
        links.add(connection, SLUG, ["a" * 64, "b" * 64])
    event = Event(SLUG, "2026-11-22", "kk")
    for each in "ab":
        beginning = Beginning(HASH, "kk", {}, 7, is_test=False, link=Link(each * 64, "mine"))
        assert interviews.begin(store, "t", "k", beginning, event)
    assert links.count(store, SLUG) == LinkCount(made=2, used=1)


def test_on_postgresql_no_transaction_writes_both_a_link_and_a_response(store_on_postgresql: sa.Engine) -> None:
    engine = store_on_postgresql
    hashes = [f"{number:064}" for number in range(6)]
    with writing(engine) as connection:
        links.add(connection, SLUG, hashes)
    for place, each in enumerate(hashes):
        beginning = Beginning(HASH, "kk", {}, 7, is_test=False, link=Link(each, f"claim {place}"))
        assert interviews.begin(engine, f"t{place}", f"k{place}", beginning, Event(SLUG, "2026-11-22", "kk"))
    with engine.connect() as connection:
        numbers = {
            name: set(connection.exec_driver_sql(f"SELECT xmin::text FROM {name} UNION SELECT xmax::text FROM {name}").scalars())
            for name in ("token", "session", "response")
        }
    assert len(numbers["session"] & numbers["response"] - {"0"}) == 6, "what is begun together can be seen to be"
    assert not numbers["token"] & (numbers["session"] | numbers["response"]) - {"0"}


def test_a_study_counts_its_own_links(store: sa.Engine) -> None:
    assert links.count(store, SLUG) == LinkCount(0, 0)
    assert links.admits(store, SLUG, None)
    assert not links.admits(store, SLUG, Link("a" * 64, "mine"))
    with writing(store) as connection:
        links.add(connection, SLUG, ["a" * 64])
        links.add(connection, "other", ["b" * 64])
    assert links.count(store, SLUG) == LinkCount(1, 0)
    assert not links.admits(store, SLUG, None)
    assert links.admits(store, SLUG, Link("a" * 64, "mine"))
    assert not links.admits(store, SLUG, Link("b" * 64, "mine"))


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


def test_the_first_links_say_whom_they_shut_out_and_how_to_let_everybody_in(
    folder: Path, app: Flask, rows: Rows, capsys: pytest.CaptureFixture[str]
) -> None:
    address = ["--base-url", "https://survey.example.org"]
    assert main(["tokens", SLUG, "--n", "3", "--out", "links.csv", *address]) == 0
    told = capsys.readouterr()
    assert f"Until now everybody could begin it at /{SLUG}/; from now on nobody can without a link." in told.out
    assert f"python -m survey tokens {SLUG} --none" in told.out
    assert told.err == ""
    assert main(["tokens", SLUG, "--n", "1", "--out", "more.csv", *address]) == 0
    assert "Until now" not in capsys.readouterr().out, "it was closed to others before"
    begun = Respondent(app)
    begun.get(table(folder / "links.csv")[1][0].removeprefix("https://survey.example.org"))
    assert begun.next(consent="1").kind == "question"
    assert Respondent(app).get(f"/{SLUG}/").kind == "closed"
    assert main(["tokens", SLUG, "--none"]) == 0
    told = capsys.readouterr()
    assert f"{SLUG}: 3 unused links removed, to work no more; 1 used, whose answers stay." in told.out
    assert f"everybody can begin it at /{SLUG}/" in told.out
    assert Respondent(app).start(SLUG).kind == "question"
    late = Respondent(app)
    assert late.get(table(folder / "links.csv")[2][0].removeprefix("https://survey.example.org")).kind == "closed"
    finish(begun)
    assert begun.next().kind == "done", "whoever had begun goes on"
    details = rows("SELECT detail FROM audit WHERE action = 'tokens'")
    assert details == [("3 links",), ("1 link",), ("removed: 3 unused links, 1 used",)]
    assert main(["tokens", SLUG, "--none"]) == 1
    assert f"{SLUG} has no links" in capsys.readouterr().err


def test_removing_links_leaves_those_of_other_studies(folder: Path, store: sa.Engine) -> None:
    with writing(store) as connection:
        links.add(connection, SLUG, ["a" * 64])
        links.add(connection, "other", ["b" * 64])
        assert links.remove(connection, SLUG) == LinkCount(made=1, used=0)
        assert links.remove(connection, SLUG) == LinkCount(made=0, used=0)
    assert links.count(store, "other") == LinkCount(made=1, used=0)
    assert links.admits(store, SLUG, None)


@pytest.mark.parametrize("address", [None, "http://127.0.0.1:8000", "http://localhost", "http://[::1]:9000"])
def test_links_that_work_on_this_computer_alone_are_warned_of(
    folder: Path, capsys: pytest.CaptureFixture[str], address: str | None
) -> None:
    assert main(["tokens", SLUG, "--n", "1", "--out", "links.csv", *(["--base-url", address] if address else [])]) == 0
    told = capsys.readouterr().err
    assert told.startswith(f"warning: these links begin with {address or 'http://127.0.0.1:8000'}")
    assert "--base-url" in told


@pytest.mark.parametrize("wrong", [[], ["--n", "1"], ["--none", "--n", "1", "--out", "links.csv"]])
def test_links_are_made_into_a_file_or_removed(folder: Path, capsys: pytest.CaptureFixture[str], wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["tokens", SLUG, *wrong])
    assert ended.value.code == 2
    assert "--out FILE" in capsys.readouterr().err or wrong != ["--n", "1"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_list_gets_a_column_and_is_not_stored(folder: Path, rows: Rows, delimiter: str) -> None:
    people = [["name", "mail"], ["Әлия, Astana", "a@example.org"], ["=cmd|' /C calc'!A0", "b@example.org"]]
    with (folder / "people.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(people)
    before = (folder / "people.csv").read_bytes()
    assert main(["tokens", SLUG, "--from", "people.csv", "--out", "links.csv"]) == 0
    written = table(folder / "links.csv")
    people[2][0] = "'=cmd|' /C calc'!A0"
    assert [row[:2] for row in written] == people, "no spreadsheet runs a cell"
    assert written[0][2] == "link"
    assert all(row[2].startswith(f"http://127.0.0.1:8000/{SLUG}/t/") for row in written[1:])
    assert (folder / "people.csv").read_bytes() == before
    for file in (folder / "data").iterdir():
        assert b"example.org" not in file.read_bytes()
        assert written[1][2].rpartition("/")[2].encode() not in file.read_bytes()


def test_what_was_made_safe_once_is_not_made_so_twice(folder: Path, app: Flask) -> None:
    (folder / "people.csv").write_text("name,phone\n=1,+7 701\n", encoding="utf-8")
    assert main(["tokens", SLUG, "--from", "people.csv", "--out", "links.csv"]) == 0
    (folder / "again.csv").write_text((folder / "links.csv").read_text(encoding="utf-8").replace("link", "old"), encoding="utf-8")
    assert main(["tokens", SLUG, "--from", "again.csv", "--out", "links-2.csv"]) == 0
    assert table(folder / "links.csv")[1][:2] == table(folder / "links-2.csv")[1][:2] == ["'=1", "'+7 701"]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)//", "ftp://h", "survey.example.org", "https://", "http://h/?x=1", "http://h#x"]
)
def test_a_base_address_that_is_none_is_refused(
    folder: Path, rows: Rows, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["tokens", SLUG, "--n", "1", "--out", "links.csv", "--base-url", address])
    assert ended.value.code == 2
    assert "give an address such as https://survey.example.org" in capsys.readouterr().err
    assert rows("SELECT count(*) FROM token") == [(0,)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no rows"),
        (b"name\n", "no rows"),
        (b"name,link\nA,B\n", "has a column 'link' already"),
        (b"name,mail\nA\n", "row 2: 1 cell, the first row has 2"),
        (b'name\nA\n"B\nC\n', "the row that begins in line 3: it is no CSV (unexpected end of data). Look for a quotation mark"),
        (b'name,mail\n"A,a@x\n' + b"Somebody,b@x\n" * 12_000, "the row that begins in line 2: it is no CSV (field larger"),
        (b'name\n"A"B\n', "the row that begins in line 2: it is no CSV"),
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
