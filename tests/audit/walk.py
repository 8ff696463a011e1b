"""Walking through a questionnaire in a browser: every page empty, with errors, and filled."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Locator, Page

from tests.survey.windows import Window

MOST_PAGES = 200
ENDS = ("done", "screened", "full", "refused")
WRONG = "?!"
"""What no field takes but one for words."""
ANSWERS = "main :is(input, select, textarea):not([type=hidden])"
OTHER = ".option:has(+ .beside) > input"
"""The choice beside which there is a field for words."""
NUMBER = "20"
"""What every field for a number takes."""
WORDS = "Ұлы дала"
PARTS_OF_A_DATE = {"day": "22", "month": "3", "year": "1991"}


def walk(someone: Window, slug: str, language: str) -> Iterator[str]:
    """Visit the pages of one interview from the start to the thanks; yield a name for each page and state."""
    page = someone.page
    someone.open(f"/{slug}/?lang={language}")
    yield "start"
    _go(someone)
    yield "start, error"
    page.locator("input[name=consent][value='1']").check()
    yield "start, filled"
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
    """Go on from a page: wrongly answered, or left empty where nothing can be wrong, then filled."""
    page, address = someone.page, someone.page.url
    if not page.locator(ANSWERS).count():
        _go(someone)
        return
    spoiled = _spoil(page)
    _go(someone)
    if page.url.partition("?")[0] == address.partition("?")[0]:
        yield f"{name}, error" if spoiled else f"{name}, asked once more"
    else:
        page.goto(address)
    _fill(page)
    yield f"{name}, filled"
    _go(someone)
    assert page.url != address, f"what was filled in is refused: {page.inner_text('main')}"


def _go(someone: Window) -> None:
    with someone.page.expect_event("load"):
        someone.page.click("main button.go")


def _written(page: Page) -> list[Locator]:
    return page.locator("main input[type=text], main input:not([type]), main textarea").all()


def _spoil(page: Page) -> bool:
    """Answer as one cannot: no number, a place twice, too much, "other" without a word; whether anything takes that."""
    words = [field for field in _written(page) if not (field.get_attribute("name") or "").endswith("__other_text")]
    for field in words:
        field.fill(WRONG)
    for each in (places := page.locator("main select").all()):
        each.select_option("1")
    for each in (boxes := [*page.locator("main input[type=checkbox]").all(), *page.locator(OTHER).all()]):
        each.check()
    return bool(words or places or boxes)


def _fill(page: Page) -> None:
    """Answer every question of a page, also in words where it offers "other"."""
    _empty(page)
    for field in _written(page):
        field.fill(_text(field.get_attribute("name") or "", field.get_attribute("inputmode")))
    for rank, place in enumerate(page.locator("main select").all(), start=1):
        place.select_option(str(rank) if rank <= place.locator("option[value]:not([value=''])").count() else "")
    boxes = page.locator("main input[type=radio], main input[type=checkbox]")
    names = dict.fromkeys(boxes.evaluate_all("all => all.map(one => one.name)"))
    for name in names:
        own = f"input[name='{name}']:not([type=text])"
        if page.locator(f"main [name='{name}__other_text']").count():
            page.locator(f"{OTHER}[name='{name}']").check()
        elif not page.locator(f"main fieldset:has({own}) :is(input[type=text], textarea, select)").count():
            page.locator(f"main {own}").first.check()


def _text(name: str, mode: str | None) -> str:
    part = name.rpartition("__")[2]
    return PARTS_OF_A_DATE.get(part) or (NUMBER if mode else WORDS)


def _empty(page: Page) -> None:
    for field in _written(page):
        field.fill("")
    for place in page.locator("main select").all():
        place.select_option("")
    for box in page.locator("main input[type=checkbox]").all():
        box.uncheck()
