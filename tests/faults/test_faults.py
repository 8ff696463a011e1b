"""A little of every fault; `make faults` does much more of each."""

from __future__ import annotations

from pathlib import Path

from tests.faults.copies import copy_while_answering
from tests.faults.database import Database
from tests.faults.kills import kill_and_compare, promise_and_kill
from tests.faults.power import cut_power
from tests.faults.serving import Server
from tests.faults.space import fill_disk
from tests.tools import program


def test_a_killed_server_loses_nothing_that_was_thanked_for(tmp_path: Path) -> None:
    killed = kill_and_compare(Server(tmp_path), 3)
    assert killed.kept.thanked > 0
    assert killed.retries > 0
    assert killed.kept.holds, killed


def test_a_server_killed_before_postgresql_loses_nothing_that_was_thanked_for(tmp_path: Path) -> None:
    with Database() as database:
        killed = kill_and_compare(Server(tmp_path, url=database.url), 3)
    assert killed.kept.thanked > 0
    assert killed.retries > 0
    assert killed.kept.holds, killed


def test_a_killed_database_loses_nothing_that_was_thanked_for(tmp_path: Path) -> None:
    with Database() as database:
        killed = kill_and_compare(Server(tmp_path, url=database.url), 3, database)
    assert killed.kept.thanked > 0
    assert killed.retries > 0
    assert killed.kept.holds, killed


def test_a_database_that_promises_too_much_is_found_out(tmp_path: Path) -> None:
    with Database() as database:
        assert promise_and_kill(Server(tmp_path, url=database.url), 3, database).kept.lost > 0


def test_thanks_before_storing_are_found_out(tmp_path: Path) -> None:
    assert kill_and_compare(Server(tmp_path, ("tests.faults.broken",)), 3).kept.lost > 0


def test_a_power_cut_loses_nothing_that_was_thanked_for(tmp_path: Path) -> None:
    program("strace", "strace")
    cut = cut_power(tmp_path, 3, 60)
    assert cut.holds, cut


def test_without_syncing_a_power_cut_is_found_out(tmp_path: Path) -> None:
    program("strace", "strace")
    assert not cut_power(tmp_path, 3, 60, "OFF").holds


def test_a_full_disk_loses_nothing_that_was_thanked_for(tmp_path: Path) -> None:
    filled = fill_disk(tmp_path)
    assert filled.refused > 0
    assert filled.alive
    assert filled.kept.thanked > 0
    assert filled.kept.holds, filled


def test_a_backup_holds_what_was_thanked_for_before_it_and_so_does_the_survey_restored_from_it(tmp_path: Path) -> None:
    copied = copy_while_answering(tmp_path, 2)
    assert copied.lacking == 0
    assert copied.restored
