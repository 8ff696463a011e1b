"""What can be wrong with an instrument, an answer or a study file.

InstrumentError
├── UnknownInstrumentError  a name that is neither a shipped questionnaire's nor a path
├── InstrumentFileError     a questionnaire file has problems; `.problems` lists all of them with their lines
├── StudyFileError          a study file has problems, listed the same way
├── AnswerError             one answer does not fit its question; `.key` names the message for the respondent
├── MessageError            a catalogue lacks a language or a message
└── UnknownQuestionError    a question id that the instrument does not have
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from instruments.counted import counted


class InstrumentError(Exception):
    """Base of every error that `instruments` raises."""


@dataclass(frozen=True, order=True)
class FileProblem:
    """One thing that is wrong in a YAML file: the line (counted from 1) and a sentence with the remedy."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence}"


class _ProblemListError(InstrumentError):
    def __init__(self, name: str, problems: Sequence[FileProblem]) -> None:
        self.name = name
        self.problems = tuple(sorted(problems))
        count = counted(len(self.problems), "problem")
        super().__init__("\n".join([f"{name}: {count}", *(f"  {problem}" for problem in self.problems)]))


class InstrumentFileError(_ProblemListError):
    """A questionnaire file that cannot be used."""


class StudyFileError(_ProblemListError):
    """A study file that cannot be used."""


class UnknownInstrumentError(InstrumentError):
    """A name that is neither a shipped questionnaire's nor the path of a file."""


class MessageError(InstrumentError):
    """A language without a catalogue, or a message that a catalogue lacks."""


class UnknownQuestionError(InstrumentError, KeyError):
    """A question id that the instrument does not have."""

    def __str__(self) -> str:
        return str(self.args[0])


class AnswerError(InstrumentError):
    """An answer that its question does not allow.

    `key` is a message of the form's catalogue (the same words stand beside the field and in the
    summary); `parameters` fill its placeholders, where a `label_of` parameter is a choice's code.
    """

    def __init__(self, key: str, parameters: Mapping[str, int | float | str] | None = None) -> None:
        self.key = key
        self.parameters: Mapping[str, int | float | str] = dict(parameters or {})
        super().__init__(f"{key} {self.parameters}" if self.parameters else key)
