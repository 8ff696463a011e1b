"""Each kind of question in Chromium, with and without JavaScript: answered by its labels, laid out for phone and desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from survey import create_app, opening
from survey.settings import Settings
from tests.survey.conftest import HERE, SECRET
from tests.survey.serving import served

JAVASCRIPT = pytest.mark.parametrize("javascript", [False, True])


@dataclass(frozen=True)
class Site:
    """A running app with the questionnaire of every kind."""

    address: str
    engine: sa.Engine

    def stored(self, question: str) -> list[tuple[object, ...]]:
        """What the newest respondents answered to a question."""
        query = sa.text("SELECT value, missing FROM answer WHERE question = :question")
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(query, {"question": question})]


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    app = create_app(Settings(secret_key=SECRET, database_url=f"sqlite:///{folder}/survey.db"))
    engine = app.extensions["survey"].engine
    opening.open_study(engine, str(HERE / "every-form.yaml"), HERE / "every-form-study.yaml")
    with served(app) as address:
        yield Site(address, engine)


def go_on(page: Page) -> None:
    page.click("button.go[name=action][value=next]")
    page.wait_for_load_state("load")


def start(browser: Browser, site: Site, language: str, *, javascript: bool, width: int = 320) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 640}, java_script_enabled=javascript)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(f"{site.address}/every-form/?lang={language}")
    page.check("[name=consent][value='1']")
    go_on(page)
    return page


def question(page: Page) -> str:
    return page.url.rsplit("/", 1)[-1].partition("?")[0]


def go_to(page: Page, wanted: str) -> None:
    """Leave every page empty until the one that is wanted; pages that ask once more are left again."""
    for _ in range(60):
        if question(page) == wanted:
            return
        go_on(page)
    raise AssertionError(f"never asked: {wanted}")


@JAVASCRIPT
def test_a_battery_is_answered_line_by_line(chromium: Browser, site: Site, javascript: bool) -> None:
    page = start(chromium, site, "kk", javascript=javascript)
    go_to(page, "trust")
    assert page.locator("table").count() == 0
    lines = page.get_by_role("group", name=re.compile("^(Әзербайжан|Қырғызстан|Түркия)$"))
    expect(lines).to_have_count(3)
    page.get_by_role("group", name="Түркия", exact=True).get_by_label("Толық сенемін").check()
    page.get_by_role("group", name="Қырғызстан", exact=True).get_by_label("Жауап бергім келмейді").check()
    go_on(page)
    assert "1 жолға әлі жауап берілген жоқ." in page.locator(".notice").inner_text()
    assert page.get_by_role("group", name="Түркия", exact=True).get_by_label("Толық сенемін").is_checked()
    go_on(page)
    assert (site.stored("trust__tr"), site.stored("trust__kg"), site.stored("trust__az")) == (
        [("1", None)],
        [(None, -2)],
        [(None, -5)],
    )
    page.context.close()


def wrong(page: Page) -> set[str]:
    """What stands beside the inputs that a screen reader says are wrong."""
    return set(page.eval_on_selector_all("[aria-invalid=true]", "found => found.map(each => each.labels[0].textContent)"))


@JAVASCRIPT
def test_answers_are_ranked_without_dragging(chromium: Browser, site: Site, javascript: bool) -> None:
    page = start(chromium, site, "en", javascript=javascript)
    go_to(page, "spheres")
    page.get_by_label("Defence").select_option("1")
    page.get_by_label("Economy").select_option("1")
    go_on(page)
    assert "Place 1 is given twice. Give each place to one answer only." in page.locator(".summary").inner_text()
    assert wrong(page) == {"Defence", "Economy"}
    page.locator(".summary a").click()
    assert page.evaluate("document.activeElement.labels[0].textContent") in wrong(page)
    page.get_by_label("Defence").select_option("")
    page.get_by_label("Economy").select_option("2")
    go_on(page)
    assert "Place 1 is empty" in page.locator(".summary").inner_text()
    assert wrong(page) == {"Economy"}
    page.get_by_label("Defence").select_option("1")
    go_on(page)
    assert site.stored("spheres") == [("[3,1]", None)]
    page.context.close()


@JAVASCRIPT
def test_a_date_and_a_decimal_are_written_as_in_the_language(chromium: Browser, site: Site, javascript: bool) -> None:
    page = start(chromium, site, "kk", javascript=javascript)
    go_to(page, "born")
    group = page.get_by_role("group", name="Қашан келдіңіз?")
    for label, written in (("Күн", "2"), ("Ай", "03"), ("Жыл", "1991")):
        group.get_by_label(label, exact=True).fill(written)
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    go_to_any(page, "hours")
    page.get_by_label("Жауабыңызды жазыңыз").fill("1,5")
    go_on(page)
    assert (site.stored("born"), site.stored("hours")) == ([('"1991-03-02"', None)], [("1.5", None)])
    page.goto(f"{site.address}/every-form/question/hours?change")
    assert page.get_by_label("Жауабыңызды жазыңыз").input_value() == "1,5"
    page.get_by_role("button", name="English").click()
    page.goto(f"{site.address}/every-form/question/hours?change")
    assert page.get_by_label("Write your answer").input_value() == "1.5"
    page.goto(f"{site.address}/every-form/question/born?change")
    assert [page.get_by_label(label, exact=True).input_value() for label in ("Day", "Month", "Year")] == ["2", "3", "1991"]
    page.context.close()


WRONG_DATES = [
    (("31", "", "1991"), "month", "Айды цифрмен жазыңыз: 1–12."),
    (("31", "4", "91"), "year", "Жылды төрт цифрмен жазыңыз."),
    (("x", "4", "1991"), "day", "Күнді цифрмен жазыңыз: 1–31."),
    (("31", "4", "1991"), "day", "Мұндай күн жоқ. Күнді, айды және жылды тексеріңіз."),
    (("31", "4", "1989"), "day", "Мұндай күн жоқ. Күнді, айды және жылды тексеріңіз."),
    (("30", "4", "1989"), "year", "Ең ерте күн: 1990\u202fж. 1 қаңтар."),
]


@JAVASCRIPT
def test_a_wrong_date_says_which_part_to_mend_and_leads_to_it(chromium: Browser, site: Site, javascript: bool) -> None:
    page = start(chromium, site, "kk", javascript=javascript)
    go_to_any(page, "born")
    hint = page.locator("#born-hint").inner_text()
    assert hint == "Ең ерте күн: 1990\u202fж. 1 қаңтар. Ең кеш күн: 2026\u202fж. 31 желтоқсан. Мысалы: 22 3 1991"
    for written, part, words in WRONG_DATES:
        for label, each in zip(("Күн", "Ай", "Жыл"), written, strict=True):
            page.get_by_label(label, exact=True).fill(each)
        go_on(page)
        assert words in page.locator(".summary").inner_text()
        wrong = page.locator("[aria-invalid]")
        expect(wrong).to_have_count(1)
        assert wrong.get_attribute("name") == f"born__{part}"
        expect(wrong).to_have_accessible_description(f"Қате: {words}")
        page.locator(".summary a").click()
        expect(wrong).to_be_focused()
        assert [page.locator(f"[name=born__{each}]").input_value() for each in ("day", "month", "year")] == [*written]
    page.context.close()


def go_to_any(page: Page, wanted: str) -> None:
    """Go to a page that may have been passed already: the facts come in an order of their own."""
    address = page.url.split("/question/")[0]
    page.goto(f"{address}/question/{wanted}")
    go_to(page, wanted)


@JAVASCRIPT
def test_a_list_experiment_asks_for_a_number_only(chromium: Browser, site: Site, javascript: bool) -> None:
    page = start(chromium, site, "ru", javascript=javascript)
    go_to(page, "did")
    statements = page.get_by_role("listitem").filter(has_text=re.compile("Торговля|дороги|школы|союза"))
    count = statements.count()
    assert count in (3, 4)
    assert page.locator(".point").count() == count + 1
    page.get_by_role("radio", name="2", exact=True).check()
    go_on(page)
    assert site.stored("did") == [("2", None)]
    page.context.close()


@JAVASCRIPT
def test_no_more_choices_than_allowed(chromium: Browser, site: Site, javascript: bool) -> None:
    page = start(chromium, site, "kk", javascript=javascript)
    go_to(page, "media")
    for label in ("Теледидар", "Интернет"):
        page.get_by_label(label).check()
    page.get_by_label("Басқа (жазыңыз)").check()
    page.get_by_label("Жауабыңызды жазыңыз").fill("радио")
    go_on(page)
    assert "Тым көп жауап белгіленді. Ең көбі 2 жауап қалдырыңыз." in page.locator(".summary").inner_text()
    page.get_by_label("Интернет").uncheck()
    go_on(page)
    assert site.stored("media") == [("[1,3]", None)]
    page.context.close()


def grid(page: Page) -> tuple[int, int]:
    """Return how many columns and rows the boxes of a page's first scale have, each 48 px or larger."""
    boxes = [box for label in page.locator(".scale").first.locator(".point label").all() if (box := label.bounding_box())]
    assert all(box["height"] >= 48 and box["width"] >= 48 for box in boxes)
    return len({round(box["x"]) for box in boxes}), len({round(box["y"]) for box in boxes})


def test_the_boxes_of_a_scale_are_large_and_stand_in_rows(chromium: Browser, site: Site) -> None:
    page = start(chromium, site, "kk", javascript=True)
    for name, narrow, usual, wide in (("ties", (4, 3), (6, 2), (11, 1)), ("strength", (5, 2), (5, 2), (10, 1))):
        go_to_any(page, name)
        for width, expected in ((320, narrow), (383, narrow), (384, usual), (390, usual), (672, wide), (1280, wide)):
            page.set_viewport_size({"width": width, "height": 800})
            assert grid(page) == expected, (name, width)
            ends = [box["x"] for end in page.locator(".ends").first.locator("span").all() if (box := end.bounding_box())]
            assert ends[0] < ends[1]
    page.context.close()


def rows(page: Page, line: str) -> list[list[str]]:
    """Return the answers of one line of a battery as they stand, row by row; each is 48 px or larger."""
    found: dict[int, list[str]] = {}
    for option in page.get_by_role("group", name=line, exact=True).locator(".option").all():
        box = option.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 48
        found.setdefault(round(box["y"]), []).append(option.inner_text().strip())
    return list(found.values())


def test_the_answers_to_a_line_of_a_battery_stand_beside_each_other_on_a_desk_alone(chromium: Browser, site: Site) -> None:
    page = start(chromium, site, "kk", javascript=True)
    go_to(page, "trust")
    answers, non_answers = ["Толық сенемін", "Біршама сенемін", "Сенбеймін"], ["Нақты пікірім жоқ", "Жауап бергім келмейді"]
    for width, expected in (
        (390, [[each] for each in answers + non_answers]),
        (768, [answers, non_answers]),
        (1280, [answers, non_answers]),
    ):
        page.set_viewport_size({"width": width, "height": 800})
        assert rows(page, "Түркия") == expected, width
    page.context.close()


def test_the_boxes_of_a_short_scale_take_the_whole_width_of_a_desk(chromium: Browser, site: Site) -> None:
    page = start(chromium, site, "kk", javascript=True)
    page.set_viewport_size({"width": 1280, "height": 800})
    go_to_any(page, "did")
    assert grid(page)[1] == 1
    whole, last = page.locator(".scale").first.bounding_box(), page.locator(".scale .point").last.bounding_box()
    assert whole
    assert last
    assert round(last["x"] + last["width"]) == round(whole["x"] + whole["width"])
    page.context.close()


def test_a_box_to_write_in_stands_below_its_label(chromium: Browser, site: Site) -> None:
    page = start(chromium, site, "kk", javascript=True)
    for name in ("hours", "age", "job"):
        go_to_any(page, name)
        label, box = page.locator(f"label[for={name}]").bounding_box(), page.locator(f"#{name}").bounding_box()
        assert label
        assert box
        assert (label["x"], label["y"] + label["height"] <= box["y"]) == (box["x"], True)
        assert page.locator(f"#{name}").get_attribute("inputmode") == {"hours": "decimal", "age": "numeric"}.get(name)
    page.context.close()


def test_the_soft_check_has_the_focus_and_names_the_button(chromium: Browser, site: Site) -> None:
    page = start(chromium, site, "en", javascript=True)
    go_to(page, "country")
    go_on(page)
    expect(page.locator(".notice")).to_be_focused()
    button = page.locator("button.go")
    assert button.inner_text() in page.locator(".notice").inner_text()
    go_on(page)
    assert question(page) != "country"
    page.context.close()


@pytest.mark.parametrize(("asked", "label"), [("country", "Other"), ("media", "Other")])
def test_what_is_written_beside_a_choice_chooses_it(chromium: Browser, site: Site, asked: str, label: str) -> None:
    page = start(chromium, site, "en", javascript=True)
    go_to(page, asked)
    page.get_by_label("I cannot answer").check()
    page.get_by_label("Write your answer").fill("Cuba")
    expect(page.get_by_label(label)).to_be_checked()
    expect(page.get_by_label("I cannot answer")).not_to_be_checked()
    go_on(page)
    assert site.stored(asked) == [("97", None) if asked == "country" else ("[3]", None)]
    page.context.close()


TAKEN_BACK = [
    ("job", "I prefer not to answer", {"Write your answer": "Teacher"}, (None, None)),  # the words stand in a table of their own
    ("age", "I prefer not to answer", {"Write your answer": "42"}, ("42", None)),
    ("hours", "I cannot answer", {"Write your answer": "1.5"}, ("1.5", None)),
    ("born", "I prefer not to answer", {"Day": "2", "Month": "3", "Year": "1991"}, ('"1991-03-02"', None)),
]


@JAVASCRIPT
@pytest.mark.parametrize(("asked", "declined", "written", "stored"), TAKEN_BACK)
def test_whoever_declined_can_answer_after_all(
    chromium: Browser,
    site: Site,
    asked: str,
    declined: str,
    written: dict[str, str],
    stored: tuple[object, ...],
    javascript: bool,
) -> None:
    """What was ticked is taken back by ticking it again, or, with JavaScript, by writing an answer."""
    page = start(chromium, site, "en", javascript=javascript)
    go_to(page, asked)
    page.get_by_label(declined).check()
    go_on(page)
    page.goto(f"{site.address}/every-form/question/{asked}?change")
    expect(page.get_by_label(declined)).to_be_checked()
    for label, words in written.items():
        page.get_by_label(label, exact=True).fill(words)
    if javascript:
        expect(page.get_by_label(declined)).not_to_be_checked()
    else:
        go_on(page)
        assert f"“{declined}” can't be combined with other answers. Untick it" in page.locator(".summary").inner_text()
        page.get_by_label(declined).uncheck()
    go_on(page)
    assert site.stored(asked) == [stored]
    page.context.close()


def test_what_excludes_every_other_answer_takes_them_back(chromium: Browser, site: Site) -> None:
    page = start(chromium, site, "kk", javascript=True)
    go_to(page, "media")

    def ticked() -> list[str]:
        return [each.get_attribute("value") or "" for each in page.locator("main [type=checkbox]:checked").all()]

    page.get_by_label("Теледидар").check()
    page.get_by_label("Интернет").check()
    assert ticked() == ["1", "2"]
    page.get_by_label("Ешқайдан").check()
    assert ticked() == ["4"]
    page.get_by_label("Интернет").check()
    assert ticked() == ["2"]
    go_on(page)
    assert site.stored("media") == [("[2]", None)]
    page.context.close()


@JAVASCRIPT
def test_an_answer_is_taken_back(chromium: Browser, site: Site, javascript: bool) -> None:
    page = start(chromium, site, "kk", javascript=javascript)
    go_to(page, "trust")
    clear = page.get_by_role("button", name="Жауапты алып тастау")
    expect(clear).to_have_count(0)
    below = "each => each.offsetTop"
    before = page.locator("main button.go").evaluate(below)
    for country in ("Түркия", "Қырғызстан"):
        page.get_by_role("group", name=country, exact=True).get_by_label("Толық сенемін").check()
    expect(clear).to_have_count(2)
    assert page.locator("main button.go").evaluate(below) == before, "nothing moves under the finger"
    box = clear.first.bounding_box()
    assert box
    assert box["height"] >= 48
    page.get_by_role("group", name="Түркия", exact=True).get_by_role("button", name="Жауапты алып тастау").click()
    page.wait_for_load_state("load")
    assert question(page).partition("#")[0] == "trust"
    checked = page.locator("main :checked").all()
    assert [each.get_attribute("name") for each in checked] == ["trust__kg"]
    go_on(page)
    go_on(page)
    assert (site.stored("trust__tr"), site.stored("trust__kg")) == ([(None, -5)], [("1", None)])
    page.context.close()
