"""What the app is told by its environment: database, secret key, host names, proxies."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

INSTANCE = Path("instance")
"""Where the database and the secret key are kept, in the folder the app is started from."""

FIRST_STUDY = "astana-2023"
"""What an empty database fields at first."""

DEFAULT_URL = f"sqlite:///{INSTANCE}/survey.db"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
SHORTEST_KEY = 32
_HTTPS = re.compile(r"https://[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?(/[!-~]*)?")
_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
_ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound


class SettingsError(Exception):
    """A setting that cannot be used; the message says which, what was got, and what to do."""


@dataclass(frozen=True)
class Settings:
    """Everything the app needs to know from outside.

    trusted_hosts  names a request may be addressed to; any other is refused
    proxy_hops     how many proxies stand before the app, each adding one X-Forwarded-… entry
    is_public      whether it is served beyond this machine, so that cookies must be Secure
    preview        every response counts as a test
    busy_timeout   seconds to wait for a locked database
    idle_limit     seconds after which an untouched interview is closed
    exit_url       the harmless page that "exit this page" leads to; "" = a blank page of our own
    processes      how many processes serve together
    """

    secret_key: str = field(repr=False)
    database_url: str = DEFAULT_URL
    trusted_hosts: tuple[str, ...] = LOOPBACK
    proxy_hops: int = 0
    is_public: bool = False
    preview: bool = False
    busy_timeout: float = 5.0
    idle_limit: int = 2 * 60 * 60
    exit_url: str = ""
    processes: int = 1

    def __post_init__(self) -> None:
        if len(self.secret_key) < SHORTEST_KEY:
            raise SettingsError(
                f"SURVEY_SECRET_KEY has {len(self.secret_key)} characters, {SHORTEST_KEY} are needed. Leave it unset, and a key "
                f"is made and kept in {INSTANCE}/, or make one: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )


def from_environment(
    environ: Mapping[str, str] = os.environ, *, host: str = "127.0.0.1", preview: bool = False, processes: int = 1
) -> Settings:
    """Return the settings that the environment gives, for an app that listens on `host`.

    Makes the secret key on the first run. Raises SettingsError naming the variable that cannot be used.
    """
    hops = _proxy_hops(environ.get("SURVEY_PROXY_HOPS", "0"))
    loopback = host in _THIS_MACHINE
    return Settings(
        secret_key=environ.get("SURVEY_SECRET_KEY") or kept_secret_key(INSTANCE),
        database_url=environ.get("SURVEY_DATABASE_URL") or DEFAULT_URL,
        trusted_hosts=_trusted_hosts(environ.get("SURVEY_TRUSTED_HOSTS", ""), host, direct=loopback and not hops),
        proxy_hops=hops,
        is_public=hops > 0 or not loopback,
        preview=preview,
        exit_url=_exit_url(environ.get("SURVEY_EXIT_URL", "")),
        processes=processes,
    )


def kept_secret_key(folder: Path) -> str:
    """Return the key kept in `folder`, making it on the first run; only its owner may read the file."""
    path = folder / "secret_key"
    try:
        make_private_folder(folder)
        _make_key(path)
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The secret key {path} cannot be read or made: {error}. Check the folder's permissions.") from error


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner may open; one that exists stays as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def only_here(address: str) -> bool:
    """Whether an address leads to the computer it is opened on, so that nobody else can use it.

    >>> only_here("http://localhost:8000/a-study/"), only_here("https://survey.example.org")
    (True, False)
    """
    return urlsplit(address).hostname in _THIS_MACHINE


def _make_key(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))


def _proxy_hops(written: str) -> int:
    if not (written.isascii() and written.isdigit()) or int(written) > 9:
        raise SettingsError(f"SURVEY_PROXY_HOPS must be the number of proxies before the app, from 0 to 9, got {written!r}.")
    return int(written)


def _exit_url(written: str) -> str:
    # It stands in a header of every page, where a space or a semicolon would begin something else.
    if written and not _HTTPS.fullmatch(written):
        raise SettingsError(
            f"SURVEY_EXIT_URL must be an https address such as https://example.org/, got {written!r}. "
            "Leave it unset, and a blank page is shown."
        )
    return written


def _trusted_hosts(written: str, host: str, *, direct: bool) -> tuple[str, ...]:
    named = tuple(name.strip() for name in written.split(",") if name.strip())
    if named:
        return named
    if direct:
        return LOOPBACK
    if host in (*_THIS_MACHINE, *_ANY_ADDRESS):
        raise SettingsError(
            f"SURVEY_TRUSTED_HOSTS is not set, and behind a proxy or with --host {host} the app cannot know its own name. "
            "Set it to the names the survey is reached under, separated by commas, such as survey.example.org."
        )
    return (host,)
