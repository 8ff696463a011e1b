"""Claims about a full count: true or false by arithmetic, with no interval and no test, for nothing was left to chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from analysis.published.results import ClaimVerdict, Judged, Reason

_FULL: Mapping[str, str] = {
    "claim_share": "claim_share_full",
    "claim_share_below": "claim_share_full_below",
    "claim_quoted": "claim_quoted_full",
    "claim_quoted_zero": "claim_quoted_full_zero",
    "claim_margin": "claim_margin_full",
}
"""What is said instead of a sentence with an interval, or with the condition of one."""

_DROPPED = frozenset({"claim_imprecise", "claim_untested"})
_ENDS = frozenset({"low", "high"})


def counted_in_full(judged: Judged) -> Judged:
    """Return a claim about a full count without interval and test; one that would be tested, or cannot be, is said to be true."""
    reasons = [_reason(reason) for reason in judged.reasons if reason.key not in _DROPPED]
    untested = any(reason.key == "claim_untested" for reason in judged.reasons)
    if judged.verdict is ClaimVerdict.SAMPLE_ONLY and (untested or judged.p is not None or judged.p_range is not None):
        reasons.append(Reason("claim_full"))
    finding = "" if judged.finding == "imprecise" else judged.finding
    return replace(
        judged, reasons=tuple(reasons), low=None, high=None, p=None, p_range=None, finding=finding, census=True
    )  # fmt: skip


def _reason(reason: Reason) -> Reason:
    key = _FULL.get(reason.key)
    return reason if key is None else Reason(key, {name: value for name, value in reason.told.items() if name not in _ENDS})
