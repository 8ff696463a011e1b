"""An audit as one JSON document: what the command line's contract names, then whatever else a program may want."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from analysis.output.language import Language
from analysis.published.results import Audit, Bounded, Judged, Kind, Listed, Number, Reason, ScaleAnswers, Undecided
from analysis.report.replication import bounds, contradictions, labels, verdicts
from analysis.report.replication.words import claim_reading, claim_reason, sentences

Json = dict[str, Any]


def document(audit: Audit, language: Language) -> Json:
    """Return the audit; shares are proportions in [0, 1], unrounded, and what is not known is null."""
    findings = audit.findings
    return {
        "study": findings.id,
        "figures": _figures(audit, language),
        "contradictions": [_contradiction(one, audit, language) for one in audit.contradictions],
        "claims": [_claim(one, language) for one in audit.claims],
        "bounds": [_bound(one, audit, language) for one in audit.bounds],
        "verdict": list(audit.verdict),
        "verdict_words": [verdicts.of_publication(code, language) for code in audit.verdict],
        "unconfirmed": [one.id for one in audit.unconfirmed],
        "undecided": [_undecided(one) for one in audit.undecided],
        "scales": [_scale(one) for one in audit.scales],
        "power": [
            {
                "question": one.question,
                "base": one.base,
                "density": one.density,
                "bases_fitting": list(one.bases_fitting),
                "window": [one.low, one.high],
            }
            for one in audit.power
        ],
        "mean_intervals": [
            {"question": one.question, "base": one.base, "narrow": list(one.narrow), "wide": list(one.wide)}
            for one in audit.mean_intervals
        ],
        "title": findings.title[language.code],
        "source": findings.source,
        "source_hash": findings.source_hash,
        "language": language.code,
        "weighting": findings.weighting.value,
        "rounding": findings.rounding,
        "window": list(findings.window),
        "census": findings.census,
    }


def _figures(audit: Audit, language: Language) -> list[Json]:
    """Return the numbers by figure, the figures in the order in which they first stand."""
    items: dict[str, list[Json]] = {}
    for number in audit.numbers:
        items.setdefault(labels.words(number.figure, language), []).append(_number(number, language))
    return [{"figure": figure, "items": found} for figure, found in items.items()]


def _number(number: Number, language: Language) -> Json:
    return {
        "id": number.id,
        "quote": number.quote,
        "reported": number.reported,
        "count": number.count,
        "base": number.base,
        "exact": number.exact,
        "low": number.low,
        "high": number.high,
        "verdict": number.verdict.value,
        "note": sentences(number.reasons, language),
        "kind": number.kind.value,
        "question": number.question,
        "label": labels.of_number(number, language) if number.kind is not Kind.SAMPLE else None,
        "reasons": _keys(number.reasons),
        "wrong_digits": len(number.wrong),
        "unnoticed": list(number.unnoticed),
        "census": number.census,
    }


def _contradiction(one: Listed, audit: Audit, language: Language) -> Json:
    return {
        "id": one.id,
        "items": list(one.items),
        "kind": one.kind,
        "sentence": contradictions.sentence(one, language),
        "quotes": [quote for quote, _ in contradictions.quotes(one, audit.findings)],
        "named": one.named is not None,
        "conflicts": [
            {"kind": conflict.kind, "about": conflict.about, "items": list(conflict.items)} for conflict in one.conflicts
        ],
    }


def _claim(judged: Judged, language: Language) -> Json:
    return {
        "id": judged.claim.id,
        "quote": judged.claim.quote,
        "statistic": judged.statistic,
        "estimate": judged.estimate,
        "low": judged.low,
        "high": judged.high,
        "p": judged.p,
        "p_adjusted": judged.p_adjusted,
        "family": judged.claim.family,
        "verdict": judged.verdict.value,
        "reason": claim_reason(judged, language),
        "reading": claim_reading(judged, language),
        "finding": judged.finding,
        "place": labels.words(judged.claim.place, language),
        "p_range": None if judged.p_range is None else list(judged.p_range),
        "threshold": None if judged.threshold is None else str(judged.threshold),
        "reasons": _keys(judged.reasons),
        "wrong_digits": len(judged.wrong),
        "unnoticed": list(judged.unnoticed),
        "census": judged.census,
    }


def _bound(one: Bounded, audit: Audit, language: Language) -> Json:
    return {
        "id": one.id,
        "of": list(one.of),
        "low": one.low,
        "high": one.high,
        "base": one.base,
        "kind": one.kind,
        "counts": None if one.counts is None else [one.counts.low, one.counts.high],
        "label": bounds.of(one, audit.findings, language),
        "notable": one.notable,
    }


def _undecided(one: Undecided) -> Json:
    return {
        "question": one.question,
        "yes": one.yes,
        "no": one.no,
        "yes_count": one.yes_count,
        "no_count": one.no_count,
        "undecided": one.undecided,
        "base": one.base,
        "tipping": one.tipping,
        "benchmark": float(one.benchmark),
        "untold": one.untold,
    }


def _scale(one: ScaleAnswers) -> Json:
    """Return the patterns of a scale; of the mean the narrowest and the widest interval, for which it has is not known."""
    splits = one.splits
    return {
        "question": one.question,
        "base": one.base,
        "total": one.total,
        "median": one.median or None,
        "patterns": splits.count,
        "unplaced": splits.unplaced,
        "sd_range": _ends(splits.sd_range),
        "mean_interval_range": None
        if splits.mean_interval_range is None or one.census
        else [list(ends) for ends in splits.mean_interval_range],
        "splits": [
            {
                "bins": [{"from": part.first, "to": part.last, "people": part.people} for part in split.bins],
                "patterns": split.count,
                "sd_range": _ends(split.sd_range),
            }
            for split in splits.every
        ],
    }


def _ends(ends: tuple[float, float] | None) -> list[float] | None:
    return None if ends is None else list(ends)


def _keys(reasons: Iterable[Reason]) -> list[str]:
    return [reason.key for reason in reasons]
