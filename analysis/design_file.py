"""The design file: a few lines of YAML that name the columns of a sampling design, for the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analysis.design import Design
from analysis.errors import DataError, DesignError
from instruments.source import Source

_COLUMNS = ("weight", "strata", "psu", "fpc")
_RULES = ("single_psu", "basis")


def load(path: Path) -> Design:
    """Read a design such as `{weight: pw, strata: region, psu: school}`; every key is optional.

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
    fields = source.mapping(source.root, "a design", optional=(*_COLUMNS, *_RULES)) if source.readable else {}
    given: dict[str, Any] = {name: source.string(node, name) for name, node in fields.items()}
    if source.problems:
        raise DesignError(
            "The design file is wrong.", where=path.name, got="; ".join(map(str, source.problems)), remedy="Correct these lines."
        )
    return Design(**{name: value for name, value in given.items() if value is not None})
