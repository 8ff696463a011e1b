"""Experiments, reasons to end an interview early, and quotas, as they stand in a questionnaire file."""

from __future__ import annotations

from instruments.condition_fields import condition
from instruments.identifiers import identifier, is_identifier
from instruments.model import Experiment, Quota, ScreenOut
from instruments.source import Located, Source
from instruments.texts import text


def experiment(source: Source, lines: dict[str, int], languages: tuple[str, ...], node: Located) -> Experiment:
    """Return one experiment, noting what is wrong with it."""
    fields = source.mapping(node, "an experiment", ("id", "arms"), ("ratio", "block_by", "labels"))
    experiment_id = identifier(source, lines, fields.get("id"), "experiment ")
    arms = tuple(source.string(item, "an arm") or "" for item in source.sequence(fields.get("arms"), "arms"))
    ratio = source.integers(fields.get("ratio"), "ratio") or (1,) * len(arms)
    line = node.line
    if len(arms) < 2 or len(set(arms)) < len(arms) or not all(is_identifier(arm) for arm in arms):
        source.problem(line, f"the experiment {experiment_id!r} needs two or more different arms with ids like card.")
    if len(ratio) != len(arms) or any(part < 1 for part in ratio):
        source.problem(line, f"ratio of the experiment {experiment_id!r} must hold one number of 1 or more for each arm.")
    named = source.mapping(fields["labels"], f"labels of {experiment_id!r}", arms) if "labels" in fields else {}
    labels = tuple((arm, text(source, languages, words, f"the label of {arm!r}")) for arm, words in named.items())
    return Experiment(experiment_id, arms, ratio, source.string(fields.get("block_by"), "block_by"), labels)


def screen_out(source: Source, lines: dict[str, int], languages: tuple[str, ...], node: Located) -> ScreenOut | None:
    """Return one reason to end an interview early, noting what is wrong with it; None where its condition is no condition."""
    fields = source.mapping(node, "an item of screen_out", ("id", "if"), ("text",))
    reason_id = identifier(source, lines, fields.get("id"), "screen_out ")
    holds = condition(source, fields.get("if"), lines, f"screen_out {reason_id}", key="if")
    words = text(source, languages, fields["text"], f"the text of {reason_id!r}") if "text" in fields else None
    return ScreenOut(reason_id, holds, words) if holds is not None else None


def quota(source: Source, lines: dict[str, int], node: Located) -> Quota | None:
    """Return one quota, noting what is wrong with it; None where its condition is no condition."""
    fields = source.mapping(node, "a quota", ("id", "if", "at_most"))
    quota_id = identifier(source, lines, fields.get("id"), "quota ")
    holds = condition(source, fields.get("if"), lines, f"quota {quota_id}", key="if")
    at_most = source.integer(fields.get("at_most"), f"at_most of the quota {quota_id!r}")
    return Quota(quota_id, holds, 1 if at_most is None else at_most) if holds is not None else None
