"""Who may begin an interview in this browser, and who may go on with the one that is here."""

from __future__ import annotations

from dataclasses import replace

from flask.typing import ResponseReturnValue

from survey.cookies import visit
from survey.rendering import PageKind
from survey.runtime import runtime
from survey.store import interviews, links
from survey.store.links import Link
from survey.views.request import Visitor, is_idle, notice


def may_be_another(who: Visitor, link_hash: str | None) -> bool:
    """Whether who asks may be another person than the one whose interview is here: after a pause, or with another link."""
    return is_idle(who) or (link_hash is not None and visit.has_begun_by_another_link(who.slug, link_hash))


def of_another(who: Visitor, link_hash: str | None) -> Visitor:
    """Let who has the link of an interview go on with it in its browser; anybody else may be another person."""
    if link_hash is not None and visit.has_link(who.slug, link_hash):
        visit.begin_clock(who.slug)
        return who
    # Looking at the page changes nothing: what was begun here can still be gone on with.
    return replace(who, stored=None, another=link_hash is not None and who.stored is not None and not is_idle(who))


def is_admitted(who: Visitor, link_hash: str | None) -> bool:
    """Whether an interview may be begun; an interviewer needs a link only to say which member of a panel answers.

    Who tries a form out needs none: a test stands for nobody.
    """
    if who.is_test and link_hash is None:
        return True
    is_panel = who.fielded.is_panel
    # Without a key the browser is on its first page, and has claimed nothing.
    link = link_of(who.slug, link_hash, visit.session_key(who.slug) or "")
    return (who.is_asked and not is_panel) or links.admits(runtime().engine, who.slug, link, is_panel=is_panel)


def link_of(slug: str, link_hash: str | None, key: str) -> Link | None:
    """Return a link as the browser with a key uses it; None where there is none."""
    return None if link_hash is None else Link(link_hash, runtime().keys.claim_hash(key, slug))


def not_admitted(who: Visitor, link_hash: str | None) -> ResponseReturnValue:
    """Say that an interview is begun with a link alone; of one that does not work, never whether it was one."""
    text = "link_needed" if link_hash is None else "link_used"
    return notice(who, PageKind.CLOSED, "link_title", text)


def parted(who: Visitor) -> Visitor:
    """Part a browser from its interview, whose answers are kept: somebody else may begin one there."""
    interviews.release(runtime().engine, who.token_hash)
    visit.renew(who.slug)
    return replace(who, stored=None)
