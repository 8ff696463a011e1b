"""A questionnaire as it is printed: numbered, its routing in words, for one language, one mode and given arms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count, groupby

from instruments import kinds
from instruments.codebook import VOCABULARY, missing_labels
from instruments.condition_words import Naming, in_words
from instruments.doors.first_page import author, consent, facts, fields, forms
from instruments.doors.instructions import guidance, instructions, notes
from instruments.doors.routing import Step, after, left, steps, target
from instruments.doors.sheet import WORDS, Block, Line, Mode, Part, Row, Sheet
from instruments.model import ArmIs, Choice, Condition, Instrument, Item, Kind, NonAnswer, Question, Text
from instruments.order import is_last
from instruments.piping import referring
from instruments.route import questions_in
from instruments.sampling import ScreenOut
from instruments.study import Study

_PUT_IN = (NonAnswer.SKIPPED, NonAnswer.NOT_APPLICABLE, NonAnswer.NOT_ASKED, NonAnswer.NOT_REACHED)


def sheet(instrument: Instrument, study: Study | None, language: str, mode: Mode, arms: Mapping[str, str]) -> Sheet:
    """Return everything that stands on a printed questionnaire.

    study  None = there is no study file: what it would say is left to be written by hand
    arms   by experiment; of an experiment that is not named every arm's questions are there, each saying whose it is
    """
    return _Contents(instrument, language, mode, arms).sheet(study)


class _Contents:
    """One printed questionnaire in the making: what all its parts need to know."""

    def __init__(self, instrument: Instrument, language: str, mode: Mode, arms: Mapping[str, str]) -> None:
        self.instrument, self.language, self.mode, self.arms = instrument, language, mode, arms
        self.steps = steps(instrument, arms)
        counter = count(1)
        numbered = {step.question.id: str(next(counter)) for step in self.steps if step.question.kind is not Kind.INFO}
        self.questions = len(numbered)
        self.numbers = numbered | {
            part.id: f"{numbered[step.question.id]} ({item.text[language]})"
            for step in self.steps
            if step.question.kind is Kind.BATTERY
            for item, part in zip(step.question.items, step.question.parts, strict=True)
        }

    def sheet(self, study: Study | None) -> Sheet:
        draws = self._draws
        return Sheet(
            language=self.language,
            mode=self.mode,
            title=self.instrument.title[self.language],
            stamp=self._stamp,
            author=author(study, self.language),
            facts=facts(self.instrument, study, self.language),
            fields=fields(self.language, self.mode, draws=draws),
            forms=forms(self.instrument, self.arms, self.language) if self.mode is Mode.INTERVIEWER else (),
            guidance=guidance(self.language, self.mode, draws=draws),
            consent=consent(self.instrument, study, self.language, self.questions),
            parts=tuple(self._parts()),
            entry=tuple(self._entry()),
        )

    @property
    def _stamp(self) -> str:
        instrument = self.instrument
        facts = {"version": instrument.version, "hash": instrument.source_hash[:12], "code": self.language}
        named = (each.id for each in instrument.experiments if each.id in self.arms)
        arms = "".join(f" · {experiment}={self.arms[experiment]}" for experiment in named)
        return self._say("stamp", id=instrument.id, arms=arms, **facts)

    @property
    def _draws(self) -> bool:
        return any(step.moves or step.question.random_order for step in self.steps)

    def _say(self, key: str, **parameters: object) -> str:
        return WORDS.text(self.language, key, **parameters)

    # --- sections and questions ---

    def _parts(self) -> Iterator[Part]:
        for _, group in groupby(enumerate(self.steps), lambda entry: entry[1].home.id):
            entries = tuple(group)
            home, condition = entries[0][1].home, entries[0][1].section
            yield Part(
                title=home.title[self.language] if home.title else "",
                routing=self._say("section_only_if", condition=self._phrase((condition,))) if condition else "",
                instructions=tuple(self._section_instructions(entries[0][1])) if self.mode is Mode.INTERVIEWER else (),
                blocks=tuple(self._block(index, step) for index, step in entries),
            )

    def _section_instructions(self, step: Step) -> Iterator[str]:
        if step.home.id in self.instrument.random_sections:
            titles = (section for section in self.instrument.sections if section.id in self.instrument.random_sections)
            named = (section.title[self.language] if section.title else section.id for section in titles)
            yield self._say("random_sections", sections="; ".join(named))
        if step.home.random_order:
            yield self._say("random_questions")

    def _block(self, index: int, step: Step) -> Block:
        question = self._narrowed(step.question)
        number = self.numbers.get(question.id, "")
        only_if = "only_if_interviewer" if self.mode is Mode.INTERVIEWER else "only_if_self"
        return Block(
            question=question,
            number=number,
            text=self._unpiped(question.text),
            hint=self._unpiped(question.hint) if question.hint else "",
            instructions=instructions(question, number, self.language) if self.mode is Mode.INTERVIEWER else (),
            routing=self._say(only_if, condition=self._phrase((step.own,))) if step.own else "",
            notes=notes(question, self.language),
            rows=tuple(self._row(index, choice) for choice in question.substantive),
            apart=tuple(self._row(index, choice) for choice in question.non_answers),
            lines=tuple(self._lines(question)),
            ends=(question.ends[0][self.language], question.ends[1][self.language]) if question.ends else ("", ""),
            ending=tuple(self._ending(question)),
        )

    def _narrowed(self, question: Question) -> Question:
        """Return a list experiment with the statements that this form may show; any other question as it is."""
        if question.kind is not Kind.COUNT:
            return question
        items = tuple(item for item in question.items if left(item.ask_if, self.arms) is not False)
        return replace(question, items=items, high=len(items))

    def _row(self, index: int, choice: Choice) -> Row:
        question = self.steps[index].question
        by_role = {column.role: column.name for column in kinds.columns(question) if column.code is None}
        by_code = {column.code: column.name for column in kinds.columns(question) if column.code is not None}
        column = by_role.get("missing", "") if choice.is_non_answer else by_code.get(choice.code, "")
        writing = by_role.get(kinds.OTHER_TEXT, "") if choice.other else ""
        last = question.random_order and self.mode is Mode.INTERVIEWER and is_last(choice) and not choice.is_non_answer
        return Row(choice.code, choice.label[self.language], column, writing, self._go_to(index, choice), last)

    def _go_to(self, index: int, choice: Choice) -> str:
        question = self.steps[index].question
        if question.kind is not Kind.ONE:
            return ""
        if any(after(condition, question, choice) is True for _, condition in self._ended_by(question)):
            # Nobody goes on from here, whatever follows; what is said then stands below the choices.
            return self._say("go_to_end")
        reached = target(self.steps, index, choice)
        if isinstance(reached, bool):
            return ""
        return self._say("go_to", number=self.numbers[reached.question.id]) if reached else self._say("go_to_end")

    def _lines(self, question: Question) -> Iterator[Line]:
        parts = question.parts if question.kind is Kind.BATTERY else (None,) * len(question.items)
        for item, part in zip(question.items, parts, strict=True):
            yield Line(item.text[self.language], part.id if part else "", self._only(item))

    def _only(self, item: Item) -> str:
        remaining = left(item.ask_if, self.arms)
        return "" if isinstance(remaining, bool) else self._say("only_form", form=self._phrase((remaining,)))

    def _ending(self, question: Question) -> Iterator[str]:
        """Yield what ends the interview once this question is answered."""
        for reason, condition in self._ended_by(question):
            closing = reason.text[self.language] if reason.text else self._say("screened_out")
            yield self._say("ends_if", condition=self._phrase((condition,)), text=closing)

    def _ended_by(self, question: Question) -> Iterator[tuple[ScreenOut, Condition]]:
        """Yield the reasons to end the interview of which a question is the last one named, and what is left of each."""
        for reason in self.instrument.screen_out:
            condition = left(reason.condition, self.arms)
            named = set() if isinstance(condition, bool) else {self._owner(each.question) for each in questions_in(condition)}
            last = next((step.question.id for step in reversed(self.steps) if step.question.id in named), None)
            if question.id == last and not isinstance(condition, bool):
                yield reason, condition

    def _owner(self, name: str) -> str:
        return next(each.id for each in self.instrument.questions if name in (each.id, *(part.id for part in each.parts)))

    # --- words ---

    def _phrase(self, conditions: Sequence[Condition]) -> str:
        naming = Naming(question=self._name, code=self._code, arm=self._arm)
        return in_words(conditions, VOCABULARY, self.language, naming)

    def _unpiped(self, text: Text) -> str:
        def answer(question_id: str, otherwise: str) -> str:
            asked = question_id in self.numbers
            return self._say("answer_to", question=self._name(question_id)) if asked else otherwise

        return referring(text[self.language], answer)

    def _name(self, question_id: str) -> str:
        return self._say("question_name", number=self.numbers.get(question_id, question_id))

    def _code(self, question_id: str, code: int) -> str:
        labels = {choice.code: choice.label[self.language] for choice in self.instrument.question(question_id).choices}
        return f"{code} ({labels[code]})" if code in labels else str(code)

    def _arm(self, arm: ArmIs) -> str:
        experiment = next(each for each in self.instrument.experiments if each.id == arm.experiment)
        return self._say("form_name", experiment=arm.experiment, arm=experiment.id_and_label(arm.arm, self.language))

    def _entry(self) -> Iterator[str]:
        arms = {f"arm_{experiment}": arm for experiment, arm in self.arms.items()}
        constant = {"version": self.instrument.version, "language": self.language, "mode": "paper", **arms}
        yield self._say("entry_constant", values=", ".join(f"{name} = {value}" for name, value in constant.items()))
        yield self._say("entry_columns")
        shown = {step.question.kind for step in self.steps}
        yield from (self._say(f"entry_{kind}") for kind in (Kind.MANY, Kind.RANK) if kind in shown)
        meanings = missing_labels(self.language)
        yield self._say("entry_codes", codes="; ".join(f"{int(code)} = {meanings[code]}" for code in _PUT_IN))
