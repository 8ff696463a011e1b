"""A whole study in the field: every kind, every form of a condition, arms, quotas, screening, single-use links, three languages.

Eleven people answer it in Chromium, every other one without JavaScript, on SQLite and on PostgreSQL (where it is the others).
Then the commands write the export and the report: every answer stands in the export as it was given, and the counts of the
report are those of what was typed.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page

from instruments.names import META_COLUMNS, PARADATA_COLUMNS
from survey import create_app
from survey.settings import Settings
from survey.store import engine as engines
from tests.survey import fieldwork
from tests.survey.conftest import SECRET
from tests.survey.fieldwork import (
    AIGUL,
    BOLAT,
    CAROL,
    DANA,
    ERLAN,
    FARIDA,
    GALYM,
    HANNA,
    NOT_ASKED,
    NOT_REACHED,
    ROUTED_PAST,
    SLUG,
    ZHANNA,
    Person,
)
from tests.survey.serving import served
from tests.survey.windows import Site, Window, window

ROOT = Path(__file__).resolve().parent.parent.parent
COMPLETE = {"aigul": AIGUL, "bolat": BOLAT, "carol": CAROL, "dana": DANA}
SCREENED = {"farida": FARIDA, "galym": GALYM, "hanna": HANNA}
PEOPLE = {**COMPLETE, "erlan": ERLAN, **SCREENED}
MOST_PAGES = 60
CLOSED_QUESTIONS = (
    *("country", "adult", "town", "sex", "card_read", "trust__az", "trust__kg", "trust__tr", "ties__economy", "ties__culture"),
    *("strength", "did", "age", "hours", "middling", "neither", "listed", "unsure", "likes_job", "wants_job", "nested"),
    *("children", "why"),
)
FIRST_PAGES_OF_RANDOM_SECTIONS = ("trust", "age", "hours", "change", "born", "job")


@dataclass
class Study:
    """The study in the field: where it is served and kept, the links that are left, and the response of everybody."""

    chromium: Browser
    site: Site
    folder: Path
    url: str
    links: list[str]
    javascript: bool
    responses: dict[str, str] = field(default_factory=dict)
    layouts: dict[str, str] = field(default_factory=dict)
    scripts: list[bool] = field(default_factory=list)
    seen: dict[str, set[str]] = field(default_factory=dict)

    def arrive(self, person: Person) -> Window:
        """Open a link in a browser of one's own, and agree to take part."""
        someone = self.browser()
        someone.page.goto(f"{self.links.pop()}?lang={person.language}")
        someone.page.check("[name=consent][value='1']")
        someone.go_on()
        return someone

    def browser(self) -> Window:
        """Open a browser of one's own; every other one is a telephone, and has JavaScript."""
        self.javascript = not self.javascript
        self.scripts.append(self.javascript)
        return window(self.chromium, self.site, 390 if self.javascript else 1280, javascript=self.javascript)

    def ids(self) -> set[str]:
        with self.site.engine.connect() as connection:
            return set(connection.scalars(sa.text("SELECT id FROM response")))

    def run(self, module: str, *arguments: str) -> None:
        """Run a command as whoever conducts the study does."""
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "SURVEY_DATABASE_URL": self.url, "SURVEY_SECRET_KEY": SECRET}
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def read(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


def answer(someone: Window, person: Person, *until: str) -> list[str]:
    """Answer page by page, up to one of these questions or to the end; return the questions seen."""
    seen: list[str] = []
    for _ in range(MOST_PAGES):
        if someone.kind != "question" or someone.question in until:
            return seen
        seen.append(someone.question)
        fill(someone.page, person)
        someone.go_on()
    raise AssertionError(f"the questionnaire does not come to an end: {seen}")


def fill(page: Page, person: Person) -> None:
    """Type into every input of a page what the person types there."""
    names = page.locator("main [name]:not(button)").evaluate_all("all => all.map(one => one.name)")
    for name in dict.fromkeys(names):
        typed = person.typed.get(name, ())
        for value in (typed,) if isinstance(typed, str) else typed:
            enter(page, name, value)


def enter(page: Page, name: str, value: str) -> None:
    box = page.locator(f"main input[name={name}][value='{value}']:not([type=text])")
    field = page.locator(f"main [name={name}]:not([type=radio]):not([type=checkbox])")
    if box.count():
        box.check()
    elif field.evaluate("one => one.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def conduct(study: Study) -> None:
    """Let everybody answer, one after another."""
    for name, takes_part in INTERVIEWS.items():
        before = study.ids()
        study.seen[name] = set(takes_part(study))
        study.layouts[name] = "narrow" if any(study.scripts) else ""
        study.scripts.clear()
        new = study.ids() - before
        assert len(new) == (name in PEOPLE), name
        if new:
            [study.responses[name]] = new


def aigul(study: Study) -> list[str]:
    someone = study.arrive(AIGUL)
    seen = answer(someone, AIGUL, "strength")
    someone.page.check("[name=strength][value='7']")
    someone.press("language:en")
    assert "How strong are the relations?" in someone.page.inner_text("main")
    assert someone.page.is_checked("[name=strength][value='7']")
    someone.press("language:kk")
    seen += answer(someone, AIGUL, "why")
    said = someone.page.inner_text("main h1")
    assert said == "Таңдауыңыз туралы ойыңыз қандай: 7, 1,5, Теледидар, радио?", "earlier answers, as they were given"
    seen += answer(someone, AIGUL)
    assert "Иран <b>" in someone.page.inner_text("dl.answers")
    finish(someone)
    return seen


def bolat(study: Study) -> list[str]:
    someone = study.arrive(BOLAT)
    seen = answer(someone, BOLAT)
    finish(someone)
    return seen


def carol(study: Study) -> list[str]:
    someone = study.arrive(CAROL)
    seen = answer(someone, CAROL, "country")
    someone.go_on()
    assert (someone.question, someone.page.locator(".notice").count()) == ("country", 1), "asked once more"
    seen += answer(someone, CAROL)
    finish(someone)
    return seen


def dana(study: Study) -> list[str]:
    first = study.arrive(DANA)
    seen = answer(first, DANA, "ties")
    first.press("back")
    first.page.go_back()
    seen += answer(first, DANA, "strength")
    first.press("save")
    code = first.page.inner_text("output[data-code]")
    elsewhere = study.browser()
    elsewhere.open(f"/{SLUG}/resume?lang=kk")
    elsewhere.page.fill("#code", code)
    elsewhere.go_on()
    assert elsewhere.question == "strength"
    seen += answer(elsewhere, DANA)
    assert elsewhere.kind == "review"
    elsewhere.page.click("a[href*='/question/spheres?']")
    elsewhere.page.select_option("[name=spheres__economy]", "2")
    elsewhere.go_on()
    elsewhere.press("back")
    elsewhere.go_on()
    finish(elsewhere)
    first.page.reload()
    assert first.kind == "resume", "the interview went on elsewhere"
    return seen


def erlan(study: Study) -> list[str]:
    link = study.links[-1]
    seen = answer(study.arrive(ERLAN), ERLAN, *FIRST_PAGES_OF_RANDOM_SECTIONS)
    someone = window(study.chromium, study.site, 390, javascript=True)
    for address in (link, f"{study.site.address}/{SLUG}/"):
        someone.page.goto(address)
        assert someone.kind == "closed", "a link is used once, and without one nobody begins"
    return seen


def declines(study: Study) -> list[str]:
    someone = study.browser()
    someone.page.goto(f"{study.links[-1]}?lang=ru")
    someone.page.check("[name=consent][value='0']")
    someone.go_on()
    assert someone.kind == "refused"
    return []


def leaves(study: Study) -> list[str]:
    someone = study.arrive(ZHANNA)
    seen = answer(someone, ZHANNA, "sex")
    someone.press("exit")
    assert someone.kind == "refused"
    return seen


def farida(study: Study) -> list[str]:
    return turned_away(study, FARIDA, "screened", "18")


def galym(study: Study) -> list[str]:
    return turned_away(study, GALYM, "screened", "Сауалнама Астанада тұратындарға арналған.")


def hanna(study: Study) -> list[str]:
    return turned_away(study, HANNA, "full", "enough answers from your group")


def turned_away(study: Study, person: Person, kind: str, words: str) -> list[str]:
    someone = study.arrive(person)
    seen = answer(someone, person)
    assert someone.kind == kind
    assert words in someone.page.inner_text("main")
    someone.page.go_back()
    assert someone.kind == kind
    return seen


def finish(someone: Window) -> None:
    """Send the answers."""
    assert someone.kind == "review"
    someone.go_on()
    assert someone.kind == "done"
    assert len(someone.page.inner_text("output[data-receipt]")) == 24
    assert someone.outside == []


INTERVIEWS = {each.__name__: each for each in (aigul, bolat, carol, dana, erlan, declines, leaves, farida, galym, hanna)}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def study(request: pytest.FixtureRequest, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """The study after its fieldwork."""
    folder = tmp_path_factory.mktemp("fieldwork")
    on_sqlite = request.param == "sqlite"
    url = f"sqlite:///{folder}/survey.db" if on_sqlite else emptied(request.getfixturevalue("postgresql"))
    app = create_app(Settings(secret_key=SECRET, database_url=url, busy_timeout=2))
    with served(app) as address:
        made = Study(chromium, Site(address, app.extensions["survey"].engine), folder, url, [], javascript=on_sqlite)
        made.run("survey", "open", str(fieldwork.questionnaire(folder)))
        made.run("survey", "tokens", SLUG, "--n", "20", "--base-url", address, "--out", "links.csv")
        made.links += [row["link"] for row in made.read("links.csv")]
        conduct(made)
        yield made


def emptied(url: str) -> str:
    engine = engines.connect(url, 2)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return url


@pytest.fixture(scope="module")
def exported(study: Study) -> dict[str, dict[str, str]]:
    """The rows of the export, by who answered."""
    study.run("survey", "export", SLUG, "--out", "all.csv")
    rows = {row["response_id"]: row for row in study.read("all.csv")}
    assert set(rows) == set(study.responses.values()), "nothing of those who declined or left"
    return {name: rows[response] for name, response in study.responses.items()}


def answers(row: dict[str, str]) -> list[str]:
    """Return the columns of answers."""
    return [name for name in row if not name.startswith(("arm_", "seconds_")) and name not in (*META_COLUMNS, *PARADATA_COLUMNS)]


def wanted(name: str, row: dict[str, str]) -> dict[str, str]:
    """Return what must stand in the columns of answers; which arm somebody is given is chance."""
    columns = answers(row)
    cells = {column: PEOPLE[name].cell(column, columns) for column in columns}
    return cells if row["arm_card"] == "card" else {**cells, "card_read": NOT_ASKED}


def test_every_answer_stands_in_the_export_as_it_was_given(exported: dict[str, dict[str, str]]) -> None:
    for name, row in exported.items():
        assert row["language"] == PEOPLE[name].language
        assert row["status"] == ("complete" if name in COMPLETE else "screened" if name in SCREENED else "partial")
        assert {column: row[column] for column in answers(row)} == wanted(name, row), name


def test_those_alone_were_shown_a_question_who_have_an_answer_or_a_skip(
    study: Study, exported: dict[str, dict[str, str]]
) -> None:
    put_in = ("", ROUTED_PAST, NOT_ASKED, NOT_REACHED)
    for name, row in exported.items():
        shown = {column.partition("__")[0] for column in answers(row) if row[column] not in put_in}
        card = {"card_text"} if row["arm_card"] == "card" else set()
        assert study.seen[name] == {"intro"} | card | shown, name


def test_how_they_answered_stands_in_the_export(study: Study, exported: dict[str, dict[str, str]]) -> None:
    assert {name: row["layout"] for name, row in exported.items()} == {name: study.layouts[name] for name in exported}
    assert int(exported["dana"]["back_moves"]) == 2
    assert {row["mode"] for row in exported.values()} == {"web"}


@pytest.fixture(scope="module")
def reported(study: Study) -> Path:
    """The table of the report on the database."""
    page = ["html"] if study.url.startswith("sqlite") else []
    study.run("analysis", "report", study.url, "--table", SLUG, "--format", "csv", *page, "--out", "stored")
    return study.folder / f"stored/{SLUG}-en.csv"


def test_the_counts_of_the_report_are_those_of_what_was_typed(
    study: Study, exported: dict[str, dict[str, str]], reported: Path
) -> None:
    counts: dict[str, Counter[float]] = {}
    for row in study.read(f"stored/{reported.name}"):
        if row["question"] == "did":
            assert row["by"] == "arm_list", "two lists of different lengths are not added up"
        elif row["base"] == "asked" and not row["by"]:
            counts.setdefault(row["question"], Counter())[float(row["code"])] += int(row["n"])
    typed = [wanted(name, exported[name]) for name in COMPLETE]
    for question in set(CLOSED_QUESTIONS) - {"did"}:
        cells = (float(cells[question]) for cells in typed)
        assert +counts.pop(question, Counter()) == Counter(cell for cell in cells if cell not in (-3, -4)), question
    assert +counts.pop("media") == Counter([1, 3, 4, -1, -5]), "what was ticked"
    assert +counts.pop("spheres") == Counter([3, 2, -1, -5]), "what was ranked first"
    assert counts == {}
    if study.url.startswith("sqlite"):
        assert "4 respondents" in reported.with_suffix(".html").read_text(encoding="utf-8")


def test_the_report_on_the_export_is_the_one_on_the_database(
    study: Study, exported: dict[str, dict[str, str]], reported: Path
) -> None:
    study.run("analysis", "report", "all.csv", "--instrument", f"{SLUG}.yaml", "--format", "csv", "--out", "exported")
    assert (study.folder / f"exported/{SLUG}-en.csv").read_bytes() == reported.read_bytes()
