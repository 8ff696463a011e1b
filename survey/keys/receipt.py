"""Keys and codes: what is derived from the secret key, so that the database holds only hashes of it.

A receipt code, or a code to go on with, is 95 random-looking bits and a check character in Crockford's base 32 [1]. Its
check makes the code a multiple of x in GF(32), so that one wrong character, or two swapped neighbours, are always noticed.

[1] Crockford, Base 32, https://www.crockford.com/base32.html: no I, L, O, U; letter case does not matter.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from functools import cached_property, reduce

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SYMBOLS = 19
_GROUP = 4
# Letters that look like others, the Cyrillic ones on a Kazakh or Russian keyboard included.
_TWINS = str.maketrans("ILOІОАВСЕНКМРТХЗ", "11010ABCEHKMPTX3")


@dataclass(frozen=True)
class Keys:
    """Everything that is derived from the app's secret key; each use has a name of its own."""

    secret: str = field(repr=False)

    def csrf_token(self, session_key: str) -> str:
        """Return the token that a form must send back with the cookie it was made for."""
        return self._derived("csrf", session_key).hex()

    def token_hash(self, session_key: str, slug: str) -> str:
        """Return what the table `session` holds for one browser and one study."""
        return self._derived("session", slug, session_key).hex()

    def submit_key(self, session_key: str, slug: str) -> str:
        """Return the key hidden in the review form: the same in every tab of one interview."""
        return self._derived("submit", slug, session_key).hex()

    def key_hash(self, submit_key: str) -> str:
        """Return what the table `submit_key` holds for a submit key."""
        return self._derived("submit-key", submit_key).hex()

    def receipt(self, submit_key: str) -> str:
        """Return the receipt code of a submit key, in groups of four."""
        return _code(self._derived("receipt", submit_key))

    def resume_code(self, session_key: str, slug: str, nonce: str) -> str:
        """Return the code with which an interview goes on elsewhere; each nonce gives another one."""
        return _code(self._derived("resume", slug, session_key, nonce))

    def resume_hash(self, slug: str, code: str) -> str:
        """Return what the table `resume` holds for such a code, as `normalised` returns it."""
        return self._derived("resume-code", slug, code).hex()

    def receipt_hash(self, code: str) -> str:
        """Return what the table `submit_key` holds for a receipt code, as `normalised` returns it."""
        return self._derived("receipt-code", code).hex()

    def account_session_hash(self, key: str) -> str:
        """Return what the table `account_session` holds for the key in an account's cookie."""
        return self._derived("account-session", key).hex()

    def totp_secret(self, salt: str) -> str:
        """Return the secret of an account's codes, in base 32 as apps want it: 160 bits."""
        return base64.b32encode(self._derived("totp", salt)[:20]).decode()

    def known_browser(self, account_id: int, nonce: str) -> str:
        """Return the proof that a browser has signed in to an account before."""
        return self._derived("known-browser", str(account_id), nonce).hex()

    def link_hash(self, slug: str, token: str) -> str:
        """Return what the table `token` holds for a single-use link."""
        return self._derived("link", slug, token).hex()

    def claim_hash(self, session_key: str, slug: str) -> str:
        """Return what the table `token` holds of the browser that is about to begin with a link."""
        return self._derived("claim", slug, session_key).hex()

    def _derived(self, *parts: str) -> bytes:
        mac = self._keyed.copy()
        mac.update("\0".join(parts).encode())
        return mac.digest()

    @cached_property
    def _keyed(self) -> hmac.HMAC:
        # Made once: to give it the key takes longer than what it is used for.
        return hmac.new(self.secret.encode(), digestmod=hashlib.sha256)


def new_session_key() -> str:
    """Return 128 random bits for a new visit."""
    return secrets.token_urlsafe(16)


def with_check(symbols: str) -> str:
    """Return the symbols with their check character.

    >>> with_check("0000000000000000001")
    '00000000000000000012'
    """
    return symbols + ALPHABET[_times_x(_remainder(symbols))]


def normalised(written: str) -> str | None:
    """Return a code as it was made, whatever its case, spaces and hyphens; None where it cannot be one.

    >>> normalised("oooo-0000 0000-0000-00l2")
    '00000000000000000012'
    >>> normalised("0000-0000-0000-0000-0021") is None
    True
    """
    if len(written) > 100:
        return None
    code = "".join(character for character in written.upper() if character.isalnum()).translate(_TWINS)
    if len(code) != _SYMBOLS + 1 or not set(code) <= set(ALPHABET) or _remainder(code):
        return None
    return code


def _code(derived: bytes) -> str:
    number = int.from_bytes(derived, "big")
    return _grouped(with_check("".join(ALPHABET[number >> 5 * place & 31] for place in range(_SYMBOLS))))


def _grouped(code: str) -> str:
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def _remainder(symbols: str) -> int:
    return reduce(lambda total, symbol: _times_x(total) ^ ALPHABET.index(symbol), symbols, 0)


def _times_x(element: int) -> int:
    # GF(32) modulo x^5 + x^2 + 1, which is primitive.
    return (element << 1) ^ (0b100101 if element & 16 else 0)
