"""Metrics that AWS services publish by themselves and MiniStack does not: queues' and state machines'.

What they are for is alarms: on a dead-letter queue that is not empty, on an execution that failed. Queues are measured
when alarms are evaluated, and only those that an alarm looks at; as on AWS there is one point a minute.
"""

import time

from ministack.core.responses import request_scope
from ministack.services import cloudwatch, sqs, stepfunctions

from launcher.cloudwatch import clock

_QUEUES = "AWS/SQS"
_EXECUTIONS = {"RUNNING": "ExecutionsStarted", "SUCCEEDED": "ExecutionsSucceeded", "FAILED": "ExecutionsFailed",
               "TIMED_OUT": "ExecutionsTimedOut", "ABORTED": "ExecutionsAborted"}


def install() -> None:
    announce = stepfunctions._emit_execution_status_event

    def emit_execution_status_event(execution):
        announce(execution)
        metric = _EXECUTIONS.get(execution.get("status"))
        if metric:
            dimensions = {"StateMachineArn": execution["stateMachineArn"]}
            cloudwatch.record_metric("AWS/States", metric, 1, "Count", dimensions)
            cloudwatch._evaluate_all_alarms()

    stepfunctions._emit_execution_status_event = emit_execution_status_event


def measure_watched_queues() -> None:
    """Puts a point for every queue that an alarm of its account and Region looks at."""
    watched = {(account, region, name) for (account, region, _), alarm in list(cloudwatch._alarms._data.items())
               for name in _queue_names(alarm)}
    for account, region, name in watched:
        with request_scope(account, region):
            queue = next((queue for queue in sqs._queues.values() if queue["name"] == name), None)
            if queue is not None:
                _measure(name, queue)


def _queue_names(alarm: dict) -> set[str]:
    metrics = [alarm] + [query["MetricStat"]["Metric"] for query in alarm.get("Metrics") or []
                         if query.get("MetricStat")]
    return {dimension["Value"] for metric in metrics if metric.get("Namespace") == _QUEUES
            for dimension in metric.get("Dimensions") or [] if dimension["Name"] == "QueueName"}


def _measure(name: str, queue: dict) -> None:
    now = time.time()
    messages = list(queue["messages"])
    visible = [message for message in messages if message.get("visible_at", 0) <= now]
    oldest = min((message.get("enqueued_at", message.get("sent_at", now)) for message in messages), default=now)
    for metric, value, unit in (
            ("ApproximateNumberOfMessagesVisible", len(visible), "Count"),
            ("ApproximateNumberOfMessagesNotVisible", len(messages) - len(visible), "Count"),
            ("ApproximateAgeOfOldestMessage", now - oldest, "Seconds")):
        _put_gauge(metric, value, unit, {"QueueName": name})


def _put_gauge(metric: str, value: float, unit: str, dimensions: dict) -> None:
    """Puts a point, or moves the one of the current minute to the newest value."""
    series = cloudwatch._metrics.get((_QUEUES, metric, cloudwatch._dims_key(dimensions)))
    if series and int(series[-1]["Timestamp"] // 60) == int(clock.now() // 60):
        series[-1]["Value"] = float(value)
    else:
        cloudwatch.record_metric(_QUEUES, metric, value, unit, dimensions)
