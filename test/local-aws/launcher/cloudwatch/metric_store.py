"""The stored data points: kept however old they are, and found by time without looking at all of them.

MiniStack forgets points older than two weeks at every request, which is every point of a replay of 2001.
"""

from collections import defaultdict

from ministack.services import cloudwatch

_BUCKET_SECONDS = 60


class Series(list):
    """The points of one metric in the order they came, with an index by minute."""

    def __init__(self):
        super().__init__()
        self._by_minute: dict[int, list] = defaultdict(list)

    def append(self, point: dict) -> None:
        super().append(point)
        self._by_minute[int(point["Timestamp"] // _BUCKET_SECONDS)].append(point)

    def between(self, start: float, end: float) -> list[dict]:
        minutes = range(int(start // _BUCKET_SECONDS), int(-(-end // _BUCKET_SECONDS)))
        wanted = minutes if len(minutes) <= len(self._by_minute) else \
            [minute for minute in list(self._by_minute) if minute in minutes]
        return [point for minute in wanted for point in list(self._by_minute.get(minute, ()))
                if start <= point["Timestamp"] < end]


def install() -> None:
    cloudwatch._evict_old_metrics = lambda: None
    cloudwatch._metric_bucket = _series_for


def _series_for(key: tuple) -> Series:
    return cloudwatch._metrics.setdefault(key, Series())


def statistic(namespace: str, name: str, dimensions: list[dict] | None, stat: str, start: float, end: float,
              unit: str | None = None) -> float | None:
    """One statistic over a time span of the metric with exactly these dimensions; None without data."""
    wanted = cloudwatch._dims_key({item["Name"]: str(item["Value"]) for item in dimensions or []})
    series = cloudwatch._metrics.get((namespace, name, wanted))
    if series is None:
        return None
    points = [point for point in series.between(start, end) if unit in (None, point.get("Unit"))]
    if not points:
        return None
    return cloudwatch._stat_value(cloudwatch._calc_stats(points), stat, points)
