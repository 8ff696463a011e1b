"""Tables for the tests: written as a spreadsheet shows them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis import Data, read
from instruments import load
from instruments.model import Instrument
from instruments.responses import column_names

ASTANA = load.load(load.find("astana-2023"))
_SMALL = Path(__file__).resolve().parents[2] / "instruments"
COMMAS = load.load(_SMALL / "commas.yaml")
ROUTED = load.load(_SMALL / "routed.yaml")

Row = Mapping[str, object]


def written(rows: Sequence[Sequence[object]], delimiter: str = ",") -> str:
    """A table as text."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def coded(instrument: Instrument, *changes: Row) -> list[list[object]]:
    """A header and one complete row for each mapping, which names the cells that are not 0 or empty."""
    names = column_names(instrument)
    blank: dict[str, object] = dict.fromkeys(names, "") | {
        "status": "complete",
        "language": instrument.languages[0],
        "mode": "web",
        "version": 1,
    }
    blank |= {name: 0 for name in names if name.startswith("q3_spheres__") and not name.endswith("other_text")}
    rows = [blank | {"response_id": f"{number:032x}"} | dict(change) for number, change in enumerate(changes)]
    return [list(names), *([row[name] for name in names] for row in rows)]


def read_text(
    folder: Path, text: str | bytes, instrument: Instrument = ASTANA, name: str = "answers.csv", **options: object
) -> Data:
    """What `read` makes of a file with this content."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(path, instrument=instrument, **options)  # type: ignore[arg-type]
