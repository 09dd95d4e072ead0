"""Values of an alarm's metric, or of a set of metric queries, period by period."""

import math

from launcher.cloudwatch import metric_math, metric_store
from launcher.cloudwatch.metric_math_functions import MathError


def period_of(alarm: dict) -> int:
    """Seconds. Of queries with several periods, the longest."""
    if not alarm.get("Metrics"):
        return int(alarm.get("Period") or 60)
    periods = [query["MetricStat"]["Period"] for query in alarm["Metrics"] if query.get("MetricStat")]
    return max(periods, default=int(next((query["Period"] for query in alarm["Metrics"] if query.get("Period")), 60)))


def values_of(alarm: dict, periods: list[int], period: int, until: float) -> dict[int, float]:
    """From the start of a period to the alarm's value in it; a period without data is not there.

    Points later than `until` are not there yet: a replay may have put metrics that are ahead of its clock.
    """
    if alarm.get("Metrics"):
        returned = [query["Id"] for query in alarm["Metrics"] if query.get("ReturnData", True)]
        return Queries(alarm["Metrics"], periods, period, until).value(returned[0] if returned else alarm["Metrics"][-1]["Id"])
    stat = alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"
    return _statistics(alarm["Namespace"], alarm["MetricName"], alarm.get("Dimensions"), stat, periods, period, until,
                       alarm.get("Unit"))


class Queries:
    """A set of metric queries that name each other by id, over the same periods."""

    def __init__(self, queries: list[dict], periods: list[int], period: int, until: float = math.inf):
        self._queries = {query["Id"]: query for query in queries}
        self._periods, self._period, self._until = periods, period, until
        self._values: dict[str, dict[int, float]] = {}

    def value(self, query_id: str) -> dict[int, float]:
        """Raises MathError for an unknown id, an expression that names itself, or one that cannot be read."""
        if query_id not in self._values:
            query = self._queries.pop(query_id, None)
            if query is None:
                raise MathError(f"{query_id} is no id of a query, or its expression names itself")
            self._values[query_id] = self._evaluate(query)
        return self._values[query_id]

    def _evaluate(self, query: dict) -> dict[int, float]:
        if query.get("Expression"):
            metric_ids = [known for known, other in self._queries.items() if other.get("MetricStat")] + \
                [known for known in self._values]
            return metric_math.evaluate(query["Expression"], metric_math.Context(
                self.value, metric_ids, self._periods, self._period))
        stat = query["MetricStat"]
        metric = stat["Metric"]
        return _statistics(metric["Namespace"], metric["MetricName"], metric.get("Dimensions"), stat["Stat"],
                           self._periods, self._period, self._until, stat.get("Unit"))


def _statistics(namespace, name, dimensions, stat, periods, period, until, unit) -> dict[int, float]:
    values = {at: metric_store.statistic(namespace, name, dimensions, stat, at, min(at + period, until), unit)
              for at in periods}
    return {at: value for at, value in values.items() if value is not None}
