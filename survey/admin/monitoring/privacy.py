"""The privacy report: what is stored where, what of it could be personal, and how easily somebody could be found. Pure.

How easily: respondents who share their answers to some questions with fewer than k - 1 others can be found by whoever knows
those answers of them (k-anonymity [1]).

[1] Sweeney (2002), International Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 10(5), 557-570.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from instruments.model import Instrument, Kind
from instruments.route import questions_in
from instruments.study import Study
from survey.admin.monitoring.words import Words, question_label
from survey.store.accounts import Account
from survey.store.tables import metadata

NOT_STORED = ("names", "addresses", "browsers", "times", "order", "receipts")
"""What no table holds; the catalogues have `not_stored_…` for each."""

KEPT_BESIDES: Mapping[str, Sequence[str]] = {"postgresql": ("order", "deleted")}
"""What a database system keeps whatever is stored in it; the catalogues have `kept_besides_…` for each."""

PERSONAL: Mapping[str, str] = {
    "free_text.text": "free_text", "response.interviewer": "interviewer", "account.name": "account", "audit.account": "account",
    "interviewer.account_id": "code",
    "panel_response.panel_id": "panel", "panel_link.panel_id": "panel", "panel_left.panel_id": "panel",
    "answer.value": "combination", "response.language": "combination",
}  # fmt: skip
"""Columns that could say something about a person; the catalogues have `personal_…` for each reason."""

THRESHOLDS = (2, 5, 10)
"""The k for which the report counts who shares their answers with fewer."""

_KINDS = (Kind.ONE, Kind.SCALE, Kind.INTEGER, Kind.DECIMAL, Kind.DATE)
_ABOUT_THEMSELVES = "d_"


@dataclass(frozen=True)
class Anonymity:
    """How many complete responses stand in groups that are alike in some answers and the language.

    below     by k how many respondents stand in a group of fewer than k; below 2 are those who are unique
    smallest  the size of the smallest group; 0 = there are no responses
    """

    questions: tuple[str, ...]
    n: int
    below: Mapping[int, int]
    smallest: int


@dataclass(frozen=True)
class Part:
    """A part of the report: paragraphs, and a table if it has headings."""

    title: str
    paragraphs: tuple[str, ...]
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def anonymity(questions: Sequence[str], sizes: Mapping[tuple[str, ...], int]) -> Anonymity:
    """Return how many respondents could be found by their answers.

    sizes  respondents by combination of answers

    >>> anonymity(["age"], {("kk", "18"): 1, ("kk", "19"): 4, ("en", "19"): 20}).below
    {2: 1, 5: 5, 10: 5}
    """
    below = {k: sum(size for size in sizes.values() if size < k) for k in THRESHOLDS}
    return Anonymity(tuple(questions), sum(sizes.values()), below, min(sizes.values(), default=0))


def choosable(instrument: Instrument) -> tuple[str, ...]:
    """Return the questions whose answers somebody else could know: those with one code, a number or a date."""
    return tuple(question.id for question in instrument.variables if question.kind in _KINDS)


def demographic(instrument: Instrument) -> tuple[str, ...]:
    """Return the questions about the respondents themselves.

    They are those whose ids begin as usual (d_), those that a variable so named is derived from, and those by which somebody is
    screened out or counted in a quota.
    """
    found = {question.id for question in instrument.variables if question.id.startswith(_ABOUT_THEMSELVES)}
    found |= {each.source for each in instrument.derived if each.id.startswith(_ABOUT_THEMSELVES)}
    conditions = [each.condition for each in instrument.screen_out] + [each.condition for each in instrument.quotas]
    found |= {asked.question for condition in conditions for asked in questions_in(condition)}
    return tuple(name for name in choosable(instrument) if name in found)


def general_parts(rows: Mapping[str, int], accounts: Iterable[Account], words: Words, *, system: str) -> tuple[Part, ...]:
    """Return what is stored where, in all studies, what is not, and who has an account.

    system  the name of the database system
    """
    columns = [
        (table, column.name, str(rows[table]), words.say(f"personal_{PERSONAL[key]}") if key in PERSONAL else "")
        for table in rows
        for column in metadata.tables[table].columns
        for key in [f"{table}.{column.name}"]
    ]
    people = tuple((each.name, words.say(f"account_role_{each.role}"), words.say(_state(each))) for each in accounts)
    return (
        Part(
            words.say("privacy_tables"),
            (words.say("privacy_tables_note"),),
            tuple(map(words.say, ("privacy_table", "privacy_column", "privacy_rows", "privacy_personal"))),
            tuple(columns),
        ),
        Part(
            words.say("privacy_not_stored"),
            tuple(words.say(f"not_stored_{name}") for name in NOT_STORED if name not in KEPT_BESIDES.get(system, ())),
        ),
        *_besides(system, words),
        Part(
            words.say("privacy_accounts"),
            () if people else (words.say("privacy_no_accounts"),),
            tuple(map(words.say, ("privacy_account", "privacy_role", "privacy_state"))) if people else (),
            people,
        ),
    )


def _besides(system: str, words: Words) -> Iterator[Part]:
    if system in KEPT_BESIDES:
        said = tuple(words.say(f"kept_besides_{name}") for name in KEPT_BESIDES[system])
        yield Part(words.say(f"privacy_{system}"), said)


def study_parts(
    instrument: Instrument, study: Study, written: Mapping[str, int], found: Anonymity, words: Words
) -> tuple[Part, ...]:
    """Return what one study promised, what its respondents wrote themselves, and how easily they could be found."""
    texts = tuple((question_label(instrument, name, words), str(n)) for name, n in written.items())
    asked = ", ".join(words.say("quoted", words=question_label(instrument, name, words)) for name in found.questions)
    by_answers = (words.say("privacy_groups_note", questions=asked), words.say("privacy_groups_risk"))
    notes = by_answers if asked else (words.say("privacy_language_alone"),)
    counts = tuple((words.say("privacy_below", k=k), str(n)) for k, n in found.below.items())
    panel = (Part(words.say("panel"), (words.say("panel_fact", panel=instrument.panel),)),) if instrument.panel else ()
    return (
        *panel,
        Part(words.say("privacy_retention"), (words.of(study.retention), words.of(study.storage))),
        Part(
            words.say("privacy_own_words"),
            (words.say("privacy_own_words_note" if texts else "privacy_no_own_words"),),
            (words.say("question"), words.say("respondents")) if texts else (),
            texts,
        ),
        Part(
            words.say("privacy_groups"),
            (*notes, words.count("privacy_of_n", found.n)),
            (words.say("privacy_group"), words.say("respondents")),
            (*counts, (words.say("privacy_smallest"), str(found.smallest))),
        ),
    )


def markdown(title: str, parts: Iterable[Part]) -> str:
    """Return the report as Markdown.

    >>> print(markdown("Report", [Part("Groups", ("All.",), ("a", "n"), (("x|y", "1"),))]), end="")
    # Report
    <BLANKLINE>
    ## Groups
    <BLANKLINE>
    All.
    <BLANKLINE>
    | a | n |
    |---|---|
    | x\\|y | 1 |
    """
    blocks = [f"# {title}"]
    for part in parts:
        blocks += [f"## {part.title}", *part.paragraphs]
        if part.rows:
            lines = [part.headings, *part.rows]
            written = ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
            blocks.append("\n".join([written[0], "|" + "---|" * len(part.headings), *written[1:]]))
    return "\n\n".join(blocks) + "\n"


def _state(account: Account) -> str:
    if not account.is_active:
        return "account_disabled"
    return "account_with_totp" if account.has_totp else "account_without_totp"
