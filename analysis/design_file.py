"""The design file: a few lines of YAML that name the columns of a sampling design, for the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analysis.design import Design, Replicates
from analysis.errors import DataError, DesignError
from instruments.source import Located, Source

_COLUMNS = ("weight", "strata")
_STAGES = ("psu", "fpc")
_RULES = ("single_psu", "basis")
_NUMBERS = ("scale", "rho")


def load(path: Path) -> Design:
    """Read a design such as `{weight: pw, strata: region, psu: school}`; every key is optional.

    `psu` and `fpc` may be lists, a column a stage. `replicates` is a mapping of `columns` (a list, or what the names begin
    with), `kind` and, as the kind needs them, `scale`, `rscales`, `mse` and `rho`.

    Raises DataError where the file cannot be read, DesignError listing what is wrong with its line.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(
            "The design file cannot be read.", where=path.name, got=str(error.strerror), remedy="Check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise DataError("The design file is not UTF-8.", where=path.name, remedy="Save it as UTF-8.") from error
    source = Source(content)
    known = (*_COLUMNS, *_STAGES, *_RULES, "replicates")
    fields = source.mapping(source.root, "a design", optional=known) if source.readable else {}
    given: dict[str, Any] = {name: source.string(fields.get(name), name) for name in (*_COLUMNS, *_RULES)}
    given |= {name: _names(source, fields.get(name), name) for name in _STAGES}
    replicates = _replicates(source, fields["replicates"]) if "replicates" in fields else {}
    if source.problems:
        raise DesignError(
            "The design file is wrong.", where=path.name, got="; ".join(map(str, source.problems)), remedy="Correct these lines."
        )
    if replicates:
        given["replicates"] = Replicates(**replicates)
    return Design(**{name: value for name, value in given.items() if value is not None})


def _names(source: Source, node: Located | None, what: str) -> str | tuple[str, ...] | None:
    """Return a name, or several of a list."""
    if node is None or not isinstance(node.value, list):
        return source.string(node, what)
    names = [source.string(item, f"an item of {what}") for item in source.sequence(node, what)]
    if not names:
        source.problem(node.line, f"{what} must name at least one column.")
    return tuple(name for name in names if name is not None)


def _replicates(source: Source, node: Located) -> dict[str, Any]:
    optional = (*_NUMBERS, "rscales", "mse")
    fields = source.mapping(node, "replicates", required=("columns", "kind"), optional=optional)
    given: dict[str, Any] = {
        "columns": _names(source, fields.get("columns"), "columns"),
        "kind": source.string(fields.get("kind"), "kind"),
        "mse": source.boolean(fields.get("mse"), "mse"),
    }
    given |= {name: _number(source, fields[name], name) for name in _NUMBERS if name in fields}
    if "rscales" in fields:
        given["rscales"] = tuple(
            _number(source, one, "an item of rscales") for one in source.sequence(fields["rscales"], "rscales")
        )
    return given


def _number(source: Source, node: Located, what: str) -> float | None:
    if isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return float(node.value)
    source.problem(node.line, f"{what} must be a number, got {node.value!r}.")
    return None
