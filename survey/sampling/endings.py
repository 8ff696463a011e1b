"""What ends an interview before its last page: a reason to screen out, or a quota that is full."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from instruments.answers import Answer
from instruments.model import Condition, Instrument, Quota, ScreenOut
from instruments.route import holds, questions_in
from survey.interview import Interview


@dataclass(frozen=True)
class SentPage:
    """A page that was just sent and stored.

    before, after  the interview without and with it
    sent           ids of the questions on it
    held           ids of the quotas whose cell the respondent stood in before: whoever stays in a cell does not enter it

    A condition is decided by a page that holds one of its questions, or that leads past the last of them. Any other page
    decides nothing: neither does it screen out by a choice that stands on a page not sent yet, nor does it turn anybody
    away because a cell has filled up meanwhile.
    """

    before: Interview
    after: Interview
    sent: Collection[str]
    held: Collection[str]

    @property
    def screens(self) -> bool:
        """Whether the page gives a reason to end the interview."""
        return any(self._decides(reason.condition) for reason in self.after.instrument.screen_out)

    @property
    def entered(self) -> tuple[Quota, ...]:
        """The quotas whose cell the page puts the respondent in."""
        every = self.after.instrument.quotas
        return tuple(quota for quota in every if quota.id not in self.held and self._decides(quota.condition))

    def _decides(self, condition: Condition) -> bool:
        is_about = not _named(condition).isdisjoint(self.sent) or not _is_known(condition, self.before)
        return is_about and _is_met(condition, self.after)


def screened(interview: Interview) -> ScreenOut | None:
    """Return the first reason to end the interview that holds, all the answers it asks about being given."""
    return next((reason for reason in interview.instrument.screen_out if _is_met(reason.condition, interview)), None)


def cells_of(interview: Interview) -> tuple[str, ...]:
    """Return the ids of the quotas whose cell a respondent stands in, all the answers they ask about being given."""
    return tuple(quota.id for quota in interview.instrument.quotas if _is_met(quota.condition, interview))


def deciding(interview: Interview) -> frozenset[str]:
    """Return the first questions of the pages that a quota asks about."""
    named = {name for quota in interview.instrument.quotas for name in _named(quota.condition)}
    return frozenset(page[0].id for page in interview.pages if named & {part.id for each in page for part in each.parts})


def cells(quotas: Sequence[Quota], asked: Instrument, answers: Mapping[str, Answer], arms: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids of those quotas that a complete response belongs to; `asked` is the questionnaire it answers."""
    given = Interview(asked, answers, arms).in_force
    return tuple(quota.id for quota in quotas if holds(quota.condition, given, {}))


def _is_met(condition: Condition, interview: Interview) -> bool:
    return _is_known(condition, interview) and holds(condition, interview.in_force, {})


def _is_known(condition: Condition, interview: Interview) -> bool:
    return all(interview.is_settled(name) for name in _named(condition))


def _named(condition: Condition) -> set[str]:
    return {part.question for part in questions_in(condition)}
