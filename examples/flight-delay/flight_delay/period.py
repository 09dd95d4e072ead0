"""Which days are trained on, which are held out, and how days are counted."""

from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

MINUTES_PER_DAY: Final = 24 * 60
EPOCH: Final = date(1970, 1, 1)

FIRST_DAY: Final = date(2001, 1, 1)
# The holdout is the last two weeks of March: every day of the week twice, all of them later than the training days.
HOLDOUT_FROM: Final = date(2001, 3, 18)
HOLDOUT_UNTIL: Final = date(2001, 4, 1)
# The last day after which the file has no more.
LAST_DAY: Final = date(2001, 6, 30)


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - EPOCH).days


def minute_of(day: date) -> int:
    """The first minute of a day, in minutes since 1970 on the airports' wall clocks."""
    return day_number(day) * MINUTES_PER_DAY


def day_numbers(minutes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The days that minutes since 1970 lie in, as days since 1970."""
    return minutes // MINUTES_PER_DAY


def day_of(number: int) -> date:
    return EPOCH + timedelta(days=int(number))


def days_between(first: date, last: date) -> list[date]:
    """Every day from the first to the last, both included."""
    return [day_of(number) for number in range(day_number(first), day_number(last) + 1)]


def iso_time(minute: int) -> str:
    """A minute as ISO 8601. Wall clocks are written as if they were UTC: see README, "Time"."""
    days, rest = divmod(int(minute), MINUTES_PER_DAY)
    return f"{EPOCH + timedelta(days=days)}T{rest // 60:02}:{rest % 60:02}:00Z"
