"""From flights to what the model sees: one code for training, replay and reference data, so that none can differ."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .fields import CATEGORIES, FEATURES, NAMES
from .flights import Flights
from .history import origin_history
from .period import MINUTES_PER_DAY, day_numbers


@dataclass(frozen=True)
class FeatureTable:
    """The features of many flights, by name. Categories are indices into `airports`, a missing value is NaN."""

    airports: tuple[str, ...]
    columns: dict[str, NDArray]

    def __len__(self) -> int:
        return len(self.columns[NAMES[0]])

    def take(self, rows: NDArray) -> "FeatureTable":
        """Some of the rows, by index or by mask."""
        return FeatureTable(self.airports, {name: column[rows] for name, column in self.columns.items()})


def feature_table(flights: Flights) -> FeatureTable:
    """Computes the features of every flight, each from what was known when it left."""
    history = origin_history(flights)
    minute = flights.departed % MINUTES_PER_DAY
    # 1 January 1970 was a Thursday.
    day_of_week = (day_numbers(flights.departed) + 3) % 7 + 1
    columns: dict[str, NDArray] = {
        "origin": flights.origin,
        "destination": flights.destination,
        "distance": flights.distance,
        "departure_hour": minute / 60,
        "day_of_week": day_of_week,
        "delay_3h": history.mean_delay,
        "departures_3h": history.departures,
    }
    return FeatureTable(flights.airports, {f.name: _rounded(columns[f.name], f.decimals) for f in FEATURES})


def _rounded(column: NDArray, decimals: int) -> NDArray:
    # Adding zero turns -0.0, which would be written as such, into 0.0.
    return np.round(column, decimals) + 0.0 if decimals > 0 else column


def encode(table: FeatureTable, categories: dict[str, tuple[str, ...]]) -> NDArray[np.float64]:
    """The matrix that trees are grown on: a category becomes its place in the model's list, NaN where it has none."""
    matrix = np.empty((len(table), len(NAMES)))
    for i, name in enumerate(NAMES):
        column = table.columns[name]
        if name in CATEGORIES:
            place = {code: float(index) for index, code in enumerate(categories[name])}
            column = np.array([place.get(code, np.nan) for code in table.airports])[column]
        matrix[:, i] = column
    return matrix


def csv_rows(table: FeatureTable) -> list[str]:
    """Each flight as the row of a request."""
    texts = [_texts(table, feature.name, feature.decimals) for feature in FEATURES]
    return [",".join(row) for row in zip(*texts, strict=True)]


def _texts(table: FeatureTable, name: str, decimals: int) -> list[str]:
    values = table.columns[name].tolist()
    if name in CATEGORIES:
        return [table.airports[value] for value in values]
    if decimals == 0:
        return [str(value) for value in values]
    return ["" if math.isnan(value) else f"{value:.{decimals}f}" for value in values]
