"""Claims of something that no number of the publication can show."""

from __future__ import annotations

import re
from fractions import Fraction

from analysis.published.judges.evidence import Evidence, statement
from analysis.published.model import Claim
from analysis.published.results import ClaimVerdict, Judged, Reason, Told
from analysis.published.statements import Unmeasured


def unmeasured(claim: Claim, evidence: Evidence) -> Judged:
    """Return the verdict and the reason that the findings file gives, with the numbers that stand in it."""
    said = statement(claim, Unmeasured)
    told: dict[str, Told] = {"sentence": said.reason}
    for _, words in said.reason:
        for name, what in re.findall(r"\{([^{}:]*):(count|base|rest|percent)\}", words):
            told[f"{name}:{what}"] = _number(name, what, evidence)
    reason = Reason("claim_reason", told)
    return Judged(claim, "", ClaimVerdict(said.verdict), (reason,), finding="not-measured")


def _number(name: str, what: str, evidence: Evidence) -> Told:
    """Return what stands in the place of {answer:count} and its like; "?" where it is not known."""
    one, answer = evidence.of(name)
    count = one.count(name)
    if what == "percent":
        return (answer.printed or "?") if count is None or one.base is None else Fraction(count, one.base)
    known = {"count": count, "base": one.base, "rest": None if count is None or one.base is None else one.base - count}[what]
    return "?" if known is None else known
