"""The clock that CloudWatch goes by: the machine's, or a moment that a replay of old traffic sets.

`POST /_local/clock {"now": "2001-04-02T10:00:00Z"}` makes it stand at that moment and evaluates every alarm there; the
next call moves it on, `{"now": null}` lets it run with the machine's clock again, and so does a reset. While it stands:

- an alarm looks at the periods that end there, so alarms over metrics with the time stamps of 2001 can be tried;
- what alarms write (state changes, history, the event and the SNS message) has that time;
- a metric that is put without a time stamp, and those of AWS services such as AWS/Lambda, get that time.

All other services keep the machine's clock.
"""

import time
from datetime import datetime, timezone

from ministack.services import cloudwatch

_fixed_at: float | None = None


class _Time:
    """Stands for the module `time` inside MiniStack's CloudWatch."""

    @staticmethod
    def time() -> float:
        return now()

    def __getattr__(self, name):
        return getattr(time, name)


def install() -> None:
    cloudwatch.time = _Time()


def now() -> float:
    return time.time() if _fixed_at is None else _fixed_at


def set(moment: str | None) -> None:
    """Raises ValueError when `moment` is no time."""
    global _fixed_at
    if moment is None:
        _fixed_at = None
        return
    try:
        parsed = datetime.fromisoformat(moment)
    except (TypeError, ValueError):
        raise ValueError(f'"now" is {moment!r}; expected a time like 2001-04-02T10:00:00Z, or null.') from None
    _fixed_at = (parsed if parsed.tzinfo else parsed.replace(tzinfo=timezone.utc)).timestamp()


def release() -> None:
    set(None)


def state() -> dict:
    return {"now": iso(now()), "fixed": _fixed_at is not None}


def iso(moment: float) -> str:
    """The form in which alarm events carry times."""
    return datetime.fromtimestamp(moment, tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + \
        f"{int(moment * 1000) % 1000:03d}+0000"
