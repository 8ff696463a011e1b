"""The audit log as a page."""

from __future__ import annotations

from functools import partial

from flask import abort, request
from flask.typing import ResponseReturnValue

from survey.admin.access import requires
from survey.admin.blueprint import blueprint
from survey.admin.log_details import in_words
from survey.admin.page import language, respond
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
    said = partial(in_words, language=language())
    return respond(
        "admin/audit.html", "menu_audit_page", lines=lines[:LINES], older=older, said=said, command_line=audit.COMMAND_LINE
    )
