"""The addresses of the app."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter

from survey.views import errors, interview, listing, study


class SlugConverter(BaseConverter):
    """A study's address."""

    regex = "[a-z][a-z0-9-]{0,63}"


class QuestionConverter(BaseConverter):
    """A question's id."""

    regex = "[a-z][a-z0-9_]{0,59}"


def register(app: Flask) -> None:
    """Give an app its addresses and error pages."""
    app.url_map.converters.update(slug=SlugConverter, question=QuestionConverter)
    app.register_blueprint(listing.blueprint)
    app.register_blueprint(study.blueprint)
    app.register_blueprint(interview.blueprint)
    errors.register(app)
