"""Metrics out of log lines: the embedded metric format, and metric filters."""

import json

from ministack.services import cloudwatch, cloudwatch_logs

from launcher.cloudwatch.filter_pattern import matches

_ZERO_DIMENSIONS: list = [[]]


def install() -> None:
    append = cloudwatch_logs._append_log_events

    def append_log_events(stream, events):
        append(stream, events)
        filters = _filters_of(_group_of(stream))
        found = [_measure(filters, event) for event in events]
        if any(found):
            cloudwatch._evaluate_all_alarms()

    cloudwatch_logs._append_log_events = append_log_events


def _group_of(stream: dict) -> str | None:
    for name, group in cloudwatch_logs._log_groups.items():
        if any(candidate is stream for candidate in group["streams"].values()):
            return name
    return None


def _filters_of(group: str | None) -> list[dict]:
    return [metric_filter for (name, _), metric_filter in cloudwatch_logs._metric_filters.items() if name == group]


def _measure(filters: list[dict], event: dict) -> bool:
    message = event.get("message", "")
    document = _json_in(message)
    moment = (event.get("timestamp") or _now_ms()) / 1000
    found = False
    if document is not None and "_aws" in document:
        found = _embedded_metrics(document)
    for metric_filter in filters:
        if matches(metric_filter.get("filterPattern") or "", message, document):
            found = _filtered_metrics(metric_filter, document, moment) or found
    return found


def _now_ms() -> float:
    return cloudwatch.time.time() * 1000


def _embedded_metrics(document: dict) -> bool:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html"""
    header = document["_aws"] if isinstance(document["_aws"], dict) else {}
    moment = float(header.get("Timestamp") or _now_ms()) / 1000
    found = False
    for directive in header.get("CloudWatchMetrics") or []:
        for names in directive.get("Dimensions") or _ZERO_DIMENSIONS:
            dimensions = {name: str(document[name]) for name in names if name in document}
            for metric in directive.get("Metrics") or []:
                values = document.get(metric["Name"])
                for value in values if isinstance(values, list) else [values]:
                    if isinstance(value, (int, float)) and not isinstance(value, bool):
                        _store(directive["Namespace"], metric["Name"], dimensions, moment, metric.get("Unit"), value)
                        found = True
    return found


def _filtered_metrics(metric_filter: dict, document: dict | None, moment: float) -> bool:
    found = False
    for transformation in metric_filter.get("metricTransformations") or []:
        value = _value(str(transformation.get("metricValue", "1")), document)
        if value is None:
            continue
        dimensions = {name: str(_member(document, path)) for name, path in (transformation.get("dimensions") or {}).items()
                      if _member(document, path) is not None}
        _store(transformation["metricNamespace"], transformation["metricName"], dimensions, moment,
               transformation.get("unit"), value)
        found = True
    return found


def _value(metric_value: str, document: dict | None) -> float | None:
    try:
        return float(_member(document, metric_value) if metric_value.startswith("$") else metric_value)
    except (TypeError, ValueError):
        return None


def _member(document: dict | None, path: str):
    value = document
    for part in path.removeprefix("$.").split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _json_in(message: str) -> dict | None:
    """The JSON object in a line; Lambda writes the time, the request id and the level before it."""
    start = message.find("{")
    if start < 0:
        return None
    try:
        document = json.loads(message[start:])
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def _store(namespace: str, name: str, dimensions: dict, moment: float, unit: str | None, value: float) -> None:
    cloudwatch._store_datum(namespace, name, dimensions, moment, unit or "None", value, None, None, None)
