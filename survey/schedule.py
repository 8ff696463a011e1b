"""When a study is open, as people write it and as they read it: always with its zone."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from instruments.rules.dates import date_in_words
from survey.store.studies import Schedule, current_minute

_MINUTE = "%Y-%m-%dT%H:%M"
_WRITTEN = "%Y-%m-%d %H:%M"
_FIRST_YEAR = 2000


class ScheduleError(ValueError):
    """A time that cannot be read, or times that leave nothing between them.

    key  the message of the administration that says so
    """

    def __init__(self, key: str, message: str) -> None:
        self.key = key
        super().__init__(message)


def schedule(opens: str, closes: str, timezone: str) -> Schedule:
    """Return a schedule from two written times, empty = no bound; ScheduleError where it would never be open.

    timezone  the zone of a time that names none

    >>> schedule("2026-11-22T13:00", "2099-01-01T00:00+00:00", "Asia/Almaty")
    Schedule(opens='2026-11-22T08:00', closes='2099-01-01T00:00')
    """
    read = Schedule(_minute(opens, timezone), _minute(closes, timezone))
    if read.closes is not None and read.closes <= max(read.opens or "", current_minute()):
        over = shown(read.closes, timezone)
        never = "It would never be open: the closing time has passed, or comes before the opening time."
        raise ScheduleError("schedule_over", f"{never} Got the closing time {over}.")
    return read


def shown(minute: str, timezone: str) -> str:
    """Return a minute of a schedule, kept in UTC, as it is shown in a zone.

    >>> shown("2026-11-22T08:00", "UTC"), shown("2026-11-22T08:00", "Asia/Almaty")
    ('2026-11-22 08:00 UTC', '2026-11-22 13:00 Asia/Almaty')
    """
    return f"{_local(minute, timezone):{_WRITTEN}} {timezone}"


def written(minute: str | None, timezone: str) -> str:
    """Return a minute of a schedule as it is written in a zone without naming it; "" = no bound.

    >>> written("2026-11-22T08:00", "Asia/Almaty")
    '2026-11-22 13:00'
    """
    return f"{_local(minute, timezone):{_WRITTEN}}" if minute else ""


def in_words(minute: str, timezone: str, language: str) -> str:
    """Return a minute of a schedule as respondents read it: the day written out, the hour, and the city whose time it is.

    >>> in_words("2026-12-01T09:00", "Asia/Almaty", "en")
    '1 December 2026, 14:00 (Almaty)'
    """
    local = _local(minute, timezone)
    place = get_timezone_location(local.tzinfo, language, return_city=True)
    return f"{date_in_words(local.date(), language)}, {local:%H:%M} ({place})"


def described(given: Schedule, timezone: str) -> str:
    """Return a schedule as commands and the audit log write it, "" where there is none.

    >>> described(Schedule("2026-11-22T08:00", "2026-12-01T00:00"), "UTC")
    'from 2026-11-22 08:00 UTC until 2026-12-01 00:00 UTC'
    """
    bounds = (("from", given.opens), ("until", given.closes))
    return " ".join(f"{word} {shown(minute, timezone)}" for word, minute in bounds if minute)


def _zone(timezone: str) -> tzinfo:
    # UTC is known where there is no time zone data, too.
    return UTC if timezone == "UTC" else ZoneInfo(timezone)


def _local(minute: str, timezone: str) -> datetime:
    return datetime.strptime(minute, _MINUTE).replace(tzinfo=UTC).astimezone(_zone(timezone))


def _minute(written: str, timezone: str) -> str | None:
    if not written.strip():
        return None
    try:
        read = datetime.fromisoformat(written.strip())
    except ValueError as error:
        raise ScheduleError(
            "schedule_unreadable",
            f"{written!r} is no time: write 2026-11-22T13:00 for the time of {timezone}, or 2026-11-22T13:00+05:00.",
        ) from error
    if read.year < _FIRST_YEAR:
        raise ScheduleError("schedule_unreadable", f"{written!r} is before {_FIRST_YEAR}: write the year with its four digits.")
    aware = read if read.tzinfo else read.replace(tzinfo=_zone(timezone))
    try:
        minute = aware.astimezone(UTC).strftime(_MINUTE)
        _local(minute, timezone)  # nor is what could not be shown
    except OverflowError as error:
        raise ScheduleError("schedule_unreadable", f"{written!r} is no time that can be.") from error
    return minute
