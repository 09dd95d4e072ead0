"""Which days are calm and which are stormy, by a rule that knows the delays and nothing of any model or monitor."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np

from .errors import UserError
from .flights import Flights, read_flights
from .period import FIRST_DAY, HOLDOUT_FROM, LAST_DAY, day_number, day_numbers, days_between

PRODUCTION_FROM: Final = date(2001, 4, 1)
# The month that `npm start` takes its two days from.
EXAMPLES_UNTIL: Final = date(2001, 5, 1)

# Shares of the training days with a smaller mean delay: the upper ends of the first three kinds.
QUIET, CALM, RESTLESS = 0.05, 0.5, 0.95

RULE: Final = (
    "A day is judged by the mean delay of all its flights against the mean delays of the training days: "
    "quiet below their 5 % quantile, calm up to their median, restless up to their 95 % quantile, stormy above it. "
    "The calm example is the calm day of April nearest to the median of the training days, the stormy example the "
    "stormy day of April with the largest mean delay."
)


def write_days(data: Path, out: Path) -> dict[str, Any]:
    """Judges every day from April to June and writes what was found as JSON."""
    flights = read_flights(data, FIRST_DAY, LAST_DAY + timedelta(days=1))
    number = day_numbers(flights.departed)
    training = [_mean(flights, number, day) for day in days_between(FIRST_DAY, HOLDOUT_FROM - timedelta(days=1))]
    quiet, median, stormy = map(float, np.quantile(training, [QUIET, CALM, RESTLESS]))
    days = [_described(flights, number, day, quiet, median, stormy) for day in days_between(PRODUCTION_FROM, LAST_DAY)]
    april = [day for day in days if day["day"] < EXAMPLES_UNTIL.isoformat()]
    document = {
        "rule": RULE,
        "trainingMeanDelay": {
            "quantile05": round(quiet, 3),
            "median": round(median, 3),
            "quantile95": round(stormy, 3),
        },
        "examples": {
            "calm": min(
                (day for day in april if day["kind"] == "calm"), key=lambda day: abs(day["meanDelay"] - median)
            )["day"],
            "stormy": max((day for day in april if day["kind"] == "stormy"), key=lambda day: day["meanDelay"])["day"],
        },
        "days": days,
    }
    lines = json.dumps(document, indent=2).replace("\n      ", " ").replace("\n    }", " }")
    try:
        out.write_text(lines + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(f"{out} cannot be written ({error.strerror}). Give another file with --out.") from error
    return document


def _mean(flights: Flights, number: np.ndarray, day: date) -> float:
    return float(flights.delay[number == day_number(day)].mean())


def _described(
    flights: Flights, number: np.ndarray, day: date, quiet: float, median: float, stormy: float
) -> dict[str, Any]:
    inside = number == day_number(day)
    mean = float(flights.delay[inside].mean())
    kind = "quiet" if mean < quiet else "calm" if mean <= median else "restless" if mean <= stormy else "stormy"
    return {
        "day": day.isoformat(),
        "kind": kind,
        "flights": int(inside.sum()),
        "meanDelay": round(mean, 3),
        "lateShare": round(float(flights.late[inside].mean()), 4),
    }
