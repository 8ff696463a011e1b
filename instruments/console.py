"""What every command line of this project does with its output."""

from __future__ import annotations

import io
import sys


def use_utf8() -> None:
    """Write UTF-8 whatever the console or the file behind it was set to: Kazakh has letters that code pages lack."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
