"""Which version of the questionnaire respondents answered, and what the older ones said in other words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.data import Data
from analysis.output.language import EMPTY, Language
from analysis.readers.folding import fold
from instruments.model import Instrument, Question, Text

_NOTHING = Text(())


def counts(data: Data) -> dict[int, int]:
    """Return how many respondents answered each version, the oldest first; nothing where no column says so."""
    if "version" not in data.frame:
        return {}
    versions, n = np.unique(data.frame["version"].to_numpy(dtype=np.intp), return_counts=True)
    return dict(zip(versions.tolist(), n.tolist(), strict=True))


def unseen(data: Data, instrument: Instrument, language: Language) -> Iterator[str]:
    """Yield how many answered a version whose words nobody can show: a file says its number only."""
    known = {instrument.version, *(older.version for older in data.older)}
    n = sum(n for version, n in counts(data).items() if version not in known)
    if n:
        yield language.plural("older_version_n", n, version=instrument.version)


def older_wordings(data: Data, question: Question, language: Language) -> Iterator[str]:
    """Yield each text of a question that an older version, answered by some, had in other words.

    Case, spacing and what else `fold` leaves out make no difference. A text that changed in the report's language is given
    in it, any other in the languages in which it changed.
    """
    for older in data.older:
        before = next((one for one in older.variables if one.id == question.id), None)
        if before is None:
            continue
        now, then = _texts(question), _texts(before)
        shared = [code for code, _ in before.text if code in dict(question.text)]
        for part in dict.fromkeys([*now, *then]):
            texts = now.get(part, _NOTHING), then.get(part, _NOTHING)
            for new, old in _changes(*texts, shared, language.code):
                yield language.text("version_wording", version=older.version, now=new or EMPTY, then=old or EMPTY)


def _texts(question: Question) -> dict[str | int, Text]:
    """Return the texts a respondent saw: the question, its hint, the ends of its scale, and its choices by code."""
    found: dict[str | int, Text] = {"text": question.text}
    if question.hint is not None:
        found["hint"] = question.hint
    if question.ends is not None:
        found["low"], found["high"] = question.ends
    return found | {choice.code: choice.label for choice in question.choices}


def _changes(now: Text, then: Text, shared: list[str], preferred: str) -> list[tuple[str, str]]:
    new, old = dict(now), dict(then)
    changed = {
        code: (new.get(code, ""), old.get(code, "")) for code in shared if fold(new.get(code, "")) != fold(old.get(code, ""))
    }
    return [changed[preferred]] if preferred in changed else list(changed.values())
