"""The closed set of statements that a claim can make: what has to be counted to judge it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from instruments.model import Text


@dataclass(frozen=True)
class Share:
    """These answers are more (or fewer) than a part of a base.

    of     answers of one question, counted together
    among  answers of it that make up the base; empty = all who answered the question
    than   the part: 1/2 for "a majority"
    above  whether they are said to be more than that, or fewer
    """

    of: tuple[str, ...]
    among: tuple[str, ...]
    than: Fraction
    above: bool


@dataclass(frozen=True)
class Largest:
    """This answer was given more often than any other."""

    of: str


@dataclass(frozen=True)
class Paired:
    """More of the same respondents gave one answer than another, of two questions or of one with several answers."""

    more: str
    less: str


@dataclass(frozen=True)
class Quoted:
    """These answers are this number: a figure that is repeated elsewhere, or a sum."""

    of: tuple[str, ...]
    printed: str


@dataclass(frozen=True)
class Change:
    """A figure rose or fell, by so much.

    stated     with its sign; None where only the direction is claimed
    direction  up | down; empty where the sign of the stated number says it
    unit       of the stated number: points | percent | times
    about      how far it may be off
    past       figures between the two, which should lie between them
    """

    start: str
    end: str
    stated: str | None
    direction: str
    unit: str
    about: Fraction
    past: tuple[str, ...]


@dataclass(frozen=True)
class Switched:
    """So many respondents changed their answer, between two samples of different people."""

    start: str
    end: str


@dataclass(frozen=True)
class MarginOfError:
    """The largest error of a share in a simple random sample of n, in percentage points."""

    stated: str
    n: int
    level: Fraction


@dataclass(frozen=True)
class SharesOfCounts:
    """The printed percents are the shares of the counts printed beside them."""

    of: tuple[str, ...]


@dataclass(frozen=True)
class Unmeasured:
    """Something that no number of the publication can show.

    verdict  not-supported | not-verifiable | false-in-sample
    reason   why; `{item:count}`, `{item:base}`, `{item:rest}` and `{item:percent}` stand for its numbers
    """

    verdict: str
    reason: Text


Statement = Share | Largest | Paired | Quoted | Change | Switched | MarginOfError | SharesOfCounts | Unmeasured


def answers_of(statement: Statement) -> tuple[str, ...]:
    """Return the answers that a statement is about; none of one that is about no number."""
    match statement:
        case Share(of, among):
            return (*of, *among)
        case Largest(of):
            return (of,)
        case Paired(more, less):
            return (more, less)
        case Quoted(of) | SharesOfCounts(of):
            return of
        case Change(start, end, past=past):
            return (start, end, *past)
        case Switched(start, end):
            return (start, end)
        case MarginOfError() | Unmeasured():
            return ()
