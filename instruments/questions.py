"""One question as it stands in a questionnaire file, with its choices and items → `Question`."""

from __future__ import annotations

from collections.abc import Mapping

from instruments import checks
from instruments.condition_fields import condition
from instruments.identifiers import bad_id, identifier, is_identifier, one_of
from instruments.model import ArmIs, Choice, Item, Kind, Limit, Question, Text, Wording
from instruments.rules.dates import calendar_date
from instruments.source import Located, Source, describe
from instruments.texts import text, text_pair

_REQUIRED = ("id", "kind", "text")
_OPTIONS = (
    *("hint", "choices", "low", "high", "ends", "places", "at_most", "items", "max_length", "random_order", "soft_check"),
    *("ask_if", "source"),
)
_CHOICE_OPTIONS = ("id", "exclusive", "other", "source")
_SOURCES = ("text", "choices", "low", "high", "ends", "hint", "items")
_OTHER_LIMITS = (Kind.DECIMAL, Kind.DATE, Kind.COUNT)


def question(source: Source, lines: dict[str, int], languages: tuple[str, ...], node: Located) -> Question | None:
    """Return one question, noting what is wrong with it; None where its kind is unknown.

    lines  gets the line of its id, of its condition, of each choice and of each item
    """
    fields = source.mapping(node, "a question", _REQUIRED, _OPTIONS)
    question_id = identifier(source, lines, fields.get("id"), "")
    kind = one_of(source, fields.get("kind"), Kind, "kind")
    named = f"the question {question_id!r}"
    items = tuple(_item(source, lines, languages, question_id, item) for item in source.sequence(fields.get("items"), "items"))
    low, high = _bounds(source, fields, kind, named, len(items))
    made = Question(
        id=question_id,
        kind=kind or Kind.INFO,
        text=text(source, languages, fields["text"], f"the text of {question_id!r}") if "text" in fields else Text(()),
        hint=text(source, languages, fields["hint"], f"the hint of {question_id!r}") if "hint" in fields else None,
        choices=tuple(
            _choice(source, lines, languages, question_id, item) for item in source.sequence(fields.get("choices"), "choices")
        ),
        low=low,
        high=high,
        limits=(_limit(source, fields.get("low"), kind, named), _limit(source, fields.get("high"), kind, named)),
        places=source.integer(fields.get("places"), f"places of {named}"),
        ends=text_pair(source, languages, fields["ends"], f"ends of {named}") if "ends" in fields else None,
        at_most=source.integer(fields.get("at_most"), f"at_most of {named}"),
        items=items,
        max_length=source.integer(fields.get("max_length"), f"max_length of {named}"),
        random_order=source.boolean(fields.get("random_order"), "random_order"),
        soft_check=source.boolean(fields.get("soft_check"), "soft_check"),
        ask_if=condition(source, fields.get("ask_if"), lines, question_id),
        source=_wordings(source, fields.get("source"), named),
    )
    # What an unknown kind may have cannot be judged; its parts are read all the same, for their own problems.
    return made if kind else None


def _bounds(
    source: Source, fields: Mapping[str, Located], kind: Kind | None, named: str, items: int
) -> tuple[int | None, int | None]:
    if kind is Kind.COUNT:
        for key in ("low", "high"):
            if key in fields:
                source.problem(fields[key].line, f"{named} has {key}, which the kind count does not use.")
        return 0, items
    if kind in _OTHER_LIMITS:
        return None, None
    return source.integer(fields.get("low"), f"low of {named}"), source.integer(fields.get("high"), f"high of {named}")


def _limit(source: Source, node: Located | None, kind: Kind | None, named: str) -> Limit:
    """Return a bound of a decimal or a date."""
    if node is None or kind not in (Kind.DECIMAL, Kind.DATE):
        return None
    if kind is Kind.DECIMAL:
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            return float(node.value)
        source.problem(node.line, f"a bound of {named} must be a number, got {describe(node.value)}.")
        return None
    found = calendar_date(node.value)
    if found is None:
        source.problem(node.line, f"a bound of {named} must be a date such as 2026-03-22, got {describe(node.value)}.")
    return found


def _item(source: Source, lines: dict[str, int], languages: tuple[str, ...], question_id: str, node: Located) -> Item:
    fields = source.mapping(node, f"an item of {question_id!r}", ("id", "text"), ("ask_if",))
    item_id = source.string(fields.get("id"), f"the id of an item of {question_id!r}") or ""
    if item_id and not is_identifier(item_id):
        source.problem(fields["id"].line, bad_id(item_id))
    lines[checks.item_place(question_id, item_id)] = node.line
    words = text(source, languages, fields["text"], f"the text of item {item_id!r}") if "text" in fields else Text(())
    asked = condition(source, fields.get("ask_if"), lines, checks.item_place(question_id, item_id))
    if asked is not None and not isinstance(asked, ArmIs):
        source.problem(node.line, "ask_if of an item can only name an arm: {experiment: …, arm: …}.")
    return Item(item_id, words, asked if isinstance(asked, ArmIs) else None)


def _choice(source: Source, lines: dict[str, int], languages: tuple[str, ...], question_id: str, node: Located) -> Choice:
    fields = source.mapping(node, f"a choice of {question_id!r}", ("code", "label"), _CHOICE_OPTIONS)
    code = source.integer(fields.get("code"), f"a code of {question_id!r}")
    choice_id = source.string(fields.get("id"), f"the id of a choice of {question_id!r}")
    if choice_id is not None and not is_identifier(choice_id):
        source.problem(fields["id"].line, bad_id(choice_id))
    # Of two choices with one code the later is the one to mend, so its line is kept.
    lines[checks.choice_place(question_id, code if code is not None else 0)] = node.line
    return Choice(
        code=code if code is not None else 0,
        label=text(source, languages, fields["label"], f"the label of code {code} of {question_id!r}")
        if "label" in fields
        else Text(()),
        id=choice_id,
        exclusive=source.boolean(fields.get("exclusive"), "exclusive"),
        other=source.boolean(fields.get("other"), "other"),
        source=one_of(source, fields.get("source"), Wording, "source"),
    )


def _wordings(source: Source, node: Located | None, what: str) -> tuple[tuple[str, Wording], ...]:
    if node is None:
        return ()
    fields = source.mapping(node, f"source of {what}", optional=_SOURCES)
    wordings = ((part, one_of(source, value, Wording, f"source of {what}")) for part, value in fields.items())
    return tuple((part, wording) for part, wording in wordings if wording is not None)
