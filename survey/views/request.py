"""What the views of a study share: which study, which language, which button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flask import Blueprint, abort, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from instruments.responses import Status
from survey.cookies import visit
from survey.fielded import Fielded
from survey.interview import together
from survey.questions.form import input_names
from survey.rendering import Page, PageKind, respond
from survey.runtime import runtime
from survey.store import interviews, resuming
from survey.store.answers import RunningInterview
from survey.store.interviews import Event
from survey.wording import MESSAGES

SWITCH = "language:"
_EVERY_PAGE = {"csrf_token", "action", "layout", "stood", "language"}
_INPUTS = {
    "study.start": {"consent"},
    "study.start_by_link": {"consent"},
    "study.withdraw": {"receipt"},
    "interview.review": {"submit_key"},
    "resuming.resume": {"code", "asked"},
}


@dataclass(frozen=True)
class Visitor:
    """Who asks for what: the study, the language, and the keys that belong to both.

    stored   the visitor's unfinished interview as it was when the request came; None where there was none
    another  whether one stands here that was begun with another link, and perhaps by another person
    """

    fielded: Fielded
    language: str
    stored: RunningInterview | None
    another: bool = False

    @property
    def slug(self) -> str:
        """The study's address."""
        return self.fielded.slug

    @property
    def token_hash(self) -> str:
        """What the database knows the visitor's interview by."""
        return runtime().keys.token_hash(visit.ensured_key(self.slug), self.slug)

    @property
    def submit_key(self) -> str:
        """The key hidden in the review form."""
        return runtime().keys.submit_key(visit.ensured_key(self.slug), self.slug)

    @property
    def key_hash(self) -> str:
        """What the database knows the submit key by."""
        return runtime().keys.key_hash(self.submit_key)

    @property
    def receipt_hash(self) -> str:
        """What the database knows the receipt by."""
        keys = runtime().keys
        return keys.receipt_hash(keys.receipt(self.submit_key).replace("-", ""))

    @property
    def is_asked(self) -> bool:
        """Whether an interviewer asks."""
        return visit.held(self.slug) is not None

    @property
    def is_test(self) -> bool:
        """Whether what is answered counts nowhere: an interview that has begun says so itself."""
        return self.stored.is_test if self.stored else runtime().settings.preview or self.is_tried

    @property
    def is_tried(self) -> bool:
        """Whether the form is tried out from the administration, so that the study need not be open."""
        return visit.is_tried(self.slug) and (self.stored is None or self.stored.is_test)

    @property
    def event(self) -> Event:
        """Something that happens in this study today."""
        return Event(self.slug, datetime.now(UTC).date().isoformat(), self.language)

    def say(self, key: str, **parameters: object) -> str:
        """Return a message of the form in the visitor's language."""
        return MESSAGES.text(self.language, key, **parameters)

    def page(
        self,
        kind: PageKind,
        template: str,
        heading: str,
        *,
        error: bool = False,
        sensitive: bool = False,
        ends_after: int | None = None,
        **words: object,
    ) -> Page:
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
            # Of an interviewer's screen nothing is hidden, and the account ends before the visit does.
            sensitive=sensitive and not self.is_asked,
            ends_after=None if self.is_asked else ends_after,
            unreviewed=instrument.unreviewed_languages,
            is_panel=self.fielded.is_panel,
            is_asked=self.is_asked,
            is_test=self.is_test,
            is_tried=self.is_tried,
            words=words,
        )


def visitor(slug: str) -> Visitor:
    """Return who asks for a page of a study, which is looked up once a request; 404 where there is no such study."""
    if "visitor" not in g:
        key, parts = visit.session_key(slug), runtime()
        found = parts.library.visited(slug, parts.keys.token_hash(key, slug) if key else None)
        if found is None:
            abort(404)
        fielded, stored = found
        g.visitor = Visitor(fielded, visit.language(fielded.instrument.languages), stored)
    who: Visitor = g.visitor
    return who


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


def language_of_page(who: Visitor) -> str:
    """Return the language of the page that was sent, which in another tab may have been switched since."""
    told = request.form.get("language", "")
    return told if told in who.fielded.instrument.languages else who.language


def in_language(who: Visitor, code: str) -> Visitor:
    """Return the same visitor in another language."""
    return replace(who, language=code)


def notice(
    who: Visitor, kind: PageKind, title_key: str, text_key: str, *, is_end: bool = False, **parameters: object
) -> ResponseReturnValue:
    """Return a page that says one thing; where it ends an interview, also that its answers are kept and can be deleted."""
    code = switched(who.fielded.instrument.languages)
    said = in_language(who, code) if code else who
    kept = is_end and who.stored is not None
    return respond(said.page(kind, "notice.html", said.say(title_key), text=said.say(text_key, **parameters), kept=kept))


def expired(who: Visitor) -> ResponseReturnValue:
    """Say that the interview was left alone for too long, that its answers are kept, and how to go on."""
    code = switched(who.fielded.instrument.languages)
    said = in_language(who, code) if code else who
    page = said.page(
        PageKind.ERROR,
        "notice.html",
        said.say("session_expired_title"),
        text=said.say("session_expired_text"),
        kept=True,
        goes_on=_way_back(who),
    )
    return respond(page)


def _way_back(who: Visitor) -> str:
    """How an interview can be gone on with: by the link it was begun with, or a code; else only another one can be begun."""
    if visit.was_linked(who.slug):
        return "link"
    return "code" if resuming.leads_to(runtime().engine, who.token_hash) else "anew"


def count(who: Visitor, event: str) -> None:
    """Count something of the day; what is tried out is not counted."""
    if not who.is_test:
        interviews.count(runtime().engine, who.event, event)


def begin_alike(blueprint: Blueprint) -> None:
    """Have each request to the pages of a study begin in the same way."""
    blueprint.before_request(count_ignored_fields)
    blueprint.before_request(switch_alone)


def count_ignored_fields() -> None:
    """Count a post with fields that its page does not have; nothing reads them."""
    asked = (request.view_args or {}).get("question_id")
    if request.method != "POST":
        return
    who = visitor(visit.asked_study())
    instrument = who.fielded.instrument
    page = together(instrument, instrument.by_id[asked]) if asked and asked in instrument.section_of else ()
    inputs = {name for each in page for name in input_names(each)}
    known = (
        _EVERY_PAGE | _INPUTS.get(request.endpoint or "", set()) | inputs | {asked, "unanswered", "shown", "leaving", "gives_up"}
    )
    if not set(request.form) <= known:
        count(who, "ignored_fields")


def switch_alone() -> ResponseReturnValue | None:
    """Lead to the page in another language where nothing is written on it; None where a view has more to do.

    Led to, it is a page that the browser's own button "Back" can return to without asking whether to send it again.
    """
    pressed = request.form.getlist("action") if request.method == "POST" else []
    code = pressed[0].removeprefix(SWITCH) if len(pressed) == 1 and pressed[0].startswith(SWITCH) else None
    # On a question nothing written may mean that something was deleted.
    if code is None or request.endpoint == "interview.question":
        return None
    is_bare = not any(value for name, value in posted() if name not in _EVERY_PAGE)
    if not is_bare or code not in visitor(visit.asked_study()).fielded.instrument.languages:
        return None
    visit.choose_language(code)
    return redirect(request.full_path.rstrip("?"), 303)


def posted() -> list[tuple[str, str]]:
    """Return every field of a post; none of another request."""
    return list(request.form.items(multi=True)) if request.method == "POST" else []


def leaves() -> bool:
    """Whether the button was pressed that deletes the answers: it works whatever else is the matter."""
    return request.method == "POST" and action() == "exit"


def exits() -> bool:
    """Whether the button was pressed that leaves a sensitive page for a harmless one."""
    return request.method == "POST" and action() == "exit-page"


def leave_at_once() -> ResponseReturnValue:
    """Lead to a harmless page, and leave nothing of the survey in the browser; what was sent before is kept as partial."""
    keys = runtime().keys
    for slug in visit.slugs():
        interviews.release(runtime().engine, keys.token_hash(visit.ensured_key(slug), slug))
    visit.forget_everything()
    response = make_response(redirect(runtime().settings.exit_url or url_for("listing.blank"), 303))
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def ended(who: Visitor) -> ResponseReturnValue:
    """Lead a visitor without a running interview to its last page where it is over, to the start otherwise."""
    return to_last_page(who, interviews.status_of(runtime().engine, who.key_hash))


def to_last_page(who: Visitor, status: Status | None) -> ResponseReturnValue:
    """Lead to the last page of an interview that ended with a status; to the start where it has none."""
    if status is None:
        return redirect(url_for("study.start", slug=who.slug), 303)
    visit.mark_submitted(who.slug)
    return redirect(url_for("interview.done" if status is Status.COMPLETE else "ending.early", slug=who.slug), 303)


def is_idle(who: Visitor) -> bool:
    """Whether the visit was left alone for so long that somebody else may sit there now; an account guards an interviewer's."""
    return not who.is_asked and visit.is_idle(who.slug, runtime().settings.idle_limit)
