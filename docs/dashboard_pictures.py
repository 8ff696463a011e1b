"""Pictures of the dashboard, whole and in Kazakh, of made-up interviews that stand as real ones: docs/reference/dashboard.md."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import sqlalchemy as sa
from PIL import Image
from playwright.sync_api import Browser, Page

from instruments.storage import counter, response
from survey import create_app, opening
from survey.fielded import Library
from survey.keys.receipt import Keys
from survey.settings import Settings
from survey.simulation.simulate import Simulated, simulate
from survey.store.accounts import Role
from survey.store.transactions import writing
from tests.survey.admin.officer import make_account
from tests.survey.admin.test_admin_browser import sign_in
from tests.survey.conftest import HERE, SECRET
from tests.survey.serving import served
from tests.survey.windows import Site, window

SLUG, EXTENDED, SAMPLED = "astana-2023", "astana-extended", "sampled"
FIRST_DAY = date(2026, 11, 2)
A_DAY = (3, 9, 14, 12, 8, 2, 1, 11, 13, 10, 7, 6, 2, 2)
"""Of a hundred interviews so many fall on each day from the first on."""

PHONE, DESK = 390, 1280
LONGEST = 3000
"""Pixels of one picture of a telephone; the next goes on where it ends, between two figures."""

Shoot = Callable[[bytes, str], None]


def draw(browser: Browser, save: Shoot, introduce: Shoot) -> None:
    """Draw the dashboard of the first study on a telephone and on a desk, and what it does not have of two others.

    save       keeps a picture of the pages on dashboards
    introduce  keeps one of those that the documentation begins with
    """
    with tempfile.TemporaryDirectory() as folder, served(app := create_app(_settings(folder))) as address:
        engine = app.extensions["survey"].engine
        _field(engine, Path(folder))
        site = Site(address, engine)
        phone, desk = _page(browser, site, PHONE), _page(browser, site, DESK)
        _open(phone, address, SLUG)
        for place, (top, bottom) in enumerate(_parts(phone), start=1):
            save(_clip(phone, top, bottom), f"dashboard-phone-{place}")
        _open(desk, address, SLUG)
        save(desk.screenshot(full_page=True), "dashboard-desk")
        for slug, figures in {EXTENDED: ("cohort-1", "arms-card"), SAMPLED: ("quotas", "arms-card")}.items():
            _open(phone, address, slug)
            for name in figures:
                save(_figures(phone, name), f"dashboard-{slug}-{name}")
        for page, language in ((phone, "kk"), (desk, "en")):
            _open(page, address, SLUG, language)
            introduce(_figures(page, "q-q2_improve", "q-q3_spheres"), f"dashboard-{language}")


def made_up(engine: sa.Engine, slug: str, *, n: int, seed: int = 1) -> None:
    """Store interviews of which `n` are complete, the same ones each time, as if they were real: counted day by day."""
    fielded = Library(engine).find(slug)
    assert fielded is not None
    stored = Simulated()
    simulate(engine, Keys(SECRET), fielded.instrument, stored, n=n, seed=seed)
    totals = {"viewed": stored.begun * 5 // 4, "started": stored.begun, "completed": stored.complete}
    totals |= {"screened": stored.screened, "full": stored.full}
    rows = [
        {"slug": slug, "day": (FIRST_DAY + timedelta(days=day)).isoformat(), "event": event, "language": "kk", "n": on_day}
        for event, total in totals.items()
        for day, on_day in enumerate(_by_day(total))
        if on_day
    ]
    with writing(engine) as connection:
        connection.execute(sa.update(response).values(is_test=False))
        connection.execute(sa.insert(counter), rows)


def _by_day(total: int) -> list[int]:
    ends = [total * sum(A_DAY[: day + 1]) // sum(A_DAY) for day in range(len(A_DAY))]
    return [end - before for end, before in zip(ends, [0, *ends], strict=False)]


def _settings(folder: str) -> Settings:
    return Settings(secret_key=SECRET, database_url=f"sqlite:///{folder}/survey.db")


def _field(engine: sa.Engine, folder: Path) -> None:
    """Open three studies, and let somebody answer them; the quotas of the third are of 60."""
    for slug in (SLUG, EXTENDED):
        opening.open_study(engine, slug)
    text = (HERE / f"{SAMPLED}.yaml").read_text(encoding="utf-8").replace("at_most: 2}", "at_most: 60}")
    (folder / f"{SAMPLED}.yaml").write_text(text, encoding="utf-8")
    opening.open_study(engine, str(folder / f"{SAMPLED}.yaml"), HERE / f"{SAMPLED}-study.yaml")
    make_account(engine, "aliya", Role.OWNER)
    for slug, n in {SLUG: 400, EXTENDED: 400, SAMPLED: 100}.items():
        made_up(engine, slug, n=n)


def _page(browser: Browser, site: Site, width: int) -> Page:
    someone = window(browser, site, width, javascript=True)
    sign_in(someone, "aliya", "kk")
    return someone.page


def _open(page: Page, address: str, slug: str, language: str = "kk") -> None:
    page.goto(f"{address}/admin/{slug}/dashboard?lang={language}")
    page.evaluate("document.activeElement?.blur()")


def _parts(page: Page) -> Iterator[tuple[float, float]]:
    """Yield where pictures of a long page begin and end: before a heading, as far down as one may be."""
    starts = page.evaluate("[...document.querySelectorAll('h2, h3')].map(each => each.getBoundingClientRect().top - 16)")
    end = page.evaluate("document.documentElement.scrollHeight")
    top = 0.0
    while end - top > LONGEST:
        bottom = max((start for start in starts if top < start <= top + LONGEST), default=end)
        yield top, bottom
        top = bottom
    yield top, end


def _clip(page: Page, top: float, bottom: float) -> bytes:
    width = page.evaluate("innerWidth")
    return page.screenshot(full_page=True, clip={"x": 0, "y": top, "width": width, "height": bottom - top})


def _figures(page: Page, *names: str) -> bytes:
    """Take figures as they stand, from the first to the last, with the room around them."""
    boxes = [page.locator(f".figure:has(#{name})").bounding_box() for name in names]
    tops, bottoms = zip(*((box["y"], box["y"] + box["height"]) for box in boxes if box), strict=True)
    return _clip(page, min(tops) - 16, max(bottoms))


def reduced(taken: bytes, colours: int) -> Image.Image:
    """Return a picture with as many colours as it needs."""
    return Image.open(BytesIO(taken)).convert("RGB").quantize(colours, dither=Image.Dither.NONE)
