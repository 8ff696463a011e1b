"""Making a page of the administration, in the language of whoever looks at it."""

from __future__ import annotations

from functools import partial

from flask import render_template
from flask.typing import ResponseReturnValue

from survey.admin.access import signed_in_or_none
from survey.admin.menu import general_menu, study_menu
from survey.admin.wording import MESSAGES
from survey.cookies import account_cookie, visit
from survey.runtime import runtime
from survey.static_files import static_address
from survey.wording import LANGUAGES


def language() -> str:
    """Return the language of the present page: by `?lang=`, as chosen before, or the browser's."""
    return visit.language(LANGUAGES)


def say(key: str, **parameters: object) -> str:
    """Return a message in the language of the present page."""
    return MESSAGES.text(language(), key, **parameters)


def say_number(key: str, n: int, **parameters: object) -> str:
    """Return a message in the form that a number asks for, in the language of the present page."""
    return MESSAGES.plural(language(), key, n, **parameters)


def form_key() -> str:
    """Return the key that the forms of the present page belong to: of the session, or before it of the visit."""
    return (account_cookie.key() if signed_in_or_none() else None) or visit.ensured_key("")


def respond(
    template: str, title_key: str, *, status: int = 200, error: bool = False, slug: str = "", **words: object
) -> ResponseReturnValue:
    """Return a page as the response to the present request.

    title_key  the message of its h1, whose placeholders `words` fill; it also begins its title
    error      whether something on it is wrong, so that its title says so
    slug       the study that it is about, for its menu
    words      what its template needs besides t, tn, csrf_token, heading, account
    """
    code = language()
    heading = MESSAGES.text(code, title_key, **words)
    account = signed_in_or_none()
    html = render_template(
        template,
        language=code,
        languages=LANGUAGES,
        t=partial(MESSAGES.text, code),
        tn=partial(MESSAGES.plural, code),
        heading=heading,
        title=f"{MESSAGES.text(code, 'error_prefix')} {heading}" if error else heading,
        account=account,
        slug=slug,
        menu=general_menu(account) if account else (),
        study_menu=study_menu(account, slug) if account and slug else (),
        csrf_token=runtime().keys.csrf_token(form_key()),
        is_test=runtime().settings.preview,
        styles=[static_address(name) for name in ("survey.css", "admin.css")],
        **words,
    )
    return html, status
