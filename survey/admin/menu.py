"""The menus: of the administration, and of one study. Only what the account may see stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import request, url_for

from survey.admin.access import Account, rule_of

GENERAL = ("admin.studies_page", "admin.audit_page")
STUDY = (
    "admin.study_page",
    "admin.try_page",
    "admin.interview_page",
    "admin.dashboard_page",
    "admin.versions_page",
    "admin.export_page",
    "admin.withdraw_page",
    "admin.interviewers_page",
    "admin.poster_page",
    "admin.links_page",
    "admin.privacy_page",
)
"""Views, in the order of the menu; the message of an entry is `menu_` and the view's name."""


def general_menu(account: Account) -> tuple[tuple[str, str, bool], ...]:
    """Return the entries of the administration: address, message, whether it is the present page."""
    return tuple(_entry(endpoint, url_for(endpoint)) for endpoint in _open_to(GENERAL, account))


def study_menu(account: Account, slug: str) -> tuple[tuple[str, str, bool], ...]:
    """Return the entries of a study: address, message, whether it is the present page."""
    return tuple(_entry(endpoint, url_for(endpoint, slug=slug)) for endpoint in _open_to(STUDY, account))


def _open_to(endpoints: Sequence[str], account: Account) -> Iterator[str]:
    return (each for each in endpoints if account.role in (rule_of(each) or ()))


def _entry(endpoint: str, address: str) -> tuple[str, str, bool]:
    return address, f"menu_{endpoint.removeprefix('admin.')}", request.endpoint == endpoint
