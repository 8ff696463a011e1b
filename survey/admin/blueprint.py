"""The addresses of the administration. Its views stand in the modules beside this one; a study's under `/admin/<slug>/`."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
