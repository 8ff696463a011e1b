"""Who may see which page. Each view says it; a page that says nothing is closed to everybody."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey.admin.blueprint import blueprint
from survey.cookies import account_cookie
from survey.runtime import runtime
from survey.store import account_sessions
from survey.store.accounts import Account, Role

__all__ = ("RULE", "Account", "Role", "Rule", "open_to_anybody", "requires", "rule_of", "signed_in", "signed_in_or_none")

View = TypeVar("View", bound=Callable[..., Any])

Rule = frozenset[Role] | None
"""The roles that a page is open to; None = whoever asks."""

RULE = "rule"
"""The attribute of a view that holds who may see it."""


def requires(*roles: Role) -> Callable[[View], View]:
    """Open a view to accounts with one of these roles, and to owners; stands nearest to the function."""
    return _ruled(frozenset({*roles, Role.OWNER}))


def open_to_anybody(view: View) -> View:
    """Open a view to whoever asks."""
    return _ruled(None)(view)


def signed_in() -> Account:
    """Return whose request the present one is; on a page that asks for an account there always is one."""
    return cast("Account", g.account)


def signed_in_or_none() -> Account | None:
    """Return whose request the present one is; None where nobody is signed in."""
    return cast("Account | None", g.get("account"))


def rule_of(endpoint: str) -> Rule:
    """Return who may see a page; nobody where its view does not say."""
    rule: Rule = getattr(current_app.view_functions[endpoint], RULE, frozenset())
    return rule


def _ruled(rule: Rule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, RULE, rule)
        return view

    return mark


@blueprint.before_request
def guard() -> ResponseReturnValue | None:
    """Lead whoever is not signed in to the page for it, and answer 403 to a role that a page is not open to."""
    rule = rule_of(request.endpoint or "")
    key = account_cookie.key()
    session_hash = runtime().keys.account_session_hash(key or "")
    g.account = account_sessions.find(runtime().engine, session_hash, int(time.time())) if key else None
    if rule is None:
        return None
    if g.account is None:
        # What was sent is not done, and says so.
        return redirect(url_for("admin.sign_in", ended="" if request.method == "POST" else None), 303)
    if g.account.role not in rule:
        abort(403)
    return None
