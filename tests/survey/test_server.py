"""The web server itself, over real connections."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.survey.conftest import HERE

ROOT = HERE.parent.parent


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """`python -m survey run` on a free port; the port."""
    folder = tmp_path_factory.mktemp("server")
    process = subprocess.Popen(
        [sys.executable, "-m", "survey", "run", "--port", "0"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    said = [process.stdout.readline() for _ in range(3)]
    line = said[-1]
    assert line.startswith("Serving http://127.0.0.1:"), said
    assert sum("has not been reviewed by a native speaker" in each for each in said) == 1
    yield int(line.split(":")[2].split("/")[0])
    process.terminate()
    assert process.wait(10) == 0
    process.stdout.close()
    modes = {path.name: path.stat().st_mode & 0o777 for path in (folder / "instance").iterdir()}
    assert set(modes.values()) == {0o600}
    assert "secret_key" in modes


def talk(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while part := connection.recv(65536):
            received += part
        return received


def get(port: int, path: str = "/healthz", extra: bytes = b"") -> bytes:
    return talk(port, b"GET " + path.encode() + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + extra + b"\r\n")


def refused(port: int, request: bytes, status: bytes) -> bool:
    """Whether a request gets this status, or the door shut before it was all sent."""
    try:
        return talk(port, request).startswith(b"HTTP/1.1 " + status)
    except OSError:
        return True


def test_it_serves_the_first_study_and_names_no_software(server: int) -> None:
    page = get(server, "/astana-2023/")
    head = page.partition(b"\r\n\r\n")[0].lower()
    assert page.startswith(b"HTTP/1.1 200")
    assert b'data-page="start"' in page
    assert b"server:" not in head
    assert b"via:" not in head
    assert b"waitress" not in page.lower()
    assert get(server, "/readyz").endswith(b"ok\n")


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 5, 5\r\n",
    ],
)
def test_55_two_lengths_are_refused(server: int, lengths: bytes) -> None:
    answer = talk(server, b"POST /astana-2023/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + lengths + b"\r\n0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize(
    ("version", "encoding"),
    [
        (b"1.1", b"Transfer-Encoding: gzip, chunked"),
        (b"1.1", b"Transfer-Encoding: identity"),
        (b"1.1", b"Transfer-Encoding:"),
        (b"1.1", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
        (b"1.1", b"Transfer_Encoding: gzip"),
        (b"1.1", b"Transfer-Encoding : gzip"),
        (b"1.0", b"Transfer-Encoding: chunked"),
    ],
)
def test_55_an_unknown_transfer_encoding_is_refused(server: int, version: bytes, encoding: bytes) -> None:
    head = b"POST /astana-2023/ HTTP/" + version + b"\r\nHost: 127.0.0.1\r\n" + encoding
    answer = talk(server, head + b"\r\n\r\n0\r\n\r\n")
    assert answer.partition(b" ")[2].startswith(b"400")
    assert answer.count(b"HTTP/1.") == 1


def test_52_another_host_is_refused(server: int) -> None:
    answer = talk(server, b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")


def test_54_trace_is_refused(server: int) -> None:
    answer = talk(server, b"TRACE /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Secret: abc\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 405")
    assert b"abc" not in answer


@pytest.mark.parametrize("size", [70_000, 300_000])
def test_56_a_large_body_is_refused(server: int, size: int) -> None:
    head = b"POST /astana-2023/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: %d\r\n" % size
    kind = b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    assert refused(server, head + kind + b"a" * size, b"413")


def test_56_a_large_head_is_refused(server: int) -> None:
    assert refused(server, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"a" * 40_000 + b"\r\n\r\n", b"431")


def test_58_two_hundred_slow_senders_block_nobody(server: int) -> None:
    slow = []
    try:
        for _ in range(200):
            connection = socket.create_connection(("127.0.0.1", server), timeout=10)
            connection.sendall(b"POST /astana-2023/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\na=")
            slow.append(connection)
        for _ in range(10):
            assert get(server).startswith(b"HTTP/1.1 200")
    finally:
        for connection in slow:
            connection.close()


def test_a_port_in_use_is_said_so(server: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "survey", "run", "--port", str(server)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert "--port" in done.stderr
    assert done.stdout == "", "no study is called open that nobody can reach"
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
