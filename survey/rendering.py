"""Making a page: the words that every page has, and the response."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from urllib.parse import urlsplit

from flask import render_template
from flask.typing import ResponseReturnValue

from survey.cookies import visit
from survey.runtime import runtime
from survey.static_files import static_address
from survey.wording import MESSAGES

_MADE: dict[str, str] = {}
WARNED_BEFORE = 120
"""Seconds before its end at which a page warns, where it runs the script."""


class PageKind(StrEnum):
    """What a page is, as its `data-page` says."""

    LIST = "list"
    BLANK = "blank"
    START = "start"
    QUESTION = "question"
    REVIEW = "review"
    DONE = "done"
    REFUSED = "refused"
    SCREENED = "screened"
    FULL = "full"
    CLOSED = "closed"
    PRIVACY = "privacy"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    ERROR = "error"


@dataclass(frozen=True)
class Page:
    """What a page is made from.

    heading     its h1, which also begins its title
    study       the study's title, and its address; None on pages of no study
    error       whether something on it is wrong, so that its title says so
    sensitive   whether it offers to leave at once, and its title tells nothing
    ends_after  seconds without a request after which it closes; None = never
    posts       whether it is a form; else the other languages are links to the first page
    unreviewed  languages whose wording no native speaker has signed
    is_panel    whether the study is not anonymous, so that each of its pages says so
    is_asked    whether an interviewer reads it out, and is told how
    is_test     whether what is answered counts nowhere
    is_tried    whether it was begun from the administration, where that can be ended
    words       what its template needs besides
    """

    kind: PageKind
    template: str
    heading: str
    language: str
    languages: Sequence[str]
    study: str | None = None
    slug: str | None = None
    error: bool = False
    sensitive: bool = False
    ends_after: int | None = None
    posts: bool = True
    unreviewed: Sequence[str] = ()
    is_panel: bool = False
    is_asked: bool = False
    is_test: bool = False
    is_tried: bool = False
    words: Mapping[str, object] = field(default_factory=dict)


def respond(page: Page, status: int = 200) -> ResponseReturnValue:
    """Return a page as the response to the present request."""
    say, parts = partial(MESSAGES.text, page.language), runtime()
    html = render_template(
        page.template,
        page=page,
        t=say,
        tn=partial(MESSAGES.plural, page.language),
        once=_once,
        title=_title(page, say),
        csrf_token=parts.keys.csrf_token(visit.ensured_key(visit.asked_study())) if page.posts else None,
        is_test=page.is_test or parts.settings.preview,
        style=static_address("survey.css"),
        script=static_address("survey.js"),
        icon=static_address("favicon.svg"),
        exit_site=urlsplit(parts.settings.exit_url).hostname,
        warned_before=WARNED_BEFORE,
        **page.words,
    )
    return html, status


def _once(name: str | None, caller: Callable[[], str]) -> str:
    """Return what a part of a template makes; where it has a name, which tells its words and its language, it is made once."""
    if name is None:
        return caller()
    if name not in _MADE:
        _MADE[name] = caller()
    return _MADE[name]


def _title(page: Page, say: Callable[[str], str]) -> str:
    named = page.heading if page.study in (None, page.heading) else f"{page.heading} – {page.study}"
    if page.sensitive:
        named = say("questions_title")
    return f"{say('error_prefix')} {named}" if page.error else named
