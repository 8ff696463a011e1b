"""The fonts of printed pages: DejaVu Sans, which has every Kazakh letter, from the folder that matplotlib brings along."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from instruments.errors import InstrumentError

REGULAR, BOLD, SLANTED, BOLD_SLANTED = "DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique"
_ALL = (REGULAR, BOLD, SLANTED, BOLD_SLANTED)


@cache
def register() -> frozenset[int]:
    """Make the fonts known to reportlab, once, and return the code points that all of them have.

    Only the letters that are used go into a file.
    """
    fonts = [TTFont(name, str(_folder() / f"{name}.ttf")) for name in _ALL]
    for font in fonts:
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=SLANTED, boldItalic=BOLD_SLANTED)
    return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))


def check(texts: Iterable[str], name: str) -> None:
    """Raise InstrumentError where a text holds letters that the fonts lack: they would be printed as empty boxes.

    name  what is printed, for the message
    """
    letters = {letter for text in texts for letter in text if not letter.isspace()}
    lacking = sorted(letter for letter in letters if ord(letter) not in register())
    if lacking:
        shown = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in lacking[:10])
        raise InstrumentError(f"{name}: the font DejaVu Sans lacks {shown}. Replace these characters to print the questionnaire.")


def line_width(text: str, style: ParagraphStyle) -> float:
    """Return the width of a text in one line, in points."""
    register()
    return float(pdfmetrics.stringWidth(text, style.fontName, style.fontSize))


def widest_word(text: str, style: ParagraphStyle) -> float:
    """Return the width of the widest word of a text, in points."""
    return max((line_width(word, style) for word in text.split()), default=0.0)


def _folder() -> Path:
    # Found without importing matplotlib, which takes half a second and is not needed for its files.
    found = find_spec("matplotlib")
    return Path(found.origin if found and found.origin else "").parent / "mpl-data" / "fonts" / "ttf"
