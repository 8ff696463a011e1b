"""A response ↔ the typed wide row that exports hold and `analysis` reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from instruments import kinds
from instruments.answers import SKIPPED, Answer
from instruments.errors import AnswerError
from instruments.kinds import Cell, Column
from instruments.model import Derived, Instrument, Kind, NonAnswer, Question
from instruments.names import META_COLUMNS, PANEL_COLUMN, PARADATA_COLUMNS
from instruments.route import routing
from instruments.rules.choices import ranked


class Screen(StrEnum):
    """How wide the respondent's screen was: a scale of ten points stands in two rows on a narrow one, in one on a wide one."""

    NARROW = "narrow"
    WIDE = "wide"


class Status(StrEnum):
    """How a response ended."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    SCREENED = "screened"


@dataclass(frozen=True)
class Response:
    """What one respondent answered.

    answers      by question id, one for every page that was sent, skipped ones included
    arms         the arm by experiment id
    seconds      by question id, how long its page was open, rounded to whole seconds
    is_test      given in a preview or made up; never counted unless asked for
    back_moves   how often the respondent went back to an earlier page
    layout       how wide the screen was, as last seen; None where the browser ran no script
    interviewer  the code that the study gave who held the interview; None where the respondent answered alone
    panel_id     which member of a panel answered; None where the questionnaire is no wave of one
    """

    id: str
    status: Status
    language: str
    mode: str
    version: int
    answers: Mapping[str, Answer]
    arms: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, int] = field(default_factory=dict)
    is_test: bool = False
    back_moves: int = 0
    layout: Screen | None = None
    interviewer: str | None = None
    panel_id: str | None = None


def meta_columns(instrument: Instrument) -> tuple[str, ...]:
    """Return the names of the first columns; only a wave of a panel says which member answered."""
    return (*META_COLUMNS, *((PANEL_COLUMN,) if instrument.panel else ()))


def arm_columns(instrument: Instrument) -> tuple[str, ...]:
    """Return the names of the columns that hold the experimental arms."""
    return tuple(f"arm_{experiment.id}" for experiment in instrument.experiments)


def seconds_columns(instrument: Instrument) -> tuple[str, ...]:
    """Return the names of the columns that hold the seconds a page was open."""
    return tuple(f"seconds_{question.id}" for question in instrument.questions if question is not instrument.consent)


def data_columns(instrument: Instrument) -> tuple[Column, ...]:
    """Return the columns of all questions, in questionnaire order."""
    return tuple(column for question in instrument.variables for column in kinds.columns(question))


def column_names(instrument: Instrument) -> tuple[str, ...]:
    """Return every column of the wide row in its order."""
    names = tuple(column.name for column in data_columns(instrument))
    return (*meta_columns(instrument), *arm_columns(instrument), *names, *seconds_columns(instrument), *PARADATA_COLUMNS)


def wide_row(instrument: Instrument, response: Response) -> dict[str, Cell]:
    """Return the response as one row, every missing code put in.

    A question that routing left out holds -3 or -4 whatever was stored for it; one that was asked but has
    no answer holds -5 (skipped) in a complete response and -8 (not reached) in any other. An answer that was not reached
    meets no condition, as any non-answer: what hangs on it holds -3, so that a row's codes follow from the row alone.
    """
    row: dict[str, Cell] = {
        "response_id": response.id,
        "status": str(response.status),
        "language": response.language,
        "mode": response.mode,
        "version": response.version,
    }
    row |= {PANEL_COLUMN: response.panel_id} if instrument.panel else {}
    row |= {name: response.arms.get(name.removeprefix("arm_")) for name in arm_columns(instrument)}
    reasons = routing(instrument, response.answers, response.arms)
    no_answer = NonAnswer.SKIPPED if response.status is Status.COMPLETE else NonAnswer.NOT_REACHED
    for question in instrument.variables:
        reason = reasons[question.id]
        answer = Answer(missing=reason) if reason else response.answers.get(question.id, Answer(missing=no_answer))
        row |= cells_of(question, answer)
    row |= {name: response.seconds.get(name.removeprefix("seconds_")) for name in seconds_columns(instrument)}
    layout = None if response.layout is None else str(response.layout)
    return row | {"back_moves": response.back_moves, "layout": layout, "interviewer": response.interviewer}


def response_from_row(instrument: Instrument, row: Mapping[str, Cell]) -> Response:
    """Return the response that `wide_row` made the row from; answers that routing left out are not in it.

    Raises KeyError where a column is missing, AnswerError where an answer does not fit its question.
    """
    answers = dict(_answers(instrument, row))
    arms = {name.removeprefix("arm_"): str(row[name]) for name in arm_columns(instrument) if row[name] is not None}
    seconds = {
        name.removeprefix("seconds_"): value for name in seconds_columns(instrument) if isinstance(value := row.get(name), int)
    }
    return Response(
        id=str(row["response_id"]),
        status=Status(str(row["status"])),
        language=str(row["language"]),
        mode=str(row["mode"]),
        version=int(row["version"] or 0),
        answers=answers,
        arms=arms,
        seconds=seconds,
        back_moves=int(row.get("back_moves") or 0),
        layout=Screen(str(row["layout"])) if row.get("layout") else None,
        interviewer=str(row["interviewer"]) if row.get("interviewer") else None,
        panel_id=str(row[PANEL_COLUMN]) if instrument.panel and row.get(PANEL_COLUMN) else None,
    )


def answer_from_cells(question: Question, row: Mapping[str, Cell]) -> Answer:
    """Return the answer that a question's cells hold; any missing code is allowed, also those of routing.

    Raises AnswerError where the cells do not fit the question.
    """
    cells = {column.role: row[column.name] for column in kinds.columns(question) if column.code is None}
    ticked = _chosen(question, row) if "value" not in cells else None
    code = cells.get("missing") if "missing" in cells else (ticked if ticked is not None else cells.get("value"))
    if isinstance(code, int) and code in set(NonAnswer):
        return Answer(missing=NonAnswer(code))
    value = ticked if ticked is not None else cells.get("value")
    if value is None:
        return SKIPPED
    other = cells.get(kinds.OTHER_TEXT)
    answer = Answer(value=value, other_text=str(other) if other else None)
    kinds.check(question, answer)
    return answer


def cells_of(question: Question, answer: Answer) -> dict[str, Cell]:
    """Return what an answer puts into its question's columns; `answer_from_cells` is the way back."""
    missing = None if answer.missing is None else int(answer.missing)
    separate = kinds.has_missing_column(question)
    return {column.name: _cell(column, answer, missing, separate) for column in kinds.columns(question)}


def derived_value(derived: Derived, code: int) -> str | int:
    """Return the category of a source code; a non-answer, and a code in no category, passes through."""
    if code in set(NonAnswer):
        return code
    return next((category for category, codes in derived.categories if code in codes), code)


def _cell(column: Column, answer: Answer, missing: int | None, separate: bool) -> Cell:
    if column.role == kinds.OTHER_TEXT:
        return answer.other_text
    if column.role == "missing":
        return missing
    if missing is not None:
        return None if separate else missing
    if isinstance(answer.value, tuple) and column.role == "rank":
        return answer.value.index(column.code) + 1 if column.code in answer.value else None
    if isinstance(answer.value, tuple):
        return int(column.code in answer.value)
    return answer.value


def _answers(instrument: Instrument, row: Mapping[str, Cell]) -> Iterator[tuple[str, Answer]]:
    put_in = {NonAnswer.NOT_APPLICABLE, NonAnswer.NOT_ASKED, NonAnswer.NOT_REACHED}
    for question in instrument.variables:
        answer = answer_from_cells(question, row)
        if answer.missing not in put_in:
            yield question.id, answer


def _chosen(question: Question, row: Mapping[str, Cell]) -> tuple[int, ...] | int | None:
    choices = [column for column in kinds.columns(question) if column.code is not None]
    values = {row[column.name] for column in choices}
    if len(values) == 1 and isinstance(only := next(iter(values)), int) and only < 0:
        return only
    if question.kind is Kind.RANK:
        return _ranked(question, {column.code: row[column.name] for column in choices if column.code is not None})
    return tuple(column.code for column in choices if row[column.name] == 1 and column.code is not None) or None


def _ranked(question: Question, cells: Mapping[int, Cell]) -> tuple[int, ...] | None:
    """Return the codes in the order of their ranks; AnswerError where two have one rank, or a rank is left out."""
    by_rank = {rank: code for code, rank in cells.items() if isinstance(rank, int)}
    if len(by_rank) < sum(rank is not None for rank in cells.values()):
        raise AnswerError("error_invalid_option")
    found = ranked(by_rank).value if by_rank else None
    return found if isinstance(found, tuple) else None
