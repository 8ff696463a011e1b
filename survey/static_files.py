"""Static files: their addresses, and how they are sent: compressed where the browser takes it, for the sake of slow networks.

Pages are never compressed: what a visitor writes stands on them beside a secret, and how long such a page is once it is
compressed tells of the secret [1].

[1] Gluck, Y., Harris, N. and Prado, A. (2013), BREACH: reviving the CRIME attack, https://breachattack.com.
"""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path

from flask import Response, request, url_for

FOLDER = Path(__file__).resolve().parent / "static"
_NAMES = frozenset(path.name for path in FOLDER.iterdir())


@cache
def static_address(name: str) -> str:
    """Return the address of a static file, which is the same on every page; to be asked for while a request is answered."""
    return url_for("static", filename=name, v=_version(name))


def compress(response: Response) -> Response:
    """Compress a static file that the present request is answered with, whole, if the browser asked for that."""
    name = str((request.view_args or {}).get("filename"))
    if request.endpoint != "static" or response.status_code != 200 or name not in _NAMES:
        return response
    response.vary.add("Accept-Encoding")
    # A part of a file is answered with another status; a browser that only looks is told the same as one that takes it.
    if request.accept_encodings.quality("gzip") > 0:
        plain = response.response
        response.direct_passthrough = False
        response.set_data(_compressed(name))
        response.headers["Content-Encoding"] = "gzip"
        tag, _ = response.get_etag()
        if tag is not None:
            response.set_etag(tag, weak=True)  # the same file in other bytes
        if hasattr(plain, "close"):
            plain.close()
    return response


@cache
def _compressed(name: str) -> bytes:
    return gzip.compress((FOLDER / name).read_bytes(), mtime=0)


@cache
def _version(name: str) -> str:
    """Return what changes in the address of a static file when the file does."""
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
