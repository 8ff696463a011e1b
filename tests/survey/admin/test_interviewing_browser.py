"""Interviews in Chromium by keyboard alone, with the script and without; and what axe-core says of their pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from survey import opening
from survey.store import interviewers
from survey.store.accounts import Role
from tests.browser import scrolls_sideways, small_targets, violations
from tests.survey.admin.officer import make_account
from tests.survey.admin.test_admin_browser import sign_in
from tests.survey.conftest import HERE
from tests.survey.test_browser import SLUG, site
from tests.survey.windows import Site, Window, window

__all__ = ["site"]

PAGE = f"/admin/{SLUG}/interview"
KINDS = "every-form"
TOGETHER = "together"


@pytest.fixture(scope="module")
def staffed(site: Site) -> Site:
    """A running app with an interviewer and an owner."""
    for name in (KINDS, TOGETHER):
        opening.open_study(site.engine, str(HERE / f"{name}.yaml"), HERE / f"{name}-study.yaml")
    make_account(site.engine, "aliya", Role.INTERVIEWER)
    make_account(site.engine, "bolat", Role.OWNER)
    for slug in (SLUG, KINDS, TOGETHER):
        interviewers.give(site.engine, slug, "aliya", "A7")
    return site


def wait_for_focus(someone: Window) -> None:
    """Wait by a selector: the page's security policy refuses an expression from its second look on."""
    expect(someone.page.locator(":focus")).to_have_count(1)


def type_in(someone: Window, *keys: str) -> None:
    """Press keys, the first of them where the page has put the focus."""
    wait_for_focus(someone)
    for key in keys:
        someone.page.keyboard.press(key)


def enter(someone: Window) -> None:
    wait_for_focus(someone)
    with someone.page.expect_event("load"):
        someone.page.keyboard.press("Enter")


def chosen(someone: Window, name: str) -> list[str]:
    found = someone.page.locator(f"[name={name}]:checked")
    return [each.get_attribute("value") or "" for each in found.all()]


def test_an_interview_by_codes_alone(chromium: Browser, staffed: Site) -> None:
    someone = window(chromium, staffed, 1280, javascript=True)
    page = someone.page
    sign_in(someone, "aliya")
    someone.open(f"{PAGE}?lang=en")
    for keys, first in ((["ArrowDown"], "#mode"), ([], "#mode-2")):
        expect(page.locator(first)).to_be_focused()
        type_in(someone, *keys)
        assert chosen(someone, "mode") == ["telephone"], "as the last time"
        enter(someone)
        assert someone.kind == "start"
        type_in(someone, "1")
        assert chosen(someone, "consent") == ["1"]
        enter(someone)
        type_in(someone, "1", "0")
        assert chosen(someone, "q1_strength") == ["10"], "two digits are one code"
        enter(someone)
        type_in(someone, "-", "1")
        assert chosen(someone, "q2_improve") == ["-1"]
        type_in(someone, "2")
        enter(someone)
        type_in(someone, "1", "4")
        assert chosen(someone, "q3_spheres") == ["1", "4"]
        type_in(someone, "4", "9")
        assert chosen(someone, "q3_spheres") == ["1", "9"]
        type_in(someone, "Tab")
        page.keyboard.type("1 2")
        assert page.locator("#q3_spheres__other_text").input_value() == "1 2", "digits in a box are text"
        enter(someone)
        while someone.kind == "question":
            enter(someone)
        assert someone.kind == "review"
        enter(someone)
        assert someone.kind == "done"
        enter(someone)
        assert page.url.endswith(PAGE), "straight to the next respondent"
    with staffed.engine.connect() as connection:
        query = "SELECT count(*) FROM response WHERE interviewer = 'A7' AND mode = 'telephone' AND status = 'complete'"
        assert connection.exec_driver_sql(query).scalar() == 2
    assert someone.outside == []
    page.context.close()


def test_an_interview_by_keyboard_without_javascript(chromium: Browser, staffed: Site) -> None:
    someone = window(chromium, staffed, 320, javascript=False)
    page = someone.page
    sign_in(someone, "aliya")
    someone.open(f"{PAGE}?lang=en")
    type_in(someone, "Space")
    enter(someone)
    assert not page.get_by_text("Type the number of the answer").is_visible(), "it needs the script"
    type_in(someone, "Space")
    assert chosen(someone, "consent") == ["1"]
    enter(someone)
    type_in(someone, "Space", "ArrowRight", "ArrowRight")
    assert chosen(someone, "q1_strength") == ["3"]
    enter(someone)
    type_in(someone, "Space")
    enter(someone)
    type_in(someone, "Space", "Tab", "Space")
    assert len(chosen(someone, "q3_spheres")) == 2
    enter(someone)
    while someone.kind == "question":
        enter(someone)
    enter(someone)
    assert someone.kind == "done"
    enter(someone)
    assert page.url.endswith(PAGE)
    assert chosen(someone, "mode") == ["face_to_face"]
    page.context.close()


def test_the_first_field_of_each_kind_has_the_focus(chromium: Browser, staffed: Site) -> None:
    someone = window(chromium, staffed, 1280, javascript=False)
    page = someone.page
    sign_in(someone, "aliya")
    someone.open(f"/admin/{KINDS}/interview?lang=en")
    type_in(someone, "Space")
    enter(someone)
    type_in(someone, "Space")
    enter(someone)
    seen = set()
    while someone.kind == "question":
        name = someone.question
        focus = page.evaluate("document.activeElement.name || document.activeElement.className")
        expected = "notice" if name in seen else "action" if page.locator(".card").count() else name
        assert focus.startswith(expected), (name, focus)
        seen.add(name)
        type_in(someone, "Tab")
        with page.expect_event("load"):
            page.locator("button.go[value=next]").press("Enter")
    assert len(seen) > 8
    page.context.close()


def begun(someone: Window, slug: str) -> None:
    """Begin an interview with a respondent who agrees."""
    sign_in(someone, "aliya")
    someone.open(f"/admin/{slug}/interview?lang=en")
    type_in(someone, "Space")
    enter(someone)
    type_in(someone, "1")
    enter(someone)


def go_to(someone: Window, wanted: str) -> None:
    """Go on by Enter alone; facts and opinions come in an order of their own, so a page that was passed is opened again."""
    someone.open(f"/{KINDS}/question/{wanted}")
    while someone.question != wanted:
        where = someone.question
        enter(someone)
        if someone.question == where:
            expect(someone.page.locator(".notice")).to_be_focused()
            enter(someone)
        assert someone.question != where, "Enter again leaves it unanswered"


def test_an_answer_that_was_given_is_not_changed_from_where_the_page_says_what_is_wanting(
    chromium: Browser, staffed: Site
) -> None:
    someone = window(chromium, staffed, 1280, javascript=True)
    page = someone.page
    begun(someone, TOGETHER)
    type_in(someone, "2")
    assert chosen(someone, "reads") == ["2"]
    enter(someone)
    expect(page.locator(".notice")).to_be_focused()
    page.keyboard.press("1")
    assert (chosen(someone, "reads"), chosen(someone, "trust__press")) == (["2"], ["1"])
    type_in(someone, "Tab", "2")
    assert chosen(someone, "trust__web") == ["2"]
    page.context.close()


def test_places_are_given_by_digits_and_enter_goes_on(chromium: Browser, staffed: Site) -> None:
    someone = window(chromium, staffed, 1280, javascript=True)
    page = someone.page
    begun(someone, KINDS)
    go_to(someone, "spheres")
    type_in(someone, "2", "Tab", "1")
    places = page.locator("main select")
    assert [each.input_value() for each in places.all()] == ["2", "1", ""]
    enter(someone)
    assert someone.question != "spheres"
    go_to(someone, "spheres")
    assert [each.input_value() for each in places.all()] == ["2", "1", ""]
    places.first.focus()
    page.keyboard.press("Space")
    expect(page.locator("select:focus:open")).to_have_count(1)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(places.first).to_have_value("1")  # it chose in the open list
    assert someone.question == "spheres"
    page.context.close()


def test_codes_and_enter_work_where_a_question_is_asked_once_more_and_after_a_mistake(chromium: Browser, staffed: Site) -> None:
    someone = window(chromium, staffed, 1280, javascript=True)
    page = someone.page
    begun(someone, KINDS)
    enter(someone)
    enter(someone)
    expect(page.locator(".notice")).to_be_focused()
    type_in(someone, "2")
    assert chosen(someone, "country") == ["2"]
    enter(someone)
    go_to(someone, "age")
    page.keyboard.type("444")
    enter(someone)
    expect(page.locator(".summary")).to_be_focused()
    page.keyboard.type("44")
    assert page.input_value("#age") == "44", "in the place of what was wrong"
    page.keyboard.press("Backspace")
    page.keyboard.type("5")
    assert page.input_value("#age") == "45"
    enter(someone)
    assert someone.question != "age"
    page.context.close()


@pytest.mark.parametrize(("language", "width", "dark"), [("kk", 320, False), ("en", 768, True), ("ru", 1280, False)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Browser, staffed: Site, language: str, width: int, dark: bool
) -> None:
    someone = window(chromium, staffed, width, javascript=True, dark=dark)
    page = someone.page

    def looked_at(name: str) -> None:
        assert page.get_attribute("html", "lang") == language
        assert violations(page) == [], name
        assert not scrolls_sideways(page), name
        assert small_targets(page) == [], name

    sign_in(someone, "bolat", language)
    someone.open(f"/admin/{SLUG}/interviewers")
    looked_at("interviewers")
    page.fill("#code", "7")
    enter(someone)
    looked_at("interviewers, error")
    someone.open(PAGE)
    looked_at("interview, no code")
    with page.expect_event("load"):
        page.click("header form button")
    sign_in(someone, "aliya", language)
    someone.open(PAGE)
    looked_at("interview")
    with page.expect_event("load"):
        page.locator("main form button.go").first.click()
    looked_at("interview, error")
    page.check("#mode")
    enter(someone)
    looked_at("start")
    someone.go_on()
    looked_at("start, error")
    page.check("[name=consent][value='1']")
    someone.go_on()
    while someone.kind == "question":
        looked_at(page.url)
        someone.go_on()
    looked_at("review")
    someone.press("save")
    looked_at("code")
    someone.open(PAGE)
    looked_at("interview, unfinished")
    page.context.clear_cookies(name="admin")
    someone.open(f"/{SLUG}/next")
    looked_at("signed out")
    sign_in(someone, "aliya", language)
    someone.open(f"/{SLUG}/review")
    someone.go_on()
    looked_at("done")
    assert someone.outside == []
    page.context.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_first_input_has_the_focus_and_what_is_read_out_before_it_stays_in_sight(
    chromium: Browser, staffed: Site, javascript: bool
) -> None:
    someone = window(chromium, staffed, 390, javascript=javascript)
    page = someone.page
    sign_in(someone, "aliya")
    someone.open(f"{PAGE}?lang=en")
    type_in(someone, "Space")
    enter(someone)
    expect(page.locator("#consent")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollHeight > 2 * innerHeight"), "there is something to scroll past"
    assert page.evaluate("scrollY") == 0, "consent is read out from its beginning"
    expect(page.locator("#consent")).to_have_css("animation-name", "unscrolled")
    page.evaluate("Promise.all(document.getAnimations().map(each => each.finished)).then(() => 0)")
    type_in(someone, "Tab", "Shift+Tab")
    expect(page.locator("#consent")).to_be_in_viewport()
    page.context.close()


@pytest.mark.parametrize(("language", "width", "dark"), [("kk", 320, True), ("en", 1280, False)])
def test_axe_finds_nothing_where_an_interview_stands_unfinished(
    chromium: Browser, staffed: Site, language: str, width: int, dark: bool
) -> None:
    someone = window(chromium, staffed, width, javascript=True, dark=dark)
    page = someone.page
    sign_in(someone, "aliya", language)
    someone.open(PAGE)
    page.check("#mode")
    enter(someone)
    page.check("[name=consent][value='1']")
    someone.go_on()
    someone.open(f"/{SLUG}/resume")
    assert page.locator("button[value=save]").count() == 1
    assert (violations(page), scrolls_sideways(page)) == ([], False)
    page.context.clear_cookies(name="admin")
    sign_in(someone, "bolat", language)
    someone.open(f"/{SLUG}/next")
    assert "A7" in page.locator("main").inner_text(), "the code it was begun with"
    assert (violations(page), scrolls_sideways(page)) == ([], False)
    page.context.close()
