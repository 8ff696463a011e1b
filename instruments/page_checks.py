"""What one page of the form can take: where many questions stand together, it must still fit into one request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from instruments import kinds
from instruments.errors import FileProblem
from instruments.model import Instrument, Kind, Paging, Question

MOST_INPUTS = 250
"""How many inputs a page may send."""

MOST_WRITTEN = 9_000
"""How many characters may be written on a page; in a request a Cyrillic one has six."""


def problems(instrument: Instrument, lines: Mapping[str, int]) -> Iterator[FileProblem]:
    """Yield the pages that hold too much; a question alone on its page always fits."""
    if instrument.layout is Paging.QUESTION:
        return
    sections = {f"the section {section.id!r}": (section.questions, f"section {section.id}") for section in instrument.sections}
    whole = {"the questionnaire": (instrument.questions, "")}
    for name, (questions, place) in (sections if instrument.layout is Paging.SECTION else whole).items():
        parts = [part for question in questions for part in question.parts]
        inputs, written = len(questions) + sum(map(_inputs, parts)), sum(map(_written, parts))
        remedy = "Make more sections of it." if instrument.layout is Paging.SECTION else "Write layout: section."
        if inputs > MOST_INPUTS:
            sentence = f"{name} is one page with {inputs} inputs, and a page may have {MOST_INPUTS}. {remedy}"
            yield FileProblem(lines.get(place, 1), sentence)
        if written > MOST_WRITTEN:
            sentence = f"{name} is one page to write {written} characters on, and a page may take {MOST_WRITTEN}."
            yield FileProblem(lines.get(place, 1), f"{sentence} {remedy} A smaller max_length helps too.")


def _inputs(part: Question) -> int:
    chosen = len(part.choices) if part.kind is Kind.MANY else len(kinds.inputs(part)) or 1
    return chosen + (part.other is not None)


def _written(part: Question) -> int:
    own = kinds.text_limit(part) if part.kind in kinds.TEXT_LENGTH else 0
    return own + (kinds.OTHER_TEXT_LENGTH if part.other else 0)
