"""What is sent of static files: compressed to who takes it, and nothing else compressed."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask

from survey.static_files import FOLDER
from tests.survey.test_journeys import SLUG

STYLE = "/static/survey.css"
PLAIN = (FOLDER / "survey.css").read_bytes()


@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br, zstd", "br;q=1, gzip;q=0.5", "*"])
def test_who_takes_it_gets_it_compressed(app: Flask, accepted: str) -> None:
    sent = app.test_client().get(STYLE, headers={"Accept-Encoding": accepted})
    assert (sent.status_code, sent.headers["Content-Encoding"]) == (200, "gzip")
    assert gzip.decompress(sent.data) == PLAIN
    assert int(sent.headers["Content-Length"]) == len(sent.data) < len(PLAIN) / 2
    assert sent.headers["Vary"] == "Accept-Encoding"
    assert "immutable" in sent.headers["Cache-Control"]


@pytest.mark.parametrize("accepted", [None, "", "identity", "br", "gzip;q=0", "gzip;q=0, *;q=0.5"])
def test_who_does_not_take_it_gets_it_plain(app: Flask, accepted: str | None) -> None:
    headers = {} if accepted is None else {"Accept-Encoding": accepted}
    sent = app.test_client().get(STYLE, headers=headers, buffered=True)
    assert (sent.status_code, sent.data) == (200, PLAIN)
    assert "Content-Encoding" not in sent.headers
    assert sent.headers["Vary"] == "Accept-Encoding", "or a cache would hand one of the two to all"


def test_who_looks_is_told_what_who_takes_would_get(app: Flask) -> None:
    client, headers = app.test_client(), {"Accept-Encoding": "gzip"}
    got, told = client.get(STYLE, headers=headers, buffered=True), client.head(STYLE, headers=headers, buffered=True)
    assert told.data == b""
    assert {name: told.headers[name] for name in ("Content-Encoding", "Content-Length", "ETag")} == {
        name: got.headers[name] for name in ("Content-Encoding", "Content-Length", "ETag")
    }
    assert client.get(STYLE, headers={**headers, "If-None-Match": got.headers["ETag"]}, buffered=True).status_code == 304


def test_a_part_is_a_part_of_the_file(app: Flask) -> None:
    sent = app.test_client().get(STYLE, headers={"Accept-Encoding": "gzip", "Range": "bytes=0-99"}, buffered=True)
    assert (sent.status_code, sent.data) == (206, PLAIN[:100])
    assert "Content-Encoding" not in sent.headers


@pytest.mark.parametrize("path", [f"/{SLUG}/", f"/{SLUG}/privacy", "/static/none.css", "/healthz"])
def test_no_page_is_compressed(app: Flask, path: str) -> None:
    """How long a compressed page is would tell of the secrets on it."""
    sent = app.test_client().get(path, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in sent.headers
