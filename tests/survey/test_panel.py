"""A panel: linked over time, said on every page, its list of members nowhere in the database, and left at any time."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

import analysis
from instruments import load, study
from instruments.errors import InstrumentError
from instruments.model import Text
from instruments.panels import is_id, new_id, promises
from survey import create_app, opening
from survey.admin.wording import MESSAGES as ADMIN
from survey.commands import main
from survey.settings import Settings
from survey.store import interviews, panels
from survey.store.interviews import Beginning, Event
from survey.store.links import Link, LinkUsedError
from survey.store.transactions import writing
from survey.wording import MESSAGES
from tests.survey.admin.conftest import officer, owner  # noqa: F401 - fixtures
from tests.survey.admin.officer import Officer
from tests.survey.panel_waves import LANGUAGES, WAVES, make_links, make_members, open_waves, table, wave
from tests.survey.respondent import Respondent
from tests.survey.test_journeys import SLUG, finish

Rows = Callable[[str], list[tuple[object, ...]]]
FIRST, SECOND = WAVES

PROMISES = [MESSAGES.text(language, key) for language in LANGUAGES for key in ("privacy_not", "receipt_explain")]
"""What an anonymous study says and a panel must not; with what `promises` finds."""


@pytest.fixture
def folder(app: Flask, engine: sa.Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with the list of three members, where commands see the app's database; both waves are open."""
    monkeypatch.setenv("SURVEY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SURVEY_SECRET_KEY", settings.secret_key)
    monkeypatch.chdir(tmp_path)
    open_waves(engine, tmp_path)
    make_members()
    return tmp_path


def answers(app: Flask, link: str, warm: str = "7", language: str = "en") -> str:
    """Go through a wave by a link, and return the receipt."""
    someone = Respondent(app)
    someone.get(f"{link}?lang={language}")
    assert someone.next(consent="1").kind == "question"
    someone.next(warm=warm)
    assert someone.next().kind == "done"
    return someone.page.receipt


def test_one_member_is_one_member(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    make_members("A")
    assert "members.csv: 1 member. " in capsys.readouterr().out


# --- what is linked, and what is not ----------------------------------------------------------------------------------


def test_two_waves_are_joined_by_member(app: Flask, folder: Path, engine: sa.Engine) -> None:
    first, second = make_links(FIRST), make_links(SECOND)
    for link, warm in zip(first, ("2", "5", "9"), strict=True):
        answers(app, link, warm)
    answers(app, second[2], "8")
    answers(app, second[0], "3")
    members = [row["panel_id"] for row in table("members.csv")]
    for slug in WAVES:
        assert main(["export", slug, "--out", f"{slug}.csv"]) == 0
    url = engine.url.render_as_string(hide_password=False)
    from_files = [analysis.read(f"{slug}.csv", instrument=load.load(folder / f"{slug}.yaml")) for slug in WAVES]
    for waves in (from_files, [analysis.read(url, table=slug) for slug in WAVES]):
        assert [list(each.frame.columns).index("panel_id") for each in waves] == [5, 5]
        joined = waves[0].frame.merge(waves[1].frame, on="panel_id", validate="one_to_one")
        found = {row.panel_id: (row.warm_x, row.warm_y) for row in joined.itertuples()}
        assert found == {members[0]: (2, 3), members[2]: (9, 8)}


def test_an_anonymous_study_has_no_member_anywhere(app: Flask, folder: Path, rows: Rows) -> None:
    assert main(["tokens", SLUG, "--from", "members.csv", "--out", "links.csv"]) == 0
    someone = Respondent(app)
    someone.get(table("links.csv")[0]["link"].removeprefix("http://127.0.0.1:8000") + "?lang=en")
    someone.next(consent="1")
    finish(someone)
    assert someone.next().kind == "done"
    tables = [str(name) for (name,) in rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    members = {row["panel_id"] for row in table("members.csv")}
    stored = {name: str(rows(f'SELECT * FROM "{name}"')) for name in tables}
    assert not [name for name, held in stored.items() if any(member in held for member in members)]
    assert rows("SELECT count(*) FROM panel_response") == rows("SELECT count(*) FROM panel_link") == [(0,)]
    assert main(["export", SLUG, "--out", "out.csv"]) == 0
    assert "panel_id" not in table("out.csv")[0]


def test_the_list_is_not_in_the_database(app: Flask, folder: Path, rows: Rows) -> None:
    links = make_links(FIRST)
    answers(app, links[0])
    for file in (folder / "data").iterdir():
        content = file.read_bytes()
        assert b"example.org" not in content.replace(b"a@example.org", b""), "but the contact of the study"
        assert links[0].rpartition("/")[2].encode() not in content
    assert len(rows("SELECT panel_id FROM panel_link")) == 3


def test_every_response_knows_its_member_and_nothing_else_does(app: Flask, folder: Path, rows: Rows) -> None:
    answers(app, make_links(FIRST)[1])
    assert rows("SELECT panel_id FROM panel_response") == [(table("members.csv")[1]["panel_id"],)]
    tables = [str(name) for (name,) in rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    holding = {name for name in tables if table("members.csv")[1]["panel_id"] in str(rows(f'SELECT * FROM "{name}"'))}
    assert holding == {"panel_response", "panel_link"}


# --- what it says -----------------------------------------------------------------------------------------------------


def pages_of(app: Flask, link: str, language: str) -> dict[str, str]:
    """Go through a wave, and return the text of each page met, by what it is."""
    someone = Respondent(app)
    seen = {"start": someone.get(f"{link}?lang={language}").text}
    seen["privacy"] = someone.get(f"/{FIRST}/privacy").text
    seen["withdraw"] = someone.get(f"/{FIRST}/withdraw").text
    seen["without a link"] = someone.get(f"/{FIRST}/").text
    seen["leave"] = someone.get(f"{link}/leave").text
    someone.get(link)
    seen["nothing chosen"] = someone.next().text
    seen["question"] = someone.next(consent="1").text
    seen["code"] = someone.press("save").text
    someone.next()
    finish(someone)
    seen["review"] = someone.page.text
    seen["done"] = someone.next().text
    seen["used"] = Respondent(app).get(f"{link}?lang={language}").text
    return seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_that_it_is_not_anonymous(app: Flask, folder: Path, language: str) -> None:
    seen = pages_of(app, make_links(FIRST)[0], language)
    for name, text in seen.items():
        assert MESSAGES.text(language, "panel_short") in text, name
        assert not [promise for promise in PROMISES if promise in text], name
        assert promises(Text(((language, text),))) == (), name
    told = MESSAGES.text(language, "panel_not_anonymous")
    assert {name for name, text in seen.items() if told in text} == {
        *("start", "privacy", "withdraw", "leave", "nothing chosen", "done"),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_anonymous_study_says_nothing_of_panels(app: Flask, language: str) -> None:
    someone = Respondent(app)
    for path in (f"/{SLUG}/?lang={language}", f"/{SLUG}/privacy", f"/{SLUG}/withdraw"):
        text = someone.get(path).text
        for key in ("panel_short", "panel_not_anonymous", "panel_leave_how", "panel_leave_title", "panel_withdraw_button"):
            assert MESSAGES.text(language, key) not in text, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_administration_says_so_too(folder: Path, owner: Officer, language: str, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: F811
    told = ADMIN.text(language, "panel_fact", panel="views")
    assert told in owner.get(f"/admin/{FIRST}/?lang={language}").text
    assert told in owner.get(f"/admin/{FIRST}/privacy").text
    assert ADMIN.text(language, "panel_export") in owner.get(f"/admin/{FIRST}/export").text
    assert "python -m survey leave" in owner.get(f"/admin/{FIRST}/withdraw").text
    poster = owner.get(f"/admin/{FIRST}/poster").text
    assert ADMIN.text(language, "panel_poster") in poster
    for path in ("", "privacy", "export", "withdraw", "poster"):
        text = owner.get(f"/admin/{FIRST}/{path}").text
        assert not [each for each in LANGUAGES if ADMIN.plural(each, "poster_minutes_n", 1) in text]
        assert promises(Text(((language, text),))) == ()
    capsys.readouterr()
    assert main(["privacy-report", FIRST, "--language", language]) == 0
    report = capsys.readouterr().out
    assert told in report
    assert f"| panel_response | panel_id | 0 | {ADMIN.text(language, 'personal_panel')} |" in report
    assert told not in owner.get(f"/admin/{SLUG}/?lang={language}").text


def test_an_export_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", FIRST, "--out", "out.csv"]) == 0
    assert "not anonymous: each with its panel_id" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Answers are anonymous.", True),
        ("Taking part is anonymously done.", True),
        ("This survey is not anonymous.", False),
        ("Жауаптар анонимді.", True),
        ("Жауаптар анонимді емес.", False),
        ("Ответы анонимны.", True),
        ("Ответы не анонимны.", False),
        ("", False),
    ],
)
def test_a_promise_is_found(words: str, found: bool) -> None:
    assert bool(promises(Text((("en", words),)))) is found


def test_a_file_of_a_panel_must_not_promise(tmp_path: Path) -> None:
    path = wave(tmp_path, FIRST, ethics="Voluntary and anonymous")
    with pytest.raises(InstrumentError, match=r"ethics \(en\) says anonymous, and a panel is not"):
        study.load(tmp_path / f"{FIRST}-study.yaml", load.load(path))
    study.load(tmp_path / f"{FIRST}-study.yaml", load.load(wave(tmp_path, FIRST, panel=None, ethics="Anonymous")))


def test_a_consent_of_a_panel_must_not_promise(tmp_path: Path) -> None:
    consent = """\
      - id: consent
        kind: consent
        text: {kk: "Жауаптар анонимді.", en: "Not anonymous.", ru: "Ответы анонимны."}
        choices:
          - {code: 1, label: {kk: "Иә", en: "Yes", ru: "Да"}}
          - {code: 0, label: {kk: "Жоқ", en: "No", ru: "Нет"}}
"""
    path = wave(tmp_path, FIRST)
    content = path.read_text(encoding="utf-8").replace("    questions:\n", f"    questions:\n{consent}")
    with pytest.raises(InstrumentError) as caught:
        load.load_text(content, "wave")
    assert re.findall(r"the consent \((..)\) says anonymous", str(caught.value)) == ["kk", "ru"]
    assert load.load_text(content.replace("panel: views", ""), "wave").panel is None


def test_the_key_names_a_panel(tmp_path: Path) -> None:
    assert load.load(wave(tmp_path, FIRST)).panel == "views"
    with pytest.raises(InstrumentError, match=r"panel must name a panel by an id like turkic_views, got 'Views'"):
        load.load(wave(tmp_path, FIRST, panel="Views"))


# --- never switched ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), [(None, "views"), ("views", None), ("views", "other")])
def test_a_study_stays_what_it_was_opened_as(
    folder: Path, engine: sa.Engine, rows: Rows, before: str | None, after: str | None
) -> None:
    opening.open_study(engine, str(wave(folder, "another", panel=before)))
    with pytest.raises(InstrumentError, match="its `panel:` cannot change"):
        opening.open_study(engine, str(wave(folder, "another", panel=after, version=2)))
    assert rows("SELECT version FROM instrument WHERE slug = 'another'") == [(1,)]
    opening.open_study(engine, str(wave(folder, "another", panel=before, version=2)))
    with pytest.raises(InstrumentError, match="its `panel:` cannot change"):
        opening.open_study(engine, str(wave(folder, "another", panel=after, version=3)))


# --- links -------------------------------------------------------------------------------------------------------------


def test_a_link_works_once_a_wave(app: Flask, folder: Path) -> None:
    first, second = make_links(FIRST), make_links(SECOND)
    answers(app, first[0])
    assert Respondent(app).get(first[0]).kind == "closed"
    assert Respondent(app).get(first[0].replace(FIRST, SECOND)).kind == "closed", "a link to another wave"
    answers(app, second[0])


def test_nobody_begins_without_a_link(app: Flask, folder: Path, rows: Rows) -> None:
    someone = Respondent(app)
    assert someone.get(f"/{FIRST}/?lang=en").kind == "closed", "before any link was made, too"
    assert "personal link" in someone.page.text
    someone.forge(f"/{FIRST}/", consent="1")
    assert rows("SELECT count(*) FROM response") == [(0,)]


def test_a_panel_is_tried_out_without_a_link_and_keeps_its_links(
    app: Flask, folder: Path, settings: Settings, rows: Rows, capsys: pytest.CaptureFixture[str]
) -> None:
    make_links(FIRST)
    preview = create_app(replace(settings, preview=True))
    answers(preview, f"/{FIRST}/")
    preview.extensions["survey"].engine.dispose()
    assert rows("SELECT is_test FROM response") == [(1,)]
    assert main(["tokens", FIRST, "--none"]) == 1
    assert "is a wave of a panel" in capsys.readouterr().err
    assert rows("SELECT slug, is_used, count(*) FROM panel_link GROUP BY slug, is_used") == [(FIRST, 0, 3)]


def test_a_preview_leaves_links_unused_and_stands_for_no_member(app: Flask, folder: Path, settings: Settings, rows: Rows) -> None:
    links = make_links(FIRST)
    preview = create_app(replace(settings, preview=True))
    answers(preview, links[0])
    preview.extensions["survey"].engine.dispose()
    assert rows("SELECT count(*) FROM panel_link WHERE is_used") == [(0,)]
    [(made_up, is_test)] = rows("SELECT panel_id, is_test FROM panel_response JOIN response ON response.id = response_id")
    assert (is_id(str(made_up)), is_test) == (True, 1)
    assert made_up not in {row["panel_id"] for row in table("members.csv")}
    answers(app, links[0])


def test_of_eight_at_once_one_alone_begins(store: sa.Engine, tmp_path: Path) -> None:
    open_waves(store, tmp_path)
    made = {new_id(): f"{number:064}" for number in range(40)}
    with writing(store) as connection:
        panels.add(connection, FIRST, made)
    digest = load.load(tmp_path / f"{FIRST}.yaml").source_hash

    def tried(browser: int, link_hash: str) -> bool:
        beginning = Beginning(digest, "kk", {}, 7, is_test=False, link=Link(link_hash, "claim"))
        key = f"{int(link_hash)}-{browser}"
        try:
            return interviews.begin(store, key, key, beginning, Event(FIRST, "2026-11-22", "kk"))
        except LinkUsedError:
            return False

    with ThreadPoolExecutor(8) as pool:
        for link_hash in made.values():
            assert list(pool.map(tried, range(8), [link_hash] * 8)).count(True) == 1
    with store.connect() as connection:
        found = connection.exec_driver_sql("SELECT panel_id FROM panel_response").scalars().all()
    assert sorted(found) == sorted(made)
    assert panels.unused(store, FIRST) == frozenset()


def test_a_member_has_one_link_a_wave(folder: Path, capsys: pytest.CaptureFixture[str], rows: Rows) -> None:
    make_links(FIRST)
    assert main(["tokens", FIRST, "--from", "members.csv", "--out", "again.csv"]) == 1
    assert "3 members have a link to wave-one already" in capsys.readouterr().err
    assert not Path("again.csv").exists()
    assert rows("SELECT count(*) FROM panel_link") == [(3,)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("mail\na@example.org\n", "has no column 'panel_id'"),
        ("mail,panel_id\na@example.org,\n", "row 2: panel_id '' is no id that `members` made"),
        ("mail,panel_id\na@example.org,7\n", "row 2: panel_id '7' is no id"),
        ("panel_id\np0123456789abcdef\np0123456789abcdef\n", "row 3: panel_id 'p0123456789abcdef' stands in an earlier row, too"),
    ],
)
def test_a_list_that_is_no_list_of_members(folder: Path, capsys: pytest.CaptureFixture[str], content: str, words: str) -> None:
    Path("wrong.csv").write_text(content, encoding="utf-8")
    assert main(["tokens", FIRST, "--from", "wrong.csv", "--out", "links.csv"]) == 1
    assert words in capsys.readouterr().err
    assert main(["tokens", FIRST, "--n", "3", "--out", "links.csv"]) == 1
    assert "its links belong to members" in capsys.readouterr().err


def test_the_list_is_made_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path("members.csv").read_bytes()
    assert all(is_id(row["panel_id"]) for row in table("members.csv"))
    assert len({row["panel_id"] for row in table("members.csv")}) == 3
    assert main(["members", "--from", "people.csv", "--out", "members.csv"]) == 1
    assert "exists already" in capsys.readouterr().err
    assert main(["members", "--from", "members.csv", "--out", "other.csv"]) == 1
    assert "has a column 'panel_id' already" in capsys.readouterr().err
    assert Path("members.csv").read_bytes() == before


def test_reminders_name_the_unused_links(app: Flask, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    links = make_links(FIRST)
    answers(app, links[1])
    assert main(["reminders", FIRST, "--from", f"{FIRST}-links.csv", "--out", "reminders.csv"]) == 0
    assert "2 of 3 links to wave-one are unused" in capsys.readouterr().out
    assert [row["mail"] for row in table("reminders.csv")] == ["A@example.org", "C@example.org"]
    assert table("reminders.csv")[0]["link"].endswith(links[0])
    assert main(["reminders", FIRST, "--from", "members.csv", "--out", "more.csv"]) == 1
    assert "has no column 'link'" in capsys.readouterr().err
    assert main(["reminders", "unknown", "--from", "members.csv", "--out", "more.csv"]) == 1


def test_an_anonymous_study_has_no_reminders_but_counts(app: Flask, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tokens", SLUG, "--from", "people.csv", "--out", "links.csv"]) == 0
    someone = Respondent(app)
    someone.get(table("links.csv")[0]["link"].removeprefix("http://127.0.0.1:8000"))
    someone.next(consent="1")
    assert main(["reminders", SLUG, "--from", "links.csv", "--out", "reminders.csv"]) == 1
    assert "anonymous: who has answered is not told, only that 1 of 3 links are used" in capsys.readouterr().err
    assert not Path("reminders.csv").exists()


# --- leaving -----------------------------------------------------------------------------------------------------------


def left(rows: Rows) -> list[tuple[object, ...]]:
    return rows("SELECT panel_id FROM panel_left")


def test_a_member_leaves_by_receipt(app: Flask, folder: Path, rows: Rows) -> None:
    first, second = make_links(FIRST), make_links(SECOND)
    receipt = answers(app, first[0])
    answers(app, second[0])
    answers(app, second[1])
    someone = Respondent(app)
    someone.get(f"/{FIRST}/withdraw?lang=en")
    page = someone.press("leave-panel", receipt=receipt)
    assert (page.kind, someone.path) == ("withdraw", f"/{FIRST}/withdrawn")
    assert MESSAGES.text("en", "panel_left") in page.text
    members = [row["panel_id"] for row in table("members.csv")]
    assert rows("SELECT panel_id FROM panel_response") == [(members[1],)]
    assert rows("SELECT count(*) FROM response") == [(1,)]
    assert left(rows) == [(members[0],)]
    assert Respondent(app).get(second[0]).kind == "closed"


def test_a_receipt_deletes_one_wave_where_that_is_meant(app: Flask, folder: Path, rows: Rows) -> None:
    receipt = answers(app, make_links(FIRST)[0])
    answers(app, make_links(SECOND)[0])
    someone = Respondent(app)
    someone.get(f"/{FIRST}/withdraw?lang=en")
    assert MESSAGES.text("en", "withdraw_done") in someone.next(receipt=receipt).text
    assert rows("SELECT count(*) FROM response") == rows("SELECT count(*) FROM panel_response") == [(1,)]
    assert left(rows) == []


@pytest.mark.parametrize("stage", ["unused", "begun", "complete"])
def test_a_member_leaves_by_link(app: Flask, folder: Path, rows: Rows, stage: str) -> None:
    link = make_links(FIRST)[0]
    someone = Respondent(app)
    someone.get(f"{link}?lang=en")
    if stage != "unused":
        someone.next(consent="1")
    if stage == "complete":
        someone.next(warm="7")
        someone.next()
    other = Respondent(app)
    other.get(f"{link}?lang=en")
    assert f"{link}/leave" in other.page.links
    other.get(f"{link}/leave")
    other.press("language:kk")
    assert (other.page.lang, rows("SELECT count(*) FROM panel_link")) == ("kk", [(3,)]), "looking deletes nothing"
    other.press("leave-panel")
    assert other.path == f"/{FIRST}/withdrawn"
    assert rows("SELECT count(*) FROM response") == rows("SELECT count(*) FROM answer") == [(0,)]
    assert rows("SELECT count(*) FROM panel_link") == [(2,)]
    assert Respondent(app).get(f"{link}/leave").kind == "closed", "once"


def test_who_has_left_gets_no_link_any_more(app: Flask, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_links(FIRST)
    member = table("members.csv")[1]["panel_id"]
    assert main(["leave", member]) == 0
    assert "left the panel" in capsys.readouterr().out
    assert main(["leave", member]) == 1
    assert "No member" in capsys.readouterr().err
    assert len(make_links(SECOND)) == 2
    assert "1 who left the panel got none" in capsys.readouterr().out
    assert [row["mail"] for row in table(f"{SECOND}-links.csv")] == ["A@example.org", "C@example.org"]
    assert main(["reminders", FIRST, "--from", f"{FIRST}-links.csv", "--out", "reminders.csv"]) == 0
    assert [row["mail"] for row in table("reminders.csv")] == ["A@example.org", "C@example.org"]


def test_an_anonymous_study_has_nothing_to_leave(app: Flask, folder: Path) -> None:
    someone = Respondent(app)
    assert someone.client.get(f"/{SLUG}/t/{'A' * 22}/leave").status_code == 404
    assert someone.get(f"/{FIRST}/t/{'A' * 22}/leave?lang=en").kind == "closed"


def test_leaving_takes_the_answers_from_the_store(store: sa.Engine, tmp_path: Path) -> None:
    """On either system: unfinished answers, finished ones, their sessions and the links."""
    open_waves(store, tmp_path)
    member, other = new_id(), new_id()
    for slug in WAVES:
        digest = load.load(tmp_path / f"{slug}.yaml").source_hash
        with writing(store) as connection:
            panels.add(connection, slug, {member: f"{slug}-a", other: f"{slug}-b"})
        for place, link in enumerate((f"{slug}-a", f"{slug}-b")):
            beginning = Beginning(digest, "kk", {}, 7, is_test=False, link=Link(link, "claim"))
            assert interviews.begin(store, f"{slug}{place}", f"{slug}{place}", beginning, Event(slug, "2026-11-22", "kk"))
    assert interviews.submit(store, f"{FIRST}0", f"{FIRST}0", "receipt", Event(FIRST, "2026-11-22", "kk"))
    assert panels.member_of_receipt(store, "receipt") == member
    panels.leave(store, member)
    panels.leave(store, member)
    assert not panels.is_known(store, member)
    assert panels.is_known(store, other)
    with store.connect() as connection:
        for name in ("response", "panel_response", "session", "panel_link"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() == 2, name
        assert connection.exec_driver_sql("SELECT count(*) FROM submit_key").scalar() == 0
        assert panels.gone(connection) == {member}


def test_made_up_members_are_the_same_in_every_wave(folder: Path, engine: sa.Engine) -> None:
    for slug in WAVES:
        assert main(["simulate", slug, "--n", "20", "--seed", "4"]) == 0
    url = engine.url.render_as_string(hide_password=False)
    one, two = (analysis.read(url, table=slug, include_tests=True).frame for slug in WAVES)
    joined = one.merge(two, on="panel_id", validate="one_to_one")
    assert 15 <= len(joined) <= 20
    assert all(is_id(member) for member in joined.panel_id)


def test_who_leaves_while_a_link_is_pressed_leaves_nothing_behind(store: sa.Engine, tmp_path: Path) -> None:
    """Thirty members, each of whom begins on one device and leaves on another at the same moment."""
    open_waves(store, tmp_path)
    digest = load.load(tmp_path / f"{FIRST}.yaml").source_hash
    made = {new_id(): f"{number:064}" for number in range(30)}
    with writing(store) as connection:
        panels.add(connection, FIRST, made)

    def begin(link_hash: str) -> bool:
        beginning = Beginning(digest, "kk", {}, 7, is_test=False, link=Link(link_hash, "claim"))
        try:
            return interviews.begin(store, link_hash, link_hash, beginning, Event(FIRST, "2026-11-22", "kk"))
        except LinkUsedError:
            return False

    with ThreadPoolExecutor(2) as pool:
        for member, link_hash in made.items():
            begun, gone = pool.submit(begin, link_hash), pool.submit(panels.leave, store, member)
            begun.result()
            gone.result()
    with store.connect() as connection:
        for name in ("response", "panel_response", "session", "panel_link"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() == 0, name
