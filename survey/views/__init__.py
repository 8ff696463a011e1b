"""The addresses of the app."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter

from survey.views import ending, errors, interview, listing, membership, resuming, study


class SlugConverter(BaseConverter):
    """A study's address."""

    regex = "[a-z][a-z0-9-]{0,63}"


class QuestionConverter(BaseConverter):
    """A question's id."""

    regex = "[a-z][a-z0-9_]{0,59}"


class LinkConverter(BaseConverter):
    """The secret part of a single-use link: 128 bits."""

    regex = "[A-Za-z0-9_-]{22}"


def register(app: Flask) -> None:
    """Give an app its addresses and error pages."""
    app.url_map.converters.update(slug=SlugConverter, question=QuestionConverter, link=LinkConverter)
    app.register_blueprint(listing.blueprint)
    app.register_blueprint(study.blueprint)
    app.register_blueprint(interview.blueprint)
    app.register_blueprint(resuming.blueprint)
    app.register_blueprint(ending.blueprint)
    app.register_blueprint(membership.blueprint)
    errors.register(app)
