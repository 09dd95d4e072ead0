"""Flights that tests look at."""

from datetime import date

import numpy as np

from flight_delay.cli import DATA
from flight_delay.flights import Flights, read_flights

AIRPORTS = ("ATL", "BOS", "ORD")


def two_real_days() -> Flights:
    return read_flights(DATA, date(2001, 2, 15), date(2001, 2, 17))


def made_up(rows: int, seed: int) -> Flights:
    """Three busy airports with whole minutes that often coincide."""
    random = np.random.default_rng(seed)
    return Flights(
        airports=AIRPORTS,
        departed=np.sort(random.integers(16_300_000, 16_300_600, rows)),
        delay=random.integers(-60, 400, rows).astype(np.int32),
        distance=random.integers(50, 2500, rows).astype(np.int32),
        origin=random.integers(0, 3, rows).astype(np.int16),
        destination=random.integers(0, 3, rows).astype(np.int16),
        dropped=0,
    )
