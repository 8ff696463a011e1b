"""What the commands for accounts do. A password is read from a prompt or from the standard input, never from the command line."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys

import segno

from survey.keys import passwords, totp
from survey.keys.passwords import PasswordError
from survey.keys.receipt import Keys
from survey.settings import Settings
from survey.store import accounts
from survey.store.accounts import Role
from survey.store.audit import Action
from survey.tasks.base import CommandError, current_settings, existing, line


def add_command(chosen: argparse.Namespace) -> None:
    """Make an account."""
    if not accounts.is_name(chosen.name):
        raise CommandError(
            f"{chosen.name!r} cannot be an account's name: "
            "take 2 to 64 small Latin letters (a to z) and digits, and . _ - between them."
        )
    role = Role(chosen.role)
    given = current_settings()
    engine = existing(given)
    if any(account.name == chosen.name for account in accounts.every(engine)):
        raise accounts.NameTakenError(chosen.name)
    password = _new_password(chosen.name)
    salt = None if chosen.no_totp else secrets.token_hex(16)
    entry = line(Action.ACCOUNT_ADD, detail=f"{chosen.name}, {role}{', no codes' if chosen.no_totp else ''}")
    accounts.add(engine, chosen.name, role, passwords.hashed(password), totp_salt=salt, entry=entry)
    print(f"{chosen.name} may sign in at /admin/ as {role}.")
    if salt:
        _show_secret(given, chosen.name, salt)


def list_command(chosen: argparse.Namespace) -> None:
    """List the accounts."""
    every = accounts.every(existing(current_settings()))
    for account in every:
        parts = (
            str(account.role),
            "" if account.has_totp else "no codes",
            "" if account.is_active else "disabled",
        )
        print(f"{account.name}: {', '.join(part for part in parts if part)}")
    if not every:
        print("There are no accounts. Make one: python -m survey user add NAME --role owner.")


def disable_command(chosen: argparse.Namespace) -> None:
    """Disable an account."""
    engine = existing(current_settings())
    accounts.disable(engine, chosen.name, entry=line(Action.ACCOUNT_DISABLE, detail=chosen.name))
    print(f"{chosen.name} is signed out everywhere and cannot sign in. With a new password, it can again.")


def password_command(chosen: argparse.Namespace) -> None:
    """Change a password."""
    engine = existing(current_settings())
    accounts.named(engine, chosen.name)
    entry = line(Action.ACCOUNT_PASSWORD, detail=chosen.name)
    accounts.change_password(engine, chosen.name, passwords.hashed(_new_password(chosen.name)), entry=entry)
    print(f"{chosen.name} has a new password, and is signed out everywhere.")


def totp_command(chosen: argparse.Namespace) -> None:
    """Give an account a new secret for its codes."""
    given = current_settings()
    engine = existing(given)
    salt = secrets.token_hex(16)
    accounts.change_totp(engine, chosen.name, salt, entry=line(Action.ACCOUNT_TOTP, detail=chosen.name))
    print(f"{chosen.name} has a new secret for codes; the one before no longer works.")
    _show_secret(given, chosen.name, salt)


def _new_password(name: str) -> str:
    try:
        password = _typed_password() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
        passwords.check(password, name)
    except UnicodeDecodeError as error:
        raise CommandError("The password on the standard input is not UTF-8. Nothing was changed.") from error
    except PasswordError as error:
        raise CommandError(f"{error} Nothing was changed.") from error
    return password


def _typed_password() -> str:
    password = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != password:
        raise CommandError("The two passwords differ. Nothing was changed.")
    return password


def _show_secret(given: Settings, name: str, salt: str) -> None:
    secret = Keys(given.secret_key).totp_secret(salt)
    address = totp.address(secret, name)
    print("Read this into an authenticator app now; it is not shown again:")
    segno.make(address, micro=False).terminal(out=sys.stdout, compact=True)
    print(address)
