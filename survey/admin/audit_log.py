"""The audit log as a page."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue

from survey.admin.access import requires
from survey.admin.blueprint import blueprint
from survey.admin.page import respond
from survey.runtime import runtime
from survey.store import audit

LINES = 50


@blueprint.get("/audit")
@requires()
def audit_page() -> ResponseReturnValue:
    """Show what accounts and commands did, the newest first, a page at a time."""
    written = request.args.get("before")
    if written is not None and not (written.isascii() and written.isdigit() and len(written) < 10):
        abort(404)
    lines = audit.newest(runtime().engine, before=None if written is None else int(written), limit=LINES + 1)
    older = lines[LINES - 1].number if len(lines) > LINES else None
    return respond("admin/audit.html", "menu_audit_page", lines=lines[:LINES], older=older, command_line=audit.COMMAND_LINE)
