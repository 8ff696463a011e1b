"""Several serving processes: started, started again, and stopped with the first, however it ends."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path

import pytest

from benchmarks.form.load import Respondent
from survey.commands import parser
from survey.keys import limit
from survey.serving import processes
from tests.survey.conftest import HERE

ROOT = HERE.parent.parent


def stat(process: str | int) -> list[str]:
    """The fields of a process from its state on; none of one that is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []


def children(of: int) -> list[int]:
    running = [path.parent.name for path in Path("/proc").glob("[0-9]*/stat")]
    return sorted(int(each) for each in running if stat(each)[:2] in ([state, str(of)] for state in "RSD"))


def eventually(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def is_running(process: int) -> bool:
    return stat(process)[:1] not in ([], ["Z"])


def is_replaced(goes: int, of: int) -> bool:
    """Whether two serve without the one that was killed, which may be seen for a moment yet."""
    serving = children(of)
    return len(serving) == 2 and goes not in serving


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return connection.recv(100).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`python -m survey run` in two processes beside the first, and its port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "survey", "run", "--port", "0", "--processes", "2"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    port = next(int(found[1]) for line in process.stdout if (found := re.search(r"http://127\.0\.0\.1:(\d+)/", line)))
    yield process, port
    process.kill()
    process.wait()
    process.stdout.close()


def test_one_that_is_killed_is_started_again_and_all_stop_together(server: tuple[subprocess.Popen[str], int]) -> None:
    first, port = server
    assert eventually(lambda: len(children(first.pid)) == 2)
    assert answers(port)
    time.sleep(processes.SOON)
    before = children(first.pid)
    os.kill(before[0], signal.SIGKILL)
    assert eventually(partial(is_replaced, before[0], of=first.pid))
    assert answers(port)
    serving = children(first.pid)
    first.terminate()
    assert first.wait(20) == 0
    assert not any(is_running(each) for each in serving)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_none_goes_on_serving_without_the_first(server: tuple[subprocess.Popen[str], int], how: signal.Signals) -> None:
    first, port = server
    assert eventually(lambda: len(children(first.pid)) == 2)
    assert answers(port)
    serving = children(first.pid)
    first.send_signal(how)
    assert first.wait(20) == (-how if how is signal.SIGKILL else 0)
    assert eventually(lambda: not any(is_running(each) for each in serving))
    assert not answers(port)


def test_what_ends_as_soon_as_it_starts_is_not_started_for_ever() -> None:
    program = (
        "import sys\n"
        "from survey.serving.processes import serve_together\n"
        "def work():\n"
        "    raise ValueError('no room')\n"
        "try:\n"
        "    serve_together(work, 2)\n"
        "except RuntimeError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "A serving process ended with code 1 as soon as it was started.\n"
    assert "no room" in done.stderr


def test_a_process_that_another_program_left_to_it_is_not_mourned(tmp_path: Path) -> None:
    process = subprocess.Popen(
        ["bash", "-c", f"sleep 1.5 & exec {sys.executable} -m survey run --port 0 --processes 2"],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout
    port = next(int(found[1]) for line in process.stdout if (found := re.search(r"http://127\.0\.0\.1:(\d+)/", line)))
    assert eventually(lambda: len(children(process.pid)) == 2), "the sleeper is gone"
    assert answers(port)
    process.terminate()
    assert process.wait(20) == 0
    process.stdout.close()


def test_two_kills_in_a_row_end_no_other_process(server: tuple[subprocess.Popen[str], int]) -> None:
    first, port = server
    assert eventually(lambda: len(children(first.pid)) == 2)
    time.sleep(processes.SOON + 0.5)
    stays = children(first.pid)[0]
    for _ in range(2):
        (goes,) = set(children(first.pid)) - {stays}
        os.kill(goes, signal.SIGKILL)
        assert eventually(partial(is_replaced, goes, of=first.pid))
    assert stays in children(first.pid)
    assert answers(port)


def test_one_process_needs_no_other() -> None:
    done: list[int] = []
    processes.serve_together(lambda: done.append(os.getpid()), 1)
    assert done == [os.getpid()]


@pytest.mark.parametrize(("processors", "expected"), [(1, 1), (2, 2), (64, 4), (None, 1)])
def test_as_many_as_there_are_processors_and_four_at_most(
    monkeypatch: pytest.MonkeyPatch, processors: int | None, expected: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    assert processes.usual() == expected


def test_where_nothing_can_be_forked_one_serves(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delattr(os, "fork")
    assert processes.usual() == 1
    with pytest.raises(SystemExit):
        parser().parse_args(["run", "--processes", "2"])
    assert "on Windows one process serves" in capsys.readouterr().err


@pytest.mark.parametrize("written", ["0", "65", "two", "-1", "٢"])
def test_a_number_of_processes_that_cannot_be_is_said(written: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["run", f"--processes={written}"])
    assert "give how many processes serve, from 1 to 64" in capsys.readouterr().err


@pytest.mark.parametrize("together", [1, 2, 4, 64])
def test_together_they_let_no_more_codes_be_tried(together: int) -> None:
    each = limit.Limit.shared_by(together)
    tries = sum(each.take() == 0 for _ in range(limit.TRIES + 1))
    assert 1 <= tries <= max(limit.TRIES // together, 1)


_SURVEY = ("-m", "survey")
_AT_TWO_ADDRESSES = """
import socket, sys
from survey.commands import main
found = socket.getaddrinfo
socket.getaddrinfo = lambda host, *of, **options: [*found(host, *of, **options), *found("127.0.0.2", *of, **options)]
sys.exit(main())
"""
"""As where the name of a computer stands for two of its addresses."""


@pytest.mark.parametrize(("program", "count"), [(_SURVEY, 1), (_SURVEY, 2), (("-c", _AT_TWO_ADDRESSES), 1)])
def test_told_to_stop_twice_it_still_answers_what_it_has_begun(tmp_path: Path, program: tuple[str, ...], count: int) -> None:
    """As a service manager tells it that tells each process, or somebody who is impatient."""
    file = tmp_path / "s.db"
    environment = {**os.environ, "SURVEY_DATABASE_URL": f"sqlite:///{file}", "SURVEY_SECRET_KEY": "k" * 40}
    command = [sys.executable, *program, "run", "--port", "0", "--processes", str(count)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        port = next(int(found[1]) for line in process.stdout if (found := re.search(r"http://127\.0\.0\.1:(\d+)/", line)))
        someone = Respondent(http.client.HTTPConnection("127.0.0.1", port, timeout=30))
        page = someone.go("GET", "/astana-2023/?lang=kk")
        page = someone.go("POST", someone.path, page.form())
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(1) as pool:
            saved = pool.submit(someone.ask, "POST", someone.path, page.form())
            # The page is being saved once it has been sent; it waits for the other program.
            assert not wait([saved], 0.5).done
            for _ in range(3):
                process.send_signal(signal.SIGTERM)
                time.sleep(0.1)
            assert process.poll() is None
            other.execute("ROLLBACK")
            assert saved.result(20)[0] == 303
        assert process.wait(20) == 0
        assert other.execute("SELECT count(*) FROM answer").fetchone() == (1,)
        other.close()
        someone.leave()
