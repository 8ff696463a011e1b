"""Message catalogues: gettext .po files read as they are, one a language, English included.

A message's id is its key, never its English text: the same English word may need two Kazakh ones.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from instruments.errors import MessageError

HOME = Path(__file__).resolve().parent / "translations"


class Messages:
    """The catalogues of one directory: `<directory>/<language>.po` for each language.

    A key that a language lacks is a MessageError, never another language's text.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages there are catalogues for, in alphabetical order."""
        return tuple(sorted(path.stem for path in self._directory.glob("*.po")))

    @cached_property
    def _translations(self) -> Mapping[str, gettext.GNUTranslations]:
        return {language: self._translation(language) for language in self.languages}

    def _translation(self, language: str) -> gettext.GNUTranslations:
        compiled = io.BytesIO()
        write_mo(compiled, self.catalogue(language))
        compiled.seek(0)
        translations = gettext.GNUTranslations(compiled)
        translations.add_fallback(_Missing(self._place(language)))
        return translations

    def catalogue(self, language: str) -> Catalog:
        """Return the catalogue of a language as babel reads it."""
        with (self._directory / f"{language}.po").open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)

    def text(self, language: str, key: str, **parameters: object) -> str:
        """Return a message with its placeholders filled."""
        message = self._of(language).gettext(key)
        return message.format_map(parameters) if parameters else message

    def plural(self, language: str, key: str, n: int, /, **parameters: object) -> str:
        """Return a message in the form that the number `n` asks for; the placeholder {n} is the number, unless it is given."""
        return self._of(language).ngettext(key, key, n).format_map({"n": n, **parameters})

    def _of(self, language: str) -> gettext.GNUTranslations:
        try:
            return self._translations[language]
        except KeyError:
            raise MessageError(
                f"There is no catalogue {self._place(language)}; there are {', '.join(self.languages)}. Translate one of them."
            ) from None

    def _place(self, language: str) -> str:
        return f"{self._directory.parent.name}/{self._directory.name}/{language}.po"


class _Missing(gettext.NullTranslations):
    """What gettext falls back to: an error, so that no key and no other language is ever shown."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place

    def gettext(self, message: str) -> str:
        raise MessageError(f"{self._place} lacks the message {message!r}.")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise MessageError(f"{self._place} lacks the message {msgid1!r} with its plural forms.")
