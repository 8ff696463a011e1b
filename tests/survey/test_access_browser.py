"""Each kind of question in Chromium for who does not see it or has no mouse: the accessibility tree, and keys alone."""

from __future__ import annotations

import json
from textwrap import dedent, indent

from playwright.sync_api import Browser, Page, expect

from tests.survey.test_kinds_browser import JAVASCRIPT, Site, go_to_any, question, site, start

__all__ = ["site"]

# What assistive technology is told of each kind: the group, how it is described, and in it, in this order among other things.
TREES = {
    "country": ("Қай ел туралы айтасыз?", "Бір жауапты белгілеңіз.", """
        - radio "Басқа (жазыңыз)"
        - textbox "Жауабыңызды жазыңыз"
        - radio "Жауап беруге қиналамын"
    """),
    "trust": ("Мына елдерге қаншалықты сенесіз? (ел таңдалмады)", "Әр жолда бір жауапты белгілеңіз.", """
        - group /Әзербайжан|Қырғызстан|Түркия/:
          - heading /Әзербайжан|Қырғызстан|Түркия/ [level=2]
          - radio "Толық сенемін"
          - radio "Жауап бергім келмейді"
        - group /Әзербайжан|Қырғызстан|Түркия/:
          - radio "Толық сенемін"
    """),
    "strength": ("Қарым-қатынас қаншалықты берік?", "1 – өте әлсіз 10 – өте берік Бір жауапты белгілеңіз.", """
        - radio "1"
        - radio "10"
        - radio "Жауап бергім келмейді"
    """),
    "media": ("Жаңалықты қайдан білесіз?", "Ең көбі 2 жауап белгілеңіз.", """
        - checkbox "Басқа (жазыңыз)"
        - textbox "Жауабыңызды жазыңыз"
        - checkbox "Ешқайдан"
    """),
    "spheres": ("Қай сала маңызды?", "Ең көбі 2 жауапқа орын беріңіз: 1 — бірінші орын.", """
        - combobox /Экономика|Мәдениет|Қорғаныс/:
          - option "—" [selected]
          - option "1"
          - option "2"
        - combobox /Экономика|Мәдениет|Қорғаныс/
        - combobox /Экономика|Мәдениет|Қорғаныс/
        - checkbox "Жауап беруге қиналамын"
    """),
    "did": ("Осылардың нешеуімен келісесіз?", None, """
        - list:
          - listitem: Сауда көбейсін.
        - radio "0"
        - radio "3"
        - radio "Жауап бергім келмейді"
    """),
    "born": ("Қашан келдіңіз?", None, """
        - textbox "Күн"
        - textbox "Ай"
        - textbox "Жыл"
        - checkbox "Жауап бергім келмейді"
    """),
    "age": ("Жасыңыз нешеде?", None, """
        - textbox "Жауабыңызды жазыңыз"
        - checkbox "Жауап бергім келмейді"
    """),
    "hours": ("Күніне неше сағат жаңалық оқисыз?", None, """
        - textbox "Жауабыңызды жазыңыз"
    """),
}  # fmt: skip


def test_each_kind_has_its_names_in_the_accessibility_tree(chromium: Browser, site: Site) -> None:
    page = start(chromium, site, "kk", javascript=True)
    for name, (words, described, tree) in TREES.items():
        go_to_any(page, name)
        group = page.get_by_role("group", name=words, exact=True)
        quoted = json.dumps(words, ensure_ascii=False)
        heading = f"- group {quoted}:\n  - heading {quoted} [level=1]\n"
        expect(page.locator("main")).to_match_aria_snapshot(heading + indent(dedent(tree).strip(), "  "))
        if described:
            expect(group).to_have_accessible_description(described)
    page.context.close()


WRITTEN = {"age": "44", "hours": "1.5", "change": "-2", "born__day": "22", "born__month": "3", "born__year": "1991"}
"""What is typed into a field, by its name; a word into the others."""


def answer_by_keys(page: Page) -> None:
    """Answer a page by keys alone: the first of each group, the first place to the first, a number or a word in each field."""
    met: set[str] = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        kind, name = page.evaluate("[document.activeElement.type, document.activeElement.name]")
        if kind == "submit" and page.evaluate("document.activeElement.matches('.go')"):
            return
        if name in met or name.endswith("__other_text") or kind not in ("radio", "checkbox", "text", "textarea", "select-one"):
            continue
        if kind in ("radio", "checkbox") and not any(each.startswith(name) for each in met):
            page.keyboard.press("Space")
        elif kind == "select-one" and not any(each.startswith("spheres__") for each in met):
            page.keyboard.press("1")
        elif kind in ("text", "textarea"):
            page.keyboard.type(WRITTEN.get(name, "Word"))
        met.add(name)
    raise AssertionError("the keyboard does not come to the button that goes on")


@JAVASCRIPT
def test_every_kind_is_answered_by_keyboard_alone(chromium: Browser, site: Site, javascript: bool) -> None:
    page = start(chromium, site, "en", javascript=javascript, width=1280)
    seen = []
    while page.locator("main[data-page=question]").count():
        assert question(page) not in seen, page.inner_text("main")
        seen.append(question(page))
        answer_by_keys(page)
        with page.expect_event("load"):
            page.keyboard.press("Enter")
    assert page.locator("main[data-page=review]").count()
    assert page.get_by_text("Not answered").count() == 0
    assert (site.stored("spheres")[0][1], site.stored("born"), site.stored("hours")) == (
        None,
        [('"1991-03-22"', None)],
        [("1.5", None)],
    )
    assert {"trust", "did", "strength", "media", "remarks", "why"} <= {*seen}
    page.context.close()
