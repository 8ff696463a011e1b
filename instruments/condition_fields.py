"""Conditions as they stand in a questionnaire file → `Condition`."""

from __future__ import annotations

from instruments.conditions import AnswerIs, ArmIs, Combination, Condition, Group, Operator
from instruments.source import Located, Source

_OPERATORS = tuple(operator.value for operator in Operator)
_COMBINATIONS = tuple(combination.value for combination in Combination)


def condition(
    source: Source, node: Located | None, lines: dict[str, int], owner: str, *, key: str = "ask_if"
) -> Condition | None:
    """Return the condition of a question or section, without its wrong parts; None where it has none, or is wrong as a whole.

    owner  the id of what it belongs to, where it stands under `key`
    lines  gets the line of every condition, for messages of later checks, and of every wrong one (`wrong_condition`)
    """
    if node is None:
        return None
    lines.setdefault(f"condition {owner}", node.line)
    before = len(source.problems)
    parsed = _condition(source, node, key)
    if len(source.problems) > before:
        lines.setdefault(wrong_condition(owner), node.line)
    return parsed


def wrong_condition(owner: str) -> str:
    """Return the name under which the line of a wrong condition is kept."""
    return f"wrong condition {owner}"


def _condition(source: Source, node: Located, key: str) -> Condition | None:
    if not isinstance(node.value, dict):
        source.problem(node.line, f"{key} must be a mapping such as {{question: q1, in: [1]}}.")
        return None
    if "question" in node.value:
        return _answer_is(source, node)
    if "experiment" in node.value:
        fields = source.mapping(node, "a condition on an arm", ("experiment", "arm"))
        return ArmIs(source.string(fields.get("experiment"), "experiment") or "", source.string(fields.get("arm"), "arm") or "")
    return _group(source, node, key)


def _group(source: Source, node: Located, key: str) -> Condition | None:
    fields = source.mapping(node, "a condition", optional=("question", "experiment", *_COMBINATIONS))
    present = [name for name in _COMBINATIONS if name in fields]
    if len(present) != 1:
        source.problem(node.line, f"a condition has exactly one of question, experiment, {', '.join(_COMBINATIONS)}.")
        return None
    items = source.sequence(fields[present[0]], present[0])
    if not items:
        source.problem(node.line, f"{present[0]} must list at least one condition.")
    parts = (_condition(source, item, key) for item in items)
    return Group(Combination(present[0]), tuple(part for part in parts if part is not None))


def _answer_is(source: Source, node: Located) -> Condition | None:
    fields = source.mapping(node, "a condition", ("question",), _OPERATORS)
    question = source.string(fields.get("question"), "question")
    present = [name for name in _OPERATORS if name in fields]
    if question is None or len(present) != 1:
        source.problem(node.line, f"a condition on a question has exactly one of {', '.join(_OPERATORS)}.")
        return None
    operator = Operator(present[0])
    before = len(source.problems)
    operand = _operand(source, fields[present[0]], operator)
    if not operand and len(source.problems) == before:
        source.problem(node.line, f"{operator} needs at least one value.")
    return AnswerIs(question, operator, operand) if operand else None


def _operand(source: Source, node: Located, operator: Operator) -> tuple[int, ...]:
    if operator in (Operator.IN, Operator.NOT_IN):
        return source.integers(node, operator)
    if operator is Operator.ANSWERED:
        if not isinstance(node.value, bool):
            source.problem(node.line, "answered must be true or false.")
        return (int(node.value is True),)
    bound = source.integer(node, operator)
    return () if bound is None else (bound,)
