"""The administration under `/admin/`: accounts sign in, watch a study, and steer it. It works without JavaScript."""

from __future__ import annotations

from flask import Flask

from survey.admin import audit_log, errors, interviewing, links, sign_in, states, studies, trying
from survey.admin.blueprint import blueprint
from survey.admin.monitoring import dashboard, exports, poster, privacy_page, versions, withdrawal
from survey.cookies import account_cookie

__all__ = (
    "audit_log",
    "dashboard",
    "errors",
    "exports",
    "interviewing",
    "links",
    "poster",
    "privacy_page",
    "register",
    "sign_in",
    "states",
    "studies",
    "trying",
    "versions",
    "withdrawal",
)


def register(app: Flask) -> None:
    """Give an app the pages of the administration."""
    app.register_blueprint(blueprint)
    app.after_request(account_cookie.send)
