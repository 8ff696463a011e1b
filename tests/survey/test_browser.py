"""The form in Chromium: without JavaScript, on a narrow screen, by keyboard; and what axe-core says of each page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from survey import create_app, opening
from survey.settings import Settings
from tests.browser import scrolls_sideways, violations
from tests.survey.conftest import HERE, SECRET
from tests.survey.serving import served

SLUG = "astana-2023"
WIDTHS = (320, 1280)
_IN = {SLUG: ("kk", "en"), "every-kind": ("kk", "en"), "every-form": ("kk", "ru")}
_ALIKE = ("q5_leave_csto", "q6_role", "q7_benefit")
"""Pages like q2_improve: axe-core has judged that one."""


@dataclass(frozen=True)
class Site:
    """A running app."""

    address: str
    engine: sa.Engine


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    app = create_app(Settings(secret_key=SECRET, database_url=f"sqlite:///{folder}/survey.db"))
    engine = app.extensions["survey"].engine
    opening.open_study(engine, str(HERE / "every-kind.yaml"), HERE / "every-kind-study.yaml")
    opening.open_study(engine, str(HERE / "every-form.yaml"), HERE / "every-form-study.yaml")
    with served(app) as address:
        yield Site(address, engine)


@dataclass
class Window:
    """One browser window, and the addresses outside the app that it asked for."""

    page: Page
    site: Site
    outside: list[str]

    def open(self, path: str) -> None:
        self.page.goto(self.site.address + path)

    def go_on(self) -> None:
        self.page.click("button.go[name=action][value=next]")
        self.page.wait_for_load_state("load")

    @property
    def kind(self) -> str | None:
        return self.page.get_attribute("main", "data-page")


def window(browser: Browser, site: Site, width: int, *, javascript: bool, dark: bool = False) -> Window:
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": 640}, java_script_enabled=javascript, color_scheme="dark" if dark else "light"
    )
    context.set_default_timeout(10_000)
    outside: list[str] = []

    def guard(route: Route) -> None:
        if route.request.url.startswith(site.address + "/"):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    context.route("**/*", guard)
    return Window(context.new_page(), site, outside)


def test_the_whole_survey_in_kazakh_without_javascript_on_a_narrow_screen(chromium: Browser, site: Site) -> None:
    someone = window(chromium, site, 320, javascript=False)
    page = someone.page
    someone.open(f"/{SLUG}/?lang=kk")
    page.get_by_label("Келісемін", exact=True).check()
    someone.go_on()
    page.get_by_label("7", exact=True).check()
    someone.go_on()
    page.get_by_label("Жауап беруге қиналамын").check()
    someone.go_on()
    page.get_by_label("Экономика").check()
    page.get_by_label("Жауабыңызды жазыңыз").fill("Көлік дәлізі 4711")
    page.get_by_role("button", name="English").click()
    assert page.get_attribute("html", "lang") == "en"
    assert page.get_by_label("Economy").is_checked()
    assert page.get_by_label("Write your answer").input_value() == "Көлік дәлізі 4711"
    page.get_by_role("button", name="Қазақша").click()
    someone.go_on()
    for _ in range(4):
        assert someone.kind == "question"
        someone.go_on()
    assert someone.kind == "review"
    someone.go_on()
    assert someone.kind == "done"
    assert len(page.locator("output[data-receipt]").inner_text()) == 24
    assert page.locator("h1").inner_text() == "Рақмет!"
    assert someone.outside == []
    with site.engine.connect() as connection:
        query = "SELECT response_id FROM free_text WHERE text = 'Көлік дәлізі 4711'"
        response = connection.exec_driver_sql(query).scalar()
        stored = connection.execute(
            sa.text("SELECT value FROM answer WHERE response_id = :r AND question = 'q1_strength'"), {"r": response}
        ).scalar()
        assert stored == "7"
    page.go_back()
    page.go_back()
    assert someone.kind in ("review", "question", "done"), "the browser's Back button never ends in an error"
    page.context.close()


def test_the_enter_key_goes_on_and_never_switches_the_language(chromium: Browser, site: Site) -> None:
    someone = window(chromium, site, 1280, javascript=False)
    someone.open(f"/{SLUG}/?lang=kk")
    someone.page.get_by_label("Келісемін", exact=True).focus()
    someone.page.keyboard.press("Space")
    with someone.page.expect_navigation():
        someone.page.keyboard.press("Enter")
    assert someone.kind == "question"
    assert someone.page.get_attribute("html", "lang") == "kk"
    someone.page.get_by_label("1", exact=True).focus()
    for _ in range(6):
        someone.page.keyboard.press("ArrowRight")
    with someone.page.expect_navigation():
        someone.page.keyboard.press("Enter")
    with someone.page.expect_navigation():
        someone.page.locator("button[value=back]").click()
    assert someone.page.get_by_label("7", exact=True).is_checked()
    someone.page.context.close()


def test_the_error_summary_has_the_focus_and_leads_to_the_field(chromium: Browser, site: Site) -> None:
    someone = window(chromium, site, 320, javascript=True)
    someone.open(f"/{SLUG}/?lang=en")
    someone.go_on()
    expect(someone.page.locator(".summary")).to_be_focused()
    someone.page.keyboard.press("Tab")
    someone.page.keyboard.press("Enter")
    expect(someone.page).to_have_url(re.compile("#consent$"))
    someone.page.context.close()


def pages_of_a_survey(someone: Window, slug: str, language: str) -> Iterator[str]:
    """Visit each kind of page, empty, with an error and filled; yield a name for each."""
    page = someone.page
    someone.open(f"/?lang={language}")
    yield "list"
    someone.open(f"/{slug}/?lang={language}")
    yield "start"
    someone.go_on()
    yield "start, error"
    page.check("[name=consent][value='1']")
    yield "start, filled"
    someone.go_on()
    while someone.kind == "question":
        place = page.url.rsplit("/", 1)[-1]
        yield place
        for problem in _fill_wrongly(page):
            someone.go_on()
            yield f"{place}, {problem}"
        _fill(page)
        yield f"{place}, filled"
        someone.go_on()
    yield "review"
    someone.go_on()
    yield "done"
    for place in ("refused", "left", "privacy", "withdraw", "withdrawn", "no/where"):
        someone.open(f"/{slug}/{place}")
        yield place
    someone.open(f"/{slug}/withdraw")
    page.fill("[name=receipt]", "ABC")
    someone.go_on()
    yield "withdraw, error"


def _fill_wrongly(page: Page) -> Iterator[str]:
    if page.locator("main select").count():
        places = page.locator("main select").all()
        for place in places:
            place.select_option("1")
        yield "error"
        for place in places:
            place.select_option("")
    elif page.locator(".battery").count():
        yield "asked once more"
    elif page.locator("input[type=checkbox]").count():
        for box in page.locator("input[type=checkbox]").all():
            box.check()
        yield "error"
        for box in page.locator("input[type=checkbox]").all():
            box.uncheck()
    elif page.locator("input[inputmode]").count():
        box = page.locator("input[inputmode]").first
        box.fill("many")
        yield "error"
        box.fill("44" if box.get_attribute("name") == "age" else "")


def _fill(page: Page) -> None:
    choice = page.locator("input[type=radio], input[type=checkbox]")
    if page.locator(".battery").count():
        for item in page.locator(".battery fieldset").all():
            item.locator("input[type=radio]").first.check()
    elif choice.count() and not page.locator("input[inputmode], main select").count():
        choice.first.check()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("slug", "language"),
    [
        *((slug, language) for slug in (SLUG, "every-kind") for language in ("kk", "en")),
        ("every-form", "kk"),
        ("every-form", "ru"),
    ],
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Browser, site: Site, slug: str, language: str, width: int
) -> None:
    someone = window(chromium, site, width, javascript=True, dark=width == 1280 and language == "kk")
    seen = []
    for name in pages_of_a_survey(someone, slug, language):
        seen.append(name)
        if name.startswith(_ALIKE):
            continue
        assert violations(someone.page) == [], name
        assert not scrolls_sideways(someone.page), name
    assert len(seen) > 20
    assert "review" in seen
    assert someone.outside == []
    someone.page.context.close()


def test_axe_finds_what_is_wrong_with_a_bad_page(chromium: Browser, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<html><body><img src='x'><input><button></button><p style='color:#ccc;background:#fff'>pale</p></body></html>"
    )
    page = chromium.new_page()
    page.goto(bad.as_uri())
    found = {rule for rule, _, _ in violations(page)}
    assert {"button-name", "color-contrast", "document-title", "html-has-lang", "image-alt", "label"} <= found
    page.set_content("<p style='width:3000px'>wide</p>")
    assert scrolls_sideways(page)
    page.close()


def test_every_target_is_large_enough(chromium: Browser, site: Site) -> None:
    someone = window(chromium, site, 320, javascript=True)
    too_small = """() => [...document.querySelectorAll(
            'button[name]:not(.first):not(dialog *), main a, footer a, .option, .point label, input[type=text]')]
        .filter(e => { const r = e.getBoundingClientRect(); return r.width < 44 || r.height < 44 }).map(e => e.outerHTML)"""
    for name in pages_of_a_survey(someone, SLUG, "kk"):
        small = [each for each in someone.page.evaluate(too_small) if "#" not in each]
        assert small == [], name
    someone.page.context.close()


def test_in_forced_colours_the_chosen_number_is_marked_and_covered_by_nothing(chromium: Browser, site: Site) -> None:
    someone = window(chromium, site, 320, javascript=True)
    for name in pages_of_a_survey(someone, SLUG, "kk"):
        if name.startswith("q1_strength"):
            break
    someone.page.emulate_media(forced_colors="active")
    someone.page.locator(".point input").first.check()
    marks = someone.page.evaluate(
        """() => [...document.querySelectorAll('.point')].map(e => [
            getComputedStyle(e.querySelector('input')).opacity, getComputedStyle(e.querySelector('label')).borderTopWidth])"""
    )
    assert marks == [["0", "4px"], *[["0", "1px"]] * 9]
    someone.page.context.close()


def test_the_first_load_is_small(chromium: Browser, site: Site) -> None:
    someone = window(chromium, site, 320, javascript=True)
    sizes: list[int] = []
    someone.page.on("response", lambda response: sizes.append(len(response.body()) if response.status == 200 else 0))
    someone.open(f"/{SLUG}/")
    someone.page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) <= 60_000
    someone.page.context.close()
