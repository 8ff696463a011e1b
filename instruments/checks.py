"""What must hold between the parts of an instrument, beyond what each part must hold by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from instruments import page_checks, panels, piping, sampling_checks
from instruments.condition_checks import CODED, condition_problems, is_inside, unknown_arms
from instruments.condition_fields import wrong_condition
from instruments.errors import FileProblem
from instruments.model import Derived, Instrument, Kind, Question, Section
from instruments.names import RESERVED, RESERVED_PREFIXES, RESULTS
from instruments.near import did_you_mean
from instruments.question_checks import choice_place, item_place, question_problems
from instruments.reach import unreachable

__all__ = ["choice_place", "item_place", "out_of_reach", "problems"]


def problems(instrument: Instrument, lines: Mapping[str, int]) -> Iterator[FileProblem]:
    """Yield everything that is wrong between the parts of an instrument, but for questions out of reach.

    lines  the line of each id, of each choice (`choice_place`) and of each condition ("condition <id>")
    """
    if not instrument.variables:
        yield FileProblem(1, "the questionnaire has no question that gives data.")
    for question in instrument.questions:
        yield from question_problems(question, lines)
        yield from _arms(question, instrument, lines)
    yield from (problem for _, problem in _conditions(instrument, lines))
    for _, asked, seen in _before(instrument):
        if asked is not None:
            yield from piping.problems(asked, seen, instrument, lines.get(asked.id, 1))
    yield from _random_sections(instrument)
    yield from _consent(instrument, lines)
    yield from page_checks.problems(instrument, lines)
    yield from sampling_checks.problems(instrument, list(_before(instrument)), lines)
    for derived in instrument.derived:
        yield from _derived(instrument, derived, lines.get(derived.id, 1))


def out_of_reach(instrument: Instrument, lines: Mapping[str, int]) -> Iterator[FileProblem]:
    """Yield what nobody can be asked, or meet, as far as the conditions they depend on are right in themselves."""
    wrong = {owner for owner, _ in _conditions(instrument, lines)}
    wrong |= {section.id for section in instrument.sections if wrong_condition(section.id) in lines}
    wrong |= {question.id for question in instrument.questions if wrong_condition(question.id) in lines}
    for question_id in unreachable(instrument, wrong):
        yield FileProblem(
            lines.get(f"condition {question_id}", lines.get(question_id, 1)),
            f"the question {question_id!r} can never be reached: no answers satisfy its condition.",
        )
    yield from sampling_checks.out_of_reach(instrument, lines, wrong)


def _conditions(instrument: Instrument, lines: Mapping[str, int]) -> Iterator[tuple[str, FileProblem]]:
    """Yield what is wrong with each condition, after the id of its section or question."""
    for section, question, seen in _before(instrument):
        if question is None:
            line = lines.get(f"condition {section.id}", 1)
            yield from ((section.id, problem) for problem in condition_problems(section.ask_if, seen, instrument, lines, line))
        else:
            line = lines.get(f"condition {question.id}", lines.get(question.id, 1))
            yield from ((question.id, problem) for problem in condition_problems(question.ask_if, seen, instrument, lines, line))


def _before(instrument: Instrument) -> Iterator[tuple[Section, Question | None, Mapping[str, Question]]]:
    """Yield each section, then each of its questions, with the questions that come before it for every respondent.

    What changes places with it, or stands in a section that does, does not.
    """
    ids = [section.id for section in instrument.sections]
    moving = [ids.index(name) for name in instrument.random_sections if name in ids]
    seen: dict[str, Question] = {}
    before_all: dict[str, Question] = {}
    waiting: dict[str, Question] = {}  # asked somewhere among the sections that change places
    for place, section in enumerate(instrument.sections):
        if moving and place == min(moving):
            before_all = dict(seen)
        known = before_all if place in moving else dict(seen)
        yield section, None, known
        for question in section.questions:
            yield section, question, known
            parts = {part.id: part for part in question.parts}
            known = known if section.random_order else known | parts
            waiting |= parts if place in moving else {}
            seen |= {} if place in moving else parts
        if moving and place == max(moving):
            seen |= waiting


def _arms(question: Question, instrument: Instrument, lines: Mapping[str, int]) -> Iterator[FileProblem]:
    """Yield the items that ask for an arm there is not."""
    for item in question.items:
        line = lines.get(item_place(question.id, item.id), 1)
        yield from (FileProblem(line, sentence) for sentence in unknown_arms(item.ask_if, instrument))


def _random_sections(instrument: Instrument) -> Iterator[FileProblem]:
    named = instrument.random_sections
    known = {section.id: section for section in instrument.sections}
    if named and (len(named) < 2 or len(set(named)) < len(named)):
        yield FileProblem(1, "random_sections must name two or more different sections.")
    for name in named:
        if name not in known:
            sentence = f"random_sections names {name!r}, which is no section of this questionnaire."
            yield FileProblem(1, sentence + did_you_mean(name, known))
    for section in instrument.sections:
        moves = section.random_order or section.id in named
        if moves and any(question.kind is Kind.CONSENT for question in section.questions):
            yield FileProblem(1, f"the section {section.id!r} holds the consent, which comes first: it has no random order.")


def _consent(instrument: Instrument, lines: Mapping[str, int]) -> Iterator[FileProblem]:
    consents = [question for question in instrument.questions if question.kind is Kind.CONSENT]
    for question in consents[1:]:
        yield FileProblem(lines.get(question.id, 1), "a questionnaire has one consent.")
    for question in consents[:1]:
        line = lines.get(question.id, 1)
        if question.id != "consent" or question is not instrument.questions[0]:
            yield FileProblem(line, "the consent must be the first question and have the id consent.")
        if {choice.code for choice in question.choices} != {0, 1}:
            yield FileProblem(line, "the consent has the codes 1 (agrees) and 0 (does not agree).")
        if question.ask_if is not None:
            yield FileProblem(line, "the consent is always asked: it has no ask_if.")
        for language in panels.promises(question.text) if instrument.panel else ():
            yield FileProblem(line, f"the consent ({language}) says anonymous, and a panel is not. Take the word out.")


def _derived(instrument: Instrument, derived: Derived, line: int) -> Iterator[FileProblem]:
    question = instrument.by_id.get(derived.source)
    if question is None or question.kind not in (Kind.ONE, *CODED):
        yield FileProblem(
            line, f"{derived.id!r} is derived from {derived.source!r}, which is no question of kind one, scale, integer or count."
        )
        return
    if derived.id in RESERVED | RESULTS or derived.id.startswith(RESERVED_PREFIXES):
        yield FileProblem(line, f"the id {derived.id!r} is reserved for a column; choose another one.")
    if not derived.categories:
        yield FileProblem(line, f"the map of {derived.id!r} is empty.")
    known = {choice.code for choice in question.choices}
    seen: set[int] = set()
    for name, codes in derived.categories:
        for code in codes:
            if code in seen:
                yield FileProblem(line, f"the code {code} stands twice in the map of {derived.id!r}.")
            if code < 0:
                yield FileProblem(
                    line, f"{name!r} of {derived.id!r} names the non-answer {code}; non-answers pass through as they are."
                )
            elif code not in known and not (question.kind in CODED and is_inside(question, code)):
                yield FileProblem(line, f"{name!r} of {derived.id!r} names the code {code}, which {question.id!r} does not have.")
            seen.add(code)
