"""The form's own words, from the catalogues, English included."""

from __future__ import annotations

from pathlib import Path

from instruments.messages import Messages

MESSAGES = Messages(Path(__file__).resolve().parent / "translations")
LANGUAGES = tuple(sorted(MESSAGES.languages, key=lambda code: (code != "kk", code)))
"""The languages of the form itself, Kazakh first."""
