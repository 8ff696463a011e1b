"""The address of a study as a link and as a QR code, to be put up: a poster in each of its languages."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from flask import request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from survey.admin.access import Role, requires
from survey.admin.blueprint import blueprint
from survey.admin.page import respond
from survey.admin.study import asked_study, title
from survey.admin.wording import MESSAGES
from survey.fielded import Fielded
from survey.runtime import runtime
from survey.settings import only_here
from survey.store import links


@dataclass(frozen=True)
class Poster:
    """A poster in one language.

    code     the drawn QR code of its address
    warning  what whoever scans it should know first; "" = nothing
    """

    language: str
    title: str
    invitation: str
    duration: str
    address: str
    code: Markup
    warning: str


@blueprint.get("/<slug:slug>/poster")
@requires(Role.VIEWER, Role.ANALYST, Role.INTERVIEWER)
def poster_page(slug: str) -> ResponseReturnValue:
    """Show the address, and the posters to print."""
    fielded = asked_study(slug)
    posters = [
        Poster(
            language=code,
            title=fielded.instrument.title[code],
            invitation=MESSAGES.text(code, "poster_scan"),
            duration=MESSAGES.plural(code, "poster_minutes_n", fielded.study.minutes),
            address=url_for("study.start", slug=slug, lang=code, _external=True),
            code=qr_code(url_for("study.start", slug=slug, lang=code, _external=True)),
            warning=MESSAGES.text(code, "poster_only_here") if only_here(request.host_url) else "",
        )
        for code in (() if fielded.is_panel else fielded.instrument.languages)
    ]
    return respond(
        "admin/poster.html",
        "poster_title",
        slug=slug,
        study=title(fielded),
        panel=fielded.is_panel,
        posters=posters,
        shut=_shut(fielded),
    )


def _shut(fielded: Fielded) -> str:
    """Return the message of why whoever follows the address cannot begin now; "" where they can."""
    if fielded.is_panel:
        return ""
    if links.count(runtime().engine, fielded.slug).made:
        return "poster_links"
    return "" if fielded.is_open else f"poster_{fielded.row.state}"


def qr_code(address: str) -> Markup:
    """Return an address as a QR code in SVG, dark on white whatever the page is, so that every telephone reads it."""
    drawn = segno.make(address, error="m", micro=False)
    return Markup(drawn.svg_inline(scale=6, border=4, dark="#000", light="#fff", omitsize=True))  # noqa: S704 - drawn from modules
