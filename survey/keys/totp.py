"""Codes of an authenticator app (RFC 6238): six digits that hold for half a minute, and count once."""

from __future__ import annotations

import hmac

import pyotp

PERIOD = 30
"""Seconds that a code is shown for."""

_ISSUER = "Saualnama"
_DRIFT = (-1, 0, 1)
"""How many periods the clock of a telephone may be wrong by."""


def matching_step(secret: str, written: str, now: int) -> int | None:
    """Return the time step that a code belongs to, the present one or a neighbour; None where it is wrong.

    now  seconds since 1970
    """
    code = "".join(character for character in written if not character.isspace())
    app = pyotp.TOTP(secret, interval=PERIOD)
    steps = [now // PERIOD + drift for drift in _DRIFT]
    matching = [step for step in steps if hmac.compare_digest(app.at(step * PERIOD).encode(), code.encode(errors="replace"))]
    return max(matching, default=None)


def address(secret: str, name: str) -> str:
    """Return the otpauth address that an app reads from a QR code."""
    return pyotp.TOTP(secret, interval=PERIOD).provisioning_uri(name=name, issuer_name=_ISSUER)
