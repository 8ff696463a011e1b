"""YAML read with its lines and without its traps; every problem is collected, none stops the reading."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import yaml

from instruments.errors import FileProblem
from instruments.near import did_you_mean

MAXIMUM_BYTES = 1_000_000
_MAXIMUM_DEPTH = 40
_SCALAR = yaml.constructor.SafeConstructor()
_SCALARS = {"str", "int", "float", "bool", "null", "timestamp"}
_CURE = 'Write every text in quotes ("…", closed on its line), a space after every colon, and spaces instead of tabs.'
_CURE_OF_ALIAS = "Write the value out again; put a text that begins with * in quotes."


@dataclass(frozen=True)
class Located:
    """A value and the line it stands on; a mapping's values and a list's items are Located themselves."""

    value: object
    line: int


class Misread(str):
    """A word that YAML takes for a truth value, as it is written; that this was noted is known."""

    __slots__ = ()


class Source:
    """A YAML file being read: typed access to its values, and the list of problems so far.

    Every accessor returns a value of the asked type or None, and notes what was wrong. A file that is no YAML at
    all is not `readable`: its one problem says so, and its root is an empty mapping.
    """

    def __init__(self, text: str) -> None:
        self.problems: list[FileProblem] = []
        node = self._node(text)
        self.readable = node is not None
        self.root = Located({}, 1) if node is None else self._located(node, 0)

    def problem(self, line: int, sentence: str) -> None:
        """Note one thing that is wrong."""
        self.problems.append(FileProblem(line, sentence))

    def _node(self, text: str) -> yaml.Node | None:
        if len(text.encode("utf-8", "surrogatepass")) > MAXIMUM_BYTES:
            self.problem(1, f"the file is larger than {MAXIMUM_BYTES} bytes; a questionnaire never is.")
            return None
        try:
            node = _SingleDocument(text).get_single_node()
        except RecursionError:
            self.problem(1, "the file is nested too deeply.")
            return None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            words = getattr(error, "problem", None) or str(error).splitlines()[0]
            cure = _CURE_OF_ALIAS if isinstance(error, _AliasError) else f"{_opened(error)}{_CURE}"
            self.problem(mark.line + 1 if mark else 1, f"not readable as YAML: {words}. {cure}")
            return None
        if node is None:
            self.problem(1, "the file is empty.")
        return node

    def _located(self, node: yaml.Node, depth: int) -> Located:
        line = node.start_mark.line + 1
        if depth > _MAXIMUM_DEPTH:
            self.problem(line, "the file is nested too deeply.")
            return Located(None, line)
        if isinstance(node, yaml.MappingNode):
            return Located(self._mapping(node, depth), line)
        if isinstance(node, yaml.SequenceNode):
            return Located([self._located(item, depth + 1) for item in node.value], line)
        return Located(self._scalar(node, line), line)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Located]:
        values: dict[str, Located] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.problem(line, "a key must be a word.")
                continue
            # A boolean key is the `no:` / `yes:` trap (the Norwegian language code, too): the word as written is meant.
            key = key_node.value
            if key in values:
                self.problem(line, f"the key {key!r} stands here twice; YAML would silently keep the last one.")
            values[key] = self._located(value_node, depth + 1)
        return values

    def _scalar(self, node: yaml.Node, line: int) -> object:
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        written = str(node.value)
        if kind not in _SCALARS:
            self.problem(line, f"the tag {node.tag!r} is not allowed; write plain values.")
            return None
        if kind == "bool":
            return written == "true" if written in ("true", "false") else self._misread(written, line)
        if kind == "int":
            return self._integer(written, line)
        if kind == "float" and isinstance(node, yaml.ScalarNode):
            # No text: whoever writes a number without quotes may mean another one (12.70 and 12.7 are not the same text).
            return _SCALAR.construct_yaml_float(node)
        return None if kind == "null" else written

    def _misread(self, written: str, line: int) -> Misread:
        """Note a word that YAML takes for a truth value, and return it: most are texts, and their one problem is noted."""
        self.problems.append(_misread(written, line))
        return Misread(written)

    def _integer(self, written: str, line: int) -> int | str:
        if re.fullmatch(r"[+-]?(0|[1-9][0-9]*)", written) and len(written) < 12:
            return int(written)
        self.problem(line, f"{written} is not a plain whole number; write it in quotes if it is a text.")
        return written

    # --- typed access ------------------------------------------------------------------------------------------------

    def mapping(self, node: Located, what: str, required: Sequence[str] = (), optional: Sequence[str] = ()) -> dict[str, Located]:
        """Return a mapping's values by key, noting unknown keys (with the nearest known one) and missing ones."""
        if not isinstance(node.value, dict):
            self.problem(
                node.line, f"{what} must be a mapping of {', '.join([*required, *optional])}, got {describe(node.value)}."
            )
            return {}
        known = [*required, *optional]
        for key, value in node.value.items():
            if key not in known:
                cure = " Write a space after the colon." if ":" in key else did_you_mean(key, known)
                if value.value is None and not cure:
                    cure = " If a comma stands in a text or a number, put the whole of it in quotes."
                self.problem(value.line, f"{what} has the unknown key {key!r}; known keys: {', '.join(known)}.{cure}")
        for key in required:
            if key not in node.value:
                self.problem(node.line, f"{what} lacks the key {key!r}.")
        return {key: value for key, value in node.value.items() if key in known}

    def open_mapping(self, node: Located, what: str) -> dict[str, Located]:
        """Return a mapping whose keys are free."""
        if isinstance(node.value, dict):
            return node.value
        self.problem(node.line, f"{what} must be a mapping, got {describe(node.value)}.")
        return {}

    def sequence(self, node: Located | None, what: str) -> list[Located]:
        """Return a list's items; an absent list is empty."""
        if node is None:
            return []
        if isinstance(node.value, list):
            return list(node.value)
        self.problem(node.line, f"{what} must be a list, got {describe(node.value)}{_listed(node.value)}.")
        return []

    def string(self, node: Located | None, what: str) -> str | None:
        """Return a text that is not blank; None and a problem for anything else."""
        if node is None:
            return None
        if isinstance(node.value, str) and node.value.strip():
            return node.value
        number = isinstance(node.value, int | float) and not isinstance(node.value, bool)
        cure = "; put quotes around it, with every digit as it stands" if number else ""
        self.problem(node.line, f"{what} must be a text, got {describe(node.value)}{cure}.")
        return None

    def integer(self, node: Located | None, what: str) -> int | None:
        """Return a whole number."""
        if node is None:
            return None
        if isinstance(node.value, int) and not isinstance(node.value, bool):
            return node.value
        self.problem(node.line, f"{what} must be a whole number, got {describe(node.value)}.")
        return None

    def number(self, node: Located | None, what: str) -> float | None:
        """Return a finite number, whole or not."""
        if node is None:
            return None
        if isinstance(node.value, int | float) and not isinstance(node.value, bool) and math.isfinite(node.value):
            return float(node.value)
        self.problem(node.line, f"{what} must be a number, got {describe(node.value)}.")
        return None

    def boolean(self, node: Located | None, what: str) -> bool:
        """Return a truth value; an absent one is false."""
        if node is None:
            return False
        if isinstance(node.value, bool):
            return node.value
        noted = _misread(str(node.value), node.line)
        if isinstance(node.value, Misread) and noted in self.problems:
            # Here it is no word: quotes would not cure it, and one problem has one message.
            self.problems.remove(noted)
        self.problem(node.line, f"{what} must be true or false, got {describe(node.value)}.")
        return False

    def integers(self, node: Located | None, what: str) -> tuple[int, ...]:
        """Return a list of whole numbers."""
        numbers = (self.integer(item, f"an item of {what}") for item in self.sequence(node, what))
        return tuple(number for number in numbers if number is not None)


class _AliasError(yaml.composer.ComposerError):
    """A word that begins with * and stands outside quotes."""


class _SingleDocument(yaml.SafeLoader):
    """The safe loader without aliases: a few lines of them can stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise _AliasError(None, None, "aliases (*name) are not allowed", self.get_mark())
        return super().compose_node(parent, index)


def _misread(written: str, line: int) -> FileProblem:
    cure = f'write it in quotes ("{written}") if it is a word, else true or false.'
    return FileProblem(line, f"YAML reads {written} as a truth value; {cure}")


def _opened(error: yaml.YAMLError) -> str:
    """Return where the bracket was opened that is not closed, if that is what is wrong."""
    begun = getattr(error, "context_mark", None)
    if begun is None or "flow" not in str(getattr(error, "context", "")):
        return ""
    return f"A bracket opened on line {begun.line + 1} is not closed, or a comma is missing in it. "


def _listed(value: object) -> str:
    """Return how to make a list of what is none."""
    if isinstance(value, Mapping):
        return '; begin each of its items with "- "'
    return "" if value is None else f"; write [{value}]"


def describe(value: object) -> str:
    """Return how a value that does not fit is named in a message."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return repr(value)
