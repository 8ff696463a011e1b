"""Pictures of every kind of page of the form, in Kazakh on a telephone, and of the administration: docs/reference/pages.md."""

from __future__ import annotations

import logging
import random
import tempfile
from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa
from playwright.sync_api import Browser, Page

from docs import dashboard_pictures
from instruments import load
from survey import create_app, opening
from survey.settings import Settings
from survey.store import interviewers, studies
from survey.store.accounts import Role
from survey.store.tables import quota_count
from survey.store.transactions import writing
from tests.audit.walk import aside, walk
from tests.survey.admin.officer import make_account
from tests.survey.admin.test_admin_browser import sign_in
from tests.survey.conftest import HERE, SECRET
from tests.survey.fieldwork import AIGUL
from tests.survey.serving import served
from tests.survey.test_fieldwork import enter, fill
from tests.survey.windows import Site, Window, window

FOLDER = Path(__file__).resolve().parent / "pictures"
SLUG, EXTENDED = "astana-2023", "astana-extended"
INTERVIEW = {
    "start": "page-start",
    "q1_strength, filled": "question-scale",
    "q2_improve, filled": "question-one",
    "q3_spheres, filled": "question-many",
    "q4_leave_eaeu, error": "question-error",
    "review": "page-review",
    "done": "page-done",
}
"""The pages of an interview that are pictured, and the names of their pictures."""

ASIDE = {"list", "privacy", "withdraw", "resume", "refused"}
ADMINISTRATION = {"studies": "", "study": f"{EXTENDED}/", "audit": "audit"}
COLOURS = 48


def draw(browser: Browser) -> None:
    """Draw every page anew."""
    FOLDER.mkdir(exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with _without_chance(), _site() as site:
        _draw_every_kind(window(browser, site, 390, javascript=True))
        _draw_interview(window(browser, site, 390, javascript=True))
        _draw_extended(window(browser, site, 390, javascript=True))
        _draw_ending(window(browser, site, 390, javascript=True))
        _draw_other_pages(window(browser, site, 390, javascript=True))
        _draw_ends(browser, site)
        _draw_interviewing(window(browser, site, 1280, javascript=True))
        _draw_administration(window(browser, site, 1280, javascript=True))
    dashboard_pictures.draw(browser, lambda taken, name: keep(taken, FOLDER / f"{name}.png"), _introduce)


def _introduce(taken: bytes, name: str) -> None:
    keep(taken, FOLDER.parent / "images" / f"{name}.png")


def _draw_every_kind(someone: Window) -> None:
    """Draw the first question of each kind, answered."""
    kinds = {question.id: question.kind for question in load.load(HERE / "every-form.yaml").questions}
    somebody = replace(AIGUL, typed={**AIGUL.typed, "country": "2", "country__other_text": ""})
    drawn = set()
    someone.open("/every-form/?lang=kk")
    someone.page.check("[name=consent][value='1']")
    someone.go_on()
    while someone.kind == "question":
        fill(someone.page, somebody)
        kind = kinds[someone.question]
        if kind not in drawn:
            shoot(someone.page, f"question-{kind}")
            drawn.add(kind)
        address = someone.page.url
        someone.go_on()
        assert someone.page.url != address, someone.page.inner_text("main")


def _draw_interview(someone: Window) -> None:
    """Draw pages of the first study, instead of those of the same kinds that were drawn before."""
    for name in walk(someone, SLUG, "kk"):
        if name in INTERVIEW:
            shoot(someone.page, INTERVIEW[name])


def _draw_extended(someone: Window) -> None:
    """Draw what the first study does not have: a question that was left empty, and one that can be left in haste."""
    someone.open(f"/{EXTENDED}/?lang=kk")
    for name, answer in {"consent": "1", "s_age": "30", "s_live": "71"}.items():
        if name == "s_live":
            someone.go_on()
            shoot(someone.page, "question-asked-again")
        enter(someone.page, name, answer)
        someone.go_on()
    while someone.question != "q4_leave_eaeu":
        someone.go_on()
    enter(someone.page, "q4_leave_eaeu", "2")
    shoot(someone.page, "question-sensitive")


def _draw_ending(someone: Window) -> None:
    """Draw the warning before an interview ends because nothing was done for long: the page's clock is put forward."""
    someone.page.clock.install()
    someone.open(f"/{SLUG}/?lang=kk")
    someone.page.check("[name=consent][value='1']")
    someone.go_on()
    until = "document.getElementById('ending').dataset"
    someone.page.clock.fast_forward(someone.page.evaluate(f"1000 * ({until}.endsAfter - {until}.warnedBefore)"))
    someone.page.wait_for_selector("#ending[open]")
    shoot(someone.page, "page-ending-soon", whole=False)


def _draw_interviewing(someone: Window) -> None:
    """Draw where an interviewer begins, and a question that is answered by its code."""
    someone.page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(someone, "dana", "kk")
    someone.open(f"/admin/{SLUG}/interview")
    someone.page.check("#mode")
    shoot(someone.page, "interviewer-start")
    with someone.page.expect_event("load"):
        someone.page.click("main button.go")
    someone.page.check("[name=consent][value='1']")
    someone.go_on()
    someone.page.check("[name=q1_strength][value='7']")
    someone.go_on()
    someone.page.check("[name=q2_improve][value='1']")
    shoot(someone.page, "interviewer-question")


def _draw_other_pages(someone: Window) -> None:
    """Draw the pages beside an interview: of an error, and where codes are shown and taken."""
    for name in aside(someone, SLUG, "kk"):
        if name in ASIDE:
            shoot(someone.page, f"page-{name}")
        if name == "not found":
            shoot(someone.page, "page-error")


def _draw_ends(browser: Browser, site: Site) -> None:
    """Draw the pages that end an interview early, and that of a study that is closed."""
    ways = {"screened": {"adult": 2}, "full": {"adult": 1, "town": 1, "sex": 1}}
    for name, answers in ways.items():
        someone = window(browser, site, 390, javascript=True)
        someone.open("/sampled/?lang=kk")
        for question, code in {"consent": 1, **answers}.items():
            someone.page.check(f"input[name={question}][value='{code}']")
            someone.go_on()
        shoot(someone.page, f"page-{name}")
    studies.close_study(site.engine, "sampled")
    someone = window(browser, site, 390, javascript=True)
    someone.open("/sampled/?lang=kk")
    shoot(someone.page, "page-closed")


def _draw_administration(someone: Window) -> None:
    """Draw the main pages of the administration, on a desk."""
    someone.page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(someone, "aliya", "kk")
    for name, address in ADMINISTRATION.items():
        someone.open(f"/admin/{address}")
        shoot(someone.page, f"admin-{name}", whole=False)


def shoot(page: Page, name: str, *, whole: bool = True) -> None:
    """Save a page, or what the window shows of it."""
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    keep(page.screenshot(full_page=whole), FOLDER / f"{name}.png")


def keep(taken: bytes, path: Path) -> None:
    """Save a picture with as many colours as it needs."""
    dashboard_pictures.reduced(taken, COLOURS).save(path, optimize=True)


class _Unshuffled(random.Random):
    """Leaves everything in its order."""

    def shuffle(self, x: MutableSequence[Any]) -> None:
        """Leave a block of arms as it is: everybody is given the first."""


@contextmanager
def _without_chance() -> Iterator[None]:
    """Give everybody the same arms and the same order of answers, for the same pictures each time."""
    with patch("survey.store.sampling._CHANCE", _Unshuffled(1)), patch("secrets.randbelow", lambda most: 7 % most):
        yield


@contextmanager
def _site() -> Iterator[Site]:
    """Serve the shipped questionnaires that are pictured, and those of the tests that have what these do not."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(secret_key=SECRET, database_url=f"sqlite:///{folder}/survey.db"))
        engine = app.extensions["survey"].engine
        for slug in (SLUG, EXTENDED):
            opening.open_study(engine, slug)
        for name in ("every-form", "sampled"):
            opening.open_study(engine, str(HERE / f"{name}.yaml"), HERE / f"{name}-study.yaml")
        with writing(engine) as connection:
            connection.execute(sa.insert(quota_count).values(slug="sampled", quota="women", n=2))
        make_account(engine, "aliya", Role.OWNER)
        make_account(engine, "bolat", Role.VIEWER)
        make_account(engine, "dana", Role.INTERVIEWER)
        interviewers.give(engine, SLUG, "dana", "A7")
        with served(app) as address:
            yield Site(address, engine)
