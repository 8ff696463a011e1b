"""A page as a test sees it: parsed strictly, with its form, so that a respondent can be played without a browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "link", "input", "br", "hr", "img"}


@dataclass
class Page:
    """What stands on one page."""

    lang: str = ""
    title: str = ""
    kind: str = ""
    headings: list[str] = field(default_factory=list)
    hidden: dict[str, str] = field(default_factory=dict)
    action: str | None = None
    posts: int = 0
    buttons: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    checked: dict[str, list[str]] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    references: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    receipt: str = ""
    warning: dict[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def filled(self) -> dict[str, list[str]]:
        """What the browser would send, besides the button."""
        return {
            **{name: [value] for name, value in {**self.hidden, **self.typed}.items()},
            **{name: [*([self.typed[name]] if name in self.typed else []), *values] for name, values in self.checked.items()},
        }


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        given = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self.open.append((tag, given))
        self.page.inline += [name for name in given if name.startswith("on") or name == "style"]
        own = tag == "script" and given.get("src", "").startswith("/static/")
        self.page.inline += [tag] if tag in ("script", "style") and not own else []
        if "id" in given:
            self.page.ids.append(given["id"])
        self.page.references += [*given.get("aria-describedby", "").split(), *given.get("aria-labelledby", "").split()]
        self.page.references += [given["for"]] if "for" in given else []
        handler = getattr(self, f"_start_{tag}", None)
        if handler:
            handler(given)

    def _start_html(self, given: dict[str, str]) -> None:
        self.page.lang = given.get("lang", "")

    def _start_main(self, given: dict[str, str]) -> None:
        self.page.kind = given.get("data-page", "")

    def _start_form(self, given: dict[str, str]) -> None:
        if given["method"] == "get":  # what only looks at something else, in the administration
            assert given["action"].startswith("/admin/")
            return
        assert given["method"] == "post"
        self.page.posts += 1
        self.page.action = given["action"]

    def _start_dialog(self, given: dict[str, str]) -> None:
        assert given["role"] == "alertdialog"
        assert "open" not in given, "only the script opens it"
        self.page.warning = given

    def _start_a(self, given: dict[str, str]) -> None:
        self.page.links.append(given["href"])

    def _start_button(self, given: dict[str, str]) -> None:
        if given.get("name") == "action":
            self.page.buttons.append(given["value"])

    def _start_textarea(self, given: dict[str, str]) -> None:
        self.page.typed[given["name"]] = ""

    def _start_select(self, given: dict[str, str]) -> None:
        self.page.typed[given["name"]] = ""

    def _start_option(self, given: dict[str, str]) -> None:
        name = next(attributes["name"] for tag, attributes in reversed(self.open) if tag == "select")
        self.page.offered.setdefault(name, []).append(given["value"])
        if "selected" in given:
            self.page.typed[name] = given["value"]

    def _start_input(self, given: dict[str, str]) -> None:
        name, value = given["name"], given.get("value", "")
        if given["type"] == "hidden" and name == "shown":
            self.page.checked.setdefault(name, []).append(value)
        elif given["type"] == "hidden":
            self.page.hidden[name] = value
        elif given["type"] == "text":
            self.page.typed[name] = value
        else:
            self.page.offered.setdefault(name, []).append(value)
            if "checked" in given:
                self.page.checked.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1][0] == tag, f"</{tag}> closes <{self.open[-1][0]}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.open]
        self.page.text += data
        if tags and tags[-1] == "title":
            self.page.title += data
        if "h1" in tags:
            self.page.headings.append(data)
        if tags and tags[-1] in ("script", "style"):
            self.page.inline.append(data)
        if tags and tags[-1] == "output":
            self.page.receipt += data
        if tags and tags[-1] == "textarea":
            self.page.typed[self.open[-1][1]["name"]] += data.removeprefix("\n")


def parse(html: str) -> Page:
    """Parse a page; an AssertionError where a tag is not closed where it should be."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    assert parser.open == [], f"never closed: {parser.open}"
    return parser.page
