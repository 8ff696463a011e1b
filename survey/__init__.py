"""The form app: fields an instrument, stores what respondents answer, and nothing about them.

The application is loaded when it is first asked for, so that the command line can show its help at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from survey.app import create_app

__all__ = ["create_app"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("survey.app"), name)
