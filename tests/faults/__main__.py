"""`python -m tests.faults`: every fault, and its control, in a table."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.faults.copies import by_hand, copy_while_answering
from tests.faults.database import Database
from tests.faults.kills import Killed, kill_and_compare, promise_and_kill
from tests.faults.power import cut_power
from tests.faults.serving import Server
from tests.faults.space import fill_disk

Line = tuple[str, str, bool]
"""What was done, what came of it, whether that is as it must be."""


def main() -> int:
    """Print the table; 1 where something is not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="how often what is killed is killed (200)")
    parser.add_argument("--images", type=int, default=1000, help="images of the disk after a power cut (1000)")
    parser.add_argument("--copies", type=int, default=10, help="backups (10)")
    asked = parser.parse_args()
    print("| fault | what came of it | |\n|---|---|---|")
    wrong = 0
    for what, found, is_right in _lines(asked.kills, asked.images, asked.copies):
        print(f"| {what} | {found} | {'as it must be' if is_right else 'WRONG'} |", flush=True)
        wrong += not is_right
    return int(wrong > 0)


def _lines(kills: int, images: int, copies: int) -> Iterator[Line]:
    few = max(kills // 10, 3)
    yield _killed(f"killed {kills} times under load", kill_and_compare(Server(_folder()), kills))
    control = kill_and_compare(Server(_folder(), ("tests.faults.broken",)), few)
    yield "control: thanks before storing", f"{control.kept}", control.kept.lost > 0
    with Database() as database:
        server = Server(_folder(), url=database.url)
        yield _killed(f"killed {kills} times under load, on PostgreSQL", kill_and_compare(server, kills))
    with Database() as database:
        server = Server(_folder(), url=database.url)
        yield _killed(f"PostgreSQL killed {kills} times under load", kill_and_compare(server, kills, database))
    with Database() as database:
        control = promise_and_kill(Server(_folder(), url=database.url), few, database)
        yield "control: PostgreSQL promises before storing", f"{control.kept}", control.kept.lost > 0
    if shutil.which("strace"):
        cut = cut_power(_folder(), max(images // 20, 5), images)
        yield "power cut", f"{cut}", cut.holds
        control_cut = cut_power(_folder(), 8, max(images // 10, 50), "OFF")
        yield "control: nothing synced", f"{control_cut}", not control_cut.holds
    else:
        yield "power cut", "strace is not installed: apt-get install strace", False
    filled = fill_disk(_folder())
    yield "full disk", f"{filled}", filled.kept.holds and filled.alive and filled.refused > 0
    copied = copy_while_answering(_folder(), copies)
    yield "backups under load, the last restored", f"{copied}", copied.lacking == 0 and copied.restored
    control_copy = copy_while_answering(_folder(), max(copies // 3, 2), by_hand)
    yield "control: the file copied by hand", f"{control_copy}", control_copy.lacking > 0


def _killed(what: str, came: Killed) -> Line:
    return what, f"{came.kept}, at most {came.restart:.1f} s to start", came.kept.holds


def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="faults"))


if __name__ == "__main__":
    sys.exit(main())
