"""A reason of the audit → a sentence in one language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor, log10

from babel.numbers import get_decimal_symbol

from analysis.output.language import EMPTY, Language
from analysis.published.results import Conflict, Judged, Reason, Told
from analysis.report.scope import shortened
from instruments.model import Text

KEYS: Mapping[str, str] = {
    "number_only_count": "", "number_smaller_base": "", "number_accident": "", "number_no_count": "", "number_fitting_bases": "",
    "number_no_base": "", "number_several_counts": "", "number_no_base_stated": "", "number_weighted": "",
    "number_not_printed": "", "number_rest": "", "number_rest_unplaced": "", "number_beside": "", "number_beside_wrong": "",
    "sample_confirmed": "", "sample_some": "", "sample_contradicted": "", "sample_fits_nothing": "", "sample_no_power": "",
    "sample_sum": "", "mean_only_total": "", "mean_several_totals": "", "mean_impossible": "", "mean_bases": "",
    "median_possible": "", "median_impossible": "", "median_alone": "", "sd_possible": "", "sd_impossible": "", "sd_alone": "",
    "conflict_sum": "missing", "conflict_sum_over": "", "conflict_vector": "", "conflict_base": "missing", "conflict_number": "",
    "conflict_forced": "", "conflict_beside": "", "conflict_counts_from_percents": "", "conflict_identical_rows": "",
    "conflict_all_hundred": "",
    "conflict_mixture": "", "conflict_group_sizes": "", "conflict_mean": "", "conflict_sd": "", "conflict_distribution": "",
    "conflict_mean_of_bins": "", "conflict_majority": "", "conflict_majority_range": "", "conflict_majority_printed": "",
    "conflict_mixed_bases": "", "conflict_filter": "others",
    "claim_share": "", "claim_share_below": "", "claim_share_range": "", "claim_share_range_below": "",
    "claim_share_printed": "", "claim_share_printed_below": "", "claim_plurality": "", "claim_maybe_not_largest": "unplaced",
    "claim_supported": "tests", "claim_sample_only": "tests", "claim_false": "", "claim_untested": "",
    "claim_left_out": "out", "claim_unreported": "", "claim_unreported_below": "", "claim_no_count": "", "claim_largest": "",
    "claim_paired": "", "claim_paired_never": "", "claim_paired_always": "", "claim_paired_depends": "",
    "claim_quoted": "", "claim_quoted_zero": "", "claim_quoted_printed": "", "claim_quoted_false": "", "claim_imprecise": "",
    "claim_change": "", "claim_change_points": "", "claim_points_not_percent": "", "claim_change_false": "",
    "claim_change_about": "", "claim_change_times": "", "claim_change_hides": "", "claim_switched": "", "claim_margin": "",
    "claim_margin_needed": "", "claim_shares_of_counts": "", "claim_shares_of_counts_false": "", "claim_made_from_percents": "",
    "claim_reason": "", "claim_reading": "", "number_smaller_base_list": "", "number_rest_untold": "", "sample_disputed": "",
    "sd_possible_all": "", "median_impossible_sd": "", "conflict_sd_splits": "", "conflict_median_sd": "",
    "claim_number_conflicts": "", "claim_supported_range": "tests",
    "claim_sample_only_range": "tests", "claim_left_out_untold": "out", "claim_margin_other_n": "",
    "claim_full": "", "claim_share_full": "", "claim_share_full_below": "", "claim_quoted_full": "",
    "claim_quoted_full_zero": "", "claim_margin_full": "", "sd_unchecked": "", "sd_too_many": "",
    "conflict_sd_gap": "", "claim_largest_range": "", "claim_largest_of_printed": "", "claim_left_out_answered": "out",
    "claim_left_out_others": "out", "claim_left_out_unknown": "out", "claim_paired_adjusted": "tests",
    "claim_paired_alone": "tests", "claim_sum_over": "", "conflict_no_part": "", "conflict_over_base": "",
    "number_no_part": "", "number_over_base": "", "number_smaller_base_joint": "", "sample_no_part": "",
}  # fmt: skip
"""Every message that a reason can be, and the number that governs its plural form; empty where none does."""

CONDITIONED = frozenset(
    {
        "claim_supported",
        "claim_sample_only",
        "claim_paired_never",
        "claim_paired_always",
        "claim_paired_depends",
        "claim_paired_alone",
        "claim_quoted_zero",
        "claim_margin",
        "claim_supported_range",
        "claim_sample_only_range",
    }
)
"""Messages that say "if these were a random sample" themselves."""

_INFERRED = frozenset(
    {
        "claim_share",
        "claim_share_below",
        "claim_share_range",
        "claim_share_range_below",
        "claim_quoted",
        "claim_largest",
        "claim_largest_range",
    }
)
"""Messages about a share: after the first of them the condition of its interval is said, where nothing else says it."""

MINUS = "\N{MINUS SIGN}"
SMALL = 0.001
"""Chances below this are printed as one in so many."""

RARE = 1e12
"""Chances below one in so many are not told apart."""

_THRESHOLDS = frozenset({"than", "level"})
_PLACEHOLDER = re.compile(r"\{([^{}:]*:[a-z]+)\}")


def sentence(reason: Reason, language: Language) -> str:
    """Return a reason as a sentence.

    >>> sentence(Reason("number_only_count", {"count": 24, "base": 57}), Language("en", 1))
    'Only 24 of 57 is printed so.'
    """
    told = dict(reason.told)
    if reason.key == "claim_reason":
        return _own_words(told, language)
    key = "claim_change_points" if reason.key == "claim_change" and "percent" not in told else reason.key
    governing = KEYS[key]
    if key == "conflict_sum":
        told["missing"] = _whole(told["base"]) - _whole(told["sum"])
    words = {name: _told(name, value, language) for name, value in told.items()}
    for of in ("", "second_"):
        if f"{of}low" in told and f"{of}high" in told:
            words[f"{of}range"] = _range(words[f"{of}low"], words[f"{of}high"], language)
    words |= {name: _JOINED[key](told[name], language) for name in ("counts", "labels") if name in told and key in _JOINED}
    return language.plural(key, _whole(told[governing]), **words) if governing else language.text(key, **words)


def sentences(reasons: Iterable[Reason], language: Language) -> str:
    """Return reasons as sentences, one after another."""
    return " ".join(sentence(reason, language) for reason in reasons)


def claim_reason(judged: Judged, language: Language) -> str:
    """Return why a claim has its verdict, with the condition on which an interval or a p-value holds."""
    keys = {reason.key for reason in judged.reasons}
    conditional = judged.low is not None and not keys & CONDITIONED
    parts = [(reason.key, sentence(reason, language)) for reason in judged.reasons if reason.key != "claim_reading"]
    said = [words for _, words in parts]
    if conditional:
        place = next((place for place, (key, _) in enumerate(parts) if key in _INFERRED), len(said) - 1)
        said.insert(place + 1, language.text("claim_condition"))
    return " ".join(said)


def claim_reading(judged: Judged, language: Language) -> str:
    """Return how the words of a claim are read; empty where they can be read in one way only."""
    return sentences((reason for reason in judged.reasons if reason.key == "claim_reading"), language)


def conflict_sentences(conflicts: Iterable[Conflict], language: Language) -> str:
    """Return what the numbers show of a contradiction; what they show of several questions alike, once."""
    return " ".join(dict.fromkeys(sentence(conflict.reason, language) for conflict in conflicts))


def as_printed(printed: str, language: Language) -> str:
    """Return a number with all the digits that were printed, and this language's decimal sign.

    >>> as_printed("7.088", Language("kk")), as_printed("1/3", Language("kk"))
    ('7,088', '1/3')
    """
    return re.sub(r"(?<=\d)[.,](?=\d)", get_decimal_symbol(language.code), printed.strip())


def sentence_case(words: str) -> str:
    """Return words with a capital letter at their beginning."""
    return words[:1].upper() + words[1:]


def shortest_percent(share: Fraction, language: Language) -> str:
    """Return a threshold in percent with no more decimals than it needs: 50, 33.3."""
    return language.number(float(share * 100), 0 if (share * 100).denominator == 1 else 1)


def _told(name: str, value: Told, language: Language) -> str:
    """Return a value by its type; see `Reason`."""
    if isinstance(value, tuple):
        return ", ".join(_told(name, item, language) for item in value) or EMPTY
    if isinstance(value, Text):
        return value[language.code]
    if isinstance(value, Fraction):
        return shortest_percent(value, language) if name in _THRESHOLDS else language.percent(float(value))
    if isinstance(value, float):
        return chance(value, language) if name == "chance" else language.p_value(value)
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        decimals = max(-exponent, 0) if isinstance(exponent, int) else 0
        return language.number(float(value), decimals).replace("-", MINUS)
    return language.count(value) if isinstance(value, int) else as_printed(value, language)


def chance(share: float, language: Language) -> str:
    """Return a probability; a small one as one in so many, to one digit.

    >>> chance(0.0316, Language("en")), chance(1.1e-8, Language("en")), chance(0.0, Language("en"))
    ('0.032', '1 in 90,000,000', '<1 in 1,000,000,000,000')
    """
    if share >= SMALL:
        return language.number(share, 3)
    often = min(1 / share, RARE) if share > 0 else RARE
    words = language.text("chance_one_in", n=language.count(round(often, -floor(log10(often)))))
    return f"<{words}" if often == RARE else words


def _whole(value: Told) -> int:
    if not isinstance(value, int):
        raise TypeError(f"the number that governs a sentence is a count, got {value!r}")
    return value


def _own_words(told: Mapping[str, Told], language: Language) -> str:
    """Return the reason that the findings file gives, with its numbers filled in."""
    words = told["sentence"]
    if not isinstance(words, Text):
        raise TypeError(f"a reason of the findings file is a text, got {words!r}")
    filled = _PLACEHOLDER.sub(lambda found: _told("", told[found.group(1)], language), words[language.code])
    return language.text("claim_reason", sentence=filled.rstrip("."))


def _range(low: str, high: str, language: Language) -> str:
    """Return the ends of a range as they are printed; one where both are printed alike."""
    return low if low == high else language.text("p_between", low=low, high=high)


def _summed(value: Told, language: Language) -> str:
    return " + ".join(_told("", item, language) for item in value) if isinstance(value, tuple) else _told("", value, language)


def _quoted(value: Told, language: Language) -> str:
    items = value if isinstance(value, tuple) else (value,)
    return ", ".join(language.quoted(shortened(_told("", item, language))) for item in items)


_JOINED: Mapping[str, Callable[[Told, Language], str]] = {
    "conflict_sum": _summed,
    "conflict_sum_over": _summed,
    "conflict_mixed_bases": _quoted,
    "conflict_identical_rows": _quoted,
}
"""Lists that are not joined by commas alone."""
