"""In Chromium: what the script improves, and that nothing needs it: two devices, the end of a session, leaving at once."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page, expect

from survey import create_app, opening
from survey.cookies import visit
from survey.settings import Settings
from tests.browser import scrolls_sideways, small_targets, violations
from tests.survey.conftest import HERE, SECRET
from tests.survey.serving import served
from tests.survey.test_browser import SLUG
from tests.survey.windows import Site, Window, window


class Quiet(http.server.BaseHTTPRequestHandler):
    """Another site: one empty page."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>News</title>")

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def news() -> Iterator[str]:
    """The address of another site."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def site(news: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    database = f"sqlite:///{tmp_path_factory.mktemp('site')}/survey.db"
    app = create_app(Settings(secret_key=SECRET, database_url=database, exit_url=news))
    engine = app.extensions["survey"].engine
    opening.open_study(engine, str(HERE / "together.yaml"), HERE / "together-study.yaml")
    with served(app) as address:
        yield Site(address, engine)


def agreed(someone: Window, slug: str, language: str) -> Page:
    someone.open(f"/{slug}/?lang={language}")
    someone.page.check("[name=consent][value='1']")
    someone.go_on()
    return someone.page


def press(someone: Window, action: str) -> None:
    someone.page.click(f"button[value={action}]")
    someone.page.wait_for_load_state("load")


def to_sensitive(someone: Window, language: str) -> Page:
    page = agreed(someone, "together", language)
    page.check("[name=reads][value='2']")
    for item in ("press", "web"):
        page.check(f"[name=trust__{item}][value='1']")
    someone.go_on()
    return page


def looked_at(someone: Window, name: str) -> None:
    assert violations(someone.page) == [], name
    assert not scrolls_sideways(someone.page), name
    assert small_targets(someone.page) == [], name
    assert someone.outside == [], name


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_an_interview_moves_from_one_device_to_another(chromium: Browser, site: Site, javascript: bool) -> None:
    first = window(chromium, site, 1280, javascript=javascript)
    second = window(chromium, site, 320, javascript=javascript)
    page = agreed(first, SLUG, "en")
    page.get_by_label("7", exact=True).check()
    press(first, "save")
    code = page.locator("output[data-code]").inner_text()
    second.open(f"/{SLUG}/?lang=kk")
    second.page.get_by_role("link", name="Сақталған сауалнаманы жалғастыру").click()
    second.page.get_by_label("Кодыңызды енгізіңіз").fill(code.lower())
    second.go_on()
    assert second.page.url.endswith("/question/q2_improve")
    press(first, "next")
    assert first.kind == "resume"
    assert "another device" in page.locator("main").inner_text()
    assert first.outside == second.outside == []
    first.page.context.close()
    second.page.context.close()


@pytest.mark.parametrize(("language", "width"), [("kk", 320), ("en", 1280), ("ru", 320)])
def test_axe_finds_nothing_on_the_pages_of_going_on_elsewhere_and_of_leaving(
    chromium: Browser, site: Site, language: str, width: int
) -> None:
    first = window(chromium, site, width, javascript=True, dark=language == "en")
    page = agreed(first, "together", language)
    looked_at(first, "several questions")
    page.check("[name=trust__press][value='1']")
    first.go_on()
    looked_at(first, "asked once more")
    page.check("[name=reads][value='1']")
    first.go_on()
    looked_at(first, "a question that came up")
    assert page.url.endswith("#how_many-question")
    page.fill("#how_many", "many")
    first.go_on()
    looked_at(first, "error")
    page.fill("#how_many", "3")
    press(first, "save")
    looked_at(first, "code")
    second = window(chromium, site, width, javascript=True)
    second.open(f"/together/resume?lang={language}")
    looked_at(second, "resume")
    second.go_on()
    looked_at(second, "resume, error")
    second.page.fill("#code", page.locator("output[data-code]").inner_text())
    second.go_on()
    assert second.kind == "question"
    first.open("/together/next")
    looked_at(first, "elsewhere")
    third = window(chromium, site, width, javascript=True)
    to_sensitive(third, language)
    looked_at(third, "sensitive")
    third.go_on()
    looked_at(third, "review of sensitive answers")
    third.open("/blank")
    looked_at(third, "blank")
    for each in (first, second, third):
        each.page.context.close()


def test_the_warning_takes_the_focus_and_staying_keeps_the_page(chromium: Browser, site: Site) -> None:
    someone = window(chromium, site, 320, javascript=True)
    someone.page.clock.install()
    page = agreed(someone, SLUG, "en")
    page.get_by_label("7", exact=True).check()
    warning = page.get_by_role("alertdialog", name="This page is about to close")
    page.clock.fast_forward("01:57:00")
    expect(warning).to_have_count(0)
    page.clock.fast_forward("00:01:30")
    expect(warning).to_be_visible()
    expect(page.get_by_role("button", name="Keep the page open")).to_be_focused()
    looked_at(someone, "warning")
    for leave in ("Enter", "Escape"):
        with page.expect_event("load"):
            page.keyboard.press(leave)
        assert page.get_by_label("7", exact=True).is_checked()
        expect(warning).to_have_count(0)
        page.clock.fast_forward("01:58:30")
        expect(warning).to_be_visible()
    page.context.close()


def test_a_page_left_alone_closes_itself_and_what_stood_on_it_is_kept(
    chromium: Browser, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = window(chromium, site, 1280, javascript=True)
    someone.page.clock.install()
    page = agreed(someone, "together", "kk")
    page.check("[name=trust__press][value='2']")
    # The clock of the server goes on with that of the browser.
    later = SimpleNamespace(time=lambda: time.time() + 2 * 60 * 60, monotonic=time.monotonic)
    monkeypatch.setattr(visit, "time", later)
    with page.expect_event("load"):
        page.clock.fast_forward("02:00:00")
    page.wait_for_selector("main[data-page=error]")
    assert "Сеанс уақыты аяқталды" in page.locator("h1").inner_text()
    looked_at(someone, "expired")
    with site.engine.connect() as connection:
        query = "SELECT count(*) FROM answer WHERE question = 'trust__press' AND value = '2'"
        assert connection.exec_driver_sql(query).scalar() == 1
    page.context.close()


def test_three_shifts_leave_and_nothing_comes_back(chromium: Browser, site: Site, news: str) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 640})
    someone = Window(context.new_page(), site, [])
    page = to_sensitive(someone, "en")
    assert page.title() == "Questions"
    assert "You can also press the Shift key three times." in page.locator("#exit-hint").inner_text()
    for key in ("Alt+Shift", "Alt+Shift", "Alt+Shift", "Control+Shift", "Control+Shift", "Control+Shift"):
        page.keyboard.press(key)
    assert someone.kind == "question", "it changed the keyboard's language"
    for key in ("Shift", "Shift", "a", "Shift", "Shift"):
        page.keyboard.press(key)
    assert someone.kind == "question", "another key between them begins anew"
    page.keyboard.press("Shift")
    page.wait_for_url(news)
    cookies = [cookie.get("name") for cookie in context.cookies()]
    assert "session" not in cookies
    page.go_back()
    assert page.locator("main").get_attribute("data-page") == "start", "the page is not shown again"
    context.close()


def test_leaving_works_without_the_script(chromium: Browser, site: Site, news: str) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    someone = Window(context.new_page(), site, [])
    page = to_sensitive(someone, "kk")
    assert not page.get_by_text("Shift пернесін").is_visible()
    page.get_by_role("button", name="Беттен шығу").click()
    page.wait_for_url(news)
    context.close()


# Whether what has the focus lies below what stays at the top; the link that skips it lies over that.
_IN_VIEW = """() => {
  const here = document.activeElement;
  const shown = here.closest('.option') ?? (here.parentElement.matches('.point') ? here.nextElementSibling : here);
  const box = shown.getBoundingClientRect();
  const exit = document.querySelector('.exit');
  if (here.matches('.skip')) return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2) === here;
  return exit.contains(here) || box.top >= exit.getBoundingClientRect().bottom;
}"""


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_at_400_percent_the_button_that_stays_covers_nothing_that_has_the_focus(
    chromium: Browser, site: Site, language: str
) -> None:
    """A window of 1280 × 1024 has 320 × 256 CSS pixels then (WCAG 1.4.10 and 2.4.11)."""
    someone = window(chromium, site, 320, javascript=False)
    page = to_sensitive(someone, language)
    page.set_viewport_size({"width": 320, "height": 256})
    for kind in ("question", "review"):
        assert someone.kind == kind
        for key in ("Tab", "Shift+Tab"):
            page.reload()
            met = 0
            for _ in range(60):
                page.keyboard.press(key)
                if page.evaluate("document.activeElement === document.body"):
                    break
                assert page.evaluate(_IN_VIEW), page.evaluate("document.activeElement.outerHTML")
                met += 1
            assert met > 5
        someone.go_on()
    page.context.close()


@pytest.mark.parametrize(("width", "javascript", "told"), [(320, True, "narrow"), (1280, True, "wide"), (320, False, None)])
def test_the_width_of_the_screen_is_told_by_the_script_alone(
    chromium: Browser, site: Site, width: int, javascript: bool, told: str | None
) -> None:
    someone = window(chromium, site, width, javascript=javascript)
    page = agreed(someone, SLUG, "en")
    page.get_by_label("4", exact=True).check()
    someone.go_on()
    with site.engine.connect() as connection:
        query = "SELECT layout FROM response ORDER BY (SELECT count(*) FROM session WHERE response_id = response.id)"
        assert told in connection.exec_driver_sql(query).scalars().all()
    page.context.close()
