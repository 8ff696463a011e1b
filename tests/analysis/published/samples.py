"""Small findings files, to be varied by the tests: one with a questionnaire, and a builder of those without."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.published.audit import audit
from analysis.published.conflicts import conflicts
from analysis.published.findings import load_text
from analysis.published.model import Findings
from analysis.published.recovery import Recovered, recovered
from analysis.published.results import Audit, Conflict, Judged, Number

SMALL = """\
id: small
instrument: astana-2023
source: "A paper."
written_in: en
sample: {printed: "10", quote: "Ten people."}
questions:
  - question: q2_improve
    figure: "1"
    quote: "Seven said yes."
    answers:
      - {category: 1, printed: "7", unit: count}
"""

COMPLETE = "complete: true"


def percents(*printed: str) -> list[str]:
    """Answers 0, 1, … with a percent each; an empty text is an answer without a number."""
    return [f'category: {place}, printed: "{number}"' if number else f"category: {place}" for place, number in enumerate(printed)]


def counts(*printed: int) -> list[str]:
    """Answers 0, 1, … with a count each."""
    return [f'category: {place}, printed: "{number}", unit: count' for place, number in enumerate(printed)]


def bins(*printed: tuple[int, int, int]) -> list[str]:
    """Bins of a scale: lowest value, highest value, count."""
    return [
        f'category: {place}, printed: "{count}", unit: count, values: [{low}, {high}]'
        for place, (low, high, count) in enumerate(printed)
    ]


def statistics(**printed: str) -> str:
    """The statistics of a question."""
    rows = "".join(f'\n      - {{statistic: {name}, printed: "{number}", quote: q}}' for name, number in printed.items())
    return f"statistics:{rows}"


def groups(*printed: list[str]) -> str:
    """The percents of groups g0, g1, …"""
    rows = "".join(
        f"\n      - {{group: g{place}, label: {{en: G{place}}}, printed: [{', '.join(repr(number) for number in row)}]}}"
        for place, row in enumerate(printed)
    )
    return f"groups:{rows}"


def question(name: str, answers: Iterable[str], *extra: str) -> str:
    """A question in no questionnaire, with extra keys."""
    rows = "".join(f"\n      - {{label: {{en: L}}, {answer}}}" for answer in answers)
    keys = "".join(f"\n    {key}" for key in extra)
    return f'  - question: {name}\n    figure: "1"\n    text: {{en: T}}{keys}\n    answers: {rows or "[]"}\n'


def paper(
    *questions: str, sample: int | None = 57, claims: Iterable[str] = (), margins: Iterable[str] = (), more: str = ""
) -> str:
    """A findings file in English: questions, claims c0, c1, … and margins."""
    head = "id: paper\ntitle: {en: Paper}\nlanguages: [en]\nsource: s\nwritten_in: en\n"
    if sample is not None:
        head += f'sample: {{printed: "{sample}", quote: q}}\n'
    said = "".join(f"  - {{id: c{place}, quote: q, place: p, {words}}}\n" for place, words in enumerate(claims))
    joined = "".join(f"  - {{label: {{en: M}}, {words}}}\n" for words in margins)
    return "".join(
        [
            head,
            f"{more}\n" if more else "",
            "questions:\n",
            *questions,
            f"margins:\n{joined}" if joined else "",
            f"claims:\n{said}" if said else "",
        ]
    )


def read(text: str) -> Findings:
    return load_text(text, "paper.yaml")


def audited(text: str) -> Audit:
    return audit(read(text))


def only(text: str) -> Recovered:
    """What is recovered of a paper's one question."""
    [one] = recovered(read(text))
    return one


def shown(text: str) -> list[Conflict]:
    """The conflicts among the numbers of a paper."""
    findings = read(text)
    return [conflict for one in recovered(findings) for conflict in conflicts(one, findings.rounding)]


def number(found: Audit, name: str) -> Number:
    return next(number for number in found.numbers if number.id == name)


def claim(found: Audit, name: str) -> Judged:
    return next(judged for judged in found.claims if judged.claim.id == name)
