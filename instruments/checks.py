"""What must hold between the parts of an instrument, beyond what each part must hold by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from instruments.conditions import wrong_condition
from instruments.errors import FileProblem
from instruments.kinds import INTEGER_LIMIT
from instruments.model import OFFERED, AnswerIs, Choice, Condition, Derived, Instrument, Kind, NonAnswer, Operator, Question
from instruments.names import RESERVED, RESERVED_PREFIXES, RESULTS
from instruments.reach import unreachable
from instruments.route import arms_in, questions_in

MAXIMUM_CODE = 999_999
_FORM_NAMES = frozenset({"action", "consent", "csrf_token", "submit_key"})
_CHOICE_KINDS = (Kind.ONE, Kind.MANY, Kind.CONSENT)
_NUMBER_KINDS = (Kind.SCALE, Kind.INTEGER)
_MAXIMUM_SCALE = 11


def choice_place(question_id: str, code: int) -> str:
    """Return the name under which the line of a choice is kept."""
    return f"choice {question_id} {code}"


def problems(instrument: Instrument, lines: Mapping[str, int]) -> Iterator[FileProblem]:
    """Yield everything that is wrong between the parts of an instrument, but for questions out of reach.

    lines  the line of each id, of each choice (`choice_place`) and of each condition ("condition <id>")
    """
    if not instrument.variables:
        yield FileProblem(1, "the questionnaire has no question that gives data.")
    for question in instrument.questions:
        yield from (FileProblem(lines.get(question.id, 1), sentence) for sentence in _question(question))
        yield from _choices(question, lines)
    yield from (problem for _, problem in _conditions(instrument, lines))
    yield from _consent(instrument, lines)
    for experiment in instrument.experiments:
        if experiment.block_by not in (None, "language", *(question.id for question in instrument.questions)):
            line = lines.get(f"experiment {experiment.id}", 1)
            yield FileProblem(line, f"block_by of {experiment.id!r} must be language or a question, got {experiment.block_by!r}.")
    for derived in instrument.derived:
        yield from _derived(instrument, derived, lines.get(derived.id, 1))


def out_of_reach(instrument: Instrument, lines: Mapping[str, int]) -> Iterator[FileProblem]:
    """Yield the questions that nobody can be asked, as far as the conditions they depend on are right in themselves."""
    wrong = {owner for owner, _ in _conditions(instrument, lines)}
    wrong |= {section.id for section in instrument.sections if wrong_condition(section.id) in lines}
    wrong |= {question.id for question in instrument.questions if wrong_condition(question.id) in lines}
    for question_id in unreachable(instrument, wrong):
        yield FileProblem(
            lines.get(f"condition {question_id}", lines.get(question_id, 1)),
            f"the question {question_id!r} can never be reached: no answers satisfy its condition.",
        )


def _question(question: Question) -> Iterator[str]:
    name = f"the question {question.id!r}"
    if question.id in RESERVED or question.id.startswith(RESERVED_PREFIXES):
        yield f"the id {question.id!r} is reserved for a column of the export; choose another one."
    if question.id in RESULTS:
        yield f"the id {question.id!r} is a column of the tables of estimates; choose another one."
    if question.id in _FORM_NAMES and question.kind is not Kind.CONSENT:
        yield f"the id {question.id!r} is reserved for the form; choose another one."
    yield from _allowed_keys(question, name)
    if question.kind in _NUMBER_KINDS:
        yield from _number(question, name)
    if question.kind in _CHOICE_KINDS and not question.substantive:
        yield f"{name} has no choices."
    if question.max_length is not None and not 1 <= question.max_length <= 20_000:
        yield f"max_length of {name} must be from 1 to 20000, got {question.max_length}."


def _allowed_keys(question: Question, name: str) -> Iterator[str]:
    number, text = question.kind in _NUMBER_KINDS, question.kind in (Kind.TEXT, Kind.LONGTEXT)
    misplaced = {
        "low": question.low is not None and not number,
        "high": question.high is not None and not number,
        "ends": question.ends is not None and question.kind is not Kind.SCALE,
        "max_length": question.max_length is not None and not text,
        "choices": bool(question.choices) and question.kind is Kind.INFO,
    }
    for key, wrong in misplaced.items():
        if wrong:
            yield f"{name} has {key}, which the kind {question.kind} does not use."
    if question.substantive and question.kind not in _CHOICE_KINDS:
        yield f"{name} is of kind {question.kind}: its choices can only be non-answers, with negative codes."


def _number(question: Question, name: str) -> Iterator[str]:
    low, high = question.low, question.high
    if low is not None and high is not None and low >= high:
        yield f"{name}: low {low} must be below high {high}."
    if any(abs(bound) > INTEGER_LIMIT for bound in (low or 0, high or 0)):
        yield f"{name}: bounds must lie within ±{INTEGER_LIMIT}."
    if question.kind is Kind.SCALE:
        if low is None or high is None:
            yield f"{name} is a scale: give low and high."
        elif low < 0:
            yield f"{name}: a scale must not reach below 0, where the non-answers' codes are."
        elif high - low + 1 > _MAXIMUM_SCALE:
            yield f"{name}: a scale has at most {_MAXIMUM_SCALE} points; use integer."
    elif question.non_answers and (low is None or low < 0):
        yield f"{name}: a number that may be negative cannot offer non-answers with negative codes; set low to 0 or more."


def _choices(question: Question, lines: Mapping[str, int]) -> Iterator[FileProblem]:
    codes: set[int] = set()
    ids: set[str | None] = {None}
    for choice in question.choices:
        line = lines.get(choice_place(question.id, choice.code), lines.get(question.id, 1))
        if choice.code in codes:
            yield FileProblem(line, f"the code {choice.code} is used twice in {question.id!r}; codes are never reused.")
        if choice.id in ids and choice.id is not None:
            yield FileProblem(line, f"the choice id {choice.id!r} is used twice in {question.id!r}.")
        codes.add(choice.code)
        ids.add(choice.id)
        rules = _non_answer_choice if choice.is_non_answer else _substantive_choice
        yield from (FileProblem(line, sentence) for sentence in rules(question, choice))
    yield from _labels(question, lines)
    if sum(choice.other for choice in question.choices) > 1:
        yield FileProblem(lines.get(question.id, 1), f"{question.id!r} has more than one choice with other: true.")


def _labels(question: Question, lines: Mapping[str, int]) -> Iterator[FileProblem]:
    """Two choices with one label look the same to a respondent, and cannot be told apart in a file of labels."""
    seen: set[tuple[str, str]] = set()
    for choice in question.choices:
        for language, words in choice.label:
            if words and (language, words.strip().casefold()) in seen:
                line = lines.get(choice_place(question.id, choice.code), 1)
                yield FileProblem(line, f"the label {words!r} ({language}) stands twice in {question.id!r}.")
            seen.add((language, words.strip().casefold()))


def _non_answer_choice(question: Question, choice: Choice) -> Iterator[str]:
    if choice.code not in OFFERED:
        offered = ", ".join(f"{code.value} {code.name.lower()}" for code in sorted(OFFERED, reverse=True))
        yield f"the negative code {choice.code} cannot be offered; non-answers are {offered}."
    if choice.other or choice.exclusive:
        yield f"the non-answer {choice.code} of {question.id!r} needs neither other nor exclusive."


def _substantive_choice(question: Question, choice: Choice) -> Iterator[str]:
    if question.kind is Kind.MANY and choice.id is None:
        yield f"the choice {choice.code} of {question.id!r} needs an id: it becomes a column name."
    if choice.code > MAXIMUM_CODE:
        yield f"the code {choice.code} of {question.id!r} is too large; codes go up to {MAXIMUM_CODE}."
    if choice.id in {"other_text", "missing"}:
        yield f"the choice id {choice.id!r} is reserved for a column of the export."
    if choice.exclusive and question.kind is not Kind.MANY:
        yield f"exclusive has a meaning only in many, {question.id!r} is {question.kind}."


def _conditions(instrument: Instrument, lines: Mapping[str, int]) -> Iterator[tuple[str, FileProblem]]:
    """Yield what is wrong with each condition, after the id of its section or question."""
    seen: dict[str, Question] = {}
    for section in instrument.sections:
        line = lines.get(f"condition {section.id}", 1)
        yield from ((section.id, problem) for problem in _condition(section.ask_if, seen, instrument, lines, line))
        for question in section.questions:
            line = lines.get(f"condition {question.id}", lines.get(question.id, 1))
            yield from ((question.id, problem) for problem in _condition(question.ask_if, seen, instrument, lines, line))
            seen[question.id] = question


def _condition(
    condition: Condition | None, seen: Mapping[str, Question], instrument: Instrument, lines: Mapping[str, int], line: int
) -> Iterator[FileProblem]:
    for part in questions_in(condition):
        if part.question in seen:
            yield from (FileProblem(line, sentence) for sentence in _answer_is(part, seen[part.question]))
        elif any(question.id == part.question for question in instrument.questions):
            yield FileProblem(line, f"the condition asks about {part.question!r}, which comes later; routing only looks back.")
        elif part.question not in lines:
            yield FileProblem(line, f"the condition asks about {part.question!r}, which is no question of this questionnaire.")
    arms = {experiment.id: experiment.arms for experiment in instrument.experiments}
    for arm in arms_in(condition):
        if arm.arm not in arms.get(arm.experiment, ()):
            yield FileProblem(line, f"the condition asks for the arm {arm.arm!r} of {arm.experiment!r}, which is not defined.")


def _answer_is(part: AnswerIs, question: Question) -> Iterator[str]:
    if question.kind is Kind.CONSENT:
        yield "a condition cannot ask about the consent: only those who agreed are asked anything."
        return
    if part.operator is Operator.ANSWERED:
        return
    if part.operator in (Operator.AT_LEAST, Operator.AT_MOST):
        if question.kind not in _NUMBER_KINDS:
            yield f"{part.operator} needs a scale or an integer, {question.id!r} is {question.kind}."
        return
    if question.kind in (Kind.TEXT, Kind.LONGTEXT, Kind.INFO):
        yield f"{part.operator} needs codes, {question.id!r} is {question.kind}; only answered is possible."
        return
    known = {choice.code for choice in question.choices}
    for code in part.operand:
        if code == NonAnswer.SKIPPED or code in known or (question.kind in _NUMBER_KINDS and _inside(question, code)):
            continue
        yield f"the condition names the code {code}, which {question.id!r} does not have."


def _inside(question: Question, code: int) -> bool:
    return (question.low is None or code >= question.low) and (question.high is None or code <= question.high)


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


def _derived(instrument: Instrument, derived: Derived, line: int) -> Iterator[FileProblem]:
    questions = {question.id: question for question in instrument.questions}
    question = questions.get(derived.source)
    if question is None or question.kind not in (Kind.ONE, *_NUMBER_KINDS):
        yield FileProblem(
            line, f"{derived.id!r} is derived from {derived.source!r}, which is no question of kind one, scale or integer."
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
            elif code not in known and not (question.kind in _NUMBER_KINDS and _inside(question, code)):
                yield FileProblem(line, f"{name!r} of {derived.id!r} names the code {code}, which {question.id!r} does not have.")
            seen.add(code)
