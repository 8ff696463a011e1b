"""Where the publication contradicts itself: each with its name, its quotes and a sentence made from the numbers."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.output.document import Block, Paragraph, Points, Quote, Section, Tone
from analysis.output.language import Language
from analysis.published.model import Findings
from analysis.published.results import Audit, Listed
from analysis.report.replication import labels, verdicts
from analysis.report.replication.words import conflict_sentences
from analysis.report.scope import shortened
from instruments.model import Text


def chapter(audit: Audit, language: Language) -> Section:
    """Return every contradiction, those that readers named in their order, then those that only the numbers show."""
    blocks: list[Block] = [Paragraph(language.text("contradictions_intro" if audit.contradictions else "contradictions_none"))]
    if audit.unconfirmed:
        blocks.append(Paragraph(language.text("contradictions_unconfirmed"), Tone.WARNING))
        blocks.append(Points(tuple(f"{one.id}. {verdicts.kind(one.kind, language)}" for one in audit.unconfirmed)))
    sections = tuple(_section(one, audit.findings, language) for one in audit.contradictions)
    return Section("contradictions", language.text("contradictions_title"), tuple(blocks), sections)


def sentence(one: Listed, language: Language) -> str:
    """Return what contradicts what."""
    said = conflict_sentences(one.conflicts, language)
    if one.named is None or one.named.sentence is None:
        return said
    return f"{labels.words(one.named.sentence, language).rstrip('.')}. {said}".strip()


def title(one: Listed, findings: Findings, language: Language) -> str:
    """Return the name of a contradiction and its kind; of one that nobody named its kind and what it is about."""
    kind = verdicts.kind(one.kind, language)
    if one.named is not None:
        return f"{one.id}. {kind}"
    about = _about(one, findings, language)
    return f"{kind}: {about}" if about else kind


def quotes(one: Listed, findings: Findings) -> tuple[tuple[str, Text | None], ...]:
    """Return the passages that do not go together, each with the figure it stands in, where it is known."""
    if one.named is not None and one.named.quotes:
        return tuple((quote, None) for quote in one.named.quotes)
    found: dict[str, Text | None] = {}
    for item in one.items:
        for quote, figure in _quotes(item, findings):
            found.setdefault(quote, figure)
    return tuple((quote, figure) for quote, figure in found.items() if quote)


def _about(one: Listed, findings: Findings, language: Language) -> str:
    """Return the questions of a contradiction, or its claim; empty where it is about the publication as a whole."""
    names = dict.fromkeys(conflict.about for conflict in one.conflicts)
    asked = {question.id: question.text for question in findings.questions}
    claims = {claim.id for claim in findings.claims}
    found = [shortened(labels.words(asked[name], language)) if name in asked else name for name in names]
    return "; ".join(words for name, words in zip(names, found, strict=True) if name in asked or name in claims)


def _quotes(item: str, findings: Findings) -> Iterator[tuple[str, Text | None]]:
    yield from ((claim.quote, claim.place) for claim in findings.claims if claim.id == item)
    for question, answer in findings.answers():
        if answer.id == item:
            yield answer.quote, question.place_of(answer)
    for question in findings.questions:
        yield from ((given.quote, question.figure) for given in question.statistics if given.id == item)


def _section(one: Listed, findings: Findings, language: Language) -> Section:
    blocks: list[Block] = [Paragraph(sentence(one, language))]
    for quote, figure in quotes(one, findings):
        blocks.append(Quote(quote, findings.written_in, labels.printed_in(figure, language)))
    return Section(f"contradiction-{_address(one.id)}", title(one, findings, language), tuple(blocks), listed=False)


def _address(name: str) -> str:
    return name.lower().replace(":", "-")
