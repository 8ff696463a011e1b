"""The design file: a few lines of YAML that name the columns of a sampling design, for the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analysis import text_file
from analysis.design import Design, Replicates
from analysis.errors import AnalysisError, DesignError
from instruments.source import Located, Source

_COLUMNS = ("weight", "strata")
_STAGES = ("psu", "fpc")
_RULES = ("single_psu", "basis")
_NUMBERS = ("scale", "rho")


def load(path: Path) -> Design:
    """Read a design such as `{weight: pw, strata: region, psu: school}`; every key is optional.

    `psu` and `fpc` may be lists, a column a stage. `replicates` is a mapping of `columns` (a list, or what stands
    before the number in their names), `kind` and, as the kind needs them, `scale`, `rscales`, `mse` and `rho`.

    Raises DataError where the file cannot be read, DesignError listing what is wrong with its line.
    """
    source = Source(text_file.read(path, "design file"))
    known = (*_COLUMNS, *_STAGES, *_RULES, "replicates")
    fields = source.mapping(source.root, "a design", optional=known) if source.readable else {}
    given: dict[str, Any] = {name: source.string(fields.get(name), name) for name in (*_COLUMNS, *_RULES)}
    given |= {name: _names(source, fields.get(name), name) for name in _STAGES}
    replicates = _replicates(source, fields["replicates"]) if "replicates" in fields else {}
    if source.problems:
        found = "; ".join(map(str, source.problems)).removesuffix(".")
        raise DesignError("The design file is wrong.", where=path.name, got=found, remedy="Correct these lines.")
    try:
        if replicates:
            given["replicates"] = Replicates(**replicates)
        return Design(**{name: value for name, value in given.items() if value is not None})
    except AnalysisError as error:
        raise DesignError(error.what, where=path.name, got=error.got, remedy=error.remedy) from error


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
    given |= {name: source.number(fields[name], name) for name in _NUMBERS if name in fields}
    if "rscales" in fields:
        given["rscales"] = tuple(
            source.number(one, "an item of rscales") for one in source.sequence(fields["rscales"], "rscales")
        )
    return given
