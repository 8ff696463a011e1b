"""The words for verdicts, kinds of contradictions and findings: each of a closed set, each known by its code."""

from __future__ import annotations

from analysis.output.language import Language

KINDS = (
    "base", "number", "sum", "vector", "forced-to-100", "mean", "sd", "distribution", "mixture", "identical-rows",
    "counts-from-percents", "all-sum-to-100", "majority", "mixed-bases", "filter", "population", "method", "opinion-base",
    "history", "reference", "unreported",
)  # fmt: skip
"""Kinds of contradictions that have a name; a findings file may have others, which are called contradictions."""


def verdict(code: str, language: Language) -> str:
    """Return the verdict of a number or a claim, such as "false-in-sample"."""
    return language.text(f"verdict_{_key(code)}")


def kind(code: str, language: Language) -> str:
    """Return what kind of contradiction it is."""
    return language.text(f"kind_{_key(code if code in KINDS else 'other')}")


def finding(code: str, language: Language) -> str:
    """Return what is wrong with the words of a claim, such as "points-not-percent"."""
    return language.text(f"finding_{_key(code)}")


def of_publication(code: str, language: Language) -> str:
    """Return one of the verdicts of a publication as a whole."""
    return language.text(f"audit_{_key(code)}")


def _key(code: str) -> str:
    return code.replace("-", "_")
