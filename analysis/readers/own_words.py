"""What a column of labels holds beside them: answers in respondents' own words, or labels that the questionnaire lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from analysis.readers.answers import Answers
from analysis.readers.folding import fold
from analysis.readers.layout import Layout
from analysis.readers.problems import Problem, numbered, shortened
from analysis.readers.sheet import Sheet, holders
from instruments.counted import counted

RECURRING_ROWS, RECURRING_SHARE = 5, 0.1
"""A text that at least so many rows, and so great a part of those who answered, share is an option, not own words."""

VALUES_NAMED = 20


@dataclass(frozen=True)
class _Words:
    """One text that was read as "other", and the rows that hold it."""

    text: str
    rows: tuple[int, ...]


def unlabelled(sheet: Sheet, layout: Layout, found: Answers) -> Iterator[Problem]:
    """Yield why texts that were read as "other" must be options under another name: no cell of the column holds a label, or
    many rows hold the same text."""
    words = _words(sheet, found)
    if not words:
        return
    answered = np.array([reading.answer is not None for reading in found.readings])[found.cells]
    labelled = np.array(
        [reading.answer is not None and not _is_own(found, index) for index, reading in enumerate(found.readings)]
    )
    header = sheet.header[layout.columns[found.question.id]]
    if not labelled[found.cells].any():
        yield Problem(header, sheet.numbers(answered), f"no cell holds a label of {found.question.id}. {_remedy(found)}")
        return
    many = max(RECURRING_ROWS, RECURRING_SHARE * int(answered.sum()))
    for one in words:
        if len(one.rows) >= many:
            yield Problem(
                header, one.rows, f"{shortened(one.text)!r} is in {counted(len(one.rows), 'row')} and no label. {_remedy(found)}"
            )


def listed_words(sheet: Sheet, found: Iterable[Answers]) -> str:
    """Return every text that was read as "other", a line a question, with its rows; the most frequent first."""
    return "\n".join(line for one in found if (line := _line(one, _words(sheet, one))))


def _line(found: Answers, words: list[_Words]) -> str:
    if not words:
        return ""
    named = [f"{shortened(one.text)!r} ({numbered(one.rows)})" for one in words[:VALUES_NAMED]]
    more = [f"and {len(words) - VALUES_NAMED} more"] if len(words) > VALUES_NAMED else []
    times = sum(len(one.rows) for one in words)
    return f"{found.question.id}, {counted(times, 'time')}: {'; '.join([*named, *more])}"


def _words(sheet: Sheet, found: Answers) -> list[_Words]:
    held: dict[str, tuple[str, list[int]]] = {}
    for index, reading in enumerate(found.readings):
        for text in reading.own_words:
            held.setdefault(fold(text), (text, []))[1].append(index)
    rows = holders(found.cells, len(found.readings)) if held else []
    words = [_Words(text, sheet.numbers(np.concatenate([rows[index] for index in indices]))) for text, indices in held.values()]
    return sorted((one for one in words if one.rows), key=lambda one: (-len(one.rows), one.rows))


def _is_own(found: Answers, index: int) -> bool:
    """Whether a reading holds no label at all."""
    reading, other = found.readings[index], found.question.other
    return bool(reading.own_words) and reading.answer is not None and other is not None and reading.answer.codes == {other.code}


def _remedy(found: Answers) -> str:
    labels = ", ".join(f"{next(iter(choice.label))[1]!r}" for choice in found.question.choices[:6])
    remedy = "Write the labels of the questionnaire, or give read(missing={…}) for a non-answer."
    return f"Its labels are {shortened(labels)}. {remedy}"
