"""Pictures of every kind of page of the form, in Kazakh on a telephone, and of the administration: docs/reference/pages.md."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import sqlalchemy as sa
from PIL import Image
from playwright.sync_api import Browser, Page

from instruments import load
from survey import create_app, opening
from survey.fielded import Library
from survey.keys.receipt import Keys
from survey.settings import Settings
from survey.simulation.simulate import Simulated, simulate
from survey.store import studies
from survey.store.accounts import Role
from survey.store.engine import writing
from survey.store.tables import quota_count
from tests.audit.walk import aside, walk
from tests.survey.admin.officer import make_account
from tests.survey.admin.test_admin_browser import sign_in
from tests.survey.conftest import HERE, SECRET
from tests.survey.fieldwork import AIGUL
from tests.survey.serving import served
from tests.survey.test_fieldwork import fill
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
ADMINISTRATION = {"studies": "", "study": f"{EXTENDED}/", "dashboard": f"{EXTENDED}/dashboard?of=tests", "audit": "audit"}
COLOURS = 48


def draw(browser: Browser) -> None:
    """Draw every page anew."""
    FOLDER.mkdir(exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with _site() as site:
        _draw_every_kind(window(browser, site, 390, javascript=True))
        _draw_interview(window(browser, site, 390, javascript=True))
        _draw_other_pages(window(browser, site, 390, javascript=True))
        _draw_ends(browser, site)
        _draw_administration(window(browser, site, 1280, javascript=True))


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
    """Save a page, or what the window shows of it, with as many colours as it needs."""
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    taken = Image.open(BytesIO(page.screenshot(full_page=whole)))
    taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


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
        fielded = Library(engine).find(EXTENDED)
        assert fielded is not None
        simulate(engine, Keys(SECRET), fielded.instrument, Simulated(), n=300, seed=1)
        with served(app) as address:
            yield Site(address, engine)
