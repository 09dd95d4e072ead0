"""Reads the flights: the file of the npm package vega-datasets, from the U.S. Bureau of Transportation Statistics.

What the columns are is not written in the file but in the script that made it (scripts/flights.py in
github.com/vega/vega-datasets): `date` is when the flight really left, on the wall clock of its origin, `delay` the
delay at arrival in minutes, `distance` miles. Cancelled and diverted flights are not in it, and the three million were
drawn at random from somewhat more, so that a few are missing everywhere.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .errors import UserError
from .period import minute_of

# A delay is the difference of two times of the day, and some are a day off: a nightly flight from Phoenix to Detroit
# that leaves minutes before midnight "arrives 1,433 minutes late", two others arrive 16 and 19 hours early. No column
# tells these from a real delay of a day, so all of them go: 34 of the 1.48 million rows until the end of March.
EARLIEST: Final = -120
LATEST: Final = 23 * 60

# A flight is late from the sixteenth minute on.
LATE_AFTER: Final = 15

COLUMNS: Final = {
    "date": "TIMESTAMP",
    "delay": "BIGINT",
    "distance": "BIGINT",
    "origin": "VARCHAR",
    "destination": "VARCHAR",
}


@dataclass(frozen=True)
class Flights:
    """Flights in the order in which they left."""

    airports: tuple[str, ...]
    departed: NDArray[np.int64]
    """Minutes since 1970 on the wall clock of the origin."""
    delay: NDArray[np.int32]
    """Minutes late at arrival; negative when early."""
    distance: NDArray[np.int32]
    """Miles."""
    origin: NDArray[np.int16]
    """Index into `airports`."""
    destination: NDArray[np.int16]
    dropped: int
    """Rows that were left out because their delay is impossible."""

    def __len__(self) -> int:
        return len(self.departed)

    @property
    def late(self) -> NDArray[np.bool_]:
        return self.delay > LATE_AFTER

    @property
    def known(self) -> NDArray[np.int64]:
        """When the delay was known, on the wall clock of the origin: see `minutes_in_the_air`."""
        return self.departed + minutes_until_known(self.distance)


def minutes_until_known(distance: NDArray[np.int32]) -> NDArray[np.int64]:
    """How long after leaving a flight has surely arrived, as far as the file lets anyone say.

    It has no time of arrival. 45 minutes on the ground and 7 miles a minute (365 knots) in the air is on the slow side
    of the timetables of 2001: New York to Los Angeles 6 h 39, Los Angeles to Las Vegas 1 h 19.
    """
    return np.ceil(45 + distance / 7).astype(np.int64)


def read_flights(path: Path, since: date, until: date) -> Flights:
    """Reads the flights that left from the day `since` until before the day `until`.

    Raises UserError when the file cannot be read or is another one.
    """
    import duckdb

    if not path.is_file():
        raise UserError(f"There is no file {path}. Run `npm ci`, which brings it, or give its path with --data.")
    try:
        with duckdb.connect(config={"threads": 2}) as connection:
            return _read(connection, path, minute_of(since), minute_of(until))
    except duckdb.Error as error:
        first_line = str(error).splitlines()[0]
        raise UserError(f"{path} cannot be read as Parquet: {first_line} Run `npm ci` to get it again.") from error


def _read(connection, path: Path, since: int, until: int) -> Flights:
    flights = connection.read_parquet(str(path))
    flights.create_view("flights")
    found = dict(zip(flights.columns, map(str, flights.types), strict=True))
    for name, kind in COLUMNS.items():
        if found.get(name) != kind:
            raise UserError(
                f"{path} is another data set: expected a column {name} of type {kind}, "
                f"found {found.get(name, 'none')}. Use data/flights-3m.parquet of the npm package vega-datasets."
            )
    connection.execute(
        "CREATE TYPE airport AS ENUM (SELECT DISTINCT code FROM (SELECT origin AS code FROM flights "
        "UNION SELECT destination FROM flights) WHERE code IS NOT NULL ORDER BY code)"
    )
    airports = connection.execute("SELECT unnest(enum_range(NULL::airport))").fetchall()
    columns = connection.execute(
        """
        SELECT epoch_us(date) // 60000000 AS departed, delay::INTEGER AS delay, distance::INTEGER AS distance,
               enum_code(origin::airport)::SMALLINT AS origin, enum_code(destination::airport)::SMALLINT AS destination
        FROM flights
        WHERE epoch_us(date) // 60000000 BETWEEN $since AND $until - 1 AND delay IS NOT NULL AND distance IS NOT NULL
              AND origin IS NOT NULL AND destination IS NOT NULL
        """,
        {"since": since, "until": until},
    ).fetchnumpy()
    possible = (columns["delay"] >= EARLIEST) & (columns["delay"] < LATEST)
    order = np.flatnonzero(possible)
    # The file is in this order already; two flights of one minute keep theirs.
    order = order[np.argsort(columns["departed"][order], kind="stable")]
    return Flights(
        airports=tuple(code for (code,) in airports),
        dropped=int(len(possible) - len(order)),
        **{name: np.ascontiguousarray(values[order]) for name, values in columns.items()},
    )
