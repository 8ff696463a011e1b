"""Each kind of page once, with the cookies that show it: what Lighthouse looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser

from instruments import load
from tests.audit.walk import walk
from tests.survey.admin.test_admin_browser import sign_in
from tests.survey.conftest import HERE
from tests.survey.test_browser import SLUG
from tests.survey.windows import Site, Window, window

EVERY = "every-form"
"""The questionnaire with every kind of question."""

DESK_QUESTION = "scale"
"""The kind of question that is looked at on a desk as well: its page is laid out anew there."""

BESIDE = {
    "list": "/",
    "start": f"/{SLUG}/",
    "withdraw": f"/{SLUG}/withdraw",
    "resume": f"/{SLUG}/resume",
    "privacy": f"/{SLUG}/privacy",
    "error": f"/{SLUG}/nowhere",
    "admin: sign in": "/admin/sign-in",
}
"""The pages that anybody can open."""

SIGNED_IN = {"admin: studies": "/admin/", "admin: dashboard": f"/admin/{SLUG}/dashboard?of=tests"}


PATIENCE = 60_000
"""Milliseconds to wait for a page: Lighthouse keeps a machine busy."""


@dataclass(frozen=True)
class Place:
    """A page as somebody sees it.

    name     the kind of page
    cookies  the header with which the server knows who asks; empty for somebody who was never there
    desk     whether it is looked at on a desk, not on a telephone alone
    is_error whether it comes with the status of an error
    """

    name: str
    language: str
    address: str
    cookies: str
    desk: bool = True
    is_error: bool = False


def places(browser: Browser, site: Site, language: str) -> Iterator[Place]:
    """Visit each kind of page in a language; every kind of question is one."""
    someone = window(browser, site, 390, javascript=True)
    someone.page.set_default_timeout(PATIENCE)
    for name, path in BESIDE.items():
        someone.open(f"{path}?lang={language}")
        yield _here(someone, name, language)
    yield from _interview(someone, language)
    sign_in(someone, "aliya", language)
    for name, path in SIGNED_IN.items():
        someone.open(path)
        yield _here(someone, name, language)
    someone.page.context.close()


def _interview(someone: Window, language: str) -> Iterator[Place]:
    questions = load.load(HERE / f"{EVERY}.yaml").questions
    kinds: dict[str, str] = {question.id: question.kind for question in questions if question.kind != "consent"}
    seen: set[str] = set()
    for state in walk(someone, EVERY, language):
        kind = kinds.get(state)
        if kind is not None and kind not in seen:
            seen.add(kind)
            yield _here(someone, f"question: {kind}", language, desk=kind == DESK_QUESTION)
        elif state in ("review", "done"):
            yield _here(someone, state, language)
    missing = {*kinds.values()} - seen
    if missing:
        raise AssertionError(f"{EVERY}: no page of the kinds {', '.join(sorted(missing))} was reached")


def _here(someone: Window, name: str, language: str, *, desk: bool = True) -> Place:
    page = someone.page
    if page.get_attribute("html", "lang") != language:
        raise AssertionError(f"{page.url} is not in the language {language}")
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies(page.url))
    return Place(name, language, page.url, cookies, desk, is_error=name == "error")
