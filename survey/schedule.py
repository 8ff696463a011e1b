"""When a study is open, as people write it and as they read it: always with its zone."""

from __future__ import annotations

from datetime import UTC, datetime

from survey.store.studies import Schedule, current_minute

_MINUTE = "%Y-%m-%dT%H:%M"


class ScheduleError(ValueError):
    """A time that cannot be read, or times that leave nothing between them.

    key  the message of the administration that says so
    """

    def __init__(self, key: str, message: str) -> None:
        self.key = key
        super().__init__(message)


def schedule(opens: str, closes: str) -> Schedule:
    """Return a schedule from two written times, empty = no bound; ScheduleError where it would never be open.

    >>> schedule("2026-11-22T13:00+05:00", "2099-01-01")
    Schedule(opens='2026-11-22T08:00', closes='2099-01-01T00:00')
    """
    read = Schedule(_minute(opens), _minute(closes))
    if read.closes is not None and read.closes <= max(read.opens or "", current_minute()):
        raise ScheduleError("schedule_over", f"A study that closes at {shown(read.closes)} would not be open: take a later time.")
    return read


def shown(minute: str) -> str:
    """Return a minute of a schedule as it is shown.

    >>> shown("2026-11-22T08:00")
    '2026-11-22 08:00 UTC'
    """
    return f"{minute.replace('T', ' ')} UTC"


def described(given: Schedule) -> str:
    """Return a schedule as commands and the audit log write it, "" where there is none.

    >>> described(Schedule("2026-11-22T08:00", "2026-12-01T00:00"))
    'from 2026-11-22 08:00 UTC until 2026-12-01 00:00 UTC'
    """
    bounds = (("from", given.opens), ("until", given.closes))
    return " ".join(f"{word} {shown(minute)}" for word, minute in bounds if minute)


def _minute(written: str) -> str | None:
    if not written.strip():
        return None
    try:
        read = datetime.fromisoformat(written.strip())
    except ValueError as error:
        raise ScheduleError(
            "schedule_unreadable", f"{written!r} is no time: write 2026-11-22T08:00 for UTC, or 2026-11-22T13:00+05:00."
        ) from error
    aware = read if read.tzinfo else read.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC).strftime(_MINUTE).zfill(len("2026-11-22T08:00"))
    except OverflowError as error:
        raise ScheduleError("schedule_unreadable", f"{written!r} is no time that can be.") from error
