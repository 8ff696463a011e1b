"""The cookie of a visit is the one that Flask makes: only how long it takes differs."""

from __future__ import annotations

import zlib

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface, session_json_serializer
from itsdangerous import BadSignature, URLSafeTimedSerializer

from survey.cookies.visit_cookie import SHORT, VisitCookie

VISIT = {"language": "kk", "visits": {"astana-2023": {"key": "k" * 22, "seen": 1_790_000_000, "opened": ["q1", "a1b2", 3.5]}}}
LONG = {"visits": {f"study-{number}": {"key": "k" * 22, "seen": number} for number in range(30)}}


def signers(secret: str = "s" * 40) -> tuple[URLSafeTimedSerializer, URLSafeTimedSerializer]:
    """Ours, and Flask's for the same app."""
    app = Flask("any")
    app.secret_key = secret
    ours, flasks = VisitCookie(app).get_signing_serializer(app), SecureCookieSessionInterface().get_signing_serializer(app)
    assert ours is not None
    assert flasks is not None
    return ours, flasks


@pytest.mark.parametrize("value", [VISIT, LONG, {}])
def test_flask_reads_what_is_signed_here_and_the_other_way_round(value: dict[str, object]) -> None:
    ours, flasks = signers()
    assert flasks.loads(ours.dumps(value)) == value
    assert ours.loads(flasks.dumps(value)) == value


def test_only_what_is_long_is_compressed() -> None:
    ours, _ = signers()
    plain = session_json_serializer.dumps(LONG).encode()
    assert len(plain) > SHORT
    short, long = str(ours.dumps(VISIT)), str(ours.dumps(LONG))
    assert not short.startswith(".")
    assert long.startswith(".")
    assert len(long) < 4 / 3 * len(zlib.compress(plain)) + 100


@pytest.mark.parametrize("place", [0, 20, -2])  # not the very last: two of its six bits are no part of the signature
def test_what_was_changed_or_signed_by_another_is_refused(place: int) -> None:
    ours, _ = signers()
    signed = str(ours.dumps(VISIT))
    at = place % len(signed)
    other = "A" if signed[at] != "A" else "B"
    with pytest.raises(BadSignature):
        ours.loads(signed[:at] + other + signed[at + 1 :])
    with pytest.raises(BadSignature):
        ours.loads(str(signers("t" * 40)[0].dumps(VISIT)))
