"""What the views of a study share: which study, which language, which button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flask import abort, request
from flask.typing import ResponseReturnValue

from survey import visit
from survey.fielded import Fielded
from survey.rendering import Page, PageKind, respond
from survey.runtime import runtime
from survey.store.interviews import Event
from survey.wording import MESSAGES

SWITCH = "language:"


@dataclass(frozen=True)
class Visitor:
    """Who asks for what: the study, the language, and the keys that belong to both."""

    fielded: Fielded
    language: str

    @property
    def slug(self) -> str:
        """The study's address."""
        return self.fielded.slug

    @property
    def token_hash(self) -> str:
        """What the database knows the visitor's interview by."""
        return runtime().keys.token_hash(visit.ensured_key(), self.slug)

    @property
    def submit_key(self) -> str:
        """The key hidden in the review form."""
        return runtime().keys.submit_key(visit.ensured_key(), self.slug)

    @property
    def key_hash(self) -> str:
        """What the database knows the submit key by."""
        return runtime().keys.key_hash(self.submit_key)

    @property
    def event(self) -> Event:
        """Something that happens in this study today."""
        return Event(self.slug, datetime.now(UTC).date().isoformat(), self.language)

    def say(self, key: str, **parameters: object) -> str:
        """Return a message of the form in the visitor's language."""
        return MESSAGES.text(self.language, key, **parameters)

    def page(self, kind: PageKind, template: str, heading: str, *, error: bool = False, **words: object) -> Page:
        """Return a page of this study; `words` are what its template needs."""
        instrument = self.fielded.instrument
        return Page(
            kind=kind,
            template=template,
            heading=heading,
            language=self.language,
            languages=instrument.languages,
            study=instrument.title[self.language],
            slug=self.slug,
            error=error,
            unreviewed=instrument.unreviewed_languages,
            words=words,
        )


def visitor(slug: str) -> Visitor:
    """Return who asks for a page of a study; 404 where there is no such study."""
    fielded = runtime().library.find(slug)
    if fielded is None:
        abort(404)
    return Visitor(fielded, visit.language(fielded.instrument.languages))


def action() -> str:
    """Return which button was pressed; `next` where the Enter key was."""
    pressed = request.form.getlist("action")
    if len(pressed) > 1:
        abort(400)
    return pressed[0] if pressed else "next"


def switched(languages: Sequence[str]) -> str | None:
    """Return the language whose button was pressed, keeping it for the visit; None where another button was."""
    pressed = action() if request.method == "POST" else ""
    if not pressed.startswith(SWITCH):
        return None
    code = pressed.removeprefix(SWITCH)
    if code not in languages:
        abort(400)
    visit.choose_language(code)
    return code


def in_language(who: Visitor, code: str) -> Visitor:
    """Return the same visitor in another language."""
    return replace(who, language=code)


def notice(who: Visitor, kind: PageKind, title_key: str, text_key: str, status: int = 200) -> ResponseReturnValue:
    """Return a page that says one thing."""
    code = switched(who.fielded.instrument.languages)
    said = in_language(who, code) if code else who
    return respond(said.page(kind, "notice.html", said.say(title_key), text=said.say(text_key)), status)
