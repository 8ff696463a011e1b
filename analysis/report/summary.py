"""What opens a report: who answered, what the basis allows to be said, and the most frequent answer to each question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analysis.output.disclosure import SMALL_COUNT
from analysis.output.document import Block, Facts, Paragraph, Section, Tone
from analysis.output.language import EMPTY, Language
from analysis.output.table import Role, Row, Table
from analysis.report import versions
from analysis.report.scope import Estimate, Scope
from instruments.model import Basis, Instrument
from instruments.names import TEST_COLUMN

_BASIS = {Basis.CONVENIENCE: "opt_in_short", Basis.QUOTA: "basis_quota", Basis.PROBABILITY: "basis_probability"}
_REASONS = {"partial": "partial", "screened": "screened", "test": "test_responses", "tests": "test_responses"}


def opening(instrument: Instrument, language: Language) -> Iterator[Block]:
    """Yield what a reader must know before any number: the basis, and whether anybody checked the wording."""
    yield Paragraph(language.text(_BASIS[instrument.basis]), Tone.LEAD)
    if instrument.basis is Basis.CONVENIENCE:
        yield Paragraph(language.text("opt_in"))
    yield from unreviewed(instrument, language)


def unreviewed(instrument: Instrument, language: Language) -> Iterator[Block]:
    """Yield a warning where nobody who speaks the language has checked the wording."""
    if language.code in instrument.unreviewed_languages:
        yield Paragraph(language.text("unreviewed", name=language.name_of(language.code)), Tone.WARNING)


def chapter(scope: Scope, findings: Table | None) -> Section:
    """Return the summary of a report on responses."""
    blocks: list[Block] = [Facts(tuple(_facts(scope)))]
    n = len(scope.data.frame)
    if n < SMALL_COUNT:
        blocks.insert(0, Paragraph(scope.language.plural("too_few_n", n), Tone.WARNING))
    if findings is not None:
        blocks += [findings, Paragraph(scope.language.text("topline_header"), Tone.NOTE)]
    blocks += [Paragraph(words, Tone.WARNING) for words in versions.unseen(scope.data, scope.instrument, scope.language)]
    notes = scope.data.frame.attrs
    for name, key in (("answers_not_asked", "answers_not_asked_n"), ("nothing_ticked", "nothing_ticked_n")):
        if notes.get(name):
            blocks.append(Paragraph(scope.language.plural(key, int(notes[name])), Tone.NOTE))
    return Section("summary", scope.language.text("summary"), tuple(blocks))


def findings_table(items: Mapping[str, Sequence[Estimate]], single: Mapping[str, bool], language: Language) -> Table | None:
    """Return the most frequent answer to each question.

    items   by question wording, the shares of its answers
    single  whether a respondent gave one answer only, so that "the largest group" means something
    """
    rows = [_finding(wording, given, single[wording], language) for wording, given in items.items() if given and given[0].base_n]
    columns = (
        language.text("question"), language.text("mode_value"), language.text("percent_of_answered"),
        language.text("interval_95"), language.text("base"), language.text("note"),
    )  # fmt: skip
    return Table(language.text("key_findings"), columns, tuple(rows), worded=frozenset({1, 5})) if rows else None


def _finding(wording: str, given: Sequence[Estimate], single: bool, language: Language) -> Row:
    first = max(given, key=lambda item: item.share)
    tied = [item for item in given if item.share == first.share]
    if len(tied) > 1:
        label, remark = "; ".join(item.label for item in tied), language.text("tie")
    else:
        label, remark = first.label, _size(first, single, language)
    cells = (label, language.percent(first.share), language.interval(first.low, first.high), language.count(first.base_n), remark)
    return Row(wording, cells, Role.ANSWER)


def _size(first: Estimate, single: bool, language: Language) -> str:
    """Return how large the largest group may be called: what is printed and its interval decide, not digits nobody sees."""
    if language.percent(first.share) == language.percent(0.5):
        return language.text("about_half")
    if first.share > 0.5:
        return language.text("majority_uncertain" if first.low <= 0.5 else "majority")
    return language.text("plurality") if single else EMPTY


def _facts(scope: Scope) -> Iterator[tuple[str, str]]:
    language, frame = scope.language, scope.data.frame
    status = frame["status"].value_counts().to_dict() if "status" in frame else {}
    yield language.text("source_label"), scope.source
    yield language.text("population"), scope.instrument.population[language.code]
    yield language.text("complete"), language.count(int(status.get("complete", len(frame) - sum(status.values()))))
    partial = int(status.get("partial", 0))
    if partial:
        yield language.text("partial"), language.text("included", n=language.count(partial))
    if scope.synthetic:
        tests = int((frame[TEST_COLUMN] == 1).sum())
        yield language.text("test_responses"), language.text("included", n=language.count(tests))
        yield language.text("real_responses"), language.count(len(frame) - tests)
    for reason, n in ((reason, n) for reason, n in scope.data.excluded.items() if n):
        name = language.text(_REASONS[reason]) if reason in _REASONS else reason
        yield name, language.plural("excluded_n", n)
    if "language" in frame:
        used = frame["language"].value_counts()
        names = sorted((language.name_of(str(code)), int(n)) for code, n in used.items())
        unknown = len(frame) - int(used.sum())
        names += [(language.text("unknown"), unknown)] if unknown else []
        yield language.text("answer_language"), "; ".join(f"{name}: {language.count(n)}" for name, n in names)
    told = scope.study
    yield language.text("fieldwork"), language.text("not_reported") if told is None else told.field_dates[language.code]
    yield (
        language.text("weighting"),
        language.text("weighted_by" if scope.weighted else "not_weighted", column=scope.data.design.weight),
    )
    yield (
        language.text("questionnaire"),
        language.text("questionnaire_of", id=scope.instrument.id, version=scope.instrument.version),
    )
    answered = versions.counts(scope.data)
    if set(answered) - {scope.instrument.version}:
        words = (language.text("version_n", version=version, n=language.count(n)) for version, n in answered.items())
        yield language.text("versions_answered"), "; ".join(words)
