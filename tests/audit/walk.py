"""Walking through a questionnaire in a browser: every page empty, with errors, and filled."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Locator, Page

from tests.survey.windows import Window

MOST_PAGES = 200
ENDS = ("done", "screened", "full", "refused")
WRONG = "?!"
"""What no field takes but one for words."""


def walk(someone: Window, slug: str, language: str) -> Iterator[str]:
    """Visit the pages of one interview from the start to the thanks; yield a name for each page and state."""
    page = someone.page
    someone.open(f"/{slug}/?lang={language}")
    yield "start"
    _go(someone)
    yield "start, error"
    page.locator("input[name=consent][value='1']").check()
    _go(someone)
    for _ in range(MOST_PAGES):
        name = page.url.rpartition("/")[2].partition("?")[0]
        yield name
        if someone.kind in ENDS:
            return
        yield from _states(someone, name)
    raise AssertionError(f"{slug} does not come to an end")


def aside(someone: Window, slug: str, language: str) -> Iterator[str]:
    """Visit the pages beside the interview; yield a name for each page and state."""
    someone.open(f"/?lang={language}")
    yield "list"
    someone.open(f"/{slug}/privacy?lang={language}")
    yield "privacy"
    for place, field in (("withdraw", "receipt"), ("resume", "code")):
        someone.open(f"/{slug}/{place}?lang={language}")
        yield place
        someone.page.fill(f"input[name={field}]", WRONG)
        _go(someone)
        yield f"{place}, error"
    someone.open(f"/{slug}/nowhere")
    yield "not found"
    someone.open(f"/{slug}/?lang={language}")
    someone.page.locator("input[name=consent][value='0']").check()
    _go(someone)
    yield "refused"


def _states(someone: Window, name: str) -> Iterator[str]:
    """Go on from a page, by way of an error and of asking once more where it has them."""
    page, address = someone.page, someone.page.url
    if _spoil(page):
        _go(someone)
        if page.url == address:
            yield f"{name}, error"
        else:
            page.goto(address)
    _fill(page)
    yield f"{name}, filled"
    _go(someone)
    if page.url == address:
        yield f"{name}, asked once more"
        _empty(page)
        _go(someone)
    if page.url == address:  # left empty, and asked once more about that
        _go(someone)


def _go(someone: Window) -> None:
    with someone.page.expect_event("load"):
        someone.page.click("main button.go")


def _written(page: Page) -> list[Locator]:
    return page.locator("main input[type=text], main input:not([type]), main textarea").all()


def _spoil(page: Page) -> bool:
    """Write what cannot be into every field, and choose every "other" without a word; whether there was anything."""
    fields = [field for field in _written(page) if "other_text" not in (field.get_attribute("name") or "")]
    for field in fields:
        field.fill(WRONG)
    others = [field.get_attribute("name") or "" for field in page.locator("main input[name$=__other_text]").all()]
    for name in others:
        page.locator(f"main input:not([type=text])[name='{name.removesuffix('__other_text')}']:not([value^='-'])").last.check()
    return bool(fields or others)


def _fill(page: Page) -> None:
    _empty(page)
    for kind in ("radio", "checkbox"):
        boxes = page.locator(f"main input[type={kind}]").all()
        for name in dict.fromkeys(box.get_attribute("name") for box in boxes):
            page.locator(f"main input[type={kind}][name='{name}']").first.check()


def _empty(page: Page) -> None:
    for field in _written(page):
        field.fill("")
    for box in page.locator("main input[type=checkbox]").all():
        box.uncheck()
