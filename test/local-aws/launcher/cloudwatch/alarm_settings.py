"""Settings of alarms that MiniStack drops when it stores one: metric math, M out of N, missing data by template."""

from ministack.services import cloudwatch


def install() -> None:
    put = cloudwatch._put_metric_alarm

    def put_metric_alarm(params, request, is_cbor, is_json=False):
        answer = put(params, request, is_cbor, is_json)
        alarm = cloudwatch._alarms.get(request.get("AlarmName")) if request else None
        if alarm is not None and answer[0] < 400 and request.get("Metrics"):
            _use_metric_math(alarm, request["Metrics"], request)
            cloudwatch._evaluate_alarm(alarm)
        return answer

    cloudwatch._put_metric_alarm = put_metric_alarm


def without_metrics(properties: dict) -> dict:
    """A template's alarm over metric math as one over a metric that is never there, which MiniStack accepts."""
    if not properties.get("Metrics"):
        return properties
    rest = {name: value for name, value in properties.items() if name != "Metrics"}
    return {"MetricName": "-", "Namespace": "-", "Threshold": 0, **rest}


def add_template_settings(alarm: dict, properties: dict) -> None:
    if properties.get("Metrics"):
        _use_metric_math(alarm, properties["Metrics"], properties)
    if properties.get("DatapointsToAlarm") is not None:
        alarm["DatapointsToAlarm"] = int(properties["DatapointsToAlarm"])


def _use_metric_math(alarm: dict, queries: list[dict], settings: dict) -> None:
    for member in ("MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period", "Dimensions", "Unit"):
        alarm.pop(member, None)
    alarm["Metrics"] = [_typed(query) for query in queries]
    if settings.get("ThresholdMetricId"):
        alarm["ThresholdMetricId"] = settings["ThresholdMetricId"]


def _typed(query: dict) -> dict:
    """A query of a template, whose numbers and booleans may be strings."""
    typed = {**query, "ReturnData": str(query.get("ReturnData", True)).lower() == "true"}
    if query.get("MetricStat"):
        typed["MetricStat"] = {**query["MetricStat"], "Period": int(query["MetricStat"].get("Period", 60))}
    if query.get("Period") is not None:
        typed["Period"] = int(query["Period"])
    return typed
