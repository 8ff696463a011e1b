"""The words of the administration, from its own catalogues."""

from __future__ import annotations

from pathlib import Path

from instruments.messages import Messages

MESSAGES = Messages(Path(__file__).resolve().parent / "translations")
