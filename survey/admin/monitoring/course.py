"""How interviews went: the pages they reached, where they stopped, how long a page took. Pure; nothing here is an answer.

A page that not everybody is asked in every version is left out, for who was asked it has told something about themselves; those
who stopped at one are counted at the last page before it. Pages that depend on arms alone tell nothing (`arms`): they are counted
among those who were given these arms, apart from the pages of everybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from instruments.model import Instrument, Kind
from instruments.order import arranged
from instruments.responses import Status
from survey.admin.monitoring.arms import Cohort, Spread, cohorts, given, spreads
from survey.admin.monitoring.links import routing_of
from survey.admin.monitoring.suppression import SMALL, Look, look
from survey.store.monitoring import Progress

NOTHING = "nothing"
"""Where somebody stopped who had sent no page that is counted."""


@dataclass(frozen=True)
class Course:
    """How the interviews of a study went.

    n          interviews that were begun
    complete   how many of them are complete
    reached    how many of them sent each page that everybody is asked, by question, in the order of the questionnaire
    stopped    where the others were left, by the last question sent that is in `reached` or in `cohorts`: those that are over,
               and those that may still go on. Those that were ended early are among them: how many stopped where, less those,
               would tell what few answered
    seconds    the median time that a page was open; only where it is known of 5 interviews or more
    languages  how many were held in each language
    modes      how many were held in each mode
    arms       by experiment how many were given each arm, and how many of them are complete
    spreads    likewise what is said of arms whose numbers are not told
    cohorts    how far those came who are asked questions by their arms alone
    """

    n: int
    complete: int
    reached: Mapping[str, int]
    stopped: Mapping[str, tuple[int, int]]
    seconds: Mapping[str, float]
    languages: Look
    modes: Mapping[str, int]
    arms: Mapping[str, Mapping[str, tuple[int, int]]]
    spreads: Mapping[str, Mapping[str, Spread]] = field(default_factory=dict)
    cohorts: tuple[Cohort, ...] = ()


def course(
    newest: Instrument, of_hash: Callable[[str], Instrument], interviews: Sequence[Progress], before: Course | None = None
) -> Course:
    """Return how the interviews went.

    newest   the questionnaire whose pages are listed
    of_hash  gives the questionnaire that an interview was begun with
    before   how they had gone when that was shown last
    """
    versions = (newest, *map(of_hash, sorted({each.instrument_hash for each in interviews})))
    asked = [question.id for question in newest.questions if question.kind is not Kind.CONSENT]
    common = [name for name in asked if not any(name in one.by_id and routing_of(one, name) for one in versions)]
    of_arms = cohorts(asked, newest, versions, interviews)
    counted = {*common, *(name for each in of_arms for name in each.reached)}
    shown = [name for name in asked if name in counted]
    sent = Counter(page for each in interviews for page in each.pages)
    times: dict[str, list[int]] = {}
    for each in interviews:
        for page, seconds in each.pages.items():
            if seconds is not None:
                times.setdefault(page, []).append(seconds)
    languages = Counter(each.language for each in interviews)
    # A language that is offered no more stays: without it, the others would leave its number over.
    offered = dict.fromkeys((*newest.languages, *(before.languages.counts if before else ()), *sorted(languages)))
    return Course(
        n=len(interviews),
        complete=sum(each.status is Status.COMPLETE for each in interviews),
        reached={page: sent[page] for page in common},
        stopped=_stopped(shown, of_hash, [each for each in interviews if each.status is not Status.COMPLETE]),
        seconds={page: float(median(known)) for page, known in times.items() if page in shown and len(known) >= SMALL},
        languages=look({code: languages[code] for code in offered}, before.languages if before else None),
        modes=dict(sorted(Counter(each.mode for each in interviews).items())),
        arms=given(newest, versions, interviews),
        spreads=spreads(newest, versions, interviews),
        cohorts=of_arms,
    )


def _stopped(
    shown: Sequence[str], of_hash: Callable[[str], Instrument], incomplete: Sequence[Progress]
) -> Mapping[str, tuple[int, int]]:
    counts: Counter[tuple[str, bool]] = Counter()
    for each in incomplete:
        sent = each.pages.keys() & set(shown)
        counts[_last(arranged(of_hash(each.instrument_hash), each.seed), sent), each.is_open] += 1
    places = (NOTHING, *shown)
    return {place: (counts[place, False], counts[place, True]) for place in places if counts[place, False] + counts[place, True]}


def _last(instrument: Instrument, pages: Collection[str]) -> str:
    """Return the last of the pages, in the order in which a respondent was asked."""
    return next((question.id for question in reversed(instrument.questions) if question.id in pages), NOTHING)
