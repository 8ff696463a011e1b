"""The WSGI application."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from survey import admin, security, settings, static_files, views
from survey.runtime import Runtime


class Survey(Flask):
    """The application; nothing in it is asynchronous."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function itself: to look whether it is asynchronous costs each request a hundredth."""
        return func


def create_app(given: settings.Settings | None = None) -> Flask:
    """Return the WSGI application; without settings, those of the environment.

    Creates an empty database. Raises SettingsError or SchemaError, saying what to do, where it cannot start.
    """
    chosen = given or settings.from_environment()
    app = Survey("survey")
    app.extensions["survey"] = Runtime.start(chosen)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    security.protect(app, chosen)
    app.after_request(static_files.compress)
    views.register(app)
    admin.register(app)
    return app
