"""The signed cookie of a visit, as Flask makes it, with three shortcuts: together they take off most of what it costs a page.

A visit holds text, numbers, lists and dicts alone, so plain JSON will do; Flask's also marks dates, bytes and more. The key
is derived, and what signs with it made, once for the app, not for each signature. And what is short is not compressed, for
that gains nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode
from itsdangerous.serializer import Serializer

SHORT = 1000
"""Bytes of JSON; a browser keeps four times as many."""


class Plain:
    """JSON without spaces."""

    @staticmethod
    def dumps(value: Any) -> str:
        """Return a value of text, numbers, lists and dicts as JSON."""
        return json.dumps(value, separators=(",", ":"))

    @staticmethod
    def loads(text: str | bytes) -> Any:
        """Return what was written."""
        return json.loads(text)


class Signed(URLSafeTimedSerializer):
    """Text that is signed, and compressed where it is long."""

    def __init__(self, key: bytes) -> None:
        super().__init__(key, serializer=Plain)
        self._one = TimestampSigner(key, salt=self.salt, key_derivation="none", digest_method=hashlib.sha1)

    def make_signer(self, salt: str | bytes | None = None) -> TimestampSigner:
        """Return what signs, and tells whether something was signed; every use has the same salt."""
        return self._one

    def iter_unsigners(self, salt: str | bytes | None = None) -> Iterator[TimestampSigner]:
        """Return the same."""
        yield self._one

    def dump_payload(self, obj: Any) -> bytes:
        """Return a value as text for a cookie."""
        plain = Serializer.dump_payload(self, obj)
        return base64_encode(plain) if len(plain) <= SHORT else super().dump_payload(obj)


class VisitCookie(SecureCookieSessionInterface):
    """Flask's signed cookie for one app."""

    def __init__(self, app: Flask) -> None:
        derived = TimestampSigner(
            str(app.secret_key), self.salt, key_derivation=self.key_derivation, digest_method=self.digest_method
        ).derive_key()
        self._signed = Signed(derived)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the signer of the app's secret key."""
        return self._signed
