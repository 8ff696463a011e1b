"""Journeys of those who are compared, screened out or turned away: what they see, and what stands in the export."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

import analysis
from instruments import load
from survey import create_app, opening
from survey.commands import main
from survey.exporting.export import export
from survey.exporting.table import Wanted
from survey.keys.receipt import Keys
from survey.settings import Settings
from survey.simulation.simulate import Simulated, simulate
from survey.store import engine as engines
from survey.store import quotas
from survey.wording import MESSAGES
from tests.survey.conftest import HERE, SECRET
from tests.survey.page import Page
from tests.survey.respondent import Respondent

SAMPLED = load.load(HERE / "sampled.yaml")
ADULT = {"adult": "1", "town": "1", "reads": "1", "early": "2"}
WOMAN, MAN = {**ADULT, "sex": "1"}, {**ADULT, "sex": "2"}
LANGUAGES = ("kk", "en", "ru")
Rows = Callable[[str], list[tuple[object, ...]]]


@pytest.fixture
def sampled(app: Flask, engine: sa.Engine) -> str:
    opening.open_study(engine, str(HERE / "sampled.yaml"))
    return "sampled"


def place(someone: Respondent) -> str:
    return Path(someone.path).name


def answer(someone: Respondent, answers: dict[str, str], language: str = "kk") -> list[str]:
    """Start and answer page by page until the review or an end; return the questions seen."""
    someone.start("sampled", language)
    seen = []
    while someone.page.kind == "question":
        seen.append(place(someone))
        name = seen[-1]
        someone.next(**({name: answers[name]} if name in answers else {}))
    return seen


def complete(app: Flask, answers: dict[str, str], language: str = "kk") -> Respondent:
    someone = Respondent(app)
    answer(someone, answers, language)
    assert someone.page.kind == "review"
    assert someone.next().kind == "done"
    return someone


def says(page: Page, language: str, *keys: str) -> bool:
    return all(MESSAGES.text(language, key) in page.text for key in keys)


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Сауалнамада ең көбі 5 сұрақ бар"), ("en", "It has up to 5 questions and"), ("ru", "Объём анкеты: до 5 вопросов")],
)
def test_the_start_counts_the_questions_of_one_arm(
    app: Flask, engine: sa.Engine, tmp_path: Path, language: str, words: str
) -> None:
    late = """
      - id: late
        kind: one
        text: {kk: "Журнал оқисыз ба?", en: "Do you read magazines?", ru: "Вы читаете журналы?"}
        ask_if: {experiment: order, arm: last}
        choices: [{code: 1, label: {kk: "Иә", en: "Yes", ru: "Да"}}, {code: 2, label: {kk: "Жоқ", en: "No", ru: "Нет"}}]
"""
    text = (HERE / "sampled.yaml").read_text("utf-8").rstrip() + late
    (tmp_path / "sampled.yaml").write_text(text, encoding="utf-8")
    opened = opening.open_study(engine, str(tmp_path / "sampled.yaml"), HERE / "sampled-study.yaml")
    assert len(opened.instrument.asked) == 6, "in both arms together"
    assert words in Respondent(app).get(f"/sampled/?lang={language}").text


def test_a_study_of_the_same_questions_for_everybody_says_how_many(respondent: Respondent) -> None:
    assert "It has 7 questions and" in respondent.get("/astana-2023/?lang=en").text
    respondent.next(consent="1")
    assert "Question 1 of 7" in respondent.page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screened_respondent_reads_why_and_keeps_the_page(
    respondent: Respondent, sampled: str, rows: Rows, language: str
) -> None:
    assert answer(respondent, {"adult": "2"}, language) == ["adult"]
    assert respondent.page.kind == "screened"
    assert says(respondent.page, language, "under18_title", "under18_text", "answers_kept")
    assert respondent.get("/sampled/ended").kind == "screened", "a reload shows it again"
    for other in LANGUAGES:
        if other != language:
            assert says(respondent.press(f"language:{other}"), other, "under18_title", "under18_text")
    assert rows("SELECT status FROM response") == [("screened",)]
    assert rows("SELECT event, n FROM counter WHERE event IN ('screened', 'completed', 'full')") == [("screened", 1)]
    assert rows("SELECT COUNT(*) FROM session") == [(0,)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_says_its_own_words_or_whom_the_survey_is_for(app: Flask, sampled: str, language: str) -> None:
    someone = Respondent(app)
    assert answer(someone, {"adult": "1", "town": "2"}, language) == ["adult", "town"]
    own = SAMPLED.screen_out[1].text
    assert own is not None
    assert own[language] in someone.page.text
    assert says(someone.page, language, "screened_title")
    other = Respondent(app)
    answer(other, {**MAN, "town": "3", "reads": "2"}, language)
    assert other.page.kind == "screened", "as soon as every question of the condition is answered"
    assert SAMPLED.population[language] in other.page.text


def test_nothing_leads_back_into_an_interview_that_ended(respondent: Respondent, sampled: str, rows: Rows) -> None:
    respondent.start("sampled")
    stale = respondent.page
    respondent.next(adult="2")
    for address in ("next", "question/adult", "question/town", "review", "done"):
        assert respondent.get(f"/sampled/{address}").kind == "screened", address
    respondent.page = stale
    assert respondent.send("/sampled/question/adult", {**stale.hidden, "adult": "1", "action": "next"}).kind == "screened"
    assert rows("SELECT value FROM answer WHERE question = 'adult'") == [("2",)]
    assert respondent.get("/sampled/").kind == "start"
    assert respondent.get("/sampled/ended").kind == "start", "whoever comes next does not see it"
    assert respondent.next(consent="1").kind == "question", "and can begin"
    assert rows("SELECT COUNT(*) FROM response") == [(2,)]


def test_a_screened_respondent_can_delete_the_answers(respondent: Respondent, sampled: str, rows: Rows) -> None:
    answer(respondent, {"adult": "2"})
    page = respondent.press("exit")
    assert page.kind == "refused"
    assert says(page, "kk", "withdraw_done")
    assert rows("SELECT COUNT(*) FROM response") == rows("SELECT COUNT(*) FROM answer") == [(0,)]
    assert respondent.get("/sampled/ended").kind == "start"


def test_nobody_is_screened_by_a_choice_that_was_not_sent(respondent: Respondent, sampled: str) -> None:
    respondent.start("sampled")
    page = respondent.press("language:en", adult="2")
    assert page.kind == "question"
    assert respondent.next(adult="1").kind == "question"
    assert place(respondent) == "town"
    assert respondent.press("back", town="2").kind == "question"
    assert respondent.next(adult="1").kind == "question"
    assert respondent.next(town="1").kind == "question", "the choice was changed before it was sent"


def test_an_answer_changed_at_the_end_is_screened_too_however_the_page_is_left(
    respondent: Respondent, sampled: str, rows: Rows
) -> None:
    answer(respondent, MAN)
    assert respondent.page.kind == "review"
    respondent.get("/sampled/question/adult?change")
    assert respondent.press("back", adult="2").kind == "screened"
    assert rows("SELECT status FROM response") == [("screened",)]


def test_a_full_cell_turns_the_next_one_away_and_whoever_was_on_the_way_may_finish(
    app: Flask, engine: sa.Engine, sampled: str, rows: Rows
) -> None:
    on_the_way = Respondent(app)
    answer(on_the_way, WOMAN)
    for _ in range(2):
        complete(app, WOMAN)
    for language in LANGUAGES:
        late = Respondent(app)
        assert answer(late, WOMAN, language) == ["adult", "town", "sex"]
        assert late.page.kind == "full"
        assert says(late.page, language, "quota_title", "quota_text", "answers_kept")
        assert late.get("/sampled/question/sex").kind == "full"
    assert complete(app, MAN).page.kind == "done", "another cell is open"
    assert on_the_way.page.kind == "review"
    assert on_the_way.next().kind == "done", "what is submitted is accepted"
    assert [(cell.quota, cell.n, cell.at_most) for cell in quotas.fill(engine, SAMPLED)] == [("women", 3, 2), ("men", 1, 50)]
    assert rows("SELECT SUM(n) FROM counter WHERE event = 'full'") == [(3,)]
    assert rows("SELECT COUNT(*) FROM response WHERE status = 'screened'") == [(3,)]


@pytest.mark.parametrize("by", ["back", "language:en", "address"])
def test_an_answer_changed_at_the_end_is_looked_at_for_full_cells_too(
    app: Flask, engine: sa.Engine, sampled: str, by: str
) -> None:
    late, undecided = Respondent(app), Respondent(app)
    for someone in (late, undecided):
        answer(someone, MAN)
        someone.get("/sampled/question/sex?change")
    for _ in range(2):
        complete(app, WOMAN)
    late.press("language:en" if by == "address" else by, sex="1")
    if late.page.kind == "question":
        late.get("/sampled/review") if by == "address" else late.press("back")
    assert late.page.kind == "full"
    undecided.press("language:en", sex="1")
    undecided.press("back", sex="2")
    assert undecided.next().kind == "done", "what counts is what stands there at last"
    assert [cell.n for cell in quotas.fill(engine, SAMPLED)] == [2, 1]


def test_nobody_is_turned_away_at_the_review_by_a_cell_they_were_in_before(app: Flask, sampled: str) -> None:
    on_the_way = Respondent(app)
    answer(on_the_way, WOMAN)
    on_the_way.get("/sampled/question/sex?change")
    for _ in range(2):
        complete(app, WOMAN)
    assert on_the_way.press("back").kind == "review", "nothing was changed"
    assert on_the_way.next().kind == "done"


def test_a_change_into_a_full_cell_is_decided_though_another_page_was_left_since(app: Flask, sampled: str) -> None:
    answer(late := Respondent(app), MAN)
    for _ in range(2):
        complete(app, WOMAN)
    late.get("/sampled/question/sex?change")
    late.press("language:en", sex="1")
    late.get("/sampled/question/reads?change")
    late.press("language:kk", reads="2" if late.page.checked["reads"] == ["1"] else "1")
    late.next()
    assert late.page.kind == "full"


@pytest.mark.parametrize("way", ["next", "changed and taken back", "sent and taken back"])
def test_nobody_who_stays_in_a_cell_is_turned_away_when_it_has_filled_up(app: Flask, sampled: str, way: str) -> None:
    answer(woman := Respondent(app), WOMAN)
    for _ in range(2):
        complete(app, WOMAN)
    woman.get("/sampled/question/sex?change")
    if way == "changed and taken back":
        woman.press("language:en", sex="2")
        woman.press("back", sex="1")
    elif way == "sent and taken back":
        woman.press("language:en", sex="2")
        woman.next(sex="1")
    else:
        woman.next()
    assert woman.page.kind == "review"
    assert woman.next().kind == "done"


@pytest.mark.parametrize("button", ["next", "back"])
def test_whoever_changes_the_cell_in_two_steps_is_turned_away_all_the_same(app: Flask, sampled: str, button: str) -> None:
    answer(man := Respondent(app), MAN)
    for _ in range(2):
        complete(app, WOMAN)
    man.get("/sampled/question/sex?change")
    man.press("language:en", sex="1")
    assert man.press(button).kind == "full"


def test_a_change_that_was_left_is_gone_on_with_and_leads_to_the_review(app: Flask, sampled: str) -> None:
    someone = Respondent(app)
    answer(someone, MAN)
    someone.get("/sampled/question/town?change")
    someone.press("language:en", town="3")
    someone.get("/sampled/next")
    assert (place(someone), someone.page.checked) == ("town", {"town": ["3"]})
    assert someone.next().kind == "review"


def test_a_withdrawn_response_makes_room_in_its_cell(app: Flask, engine: sa.Engine, sampled: str) -> None:
    first, _ = complete(app, WOMAN), complete(app, WOMAN)
    receipt = first.page.receipt
    assert answer(late := Respondent(app), WOMAN)[-1] == "sex"
    assert late.page.kind == "full"
    first.get("/sampled/withdraw")
    first.next(receipt=receipt)
    assert quotas.fill(engine, SAMPLED)[0].n == 1
    complete(app, WOMAN)


def test_who_declines_to_say_is_in_no_cell(app: Flask, engine: sa.Engine, sampled: str) -> None:
    complete(app, {**ADULT, "sex": "-2"})
    assert [cell.n for cell in quotas.fill(engine, SAMPLED)] == [0, 0]


def test_arms_are_balanced_by_language_and_by_answer_and_stand_in_the_export(
    app: Flask, engine: sa.Engine, sampled: str, rows: Rows, tmp_path: Path
) -> None:
    for number in range(12):
        complete(app, MAN, "kk" if number % 2 else "ru")
    answer(begun := Respondent(app), {"adult": "1", "town": "2"}, "en")
    assert begun.page.kind == "screened"
    held = [(language, json.loads(str(arms))) for language, arms in rows("SELECT language, arms FROM response")]
    order = Counter((language, arms["order"]) for language, arms in held)
    left = {
        block: json.loads(str(kept)) for block, kept in rows("SELECT block, remaining FROM arm_block WHERE experiment='order'")
    }
    for language in ("kk", "ru"):
        [remaining] = [kept for block, kept in left.items() if str(block).endswith(f" {language}")]
        both = {order[language, arm] + remaining.count(arm) for arm in ("first", "last")}
        assert len(both) == 1, "what was given out and what is left are whole blocks"
    assert [arms.keys() for language, arms in held if language == "en"] == [{"order"}], "the other needs an answer first"
    cards = Counter(arms["card"] for _, arms in held if "card" in arms)
    assert cards.total() == 12
    out = tmp_path / "answers.csv"
    export(engine, Wanted(sampled), out, force=False)
    data = analysis.read(out, instrument=SAMPLED)
    assert data.excluded["screened"] == 1
    assert Counter(data.frame["arm_card"]) == cards
    read = analysis.read(str(engine.url), instrument=SAMPLED)
    assert (len(read.frame), read.excluded["screened"]) == (12, 1)


def test_the_page_that_needs_the_arm_is_asked_right_after_the_answer_that_decides_it(
    app: Flask, sampled: str, rows: Rows
) -> None:
    for _ in range(8):
        someone = Respondent(app)
        seen = answer(someone, MAN)
        [arms] = [json.loads(str(found)) for (found,) in rows("SELECT arms FROM response WHERE status = 'partial'")]
        assert ("told" in seen) is (arms["card"] == "card")
        assert ("early" in seen) is (arms["order"] == "first")
        someone.next()


def test_trying_out_uses_up_no_place_and_fills_no_cell(tmp_path: Path, engine: sa.Engine, sampled: str, rows: Rows) -> None:
    url = engine.url.render_as_string(hide_password=False)
    preview = create_app(Settings(secret_key=SECRET, database_url=url, busy_timeout=0.05, preview=True))
    preview.testing = True
    for _ in range(3):
        complete(preview, WOMAN)
    answer(screened := Respondent(preview), {"adult": "2"})
    assert screened.page.kind == "screened"
    assert {str(block).split()[0] for (block,) in rows("SELECT block FROM arm_block")} == {"test"}
    assert quotas.fill(engine, SAMPLED)[0].n == 0
    assert rows("SELECT COUNT(*) FROM counter") == [(0,)]
    preview.extensions["survey"].engine.dispose()


@pytest.fixture
def on_postgresql(postgresql: str) -> Iterator[Flask]:
    engine = engines.connect(postgresql, 2)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    app = create_app(Settings(secret_key=SECRET, database_url=postgresql, busy_timeout=2))
    opening.open_study(app.extensions["survey"].engine, str(HERE / "sampled.yaml"))
    app.testing = True
    yield app
    app.extensions["survey"].engine.dispose()
    engine.dispose()


def test_the_same_journeys_on_postgresql(on_postgresql: Flask) -> None:
    for language in LANGUAGES[:2]:
        complete(on_postgresql, WOMAN, language)
    answer(late := Respondent(on_postgresql), WOMAN, "ru")
    assert late.page.kind == "full"
    answer(minor := Respondent(on_postgresql), {"adult": "2"}, "en")
    assert minor.page.kind == "screened"
    assert minor.get("/sampled/next").kind == "screened"
    engine = on_postgresql.extensions["survey"].engine
    assert [cell.n for cell in quotas.fill(engine, SAMPLED)] == [2, 0]


def test_made_up_respondents_are_compared_and_screened_too(engine: sa.Engine, sampled: str, rows: Rows) -> None:
    stored = Simulated()
    simulate(engine, Keys(SECRET), SAMPLED, stored, n=40, seed=3)
    assert stored.complete == 40
    assert 0 < stored.screened < 15, "most are people whom the survey is for"
    assert not stored.is_full
    found = dict(rows("SELECT status, COUNT(*) FROM response GROUP BY status"))
    assert found == {"complete": 40, "screened": stored.screened + stored.full, "partial": stored.partial}
    sexes = "SELECT value, COUNT(*) FROM answer JOIN response ON id = response_id WHERE question = 'sex' AND status = 'complete'"
    assert dict(rows(f"{sexes} GROUP BY value")) == {"1": 2, "2": 38}, "two women are asked"
    arms = Counter(json.loads(str(each))["card"] for (each,) in rows("SELECT arms FROM response"))
    # Whole blocks of 3 in the ratio 1 to 2: the last, unfinished one has at most 12 places.
    assert abs(arms["card"] - 2 * arms["control"]) <= 8
    assert quotas.fill(engine, SAMPLED)[0].n == 0


def test_made_up_respondents_end_where_the_quotas_are_full(engine: sa.Engine, sampled: str, rows: Rows) -> None:
    stored = Simulated()
    simulate(engine, Keys(SECRET), SAMPLED, stored, n=60, seed=3)
    assert (stored.complete, stored.is_full) == (52, True), "2 women and 50 men"
    assert stored.full >= 100
    (found,) = rows("SELECT COUNT(*) FROM response WHERE status = 'screened'")
    assert found == (stored.screened + stored.full,)


def test_the_command_says_how_they_ended(
    engine: sa.Engine, sampled: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SURVEY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SURVEY_SECRET_KEY", settings.secret_key)
    assert main(["simulate", "sampled", "--n", "53", "--seed", "3"]) == 0
    said = capsys.readouterr().out
    counts = r"sampled: 52 complete and \d+ partial test responses are stored. \d+ more were screened out. \d+ more were turned"
    assert re.match(counts, said), said
    assert "The quotas are full, so nobody else is taken: 52 of 53 complete ones." in said


@pytest.mark.parametrize("layout", ["section", "page"])
def test_on_pages_of_several_questions_arms_screening_and_quotas_work_too(
    app: Flask, engine: sa.Engine, tmp_path: Path, rows: Rows, layout: str
) -> None:
    text = (HERE / "sampled.yaml").read_text(encoding="utf-8").replace("basis: quota", f"basis: quota\nlayout: {layout}")
    (tmp_path / "sampled.yaml").write_text(text, encoding="utf-8")
    opening.open_study(engine, str(tmp_path / "sampled.yaml"), HERE / "sampled-study.yaml")
    minor = Respondent(app)
    minor.start("sampled")
    assert minor.next(**{**WOMAN, "adult": "2"}).kind == "screened"
    for number in range(3):
        someone = Respondent(app)
        someone.start("sampled")
        for _ in range(4):
            if someone.page.kind == "question":
                someone.next(**WOMAN)
        assert someone.page.kind == ("review" if number < 2 else "full")
        if number < 2:
            arms = [json.loads(str(found)) for (found,) in rows("SELECT arms FROM response WHERE status = 'partial'")]
            assert [set(each) for each in arms] == [{"order", "card"}]
            assert someone.next().kind == "done"


def test_saving_for_later_gets_nobody_round_a_reason_or_a_full_cell(
    app: Flask, engine: sa.Engine, sampled: str, rows: Rows
) -> None:
    young = Respondent(app)
    young.start("sampled")
    assert young.press("save", adult="2").kind == "screened"
    for _ in range(2):
        complete(app, WOMAN)
    late = Respondent(app)
    late.start("sampled")
    late.next(adult="1")
    late.next(town="1")
    assert late.press("save", sex="1").kind == "full"
    assert rows("SELECT COUNT(*) FROM response WHERE status = 'screened'") == [(2,)]
    assert [cell.n for cell in quotas.fill(engine, SAMPLED) if cell.quota == "women"] == [2]


def test_going_back_to_the_start_gets_nobody_round_a_full_cell(app: Flask, sampled: str) -> None:
    for _ in range(2):
        complete(app, WOMAN)
    late = Respondent(app)
    late.start("sampled")
    late.next(adult="1")
    late.next(town="1")
    late.press("back", sex="1")
    for _ in range(2):
        late.press("back")
    assert late.page.kind == "start"
    late.next()
    assert (place(late), late.page.checked) == ("sex", {"sex": ["1"]}), "the page that decides is sent first"
    assert late.next().kind == "full"
