"""A study is opened, paused, closed, and scheduled: by its owner, by commands, and by the clock."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from instruments import study
from instruments.errors import InstrumentError
from instruments.names import ADDRESSES
from survey import opening, schedule
from survey.admin.wording import MESSAGES
from survey.commands import main
from survey.schedule import ScheduleError
from survey.settings import Settings
from survey.store import studies
from survey.store.studies import ALWAYS, Schedule, State, StudyRow
from tests.survey.admin.officer import Officer
from tests.survey.conftest import HERE
from tests.survey.respondent import Respondent
from tests.survey.test_journeys import SLUG, finish

Rows = Callable[[str], list[tuple[object, ...]]]
ADMIN = f"/admin/{SLUG}/"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the present minute."""

    def set_minute(minute: str) -> None:
        monkeypatch.setattr(studies, "current_minute", lambda: minute)
        monkeypatch.setattr(schedule, "current_minute", lambda: minute)

    return set_minute


def begins(app: Flask, slug: str = SLUG) -> str:
    """Return the kind of page that somebody gets who agrees to take part, or cannot."""
    someone = Respondent(app)
    page = someone.get(f"/{slug}/?lang=en")
    return someone.next(consent="1").kind if page.kind == "start" else page.kind


@pytest.mark.parametrize(
    ("is_open", "is_paused", "times", "state"),
    [
        (True, False, ALWAYS, State.OPEN),
        (True, True, ALWAYS, State.PAUSED),
        (False, False, ALWAYS, State.CLOSED),
        (False, True, ALWAYS, State.CLOSED),
        (True, False, Schedule("2026-11-22T08:00", None), State.OPEN),
        (True, False, Schedule("2026-11-22T08:01", None), State.NOT_OPEN),
        (True, True, Schedule("2026-11-22T08:01", None), State.NOT_OPEN),
        (True, False, Schedule(None, "2026-11-22T08:00"), State.CLOSED),
        (True, False, Schedule(None, "2026-11-22T08:01"), State.OPEN),
        (True, True, Schedule(None, "2026-11-22T08:00"), State.CLOSED),
        (False, False, Schedule("2026-11-22T08:01", None), State.CLOSED),
    ],
)
def test_the_state_follows_from_buttons_and_clock(
    at: Callable[[str], None], is_open: bool, is_paused: bool, times: Schedule, state: State
) -> None:
    at("2026-11-22T08:00")
    assert StudyRow("s", "h", is_open, is_paused, times).state is state


def test_the_times_of_an_open_study_are_changed_and_a_closed_one_is_opened(engine: sa.Engine, owner: Officer) -> None:
    owner.get(f"{ADMIN}?lang=en")
    assert "When it is open</h2>" in owner.text
    assert "Change the times</button>" in owner.text
    studies.close_study(engine, SLUG)
    owner.get(f"{ADMIN}?lang=en")
    assert "Open</h2>" in owner.text
    assert "Open the study</button>" in owner.text


def test_a_study_is_open_from_its_first_minute_to_its_last(app: Flask, engine: sa.Engine, at: Callable[[str], None]) -> None:
    studies.reopen_study(engine, SLUG, Schedule("2026-11-22T08:00", "2026-11-22T09:00"))
    for minute, kind in (
        ("2026-11-22T07:59", "closed"),
        ("2026-11-22T08:00", "question"),
        ("2026-11-22T08:59", "question"),
        ("2026-11-22T09:00", "closed"),
    ):
        at(minute)
        assert begins(app) == kind, minute


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "Басталатын уақыты: 2026 ж. 22 қараша, 08:00 (UTC)"),
        ("ru", "Начало: 22 ноября 2026 г., 08:00 (UTC)"),
        ("en", "Start: 22 November 2026, 08:00 (UTC)"),
    ],
)
def test_who_comes_too_early_is_told_when_to_come(
    app: Flask, engine: sa.Engine, at: Callable[[str], None], language: str, words: str
) -> None:
    studies.reopen_study(engine, SLUG, Schedule("2026-11-22T08:00", None))
    at("2026-11-21T00:00")
    page = Respondent(app).get(f"/{SLUG}/?lang={language}")
    assert page.kind == "closed"
    assert words in page.text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def almaty(tmp_path: Path) -> Path:
    """The study file of the first study, in the time of Almaty: UTC+5."""
    file = tmp_path / "almaty.yaml"
    file.write_text(study.find(SLUG).read_text("utf-8") + "timezone: Asia/Almaty\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "Басталатын уақыты: 2026 ж. 1 желтоқсан, 14:00 (Алматы)"),
        ("ru", "Начало: 1 декабря 2026 г., 14:00 (Алматы)"),
        ("en", "Start: 1 December 2026, 14:00 (Almaty)"),
    ],
)
def test_who_comes_too_early_is_told_in_the_time_of_the_study(
    app: Flask, engine: sa.Engine, at: Callable[[str], None], almaty: Path, language: str, words: str
) -> None:
    at("2026-11-21T00:00")
    opening.open_study(engine, SLUG, almaty, opens="2026-12-01T14:00")
    assert studies.find(engine, SLUG).schedule == Schedule("2026-12-01T09:00", None), "UTC is stored"  # type: ignore[union-attr]
    page = Respondent(app).get(f"/{SLUG}/?lang={language}")
    assert words in page.text.replace("\u202f", " ").replace("\xa0", " ")
    at("2026-12-01T08:59")
    assert begins(app) == "closed"
    at("2026-12-01T09:00")
    assert begins(app) == "question"


def test_an_owner_writes_and_reads_the_time_of_the_study(
    owner: Officer, engine: sa.Engine, at: Callable[[str], None], almaty: Path, rows: Rows
) -> None:
    at("2026-11-21T00:00")
    opening.open_study(engine, SLUG, almaty)
    page = owner.get(f"{ADMIN}?lang=en")
    assert "(Asia/Almaty)" in page.text
    assert "Times are those of Asia/Almaty" in page.text
    owner.post(f"{ADMIN}open", opens="2026-12-01T14:00", closes="2027-01-01T00:00+00:00")
    assert studies.find(engine, SLUG).schedule == Schedule("2026-12-01T09:00", "2027-01-01T00:00")  # type: ignore[union-attr]
    text = owner.get(ADMIN).text
    assert "2026-12-01 14:00 Asia/Almaty" in text
    assert "2027-01-01 05:00 Asia/Almaty" in text
    fields = re.findall(r'id="(?:opens|closes)" value="([^"]*)"', owner.text)
    assert fields == ["2026-12-01 14:00", "2027-01-01 05:00"], "sent again, they mean the same"
    owner.post(f"{ADMIN}open", opens=fields[0], closes=fields[1])
    assert studies.find(engine, SLUG).schedule == Schedule("2026-12-01T09:00", "2027-01-01T00:00")  # type: ignore[union-attr]
    logged = rows("SELECT detail FROM audit WHERE action = 'open'")
    assert logged == [("from 2026-12-01 14:00 Asia/Almaty until 2027-01-01 05:00 Asia/Almaty",)] * 2


def test_what_another_owner_has_closed_is_not_paused(
    owner: Officer, engine: sa.Engine, rows: Rows, at: Callable[[str], None]
) -> None:
    """Two owners have the same page open: one closes, then the other presses pause."""
    at("2026-11-22T08:00")
    owner.get(ADMIN)
    for closed in (lambda: studies.close_study(engine, SLUG), lambda: at("2026-11-22T08:01")):
        studies.reopen_study(engine, SLUG, Schedule(None, "2026-11-22T08:01"))
        closed()
        before = rows("SELECT is_open, is_paused FROM study")
        owner.post(f"{ADMIN}pause")
        assert "there is nothing to pause" in owner.get(ADMIN).text
        assert rows("SELECT is_open, is_paused FROM study") == before
        assert rows("SELECT count(*) FROM audit WHERE action = 'pause'") == [(0,)]


def test_of_owners_who_act_at_once_the_log_names_the_last_last(owner: Officer, app: Flask, engine: sa.Engine, rows: Rows) -> None:
    """Each change stands in the log, and the last of them is how the study stands."""

    def press(what: str) -> tuple[str, int]:
        another = Officer(app)
        another.client.set_cookie("admin", str(owner.cookie()))
        another.get(ADMIN)
        another.post(ADMIN + what)
        return what, another.status

    for _ in range(5):
        with ThreadPoolExecutor(4) as pool:
            pressed = list(pool.map(press, ["open", "close", "pause", "close", "open", "pause"]))
        assert {status for _, status in pressed} <= {303, 503}
        [(last,)] = rows("SELECT action FROM audit ORDER BY number DESC LIMIT 1")
        row = studies.find(engine, SLUG)
        assert row is not None
        assert row.is_open is (last != "close")
        assert row.is_paused or last != "pause"
        studies.reopen_study(engine, SLUG)


def test_what_is_paused_before_it_opens_says_so(owner: Officer, engine: sa.Engine, at: Callable[[str], None]) -> None:
    at("2026-11-22T08:00")
    studies.reopen_study(engine, SLUG, Schedule("2026-11-22T09:00", None))
    owner.get(ADMIN)
    assert f'action="{ADMIN}pause"' in owner.text
    owner.post(f"{ADMIN}pause")
    owner.get(ADMIN)
    assert "<dd>not open yet, paused</dd>" in owner.text
    assert f'action="{ADMIN}pause"' not in owner.text


def test_a_closed_study_is_not_paused_by_a_command_either(
    settings: Settings, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], rows: Rows
) -> None:
    monkeypatch.setenv("SURVEY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SURVEY_SECRET_KEY", settings.secret_key)
    assert main(["close", SLUG]) == 0
    assert main(["pause", SLUG]) == 1
    assert f"{SLUG} is closed, so there is nothing to pause" in capsys.readouterr().err
    assert rows("SELECT action FROM audit") == [("close",)]


def test_paused_nobody_begins_and_who_has_begun_finishes(app: Flask, engine: sa.Engine, rows: Rows) -> None:
    someone = Respondent(app)
    someone.start(SLUG, "en")
    studies.pause_study(engine, SLUG)
    assert begins(app) == "closed"
    late = Respondent(app)
    assert "come back later" in late.get(f"/{SLUG}/?lang=en").text
    late.forge(f"/{SLUG}/", consent="1")
    assert late.page.kind == "closed"
    assert rows("SELECT count(*) FROM response") == [(1,)]
    assert someone.get(f"/{SLUG}/").kind == "start"
    assert "next" in someone.page.buttons
    someone.get(f"/{SLUG}/next")
    finish(someone)
    assert someone.next().kind == "done"
    assert rows("SELECT status FROM response") == [("complete",)]


def test_paused_another_person_at_the_same_browser_cannot_begin(app: Flask, engine: sa.Engine) -> None:
    someone = Respondent(app)
    someone.start(SLUG, "en")
    studies.pause_study(engine, SLUG)
    someone.get(f"/{SLUG}/")
    assert someone.press("anew").kind == "closed"


def test_closed_who_has_begun_is_told_that_the_answers_are_kept(app: Flask, engine: sa.Engine) -> None:
    someone = Respondent(app)
    someone.start(SLUG, "en")
    studies.close_study(engine, SLUG)
    assert someone.get(f"/{SLUG}/next").kind == "closed"
    assert "exit" in someone.page.buttons


def test_only_open_studies_are_listed(app: Flask, engine: sa.Engine, every_kind: str, at: Callable[[str], None]) -> None:
    at("2026-11-22T08:00")
    studies.reopen_study(engine, SLUG, Schedule("2026-11-23T08:00", None))
    assert app.extensions["survey"].library.open_studies()[0].slug == every_kind
    assert len(app.extensions["survey"].library.open_studies()) == 1


def test_opening_again_takes_pause_and_schedule_away(app: Flask, engine: sa.Engine, rows: Rows) -> None:
    studies.reopen_study(engine, SLUG, Schedule("2026-11-22T08:00", "2999-01-01T00:00"))
    studies.pause_study(engine, SLUG)
    opening.open_study(engine, SLUG)
    assert rows("SELECT is_open, is_paused, opens, closes FROM study") == [(1, 0, None, None)]


def test_an_unknown_study_is_neither_opened_nor_paused(engine: sa.Engine) -> None:
    assert not studies.reopen_study(engine, "unknown")
    assert not studies.pause_study(engine, "unknown")


# --- times, as they are written ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2099-11-22T08:00", "2099-11-22T08:00"),
        ("2099-11-22 08:00", "2099-11-22T08:00"),
        ("2099-11-22T13:00+05:00", "2099-11-22T08:00"),
        ("2099-11-22T08:00Z", "2099-11-22T08:00"),
        ("2099-11-22", "2099-11-22T00:00"),
        (" 2099-11-22T08:00:59 ", "2099-11-22T08:00"),
        ("", None),
    ],
)
def test_times_are_read_as_utc_unless_they_name_a_zone(written: str, read: str | None) -> None:
    assert schedule.schedule(written, "", "UTC") == Schedule(read, None)
    assert schedule.schedule("", written, "UTC") == Schedule(None, read)


@pytest.mark.parametrize(
    "written",
    ["tomorrow", "22.11.2026", "2026-13-01", "0001-01-01T00:00+05:00", "1999-12-31T23:59", "2026-11-22T25:00", "\x00"],
)
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        schedule.schedule(written, "", "UTC")
    assert caught.value.key == "schedule_unreadable"


def test_a_time_that_its_zone_cannot_show_is_refused() -> None:
    written = "9999-12-31T23:59+00:00"
    assert schedule.schedule(written, "", "UTC").opens == written[:16]
    with pytest.raises(ScheduleError, match="no time that can be"):
        schedule.schedule(written, "", "Asia/Almaty")


def test_a_study_that_opens_later_is_not_said_to_be_open(owner: Officer) -> None:
    for opens, key in (("2998-01-01T08:00", "done_open_later"), ("2020-01-01T08:00", "done_open_times"), ("", "done_open")):
        owner.get(f"/admin/{SLUG}/?lang=en")
        owner.post(f"/admin/{SLUG}/open", opens=opens, closes="")
        assert MESSAGES.text("en", key) in owner.get(f"/admin/{SLUG}/").text, opens


def test_a_year_that_was_not_written_to_its_end_is_refused() -> None:
    with pytest.raises(ScheduleError, match="before 2000: write the year with its four digits"):
        schedule.schedule("0026-12-01T08:00", "", "Asia/Almaty")


@pytest.mark.parametrize(("opens", "closes"), [("", "2020-01-01"), ("2099-01-02", "2099-01-01"), ("2099-01-01", "2099-01-01")])
def test_a_study_that_would_never_be_open_is_refused(opens: str, closes: str) -> None:
    with pytest.raises(ScheduleError, match="would never be open") as caught:
        schedule.schedule(opens, closes, "UTC")
    assert caught.value.key == "schedule_over"


# --- the owner's page ----------------------------------------------------------------------------------------------


def test_an_owner_pauses_closes_and_opens(owner: Officer, app: Flask, rows: Rows) -> None:
    owner.get(ADMIN)
    owner.post(f"{ADMIN}pause")
    assert (owner.status, owner.location) == (303, ADMIN)
    assert "The study is paused." in owner.get(ADMIN).text
    assert "The study is paused." not in owner.get(ADMIN).text, "said once"
    assert begins(app) == "closed"
    page = owner.get(f"{ADMIN}close")
    assert "Close the study?" in "".join(page.headings)
    assert rows("SELECT is_open FROM study") == [(1,)], "looking at the question closes nothing"
    owner.post(f"{ADMIN}close")
    assert owner.location == ADMIN
    assert rows("SELECT is_open FROM study") == [(0,)]
    owner.get(ADMIN)
    owner.post(f"{ADMIN}open", opens="", closes="2999-01-01T00:00")
    assert rows("SELECT is_open, is_paused, opens, closes FROM study") == [(1, 0, None, "2999-01-01T00:00")]
    assert "2999-01-01 00:00 UTC" in owner.get(ADMIN).text
    assert begins(app) == "question"
    assert rows("SELECT account, action, slug, detail FROM audit ORDER BY number")[1:] == [
        ("the-owner", "pause", SLUG, ""),
        ("the-owner", "close", SLUG, ""),
        ("the-owner", "open", SLUG, "until 2999-01-01 00:00 UTC"),
    ]


@pytest.mark.parametrize(
    ("language", "plain", "timed"),
    [
        ("kk", "Зерттеу ашық.", "Зерттеу көрсетілген уақытта ашық."),
        ("en", "The study is open.", "The study is open, within its times."),
        ("ru", "Исследование открыто.", "Исследование открыто в указанное время."),
    ],
)
def test_times_are_spoken_of_where_there_are_some(owner: Officer, language: str, plain: str, timed: str) -> None:
    for closes, words, others in (("", plain, timed), ("2999-01-01T00:00", timed, plain)):
        owner.get(f"{ADMIN}?lang={language}")
        owner.post(f"{ADMIN}open", opens="", closes=closes)
        text = owner.get(ADMIN).text
        assert words in text
        assert others not in text


def test_wrong_times_change_nothing_and_stay_on_the_page(owner: Officer, rows: Rows) -> None:
    owner.get(ADMIN)
    page = owner.post(f"{ADMIN}open", opens="2999-01-01T00:00", closes="2998-01-01T00:00")
    assert owner.status == 400
    assert page.title.startswith("Error:")
    assert "#opens" in page.links
    assert 'value="2999-01-01T00:00"' in owner.text
    assert rows("SELECT is_open, opens, closes FROM study") == [(1, None, None)]


def test_times_that_are_over_do_not_stand_in_the_way(owner: Officer, engine: sa.Engine, rows: Rows) -> None:
    studies.reopen_study(engine, SLUG, Schedule("2020-01-01T00:00", "2020-02-01T00:00"))
    page = owner.get(ADMIN)
    assert "2020-02-01 00:00 UTC" in page.text
    assert page.typed["opens"] == page.typed["closes"] == ""
    owner.post(f"{ADMIN}open", opens="", closes="")
    assert rows("SELECT opens, closes FROM study") == [(None, None)]


def test_no_get_changes_anything(owner: Officer, rows: Rows) -> None:
    before = rows("SELECT * FROM study")
    for path in (ADMIN, f"{ADMIN}close", f"{ADMIN}open", f"{ADMIN}pause", "/admin/sign-out"):
        owner.get(path)
    assert rows("SELECT * FROM study") == before
    owner.get("/admin/")
    assert owner.status == 200


@pytest.mark.parametrize("action", ["open", "pause", "close"])
def test_a_study_that_is_none_is_not_found(owner: Officer, action: str) -> None:
    owner.get("/admin/")
    owner.post(f"/admin/unknown/{action}")
    assert owner.status == 404


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
@pytest.mark.parametrize("change", [studies.pause_study, studies.close_study, studies.reopen_study])
def test_the_page_says_how_a_study_stands_in_each_language(
    owner: Officer, engine: sa.Engine, language: str, change: Callable[[sa.Engine, str], bool]
) -> None:
    change(engine, SLUG)
    assert owner.get(f"{ADMIN}?lang={language}").lang == language
    assert owner.get("/admin/").lang == language


def test_a_study_in_other_languages_is_shown_in_its_own(owner: Officer, engine: sa.Engine, every_kind: str) -> None:
    assert owner.get(f"/admin/{every_kind}/?lang=ru").headings
    assert owner.status == 200


def test_the_app_keeps_its_own_addresses(app: Flask, engine: sa.Engine, tmp_path: Path) -> None:
    first = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()} - {"", "<slug:slug>"}
    assert first == set(ADDRESSES)
    for name in ADDRESSES:
        text = (HERE / "every-kind.yaml").read_text("utf-8").replace("id: every-kind", f"id: {name}", 1)
        (tmp_path / "taken.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(InstrumentError, match="is an address of the app itself"):
            opening.open_study(engine, str(tmp_path / "taken.yaml"), HERE / "every-kind-study.yaml")


def test_the_command_says_from_and_until_when(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch, almaty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SURVEY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SURVEY_SECRET_KEY", settings.secret_key)
    monkeypatch.chdir(almaty.parent)
    assert main(["open", SLUG, "--from", "2998-01-01T05:00+05:00", "--until", "2999-01-01"]) == 0
    assert "is open from 2998-01-01 00:00 UTC until 2999-01-01 00:00 UTC." in capsys.readouterr().out
    assert begins(app) == "closed"
    assert main(["open", SLUG, "--study", str(almaty), "--from", "2998-01-01T05:00", "--until", "2999-01-01"]) == 0
    assert "is open from 2998-01-01 05:00 Asia/Almaty until 2999-01-01 00:00 Asia/Almaty." in capsys.readouterr().out
    assert main(["open", SLUG, "--from", "soon"]) == 1
    assert "'soon' is no time" in capsys.readouterr().err
    assert main(["pause", "unknown"]) == 1
    assert "No study 'unknown'" in capsys.readouterr().err
