"""Columns that say who answered or when: promised not to be kept, so they are not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from analysis.readers.folding import fold_header
from analysis.readers.sheet import Texts, distinct

_HEADERS = {
    "time": (
        "timestamp", "start time", "end time", "completion time", "last modified time", "submission time", "submitted at",
        "submission date", "date submitted", "created at", "start date", "startdate", "end date", "enddate", "recorded date",
        "recordeddate", "started at", "completed at", "time created", "date created", "_submission_time", "submitdate",
        "отметка времени", "время создания", "дата создания", "время начала", "время завершения", "время окончания",
        "время заполнения", "время ответа", "дата и время", "время отправки", "дата отправки", "дата заполнения",
        "уақыт белгісі", "басталу уақыты", "аяқталу уақыты", "жасалған уақыты", "жіберілген уақыты", "толтырылған уақыты",
        "күні мен уақыты",
    ),
    "address": (
        "email", "e mail", "email address", "e mail address", "your email", "your e mail", "mail", "username", "user name",
        "ip", "ip address", "ipaddress", "phone", "phone number", "your phone number", "telephone", "mobile", "mobile phone",
        "whatsapp", "telegram", "instagram", "электрондық пошта", "электрондық поштаның мекенжайы",
        "электрондық пошта мекенжайы", "электрондық поштаңыз", "пошта", "пайдаланушы аты", "телефон нөмірі", "телефоныңыз",
        "телефон нөміріңіз", "ұялы телефон", "адрес электронной почты", "электронная почта", "электронный адрес", "эл почта",
        "почта", "имя пользователя", "телефон", "номер телефона", "ваш телефон", "ваш номер телефона", "контактный телефон",
        "мобильный телефон", "ip адрес", "ip мекенжайы",
    ),
    "name": (
        "name", "your name", "full name", "your full name", "first name", "last name", "surname", "respondent name",
        "аты", "атыңыз", "есіміңіз", "тегі", "тегіңіз", "аты жөні", "аты жөніңіз", "толық аты жөніңіз", "аты тегі",
        "имя", "ваше имя", "фамилия", "фамилия имя", "имя фамилия", "фио", "ваше фио", "ф и о", "фамилия имя отчество",
        "иин", "жсн", "iin",
    ),
}  # fmt: skip
_NEVER_KEPT = frozenset(fold_header(header) for headers in _HEADERS.values() for header in headers)

_DAY = r"(\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})"
_CONTENTS = (
    re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}"),
    re.compile(r"\+\d([ ()-]{0,2}\d){8,14}|[78]([ ()-]{0,2}\d){10}"),
    re.compile(r"(\d{1,3}\.){3}\d{1,3}|[0-9a-f]{1,4}(:[0-9a-f]{0,4}){3,7}", re.IGNORECASE),
    re.compile(rf"{_DAY}(T|,? )\d{{1,2}}:\d{{2}}.*", re.IGNORECASE),
)
"""E-mail addresses; phone numbers; IP addresses; a day with a time."""

_MOSTLY = 0.5
"""From this part of the filled cells on, the content of a column says what it is."""


def is_personal(header: str, cells: Texts) -> bool:
    """Whether a column that the instrument does not know holds names, addresses or times, by its header or its content."""
    return fold_header(header) in _NEVER_KEPT or any(part >= _MOSTLY for part in _parts(cells))


def _parts(cells: Texts) -> Iterator[float]:
    """Yield which part of the filled cells has each kind of content."""
    found = distinct(cells)
    counts = np.bincount(found.cells, minlength=len(found.values))
    filled = sum(int(count) for value, count in zip(found.values, counts, strict=True) if value)
    for pattern in _CONTENTS:
        held = sum(int(count) for value, count in zip(found.values, counts, strict=True) if pattern.fullmatch(value))
        yield held / max(filled, 1)
