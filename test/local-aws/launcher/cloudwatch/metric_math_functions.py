"""The functions of metric math, on numbers, time series and arrays (see `metric_math`)."""

import math
import statistics
from collections.abc import Callable


class MathError(ValueError):
    """An expression that cannot be evaluated here; the message says why."""


def combine(function: Callable, left, right):
    """Applies a binary operator: to numbers, or period by period where both sides have a value."""
    if isinstance(left, list):
        return [combine(function, item, right) for item in left]
    if isinstance(right, list):
        return [combine(function, left, item) for item in right]
    if isinstance(left, dict) and isinstance(right, dict):
        return _present({at: function(left[at], right[at]) for at in left if at in right})
    if isinstance(left, dict):
        return _present({at: function(value, right) for at, value in left.items()})
    if isinstance(right, dict):
        return _present({at: function(left, value) for at, value in right.items()})
    return function(left, right)


def _present(series: dict) -> dict:
    return {at: value for at, value in series.items() if value is not None}


def _each(function: Callable[[float], float]) -> Callable:
    """A function of one value, applied to every point."""
    def apply(context, value):
        if isinstance(value, list):
            return [apply(context, item) for item in value]
        if isinstance(value, dict):
            return {at: function(point) for at, point in value.items()}
        return function(value)

    return apply


def _aggregate(function: Callable[[list[float]], float]) -> Callable:
    """Of one time series: a number, over its points. Of several: a time series, over those that have the period."""
    def apply(context, *arguments):
        values = arguments[0] if len(arguments) == 1 else list(arguments)
        if isinstance(values, dict):
            return function(list(values.values())) if values else None
        if not isinstance(values, list):
            return values
        series = [value for value in values if isinstance(value, dict)]
        numbers = [value for value in values if isinstance(value, (int, float))]
        if not series:
            return function(numbers)
        periods = sorted({at for one in series for at in one})
        return {at: function([one[at] for one in series if at in one] + numbers) for at in periods}

    return apply


def _if(context, condition, then, otherwise=None):
    if not isinstance(condition, dict):
        return then if condition else ({} if otherwise is None else otherwise)
    chosen = {at: _at(then if holds else otherwise, at) for at, holds in condition.items()}
    return _present(chosen)


def _at(value, period: int):
    return value.get(period) if isinstance(value, dict) else value


def _fill(context, series, filler):
    if isinstance(series, list):
        return [_fill(context, one, filler) for one in series]
    filled, last = {}, None
    for at in context.periods:
        if at in series:
            filled[at] = last = series[at]
        elif filler == "REPEAT":
            filled[at] = last
        elif filler == "LINEAR":
            filled[at] = _interpolated(series, at)
        else:
            filled[at] = _at(filler, at)
    return _present(filled)


def _interpolated(series: dict, at: int):
    before, after = [t for t in series if t < at], [t for t in series if t > at]
    if not before or not after:
        return None
    left, right = max(before), min(after)
    return series[left] + (series[right] - series[left]) * (at - left) / (right - left)


def _diff(context, series):
    ordered = sorted(series)
    return {at: series[at] - series[before] for before, at in zip(ordered, ordered[1:])}


def _rate(context, series):
    ordered = sorted(series)
    return {at: (series[at] - series[before]) / (at - before) for before, at in zip(ordered, ordered[1:])}


def _running_sum(context, series):
    total, sums = 0.0, {}
    for at in sorted(series):
        total += series[at]
        sums[at] = total
    return sums


def _metrics(context, prefix=""):
    return [context.lookup(name) for name in context.metric_ids if str(prefix).lower() in name.lower()]


def _edge(index: int) -> Callable:
    return lambda context, series: series[sorted(series)[index]] if series else None


FUNCTIONS: dict[str, Callable] = {
    "ABS": _each(abs),
    "AVG": _aggregate(statistics.fmean),
    "CEIL": _each(lambda value: float(math.ceil(value))),
    "DATAPOINT_COUNT": lambda context, series: float(len(series)),
    "DIFF": _diff,
    "FILL": _fill,
    "FIRST": _edge(0),
    "FLOOR": _each(lambda value: float(math.floor(value))),
    "IF": _if,
    "LAST": _edge(-1),
    "LOG": _each(math.log),
    "LOG10": _each(math.log10),
    "MAX": _aggregate(max),
    "METRICS": _metrics,
    "METRIC_COUNT": lambda context, array: float(len(array)),
    "MIN": _aggregate(min),
    "PERIOD": lambda context, series: float(context.period),
    "RATE": _rate,
    "RUNNING_SUM": _running_sum,
    "STDDEV": _aggregate(statistics.pstdev),
    "SUM": _aggregate(math.fsum),
    "TIME_SERIES": lambda context, number: dict.fromkeys(context.periods, float(number)),
}
