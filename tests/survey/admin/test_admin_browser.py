"""The administration in Chromium: without JavaScript, on a narrow screen, by keyboard; and what axe-core says of each page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from survey.store import audit, studies
from survey.store.accounts import Role
from survey.store.audit import Action, Entry
from survey.store.studies import Schedule
from tests.browser import scrolls_sideways, violations
from tests.survey.admin.officer import PASSWORD, make_account
from tests.survey.test_browser import SLUG, site
from tests.survey.windows import Site, Window, window

__all__ = ["site"]

ADMIN = f"/admin/{SLUG}/"


@pytest.fixture(scope="module")
def staffed(site: Site) -> Site:
    """A running app with an owner, a viewer and a log."""
    make_account(site.engine, "aliya", Role.OWNER)
    make_account(site.engine, "bolat", Role.VIEWER)
    audit.append(site.engine, Entry(audit.COMMAND_LINE, Action.OPEN, SLUG, "version 1 until 2998-12-31 19:00 UTC"))
    return site


def sign_in(someone: Window, name: str, language: str = "en") -> None:
    someone.open(f"/admin/sign-in?lang={language}")
    someone.page.fill("#name", name)
    someone.page.fill("#password", PASSWORD)
    with someone.page.expect_event("load"):
        someone.page.keyboard.press("Enter")


def pages_of_the_administration(someone: Window, site: Site, language: str) -> Iterator[str]:
    """Visit each page in each state; yield a name for each."""
    page = someone.page
    someone.open(f"/admin/sign-in?lang={language}")
    yield "sign in"
    with page.expect_event("load"):
        page.click("main button.go")
    yield "sign in, error"
    sign_in(someone, "bolat", language)
    someone.open("/admin/audit")
    yield "not for this account"
    with page.expect_event("load"):
        page.click("header form button")
    sign_in(someone, "aliya", language)
    yield "studies"
    someone.open("/admin/audit")
    yield "audit"
    someone.open("/admin/unknown/")
    yield "not found"
    studies.reopen_study(site.engine, SLUG, Schedule("2020-01-01T00:00", "2999-01-01T00:00"))
    someone.open(ADMIN)
    yield "study"
    page.fill("#opens", "2999-02-01T00:00")
    with page.expect_event("load"):
        page.click("section[aria-labelledby=open-title] button")
    yield "study, error"
    someone.open(ADMIN)
    with page.expect_event("load"):
        page.click("section[aria-labelledby=pause-title] button")
    yield "study, paused"
    with page.expect_event("load"):
        page.click("section[aria-labelledby=close-title] a")
    yield "close"
    with page.expect_event("load"):
        page.click("main button.go")
    yield "study, closed"
    studies.reopen_study(site.engine, SLUG)


@pytest.mark.parametrize(
    ("language", "width", "dark"),
    [("kk", 320, False), ("en", 768, True), ("ru", 1280, False), ("kk", 1280, True), ("ru", 320, True)],
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Browser, staffed: Site, language: str, width: int, dark: bool
) -> None:
    someone = window(chromium, staffed, width, javascript=True, dark=dark)
    seen = []
    for name in pages_of_the_administration(someone, staffed, language):
        seen.append(name)
        assert someone.page.get_attribute("html", "lang") == language
        assert violations(someone.page) == [], name
        assert not scrolls_sideways(someone.page), name
    assert len(seen) == 11
    assert someone.outside == []
    someone.page.context.close()


def test_an_owner_works_by_keyboard_and_without_javascript(chromium: Browser, staffed: Site) -> None:
    someone = window(chromium, staffed, 320, javascript=False)
    page = someone.page
    someone.open("/admin/?lang=en")
    assert page.url.endswith("/admin/sign-in")
    page.get_by_label("Account name").focus()
    page.keyboard.type("aliya")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    assert page.url.endswith("/admin/")
    someone.open(ADMIN)
    closes = page.get_by_label("Closes (UTC)")
    expect(closes).to_have_accessible_description(re.compile("2026-11-22 08:00"))  # in any browser's language
    closes.fill("2999-01-01 00:00")
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("The study is open, within its times.")
    assert "2999-01-01 00:00 UTC" in page.inner_text("main")
    with page.expect_event("load"):
        page.get_by_role("button", name="Sign out").press("Enter")
    someone.open(ADMIN)
    assert page.url.endswith("/admin/sign-in")
    page.go_back()
    assert "Close the study" not in page.inner_text("body"), "nothing of a signed-in page is kept by the browser"
    studies.reopen_study(staffed.engine, SLUG)
    page.context.close()


def test_the_error_summary_has_the_focus_and_leads_to_the_field(chromium: Browser, staffed: Site) -> None:
    someone = window(chromium, staffed, 320, javascript=True)
    someone.open("/admin/sign-in?lang=en")
    with someone.page.expect_event("load"):
        someone.page.click("main button.go")
    expect(someone.page.locator(".summary")).to_be_focused()
    someone.page.keyboard.press("Tab")
    someone.page.keyboard.press("Enter")
    expect(someone.page.get_by_label("Account name")).to_be_focused()
    someone.page.context.close()


def test_every_target_is_large_enough(chromium: Browser, staffed: Site) -> None:
    someone = window(chromium, staffed, 320, javascript=True)
    too_small = """() => [...document.querySelectorAll('button, a, input:not([type=hidden])')]
        .filter(e => !e.closest('dd, .summary') && !e.classList.contains('skip'))
        .filter(e => { const r = e.getBoundingClientRect(); return r.width < 44 || r.height < 44 }).map(e => e.outerHTML)"""
    for name in pages_of_the_administration(someone, staffed, "kk"):
        assert someone.page.evaluate(too_small) == [], name
    someone.page.context.close()


@pytest.mark.parametrize(("language", "width"), [("kk", 320), ("ru", 1280)])
def test_the_pages_of_studies_that_cannot_be_begun(chromium: Browser, staffed: Site, language: str, width: int) -> None:
    someone = window(chromium, staffed, width, javascript=True)
    for change in (
        lambda: studies.reopen_study(staffed.engine, SLUG, Schedule("2999-01-01T00:00", None)),
        lambda: studies.reopen_study(staffed.engine, SLUG) and studies.pause_study(staffed.engine, SLUG),
        lambda: studies.close_study(staffed.engine, SLUG),
    ):
        assert change()
        someone.open(f"/{SLUG}/?lang={language}")
        assert someone.kind == "closed"
        assert violations(someone.page) == []
        assert not scrolls_sideways(someone.page)
    studies.reopen_study(staffed.engine, SLUG)
    someone.open(f"/{SLUG}/t/{'x' * 22}")
    assert someone.kind == "closed"
    assert violations(someone.page) == []
    someone.page.context.close()
