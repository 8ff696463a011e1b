"""Making a page: the words that every page has, and the response."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, partial
from pathlib import Path

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from survey import visit
from survey.runtime import runtime
from survey.wording import MESSAGES

_STYLE = Path(__file__).resolve().parent / "static" / "survey.css"


class PageKind(StrEnum):
    """What a page is, as its `data-page` says."""

    LIST = "list"
    START = "start"
    QUESTION = "question"
    REVIEW = "review"
    DONE = "done"
    REFUSED = "refused"
    CLOSED = "closed"
    PRIVACY = "privacy"
    WITHDRAW = "withdraw"
    ERROR = "error"


@dataclass(frozen=True)
class Page:
    """What a page is made from.

    heading     its h1, which also begins its title
    study       the study's title, and its address; None on pages of no study
    error       whether something on it is wrong, so that its title says so
    posts       whether it is a form; else the other languages are links to the first page
    unreviewed  languages whose wording no native speaker has signed
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
    posts: bool = True
    unreviewed: Sequence[str] = ()
    words: Mapping[str, object] = field(default_factory=dict)


def respond(page: Page, status: int = 200) -> ResponseReturnValue:
    """Return a page as the response to the present request."""
    say = partial(MESSAGES.text, page.language)
    html = render_template(
        page.template,
        page=page,
        t=say,
        tn=partial(MESSAGES.plural, page.language),
        title=_title(page, say("error_prefix")),
        csrf_token=runtime().keys.csrf_token(visit.ensured_key(visit.asked_study())) if page.posts else None,
        is_test=runtime().settings.preview,
        style=url_for("static", filename="survey.css", v=_version(_STYLE)),
        **page.words,
    )
    return html, status


def _title(page: Page, prefix: str) -> str:
    named = page.heading if page.study in (None, page.heading) else f"{page.heading} – {page.study}"
    return f"{prefix} {named}" if page.error else named


@cache
def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
