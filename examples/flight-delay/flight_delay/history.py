"""What was known at an airport when a flight left: no flight may look at its own future.

Times are only ever compared at one airport, on its own wall clock, so time zones do not matter. (On 1 April 2001 the
clocks went forward: for three hours of that night the window is two hours long.)
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .flights import Flights

WINDOW_MINUTES: Final = 180


@dataclass(frozen=True)
class OriginHistory:
    """For each flight, its origin in the three hours before it left."""

    mean_delay: NDArray[np.float64]
    """Mean delay, in minutes, of the flights from there whose arrival became known; NaN where there are none."""
    departures: NDArray[np.int64]
    """Flights that had left from there."""


def origin_history(flights: Flights) -> OriginHistory:
    """Looks back from each flight; flights of the same minute do not see each other.

    A delay counts from the moment it was known, which is after landing and not after leaving. Counting from the
    departure would be easier, and a leak: it tells the model at six what happens to others until nine.
    """
    start = int(flights.departed[0]) - WINDOW_MINUTES if len(flights) > 0 else 0
    known, total = _window(flights, flights.known, flights.delay, start)
    departures, _ = _window(flights, flights.departed, flights.delay, start)
    mean = np.full(len(flights), np.nan)
    np.divide(total, known, out=mean, where=known > 0)
    return OriginHistory(mean_delay=mean, departures=departures)


def _window(
    flights: Flights, event_time: NDArray[np.int64], value: NDArray[np.int32], start: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Counts and sums the events at each flight's origin from three hours before it left until just before."""
    if len(flights) == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    # Airport by airport on one long line, far enough apart that no window reaches the neighbour's events.
    span = int(event_time.max()) - start + WINDOW_MINUTES + 1
    offset = flights.origin.astype(np.int64) * span - start
    events = offset + event_time
    by_time = np.argsort(events, kind="stable")
    events = events[by_time]
    sums = np.concatenate(([0], np.cumsum(value[by_time], dtype=np.int64)))

    leaving = offset + flights.departed
    # Looking up in ascending order is several times faster than at random.
    by_leaving = np.argsort(leaving, kind="stable")
    last = np.empty(len(flights), np.int64)
    first = np.empty(len(flights), np.int64)
    last[by_leaving] = np.searchsorted(events, leaving[by_leaving], "left")
    first[by_leaving] = np.searchsorted(events, leaving[by_leaving] - WINDOW_MINUTES, "left")
    return last - first, sums[last] - sums[first]
