"""The claims of the publication, each held against the statistic that it needs: a forest plot and a table of reasons."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from functools import partial

from analysis.output import alt
from analysis.output.document import Block, Drawing, Paragraph, Section, Tone
from analysis.output.forest import Judgement, Shape, forest
from analysis.output.language import Language
from analysis.output.table import Row, Table
from analysis.published.model import Findings
from analysis.published.results import Audit, ClaimVerdict, Judged
from analysis.published.statements import Change, Largest, MarginOfError, Share, SharesOfCounts, Unmeasured
from analysis.report.replication import labels, verdicts
from analysis.report.replication.numbers import NAMED
from analysis.report.replication.words import as_printed, claim_reading, claim_reason, sentence_case, shortest_percent


def chapter(audit: Audit, language: Language) -> Section:
    """Return the claims that are about a share as a forest plot, and all of them as a table."""
    blocks: list[Block] = [Paragraph(language.text("claims_intro"))]
    if not _in_full(audit):
        blocks.append(Paragraph(language.text("claims_condition"), Tone.NOTE))
    if any(judged.census for judged in audit.claims):
        blocks.append(Paragraph(language.text("claims_full"), Tone.NOTE))
    drawn = [_tested(judged, audit.findings, language) for judged in audit.claims if judged.threshold is not None]
    tested = [one for one in drawn if one is not None]
    if tested:
        words = alt.forest_plot(tested, language)
        draw = partial(forest, tested, language, name="claims-forest", alt=words)
        note = language.text("forest_note_full" if _in_full(audit) else "forest_note")
        blocks.append(Drawing(language.text("forest_caption"), draw, words, _estimates(audit, language), note=note))
    blocks.append(_table(audit, language))
    return Section("claims", language.text("claims_title"), tuple(blocks))


def tally(audit: Audit, language: Language) -> str:
    """Return how many claims have which verdict."""
    order = [*ClaimVerdict]
    said = Counter(word_of(judged, language) for judged in sorted(audit.claims, key=lambda judged: order.index(judged.verdict)))
    return "; ".join(f"{word}: {language.count(times)}" for word, times in said.items())


def _in_full(audit: Audit) -> bool:
    """Return whether every claim is about a full count, so that none is tested."""
    return all(judged.census for judged in audit.claims)


def subject(judged: Judged, findings: Findings, language: Language) -> str:
    """Return which answers a claim is about, in the report's language; empty where it is about none alone."""
    said = judged.claim.statement
    if isinstance(said, Largest):
        return labels.of_answer(said.of, findings, language)
    if not isinstance(said, Share):
        return ""
    about = next((margin.id for margin in findings.margins if margin.of == said.of), None)
    named = " + ".join(labels.of_answer(name, findings, language) for name in ((about,) if about else said.of))
    return f"{named} ({language.text('among_opinions')})" if said.among else named


def _tested(judged: Judged, findings: Findings, language: Language) -> Judgement | None:
    if judged.estimate is None or judged.threshold is None:
        return None
    return Judgement(
        label=subject(judged, findings, language),
        share=judged.estimate,
        number=language.percent(judged.estimate),
        low=math.nan if judged.low is None else judged.low,
        high=math.nan if judged.high is None else judged.high,
        line=float(judged.threshold),
        verdict=f"{judged.claim.id}: {word_of(judged, language)}",
        shape=Shape(judged.verdict.value),
    )


def _estimates(audit: Audit, language: Language) -> Table:
    """Return the numbers of the forest plot."""
    rows = tuple(
        Row(
            f"{judged.claim.id}. {subject(judged, audit.findings, language)}",
            (
                language.percent(judged.estimate),
                language.interval(judged.low, judged.high),
                shortest_percent(judged.threshold, language),
                language.p_value(judged.p),
                language.p_value(judged.p_adjusted),
            ),
        )
        for judged in audit.claims
        if judged.threshold is not None and judged.estimate is not None
    )
    columns = (
        language.text("claim"), language.text("percent"), language.text("interval_95"), language.text("needed_percent"),
        language.text("p_value"), language.text("adjusted_p"),
    )  # fmt: skip
    table = Table(language.text("claims_title"), columns, rows, (language.text("claims_exact_note"),))
    if not _in_full(audit):
        return table
    shown = table.without(*(language.text(key) for key in ("interval_95", "p_value", "adjusted_p")))
    return replace(shown, notes=(language.text("census_note"),))


def _table(audit: Audit, language: Language) -> Table:
    rows = tuple(
        Row(_said(judged, language), (_conclusion(judged, language), _p(judged, language), language.p_value(judged.p_adjusted)))
        for judged in audit.claims
    )
    columns = (
        language.text("claim"), language.text("verdict_and_reason"), language.text("p_value"), language.text("adjusted_p"),
    )  # fmt: skip
    table = Table(language.text("claims_table"), columns, rows, worded=frozenset({1}), told=1)
    return table.without(language.text("p_value"), language.text("adjusted_p")) if _in_full(audit) else table


def _said(judged: Judged, language: Language) -> str:
    claim = judged.claim
    quote = f"{claim.id}. {language.quoted(claim.quote)}"
    return f"{quote} ({labels.words(claim.place, language)})"


def _conclusion(judged: Judged, language: Language) -> str:
    """Return the verdict, the reason for it, and how the words were read."""
    verdict = sentence_case(_verdict(judged, language))
    said = (f"{verdict}.", claim_reason(judged, language), claim_reading(judged, language), _slips(judged, language))
    return " ".join(words for words in said if words)


def _slips(judged: Judged, language: Language) -> str:
    """Return of how many wrong digits of the number that a claim repeats this audit would say so; empty where it has none."""
    if not judged.wrong:
        return ""
    whole, passed = len(judged.wrong), judged.unnoticed
    noticed = language.text("part_of", part=language.count(whole - len(passed)), whole=language.count(whole))
    words = language.text("claim_slips", noticed=noticed)
    if not 0 < len(passed) <= NAMED:
        return words
    named = ", ".join(as_printed(each, language) for each in passed)
    return f"{words} {language.text('slips_unnoticed', numbers=named)}"


def _verdict(judged: Judged, language: Language) -> str:
    word = word_of(judged, language)
    return f"{word} ({verdicts.finding(judged.finding, language)})" if judged.finding else word


def word_of(judged: Judged, language: Language) -> str:
    """Return the verdict of a claim; one that holds by arithmetic, or that was judged by its words, is about no sample."""
    if judged.verdict is ClaimVerdict.FALSE and isinstance(judged.claim.statement, Unmeasured):
        return language.text("verdict_false_read")
    if judged.verdict is not ClaimVerdict.SAMPLE_ONLY:
        return verdicts.verdict(judged.verdict, language)
    if isinstance(judged.claim.statement, MarginOfError | SharesOfCounts | Change):
        return language.text("verdict_agrees")
    return language.text("verdict_true_of_all") if judged.census else verdicts.verdict(judged.verdict, language)


def _p(judged: Judged, language: Language) -> str:
    if judged.p_range is None:
        return language.p_value(judged.p)
    low, high = (language.p_value(end) for end in judged.p_range)
    return low if low == high else f"{low}–{high}"
