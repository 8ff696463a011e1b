"""A power cut, at any moment: of what was written since a file was last synced, the disk has some or none.

What a process writes is recorded with strace. An image of the disk at a moment holds all that was synced, and of what was
written after it a part drawn at random: the first writes, or any of them, or a write torn at a sector. SQLite must open each
image, find it whole, and hold every interview that was thanked for before that moment.
"""

from __future__ import annotations

import random
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from survey.keys.receipt import Keys
from tests.faults.serving import ROOT, SECRET

SECTOR = 512
CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,unlink"
_CALL = re.compile(r'^(\w+)\((?:\d+<([^>]*)>|"([^"]*)")(?:, "((?:\\x[0-9a-f]{2})*)")?(?:, (\d+))?(?:, (\d+))?\) += 0*\d')
_DATABASE = re.compile(r"survey\.db(-wal)?$")
_KEYS = Keys(SECRET)


@dataclass(frozen=True)
class Call:
    """What a process did to a file: a write of `data` at `place`, a truncation to `place`, a sync, its removal."""

    what: str
    file: str
    data: bytes = b""
    place: int = 0


@dataclass
class Disk:
    """A file as it is on the disk, and what was done to it since it was synced."""

    kept: bytes = b""
    since: list[Call] = field(default_factory=list)

    def sync(self) -> None:
        """Write everything down."""
        self.kept, self.since = _done(self.kept, self.since), []

    def image(self, draw: random.Random) -> bytes:
        """Return what the disk may hold after a power cut."""
        how = draw.randrange(3)
        if how == 0:
            return _done(self.kept, self.since[: draw.randint(0, len(self.since))])
        some = [call for call in self.since if draw.random() < 0.5]
        if how == 2 and some:
            last = some.pop()
            sectors = draw.randint(0, len(last.data) // SECTOR)
            some.append(Call(last.what, last.file, last.data[: sectors * SECTOR], last.place))
        return _done(self.kept, some)


@dataclass(frozen=True)
class Cut:
    """What came of some power cuts: images looked at, those that are not whole, those that lack a thanked interview."""

    images: int
    damaged: int
    lacking: int

    @property
    def holds(self) -> bool:
        """Whether all is as it was promised."""
        return self.images > 0 and self.damaged == self.lacking == 0


def cut_power(folder: Path, interviews: int, images: int, synchronous: str = "FULL", seed: int = 1) -> Cut:
    """Record some interviews, and look at images of the disk at moments drawn at random."""
    calls = record(folder, interviews, synchronous)
    draw = random.Random(seed)
    moments = sorted(draw.randrange(len(calls)) for _ in range(images))
    damaged = lacking = 0
    for held, thanked in _at(calls, moments, draw):
        found = _receipts(folder / "image", held)
        damaged += found is None
        lacking += found is not None and not thanked <= found
    return Cut(len(moments), damaged, lacking)


def record(folder: Path, interviews: int, synchronous: str) -> list[Call]:
    """Return what a process that answers interviews does to its database, and its thanks as writes to no file."""
    log = folder / "calls"
    watched = ["strace", "-qq", "-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", str(log)]
    program = [sys.executable, "-m", "tests.faults.writer", str(folder), str(interviews), synchronous]
    subprocess.run([*watched, *program], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return [call for line in log.read_text(encoding="ascii").splitlines() if (call := _call(line)) is not None]


def _call(line: str) -> Call | None:
    found = _CALL.match(line)
    if found is None:
        return None
    what, file, removed, written, first, second = found.groups()
    data = bytes.fromhex(written.replace("\\x", "")) if written else b""
    if what == "write" and data.startswith(b"thanked "):
        return Call("thanks", "", data.split()[1])
    name = bytes.fromhex(removed.replace("\\x", "")).decode() if removed else _name(file or "")
    if not _DATABASE.search(name):
        return None
    return Call(what, Path(name).name, data, int(second or 0) if what == "pwrite64" else int(first or 0))


def _name(written: str) -> str:
    return bytes.fromhex(written.replace("\\x", "")).decode() if written.startswith("\\x") else written


def _at(calls: Sequence[Call], moments: Sequence[int], draw: random.Random) -> Iterator[tuple[dict[str, bytes], set[str]]]:
    """Yield an image of each file at each moment, and the hashes of the receipts that were shown by then."""
    disks: dict[str, Disk] = {}
    thanked: set[str] = set()
    wanted = list(moments)
    for number, call in enumerate(calls):
        while wanted and wanted[0] == number:
            wanted.pop(0)
            yield {name: disk.image(draw) for name, disk in disks.items()}, set(thanked)
        if call.what == "thanks":
            thanked.add(_KEYS.receipt_hash(call.data.decode().replace("-", "")))
        elif call.what == "unlink":
            disks.pop(call.file, None)
        else:
            disk = disks.setdefault(call.file, Disk())
            if call.what in ("fsync", "fdatasync"):
                disk.sync()
            else:
                disk.since.append(call)


def _done(kept: bytes, calls: Sequence[Call]) -> bytes:
    held = bytearray(kept)
    for call in calls:
        if call.what == "ftruncate":
            del held[call.place :]
            held.extend(bytes(max(call.place - len(held), 0)))
        else:
            held.extend(bytes(max(call.place - len(held), 0)))
            held[call.place : call.place + len(call.data)] = call.data
    return bytes(held)


def _receipts(folder: Path, held: dict[str, bytes]) -> set[str] | None:
    """Return the hashes of the receipts in an image; None where it is damaged."""
    folder.mkdir(exist_ok=True)
    for name in ("survey.db", "survey.db-wal", "survey.db-shm"):
        (folder / name).unlink(missing_ok=True)
    for name, data in held.items():
        (folder / name).write_bytes(data)
    connection = sqlite3.connect(folder / "survey.db")
    try:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            return None
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'submit_key'").fetchone() is None:
            return set()
        query = "SELECT receipt_hash FROM submit_key JOIN response ON id = response_id WHERE status = 'complete'"
        return {code for (code,) in connection.execute(query)}
    except sqlite3.DatabaseError:
        return None
    finally:
        connection.close()
